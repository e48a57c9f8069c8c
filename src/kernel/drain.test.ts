// Stopping a program that is at work: with a socket of its own, since what ends here are connections.
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import pg from 'pg'
import { afterAll, expect, it } from 'vitest'
import { world, type World } from '../../test/harness.ts'
import { sql } from './db.ts'
import { Jobs } from './job.ts'

const held: pg.Client[] = []
afterAll(() => Promise.all(held.map((client) => client.end())))

/** A world that listens, and somebody else's transaction that keeps every write of a concern waiting. */
async function listening(patience?: number) {
  const hall = await world({ patience })
  await hall.http.listen({ port: 0, host: '127.0.0.1' })
  const { port } = hall.http.server.address() as AddressInfo
  const other = new pg.Client({ connectionString: hall.url })
  held.push(other)
  await other.connect()
  await other.query('begin; lock table concern in exclusive mode')
  return { hall, other, base: `http://127.0.0.1:${port}`, port }
}

const concern = (hall: World) => ({
  id: hall.newId(),
  classCode: 'meals',
  text: '午饭没地方吃，站着吃',
  sealed: false,
  code: hall.newCode(),
})
const post = (base: string, body: object) =>
  fetch(`${base}/api/concerns`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Resolves when `many` statements of the hall wait for the lock. */
async function waiting(hall: World, many: number) {
  for (;;) {
    const { rows } = await hall.pool.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    if (rows[0]!.n >= many) return
  }
}

const count = async (hall: World, id: string) =>
  (await hall.pool.query('select 1 from concern where id = $1', [id.slice(7)])).rowCount

it('answers what is running, refuses what is new by name, ends streams and idle connections', async () => {
  const { hall, other, base, port } = await listening()
  const officer = await hall.as('zhaoyiming')
  const stream = await fetch(`${base}/api/live`, { headers: { cookie: officer.cookie } })
  expect(stream.status).toBe(200)
  const idle = connect(port, '127.0.0.1')
  await once(idle, 'connect')
  const body = concern(hall)
  const running = post(base, body)
  await waiting(hall, 1)

  let closed = false
  const closing = hall.http.close().then(() => (closed = true))
  // The stream ends although nothing was said on it.
  expect(await stream.text()).not.toContain('data:')
  const refused = await post(base, concern(hall))
  expect(refused.status).toBe(503)
  expect(await refused.json()).toMatchObject({ code: 'stopping', title: '系统正在重新启动' })
  expect(refused.headers.get('retry-after')).toBe('5')
  expect(refused.headers.get('connection')).toBe('close')
  expect((await fetch(`${base}/healthz`)).status).toBe(503)
  expect(closed).toBe(false)

  const gone = once(idle, 'close')
  await other.query('rollback')
  const answer = await running
  expect(answer.status).toBe(200)
  expect(answer.headers.get('connection')).toBe('close')
  expect(await answer.json()).toMatchObject({ number: '110199-26-000001' })
  await closing
  await gone
  await expect(post(base, body)).rejects.toThrow()
  expect(await count(hall, body.id)).toBe(1)
})

it('ends a write whose caller did not wait for its answer', async () => {
  const { hall, other, base } = await listening()
  const body = concern(hall)
  const leave = new AbortController()
  const running = fetch(`${base}/api/concerns`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: leave.signal,
  })
  await waiting(hall, 1)
  const left = once(hall.http.server, 'connection')
  leave.abort()
  await expect(running).rejects.toThrow()
  let closed = false
  const closing = hall.http.close().then(() => (closed = true))
  // Another connection, served after the one that was cut.
  expect((await fetch(`${base}/healthz`)).status).toBe(503)
  await left
  expect(closed).toBe(false)
  await other.query('rollback')
  await closing
  expect(await count(hall, body.id)).toBe(1)
})

it('gives up what takes longer than its patience', async () => {
  const { hall, other, base } = await listening(50)
  const running = post(base, concern(hall)).catch(() => 'cut')
  await waiting(hall, 1)
  await hall.http.close()
  expect(await running).toBe('cut')
  await other.query('rollback')
})

it('puts jobs back that were taken and not begun', async () => {
  const hall = await world()
  const ran: unknown[] = []
  const declare = (jobs: Jobs, run: () => Promise<void>) =>
    jobs.declare({
      name: 'test.stop',
      async run(_c, { subject }) {
        ran.push(subject)
        await run()
      },
    })
  const first = new Jobs(hall.pool, () => {})
  let begun = () => {}
  const began = new Promise<void>((resolve) => (begun = resolve))
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  declare(first, () => (begun(), released))
  await first.start(hall.services)
  await hall.services.writes.transaction().execute(async (tx) => {
    for (const subject of ['a', 'b'])
      await first.enqueue(tx, 'test.stop', { area: 110199, subject, type: 'test', event: '' })
  })
  await began
  const stopped = first.stop()
  release()
  await stopped
  // Which of the two is first is the queue's affair.
  expect(ran).toHaveLength(1)
  const { rows } = await sql<{ subject: string; state: string }>`
    select data->>'subject' as subject, state from job.job where name = 'test.stop' order by 1`.execute(
    hall.services.db,
  )
  expect(rows).toEqual(
    ['a', 'b'].map((subject) => ({ subject, state: ran.includes(subject) ? 'completed' : 'retry' })),
  )
})
