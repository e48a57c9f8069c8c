/** The tables of this room, as the migrations make them. */
export type HolidayYearTable = { year: number; published_on: string; source: string }
export type HolidayTable = { date: string; kind: 'off' | 'work'; name: string | null; year: number }

declare module '../kernel/db.ts' {
  interface Database {
    holiday_year: HolidayYearTable
    holiday: HolidayTable
  }
}
