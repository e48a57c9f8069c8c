import { expect, it } from 'vitest'
import { tellYear } from '../demo/seed.ts'
import { statuses } from '../src/concerns/words.ts'
import type { Progress } from '../src/kernel/waiting.ts'
import { world } from './harness.ts'

const now = new Date('2026-11-23T15:00:00+08:00')

/** A twentieth of the year in an empty database, and what can be counted of it. */
async function told(inFlight: number) {
  const here = await world({ bare: true, now: now.toISOString() })
  const done = await tellYear(here.config, here, { now, scale: 0.05, inFlight })
  const count = async (what: string) =>
    (await here.pool.query<Record<string, unknown>>(what)).rows.map((row) => Object.values(row).join(' '))
  return {
    here,
    calls: done.calls,
    late: done.late,
    statuses: await count('select status, count(*) from concern group by 1 order by 1'),
    concerns: await count(
      'select area, year, running, status, title, outcome, satisfaction, raised_at, due_at from concern order by 1, 2, 3',
    ),
    tasks: await count('select area, kind, state, count(*) from task group by 1, 2, 3 order by 1, 2, 3'),
    events: await count('select type, count(*) from event group by 1 order by 1'),
  }
}

it('is the same year each time it is told, however many strands are told at once', async () => {
  const one = await told(6)
  const other = await told(1)
  expect(other.statuses).toEqual(one.statuses)
  expect(other.concerns).toEqual(one.concerns)
  expect(other.tasks).toEqual(one.tasks)
  expect(other.events).toEqual(one.events)
  expect(other.calls).toBe(one.calls)
  expect(one.late).toBe(0)
})

it('is told at whatever minute the program is started', async () => {
  for (const at of ['2026-12-01T04:13:00+08:00', '2026-12-05T18:47:00+08:00', '2027-02-16T09:02:00+08:00']) {
    const here = await world({ bare: true, now: new Date(at).toISOString() })
    const { concerns, late } = await tellYear(here.config, here, { now: new Date(at), scale: 0.03 })
    expect(concerns, at).toBeGreaterThan(30)
    expect(late, at).toBe(0)
  }
})

it('gives two matters one title only where two people mean the same', async () => {
  const { here } = await told(4)
  const { rows } = await here.pool.query<{ title: string; places: number; n: number }>(
    `select title, count(distinct place)::int as places, count(*)::int as n from concern where accepted_at is not null group by 1`,
  )
  // Of one title all are at one place, and they are few: a twin, or a cluster of four to seven.
  expect(rows.filter((one) => one.places > 1 || one.n > 8)).toEqual([])
  expect(rows.length).toBeGreaterThan(80)
  expect(rows.filter((one) => one.n === 1).length / rows.length).toBeGreaterThan(0.85)
})

it('says how far it is, of how many and how long yet, and never goes back', async () => {
  const here = await world({ bare: true, now: now.toISOString() })
  const said: Progress[] = []
  await tellYear(here.config, here, { now, scale: 0.05, progress: (one) => said.push(one) })
  expect(said.map((one) => one.done)).toEqual(said.map((_, n) => n + 1))
  expect(new Set(said.map((one) => one.of))).toEqual(new Set([said.length]))
  expect(said.at(-1)).toMatchObject({ done: said.length, secondsLeft: 0 })
  expect(said[10]!.secondsLeft).toBeNull()
})

it('shows a concern in every state, and work of every colour on the desks one signs in to', async () => {
  const { here, statuses: found } = await told(4)
  expect(found.map((line) => line.split(' ')[0]).sort()).toEqual(Object.keys(statuses).sort())
  // No call was refused (that would have thrown), nothing lies in the future, and nobody stays signed in.
  const { rows } = await here.pool.query<Record<string, number>>(
    `select (select count(*) from event where at > $1) as late, (select count(*) from session) as sessions,
       (select count(*) from concern where escalation > 0) as escalated, (select count(*) from concern where sealed) as sealed,
       (select count(*) from common_issue) as issues, (select count(*) from commitment) as promises,
       (select count(*) from concern_extension where state = 'asked') as extensions`,
    [now],
  )
  const { late, sessions, ...some } = rows[0]!
  expect([late, sessions]).toEqual([0, 0])
  for (const [what, n] of Object.entries(some)) expect(n, what).toBeGreaterThan(0)
  // The handler's desk: over the limit, close to it, and with time to spare.
  for (const login of ['chenpeng', 'heli', 'luojing', 'maodan']) {
    const person = await here.as(login)
    const { items } = await person.do('GET /api/tasks', { query: { limit: 100 } })
    expect(new Set(items.map((one) => one.due?.tone)), login).toEqual(new Set(['red', 'amber', 'plain']))
  }
  for (const login of ['zhaoyiming', 'sunqian', 'zhouhang', 'wulan']) {
    const person = await here.as(login)
    const { items } = await person.do('GET /api/tasks', { query: { limit: 100 } })
    expect(items.length, login).toBeGreaterThan(5)
    expect(
      items.some((one) => one.due?.tone === 'red'),
      login,
    ).toBe(true)
  }
})
