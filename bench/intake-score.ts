/**
 * Compares what the intake engine says with hand-made answers and prints precision, recall and F1 per field.
 *
 *   node bench/intake-score.ts [folder] [--verbose]
 *
 * The folder holds NAME.txt beside NAME.gold.json; without one, ../shared/press-dev beside the project is taken, or the
 * folder named by PRESS_DEV. Strings match when equal after spaces and quotation marks are removed; `loose` fields also
 * match when one contains the other.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ARTICLE_TYPES, readPage } from '../src/intake/engine/index.ts'
import type { Article } from '../src/intake/engine/index.ts'

export const FIELDS = [
  'headlines',
  'reporters',
  'people',
  'organisations',
  'places',
  'dates',
  'programme',
  'concerns',
  'gifts',
  'figures',
  'followUps',
  'laws',
] as const
export type Field = (typeof FIELDS)[number]
const LOOSE = new Set<Field>(['programme', 'followUps', 'gifts', 'figures'])

export interface Tally {
  hit: number
  missed: string[]
  extra: string[]
}

export interface TextScore {
  name: string
  articles: { expected: number; found: number; boundaries: number }
  joins: { expected: number; found: number; right: number }
  types: { expected: number; right: number; wrong: string[] }
  fields: Record<Field, Tally>
}

interface GoldArticle {
  type: string
  headlines?: string[]
  headline?: string
  reporters?: string[]
  people?: { name: string }[]
  figures?: { text: string; value: number }[]
  lawsMentioned?: string[]
  gold?: null
  [field: string]: unknown
}

/** The development folder, or null where it is absent. */
export function goldFolder(given?: string): string | null {
  const folder = given ?? process.env['PRESS_DEV'] ?? join(import.meta.dirname, '../../shared/press-dev')
  return existsSync(folder) ? folder : null
}

