import { useState } from 'react'
import { useWrite } from '../../ui/console/ask.ts'
import { optionsOf, SelectField } from '../../ui/console/choice-field.tsx'
import { today } from '../../ui/console/dates.tsx'
import { DayField } from '../../ui/console/day-field.tsx'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { NumberField } from '../../ui/console/number-field.tsx'
import { TextField } from '../../ui/console/text-field.tsx'
import { urgencies, type Urgency } from '../words.ts'
import { limitUnits, stages } from './words.tsx'
import type { Class, Limit } from './rules.tsx'

/** A limit that holds from a day on; those before it are kept. */
export function LimitForm({
  classes,
  areas,
  onClose,
}: {
  classes: Class[]
  areas: { code: number; name: string }[]
  onClose: () => void
}) {
  const [draft, setDraft] = useState({
    area: null as number | null,
    classCode: null as string | null,
    urgency: 'general' as Urgency,
    stage: 'answer' as Limit['stage'],
    amount: 5,
    unit: 'working-day' as Limit['unit'],
    effectiveFrom: today(),
    basis: '',
  })
  const set = (part: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...part }))
  const write = useWrite('POST /api/concern-limits', { done: '已新增' })
  return (
    <FormModal
      title="新增时限"
      about="旧的时限保留。生效日起新到的环节按新的算，已经定下的期限不变。"
      ok="新增"
      ready={draft.basis.trim() !== '' && draft.effectiveFrom !== ''}
      write={write}
      onSend={() => write.send({ body: { ...draft, basis: draft.basis.trim() } })}
      onClose={onClose}
    >
      <SelectField
        label="环节"
        options={optionsOf(stages)}
        value={draft.stage}
        onChange={(stage) => set({ stage })}
      />
      <SelectField
        label="紧急程度"
        options={optionsOf(urgencies)}
        value={draft.urgency}
        onChange={(urgency) => set({ urgency })}
      />
      <div className="two">
        <NumberField
          label="多久"
          path="amount"
          write={write}
          min={1}
          max={365}
          value={draft.amount}
          onChange={(amount) => set({ amount })}
        />
        <SelectField
          label="单位"
          options={optionsOf(limitUnits)}
          value={draft.unit}
          onChange={(unit) => set({ unit })}
        />
      </div>
      <SelectField
        label="地区"
        hint="不选就是所有地区。"
        clear
        search
        options={areas.map((one) => ({ value: one.code, label: one.name }))}
        value={draft.area}
        onChange={(area) => set({ area: area ?? null })}
      />
      <SelectField
        label="类别"
        hint="不选就是所有类别。"
        path="classCode"
        write={write}
        clear
        search
        options={classes.map((one) => ({ value: one.code, label: one.name }))}
        value={draft.classCode}
        onChange={(classCode) => set({ classCode: classCode ?? null })}
      />
      <DayField
        label="生效日"
        path="effectiveFrom"
        write={write}
        value={draft.effectiveFrom}
        onChange={(effectiveFrom) => set({ effectiveFrom })}
      />
      <TextField
        label="依据"
        required
        hint="文件名称和文号。"
        path="basis"
        write={write}
        max={200}
        value={draft.basis}
        onChange={(basis) => set({ basis })}
      />
    </FormModal>
  )
}
