import { BREAKERS } from './lexicon/breakers.ts'
import {
  AFTER_NAME,
  COMPOUND_SURNAMES,
  GIVEN,
  NEVER_GIVEN,
  NEVER_THIRD,
  NOT_NAMES,
  SURNAMES,
} from './lexicon/people.ts'
import { AFTER_TITLES, STRONG_TITLES, WEAK_TITLES } from './lexicon/titles.ts'
import { ORG_SUFFIXES } from './lexicon/organisations.ts'
import { isHan, spanOf, WordSet } from './passage.ts'
import { dottedName, elementsLength } from './sounded-names.ts'
import type { Passage, Range } from './passage.ts'
import type { Person } from './types.ts'

const strong = new WordSet(STRONG_TITLES)
const titles = new WordSet([...STRONG_TITLES, ...WEAK_TITLES])
const after = new WordSet([...AFTER_NAME, ...AFTER_TITLES, ...BREAKERS.filter((word) => word.length >= 2)])
const afterTitles = new WordSet(AFTER_TITLES)
const leftWords = new WordSet([...BREAKERS, ...ORG_SUFFIXES, ...STRONG_TITLES, ...WEAK_TITLES])
/** Where a title begins: after these, or after punctuation. */
const suffixWords = new WordSet(ORG_SUFFIXES)
const titleCut = new WordSet(
  `以 由 据 在 对 向 与 和 及 为 请 邀请 委托 陪同 是 了 的 到 给 把 被 让 从 以及 会同 联合 授予 慰问 看望 走访 采访 代表 特邀 聘请 原 时任 并 也 其中 来自 当天 当日 日前 近日 今天 会上 会后 现场 随后 活动中 仪式上 会议由 座谈会由 仪式由 活动由 主持 记者 作为 成为 说 表示 如 像 包括 有 还有 将 就 但 而 该 此 这位 一位 一名 名 位 获得 荣获 选出 产生 当选 推选 祝贺 感谢 跟着 跟随 在场 坐在 站在 叫 比如 例如 连同 连续 通过 组织 带领 率领 获悉 介绍 指出 强调 提到 看到 听 听取`.split(
    ' ',
  ),
)

