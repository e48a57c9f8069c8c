import { createHash } from 'node:crypto'
import type { Actor } from './actor.ts'
import { lookupHash, type Keyring } from './cipher.ts'
import { sql, type Db, type Tx } from './db.ts'
import { splitRecordId } from './id.ts'
import type { Job } from './job.ts'
import { problem } from './problem.ts'

/** A creation carries the id of what it creates; the receipt remembers its first answer, so that it can be sent again. */
export type Receipt = { area: number; id: string; route: string; digest: Buffer }

/**
 * The receipt of a write, null for one that carries no id of its own. The digest is keyed: who has the database alone
 * cannot try phone numbers and follow codes against it.
 */
export function receiptOf(
  ring: Keyring,
  call: { route: string; actor: Actor; body: unknown },
): Receipt | null {
  const id = (call.body as { id?: unknown } | undefined)?.id
  if (typeof id !== 'string' || call.route.includes('{')) return null
  const split = splitRecordId(id) ?? { area: 0, id }
  const who = call.actor.kind === 'account' ? call.actor.accountId : ''
  const digest = createHash('sha256')
    .update(`${who}\n${canonical(call.body)}`)
    .digest()
  return { ...split, route: call.route, digest: keyed(ring, digest) }
}

/** The digest as it is kept. */
const keyed = (ring: Keyring, digest: Buffer): Buffer => lookupHash(ring, 'receipt', digest.toString('hex'))

/** Keeps the first answer, in the transaction of the write. */
export async function keepAnswer(tx: Tx, receipt: Receipt, answer: unknown, now: Date) {
  await tx
    .insertInto('receipt')
    .values({
      area: receipt.area,
      id: receipt.id,
      route: receipt.route,
      body_digest: receipt.digest,
      keyed: true,
      status: 200,
      answer: answer as Record<string, unknown>,
      at: now,
    })
    .execute()
}

/** What the same write was answered before, if it was. @throws id-taken when it was another one */
export async function firstAnswer(db: Db, receipt: Receipt): Promise<{ answer: unknown } | null> {
  const row = await db
    .selectFrom('receipt')
    .select(['route', 'body_digest', 'answer'])
    .where('area', '=', receipt.area)
    .where('id', '=', receipt.id)
    .executeTakeFirst()
  if (!row) return null
  if (row.route !== receipt.route || !row.body_digest.equals(receipt.digest)) throw problem('id-taken')
  return row
}

/** JSON with sorted keys: the same content digests the same whatever order the client wrote it in. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** Forgets what was answered when a record was made, and with it the digest of what was sent. */
export async function forgetReceipt(tx: Tx, record: { area: number; id: string }) {
  await tx.deleteFrom('receipt').where('area', '=', record.area).where('id', '=', record.id).execute()
}

/**
 * Keys the digests that were kept plain before they were keyed at all; what was sent then still meets its answer. Once, at
 * the start after the upgrade, in pieces.
 */
export async function keyReceipts(db: Db, ring: Keyring): Promise<number> {
  let done = 0
  for (;;) {
    const rows = await db
      .selectFrom('receipt')
      .select(['area', 'id', 'body_digest'])
      .where('keyed', '=', false)
      .limit(2_000)
      .execute()
    if (!rows.length) return done
    const [areas, ids, digests] = [
      rows.map((row) => row.area),
      rows.map((row) => row.id),
      rows.map((row) => keyed(ring, row.body_digest)),
    ]
    await sql`
      update receipt r set body_digest = n.digest, keyed = true
      from unnest(${areas}::int[], ${ids}::uuid[], ${digests}::bytea[]) n (area, id, digest)
      where r.area = n.area and r.id = n.id and not r.keyed`.execute(db)
    done += rows.length
  }
}

/** A phone that lay in a drawer with something unsent for longer than this sends it as new. Milliseconds. */
const kept = 90 * 86_400_000

/** Every night: receipts nobody will ask for any more. */
export const sweepReceipts: Job = {
  name: 'receipt.sweep',
  every: '40 3 * * *',
  async run(c) {
    await sql`delete from receipt where at < ${new Date(c.now.getTime() - kept)}`.execute(c.services.db)
  },
}
