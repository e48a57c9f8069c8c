import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { can, tooLate, transition } from '../kernel/lifecycle.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { callbackChange, afterCallback, callbackTasks, mayStillSay } from './callbacks.ts'
import type { concernRoutes, OwnConcern } from './contract.ts'
import { codeFits } from './follow.ts'
import { concernLife, type Party } from './lifecycle.ts'
import { asDue } from './limits.ts'
import { raisedBy, raiserParts } from './parties.ts'
import { linkFiles } from './photos.ts'
import { progressOf, publicSentences, sentences } from './progress.ts'
import { concernById, concernByNumber, type ConcernRecord } from './queries.ts'
import { windUp } from './tasks.ts'
import type { Outcome, Status, Step } from './words.ts'

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
    .where('type', 'in', [...readTypes, 'concern.relayed'])
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
  const into =
    row.merged_area && row.merged_id ? await concernById(c.db, row.merged_area, row.merged_id) : null
  return {
    ...progress,
    sentence: into
      ? `与另一件相同的事并在一起办：${(publicSentences[into.status] ?? sentences[into.status])(into)}`
      : sentences[row.status](row),
    due: into ? asDue(into.due_at, into.due_certain, c.now, await c.services.calendar()) : progress.due,
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
    can: row.status === 'closed' && !(await mayStillSay(c, row)) ? [] : can(concernLife, row.status, raiser),
    messages: events
      .filter((event) => event.type === 'concern.relayed')
      .map((event) => ({ at: event.at.toISOString(), from: event.org ?? '', text: event.note ?? '' })),
    readers: events
      .filter((event) => event.type !== 'concern.relayed')
      .map((event) => ({
        at: event.at.toISOString(),
        org: event.org ?? '',
        what: [event.text, event.type === 'concern.identity-opened' && event.note && `理由：${event.note}`]
          .filter(Boolean)
          .join('，'),
      })),
    files: files.filter((file) => file.part !== 'answer').map((file) => file.sha256),
  }
}

async function byCode(
  c: WriteCtx,
  key: { number: string; code: string },
  lock = false,
): Promise<ConcernRecord> {
  const row = await concernByNumber(c.db, key.number, lock)
  if (!row || !codeFits(row, key.code)) throw problem('wrong-code')
  return row
}

async function raiserStep(
  c: WriteCtx,
  key: { number: string; code: string },
  step: Step,
  take: Omit<Parameters<typeof transition<Status, Step, Party, ConcernRecord>>[3], 'load' | 'parties'>,
) {
  const { row } = await transition<Status, Step, Party, ConcernRecord>(c, concernLife, step, {
    load: () => byCode(c, key, true),
    parties: () => Promise.resolve(raiser),
    ...take,
  })
  return (await concernById(c.db, row.area, row.id))!
}

export const following = {
  followConcern: async (c) => ownOf(c, await byCode(c, c.body)),

  async rateConcern(c) {
    const said = { outcome: c.body.outcome as Outcome, satisfaction: c.body.satisfaction }
    const row = await raiserStep(c, c.body, 'rate', {
      needs: async (one) => {
        if (one.status === 'closed' && !(await mayStillSay(c, one))) throw await tooLate(c, concernLife, one)
      },
      to: () => afterCallback(said.outcome),
      change: (one) => callbackChange(c, one, said),
      text: () => '职工作了评价',
      note: c.body.note,
      data: said,
      orgId: (one) => one.owner_org,
    })
    await callbackTasks(c, row)
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
    await windUp(c, row, [])
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
