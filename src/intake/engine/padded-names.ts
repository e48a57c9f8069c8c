import { GIVEN, SURNAMES } from './lexicon/people.ts'
import { ORG_SUFFIXES } from './lexicon/organisations.ts'
import { AFTER_TITLES, STRONG_TITLES, WEAK_TITLES } from './lexicon/titles.ts'
import { isHan, WordSet } from './passage.ts'

const posts = new WordSet([...STRONG_TITLES, ...WEAK_TITLES, ...AFTER_TITLES, ...ORG_SUFFIXES])

/** Names of two characters that print sets apart to the width of three (张 伟): where each begins and its blank ends. */
export function paddedNames(line: string): { at: number; next: number }[] {
  const found: { at: number; next: number }[] = []
  for (const m of line.matchAll(/([\u4e00-\u9fff])([ \u3000]{1,4})(?=([\u4e00-\u9fff]))/g)) {
    const at = m.index
    // 蓝 海 穆祥望: what ends a name begins none.
    if (at === found.at(-1)?.next) continue
    const familiar = '小老'.includes(m[1]!) && SURNAMES.has(m[3]!)
    if (!familiar && (!SURNAMES.has(m[1]!) || !GIVEN.has(m[3]!))) continue
    const left = line[at - 1]
    const list = left !== undefined && '和与及、'.includes(left)
    if (isHan(left) && !list && posts.endsAt(line, at) === 0) continue
    // 弘扬 精神: at the head of a line only a mark behind the two tells.
    if (!isHan(left) && !list && isHan(line[at + m[0].length + 1]) && !/[ \u3000、，。（(]/.test(left ?? ''))
      continue
    found.push({ at, next: at + m[0].length })
  }
  return found
}
