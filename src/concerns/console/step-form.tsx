import { Checkbox } from 'antd'
import { useWrite } from '../../ui/console/ask.ts'
import { ChoiceField, optionsOf } from '../../ui/console/choice-field.tsx'
import { DayField } from '../../ui/console/day-field.tsx'
import { Field, type FieldProps } from '../../ui/console/field.tsx'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { OrgsField } from '../../ui/console/org-picker.tsx'
import { LongTextField, TextField } from '../../ui/console/text-field.tsx'
import { outcomes, satisfactions, statuses, steps, urgencies, type Step } from '../words.ts'
import { ClassField } from './class-field.tsx'
import { LeadField } from './lead-field.tsx'
import { OtherConcern, SimilarConcern } from './other-concern.tsx'
import { PhotoInput } from './photo-input.tsx'
import type { Concern, Draft, FieldName, Form } from './step-forms.ts'
import './concerns.css'

/** The dialog of one step. */
export function StepForm({
  step,
  form,
  concern,
  draft,
  change,
  onDone,
  onClose,
}: {
  step: Step
  form: Form
  concern: Concern
  draft: Draft
  change: (part: Partial<Draft>) => void
  onDone: () => void
  onClose: () => void
}) {
  const write = useWrite(`POST /api/concerns/{id}/${step}` as 'POST /api/concerns/{id}/assign', {
    done: `${steps[step]}：已记下`,
  })
  const isFilled = ([name, , optional]: Form['fields'][number]) => {
    const value = draft[name]
    if (optional || typeof value === 'boolean') return true
    if (Array.isArray(value)) return value.length > 0
    if (typeof value !== 'string') return value !== null
    return value.trim().length >= (name === 'note' || name === 'text' ? 2 : 1)
  }
  return (
    <FormModal
      title={steps[step]}
      about={form.about}
      ok={steps[step]}
      danger={form.danger}
      ready={form.fields.every(isFilled) && (write.busy || concern.can.includes(step))}
      write={write}
      // Each step has a body of its own; its form knows which.
      onSend={() => write.send({ params: { id: concern.id }, body: form.body(draft) as never })}
      onDone={onDone}
      onClose={onClose}
    >
      {form.fields.map(([name, label, optional]) => (
        <StepField
          key={name}
          name={name}
          label={optional ? `${label}（可不填）` : label}
          concern={concern}
          draft={draft}
          change={change}
          write={write}
        />
      ))}
      {!write.problem && !write.busy && !concern.can.includes(step) && (
        <p className="concern-note" role="status">
          刚才有人先办了一步，现在是“{statuses[concern.status]}”，不能再{steps[step]}
          。写下的字还在，可以复制。
        </p>
      )}
    </FormModal>
  )
}

const ways = { phone: '打电话', visit: '上门', message: '发消息', 'through-union': '请工会转达' }
const claims = {
  solved: outcomes.solved,
  'partly-solved': outcomes['partly-solved'],
  explained: outcomes.explained,
}

function StepField({
  name,
  label,
  concern,
  draft,
  change,
  write,
}: {
  name: FieldName
  label: string
  concern: Concern
  draft: Draft
  change: (part: Partial<Draft>) => void
  write: NonNullable<FieldProps['write']>
}) {
  /** One of the fields that are words. */
  const words = <N extends FieldName>(field: N) => ({
    label,
    path: field as string,
    write,
    value: draft[field],
    onChange: (value: Draft[N]) => change({ [field]: value } as Partial<Draft>),
  })
  switch (name) {
    case 'note':
      // The one long text of a step; the server calls it by other names, too.
      return <LongTextField {...words(name)} path={write.problem?.fields[0]?.path ?? name} max={2000} />
    case 'text':
      return <LongTextField {...words(name)} rows={6} max={5000} />
    case 'title':
      return <TextField {...words(name)} max={80} />
    case 'channel':
      return <TextField {...words(name)} max={200} />
    case 'classCode':
      return <ClassField {...words(name)} />
    case 'urgency':
      return <ChoiceField {...words(name)} options={optionsOf<string>(urgencies)} />
    case 'how':
      return (
        <ChoiceField
          {...words(name)}
          options={optionsOf<string>(
            concern.raiser.sealed ? { 'through-union': ways['through-union'] } : ways,
          )}
        />
      )
    case 'claim':
      return <ChoiceField {...words(name)} options={optionsOf<string>(claims)} />
    case 'outcome':
      return <ChoiceField {...words(name)} options={optionsOf<string>(outcomes)} />
    case 'satisfaction':
      return <ChoiceField {...words(name)} options={optionsOf<string>(satisfactions)} />
    case 'lead':
      return <LeadField {...words(name)} path="leadId" about={concern} />
    case 'orgs':
      return <OrgsField {...words(name)} everywhere except={draft.lead ? [draft.lead.id] : []} />
    case 'until':
      return <DayField {...words(name)} />
    case 'meetAt':
      return <TextField {...words(name)} type="datetime-local" />
    case 'into':
      return <OtherConcern {...words(name)} concern={concern} />
    case 'apart':
      return <SimilarConcern {...words(name)} concern={concern} />
    case 'sharePhotos':
      return (
        <Field label={label}>
          {(control) => (
            <Checkbox
              id={control.id}
              checked={draft.sharePhotos}
              onChange={(event) => change({ sharePhotos: event.target.checked })}
            >
              看过了，认不出是谁拍的，给承办单位看
            </Checkbox>
          )}
        </Field>
      )
    case 'photos':
      return <PhotoInput photos={draft.photos} onChange={(photos) => change({ photos })} />
  }
}
