import { writeXlsx } from 'hucre'
import type { Ctx } from '../kernel/context.ts'
import { timelineOf } from '../kernel/event.ts'
import { intakeRoutes } from '../intake/contract.ts'
import type { Stories } from '../kernel/route.ts'
import { sql } from '../kernel/db.ts'
import { recordId } from '../kernel/id.ts'
import { orgSubject } from '../org/org.ts'
import { isWorkingDay, shanghaiDate, workingDaysBetween, yellowBefore } from '../kernel/working-days.ts'
import type { concernRoutes, ConcernRow } from './contract.ts'
import { asDue, stages } from './limits.ts'
import { inHouse, openConcern, partiesOf, stepsOf } from './parties.ts'
import {
  concernById,
  countByStatus,
  dayEnd,
  dayStart,
  listConcerns,
  rateCounts,
  type ConcernLine,
  type ConcernRecord,
  type Filters,
} from './queries.ts'
import {
  outcomes,
  satisfactions,
  sources,
  statuses,
  urgencies,
  type Outcome,
  type Satisfaction,
  type Source,
  type Urgency,
  speakingNumber,
} from './words.ts'

type Line = Omit<ConcernLine, 'sort_at'>

async function asRow(c: Ctx, row: Line): Promise<ConcernRow> {
  return {
    id: recordId(row.area, row.id),
    number: speakingNumber(row),
    title: row.title,
    classCode: row.class_code,
    className: row.class_name,
    status: row.status,
    urgency: row.urgency as Urgency,
    place: row.place,
    source: row.source as Source,
    owner: { id: row.owner_org, name: row.owner_name },
    lead: row.lead_org ? { id: row.lead_org, name: row.lead_name ?? '' } : null,
    raisedAt: row.raised_at.toISOString(),
    due: asDue(row.due_at, row.due_certain, c.now, await c.services.calendar()),
    escalation: row.escalation,
    commonIssueId:
      row.common_issue_area && row.common_issue_id
        ? recordId(row.common_issue_area, row.common_issue_id)
        : null,
    outcome: row.outcome as Outcome | null,
    satisfaction: row.satisfaction as Satisfaction | null,
  }
}
export { asRow as rowOf }

/** Ninety days to today unless the desk asks otherwise. */
function windowOf(c: Ctx, query: { from?: string; to?: string }) {
  const to = query.to ?? shanghaiDate(c.now)
  const from = query.from ?? shanghaiDate(new Date(c.now.getTime() - 89 * 86_400_000))
  return { from, to, window: { from: dayStart(from), until: dayEnd(to), now: c.now } }
}

async function lines(c: Ctx, query: Filters) {
  const calendar = await c.services.calendar()
  return listConcerns(c.db, await c.scope(), query, c.now, yellowBefore(c.now, calendar))
}

export const desk = {
  async listConcerns(c) {
    const { rows, next } = await lines(c, c.query)
    return { items: await Promise.all(rows.map((row) => asRow(c, row))), next }
  },

  /** The desk as a ledger: title row, 序号, typed columns, IDs as text, and the line officers sign. */
  async exportConcerns(c) {
    const { acting, name } = c.staff()
    const rows: ConcernRow[] = []
    let cursor: string | undefined
    do {
      const page = await lines(c, { ...c.query, cursor, limit: 100 })
      for (const row of page.rows) rows.push(await asRow(c, row))
      cursor = page.next ?? undefined
    } while (cursor && rows.length < 50_000)
    await c.write((w) =>
      w.append({
        area: acting.area,
        // No one record: the union whose desk it was taken from.
        noun: 'org',
        subject: orgSubject(acting.orgId),
        type: 'concern.exported',
        text: `导出诉求台账 ${rows.length} 件`,
        shown: 'owner',
      }),
    )
    const day = shanghaiDate(c.now)
    const head = [
      '序号',
      '编号',
      '标题',
      '类别',
      '紧急程度',
      '状态',
      '地点',
      '来源',
      '受理工会',
      '主办单位',
      '反映日期',
      '当前期限',
      '是否解决',
      '是否满意',
    ]
    const body = rows.map((row, i) =>
      [
        i + 1,
        row.number,
        row.title,
        row.className,
        urgencies[row.urgency],
        statuses[row.status],
        row.place,
        sources[row.source],
        row.owner.name,
        row.lead?.name ?? '',
        shanghaiDate(new Date(row.raisedAt)),
        row.due ? `${shanghaiDate(new Date(row.due.at))}（${row.due.text}）` : '',
        row.outcome ? outcomes[row.outcome] : '',
        row.satisfaction ? satisfactions[row.satisfaction] : '',
      ].map(plainCell),
    )
    const file = await writeXlsx({
      sheets: [
        {
          name: '诉求台账',
          columns: [6, 18, 40, 14, 14, 10, 24, 10, 24, 24, 12, 22, 10, 10].map((width) => ({ width })),
          rows: [
            [`${acting.orgName}诉求台账`],
            head,
            ...body,
            [],
            [`制表：${name}`, '', '审核：', '', `日期：${day}`],
          ],
        },
      ],
    })
    return c.reply
      .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
      .header(
        'content-disposition',
        `attachment; filename*=UTF-8''${encodeURIComponent(`诉求台账-${day}.xlsx`)}`,
      )
      .send(Buffer.from(file))
  },

  async countConcerns(c) {
    const calendar = await c.services.calendar()
    const rows = await countByStatus(
      c.db,
      await c.scope(),
      {
        from: c.query.from ? dayStart(c.query.from) : undefined,
        until: c.query.to ? dayEnd(c.query.to) : undefined,
      },
      c.now,
      yellowBefore(c.now, calendar),
    )
    return {
      byStatus: rows.map(({ status, count }) => ({ status, count })),
      yellow: rows.reduce((sum, row) => sum + row.yellow, 0),
      red: rows.reduce((sum, row) => sum + row.red, 0),
    }
  },

  async concernRates(c) {
    const { from, to, window } = windowOf(c, c.query)
    return {
      from,
      to,
      scope: `${c.staff().acting.orgName}及以下`,
      ...(await rateCounts(c.db, await c.scope(), window)),
    }
  },

  async showConcern(c) {
    const row = await openConcern(c, c.params.id)
    return describe(c, row)
  },
} satisfies Partial<Stories<typeof concernRoutes>>

