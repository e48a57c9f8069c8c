import { readFileSync } from 'node:fs'
import chineseDays from 'chinese-days'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addWorkingDays,
  card,
  deadline,
  describeDue,
  isWorkingDay,
  shanghaiDate,
  workingDaysBetween,
  yellowBefore,
  yellowRule,
  yellowWindow,
  type Calendar,
} from './working-days.ts'

const seed = readFileSync(new URL('../../migrations/20261123-02-holidays.sql', import.meta.url), 'utf8')
const rows = [...seed.matchAll(/\('(\d{4}-\d\d-\d\d)', '(off|work)', '([^']+)', (\d{4})\)/g)].map(
  ([, date, kind, name, year]) => ({ date: date!, kind, name: name!, year: Number(year) }),
)
const dates = (kind: string, year?: number) =>
  rows.filter((row) => row.kind === kind && (!year || row.year === year)).map((row) => row.date)
/** As seeded: 2024 to 2026 published, 2027 not. */
const cal: Calendar = {
  years: new Set([2024, 2025, 2026]),
  off: new Set(dates('off')),
  work: new Set(dates('work')),
}

/** An instant in Shanghai time. */
const sh = (text: string) => new Date(`${text}+08:00`)
const instant = fc.date({
  min: sh('2023-12-01T00:00:00'),
  max: sh('2027-06-01T00:00:00'),
  noInvalidDate: true,
})
/** Early enough that 60 working days later is still 2026. */
const published = fc.date({
  min: sh('2024-01-01T00:00:00'),
  max: sh('2026-09-01T00:00:00'),
  noInvalidDate: true,
})
const amount = fc.nat(40)
const works = (at: Date) => isWorkingDay(shanghaiDate(at), cal).working

describe('the seed', () => {
  test('every day of 2024 to 2026 agrees with chinese-days', () => {
    for (let at = Date.UTC(2024, 0, 1); at < Date.UTC(2027, 0, 1); at += 86_400_000) {
      const date = new Date(at).toISOString().slice(0, 10)
      const answer = isWorkingDay(date, cal)
      expect([date, answer.working]).toEqual([date, chineseDays.isWorkday(date)])
      expect(answer.published).toBe(true)
    }
  })

  test('2026 is what the notice says', () => {
    const run = (month: number, from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, i) =>
        ['2026', String(month).padStart(2, '0'), String(from + i).padStart(2, '0')].join('-'),
      )
    expect(dates('off', 2026)).toEqual([
      ...run(1, 1, 3),
      ...run(2, 15, 23),
      ...run(4, 4, 6),
      ...run(5, 1, 5),
      ...run(6, 19, 21),
      ...run(9, 25, 27),
      ...run(10, 1, 7),
    ])
    expect(dates('work', 2026)).toEqual([
      '2026-01-04',
      '2026-02-14',
      '2026-02-28',
      '2026-05-09',
      '2026-09-20',
      '2026-10-10',
    ])
  })

  test('every row has a name and belongs to the year it falls in; worked days are weekends', () => {
    for (const row of rows) {
      expect(row.name).not.toBe('')
      expect(row.date.startsWith(`${row.year}-`)).toBe(true)
      if (row.kind === 'work') expect([0, 6]).toContain(new Date(`${row.date}T00:00:00Z`).getUTCDay())
    }
  })
})

describe('dates', () => {
  test('the date is Shanghai’s, whatever the machine’s zone', () => {
    expect(shanghaiDate(new Date('2026-11-23T15:59:59.999Z'))).toBe('2026-11-23')
    expect(shanghaiDate(new Date('2026-11-23T16:00:00Z'))).toBe('2026-11-24')
  })

  test('a year that is not published is judged by weekday and says so', () => {
    expect(isWorkingDay('2027-01-01', cal)).toEqual({ working: true, published: false })
    expect(isWorkingDay('2027-01-02', cal)).toEqual({ working: false, published: false })
  })

  test.each(['2026-02-29', '2026-2-1', '', '2026-11-23T00:00', '二〇二六'])('%j is not a date', (text) => {
    expect(() => isWorkingDay(text, cal)).toThrow(RangeError)
  })
})

