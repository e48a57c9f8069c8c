import type { WriteCtx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import type { Job } from '../kernel/job.ts'
import { dayInWords, shanghaiDate } from '../kernel/working-days.ts'
import { moveDue } from '../tasks/task.ts'
import type { TaskKind } from '../tasks/words.ts'
import { dueOf, owed, type OwedStage } from './limits.ts'
import { concernById, dayStart, type ConcernRecord } from './queries.ts'
import { stages } from './words.ts'

const columns = {
  dispatch: 'dispatch_due',
  contact: 'contact_due',
  answer: 'answer_due',
  'call-back': 'call_back_due',
} as const
const tasksOf: Record<OwedStage, TaskKind[]> = {
  dispatch: ['accept', 'assign', 'reassign'],
  contact: ['handle'],
  answer: ['handle', 'assist'],
  'call-back': ['call-back'],
}

/** When each stage of an open matter began; null where it has not, or its end was agreed on and not counted. */
async function begins(c: WriteCtx, row: ConcernRecord): Promise<Record<OwedStage, Date | null>> {
  const { rows } = await sql<{ again: Date | null; extended: boolean }>`
    select (select max(at) from event where area = ${row.area} and subject = ${row.id}
        and type in ('concern.sent-back', 'concern.reopened', 'concern.called-back')) as again,
      exists (select 1 from concern_extension where area = ${row.area} and concern_id = ${row.id} and state = 'granted') as extended`.execute(
    c.db,
  )
  const { again, extended } = rows[0]!
  return {
    dispatch: row.status === 'sent-back' || row.status === 'reopened' ? again : row.raised_at,
    contact: row.assigned_at,
    answer: extended ? null : row.assigned_at,
    'call-back': row.answered_at,
  }
}

async function countAnewOf(c: WriteCtx, row: ConcernRecord): Promise<void> {
  const from = await begins(c, row)
  const now = owed[row.status]
  const change: Partial<ConcernRecord> = {}
  let certain = true
  for (const stage of Object.keys(columns) as OwedStage[]) {
    const column = columns[stage]
    const began = from[stage]
    if (!row[column] || !began) continue
    const due = await dueOf(c, row, stage, began)
    certain &&= due.certain
    change[column] = due.at
    if (stage === 'contact' && row.first_contact_due?.getTime() === row.contact_due!.getTime())
      change.first_contact_due = due.at
    if (stage !== now) continue
    change.due_at = due.at
    await moveDue(c, row, { kinds: tasksOf[stage], dueAt: due.at, certain: due.certain })
  }
  const moved =
    change.due_at && row.due_at && change.due_at.getTime() !== row.due_at.getTime() ? change.due_at : null
  await c.db
    .updateTable('concern')
    .set({ ...change, due_certain: certain })
    .where('area', '=', row.area)
    .where('id', '=', row.id)
    .execute()
  if (!moved || !now) return
  await c.append({
    area: row.area,
    noun: 'concern',
    subject: row.id,
    type: 'concern.due-moved',
    text: `放假安排已公布，${stages[now]}期限改为${dayInWords(shanghaiDate(moved))}`,
    shown: 'public',
    orgId: row.owner_org,
  })
}

/** After the holidays of a year were published or corrected: counts what is owed in that year anew. */
export const countAnew: Job = {
  name: 'concern.count-anew',
  async run(c, about) {
    const saved = await c.db
      .selectFrom('event')
      .select('data')
      .where('area', '=', about.area)
      .where('id', '=', about.event)
      .executeTakeFirstOrThrow()
    const year = Number(saved.data['year'])
    // Another process may still know the old calendar: the job is tried again until it knows this one.
    if (!(await c.services.calendar()).years.has(year))
      throw new Error(`holidays of ${year} are not known here yet`)
    const from = dayStart(`${year}-01-01`)
    const within = (column: string) =>
      sql`${sql.ref(column)} >= ${from} and ${sql.ref(column)} < ${dayStart(`${year + 1}-01-01`)}`
    const { rows } = await sql<{ area: number; id: string }>`
      select area, id from concern where ended_at is null and (${sql.join(Object.values(columns).map(within), sql` or `)}) order by area, id`.execute(
      c.db,
    )
    for (const { area, id } of rows) {
      const row = await concernById(c.db, area, id, true)
      if (row && row.ended_at === null) await countAnewOf(c, row)
    }
  },
}
