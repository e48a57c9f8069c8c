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
  on: boolean
}
export type ActivityEdit = {
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
        dueOn: '',
        madeTo: '',
        about: article.proposals.filter((one) => one.kind === 'concern').map((one) => one.key),
      } satisfies CommitmentEdit
    }
    default: {
      const seen = new Set<string>()
      const orgs: Participant[] = []
      for (const one of article.organisations) {
        if (seen.has(one.text) || orgs.length >= 50) continue
        seen.add(one.text)
        orgs.push({
          name: one.text.slice(0, 100),
          org: one.orgId === null ? null : { id: one.orgId, name: nameOf(one) },
          part: one.orgId === acting.id ? 'host' : 'participant',
          on: true,
        })
      }
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
      const { heldOn, dateWords, place, title, kinds } = edit as ActivityEdit
      if (!heldOn) words.push(lacksYear(dateWords) ? '年份须补' : '时间须补')
      if (!place.trim()) words.push('地点须补')
      if (title.trim().length < 2) stops.push('名称至少2个字')
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
      const { dueOn, text, org } = edit as CommitmentEdit
      if (!org) stops.push('承诺人须选')
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
        const { title, kinds, theme, heldOn, dateWords, place, summary, lines, orgs } = edit as ActivityEdit
        items.set(proposal.key, {
          ...common,
          kind: 'activity',
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
        const { text, org, dueOn, madeTo, about } = edit as CommitmentEdit
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
          ...(org ? { orgId: org.id } : {}),
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
