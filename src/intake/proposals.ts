import { createHash } from 'node:crypto'
import type { ActivityKind } from '../activities/words.ts'
import { classOf } from './classes.ts'
import type { Proposal } from './contract.ts'
import type { Article, Item, Page } from './engine/types.ts'

export type Proposed = Omit<Proposal, 'similar' | 'accepted'>

/** Key of a proposal: the same words in the same article of the same page give the same key, whoever reads it and however it is spaced. */
const keyOf = (index: number, kind: string, words: string, nth: number) =>
  `${index}.${kind}.${createHash('sha256').update(words.replace(/\s/g, '')).digest('hex').slice(0, 16)}.${nth}`

const empty = {
  printed: null,
  classCode: null,
  activityKinds: [],
  dateWords: null,
  place: null,
  theme: null,
  context: null,
  promiser: null,
  missing: [],
  by: 'engine',
} satisfies Partial<Proposed>

/** What one article lets an officer record: one activity with its gifts, programme and figures; concerns; promises. */
export function proposalsOf(article: Article, index: number, known: ReadonlySet<string>): Proposed[] {
  const count = new Map<string, number>()
  const key = (kind: string, words: string) => {
    const base = `${kind}.${words}`
    const nth = count.get(base) ?? 0
    count.set(base, nth + 1)
    return keyOf(index, kind, words, nth)
  }
  const main = article.headlines.find((one) => one.role === 'main') ?? article.headlines[0]
  const found: Proposed[] = []
  if (main && tellsOf(article, main.text)) {
    const date = article.dates[0]?.text ?? null
    const place = article.places.at(article.type === 'inspection' ? 0 : -1)?.text ?? null
    found.push({
      ...empty,
      key: key('activity', main.text),
      kind: 'activity',
      text: main.text,
      span: main.span,
      activityKinds: kindsOf(article),
      dateWords: date,
      place,
      theme: themeOf(article),
      context: article.paragraphs[0] ?? null,
      missing: [...(date && /\d月\d{1,2}日/.test(date) ? [] : ['时间须补']), ...(place ? [] : ['地点须补'])],
    })
  }
  for (const kind of ['gift', 'programme', 'figure'] as const) {
    const items: Item[] =
      kind === 'gift' ? article.gifts : kind === 'programme' ? article.programme : article.figures
    for (const item of items)
      found.push({ ...empty, key: key(kind, item.text), kind, text: item.text, span: item.span })
  }
  for (const item of article.concerns) {
    const words = item.suggestion ?? item.text
    const classCode = classOf(words, known)
    found.push({
      ...empty,
      key: key('concern', item.text),
      kind: 'concern',
      text: words,
      printed: item.suggestion ? item.text : null,
      span: item.span,
      classCode,
      place: article.places[0]?.text ?? null,
      context: sentenceWith(article, item.text),
      missing: classCode ? [] : ['类别须选'],
    })
  }
  for (const item of article.followUps)
    found.push({
      ...empty,
      key: key('commitment', item.text),
      kind: 'commitment',
      text: item.text,
      span: item.span,
      context: sentenceWith(article, item.text),
      promiser: promiserOf(article, item),
      missing: ['期限须补'],
    })
  return found
}

/**
 * A proposal with the page's misprints mended: what was printed is kept beside it, and an officer who wants the
 * misprint can have it back. `text` is the page.
 */
