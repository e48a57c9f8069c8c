import type { Ref } from 'react'
import type { InputRef } from 'antd'
import { TextField } from '../../ui/console/text-field.tsx'

/** The six digits of the second factor. */
export function OtpField({
  hint,
  error,
  value,
  onChange,
  ref,
}: {
  hint?: string
  error?: string | undefined
  value: string
  onChange: (otp: string) => void
  ref?: Ref<InputRef>
}) {
  return (
    <TextField
      label="动态码"
      hint={hint}
      error={error}
      ref={ref}
      name="otp"
      inputMode="numeric"
      autoComplete="one-time-code"
      className="otp"
      max={6}
      value={value}
      onChange={(typed) => onChange(typed.replace(/\D/g, ''))}
    />
  )
}
