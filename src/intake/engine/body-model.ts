import { acceptable, knownOrgs, LEVEL, places, properPart, suffixes } from './body-names.ts'
import type { Piece } from './cover.ts'
import WEIGHTS from './lexicon/body-weights.json' with { type: 'json' }
import { GENERIC, MEDIA, ONLY_AS_PART, ORG_SUFFIXES } from './lexicon/organisations.ts'
import { titles } from './name-length.ts'
import { isHan } from './passage.ts'
import type { Range } from './passage.ts'

/** A run of words that may name a body, with what speaks for and against it. */
export interface Body extends Range {
  features: string[]
}

const MOST_WORDS = 10
const LONGEST = 40
/** Prepositions, particles, interjections. */
const NEVER_INSIDE = /^(?:p|u[a-z]*|y|e|o)$/
const generic = new Set(GENERIC)
const LONG_SUFFIX = new Set(ORG_SUFFIXES.filter((word) => word.length > 1))

/** Verbs that are as often part of a body's name. */
const NOMINAL = new Set(
  '保卫 促进 保护 就业 创业 执法 监督 监察 审计 审查 支教 招生 检测 检验 维修 供应 救援 救助 帮扶 帮教 调解 仲裁 交流 推广 体检 医保 社保 组织 宣传 统战 应急 消防 运输 物流 配送 快递 设计 制造 施工 安装 鉴定 评估 规划 策划 演出 广播 出版 投资 控股 租赁 保险 保障 扶贫 联合 执行 指导 开发 治理 合作 考古 采油 炼油 发电 供电 供水 治安 办公 值班 咨询 康复 护理 养老 托育'.split(
    ' ',
  ),
)

/** Endings beyond the lexicon's: by the last characters alone. */
const ENDING =
  /(?:组委会|筹委会|专委会|支教团|志愿团|服务团|教育社|职教社|志愿者协会|实践站|检察院|法院|开发计划署|署|工委|代表大会|委员会|大会|分会|工作部|研工部|学工部|项目办|部|处|办|室|社|团|站|队|组织|小镇|社区|机关|后勤|中心|院|所|馆|局|厅|委|会)$/

/**
 * Every run of words ending like a body, or known as one, with its features: the words at both edges, before and behind,
 * kinds of words inside, whether runs between breakers end and begin here, whether the name stands elsewhere with
 * something else before it.
 */
export function bodiesIn(text: string, pieces: readonly Piece[], runs: readonly Range[]): Body[] {
  const runEnds = new Map<number, Set<number>>()
  for (const { from, to } of runs) {
    const set = runEnds.get(to)
    if (set) set.add(from)
    else runEnds.set(to, new Set([from]))
  }
  const found: Body[] = []
  const words = pieces.map((p) => text.slice(p.from, p.to))
  const spans: [first: number, last: number][] = []
  const seen: Seen = { times: new Map(), before: new Map() }
  const offer = (i: number, j: number) => {
    spans.push([i, j])
    const { from } = pieces[i]!
    const name = text.slice(from, pieces[j]!.to)
    seen.times.set(name, (seen.times.get(name) ?? 0) + 1)
    const before = text[from - 1] ?? ''
    const known = seen.before.get(name)
    if (known === undefined) seen.before.set(name, before)
    else if (known.length < 3 && !known.includes(before)) seen.before.set(name, known + before)
  }
  for (let j = 0; j < pieces.length; j++) {
    const last = pieces[j]!
    if (last.candidate || !(isHan(text[last.from]) || /[A-Za-z]/.test(text[last.from]!))) continue
    const word = words[j]!
    const ending = suffixes.endsAt(text, last.to, 14) > 0 || ENDING.test(word)
    const run = runEnds.has(last.to)
    if (!ending && !run && last.tag !== 'nt' && !knownOrgs.has(word)) continue
    for (let i = j; i >= 0 && j - i < MOST_WORDS; i--) {
      const first = pieces[i]!
      if (first.candidate || last.to - first.from > LONGEST || NEVER_INSIDE.test(first.tag)) break
      const c = text[first.from]!
      if (!isHan(c) && !/[A-Za-z0-9\-－—·（(）)“”]/.test(c)) break
      if (c === '\n' || (c === '”' && i < j && text[pieces[i - 1]?.from ?? 0] === '，')) break
      if (last.to - first.from < 2 || !(isHan(c) || /[A-Za-z0-9“]/.test(c))) continue
      offer(i, j)
    }
  }
  // The same words between the same words have the same features: a text may say one thing ten thousand times.
  const cache = new Map<string, string[]>()
  for (const [i, j] of spans) {
    const { from } = pieces[i]!
    const { to } = pieces[j]!
    const runs = runEnds.get(to)
    const key = `${words[i - 1] ?? ''}|${text.slice(from, to + 8)}|${to - from}|${runs ? (runs.has(from) ? 2 : 1) : 0}`
    let features = cache.get(key)
    if (!features) cache.set(key, (features = featuresOf(text, pieces, words, i, j, runs, seen)))
    found.push({ from, to, features })
  }
  // A run may begin or end inside a word.
  const offered = new Set(found.map((r) => r.from * 64 + r.to - r.from))
  for (const r of runs) {
    if (offered.has(r.from * 64 + r.to - r.from)) continue
    const features = ['bias', 'run', 'inside word']
    shapeOf(text, r, features)
    found.push({ from: r.from, to: r.to, features })
  }
  return found
}

