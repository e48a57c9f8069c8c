import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { Check, Pencil } from 'lucide-react'
import { addressOf } from '../../ui/console/nouns.ts'
import { StatusTag } from '../../ui/console/tags.tsx'
import { ActivityFacts, ActivityForm } from './activity.tsx'
import { Whose } from './whose.tsx'
import { Parts } from './parts.tsx'
import { CommitmentFacts, CommitmentForm } from './commitment.tsx'
import { ConcernFacts, ConcernForm, type Class } from './concern.tsx'
import {
  missingIn,
  type ActivityEdit,
  type CommitmentEdit,
  type ConcernEdit,
  type EditedKind,
  type Edits,
} from './edits.ts'
import { kindOf, recordKinds } from './kinds.ts'
import { Lines } from './lines.tsx'
import type { Article, Proposal } from './marks.ts'
import { Similar } from './similar.tsx'
import './proposal.css'

export type Common = {
  article: Article
  classes: readonly Class[]
  picked: readonly string[]
  editOf: (proposal: Proposal, article: Article) => Edits[EditedKind]
  onEdit: (key: string, patch: object) => void
  onPick: (keys: string[], on: boolean) => void
  /** What the server refused, by the proposal's key. */
  refused: Readonly<Record<string, string>>
}

type One = Common & { proposal: Proposal; edit: Edits[EditedKind] }

/** One proposal: what it would become, what it lacks, and its form when opened. */
export function Card(props: One) {
  const { proposal, edit, picked, onPick, onEdit, refused } = props
  const kind = proposal.kind as EditedKind
  const fate = kind === 'activity' ? (edit as ActivityEdit).fate : 'activity'
  const { name, tone } = recordKinds[fate === 'activity' ? kind : 'clipping']
  const [editing, setEditing] = useState(false)
  if (proposal.accepted) return <Accepted proposal={proposal} kind={kind} />
  const on = picked.includes(proposal.key)
  const title = kind === 'commitment' ? (edit as CommitmentEdit).text : (edit as { title: string }).title
  const missing = missingIn(proposal, edit)
  const wrong = refused[proposal.key]
  const set = (patch: object) => onEdit(proposal.key, patch)
  return (
    <article className="proposal" data-proposal={proposal.key} data-on={on || undefined}>
      <div className="proposal-head">
        <label>
          <input
            type="checkbox"
            checked={on}
            aria-label={`接受${name}：${title.slice(0, 60)}`}
            onChange={(event) => onPick([proposal.key], event.target.checked)}
          />
          <span>
            <StatusTag tone={tone}>{name}</StatusTag> <b>{title || '（没有标题）'}</b>
          </span>
        </label>
        <Button
          size="small"
          type="text"
          icon={<Pencil aria-hidden size="0.95em" />}
          aria-expanded={editing}
          aria-label={`${editing ? '收起' : '修改'}${name}“${title.slice(0, 40)}”`}
          onClick={() => setEditing(!editing)}
        >
          {editing ? '收起' : '修改'}
        </Button>
      </div>
      {kind === 'activity' && <Whose article={props.article} edit={edit as ActivityEdit} set={set} />}
      {!editing && <FactsOf {...props} />}
      {kind === 'activity' && (edit as ActivityEdit).orgs.length > 0 && (
        <Parts edit={edit as ActivityEdit} onChange={(orgs) => set({ orgs })} />
      )}
      {kind === 'concern' && <Similar proposal={proposal} edit={edit as ConcernEdit} set={set} />}
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
      {editing && <FormOf {...props} set={set} />}
      {kind === 'activity' && (edit as ActivityEdit).lines.length > 0 && (
        <Lines edit={edit as ActivityEdit} editing={editing} off={!on} set={set} />
      )}
    </article>
  )
}

function FactsOf({ proposal, edit, article, classes }: One) {
  switch (proposal.kind) {
    case 'activity':
      return <ActivityFacts edit={edit as ActivityEdit} proposal={proposal} />
    case 'concern':
      return <ConcernFacts edit={edit as ConcernEdit} proposal={proposal} classes={classes} />
    default:
      return <CommitmentFacts edit={edit as CommitmentEdit} proposal={proposal} article={article} />
  }
}

function FormOf({
  proposal,
  edit,
  article,
  classes,
  picked,
  editOf,
  set,
}: One & { set: (patch: object) => void }) {
  switch (proposal.kind) {
    case 'activity':
      return <ActivityForm edit={edit as ActivityEdit} set={set} />
    case 'concern':
      return <ConcernForm proposal={proposal} edit={edit as ConcernEdit} classes={classes} set={set} />
    default:
      return (
        <CommitmentForm
          proposal={proposal}
          edit={edit as CommitmentEdit}
          concerns={article.proposals
            .filter((one) => one.kind === 'concern')
            .map((one) => ({
              key: one.key,
              title: (editOf(one, article) as ConcernEdit).title,
              chosen: Boolean(one.accepted) || picked.includes(one.key),
            }))}
          set={set}
        />
      )
  }
}

function Accepted({ proposal, kind }: { proposal: Proposal; kind: EditedKind }) {
  const { name, tone, one } = recordKinds[kindOf(proposal.accepted!.noun) ?? kind]
  const place = addressOf(proposal.accepted!)
  return (
    <article className="proposal accepted" data-proposal={proposal.key}>
      <div className="proposal-head">
        <Check aria-label="已经是记录" size="1.1em" />
        <span>
          <StatusTag tone={tone}>{name}</StatusTag> {proposal.text}
        </span>
        {place && (
          <Link {...place} aria-label={`打开${one}：${proposal.text.slice(0, 40)}`}>
            打开
          </Link>
        )}
      </div>
    </article>
  )
}
