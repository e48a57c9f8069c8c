import './tables.ts'
import { Known } from '../kernel/known.ts'
import type { Calendar } from '../kernel/working-days.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { orgSubject } from '../org/org.ts'
import { calendarProblems, calendarRoutes } from './contract.ts'

/** The holiday table as the deadline arithmetic reads it. */
export const holidays = new Known<Calendar>(300_000, async (db) => {
  const years = await db.selectFrom('holiday_year').select('year').execute()
  const days = await db.selectFrom('holiday').select(['date', 'kind']).execute()
  const of = (kind: string) => new Set(days.filter((day) => day.kind === kind).map((day) => day.date))
  return { years: new Set(years.map((row) => row.year)), off: of('off'), work: of('work') }
})

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
      const before = await c.db
        .selectFrom('holiday')
        .select(['date', 'kind'])
        .where('year', '=', year)
        .orderBy('date')
        .execute()
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
      const count = (kind: string) => c.body.days.filter((day) => day.kind === kind).length
      const { acting } = c.staff()
      await c.append({
        area: acting.area,
        noun: 'org',
        subject: orgSubject(acting.orgId),
        type: 'calendar.year-saved',
        text: `登记${year}年放假安排：放假${count('off')}天，调休上班${count('work')}天`,
        note: source,
        shown: 'owner',
        data: { year, before, days: c.body.days },
      })
      c.afterCommit(() => holidays.forget(c.services.db))
      return { ok: true as const }
    },
  },
})
