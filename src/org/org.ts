import { sql, type Db } from '../kernel/db.ts'
import { problem } from '../kernel/problem.ts'

/** An org as other capabilities need it to address, scope and name things. */
export type OrgRow = {
  id: number
  name: string
  short_name: string | null
  path: string
  area: number
  kind: string
  active: boolean
  parent_id: number | null
}

/**
 * An org as the subject of events, which take a UUID: its number in the last twelve digits. Also what a list of orgs
 * pages by.
 */
export const orgSubject = (id: number): string =>
  `00000000-0000-0000-0000-${id.toString(16).padStart(12, '0')}`
/** The org an event's subject stands for. */
export const orgOfSubject = (subject: string): number => Number.parseInt(subject.slice(24), 16)

/** @throws unknown-org when there is none or it has ended. */
export async function activeOrg(db: Db, id: number): Promise<OrgRow> {
  const row = await db
    .selectFrom('org')
    .select(['id', 'name', 'short_name', 'path', 'area', 'kind', 'active', 'parent_id'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row?.active) throw problem('unknown-org')
  return row
}

/** All of the ids, in the order asked. @throws unknown-org */
export async function activeOrgs(db: Db, ids: readonly number[]): Promise<OrgRow[]> {
  if (!ids.length) return []
  const rows = await db
    .selectFrom('org')
    .select(['id', 'name', 'short_name', 'path', 'area', 'kind', 'active', 'parent_id'])
    .where('id', 'in', [...new Set(ids)])
    .where('active', '=', true)
    .execute()
  const found = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => found.get(id) ?? raise())
}
const raise = (): never => {
  throw problem('unknown-org')
}

/** The nearest union above an org (itself excluded): where a matter escalates. */
export async function unionAbove(db: Db, path: string): Promise<OrgRow | undefined> {
  const labels = path.split('.')
  const above = labels.slice(1).map((_, i) => labels.slice(0, i + 1).join('.'))
  if (!above.length) return undefined
  const { rows } = await sql<OrgRow>`
    select id, name, short_name, path, area, kind, active, parent_id from org
    where path = any(${above}::text[]) and active and kind in ('federation', 'industrial', 'grassroots')
    order by length(path) desc limit 1`.execute(db)
  return rows[0]
}

/** Organisations in being that bear one of the names now or bore it before, with the names above them. */
export async function orgsNamed(db: Db, names: readonly string[]) {
  if (!names.length) return []
  const { rows } = await sql<{ id: number; name: string; trail: string; named: string }>`
    select o.id, o.name, n.name as named,
      coalesce((select string_agg(coalesce(a.short_name, a.name), ' › ' order by length(a.path)) from org a
        where o.path like a.path || '.%' and a.id = any(select x.id from org x where x.path = any(
          select array_to_string((string_to_array(o.path, '.'))[1:i], '.') from generate_series(1, 12) i))), '') as trail
    from org_name n join org o on o.id = n.org_id where n.name = any(${names}::text[]) and o.active limit 500`.execute(
    db,
  )
  return rows
}
