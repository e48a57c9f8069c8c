// An event as a leaf of its area's tree, and as a line of an export: the same bytes wherever it is checked.
import {
  commitmentOf,
  saidParts,
  sayings,
  type Said,
  type SaidPart,
  type Saying,
} from '../kernel/commitment.ts'
import { sql, type Db } from '../kernel/db.ts'
import { leafHash, type Leaves } from './merkle.ts'

/** What of an event everybody who checks it must see. */
export type Frame = {
  area: number
  seq: number
  id: string
  noun: string
  subject: string
  type: string
  /** ISO 8601, milliseconds. */
  at: string
  shown: string
  orgId: number | null
}
export type Entry = Frame & { said: Record<SaidPart, Said> }

export type EventRow = Omit<Frame, 'at' | 'orgId'> & { at: Date; org_id: number | null } & Saying

/** The columns an entry is made of, of an event `e`. */
export const entryColumns = sql`e.area, e.seq, e.id, e.noun, e.subject, e.type, e.at, e.shown, e.org_id,
  e.text, e.note, e.data, e.account_id, e.person_id, e.by_name, host(e.address) as address, e.salt, e.forgotten`

export const entryOf = (row: EventRow): Entry => ({
  area: row.area,
  seq: row.seq,
  id: row.id,
  noun: row.noun,
  subject: row.subject,
  type: row.type,
  at: row.at.toISOString(),
  shown: row.shown,
  orgId: row.org_id,
  said: sayings(row),
})

/** The hash an event has in its area's tree. */
export const hashOf = (entry: Entry): Buffer =>
  leafHash(
    Buffer.from(
      `unionhall/event/1\n${JSON.stringify([
        entry.area,
        entry.seq,
        entry.id,
        entry.noun,
        entry.subject,
        entry.type,
        entry.at,
        entry.shown,
        entry.orgId,
        saidParts.map((part) => commitmentOf(part, entry.said[part]).toString('hex')),
      ])}`,
    ),
  )

/** The hashes of an area's leaves, read in pieces. */
export const leavesOf = ({ db }: { db: Db }, area: number): Leaves =>
  async function* (from, to) {
    for (let at = from; at < to;) {
      const rows = await db
        .selectFrom('event_leaf')
        .select('hash')
        .where('area', '=', area)
        .where('leaf', '>=', at)
        .where('leaf', '<', Math.min(to, at + 10_000))
        .orderBy('leaf')
        .execute()
      if (!rows.length) return
      for (const { hash } of rows) yield hash
      at += rows.length
    }
  }
