import { useState } from 'react'
import { filled, useRecordId, useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import type { FieldProps } from '../../ui/console/field.tsx'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { OrgField, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { useMe } from '../../ui/console/session.ts'
import { TextField } from '../../ui/console/text-field.tsx'
import { NewFormField } from './new-form-field.tsx'

type Draft = { name: string; phone: string; idNumber: string; newForm: string; org: PickedOrg }

export function CreatePerson({ onClose, onDone }: { onClose: () => void; onDone: (id: string) => void }) {
  const me = useMe()
  const id = useRecordId()
  const [draft, setDraft] = useState<Draft>({
    name: '',
    phone: '',
    idNumber: '',
    newForm: '',
    org: { id: me.acting.orgId, name: me.acting.orgName },
  })
  const { name, phone, idNumber, newForm, org } = draft
  const create = useWrite('POST /api/persons', {
    done: ({ warnings }) => (warnings.length > 0 ? `已登记。请核对：${warnings[0]}` : `已登记${name.trim()}`),
  })
  return (
    <FormModal
      title="登记职工"
      about="只填用得着的。手机号和证件号加密保存，登记过的会提示，不会重复。"
      ok="登记"
      ready={name.trim() !== ''}
      write={create}
      onSend={() =>
        create.send({
          body: { id, name: name.trim(), orgId: org.id, ...filled({ phone, idNumber, newForm }) },
        })
      }
      onDone={(made) => onDone(made.id)}
      onClose={onClose}
    >
      <Fields draft={draft} change={(part) => setDraft({ ...draft, ...part })} write={create} />
    </FormModal>
  )
}

export function CorrectPerson({
  person,
  onClose,
}: {
  person: AnswerOf<'GET /api/persons/{id}'>
  onClose: () => void
}) {
  const [draft, setDraft] = useState<Draft>({
    name: person.name,
    phone: '',
    idNumber: '',
    newForm: person.newForm ?? '',
    org: person.org,
  })
  const change = useWrite('POST /api/persons/{id}/change', { done: '已更正' })
  const { name, phone, idNumber, newForm, org } = draft
  return (
    <FormModal
      title={`更正${person.name || '职工'}的信息`}
      ok="保存"
      write={change}
      onSend={() =>
        change.send({
          params: { id: person.id },
          body: {
            ...filled({ phone, idNumber }),
            ...(name.trim() !== person.name ? filled({ name }) : {}),
            ...(org.id !== person.org.id ? { orgId: org.id } : {}),
            ...(newForm.trim() !== (person.newForm ?? '') ? { newForm: newForm.trim() || null } : {}),
          },
        })
      }
      onClose={onClose}
    >
      <Fields
        draft={draft}
        change={(part) => setDraft({ ...draft, ...part })}
        write={change}
        held={{ phone: person.phoneMasked, idNumber: person.idNumberMasked }}
      />
    </FormModal>
  )
}

function Fields({
  draft,
  change,
  write,
  held,
}: {
  draft: Draft
  change: (part: Partial<Draft>) => void
  write: FieldProps['write']
  /** The numbers of somebody known already. */
  held?: { phone: string | null; idNumber: string | null }
}) {
  const keep = (masked: string | null | undefined) => (masked ? `现在是 ${masked}，不填就不改` : undefined)
  const code = write?.problem?.code
  return (
    <>
      <TextField
        label="姓名"
        required={!held}
        path="name"
        write={write}
        autoFocus
        max={50}
        value={draft.name}
        onChange={(name) => change({ name })}
      />
      <OrgField
        label="所属组织"
        required
        path="orgId"
        write={write}
        allowClear={false}
        value={draft.org}
        onChange={(org) => org && change({ org })}
      />
      <div className="two">
        <TextField
          label="手机号"
          hint={keep(held?.phone)}
          path="phone"
          write={write}
          error={code === 'phone-format' ? '请填11位手机号' : undefined}
          inputMode="tel"
          autoComplete="off"
          max={20}
          value={draft.phone}
          onChange={(phone) => change({ phone })}
        />
        <TextField
          label="身份证号"
          hint={keep(held?.idNumber)}
          path="idNumber"
          write={write}
          error={code === 'id-number-format' ? '号码不对，请核对18位' : undefined}
          autoComplete="off"
          max={20}
          value={draft.idNumber}
          onChange={(typed) => change({ idNumber: typed.toUpperCase() })}
        />
      </div>
      <NewFormField value={draft.newForm} onChange={(newForm) => change({ newForm })} write={write} />
    </>
  )
}
