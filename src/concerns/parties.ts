import { raiserHash } from './raiser.ts'
import type { Ctx, Proof, WriteCtx } from '../kernel/context.ts'
import { sql, type Db } from '../kernel/db.ts'
import { can, transition } from '../kernel/lifecycle.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import type { PersonKey } from '../kernel/keeps.ts'
import { covers, isWithin } from '../kernel/scope.ts'
import { concernById, type ConcernRecord } from './queries.ts'
import { opensByCode } from './follow.ts'
import { concernLife, type Party } from './lifecycle.ts'
import { speakingNumber, type Status, type Step } from './words.ts'

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
      .unionAll(
        c.db
          .selectFrom('concern_press')
          .select(sql<string>`'pressed'`.as('part'))
          .where('area', '=', row.area)
          .where('concern_id', '=', row.id)
          .where('to_org', '=', acting.orgId)
          .where('replied_at', 'is', null),
      )
      .execute()
    for (const { part } of held) parties.add(part === 'lead' || part === 'pressed' ? part : 'assist')
  }
  return parties
}

/** Does the acting org read this concern as the owning union or one above it, not as somebody handed a task? */
export const inHouse = async (c: Ctx, row: ConcernRecord): Promise<boolean> =>
  c.staff().verbs.has('concern.read') && covers(await c.scope(), row.area, row.owner_path)

/** May the acting org see this concern: within its scope, or handed a task about it now or before. */
export async function mayOpen(c: Ctx, row: ConcernRecord): Promise<boolean> {
  const { acting } = c.staff()
  if (await inHouse(c, row)) return true
  const { rows } = await sql`
    select 1 from task t join org o on o.id = t.org_id
    where t.about_area = ${row.area} and t.about_id = ${row.id} and t.part <> '' and (o.path = ${acting.path} or o.path like ${acting.path + '.%'}) limit 1`.execute(
    c.db,
  )
  return rows.length > 0
}

/** The parts of a concern whose files its raiser sees: their own and the answer's, not what handlers tell each other. */
export const raiserParts = ['raise', 'supplement', 'answer']

/**
 * The staff who may open it, and the worker who raised it: signed in, or with its number and code. A file that is
 * not shared stays with the owning union and the raiser.
 */
export async function mayReadConcern(
  c: Ctx,
  key: { area: number; id: string },
  { number, code, file }: Proof,
): Promise<boolean> {
  const row = await concernById(c.db, key.area, key.id)
  if (!row) return false
  const byCode = number && code && number === speakingNumber(row) && (await opensByCode(c, row, code))
  if (byCode || (await isRaiser(c, row))) return !file || raiserParts.includes(file.part)
  if (c.actor.kind !== 'account' || !c.actor.verbs.has('concern.open')) return false
  return file && !file.shared ? inHouse(c, row) : mayOpen(c, row)
}

/** Is it a signed-in worker's own: raised while signed in, or left with their phone number? */
export const isRaiser = async (c: Ctx, row: ConcernRecord): Promise<boolean> =>
  c.actor.kind === 'worker' &&
  (await raisedBy(c, { area: c.actor.area, id: c.actor.personId })).some((one) => one.id === row.id)

/** Every concern a person raised while signed in, or left with the phone number they have proved to hold. */
export async function raisedBy(
  { db, services }: Pick<Ctx, 'db' | 'services'>,
  person: PersonKey,
): Promise<{ area: number; id: string }[]> {
  const { rows } = await sql<{ area: number; id: string }>`
    select area, concern_id as id from concern_raiser where person_hash = ${raiserHash(services.keyring, person)}
    union select r.area, r.concern_id from concern_raiser r join person_claim k on k.kind = 'phone' and k.hash = r.phone_hash
      where k.area = ${person.area} and k.person_id = ${person.id}`.execute(db)
  return rows
}

/** Reads a concern for a step or a page. @throws not-found when there is none in reach */
export async function openConcern(c: Ctx, id: string, lock = false): Promise<ConcernRecord> {
  const key = splitRecordId(id)
  const row = key && (await concernById(c.db, key.area, key.id, lock))
  if (!row || !(await mayOpen(c, row))) throw problem('not-found')
  return row
}

