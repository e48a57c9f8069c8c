import { GIVEN, NEVER_THIRD, SURNAMES } from './lexicon/people.ts'
import {
  strong,
  titles,
  afterTitles,
  leftWords,
  PUNCT,
  END,
  boundary,
  plausible,
  DOT,
  NOT_ALONE,
  nameLength,
  soundedLength,
  NO_TRADE,
  TRADE_END,
  soundsLikeName,
  leftFree,
} from './name-length.ts'
import { isHan, WordSet } from './passage.ts'
import type { Passage, Range } from './passage.ts'
import { dottedName } from './sounded-names.ts'

/** Where a title begins: after these, or after punctuation. */
const titleCut = new WordSet(
  `以 由 据 在 对 向 与 和 及 为 请 邀请 委托 陪同 是 了 的 到 给 把 被 让 从 以及 会同 联合 授予 慰问 看望 走访 采访 代表 特邀 聘请 原 时任 并 也 其中 来自 当天 当日 日前 近日 今天 会上 会后 现场 随后 活动中 仪式上 会议由 座谈会由 仪式由 活动由 主持 记者 作为 成为 说 表示 如 像 包括 有 还有 将 就 但 而 该 此 这位 一位 一名 名 位 获得 荣获 选出 产生 当选 推选 祝贺 感谢 跟着 跟随 在场 坐在 站在 叫 比如 例如 连同 连续 通过 组织 带领 率领 获悉 介绍 指出 强调 提到 看到 听 听取`.split(
    ' ',
  ),
)

/** Where the words of office before a name begin: back over 、 and ， as long as what stands before is an office too. */
export function titleStart(text: string, titleFrom: number, known: (at: number) => boolean): number {
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

const SAYS_SOON = /^(?:[\u4e00-\u9fff]{0,6}地?)?(?:说|告诉|表示|坦言|感慨|直言|笑道)/

/** Where the word for a trade ending at `last` begins, at most four characters back. */
export function tradeStart(text: string, last: number): number {
  let from = last
  while (from > 0 && last - from < 4 && isHan(text[from - 1]) && leftWords.endsAt(text, from) === 0) from--
  return from
}

export const SURNAME_ONLY = /^(?:老师|师傅|女士|先生|大姐|阿姨|大爷|奶奶|医生|教授|警官|大哥|教练|律师|大夫)/

/** A name as the words around it show it, with the office or trade written beside it. */
export interface Spotted extends Range {
  title: string
}

/**
 * Names that the words around them show: the office before, a list behind an office, the title behind, speech. What is
 * found here is evidence only; whether it is read as a name is decided over the whole text (people.ts).
 */
export function spotted(passage: Passage): Spotted[] {
  const { text } = passage
  const found = new Map<string, true>()
  const all: Spotted[] = []
  const ends = new Set<number>()
  const add = (from: number, length: number, title: string) => {
    ends.add(from + length)
    found.set(text.slice(from, from + length), true)
    all.push({ from, to: from + length, title })
  }

  const lengthAt = (at: number, trust: 0 | 1 | 2) =>
    passage.padded?.has(at) ? 2 : nameLength(text, at, trust)
  for (let i = 0; i < text.length; i++) {
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
      const length = soundedLength(text, i + 1)
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
      // 扎西多杰: no surname to go by.
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
        boundary(text, end + 2) >= END.word &&
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
          .replace(/^[^（(]*[）)]/, '')
          .replace(/^[”“、，]+/, '')
          .replace(/^记(?=全|省|市|[\u4e00-\u9fff]{3})(?!者)/, '')
        add(end, length, title)
        // 劳模代表甲、乙、丙
        let at = end + length
        let guard = 0
        while ((text[at] === '、' || text[at] === '和' || text[at] === ' ') && guard++ < 200) {
          const next =
            lengthAt(at + 1, text[at] === '、' ? 1 : 0) ||
            (text[at] === '和' && soundsLikeName(text, at + 1, at + 4) && boundary(text, at + 4) > END.none
              ? 3
              : 0)
          if (!next) break
          const follows = text[at + 1 + next]
          if (
            text[at] !== '和' &&
            boundary(text, at + 1 + next) < END.word &&
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
    // 某公司的小周高兴地说
    if (
      '小老'.includes(text[i]!) &&
      SURNAMES.has(text[i + 1] ?? '') &&
      !NOT_ALONE.has(text[i + 1]!) &&
      (i === 0 || '，。；：！？”\n的'.includes(text[i - 1]!)) &&
      SAYS_SOON.test(text.slice(i + 2, i + 14))
    )
      add(i, 2, '')
    // 习近平总书记
    if (text.startsWith('习近平总书记', i) || text.startsWith('习近平主席', i)) {
      add(i, 3, text.slice(i + 3, i + (text[i + 3] === '总' ? 6 : 5)))
      i += 3
    }
  }
  return all
}
