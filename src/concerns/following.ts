import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { can, tooLate, transition } from '../kernel/lifecycle.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { closeTasks } from '../tasks/task.ts'
import {
  callbackChange,
  afterCallback,
  callbackTasks,
  keepCallback,
  mayStillSay,
  reopening,
} from './callbacks.ts'
import type { concernRoutes, OwnConcern } from './contract.ts'
import { opensByCode } from './follow.ts'
import { concernLife, type Party } from './lifecycle.ts'
import { dueNow } from './limits.ts'
import { askToCompare } from './merging.ts'
import { isRaiser, raisedBy, raiserParts } from './parties.ts'
import { linkFiles } from './photos.ts'
import { progressesOf, publicSentences, sentences } from './progress.ts'
import {
  concernById,
  concernByNumber,
  concernsByKeys,
  handledWith,
  oneOf,
  type ConcernRecord,
} from './queries.ts'
import { askFor, windUp } from './tasks.ts'
import { outcomes, speakingNumber, type Outcome, type Source, type Status, type Step } from './words.ts'

const raiser: ReadonlySet<Party> = new Set(['raiser'])
/** Reads that the worker is told of. */
const reads: Record<string, string> = {
  'concern.contact-read': '查看了联系方式',
  'concern.identity-opened': '经两人同意，打开了匿名身份',
  'concern.identity-read': '查看了身份',
}

export const ownOf = async (c: Ctx, row: ConcernRecord): Promise<OwnConcern> => (await ownsOf(c, [row]))[0]!

/** What its raiser sees of each, with as many statements as of one. */
async function ownsOf(c: Ctx, rows: readonly ConcernRecord[]): Promise<OwnConcern[]> {
  if (!rows.length) return []
  const [events, files, papers, progresses, handled, named] = await Promise.all([
    sql<{
      subject: string
      at: Date
      type: string
      note: string | null
      org: string | null
      by: string | null
    }>`
      select e.subject, e.at, e.type, e.note, o.name as org, a.name as by from event e
      left join org o on o.id = e.org_id left join account a on a.id = e.account_id
      where ${oneOf(sql`e.area`, sql`e.subject`, rows)} and e.type = any(${[...Object.keys(reads), 'concern.supplemented', 'concern.relayed']}::text[]) order by e.seq`.execute(
      c.db,
    ),
    sql<{ subject: string; sha256: string; part: string; at: Date }>`
      select subject, sha256, part, at from file_link where ${oneOf(sql`area`, sql`subject`, rows)} and part = any(${raiserParts}::text[]) order by at`.execute(
      c.db,
    ),
    sql<{ id: string; name: string | null; title: string; on: string | null }>`
      select r.record_id as id, p.source_name as name, p.title, p.published_on as on from intake_record r
      join intake_page p on p.area = r.area and p.id = r.page_id where ${oneOf(sql`r.record_area`, sql`r.record_id`, rows)}`.execute(
      c.db,
    ),
    progressesOf(c, rows),
    handledWith(c.db, rows),
    namedSame(c, rows),
  ])
  const answers: OwnConcern[] = []
  for (const [i, row] of rows.entries()) {
    const own = events.rows.filter((event) => event.subject === row.id)
    const photos = files.rows.filter((file) => file.subject === row.id)
    const of = (part: string) => photos.filter((file) => file.part === part)
    // What became of the matter it is handled with is what its raiser waits for.
    const into = handled.get(row.id) ?? null
    const asked = into !== null && waitsFor(row, into)
    const spoken = into?.answer ? into : row
    const paper = row.source === 'intake' ? papers.rows.find((one) => one.id === row.id) : undefined
    answers.push({
      ...progresses[i]!,
      sentence: into
        ? `与另一件相同的事并在一起办：${asked ? sentences.answered(into) : (publicSentences[into.status] ?? sentences[into.status])(into)}`
        : sentences[row.status](row),
      due: into ? await dueNow(c, into) : progresses[i]!.due,
      title: row.title,
      place: row.place,
      text: row.text,
      source: row.source as Source,
      paper: paper ? { name: paper.name, title: paper.title, on: paper.on } : null,
      sealed: row.sealed,
      answer: spoken.answer
        ? {
            text: spoken.answer,
            claim: spoken.answer_claim as Outcome,
            at: spoken.answered_at!.toISOString(),
            // Those of another record are not this raiser's to open.
            files: spoken === row ? of('answer').map((file) => file.sha256) : [],
          }
        : null,
      // Whose matter was merged rates as everybody does.
      can: asked
        ? ['rate']
        : row.status === 'closed' && !(await mayStillSay(c, row))
          ? []
          : can(concernLife, row.status, raiser).filter((step) => step !== 'rate-merged'),
      messages: own
        .filter((event) => event.type === 'concern.relayed')
        .map((event) => ({ at: event.at.toISOString(), from: event.org ?? '', text: event.note ?? '' })),
      sameAs: named.get(row.id) ?? null,
      readers: own
        .filter((event) => event.type in reads)
        .map((event) => ({
          at: event.at.toISOString(),
          org: event.org ?? '',
          by: event.by ?? '',
          what: [
            reads[event.type],
            event.type === 'concern.identity-opened' && event.note && `理由：${event.note}`,
          ]
            .filter(Boolean)
            .join('，'),
        })),
      supplements: own
        .filter((event) => event.type === 'concern.supplemented')
        .map((event) => ({
          at: event.at.toISOString(),
          text: event.note ?? '',
          // A step and its photos are written at one instant.
          files: of('supplement')
            .filter((file) => file.at.getTime() === event.at.getTime())
            .map((file) => file.sha256),
        })),
      files: of('raise').map((file) => file.sha256),
    })
  }
  return answers
}

