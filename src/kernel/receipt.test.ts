import { createHash } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'
import { splitRecordId } from './id.ts'
import { keyReceipts } from './receipt.ts'

let hall: World
let officer: Person
beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
})

const asked = (more: object = {}) => ({
  id: hall.newId(),
  classCode: 'access',
  text: '大厦不让走正门，绕行要十来分钟。',
  sealed: true,
  phone: '13900007311',
  code: hall.newCode(),
  ...more,
})
const registered = () => ({
  id: hall.newId(),
  classCode: 'access',
  title: '骑手绕行货运通道',
  text: '大厦不让走正门，绕行要十来分钟。',
  source: 'officer' as const,
  sealed: false,
})
const receiptOf = async (id: string) => {
  const { rows } = await hall.pool.query<{ body_digest: Buffer; keyed: boolean; route: string }>(
    'select * from receipt where id = $1',
    [splitRecordId(id)!.id],
  )
  return rows[0]
}
/** What was kept before digests were keyed, of a body whose names stand sorted. */
const plain = (who: string, body: object) =>
  createHash('sha256')
    .update(
      `${who}\n${JSON.stringify(Object.fromEntries(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1))))}`,
    )
    .digest()

describe('a receipt', () => {
  it('answers the same send again whatever the order of its names, and refuses another one', async () => {
    const body = { ...asked(), position: { lng: 116.5, lat: 39.9 } }
    const first = await hall.anyone().do('POST /api/concerns', { body })
    const turned = {
      ...Object.fromEntries(Object.entries(body).reverse()),
      position: { lat: 39.9, lng: 116.5 },
    } as typeof body
    expect(await hall.anyone().do('POST /api/concerns', { body: turned })).toEqual(first)
    for (const other of [
      { phone: '13900007312' },
      { position: { lng: 116.5, lat: 39.8 } },
      { sealed: false },
    ]) {
      const answer = await hall.anyone().call('POST /api/concerns', { body: { ...body, ...other } })
      expect([answer.status, answer.problem.code]).toEqual([409, 'id-taken'])
    }
    const { rows } = await hall.pool.query('select 1 from concern where id = $1', [
      splitRecordId(body.id)!.id,
    ])
    expect(rows.length).toBe(1)
  })

  it('belongs to the account that wrote, and to the route', async () => {
    const body = registered()
    const first = await officer.do('POST /api/concerns/register', { body })
    expect(await officer.do('POST /api/concerns/register', { body })).toEqual(first)
    const answer = await (await hall.as('sunqian')).call('POST /api/concerns/register', { body })
    expect([answer.status, answer.problem.code]).toEqual([409, 'id-taken'])
    const { id } = body
    const elsewhere = await hall.anyone().call('POST /api/concerns', { body: asked({ id }) })
    expect([elsewhere.status, elsewhere.problem.code]).toEqual([409, 'id-taken'])
  })

  it('cannot be tried with the database alone, not for another route, and not with another key', async () => {
    const body = asked()
    await hall.anyone().do('POST /api/concerns', { body })
    const kept = (await receiptOf(body.id))!
    expect(kept.keyed).toBe(true)
    expect(kept.body_digest.equals(plain('', body))).toBe(false)
    const other = await world()
    await other.anyone().do('POST /api/concerns', { body })
    const { rows } = await other.pool.query<{ body_digest: Buffer }>('select body_digest from receipt')
    expect(rows.length).toBe(1)
    expect(rows[0]!.body_digest.equals(kept.body_digest)).toBe(false)
  })

  it('of before is keyed at the start, all of them, once, and answers as before', async () => {
    const body = asked()
    const first = await hall.anyone().do('POST /api/concerns', { body })
    const { body_digest: digest } = (await receiptOf(body.id))!
    await hall.pool.query('update receipt set body_digest = $1, keyed = false where id = $2', [
      plain('', body),
      splitRecordId(body.id)!.id,
    ])
    await hall.pool.query(
      `insert into receipt (area, id, route, body_digest, status, answer, at)
       select 110199, gen_random_uuid(), 'POST /api/concerns', sha256(n::text::bytea), 200, '{}', $1 from generate_series(1, 2100) n`,
      [hall.clock.now()],
    )
    for (let start = 0; start < 2; start++) {
      await keyReceipts(hall.services.writes, hall.services.keyring)
      expect((await receiptOf(body.id))!.body_digest.equals(digest)).toBe(true)
      const { rows } = await hall.pool.query(
        `select 1 from receipt r where not keyed or body_digest in (select sha256(n::text::bytea) from generate_series(1, 2100) n)`,
      )
      expect(rows).toEqual([])
    }
    expect(await hall.anyone().do('POST /api/concerns', { body })).toEqual(first)
  })

  it('goes with the person who is forgotten', async () => {
    const worker = await hall.worker('13900007313')
    const body = asked({ phone: '13900007313' })
    await worker.do('POST /api/concerns', { body })
    const others = asked()
    await hall.anyone().do('POST /api/concerns', { body: others })
    await worker.do('POST /api/my/record/forget', { body: { confirm: true } })
    expect(await receiptOf(body.id)).toBeUndefined()
    expect(await receiptOf(others.id)).toBeDefined()
    const again = await hall.anyone().call('POST /api/concerns', { body })
    expect([again.status, again.problem.code]).toEqual([409, 'id-taken'])
  })

  it('is kept for ninety days', async () => {
    const body = asked()
    const { services, clock } = hall
    await hall.anyone().do('POST /api/concerns', { body })
    const id = splitRecordId(body.id)!.id
    const aged = (ms: number) =>
      hall.pool.query('update receipt set at = $1 where id = $2', [new Date(clock.now().getTime() - ms), id])
    const { sweepReceipts } = await import('./receipt.ts')
    const sweep = () => services.jobs.runNow(sweepReceipts.name)
    await aged(90 * 86_400_000)
    await sweep()
    expect(await receiptOf(body.id)).toBeDefined()
    await aged(90 * 86_400_000 + 1)
    await sweep()
    expect(await receiptOf(body.id)).toBeUndefined()
  })
})

describe('what was answered to one', () => {
  afterEach(() => void vi.useRealTimers())

  it('is kept by nobody on the way', async () => {
    for (const key of ['GET /api/me', 'GET /api/concern-classes'] as const)
      expect((await officer.send(key)).headers['cache-control']).toBe('no-store')
    const refused = await hall.anyone().send('GET /api/my/concerns')
    expect([refused.statusCode, refused.headers['cache-control']]).toEqual([401, 'no-store'])
  })

  it('is not trusted for longer because the clock of the machine went back', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] })
    const one = await hall.as('zhaoyiming')
    expect((await one.do('GET /api/me', {})).kind).toBe('account')
    // Ended by another process.
    await hall.pool.query('delete from session where csrf = $1', [one.csrf])
    vi.setSystemTime(Date.now() - 3_600_000)
    vi.advanceTimersByTime(2_001)
    expect((await one.do('GET /api/me', {})).kind).toBe('anonymous')
  })
})
