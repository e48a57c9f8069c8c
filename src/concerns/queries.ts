import type { Selectable } from 'kysely'
import type { RawBuilder } from 'kysely'
import { containing, sql, type Db } from '../kernel/db.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import { arms, inScope, type Scope } from '../kernel/scope.ts'
import type { QueryOf } from '../kernel/contract.ts'
import type { ConcernTable } from './tables.ts'
import type { concernRoutes } from './contract.ts'
import { groups, type RateName, type RatePart, type Status } from './words.ts'

/** A concern as locked by a step, with the names a sentence needs. */
export type ConcernRecord = Selectable<ConcernTable> & {
  status: Status
  owner_name: string
  owner_path: string
  lead_name: string | null
  class_name: string
}

/**
 * One concern with its names. The row is locked before anything is joined to it: joined first, a row whose class or
 * lead changed while we waited for the lock would be joined to the old one, and be gone.
 */
async function readConcern(db: Db, which: RawBuilder<boolean>, lock: boolean): Promise<ConcernRecord | null> {
  const { rows } = await sql<ConcernRecord>`
    ${lock ? sql`with c as materialized (select * from concern where ${which} for update)` : sql``}
    select c.*, o.name as owner_name, o.path as owner_path, l.name as lead_name, k.name as class_name
    from ${lock ? sql`c` : sql`(select * from concern where ${which}) c`}
    join org o on o.id = c.owner_org left join org l on l.id = c.lead_org join concern_class k on k.code = c.class_code`.execute(
    db,
  )
  return rows[0] ?? null
}

/** One concern, locked for a step when `lock`. */
export const concernById = (db: Db, area: number, id: string, lock = false) =>
  readConcern(db, sql`area = ${area} and id = ${id}`, lock)

/** The parts of a speaking number; the century is this one's. */
export function readNumber(number: string): { area: number; year: number; running: number } {
  const [area, year, running] = number.split('-').map(Number) as [number, number, number]
  return { area, year: 2000 + year, running }
}

export function concernByNumber(db: Db, number: string, lock = false) {
  const key = readNumber(number)
  return readConcern(db, sql`area = ${key.area} and year = ${key.year} and running = ${key.running}`, lock)
}

