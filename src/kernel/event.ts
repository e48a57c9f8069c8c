import type { RawBuilder } from 'kysely'
import { forgetting, type SaidPart, type Saying } from './commitment.ts'
import { sql, type Db, type Tx } from './db.ts'
import { uuidv7 } from './id.ts'
import type { Actor } from './actor.ts'

/** Who may read an event in a timeline: everyone, the orgs handling the matter, or the owning union alone. */
export type Shown = 'public' | 'parties' | 'owner'

/** Something that happened to one record, said in the past tense: `concern.answered`. */
export type NewEvent = {
  area: number
  noun: string
  subject: string
  type: string
  /** One short Chinese sentence; never contact data, it is kept for good. */
  text: string
  note?: string | null
  shown: Shown
  data?: Record<string, unknown>
  /** The org whose desk this belongs to, when it is not the org acted for. */
  orgId?: number | null
  /** Who did it, where it is not who asked: known only by signing in, or the program itself (no account). */
  by?: { accountId: string | null; name: string }
}

/** An event as reactions and live screens receive it. */
export type Happened = NewEvent & { id: string; at: Date }

/** Appends one event in the transaction of the write it tells of. */
export async function append(
  tx: Tx,
  event: NewEvent,
  by: { actor: Actor; name: string; now: Date; address: string | null },
): Promise<Happened> {
  const id = uuidv7(by.now.getTime())
  const { actor } = by
  await tx
    .insertInto('event')
    .values({
      area: event.area,
      id,
      noun: event.noun,
      subject: event.subject,
      type: event.type,
      at: by.now,
      account_id: event.by ? event.by.accountId : actor.kind === 'account' ? actor.accountId : null,
      person_id: actor.kind === 'worker' && !event.by ? actor.personId : null,
      by_name: event.by?.name ?? by.name,
      org_id:
        event.orgId !== undefined
          ? event.orgId
          : actor.kind === 'account'
            ? (actor.acting?.orgId ?? null)
            : null,
      shown: event.shown,
      text: event.text,
      note: event.note ?? null,
      data: sql`${JSON.stringify(event.data ?? {})}::jsonb`,
      // Only where staff acted from: a worker's address could tell an auditor who an unnamed one is.
      address: actor.kind === 'account' || event.by ? by.address : null,
    })
    .execute()
  return { ...event, id, at: by.now }
}

/** The events of one record in order, as a timeline shows them; at most 500. `upTo` is the last a reader may know of. */
export async function timelineOf(
  db: Db,
  record: { area: number; id: string },
  shown: readonly Shown[] = ['public', 'parties', 'owner'],
  upTo?: number,
) {
  const rows = await db
    .selectFrom('event')
    .select(['id', 'type', 'at', 'by_name', 'text', 'note'])
    .where('area', '=', record.area)
    .where('subject', '=', record.id)
    .where('shown', 'in', shown)
    .$if(upTo !== undefined, (query) => query.where('seq', '<=', upTo!))
    .orderBy('seq')
    .limit(500)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    type: row.type,
    at: row.at.toISOString(),
    by: row.by_name,
    text: row.text,
    ...(row.note ? { note: row.note } : {}),
  }))
}

const columns: Record<SaidPart, unknown> = {
  text: '',
  note: null,
  data: sql`'{}'::jsonb`,
  account: null,
  person: null,
  name: '',
  address: null,
}
const columnOf: Record<SaidPart, string> = {
  text: 'text',
  note: 'note',
  data: 'data',
  account: 'account_id',
  person: 'person_id',
  name: 'by_name',
  address: 'address',
}

/**
 * Forgets parts of what events of an area say, for good; that they happened stays, and so do the proofs over them
 * (./commitment.ts). `which` is a condition over `event`.
 */
export async function forgetInEvents(
  tx: Tx,
  area: number,
  which: RawBuilder<boolean>,
  parts: readonly SaidPart[],
): Promise<void> {
  const { rows } = await sql<Saying & { id: string }>`
    select id, text, note, data, account_id, person_id, by_name, host(address) as address, salt, forgotten from event
    where area = ${area} and ${which} for update`.execute(tx)
  const emptied = sql.join(parts.map((part) => sql`${sql.ref(columnOf[part])} = ${columns[part]}`))
  for (const row of rows)
    await sql`
      update event set ${emptied}, salt = null, forgotten = ${JSON.stringify(forgetting(row, parts))}::jsonb
      where area = ${area} and id = ${row.id}`.execute(tx)
}