const plain = (s: string) => s.replace(/[\s“”‘’"'（）()]/g, '')

function stringsOf(article: Article, field: Field): string[] {
  if (field === 'reporters') return article.reporters
  if (field === 'people') return article.people.map((p) => p.name)
  if (field === 'figures') return article.figures.map((f) => `${f.value}`)
  return article[field].map((item) => item.text)
}

function goldStrings(gold: GoldArticle, field: Field): string[] {
  if (field === 'people') return (gold.people ?? []).map((p) => p.name)
  if (field === 'figures') return (gold.figures ?? []).map((f) => `${f.value}`)
  if (field === 'laws') return gold.lawsMentioned ?? []
  return (gold[field] as string[] | undefined) ?? []
}

function tally(found: string[], expected: string[], loose: boolean): Tally {
  const left = [...expected]
  const extra: string[] = []
  let hit = 0
  for (const text of found) {
    const p = plain(text)
    const at = left.findIndex((g) => plain(g) === p)
    const near = at >= 0 || !loose ? at : left.findIndex((g) => plain(g).includes(p) || p.includes(plain(g)))
    if (near < 0) extra.push(text)
    else {
      hit++
      left.splice(near, 1)
    }
  }
  return { hit, missed: left, extra }
}

const empty = (): Tally => ({ hit: 0, missed: [], extra: [] })

export function scoreText(folder: string, name: string): TextScore {
  const text = readFileSync(join(folder, `${name}.txt`), 'utf8')
  const gold = JSON.parse(readFileSync(join(folder, `${name}.gold.json`), 'utf8')) as GoldArticle & {
    articles?: GoldArticle[]
    joins?: { tail: string; head: string }[]
  }
  const page = readPage(text)
  const expected: GoldArticle[] = gold.articles ?? [gold]
  const score: TextScore = {
    name,
    articles: { expected: expected.length, found: page.articles.length, boundaries: 0 },
    joins: { expected: gold.joins?.length ?? 0, found: page.joins.length, right: 0 },
    types: { expected: expected.length, right: 0, wrong: [] },
    fields: Object.fromEntries(FIELDS.map((f) => [f, empty()])) as unknown as Record<Field, Tally>,
  }
  for (const join of page.joins) {
    const right = (gold.joins ?? []).some(
      (g) =>
        (g.tail.endsWith(join.before) || join.before.endsWith(g.tail)) &&
        (g.head.startsWith(join.after) || join.after.startsWith(g.head)),
    )
    if (right) score.joins.right++
  }
  for (const want of expected) {
    const headlines = want.headlines ?? (want.headline ? [want.headline] : [])
    const article = page.articles.find((a) => a.headlines.some((h) => h.text === headlines[0]))
    if (!article) {
      score.types.wrong.push(`no article: ${headlines[0]}`)
      continue
    }
    score.articles.boundaries++
    const type = ARTICLE_TYPES[article.type]
    if (type === want.type) score.types.right++
    else score.types.wrong.push(`${headlines[0]}: ${type} for ${want.type}`)
    for (const field of FIELDS) {
      if (want.gold === null && field !== 'headlines') continue
      // A set may answer some fields only.
      if (field !== 'headlines' && want[field === 'laws' ? 'lawsMentioned' : field] === undefined) continue
      const wanted = field === 'headlines' ? headlines : goldStrings(want, field)
      const one = tally(stringsOf(article, field), wanted, LOOSE.has(field))
      const sum = score.fields[field]
      sum.hit += one.hit
      sum.missed.push(...one.missed)
      sum.extra.push(...one.extra)
    }
  }
  return score
}

export function scoreAll(folder: string): TextScore[] {
  return readdirSync(folder)
    .filter((f) => f.endsWith('.gold.json'))
    .map((f) => scoreText(folder, f.replace('.gold.json', '')))
}

export function rates(tally: Tally): { precision: number; recall: number; f1: number } {
  const found = tally.hit + tally.extra.length
  const expected = tally.hit + tally.missed.length
  const precision = found === 0 ? 1 : tally.hit / found
  const recall = expected === 0 ? 1 : tally.hit / expected
  return {
    precision,
    recall,
    f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
  }
}

export function total(scores: TextScore[], field: Field): Tally {
  const sum = empty()
  for (const score of scores) {
    sum.hit += score.fields[field].hit
    sum.missed.push(...score.fields[field].missed)
    sum.extra.push(...score.fields[field].extra)
  }
  return sum
}

function print(): void {
  const args = process.argv.slice(2)
  const verbose = args.includes('--verbose')
  const folder = goldFolder(args.find((a) => !a.startsWith('--')))
  const write = (line: string) => process.stdout.write(`${line}\n`)
  if (!folder) {
    write('skipped: no development texts (../shared/press-dev is absent)')
    return
  }
  const scores = scoreAll(folder)
  for (const s of scores) {
    write(
      `${s.name}: articles ${s.articles.boundaries}/${s.articles.expected} (found ${s.articles.found}), joins ${s.joins.right}/${s.joins.expected} (found ${s.joins.found}), types ${s.types.right}/${s.types.expected} ${s.types.wrong.join('; ')}`,
    )
    for (const field of FIELDS) {
      const t = s.fields[field]
      if (t.hit + t.missed.length + t.extra.length === 0) continue
      const r = rates(t)
      write(
        `  ${field.padEnd(14)} P ${r.precision.toFixed(2)} R ${r.recall.toFixed(2)} F1 ${r.f1.toFixed(2)}`,
      )
      if (verbose && t.missed.length) write(`      missed: ${t.missed.join(' | ')}`)
      if (verbose && t.extra.length) write(`      extra:  ${t.extra.join(' | ')}`)
    }
  }
  write('overall')
  for (const field of FIELDS) {
    const r = rates(total(scores, field))
    write(`  ${field.padEnd(14)} P ${r.precision.toFixed(3)} R ${r.recall.toFixed(3)} F1 ${r.f1.toFixed(3)}`)
  }
}

if (process.argv[1] === import.meta.filename) print()
