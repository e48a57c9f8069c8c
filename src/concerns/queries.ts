import type { Selectable } from 'kysely'
import type { RawBuilder } from 'kysely'
import { isYellow } from '../kernel/card.ts'
import { containing, sql, type Db } from '../kernel/db.ts'
import type { YellowWindow } from '../kernel/working-days.ts'
import { recordId } from '../kernel/id.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import { arms, inScope, type Scope } from '../kernel/scope.ts'
import type { QueryOf } from '../kernel/contract.ts'
import type { Known } from './knowledge.ts'
import type { ConcernTable } from './tables.ts'
import type { concernRoutes } from './contract.ts'
import {
  groups,
  rateGroups,
  rates,
  speakingNumber,
  type RateName,
  type RatePart,
  type Status,
} from './words.ts'

/** A concern as locked by a step, with the names a sentence needs. */
export type ConcernRecord = Selectable<ConcernTable> & {
  status: Status
  owner_name: string
  owner_path: string
  lead_name: string | null
  class_name: string
  /** Set where its reader's part is closed, and the rest is as it stood then (knowledge.ts). */
  known?: Known
}

/**
 * One concern with its names. The row is locked before anything is joined to it: joined first, a row whose class or
 * lead changed while we waited for the lock would be joined to the old one, and be gone.
 */
async function readConcerns(db: Db, which: RawBuilder<boolean>, lock = false): Promise<ConcernRecord[]> {
  const { rows } = await sql<ConcernRecord>`
    ${lock ? sql`with c as materialized (select * from concern where ${which} for update)` : sql``}
    select c.*, o.name as owner_name, o.path as owner_path, l.name as lead_name, k.name as class_name
    from ${lock ? sql`c` : sql`(select * from concern where ${which}) c`}
    join org o on o.id = c.owner_org left join org l on l.id = c.lead_org join concern_class k on k.code = c.class_code`.execute(
    db,
  )
  return rows
}

const readConcern = async (db: Db, which: RawBuilder<boolean>, lock: boolean) =>
  (await readConcerns(db, which, lock))[0] ?? null

export type Key = { area: number; id: string }

/** Is the record of these columns one of the listed? */
export const oneOf = (area: RawBuilder<unknown>, id: RawBuilder<unknown>, keys: readonly Key[]) =>
  sql<boolean>`(${area}, ${id}) in (select * from unnest(${keys.map((key) => key.area)}::int[], ${keys.map((key) => key.id)}::uuid[]))`

/** Several concerns at once, in the order asked for. */
export async function concernsByKeys(db: Db, keys: readonly Key[]): Promise<ConcernRecord[]> {
  if (!keys.length) return []
  const rows = new Map((await readConcerns(db, oneOf(sql`area`, sql`id`, keys))).map((row) => [row.id, row]))
  return keys.flatMap((key) => rows.get(key.id) ?? [])
}

