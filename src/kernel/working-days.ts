// Working days and deadlines. Business time is Asia/Shanghai, which has been +08:00 without summer time since
// 1992. The calendar is data: which days are off and which weekends are worked is announced a year at a time.
// Pure, so that the browser can use it too.

/** What has been announced. Dates are `YYYY-MM-DD`. */
export type Calendar = {
  /** Years whose holiday notice is known. */
  years: Set<number>
  /** Public holidays, whatever day of the week they fall on. */
  off: Set<string>
  /** Weekend days worked in exchange for a holiday (调休). */
  work: Set<string>
}

/** `amount` is a whole number of units, zero or more. */
export type Limit = { amount: number; unit: 'hour' | 'working-day' | 'day' }

/**
 * `certain` is false when a day had to be judged whose year is not published: it was then taken as a plain weekday
 * or weekend, and the screen must say 该年放假安排尚未公布.
 */
export type Deadline = { at: Date; certain: boolean }

/** When the office day ends, Shanghai time, `HH:MM`. */
export type Office = { officeEnd: string }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const offset = 8 * hour

/**
 * The date in Shanghai at an instant, `YYYY-MM-DD`.
 * @throws RangeError for an invalid Date
 */
export function shanghaiDate(at: Date): string {
  return new Date(at.getTime() + offset).toISOString().slice(0, 10)
}

/** `2026年11月22日` of `2026-11-22`, with its year: for words that stay. */
export function dayInWords(date: string): string {
  const [year, month, dayOfMonth] = date.split('-').map(Number)
  return `${year}年${month}月${dayOfMonth}日`
}

/** The same date of the next year: as far as a date somebody chooses may lie ahead. */
export const aYearOn = (date: string): string => `${Number(date.slice(0, 4)) + 1}${date.slice(4)}`

/** `11月22日 09:05` in Beijing. */
export function timeInWords(at: Date): string {
  const [, month, dayOfMonth] = shanghaiDate(at).split('-').map(Number)
  return `${month}月${dayOfMonth}日 ${timeOfDay(at)}`
}

/** How many working days `later` lies after `earlier` (dates): those after `earlier`, up to and with `later`. */
export function workingDaysBetween(earlier: string, later: string, cal: Calendar): number {
  if (later <= earlier) return 0
  const within = (date: string) => earlier < date && date <= later
  // Weekdays first, in whole weeks; then the announced days that differ from them.
  const days = Math.round((Date.parse(later) - Date.parse(earlier)) / day)
  let count = Math.floor(days / 7) * 5
  for (let i = 0; i < days % 7; i++) if (!isWeekend(Date.parse(later) - i * day)) count++
  for (const date of cal.off) if (within(date) && !cal.work.has(date) && !isWeekend(Date.parse(date))) count--
  for (const date of cal.work) if (within(date) && isWeekend(Date.parse(date))) count++
  return count
}

const isWeekend = (midnight: number): boolean => [0, 6].includes(new Date(midnight).getUTCDay())

/** When the office closes on a date (`YYYY-MM-DD`): what "by that day" means for a deadline somebody chose. */
export const officeEnd = (date: string): Date => new Date(`${date}T17:30:00+08:00`)

/**
 * Whether a date (`YYYY-MM-DD`) is worked. In a year that is not published, by the day of the week alone.
 * @throws RangeError for anything that is not a date
 */
export function isWorkingDay(date: string, cal: Calendar): { working: boolean; published: boolean } {
  const noon = new Date(`${date}T12:00:00Z`)
  if (Number.isNaN(noon.getTime()) || noon.toISOString().slice(0, 10) !== date) {
    throw new RangeError(`not a date: ${date}`)
  }
  const published = cal.years.has(noon.getUTCFullYear())
  if (cal.work.has(date)) return { working: true, published }
  if (cal.off.has(date)) return { working: false, published }
  return { working: !isWeekend(noon.getTime()), published }
}

/**
 * The `days`-th working day after the date of `at`, at the same time of day. The day of `at` itself never counts,
 * worked or not (Civil Code, art. 201). With 0 it is `at`, moved on to the next working day if it is not on one.
 * @throws RangeError when `days` is not a whole number of zero or more
 */
export function addWorkingDays(at: Date, days: number, cal: Calendar): Deadline {
  assertWhole(days)
  let ms = at.getTime()
  let certain = true
  const judge = () => {
    const { working, published } = isWorkingDay(shanghaiDate(new Date(ms)), cal)
    certain &&= published
    return working
  }
  if (days === 0) while (!judge()) ms += day
  for (let left = days; left > 0;) {
    ms += day
    if (judge()) left -= 1
  }
  return { at: new Date(ms), certain }
}

/**
 * When a limit that starts at `from` runs out, never before `from`.
 * - `hour`: by the clock, through nights and holidays; always certain.
 * - `working-day`: at the end of the office day of the last one.
 * - `day`: calendar days, starting the day after; if the last is not worked, the next working day, at the end of
 *   its office day (Civil Code, arts 201 and 203).
 * @throws RangeError when the amount is not a whole number of zero or more, or `officeEnd` is not `HH:MM`
 */
