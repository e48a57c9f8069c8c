import { BREAKERS } from './lexicon/breakers.ts'
import { dictionary } from './lexicon/dictionary.ts'
import { NAME_ELEMENTS, SOUNDS } from './lexicon/sounds.ts'
import { STRONG_TITLES, WEAK_TITLES } from './lexicon/titles.ts'
import { isHan, WordSet } from './passage.ts'
import type { Range } from './passage.ts'

const elements = new WordSet(NAME_ELEMENTS)
const next = new WordSet(BREAKERS.filter((word) => word.length >= 2))
const before = new WordSet([...BREAKERS, ...STRONG_TITLES, ...WEAK_TITLES])
const LONGEST = 8

/** The run of sounding characters that ends right before `at`; it begins where a post or a verb has ended. */
function soundsBefore(text: string, at: number): number {
  let from = at
  while (from > 0 && at - from < LONGEST && SOUNDS.has(text[from - 1]!)) from--
  if (!isHan(text[from - 1])) return from
  for (let start = from; start <= at - 2; start++) if (before.endsAt(text, start) > 1) return start
  return before.endsAt(text, from) > 0 || !SOUNDS.has(text[from - 1]!) ? from : at
}

/** Where the run of sounding characters from `at` ends; a known word of two characters ends it sooner. */
function soundsAfter(text: string, at: number): number {
  let to = at
  while (to - at < LONGEST && to < text.length && SOUNDS.has(text[to]!)) {
    if (to - at >= 2 && next.match(text, to) > 0) break
    // 库巴诺夫|来访: a word whose second character writes no sound.
    if (
      to - at >= 2 &&
      isHan(text[to + 1]) &&
      !SOUNDS.has(text[to + 1]!) &&
      dictionary().cost(text, to, 2) < Infinity
    )
      break
    to++
  }
  return to
}

/** Names in two or three parts with a dot between (阿依仙·吐尔地) whose every character writes a sound, by the place of a dot. */
export function dottedName(text: string, dot: number): Range | null {
  const from = soundsBefore(text, dot)
  if (dot - from < 2 || /[“《]/.test(text[from - 1] ?? '')) return null
  let to = soundsAfter(text, dot + 1)
  if (to - dot < 3) return null
  if (/[·•・‧]/.test(text[to] ?? '')) {
    const third = soundsAfter(text, to + 1)
    if (third - to > 2) to = third
  }
  return { from, to }
}

/** Length of a name without a surname at `at` (扎西多杰): known elements only, 0 where there is none. */
export function elementsLength(text: string, at: number): { length: number; parts: number } {
  let length = 0
  let parts = 0
  for (; parts < 3; parts++) {
    const n = elements.match(text, at + length)
    if (n === 0) break
    length += n
  }
  return { length, parts }
}
