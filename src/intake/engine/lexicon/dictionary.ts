import { dict } from '@node-rs/jieba/dict.js'
import { BREAKERS, PROTECTED } from './breakers.ts'
import { GENERIC, ORG_SUFFIXES } from './organisations.ts'
import { NOT_NAMES, SURNAMES } from './people.ts'
import { COUNTIES } from './counties.ts'
import { CITIES, DISTRICTS, PROVINCES, VENUES } from './places.ts'
import { STRONG_TITLES, WEAK_TITLES } from './titles.ts'

/** Longest word looked up, in characters. */
const LONGEST = 8
/** From how many times on a name in the dictionary is somebody everybody knows. */
const KNOWN = 20
/** A surname the dictionary has never met costs no more than this. */
const RAREST = 9
/** Prices of names kept for the next time. */
const MOST_PRICES = 50_000
/** What a word of the engine's own lists counts as in the dictionary's corpus of sixty million. */
const OWN = 300

/**
 * Everyday words with how often they are met, and how often each character begins, continues or ends a personal name:
 * jieba's dictionary, with the engine's own words added. Read once, at first use.
 */
export interface Dictionary {
  /** What the word text[at, at + length) costs, −ln of its share; Infinity where there is no such word. */
  cost(text: string, at: number, length: number): number
  /** Longest word that may begin with these two characters. */
  reach(text: string, at: number): number
  /** Part of speech as jieba names it (n, v, vn, ns …), '' for what is not in it. */
  tag(word: string): string
  /** What a personal name of these characters costs, −ln; the first `surname` characters are the surname. */
  nameCost(name: string, surname: number): number
}

let read: Dictionary | null = null

export function dictionary(): Dictionary {
  return (read ??= load())
}

function load(): Dictionary {
  const entries = new Map<string, { cost: number; tag: string }>()
  const reaches = new Map<number, number>()
  const key = (a: string, at: number) => a.charCodeAt(at) * 0x10000 + a.charCodeAt(at + 1)
  let total = 0
  const found: [word: string, times: number, tag: string][] = []
  const first = new Map<string, number>()
  const single = new Map<string, number>()
  const middle = new Map<string, number>()
  const last = new Map<string, number>()
  const known = new Map<string, number>()
  let names = 0
  let short = 0
  const count = (of: Map<string, number>, c: string) => of.set(c, (of.get(c) ?? 0) + 1)
  const text = new TextDecoder().decode(dict)
  for (let at = 0; at < text.length;) {
    let end = text.indexOf('\n', at)
    if (end < 0) end = text.length
    const a = text.indexOf(' ', at)
    const b = text.indexOf(' ', a + 1)
    if (a > at && b > a && b < end) {
      const word = text.slice(at, a)
      const times = Number(text.slice(a + 1, b))
      const tag = text.slice(b + 1, end).trim()
      total += times
      if (tag === 'nr' && word.length === 2) found.push([word, times, tag])
      if (
        (tag === 'nr' || tag === 'nrfg') &&
        word.length <= 3 &&
        word.length >= 2 &&
        SURNAMES.has(word[0]!)
      ) {
        // Somebody known by this name: what counts is how it is made.
        if ((times >= KNOWN || tag === 'nrfg') && word.length === 3) known.set(word, times)
        count(first, word[0]!)
        names++
        if (word.length === 3) {
          count(middle, word[1]!)
          count(last, word[2]!)
        } else {
          count(single, word[1]!)
          short++
        }
      } else if (word.length <= LONGEST) found.push([word, times, tag])
    }
    at = end + 1
  }
  for (const [word, times, tag] of found) entries.set(word, { cost: Math.log(total / (times + 0.5)), tag })
  const own = [
    ...BREAKERS,
    ...PROTECTED.filter((word) => word.length < 4),
    ...GENERIC,
    ...ORG_SUFFIXES,
    ...VENUES,
    ...STRONG_TITLES,
    ...WEAK_TITLES,
    ...NOT_NAMES,
  ]
  for (const word of own)
    if (word.length > 1 && word.length <= LONGEST && !entries.has(word))
      entries.set(word, { cost: Math.log(total / OWN), tag: '' })
  for (const place of [...PROVINCES, ...CITIES, ...DISTRICTS, ...COUNTIES])
    if (place.length > 1)
      entries.set(place, {
        cost: Math.min(entries.get(place)?.cost ?? Infinity, Math.log(total / OWN)),
        tag: 'ns',
      })
  for (const word of entries.keys()) {
    if (word.length < 2) continue
    const k = key(word, 0)
    reaches.set(k, Math.max(word.length, reaches.get(k) ?? 0))
  }
  const share = (of: Map<string, number>, c: string, all: number) =>
    -Math.log(((of.get(c) ?? 0) + 0.3) / (all + 0.3 * 4000))
  const prices = new Map<string, number>()
  return {
    cost: (text, at, length) => entries.get(text.slice(at, at + length))?.cost ?? Infinity,
    reach: (text, at) => reaches.get(key(text, at)) ?? 1,
    tag: (word) => entries.get(word)?.tag ?? '',
    nameCost(name, surname) {
      const priced = prices.get(name)
      if (priced !== undefined) return priced
      const times = known.get(name)
      if (times !== undefined) return Math.log(total / Math.max(times, KNOWN))
      let cost = surname === 2 ? 8 : Math.min(RAREST, share(first, name[0]!, names))
      const given = name.slice(surname)
      if (given.length === 1) cost += share(single, given, short) + Math.log(names / short)
      else
        cost +=
          share(middle, given[0]!, names - short) +
          share(last, given[1]!, names - short) +
          Math.log(names / (names - short))
      if (prices.size < MOST_PRICES) prices.set(name, cost)
      return cost
    },
  }
}
