import { FIRM_LIKE } from './body-names.ts'
import { bestCover } from './cover.ts'
import type { Candidate, Piece } from './cover.ts'
import { dictionary } from './lexicon/dictionary.ts'
import { COMPOUND_SURNAMES, NEVER_GIVEN, SURNAMES } from './lexicon/people.ts'
import { SOUNDS } from './lexicon/sounds.ts'
import {
  boundary,
  DOT,
  END,
  leftWords,
  NO_TRADE,
  plausible,
  SPEECH,
  strong,
  suffixWords,
  titles,
  TRADE_END,
} from './name-length.ts'
import { spotted, SURNAME_ONLY, titleStart, tradeStart } from './names.ts'
import { VENUES } from './lexicon/places.ts'
import { isHan, spanOf, WordSet } from './passage.ts'
import type { Passage, Range } from './passage.ts'
import type { Person } from './types.ts'

/** What reading characters as a name costs beside the characters themselves, −ln; context takes off or adds. */
const COST = {
  /** How seldom a word of running text is a name. */
  prior: 5,
  strongTitle: -7,
  weakTitle: -5,
  head: -1.5,
  clause: -1,
  /** 剪毛工, 记录员: a trade by its last character. */
  trade: -2,
  body: -1.5,
  /** From 、 to 、. */
  listed: -1,
  known: -0.5,
  inside: 2,
  speech: -4,
  acts: -6,
  /** 曹立新主席 */
  post: -4,
  address: -4,
  mark: -1,
  word: -1,
  nothing: 2,
  /** A name in quotation marks is a brand or a nickname. */
  quoted: 8,
  /** What follows makes a place or a body of it. */
  goesOn: 7,
  /** A word begins or ends inside. */
  cuts: 1.5,
  /** A surname that is mostly a word of its own. */
  function: 2.5,
  /** Two characters are more easily met by chance. */
  short: 1,
  /** Two of the three characters are a word. */
  wordy: 2,
  /** What names.ts has shown. */
  spotted: -8,
  /** Three characters or more that write a foreign sound. */
  sounded: 20,
  /** The last part of a name with a dot. */
  part: 10,
  /** A member of a list whose other members are names. */
  member: -4,
  /** The list stands behind an office or a trade. */
  headed: -4,
  /** The last character is more often a word of its own: 白艳为. */
  particle: 2.5,
}

const venues = new WordSet(VENUES)

/** What only persons (or teams) do, right behind the name. */
const ONLY_PEOPLE =
  /^(?:等)?(?:分别|分|共同)?(?:夺得|夺冠|获得|荣获|摘得|斩获|获评|获(?=[\u4e00-\u9fff“])|当选|入选|被评为|被授予|被推选|率(?!先)|带队|一行|致辞|致词|代表(?:第|党中央|中央|中华|全国|省|市|区|县|学校|校|学院|公司|集团|主办|工会|总工会)|带着|领着|拿着|捧着|笑着|兴奋|高兴|激动)/
const ADDRESS = /^(?:老师|同志|教授|副教授|同学|先生|女士|师傅|院士|烈士|医生|律师|夫妇|一家)/
/** 某, 某某: a name kept back. */
const WITHHELD = /某(?:某|(?![一个种些项地校县市区镇村公年]))/y
const GOES_ON =
  /^(?:[市区县旗镇乡州港湖湾岛](?![长委])|街道|社区|集团|公司|大学|学院|医院|工会|总工会|路|村(?!民)|重工|科技|物流|快递|外卖|有限|地铁|项目)/
const BODY_AHEAD = /^[\u4e00-\u9fff]{1,3}?(?:站|厂|馆|店|院|所|社|矿|港|桥)(?!长)/
const PARTICLES = new Set('为等则也又便就都却将在对向与和及从把被让给率因以还曾并')
/** Surnames that are met far more often as words. */
const FUNCTION = new Set('向和于从应时全让同由曾那占元布都经过会还就能有等')
const LEVEL_END = new Set('县市区镇乡村街旗州省路岭')
/** From this price on a character is hardly met as a word. */
const RARE = 13.5
const LONGEST_GIVEN = 2

