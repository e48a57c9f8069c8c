// Words: `TextField` for a line of them (`secret` for a password), `LongTextField` for several.
import type { Ref } from 'react'
import { Input, type GetProps, type InputProps, type InputRef } from 'antd'
import { apart, Field, type FieldProps } from './field.tsx'

type Text = FieldProps & {
  value: string
  onChange: (value: string) => void
  /** The longest there may be, in characters. */
  max?: number
}

/** Shown near the limit. Nothing is cut: whoever wrote too much chooses what to leave out. */
const countOf = (value: string, max: number | undefined) =>
  max === undefined ? undefined : { max, show: value.length > max * 0.8 }

export function TextField({
  max,
  value,
  onChange,
  secret = false,
  ...props
}: Text & { secret?: boolean; ref?: Ref<InputRef> } & Omit<InputProps, keyof Text | 'maxLength'>) {
  const [asked, rest] = apart(props)
  const Control = secret ? Input.Password : Input
  return (
    <Field {...asked}>
      {(control) => (
        <Control
          {...rest}
          {...control}
          count={countOf(value, max)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

export function LongTextField({
  max,
  value,
  onChange,
  rows = 4,
  ...props
}: Text & Omit<GetProps<typeof Input.TextArea>, keyof Text | 'maxLength'>) {
  const [asked, rest] = apart(props)
  return (
    <Field {...asked}>
      {(control) => (
        <Input.TextArea
          {...rest}
          {...control}
          rows={rows}
          count={countOf(value, max)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
