// What a person has made of a reading so far: the text, what is chosen, what was corrected. Kept in this tab until it is
// accepted or given up; the reading itself is asked for again.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { activityItemKinds, activityParts, ActivityKind } from '../../activities/words.ts'
import { uuidv7 } from '../../kernel/id.ts'
import type { InputOf } from '../../ui/console/ask.ts'
import type { PickedOrg } from '../../ui/console/org-picker.tsx'
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
export type Draft = {
  /** The text was read, not only pasted. */
  read: boolean
  sourceName: string
  publishedOn: string
  /** Id of the page, and of each record to be: the same when sent again. */
  pageId: string
  ids: Record<string, string>
  picked: string[]
  edits: Record<string, object>
}

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
        org: org ? { id: org.orgId!, name: nameOf(org) } : acting,
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
          on: one.kind !== 'figure',
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
      if (!heldOn) words.push(/\d月\d{1,2}日/.test(dateWords) ? '年份须补' : '时间须补')
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
      const { dueOn, text } = edit as CommitmentEdit
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

const newDraft = (area: number): Draft => ({
  read: false,
  sourceName: '',
  publishedOn: '',
  pageId: `${area}-${uuidv7()}`,
  ids: {},
  picked: [],
  edits: {},
})
type Kept = { text: string; draft: Draft; kept: boolean }

/**
 * The draft of this tab. `lost` says that the browser had no room for the text: a reload would lose it. `settle` drops
 * what was stored; where nothing else was corrected, nothing is kept until the next change.
 */
export function useDraft(owner: string, area: number) {
  // Apart: the text is long and seldom changes.
  const names = useMemo(() => ({ text: `intake.text ${owner}`, draft: `intake.draft ${owner}` }), [owner])
  const [state, setState] = useState<Kept>(() => found(names, area))
  const [lost, setLost] = useState(false)
  const latest = useRef(state)
  latest.current = state
  const stored = useRef(state.text)
  const store = useCallback(() => {
    const { text, draft, kept } = latest.current
    if (!kept) {
      sessionStorage.removeItem(names.text)
      sessionStorage.removeItem(names.draft)
      stored.current = ''
      return
    }
    try {
      if (stored.current !== text) sessionStorage.setItem(names.text, text)
      stored.current = text
      sessionStorage.setItem(names.draft, JSON.stringify(draft))
      setLost(false)
    } catch {
      // The browser's quota, some five million characters.
      sessionStorage.removeItem(names.text)
      stored.current = ''
      setLost(true)
    }
  }, [names])
  useEffect(() => {
    // Typing does not write to the storage at every letter.
    const timer = setTimeout(store, 300)
    return () => clearTimeout(timer)
  }, [state, store])
  useEffect(() => {
    // Leaving the page or closing the tab does not wait for the timer.
    addEventListener('pagehide', store)
    return () => {
      removeEventListener('pagehide', store)
      store()
    }
  }, [store])

  const change = useCallback((patch: Partial<Draft> | ((before: Draft) => Partial<Draft>)) => {
    setState(({ text, draft }) => ({
      text,
      draft: { ...draft, ...(typeof patch === 'function' ? patch(draft) : patch) },
      kept: true,
    }))
  }, [])
  const setText = useCallback(
    (text: string) =>
      setState(({ draft }) => ({ text, draft: { ...draft, read: false }, kept: text !== '' })),
    [],
  )
  const edit = useCallback(
    (key: string, patch: object) =>
      change((before) => ({ edits: { ...before.edits, [key]: { ...before.edits[key], ...patch } } })),
    [change],
  )
  const pick = useCallback(
    (keys: string[], on: boolean) =>
      change((before) => ({
        picked: on
          ? [...new Set([...before.picked, ...keys])]
          : before.picked.filter((one) => !keys.includes(one)),
        ids: on ? { ...Object.fromEntries(keys.map((key) => [key, uuidv7()])), ...before.ids } : before.ids,
      })),
    [change],
  )
  /** These are stored: nothing of them is a draft any more. */
  const settle = useCallback(
    (keys: readonly string[]) =>
      setState(({ text, draft }) => {
        const edits = Object.fromEntries(Object.entries(draft.edits).filter(([key]) => !keys.includes(key)))
        return { text, draft: { ...draft, picked: [], edits }, kept: Object.keys(edits).length > 0 }
      }),
    [],
  )
  const discard = useCallback(() => setState({ text: '', draft: newDraft(area), kept: false }), [area])
  return { text: state.text, draft: state.draft, lost, setText, change, edit, pick, settle, discard }
}

function found(names: { text: string; draft: string }, area: number): Kept {
  const text = sessionStorage.getItem(names.text) ?? ''
  try {
    const draft = JSON.parse(sessionStorage.getItem(names.draft) ?? 'null') as Draft | null
    if (text && draft) return { text, draft, kept: true }
  } catch {
    // Not ours, or of an older version.
  }
  return { text, draft: newDraft(area), kept: text !== '' }
}

/**
 * A file's text: UTF-8, UTF-16 with its mark, otherwise GB 18030, which is what Chinese editors saved for decades. Ends of
 * lines as `\n`.
 */
export function decoded(bytes: ArrayBuffer): string {
  const head = new Uint8Array(bytes.slice(0, 2))
  const tries =
    head[0] === 0xff && head[1] === 0xfe
      ? ['utf-16le']
      : head[0] === 0xfe && head[1] === 0xff
        ? ['utf-16be']
        : ['utf-8', 'gb18030']
  for (const encoding of tries)
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // Not this one.
    }
  return new TextDecoder().decode(bytes)
}

/**
 * The text as it is sent. A few stray control characters (page feeds of a PDF) become spaces; many mean that this is no
 * text, and stay visible to the server as such.
 */
export function plain(raw: string): string {
  const text = raw.replace(/\r\n?/g, '\n')
  const strange = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u{d800}-\u{dfff}]/gu
  const count = text.match(strange)?.length ?? 0
  if (count === 0) return text
  return text.replace(strange, count > Math.max(20, text.length / 100) ? '\ufffd' : ' ')
}
