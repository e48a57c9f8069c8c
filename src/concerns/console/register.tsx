import { useState } from 'react'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Checkbox, Drawer } from 'antd'
import { filled, useAnswer, useRecordId, useWrite } from '../../ui/console/ask.ts'
import { ChoiceField, optionsOf, SelectField } from '../../ui/console/choice-field.tsx'
import { useDraft } from '../../ui/console/draft.ts'
import { useFocusBack } from '../../ui/console/focus-back.ts'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useMe } from '../../ui/console/session.ts'
import { useSettled } from '../../ui/console/settled.ts'
import { LongTextField, TextField } from '../../ui/console/text-field.tsx'
import { NewFormField } from '../../people/console/new-form-field.tsx'
import { urgencies, type Urgency } from '../words.ts'
import { ClassField } from './class-field.tsx'
import { PhotoInput } from './photo-input.tsx'
import { ConcernStatus } from './words.tsx'
import './register.css'

const blank = {
  source: 'officer' as 'officer' | 'hearing',
  classCode: '',
  title: '',
  text: '',
  place: '',
  urgency: undefined as Urgency | undefined,
  sealed: false,
  name: '',
  phone: '',
  newForm: '',
}

/** 登记诉求: what an officer heard, with the likely same matters offered while it is typed. */
export function Register({ onClose }: { onClose: () => void }) {
  const me = useMe()
  const navigate = useNavigate()
  const id = useRecordId()
  useFocusBack()
  const write = useWrite('POST /api/concerns/register', { done: '已登记' })
  const { draft, set, field } = useDraft(blank, write)
  const [photos, setPhotos] = useState<string[]>([])
  const settled = useSettled(draft, 500)
  const similar = useAnswer(
    'POST /api/concerns/similar',
    settled.classCode && settled.text.trim().length >= 6
      ? {
          body: {
            area: me.acting.area,
            classCode: settled.classCode,
            text: settled.text.trim(),
            ...filled({ place: settled.place }),
          },
        }
      : null,
  )
  const send = async () => {
    const { source, classCode, title, text, place, urgency, sealed, name, phone, newForm } = draft
    const done = await write.send({
      body: {
        id,
        source,
        classCode,
        title: title.trim(),
        text: text.trim(),
        sealed,
        ...filled({ place, name, phone, newForm }),
        ...(urgency ? { urgency } : {}),
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
        <ChoiceField
          label="从哪里来"
          options={[
            { value: 'officer', label: '职工来访、来电' },
            { value: 'hearing', label: '座谈会上提出' },
          ]}
          {...field('source')}
        />
        <ClassField label="类别" required {...field('classCode')} />
        <TextField label="标题" required hint="会公开，不要写姓名和电话。" max={80} {...field('title')} />
        <LongTextField label="职工的原话" required rows={5} max={5000} {...field('text')} />
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
        <TextField label="地点" max={200} {...field('place')} />
        <SelectField
          label="紧急程度"
          hint="不选就按类别定。"
          clear
          options={optionsOf(urgencies)}
          {...field('urgency')}
        />
        <TextField label="职工姓名" max={50} {...field('name')} />
        <TextField
          label="职工手机号"
          hint="回访用；职工凭它登录也看得到这件事。"
          inputMode="tel"
          max={20}
          {...field('phone')}
        />
        <NewFormField {...field('newForm')} />
        <Checkbox checked={draft.sealed} onChange={(event) => set({ sealed: event.target.checked })}>
          对办理单位不显示是谁（打开须两人同意，并告知职工）
        </Checkbox>
        <PhotoInput photos={photos} onChange={setPhotos} />
        <ProblemNote problem={write.problem} />
      </div>
    </Drawer>
  )
}
