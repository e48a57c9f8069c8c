import { expect, test } from 'vitest'
import { systemClock, TestClock } from './clock.ts'

test('a test clock stands still, moves when told, and hands out dates of its own', () => {
  const clock = new TestClock('2026-11-24T09:00:00+08:00')
  clock.now().setFullYear(1999)
  expect(clock.now().toISOString()).toBe('2026-11-24T01:00:00.000Z')
  clock.advance({ days: 1, hours: 2, minutes: 3, seconds: 4, ms: 5 })
  expect(clock.now().toISOString()).toBe('2026-11-25T03:03:04.005Z')
  clock.advance({ hours: -1 })
  expect(clock.now().toISOString()).toBe('2026-11-25T02:03:04.005Z')
  clock.set(new Date('2026-01-01T00:00:00Z'))
  expect(clock.now().toISOString()).toBe('2026-01-01T00:00:00.000Z')
})

test('an instant without an offset, or none at all, is refused', () => {
  expect(() => new TestClock('2026-11-24T09:00:00')).toThrow(RangeError)
  expect(() => new TestClock('tomorrow Z')).toThrow(RangeError)
  expect(() => new TestClock('2026-11-24T09:00:00Z').set(new Date(NaN))).toThrow(RangeError)
})

test('the system clock is the machine’s', () => {
  const before = Date.now()
  const now = systemClock.now().getTime()
  expect(now).toBeGreaterThanOrEqual(before)
  expect(now).toBeLessThanOrEqual(Date.now())
})
