import { problem } from '../kernel/problem.ts'
import { Apart } from '../kernel/apart.ts'
import { looksBinary } from './engine/index.ts'
import type { Asked, Whole } from './whole.ts'

/** A text up to this long is read in well under a second. UTF-16 units. */
const short = 100_000

const ended = (how: 'too-long' | 'died') => problem(how === 'too-long' ? 'text-too-long' : 'reading-died')
const reader = new URL('./reader.ts', import.meta.url)

/**
 * Pages of a newspaper, one after the other in a process kept warm; and longer texts on one of their own, so that whoever
 * pastes a page does not wait behind somebody's year of reports. A text of the greatest length takes some seconds; what
 * takes a minute never ends.
 */
export const readers = {
  short: new Apart<Asked, Whole>(reader, { patience: 60_000, megabytes: 512, keep: true }, ended),
  long: new Apart<Asked, Whole>(reader, { patience: 60_000, megabytes: 1536, keep: false }, ended),
}

/**
 * Reads a text beside the program, which serves others meanwhile. `classes` are the codes in use; null asks for the
 * title alone.
 * @throws empty-text, binary-text, text-too-long, reading-died
 */
export async function read(text: string, classes: string[] | null): Promise<Whole> {
  if (!text.trim()) throw problem('empty-text')
  if (looksBinary(text)) throw problem('binary-text')
  return readers[text.length <= short ? 'short' : 'long'].do({ text, classes })
}
