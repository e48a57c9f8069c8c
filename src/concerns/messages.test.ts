// A gateway for text messages that is away, refuses, or is slow.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
let officer: Person
const came: { phone: string; text: string }[] = []
let answers: (response: ServerResponse) => unknown
const gateway = createServer((request, response) => {
  void (async () => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    came.push(JSON.parse(Buffer.concat(parts).toString()) as (typeof came)[number])
    await answers(response)
    response.end()
  })()
})
const takes = () => {}
const refuses = (response: ServerResponse) => response.writeHead(502)

beforeAll(async () => {
  gateway.listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  const { port } = gateway.address() as AddressInfo
  hall = await world({ sms: { url: `http://127.0.0.1:${port}/`, secret: 'lan-tian' } })
  officer = await hall.as('zhaoyiming')
})
afterAll(() => {
  gateway.closeAllConnections()
  gateway.close()
})
beforeEach(() => {
  answers = takes
  came.length = 0
})

/** A concern that was declined, which its raiser is told. */
async function declined(phone: string) {
  const id = hall.newId()
  await hall.anyone().do('POST /api/concerns', {
    body: {
      id,
      classCode: 'meals',
      text: '午饭没地方吃，站着吃',
      sealed: false,
      code: hall.newCode(),
      phone,
    },
  })
  await officer.do('POST /api/concerns/{id}/decline', {
    params: { id },
    body: { reason: '属于消费纠纷。', channel: '12315' },
  })
}
const unsent = async () =>
  (await hall.pool.query('select 1 from concern_message where sent_at is null')).rowCount

describe('a message to a raiser', () => {
  it('holds no transaction and no connection while a slow gateway thinks', async () => {
    const during: unknown[] = []
    answers = async () => {
      const { rows } = await hall.pool.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`,
      )
      during.push(rows[0]!.n)
    }
    await declined('13700000301')
    await hall.services.jobs.drain()
    expect(came.map((one) => one.phone)).toEqual(['13700000301'])
    expect(during).toEqual([0])
    expect(await unsent()).toBe(0)
  })

  it('that no gateway took is kept, and sent once when one does', async () => {
    answers = refuses
    await declined('13700000302')
    await expect(hall.services.jobs.drain()).rejects.toThrow('gateway')
    expect(await unsent()).toBe(1)
    answers = takes
    await hall.services.jobs.runNow('concern.send-messages')
    await hall.services.jobs.runNow('concern.send-messages')
    expect(came.map((one) => one.phone)).toEqual(['13700000302', '13700000302'])
    expect(await unsent()).toBe(0)
    expect(hall.log.filter((line) => line.includes('短信没有发出')).join()).toMatch('SMS_URL 答 502')
    expect(hall.log.join()).not.toContain('13700000302')
  })

  it('is handed over by one alone, however many look for it', async () => {
    await declined('13700000303')
    await Promise.all([
      hall.services.jobs.drain(),
      ...Array.from({ length: 3 }, () => hall.services.jobs.runNow('concern.send-messages')),
    ])
    await hall.services.jobs.runNow('concern.send-messages')
    expect(came.map((one) => one.phone)).toEqual(['13700000303'])
  })

  it('is not tried with every waiting one where the gateway is away', async () => {
    for (let n = 0; n < 7; n++) await declined(`1370000040${n}`)
    answers = refuses
    // Each is tried by the queue first.
    for (;;) {
      try {
        await hall.services.jobs.drain()
        break
      } catch {}
    }
    came.length = 0
    await hall.services.jobs.runNow('concern.send-messages')
    expect(came.length).toBe(5)
    answers = takes
    await hall.services.jobs.runNow('concern.send-messages')
    expect(await unsent()).toBe(0)
  })
})

it('a code that could not be sent is said so, counts for nothing, and can be asked for again at once', async () => {
  const phone = '13700000304'
  const ask = () => hall.anyone().call('POST /api/phone-code', { body: { phone } })
  answers = refuses
  for (let n = 0; n < 12; n++) {
    const refused = await ask()
    expect([refused.status, refused.problem.code]).toEqual([503, 'sms-away'])
    expect(refused.problem.hint).toContain('验证码没有发出')
  }
  const codes = came.map((one) => /\d{6}/.exec(one.text)![0])
  const enter = (code: string) => hall.anyone().call('POST /api/phone-sign-in', { body: { phone, code } })
  expect((await enter(codes.at(-1)!)).status).toBe(401)
  answers = takes
  expect((await ask()).status).toBe(200)
  expect((await enter(/\d{6}/.exec(came.at(-1)!.text)![0])).status).toBe(200)
})