describe('addWorkingDays', () => {
  test('skips the spring festival and counts its worked Saturdays', () => {
    // Fri 13 Feb, Sat 14 (worked), off 15 to 23, Tue 24 …
    expect(addWorkingDays(sh('2026-02-13T10:00:00'), 2, cal).at).toEqual(sh('2026-02-24T10:00:00'))
  })

  test('the first day is the one after, also when counting starts on a day off', () => {
    expect(addWorkingDays(sh('2026-11-21T10:00:00'), 1, cal).at).toEqual(sh('2026-11-23T10:00:00'))
  })

  test('lands on a working day, at the same time of day, never before the start', () => {
    fc.assert(
      fc.property(instant, amount, (at, n) => {
        const end = addWorkingDays(at, n, cal).at
        expect(works(end)).toBe(true)
        expect(end.getTime()).toBeGreaterThanOrEqual(at.getTime())
        expect((end.getTime() - at.getTime()) % 86_400_000).toBe(0)
      }),
    )
  })

  test('zero stays on a working day', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const end = addWorkingDays(at, 0, cal).at
        if (works(at)) expect(end).toEqual(at)
        else expect(end.getTime()).toBeGreaterThan(at.getTime())
      }),
    )
  })

  test('more days never end earlier, and from one day on always later', () => {
    fc.assert(
      fc.property(instant, amount, (at, n) => {
        const shorter = addWorkingDays(at, n, cal).at.getTime()
        const longer = addWorkingDays(at, n + 1, cal).at.getTime()
        if (n === 0 && !works(at)) expect(longer).toBe(shorter)
        else expect(longer).toBeGreaterThan(shorter)
      }),
    )
  })

  test('a later start never ends earlier', () => {
    fc.assert(
      fc.property(instant, instant, amount, (a, b, n) => {
        const [first, second] = a <= b ? [a, b] : [b, a]
        const end = (at: Date) => shanghaiDate(addWorkingDays(at, n, cal).at)
        expect(end(first) <= end(second)).toBe(true)
      }),
    )
  })

  test('a then b is a + b', () => {
    fc.assert(
      fc.property(instant, amount, amount, (at, a, b) => {
        // Zero from a day off only moves to the next working day, which is also where one day ends.
        fc.pre(a > 0 || works(at))
        const twice = addWorkingDays(addWorkingDays(at, a, cal).at, b, cal).at
        expect(twice).toEqual(addWorkingDays(at, a + b, cal).at)
      }),
    )
  })

  test('counts what chinese-days counts', () => {
    fc.assert(
      fc.property(published, fc.integer({ min: 1, max: 60 }), (at, n) => {
        const from = new Date(at.getTime() + 86_400_000)
        const end = addWorkingDays(at, n, cal).at
        expect(chineseDays.getWorkdaysInRange(shanghaiDate(from), shanghaiDate(end), true)).toHaveLength(n)
      }),
    )
  })

  test('certain exactly while every day judged is in a published year', () => {
    fc.assert(
      fc.property(instant, amount, (at, n) => {
        const end = addWorkingDays(at, n, cal)
        const first = new Date(at.getTime() + (n === 0 ? 0 : 86_400_000))
        const known = cal.years.has(Number(shanghaiDate(first).slice(0, 4)))
        expect(end.certain).toBe(known && cal.years.has(Number(shanghaiDate(end.at).slice(0, 4))))
      }),
    )
  })

  test.each([-1, 1.5, NaN, Infinity])('refuses %d days', (n) => {
    expect(() => addWorkingDays(sh('2026-11-23T10:00:00'), n, cal)).toThrow(RangeError)
  })
})

