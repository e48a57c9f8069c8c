import './tables.ts'
import '../org/tables.ts'
import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'

/** Is the appointment at alias `t` in force on the day? The first and the last day are both in office. */
export const inOffice = (t: string, day: string) =>
  sql<boolean>`(${sql.ref(`${t}.starts_on`)} <= ${day} and ${notOver(t, day)})`

/** Is the appointment at alias `t` in force on the day, or still to begin? */
export const notOver = (t: string, day: string) =>
  sql<boolean>`(${sql.ref(`${t}.ends_on`)} is null or ${sql.ref(`${t}.ends_on`)} >= ${day})`

/** Does the account serve at the org on the day? */
export async function servesAt(c: Ctx, accountId: string, orgId: number, day: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from appointment n join account a on a.id = n.account_id
    where n.account_id = ${accountId} and n.org_id = ${orgId} and a.active and ${inOffice('n', day)} limit 1`.execute(
    c.db,
  )
  return rows.length > 0
}

const daysFrom = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10)
/** The day after, in the calendar. */
export const dayAfter = (day: string): string => daysFrom(day, 1)
/** The day before, in the calendar. */
export const dayBefore = (day: string): string => daysFrom(day, -1)