/** The concerns that others were merged into, each under the id of what was merged: the one that is handled in the end. */
export async function handledWith(
  db: Db,
  rows: readonly ConcernRecord[],
): Promise<Map<string, ConcernRecord>> {
  const into = new Map<string, ConcernRecord>()
  const keyOf = (row: ConcernRecord) =>
    row.merged_area && row.merged_id ? [{ area: row.merged_area, id: row.merged_id }] : []
  for (let merged = rows.filter((row) => row.merged_id !== null); merged.length;) {
    const found = new Map(
      (
        await concernsByKeys(
          db,
          merged.flatMap((row) => keyOf(into.get(row.id) ?? row)),
        )
      ).map((row) => [row.id, row]),
    )
    for (const row of merged) {
      const next = found.get(keyOf(into.get(row.id) ?? row)[0]!.id)
      if (next) into.set(row.id, next)
    }
    merged = merged.filter((row) => into.get(row.id)?.merged_id != null)
  }
  return into
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
  | 'assigned_at'
  | 'handed_at'
  | 'contacted_at'
  | 'answered_at'
  | 'ended_at'
  | 'due_at'
  | 'due_from'
  | 'due_certain'
  | 'escalation'
  | 'common_issue_area'
  | 'common_issue_id'
  | 'outcome'
  | 'satisfaction'
> & { sort_at: Date | null }

const line = sql`c.area, c.id, c.year, c.running, c.title, c.class_code, c.status, c.urgency, c.place, c.source, c.owner_org, c.lead_org,
  c.raised_at, c.assigned_at, c.handed_at, c.contacted_at, c.answered_at, c.ended_at, c.due_at, c.due_from, c.due_certain, c.escalation, c.common_issue_area, c.common_issue_id, c.outcome, c.satisfaction`

export type Filters = QueryOf<typeof concernRoutes.listConcerns>
export type Window = { from: Date; until: Date; now: Date }

/** The worker's first answer: no later one takes its place in a rate. */
const first = (answer: 'outcome' | 'satisfaction') =>
  sql<
    string | null
  >`(select k.${sql.ref(answer)} from concern_callback k where k.area = c.area and k.concern_id = c.id and k.round = 1)`

/**
 * The group of a rate a matter is in (`rates` says them in words), in one place: the number and the list it opens to are
 * the same expression. Whatever ended before a limit ran out did not miss it; whatever ran out stays missed.
 */
export function rateGroup(rate: RateName, now: Date): RawBuilder<string> {
  if (rate === 'response')
    return sql`case
      when coalesce(c.handed_at, c.ended_at, ${now}) > c.first_dispatch_due then 'dispatch-late'
      when c.handed_at is null then case when c.ended_at is null then 'not-handed' else 'ended' end
      when coalesce(c.contacted_at, c.ended_at, ${now}) > c.first_contact_due then 'contact-late'
      when c.contacted_at is not null then 'in-time'
      when c.ended_at is null then 'not-contacted' else 'ended' end`
  const [said, yes, no] =
    rate === 'resolution'
      ? [first('outcome'), sql`'solved'`, sql`'not-solved'`]
      : [first('satisfaction'), sql`'satisfied'`, sql`'not-satisfied'`]
  return sql`case ${said} when ${yes} then ${yes} else case
    when ${said} is not null then ${no} when c.status = 'answered' then 'to-ask' when c.status = 'closed' then 'not-asked'
    when c.status = 'merged' then 'merged' when c.ended_at is not null then 'ended' else 'in-hand' end end`
}

/** A day in Beijing as the instants it begins and the next begins. */
export const dayStart = (day: string): Date => new Date(`${day}T00:00:00+08:00`)
export const dayEnd = (day: string): Date => new Date(dayStart(day).getTime() + 86_400_000)

const yellowNow = (w: YellowWindow) => isYellow(sql`c.due_at`, sql`c.due_from`, w)

/** What is typed into a search, over concerns as `c`: a number or the end of one, else words. */
export function matching(q: string): RawBuilder<boolean> {
  const number = /^(?:(\d{6})-)?(?:(\d{2})-)?(\d{1,9})$/.exec(q.trim())
  if (!number) {
    const words = containing(q)
    return sql`(c.title ilike ${words} or c.text ilike ${words} or c.place ilike ${words})`
  }
  const [, area, year, running] = number
  return sql`(c.running = ${Number(running)} ${year ? sql`and c.year = ${2000 + Number(year)}` : sql``}
    ${area ? sql`and c.area = ${Number(area)}` : sql``})`
}

function conditions(f: Filters, yellow: YellowWindow): RawBuilder<boolean>[] {
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
  if (f.card === 'red') where.push(sql`c.due_at < ${yellow.now} and c.ended_at is null`)
  if (f.card === 'yellow') where.push(sql`${yellowNow(yellow)} and c.ended_at is null`)
  if (f.q) where.push(matching(f.q))
  if (f.rate) {
    const of = f.rateGroup ? [f.rateGroup] : rateGroups(f.rate, f.part)
    where.push(sql`${rateGroup(f.rate, yellow.now)} = any(${of}::text[])`)
  }
  if (f.from) where.push(sql`c.raised_at >= ${dayStart(f.from)}`)
  if (f.to) where.push(sql`c.raised_at < ${dayEnd(f.to)}`)
  return where
}

/** One page of the desk. */
export async function listConcerns(db: Db, scope: Scope, f: Filters, yellow: YellowWindow) {
  const soonest = f.order === 'soonest'
  const where = conditions(f, yellow)
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
    count: f.count,
  })
  return { rows: await withNames(db, page.rows), next: page.next, total: page.total }
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
  yellow: YellowWindow,
) {
  const where = [inScope(scope, 'c', 'owner_org')]
  if (w.from) where.push(sql<boolean>`c.raised_at >= ${w.from}`)
  if (w.until) where.push(sql<boolean>`c.raised_at < ${w.until}`)
  const { rows } = await sql<{ status: Status; count: number; yellow: number; red: number }>`
    select c.status, count(*) as count, count(*) filter (where ${yellowNow(yellow)}) as yellow, count(*) filter (where c.due_at < ${yellow.now}) as red
    from concern c where ${sql.join(where, sql` and `)} group by c.status`.execute(db)
  return rows
}

