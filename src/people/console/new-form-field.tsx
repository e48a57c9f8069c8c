import { AutoComplete } from 'antd'
import { Field, type FieldProps } from '../../ui/console/field.tsx'
import { newForms } from '../words.ts'

/** 新就业形态: the known ones are offered, any other can be written. */
export function NewFormField({
  value,
  onChange,
  ...asked
}: Pick<FieldProps, 'path' | 'write'> & { value: string; onChange: (newForm: string) => void }) {
  return (
    <Field label="新就业形态" hint="不是的不填；列表里没有的直接写" {...asked}>
      {(control) => (
        <AutoComplete
          {...control}
          allowClear
          options={newForms.map((one) => ({ value: one }))}
          value={value}
          onChange={(next?: string) => onChange((next ?? '').slice(0, 20))}
          style={{ width: '100%' }}
        />
      )}
    </Field>
  )
}
