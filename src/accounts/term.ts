// The one place that writes the table of appointments: whoever gives, ends or carries on a term, on whatever way,
// does it here, and so under the same rules. (test/house.test.ts keeps every other file from writing it.)
import './tables.ts'
import type { Role } from '../kernel/access.ts'
import { sql, type Tx } from '../kernel/db.ts'
import { uuidv7 } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import { isTopmost } from '../kernel/scope.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { dayAfter, dayBefore, inOffice, notOver } from './office.ts'

/** Days as `2026-12-01`; the first and the last are both in office. */
type Term = { accountId: string; orgId: number; role: Role; startsOn: string; endsOn?: string | null }

export type TermChange =
  | { begin: Term }
  /** The last day becomes `endsOn`, whether earlier or later than it was. */
  | { end: { id: string; endsOn: string; handOverTo?: string | null } }
  /** Its org goes into another: the term ends there and the same one goes on at `orgId`, as far as none is held there. */
  | { carry: { id: string; orgId: number } }

/**
 * Who changes it. `accountId` is null where nobody could gain by it: setting up, the demonstration, the operator's
 * command. What is `founding` counts from the first day, as there is nobody yet to look at it.
 */
export type TermBy = { accountId: string | null; now: Date; founding?: boolean }

/** What was written: the id of the term that began, null where none did. */
export async function writeTerm(db: Tx, change: TermChange, by: TermBy): Promise<string | null> {
  if ('begin' in change) return begin(db, change.begin, by)
  if ('end' in change) return end(db, change.end, by)
  return carry(db, change.carry, by)
}

/** @throws not-found, not-yourself, ends-before-start, already-appointed, auditor-alone */
async function begin(db: Tx, term: Term, by: TermBy): Promise<string> {
  // Locked, so that two who appoint at once see each other's.
  const account = await db
    .selectFrom('account')
    .select('id')
    .where('id', '=', term.accountId)
    .where('active', '=', true)
    .forUpdate()
    .executeTakeFirst()
  if (!account) throw problem('not-found')
  if (term.accountId === by.accountId)
    throw problem('not-yourself', { hint: '自己的任职请由另一位系统管理员登记。' })
  refuseBackwards(term)
  await refuseBeside(db, term)
  const id = uuidv7(by.now.getTime())
  await db
    .insertInto('appointment')
    .values({
      id,
      account_id: term.accountId,
      org_id: term.orgId,
      role: term.role,
      starts_on: term.startsOn,
      ends_on: term.endsOn ?? null,
      appointed_at: by.founding ? null : by.now,
    })
    .execute()
  return id
}

/** @throws not-found, not-now, ends-before-start, not-yourself, already-appointed, auditor-alone, last-admin */
async function end(
  db: Tx,
  { id, endsOn, handOverTo }: { id: string; endsOn: string; handOverTo?: string | null },
  by: TermBy,
): Promise<null> {
  const today = shanghaiDate(by.now)
  const term = await locked(db, id)
  if (!term) throw problem('not-found')
  if (term.ends_on !== null && term.ends_on < today)
    throw problem('not-now', { hint: '这项任职已经结束；再任请另行登记。' })
  refuseBackwards({ startsOn: term.starts_on, endsOn })
  const longer = term.ends_on !== null && endsOn > term.ends_on
  if (longer) {
    if (term.account_id === by.accountId)
      throw problem('not-yourself', { hint: '自己的任期请由另一位系统管理员延长。' })
    // The days it gains are held beside others like those of a new term.
    await refuseBeside(db, { ...asTerm(term), startsOn: term.starts_on, endsOn }, id)
  }
  await refuseLast(db, term, dayAfter(endsOn < today ? today : endsOn), by.accountId)
  await db
    .updateTable('appointment')
    .set({
      ends_on: endsOn,
      hand_over_to: handOverTo ?? null,
      // What was in force until now is not undone by an earlier date on paper.
      served_until: endsOn < today && term.starts_on <= today ? today : null,
    })
    .where('id', '=', id)
    .execute()
  return null
}

