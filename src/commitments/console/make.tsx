import { useState } from 'react'
import { Select } from 'antd'
import { filled, useAnswer, useRecordId, useWrite } from '../../ui/console/ask.ts'
import { today } from '../../ui/console/dates.tsx'
import { DayField } from '../../ui/console/day-field.tsx'
import { useDraft } from '../../ui/console/draft.ts'
import { Field, type Control } from '../../ui/console/field.tsx'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { OrgField, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { useMe } from '../../ui/console/session.ts'
import { useSettled } from '../../ui/console/settled.ts'
import { LongTextField, TextField } from '../../ui/console/text-field.tsx'
import './commitments.css'

type Picked = { value: string; label: string }

/** A promise for the ledger. */
export function MakeCommitment({ onClose, onDone }: { onClose: () => void; onDone: (id: string) => void }) {
  const { acting } = useMe()
  const id = useRecordId()
  const make = useWrite('POST /api/commitments', { done: '已登记承诺' })
  const { draft, field } = useDraft(
    {
      text: '',
      promiser: { id: acting.orgId, name: acting.orgName } as PickedOrg | null,
      dueOn: '',
      madeTo: '',
      concerns: [] as Picked[],
    },
    make,
  )
  const { text, promiser, dueOn, madeTo, concerns } = draft
  return (
    <FormModal
      title="登记承诺"
      ok="登记"
      width={640}
      ready={text.trim().length >= 2}
      missing="写下承诺了什么就可以登记"
      write={make}
      onSend={() =>
        make.send({
          body: {
            id,
            text: text.trim(),
            ...(promiser ? { promiserId: promiser.id } : {}),
            dueOn: dueOn || null,
            ...filled({ madeTo }),
            concernIds: concerns.map((one) => one.value),
          },
        })
      }
      onDone={(made) => onDone(made.id)}
      onClose={onClose}
    >
      <LongTextField label="承诺了什么" required rows={3} max={500} {...field('text')} />
      <div className="two">
        <OrgField label="承诺人" everywhere allowClear={false} {...field('promiser')} path="promiserId" />
        <DayField
          label="期限"
          hint="没有说定可以先空着，台账里会标出须补"
          min={today()}
          {...field('dueOn')}
        />
      </div>
      <TextField label="对谁承诺" max={200} placeholder="如：国贸站点的骑手" {...field('madeTo')} />
      <Field label="关于哪些诉求" hint="诉求人和大家会在诉求的进展里看到这个承诺">
        {(control) => <ConcernsPicker control={control} {...field('concerns')} />}
      </Field>
    </FormModal>
  )
}

function ConcernsPicker({
  control,
  value,
  onChange,
}: {
  control: Control
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