const kind = (piece: Piece | undefined, text: string): string => {
  if (!piece) return '$'
  if (piece.candidate) return 'person'
  const c = text[piece.from]!
  if (c === '\n') return '$'
  if (!isHan(c)) return /[A-Za-z]/.test(c) ? 'latin' : /\d/.test(c) ? 'digit' : c
  return piece.tag === '' ? (piece.to - piece.from === 1 ? 'char' : 'own') : piece.tag.slice(0, 2)
}

/** What the name shows by itself. */
function shapeOf(text: string, { from, to }: Range, f: string[]): void {
  const name = text.slice(from, to)
  const n = suffixes.endsAt(text, to, 14)
  const suffix = text.slice(to - n, to)
  f.push(n === 0 ? 'no suffix' : `suffix ${suffix.length > 1 ? suffix.slice(-2) : suffix}`)
  if (n > 0) f.push(acceptable(name, suffix) ? 'acceptable' : 'not acceptable')
  if (n > 0) f.push(`proper ${Math.min(3, properPart(name.slice(0, name.length - n)).length)}`)
  if (knownOrgs.has(name)) f.push('known')
  if (ONLY_AS_PART.has(name)) f.push('only part')
  if (MEDIA.test(name)) f.push('media')
  if (LEVEL.test(name)) f.push('level')
}

/** Over all runs that may be bodies: how often each stands in the text, and the characters it stands behind, up to three. */
interface Seen {
  times: Map<string, number>
  before: Map<string, string>
}

