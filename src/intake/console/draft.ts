// What a person has made of a reading so far: the text, what is chosen, what was corrected. Kept in this tab until it is
// accepted or given up; the reading itself is asked for again.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { uuidv7 } from '../../kernel/id.ts'

export type Draft = {
  /** The text was read, not only pasted. */
  read: boolean
  sourceName: string
  publishedOn: string
  /** Id of the page, and of each record to be: the same when sent again. */
  pageId: string
  ids: Record<string, string>
  picked: string[]
  edits: Record<string, object>
  /** The article looked at. */
  at: number
}

const newDraft = (area: number): Draft => ({
  read: false,
  sourceName: '',
  publishedOn: '',
  pageId: `${area}-${uuidv7()}`,
  ids: {},
  picked: [],
  edits: {},
  at: 0,
})
type Kept = { text: string; draft: Draft; kept: boolean }

/**
 * The draft of this tab. `lost` says that the browser had no room for the text: a reload would lose it. `settle` drops
 * what was stored; the page stays for as long as something of it is left to accept.
 */
export function useDraft(owner: string, area: number) {
  // Apart: the text is long and seldom changes.
  const names = useMemo(() => ({ text: `intake.text ${owner}`, draft: `intake.draft ${owner}` }), [owner])
  const [state, setState] = useState<Kept>(() => found(names, area))
  const [lost, setLost] = useState(false)
  const latest = useRef(state)
  latest.current = state
  const stored = useRef(state.text)
  const store = useCallback(() => {
    const { text, draft, kept } = latest.current
    if (!kept) {
      sessionStorage.removeItem(names.text)
      sessionStorage.removeItem(names.draft)
      stored.current = ''
      return
    }
    try {
      if (stored.current !== text) sessionStorage.setItem(names.text, text)
      stored.current = text
      sessionStorage.setItem(names.draft, JSON.stringify(draft))
      setLost(false)
    } catch {
      // The browser's quota, some five million characters.
      sessionStorage.removeItem(names.text)
      stored.current = ''
      setLost(true)
    }
  }, [names])
  useEffect(() => {
    // Typing does not write to the storage at every letter.
    const timer = setTimeout(store, 300)
    return () => clearTimeout(timer)
  }, [state, store])
  useEffect(() => {
    // Leaving the page or closing the tab does not wait for the timer.
    addEventListener('pagehide', store)
    return () => {
      removeEventListener('pagehide', store)
      store()
    }
  }, [store])

  const change = useCallback((patch: Partial<Draft> | ((before: Draft) => Partial<Draft>)) => {
    setState(({ text, draft }) => ({
      text,
      draft: { ...draft, ...(typeof patch === 'function' ? patch(draft) : patch) },
      kept: true,
    }))
  }, [])
  const setText = useCallback(
    (text: string) =>
      setState(({ draft }) => ({ text, draft: { ...draft, read: false, at: 0 }, kept: text !== '' })),
    [],
  )
  const edit = useCallback(
    (key: string, patch: object) =>
      change((before) => ({ edits: { ...before.edits, [key]: { ...before.edits[key], ...patch } } })),
    [change],
  )
  const pick = useCallback(
    (keys: string[], on: boolean) =>
      change((before) => ({
        picked: on
          ? [...new Set([...before.picked, ...keys])]
          : before.picked.filter((one) => !keys.includes(one)),
        ids: on ? { ...Object.fromEntries(keys.map((key) => [key, uuidv7()])), ...before.ids } : before.ids,
      })),
    [change],
  )
  /** These are stored: nothing of them is a draft any more. Where nothing is `left`, nor is the page. */
  const settle = useCallback(
    (keys: readonly string[], left: boolean) =>
      setState(({ text, draft }) => {
        const edits = Object.fromEntries(Object.entries(draft.edits).filter(([key]) => !keys.includes(key)))
        return { text, draft: { ...draft, picked: [], edits }, kept: left || Object.keys(edits).length > 0 }
      }),
    [],
  )
  const discard = useCallback(() => setState({ text: '', draft: newDraft(area), kept: false }), [area])
  return { text: state.text, draft: state.draft, lost, setText, change, edit, pick, settle, discard }
}

function found(names: { text: string; draft: string }, area: number): Kept {
  const text = sessionStorage.getItem(names.text) ?? ''
  try {
    const draft = JSON.parse(sessionStorage.getItem(names.draft) ?? 'null') as Draft | null
    if (text && draft) return { text, draft: { ...newDraft(area), ...draft }, kept: true }
  } catch {
    // Not ours, or of an older version.
  }
  return { text, draft: newDraft(area), kept: text !== '' }
}
