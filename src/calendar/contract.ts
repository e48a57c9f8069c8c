import { Day, Done, Nullable, OneOf, route, Text, Type } from '../kernel/contract.ts'

const Year = Type.Integer({ minimum: 2000, maximum: 2100 })
export const HolidayYear = Type.Object({
  year: Year,
  published: Type.Boolean(),
  source: Nullable(Type.String()),
  days: Type.Array(Type.Object({ date: Day, kind: OneOf(['off', 'work']), name: Nullable(Type.String()) })),
})
export const calendarRoutes = {
  showYear: route({
    method: 'GET',
    path: '/api/calendar/{year}',
    access: 'public',
    summary: '一年的放假与调休；未公布的年份照实说',
    params: Type.Object({ year: Year }),
    response: HolidayYear,
  }),
  saveYear: route({
    method: 'PUT',
    path: '/api/calendar/{year}',
    access: 'rule.manage',
    summary: '按国务院办公厅通知登记一年的放假与调休',
    params: Type.Object({ year: Year }),
    body: Type.Object({
      source: Text(200, 2),
      days: Type.Array(
        Type.Object({ date: Day, kind: OneOf(['off', 'work']), name: Type.Optional(Nullable(Text(20))) }),
        { maxItems: 120 },
      ),
    }),
    response: Done,
    problems: ['day-outside-year'],
  }),
}
export const calendarProblems = {
  'day-outside-year': { status: 422, title: '有日期不在这一年，或同一天登记了两次', hint: '请核对日期。' },
} as const
