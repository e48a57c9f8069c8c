import { inOffice } from '../accounts/office.ts'
import type { WriteCtx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { unionAbove } from '../org/org.ts'
import type { NewTask } from '../tasks/task.ts'
import { closeTasks, openTask } from '../tasks/task.ts'
import { dutyOf, type TaskKind } from '../tasks/words.ts'
import { handlersOf } from './parties.ts'
import type { ConcernRecord } from './queries.ts'
import { speakingNumber } from './words.ts'

type Asked = Pick<NewTask, 'kind' | 'part' | 'step'> &
  Partial<Pick<NewTask, 'org' | 'title' | 'dueAt' | 'dueCertain'>> & {
    /** What the line says beside class and number. */
    more?: string
  }

/** Opens a task about a concern: the owning union's and due when the concern is, unless said otherwise. */
export async function askFor(c: WriteCtx, row: ConcernRecord, task: Asked): Promise<void> {
  const { more, ...asked } = task
  await openTask(c, {
    org: { id: row.owner_org, area: row.area },
    title: row.title,
    dueAt: row.due_at,
    dueCertain: row.due_certain,
    dueFrom: row.due_from,
    ...asked,
    about: { noun: 'concern', area: row.area, id: row.id },
    detail: [row.class_name, speakingNumber(row), more].filter(Boolean).join(' · '),
  })
}

/**
 * Where it is asked for what the handler of a matter may not do: at the owning union, or at the one above where nobody
 * else of it has that duty.
 */
export async function deskFor(c: WriteCtx, row: ConcernRecord, kind: TaskKind) {
  const { rows } = await sql`
    select 1 from appointment n join account a on a.id = n.account_id
    where n.org_id = ${row.owner_org} and a.active and ${inOffice('n', shanghaiDate(c.now))} and n.role = any(${dutyOf(kind)}::text[])
      and a.id not in (${handlersOf(row)}) limit 1`.execute(c.db)
  const owner = { id: row.owner_org, area: row.area }
  return rows.length ? owner : ((await unionAbove(c.db, row.owner_path)) ?? owner)
}

/** A request for more time that waits no more, though nobody decided it: why, in words. */
export async function lapseExtension(c: WriteCtx, row: ConcernRecord, why: string): Promise<void> {
  await c.db
    .updateTable('concern_extension')
    .set({ state: 'lapsed', decision_note: why })
    .where('area', '=', row.area)
    .where('concern_id', '=', row.id)
    .where('state', '=', 'asked')
    .execute()
  await closeTasks(c, row, { kinds: ['approve'], state: 'cancelled' })
}

/** A concern has ended: the tasks of the step that ended it are done, and whatever else waited for somebody waits no more. */
export async function windUp(c: WriteCtx, row: ConcernRecord, done: TaskKind[]): Promise<void> {
  if (done.length) await closeTasks(c, row, { kinds: done })
  await lapseExtension(c, row, '诉求已了结，不再需要')
  await c.db
    .updateTable('identity_opening')
    .set({ state: 'refused', decided_at: c.now })
    .where('area', '=', row.area)
    .where('concern_id', '=', row.id)
    .where('state', '=', 'asked')
    .execute()
  await closeTasks(c, row, { state: 'cancelled' })
}
