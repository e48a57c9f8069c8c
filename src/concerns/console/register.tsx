import { useState } from 'react'
import { Link, useNavigate } from '@tanstack/react-router'
import { AutoComplete, Checkbox, Drawer, Button, Input, Radio, Select } from 'antd'
import { useAnswer, useRecordId, useWrite } from '../../ui/console/ask.ts'
import { Field } from '../../ui/console/field.tsx'
import { useSettled } from '../../ui/console/org-picker.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useMe } from '../../ui/console/session.ts'
import { newForms } from '../../people/words.ts'
import { urgencies } from '../words.ts'
import { PhotoInput } from './photo-input.tsx'
import { ConcernStatus, optionsOf } from './words.tsx'

const blank = {
  source: 'officer' as 'officer' | 'hearing',
  classCode: '',
  title: '',
  text: '',
  place: '',
  urgency: '',
  sealed: false,
  name: '',
  phone: '',
  newForm: '',
}

/** 登记诉求: what an officer heard, with the likely same matters offered while it is typed. */
export function Register({ onClose }: { onClose: () => void }) {
  const me = useMe()
  const navigate = useNavigate()
  const record = useRecordId()
  const [draft, setDraft] = useState(blank)
  const [photos, setPhotos] = useState<string[]>([])
  const classes = useAnswer('GET /api/concern-classes', {})
  const settled = useSettled(draft, 500)
  const similar = useAnswer(
    'GET /api/concerns/similar',
    settled.classCode && settled.text.trim().length >= 6 && me.acting
      ? {
          query: {
            area: me.acting.area,
            classCode: settled.classCode,
            text: settled.text.trim(),
            ...(settled.place.trim() ? { place: settled.place.trim() } : {}),
          },
        }
      : null,
  )
  const write = useWrite('POST /api/concerns/register', { done: '已登记' })
  const set = (part: Partial<typeof blank>) => setDraft((before) => ({ ...before, ...part }))
  const send = async () => {
    const { source, classCode, title, text, place, urgency, sealed, name, phone, newForm } = draft
    const done = await write.send({
      body: {
        id: record.id,
        source,
        classCode,
        title: title.trim(),
        text: text.trim(),
        sealed,
        ...(place.trim() ? { place: place.trim() } : {}),
        ...(urgency ? { urgency: urgency as 'general' } : {}),
        ...(name.trim() ? { name: name.trim() } : {}),
        ...(phone.trim() ? { phone: phone.trim() } : {}),
        ...(newForm.trim() ? { newForm: newForm.trim() } : {}),
        ...(photos.length ? { photos } : {}),
      },
    })
    if (!done) return
    onClose()
    void navigate({ to: `/concerns/${done.id}` })
  }
  const ready = draft.classCode && draft.title.trim().length >= 2 && draft.text.trim().length >= 2
  return (
    <Drawer
      open
      title="登记诉求"
      size={560}
      onClose={onClose}
      mask={{ closable: false }}
      footer={
        <div className="concern-foot">
          <Button onClick={onClose}>取消</Button>
          <Button type="primary" disabled={!ready} loading={write.busy} onClick={() => void send()}>
            登记
          </Button>
        </div>
      }
    >
      <div className="form">
        <Field label="从哪里来">
          {(control) => (
            <Radio.Group
              id={control.id}
              value={draft.source}
              onChange={(event) => set({ source: event.target.value as 'officer' })}
              options={[
                { value: 'officer', label: '职工来访、来电' },
                { value: 'hearing', label: '座谈会上提出' },
              ]}
            />
          )}
        </Field>
        <Field label="类别" required path="classCode" problem={write.problem}>
          {(control) => (
            <Select
              {...control}
              showSearch
              optionFilterProp="label"
              value={draft.classCode || undefined}
              onChange={(classCode) => set({ classCode })}
              options={
                classes.data?.items
                  .filter((one) => one.active)
                  .map((one) => ({ value: one.code, label: one.name })) ?? []
              }
            />
          )}
        </Field>
        <Field label="标题" required path="title" problem={write.problem} hint="会公开，不要写姓名和电话。">
          {(control) => (
            <Input
              {...control}
              count={{ show: true, max: 80 }}
              value={draft.title}
              onChange={(event) => set({ title: event.target.value })}
            />
          )}
        </Field>
        <Field label="职工的原话" required path="text" problem={write.problem}>
          {(control) => (
            <Input.TextArea
              {...control}
              rows={5}
              count={{ show: true, max: 5000 }}
              value={draft.text}
              onChange={(event) => set({ text: event.target.value })}
            />
          )}
        </Field>
        {similar.data && similar.data.items.length > 0 && (
          <div className="concern-similar" role="status">
            <p>可能已经有人反映过（在新页里看，这里写的不丢）：</p>
            <ul>
              {similar.data.items.map((one) => (
                <li key={one.id}>
                  <Link to={`/concerns/${one.id}`} target="_blank">
                    {one.title}
                  </Link>{' '}
                  <ConcernStatus status={one.status} />
                  <small>
                    {one.number} · {one.place}
                  </small>
                </li>
              ))}
            </ul>
          </div>
        )}
        <Field label="地点" path="place" problem={write.problem}>
          {(control) => (
            <Input
              {...control}
              maxLength={200}
              value={draft.place}
              onChange={(event) => set({ place: event.target.value })}
            />
          )}
        </Field>
        <Field label="紧急程度" hint="不选就按类别定。">
          {(control) => (
            <Select
              {...control}
              allowClear
              value={draft.urgency || undefined}
              onChange={(urgency) => set({ urgency: urgency ?? '' })}
              options={optionsOf(urgencies)}
            />
          )}
        </Field>
        <Field label="职工姓名" path="name" problem={write.problem}>
          {(control) => (
            <Input
              {...control}
              maxLength={50}
              value={draft.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="职工手机号"
          path="phone"
          problem={write.problem}
          hint="回访用；职工凭它登录也看得到这件事。"
        >
          {(control) => (
            <Input
              {...control}
              inputMode="tel"
              maxLength={20}
              value={draft.phone}
              onChange={(event) => set({ phone: event.target.value })}
            />
          )}
        </Field>
        <Field
          label="新就业形态"
          hint="不是的不填；列表里没有的直接写。"
          path="newForm"
          problem={write.problem}
        >
          {(control) => (
            <AutoComplete
              {...control}
              allowClear
              value={draft.newForm}
              onChange={(newForm?: string) => set({ newForm: (newForm ?? '').slice(0, 20) })}
              options={newForms.map((one) => ({ value: one }))}
            />
          )}
        </Field>
        <Checkbox checked={draft.sealed} onChange={(event) => set({ sealed: event.target.checked })}>
          对办理单位不显示是谁（打开须两人同意，并告知职工）
        </Checkbox>
        <PhotoInput photos={photos} onChange={setPhotos} />
        <ProblemNote problem={write.problem} />
      </div>
    </Drawer>
  )
}
