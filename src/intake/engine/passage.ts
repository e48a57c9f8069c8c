import type { Item, Span } from './types.ts'

/**
 * The text of one article as it reads after mending, with the place of every character in the input.
 * Parts (headlines, paragraphs) are separated by a line feed, which no item may contain.
 */
export interface Passage {
  text: string
  /** at[i] is the UTF-16 offset in the input of text[i]. */
  at: Int32Array
  /** Where the paragraphs begin; the headlines stand before. */
  bodyStart: number
  /** Where names of two characters stand that the print has set apart (张 伟); the blank is left out of `text`. */
  padded?: ReadonlySet<number>
}

/** Span in the input of passage characters [from, to). */
export function spanOf(passage: Passage, from: number, to: number): Span {
  return [passage.at[from] ?? 0, (passage.at[to - 1] ?? -1) + 1]
}

export function itemOf(passage: Passage, from: number, to: number): Item {
  return { text: passage.text.slice(from, to), span: spanOf(passage, from, to) }
}

/** Keeps the first item of each text. */
export function distinct<T extends { text: string }>(items: T[]): T[] {
  const seen = new Set<string>()
  return items.filter((item) => {
    if (seen.has(item.text)) return false
    seen.add(item.text)
    return true
  })
}

/** Ranges of the passage, in order, each from a character that is not a space to one that is not. */
export interface Range {
  from: number
  to: number
}

/** Narrows a range past spaces and the given characters at both ends. */
export function trimmed(text: string, from: number, to: number, also = ''): Range {
  while (from < to && (/\s/.test(text[from]!) || also.includes(text[from]!))) from++
  while (to > from && (/\s/.test(text[to - 1]!) || also.includes(text[to - 1]!))) to--
  return { from, to }
}

const SENTENCE_END = /[。！？!?\n]/

/** Sentences of the body as ranges, the closing mark left out; a closing quotation mark ends with its sentence. */
export function sentences(passage: Passage): Range[] {
  const { text } = passage
  const found: Range[] = []
  let from = passage.bodyStart
  for (let i = passage.bodyStart; i <= text.length; i++) {
    if (i < text.length && !SENTENCE_END.test(text[i]!)) continue
    const range = trimmed(text, from, i, '”’"')
    if (range.to > range.from) found.push(range)
    from = i + 1
  }
  return found
}

/** Finds the longest of many words at a place, by their first two characters. */
export class WordSet {
  /** Words of two characters and more, longest first, by the codes of the first two. */
  private readonly byTwo = new Map<number, string[]>()
  /** Words of one character. */
  private readonly single = new Set<number>()
  /** Length of the longest word by the code of its last character. */
  private readonly byLast = new Map<number, number>()
  private readonly all: Set<string>

  constructor(list: Iterable<string>) {
    this.all = new Set(list)
    for (const word of this.all) {
      if (word.length === 0) continue
      const last = word.charCodeAt(word.length - 1)
      this.byLast.set(last, Math.max(word.length, this.byLast.get(last) ?? 0))
      if (word.length === 1) {
        this.single.add(last)
        continue
      }
      const key = word.charCodeAt(0) * 0x10000 + word.charCodeAt(1)
      const bucket = this.byTwo.get(key)
      if (bucket) bucket.push(word)
      else this.byTwo.set(key, [word])
    }
    for (const bucket of this.byTwo.values()) bucket.sort((a, b) => b.length - a.length)
  }

  has(word: string): boolean {
    return this.all.has(word)
  }

  /** Length of the longest word starting at `at`, 0 if none. */
  match(text: string, at: number): number {
    if (at < 0 || at >= text.length) return 0
    const first = text.charCodeAt(at)
    if (at + 1 < text.length) {
      const bucket = this.byTwo.get(first * 0x10000 + text.charCodeAt(at + 1))
      if (bucket) for (const word of bucket) if (text.startsWith(word, at)) return word.length
    }
    return this.single.has(first) ? 1 : 0
  }

  /** Whether a word ends right before `at`; its length, 0 if none. */
  endsAt(text: string, at: number, longest = 8): number {
    const reach = this.byLast.get(text.charCodeAt(at - 1))
    if (reach === undefined) return 0
    for (let n = Math.min(longest, reach, at); n > 0; n--) if (this.all.has(text.slice(at - n, at))) return n
    return 0
  }
}

/** Chinese characters: the unified block with its first extension, 〇 and 々. */
export function isHan(c: string | undefined): boolean {
  if (c === undefined) return false
  const code = c.charCodeAt(0)
  return (code >= 0x3400 && code <= 0x9fff) || code === 0x3007 || code === 0x3005
}
