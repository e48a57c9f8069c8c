import { useWrite } from '../../ui/console/ask.ts'
import { optionsOf, SelectField } from '../../ui/console/choice-field.tsx'
import { today } from '../../ui/console/dates.tsx'
import { DayField } from '../../ui/console/day-field.tsx'
import { useDraft } from '../../ui/console/draft.ts'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { NumberField } from '../../ui/console/number-field.tsx'
import { TextField } from '../../ui/console/text-field.tsx'
import { stages, urgencies, type Urgency } from '../words.ts'
import { limitUnits } from './words.tsx'
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
  const write = useWrite('POST /api/concern-limits', { done: '已新增' })
  const { draft, field } = useDraft(
    {
      area: undefined as number | undefined,
      classCode: undefined as string | undefined,
      urgency: 'general' as Urgency,
      stage: 'answer' as Limit['stage'],
      amount: 5,
      unit: 'working-day' as Limit['unit'],
      effectiveFrom: today(),
      basis: '',
    },
    write,
  )
  const { area = null, classCode = null, basis } = draft
  return (
    <FormModal
      title="新增时限"
      about="旧的时限保留。生效日起新到的环节按新的算，已经定下的期限不变。"
      ok="新增"
      ready={basis.trim() !== '' && draft.effectiveFrom !== ''}
      write={write}
      onSend={() => write.send({ body: { ...draft, area, classCode, basis: basis.trim() } })}
      onClose={onClose}
    >
      <SelectField label="环节" options={optionsOf(stages)} {...field('stage')} />
      <SelectField label="紧急程度" options={optionsOf(urgencies)} {...field('urgency')} />
      <div className="two">
        <NumberField label="多久" min={1} max={365} {...field('amount')} />
        <SelectField label="单位" options={optionsOf(limitUnits)} {...field('unit')} />
      </div>
      <SelectField
        label="地区"
        hint="不选就是所有地区。"
        clear
        search
        options={areas.map((one) => ({ value: one.code, label: one.name }))}
        {...field('area')}
      />
      <SelectField
        label="类别"
        hint="不选就是所有类别。"
        clear
        search
        options={classes.map((one) => ({ value: one.code, label: one.name }))}
        {...field('classCode')}
      />
      <DayField label="生效日" {...field('effectiveFrom')} />
      <TextField label="依据" required hint="文件名称和文号。" max={200} {...field('basis')} />
    </FormModal>
  )
}
