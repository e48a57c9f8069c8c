import { COMPOUND_SURNAMES, GIVEN, SURNAMES } from './lexicon/people.ts'
import { leftWords, END, boundary, plausible, soundsLikeName, leftFree } from './name-length.ts'
import type { Range } from './passage.ts'

/** Verbs only persons (or teams) take, right behind a name. */
const WINS =
  /^(?:等)?(?:\d+人)?(?:分别|分|共同)?(?:并列第|分列第|位列第|获得|荣获|夺得|摘得|斩获|夺冠|夺魁|折桂|分列|获评|获(?=[\u4e00-\u9fff“])|当选|入选|被评为|被授予|被推选)/

/** How far a list has been read, so that no member begins the reading anew. */
export interface Reach {
  to: number
}

/** Names in a list (or one) that a verb of winning or election follows. */
export function winners(text: string, at: number, reach: Reach): Range[] {
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
export function namesBefore(text: string, at: number): Range[] {
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

/** A list of at least three names and nothing else, from `at`: 甲、乙、丙（女）等. Empty where it is none. */
export function bareList(text: string, at: number, reach: Reach): Range[] {
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
        (names.length >= 2 && (c === '等' || c === '和' || boundary(text, end) >= END.word))
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
export function prizeWinners(text: string): Range[] {
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