/** The next running number of an area's year; the row is locked until the raising commits, so call it last. */
export async function nextRunning(db: Db, area: number, year: number): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into concern_number (area, year, last) values (${area}, ${year}, 1)
    on conflict (area, year) do update set last = concern_number.last + 1 returning last`.execute(db)
  return rows[0]!.last
}

/** The columns a list line shows. */
export type ConcernLine = Pick<
  ConcernRecord,
  | 'area'
  | 'id'
  | 'year'
  | 'running'
  | 'title'
  | 'class_code'
  | 'class_name'
  | 'status'
  | 'urgency'
  | 'place'
  | 'source'
  | 'owner_org'
  | 'owner_name'
  | 'lead_org'
  | 'lead_name'
  | 'raised_at'
  | 'due_at'
  | 'due_certain'
  | 'escalation'
  | 'common_issue_area'
  | 'common_issue_id'
  | 'outcome'
  | 'satisfaction'
> & { sort_at: Date | null }

const line = sql`c.area, c.id, c.year, c.running, c.title, c.class_code, c.status, c.urgency, c.place, c.source, c.owner_org, c.lead_org,
  c.raised_at, c.due_at, c.due_certain, c.escalation, c.common_issue_area, c.common_issue_id, c.outcome, c.satisfaction`

export type Filters = QueryOf<typeof concernRoutes.listConcerns>
export type Window = { from: Date; until: Date; now: Date }

/**
 * The three rates as conditions, in one place: the number and the list it opens to are the same words.
 * response    of the concerns accepted in the window: contacted in time, of those that had to be by now
 * resolution  of the concerns called back in the window: the worker answered 已解决
 * satisfaction  the same concerns: the worker answered 满意
 * Left out: not yet contacted with time to spare; answered in the window but not called back.
 */
export function ratePredicate(rate: RateName, part: RatePart | 'all', w: Window): RawBuilder<boolean> {
  if (rate === 'response') {
    const window = sql`c.accepted_at >= ${w.from} and c.accepted_at < ${w.until} and c.contact_due is not null`
    const inTime = sql`c.contacted_at is not null and c.contacted_at <= c.contact_due`
    const pending = sql`c.contacted_at is null and c.contact_due > ${w.now}`
    switch (part) {
      case 'counted':
        return sql`(${window} and ${inTime})`
      case 'missed':
        return sql`(${window} and not (${inTime}) and not (${pending}))`
      case 'left-out':
        return sql`(${window} and ${pending})`
      case 'all':
        return sql`(${window} and not (${pending}))`
    }
  }
  const window = sql`c.called_back_at >= ${w.from} and c.called_back_at < ${w.until}`
  const yes = rate === 'resolution' ? sql`c.outcome = 'solved'` : sql`c.satisfaction = 'satisfied'`
  switch (part) {
    case 'counted':
      return sql`(${window} and ${yes})`
    case 'missed':
      return sql`(${window} and not (${yes}))`
    case 'left-out':
      return sql`(c.answered_at >= ${w.from} and c.answered_at < ${w.until} and c.called_back_at is null)`
    case 'all':
      return sql`(${window})`
  }
}

/** A day in Beijing as the instants it begins and the next begins. */
export const dayStart = (day: string): Date => new Date(`${day}T00:00:00+08:00`)
export const dayEnd = (day: string): Date => new Date(dayStart(day).getTime() + 86_400_000)

function conditions(f: Filters, now: Date, yellowBefore: Date): RawBuilder<boolean>[] {
  const where: RawBuilder<boolean>[] = []
  const statuses = f.status?.length
    ? f.status
    : f.group === 'open' || f.group === 'ended'
      ? [...groups[f.group]]
      : null
  if (statuses)
    where.push(
      statuses.length === 1 ? sql`c.status = ${statuses[0]}` : sql`c.status = any(${statuses}::text[])`,
    )
  if (f.classCode?.length)
    where.push(
      f.classCode.length === 1
        ? sql`c.class_code = ${f.classCode[0]}`
        : sql`c.class_code = any(${f.classCode}::text[])`,
    )
  if (f.urgency) where.push(sql`c.urgency = ${f.urgency}`)
  if (f.source) where.push(sql`c.source = ${f.source}`)
  if (f.leadId) where.push(sql`c.lead_org = ${f.leadId}`)
  if (f.orgId)
    where.push(
      sql`c.owner_org in (select d.id from org d join org r on r.id = ${f.orgId} where d.path >= r.path and d.path < r.path || '/')`,
    )
  if (f.commonIssueId) where.push(sql`c.common_issue_id = ${f.commonIssueId.slice(7)}`)
  if (f.card === 'red') where.push(sql`c.due_at < ${now} and c.ended_at is null`)
  if (f.card === 'yellow')
    where.push(sql`c.due_at >= ${now} and c.due_at < ${yellowBefore} and c.ended_at is null`)
  if (f.q) {
    const number = /^(?:(\d{6})-)?(?:(\d{2})-)?(\d{1,9})$/.exec(f.q.trim())
    where.push(
      number
        ? sql`c.running = ${Number(number[3])} ${number[2] ? sql`and c.year = ${2000 + Number(number[2])}` : sql``}`
        : sql`(c.title ilike ${containing(f.q)} or c.text ilike ${containing(f.q)} or c.place ilike ${containing(f.q)})`,
    )
  }
  if (f.rate) {
    const window = { from: f.from ? dayStart(f.from) : new Date(0), until: f.to ? dayEnd(f.to) : now, now }
    where.push(ratePredicate(f.rate, f.part ?? 'all', window))
  } else {
    if (f.from) where.push(sql`c.raised_at >= ${dayStart(f.from)}`)
    if (f.to) where.push(sql`c.raised_at < ${dayEnd(f.to)}`)
  }
  return where
}

/** One page of the desk. */
export async function listConcerns(db: Db, scope: Scope, f: Filters, now: Date, yellowBefore: Date) {
  const soonest = f.order === 'soonest'
  const where = conditions(f, now, yellowBefore)
  // Ended matters owe nothing: they have no place in an order of deadlines.
  if (soonest) where.push(sql`c.ended_at is null`)
  const page = await mergePage<ConcernLine>(db, {
    arms: arms(scope, 'c', 'owner_org'),
    columns: line,
    from: sql`concern c`,
    where,
    sort: soonest ? sql`c.due_at` : sql`c.raised_at`,
    id: sql`c.id`,
    order: soonest ? 'soonest' : 'newest',
    cursor: readCursor(f.cursor),
    limit: f.limit ?? 20,
  })
  return { rows: await withNames(db, page.rows), next: page.next }
}

/** Names for the few rows of a page, read once from the small tables instead of joined into every arm. */
async function withNames<Row extends { owner_org: number; lead_org: number | null; class_code: string }>(
  db: Db,
  rows: Row[],
) {
  if (!rows.length)
    return rows as (Row & { owner_name: string; lead_name: string | null; class_name: string })[]
  const ids = [
    ...new Set(rows.flatMap((row) => (row.lead_org ? [row.owner_org, row.lead_org] : [row.owner_org]))),
  ]
  const { rows: names } = await sql<{ kind: string; key: string; name: string }>`
    select 'org' as kind, id::text as key, name from org where id = any(${ids}::int[])
    union all select 'class', code, name from concern_class where code = any(${[...new Set(rows.map((row) => row.class_code))]}::text[])`.execute(
    db,
  )
  const named = new Map(names.map((one) => [`${one.kind}${one.key}`, one.name]))
  return rows.map((row) => ({
    ...row,
    owner_name: named.get(`org${row.owner_org}`) ?? '',
    lead_name: row.lead_org ? (named.get(`org${row.lead_org}`) ?? null) : null,
    class_name: named.get(`class${row.class_code}`) ?? row.class_code,
  }))
}

export async function countByStatus(
  db: Db,
  scope: Scope,
  w: { from?: Date; until?: Date },
  now: Date,
  yellowBefore: Date,
) {
  const where = [inScope(scope, 'c', 'owner_org')]
  if (w.from) where.push(sql<boolean>`c.raised_at >= ${w.from}`)
  if (w.until) where.push(sql<boolean>`c.raised_at < ${w.until}`)
  const { rows } = await sql<{ status: Status; count: number; yellow: number; red: number }>`
    select c.status, count(*) as count, count(*) filter (where c.due_at >= ${now} and c.due_at < ${yellowBefore}) as yellow, count(*) filter (where c.due_at < ${now}) as red
    from concern c where ${sql.join(where, sql` and `)} group by c.status`.execute(db)
  return rows
}

/** The three rates over one window, each from the same conditions its list uses. */
export async function rateCounts(db: Db, scope: Scope, w: Window) {
  const part = (rate: RateName, which: RatePart | 'all') =>
    sql`count(*) filter (where ${ratePredicate(rate, which, w)})`
  const touched = sql`(c.accepted_at >= ${w.from} and c.accepted_at < ${w.until} or c.called_back_at >= ${w.from} and c.called_back_at < ${w.until} or c.answered_at >= ${w.from} and c.answered_at < ${w.until})`
  const { rows } = await sql<Record<string, number>>`
    select ${part('response', 'counted')} as r1, ${part('response', 'all')} as r2, ${part('response', 'left-out')} as r3,
           ${part('resolution', 'counted')} as s1, ${part('resolution', 'all')} as s2, ${part('resolution', 'left-out')} as s3,
           ${part('satisfaction', 'counted')} as t1, ${part('satisfaction', 'all')} as t2, ${part('satisfaction', 'left-out')} as t3
    from concern c where ${inScope(scope, 'c', 'owner_org')} and ${touched}`.execute(db)
  const r = rows[0]!
  const rate = (counted: number, outOf: number, leftOut: number) => ({
    value: outOf ? counted / outOf : null,
    counted,
    outOf,
    leftOut,
  })
  return {
    response: rate(r['r1']!, r['r2']!, r['r3']!),
    resolution: rate(r['s1']!, r['s2']!, r['s3']!),
    satisfaction: rate(r['t1']!, r['t2']!, r['t3']!),
  }
}

/** Concerns of an area and class whose words overlap, newest first: candidates for being one matter. */
export async function candidates(
  db: Db,
  key: { area: number; classCode: string; fingerprint: number[]; except?: string; openOnly: boolean },
) {
  const { rows } = await sql<{
    area: number
    id: string
    year: number
    running: number
    title: string
    text: string
    place: string
    status: Status
    raised_at: Date
    class_name: string
    accepted_at: Date | null
    owner_path: string
  }>`
    select c.area, c.id, c.year, c.running, c.title, c.text, c.place, c.status, c.raised_at, c.accepted_at, k.name as class_name, o.path as owner_path
    from concern c join concern_class k on k.code = c.class_code join org o on o.id = c.owner_org
    where c.area = ${key.area} and c.class_code = ${key.classCode} and c.fingerprint && ${key.fingerprint}::int[]
      and c.status = any(${[...groups.open]}::text[]) ${key.except ? sql`and c.id <> ${key.except}` : sql``}
    order by c.raised_at desc limit 50`.execute(db)
  return rows
}