function contextCost(text: string, from: number, to: number): number {
  let cost = COST.prior
  const before = text[from - 1]
  const title = titles.endsAt(text, from)
  if (title > 1) cost += strong.has(text.slice(from - title, from)) ? COST.strongTitle : COST.weakTitle
  else if (before === undefined || /[\n。！？“”：；]/.test(before)) cost += COST.head
  else if (/[，,]/.test(before)) cost += COST.clause
  else if (before === '、') cost += text[to] === '、' ? COST.listed : 0
  else if (TRADE_END.has(before) && isHan(text[from - 2]) && !NO_TRADE.test(text.slice(from - 1, from + 1)))
    cost += COST.trade
  else if (suffixWords.endsAt(text, from) > 0 || FIRM_LIKE.test(text.slice(Math.max(0, from - 4), from)))
    cost += COST.body
  else if (leftWords.endsAt(text, from) > 0) cost += COST.known
  else cost += COST.inside
  if (before === '“' && text[to] === '”') cost += COST.quoted
  if (SPEECH.match(text, to) > 0) return cost + COST.speech
  if (ONLY_PEOPLE.test(text.slice(to, to + 8))) return cost + COST.acts
  if (ADDRESS.test(text.slice(to, to + 3))) return cost + COST.address
  const post = strong.match(text, to)
  if (post > 1 && !/^(?:职工|会员)?代表|^(?:委员|负责人)/.test(text.slice(to, to + 4))) cost += COST.post
  const end = boundary(text, to)
  return (
    cost +
    (end === END.punct ? COST.mark : end === END.word ? COST.word : end === END.weak ? 0 : COST.nothing)
  )
}

/** Every run of characters that a surname begins and that could be a name. */
function byCharacters(text: string): Candidate[] {
  const words = dictionary()
  const found: Candidate[] = []
  const { counts, places } = runsOf(text)
  const times = (of: string) => counts.get(of) ?? 0
  for (let at = 0; at < text.length; at++) {
    const compound = COMPOUND_SURNAMES.has(text.slice(at, at + 2))
    // 麹小满: a character hardly met elsewhere, behind an office or a trade.
    const rare =
      !SURNAMES.has(text[at]!) &&
      isHan(text[at]) &&
      titles.endsAt(text, at) > 1 &&
      words.cost(text, at, 1) > RARE
    if (!compound && !rare && !SURNAMES.has(text[at]!)) continue
    for (const surname of compound ? [2] : [1]) {
      WITHHELD.lastIndex = at + surname
      const withheld = WITHHELD.exec(text)
      if (withheld) {
        found.push({ from: at, to: at + surname + withheld[0].length, cost: 6 })
        continue
      }
      for (let given = 1; given <= LONGEST_GIVEN; given++) {
        const to = at + surname + given
        const name = text.slice(at, to)
        if (
          name.length < surname + given ||
          !isHan(name[name.length - 1]) ||
          NEVER_GIVEN.has(name[name.length - 1]!)
        )
          break
        if (!plausible(text, at, to - at)) continue
        let cost = words.nameCost(name, surname) + contextCost(text, at, to)
        // 南屿|市总工会: a place or a body goes on.
        if (GOES_ON.test(text.slice(to, to + 3)) || venues.match(text, to) > 1) cost += COST.goesOn
        // 青屿航标站
        if (BODY_AHEAD.test(text.slice(to, to + 6)) && boundary(text, to) === END.none) cost += COST.goesOn
        if (LEVEL_END.has(text[to - 1]!)) cost += COST.goesOn
        if (isHan(text[to]) && words.cost(text, to - 1, 2) < Infinity) cost += COST.cuts
        if (at > 0 && isHan(text[at - 1]) && words.cost(text, at - 1, 2) < Infinity) cost += COST.cuts
        if (FUNCTION.has(name[0]!)) cost += COST.function
        if (given === 1) cost += COST.short
        if (given === 2) {
          if (PARTICLES.has(text[to - 1]!)) cost += COST.particle
          if (words.cost(text, at, 2) < Infinity) cost += COST.wordy
          if (words.cost(text, at + 1, 2) < Infinity) cost += COST.wordy
        }
        // 张思为 everywhere is 张思为; 刘丽则, 刘丽便 are 刘丽.
        const all = times(name)
        if (given === 2) {
          const two = times(name.slice(0, -1))
          // 向林晨 where 林晨 stands elsewhere.
          if (SURNAMES.has(name[1]!) && times(name.slice(1)) > all) cost += COST.goesOn
          if (two > all) cost += 3
          else if (all > 1) cost -= 3
        } else {
          const three = times(text.slice(at, to + 1))
          if (three === all && all > 1) cost += 3
        }
        // 云溪, elsewhere 云溪市总工会
        if (all > 1 && places.has(name)) cost += COST.goesOn
        if (all > 1) cost -= Math.min(3, Math.log2(all))
        found.push({ from: at, to, cost })
      }
    }
  }
  return found
}

const MOST_PARTS = 24

