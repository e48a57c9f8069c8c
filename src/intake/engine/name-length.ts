import { BREAKERS } from './lexicon/breakers.ts'
import { ORG_SUFFIXES } from './lexicon/organisations.ts'
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
import { isHan, WordSet } from './passage.ts'
import { dottedName, elementsLength } from './sounded-names.ts'

export const strong = new WordSet(STRONG_TITLES)
export const titles = new WordSet([...STRONG_TITLES, ...WEAK_TITLES])
const after = new WordSet([...AFTER_NAME, ...AFTER_TITLES, ...BREAKERS.filter((word) => word.length >= 2)])
export const afterTitles = new WordSet(AFTER_TITLES)
export const leftWords = new WordSet([...BREAKERS, ...ORG_SUFFIXES, ...STRONG_TITLES, ...WEAK_TITLES])
export const suffixWords = new WordSet(ORG_SUFFIXES)

export const PUNCT = /[，。、；：！？,.;:!?（）()“”‘’《》〈〉【】[\]\s—…/·"'|]/

/** Words of one character that go with a verb: 先开口, 正看着. */
const ADVERBS = new Set([...'先都也就才又还正刚只最很第'])

export const END = { none: 0, weak: 1, word: 2, punct: 3 } as const

/** How surely a name may end before `at`: punctuation, a word of two characters, one character, nothing. */
export function boundary(text: string, at: number): number {
  const c = text[at]
  if (c === undefined || PUNCT.test(c) || /[A-Za-z0-9\d]/.test(c)) return END.punct
  if (c === '说' || c === '称') return END.word
  // …、陈某六位老师
  if (/^[两三四五六七八九十]{1,2}(?:位|名|人)/.test(text.slice(at, at + 4))) return END.word
  // 慰问甲、乙时，
  if (/^(?:手[上中里]|身旁)/.test(text.slice(at, at + 2))) return END.word
  if (c === '时' && (text[at + 1] === undefined || PUNCT.test(text[at + 1]!))) return END.word
  const n = Math.max(after.match(text, at), titles.match(text, at))
  if (n >= 2) return END.word
  return n === 1 || ADVERBS.has(c) ? END.weak : END.none
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
    // 张建国 and 张建军 are two people.
    if (!GIVEN.has(around[i + 2] ?? '，')) return 2
    other = true
  }
  return times > 1 && !other ? 3 : 0
}

export function plausible(text: string, at: number, length: number): boolean {
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

export const DOT = /[·•・‧]/

/** Foreign and minority names: 买买提·艾力. */
const DOTTED = /^[\u4e00-\u9fff]{1,7}(?:[·•・‧][\u4e00-\u9fff]{1,7}){1,2}/

/** Surnames that are also function words: they do not stand alone before 老师. */
export const NOT_ALONE = new Set([...'和于从应向时全让同由党支习名年国能来班'])

/** Surnames that begin common words too often to stand for a name where nothing else does. */
const WORDY = new Set([
  ...'高金方石江万常文夏白毛马于田任康龙安易平和全时向公成明经应能从通关车封水温花路华农林河同由党支习名年国来班红项解单包管计宣司古连习丰沙盛权别强戴元双申满景武东海青阳',
])
export const standsAlone = (surname: string) => SURNAMES.has(surname) && !WORDY.has(surname)

/** Speech verbs that make a subject of the two or three characters before them. */
export const SPEECH = new WordSet(
  `说 表示 介绍 介绍说 告诉 坦言 感慨 认为 回忆 感叹 笑着 激动地 高兴地 动情地 自豪地 感激地 强调 指出 直言 说道 告诉记者 深有感触 兴奋地 由衷 开心地 深情地 谈到 解释 补充 希望 感动地`.split(
    ' ',
  ),
)

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
      for (let n = head + 1; n <= dotted[0].length; n++) if (boundary(text, at + n) > END.none) return n
      return dotted[0].length
    }
  }
  if (COMPOUND_SURNAMES.has(text.slice(at, at + 2))) {
    const ends = [4, 3].filter((n) => plausible(text, at, n) && boundary(text, at + n) >= END.weak)
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
  if (trust === 2 && NOT_ALONE.has(first!) && b2 < END.word && titles.match(text, at + 3) > 0) return 0
  if (
    trust === 1 &&
    NOT_ALONE.has(first!) &&
    !(
      b3 === END.punct ||
      (can3 && GIVEN.has(text[at + 1]!) && GIVEN.has(third!) && SPEECH.match(text, at + 3) > 0)
    )
  )
    return 0
  if (trust === 0) {
    if (b2 === END.punct) return 2
    return b3 === END.punct && !(b2 > 0 && NEVER_THIRD.has(third!)) ? 3 : 0
  }
  if (b2 === END.punct) return 2
  if (b2 > 0 && NEVER_THIRD.has(third ?? '')) return 2
  if (can2 && can3 && b2 < END.word && b3 < END.word && GIVEN.has(text[at + 1]!)) {
    const settled = settledLength(text, at)
    if (settled === 3 && GIVEN.has(third!)) return 3
    if (settled === 2) return 2
  }
  if (b2 === END.word) {
    // 张亚出席, but also 李代表|: a two-character word beginning at the third character outweighs what follows it.
    return 2
  }
  // 副院长王某和工会主席李某
  if ('和与'.includes(third ?? '，') && b2 > 0 && b3 !== END.punct && GIVEN.has(text[at + 1]!)) return 2
  if (b3 >= END.word) return 3
  if (b2 === END.weak) {
    if (b3 === END.weak) return GIVEN.has(third!) && !'和与在对向为从将到以就因'.includes(third!) ? 3 : 2
    return trust === 2 || GIVEN.has(text[at + 1]!) ? 2 : 0
  }
  if (b3 === END.weak) return trust === 2 || (GIVEN.has(text[at + 1]!) && GIVEN.has(third!)) ? 3 : 0
  if (
    can3 &&
    GIVEN.has(text[at + 1]!) &&
    GIVEN.has(third!) &&
    (trust === 2 ? !'农江河林高平安方石金'.includes(first!) : standsAlone(first!))
  )
    return 3
  return 0
}

/** Length of a name made of known elements, if it ends where a name may. */
export function soundedLength(text: string, at: number): number {
  const { length, parts } = elementsLength(text, at)
  if (length < 2) return 0
  const ahead = boundary(text, at + length)
  if (length === 2) return ahead >= END.word ? 2 : 0
  return ahead > END.none || parts > 1 ? length : 0
}

/** 工程, 手段: the last character of a trade and a surname that make a word. */
export const NO_TRADE = /工[程时钱农单房段]|手[段车包]|师[范资]|员[全额]/

/** Last characters of trades no list holds: 摘果工, 记录员, 化妆师. */
export const TRADE_END = new Set([...'员工师手匠'])

/** Whether exactly text[from, to) reads as a personal name by its characters alone. */
export function soundsLikeName(text: string, from: number, to: number, strict = true): boolean {
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

export function leftFree(text: string, at: number): boolean {
  if (at === 0) return true
  const c = text[at - 1]!
  if (!isHan(c)) return true
  if (c === '组' || (c === '打' && '单双'.includes(text[at - 2] ?? '，'))) return true
  return leftWords.endsAt(text, at) > 0
}
