// The proposals of one article as an editable checklist: choose, correct, accept.
import { memo, useState, type ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { Button, Input, Select } from 'antd'
import { Check, Pencil } from 'lucide-react'
import { activityItemKinds, activityKinds, activityParts } from '../../activities/words.ts'
import { addressOf } from '../../ui/console/addresses.ts'
import { DayInput, dayWords, today } from '../../ui/console/dates.tsx'
import { Field } from '../../ui/console/field.tsx'
import { OrgPicker } from '../../ui/console/org-picker.tsx'
import { StatusTag, type Tone } from '../../ui/console/tags.tsx'
import {
  missingIn,
  recordsIn,
  type ActivityEdit,
  type CommitmentEdit,
  type ConcernEdit,
  type EditedKind,
  type Edits,
  type Line,
  type Participant,
} from './draft.ts'
import { markKinds, type Article, type Proposal } from './marks.ts'

export type Class = { code: string; name: string; active: boolean }
const tones: Record<EditedKind, Tone> = { activity: 'blue', concern: 'red', commitment: 'green' }
const words: Record<EditedKind, string> = { activity: '活动', concern: '诉求', commitment: '承诺' }
/** Concerns and promises drawn at first; a page of hundreds is opened further by the person. */
const atOnce = 40

type Common = {
  article: Article
  classes: readonly Class[]
  picked: readonly string[]
  editOf: (proposal: Proposal, article: Article) => Edits[EditedKind]
  onEdit: (key: string, patch: object) => void
  onPick: (keys: string[], on: boolean) => void
  /** What the server refused, by the proposal's key. */
  refused: Readonly<Record<string, string>>
}

export const Proposals = memo(function Proposals(props: Common) {
  const { article, picked, onPick } = props
  const all = recordsIn(article)
  const open = all.filter((one) => !one.accepted)
  const on = open.filter((one) => picked.includes(one.key))
  const [asked, setAsked] = useState(atOnce)
  if (all.length === 0)
    return (
      <p className="intake-none">这一篇没有读出可以成为记录的内容。原文里标出的组织、人物、数字仅供参考。</p>
    )
  return (
    <>
      <div className="intake-all">
        {open.length > 0 ? (
          <label>
            <input
              type="checkbox"
              checked={on.length === open.length}
              ref={(box) => {
                if (box) box.indeterminate = on.length > 0 && on.length < open.length
              }}
              onChange={(event) =>
                onPick(
                  open.map((one) => one.key),
                  event.target.checked,
                )
              }
            />
            本篇全选
          </label>
        ) : (
          <span className="intake-done">
            <Check aria-hidden size="1em" /> 本篇建议都已成为记录
          </span>
        )}
        <span className="muted">
          {open.length < all.length ? `还有${open.length}项建议` : `${all.length}项建议`}
          {on.length > 0 && `，选中${on.length}项`}
        </span>
      </div>
      {all.slice(0, asked).map((proposal) => (
        <Card key={proposal.key} {...props} proposal={proposal} edit={props.editOf(proposal, article)} />
      ))}
      {asked < all.length && (
        <div className="more">
          <Button onClick={() => setAsked(asked + atOnce)}>更多（还有{all.length - asked}项）</Button>
        </div>
      )}
    </>
  )
})

function Card(props: Common & { proposal: Proposal; edit: Edits[EditedKind] }) {
  const { proposal, edit, article, picked, onPick, refused } = props
  const kind = proposal.kind as EditedKind
  const [editing, setEditing] = useState(false)
  const on = picked.includes(proposal.key)
  const title = kind === 'commitment' ? (edit as CommitmentEdit).text : (edit as { title: string }).title
  const missing = missingIn(proposal, edit)
  if (proposal.accepted) return <Accepted proposal={proposal} kind={kind} />
  const wrong = refused[proposal.key]
  return (
    <article className="proposal" data-proposal={proposal.key} data-on={on || undefined}>
      <div className="proposal-head">
        <label>
          <input
            type="checkbox"
            checked={on}
            aria-label={`接受${words[kind]}：${title.slice(0, 60)}`}
            onChange={(event) => onPick([proposal.key], event.target.checked)}
          />
          <StatusTag tone={tones[kind]}>{words[kind]}</StatusTag>
        </label>
        <b className="proposal-title">{title || '（没有标题）'}</b>
        <Button
          size="small"
          type="text"
          icon={<Pencil aria-hidden size="0.95em" />}
          aria-expanded={editing}
          aria-label={`${editing ? '收起' : '修改'}${words[kind]}“${title.slice(0, 40)}”`}
          onClick={() => setEditing(!editing)}
        >
          {editing ? '收起' : '修改'}
        </Button>
      </div>
      {!editing && kind === 'activity' && <ActivityFacts edit={edit as ActivityEdit} proposal={proposal} />}
      {!editing && kind === 'concern' && (
        <ConcernFacts edit={edit as ConcernEdit} proposal={proposal} classes={props.classes} />
      )}
      {!editing && kind === 'commitment' && (
        <CommitmentFacts edit={edit as CommitmentEdit} proposal={proposal} article={article} />
      )}
      {kind === 'concern' && <Similar {...props} edit={edit as ConcernEdit} />}
      {(missing.words.length > 0 || missing.stops.length > 0) && (
        <p className="proposal-missing">
          {[...missing.stops, ...missing.words].join('、')}
          {missing.stops.length > 0 ? '，补好才能接受' : '，可以接受后再补'}
          {!editing && (
            <button type="button" className="link" onClick={() => setEditing(true)}>
              现在补
            </button>
          )}
        </p>
      )}
      {proposal.by !== 'engine' && <p className="muted proposal-by">模型 {proposal.by} 提出，请对照原文</p>}
      {wrong && (
        <p className="proposal-wrong" role="alert">
          {wrong}
        </p>
      )}
      {editing && kind === 'activity' && <ActivityForm {...props} edit={edit as ActivityEdit} />}
      {editing && kind === 'concern' && <ConcernForm {...props} edit={edit as ConcernEdit} />}
      {editing && kind === 'commitment' && <CommitmentForm {...props} edit={edit as CommitmentEdit} />}
      {kind === 'activity' && (edit as ActivityEdit).lines.length > 0 && (
        <Lines {...props} edit={edit as ActivityEdit} editing={editing} off={!on} />
      )}
    </article>
  )
}

function Accepted({ proposal, kind }: { proposal: Proposal; kind: EditedKind }) {
  const place = addressOf(proposal.accepted!)
  return (
    <article className="proposal accepted" data-proposal={proposal.key}>
      <div className="proposal-head">
        <Check aria-hidden size="1.1em" />
        <StatusTag tone={tones[kind]}>{words[kind]}</StatusTag>
        <b className="proposal-title">{proposal.text}</b>
      </div>
      <p>
        已经是记录{place && '：'}
        {place && <Link {...place}>打开这{kind === 'concern' ? '件诉求' : `个${words[kind]}`}</Link>}
      </p>
    </article>
  )
}

function dotted(parts: ReactNode[]): ReactNode {
  return parts
    .filter(Boolean)
    .map((part, index) => <span key={index}>{index > 0 ? <> · {part}</> : part}</span>)
}

function ActivityFacts({ edit, proposal }: { edit: ActivityEdit; proposal: Proposal }) {
  const orgs = edit.orgs.filter((one) => one.on)
  const known = orgs.filter((one) => one.org).length
  return (
    <p>
      {dotted([
        edit.kinds.map((kind) => activityKinds[kind]).join('、'),
        edit.heldOn ? dayWords(edit.heldOn) : edit.dateWords && `原文说“${edit.dateWords}”`,
        edit.place,
        edit.theme && `主题“${edit.theme}”`,
        orgs.length > 0 && `${orgs.length}个单位${known > 0 ? `，名录里有${known}个` : '，名录里都没有'}`,
        proposal.printed && `原文“${proposal.printed}”`,
      ])}
    </p>
  )
}
function ConcernFacts({
  edit,
  proposal,
  classes,
}: {
  edit: ConcernEdit
  proposal: Proposal
  classes: readonly Class[]
}) {
  return (
    <p>
      {dotted([
        edit.classCode &&
          `类别：${classes.find((one) => one.code === edit.classCode)?.name ?? edit.classCode}`,
        edit.place,
        edit.org && `交${edit.org.name}受理`,
        proposal.printed && `原文“${proposal.printed}”，疑为“${proposal.text}”`,
      ])}
    </p>
  )
}
function CommitmentFacts({
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
    <p>
      {dotted([
        `承诺人：${edit.org?.name ?? '本单位'}`,
        proposal.promiser && !known && `原文提到“${proposal.promiser}”，名录里没有`,
        edit.dueOn && `期限${dayWords(edit.dueOn)}`,
        edit.madeTo && `对${edit.madeTo}`,
        edit.about.length > 0 && `关于本篇${edit.about.length}件诉求`,
      ])}
    </p>
  )
}

/** Concerns like this one that exist: the same matter is added to, not entered twice. */
function Similar({ proposal, edit, onEdit }: Common & { proposal: Proposal; edit: ConcernEdit }) {
  if (proposal.similar.length === 0) return null
  return (
    <div className="proposal-similar">
      <span>{edit.mergeInto ? '会记入已有的诉求，不另立一件：' : '有相似的诉求：'}</span>
      <ul>
        {proposal.similar.slice(0, 3).map((one) => {
          const same = edit.mergeInto === one.id
          if (edit.mergeInto && !same) return null
          return (
            <li key={one.id}>
              <Link to={`/concerns/${one.id}`} target="_blank">
                <span className="num">{one.number}</span> {one.title}
              </Link>
              <Button
                size="small"
                aria-pressed={same}
                onClick={() => onEdit(proposal.key, { mergeInto: same ? null : one.id })}
              >
                {same ? '不是同一件' : '是同一件事'}
              </Button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** Gifts, programme and figures to take along with the activity. */
function Lines({
  proposal,
  edit,
  editing,
  off,
  onEdit,
}: Common & { proposal: Proposal; edit: ActivityEdit; editing: boolean; off: boolean }) {
  const [all, setAll] = useState(false)
  const change = (key: string, patch: Partial<Line>) =>
    onEdit(proposal.key, {
      lines: edit.lines.map((line) => (line.key === key ? { ...line, ...patch } : line)),
    })
  return (
    <div className="proposal-lines" data-off={off || undefined}>
      <span className="muted">随活动记下{off && '（选中活动后生效）'}</span>
      {(Object.keys(activityItemKinds) as Line['kind'][]).map((kind) => {
        const lines = edit.lines.filter((line) => line.kind === kind)
        if (lines.length === 0) return null
        const shown = all ? lines : lines.slice(0, 8)
        return (
          <fieldset key={kind}>
            <legend>{activityItemKinds[kind]}</legend>
            {shown.map((line) => (
              <div key={line.key} className="proposal-line" data-proposal={line.key}>
                <label>
                  <input
                    type="checkbox"
                    checked={line.on}
                    aria-label={`带上${markKinds[kind]}：${line.text}`}
                    onChange={(event) => change(line.key, { on: event.target.checked })}
                  />
                  {!editing && <span>{line.text}</span>}
                </label>
                {editing && (
                  <Input
                    size="small"
                    aria-label={`${markKinds[kind]}的文字`}
                    maxLength={200}
                    value={line.text}
                    onChange={(event) => change(line.key, { text: event.target.value })}
                  />
                )}
              </div>
            ))}
            {shown.length < lines.length && (
              <button type="button" className="link" onClick={() => setAll(true)}>
                其余{lines.length - shown.length}项
              </button>
            )}
          </fieldset>
        )
      })}
    </div>
  )
}

/** A form whose fields change one proposal. */
function formOf<T extends object>(
  proposal: Proposal,
  onEdit: (key: string, patch: object) => void,
): (patch: Partial<T>) => void {
  return (patch) => onEdit(proposal.key, patch)
}

function ActivityForm({ proposal, edit, onEdit }: Common & { proposal: Proposal; edit: ActivityEdit }) {
  const set = formOf<ActivityEdit>(proposal, onEdit)
  return (
    <div className="proposal-form">
      <Field label="名称" required>
        {(c) => (
          <Input.TextArea
            {...c}
            autoSize={{ minRows: 1, maxRows: 4 }}
            maxLength={120}
            value={edit.title}
            onChange={(event) => set({ title: event.target.value })}
          />
        )}
      </Field>
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
        <Field label="时间的说法" hint="不知道哪天时照原文记">
          {(c) => (
            <Input
              {...c}
              maxLength={60}
              value={edit.dateWords}
              onChange={(event) => set({ dateWords: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="地点">
        {(c) => (
          <Input
            {...c}
            maxLength={200}
            value={edit.place}
            onChange={(event) => set({ place: event.target.value })}
          />
        )}
      </Field>
      <Field label="主题">
        {(c) => (
          <Input
            {...c}
            maxLength={120}
            value={edit.theme}
            onChange={(event) => set({ theme: event.target.value })}
          />
        )}
      </Field>
      <Field label="概要">
        {(c) => (
          <Input.TextArea
            {...c}
            autoSize={{ minRows: 3, maxRows: 8 }}
            maxLength={5000}
            value={edit.summary}
            onChange={(event) => set({ summary: event.target.value })}
          />
        )}
      </Field>
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

function ConcernForm({
  proposal,
  edit,
  classes,
  onEdit,
}: Common & { proposal: Proposal; edit: ConcernEdit }) {
  const set = formOf<ConcernEdit>(proposal, onEdit)
  return (
    <div className="proposal-form">
      <Field label="标题" required hint={proposal.printed ? `原文印作“${proposal.printed}”` : undefined}>
        {(c) => (
          <Input
            {...c}
            maxLength={80}
            value={edit.title}
            onChange={(event) => set({ title: event.target.value })}
          />
        )}
      </Field>
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
        <Field label="地点">
          {(c) => (
            <Input
              {...c}
              maxLength={200}
              value={edit.place}
              onChange={(event) => set({ place: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="内容">
        {(c) => (
          <Input.TextArea
            {...c}
            autoSize={{ minRows: 3, maxRows: 8 }}
            maxLength={5000}
            value={edit.text}
            onChange={(event) => set({ text: event.target.value })}
          />
        )}
      </Field>
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

function CommitmentForm({
  proposal,
  edit,
  article,
  picked,
  onEdit,
  editOf,
}: Common & { proposal: Proposal; edit: CommitmentEdit }) {
  const set = formOf<CommitmentEdit>(proposal, onEdit)
  const concerns = article.proposals.filter((one) => one.kind === 'concern')
  return (
    <div className="proposal-form">
      <Field label="承诺" required>
        {(c) => (
          <Input.TextArea
            {...c}
            autoSize={{ minRows: 2, maxRows: 6 }}
            maxLength={500}
            value={edit.text}
            onChange={(event) => set({ text: event.target.value })}
          />
        )}
      </Field>
      <div className="pair">
        <Field label="承诺人" hint={proposal.promiser ? `原文：${proposal.promiser}` : undefined}>
          {(c) => (
            <OrgPicker
              {...c}
              everywhere
              allowClear={false}
              value={edit.org}
              onChange={(org) => set({ org })}
            />
          )}
        </Field>
        <Field label="期限" hint="不定期限也会列入台账">
          {(c) => <DayInput {...c} min={today()} value={edit.dueOn} onChange={(dueOn) => set({ dueOn })} />}
        </Field>
      </div>
      <Field label="对谁承诺">
        {(c) => (
          <Input
            {...c}
            maxLength={200}
            placeholder="如：到会的骑手代表"
            value={edit.madeTo}
            onChange={(event) => set({ madeTo: event.target.value })}
          />
        )}
      </Field>
      {concerns.length > 0 && (
        <fieldset className="proposal-about">
          <legend>关于哪些诉求</legend>
          {concerns.slice(0, 60).map((one) => (
            <label key={one.key}>
              <input
                type="checkbox"
                checked={edit.about.includes(one.key)}
                onChange={(event) =>
                  set({
                    about: event.target.checked
                      ? [...edit.about, one.key]
                      : edit.about.filter((key) => key !== one.key),
                  })
                }
              />
              <span>
                {(editOf(one, article) as ConcernEdit).title}
                {!one.accepted && !picked.includes(one.key) && (
                  <small className="muted">还没有选中，选中它才会关联</small>
                )}
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </div>
  )
}