/** How often each two to four characters from a surname on stand in the text, and which of them go on as a place. */
function runsOf(text: string): { counts: Map<string, number>; places: Set<string> } {
  const counts = new Map<string, number>()
  const places = new Set<string>()
  for (let at = 0; at < text.length - 1; at++) {
    if (!SURNAMES.has(text[at]!) && !COMPOUND_SURNAMES.has(text.slice(at, at + 2))) continue
    for (let n = 2; n <= 4; n++) {
      const to = at + n
      if (to > text.length || !isHan(text[to - 1])) break
      const run = text.slice(at, to)
      counts.set(run, (counts.get(run) ?? 0) + 1)
      if (n > 3 || places.has(run) || !isHan(text[to])) continue
      if (
        /^(?:[市区县旗镇乡州](?!长)|街道|社区|港)/.test(text.slice(to, to + 2)) ||
        (BODY_AHEAD.test(text.slice(to, to + 6)) && boundary(text, to) === END.none)
      )
        places.add(run)
    }
  }
  return { counts, places }
}

/** 前总理克雷蒂安: characters that write a sound, between a post and what a name may end before. */
function bySound(text: string): Range[] {
  const found: Range[] = []
  for (let at = 2; at < text.length; at++) {
    if (!SOUNDS.has(text[at]!) || titles.endsAt(text, at) < 2) continue
    let to = at
    while (to - at < 7 && SOUNDS.has(text[to] ?? '')) to++
    for (; to - at >= 3; to--) if (boundary(text, to) > END.none) break
    if (to - at >= 3) found.push({ from: at, to })
  }
  return found
}

/** 库巴诺夫, who was introduced as 托利·库巴诺夫. */
function byParts(text: string, shown: readonly Range[]): Range[] {
  const found: Range[] = []
  const parts = new Set<string>()
  for (const { from, to } of shown) {
    const part = text.slice(from, to).split(DOT).at(-1)!
    if (part.length > 2 && part.length < to - from && parts.size < MOST_PARTS) parts.add(part)
  }
  for (const part of parts)
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length))
      if (!DOT.test(text[at - 1] ?? '')) found.push({ from: at, to: at + part.length })
  return found
}

/** Members of the lists 甲、乙、丙 and of lines of names, each from mark to mark. */
function lists(text: string): Range[][] {
  const found: Range[][] = []
  let members: Range[] = []
  let from = -1
  const close = () => {
    if (members.length > 1) found.push(members)
    members = []
  }
  for (let i = 0; i <= text.length; i++) {
    const c = text[i]
    if (c !== undefined && (isHan(c) || DOT.test(c)) && c !== '和') {
      if (from < 0) from = i
      continue
    }
    if (from >= 0) members.push({ from, to: i })
    from = -1
    if (c === '、' || c === '和' || c === ' ' || c === '　') continue
    if ((c === '（' || c === '(') && /^[（(][男女][）)]/.test(text.slice(i, i + 3))) {
      i += 2
      if (!/[、和 　]/.test(text[i + 1] ?? '')) close()
      continue
    }
    close()
  }
  return found
}

/** Where the article says who wrote it: behind the lead mark, and in brackets at its end. */
function creditsIn({ text, bodyStart }: Passage): Range[] {
  const found: Range[] = []
  const lead =
    /(?:[讯电]|消息)\s*[（(][^（()）]{2,60}[）)]|[（(][^（()）]{0,40}(?:记者|通讯员)[^（()）]{0,40}[）)]/.exec(
      text.slice(bodyStart, bodyStart + 140),
    )
  if (lead) found.push({ from: bodyStart + lead.index, to: bodyStart + lead.index + lead[0].length })
  for (const m of text.matchAll(/(?:[（(【][^（()）【】\n]{2,60}[）)】]\s*)+(?=\n|$)/g)) {
    if (/编辑|报|网|社|台|记者|来源/.test(m[0])) found.push({ from: m.index, to: m.index + m[0].length })
  }
  return found
}

/**
 * People named in the article, first mention each. What could be a name by its characters and what the words around it
 * show are candidates with costs; the best reading of the whole text decides between them and the words of the language.
 */