/** Has the matter it was merged into an answer its raiser has not spoken to? */
const waitsFor = (row: ConcernRecord, into: ConcernRecord): boolean =>
  into.answered_at !== null &&
  (['answered', 'called-back', 'closed'] as Status[]).includes(into.status) &&
  (row.called_back_at === null || row.called_back_at < into.answered_at)

/** The concerns their raisers said are the same, unless the two were merged. */
async function namedSame(c: Ctx, rows: readonly ConcernRecord[]) {
  const { rows: pairs } = await sql<{
    concern: string
    area: number
    year: number
    running: number
    title: string
    state: 'named' | 'apart'
  }>`
    select p.concern_id as concern, x.area, x.year, x.running, case when x.accepted_at is null then k.name else x.title end as title,
      case p.state when 'apart' then 'apart' else 'named' end as state
    from concern_pair p join concern x on x.area = p.other_area and x.id = p.other_id join concern_class k on k.code = x.class_code
    where ${oneOf(sql`p.area`, sql`p.concern_id`, rows)} and p.named and p.state <> 'merged'`.execute(c.db)
  return new Map(
    pairs.map((one) => [one.concern, { number: speakingNumber(one), title: one.title, state: one.state }]),
  )
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
  await closeTasks(c, reopened, { kinds: ['call-back', 'decide'] })
  await askFor(c, reopened, { kind: 'reassign', more })
  await askToCompare(c, reopened)
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
    const into = own.status === 'merged' ? ((await handledWith(c.db, [own])).get(own.id) ?? null) : null
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
          needs: async (one) => {
            if (one.status === 'closed' && !(await mayStillSay(c, one)))
              throw await tooLate(c, concernLife, one)
          },
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
    await windUp(c, row, [])
    return ownOf(c, row)
  },

  async myConcerns(c) {
    if (c.actor.kind !== 'worker') throw problem('not-allowed')
    const raised = await raisedBy(c, { area: c.actor.area, id: c.actor.personId })
    // UUIDs of version 7 sort by their time: the newest hundred.
    const newest = raised.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, 100)
    const items = await ownsOf(c, await concernsByKeys(c.db, newest))
    return { items: items.sort((a, b) => (a.raisedAt < b.raisedAt ? 1 : -1)) }
  },
} satisfies Partial<Stories<typeof concernRoutes>>
