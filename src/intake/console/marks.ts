// Where an article's extracted items stand in the source, as flat pieces a page can draw. No React here.
import type { AnswerOf } from '../../ui/console/ask.ts'

export type Reading = AnswerOf<'POST /api/intake/read'>
export type Article = Reading['articles'][number]
export type Proposal = Article['proposals'][number]
export type Span = readonly [from: number, to: number]

/** Kinds of marks and their words, in the order of the legend. */
export const markKinds = {
  activity: '活动',
  concern: '诉求',
  commitment: '承诺',
  gift: '慰问品',
  programme: '节目与内容',
  figure: '数字',
  organisation: '组织',
  person: '人物',
  place: '地点',
  date: '时间',
  law: '法规',
  typo: '疑似错字',
  banner: '版头',
  record: '记录',
} as const
export type MarkKind = keyof typeof markKinds

export type Mark = {
  span: Span
  kind: MarkKind
  /** The proposal these words belong to. */
  key?: string
  /** Shown behind the words: what a misprint should read. */
  note?: string
}

/** Every mark of one article; what stands before it on the page (banners) included. */
export function marksOf(reading: Reading, article: Article, text: string): Mark[] {
  const [from, to] = reach(reading, article.index, text.length)
  const marks: Mark[] = []
  const activity = article.proposals.find((one) => one.kind === 'activity')
  for (const { kind, span, key } of article.proposals) if (span) marks.push({ span, kind, key })
  const seen = new Set(marks.map(({ kind, span }) => `${kind}${span[0]}`))
  const add = (kind: MarkKind, items: readonly { span: Span; text?: string }[], belongs?: string | null) => {
    let given = false
    for (const one of items) {
      if (seen.has(`${kind}${one.span[0]}`)) continue
      // The words an activity's date or place come from are lit with it.
      const mine = !given && belongs && one.text === belongs && activity
      if (mine) given = true
      marks.push({ span: one.span, kind, ...(mine ? { key: activity.key } : {}) })
    }
  }
  add('organisation', article.organisations)
  add('person', article.people)
  add('place', article.places, activity?.place)
  add('date', article.dates, activity?.dateWords)
  add('law', article.laws)
  add('figure', article.figures)
  add('programme', article.programme)
  add('gift', article.gifts)
  for (const { span, suggestion } of reading.typos)
    if (span[0] >= from && span[1] <= to) marks.push({ span, kind: 'typo', note: suggestion })
  for (const banner of reading.banners) {
    const at = text.indexOf(banner, from)
    if (at >= 0 && at < to) marks.push({ span: [at, at + banner.length], kind: 'banner' })
  }
  return marks
}

/**
 * The part of the page shown with an article: from the end of the one before to its own end; the last one takes the rest
 * of the page, so that going through the articles shows every word of it.
 */
export function reach(reading: Reading, index: number, length: number): Span {
  const article = reading.articles[index]
  if (!article) return [0, length]
  const before = reading.articles[index - 1]
  const next = reading.articles[index + 1]
  return [
    before ? Math.min(before.span[1], article.span[0]) : 0,
    next ? article.span[1] : Math.max(article.span[1], length),
  ]
}

/** A stretch of text with the same marks; `ends` are the marks whose last piece it is. */
export type Piece =
  { from: number; to: number; marks: Mark[]; starts: Mark[]; ends: Mark[] } | { join: number }
export type Paragraph = { from: number; to: number; pieces: Piece[] }

/** Longer lines are drawn in parts: a browser lays out one line of megabytes for seconds. UTF-16 units. */
const longestLine = 6_000

/**
 * Cuts `range` of the text into paragraphs and pieces. Lines that `joins` mended stay one paragraph with a join between;
 * empty lines and the spaces around lines are not drawn.
 */
export function paragraphsOf(
  text: string,
  range: Span,
  marks: readonly Mark[],
  joins: readonly { before: string; after: string; span: Span }[] = [],
): Paragraph[] {
  const gaps = joins.map(
    ({ before, after, span }) => [span[0] + before.length, span[1] - after.length] as const,
  )
  const inGap = (at: number) => gaps.some(([from, to]) => at >= from && at <= to)
  const sorted = marks
    .filter(({ span }) => span[0] < span[1] && span[1] > range[0] && span[0] < range[1])
    .sort((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1])
  const found: Paragraph[] = []
  let open: Mark[] = []
  let next = 0
  let joined = false
  let at = range[0]
  while (at < range[1]) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 || newline > range[1] ? range[1] : newline
    const stop = Math.min(end, at + longestLine)
    const [from, to] = trimmed(text, at, stop)
    if (from < to) {
      const pieces: Piece[] = []
      while (next < sorted.length && sorted[next]!.span[0] < to) open.push(sorted[next++]!)
      open = open.filter(({ span }) => span[1] > from)
      const cuts = new Set([from, to])
      for (const { span } of open) for (const cut of span) if (cut > from && cut < to) cuts.add(cut)
      const places = [...cuts].sort((a, b) => a - b)
      for (let n = 0; n + 1 < places.length; n++) {
        const [start, finish] = [places[n]!, places[n + 1]!]
        const here = open.filter(({ span }) => span[0] < finish && span[1] > start)
        pieces.push({
          from: start,
          to: finish,
          marks: here,
          starts: here.filter(({ span }) => Math.max(span[0], range[0]) >= start),
          ends: here.filter(({ span }) => span[1] <= finish),
        })
      }
      const last = found.at(-1)
      if (joined && last) {
        last.pieces.push({ join: from }, ...pieces)
        last.to = to
      } else found.push({ from, to, pieces })
      joined = false
    }
    if (stop === end) {
      if (newline >= 0 && inGap(newline)) joined = true
      at = end + 1
    } else at = stop
  }
  return found
}

function trimmed(text: string, from: number, to: number): Span {
  while (from < to && /\s/.test(text[from]!)) from++
  while (to > from && /\s/.test(text[to - 1]!)) to--
  return [from, to]
}
