import { useState } from 'react'
import { Button, Input, Modal, Select } from 'antd'
import { useAnswer, useRecordId, useWrite } from '../../ui/console/ask.ts'
import { DayInput, today } from '../../ui/console/dates.tsx'
import { Field } from '../../ui/console/field.tsx'
import { OrgPicker, useSettled, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useMe } from '../../ui/console/session.ts'
import './commitments.css'

type Picked = { value: string; label: string }

/** A promise for the ledger. */
export function MakeCommitment({ onClose, onDone }: { onClose: () => void; onDone: (id: string) => void }) {
  const { acting } = useMe()
  const [text, setText] = useState('')
  const [promiser, setPromiser] = useState<PickedOrg | null>({ id: acting.orgId, name: acting.orgName })
  const [dueOn, setDueOn] = useState('')
  const [madeTo, setMadeTo] = useState('')
  const [concerns, setConcerns] = useState<Picked[]>([])
  const { id, renew } = useRecordId()
  const make = useWrite('POST /api/commitments', { done: '已登记承诺' })
  const ready = text.trim().length >= 2
  const submit = async () => {
    const answer = await make.send({
      body: {
        id,
        text: text.trim(),
        ...(promiser ? { promiserId: promiser.id } : {}),
        dueOn: dueOn || null,
        ...(madeTo.trim() ? { madeTo: madeTo.trim() } : {}),
        concernIds: concerns.map((one) => one.value),
      },
    })
    if (!answer) return
    renew()
    onDone(answer.id)
  }
  return (
    <Modal
      open
      width={640}
      title="登记承诺"
      onCancel={onClose}
      mask={{ closable: false }}
      footer={
        <>
          {!ready && <span className="commitment-ready">写下承诺了什么就可以登记</span>}
          <Button onClick={onClose}>取消</Button>
          <Button type="primary" disabled={!ready} loading={make.busy} onClick={() => void submit()}>
            登记
          </Button>
        </>
      }
    >
      <Field label="承诺了什么" required path="text" problem={make.problem}>
        {(c) => (
          <Input.TextArea
            {...c}
            rows={3}
            maxLength={500}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div className="commitment-pair">
        <Field label="承诺人" path="promiserId" problem={make.problem}>
          {(c) => <OrgPicker {...c} everywhere allowClear={false} value={promiser} onChange={setPromiser} />}
        </Field>
        <Field label="期限" path="dueOn" problem={make.problem} hint="没有说定可以先空着，台账里会标出须补">
          {(c) => <DayInput {...c} min={today()} value={dueOn} onChange={setDueOn} />}
        </Field>
      </div>
      <Field label="对谁承诺" path="madeTo" problem={make.problem}>
        {(c) => (
          <Input
            {...c}
            maxLength={200}
            placeholder="如：国贸站点的骑手"
            value={madeTo}
            onChange={(event) => setMadeTo(event.target.value)}
          />
        )}
      </Field>
      <Field label="关于哪些诉求" hint="诉求人和大家会在诉求的进展里看到这个承诺">
        {(c) => <ConcernsPicker control={c} value={concerns} onChange={setConcerns} />}
      </Field>
      <ProblemNote problem={make.problem} />
    </Modal>
  )
}

function ConcernsPicker({
  control,
  value,
  onChange,
}: {
  control: { id: string; 'aria-describedby': string | undefined }
  value: Picked[]
  onChange: (concerns: Picked[]) => void
}) {
  const [typed, setTyped] = useState('')
  const q = useSettled(typed.trim(), 250)
  const [opened, setOpened] = useState(false)
  const found = useAnswer('GET /api/concerns', opened ? { query: { limit: 20, group: 'open', q } } : null, {
    keep: true,
  })
  return (
    <Select
      {...control}
      mode="multiple"
      labelInValue
      maxCount={200}
      style={{ width: '100%' }}
      placeholder="输入编号、标题或地点来找"
      value={value}
      onOpenChange={(open) => open && setOpened(true)}
      showSearch={{ searchValue: typed, onSearch: setTyped, filterOption: false }}
      onChange={(next) => onChange(next.map((one) => ({ value: one.value, label: String(one.label) })))}
      notFoundContent={
        <p className="org-none">
          {found.problem?.message ?? (found.data ? '没有这样的诉求。' : '正在读取…')}
        </p>
      }
      options={(found.data?.items ?? []).map((one) => ({
        value: one.id,
        label: `${one.number} ${one.title}`,
      }))}
    />
  )
}
