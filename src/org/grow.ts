import './tables.ts'
import { sql, type Db } from '../kernel/db.ts'
import { idToLabel } from '../kernel/scope.ts'
import { searchKeys } from './pinyin.ts'
import type { OrgKind } from './words.ts'

/** An org to be made. `parent` is the id of an org already there, or the `key` of one earlier in the same call. */
export type Seedling = {
  key: string
  parent: number | string | null
  name: string
  shortName?: string | null
  kind: OrgKind
  uscc?: string | null
  /** Set when this org is the root of an area of its own. */
  area?: { code: number; name: string }
}

const batch = 2_000

/**
 * Makes many orgs at once: ids are drawn first, so that every path is known before the first insert. Parents must
 * come before their children. Returns the id of each key.
 */
export async function growOrgs(
  db: Db,
  seedlings: readonly Seedling[],
  by: { name: string; now: Date; day: string; change: 'created' | 'imported' },
): Promise<Map<string, number>> {
  const ids = new Map<string, number>()
  if (!seedlings.length) return ids
  const { rows: drawn } = await sql<{
    id: number
  }>`select nextval(pg_get_serial_sequence('org', 'id'))::int as id from generate_series(1, ${seedlings.length})`.execute(
    db,
  )
  const given = [...new Set(seedlings.flatMap((one) => (typeof one.parent === 'number' ? [one.parent] : [])))]
  const known = new Map<number, { path: string; area: number }>()
  if (given.length) {
    for (const row of await db
      .selectFrom('org')
      .select(['id', 'path', 'area'])
      .where('id', 'in', given)
      .execute())
      known.set(row.id, row)
  }
  const children = new Map<number, number>()
  const rows = seedlings.map((one, i) => {
    const id = drawn[i]!.id
    ids.set(one.key, id)
    const parentId = typeof one.parent === 'string' ? ids.get(one.parent) : one.parent
    if (parentId === undefined) throw new Error(`org ${one.key}: its parent ${one.parent} is not before it`)
    const parent = parentId === null ? null : known.get(parentId)
    if (parent === undefined) throw new Error(`org ${one.key}: there is no org ${parentId}`)
    const path = parent ? `${parent.path}.${idToLabel(id)}` : idToLabel(id)
    const area = one.area?.code ?? parent?.area
    if (area === undefined) throw new Error(`org ${one.key}: the first org needs an area`)
    known.set(id, { path, area })
    if (parentId !== null) children.set(parentId, (children.get(parentId) ?? 0) + 1)
    return {
      id,
      area,
      parent_id: parentId,
      path,
      kind: one.kind,
      name: one.name,
      short_name: one.shortName ?? null,
      uscc: one.uscc ?? null,
      created_at: by.now,
    }
  })
  for (let i = 0; i < rows.length; i += batch) {
    // Spelling takes most of the time; between batches others are answered.
    const part = rows.slice(i, i + batch).map((row) => ({ ...row, ...searchKeys(row.name) }))
    await db
      .insertInto('org')
      .values(part.map((row) => ({ ...row, children: children.get(row.id) ?? 0 })))
      .execute()
    await db
      .insertInto('org_name')
      .values(
        part.flatMap((row) => {
          const whole = {
            org_id: row.id,
            name: row.name,
            pinyin: row.pinyin,
            initials: row.initials,
            former: false,
          }
          const short = row.short_name
          return short && short !== row.name
            ? [whole, { org_id: row.id, name: short, ...searchKeys(short), former: false }]
            : [whole]
        }),
      )
      .execute()
    await db
      .insertInto('org_change')
      .values(
        part.map((row) => ({
          org_id: row.id,
          change: by.change,
          text: by.change === 'imported' ? '导入' : '新建',
          by_name: by.name,
          on_day: by.day,
          at: by.now,
        })),
      )
      .execute()
  }
  // Parents that were there before get their new children counted.
  for (const id of given)
    await db
      .updateTable('org')
      .set({ children: sql`children + ${children.get(id) ?? 0}` })
      .where('id', '=', id)
      .execute()
  const areas = seedlings.flatMap((one) =>
    one.area ? [{ code: one.area.code, name: one.area.name, org_id: ids.get(one.key)! }] : [],
  )
  if (areas.length) await db.insertInto('area').values(areas).execute()
  return ids
}
