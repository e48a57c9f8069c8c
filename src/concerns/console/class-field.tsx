import { useAnswer } from '../../ui/console/ask.ts'
import { SelectField } from '../../ui/console/choice-field.tsx'
import type { FieldProps } from '../../ui/console/field.tsx'

/** What a concern is about. Classes out of use are not offered, but stay where they were chosen. */
export function ClassField({
  value,
  onChange,
  ...asked
}: FieldProps & { value: string; onChange: (classCode: string) => void }) {
  const classes = useAnswer('GET /api/concern-classes', {})
  return (
    <SelectField
      {...asked}
      search
      options={(classes.data?.items ?? [])
        .filter((one) => one.active || one.code === value)
        .map((one) => ({ value: one.code, label: one.name }))}
      value={value}
      onChange={onChange}
    />
  )
}