/** A leading `=`, `+`, `-` or `@` would be read as a formula by the office program that opens it. */
const plainCell = (value: string | number) =>
  typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value

/** The steps whose photos are shown in the timeline, and where those hang. */
const photoParts: Record<string, string> = {
  'concern.progressed': 'progress',
  'concern.contributed': 'contribute',
  'concern.supplemented': 'supplement',
}

async function describe(c: Ctx, row: ConcernRecord) {
  const calendar = await c.services.calendar()
  const parties = await partiesOf(c, row)
  const ours = await inHouse(c, row)
  const key = { area: row.area, id: row.id }
  const [raiser, files, tasks, extensions, timeline, pairs, commitments, opening, { origin }] =
    await Promise.all([
      c.db
        .selectFrom('concern_raiser')
        .select(['phone_masked', 'new_form'])
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
          from concern_pair p join concern x on x.area = p.other_area and x.id = p.other_id join concern_class k on k.code = x.class_code
          where p.area = ${key.area} and p.concern_id = ${key.id} and p.state in ('offered', 'named') order by p.score desc limit 10`
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
    ])
  const into =
    row.merged_area && row.merged_id ? await concernById(c.db, row.merged_area, row.merged_id) : null
  const asFile = (part: string) =>
    files.filter((file) => file.part === part).map(({ sha256, mime }) => ({ sha256, mime }))
  const toAssign = row.status === 'reopened' || row.status === 'sent-back'
  const answered =
    row.answered_at !== null && (row.assigned_at === null || row.answered_at >= row.assigned_at)
  const stage = (name: keyof typeof stages, at: Date | null, doneAt: Date | null) => {
    // Nothing is owed any more once it has ended.
    if (row.ended_at && !doneAt) return []
    const due = asDue(at, row.due_certain, doneAt ?? c.now, calendar)
    return due ? [{ stage: name, name: stages[name], due, doneAt: doneAt?.toISOString() ?? null }] : []
  }
  return {
    ...(await asRow(c, row)),
    text: row.text,
    area: row.area,
    can: await stepsOf(c, row, parties),
    files: files
      .filter((file) => file.part === 'raise')
      .map(({ sha256, mime, shared }) => ({ sha256, mime, shared })),
    raiser: {
      sealed: row.sealed,
      name: row.sealed ? '匿名职工' : '职工',
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
      ...stage('dispatch', row.dispatch_due, toAssign ? null : row.assigned_at),
      ...(toAssign
        ? []
        : [
            ...stage('contact', row.contact_due, row.contacted_at),
            ...stage('answer', row.answer_due, answered ? row.answered_at : null),
            ...(answered ? stage('call-back', row.call_back_due, row.called_back_at) : []),
          ]),
    ],
    mergedInto: into ? { id: recordId(into.area, into.id), number: speakingNumber(into) } : null,
    similar: pairs.map((one) => ({
      id: recordId(one.area, one.id),
      number: speakingNumber(one),
      title: one.title,
      className: one.class_name,
      place: one.place,
      status: one.status,
      raisedAt: one.raised_at.toISOString(),
      score: one.score,
    })),
    commitments: commitments.map((one) => ({
      id: recordId(one.area, one.id),
      text: one.text,
      status: one.status,
      dueOn: one.due_on,
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
