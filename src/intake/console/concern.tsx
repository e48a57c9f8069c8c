import { Select } from 'antd'
import { Field } from '../../ui/console/field.tsx'
import { OrgPicker } from '../../ui/console/org-picker.tsx'
import type { ConcernEdit } from './edits.ts'
import { Known, Words } from './fields.tsx'
import type { Proposal } from './marks.ts'

export type Class = { code: string; name: string; active: boolean }

export function ConcernFacts({
  edit,
  proposal,
  classes,
}: {
  edit: ConcernEdit
  proposal: Proposal
  classes: readonly Class[]
}) {
  return (
    <Known
      facts={[
        edit.classCode &&
          `类别：${classes.find((one) => one.code === edit.classCode)?.name ?? edit.classCode}`,
        edit.place,
        edit.org && `交${edit.org.name}受理`,
        proposal.printed && `原文“${proposal.printed}”，疑为“${proposal.text}”`,
      ]}
    />
  )
}

export function ConcernForm({
  proposal,
  edit,
  classes,
  set,
}: {
  proposal: Proposal
  edit: ConcernEdit
  classes: readonly Class[]
  set: (patch: Partial<ConcernEdit>) => void
}) {
  return (
    <div className="proposal-form">
      <Words
        label="标题"
        required
        hint={proposal.printed ? `原文印作“${proposal.printed}”` : undefined}
        most={80}
        value={edit.title}
        set={(title) => set({ title })}
      />
      <div className="pair">
        <Field label="类别" required>
          {(c) => (
            <Select
              {...c}
              showSearch={{ optionFilterProp: 'label' }}
              placeholder="选一类"
              value={edit.classCode ?? undefined}
              onChange={(classCode) => set({ classCode })}
              options={classes
                .filter((one) => one.active || one.code === edit.classCode)
                .map((one) => ({ value: one.code, label: one.name }))}
            />
          )}
        </Field>
        <Words label="地点" most={200} value={edit.place} set={(place) => set({ place })} />
      </div>
      <Words label="内容" lines={[3, 8]} most={5000} value={edit.text} set={(text) => set({ text })} />
      <Field label="受理工会" hint="不选就由本单位受理">
        {(c) => (
          <OrgPicker
            {...c}
            kind={['federation', 'industrial', 'grassroots']}
            value={edit.org}
            onChange={(org) => set({ org })}
          />
        )}
      </Field>
    </div>
  )
}
