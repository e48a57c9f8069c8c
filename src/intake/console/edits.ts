// What a person may correct of a proposal: what it starts from, what it still lacks, and how it is sent.
import type { activityItemKinds, activityParts, ActivityKind } from '../../activities/words.ts'
import { uuidv7 } from '../../kernel/id.ts'
import type { InputOf } from '../../ui/console/ask.ts'
import type { PickedOrg } from '../../ui/console/org-picker.tsx'
import type { Draft } from './draft.ts'
import type { Article, Proposal, Reading } from './marks.ts'

type Acceptance = InputOf<'POST /api/intake/accept'>['body']
export type AcceptedItem = Acceptance['items'][number]

export type Line = {
  key: string
  kind: keyof typeof activityItemKinds
  text: string
  span: readonly [number, number] | null
  on: boolean
}
export type Participant = {
  name: string
  org: PickedOrg | null
  part: keyof typeof activityParts
  /** Took part; one that is only spoken of is not kept. */
  on: boolean
  /** The words it was read from. */
  why: string | null
  /** Other names of it in the article. */
  also: string[]
}
/** What becomes of an event: an activity of ours, a clipping, or a clipping sent to whose it is. */
export type Fate = 'activity' | 'clipping' | 'offer'
export type ActivityEdit = {
  fate: Fate
  /** Of those one may act for; used where it is ours. */
  host: PickedOrg
  title: string
  kinds: ActivityKind[]
  theme: string
  heldOn: string
  dateWords: string
  place: string
  summary: string
  lines: Line[]
  orgs: Participant[]
}
export type ConcernEdit = {
  title: string
  classCode: string | null
  text: string
  place: string
  org: PickedOrg | null
  /** The concern this is another report of. */
  mergeInto: string | null
}
export type CommitmentEdit = {
  text: string
  org: PickedOrg | null
  /** Who promises, where the tree does not know them. */
  name: string
  dueOn: string
  madeTo: string
  /** Keys of the concerns it is about. */
  about: string[]
}
export type Edits = { activity: ActivityEdit; concern: ConcernEdit; commitment: CommitmentEdit }
export type EditedKind = keyof Edits

const isEdited = (kind: Proposal['kind']): kind is EditedKind =>
  kind === 'activity' || kind === 'concern' || kind === 'commitment'
/** The proposals that become records of their own; the others go along with the activity. */
export const recordsIn = (article: Article) => article.proposals.filter((one) => isEdited(one.kind))
const lineKinds = ['gift', 'programme', 'figure'] as const

/**
 * What a click on 全选 takes: everything of an article that is ours; of one that tells of others, its clipping alone.
 * Their concerns and promises become nothing of ours unless somebody says so one by one.
 */
export function oursIn(
  article: Article,
  editOf: (proposal: Proposal, article: Article) => Edits[EditedKind],
): Proposal[] {
  const open = recordsIn(article).filter((one) => !one.accepted)
  const activity = article.proposals.find((one) => one.kind === 'activity')
  const ours = activity
    ? activity.accepted
      ? activity.accepted.noun === 'activity'
      : (editOf(activity, article) as ActivityEdit).fate === 'activity'
    : (article.host?.own ?? true)
  return ours ? open : open.filter((one) => one.kind === 'activity')
}

