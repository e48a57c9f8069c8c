import type { InputProps } from 'antd'
import { DayInput } from './dates.tsx'
import { apart, Field, type FieldProps } from './field.tsx'

/** A calendar day, `2026-11-23`; `''` is none. */
export function DayField({
  value,
  onChange,
  ...props
}: FieldProps & { value: string; onChange: (day: string) => void } & Pick<
    InputProps,
    'min' | 'max' | 'style' | 'autoFocus'
  >) {
  const [asked, rest] = apart(props)
  return (
    <Field {...asked}>
      {(control) => <DayInput {...rest} {...control} value={value} onChange={onChange} />}
    </Field>
  )
}
