import type { Ctx } from '../kernel/context.ts'
import { Known } from '../kernel/known.ts'
import { deadline, describeDue, shanghaiDate, type Calendar, type Limit } from '../kernel/working-days.ts'
import type { stages, Status, Urgency } from './words.ts'

export type Stage = keyof typeof stages
/** The stages somebody owes; the other limits only say how long something may last. */
export type OwedStage = Exclude<Stage, 'overdue' | 'late-word'>

/** The classes and limits, whole: some tens of rows each. */
export const rulesInForce = new Known(30_000, async (db) => ({
  classes: new Map(
    (await db.selectFrom('concern_class').select(['code', 'name', 'urgency', 'active']).execute()).map(
      (row) => [row.code, row],
    ),
  ),
  limits: await db.selectFrom('concern_limit').selectAll().execute(),
}))

/** The limit in force on the day: the most specific row (area and class, area, class, neither), then the newest. */
async function limitFor(
  c: Ctx,
  key: { area: number; classCode: string; urgency: Urgency; stage: Stage },
  day: string,
): Promise<Limit> {
  const { limits } = await rulesInForce.of(c.services.db)
  const fits = limits.filter(
    (one) =>
      one.stage === key.stage &&
      one.urgency === key.urgency &&
      one.effective_from <= day &&
      (one.area === null || one.area === key.area) &&
      (one.class_code === null || one.class_code === key.classCode),
  )
  const specific = (one: (typeof fits)[number]) =>
    (one.area === null ? 0 : 2) + (one.class_code === null ? 0 : 1)
  fits.sort(
    (a, b) =>
      specific(b) - specific(a) ||
      (a.effective_from < b.effective_from ? 1 : a.effective_from > b.effective_from ? -1 : b.id - a.id),
  )
  const limit = fits[0]
  if (!limit)
    throw new Error(`no limit for stage ${key.stage}, urgency ${key.urgency}: the seed rows are missing`)
  return { amount: limit.amount, unit: limit.unit as Limit['unit'] }
}

/** When a stage that begins at `from` must be done. */
export async function dueOf(
  c: Ctx,
  row: { area: number; class_code: string; urgency: string },
  stage: Stage,
  from: Date,
) {
  const limit = await limitFor(
    c,
    { area: row.area, classCode: row.class_code, urgency: row.urgency as Urgency, stage },
    shanghaiDate(from),
  )
  return deadline(from, limit, await c.services.calendar())
}

/**
 * Whether a stage's deadline is counted by published holidays alone: by the clock it always is, else when the year it
 * falls into is published. What is published since it was counted makes it certain.
 */
export async function certainOf(
  c: Ctx,
  row: { area: number; class_code: string; urgency: string },
  stage: Stage | undefined,
  at: Date,
): Promise<boolean> {
  const calendar = await c.services.calendar()
  const day = shanghaiDate(at)
  if (calendar.years.has(Number(day.slice(0, 4)))) return true
  if (!stage) return false
  const limit = await limitFor(
    c,
    { area: row.area, classCode: row.class_code, urgency: row.urgency as Urgency, stage },
    day,
  )
  return limit.unit === 'hour'
}

/** What is owed now of a concern, as the contract's `Due`. */
export async function dueNow(
  c: Ctx,
  row: {
    area: number
    class_code: string
    urgency: string
    status: Status
    due_at: Date | null
    due_from: Date | null
  },
) {
  if (!row.due_at) return null
  const certain = await certainOf(c, row, owed[row.status], row.due_at)
  return asDue(row.due_at, certain, c.now, await c.services.calendar(), row.due_from)
}

/** Which stage is owed in a status. */
export const owed: Partial<Record<Status, OwedStage>> = {
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
export function asDue(at: Date | null, certain: boolean, now: Date, calendar: Calendar, from?: Date | null) {
  if (!at) return null
  return { at: at.toISOString(), ...describeDue(now, at, calendar, from), certain }
}
