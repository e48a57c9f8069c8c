import { useState, type ComponentProps } from 'react'
import { largeText } from './stored.ts'
import './buttons.css'

/** A button that cannot be pressed twice while its work is under way. */
export function Button({
  work,
  look = '',
  children,
  ...rest
}: Omit<ComponentProps<'button'>, 'onClick' | 'className'> & { work: () => unknown; look?: string }) {
  const [busy, setBusy] = useState(false)
  const press = async () => {
    if (busy) return
    setBusy(true)
    try {
      await work()
    } finally {
      setBusy(false)
    }
  }
  return (
    <button
      type="button"
      {...rest}
      className={`btn ${look}`}
      aria-busy={busy || undefined}
      onClick={() => void press()}
    >
      {children}
    </button>
  )
}

/** Copies `text`; says so on the button. */
export function CopyButton({ text, name }: { text: string; name: string }) {
  const [done, setDone] = useState(false)
  // Only a page opened over https may write to the clipboard.
  if (!navigator.clipboard) return null
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setDone(true),
      () => undefined,
    )
  return (
    <button type="button" className="btn" onClick={() => void copy()}>
      <span aria-live="polite">{done ? '已复制' : name}</span>
    </button>
  )
}

/** 大字 in the header: one press, both ways. */
export function LargeTextButton() {
  const large = largeText.use()
  return (
    <button type="button" className="link" aria-pressed={large} onClick={() => largeText.set(!large)}>
      大字
    </button>
  )
}
