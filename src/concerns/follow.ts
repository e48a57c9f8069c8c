import { timingSafeEqual } from 'node:crypto'
import { lookupHash, type Keyring } from '../kernel/cipher.ts'
import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { problem } from '../kernel/problem.ts'

const closesAfter = 10
const closedMinutes = 15

/** What is kept of a follow code: bound to its concern, so that equal codes do not look equal, and to this hall's key. */
export const followHash = (ring: Keyring, area: number, id: string, code: string): Buffer =>
  lookupHash(ring, 'follow-code', `${area}-${id}:${code}`)

/**
 * Does the code open the concern? Wrong ones are counted for each concern, apart from the transaction of whoever
 * asks, whose refusal would take the count back. One registered by an officer has no code and is opened by none.
 * @throws code-locked
 */
export async function opensByCode(
  c: Ctx,
  row: { area: number; id: string; follow_hash: Buffer | null },
  code: string,
): Promise<boolean> {
  if (!row.follow_hash) return false
  const fits = timingSafeEqual(row.follow_hash, followHash(c.services.keyring, row.area, row.id, code))
  const one = sql`area = ${row.area} and concern_id = ${row.id} and (follow_locked_until is null or follow_locked_until <= ${c.now})`
  // One statement judges and counts, so that a crowd of guesses does not pass before the first of them is counted.
  const { rows } = await (
    fits
      ? sql<{ failures: number }>`select follow_failures as failures from concern_raiser where ${one}`
      : sql<{ failures: number }>`
          update concern_raiser set follow_failures = (follow_failures + 1) % ${closesAfter},
            follow_locked_until = case when follow_failures + 1 = ${closesAfter} then ${new Date(c.now.getTime() + closedMinutes * 60_000)}::timestamptz end
          where ${one} returning follow_failures as failures`
  ).execute(c.services.db)
  const open = rows[0]
  if (!open) throw problem('code-locked')
  if (fits && open.failures > 0)
    await sql`update concern_raiser set follow_failures = 0 where area = ${row.area} and concern_id = ${row.id}`.execute(
      c.services.db,
    )
  return fits
}
