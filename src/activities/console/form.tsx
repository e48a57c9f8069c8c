import { useState, type ReactNode } from 'react'
import { Select } from 'antd'
import { useRecordId, useWrite, type AnswerOf, type Key, type Write } from '../../ui/console/ask.ts'
import { optionsOf } from '../../ui/console/choice-field.tsx'
import { DayField } from '../../ui/console/day-field.tsx'
import { useDraft, type FieldOf } from '../../ui/console/draft.ts'
import { Field } from '../../ui/console/field.tsx'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { OrgsField, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { LongTextField, TextField } from '../../ui/console/text-field.tsx'
import { activityKinds, type ActivityKind } from '../words.ts'
import './activities.css'

type Values = {
  title: string
  kinds: ActivityKind[]
  theme: string
  heldOn: string
  heldWords: string
  place: string
  summary: string
}
/** As the contract has it: what was emptied is null. */
const bodyOf = (values: Values) => ({
  title: values.title.trim(),
  kinds: values.kinds,
  theme: values.theme.trim() || null,
  heldOn: values.heldOn || null,
  heldWords: values.heldWords.trim() || null,
  place: values.place.trim() || null,
  summary: values.summary.trim() || null,
})
const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim().slice(0, 200))
    .filter(Boolean)
    .slice(0, 100)

/** A new activity of the org acted for. */
export function NewActivity({ onClose, onDone }: { onClose: () => void; onDone: (id: string) => void }) {
  const create = useWrite('POST /api/activities', { done: '已登记活动' })
  const { draft: values, field } = useDraft<Values>(
    { title: '', kinds: [], theme: '', heldOn: '', heldWords: '', place: '', summary: '' },
    create,
  )
  const [orgs, setOrgs] = useState<PickedOrg[]>([])
  const [programme, setProgramme] = useState('')
  const [gifts, setGifts] = useState('')
  const id = useRecordId()
  return (
    <Frame
      title="登记活动"
      ok="登记"
      values={values}
      write={create}
      onSend={() =>
        create.send({
          body: {
            id,
            ...bodyOf(values),
            items: [
              ...lines(programme).map((text) => ({ kind: 'programme' as const, text })),
              ...lines(gifts).map((text) => ({ kind: 'gift' as const, text })),
            ],
            orgs: orgs
              .slice(0, 50)
              .map((org) => ({ name: org.name, orgId: org.id, part: 'participant' as const })),
          },
        })
      }
      onDone={(made) => onDone(made.id)}
      onClose={onClose}
    >
      <Fields field={field} />
      <OrgsField
        label="参加单位"
        hint="名录里的单位；其余写在概要里"
        everywhere
        value={orgs}
        onChange={setOrgs}
      />
      <div className="two">
        <LongTextField
          label="节目与内容"
          hint="一行一项"
          rows={3}
          value={programme}
          onChange={setProgramme}
        />
        <LongTextField label="慰问品" hint="一行一种" rows={3} value={gifts} onChange={setGifts} />
      </div>
    </Frame>
  )
}

/** Completes or corrects an activity; only what differs is sent, so the timeline names just that. */
export function ChangeActivity({
  activity,
  onClose,
}: {
  activity: AnswerOf<'GET /api/activities/{id}'>
  onClose: () => void
}) {
  const [before] = useState<Values>(() => ({
    title: activity.title,
    kinds: activity.kinds,
    theme: activity.theme ?? '',
    heldOn: activity.heldOn ?? '',
    heldWords: activity.heldWords ?? '',
    place: activity.place ?? '',
    summary: activity.summary ?? '',
  }))
  const change = useWrite('POST /api/activities/{id}/change', { done: '已更正' })
  const { draft: values, field } = useDraft(before, change)
  const send = async () => {
    const old = bodyOf(before)
    const next = Object.entries(bodyOf(values)).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name as keyof typeof old]),
    )
    return next.length === 0 || change.send({ params: { id: activity.id }, body: Object.fromEntries(next) })
  }
  return (
    <Frame title="补充或更正" ok="保存" values={values} write={change} onSend={send} onClose={onClose}>
      <Fields field={field} />
    </Frame>
  )
}

function Frame<T>({
  values,
  ok,
  ...form
}: {
  title: string
  ok: string
  values: Values
  write: Pick<Write<Key>, 'busy' | 'problem'>
  onSend: () => Promise<T>
  onDone?: (answer: NonNullable<T>) => void
  onClose: () => void
  children: ReactNode
}) {
  return (
    <FormModal
      {...form}
      ok={ok}
      width={720}
      ready={values.title.trim().length >= 2 && values.kinds.length > 0}
      missing={`填好名称和类别就可以${ok}`}
    />
  )
}

function Fields({ field }: { field: FieldOf<Values> }) {
  const { value: kinds, onChange: setKinds, ...kindsAsked } = field('kinds')
  return (
    <>
      <TextField label="名称" required max={120} {...field('title')} />
      <Field label="类别" required hint="最多四类" {...kindsAsked}>
        {(control) => (
          <Select
            {...control}
            mode="multiple"
            maxCount={4}
            style={{ width: '100%' }}
            placeholder="座谈会、慰问……"
            value={kinds}
            onChange={setKinds}
            options={optionsOf(activityKinds)}
          />
        )}
      </Field>
      <div className="two">
        <DayField label="日期" {...field('heldOn')} />
        <TextField
          label="时间的说法"
          hint="还不知道哪天，或者几点，写在这里"
          max={60}
          {...field('heldWords')}
        />
      </div>
      <TextField label="地点" max={200} {...field('place')} />
      <TextField label="主题" max={120} {...field('theme')} />
      <LongTextField label="概要" max={5000} {...field('summary')} />
    </>
  )
}
