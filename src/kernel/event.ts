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

/** The events of one record in order, as a timeline shows them; at most 500. */
export async function timelineOf(
  db: Db,
  record: { area: number; id: string },
  shown: readonly Shown[] = ['public', 'parties', 'owner'],
) {
  const rows = await db
    .selectFrom('event')
    .select(['id', 'type', 'at', 'by_name', 'text', 'note'])
    .where('area', '=', record.area)
    .where('subject', '=', record.id)
    .where('shown', 'in', shown)
    .orderBy('id')
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
