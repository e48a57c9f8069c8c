import { useId, type ReactNode } from 'react'
import type { Problem } from '../client.ts'
import './field.css'

/** What every field is told, whatever it asks for. */
export type FieldProps = {
  label: ReactNode
  hint?: ReactNode
  required?: boolean
  /** Its place in the body of `write`: when that is refused for it, the server's words are shown here. */
  path?: string | undefined
  write?: { problem: Problem | undefined } | undefined
  /** The screen's own words for what is wrong. */
  error?: string | undefined
}
type Stated = {
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  'aria-required': true | undefined
}
export type Control = Stated & { id: string; status: 'error' | undefined }

/**
 * A labelled control with its hint and, after a refused write, what is wrong with it. For what has no field of its own:
 * `<Field label="类别" path="kinds" write={create}>{(control) => <Select {...control} value=… />}</Field>`
 */
export function Field({ children, ...asked }: FieldProps & { children: (control: Control) => ReactNode }) {
  const { id, name, stated, words } = useStated(asked)
  return (
    <div className="field">
      <label htmlFor={id}>{name}</label>
      {children({ ...stated, id, status: stated['aria-invalid'] && 'error' })}
      {words}
    </div>
  )
}

/** As `Field`, for several controls under one name (`role` says what they are together). */
export function FieldGroup({
  children,
  ...asked
}: FieldProps & { children: (group: Stated & { 'aria-labelledby': string }) => ReactNode }) {
  const { id, name, stated, words } = useStated(asked)
  return (
    <div className="field">
      <span id={id} className="field-name">
        {name}
      </span>
      {children({ ...stated, 'aria-labelledby': id })}
      {words}
    </div>
  )
}

function useStated({ label, hint, path, write, error, required }: FieldProps) {
  const id = useId()
  const wrong = error ?? (path ? write?.problem?.fields.find((one) => one.path === path)?.message : undefined)
  const about = wrong || hint ? `${id}-about` : undefined
  const stated: Stated = {
    'aria-describedby': about,
    'aria-invalid': wrong ? true : undefined,
    'aria-required': required ? true : undefined,
  }
  return {
    id,
    stated,
    name: (
      <>
        {label}
        {required && <span className="needed">必填</span>}
      </>
    ),
    words: about && (
      <div id={about} className={wrong ? 'field-about wrong' : 'field-about'}>
        {wrong ?? hint}
      </div>
    ),
  }
}

/** What a field is told, apart from what its control is told. */
export function apart<T extends FieldProps>({
  label,
  hint,
  required,
  path,
  write,
  error,
  ...rest
}: T): [FieldProps, Omit<T, keyof FieldProps>] {
  return [{ label, hint, required, path, write, error }, rest]
}
