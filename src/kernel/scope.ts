import { sql, type Db } from './db.ts'
import { Known } from './known.ts'
import type { Actor } from './actor.ts'
import type { Arm } from './page.ts'
import { problem } from './problem.ts'

/**
 * Where an actor's verbs reach, in the shape the indexes have: whole areas, and at most one part of an
 * area below its root. Always applied in SQL; what lies outside is 404.
 */
export type Scope = {
  /** Areas whose root org lies at or below the org acted for. */
  areas: number[]
  /** Set when the org acted for lies below its area's root. */
  part: { area: number; anchor: number; path: string; orgId: number; isAnchor: boolean } | null
}

export type AreaRoot = {
  code: number
  name: string
  orgId: number
  orgName: string
  path: string
  /** An administrator of the topmost union made it the default. */
  chosen: boolean
}

/** Key of the setting that holds the default area's code. */
export const defaultAreaKey = 'default-area'

/** The org id a path label stands for; labels are base-36 ids. */
export const labelToId = (label: string): number => Number.parseInt(label, 36)
export const idToLabel = (id: number): string => id.toString(36)

/** Is `path` at or below `root`? Labels never contain a dot, so a prefix and a dot decide. */
export const isWithin = (path: string, root: string): boolean => path === root || path.startsWith(`${root}.`)

/** The one union nothing lies above; the database allows no second. */
export const isTopmost = (path: string): boolean => !path.includes('.')

/** A few hundred rows that change with the map of the country, or when the tree above them does. */
const roots = new Known(30_000, async (db) => {
  const { rows } = await sql<AreaRoot>`
    select a.code, a.name, a.org_id as "orgId", o.name as "orgName", o.path,
      exists (select 1 from setting s where s.key = ${defaultAreaKey} and s.value = to_jsonb(a.code)) as chosen
    from area a join org o on o.id = a.org_id order by a.code`.execute(db)
  return rows
})

/** The area roots and what follows from where they stand. */
export class AreaIndex {
  #db: Db
  constructor(db: Db) {
    this.#db = db
  }
  /** Forget what is known; called after the tree changes. */
  forget() {
    roots.forget(this.#db)
  }
  roots(): Promise<AreaRoot[]> {
    return roots.of(this.#db)
  }
  async root(area: number): Promise<AreaRoot | undefined> {
    return (await this.roots()).find((root) => root.code === area)
  }
  /** Where belongs what names no area: the one chosen for that; as long as none is, the topmost union's own. */
  async home(): Promise<AreaRoot | undefined> {
    const roots = await this.roots()
    return roots.find((root) => root.chosen) ?? roots.find((root) => isTopmost(root.path))
  }
  /** The ancestor of `path` one level below its area's root (or the root itself): the desk's index column. */
  async anchor(area: number, path: string): Promise<number> {
    const root = await this.root(area)
    if (!root || !isWithin(path, root.path)) return labelToId(path.split('.').at(-1)!)
    const depth = root.path.split('.').length
    return labelToId(path.split('.')[depth] ?? root.path.split('.').at(-1)!)
  }
  async scope(actor: Actor): Promise<Scope> {
    if (actor.kind !== 'account' || !actor.acting) throw problem('not-allowed')
    const { path, area, orgId } = actor.acting
    const roots = await this.roots()
    const areas = roots.filter((root) => isWithin(root.path, path)).map((root) => root.code)
    if (areas.includes(area)) return { areas, part: null }
    const anchor = await this.anchor(area, path)
    return { areas, part: { area, anchor, path, orgId, isAnchor: anchor === orgId } }
  }
}

/**
 * The scope as a condition over a table's `area`, `anchor_org` and an org column. `t` is the table's alias.
 * Two arms at most, each matching an index.
 */
export function inScope(scope: Scope, t: string, orgColumn: string) {
  const area = sql.ref(`${t}.area`)
  const whole = sql<boolean>`${area} = any(${scope.areas}::int[])`
  if (!scope.part) return whole
  const part = inPart(scope.part, t, orgColumn)
  return scope.areas.length ? sql<boolean>`(${whole} or ${part})` : part
}

/** The arm for an org below its area's root. */
export function inPart(part: NonNullable<Scope['part']>, t: string, orgColumn: string) {
  const own = sql`${sql.ref(`${t}.area`)} = ${part.area} and ${sql.ref(`${t}.anchor_org`)} = ${part.anchor}`
  if (part.isAnchor) return sql<boolean>`(${own})`
  return sql<boolean>`(${own} and ${sql.ref(`${t}.${orgColumn}`)} in (select id from org where path >= ${part.path} and path < ${part.path + '/'}))`
}

/** Does the scope cover an org at `path` in `area`? The same rule for one record already in hand. */
export function covers(scope: Scope, area: number, path: string): boolean {
  if (scope.areas.includes(area)) return true
  return scope.part !== null && scope.part.area === area && isWithin(path, scope.part.path)
}

/**
 * Where the rows of a list in scope lie: the whole areas, and the part of one. A list above area level merges the first
 * rows of each area instead of sorting them all. Empty when the actor's scope is empty.
 */
export function arms(scope: Scope, t: string, orgColumn: string): Arm[] {
  return [
    ...(scope.areas.length ? [inAreas(scope.areas, t)] : []),
    ...(scope.part ? [inPart(scope.part, t, orgColumn)] : []),
  ]
}

/** Several whole areas as one arm of a list; a single one as the condition it is. */
export function inAreas(areas: readonly number[], t: string): Arm {
  const column = sql.ref(`${t}.area`)
  return areas.length === 1 ? sql<boolean>`${column} = ${areas[0]}` : { column, areas }
}