const PUNCT = /[，。、；：！？,.;:!?（）()“”‘’《》〈〉【】[\]\s—…/·"'|]/

/** Words of one character that go with a verb: 先开口, 正看着. */
const ADVERBS = new Set([...'先都也就才又还正刚只最很第'])

const enum0 = { none: 0, weak: 1, word: 2, punct: 3 } as const

/** How surely a name may end before `at`: punctuation, a word of two characters, one character, nothing. */
function boundary(text: string, at: number): number {
  const c = text[at]
  if (c === undefined || PUNCT.test(c) || /[A-Za-z0-9\d]/.test(c)) return enum0.punct
  if (c === '说' || c === '称') return enum0.word
  // …、陈某六位老师
  if (/^[两三四五六七八九十]{1,2}(?:位|名|人)/.test(text.slice(at, at + 4))) return enum0.word
  // 慰问甲、乙时，
  if (/^(?:手[上中里]|身旁)/.test(text.slice(at, at + 2))) return enum0.word
  if (c === '时' && (text[at + 1] === undefined || PUNCT.test(text[at + 1]!))) return enum0.word
  const n = Math.max(after.match(text, at), titles.match(text, at))
  if (n >= 2) return enum0.word
  return n === 1 || ADVERBS.has(c) ? enum0.weak : enum0.none
}

/** How far on either side the same two characters are looked for. */
const NEARBY = 2000

/**
 * Two characters or three, by how the text goes on wherever the two stand: 3 where the same third always follows, 2 where it
 * does not, 0 where the two stand here only.
 */
function settledLength(text: string, at: number): 0 | 2 | 3 {
  const two = text.slice(at, at + 2)
  const third = text[at + 2]
  const from = Math.max(0, at - NEARBY)
  const around = text.slice(from, at + NEARBY)
  let times = 0
  let other = false
  for (let i = around.indexOf(two); i >= 0 && times < 12; i = around.indexOf(two, i + 2)) {
    times++
    if (around[i + 2] === third) continue
    // 刘国杰 and 刘国民 are two people.
    if (!GIVEN.has(around[i + 2] ?? '，')) return 2
    other = true
  }
  return times > 1 && !other ? 3 : 0
}

function plausible(text: string, at: number, length: number): boolean {
  const name = text.slice(at, at + length)
  if (name.length < length) return false
  for (let i = 0; i < length; i++) if (!isHan(name[i]) || (i > 0 && NEVER_GIVEN.has(name[i]!))) return false
  if (NOT_NAMES.has(name.slice(0, 2)) || (length >= 3 && NOT_NAMES.has(name.slice(0, 3)))) return false
  if (suffixWords.has(name)) return false
  // 程|学院, 方|首席: a word behind a character that happens to be a surname.
  if (length === 3 && (suffixWords.has(name.slice(1)) || titles.has(name.slice(1)))) return false
  if (length >= 3 && (afterTitles.has(name.slice(-2)) || strong.has(name.slice(-2)))) return false
  return true
}

/** Foreign and minority names: 买买提·艾力. */
const DOTTED = /^[\u4e00-\u9fff]{1,7}(?:[·•・‧][\u4e00-\u9fff]{1,7}){1,2}/

/**
 * Length of the personal name starting at `at`, 0 if there is none. `trust` says how much what stands before speaks for a
 * name: 2 an office (书记, 主席), 1 a trade or the head of a sentence, 0 only punctuation may follow.
 */
export function nameLength(text: string, at: number, trust: 0 | 1 | 2): number {
  const first = text[at]
  if (!isHan(first)) return 0
  if (trust > 0) {
    const dot = text.slice(at, at + 9).search(DOT)
    const sounded = dot > 1 ? dottedName(text, at + dot) : null
    if (sounded?.from === at) return sounded.to - at
  }
  if (trust === 2) {
    const dotted = DOTTED.exec(text.slice(at, at + 24))
    if (dotted && dotted[0].split(/[·•・‧]/).every((p) => !titles.has(p))) {
      // The last part runs into the next word; cut it where one begins.
      const head = dotted[0].lastIndexOf(/[·•・‧]/.exec(dotted[0])![0]) + 1
      for (let n = head + 1; n <= dotted[0].length; n++) if (boundary(text, at + n) > enum0.none) return n
      return dotted[0].length
    }
  }
  if (COMPOUND_SURNAMES.has(text.slice(at, at + 2))) {
    const ends = [4, 3].filter((n) => plausible(text, at, n) && boundary(text, at + n) >= enum0.weak)
    if (ends.length > 0)
      return ends.length === 2 &&
        (ADVERBS.has(text[at + 3]!) || NEVER_THIRD.has(text[at + 3]!) || !GIVEN.has(text[at + 3]!))
        ? 3
        : ends[0]!
  }
  if (!SURNAMES.has(first!)) return 0
  const can3 = plausible(text, at, 3)
  const can2 = plausible(text, at, 2)
  const third = text[at + 2]
  const b2 = can2 ? boundary(text, at + 2) : 0
  const b3 = can3 ? boundary(text, at + 3) : 0
  // 快递小哥向街道…: a surname that is a function word needs three characters and a mark behind them.
  // 职工代表向离休教职工献花
  if (trust === 2 && NOT_ALONE.has(first!) && b2 < enum0.word && titles.match(text, at + 3) > 0) return 0
  if (
    trust === 1 &&
    NOT_ALONE.has(first!) &&
    !(
      b3 === enum0.punct ||
      (can3 && GIVEN.has(text[at + 1]!) && GIVEN.has(third!) && SPEECH.match(text, at + 3) > 0)
    )
  )
    return 0
  if (trust === 0) {
    if (b2 === enum0.punct) return 2
    return b3 === enum0.punct && !(b2 > 0 && NEVER_THIRD.has(third!)) ? 3 : 0
  }
  if (b2 === enum0.punct) return 2
  if (b2 > 0 && NEVER_THIRD.has(third ?? '')) return 2
  if (can2 && can3 && b2 < enum0.word && b3 < enum0.word && GIVEN.has(text[at + 1]!)) {
    const settled = settledLength(text, at)
    if (settled === 3 && GIVEN.has(third!)) return 3
    if (settled === 2) return 2
  }
  if (b2 === enum0.word) {
    // 张亚出席, but also 李代表|: a two-character word beginning at the third character outweighs what follows it.
    return 2
  }
  // 副院长王某和工会主席李某
  if ('和与'.includes(third ?? '，') && b2 > 0 && b3 !== enum0.punct && GIVEN.has(text[at + 1]!)) return 2
  if (b3 >= enum0.word) return 3
  if (b2 === enum0.weak) {
    if (b3 === enum0.weak) return GIVEN.has(third!) && !'和与在对向为从将到以就因'.includes(third!) ? 3 : 2
    return trust === 2 || GIVEN.has(text[at + 1]!) ? 2 : 0
  }
  if (b3 === enum0.weak) return trust === 2 || (GIVEN.has(text[at + 1]!) && GIVEN.has(third!)) ? 3 : 0
  if (
    can3 &&
    GIVEN.has(text[at + 1]!) &&
    GIVEN.has(third!) &&
    (trust === 2 ? !'农江河林高平安方石金'.includes(first!) : standsAlone(first!))
  )
    return 3
  return 0
}

/** Where the words of office before a name begin: back over 、 and ， as long as what stands before is an office too. */
function titleStart(text: string, titleFrom: number, known: (at: number) => boolean): number {
  let from = titleFrom
  const floor = Math.max(0, titleFrom - 60)
  let segmentEnd = titleFrom
  for (let at = titleFrom; at > floor; at--) {
    const c = text[at - 1]!
    if (c === '、' || c === '，' || c === ',' || c === ' ') {
      const before = at - 1
      const office = titles.endsAt(text, before) || (text.slice(0, before).endsWith('成员') ? 2 : 0)
      // A name would stand between two persons: 书记甲、主席乙.
      if (!office || known(before) || (c !== '、' && !strong.endsAt(text, before))) return from
      segmentEnd = before
      from = before - office
      at = from + 1
      continue
    }
    if (PUNCT.test(c) && !'“”·（）'.includes(c)) return from
    if ('（('.includes(c)) return from
    const cut = titleCut.endsAt(text, at, 4)
    if (cut && at < segmentEnd + 1) {
      // 和 and 与 inside 人力资源和社会保障局 do not begin a title.
      const inName =
        cut === 1 &&
        '和与'.includes(c) &&
        /[\u4e00-\u9fff]{2,8}(?:局|委员会|学院|部(?!长)|委(?!员))/.test(text.slice(at, at + 12))
      const compound =
        cut === 1 &&
        /(?:以岭|以色|华为|因为|作为|方向|为了|目的|人为|有限|国有|所有|和平|人和|对外|平原|原料|向阳|数据|为民|到家|大同)/.test(
          text.slice(at - 2, at + 1),
        )
      // 联合会, 新的社会阶层: words of a body's name.
      const ofBody =
        /^(?:会|总会|工会|银行|大学|委员会|社|国|体)/.test(text.slice(at, at + 3)) &&
        text.slice(at - 2, at) === '联合'
      const inWord = c === '的' && text.startsWith('新的社会阶层', at - 2)
      if (!inName && !compound && !ofBody && !inWord && at !== titleFrom) return from
      if (at === titleFrom) return from
    }
    from = at - 1
  }
  return from
}

/** Speech verbs that make a subject of the two or three characters before them. */
const SPEECH = new WordSet(
  `说 表示 介绍 介绍说 告诉 坦言 感慨 认为 回忆 感叹 笑着 激动地 高兴地 动情地 自豪地 感激地 强调 指出 直言 说道 告诉记者 深有感触 兴奋地 由衷 开心地 深情地 谈到 解释 补充 希望 感动地`.split(
    ' ',
  ),
)

/** What an officer does in a headline or at the head of a sentence, right behind the name. */
const LEADS =
  /^(?:率(?!先)|带队|带领|一行|出席|主持|致辞|讲话|看望|慰问|走访|到(?:场|会|访)|赴|宣布|宣读|作(?:了|出)?(?:报告|讲话|动员|总结|题为))/

/** Behind a clause that tells of somebody: 曾登上春晚的甲带来… */
const PERFORMS = /^(?:带来|表演|演唱|演奏|说|表示|告诉)/

/** 甲代表党中央致词 */
const FOR_BODY =
  /^代表(?:第[一二三四五六七八九十]{1,3}届|党中央|中央|中华|全国|省|市|区|县|学校|校|学院|公司|集团|主办|工会|总工会)/

/** What a person does, right behind the name. */
const ACTS = /^(?:带着|带领|介绍|表示|告诉|说|获|荣获|夺得|发言|主持|坦言|领着|拿着|捧着|笑着)/

const SAYS_SOON = /^(?:[\u4e00-\u9fff]{0,6}地?)?(?:说|告诉|表示|坦言|感慨|直言|笑道)/

const DOT = /[·•・‧]/

/** Last characters of trades no list holds: 摘果工, 记录员, 化妆师. */
const TRADE_END = new Set([...'员工师手匠'])

/** 工程, 手段: the last character of a trade and a surname that make a word. */
const NO_TRADE = /工[程时钱农单房段]|手[段车包]|师[范资]|员[全额]/

/** Surnames that begin common words too often to stand for a name where nothing else does. */
const WORDY = new Set([
  ...'高金方石江万常文夏白毛马于田任康龙安易平和全时向公成明经应能从通关车封水温花路华农林河同由党支习名年国来班红项解单包管计宣司古连习丰沙盛权别强戴元双申满景武东海青阳',
])
const standsAlone = (surname: string) => SURNAMES.has(surname) && !WORDY.has(surname)

/** Length of a name made of known elements, if it ends where a name may. */
function soundedLength(text: string, at: number): number {
  const { length, parts } = elementsLength(text, at)
  if (length < 2) return 0
  const ahead = boundary(text, at + length)
  if (length === 2) return ahead >= enum0.word ? 2 : 0
  return ahead > enum0.none || parts > 1 ? length : 0
}

/** Length of the name behind a trade whose word is not in the lexicon: the characters alone must make it. */
function tradesmanAt(text: string, at: number): number {
  const two = soundsLikeName(text, at, at + 2)
  if (two && boundary(text, at + 2) >= enum0.word) return 2
  if (soundsLikeName(text, at, at + 3, false) && SPEECH.match(text, at + 3) > 0) return 3
  if (!soundsLikeName(text, at, at + 3)) return 0
  const ahead = boundary(text, at + 3)
  if (two && ADVERBS.has(text[at + 2]!) && ahead === enum0.none) return settledLength(text, at) === 3 ? 3 : 2
  return ahead > enum0.none || standsAlone(text[at]!) ? 3 : 0
}

/** Where the word for a trade ending at `last` begins, at most four characters back. */
function tradeStart(text: string, last: number): number {
  let from = last
  while (from > 0 && last - from < 4 && isHan(text[from - 1]) && leftWords.endsAt(text, from) === 0) from--
  return from
}

const SURNAME_ONLY = /^(?:老师|师傅|女士|先生|大姐|阿姨|大爷|奶奶|医生|教授|警官|大哥|教练|律师|大夫)/
/** Surnames that are also function words: they do not stand alone before 老师. */
const NOT_ALONE = new Set([...'和于从应向时全让同由党支习名年国能来班'])

/** Verbs only persons (or teams) take, right behind a name. */
const WINS =
  /^(?:等)?(?:\d+人)?(?:分别|分|共同)?(?:并列第|分列第|位列第|获得|荣获|夺得|摘得|斩获|夺冠|夺魁|折桂|分列|获评|获(?=[\u4e00-\u9fff“])|当选|入选|被评为|被授予|被推选)/

/** How far a list has been read, so that no member begins the reading anew. */
interface Reach {
  to: number
}

/** Names in a list (or one) that a verb of winning or election follows. */
function winners(text: string, at: number, reach: Reach): Range[] {
  const names: Range[] = []
  let from = at
  for (let guard = 0; guard < 60; guard++) {
    let length = 0
    for (const n of COMPOUND_SURNAMES.has(text.slice(from, from + 2)) ? [4, 3] : [3, 2]) {
      if (!SURNAMES.has(text[from] ?? '') && n < 4 && !COMPOUND_SURNAMES.has(text.slice(from, from + 2)))
        continue
      if (!plausible(text, from, n) || !GIVEN.has(text[from + n - 1]!)) continue
      const rest = text.slice(from + n, from + n + 14)
      // 艾炬荣获: the verb is 荣获.
      if (text[from + n - 1] === '荣' && rest.startsWith('获')) continue
      if (/^[、和]/.test(rest) || WINS.test(rest)) {
        length = n
        break
      }
    }
    reach.to = Math.max(reach.to, from)
    if (length === 0) return []
    names.push({ from, to: from + length })
    from += length
    if (WINS.test(text.slice(from, from + 14))) return names
    from++
  }
  return []
}

/** The list of names that ends right before `at`. */
function namesBefore(text: string, at: number): Range[] {
  const names: Range[] = []
  let to = at
  for (let guard = 0; guard < 60; guard++) {
    const n = [3, 2].find((k) => {
      const from = to - k
      if (from < 0 || !SURNAMES.has(text[from]!) || !plausible(text, from, k) || !GIVEN.has(text[to - 1]!))
        return false
      return text[from - 1] === '、' || leftFree(text, from) || '镇乡村区县市'.includes(text[from - 1]!)
    })
    if (!n) break
    names.unshift({ from: to - n, to })
    to -= n
    if (text[to - 1] !== '、') break
    to--
  }
  return names
}

/** Whether exactly text[from, to) reads as a personal name by its characters alone. */
function soundsLikeName(text: string, from: number, to: number, strict = true): boolean {
  const n = to - from
  if (n < 2 || n > 4) return false
  const compound = COMPOUND_SURNAMES.has(text.slice(from, from + 2))
  if (n === 4 && !compound) return false
  if (!compound && !SURNAMES.has(text[from]!)) return false
  if (
    !plausible(text, from, n) ||
    leftWords.has(text.slice(from, to)) ||
    leftWords.has(text.slice(from, from + 2))
  )
    return false
  if (strict) for (let i = from + (compound ? 2 : 1); i < to; i++) if (!GIVEN.has(text[i]!)) return false
  return true
}

/** A list of at least three names and nothing else, from `at`: 甲、乙、丙（女）等. Empty where it is none. */
function bareList(text: string, at: number, reach: Reach): Range[] {
  const names: Range[] = []
  let from = at
  let rare = 0
  for (let guard = 0; guard < 60; guard++) {
    let to = 0
    let next = 0
    for (const n of [3, 2, 4]) {
      // One or two rare characters do not spoil a list of names.
      const common = soundsLikeName(text, from, from + n)
      if (!common && (rare >= 2 || rare > names.length || !soundsLikeName(text, from, from + n, false)))
        continue
      const sex = /^[（(](?:女|男)[）)]/.exec(text.slice(from + n, from + n + 3))
      const end = from + n + (sex ? 3 : 0)
      const c = text[end]
      if (
        c === '、' ||
        (names.length >= 2 && (c === '等' || c === '和' || boundary(text, end) >= enum0.word))
      ) {
        to = from + n
        next = end
        if (!common) rare++
        break
      }
    }
    reach.to = Math.max(reach.to, from)
    if (to === 0) return names.length >= 3 ? names : []
    names.push({ from, to })
    if (text[next] !== '、') break
    from = next + 1
  }
  // 高温、高寒、高原 is no list of people: somebody in it has three characters.
  return names.length >= 3 && names.some((r) => r.to - r.from >= 3) ? names : []
}

/** What stands directly before the name of somebody from there. */
const HOUSE_END =
  /(?:[）)]|外卖|快递|配送|物流|速运|速递|同城|出行|家政|超市|科技|汽车|公司|集团|工会|学院|大学|学校|医院|银行|支行|厂|局|队|处|部|所|站|店|社区|代表队|单打|双打|组|级|幼儿园|小学|中学|分会|项目部)$/
