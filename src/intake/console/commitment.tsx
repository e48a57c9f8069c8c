import { DayInput, dayWords, today } from '../../ui/console/dates.tsx'
import { Field } from '../../ui/console/field.tsx'
import { OrgPicker } from '../../ui/console/org-picker.tsx'
import type { CommitmentEdit } from './edits.ts'
import { Known, Words } from './fields.tsx'
import type { Article, Proposal } from './marks.ts'

export function CommitmentFacts({
  edit,
  proposal,
  article,
}: {
  edit: CommitmentEdit
  proposal: Proposal
  article: Article
}) {
  const known = article.organisations.some((one) => one.text === proposal.promiser && one.orgId !== null)
  return (
    <Known
      facts={[
        edit.org ? `承诺人：${edit.org.name}` : edit.name && `承诺人：${edit.name}（名录里没有，只记名称）`,
        edit.org && proposal.promiser && !known && `原文提到“${proposal.promiser}”，名录里没有`,
        edit.dueOn && `期限${dayWords(edit.dueOn)}`,
        edit.madeTo && `对${edit.madeTo}`,
        edit.about.length > 0 && `关于本篇${edit.about.length}件诉求`,
      ]}
    />
  )
}

/** A concern of the same article; `chosen` when it is or will be a record. */
export type About = { key: string; title: string; chosen: boolean }

export function CommitmentForm({
  proposal,
  edit,
  concerns,
  set,
}: {
  proposal: Proposal
  edit: CommitmentEdit
  concerns: readonly About[]
  set: (patch: Partial<CommitmentEdit>) => void
}) {
  return (
    <div className="proposal-form">
      <Words
        label="承诺"
        required
        lines={[2, 6]}
        most={500}
        value={edit.text}
        set={(text) => set({ text })}
      />
      <div className="pair">
        <Field label="承诺人" hint={proposal.promiser ? `原文：${proposal.promiser}` : undefined}>
          {(c) => (
            <OrgPicker
              {...c}
              everywhere
              placeholder="名录里没有的，清空后写名称"
              value={edit.org}
              onChange={(org) => set({ org })}
            />
          )}
        </Field>
        <Field label="期限" hint="不定期限也会列入台账">
          {(c) => <DayInput {...c} min={today()} value={edit.dueOn} onChange={(dueOn) => set({ dueOn })} />}
        </Field>
      </div>
      {!edit.org && (
        <Words
          label="承诺人的名称"
          hint="名录里没有的单位，只记名称"
          required
          most={100}
          value={edit.name}
          set={(name) => set({ name })}
        />
      )}
      <Words
        label="对谁承诺"
        placeholder="如：到会的骑手代表"
        most={200}
        value={edit.madeTo}
        set={(madeTo) => set({ madeTo })}
      />
      {concerns.length > 0 && (
        <fieldset className="proposal-about">
          <legend>关于哪些诉求</legend>
          {concerns.slice(0, 60).map(({ key, title, chosen }) => (
            <label key={key}>
              <input
                type="checkbox"
                checked={edit.about.includes(key)}
                onChange={(event) =>
                  set({
                    about: event.target.checked
                      ? [...edit.about, key]
                      : edit.about.filter((one) => one !== key),
                  })
                }
              />
              <span>
                {title}
                {!chosen && <small className="muted">还没有选中，选中它才会关联</small>}
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </div>
  )
}
