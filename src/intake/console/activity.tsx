import { Select } from 'antd'
import { activityKinds } from '../../activities/words.ts'
import { DayInput, dayWords } from '../../ui/console/dates.tsx'
import { Field } from '../../ui/console/field.tsx'
import type { ActivityEdit } from './edits.ts'
import { Known, Words } from './fields.tsx'
import type { Proposal } from './marks.ts'

export function ActivityFacts({ edit, proposal }: { edit: ActivityEdit; proposal: Proposal }) {
  return (
    <Known
      facts={[
        edit.kinds.map((kind) => activityKinds[kind]).join('、'),
        edit.heldOn ? dayWords(edit.heldOn) : edit.dateWords && `原文说“${edit.dateWords}”`,
        edit.place,
        edit.theme && `主题“${edit.theme}”`,
        proposal.printed && `原文“${proposal.printed}”`,
      ]}
    />
  )
}

export function ActivityForm({
  edit,
  set,
}: {
  edit: ActivityEdit
  set: (patch: Partial<ActivityEdit>) => void
}) {
  return (
    <div className="proposal-form">
      <Words
        label="名称"
        required
        lines={[1, 4]}
        most={120}
        value={edit.title}
        set={(title) => set({ title })}
      />
      <Field label="类别" hint="最多四类">
        {(c) => (
          <Select
            {...c}
            mode="multiple"
            maxCount={4}
            value={edit.kinds}
            onChange={(kinds) => set({ kinds })}
            options={Object.entries(activityKinds).map(([value, label]) => ({ value, label }))}
          />
        )}
      </Field>
      <div className="pair">
        <Field label="日期" hint={edit.dateWords ? `原文：${edit.dateWords}` : '原文没有说'}>
          {(c) => <DayInput {...c} value={edit.heldOn} onChange={(heldOn) => set({ heldOn })} />}
        </Field>
        <Words
          label="时间的说法"
          hint="不知道哪天时照原文记"
          most={60}
          value={edit.dateWords}
          set={(dateWords) => set({ dateWords })}
        />
      </div>
      <Words label="地点" most={200} value={edit.place} set={(place) => set({ place })} />
      <Words label="主题" most={120} value={edit.theme} set={(theme) => set({ theme })} />
      <Words
        label="概要"
        lines={[3, 8]}
        most={5000}
        value={edit.summary}
        set={(summary) => set({ summary })}
      />
    </div>
  )
}
