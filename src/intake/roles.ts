import type { Article, Organisation } from './engine/types.ts'

/**
 * What an organisation is to an article, read from the words around its name: who held what is told of, who was in it,
 * and who is only spoken of.
 */
export type Role = 'host' | 'co-host' | 'participant' | 'mention'

export type RoleRead = {
  /** As the article writes it. */
  name: string
  role: Role
  /** The words it was read from; null where no words say more than that the name stands there. */
  why: string | null
  /** The longer name of the same organisation in this article: 区总工会 → 延庆区总工会. */
  same: string | null
}

type Mention = { name: string; at: number; end: number }

const sentenceEnd = /[。！？；\n]/
/** What an organisation does that holds an event. */
const holds =
  '(?:举行|举办|召开|召集|开展|组织|主办|启动|发起|推出|发布|走访|慰问|看望|面向|为|向|对|赴|到|走进|送|选派|派出|组建|成立|打造|邀请)'
/** What an organisation does that is in one held by somebody. */
const joins =
  '(?:参加|参与|出席|列席|陪同|选送|表演|演出|演唱|带来|献上|创作|编排|主持|汇报|介绍|致辞|讲话|发言|交流|座谈|承办|协办|支持|配合|协助|提供|捐赠|赞助|选派|派出|带队|响应|发放|领取|签订|签署|获奖|夺得|开展|实施)'
/** Between a name and what its people do. */
const people =
  '(?:的)?(?:等[^，。；]{0,10})?(?:党组书记|党委书记|书记|主席|副主席|主任|副主任|相关|有关|主要|负责人|负责同志|代表|领导|干部|职工|志愿者|成员|委员|人员|同志|们|团队|、|和|及|与|以及)*'
/** A name stands before these as where one went, whom one asked, whom one gave to. */
const taken =
  /(?:前往|走进|走访|来到|赴|到访|深入|联合|会同|携手|邀请|组织|慰问|看望|为|向|与|同|由)(?:了)?(?:[^，。；！？\n]{0,60}、)?$/
/** Words that speak of what was before, of others, of the whole country. */
const background =
  /(?:成立[^，。；]{0,6}周年|领导下|指导下|委托|据了解|近年来|一直以来|此前|历年|下属|隶属|所属|曾(?:获|被)|被评为|授予|荣获|在[^，。；]{0,30}大会上的)/

/** Reads of every organisation the article names what it is to it. Pure; the same article gives the same answer. */
export function rolesIn(article: Article): RoleRead[] {
  const heads = article.headlines.map((one) => one.text)
  const text = [...heads, ...article.paragraphs].join('\n')
  const bodyAt = heads.reduce((sum, one) => sum + one.length + 1, 0)
  const names = [...new Set(article.organisations.map((one) => one.text))]
  const long = longForms(article.organisations, names)
  const whole = (name: string) => long.get(name) ?? name
  const mentions = mentionsOf(text, names)
  const read = new Map<string, { role: Role; why: string }>()
  const rank: Role[] = ['mention', 'participant', 'co-host', 'host']
  const put = (name: string, role: Role, why: string) => {
    const known = read.get(whole(name))
    if (!known || rank.indexOf(role) > rank.indexOf(known.role)) read.set(whole(name), { role, why })
  }

  const host = hostOf(text, bodyAt, mentions, names)
  if (host) put(host.name, 'host', host.why)
  for (const mention of mentions) {
    const [from, to] = sentenceAround(text, mention)
    const before = text.slice(from, mention.at)
    const after = afterList(text.slice(mention.end, to), names)
    const words = (upTo: number) => short(text.slice(mention.at, mention.end + upTo))
    const said = told(before, after.rest)
    if (!said) continue
    put(
      mention.name,
      said.role,
      said.ahead ? short(`${said.ahead}${mention.name}`) : words(after.skipped + said.length),
    )
  }
  return names.map((name) => {
    const found = read.get(whole(name))
    return {
      name,
      role: found?.role ?? 'mention',
      why: found?.why ?? aroundFirst(text, mentions, name),
      same: long.get(name) ?? null,
    }
  })
}

/** What the words before and after one mention say of it; null when nothing. */
function told(before: string, after: string): { role: Role; length: number; ahead?: string } | null {
  const clause = before.slice(before.search(/[^，,]*$/))
  const by = /^(?:共同|联合)?(主办|承办|协办)/.exec(after)
  if (by) return { role: by[1] === '主办' ? 'host' : 'co-host', length: by[0].length }
  if (background.test(clause) || background.test(after.slice(0, 14)) || /^(?:成立|的领导|委托)/.test(after))
    return null
  const does = new RegExp(`^${people}(?:[^，。；！？\\n]{0,12}?)${joins}`).exec(after)
  if (does) return { role: 'participant', length: does[0].length }
  // 北京电控、北方华创、大兴区总工会相关负责人，对…的成效、问题和建议进行汇报。
  const later = new RegExp(
    `^${people}[，,]?[^。；！？\\n]{0,60}?(?:进行(?:了)?(?:汇报|交流|介绍|发言)|参加|出席)`,
  ).exec(after)
  if (later && /(?:负责人|代表|主任|主席|书记)/.test(later[0]))
    return { role: 'participant', length: Math.min(later[0].length, 40) }
  const list = /^(?:、[^，。；]{0,80}|等[^，。；]{0,20})?(?:参加|出席|与会)/.exec(after)
  if (list) return { role: 'participant', length: Math.min(list[0].length, 40) }
  const went = taken.exec(clause)
  if (went) return { role: 'participant', length: 0, ahead: went[0] }
  if (/(?:在|得到)$/.test(clause) && /^的?(?:大力|积极|密切|鼎力)?(?:支持|配合|协助|帮助)/.test(after))
    return { role: 'participant', length: 8 }
  return null
}

