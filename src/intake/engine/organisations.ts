import { bestBodies, bodiesIn, scoreOf } from './body-model.ts'
import type { Body } from './body-model.ts'
import { abbreviationsIn, formsIn, longFormOf } from './body-forms.ts'
import { runsIn } from './body-runs.ts'
import type { Piece } from './cover.ts'
import { itemOf, spanOf } from './passage.ts'
import type { Passage, Range } from './passage.ts'
import type { Organisation } from './types.ts'

/** Names compared with one another for their long forms; an article that names more is no article. */
const MOST_COMPARED = 400

export interface FoundOrganisations {
  organisations: Organisation[]
  /** Every mention, in order, for places and performers. */
  mentions: Range[]
}

/** What could name a body in the text, given how its words were read. */
export function bodyCandidates(text: string, pieces: readonly Piece[]): Body[] {
  const people = new Map(pieces.filter((p) => p.candidate !== null).map((p) => [p.from, p.to - p.from]))
  return bodiesIn(
    text,
    pieces,
    runsIn(text, (at) => people.get(at) ?? 0),
  )
}

/**
 * Organisations of an article: each distinct form as written, at its first mention. Runs of words that end like a body
 * are scored, and the best of them that do not overlap are taken over the whole text; then what no ending shows.
 */
export function organisationsIn(passage: Passage, pieces: readonly Piece[]): FoundOrganisations {
  const { text } = passage
  const byText = new Map<string, Organisation>()
  const mentions: Range[] = []
  const add = (from: number, to: number) => {
    mentions.push({ from, to })
    const name = text.slice(from, to)
    if (!byText.has(name)) byText.set(name, itemOf(passage, from, to))
  }
  const abbreviations = abbreviationsIn(text)
  const shorts = new Map<string, string>()
  for (const { from, to } of bestBodies(bodyCandidates(text, pieces), ({ features }) => scoreOf(features)))
    add(from, to)
  for (const { from, to } of formsIn(text, mentions, new Set(byText.keys()))) add(from, to)
  for (const { short, at, fullEnd } of abbreviations) {
    const full = mentions.find((m) => m.to === fullEnd)
    if (!full || !/[\u4e00-\u9fff]{2}/.test(short)) continue
    const item = byText.get(text.slice(full.from, full.to))
    if (item) item.abbreviation = short
    if (item) shorts.set(short, item.text)
    if (!byText.has(short)) byText.set(short, { text: short, span: spanOf(passage, at, at + short.length) })
  }
  const names = [...byText.keys()].slice(0, MOST_COMPARED)
  for (const name of names) {
    const longForm = shorts.get(name) ?? longFormOf(name, names)
    if (longForm !== undefined) byText.get(name)!.longForm = longForm
  }
  const organisations = [...byText.values()].sort((a, b) => a.span[0] - b.span[0])
  mentions.sort((a, b) => a.from - b.from)
  return { organisations, mentions }
}
