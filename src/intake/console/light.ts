import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type SyntheticEvent,
} from 'react'

const controls = 'input, a, button'

/**
 * Words in the source and the proposal they belong to are lit together, whichever of the two is pointed at or focused;
 * the other is scrolled to. Panes are elements with `data-pane`, words carry `data-keys`, proposals `data-proposal`.
 */
export function useLight() {
  const frame = useRef<HTMLDivElement>(null)
  const [state, setState] = useState<{ key: string; from: string }>()
  const point = useCallback((event: SyntheticEvent) => {
    const target = event.target as HTMLElement
    const from = target.closest<HTMLElement>('[data-pane]')?.dataset['pane']
    const keys =
      from === 'source'
        ? target.closest<HTMLElement>('[data-keys]')?.dataset['keys']
        : target.closest<HTMLElement>('[data-proposal]')?.dataset['proposal']
    const key = keys?.split(' ')[0]
    if (!from || !key) return
    setState((before) => (before?.key === key && before.from === from ? before : { key, from }))
  }, [])

  useEffect(() => {
    const root = frame.current
    if (!root) return
    for (const old of root.querySelectorAll('[data-lit]')) old.removeAttribute('data-lit')
    if (!state) return
    const name = CSS.escape(state.key)
    const words = [...root.querySelectorAll<HTMLElement>(`[data-keys~="${name}"]`)]
    const cards = [...root.querySelectorAll<HTMLElement>(`[data-proposal="${name}"]`)]
    for (const one of [...words, ...cards]) one.setAttribute('data-lit', '')
    const [other] = state.from === 'source' ? cards : words
    if (other) reveal(other)
    if (state.from === 'address') words[0]?.scrollIntoView({ block: 'center' })
  }, [state])

  /** A press on words (or Enter, Space) goes to their proposal's first control. */
  const press = useCallback((target: HTMLElement) => {
    const words = target.closest<HTMLElement>('[data-pane="source"] [data-keys]')
    const key = words?.dataset['keys']?.split(' ')[0]
    if (!key) return false
    const card = frame.current?.querySelector<HTMLElement>(`[data-proposal="${CSS.escape(key)}"]`)
    const control =
      card?.querySelector<HTMLElement>(controls) ??
      card?.closest('article')?.querySelector<HTMLElement>(controls)
    control?.focus({ preventScroll: true })
    return true
  }, [])
  const click = useCallback((event: MouseEvent) => void press(event.target as HTMLElement), [press])
  const keyDown = useCallback(
    (event: KeyboardEvent) => {
      if ((event.key !== 'Enter' && event.key !== ' ') || event.ctrlKey || event.metaKey) return
      if (press(event.target as HTMLElement)) event.preventDefault()
    },
    [press],
  )
  return {
    frame,
    /** Lights a key from outside: the words are brought into sight, in their pane and on the page. */
    point: useCallback((key: string) => setState({ key, from: 'address' }), []),
    lit: state?.key,
    over: point as (event: MouseEvent) => void,
    focus: point as (event: FocusEvent) => void,
    click,
    keyDown,
    clear: useCallback(() => setState(undefined), []),
  }
}

/** Scrolls only the pane, and only when the element is not in sight: the page under the pointer stays. */
function reveal(one: HTMLElement) {
  const pane = one.closest<HTMLElement>('[data-pane]')
  if (!pane || pane.scrollHeight <= pane.clientHeight) return
  const box = one.getBoundingClientRect()
  const frame = pane.getBoundingClientRect()
  const top = frame.top + 56
  if (box.top >= top && box.bottom <= frame.bottom - 8) return
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  pane.scrollBy({
    top: box.top - top - Math.max(0, Math.min(120, (frame.height - box.height) / 3)),
    behavior: still ? 'auto' : 'smooth',
  })
}