async function carry(
  db: Tx,
  { id, orgId }: { id: string; orgId: number },
  by: TermBy,
): Promise<string | null> {
  const today = shanghaiDate(by.now)
  const term = await locked(db, id)
  if (!term) throw problem('not-found')
  // One that has not begun, or began today, was never held there.
  if (term.starts_on >= today) await db.deleteFrom('appointment').where('id', '=', id).execute()
  else
    await db
      .updateTable('appointment')
      .set({ ends_on: dayBefore(today), served_until: today })
      .where('id', '=', id)
      .execute()
  // Nobody gets another post by an order of their own, nor an account that is out of use.
  if (term.account_id === by.accountId || !term.in_use) return null
  const { rows: there } = await sql<{ starts_on: string; ends_on: string | null }>`
    select starts_on, ends_on from appointment n where account_id = ${term.account_id} and org_id = ${orgId}
      and role = ${term.role} and ${notOver('n', today)} order by starts_on`.execute(db)
  // As much of it as is not held there already, up to the next that is.
  let startsOn = term.starts_on > today ? term.starts_on : today
  let endsOn = term.ends_on
  for (const held of there) {
    if (held.starts_on > startsOn) {
      if (endsOn === null || endsOn >= held.starts_on) endsOn = dayBefore(held.starts_on)
      break
    }
    if (held.ends_on === null) return null
    if (held.ends_on >= startsOn) startsOn = dayAfter(held.ends_on)
  }
  if (endsOn !== null && endsOn < startsOn) return null
  const carried = await begin(db, { ...asTerm(term), orgId, startsOn, endsOn }, by)
  if (term.hand_over_to)
    await db
      .updateTable('appointment')
      .set({ hand_over_to: term.hand_over_to })
      .where('id', '=', carried)
      .execute()
  return carried
}

type Row = {
  account_id: string
  org_id: number
  role: Role
  starts_on: string
  ends_on: string | null
  hand_over_to: string | null
  org_path: string
  in_use: boolean
}

/** A term as it stands, with its account, locked till the commit. */
async function locked(db: Tx, id: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select n.account_id, n.org_id, n.role, n.starts_on, n.ends_on, n.hand_over_to, o.path as org_path, a.active as in_use
    from appointment n join account a on a.id = n.account_id join org o on o.id = n.org_id
    where n.id = ${id} for update of n, a`.execute(db)
  return rows[0]
}

const asTerm = (row: Row) => ({ accountId: row.account_id, orgId: row.org_id, role: row.role })

/** @throws ends-before-start */
function refuseBackwards({ startsOn, endsOn }: Pick<Term, 'startsOn' | 'endsOn'>) {
  if (endsOn && endsOn < startsOn)
    throw problem('ends-before-start', {
      fields: [{ path: 'endsOn', message: `不能早于到任的${startsOn}` }],
    })
}

/**
 * What an account may not be at once with what it is, on any day of the term: the same twice, an auditor and anything
 * else. @throws already-appointed, auditor-alone
 */
async function refuseBeside(db: Tx, term: Term, except?: string) {
  const { rows: held } = await sql<{ org_id: number; role: Role; on_paper: boolean }>`
    select n.org_id, n.role, ${notOver('n', term.startsOn)} as on_paper from appointment n
    where n.account_id = ${term.accountId} ${except ? sql`and n.id <> ${except}` : sql``}
      and (${notOver('n', term.startsOn)} or n.served_until >= ${term.startsOn})
      ${term.endsOn ? sql`and n.starts_on <= ${term.endsOn}` : sql``}`.execute(db)
  if (held.some((one) => one.on_paper && one.org_id === term.orgId && one.role === term.role))
    throw problem('already-appointed')
  if (held.some((one) => (one.role === 'auditor') !== (term.role === 'auditor')))
    throw problem('auditor-alone')
}

/**
 * No administrator leaves an org without one, and nobody the topmost union, above which there is none to appoint the
 * next: there, one whose term has no end must stay. @throws last-admin
 */
async function refuseLast(db: Tx, term: Row, after: string, by: string | null) {
  const topmost = isTopmost(term.org_path)
  if (term.role !== 'admin' || (!topmost && term.account_id !== by)) return
  // Two who end each other's at once take turns.
  await sql`select 1 from org where id = ${term.org_id} for no key update`.execute(db)
  const { rows } = await sql`
    select 1 from appointment n join account a on a.id = n.account_id
    where n.org_id = ${term.org_id} and n.role = 'admin' and n.account_id <> ${term.account_id} and a.active
      and ${inOffice('n', after)} ${topmost ? sql`and n.ends_on is null` : sql``} limit 1`.execute(db)
  if (!rows.length) throw problem('last-admin')
}

/**
 * The same for putting an account out of use, which ends all its terms at once. @throws last-admin
 * @param by whoever does it
 */
export async function refuseLastAdmin(db: Tx, accountId: string, by: { accountId: string; now: Date }) {
  const today = shanghaiDate(by.now)
  const { rows } = await sql<{ id: string }>`
    select n.id from appointment n where n.account_id = ${accountId} and n.role = 'admin' and ${notOver('n', today)}
    order by n.id`.execute(db)
  for (const { id } of rows) await refuseLast(db, (await locked(db, id))!, dayAfter(today), by.accountId)
}
