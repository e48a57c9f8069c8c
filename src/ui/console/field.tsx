import { useId, type ReactNode } from 'react'
import type { Problem } from '../client.ts'
import './field.css'

type Control = {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  'aria-required': true | undefined
  status: 'error' | undefined
}

/**
 * A labelled control with its hint and, after a refused write, the server's words for it (`path` in the body):
 * `<Field label="姓名" path="name" problem={write.problem}>{(c) => <Input {...c} value=… />}</Field>`
 */
export function Field({
  label,
  hint,
  path,
  problem,
  error,
  required,
  children,
}: {
  label: ReactNode
  hint?: ReactNode
  path?: string
  problem?: Problem | undefined
  error?: string | undefined
  required?: boolean
  children: (control: Control) => ReactNode
}) {
  const id = useId()
  const wrong = error ?? (path ? problem?.fields.find((one) => one.path === path)?.message : undefined)
  const described = wrong || hint ? `${id}-about` : undefined
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {required && <span className="needed">必填</span>}
      </label>
      {children({
        id,
        'aria-describedby': described,
        'aria-invalid': wrong ? true : undefined,
        'aria-required': required ? true : undefined,
        status: wrong ? 'error' : undefined,
      })}
      {described && (
        <div id={described} className={wrong ? 'field-about wrong' : 'field-about'}>
          {wrong ?? hint}
        </div>
      )}
    </div>
  )
}
