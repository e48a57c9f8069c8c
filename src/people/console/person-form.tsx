import { useState } from 'react'
import { AutoComplete, Input, Modal } from 'antd'
import type { Problem } from '../../ui/client.ts'
import { announce } from '../../ui/console/announce.ts'
import { useRecordId, useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { Field } from '../../ui/console/field.tsx'
import { OrgPicker, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useMe } from '../../ui/console/session.ts'
import { newForms } from '../words.ts'

export function CreatePerson({ onClose, onDone }: { onClose: () => void; onDone: (id: string) => void }) {
  const me = useMe()
  const { id } = useRecordId()
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [idNumber, setIdNumber] = useState('')
  const [newForm, setNewForm] = useState('')
  const [org, setOrg] = useState<PickedOrg | null>({ id: me.acting.orgId, name: me.acting.orgName })
  const create = useWrite('POST /api/persons')
  const submit = async () => {
    if (!org) return
    const made = await create.send({
      body: {
        id,
        name: name.trim(),
        orgId: org.id,
        ...(phone.trim() ? { phone: phone.trim() } : {}),
        ...(idNumber.trim() ? { idNumber: idNumber.trim() } : {}),
        ...(newForm.trim() ? { newForm: newForm.trim() } : {}),
      },
    })
    if (!made) return
    announce(made.warnings.length > 0 ? `已登记。请核对：${made.warnings[0]}` : `已登记${name.trim()}`)
    onDone(made.id)
  }
  return (
    <Modal
      open
      title="登记职工"
      okText="登记"
      cancelText="取消"
      okButtonProps={{ disabled: !name.trim() || !org, loading: create.busy }}
      onOk={() => void submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <p className="about">只填用得着的。手机号和证件号加密保存，登记过的会提示，不会重复。</p>
      <Field label="姓名" required path="name" problem={create.problem}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={50}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="所属组织" required path="orgId" problem={create.problem}>
        {(control) => <OrgPicker {...control} allowClear={false} value={org} onChange={setOrg} />}
      </Field>
      <Numbers
        phone={phone}
        onPhone={setPhone}
        idNumber={idNumber}
        onIdNumber={setIdNumber}
        problem={create.problem}
      />
      <NewForm value={newForm} onChange={setNewForm} problem={create.problem} />
      <ProblemNote problem={create.problem} />
    </Modal>
  )
}

function Numbers({
  phone,
  onPhone,
  idNumber,
  onIdNumber,
  problem,
  held,
}: {
  phone: string
  onPhone: (phone: string) => void
  idNumber: string
  onIdNumber: (idNumber: string) => void
  problem: Problem | undefined
  held?: { phone: string | null; idNumber: string | null; phoneProven: boolean }
}) {
  const keep = (masked: string | null | undefined) => (masked ? `现在是 ${masked}，不填就不改` : undefined)
  return (
    <div className="two">
      <Field
        label="手机号"
        path="phone"
        problem={problem}
        hint={
          held?.phoneProven
            ? `${held.phone ?? ''} 本人登录过，由本人在“我的信息”里更换；原号码停用的，关掉这里，点“申请换号”`
            : keep(held?.phone)
        }
        error={problem?.code === 'phone-format' ? '请填11位手机号' : undefined}
      >
        {(control) => (
          <Input
            {...control}
            inputMode="tel"
            autoComplete="off"
            maxLength={20}
            disabled={held?.phoneProven}
            value={phone}
            onChange={(event) => onPhone(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="身份证号"
        path="idNumber"
        problem={problem}
        hint={keep(held?.idNumber)}
        error={problem?.code === 'id-number-format' ? '号码不对，请核对18位' : undefined}
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            maxLength={20}
            value={idNumber}
            onChange={(event) => onIdNumber(event.target.value.toUpperCase())}
          />
        )}
      </Field>
    </div>
  )
}

function NewForm({
  value,
  onChange,
  problem,
}: {
  value: string
  onChange: (value: string) => void
  problem: Problem | undefined
}) {
  return (
    <Field label="新就业形态" hint="不是的不填；列表里没有的直接写" path="newForm" problem={problem}>
      {({ status, ...control }) => (
        <AutoComplete
          {...control}
          status={status}
          allowClear
          options={newForms.map((one) => ({ value: one }))}
          value={value}
          onChange={(next) => onChange((next ?? '').slice(0, 20))}
          style={{ width: '100%' }}
        />
      )}
    </Field>
  )
}

export function CorrectPerson({
  person,
  onClose,
}: {
  person: AnswerOf<'GET /api/persons/{id}'>
  onClose: () => void
}) {
  const [name, setName] = useState(person.name)
  const [phone, setPhone] = useState('')
  const [idNumber, setIdNumber] = useState('')
  const [newForm, setNewForm] = useState(person.newForm ?? '')
  const [org, setOrg] = useState<PickedOrg | null>(person.org)
  const change = useWrite('POST /api/persons/{id}/change', {
    done: ({ warnings }) => ['已更正', ...warnings].join('。'),
  })
  const submit = async () => {
    if (!org) return
    const done = await change.send({
      params: { id: person.id },
      body: {
        ...(name.trim() && name.trim() !== person.name ? { name: name.trim() } : {}),
        ...(phone.trim() ? { phone: phone.trim() } : {}),
        ...(idNumber.trim() ? { idNumber: idNumber.trim() } : {}),
        ...(org.id !== person.org.id ? { orgId: org.id } : {}),
        ...(newForm.trim() !== (person.newForm ?? '') ? { newForm: newForm.trim() || null } : {}),
      },
    })
    if (done) onClose()
  }
  return (
    <Modal
      open
      title={`更正${person.name || '职工'}的信息`}
      okText="保存"
      cancelText="取消"
      okButtonProps={{ disabled: !org, loading: change.busy }}
      onOk={() => void submit()}
      onCancel={onClose}
      mask={{ closable: false }}
    >
      <Field label="姓名" path="name" problem={change.problem}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={50}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="所属组织" required path="orgId" problem={change.problem}>
        {(control) => <OrgPicker {...control} allowClear={false} value={org} onChange={setOrg} />}
      </Field>
      <Numbers
        phone={phone}
        onPhone={setPhone}
        idNumber={idNumber}
        onIdNumber={setIdNumber}
        problem={change.problem}
        held={{
          phone: person.phoneMasked,
          idNumber: person.idNumberMasked,
          phoneProven: person.phoneProven,
        }}
      />
      <NewForm value={newForm} onChange={setNewForm} problem={change.problem} />
      <ProblemNote problem={change.problem} />
    </Modal>
  )
}
