import { sql, type Db } from './db.ts'
import type { RawBuilder } from 'kysely'
import { mostCounted } from './contract.ts'
import { isUuid } from './id.ts'
import { problem } from './problem.ts'

/** A keyset position: the sort value (ISO instant, number or null) and the id of the last row shown. */
export type Cursor = { at: string | number | null; id: string }

/** Opaque to callers, so that the order may change without breaking them. */
export const writeCursor = (cursor: Cursor): string =>
  Buffer.from(JSON.stringify([cursor.at, cursor.id])).toString('base64url')

/** As `toISOString` writes the years a database knows. */
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** @throws bad-input for a cursor that was not ours. */
export function readCursor(text: string | undefined): Cursor | null {
  if (!text) return null
  try {
    const [at, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [unknown, unknown]
    if (
      (at === null ||
        Number.isSafeInteger(at) ||
        (typeof at === 'string' && instant.test(at) && !Number.isNaN(Date.parse(at)))) &&
      typeof id === 'string' &&
      isUuid(id)
    )
      return { at: at as Cursor['at'], id }
  } catch {
    // Falls through to the named problem.
  }
  throw badCursor()
}

const badCursor = () => problem('bad-input', { fields: [{ path: 'cursor', message: '请从第一页重新翻' }] })

/**
 * Where rows of a list lie: a condition one index order serves, or several whole areas, each of which it serves. Areas are
 * taken together so that the plan is made once and not once for each of them.
 */
export type Arm = RawBuilder<boolean> | { column: RawBuilder<unknown>; areas: readonly number[] }

/**
 * The first `limit` rows over several index-ordered arms, merged. Each arm stops after `limit + 1` rows of its own
 * index; only those few are sorted together.
 * `select` yields full rows including `sort_at` and `id uuid`; `from` is one table with its alias.
 */
export async function mergePage<Row extends { id: string; sort_at: Date | number | null }>(
  db: Db,
  list: {
    arms: readonly Arm[]
    columns: RawBuilder<unknown>
    from: RawBuilder<unknown>
    where: RawBuilder<boolean>[]
    /** Column sorted by, and whether the newest or the most pressing comes first. */
    sort: RawBuilder<unknown>
    /** What the column holds, where that is no instant. */
    sorted?: 'number'
    id: RawBuilder<unknown>
    order: 'newest' | 'soonest'
    cursor: Cursor | null
    limit: number
    /** Count what the filter leaves as well; not past `mostCounted`. */
    count?: boolean | undefined
  },
): Promise<{ rows: Row[]; next: string | null; total: Total | null }> {
  if (!list.arms.length) return { rows: [], next: null, total: list.count ? { count: 0, more: false } : null }
  const newest = list.order === 'newest'
  const order = newest ? sql`desc` : sql`asc`
  const conditions = [...list.where]
  const { cursor } = list
  if (cursor) {
    // One that belongs to another list.
    if (cursor.at !== null && (typeof cursor.at === 'number') !== (list.sorted === 'number'))
      throw badCursor()
    const at = list.sorted === 'number' ? sql`${cursor.at}::bigint` : sql`${cursor.at}::timestamptz`
    if (cursor.at === null) conditions.push(sql`${list.sort} is null and ${list.id} > ${cursor.id}::uuid`)
    else if (newest) conditions.push(sql`(${list.sort}, ${list.id}) < (${at}, ${cursor.id}::uuid)`)
    else
      conditions.push(sql`((${list.sort}, ${list.id}) > (${at}, ${cursor.id}::uuid) or ${list.sort} is null)`)
  }
  const most = sql.lit(list.limit + 1)
  const within = (where: RawBuilder<boolean>) => sql`(
    select ${list.columns}, ${list.sort} as sort_at from ${list.from}
    where ${sql.join([where, ...conditions], sql` and `)}
    order by ${list.sort} ${order}, ${list.id} ${order} limit ${most})`
  const merged = (from: RawBuilder<unknown>) =>
    sql`select merged.* from ${from} order by sort_at ${order}, id ${order} limit ${most}`
  const arm = (one: Arm) =>
    'areas' in one
      ? sql`(${merged(sql`unnest(${[...one.areas]}::int[]) of_area (code) cross join lateral ${within(sql`${one.column} = of_area.code`)} merged`)})`
      : within(one)
  const [{ rows }, total] = await Promise.all([
    (list.arms.length === 1
      ? sql<Row>`${arm(list.arms[0]!)}`
      : sql<Row>`${merged(sql`(${sql.join(list.arms.map(arm), sql` union all `)}) merged`)}`
    ).execute(db),
    list.count ? counted(db, list) : null,
  ])
  const shown = rows.slice(0, list.limit)
  const last = shown.at(-1)
  return {
    rows: shown,
    next:
      rows.length > list.limit && last
        ? writeCursor({
            at: last.sort_at instanceof Date ? last.sort_at.toISOString() : last.sort_at,
            id: last.id,
          })
        : null,
    total,
  }
}

export type Total = { count: number; more: boolean }

/** How many rows a list has in all, whatever page is shown: not counted past `mostCounted`. */
async function counted(
  db: Db,
  list: { arms: readonly Arm[]; from: RawBuilder<unknown>; where: readonly RawBuilder<boolean>[] },
): Promise<Total> {
  const arm = (one: Arm) =>
    'areas' in one ? sql<boolean>`${one.column} = any(${[...one.areas]}::int[])` : sql<boolean>`(${one})`
  const where = [sql`(${sql.join(list.arms.map(arm), sql` or `)})`, ...list.where]
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select 1 from ${list.from} where ${sql.join(where, sql` and `)}
      limit ${sql.lit(mostCounted + 1)}) found`.execute(db)
  const { count } = rows[0]!
  return { count: Math.min(count, mostCounted), more: count > mostCounted }
}