const PRIZE =
  /(?<=[，。；：！？\n]|^)([^，。；：！？\n]{2,200}?)(?:分别|共同|并列)?(?:并列第|分列第|列第|获得|荣获|取得|夺得|摘得|斩获|分获|获评|获(?=[\u4e00-\u9fff“]{0,12}(?:奖|冠军|亚军|季军|第|名|称号)))/g

/** Winners named behind their house: 章北区飞燕外卖甲、南城公司乙获三等奖. */
function prizeWinners(text: string): Range[] {
  const names: Range[] = []
  for (const m of text.matchAll(PRIZE)) {
    let from = m.index
    const members = m[1]!
      .replace(/[两三四五六七八九十\d]+(?:位|名|人)[\u4e00-\u9fff]{0,6}$/, '')
      .split(/、|和/)
    for (const member of members) {
      const to = from + member.length
      for (const n of [3, 2, 4]) {
        if (member.length < n || !soundsLikeName(text, to - n, to)) continue
        const before = text.slice(from, to - n)
        if (
          before === '' || before === '由'
            ? n >= 3 || members.length > 1
            : HOUSE_END.test(before) || (n === 3 && leftWords.endsAt(text, to - n) > 1)
        ) {
          names.push({ from: to - n, to })
          break
        }
      }
      from = to + 1
    }
  }
  return names
}