describe('deadline', () => {
  const due = (from: string, n: number, unit: 'hour' | 'working-day' | 'day') =>
    deadline(sh(from), { amount: n, unit }, cal)

  test('hours run through nights, weekends and unpublished years', () => {
    expect(due('2026-02-14T23:30:00', 2, 'hour')).toEqual({ at: sh('2026-02-15T01:30:00'), certain: true })
    expect(due('2026-12-31T23:30:00', 24, 'hour')).toEqual({ at: sh('2027-01-01T23:30:00'), certain: true })
  })

  test('working days end with the office day', () => {
    expect(due('2026-11-20T16:00:00', 1, 'working-day')).toEqual({
      at: sh('2026-11-23T17:30:00'),
      certain: true,
    })
    expect(due('2026-09-30T09:00:00', 3, 'working-day')).toEqual({
      at: sh('2026-10-10T17:30:00'),
      certain: true,
    })
    const late = deadline(sh('2026-11-20T16:00:00'), { amount: 1, unit: 'working-day' }, cal, {
      officeEnd: '18:00',
    })
    expect(late.at).toEqual(sh('2026-11-23T18:00:00'))
  })

  test('calendar days that end on a day off end on the next working day', () => {
    expect(due('2026-09-16T09:00:00', 15, 'day').at).toEqual(sh('2026-10-08T17:30:00'))
    expect(due('2026-11-20T09:00:00', 5, 'day').at).toEqual(sh('2026-11-25T17:30:00'))
  })

  test('into a year that is not published: computed, but not certain', () => {
    expect(due('2026-12-30T09:00:00', 3, 'working-day')).toEqual({
      at: sh('2027-01-04T17:30:00'),
      certain: false,
    })
    expect(due('2026-12-30T09:00:00', 1, 'working-day').certain).toBe(true)
  })

  test('never before the start, monotone, and ends on a working day', () => {
    const unit = fc.constantFrom('hour' as const, 'working-day' as const, 'day' as const)
    fc.assert(
      fc.property(instant, amount, unit, (from, n, unit) => {
        const { at } = deadline(from, { amount: n, unit }, cal)
        expect(at.getTime()).toBeGreaterThanOrEqual(from.getTime())
        expect(deadline(from, { amount: n + 1, unit }, cal).at.getTime()).toBeGreaterThanOrEqual(at.getTime())
        if (unit !== 'hour') {
          expect(works(at)).toBe(true)
          expect(at.toISOString().slice(11, 16)).toBe('09:30')
        }
      }),
    )
  })

  test('refuses a wrong amount or office end', () => {
    expect(() => due('2026-11-23T09:00:00', -1, 'hour')).toThrow(RangeError)
    const limit = { amount: 1, unit: 'day' as const }
    expect(() => deadline(sh('2026-11-23T09:00:00'), limit, cal, { officeEnd: '5pm' })).toThrow(RangeError)
  })
})

describe('card', () => {
  // Due on a Monday: the working day before is the Friday.
  const due = sh('2026-11-23T17:30:00')
  test.each([
    ['2026-11-19T23:59:59', 'none'],
    ['2026-11-20T00:00:00', 'yellow'],
    ['2026-11-22T12:00:00', 'yellow'],
    ['2026-11-23T17:30:00', 'yellow'],
    ['2026-11-23T17:30:01', 'red'],
  ])('at %s it is %s', (now, expected) => {
    expect(card(sh(now), due, false, cal)).toBe(expected)
    expect(card(sh(now), due, true, cal)).toBe('none')
  })

  test('after a long holiday the yellow card comes before it', () => {
    expect(card(sh('2026-09-30T08:00:00'), sh('2026-10-08T17:30:00'), false, cal)).toBe('yellow')
    expect(card(sh('2026-09-29T08:00:00'), sh('2026-10-08T17:30:00'), false, cal)).toBe('none')
  })

  test('never goes back while the clock goes on, and agrees with yellowBefore', () => {
    const order = { none: 0, yellow: 1, red: 2 }
    fc.assert(
      fc.property(instant, instant, fc.nat(5 * 86_400_000), (now, due, later) => {
        const shown = card(now, due, false, cal)
        expect(order[card(new Date(now.getTime() + later), due, false, cal)]).toBeGreaterThanOrEqual(
          order[shown],
        )
        expect(shown === 'yellow').toBe(due >= now && due < yellowBefore(now, cal))
      }),
    )
  })

  test('of a short limit it is yellow when a quarter is left, twenty minutes at least', () => {
    const at = (from: string, due: string, now: string) => card(sh(now), sh(due), false, cal, sh(from))
    // Twenty-four hours to hand over: the last six.
    expect(at('2026-11-23T10:00:00', '2026-11-24T10:00:00', '2026-11-23T10:00:00')).toBe('none')
    expect(at('2026-11-23T10:00:00', '2026-11-24T10:00:00', '2026-11-24T03:59:59')).toBe('none')
    expect(at('2026-11-23T10:00:00', '2026-11-24T10:00:00', '2026-11-24T04:00:00')).toBe('yellow')
    // One hour: twenty minutes. Two hours: half an hour.
    expect(at('2026-11-23T10:00:00', '2026-11-23T11:00:00', '2026-11-23T10:39:59')).toBe('none')
    expect(at('2026-11-23T10:00:00', '2026-11-23T11:00:00', '2026-11-23T10:40:00')).toBe('yellow')
    expect(at('2026-11-23T10:00:00', '2026-11-23T12:00:00', '2026-11-23T11:29:59')).toBe('none')
    // Over a weekend one working day is still short; two are not.
    expect(at('2026-11-20T10:00:00', '2026-11-23T17:30:00', '2026-11-20T23:00:00')).toBe('none')
    expect(at('2026-11-20T10:00:00', '2026-11-24T17:30:00', '2026-11-23T00:00:00')).toBe('yellow')
  })

  test('its window for SQL says the same of every limit', () => {
    fc.assert(
      fc.property(instant, fc.nat(10 * 86_400_000), fc.nat(10 * 86_400_000), (now, past, ahead) => {
        const [from, due] = [new Date(now.getTime() - past), new Date(now.getTime() + ahead)]
        const w = yellowWindow(now, cal)
        const long = from < (due < w.nextDay ? w.shortSince : w.shortSinceNext)
        const left = Math.max((due.getTime() - from.getTime()) * yellowRule.share, yellowRule.atLeast)
        const yellow = due < w.before && (long || due.getTime() <= now.getTime() + left)
        expect(card(now, due, false, cal, from) === 'yellow').toBe(yellow)
      }),
    )
  })

  test('a matter due on a working day turned yellow on the working day before it, not earlier', () => {
    fc.assert(
      fc.property(instant, (at) => {
        fc.pre(works(at))
        let before = new Date(at.getTime() - 86_400_000)
        while (!works(before)) before = new Date(before.getTime() - 86_400_000)
        const start = sh(`${shanghaiDate(before)}T00:00:00`)
        expect(card(start, at, false, cal)).toBe('yellow')
        expect(card(new Date(start.getTime() - 1), at, false, cal)).toBe('none')
      }),
    )
  })
})

