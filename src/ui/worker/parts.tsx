import { ChevronDown } from 'lucide-react'
import {
  useEffect,
  useId,
  useRef,
  useState,
  type ComponentProps,
  type InputHTMLAttributes,
  type ReactNode,
  type TextareaHTMLAttributes,
} from 'react'
import type { Problem } from '../client.ts'
import { area, largeText } from './stored.ts'
import { useAnswer } from './answer.ts'

export type Tone = 'red' | 'amber' | 'green' | 'blue' | 'grey'

/** A state in a word; the colour only repeats it. */
export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>
}

/** What went wrong, in the server's words, and what to do now; beside the thing it is about. */
export function ErrorNote({ problem, again }: { problem: Problem | undefined; again?: () => void }) {
  return (
    <div role="alert" className="status">
      {problem && (
        <div className="error">
          <p>
            <b>{problem.message}</b>
            {problem.hint && <> {problem.hint}</>}
          </p>
          {problem.fields.length > 0 && (
            <ul>
              {problem.fields.map((field) => (
                <li key={field.path}>{field.message}</li>
              ))}
            </ul>
          )}
          {again && (
            <button type="button" className="btn small" onClick={again}>
              再试一次
            </button>
          )}
        </div>
      )}
    </div>
  )
}

/** Grey lines where a list is about to appear; said once to a screen reader. */
export function Loading() {
  return (
    <div className="loading" role="status">
      <span className="only-read">正在取</span>
      <i />
      <i />
    </div>
  )
}

type FieldProps = { label: ReactNode; hint?: ReactNode; problem?: string }
/** A labelled one-line input. */
export function Field({
  label,
  hint,
  problem,
  ...input
}: FieldProps & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        {...input}
        aria-invalid={problem ? true : undefined}
        aria-describedby={hint || problem ? `${id}-hint` : undefined}
      />
      {(hint || problem) && (
        <p id={`${id}-hint`} className={problem ? 'wrong' : 'hint'}>
          {problem ?? hint}
        </p>
      )}
    </div>
  )
}

/** A labelled text of several lines. */
export function Area({
  label,
  hint,
  problem,
  maxLength,
  ...input
}: FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId()
  // What is pasted is never cut: the one who wrote it chooses what to leave out.
  const left = maxLength === undefined ? Infinity : maxLength - String(input.value ?? '').length
  const counted =
    left < 0
      ? `超出 ${-left} 字，请删减到 ${maxLength} 字以内。`
      : left <= 100
        ? `还能写 ${left} 字`
        : undefined
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        rows={4}
        {...input}
        aria-invalid={problem || left < 0 ? true : undefined}
        aria-describedby={hint || problem || counted ? `${id}-hint` : undefined}
      />
      {(hint || problem || counted) && (
        <p id={`${id}-hint`} className={problem || left < 0 ? 'wrong' : 'hint'}>
          {left < 0 ? counted : (problem ?? counted ?? hint)}
        </p>
      )}
    </div>
  )
}

/** A yes-or-no setting. */
export function Switch(props: { label: string; hint?: string; on: boolean; change: (on: boolean) => void }) {
  const id = useId()
  return (
    <div className="switch">
      <div>
        <label htmlFor={id}>{props.label}</label>
        {props.hint && (
          <p id={`${id}-hint`} className="hint">
            {props.hint}
          </p>
        )}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={props.on}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
        onChange={(event) => props.change(event.target.checked)}
      />
    </div>
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

/** One of a few answers, as big buttons. */
export function Choice<T extends string>(props: {
  question: string
  answers: Record<T, string>
  chosen: T | undefined
  choose: (answer: T) => void
}) {
  const name = useId()
  return (
    <fieldset className="choice">
      <legend>{props.question}</legend>
      <div>
        {(Object.keys(props.answers) as T[]).map((answer) => (
          <label key={answer}>
            <input
              type="radio"
              name={name}
              checked={props.chosen === answer}
              onChange={() => props.choose(answer)}
            />
            <span>{props.answers[answer]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** The district this phone works in; asked once, remembered. A single district needs no asking. */
export function AreaChoice({ label, problem }: { label: string; problem?: string }) {
  const chosen = area.use()
  const { data } = useAnswer('GET /api/areas', {})
  const id = useId()
  const only = data?.items.length === 1 ? data.items[0]!.code : 0
  useEffect(() => {
    if (only && !area.get()) area.set(only)
  }, [only])
  const name = data?.items.find((one) => one.code === chosen)?.name ?? (chosen ? String(chosen) : '选择地区')
  return (
    <span className="area-choice">
      <label htmlFor={id} className="only-read">
        {label}
      </label>
      {/* The name is drawn here, because a select is as wide as its longest choice. */}
      <span aria-hidden>
        {name}
        <ChevronDown />
      </span>
      <select
        id={id}
        value={chosen || ''}
        aria-invalid={problem ? true : undefined}
        onChange={(event) => area.set(Number(event.target.value))}
      >
        {!data?.items.some((one) => one.code === chosen) && <option value={chosen || ''}>{name}</option>}
        {data?.items.map((one) => (
          <option key={one.code} value={one.code}>
            {one.name}
          </option>
        ))}
      </select>
    </span>
  )
}

/** A question before something that cannot be taken back; comes up from the bottom. */
export function Sheet(props: { title: string; open: boolean; close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const { open, close } = props
  useEffect(() => {
    const element = dialog.current
    if (open && element && !element.open) element.showModal()
    if (!open && element?.open) element.close()
  }, [open])
  return (
    <dialog ref={dialog} className="sheet" aria-labelledby={id} onClose={close}>
      {open && (
        <>
          <h2 id={id}>{props.title}</h2>
          {props.children}
        </>
      )}
    </dialog>
  )
}

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