function featuresOf(
  text: string,
  pieces: readonly Piece[],
  words: readonly string[],
  i: number,
  j: number,
  runs: ReadonlySet<number> | undefined,
  seen: Seen,
): string[] {
  const from = pieces[i]!.from
  const to = pieces[j]!.to
  const name = text.slice(from, to)
  const f: string[] = ['bias']
  const add = (feature: string) => f.push(feature)
  const first = kind(pieces[i], text)
  const before = kind(pieces[i - 1], text)
  const behind = kind(pieces[j + 1], text)
  add(`first ${first}`)
  add(`before ${before}`)
  add(`behind ${behind}`)
  add(`edge ${before} ${first}`)
  add(`last ${words[j]!.slice(-1)}`)
  add(`word ${words[i]!}`)
  if (i > 0) add(`word before ${words[i - 1]!}`)
  add(`word behind ${words[j + 1] ?? '$'}`)
  add(`words ${Math.min(8, j - i + 1)}`)
  add(
    `length ${name.length < 4 ? name.length : name.length < 7 ? '4-6' : name.length < 11 ? '7-10' : name.length < 18 ? '11-17' : '18'}`,
  )
  if (j === i) add(`single ${pieces[i]!.tag}`)
  if (runs) add(runs.has(from) ? 'run' : 'run elsewhere')
  shapeOf(text, { from, to }, f)
  if (generic.has(words[i]!)) add('first generic')
  if (places.match(text, from) > 1) add('place first')
  if (i > 0 && places.endsAt(text, from) > 1) add('place before')
  if (LONG_SUFFIX.has(words[i - 1] ?? '')) add('body before')
  if (titles.match(text, to) > 0) add('title behind')
  if (/^(?:的)?(?:相关|有关|主要)?(?:负责人|负责同志|领导)/.test(text.slice(to, to + 8))) add('head behind')
  if (/^(?:主办|承办|协办|联合|举办|举行|召开|组织|开展)/.test(text.slice(to, to + 2))) add('acts')
  const inner: Record<string, number> = {}
  let nested = 0
  for (let k = i; k <= j; k++) {
    const tag = kind(pieces[k], text)
    // 旅游与服务学院 is one, 某局与某厅 are two.
    if (k > i && k < j && /^[和与及、]$/.test(words[k]!))
      add(
        suffixes.endsAt(text, pieces[k]!.from) > 1 || places.endsAt(text, pieces[k]!.from) > 1
          ? 'and between bodies'
          : `and between ${kind(pieces[k - 1], text)} ${kind(pieces[k + 1], text)}`,
      )
    const verb = tag === 'v' ? (NOMINAL.has(words[k]!) ? 'nominal' : 'main verb') : null
    if (k > i) inner[verb ?? tag] = (inner[verb ?? tag] ?? 0) + 1
    else if (verb) add(`first ${verb}`)
    if (k < j && LONG_SUFFIX.has(words[k]!)) {
      nested++
      add(`nested then ${kind(pieces[k + 1], text)}`)
    }
    if (k > i && places.match(text, pieces[k]!.from) > 1) inner['place'] = (inner['place'] ?? 0) + 1
  }
  for (const [tag, times] of Object.entries(inner)) add(times > 1 ? `in ${tag} 2` : `in ${tag}`)
  if (nested > 0) add(`nested ${Math.min(2, nested)}`)
  if (text[from - 1] === '“') add(text[to] === '”' ? 'quoted' : 'quote before')
  if (text[to] === '”') add('quote behind')
  // 缅甸汉语教师志愿者|南开大学: the end alone is met more often.
  const whole = seen.times.get(name) ?? 0
  for (let k = i + 1; k <= j; k++) {
    const tail = text.slice(pieces[k]!.from, to)
    if (tail.length < 3 || (seen.times.get(tail) ?? 0) <= whole) continue
    add(`tail ${kind(pieces[k], text)} ${k - i > 1 ? 'far' : first}`)
    break
  }
  // 收购|A公司, 隐瞒|A公司: what varies before a name does not belong to it.
  const before1 = seen.before.get(name)?.length ?? 0
  if (before1 > 1) add(`varies ${before1}`)
  return f
}

const weights = WEIGHTS as Readonly<Record<string, number>>

export function scoreOf(features: readonly string[], of: Readonly<Record<string, number>> = weights): number {
  let score = 0
  for (const feature of features) score += of[feature] ?? 0
  return score
}

/** The bodies that together score highest and do not overlap; only what scores above nothing at all is taken. */
export function bestBodies<T extends Range>(bodies: readonly T[], score: (body: T) => number): T[] {
  const sorted = [...bodies].sort((a, b) => a.to - b.to || a.from - b.from)
  const ends = sorted.map((body) => body.to)
  const best = new Float64Array(sorted.length + 1)
  const take = new Uint8Array(sorted.length + 1)
  const prior = new Int32Array(sorted.length + 1)
  for (let n = 1; n <= sorted.length; n++) {
    const body = sorted[n - 1]!
    let low = 0
    let high = n - 1
    while (low < high) {
      const mid = (low + high + 1) >> 1
      if (ends[mid - 1]! <= body.from) low = mid
      else high = mid - 1
    }
    prior[n] = low
    const taken = best[low]! + score(body)
    best[n] = best[n - 1]!
    if (taken > best[n]!) {
      best[n] = taken
      take[n] = 1
    }
  }
  const chosen: T[] = []
  for (let n = sorted.length; n > 0;) {
    if (take[n]) {
      chosen.push(sorted[n - 1]!)
      n = prior[n]!
    } else n--
  }
  return chosen.reverse()
}
