import { beforeAll, describe, expect, it } from 'vitest'
import { world, type World } from '../../test/harness.ts'

let hall: World
beforeAll(async () => {
  hall = await world({ proxies: 1, perMinute: 600 })
})

const from = (forwarded: string) => ({ 'x-forwarded-for': forwarded })
const follow = (forwarded: string) =>
  hall.http.inject({
    method: 'POST',
    url: '/api/concerns/follow',
    headers: from(forwarded),
    payload: { number: '110199-26-000001', code: '00000000' },
  })

describe('behind one proxy', () => {
  it('believes the address the proxy saw, not those a caller wrote before it', async () => {
    const own: number[] = []
    for (let n = 0; n < 301; n++) own.push((await follow(`10.0.0.${n}, 203.0.113.9`)).statusCode)
    expect(own.filter((status) => status === 429)).toHaveLength(1)
    expect((await follow('203.0.113.10')).statusCode).not.toBe(429)
  })

  it('keeps figures about load to this machine', async () => {
    const metrics = (headers: Record<string, string>) => hall.http.inject({ url: '/metrics', headers })
    expect((await metrics({})).statusCode).toBe(200)
    expect((await metrics(from('127.0.0.1, 203.0.113.9'))).statusCode).toBe(404)
    expect((await metrics(from('127.0.0.1'))).statusCode).toBe(404)
  })
})

describe('many writes at once', () => {
  it('wait for their turn and not for each other, also when nothing is known yet', async () => {
    // The harness has six connections for transactions; a world of its own has read no class, limit or holiday before.
    const fresh = await world()
    const raise = () =>
      fresh.anyone().call('POST /api/concerns', {
        body: {
          id: fresh.newId(),
          classCode: 'meals',
          text: '午饭没地方吃，站着吃',
          sealed: false,
          code: fresh.newCode(),
        },
      })
    const signIn = () =>
      fresh.anyone().call('POST /api/sign-in', { body: { login: 'zhaoyiming', password: 'wrong word' } })
    const answers = await Promise.all([
      ...Array.from({ length: 24 }, raise),
      ...Array.from({ length: 24 }, signIn),
    ])
    expect(answers.filter((one) => one.status >= 500)).toEqual([])
    expect(answers.slice(0, 24).every((one) => one.status === 200)).toBe(true)
  })
})

it('refuses undeclared input at any depth, by name', async () => {
  const admin = await hall.admin('dingrui')
  const answer = await hall.http.inject({
    method: 'PUT',
    url: '/console/api/calendar/2027',
    headers: { cookie: admin.cookie, 'x-csrf': admin.csrf },
    payload: { source: '通知', days: [{ date: '2027-01-01', kind: 'off', name: '元旦', secret: 1 }] },
  })
  expect(answer.statusCode).toBe(422)
  expect(answer.body).toContain('secret')
})

it('refuses an instant no clock shows', async () => {
  const officer = await hall.as('zhaoyiming')
  const answer = await officer.call('POST /api/concerns/{id}/missed-call', {
    params: { id: hall.newId() },
    body: { at: '2026-06-30T23:59:60Z' },
  })
  expect([answer.status, answer.problem.fields?.[0]?.path]).toEqual([422, 'at'])
})
