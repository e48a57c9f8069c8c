import { useState } from 'react'
import { Button, Select } from 'antd'
import { activityKinds, activityParts } from '../../activities/words.ts'
import { DayInput, dayWords } from '../../ui/console/dates.tsx'
import { Field } from '../../ui/console/field.tsx'
import { OrgPicker } from '../../ui/console/org-picker.tsx'
import type { ActivityEdit, Participant } from './edits.ts'
import { Known, Words } from './fields.tsx'
import type { Proposal } from './marks.ts'

export function ActivityFacts({ edit, proposal }: { edit: ActivityEdit; proposal: Proposal }) {
  const orgs = edit.orgs.filter((one) => one.on)
  const known = orgs.filter((one) => one.org).length
  return (
    <Known
      facts={[
        edit.kinds.map((kind) => activityKinds[kind]).join('、'),
        edit.heldOn ? dayWords(edit.heldOn) : edit.dateWords && `原文说“${edit.dateWords}”`,
        edit.place,
        edit.theme && `主题“${edit.theme}”`,
        orgs.length > 0 && `${orgs.length}个单位${known > 0 ? `，名录里有${known}个` : '，名录里都没有'}`,
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
      {edit.orgs.length > 0 && <Participants edit={edit} onChange={(orgs) => set({ orgs })} />}
    </div>
  )
}

/** Who took part: matched with the tree, or only named. */
function Participants({ edit, onChange }: { edit: ActivityEdit; onChange: (orgs: Participant[]) => void }) {
  const [matching, setMatching] = useState<string>()
  const change = (name: string, patch: Partial<Participant>) =>
    onChange(edit.orgs.map((one) => (one.name === name ? { ...one, ...patch } : one)))
  return (
    <fieldset className="proposal-orgs">
      <legend>单位</legend>
      {edit.orgs.map((one) => (
        <div key={one.name}>
          <label>
            <input
              type="checkbox"
              checked={one.on}
              onChange={(event) => change(one.name, { on: event.target.checked })}
            />
            <span>
              {one.name}
              <small>{one.org ? `名录：${one.org.name}` : '只记名称'}</small>
            </span>
          </label>
          <Select
            size="small"
            aria-label={`${one.name}的身份`}
            disabled={!one.on}
            value={one.part}
            onChange={(part) => change(one.name, { part })}
            options={Object.entries(activityParts).map(([value, label]) => ({ value, label }))}
          />
          <Button
            size="small"
            disabled={!one.on}
            aria-expanded={matching === one.name}
            aria-label={`${one.org ? '改选' : '选已有'}：${one.name}`}
            onClick={() => setMatching(matching === one.name ? undefined : one.name)}
          >
            {one.org ? '改选' : '选已有'}
          </Button>
          {matching === one.name && (
            <div className="proposal-match">
              <OrgPicker
                everywhere
                aria-label={`名录中的${one.name}`}
                value={one.org}
                onChange={(org) => {
                  change(one.name, { org })
                  if (org) setMatching(undefined)
                }}
              />
            </div>
          )}
        </div>
      ))}
    </fieldset>
  )
}