/** A day the printed words name: with their own year, or with the year the page was published in. */
export function dayIn(words: string | null, publishedOn: string): string {
  const found = /(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日/.exec(words ?? '')
  if (!found) return ''
  const [, ownYear, month, date] = found
  const monthDay = `${month!.padStart(2, '0')}-${date!.padStart(2, '0')}`
  if (ownYear) return `${ownYear}-${monthDay}`
  if (!publishedOn) return ''
  // Printed in January, held in December: the year before.
  const year = Number(publishedOn.slice(0, 4)) - (monthDay > publishedOn.slice(5) ? 1 : 0)
  return `${year}-${monthDay}`
}

/** A day of a year that is not said. */
export const lacksYear = (words: string | null) =>
  /\d月\d{1,2}日/.test(words ?? '') && !/\d{4}年/.test(words ?? '')

/** What a proposal starts from, before anybody corrects it. */
export function startOf(
  proposal: Proposal,
  article: Article,
  around: { publishedOn: string; acting: PickedOrg },
): Edits[EditedKind] {
  const { acting, publishedOn } = around
  switch (proposal.kind) {
    case 'concern':
      return {
        title: proposal.text.slice(0, 80),
        classCode: proposal.classCode,
        text: proposal.context ?? proposal.text,
        place: proposal.place ?? '',
        org: null,
        mergeInto: null,
      } satisfies ConcernEdit
    case 'commitment': {
      const org = article.organisations.find((one) => one.text === proposal.promiser && one.orgId !== null)
      return {
        text: proposal.text.slice(0, 500),
        // Whoever the text names and no list knows is not us: nobody is bound by a promise they did not make.
        org: org ? { id: org.orgId!, name: nameOf(org) } : proposal.promiser ? null : acting,
        name: org ? '' : (proposal.promiser ?? ''),
        dueOn: '',
        madeTo: '',
        about: article.proposals.filter((one) => one.kind === 'concern').map((one) => one.key),
      } satisfies CommitmentEdit
    }
    default: {
      const orgs: Participant[] = article.organisations
        .filter((one, nth, all) => !one.same && all.findIndex((other) => other.text === one.text) === nth)
        .slice(0, 50)
        .map((one) => ({
          name: one.text.slice(0, 100),
          org: one.orgId === null ? null : { id: one.orgId, name: nameOf(one) },
          part: one.role === 'mention' ? 'participant' : one.role,
          on: one.role !== 'mention',
          why: one.why,
          also: [
            ...new Set(article.organisations.flatMap(({ text, same }) => (same === one.text ? [text] : []))),
          ],
        }))
      const { host } = article
      const lines: Line[] = article.proposals
        .filter((one) => lineKinds.some((kind) => kind === one.kind))
        .slice(0, 200)
        .map((one) => ({
          key: one.key,
          kind: one.kind as Line['kind'],
          text: one.text.slice(0, 200),
          span: one.span,
          // A figure is worth keeping only where somebody says so.
          // And what a report or a hearing mentions of others was not done there.
          on: one.kind === 'gift' || (one.kind === 'programme' && article.type !== 'inspection'),
        }))
      return {
        fate: host?.own ? 'activity' : 'clipping',
        host: host?.own ? { id: host.orgId!, name: host.orgName! } : acting,
        title: proposal.text.slice(0, 120),
        kinds: proposal.activityKinds.slice(0, 4),
        theme: (proposal.theme ?? '').slice(0, 120),
        heldOn: dayIn(proposal.dateWords, publishedOn),
        dateWords: (proposal.dateWords ?? '').slice(0, 60),
        place: (proposal.place ?? '').slice(0, 200),
        // Who reported it is kept with the article, not in what happened.
        summary: (proposal.context ?? '').replace(
          /^(?:本报|本网|本刊)讯\s*(?:[（(][^）)]{0,40}[）)])?\s*/,
          '',
        ),
        lines,
        orgs,
      } satisfies ActivityEdit
    }
  }
}
const nameOf = (org: Article['organisations'][number]) =>
  org.candidates.find((one) => one.id === org.orgId)?.name ?? org.text

/** What must still be added, by what stands there now. `stops` are those without which nothing can be accepted. */
export function missingIn(proposal: Proposal, edit: Edits[EditedKind]): { words: string[]; stops: string[] } {
  const words: string[] = []
  const stops: string[] = []
  switch (proposal.kind) {
    case 'activity': {
      const { fate, heldOn, dateWords, place, title, kinds } = edit as ActivityEdit
      if (title.trim().length < 2) stops.push('名称至少2个字')
      // A clipping is kept as it was printed.
      if (fate !== 'activity') break
      if (!heldOn) words.push(lacksYear(dateWords) ? '年份须补' : '时间须补')
      if (!place.trim()) words.push('地点须补')
      if (kinds.length === 0) stops.push('类别须选')
      break
    }
    case 'concern': {
      const { classCode, title, mergeInto } = edit as ConcernEdit
      if (!classCode && !mergeInto) stops.push('类别须选')
      if (title.trim().length < 2) stops.push('标题至少2个字')
      break
    }
    default: {
      const { dueOn, text, org, name } = edit as CommitmentEdit
      if (!org && name.trim().length < 2) stops.push('承诺人须选')
      if (!dueOn) words.push('期限须补')
      if (text.trim().length < 2) stops.push('承诺至少2个字')
    }
  }
  const known = ['时间须补', '地点须补', '类别须选', '期限须补']
  words.push(...proposal.missing.filter((one) => !known.includes(one)))
  return { words, stops }
}

