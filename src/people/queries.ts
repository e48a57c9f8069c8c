import type { Selectable } from 'kysely'
import { lookupHash } from '../kernel/cipher.ts'
import type { Ctx } from '../kernel/context.ts'
import { sql, type Db } from '../kernel/db.ts'
import { splitRecordId } from '../kernel/id.ts'
import type { PersonKey } from '../kernel/keeps.ts'
import { mergePage, readCursor, type Arm } from '../kernel/page.ts'
import { problem } from '../kernel/problem.ts'
import { covers, inAreas } from '../kernel/scope.ts'
import { within } from '../org/queries.ts'
import { checkIdNumber, normalisePhone } from './formats.ts'
import type { PersonTable } from './tables.ts'

export type PersonRecord = Selectable<PersonTable> & { org_name: string; org_path: string }

/** One person who has not been forgotten, locked for a change when `lock`. */
export async function personByKey(db: Db, key: PersonKey, lock = false): Promise<PersonRecord | undefined> {
  const { rows } = await sql<PersonRecord>`
    select p.*, o.name as org_name, o.path as org_path from person p join org o on o.id = p.org_id
    where p.area = ${key.area} and p.id = ${key.id} and p.forgotten_at is null ${lock ? sql`for update of p` : sql``}`.execute(
    db,
  )
  return rows[0]
}

/** May the org acted for see this person: one of its roster, or of a roster below. */
export const mayRead = async (c: Ctx, row: PersonRecord): Promise<boolean> =>
  !row.self_made && covers(await c.scope(), row.area, row.org_path)

/** Reads a person for staff. @throws not-found when there is none in reach */
export async function openPerson(c: Ctx, wire: string, lock = false): Promise<PersonRecord> {
  const key = splitRecordId(wire)
  const row = key && (await personByKey(c.db, key, lock))
  if (!row || !(await mayRead(c, row))) throw problem('not-found')
  return row
}

/** The worker's own record. @throws not-allowed, not-found */
export async function mine(c: Ctx, lock = false) {
  if (c.actor.kind !== 'worker') throw problem('not-allowed')
  const row = await personByKey(c.db, { area: c.actor.area, id: c.actor.personId }, lock)
  if (!row) throw problem('not-found')
  return row
}

export type PersonLine = Pick<
  PersonRecord,
  | 'area'
  | 'id'
  | 'name'
  | 'phone_masked'
  | 'id_number_masked'
  | 'birth'
  | 'sex'
  | 'org_id'
  | 'org_name'
  | 'new_form'
  | 'created_at'
>

/**
 * One page of the roster, newest first. `q` is the beginning of a name, of its pinyin or initials; a whole phone or
 * identity number finds its one owner.
 */
export async function listPersons(
  c: Ctx,
  filter: { q?: string; orgId?: number; cursor?: string; limit: number },
) {
  const scope = await c.scope()
  const arms: Arm[] = scope.areas.length ? [inAreas(scope.areas, 'p')] : []
  if (scope.part)
    arms.push(
      sql`p.area = ${scope.part.area} and p.org_id in (select o.id from org o where ${within('o', scope.part.path)})`,
    )
  const where = [sql<boolean>`p.forgotten_at is null and not p.self_made`]
  if (filter.orgId)
    where.push(
      sql`p.org_id in (select d.id from org d join org r on r.id = ${filter.orgId} where d.path >= r.path and d.path < r.path || '/')`,
    )
  if (filter.q?.trim()) where.push(matches(c, filter.q.trim()))
  return mergePage<PersonLine & { sort_at: Date }>(c.db, {
    arms,
    columns: sql`p.area, p.id, p.name, p.phone_masked, p.id_number_masked, p.birth, p.sex, p.org_id, o.name as org_name, p.new_form, p.created_at`,
    from: sql`person p join org o on o.id = p.org_id`,
    where,
    sort: sql`p.created_at`,
    id: sql`p.id`,
    order: 'newest',
    cursor: readCursor(filter.cursor),
    limit: filter.limit,
  })
}

function matches(c: Ctx, q: string) {
  const owns = (kind: string, number: string) =>
    sql<boolean>`(p.area, p.id) in (select k.area, k.person_id from person_claim k where k.kind = ${kind} and k.hash = ${lookupHash(c.services.keyring, kind, number)})`
  const phone = normalisePhone(q)
  if (phone) return owns('phone', phone)
  const number = checkIdNumber(q)
  if (number.ok) return owns('id-number', number.normal!)
  const begins = `${q.replace(/[\\%_]/g, '\\$&')}%`
  const spelled = q.toLowerCase().replace(/[\s']/g, '')
  return /^[a-z]+$/.test(spelled)
    ? sql<boolean>`(p.pinyin like ${spelled + '%'} or p.initials like ${spelled + '%'} or p.name like ${begins})`
    : sql<boolean>`p.name like ${begins}`
}