/**
 * Who held it: who stands at the head of a headline before what was done; of a firm and its union, the union, which is
 * what reports of union work mean; where the headline names only a place, the union of the place; else who opens the
 * article with such a verb.
 */
function hostOf(
  text: string,
  bodyAt: number,
  mentions: readonly Mention[],
  names: readonly string[],
): { name: string; why: string } | null {
  const verb = new RegExp(holds)
  const upTo = (from: number, most: number) => short(text.slice(from, from + most).replace(/\n.*/s, ''))
  const by = /由([^，。；\n]{2,40}?)(?:、[^，。；\n]{2,60})?(?:共同|联合)?主办/.exec(text)
  const named = by && names.filter((name) => by[1]!.startsWith(name)).sort(longest)[0]
  if (named) return { name: named, why: short(by[0]) }
  for (const line of linesOf(text.slice(0, bodyAt))) {
    const first = mentions.find((one) => one.at === line.at)
    const rest = text.slice(first ? first.end : line.at, line.at + line.length)
    if (first && verb.test(rest)) {
      const union = `${first.name}工会`
      if (!first.name.endsWith('工会') && names.includes(union) && acts(text, mentions, union))
        return { name: union, why: acts(text, mentions, union)! }
      return { name: first.name, why: upTo(first.at, first.name.length + verb.exec(rest)!.index + 10) }
    }
    const place = new RegExp(
      `^(\\p{Script=Han}{1,8}?(?:区|县|市|州|旗|镇|乡|街道))(?:总工会)?${holds}`,
      'u',
    ).exec(rest)
    const union =
      place && names.filter((name) => name === `${place[1]}总工会` || name === `${place[1]}工会`)[0]
    if (union) return { name: union, why: `标题“${place[0]}…”` }
  }
  // Without a headline that says: the first of the lead that does something of the kind.
  const lead = text.slice(bodyAt, bodyAt + 400)
  for (const one of mentions) {
    if (one.at < bodyAt || one.at > bodyAt + lead.length) continue
    const before = text.slice(bodyAt, one.at)
    const opens = /(?:^|[。\n]|讯[^。，]{0,40}[）)]|日前|近日|日|月来|以来|连日来)[，,]?(?:由)?$/.test(before)
    const rest = text.slice(one.end, one.end + 24).replace(/[。；\n].*/s, '')
    if (opens && verb.test(rest)) return { name: one.name, why: upTo(one.at, one.name.length + 14) }
  }
  return null
}

/** The words by which a union acts in the body: its name and the verb that follows. */
function acts(text: string, mentions: readonly Mention[], name: string): string | null {
  for (const one of mentions) {
    if (one.name !== name) continue
    const does = new RegExp(`^(?:[^，。；！？\\n]{0,8}?)(?:${holds}|${joins}|响应|行动)`).exec(
      text.slice(one.end, one.end + 30),
    )
    if (does) return short(text.slice(one.at, one.end + does[0].length + 6))
  }
  return null
}

/** Short names of this article and the long ones they stand for, by its own words or by their endings. */
function longForms(organisations: readonly Organisation[], names: readonly string[]): Map<string, string> {
  const found = new Map<string, string>()
  for (const one of organisations)
    if (one.abbreviation && one.abbreviation !== one.text && names.includes(one.abbreviation))
      found.set(one.abbreviation, one.text)
  for (const name of names) {
    if (found.has(name)) continue
    // 区总工会, 市人大常委会: the place is left out where it was said before.
    const without = /^(?:省|自治区|市|地区|州|盟|区|县|旗|镇|乡|街道)[^区县]/.test(name)
    const longer = names.filter((one) => one !== name && one.endsWith(name))
    if (without && longer.length === 1) found.set(name, longer[0]!)
  }
  return found
}

/** Every place a name stands at, the longest name first where one holds another. */
function mentionsOf(text: string, names: readonly string[]): Mention[] {
  const taken = new Set<number>()
  const found: Mention[] = []
  for (const name of [...names].sort(longest))
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
      if (taken.has(at)) continue
      for (let i = at; i < at + name.length; i++) taken.add(i)
      found.push({ name, at, end: at + name.length })
    }
  return found.sort((a, b) => a.at - b.at)
}
const longest = (a: string, b: string) => b.length - a.length

/** The words after a list of names a mention begins or stands in: what is said of all of them. */
function afterList(after: string, names: readonly string[]): { rest: string; skipped: number } {
  let rest = after
  for (;;) {
    const stop = /^(?:[、和及与]|以及)/.exec(rest)?.[0]
    if (!stop) break
    const next = names.filter((name) => rest.startsWith(name, stop.length)).sort(longest)[0]
    if (!next) break
    rest = rest.slice(stop.length + next.length)
  }
  return { rest, skipped: after.length - rest.length }
}

function sentenceAround(text: string, one: Mention): [number, number] {
  let from = one.at
  while (from > 0 && !sentenceEnd.test(text[from - 1]!)) from--
  const stop = text.slice(one.end).search(sentenceEnd)
  return [from, stop < 0 ? text.length : one.end + stop]
}

function* linesOf(text: string): Generator<{ at: number; length: number }> {
  let at = 0
  for (const line of text.split('\n')) {
    if (line) yield { at, length: line.length }
    at += line.length + 1
  }
}

/** The name with what stands around it, where nothing says more of it. */
function aroundFirst(text: string, mentions: readonly Mention[], name: string): string | null {
  const one = mentions.find((each) => each.name === name)
  if (!one) return null
  const [from, to] = sentenceAround(text, one)
  return short(text.slice(Math.max(from, one.at - 8), Math.min(to, one.end + 12)))
}
const short = (words: string) => (words.length > 48 ? `${words.slice(0, 47)}…` : words)