export function deadline(
  from: Date,
  limit: Limit,
  cal: Calendar,
  office: Office = { officeEnd: '17:30' },
): Deadline {
  assertWhole(limit.amount)
  if (limit.unit === 'hour') return { at: new Date(from.getTime() + limit.amount * hour), certain: true }
  const last =
    limit.unit === 'working-day'
      ? addWorkingDays(from, limit.amount, cal)
      : addWorkingDays(new Date(from.getTime() + limit.amount * day), 0, cal)
  const at = endOfOffice(last.at, office)
  if (at >= from) return { at, certain: last.certain }
  // Nothing is left of today's office hours for a limit of zero days.
  const next = addWorkingDays(last.at, 1, cal)
  return { at: endOfOffice(next.at, office), certain: last.certain && next.certain }
}

/**
 * When a card turns yellow: one working day before the day it is due on; but of a limit shorter than two working days
 * that would be from its first minute, so there when a quarter of it is left, twenty minutes at least.
 */
export const yellowRule = { shortUnder: 2, share: 1 / 4, atLeast: 20 * minute }

/**
 * The card an open matter shows: yellow by `yellowRule`, red as soon as it is overdue. Nothing that is done shows a
 * card. Where it is not known since when it is owed, the limit counts as a long one.
 */
export function card(
  now: Date,
  due: Date,
  done: boolean,
  cal: Calendar,
  from?: Date | null,
): 'none' | 'yellow' | 'red' {
  if (done) return 'none'
  if (due < now) return 'red'
  if (due >= yellowBefore(now, cal)) return 'none'
  if (!from || !isShort(from, due, cal)) return 'yellow'
  const length = due.getTime() - from.getTime()
  const yellow = Math.max(length * yellowRule.share, yellowRule.atLeast)
  return due.getTime() - now.getTime() <= yellow ? 'yellow' : 'none'
}

const isShort = (from: Date, due: Date, cal: Calendar): boolean =>
  workingDaysBetween(shanghaiDate(from), shanghaiDate(due), cal) < yellowRule.shortUnder

/** Of the matters not overdue, only those due before this instant can be yellow. */
export function yellowBefore(now: Date, cal: Calendar): Date {
  return startOfDay(new Date(addWorkingDays(now, 1, cal).at.getTime() + day))
}

/**
 * The other side of `card`, for SQL. Whatever may be yellow is due until the end of the next working day, so that two
 * instants tell short limits from long ones: those owed since `shortSince` when due before that day, since
 * `shortSinceNext` when due on it.
 */
export type YellowWindow = {
  now: Date
  before: Date
  nextDay: Date
  shortSince: Date
  shortSinceNext: Date
}

export function yellowWindow(now: Date, cal: Calendar): YellowWindow {
  const workedUntil = (at: Date) => {
    let date = at
    while (!isWorkingDay(shanghaiDate(date), cal).working) date = new Date(date.getTime() - day)
    return date
  }
  const latest = workedUntil(now)
  return {
    now,
    before: yellowBefore(now, cal),
    nextDay: startOfDay(addWorkingDays(now, 1, cal).at),
    shortSince: startOfDay(workedUntil(new Date(latest.getTime() - day))),
    shortSinceNext: startOfDay(latest),
  }
}

/**
 * A deadline in the words a person says: `逾期3小时`, `今天 17:30`, `明天 12:00`, `11月26日`, and with the year
 * when it is not this one. Overdue by a day or more is counted in dates, not in working days.
 */
export function describeDue(
  now: Date,
  due: Date,
  cal: Calendar,
  from?: Date | null,
): { text: string; tone: 'red' | 'amber' | 'plain' } {
  const shown = card(now, due, false, cal, from)
  if (shown === 'red')
    return { text: `逾期${lateness(now.getTime() - due.getTime(), now, due)}`, tone: 'red' }
  const away = dateNumber(due) - dateNumber(now)
  const [year, month, dayOfMonth] = shanghaiDate(due).split('-').map(Number)
  const thisYear = shanghaiDate(now).startsWith(`${year}-`)
  const text =
    away === 0
      ? `今天 ${timeOfDay(due)}`
      : away === 1
        ? `明天 ${timeOfDay(due)}`
        : `${thisYear ? '' : `${year}年`}${month}月${dayOfMonth}日`
  return { text, tone: shown === 'yellow' ? 'amber' : 'plain' }
}

function lateness(ms: number, now: Date, due: Date): string {
  if (ms < hour) return `${Math.max(1, Math.floor(ms / minute))}分钟`
  if (ms < day) return `${Math.floor(ms / hour)}小时`
  return `${dateNumber(now) - dateNumber(due)}天`
}

function timeOfDay(at: Date): string {
  return new Date(at.getTime() + offset).toISOString().slice(11, 16)
}

/** Days since 1970-01-01 in Shanghai. */
function dateNumber(at: Date): number {
  return Math.floor((at.getTime() + offset) / day)
}

function startOfDay(at: Date): Date {
  return new Date(dateNumber(at) * day - offset)
}

function endOfOffice(at: Date, { officeEnd }: Office): Date {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(officeEnd)) throw new RangeError(`not a time of day: ${officeEnd}`)
  const [hours, minutes] = officeEnd.split(':').map(Number) as [number, number]
  return new Date(startOfDay(at).getTime() + hours * hour + minutes * minute)
}

function assertWhole(amount: number): void {
  if (!Number.isSafeInteger(amount) || amount < 0)
    throw new RangeError(`not a number of days or hours: ${amount}`)
}
