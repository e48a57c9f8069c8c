import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
let officer: Person
let property: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
  property = await hall.as('chenpeng')
})

const text = '恒联大厦B座不让走正门，高峰期绕货运通道要多走十来分钟，经常超时。'
const title = '骑手入楼送货须绕行货运通道'

async function raise(more: Record<string, unknown> = {}, by = hall.anyone()) {
  const id = hall.newId()
  const code = hall.newCode()
  const body = { id, classCode: 'access', text, place: '恒联大厦B座', sealed: false, code, ...more }
  const { number } = await by.do('POST /api/concerns', { body })
  return { id, code, number, key: { number, code } }
}

/** Written down by an officer: there is no code. */
async function registered(phone: string, name = '王骑手') {
  const id = hall.newId()
  await officer.do('POST /api/concerns/register', {
    body: { id, classCode: 'access', title, text, source: 'officer', sealed: false, name, phone },
  })
  const { number } = await officer.do('GET /api/concerns/{id}', { params: { id } })
  return { id, number }
}

const accept = (id: string) =>
  officer.do('POST /api/concerns/{id}/accept', {
    params: { id },
    body: { title, classCode: 'access', urgency: 'general' },
  })

async function contacted(id: string) {
  const params = { id }
  await officer.do('POST /api/concerns/{id}/assign', {
    params,
    body: { leadId: hall.org('henglian'), assistIds: [] },
  })
  await property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
  await property.do('POST /api/concerns/{id}/contact', { params, body: { how: 'phone', note: '约好周三看' } })
}

const answer = (id: string) =>
  property.do('POST /api/concerns/{id}/answer', {
    params: { id },
    body: { text: '南门已对骑手开放，刷码通行。', claim: 'solved' },
  })

async function answered(id: string) {
  await accept(id)
  await contacted(id)
  await answer(id)
}

const wrongFor = (code: string) => String((Number(code) + 1) % 100_000_000).padStart(8, '0')
const solved = { outcome: 'solved', satisfaction: 'satisfied' } as const

describe('whoever is signed in as the raiser needs no code', () => {
  it('to rate what an officer wrote down for them', async () => {
    const { id, number } = await registered('13700000101')
    await answered(id)
    const rider = await hall.worker('13700000101')
    const own = await rider.do('POST /api/concerns/follow', { body: { number } })
    expect(own.can).toContain('rate')
    const rated = await rider.do('POST /api/concerns/follow/rate', { body: { number, ...solved } })
    expect([rated.status, rated.outcome]).toEqual(['closed', 'solved'])
  })

  it('to add something and to take it back', async () => {
    const { number } = await registered('13700000102')
    const rider = await hall.worker('13700000102')
    await rider.do('POST /api/concerns/follow/supplement', { body: { number, note: '晚上也一样' } })
    const gone = await rider.do('POST /api/concerns/follow/withdraw', { body: { number } })
    expect(gone.status).toBe('withdrawn')
  })

  it('but nobody else gets by without one', async () => {
    const { id, number } = await registered('13700000103')
    await answered(id)
    const other = await hall.worker('13700000104')
    for (const who of [other, hall.anyone(), officer])
      expect(
        (await who.call('POST /api/concerns/follow/rate', { body: { number, ...solved } })).problem.code,
      ).toBe('wrong-code')
  })
})

describe('the code', () => {
  it('cannot be guessed: after ten wrong ones it is closed for a quarter of an hour', async () => {
    const { key } = await raise()
    const wrong = { ...key, code: wrongFor(key.code) }
    const follow = (body: typeof key) => hall.anyone().call('POST /api/concerns/follow', { body })
    for (let i = 0; i < 10; i++) expect((await follow(wrong)).problem.code).toBe('wrong-code')
    const locked = await follow(key)
    expect([locked.status, locked.problem.code]).toEqual([429, 'code-locked'])
    expect(locked.problem.hint).toContain('15分钟')
    const before = hall.clock.now()
    hall.clock.set(new Date(before.getTime() + 15 * 60_000 + 1000))
    expect((await follow(key)).status).toBe(200)
    hall.clock.set(before)
  })

  it('counts the wrong ones of every step, and the right one begins anew', async () => {
    const { key } = await raise()
    const note = '晚上也一样'
    const add = (code: string) =>
      hall.anyone().call('POST /api/concerns/follow/supplement', { body: { ...key, code, note } })
    for (let i = 0; i < 9; i++) expect((await add(wrongFor(key.code))).problem.code).toBe('wrong-code')
    expect((await add(key.code)).status).toBe(200)
    for (let i = 0; i < 10; i++) await add(wrongFor(key.code))
    expect((await add(key.code)).problem.code).toBe('code-locked')
  })

  it('is not let through in a crowd of guesses', async () => {
    const { key } = await raise()
    const crowd = Array.from({ length: 60 }, (_, i) =>
      hall.anyone().call('POST /api/concerns/follow', {
        body: { ...key, code: i === 59 ? key.code : wrongFor(key.code) },
      }),
    )
    const answers = await Promise.all(crowd)
    expect(answers.at(-1)!.status).not.toBe(200)
  })

  it('is kept under the master key', async () => {
    const { id, code } = await raise()
    const { rows } = await hall.pool.query<{ follow_hash: Buffer }>(
      'select follow_hash from concern where id = $1',
      [id.slice(7)],
    )
    const { createHash } = await import('node:crypto')
    const bare = createHash('sha256').update(`${id}:${code}`).digest()
    expect(rows[0]!.follow_hash.equals(bare)).toBe(false)
  })
})
