import type { Ctx } from '../kernel/context.ts'
import { sql, type Db } from '../kernel/db.ts'
import { deadline, describeDue, shanghaiDate, type Calendar, type Limit } from '../kernel/working-days.ts'
import type { Status, Urgency } from './words.ts'

export const stages = { dispatch: '派单', contact: '首次联系', answer: '答复', 'call-back': '回访' } as const
export type Stage = keyof typeof stages

/** The limit in force on the day: the most specific row (area and class, area, class, neither), then the newest. */
async function limitFor(db: Db, key: { area: number; classCode: string; urgency: Urgency; stage: Stage }, day: string): Promise<Limit> {
  const { rows } = await sql<Limit>`
    select amount, unit from concern_limit
    where stage = ${key.stage} and urgency = ${key.urgency} and effective_from <= ${day}
      and (area is null or area = ${key.area}) and (class_code is null or class_code = ${key.classCode})
    order by (area is not null) desc, (class_code is not null) desc, effective_from desc, id desc limit 1`.execute(db)
  const limit = rows[0]
  if (!limit) throw new Error(`no limit for stage ${key.stage}, urgency ${key.urgency}: the seed rows are missing`)
  return limit
}

/** When a stage that begins at `from` must be done. */
export async function dueOf(c: Ctx, row: { area: number; class_code: string; urgency: string }, stage: Stage, from: Date) {
  const limit = await limitFor(c.db, { area: row.area, classCode: row.class_code, urgency: row.urgency as Urgency, stage }, shanghaiDate(from))
  return deadline(from, limit, await c.services.calendar())
}

/** Which stage is owed in a status. */
export const owed: Partial<Record<Status, Stage>> = {
  received: 'dispatch',
  accepted: 'dispatch',
  'sent-back': 'dispatch',
  reopened: 'dispatch',
  assigned: 'contact',
  'taken-up': 'contact',
  contacted: 'answer',
  'in-progress': 'answer',
  answered: 'call-back',
}

/** A deadline as the contract's `Due`. */
export function asDue(at: Date | null, certain: boolean, now: Date, calendar: Calendar) {
  if (!at) return null
  return { at: at.toISOString(), ...describeDue(now, at, calendar), certain }
}
