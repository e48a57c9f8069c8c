import { open } from '../kernel/cipher.ts'
import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { timelineOf } from '../kernel/event.ts'
import { recordId } from '../kernel/id.ts'
import type { Stories } from '../kernel/route.ts'
import { isWorkingDay, shanghaiDate, workingDaysBetween } from '../kernel/working-days.ts'
import { intakeRoutes } from '../intake/contract.ts'
import type { concernRoutes } from './contract.ts'
import { asRow } from './desk.ts'
import { asDue, certainOf, owed, type Stage } from './limits.ts'
import { inHouse, knows, knowsFile, type Known } from './knowledge.ts'
import { openConcern, partiesOf, stepsOf } from './parties.ts'
import { asSimilar, concernById, type ConcernRecord } from './queries.ts'
import { type Outcome, speakingNumber, stages } from './words.ts'

/** The steps whose photos are shown in the timeline, and where those hang. */
const photoParts: Record<string, string> = {
  'concern.progressed': 'progress',
  'concern.contributed': 'contribute',
  'concern.supplemented': 'supplement',
}

const nameIn = (
  c: Ctx,
  row: ConcernRecord,
  raiser: { data_key: Buffer; name: Buffer | null } | undefined,
): string | null =>
  raiser?.name ? open(c.services.keyring, raiser.data_key, raiser.name, `concern/${row.id}/name`) : null

/** What ends a request for more time, decided or not. */
const endsRequest = [
  'extension-granted',
  'extension-refused',
  'answered',
  'sent-back',
  'withdrawn',
  'merged',
].map((one) => `concern.${one}`)
const decidedBy = (known: Known, asked: { asked_at: Date }): boolean =>
  known.past.some((one) => endsRequest.includes(one.type) && one.at > asked.asked_at)

/** Was the phone of whoever raised it written down only after the reader's part was closed? */
async function addedAfter(c: Ctx, row: ConcernRecord, known: Known): Promise<boolean> {
  const added = await c.db
    .selectFrom('event')
    .select('id')
    .where('area', '=', row.area)
    .where('subject', '=', row.id)
    .where('type', '=', 'concern.raiser-added')
    .where('seq', '>', known.seq)
    .limit(1)
    .executeTakeFirst()
  return added !== undefined
}

/** What the handler last asked the union to tell the raiser. */
async function wordsToRelay(c: Ctx, row: ConcernRecord): Promise<string | null> {
  const { rows } = await sql<{ note: string | null }>`
    select note from event where area = ${row.area} and subject = ${row.id} and data ->> 'how' = 'through-union'
    order by seq desc limit 1`.execute(c.db)
  return rows[0]?.note ?? null
}

