// What an org knows of a matter it had a part in. While the part is open it reads along; once that is closed, by its own
// reply, by sending it back or by being called off, it knows the record as it stood then and learns nothing that comes
// after: not what the worker adds, not what becomes of it.
import type { RawBuilder } from 'kysely'
import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { covers } from '../kernel/scope.ts'
import type { ConcernRecord, Key } from './queries.ts'
import type { Status } from './words.ts'

/** The events up to the closing of a part, and the instants they happened at. */
export type Known = { seq: number; at: Date; past: Past[]; instants: ReadonlySet<number> }
type Past = { type: string; at: Date; data: { to?: Status; lead?: number; photos?: boolean } }

/** Does the acting org read this concern as the owning union or one above it, not as somebody handed a task? */
export const inHouse = async (c: Ctx, row: Pick<ConcernRecord, 'area' | 'owner_path'>): Promise<boolean> =>
  c.staff().verbs.has('concern.read') && covers(await c.scope(), row.area, row.owner_path)

/**
 * How far the acting org may know the concern: all of it, in house or while it (or an org below it) holds a part; up to
 * the closing of its last part; null when it never had any.
 */
export async function knowledgeOf(c: Ctx, row: ConcernRecord): Promise<'all' | Known | null> {
  if (await inHouse(c, row)) return 'all'
  const { path } = c.staff().acting
  const { rows } = await sql<{ open: boolean | null; seq: number | null; at: Date | null }>`
    select bool_or(t.state = 'open') as open, max(coalesce(t.closed_seq, 0)) as seq, max(t.closed_at) as at
    from task t join org o on o.id = t.org_id
    where t.about_area = ${row.area} and t.about_id = ${row.id} and t.part <> ''
      and (o.path = ${path} or o.path like ${path + '.%'})`.execute(c.db)
  const { open, seq, at } = rows[0]!
  if (open === null) return null
  return open ? 'all' : pastOf(c, row, seq!, at!)
}

async function pastOf(c: Ctx, key: Key, seq: number, at: Date): Promise<Known> {
  const { rows } = await sql<Past>`
    select type, at, data from event where area = ${key.area} and subject = ${key.id} and seq <= ${seq} order by seq`.execute(
    c.db,
  )
  return { seq, at, past: rows, instants: new Set(rows.map((one) => one.at.getTime())) }
}

/** A step and what it writes carry one instant: what bears the instant of an event one knows of, one knows. */
export const knows = (known: Known, at: Date | null): boolean =>
  at !== null && known.instants.has(at.getTime())

/**
 * What the raiser of a sealed matter sent is shown to handlers once an officer has shared it, which an assignment says;
 * a later sharing with others is not theirs.
 */
export const knowsFile = (
  known: Known,
  row: Pick<ConcernRecord, 'sealed'>,
  file: { part: string; shared: boolean; at: Date },
): boolean =>
  file.shared &&
  knows(known, file.at) &&
  (!row.sealed ||
    !['raise', 'supplement'].includes(file.part) ||
    known.past.some((one) => one.data.photos === true && one.at >= file.at))

/** In SQL, over concerns as `c`: the status it had once the event of this number had happened. */
export const statusThen = (seq: RawBuilder<unknown>) =>
  sql<string>`(select e.data->>'to' from event e where e.area = c.area and e.subject = c.id and e.data->>'to' is not null
    and e.seq <= ${seq} order by e.seq desc limit 1)`

/** In these nobody leads. */
const unled: readonly Status[] = ['received', 'accepted', 'declined', 'sent-back', 'reopened']
const raising = ['concern.escalated', 'concern.overdue-raised']

/** The concern as it stood when the reader's part was closed. What is fixed before anything is handed out stays. */
export async function asItStood(c: Ctx, row: ConcernRecord, known: Known): Promise<ConcernRecord> {
  const steps = known.past.flatMap((one) => (one.data.to ? [one.data.to] : []))
  const status = steps.at(-1) ?? 'received'
  const assigned = known.past.findLast((one) => one.type === 'concern.assigned')
  const leadId = unled.includes(status) ? null : (assigned?.data.lead ?? null)
  const lead = leadId
    ? await c.db.selectFrom('org').select('name').where('id', '=', leadId).executeTakeFirst()
    : undefined
  const when = (at: Date | null) => (knows(known, at) ? at : null)
  const answered_at = when(row.answered_at)
  const called_back_at = when(row.called_back_at)
  return {
    ...row,
    known,
    status,
    version: 1 + steps.length,
    lead_org: leadId,
    lead_name: lead?.name ?? null,
    assigned_at: assigned?.at ?? null,
    contacted_at: when(row.contacted_at),
    answered_at,
    ...(answered_at ? {} : { answer: null, answer_claim: null, answer_by: null }),
    called_back_at,
    ...(called_back_at ? {} : { outcome: null, satisfaction: null }),
    ended_at: when(row.ended_at),
    escalation: known.past.filter((one) => raising.includes(one.type)).length,
    // What is owed now is owed by others.
    due_at: null,
    due_from: null,
    dispatch_due: null,
    contact_due: null,
    answer_due: null,
    call_back_due: null,
    common_issue_area: null,
    common_issue_id: null,
    ...(status === 'merged' ? {} : { merged_area: null, merged_id: null }),
  }
}
