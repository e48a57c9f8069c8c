import { timingSafeEqual } from 'node:crypto'
import { lookupHash, type Keyring } from '../kernel/cipher.ts'
import type { Ctx, Services } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { problem } from '../kernel/problem.ts'

/** Wrong codes for one concern after which it is closed: to the network they came from, and to everybody. */
const closesAfter = { network: 10, everybody: 50 }
const closed = 15 * 60_000

type Tried = { wrong: number; at: number }
const tried = new WeakMap<Services, Map<string, Tried>>()
/** Kept in memory alone: beside the concern, a network could tell who follows it. */
const remembered = 20_000

/** What one network tried lately at one concern. */
function triedBy(c: Ctx, row: { area: number; id: string }): Tried {
  let all = tried.get(c.services)
  if (!all) tried.set(c.services, (all = new Map()))
  const key = `${row.area}-${row.id} ${c.network}`
  const now = c.now.getTime()
  let one = all.get(key)
  // A clock that stepped back closes nothing for longer.
  if (!one || one.at > now || now - one.at >= closed) {
    one = { wrong: 0, at: now }
    // The oldest make room; for everybody together the database counts.
    if (all.size >= remembered) all.delete(all.keys().next().value!)
  }
  all.delete(key)
  all.set(key, one)
  return one
}

/** What is kept of a follow code: bound to its concern, so that equal codes do not look equal, and to this hall's key. */
export const followHash = (ring: Keyring, area: number, id: string, code: string): Buffer =>
  lookupHash(ring, 'follow-code', `${area}-${id}:${code}`)

/**
 * Does the code open the concern? Wrong ones are counted for each concern, by where they come from: a stranger who burns
 * them closes it to their own network, and only many networks together close it to its raiser. The count of everybody is
 * kept apart from the transaction of whoever asks, whose refusal would take it back. One registered by an officer has no
 * code and is opened by none.
 * @throws code-locked
 */
export async function opensByCode(
  c: Ctx,
  row: { area: number; id: string; follow_hash: Buffer | null },
  code: string,
): Promise<boolean> {
  if (!row.follow_hash) return false
  const fits = timingSafeEqual(row.follow_hash, followHash(c.services.keyring, row.area, row.id, code))
  const mine = triedBy(c, row)
  if (mine.wrong >= closesAfter.network) throw problem('code-locked')
  if (!fits) Object.assign(mine, { wrong: mine.wrong + 1, at: c.now.getTime() })
  const one = sql`area = ${row.area} and concern_id = ${row.id} and (follow_locked_until is null or follow_locked_until <= ${c.now})`
  // One statement judges and counts, so that a crowd of guesses does not pass before the first of them is counted.
  const { rows } = await (
    fits
      ? sql<{ failures: number }>`select follow_failures as failures from concern_raiser where ${one}`
      : sql<{ failures: number }>`
          update concern_raiser set follow_failures = (follow_failures + 1) % ${closesAfter.everybody},
            follow_locked_until = case when follow_failures + 1 = ${closesAfter.everybody} then ${new Date(c.now.getTime() + closed)}::timestamptz end
          where ${one} returning follow_failures as failures`
  ).execute(c.services.db)
  const open = rows[0]
  if (!open) throw problem('code-locked')
  if (fits) mine.wrong = 0
  if (fits && open.failures > 0)
    await sql`update concern_raiser set follow_failures = 0 where area = ${row.area} and concern_id = ${row.id}`.execute(
      c.services.db,
    )
  return fits
}
