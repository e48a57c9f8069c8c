import type { RawBuilder } from 'kysely'
import { sql, type Db } from '../kernel/db.ts'
import type { Ctx } from '../kernel/context.ts'
import { problem } from '../kernel/problem.ts'
import { isWithin, labelToId } from '../kernel/scope.ts'
import type { Org } from './contract.ts'
import type { OrgKind } from './words.ts'

export type Line = {
  id: number
  name: string
  short_name: string | null
  kind: OrgKind
  area: number
  parent_id: number | null
  path: string
  uscc: string | null
  children: number
  active: boolean
}
const line = sql`o.id, o.name, o.short_name, o.kind, o.area, o.parent_id, o.path, o.uscc, o.children, o.active`

/** `path` at or below `root`, as a range of its index. */
export const within = (t: string, root: string) =>
  sql<boolean>`${sql.ref(`${t}.path`)} >= ${root} and ${sql.ref(`${t}.path`)} < ${root + '/'}`

const above = (path: string): number[] => path.split('.').slice(0, -1).map(labelToId)

/** Lines as they cross the wire, with the names on the way down to each. */
export async function asOrgs<Row extends Line>(db: Db, rows: Row[]): Promise<(Org & { row: Row })[]> {
  const names = await namesOf(
    db,
    rows.flatMap((row) => above(row.path)),
  )
  return rows.map((row) => ({
    row,
    id: row.id,
    name: row.name,
    shortName: row.short_name,
    kind: row.kind,
    area: row.area,
    parentId: row.parent_id,
    trail: above(row.path)
      .map((id) => names.get(id) ?? '')
      .join(' / '),
    uscc: row.uscc,
    children: row.children,
    active: row.active,
  }))
}

/** Names of orgs by id. */
export async function namesOf(db: Db, ids: number[]): Promise<Map<number, string>> {
  if (!ids.length) return new Map()
  const { rows } = await sql<{ id: number; name: string }>`
    select id, name from org where id = any(${[...new Set(ids)]}::int[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row.name]))
}

export async function orgById(db: Db, id: number): Promise<Line | undefined> {
  const { rows } = await sql<Line>`select ${line} from org o where o.id = ${id}`.execute(db)
  return rows[0]
}

/** An org at or below the one acted for, ended ones too. @throws not-found */
export async function visibleOrg(c: Ctx, id: number) {
  const org = await orgById(c.db, id)
  if (!org || !isWithin(org.path, c.staff().acting.path)) throw problem('not-found')
  return org
}

/** The ancestors of a path, from the root down. */
export async function ancestors(db: Db, path: string): Promise<{ id: number; name: string }[]> {
  const ids = above(path)
  const names = await namesOf(db, ids)
  return ids.map((id) => ({ id, name: names.get(id) ?? '' }))
}

/** The active orgs right below one, in the order they were made. */
export async function childrenOf(
  db: Db,
  parentId: number,
  page: { kinds: OrgKind[]; after: number; limit: number },
): Promise<Line[]> {
  const { rows } = await sql<Line>`
    select ${line} from org o where o.parent_id = ${parentId} and o.id > ${page.after} and o.active
      ${page.kinds.length ? sql`and o.kind = any(${page.kinds}::text[])` : sql``}
    order by o.id limit ${page.limit}`.execute(db)
  return rows
}

/** So many names are weighed for each way of matching: more than anybody reads, few enough for a word all names share. */
const weighed = 200

/**
 * Active orgs whose name, former name, pinyin or initials contain what was typed; one that was merged leads to the org
 * it went into. Best first: the very name, names beginning with it, names containing it, then former names.
 * @param root path to look below; null looks everywhere
 */
export async function searchOrgs(
  db: Db,
  search: { typed: string; root: string | null; kinds: OrgKind[]; limit: number },
): Promise<(Line & { matched: string })[]> {
  const plain = search.typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  if (!plain) return []
  const characters = [...plain]
  const pairs = characters.slice(1).map((character, i) => `${characters[i]}${character}`)
  const ways: RawBuilder<boolean>[] = [
    // Names beginning with it have a way of their own, so that they are weighed however many contain it.
    sql`name_pieces(n.name) @> name_pieces(${plain}) and starts_with(plain_name(n.name), ${plain})`,
    sql`name_pieces(n.name) @> ${pairs.length ? pairs : characters}::text[] and position(${plain} in plain_name(n.name)) > 0`,
  ]
  if (/^[a-z0-9]+$/.test(plain)) {
    ways.push(sql`(n.initials = ${plain} or n.pinyin = ${plain})`)
    ways.push(sql`(n.initials like ${plain + '%'} or n.pinyin like ${plain + '%'})`)
    if (plain.length > 2) ways.push(sql`n.pinyin like ${`%${plain}%`}`)
  }
  const where = [sql`o.active`]
  if (search.root) where.push(within('o', search.root))
  if (search.kinds.length) where.push(sql`o.kind = any(${search.kinds}::text[])`)
  const hits = ways.map(
    (way) => sql`(select o.id, n.name, n.pinyin, n.initials, n.former
      from org_name n join org b on b.id = n.org_id join org o on o.id = coalesce(b.merged_into, b.id)
      where ${way} and ${sql.join(where, sql` and `)} limit ${weighed})`,
  )
  const { rows } = await sql<Line & { matched: string }>`
    with hit as (${sql.join(hits, sql` union `)}),
      ranked as (select h.*, case
          when plain_name(h.name) = ${plain} then 0
          when ${plain} in (h.pinyin, h.initials) then 1
          when starts_with(plain_name(h.name), ${plain}) then 2
          when position(${plain} in plain_name(h.name)) > 0 then 3
          when starts_with(h.pinyin, ${plain}) or starts_with(h.initials, ${plain}) then 4
          else 5 end as rank from hit h),
      best as (select distinct on (id) * from ranked order by id, rank, former, length(name))
    select ${line}, h.name as matched from best h join org o on o.id = h.id
    order by h.rank, h.former, length(h.name), h.id limit ${search.limit}`.execute(db)
  return rows
}

/** Names of other active orgs that hold this code. */
export async function codeHolders(db: Db, uscc: string, except: number | null): Promise<string[]> {
  const rows = await db
    .selectFrom('org')
    .select('name')
    .where('uscc', '=', uscc)
    .where('active', '=', true)
    .where('id', '!=', except ?? 0)
    .limit(3)
    .execute()
  return rows.map((row) => row.name)
}
