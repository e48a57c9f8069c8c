import { useId, type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes } from 'react'
import './fields.css'

type FieldProps = { label: ReactNode; hint?: ReactNode; problem?: string }

/** A label, its control, and below it what is wrong or else the hint. */
function Labelled({
  label,
  hint,
  problem,
  children,
}: FieldProps & {
  children: (control: { id: string; 'aria-invalid'?: true; 'aria-describedby'?: string }) => ReactNode
}) {
  const id = useId()
  const about = problem ?? hint
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(problem ? { 'aria-invalid': true } : {}),
        ...(about ? { 'aria-describedby': `${id}-hint` } : {}),
      })}
      {about && (
        <p id={`${id}-hint`} className={problem ? 'wrong' : 'hint'}>
          {about}
        </p>
      )}
    </div>
  )
}

/** A labelled one-line input. */
export function Field({
  label,
  hint,
  problem,
  ...input
}: FieldProps & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <Labelled label={label} hint={hint} problem={problem}>
      {(control) => <input {...control} {...input} />}
    </Labelled>
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
  // What is pasted is never cut: the one who wrote it chooses what to leave out.
  const left = maxLength === undefined ? Infinity : maxLength - String(input.value ?? '').length
  const over = left < 0 ? `超出 ${-left} 字，请删减到 ${maxLength} 字以内。` : undefined
  return (
    <Labelled
      label={label}
      hint={left <= 100 ? `还能写 ${left} 字` : hint}
      {...((over ?? problem) ? { problem: over ?? problem } : {})}
    >
      {(control) => <textarea rows={4} {...control} {...input} />}
    </Labelled>
  )
}

/** The name of something nobody has to fill in. */
export function Optional({ name, why = '可不填' }: { name: string; why?: string }) {
  return (
    <>
      {name} <small>{why}</small>
    </>
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
          <label key={answer} className="pick">
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
