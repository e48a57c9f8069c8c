import { useState, type ReactNode } from 'react'
import { Button, Input, Modal, Select } from 'antd'
import type { Problem } from '../../ui/client.ts'
import { useRecordId, useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { DayInput } from '../../ui/console/dates.tsx'
import { Field } from '../../ui/console/field.tsx'
import { OrgsPicker, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
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
  const [values, setValues] = useState<Values>({
    title: '',
    kinds: [],
    theme: '',
    heldOn: '',
    heldWords: '',
    place: '',
    summary: '',
  })
  const [orgs, setOrgs] = useState<PickedOrg[]>([])
  const [programme, setProgramme] = useState('')
  const [gifts, setGifts] = useState('')
  const { id, renew } = useRecordId()
  const create = useWrite('POST /api/activities', { done: '已登记活动' })
  const submit = async () => {
    const answer = await create.send({
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
    if (!answer) return
    renew()
    onDone(answer.id)
  }
  return (
    <Frame title="登记活动" ok="登记" values={values} write={create} onClose={onClose} onSubmit={submit}>
      <Fields
        values={values}
        problem={create.problem}
        onChange={(patch) => setValues({ ...values, ...patch })}
      />
      <Field label="参加单位" hint="名录里的单位；其余写在概要里">
        {(c) => <OrgsPicker {...c} everywhere value={orgs} onChange={setOrgs} />}
      </Field>
      <div className="activity-pair">
        <Field label="节目与内容" hint="一行一项">
          {(c) => (
            <Input.TextArea
              {...c}
              rows={3}
              value={programme}
              onChange={(event) => setProgramme(event.target.value)}
            />
          )}
        </Field>
        <Field label="慰问品" hint="一行一种">
          {(c) => (
            <Input.TextArea
              {...c}
              rows={3}
              value={gifts}
              onChange={(event) => setGifts(event.target.value)}
            />
          )}
        </Field>
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
  const [values, setValues] = useState(before)
  const change = useWrite('POST /api/activities/{id}/change', { done: '已更正' })
  const submit = async () => {
    const old = bodyOf(before)
    const next = Object.entries(bodyOf(values)).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name as keyof typeof old]),
    )
    if (next.length === 0) return onClose()
    if (await change.send({ params: { id: activity.id }, body: Object.fromEntries(next) })) onClose()
  }
  return (
    <Frame title="补充或更正" ok="保存" values={values} write={change} onClose={onClose} onSubmit={submit}>
      <Fields
        values={values}
        problem={change.problem}
        onChange={(patch) => setValues({ ...values, ...patch })}
      />
    </Frame>
  )
}

function Frame({
  title,
  ok,
  values,
  write,
  onClose,
  onSubmit,
  children,
}: {
  title: string
  ok: string
  values: Values
  write: { busy: boolean; problem: Problem | undefined }
  onClose: () => void
  onSubmit: () => Promise<void>
  children: ReactNode
}) {
  const ready = values.title.trim().length >= 2 && values.kinds.length > 0
  return (
    <Modal
      open
      width={720}
      title={title}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <>
          {!ready && <span className="activity-ready">填好名称和类别就可以{ok}</span>}
          <Button onClick={onClose}>取消</Button>
          <Button type="primary" disabled={!ready} loading={write.busy} onClick={() => void onSubmit()}>
            {ok}
          </Button>
        </>
      }
    >
      {children}
      <ProblemNote problem={write.problem} />
    </Modal>
  )
}

function Fields({
  values,
  problem,
  onChange,
}: {
  values: Values
  problem: Problem | undefined
  onChange: (patch: Partial<Values>) => void
}) {
  return (
    <>
      <Field label="名称" required path="title" problem={problem}>
        {(c) => (
          <Input
            {...c}
            maxLength={120}
            value={values.title}
            onChange={(event) => onChange({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label="类别" required path="kinds" problem={problem} hint="最多四类">
        {(c) => (
          <Select
            {...c}
            mode="multiple"
            maxCount={4}
            style={{ width: '100%' }}
            placeholder="座谈会、慰问……"
            value={values.kinds}
            onChange={(kinds) => onChange({ kinds })}
            options={Object.entries(activityKinds).map(([value, label]) => ({ value, label }))}
          />
        )}
      </Field>
      <div className="activity-pair">
        <Field label="日期" path="heldOn" problem={problem}>
          {(c) => <DayInput {...c} value={values.heldOn} onChange={(heldOn) => onChange({ heldOn })} />}
        </Field>
        <Field label="时间的说法" path="heldWords" problem={problem} hint="还不知道哪天，或者几点，写在这里">
          {(c) => (
            <Input
              {...c}
              maxLength={60}
              value={values.heldWords}
              onChange={(event) => onChange({ heldWords: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="地点" path="place" problem={problem}>
        {(c) => (
          <Input
            {...c}
            maxLength={200}
            value={values.place}
            onChange={(event) => onChange({ place: event.target.value })}
          />
        )}
      </Field>
      <Field label="主题" path="theme" problem={problem}>
        {(c) => (
          <Input
            {...c}
            maxLength={120}
            value={values.theme}
            onChange={(event) => onChange({ theme: event.target.value })}
          />
        )}
      </Field>
      <Field label="概要" path="summary" problem={problem}>
        {(c) => (
          <Input.TextArea
            {...c}
            rows={4}
            maxLength={5000}
            value={values.summary}
            onChange={(event) => onChange({ summary: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}