export function peopleIn(
  passage: Passage,
  reporters: ReadonlySet<string>,
): { people: Person[]; pieces: Piece[] } {
  const { text } = passage
  const shown = spotted(passage)
  const byPlace = new Map<number, Candidate>()
  const key = (r: Range) => r.from * 64 + (r.to - r.from)
  const offer = (r: Range, cost: number) => {
    const old = byPlace.get(key(r))
    if (!old || old.cost > cost) byPlace.set(key(r), { from: r.from, to: r.to, cost })
  }
  for (const candidate of byCharacters(text)) offer(candidate, candidate.cost)
  for (const r of bySound(text)) offer(r, COST.sounded + contextCost(text, r.from, r.to))
  for (const r of byParts(text, shown)) offer(r, COST.part)
  for (const r of shown) {
    const old = byPlace.get(key(r))
    offer(r, (old?.cost ?? 18) + COST.spotted)
  }
  let pieces = bestCover(text, 0, text.length, [...byPlace.values()])
  let chosen = pieces.filter((piece) => piece.candidate !== null)
  // An enumeration shares its head: where most members are names, the others are too.
  const starts = new Map(chosen.map((r) => [r.from, r]))
  const ends = new Map(chosen.map((r) => [r.to, r]))
  let more = false
  for (const members of lists(text)) {
    const named = members.filter((m, n) =>
      n === 0
        ? ends.has(m.to)
        : starts.has(m.from) && (n === members.length - 1 || starts.get(m.from)!.to === m.to),
    ).length
    const inner = members.slice(1, -1)
    if (named * 4 < members.length || named === 0 || inner.some((m) => m.to - m.from > 6)) continue
    const head = ends.get(members[0]!.to)
    const titled = head !== undefined && titles.endsAt(text, head.from) > 1
    const pair = members.length === 2 && starts.has(members[1]!.from) && byPlace.has(key(members[0]!))
    if (named === 1 && !titled && !pair) continue
    const bonus = COST.member - 2 * Math.min(named, 5) + (titled ? COST.headed : 0)
    for (const [n, m] of members.entries()) {
      // The first may have words before it; where it has none it is a member like the others.
      if (n === 0 && (m.to - m.from > 4 || !byPlace.has(key(m)))) continue
      const last = n === members.length - 1
      const ahead = [2, 3, 4].map((k) => m.from + k).filter((to) => to <= m.to)
      const stop = ahead.find((to) => to === m.to || boundary(text, to) > END.none)
      const costOf = (to: number) => byPlace.get(key({ from: m.from, to }))?.cost ?? 22 + 2 * (to - m.from)
      const ways = (last ? ahead : [m.to])
        .filter((to) => !last || to === stop || byPlace.has(key({ from: m.from, to })))
        .map((to) => ({ from: m.from, to, cost: costOf(to) + bonus }))
      const first = last ? bestCover(text, m.from, Math.min(m.to, m.from + 12), ways)[0]! : ways[0]!
      const { to } = first
      const length = to - m.from
      if (length < 2 || length > 6 || starts.get(m.from)?.to === to || !ways.some((way) => way.to === to))
        continue
      if (titles.match(text, m.from) > 0 || suffixWords.endsAt(text, to) > 1) continue
      offer(first, costOf(to) + bonus)
      more = true
    }
  }
  if (more) {
    pieces = bestCover(text, 0, text.length, [...byPlace.values()])
    chosen = pieces.filter((piece) => piece.candidate !== null)
  }

  const title = new Map<number, string>()
  for (const r of shown) if (!title.get(r.from)) title.set(r.from, r.title)
  const credits = creditsIn(passage)
  const ended = new Set(chosen.map((r) => r.to))
  const found = new Map<string, Person>()
  for (const { from, to } of chosen) {
    const name = text.slice(from, to)
    if (credits.some((r) => from >= r.from && from < r.to)) continue
    const post = titles.endsAt(text, from)
    const office =
      title.get(from) ??
      (post > 0
        ? text
            .slice(
              titleStart(text, from - post, (at) => ended.has(at)),
              from,
            )
            .trim()
            .replace(/^[^（(]*[）)]/, '')
            .replace(/^[”“、，]+/, '')
        : TRADE_END.has(text[from - 1] ?? '') && isHan(text[from - 2])
          ? text.slice(tradeStart(text, from - 1), from)
          : '')
    if (/(?:记者|通讯员|实习生|编辑|责编|摄影)$/.test(office)) continue
    if (reporters.has(name) && !office) continue
    const old = found.get(name)
    if (!old) found.set(name, { name, title: office, span: spanOf(passage, from, to) })
    else if (!old.title && office) old.title = office
  }
  // 孙教授 is 孙晓梅, named in full elsewhere.
  const surnames = new Set(
    [...found.values()].filter((p) => !SURNAME_ONLY.test(p.name.slice(1))).map((p) => p.name[0]),
  )
  const people = [...found.values()].filter(
    (p) => p.title || !SURNAME_ONLY.test(p.name.slice(1)) || !surnames.has(p.name[0]),
  )
  return { people, pieces }
}
