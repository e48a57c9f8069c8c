import { dictionary } from './lexicon/dictionary.ts'
import { isHan } from './passage.ts'
import type { Range } from './passage.ts'

/** Something the text may name, with what it would cost to read it so: −ln of how likely, context counted in. */
export interface Candidate extends Range {
  cost: number
}

/** One piece of the best reading: a word of the dictionary, a candidate, or characters nothing is known of. */
export interface Piece extends Range {
  /** jieba's part of speech; '' for unknown words, marks and candidates. */
  tag: string
  candidate: Candidate | null
}

/** What a character costs that is no word. */
const UNKNOWN = 17

/**
 * The cheapest reading of text[from, to): every character is part of one word or one candidate. Names compete with the
 * words around them here, so that none is cut out of a longer word. Time is linear in the length.
 */
export function bestCover(text: string, from: number, to: number, candidates: readonly Candidate[]): Piece[] {
  const words = dictionary()
  const n = to - from
  const best = new Float64Array(n + 1).fill(Infinity)
  const back = new Int32Array(n + 1)
  const by: (Candidate | null)[] = new Array<Candidate | null>(n + 1).fill(null)
  const sorted = [...candidates].sort((a, b) => a.from - b.from)
  let next = 0
  while (next < sorted.length && sorted[next]!.from < from) next++
  best[0] = 0
  const relax = (i: number, length: number, cost: number, candidate: Candidate | null) => {
    const j = i + length
    if (j > n || best[i]! + cost >= best[j]!) return
    best[j] = best[i]! + cost
    back[j] = i
    by[j] = candidate
  }
  for (let i = 0; i < n; i++) {
    const at = from + i
    const here = next
    while (next < sorted.length && sorted[next]!.from === at) next++
    if (best[i] === Infinity) continue
    if (!isHan(text[at])) {
      let length = 1
      if (/[A-Za-z0-9.%]/.test(text[at]!))
        while (length < 40 && i + length < n && /[A-Za-z0-9.%]/.test(text[at + length]!)) length++
      relax(i, length, 0, null)
    } else {
      relax(i, 1, Math.min(UNKNOWN, words.cost(text, at, 1)), null)
      if (i + 1 < n) {
        const reach = Math.min(words.reach(text, at), n - i)
        for (let length = 2; length <= reach; length++) {
          const cost = words.cost(text, at, length)
          if (cost < Infinity) relax(i, length, cost, null)
        }
      }
    }
    for (let k = here; k < next; k++) {
      const candidate = sorted[k]!
      relax(i, candidate.to - candidate.from, candidate.cost, candidate)
    }
  }
  const pieces: Piece[] = []
  for (let j = n; j > 0; j = back[j]!) {
    const i = back[j]!
    const candidate = by[j]!
    pieces.push({
      from: from + i,
      to: from + j,
      candidate,
      tag: candidate ? '' : words.tag(text.slice(from + i, from + j)),
    })
  }
  return pieces.reverse()
}
