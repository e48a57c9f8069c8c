// One of several: `ChoiceField` shows them all, for a few; `SelectField` opens a list, for many. `optionsOf` a table of words.
import type { ReactNode } from 'react'
import { Radio, Select } from 'antd'
import { Field, FieldGroup, type FieldProps } from './field.tsx'

type Option<T> = { value: T; label: ReactNode }

export function ChoiceField<T extends string | boolean>({
  options,
  value,
  onChange,
  stacked = false,
  ...asked
}: FieldProps & {
  options: Option<T>[]
  value: T | undefined
  onChange: (value: T) => void
  /** One below the other: their words are long. */
  stacked?: boolean
}) {
  return (
    <FieldGroup {...asked}>
      {(group) => (
        <Radio.Group
          {...group}
          className={stacked ? 'stacked' : undefined}
          value={value}
          onChange={(event) => onChange(event.target.value as T)}
          options={options}
        />
      )}
    </FieldGroup>
  )
}

type Select<T> = FieldProps & {
  options: Option<T>[]
  /** Typed letters narrow the list down. */
  search?: boolean
  placeholder?: string
}
/** `clear`: it may be left open, and is then undefined. */
export function SelectField<T extends string | number>({
  options,
  value,
  onChange,
  search = false,
  clear,
  placeholder,
  ...asked
}: Select<T> & { value: T | null | undefined } & (
    | { clear: true; onChange: (value: T | undefined) => void }
    | { clear?: false; onChange: (value: T) => void }
  )) {
  return (
    <Field {...asked}>
      {(control) => (
        <Select<T, Option<T>>
          {...control}
          style={{ width: '100%' }}
          showSearch={search && { optionFilterProp: 'label' }}
          allowClear={clear}
          placeholder={placeholder}
          // An empty word would be drawn as a choice.
          value={value === '' ? undefined : (value ?? undefined)}
          onChange={(next?: T) => (onChange as (value: T | undefined) => void)(next)}
          options={options}
        />
      )}
    </Field>
  )
}

/** `[{ value, label }]` of a table of words. */
export const optionsOf = <T extends string>(words: Record<T, string>) =>
  (Object.entries(words) as [T, string][]).map(([value, label]) => ({ value, label }))
