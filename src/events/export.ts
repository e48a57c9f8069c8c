// A trail as it leaves the program: one JSON value a line, to be checked anywhere without the program's help.
import { Readable } from 'node:stream'
import type { Said, SaidPart } from '../kernel/commitment.ts'
import { commitmentOf, saidParts } from '../kernel/commitment.ts'
import type { Services } from '../kernel/context.ts'
import { originOf, verifierKey } from './checkpoint.ts'
import { headsOf, leavesIn } from './check.ts'
import type { Entry } from './leaf.ts'

/** What an auditor reads of an event anyway; of the rest the export gives the commitments alone. */
const disclosed: readonly SaidPart[] = ['text', 'account', 'name', 'address']

/** A part on a line: its salt (hexadecimal) and value, or its commitment. */
export type SaidLine = [salt: string, value: unknown] | { commitment: string }
export type ExportLine =
  | { unionhall: 'events/1'; area: number; origin: string; key: string; at: string }
  | { checkpoint: string; heard: string }
  | {
      leaf: number
      hash: string
      event?: Omit<Entry, 'said'> & { said: Record<SaidPart, SaidLine> }
      missing?: true
    }
  | { end: number }

const saidLine = (part: SaidPart, said: Said): SaidLine =>
  'commitment' in said || !disclosed.includes(part)
    ? { commitment: commitmentOf(part, said).toString('hex') }
    : [said.salt.toString('hex'), said.value]

function eventLine({ said, ...frame }: Entry) {
  const parts = saidParts.map((part) => [part, saidLine(part, said[part])] as const)
  return { ...frame, said: Object.fromEntries(parts) as Record<SaidPart, SaidLine> }
}

async function* lines(
  services: Services,
  area: number,
  now: Date,
  sees: (orgId: number | null) => boolean,
): AsyncGenerator<ExportLine> {
  const { signing } = services.keyring
  const origin = originOf(signing, area)
  yield { unionhall: 'events/1', area, origin, key: verifierKey(origin, signing), at: now.toISOString() }
  const { heads } = await headsOf(services, area)
  for (const { checkpoint, heard } of heads) yield { checkpoint: checkpoint.note, heard }
  let size = 0
  for await (const { leaf, hash, entry, orgId } of leavesIn(services.db, area)) {
    size++
    const kept = { leaf, hash: hash.toString('hex') }
    if (entry === 'missing') yield { ...kept, missing: true }
    else if (entry === 'withheld' || !sees(orgId)) yield kept
    else yield { ...kept, event: eventLine(entry) }
  }
  yield { end: size }
}

/** The trail of an area as text, read from the database as it is taken. `sees`: events of which org are shown, not only proved. */
export function exportOf(
  services: Services,
  area: number,
  now: Date,
  sees: (orgId: number | null) => boolean,
): Readable {
  async function* texts() {
    let text = ''
    for await (const line of lines(services, area, now, sees)) {
      text += `${JSON.stringify(line)}\n`
      if (text.length < 64 * 1024) continue
      yield text
      text = ''
    }
    yield text
  }
  return Readable.from(texts())
}
