import { afterAll, beforeAll, expect, it } from 'vitest'
import { world, type World } from '../../test/harness.ts'
import { sql } from './db.ts'
import { Jobs } from './job.ts'

let hall: World
beforeAll(async () => {
  hall = await world()
})

it('a job that fails is tried again without its neighbours, and its log tells no data', async () => {
  const said: string[] = []
  const jobs = new Jobs(hall.pool, (line) => said.push(line))
  const ran: string[] = []
  let done = () => {}
  const both = new Promise<void>((resolve) => (done = resolve))
  jobs.declare({
    name: 'test.batch',
    async run(_c, { subject }) {
      ran.push(String(subject))
      if (ran.length === 3) done()
      // The first try stumbles over a value.
      if (subject === 'a' && ran.filter((one) => one === 'a').length === 1)
        await sql`select ${'13800000042'}::text::int`.execute(hall.services.db)
    },
  })
  await jobs.start(hall.services)
  afterAll(() => jobs.stop())
  await hall.services.writes.transaction().execute(async (tx) => {
    for (const subject of ['a', 'b'])
      await jobs.enqueue(tx, 'test.batch', { area: 110199, subject, type: 'test', event: '' })
  })
  await both
  expect(ran.sort()).toEqual(['a', 'a', 'b'])
  const told = said.find((line) => line.includes('test.batch'))
  expect(told).toMatch(/失败.*22003/)
  expect(told).not.toContain('13800000042')
})
