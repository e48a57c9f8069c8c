import { sql } from '../kernel/db.ts'
import { inOffice } from '../accounts/office.ts'
import type { WriteCtx } from '../kernel/context.ts'
import { uuidv7 } from '../kernel/id.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { dutyOf, taskKinds, type TaskKind, type TaskStep } from './words.ts'

/** A task to be written in the area of the org that must do it. */
export type NewTask = {
  org: { id: number; area: number }
  kind: TaskKind
  part?: 'lead' | 'assist' | 'rally'
  /** What it waits for first, where it has several steps. */
  step?: TaskStep
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
      step: task.step ?? '',
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
      reply_by: null,
      closed_at: c.now,
      // The step that closes them has left its event already.
      closed_seq: sql<number>`(select max(seq) from event where area = ${about.area} and subject = ${about.id})`,
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
 * In SQL, over tasks as `t`: who takes a task over from somebody who leaves. The successor where it is their duty at the
 * task's org; else the org as a whole, as a task on the list of somebody who may not see it is on nobody's desk.
 */
export function heir(to: string | null, day: string) {
  const fitting = (Object.keys(taskKinds) as TaskKind[]).flatMap((kind) =>
    dutyOf(kind).map((role) => `${kind} ${role}`),
  )
  return sql<string | null>`(select n.account_id from appointment n
    where n.account_id = ${to}::uuid and n.org_id = t.org_id and ${inOffice('n', day)}
      and t.kind || ' ' || n.role = any(${fitting}::text[]) limit 1)`
}

/**
 * Takes the open tasks one person holds (at one org, or everywhere) from their list, onto the successor's where it is
 * their duty, else back to the org as a whole. Returns how many.
 */
export async function passOn(
  c: WriteCtx,
  which: { from: string; to: string | null; orgId?: number },
): Promise<number> {
  const at = which.orgId === undefined ? sql`` : sql`and t.org_id = ${which.orgId}`
  const { rows: passed } = await sql<{ area: number; id: string; org_id: number }>`
    update task t set assignee_id = ${heir(which.to, shanghaiDate(c.now))}
    where t.assignee_id = ${which.from} and t.state = 'open' ${at} returning t.area, t.id, t.org_id`.execute(
    c.db,
  )
  for (const one of passed)
    c.afterCommit(() => c.services.live.tell({ noun: 'task', area: one.area, id: one.id, orgId: one.org_id }))
  return passed.length
}

/** The open tasks of a kind about a record wait for another step now. */
export async function turnTo(
  c: WriteCtx,
  about: { area: number; id: string },
  kind: TaskKind,
  step: TaskStep,
) {
  await c.db
    .updateTable('task')
    .set({ step })
    .where('about_area', '=', about.area)
    .where('about_id', '=', about.id)
    .where('state', '=', 'open')
    .where('kind', '=', kind)
    .execute()
}

/** Moves the deadline of the open tasks about a record: of all of the kinds, or of those that were due at `was`. */
export async function moveDue(
  c: WriteCtx,
  about: { area: number; id: string },
  move: { kinds: TaskKind[]; was?: Date | null; dueAt: Date | null; certain: boolean },
) {
  let query = c.db
    .updateTable('task')
    .set({ due_at: move.dueAt, due_certain: move.certain })
    .where('about_area', '=', about.area)
    .where('about_id', '=', about.id)
    .where('state', '=', 'open')
    .where('kind', 'in', move.kinds)
  if (move.was) query = query.where('due_at', '=', move.was)
  await query.execute()
}
