import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { can, transition } from '../kernel/lifecycle.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { closeTasks } from '../tasks/task.ts'
import { callbackChange, afterCallback, callbackTasks, keepCallback, reopening } from './callbacks.ts'
import type { concernRoutes, OwnConcern } from './contract.ts'
import { opensByCode } from './follow.ts'
import { concernLife, type Party } from './lifecycle.ts'
import { dueNow } from './limits.ts'
import { isRaiser, raisedBy, raiserParts } from './parties.ts'
import { linkFiles } from './photos.ts'
import { progressOf, publicSentences, sentences } from './progress.ts'
import { concernById, concernByNumber, type ConcernRecord } from './queries.ts'
import { askFor } from './tasks.ts'
import { outcomes, speakingNumber, type Outcome, type Status, type Step } from './words.ts'

const raiser: ReadonlySet<Party> = new Set(['raiser'])
/** Reads that the worker is told of. */
const readTypes = ['concern.contact-read', 'concern.identity-opened', 'concern.identity-read']

export async function ownOf(c: Ctx, row: ConcernRecord): Promise<OwnConcern> {
  const events = await c.db
    .selectFrom('event')
    .leftJoin('org', 'org.id', 'event.org_id')
    .select(['event.at', 'event.type', 'event.text', 'event.note', 'org.name as org'])
    .where('event.area', '=', row.area)
    .where('subject', '=', row.id)
    .where('type', 'in', readTypes)
    .orderBy('event.id')
    .execute()
  const files = await c.db
    .selectFrom('file_link')
    .select(['sha256', 'part'])
    .where('area', '=', row.area)
    .where('subject', '=', row.id)
    .where('part', 'in', raiserParts)
    .orderBy('at')
    .execute()
  const progress = await progressOf(c, row)
  // What became of the matter it is handled with is what its raiser waits for.
  const into = await handledWith(c, row)
  const asked = into !== null && waitsFor(row, into)
  const same = await namedSame(c, row)
  return {
    ...progress,
    sentence: into
      ? `与另一件相同的事并在一起办：${asked ? sentences.answered(into) : (publicSentences[into.status] ?? sentences[into.status])(into)}`
      : sentences[row.status](row),
    due: into ? await dueNow(c, into) : progress.due,
    title: row.title,
    place: row.place,
    text: row.text,
    sealed: row.sealed,
    answer: into?.answer
      ? // Its photos hang on the other record, which is not this raiser's to open.
        {
          text: into.answer,
          claim: into.answer_claim as Outcome,
          at: into.answered_at!.toISOString(),
          files: [],
        }
      : row.answer
        ? {
            text: row.answer,
            claim: row.answer_claim as Outcome,
            at: row.answered_at!.toISOString(),
            files: files.filter((file) => file.part === 'answer').map((file) => file.sha256),
          }
        : null,
    // Whose matter was merged rates as everybody does.
    can: asked ? ['rate'] : can(concernLife, row.status, raiser).filter((step) => step !== 'rate-merged'),
    sameAs: same && {
      number: speakingNumber(same),
      title: same.accepted_at ? same.title : same.class_name,
      state: same.state,
    },
    readers: events.map((event) => ({
      at: event.at.toISOString(),
      org: event.org ?? '',
      what: [event.text, event.type === 'concern.identity-opened' && event.note && `理由：${event.note}`]
        .filter(Boolean)
        .join('，'),
    })),
    files: files.filter((file) => file.part !== 'answer').map((file) => file.sha256),
  }
}

/** The concern one was merged into, and that into another, to the one that is handled; null when it was not merged. */
async function handledWith(c: Ctx, row: ConcernRecord): Promise<ConcernRecord | null> {
  let into: ConcernRecord | null = null
  for (let one: ConcernRecord | null = row; one?.merged_area && one.merged_id;)
    into = one = await concernById(c.db, one.merged_area, one.merged_id)
  return into
}

/** Has the matter it was merged into an answer its raiser has not spoken to? */
const waitsFor = (row: ConcernRecord, into: ConcernRecord): boolean =>
  into.answered_at !== null &&
  (['answered', 'called-back', 'closed'] as Status[]).includes(into.status) &&
  (row.called_back_at === null || row.called_back_at < into.answered_at)

/** The concern its raiser said is the same, unless the two were merged. */
async function namedSame(c: Ctx, row: ConcernRecord) {
  const pair = await c.db
    .selectFrom('concern_pair')
    .select(['other_area', 'other_id', 'state'])
    .where('area', '=', row.area)
    .where('concern_id', '=', row.id)
    .where('named', '=', true)
    .where('state', 'in', ['named', 'offered', 'apart'])
    .executeTakeFirst()
  const other = pair && (await concernById(c.db, pair.other_area, pair.other_id))
  return other ? { ...other, state: pair.state === 'apart' ? ('apart' as const) : ('named' as const) } : null
}

