import { InputNumber } from 'antd'
import { Field, type FieldProps } from './field.tsx'

/** A whole number; emptied, it falls back to the least. */
export function NumberField({
  min,
  max,
  value,
  onChange,
  ...asked
}: FieldProps & { min: number; max: number; value: number; onChange: (value: number) => void }) {
  return (
    <Field {...asked}>
      {(control) => (
        <InputNumber
          {...control}
          min={min}
          max={max}
          precision={0}
          value={value}
          onChange={(next) => onChange(next ?? min)}
        />
      )}
    </Field>
  )
}
