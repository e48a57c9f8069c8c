import { sql, type Db } from '../kernel/db.ts'
import type { WriteCtx } from '../kernel/context.ts'
import { uuidv7 } from '../kernel/id.ts'
import type { TaskKind } from './contract.ts'

/** A task to be written in the area of the org that must do it. */
export type NewTask = {
  org: { id: number; area: number }
  kind: TaskKind
  part?: 'lead' | 'assist' | 'rally'
  about: { noun: string; area: number; id: string }
  title: string
  detail: string
  dueAt?: Date | null
  dueCertain?: boolean
  /** Since when it is owed: a short limit turns yellow by it. */
  dueFrom?: Date | null
  assigneeId?: string | null
}

/** Opens one task in the transaction of the step that asks for it. */
export async function openTask(c: WriteCtx, task: NewTask): Promise<string> {
  const id = uuidv7(c.now.getTime())
  await c.db
    .insertInto('task')
    .values({
      area: task.org.area,
      id,
      org_id: task.org.id,
      kind: task.kind,
      part: task.part ?? '',
      about_noun: task.about.noun,
      about_area: task.about.area,
      about_id: task.about.id,
      title: task.title,
      detail: task.detail,
      assignee_id: task.assigneeId ?? null,
      due_at: task.dueAt ?? null,
      due_certain: task.dueCertain ?? true,
      due_from: task.dueFrom ?? null,
      opened_at: c.now,
    })
    .execute()
  c.afterCommit(() => c.services.live.tell({ noun: 'task', area: task.org.area, id, orgId: task.org.id }))
  return id
}

/** Closes the open tasks about a record, of the given kinds (all when unset) and org, with what became of them. */
export async function closeTasks(
  c: WriteCtx,
  about: { area: number; id: string },
  which: {
    kinds?: TaskKind[]
    parts?: string[]
    orgId?: number
    state?: 'done' | 'sent-back' | 'cancelled'
    reply?: string
  } = {},
): Promise<number> {
  let query = c.db
    .updateTable('task')
    .set({
      state: which.state ?? 'done',
      closed_at: c.now,
      ...(which.reply === undefined ? {} : { reply: which.reply }),
    })
    .where('about_area', '=', about.area)
    .where('about_id', '=', about.id)
    .where('state', '=', 'open')
  if (which.kinds) query = query.where('kind', 'in', which.kinds)
  if (which.parts) query = query.where('part', 'in', which.parts)
  if (which.orgId !== undefined) query = query.where('org_id', '=', which.orgId)
  const closed = await query.returning(['area', 'id', 'org_id']).execute()
  for (const one of closed)
    c.afterCommit(() => c.services.live.tell({ noun: 'task', area: one.area, id: one.id, orgId: one.org_id }))
  return closed.length
}

/**
 * Gives the open tasks one person holds (at one org, or everywhere) to a colleague, or back to the org as a whole:
 * a task left with somebody who is gone is on nobody's desk. Returns how many.
 */
export async function passOn(
  c: WriteCtx,
  which: { from: string; to: string | null; orgId?: number },
): Promise<number> {
  let query = c.db
    .updateTable('task')
    .set({ assignee_id: which.to })
    .where('assignee_id', '=', which.from)
    .where('state', '=', 'open')
  if (which.orgId !== undefined) query = query.where('org_id', '=', which.orgId)
  const passed = await query.returning(['area', 'id', 'org_id']).execute()
  for (const one of passed)
    c.afterCommit(() => c.services.live.tell({ noun: 'task', area: one.area, id: one.id, orgId: one.org_id }))
  return passed.length
}

/** Moves the deadline of the open tasks about a record. */
export async function moveDue(
  c: WriteCtx,
  about: { area: number; id: string },
  kinds: TaskKind[],
  dueAt: Date | null,
  certain: boolean,
) {
  await c.db
    .updateTable('task')
    .set({ due_at: dueAt, due_certain: certain })
    .where('about_area', '=', about.area)
    .where('about_id', '=', about.id)
    .where('state', '=', 'open')
    .where('kind', 'in', kinds)
    .execute()
}

/** Does this org, or an org below it, hold or has it held a task about the record? What a handler may see. */
export async function hasTask(
  db: Db,
  about: { area: number; id: string },
  orgPath: string,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from task t join org o on o.id = t.org_id
    where t.about_area = ${about.area} and t.about_id = ${about.id} and o.path >= ${orgPath} and o.path < ${orgPath + '/'} and (o.path = ${orgPath} or o.path like ${orgPath + '.%'})
    limit 1`.execute(db)
  return rows.length > 0
}
