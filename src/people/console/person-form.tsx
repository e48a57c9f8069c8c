import { filled, useRecordId, useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { useDraft } from '../../ui/console/draft.ts'
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
  const create = useWrite('POST /api/persons', {
    done: ({ warnings }): string =>
      warnings.length > 0 ? `已登记。请核对：${warnings[0]}` : `已登记${form.draft.name.trim()}`,
  })
  const form = useDraft<Draft>(
    {
      name: '',
      phone: '',
      idNumber: '',
      newForm: '',
      org: { id: me.acting.orgId, name: me.acting.orgName },
    },
    create,
  )
  const { name, phone, idNumber, newForm, org } = form.draft
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
      <Fields form={form} write={create} />
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
  const change = useWrite('POST /api/persons/{id}/change', {
    done: ({ warnings }) => ['已更正', ...warnings].join('。'),
  })
  const form = useDraft<Draft>(
    {
      name: person.name,
      phone: '',
      idNumber: '',
      newForm: person.newForm ?? '',
      org: person.org,
    },
    change,
  )
  const { name, phone, idNumber, newForm, org } = form.draft
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
        form={form}
        write={change}
        held={{
          phone: person.phoneMasked,
          idNumber: person.idNumberMasked,
          phoneProven: person.phoneProven,
        }}
      />
    </FormModal>
  )
}

function Fields({
  form,
  write,
  held,
}: {
  form: ReturnType<typeof useDraft<Draft>>
  write: FieldProps['write']
  /** The numbers of somebody known already. */
  held?: { phone: string | null; idNumber: string | null; phoneProven: boolean }
}) {
  const { draft, set, field } = form
  const keep = (masked: string | null | undefined) => (masked ? `现在是 ${masked}，不填就不改` : undefined)
  const code = write?.problem?.code
  return (
    <>
      <TextField label="姓名" required={!held} autoFocus max={50} {...field('name')} />
      <OrgField
        label="所属组织"
        required
        path="orgId"
        write={write}
        allowClear={false}
        value={draft.org}
        onChange={(org) => org && set({ org })}
      />
      <div className="two">
        <TextField
          label="手机号"
          hint={
            held?.phoneProven
              ? `${held.phone ?? ''} 本人登录过，由本人在“我的信息”里更换；原号码停用的，关掉这里，点“申请换号”`
              : keep(held?.phone)
          }
          disabled={held?.phoneProven}
          error={code === 'phone-format' ? '请填11位手机号' : undefined}
          inputMode="tel"
          autoComplete="off"
          max={20}
          {...field('phone')}
        />
        <TextField
          label="身份证号"
          hint={keep(held?.idNumber)}
          error={code === 'id-number-format' ? '号码不对，请核对18位' : undefined}
          autoComplete="off"
          max={20}
          {...field('idNumber')}
          onChange={(typed) => set({ idNumber: typed.toUpperCase() })}
        />
      </div>
      <NewFormField {...field('newForm')} />
    </>
  )
}
