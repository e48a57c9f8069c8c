import { reportersOfCredit, reportersOfLead, reportersOfTail } from './bylines.ts'
import { classify } from './classify.ts'
import { concernsIn } from './concerns.ts'
import { datesIn } from './dates.ts'
import { figuresIn } from './figures.ts'
import { followUpsIn } from './follow-ups.ts'
import { giftsIn } from './gifts.ts'
import { headlinesOf } from './headlines.ts'
import { lawsIn } from './laws.ts'
import { peopleIn } from './people.ts'
import { partsOf } from './lines.ts'
import type { Body } from './body-model.ts'
import { bodyCandidates, organisationsIn } from './organisations.ts'
import { paddedNames } from './padded-names.ts'
import type { Passage } from './passage.ts'
import { placesIn } from './places.ts'
import { programmeIn } from './programme.ts'
import { quotesIn } from './quotes.ts'
import type { Draft } from './segment.ts'
import { segment } from './segment.ts'
import type { Article, Page, Typo } from './types.ts'
import { typosIn } from './typos.ts'

export { ARTICLE_TYPES } from './types.ts'
export type * from './types.ts'

/** Why a text cannot be read. `code` is stable; the message is for people. */
export class UnreadableText extends Error {
  readonly code: 'empty' | 'binary'
  constructor(code: 'empty' | 'binary') {
    super(
      code === 'empty'
        ? '没有文字可读。The input is empty.'
        : '这不是文本文件。The input is binary, not text.',
    )
    this.name = 'UnreadableText'
    this.code = code
  }
}

/**
 * Whether a text is what decoding a binary file leaves: control or replacement characters in more than one character of a
 * hundred.
 */
export function looksBinary(text: string): boolean {
  const sample = text.length > 65_536 ? text.slice(0, 65_536) : text
  let strange = 0
  for (let i = 0; i < sample.length; i++) {
    const c = sample.charCodeAt(i)
    if (c === 0 || c === 0xfffd || (c < 32 && c !== 9 && c !== 10 && c !== 13 && c !== 12) || c === 0x7f)
      strange++
  }
  return strange > Math.max(2, sample.length / 100)
}

/**
 * Reads pasted press text: falls it into articles, mends paragraphs cut by column breaks, and extracts what each article
 * names. Never throws on a string; the same text always gives the same page. Spans are UTF-16 offsets into `text`.
 */
export function readPage(text: string): Page {
  const { banners, joins, drafts } = segment(text)
  const typos: Typo[] = []
  const articles = drafts.map((draft) => {
    const article = readArticle(draft)
    for (const typo of article.typos) typos.push(typo)
    return article.article
  })
  return { banners, joins, typos, articles }
}

/** What the choice of bodies is made from, article by article: for training its weights (bench/intake-train.ts). */
export function bodyEvidence(input: string): { headlines: string[]; text: string; bodies: Body[] }[] {
  return segment(input).drafts.map((draft) => {
    const { passage } = passageOf(draft)
    const { pieces } = peopleIn(passage, new Set())
    return {
      headlines: headlinesOf(draft.titles).map((h) => h.text),
      text: passage.text,
      bodies: bodyCandidates(passage.text, pieces),
    }
  })
}

/** Sets headlines and joined paragraphs one under the other and keeps where each character stands. */
function passageOf(draft: Draft): { passage: Passage; paragraphs: string[] } {
  const paragraphs: string[] = []
  const padded = new Set<number>()
  let text = ''
  const parts: { start: number; length: number }[] = []
  const put = (piece: string, start: number) => {
    parts.push({ start, length: piece.length })
    text += piece
  }
  const feed = (start: number) => {
    parts.push({ start, length: 1 })
    text += '\n'
  }
  for (const title of draft.titles) {
    for (const part of partsOf(title)) put(part.text, part.start)
    feed(title.end)
  }
  const bodyStart = text.length
  for (const paragraph of draft.paragraphs) {
    let printed = ''
    for (const line of paragraph.lines)
      for (const part of partsOf(line)) {
        printed += part.text
        let from = 0
        for (const { at, next } of paddedNames(part.text)) {
          put(part.text.slice(from, at + 1), part.start + from)
          padded.add(text.length - 1)
          from = next
        }
        put(part.text.slice(from), part.start + from)
      }
    paragraphs.push(printed)
    feed(paragraph.lines[paragraph.lines.length - 1]!.end)
  }
  const at = new Int32Array(text.length)
  let i = 0
  for (const { start, length } of parts) for (let k = 0; k < length; k++) at[i++] = start + k
  return { passage: { text, at, bodyStart, padded }, paragraphs }
}

function readArticle(draft: Draft): { article: Article; typos: Typo[] } {
  const { passage, paragraphs } = passageOf(draft)
  const headlines = headlinesOf(draft.titles)
  const reporters: string[] = []
  const report = (names: string[]) => {
    for (const name of names) if (!reporters.includes(name)) reporters.push(name)
  }
  for (const paragraph of paragraphs.slice(0, 2)) report(reportersOfLead(paragraph))
  for (const credit of draft.credits) report(reportersOfCredit(credit.text))
  const last = paragraphs[paragraphs.length - 1]
  if (last) report(reportersOfTail(last).names)

  const typos = typosIn(passage)
  const { people, pieces } = peopleIn(passage, new Set(reporters))
  const names = new Set(people.map((p) => p.name))
  const { organisations, mentions } = organisationsIn(passage, pieces)
  const type = classify(headlines.map((h) => h.text).join('\n'), passage.text.slice(passage.bodyStart))
  const article: Article = {
    type,
    headlines,
    reporters,
    paragraphs,
    span: [draft.start, draft.end],
    organisations,
    people,
    places: placesIn(passage, mentions, pieces),
    dates: datesIn(passage),
    programme: programmeIn(passage, type, mentions, pieces).filter((item) => !names.has(item.text)),
    concerns: concernsIn(passage, typos),
    gifts: giftsIn(passage),
    figures: figuresIn(passage),
    followUps: followUpsIn(passage),
    laws: lawsIn(passage),
    quotes: quotesIn(passage),
    captions: draft.captions.map((line) => ({ text: line.text, span: [line.start, line.end] })),
  }
  const kicker = headlines.find((h) => h.role === 'kicker')
  const main = headlines.find((h) => h.role === 'main')
  if (kicker) article.kicker = kicker.text
  if (main) article.main = main.text
  return { article, typos }
}