export function mended(proposal: Proposed, typos: Page['typos'], text: string): Proposed {
  const context = typos.reduce(
    (words, { text: wrong, suggestion }) => words?.replaceAll(wrong, suggestion) ?? null,
    proposal.context,
  )
  const { span } = proposal
  // Words joined over a line end do not stand in the page letter by letter; those the engine mended are mended.
  if (proposal.printed !== null || !span || text.slice(span[0], span[1]) !== proposal.text)
    return { ...proposal, context }
  let words = ''
  let at = span[0]
  for (const typo of typos) {
    const { text: wrong, suggestion } = typo
    // Only where the two differ is anything replaced: 召开[开需]座谈会.
    let head = 0
    while (head < suggestion.length && wrong[head] === suggestion[head]) head++
    let tail = 0
    while (tail < suggestion.length - head && wrong.at(-1 - tail) === suggestion.at(-1 - tail)) tail++
    const from = typo.span[0] + head
    const to = typo.span[1] - tail
    if (from < at || to > span[1]) continue
    words += text.slice(at, from) + suggestion.slice(head, suggestion.length - tail)
    at = to
  }
  if (at === span[0]) return { ...proposal, context }
  return { ...proposal, context, text: words + text.slice(at, span[1]), printed: proposal.text }
}

/** A headline alone is no activity: somebody did something somewhere, or the words say of what kind it was. */
const tellsOf = (article: Article, title: string): boolean =>
  /\p{Script=Han}/u.test(title) &&
  (article.type !== 'other' ||
    [article.organisations, article.people, article.places, article.dates].some((found) => found.length > 0))

const signs: [ActivityKind, RegExp][] = [
  ['symposium', /座谈|恳谈|听取意见|听证/],
  ['visit', /慰问|走访|送清凉|送温暖/],
  ['performance', /演出|文艺|汇演|晚会|音乐会/],
  ['volunteering', /志愿/],
  ['health', /体检|义诊|健康服务|送健康|问诊/],
  ['talk', /宣讲|报告会|讲座/],
  ['contest', /竞赛|比武|大赛|比赛/],
  ['training', /培训|训练营|研修/],
  ['inspection', /执法检查/],
]
const byType: Record<Article['type'], ActivityKind> = {
  inspection: 'inspection',
  performance: 'performance',
  hearing: 'symposium',
  health: 'health',
  volunteering: 'volunteering',
  skills: 'contest',
  other: 'other',
}

/** The kinds the type allows and the headline or lead names; the type's own kind where neither says. */
function kindsOf(article: Article): ActivityKind[] {
  const titles = article.headlines.map((one) => one.text).join('\n')
  const lead = article.paragraphs[0] ?? ''
  const also: Partial<Record<Article['type'], ActivityKind[]>> = {
    hearing: ['symposium', 'visit'],
    skills: ['contest', 'training'],
    other: ['talk', 'symposium', 'visit'],
  }
  const allowed = also[article.type] ?? [byType[article.type]]
  const said = signs
    .filter(([kind, sign]) => allowed.includes(kind) && (sign.test(titles) || sign.test(lead)))
    .map(([kind]) => kind)
  return said.length ? said : [byType[article.type]]
}

/** 以“…”为主题, or a quoted theme before 主题. */
function themeOf(article: Article): string | null {
  const text = [...article.headlines.map((one) => one.text), ...article.paragraphs].join('\n')
  return (
    /以[“"]([^”"\n]{2,60})[”"]为主题/.exec(text)?.[1] ??
    /主题(?:为|是)[“"]([^”"\n]{2,60})[”"]/.exec(text)?.[1] ??
    null
  )
}

/** The whole sentence of the joined text that holds the words. */
function sentenceWith(article: Article, words: string): string | null {
  for (const paragraph of article.paragraphs) {
    const at = paragraph.indexOf(words)
    if (at < 0) continue
    const from = Math.max(...['。', '！', '？'].map((stop) => paragraph.lastIndexOf(stop, at - 1))) + 1
    const stop = paragraph.slice(at + words.length).search(/[。！？]/)
    const to = stop < 0 ? paragraph.length : at + words.length + stop + 1
    return paragraph.slice(from, to).trim().slice(0, 1000)
  }
  return null
}

/** Who promises: the last union named before the words, in the article's own order. */
function promiserOf(article: Article, item: Item): string | null {
  const before = article.organisations.filter(
    (one) => one.span[0] < item.span[1] && /工会|管委会|公司|集团|中心$/.test(one.text),
  )
  return (before.findLast((one) => one.text.endsWith('工会')) ?? before.at(-1))?.text ?? null
}
