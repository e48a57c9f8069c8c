import { useState } from 'react'
import { Select } from 'antd'
import { useAnswer } from '../../ui/console/ask.ts'
import { ChoiceField } from '../../ui/console/choice-field.tsx'
import { Field } from '../../ui/console/field.tsx'
import { useSettled } from '../../ui/console/settled.ts'
import type { Concern } from './step-forms.ts'

type Props = { label: string; concern: Concern; value: string; onChange: (id: string) => void }

/** One of the concerns that look like this one. */
export function SimilarConcern({ label, concern, value, onChange }: Props) {
  return (
    <ChoiceField
      label={label}
      stacked
      options={concern.similar.map(optionOf)}
      value={value}
      onChange={onChange}
    />
  )
}

/** One other open concern: the similar ones first, any other by its words or number. */
export function OtherConcern(props: Props) {
  const { label, concern, value, onChange } = props
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim(), 250)
  const found = useAnswer('GET /api/concerns', q ? { query: { q, group: 'open', limit: 20 } } : null, {
    keep: true,
  })
  const isSimilar = (id: string) => concern.similar.some((one) => one.id === id)
  const rest = (q ? (found.data?.items ?? []) : [])
    .filter((one) => one.id !== concern.id && !isSimilar(one.id))
    .map(optionOf)
  const [picked, setPicked] = useState<{ value: string; label: string }>()
  const offers = concern.similar.length > 0
  return (
    <>
      {offers && <SimilarConcern {...props} />}
      <Field label={offers ? '或者找另一件' : label}>
        {(control) => (
          <Select
            {...control}
            showSearch={{ searchValue: typed, onSearch: setTyped, filterOption: false }}
            allowClear
            placeholder="标题、地点或编号里的字"
            value={isSimilar(value) ? undefined : value || undefined}
            options={picked && !rest.some((one) => one.value === picked.value) ? [picked, ...rest] : rest}
            notFoundContent={q ? '没有找到在办的诉求' : '写几个字来找'}
            onChange={(id?: string) => {
              setPicked(rest.find((one) => one.value === id))
              setTyped('')
              onChange(id ?? '')
            }}
          />
        )}
      </Field>
    </>
  )
}

const optionOf = (one: { id: string; title: string; number: string }) => ({
  value: one.id,
  label: `${one.title}（${one.number}）`,
})
