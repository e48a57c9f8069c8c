import './tables.ts'
import type { Db } from '../kernel/db.ts'
import type { Calendar } from '../kernel/working-days.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { calendarProblems, calendarRoutes } from './contract.ts'

/** The holiday table as the deadline arithmetic reads it; kept until somebody edits it, five minutes at most. */
export function loadCalendar(db: Db): { get(): Promise<Calendar>; forget(): void } {
  let known: { at: number; calendar: Promise<Calendar> } | null = null
  const read = async (): Promise<Calendar> => {
    const years = await db.selectFrom('holiday_year').select('year').execute()
    const days = await db.selectFrom('holiday').select(['date', 'kind']).execute()
    const of = (kind: string) => new Set(days.filter((day) => day.kind === kind).map((day) => day.date))
    return { years: new Set(years.map((row) => row.year)), off: of('off'), work: of('work') }
  }
  return {
    get() {
      if (!known || Date.now() - known.at > 300_000) known = { at: Date.now(), calendar: read() }
      return known.calendar
    },
    forget() {
      known = null
    },
  }
}

export const calendar = capability({
  name: 'calendar',
  contract: calendarRoutes,
  problems: calendarProblems,
  stories: {
    async showYear(c) {
      const { year } = c.params
      const row = await c.db
        .selectFrom('holiday_year')
        .select('source')
        .where('year', '=', year)
        .executeTakeFirst()
      const days = await c.db
        .selectFrom('holiday')
        .select(['date', 'kind', 'name'])
        .where('year', '=', year)
        .orderBy('date')
        .execute()
      return { year, published: row !== undefined, source: row?.source ?? null, days }
    },

    async saveYear(c) {
      const { year } = c.params
      const dates = c.body.days.map((day) => day.date)
      if (new Set(dates).size !== dates.length || dates.some((date) => !date.startsWith(`${year}-`)))
        throw problem('day-outside-year')
      const source = c.body.source
      await c.db
        .insertInto('holiday_year')
        .values({ year, published_on: shanghaiDate(c.now), source })
        .onConflict((oc) => oc.column('year').doUpdateSet({ source }))
        .execute()
      await c.db.deleteFrom('holiday').where('year', '=', year).execute()
      if (dates.length) {
        await c.db
          .insertInto('holiday')
          .values(
            c.body.days.map((day) => ({ date: day.date, kind: day.kind, name: day.name ?? null, year })),
          )
          .execute()
      }
      c.afterCommit(() => c.services.forgetCalendar())
      return { ok: true as const }
    },
  },
})