type Key = { number: string; code?: string }

/** The concern of whoever is signed in as its raiser, or has its code. @throws wrong-code, code-locked */
async function openOwn(c: Ctx, key: Key): Promise<ConcernRecord> {
  const row = await concernByNumber(c.db, key.number)
  if (row && (await isRaiser(c, row))) return row
  if (!row || !key.code || !(await opensByCode(c, row, key.code))) throw problem('wrong-code')
  return row
}

async function raiserStep(
  c: WriteCtx,
  key: Key,
  step: Step,
  take: Omit<Parameters<typeof transition<Status, Step, Party, ConcernRecord>>[3], 'load' | 'parties'>,
) {
  const own = await openOwn(c, key)
  const { row } = await transition<Status, Step, Party, ConcernRecord>(c, concernLife, step, {
    load: () => concernById(c.db, own.area, own.id, true),
    parties: () => Promise.resolve(raiser),
    ...take,
  })
  return (await concernById(c.db, row.area, row.id))!
}

/** What one of several raisers answers is told in the matter they share; not solved for one of them, it is not done. */
async function saidOfMerged(c: WriteCtx, row: ConcernRecord, into: ConcernRecord, outcome: Outcome) {
  await c.append({
    area: into.area,
    noun: 'concern',
    subject: into.id,
    type: 'concern.joined-answered',
    text: `并在一起办的另一位职工答“${outcomes[outcome]}”`,
    shown: 'public',
    orgId: into.owner_org,
  })
  if (outcome !== 'unsolved') return
  const more = `并入的${speakingNumber(row)}，职工答“未解决”`
  // Its own raiser is still to be asked: the callback decides with both answers at hand.
  if (into.status === 'answered') return askFor(c, into, { kind: 'decide', more })
  const { row: reopened } = await transition<Status, Step, Party, ConcernRecord>(c, concernLife, 'reopen', {
    load: () => concernById(c.db, into.area, into.id, true),
    parties: () => Promise.resolve(new Set<Party>(['owner'])),
    change: (one) => reopening(c, one),
    text: () => '并在一起办的职工答“未解决”，重新办理',
    orgId: (one) => one.owner_org,
  })
  await closeTasks(c, reopened)
  await askFor(c, reopened, { kind: 'reassign', more })
}

export const following = {
  followConcern: async (c) => ownOf(c, await openOwn(c, c.body)),

  async rateConcern(c) {
    const said = { outcome: c.body.outcome as Outcome, satisfaction: c.body.satisfaction }
    const shared = {
      text: () => '职工作了评价',
      note: c.body.note,
      data: said,
      orgId: (one: ConcernRecord) => one.owner_org,
    }
    const own = await openOwn(c, c.body)
    const into = own.status === 'merged' ? await handledWith(c, own) : null
    const row = await (into
      ? raiserStep(c, c.body, 'rate-merged', {
          ...shared,
          needs: (one) => {
            if (!waitsFor(one, into))
              throw problem('not-now', { hint: '并在一起办的那件还没有新的答复，有了再请你评价。' })
          },
          change: () => ({ ...said, called_back_at: c.now }),
        })
      : raiserStep(c, c.body, 'rate', {
          ...shared,
          to: () => afterCallback(said.outcome),
          change: (one) => callbackChange(c, one, said),
        }))
    await keepCallback(c, row, said, 'worker')
    if (into) await saidOfMerged(c, row, into, said.outcome)
    else await callbackTasks(c, row)
    return ownOf(c, (await concernById(c.db, row.area, row.id))!)
  },

  async supplementConcern(c) {
    const row = await raiserStep(c, c.body, 'supplement', {
      text: () => '职工补充了情况',
      note: c.body.note,
      orgId: (one) => one.owner_org,
    })
    await linkFiles(c, row, 'supplement', c.body.photos)
    return ownOf(c, row)
  },

  async withdrawConcern(c) {
    const row = await raiserStep(c, c.body, 'withdraw', {
      change: () => ({ ended_at: c.now, due_at: null }),
      text: () => '职工撤回了',
      orgId: (one) => one.owner_org,
    })
    await closeTasks(c, row, { state: 'cancelled' })
    return ownOf(c, row)
  },

  async myConcerns(c) {
    if (c.actor.kind !== 'worker') throw problem('not-allowed')
    const items = []
    const raised = await raisedBy(c.db, { area: c.actor.area, id: c.actor.personId })
    // UUIDs of version 7 sort by their time: the newest hundred.
    for (const one of raised.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, 100))
      items.push(await ownOf(c, (await concernById(c.db, one.area, one.id))!))
    return { items: items.sort((a, b) => (a.raisedAt < b.raisedAt ? 1 : -1)) }
  },
} satisfies Partial<Stories<typeof concernRoutes>>