type Take = Omit<Parameters<typeof transition<Status, Step, Party, ConcernRecord>>[3], 'load' | 'parties'>

/** Takes one step as staff; what it means for tasks and requests follows in the story, which ends with `stepped`. */
export async function staffStep(
  c: WriteCtx,
  id: string,
  step: Step,
  take: Take,
): Promise<{ row: ConcernRecord; before: ConcernRecord }> {
  const { before, row } = await transition<Status, Step, Party, ConcernRecord>(c, concernLife, step, {
    load: () => openConcern(c, id, true),
    parties: (one) => partiesOf(c, one),
    ...take,
  })
  return { before, row: (await concernById(c.db, row.area, row.id))! }
}

/** How a concern stands once all of a step is done: what a screen shows of it next. */
export async function stepped(c: Ctx, row: Pick<ConcernRecord, 'area' | 'id'>) {
  const latest = (await concernById(c.db, row.area, row.id))!
  return {
    id: recordId(row.area, row.id),
    status: latest.status,
    can: await stepsOf(c, latest),
    version: latest.version,
  }
}

/** The buttons: what the lifecycle allows, less what is already pending. */
export async function stepsOf(c: Ctx, row: ConcernRecord, known?: ReadonlySet<Party>): Promise<Step[]> {
  const parties = known ?? (await partiesOf(c, row))
  const open = can(concernLife, row.status, parties)
  if (!open.length) return []
  const pending = await pendingOf(c, row)
  const drop = new Set<Step>(pending.asked ? ['ask-extension'] : ['grant-extension', 'refuse-extension'])
  if (!row.sealed || pending.opening) drop.add('request-identity')
  if (!pending.pairs) drop.add('keep-apart')
  if (!pending.relay) drop.add('relay')
  if (!pending.raiser) drop.add('call-back').add('missed-call')
  if (!mayClose(c, row, pending)) drop.add('close')
  return open.filter((step) => !drop.has(step))
}

/** Nobody is left unasked: a worker who can be reached was rung, and the time to reach them is over. */
export const mayClose = (
  c: Ctx,
  row: ConcernRecord,
  { raiser, rung }: { raiser: boolean; rung: boolean },
): boolean =>
  row.status !== 'answered' || !raiser || (rung && row.call_back_due !== null && row.call_back_due <= c.now)

/**
 * What about it waits for somebody: an extension, a likely same matter, a request to open its identity (or it is open);
 * whether there is a raiser to call back at all (what was taken from a newspaper has none), and whether they were rung in
 * vain since the answer.
 */
export async function pendingOf(c: Ctx, row: ConcernRecord) {
  const { rows } = await sql<{
    asked: boolean
    pairs: boolean
    opening: boolean
    raiser: boolean
    rung: boolean
    relay: boolean
  }>`
    select exists (select 1 from concern_extension where area = ${row.area} and concern_id = ${row.id} and state = 'asked') as asked,
      exists (select 1 from concern_pair where (area = ${row.area} and concern_id = ${row.id} or other_area = ${row.area} and other_id = ${row.id}) and state in ('offered', 'named')) as pairs,
      exists (select 1 from identity_opening where area = ${row.area} and concern_id = ${row.id}
        and (state = 'asked' or (state = 'open' and open_until > ${c.now}))) as opening,
      ${row.follow_hash !== null} or exists (select 1 from concern_raiser where area = ${row.area} and concern_id = ${row.id}
        and (phone_hash is not null or person_hash is not null)) as raiser,
      exists (select 1 from event where area = ${row.area} and subject = ${row.id} and type = 'concern.callback-missed'
        and at >= ${row.answered_at}) as rung,
      exists (select 1 from task where about_area = ${row.area} and about_id = ${row.id} and kind = 'relay' and state = 'open') as relay`.execute(
    c.db,
  )
  return rows[0]!
}