function leftFree(text: string, at: number): boolean {
  if (at === 0) return true
  const c = text[at - 1]!
  if (!isHan(c)) return true
  if (c === '组' || (c === '打' && '单双'.includes(text[at - 2] ?? '，'))) return true
  return leftWords.endsAt(text, at) > 0
}

/**
 * People named in the article, first mention each: by the office before the name, by lists behind an office, by the title
 * behind it, by speech. Reporters are not among them.
 */
export function peopleIn(passage: Passage, reporters: ReadonlySet<string>): Person[] {
  const { text } = passage
  const found = new Map<string, Person>()
  const ends = new Set<number>()
  const bylineEnd = /[（(][^（）()]{0,40}(?:记者|通讯员)[^（）()]{0,40}[）)]/.exec(
    text.slice(passage.bodyStart, passage.bodyStart + 140),
  )
  const bylineFrom = bylineEnd ? passage.bodyStart + bylineEnd.index : -1
  const bylineTo = bylineEnd ? bylineFrom + bylineEnd[0].length : -1

  const add = (from: number, length: number, title: string) => {
    const name = text.slice(from, from + length)
    if (from >= bylineFrom && from < bylineTo) return
    if (/(?:记者|通讯员|实习生|编辑|责编|摄影)$/.test(title)) return
    if (reporters.has(name) && !title) return
    ends.add(from + length)
    const old = found.get(name)
    if (!old) found.set(name, { name, title, span: spanOf(passage, from, from + length) })
    else if (!old.title && title) old.title = title
  }

  const lengthAt = (at: number, trust: 0 | 1 | 2) =>
    passage.padded?.has(at) ? 2 : nameLength(text, at, trust)
  const listed: Reach = { to: 0 }
  const won: Reach = { to: 0 }
  const prizes = new Map(prizeWinners(text).map((r) => [r.from, r.to]))

  for (let i = 0; i < text.length; i++) {
    const prize = prizes.get(i)
    if (prize !== undefined) {
      add(i, prize - i, '')
      i = prize - 1
      continue
    }
    if (passage.padded?.has(i)) {
      add(i, 2, '')
      i++
      continue
    }
    if (DOT.test(text[i]!)) {
      const sounded = dottedName(text, i)
      if (sounded) {
        const post = titles.endsAt(text, sounded.from)
        const from = post ? titleStart(text, sounded.from - post, (at) => ends.has(at)) : sounded.from
        add(sounded.from, sounded.to - sounded.from, text.slice(from, sounded.from))
        i = sounded.to - 1
        continue
      }
    }
    const trade =
      TRADE_END.has(text[i]!) &&
      isHan(text[i - 1]) &&
      titles.match(text, i) === 0 &&
      !NO_TRADE.test(text.slice(i, i + 2))
    if (trade && titles.endsAt(text, i + 1) === 0) {
      const length = soundedLength(text, i + 1) || tradesmanAt(text, i + 1)
      if (length > 0 && !ends.has(i + 1 + length)) add(i + 1, length, text.slice(tradeStart(text, i), i + 1))
    }
    const n = titles.match(text, i)
    if (n > 0) {
      let end = i + n
      let titleTo = end
      // 教授、博士生导师侯杰: the office nearest the name is the one found here; （…） between office and name is skipped.
      if (text[end] === '（' || text[end] === '(') {
        const close = text.slice(end, end + 16).search(/[）)]/)
        if (close > 0) end += close + 1
      }
      if (text[end] === ' ' || text[end] === '　' || text[end] === '“') {
        if (text[end] !== '“') end++
      }
      if (n >= 2 && (text.startsWith('——', end) || text[end] === '：')) titleTo = -1
      const word = text.slice(i, i + n)
      const trust = strong.has(word) ? 2 : 1
      let length = titleTo < 0 ? 0 : lengthAt(end, trust)
      // 斯琴高娃, 扎西: no surname to go by.
      if (titleTo > 0) length = Math.max(length, soundedLength(text, end))
      // “职工云畅听”: a product's name.
      if (text[i - 1] === '“' && text[end + length] === '”') length = 0
      if (length > 0 && SURNAME_ONLY.test(text.slice(end + 1, end + 3))) length = 0
      // 快递员小李, 骑手老张
      if (
        length === 0 &&
        titleTo > 0 &&
        trust === 1 &&
        '小老'.includes(text[end]!) &&
        SURNAMES.has(text[end + 1] ?? '') &&
        !NOT_ALONE.has(text[end + 1]!) &&
        boundary(text, end + 2) >= enum0.word &&
        !titles.match(text, end) &&
        /[员手师工机者生]$/.test(word)
      ) {
        add(end, 2, text.slice(i, titleTo))
        i = end + 1
        continue
      }
      if (length > 0) {
        const from = titleStart(text, i, (at) => ends.has(at))
        const title = text
          .slice(from, titleTo)
          .trim()
          .replace(/^[”“、，]+/, '')
          .replace(/^记(?=全|省|市|[\u4e00-\u9fff]{3})(?!者)/, '')
        add(end, length, title)
        // 劳模代表甲、乙、丙
        let at = end + length
        let guard = 0
        while ((text[at] === '、' || text[at] === '和' || text[at] === ' ') && guard++ < 200) {
          const next =
            lengthAt(at + 1, text[at] === '、' ? 1 : 0) ||
            (text[at] === '和' && soundsLikeName(text, at + 1, at + 4) && boundary(text, at + 4) > enum0.none
              ? 3
              : 0)
          if (!next) break
          const follows = text[at + 1 + next]
          if (
            text[at] !== '和' &&
            boundary(text, at + 1 + next) < enum0.word &&
            !'等和与及的两三四五六'.includes(follows ?? '，')
          )
            break
          add(at + 1, next, title)
          at += 1 + next
        }
        i = end + length - 1
        continue
      }
    }
    // 李宝会教授, 吴老师
    const a = afterTitles.match(text, i)
    if (a > 0) {
      let done = false
      for (const length of [3, 2]) {
        const from = i - length
        if (from < 0 || !SURNAMES.has(text[from]!) || !plausible(text, from, length) || !leftFree(text, from))
          continue
        if (length === 2 && NEVER_THIRD.has(text[i - 1]!)) continue
        // Without a mark on the left, a two-character name is too often the end of a word.
        if (leftWords.endsAt(text, from) > 0 && length === 2 && !GIVEN.has(text[i - 1]!)) continue
        add(from, length, text.slice(i, i + a))
        done = true
        break
      }
      if (!done && SURNAME_ONLY.test(text.slice(i, i + 2)) && i > 0) {
        const surname = text[i - 1]!
        const twoBefore = text.slice(i - 2, i)
        if (
          SURNAMES.has(surname) &&
          !NOT_ALONE.has(surname) &&
          leftFree(text, i - 1) &&
          !leftWords.has(twoBefore) &&
          text[i + a] !== '们'
        ) {
          add(i - 1, 1 + a, '')
        }
      }
      continue
    }
    // 曹立新主席: an office behind three characters that make a name.
    if (
      '主书院校部处局会副县市区镇'.includes(text[i]!) &&
      /^副?(?:主席|书记|院长|校长|主任(?!委员|科员)|部长|处长|局长|会长|县长|市长|区长|镇长)/.test(
        text.slice(i, i + 4),
      ) &&
      i >= 3 &&
      SURNAMES.has(text[i - 3]!) &&
      plausible(text, i - 3, 3) &&
      GIVEN.has(text[i - 2]!) &&
      GIVEN.has(text[i - 1]!) &&
      !/[省市区县委会局部组院校工]/.test(text.slice(i - 2, i)) &&
      leftFree(text, i - 3) &&
      !titles.endsAt(text, i)
    ) {
      add(i - 3, 3, '')
      continue
    }
    // 东南大学工会管平主席: two characters between a body and the office.
    if (
      (text[i] === '主' || text[i] === '书' || text[i] === '副') &&
      /^副?(?:主席|书记|县长|市长|区长|院长|校长)/.test(text.slice(i, i + 3)) &&
      soundsLikeName(text, i - 2, i) &&
      (suffixWords.endsAt(text, i - 2) > 0 || (text[i] === '副' && !isHan(text[i - 3]))) &&
      !titles.endsAt(text, i)
    ) {
      add(i - 2, 2, '')
      continue
    }
    // At the head of a clause: 张三说, 李四表示
    const left = text[i - 1]
    if (i === 0 || '。！？”\n，；：、了由有及'.includes(left!)) {
      const bare =
        (left !== '、' || i > listed.to) &&
        (SURNAMES.has(text[i]!) || COMPOUND_SURNAMES.has(text.slice(i, i + 2)))
          ? bareList(text, i, listed)
          : []
      if (bare.length > 0) {
        for (const r of bare) add(r.from, r.to - r.from, '')
        i = bare[bare.length - 1]!.to - 1
        continue
      }
    }
    if (i === 0 || '。！？”\n，；：、'.includes(left!)) {
      // 甲、乙获得二等奖
      const list = left !== '、' || i > won.to ? winners(text, i, won) : []
      if (list.length > 0) {
        for (const r of list) add(r.from, r.to - r.from, '')
        i = list[list.length - 1]!.to - 1
        continue
      }
      const length =
        SURNAMES.has(text[i]!) || COMPOUND_SURNAMES.has(text.slice(i, i + 2)) ? nameLength(text, i, 1) : 0
      if (length > 0 && GIVEN.has(text[i + 1]!)) {
        const next = i + length
        const said = SPEECH.match(text, next)
        if (said > 0 && left !== '、') add(i, length, '')
        else if (
          left !== '、' &&
          COMPOUND_SURNAMES.has(text.slice(i, i + 2)) &&
          boundary(text, next) === enum0.word
        )
          add(i, length, '')
        else if (left !== '、' && FOR_BODY.test(text.slice(next, next + 8))) add(i, length, '')
        else if (
          length === 3 &&
          left !== '、' &&
          GIVEN.has(text[i + 2]!) &&
          LEADS.test(text.slice(next, next + 8))
        )
          add(i, length, '')
        else if (/^(?:[，（(](?:男|女|今年\d|\d{2}岁|化名|中共党员|汉族))/.test(text.slice(next, next + 6)))
          add(i, length, '')
      }
    }
    if (left === '了' && SURNAMES.has(text[i]!)) {
      const length = [3, 2].find(
        (n) => soundsLikeName(text, i, i + n) && FOR_BODY.test(text.slice(i + n, i + n + 8)),
      )
      if (length) add(i, length, '')
    }
    // 某公司的小周高兴地说
    if (
      '小老'.includes(text[i]!) &&
      SURNAMES.has(text[i + 1] ?? '') &&
      !NOT_ALONE.has(text[i + 1]!) &&
      (left === undefined || '，。；：！？”\n的'.includes(left)) &&
      SAYS_SOON.test(text.slice(i + 2, i + 14))
    )
      add(i, 2, '')
    // 甲、乙两户困难职工
    if (/^(?:[两三四五六七八九十]|\d{1,2})(?:户|位|名|人)/.test(text.slice(i, i + 3)) && isHan(left)) {
      const list = namesBefore(text, i)
      if (list.length > 1) for (const r of list) add(r.from, r.to - r.from, '')
    }
    // 甲、乙等10名
    if (
      text[i] === '等' &&
      /^等(?:\d{1,6}|[一二三四五六七八九十百]{1,4})(?:余|多)?(?:名|位|人)/.test(text.slice(i, i + 10))
    ) {
      for (const r of namesBefore(text, i)) add(r.from, r.to - r.from, '')
    }
    // 某公司的甲夺得第一名, 财务处乙获男子单打冠军
    if (left === '的' || (left && '处部院系厂局队司团会校'.includes(left))) {
      const list = winners(text, i, won)
      for (const r of list) add(r.from, r.to - r.from, '')
    }
    // 美的集团的甲、海天味业的乙、丙公司的丁分获: each member of the list brings its own firm.
    if (left === '的' && !found.has(text.slice(i, i + 3))) {
      const length = [3, 2].find(
        (n) =>
          SURNAMES.has(text[i]!) &&
          plausible(text, i, n) &&
          [...text.slice(i + 1, i + n)].every((c) => GIVEN.has(c)) &&
          /^[、和][^。！？\n、]{2,20}的[\u4e00-\u9fff]{2,3}/.test(text.slice(i + n, i + n + 26)),
      )
      const sentence = text.slice(i, i + 160).split(/[。！？\n]/)[0]!
      if (length && /分获|获得|荣获|夺得|摘得|斩获|包揽|当选|入选|被评为|被授予/.test(sentence))
        add(i, length, '')
    }
    // 来自安置房项目的巩某某，
    if (
      left === '的' &&
      /[，,]/.test(text[i + 3] ?? '') &&
      SURNAMES.has(text[i]!) &&
      plausible(text, i, 3) &&
      GIVEN.has(text[i + 1]!) &&
      GIVEN.has(text[i + 2]!) &&
      !leftWords.match(text, i) &&
      !leftWords.match(text, i + 1) &&
      !/^[高平安明成方华文]/.test(text.slice(i, i + 1)) &&
      count(text.slice(i, i + 1200), text.slice(i, i + 3)) > 1
    )
      add(i, 3, '')
    // 来自贵州的架子工杨某某说: a trade before, speech behind.
    if (
      left &&
      SURNAMES.has(text[i]!) &&
      ('工师员手者长民生属友匠兵）'.includes(left) || suffixWords.endsAt(text, i) > 0 || left === '的')
    ) {
      const does = left === '的' ? PERFORMS : null
      const length = [3, 2].find(
        (n) =>
          plausible(text, i, n) &&
          [...text.slice(i + 1, i + n)].every((c) => GIVEN.has(c)) &&
          (does ? n === 3 && does.test(text.slice(i + n, i + n + 3)) : SPEECH.match(text, i + n) > 0),
      )
      if (length && !ends.has(i + length)) add(i, length, '')
    }
    // 来自贵州的潘某某唱起…
    if (
      left === '的' &&
      soundsLikeName(text, i, i + 3) &&
      (standsAlone(text[i]!) || boundary(text, i + 3) > enum0.none) &&
      /来自[^，。！？；\n]{2,14}的$/.test(text.slice(Math.max(0, i - 18), i))
    )
      add(i, 3, '')
    // 护理部邵某带着志愿者…
    if (left && '部科室处队组站所'.includes(left) && standsAlone(text[i]!) && isHan(text[i - 2])) {
      const length = [3, 2].find(
        (n) => soundsLikeName(text, i, i + n) && ACTS.test(text.slice(i + n, i + n + 4)),
      )
      if (length && !ends.has(i + length)) add(i, length, '')
    }
    // 45岁的张三, 名叫李四
    if (text.startsWith('岁的', i) || text.startsWith('名叫', i)) {
      const length = nameLength(text, i + 2, 1)
      if (length > 0) add(i + 2, length, '')
    }
    // 习近平总书记
    if (text.startsWith('习近平总书记', i) || text.startsWith('习近平主席', i)) {
      add(i, 3, text.slice(i + 3, i + (text[i + 3] === '总' ? 6 : 5)))
      i += 3
    }
  }
  // 赵敏一声令下: three characters that are never met without the two of somebody named elsewhere.
  for (const name of found.keys()) {
    const two = name.slice(0, 2)
    if (name.length !== 3 || !found.has(two)) continue
    // Set off by a mark, the three are a name of their own: 张建, 张建伟.
    if (text.split(name).some((rest, n) => n > 0 && /^[、，,。（(]/.test(rest))) continue
    if (count(text, two) > count(text, name)) found.delete(name)
  }
  // 孙教授 is 孙晓梅, named in full elsewhere.
  const surnames = new Set(
    [...found.values()].filter((p) => !SURNAME_ONLY.test(p.name.slice(1))).map((p) => p.name[0]),
  )
  return [...found.values()].filter(
    (p) => p.title || !SURNAME_ONLY.test(p.name.slice(1)) || !surnames.has(p.name[0]),
  )
}

/** How often the words stand in the text. */
const count = (text: string, words: string): number => text.split(words).length - 1
