import { afterEach, expect, it, vi } from 'vitest'
import type { Db } from './db.ts'
import { Known } from './known.ts'

afterEach(() => {
  vi.useRealTimers()
})

it('is asked for anew when its time has passed, though the clock of the day stepped back', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  let read = 0
  const known = new Known(5, () => Promise.resolve(++read))
  const db = {} as Db
  vi.setSystemTime('2026-11-23T12:00:00+08:00')
  expect(await known.of(db)).toBe(1)
  vi.setSystemTime('2026-11-23T10:00:00+08:00')
  await expect.poll(() => known.of(db)).toBeGreaterThan(1)
})
