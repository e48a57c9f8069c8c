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
import { inHouse, openConcern, partiesOf, stepsOf } from './parties.ts'
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

async function describe(c: Ctx, row: ConcernRecord) {
  const calendar = await c.services.calendar()
  const parties = await partiesOf(c, row)
  const ours = await inHouse(c, row)
  const key = { area: row.area, id: row.id }
  const [raiser, files, tasks, extensions, timeline, pairs, commitments, opening, { origin }, presses] =
    await Promise.all([
      c.db
        .selectFrom('concern_raiser')
        .select(['data_key', 'name', 'phone_masked', 'new_form'])
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
      timelineOf(c.db, key, ours ? ['public', 'parties', 'owner'] : ['public', 'parties']),
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
      sql<{ area: number; id: string; text: string; status: string; due_on: string | null }>`
      select m.area, m.id, m.text, m.status, m.due_on from commitment_concern x join commitment m on m.area = x.area and m.id = x.commitment_id
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
    can: await stepsOf(c, row, parties),
    files: files
      .filter((file) => file.part === 'raise')
      .map(({ sha256, mime, shared }) => ({ sha256, mime, shared })),
    raiser: {
      sealed: row.sealed,
      // The union knows who it deals with; whoever it is handed to asks for that, and the asking is told.
      name: row.sealed ? '匿名职工' : (ours && nameIn(c, row, raiser)) || '职工',
      phone: row.sealed ? null : (raiser?.phone_masked ?? null),
      newForm: raiser?.new_form ?? null,
    },
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
