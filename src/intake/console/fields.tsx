import type { ReactNode } from 'react'
import { Input } from 'antd'
import { Field } from '../../ui/console/field.tsx'

/** A labelled text of a proposal's form; more than one line at `lines` [least, most]. */
export function Words({
  label,
  value,
  most,
  set,
  lines,
  required,
  hint,
  placeholder,
}: {
  label: string
  value: string
  /** Letters, as the contract bounds them. */
  most: number
  set: (value: string) => void
  lines?: [least: number, most: number]
  required?: boolean
  hint?: string | undefined
  placeholder?: string
}) {
  return (
    <Field label={label} required={required} hint={hint}>
      {(control) => {
        const common = { ...control, value, maxLength: most, placeholder }
        return lines ? (
          <Input.TextArea
            {...common}
            autoSize={{ minRows: lines[0], maxRows: lines[1] }}
            onChange={(event) => set(event.target.value)}
          />
        ) : (
          <Input {...common} onChange={(event) => set(event.target.value)} />
        )
      }}
    </Field>
  )
}

/** What is known of a proposal, in one line. */
export function Known({ facts }: { facts: ReactNode[] }) {
  return (
    <p>
      {facts.filter(Boolean).map((fact, index) => (
        <span key={index}>{index > 0 ? <> · {fact}</> : fact}</span>
      ))}
    </p>
  )
}
