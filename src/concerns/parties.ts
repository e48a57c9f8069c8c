import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { can, transition } from '../kernel/lifecycle.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import { covers, isWithin } from '../kernel/scope.ts'
import { concernById, type ConcernRecord } from './queries.ts'
import { concernLife, type Party } from './lifecycle.ts'
import type { Status, Step } from './words.ts'

/** What the acting org is to a concern: decides which steps it may take. */
export async function partiesOf(c: Ctx, row: ConcernRecord): Promise<Set<Party>> {
  const { acting, verbs } = c.staff()
  const parties = new Set<Party>()
  if (verbs.has('concern.manage')) {
    if (acting.orgId === row.owner_org) parties.add('owner')
    else if (isWithin(row.owner_path, acting.path)) parties.add('superior')
  }
  if (verbs.has('concern.approve') && isWithin(row.owner_path, acting.path)) parties.add('decider')
  if (verbs.has('concern.handle')) {
    const held = await c.db
      .selectFrom('task')
      .select('part')
      .where('about_area', '=', row.area)
      .where('about_id', '=', row.id)
      .where('org_id', '=', acting.orgId)
      .where('state', '=', 'open')
      .where('part', '!=', '')
      .execute()
    for (const { part } of held) parties.add(part === 'lead' ? 'lead' : 'assist')
  }
  return parties
}

/** May the acting org see this concern: within its scope, or handed a task about it now or before. */
export async function mayOpen(c: Ctx, row: ConcernRecord): Promise<boolean> {
  const { acting, verbs } = c.staff()
  if (verbs.has('concern.read') && covers(await c.scope(), row.area, row.owner_path)) return true
  const { rows } = await sql`
    select 1 from task t join org o on o.id = t.org_id
    where t.about_area = ${row.area} and t.about_id = ${row.id} and t.part <> '' and (o.path = ${acting.path} or o.path like ${acting.path + '.%'}) limit 1`.execute(
    c.db,
  )
  return rows.length > 0
}

/** Reads a concern for a step or a page. @throws not-found when there is none in reach */
export async function openConcern(c: Ctx, id: string, lock = false): Promise<ConcernRecord> {
  const key = splitRecordId(id)
  const row = key && (await concernById(c.db, key.area, key.id, lock))
  if (!row || !(await mayOpen(c, row))) throw problem('not-found')
  return row
}

type Take = Omit<Parameters<typeof transition<Status, Step, Party, ConcernRecord>>[3], 'load' | 'parties'>

/** Takes one step as staff and tells what may be done next. */
export async function staffStep(
  c: Ctx,
  id: string,
  step: Step,
  take: Take,
): Promise<{
  row: ConcernRecord
  before: ConcernRecord
  answer: { id: string; status: Status; can: Step[]; version: number }
}> {
  const { before, row } = await transition<Status, Step, Party, ConcernRecord>(c, concernLife, step, {
    load: () => openConcern(c, id, true),
    parties: (one) => partiesOf(c, one),
    ...take,
  })
  const now = await concernById(c.db, row.area, row.id)
  const latest = now ?? row
  return {
    before,
    row: latest,
    answer: {
      id: recordId(latest.area, latest.id),
      status: latest.status,
      can: await stepsOf(c, latest),
      version: latest.version,
    },
  }
}

/** The buttons: what the lifecycle allows, less what is already pending. */
export async function stepsOf(c: Ctx, row: ConcernRecord): Promise<Step[]> {
  const parties = await partiesOf(c, row)
  const open = can(concernLife, row.status, parties)
  const asked = await c.db
    .selectFrom('concern_extension')
    .select('id')
    .where('area', '=', row.area)
    .where('concern_id', '=', row.id)
    .where('state', '=', 'asked')
    .executeTakeFirst()
  const drop = new Set<Step>(asked ? ['ask-extension'] : ['grant-extension', 'refuse-extension'])
  if (!row.sealed) drop.add('request-identity')
  const pairs = await c.db
    .selectFrom('concern_pair')
    .select('id')
    .where('area', '=', row.area)
    .where('concern_id', '=', row.id)
    .where('state', 'in', ['offered', 'named'])
    .limit(1)
    .executeTakeFirst()
  if (!pairs) drop.add('keep-apart')
  return open.filter((step) => !drop.has(step))
}
