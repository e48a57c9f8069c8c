import { raiserHashes, raiserPhoneHashes } from './raiser.ts'
import type { Ctx, Proof, WriteCtx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { can, transition } from '../kernel/lifecycle.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import type { PersonKey } from '../kernel/keeps.ts'
import { isWithin } from '../kernel/scope.ts'
import { openNumber } from '../people/person.ts'
import { personByKey } from '../people/queries.ts'
import { concernById, type ConcernRecord, type Key } from './queries.ts'
import { opensByCode } from './follow.ts'
import { asItStood, inHouse, knowledgeOf, knowsFile } from './knowledge.ts'
import { concernLife, type Party } from './lifecycle.ts'
import { speakingNumber, type Status, type Step } from './words.ts'

/** What the acting org is to a concern: decides which steps it may take. */
export async function partiesOf(c: Ctx, row: ConcernRecord): Promise<Set<Party>> {
  const { acting, verbs } = c.staff()
  const parties = new Set<Party>()
  if (row.known) return parties
  if (verbs.has('concern.manage')) {
    if (acting.orgId === row.owner_org) parties.add('owner')
    else if (isWithin(row.owner_path, acting.path)) {
      parties.add('superior')
      if (row.lead_org === row.owner_org) parties.add('checker')
    }
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
  const known = await knowledgeOf(c, row)
  if (!known) return false
  if (!file || (await inHouse(c, row))) return true
  return known === 'all' ? file.shared : knowsFile(known, row, file)
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
  const ring = services.keyring
  const row = await personByKey(db, person)
  const phone = row ? openNumber({ services }, row, 'phone') : null
  const { rows } = await sql<{ area: number; id: string }>`
    select area, concern_id as id from concern_raiser where person_hash = any(${raiserHashes(ring, person)}::bytea[])
    union select area, concern_id from concern_raiser where phone_hash = any(${raiserPhoneHashes(ring, phone)}::bytea[])`.execute(
    db,
  )
  return rows
}

/**
 * Reads a concern for a step or a page, as far as the acting org may know it: no step is theirs once their part is
 * closed. @throws not-found when there is none in reach
 */
export async function openConcern(c: Ctx, id: string, lock = false): Promise<ConcernRecord> {
  const key = splitRecordId(id)
  const row = key && (await concernById(c.db, key.area, key.id, lock))
  const known = row && (await knowledgeOf(c, row))
  if (!row || !known) throw problem('not-found')
  return known === 'all' ? row : asItStood(c, row, known)
}

/** What an org is to a concern by having been handed it. */
const handed: readonly Party[] = ['lead', 'assist', 'pressed']

type Take = Omit<Parameters<typeof transition<Status, Step, Party, ConcernRecord>>[3], 'load' | 'parties'>

/** Takes one step as staff; what it means for tasks and requests follows in the story, which ends with `stepped`. */
export async function staffStep(
  c: WriteCtx,
  id: string,
  step: Step,
  take: Take,
): Promise<{ row: ConcernRecord; before: ConcernRecord }> {
  const { before, row } = await transition<Status, Step, Party, ConcernRecord>(c, concernLife, step, {
    load: async () => {
      const one = await openConcern(c, id, true)
      // Whose part is closed is told how their own steps stood then; a step that was never theirs is not theirs now.
      if (one.known && !concernLife.steps[step].by.some((party) => handed.includes(party)))
        throw problem('not-yours')
      return one
    },
    parties: (one) => partiesOf(c, one),
    ...take,
    needs: async (one) => {
      if (notByHandler.includes(step) && (await pendingOf(c, one)).handledIt) throw problem('handled-it')
      await take.needs?.(one)
    },
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

/** Whoever handled a matter neither decides about their own time for it nor writes down what the worker says of it. */
export const notByHandler: readonly Step[] = [
  'grant-extension',
  'refuse-extension',
  'call-back',
  'missed-call',
]

/** The steps by which somebody handles a matter. */
const handling = ['taken-up', 'contacted', 'progressed', 'extension-asked', 'answered'].map(
  (one) => `concern.${one}`,
)

/** In SQL: the accounts that have handled a concern since it was handed out last, whichever org they acted for. */
export const handlersOf = (row: Key) => sql`
  select e.account_id from event e where e.area = ${row.area} and e.subject = ${row.id} and e.type = any(${handling}::text[])
    and e.account_id is not null and e.seq > coalesce((select max(a.seq) from event a
      where a.area = ${row.area} and a.subject = ${row.id} and a.type = 'concern.assigned'), 0)`

/** The buttons: what the lifecycle allows, less what is already pending. */
export async function stepsOf(c: Ctx, row: ConcernRecord, known?: ReadonlySet<Party>): Promise<Step[]> {
  const parties = known ?? (await partiesOf(c, row))
  const open = can(concernLife, row.status, parties)
  if (!open.length) return []
  const pending = await pendingOf(c, row)
  const drop = new Set<Step>(pending.asked ? ['ask-extension'] : ['grant-extension', 'refuse-extension'])
  if (pending.handledIt) for (const step of notByHandler) drop.add(step)
  if (!row.sealed || pending.opening || !pending.left) drop.add('request-identity')
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
 * whether there is a raiser to call back at all (what was taken from a newspaper has none), whether they were rung in
 * vain since the answer and whether they left a name or a phone; whether whoever asks handled it themselves.
 */
export async function pendingOf(c: Ctx, row: ConcernRecord) {
  const { rows } = await sql<{
    asked: boolean
    pairs: boolean
    opening: boolean
    raiser: boolean
    rung: boolean
    relay: boolean
    left: boolean
    handledIt: boolean
  }>`
    select exists (select 1 from concern_extension where area = ${row.area} and concern_id = ${row.id} and state = 'asked') as asked,
      exists (select 1 from concern_pair where (area = ${row.area} and concern_id = ${row.id} or other_area = ${row.area} and other_id = ${row.id}) and state in ('offered', 'named')) as pairs,
      exists (select 1 from identity_opening where area = ${row.area} and concern_id = ${row.id}
        and (state = 'asked' or (state = 'open' and open_until > ${c.now}))) as opening,
      ${row.follow_hash !== null} or exists (select 1 from concern_raiser where area = ${row.area} and concern_id = ${row.id}
        and (phone_hash is not null or person_hash is not null)) as raiser,
      exists (select 1 from event where area = ${row.area} and subject = ${row.id} and type = 'concern.callback-missed'
        and at >= ${row.answered_at}) as rung,
      exists (select 1 from task where about_area = ${row.area} and about_id = ${row.id} and kind = 'relay' and state = 'open') as relay,
      exists (select 1 from concern_raiser where area = ${row.area} and concern_id = ${row.id} and (name is not null or phone is not null)) as left,
      ${c.actor.kind === 'account' ? c.actor.accountId : null}::uuid in (${handlersOf(row)}) as "handledIt"`.execute(
    c.db,
  )
  return rows[0]!
}