/** The three rates of what was raised in a window, each from the same expression its lists use. */
export async function rateCounts(db: Db, scope: Scope, w: Window) {
  const names = Object.keys(rates) as RateName[]
  const { rows } = await sql<Record<RateName, string> & { count: number }>`
    select ${sql.join(names.map((name) => sql`${rateGroup(name, w.now)} as ${sql.ref(name)}`))}, count(*) as count
    from concern c where ${inScope(scope, 'c', 'owner_org')} and c.raised_at >= ${w.from} and c.raised_at < ${w.until}
    group by 1, 2, 3`.execute(db)
  const of = (name: RateName) => {
    const groups = Object.entries<{ part: RatePart; name: string }>(rates[name].groups).map(
      ([group, words]) => ({
        group,
        ...words,
        count: rows.reduce((sum, row) => sum + (row[name] === group ? row.count : 0), 0),
      }),
    )
    const sum = (...parts: RatePart[]) =>
      groups.reduce((total, one) => total + (parts.includes(one.part) ? one.count : 0), 0)
    const [counted, outOf] = [sum('counted'), sum('counted', 'missed')]
    return { value: outOf ? counted / outOf : null, counted, outOf, leftOut: sum('left-out'), groups }
  }
  return { response: of('response'), resolution: of('resolution'), satisfaction: of('satisfaction') }
}

/** What of open, accepted concerns of an area and class everybody may read, newest first. */
export async function openTitles(db: Db, key: { area: number; classCode: string }) {
  const { rows } = await sql<Parameters<typeof asSimilar>[0] & { owner_path: string }>`
    select c.area, c.id, c.year, c.running, c.title, c.place, c.status, c.raised_at, k.name as class_name, o.path as owner_path
    from concern c join concern_class k on k.code = c.class_code join org o on o.id = c.owner_org
    where c.area = ${key.area} and c.class_code = ${key.classCode} and c.accepted_at is not null and c.status = any(${[...groups.open]}::text[])
    order by c.raised_at desc limit 200`.execute(db)
  return rows
}

/** A concern as one that may be the same matter is shown. */
export const asSimilar = (row: {
  area: number
  id: string
  year: number
  running: number
  title: string
  place: string
  status: Status
  raised_at: Date
  class_name: string
}) => ({
  id: recordId(row.area, row.id),
  number: speakingNumber(row),
  title: row.title,
  className: row.class_name,
  place: row.place,
  status: row.status,
  raisedAt: row.raised_at.toISOString(),
})

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
