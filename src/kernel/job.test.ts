import { afterAll, beforeAll, expect, it } from 'vitest'
import { world, type World } from '../../test/harness.ts'
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
    async run({ subject }) {
      ran.push(String(subject))
      if (ran.length === 3) done()
      // The first try stumbles over a value.
      if (subject === 'a' && ran.filter((one) => one === 'a').length === 1)
        await hall.pool.query('select $1::text::int', ['13800000042'])
    },
  })
  await jobs.start()
  afterAll(() => jobs.stop())
  await hall.services.db.transaction().execute(async (tx) => {
    for (const subject of ['a', 'b']) await jobs.enqueue(tx, 'test.batch', { subject })
  })
  await both
  expect(ran.sort()).toEqual(['a', 'a', 'b'])
  const told = said.find((line) => line.includes('test.batch'))
  expect(told).toMatch(/失败.*22003/)
  expect(told).not.toContain('13800000042')
})