describe('describeDue', () => {
  const now = sh('2026-11-23T09:00:00')
  test.each([
    ['2026-11-23T08:59:30', '逾期1分钟', 'red'],
    ['2026-11-23T08:20:00', '逾期40分钟', 'red'],
    ['2026-11-23T05:30:00', '逾期3小时', 'red'],
    ['2026-11-22T17:30:00', '逾期15小时', 'red'],
    ['2026-11-22T08:00:00', '逾期1天', 'red'],
    ['2026-11-20T17:30:00', '逾期3天', 'red'],
    ['2026-11-23T17:30:00', '今天 17:30', 'amber'],
    ['2026-11-23T09:00:00', '今天 09:00', 'amber'],
    ['2026-11-24T12:00:00', '明天 12:00', 'amber'],
    ['2026-11-26T17:30:00', '11月26日', 'plain'],
    ['2027-01-04T17:30:00', '2027年1月4日', 'plain'],
  ])('due %s is said %s', (due, text, tone) => {
    expect(describeDue(now, sh(due), cal)).toEqual({ text, tone })
  })

  test('over a weekend the next working day is already amber, and still a date', () => {
    expect(describeDue(sh('2026-11-20T09:00:00'), sh('2026-11-23T17:30:00'), cal)).toEqual({
      text: '11月23日',
      tone: 'amber',
    })
  })

  test('always says something, and red means overdue', () => {
    fc.assert(
      fc.property(instant, instant, (now, due) => {
        const said = describeDue(now, due, cal)
        expect(said.text).toMatch(
          /^(逾期[1-9]\d*(分钟|小时|天)|(今天|明天) \d\d:\d\d|(\d{4}年)?\d{1,2}月\d{1,2}日)$/,
        )
        expect(said.tone === 'red').toBe(due < now)
        expect(said.text.startsWith('逾期')).toBe(due < now)
      }),
    )
  })
})

describe('working days between two dates', () => {
  const slowly = (earlier: string, later: string, cal: Calendar) => {
    let count = 0
    for (let at = Date.parse(earlier) + 86_400_000; at <= Date.parse(later); at += 86_400_000)
      if (isWorkingDay(new Date(at).toISOString().slice(0, 10), cal).working) count++
    return count
  }
  const dayOf = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString().slice(0, 10)

  test('are those that counting day by day finds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: -3, max: 400 }),
        fc.uniqueArray(fc.integer({ min: 0, max: 800 }), { maxLength: 60 }),
        (from, length, days) => {
          const marked = days.map(dayOf)
          const cal = {
            years: new Set([2026]),
            off: new Set(marked.filter((_, i) => i % 3 !== 0)),
            work: new Set(marked.filter((_, i) => i % 3 !== 1)),
          }
          const [earlier, later] = [dayOf(from), dayOf(Math.max(0, from + length))]
          expect(workingDaysBetween(earlier, later, cal)).toBe(slowly(earlier, later, cal))
        },
      ),
    )
  })

  test('are told at once for any dates', () => {
    expect(
      workingDaysBetween('2026-11-27', '9999-12-31', { years: new Set(), off: new Set(), work: new Set() }),
    ).toBe(2_080_080)
  })
})