async function describe(c: Ctx, row: ConcernRecord) {
  const { known } = row
  const calendar = await c.services.calendar()
  const parties = await partiesOf(c, row)
  const ours = await inHouse(c, row)
  /** Only what the reader knows of: all of it, or what was there when their part was closed. */
  const since = <T>(rows: T[], at: (one: T) => Date) =>
    known ? rows.filter((one) => knows(known, at(one))) : rows
  const key = { area: row.area, id: row.id }
  const [
    raiser,
    allFiles,
    allTasks,
    allExtensions,
    timeline,
    pairs,
    allCommitments,
    opening,
    { origin },
    allPresses,
  ] = await Promise.all([
    c.db
      .selectFrom('concern_raiser')
      .select(['data_key', 'name', 'phone', 'phone_masked', 'new_form'])
      .where('area', '=', key.area)
      .where('concern_id', '=', key.id)
      .executeTakeFirst(),
    c.db
      .selectFrom('file_link')
      .select(['sha256', 'mime', 'part', 'shared', 'at'])
      .where('area', '=', key.area)
      .where('subject', '=', key.id)
      .$if(!ours, (query) => query.where('shared', '=', true))
      .execute(),
    c.db
      .selectFrom('task')
      .innerJoin('org', 'org.id', 'task.org_id')
      .select([
        'task.area',
        'task.id',
        'task.part',
        'task.state',
        'task.reply',
        'task.opened_at',
        'task.closed_at',
        'org.id as org_id',
        'org.name as org_name',
      ])
      .where('about_area', '=', key.area)
      .where('about_id', '=', key.id)
      .where('part', '!=', '')
      .orderBy('task.id')
      .execute(),
    c.db
      .selectFrom('concern_extension')
      .selectAll()
      .where('area', '=', key.area)
      .where('concern_id', '=', key.id)
      .orderBy('id')
      .execute(),
    timelineOf(c.db, key, ours ? ['public', 'parties', 'owner'] : ['public', 'parties'], known?.seq),
    ours
      ? sql<{
          area: number
          id: string
          year: number
          running: number
          title: string
          place: string
          status: ConcernRecord['status']
          raised_at: Date
          class_name: string
          score: number
        }>`
          select x.area, x.id, x.year, x.running, x.title, x.place, x.status, x.raised_at, k.name as class_name, p.score
          from (select other_area as area, other_id as id, score from concern_pair
              where area = ${key.area} and concern_id = ${key.id} and state in ('offered', 'named')
            union select area, concern_id, score from concern_pair
              where other_area = ${key.area} and other_id = ${key.id} and state in ('offered', 'named')) p
          join concern x on x.area = p.area and x.id = p.id and x.status <> 'merged' join concern_class k on k.code = x.class_code
          order by p.score desc limit 10`
          .execute(c.db)
          .then((r) => r.rows)
      : Promise.resolve([]),
    sql<{
      area: number
      id: string
      text: string
      status: string
      due_on: string | null
      created_at: Date
      settled_at: Date | null
      moved: boolean
    }>`
      select m.area, m.id, m.text, m.status, m.due_on, m.created_at, m.settled_at,
        ${known ? sql`exists (select 1 from event e where e.area = m.area and e.subject = m.id and e.type = 'commitment.rescheduled' and e.seq > ${known.seq})` : sql`false`} as moved
      from commitment_concern x join commitment m on m.area = x.area and m.id = x.commitment_id
      where x.concern_area = ${key.area} and x.concern_id = ${key.id} order by m.created_at`
      .execute(c.db)
      .then((r) => r.rows),
    c.db
      .selectFrom('identity_opening')
      .selectAll()
      .where('area', '=', key.area)
      .where('concern_id', '=', key.id)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst(),
    ours && row.source === 'intake'
      ? c.ask(intakeRoutes.originOf, { params: { id: recordId(key.area, key.id) } })
      : { origin: null },
    c.db
      .selectFrom('concern_press as p')
      .innerJoin('org as o', 'o.id', 'p.to_org')
      .selectAll('p')
      .select('o.name as to_name')
      .where('p.area', '=', key.area)
      .where('p.concern_id', '=', key.id)
      .orderBy('p.id')
      .execute(),
  ])
  const files = known ? allFiles.filter((file) => knowsFile(known, row, file)) : allFiles
  // A part or a request that was closed or decided later was still open then.
  const tasks = since(allTasks, (one) => one.opened_at).map((one) =>
    known && !knows(known, one.closed_at) ? { ...one, state: 'open', reply: null } : one,
  )
  const extensions = since(allExtensions, (one) => one.asked_at).map((one) =>
    known && !decidedBy(known, one) ? { ...one, state: 'asked', decided_by: null, decision_note: null } : one,
  )
  const presses = since(allPresses, (one) => one.pressed_at).map((one) =>
    known && !knows(known, one.replied_at) ? { ...one, replied_at: null, reply: null } : one,
  )
  const commitments = since(allCommitments, (one) => one.created_at).map((one) =>
    known
      ? {
          ...one,
          status: one.settled_at && one.settled_at <= known.at ? one.status : 'open',
          due_on: one.moved ? null : one.due_on,
        }
      : one,
  )
  const phoneKnown = !known || !(await addedAfter(c, row, known))
  const can = await stepsOf(c, row, parties)
  const into =
    row.merged_area && row.merged_id ? await concernById(c.db, row.merged_area, row.merged_id) : null
  const asFile = (part: string) =>
    files.filter((file) => file.part === part).map(({ sha256, mime }) => ({ sha256, mime }))
  const toAssign = row.status === 'reopened' || row.status === 'sent-back'
  const answered =
    row.answered_at !== null && (row.assigned_at === null || row.answered_at >= row.assigned_at)
  const stage = async (name: Stage, from: Date | null, at: Date | null, doneAt: Date | null) => {
    // Nothing is owed any more once it has ended.
    if (!at || (row.ended_at && !doneAt)) return []
    const due = asDue(at, await certainOf(c, row, name, at), doneAt ?? c.now, calendar, from)
    return due ? [{ stage: name, name: stages[name], due, doneAt: doneAt?.toISOString() ?? null }] : []
  }
  return {
    ...(await asRow(c, row)),
    text: row.text,
    area: row.area,
    position:
      row.lng !== null && row.lat !== null && (ours || !row.sealed) ? { lng: row.lng, lat: row.lat } : null,
    can,
    toRelay: can.includes('relay') ? await wordsToRelay(c, row) : null,
    files: files
      .filter((file) => file.part === 'raise')
      .map(({ sha256, mime, shared }) => ({ sha256, mime, shared })),
    raiser: {
      sealed: row.sealed,
      // The union knows who it deals with; whoever it is handed to asks for that, and the asking is told.
      name: row.sealed ? '匿名职工' : (ours && nameIn(c, row, raiser)) || '职工',
      phone: row.sealed || !phoneKnown ? null : (raiser?.phone_masked ?? null),
      newForm: raiser?.new_form ?? null,
      left: ours ? Boolean(raiser?.name ?? raiser?.phone) : null,
    },
    knownTo: known?.at.toISOString() ?? null,
    parties: tasks.map((task) => ({
      taskId: recordId(task.area, task.id),
      org: { id: task.org_id, name: task.org_name },
      part: task.part as 'lead',
      state: task.state as 'open',
      reply: task.reply,
    })),
    extensions: extensions.map((one) => ({
      id: recordId(one.area, one.id),
      askedBy: one.asked_by,
      askedAt: one.asked_at.toISOString(),
      reason: one.reason,
      until: one.until,
      later:
        one.state === 'asked' && row.answer_due
          ? {
              days: workingDaysBetween(shanghaiDate(row.answer_due), one.until, calendar),
              certain: isWorkingDay(one.until, calendar).published,
            }
          : null,
      state: one.state as 'asked',
      decidedBy: one.decided_by,
      decisionNote: one.decision_note,
    })),
    presses: presses.map((one) => ({
      id: recordId(row.area, one.id),
      by: one.pressed_by,
      at: one.pressed_at.toISOString(),
      to: { id: one.to_org, name: one.to_name },
      note: one.note,
      replyBy: asDue(one.reply_by, true, one.replied_at ?? c.now, calendar)!,
      repliedAt: one.replied_at?.toISOString() ?? null,
      reply: one.reply,
    })),
    answer: row.answer
      ? {
          text: row.answer,
          claim: row.answer_claim as Outcome,
          at: row.answered_at!.toISOString(),
          by: row.answer_by ?? '',
          files: asFile('answer'),
        }
      : null,
    // A matter handed out again starts its stages anew: what an earlier round did is in the timeline.
    limits: [
      ...(await stage(
        'dispatch',
        toAssign ? row.due_from : row.raised_at,
        row.dispatch_due,
        toAssign ? null : row.assigned_at,
      )),
      ...(toAssign
        ? []
        : [
            ...(owed[row.status] === 'contact'
              ? await stage('contact', row.assigned_at, row.due_at, null)
              : await stage('contact', row.assigned_at, row.contact_due, row.contacted_at)),
            ...(await stage('answer', row.assigned_at, row.answer_due, answered ? row.answered_at : null)),
            ...(answered
              ? await stage('call-back', row.answered_at, row.call_back_due, row.called_back_at)
              : []),
          ]),
    ],
    mergedInto: into ? { id: recordId(into.area, into.id), number: speakingNumber(into) } : null,
    similar: pairs.map((one) => ({ ...asSimilar(one), score: one.score })),
    commitments: commitments.map((one) => ({
      id: recordId(one.area, one.id),
      text: one.text,
      status: one.status,
      dueOn: one.due_on,
      certain: one.due_on === null || isWorkingDay(one.due_on, calendar).published,
    })),
    origin,
    // A step and its photos are written at one instant.
    timeline: timeline.map((entry) => {
      const part = photoParts[entry.type]
      const own = part ? files.filter((file) => file.part === part && file.at.toISOString() === entry.at) : []
      return own.length ? { ...entry, files: own.map(({ sha256, mime }) => ({ sha256, mime })) } : entry
    }),
    identityOpening:
      opening && ours
        ? {
            id: recordId(opening.area, opening.id),
            state:
              opening.state === 'open' && opening.open_until && opening.open_until < c.now
                ? ('over' as const)
                : (opening.state as 'asked'),
            reason: opening.reason,
            askedBy: opening.asked_by,
          }
        : null,
    version: row.version,
  }
}

export const record = {
  showConcern: async (c) => describe(c, await openConcern(c, c.params.id)),
} satisfies Partial<Stories<typeof concernRoutes>>