/** The chosen proposals as the server takes them. Concerns accepted earlier that a promise is about are named again. */
export function itemsOf(
  reading: Reading,
  draft: Draft,
  editOf: (proposal: Proposal, article: Article) => Edits[EditedKind],
): AcceptedItem[] {
  const items = new Map<string, AcceptedItem>()
  const idOf = (key: string) => draft.ids[key] ?? uuidv7()
  const put = (proposal: Proposal, article: Article) => {
    const common = {
      key: proposal.key,
      recordId: idOf(proposal.key),
      articleIndex: article.index,
      span: proposal.span,
    }
    const edit = editOf(proposal, article)
    switch (proposal.kind) {
      case 'activity': {
        const { fate, host, title, kinds, theme, heldOn, dateWords, place, summary, lines, orgs } =
          edit as ActivityEdit
        items.set(proposal.key, {
          ...common,
          ...(fate === 'activity'
            ? { kind: 'activity', orgId: host.id }
            : {
                kind: 'clipping',
                articleType: article.type,
                words: [...article.headlines.map((one) => one.text), ...article.paragraphs]
                  .join('\n')
                  .slice(0, 20_000),
                ...(article.host ? { orgName: article.host.name.slice(0, 100) } : {}),
                ...(article.host?.orgId ? { orgId: article.host.orgId } : {}),
                offer: fate === 'offer',
              }),
          title: title.trim(),
          ...(summary.trim() ? { text: summary.trim().slice(0, 5000) } : {}),
          activityKinds: kinds,
          heldOn: heldOn || null,
          dateWords: dateWords.trim() || null,
          place: place.trim() || null,
          theme: theme.trim() || null,
          lines: lines
            .filter((line) => line.on && line.text.trim())
            .map(({ kind, text, span }) => ({
              kind,
              text: text.trim(),
              span: span ? [span[0], span[1]] : null,
            })),
          orgs: orgs
            .filter((one) => one.on)
            .map(({ name, org, part }) => ({ name, orgId: org?.id ?? null, part })),
        })
        break
      }
      case 'concern': {
        const { title, classCode, text, place, org, mergeInto } = edit as ConcernEdit
        items.set(proposal.key, {
          ...common,
          kind: 'concern',
          title: title.trim(),
          ...(text.trim() ? { text: text.trim() } : {}),
          ...(classCode ? { classCode } : {}),
          place: place.trim() || null,
          ...(org ? { orgId: org.id } : {}),
          ...(mergeInto ? { mergeInto } : {}),
        })
        break
      }
      default: {
        const { text, org, name, dueOn, madeTo, about } = edit as CommitmentEdit
        const named = about.filter((key) => {
          const concern = article.proposals.find((one) => one.key === key)
          return concern && (draft.picked.includes(key) || concern.accepted)
        })
        for (const key of named) {
          const concern = article.proposals.find((one) => one.key === key)!
          if (concern.accepted && !items.has(key)) put(concern, article)
        }
        items.set(proposal.key, {
          ...common,
          kind: 'commitment',
          title: text.trim().slice(0, 120),
          text: text.trim(),
          ...(org ? { orgId: org.id } : { orgName: name.trim() }),
          dueOn: dueOn || null,
          ...(madeTo.trim() ? { madeTo: madeTo.trim() } : {}),
          about: named,
        })
      }
    }
  }
  for (const article of reading.articles) {
    const activity = article.proposals.find((one) => one.kind === 'activity')
    const chosen = recordsIn(article).filter((one) => draft.picked.includes(one.key) && !one.accepted)
    // An activity accepted earlier is named again, so that what follows is tied to it.
    if (activity?.accepted && chosen.length > 0) put(activity, article)
    for (const proposal of chosen) put(proposal, article)
  }
  return [...items.values()]
}
