import { beforeAll, describe, expect, it } from 'vitest'
import { contradictions } from './replay.ts'
import { world, type Answer, type Person, type World } from './harness.ts'
import { story, type Story } from './story.ts'

// Two people act at once on one concern: one wins, the other is told what happened, and state, events and tasks agree.

let hall: World
let officer: Person
let leader: Person
let property: Person
let district: Person
let accept: Story['accepted']
let raise: Story['raise']
let at: Story['at']

beforeAll(async () => {
  hall = await world()
  ;({ officer, leader, property, district, accepted: accept, raise, at } = await story(hall))
})

const solved = { outcome: 'solved', satisfaction: 'satisfied' } as const
const unsolved = { outcome: 'unsolved', satisfaction: 'dissatisfied' } as const

/**
 * Runs calls that truly overlap: the row (the concern's, unless told otherwise) is held until every call waits for
 * it, so each has read what it reads before the lock.
 */
async function together<T extends readonly (() => Promise<Answer<unknown>>)[]>(
  id: string,
  calls: T,
  hold = `select 1 from concern where area = ${id.slice(0, 6)} and id = '${id.slice(7)}' for update`,
): Promise<Answer<unknown>[]> {
  const holder = await hall.pool.connect()
  try {
    await holder.query('begin')
    await holder.query(hold)
    let settled = 0
    const all = Promise.all(calls.map((call) => call().finally(() => (settled += 1))))
    for (let waiting = 0; waiting + settled < calls.length;) {
      // Not by the holder: inside a transaction this view stands still.
      const { rows } = await hall.pool.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      waiting = rows[0]!.waiting
    }
    await holder.query('commit')
    return await all
  } finally {
    holder.release()
  }
}

/** Exactly one 200; the other a `not-now` that says in words who did what, and the status now. */
function expectOneWins(answers: Answer<unknown>[], told: RegExp) {
  expect(answers.map((one) => one.status).sort()).toEqual([200, 409])
  const { problem, raw } = answers.find((one) => one.status === 409)!
  expect(problem.code).toBe('not-now')
  expect(problem.hint).toMatch(told)
  expect(raw.headers['content-type']).toContain('application/problem+json')
  expect(problem).toHaveProperty('current.status')
}
const expectAgreement = async () => expect(await contradictions(hall.pool)).toEqual([])

describe('of two at once, one wins and the other is told', () => {
  it('accepting, also into another class', async () => {
    const { id, params } = await at('received')
    const answers = await together(id, [
      () =>
        officer.call('POST /api/concerns/{id}/accept', { params, body: { ...accept, classCode: 'parking' } }),
      () =>
        leader.call('POST /api/concerns/{id}/accept', { params, body: { ...accept, classCode: 'meals' } }),
    ])
    expectOneWins(answers, /工会已受理.*已受理/)
    await expectAgreement()
  })

  it('accepting and declining', async () => {
    const { id, params } = await at('received')
    const answers = await together(id, [
      () =>
        officer.call('POST /api/concerns/{id}/decline', {
          params,
          body: { reason: '不归工会', channel: '12345' },
        }),
      () => leader.call('POST /api/concerns/{id}/accept', { params, body: accept }),
    ])
    // A concern that was accepted may still be declined, not the other way round.
    expect(answers.map((one) => one.status)).toContain(200)
    for (const one of answers) expect([200, 409]).toContain(one.status)
    await expectAgreement()
  })

  it('assigning to two bodies: one lead, one task', async () => {
    const { id, params } = await at('accepted')
    const to = (key: string) => ({ params, body: { leadId: hall.org(key), assistIds: [hall.org('feixun')] } })
    const answers = await together(id, [
      () => officer.call('POST /api/concerns/{id}/assign', to('henglian')),
      () => leader.call('POST /api/concerns/{id}/assign', to('anhe')),
    ])
    expectOneWins(answers, /派给(恒联|安和).*已派单/)
    const { rows } = await hall.pool.query<{ n: number }>(
      `select count(*)::int as n from task where about_id = $1 and state = 'open' and part <> ''`,
      [id.slice(7)],
    )
    expect(rows[0]!.n).toBe(2)
    await expectAgreement()
  })

  it('assigning many, in opposite orders', async () => {
    const all = [await at('accepted'), await at('accepted'), await at('accepted')]
    const ids = all.map((one) => one.id)
    const body = { leadId: hall.org('henglian'), assistIds: [] }
    const [one, other] = (await together(ids[1]!, [
      () => officer.call('POST /api/concerns/assign-many', { body: { ...body, ids } }),
      () => leader.call('POST /api/concerns/assign-many', { body: { ...body, ids: [...ids].reverse() } }),
    ])) as Answer<{ done: string[]; failed: { id: string }[] }>[]
    expect([one!.status, other!.status]).toEqual([200, 200])
    expect([...one!.json.done, ...other!.json.done].sort()).toEqual([...ids].sort())
    await expectAgreement()
  })

  it('taking up and sending back', async () => {
    const { id, params } = await at('assigned')
    const answers = await together(id, [
      () => property.call('POST /api/concerns/{id}/take-up', { params, body: {} }),
      () => property.call('POST /api/concerns/{id}/send-back', { params, body: { reason: '不属本楼' } }),
    ])
    expect(answers.map((one) => one.status)).toContain(200)
    await expectAgreement()
  })

  it('answering while the worker withdraws', async () => {
    const { id, params, key } = await at('contacted')
    const answers = await together(id, [
      () =>
        property.call('POST /api/concerns/{id}/answer', {
          params,
          body: { text: '南门已开放', claim: 'solved' },
        }),
      () => hall.anyone().call('POST /api/concerns/follow/withdraw', { body: key }),
    ])
    expectOneWins(answers, /(答复|撤回).*现在是/)
    await expectAgreement()
  })

  it('answering twice: one answer stays', async () => {
    const { id, params } = await at('contacted')
    const answer = (text: string) => () =>
      property.call('POST /api/concerns/{id}/answer', { params, body: { text, claim: 'solved' as const } })
    expectOneWins(await together(id, [answer('南门已开放'), answer('北门已开放')]), /答复.*已答复/)
    await expectAgreement()
  })

  it('the worker’s rating and the union’s call', async () => {
    const { id, params, key } = await at('answered')
    const answers = await together(id, [
      () => hall.anyone().call('POST /api/concerns/follow/rate', { body: { ...key, ...unsolved } }),
      () => officer.call('POST /api/concerns/{id}/call-back', { params, body: solved }),
    ])
    expectOneWins(answers, /(职工作了评价|上报|工会回访).*(重新办理|已办结)/)
    await expectAgreement()
  })

  it('closing and calling back', async () => {
    const { id, params } = await at('answered')
    await officer.do('POST /api/concerns/{id}/missed-call', { params, body: {} })
    await hall.pool.query('update concern set call_back_due = answered_at where id = $1', [id.slice(7)])
    const answers = await together(id, [
      () => leader.call('POST /api/concerns/{id}/close', { params, body: { note: '三次联系不上' } }),
      () => officer.call('POST /api/concerns/{id}/call-back', { params, body: unsolved }),
    ])
    expectOneWins(answers, /现在是“(已办结|重新办理)”/)
    await expectAgreement()
  })

  it('granting and refusing one extension', async () => {
    const { id, params } = await at('contacted')
    await property.do('POST /api/concerns/{id}/ask-extension', {
      params,
      body: { until: '2026-12-10', reason: '门禁改造' },
    })
    const answers = await together(id, [
      () => leader.call('POST /api/concerns/{id}/grant-extension', { params, body: {} }),
      () => district.call('POST /api/concerns/{id}/refuse-extension', { params, body: { note: '不必' } }),
    ])
    expect(answers.map((one) => [one.status, one.problem.code]).sort()).toEqual([
      [200, undefined],
      [409, 'not-now'],
    ])
    const seen = await officer.do('GET /api/concerns/{id}', { params })
    const granted = answers[0]!.status === 200
    expect(seen.extensions.map((one) => one.state)).toEqual([granted ? 'granted' : 'refused'])
    const answerDue = seen.limits.find((one) => one.stage === 'answer')!.due.at
    expect(answerDue === '2026-12-10T09:30:00.000Z').toBe(granted)
    await expectAgreement()
  })

  it('opening a sealed identity: asked once, decided once', async () => {
    const { id, params } = await at('accepted', { sealed: true })
    const ask = (who: Person) => () =>
      who.call('POST /api/concerns/{id}/request-identity', { params, body: { reason: '当面取证' } })
    const asked = await together(id, [ask(officer), ask(officer)])
    expect(asked.map((one) => [one.status, one.problem.code]).sort()).toEqual([
      [200, undefined],
      [409, 'not-now'],
    ])
    const opening = (await officer.do('GET /api/concerns/{id}', { params })).identityOpening!
    const decide = (who: Person, approve: boolean) => () =>
      who.call('POST /api/identity-openings/{id}/decide', { params: { id: opening.id }, body: { approve } })
    const decided = await together(
      id,
      [decide(leader, true), decide(district, false)],
      `select 1 from identity_opening where id = '${opening.id.slice(7)}' for update`,
    )
    expect(decided.map((one) => one.status).sort()).toEqual([200, 409])
    const { identityOpening } = await officer.do('GET /api/concerns/{id}', { params })
    expect(identityOpening!.state).toBe(decided[0]!.status === 200 ? 'open' : 'refused')
    await expectAgreement()
  })

  it('merging each into the other: one of them stays open', async () => {
    const one = await at('accepted')
    const other = await at('accepted')
    const merge = (who: Person, from: string, into: string) => () =>
      who.call('POST /api/concerns/{id}/merge', { params: { id: from }, body: { into } })
    const answers = await together(
      one.id,
      [merge(officer, one.id, other.id), merge(leader, other.id, one.id)],
      `select 1 from concern where id in ('${one.id.slice(7)}', '${other.id.slice(7)}') order by id for update`,
    )
    expectOneWins(answers, /并入|并在一起/)
    const { rows } = await hall.pool.query<{ status: string }>(
      `select status from concern where id in ($1, $2) order by status`,
      [one.id.slice(7), other.id.slice(7)],
    )
    expect(rows.map((row) => row.status)).toEqual(['accepted', 'merged'])
    await expectAgreement()
  })

  it('merging each into the other across two areas: who sent one back has no more hand in it, and one stays open', async () => {
    const zhouhang = await hall.as('zhouhang')
    const id = hall.newId(110105)
    const params = { id }
    await hall.anyone().do('POST /api/concerns', {
      body: { id, code: hall.newCode(), classCode: 'access', text: `${id} 要绕很远`, sealed: false },
    })
    await zhouhang.do('POST /api/concerns/{id}/accept', { params, body: accept })
    // Handed to the other union once, so that it has both in sight.
    await zhouhang.do('POST /api/concerns/{id}/assign', {
      params,
      body: { leadId: hall.org('cbd'), assistIds: [] },
    })
    await officer.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '不在辖区' } })
    const other = await at('accepted')
    const answers = await together(
      id,
      [
        () => zhouhang.call('POST /api/concerns/{id}/merge', { params, body: { into: other.id } }),
        () => officer.call('POST /api/concerns/{id}/merge', { params: other.params, body: { into: id } }),
      ],
      `select 1 from concern where id in ('${id.slice(7)}', '${other.id.slice(7)}') order by area, id for update`,
    )
    expect(answers.map(({ status }) => status)).toEqual([200, 403])
    expect(answers[1]!.problem.code).toBe('not-yours')
    await expectAgreement()
  })

  it('nothing is merged into what has ended', async () => {
    const [one, ended] = [await at('accepted'), await at('received')]
    await hall.anyone().do('POST /api/concerns/follow/withdraw', { body: ended.key })
    const answer = await officer.call('POST /api/concerns/{id}/merge', {
      params: one.params,
      body: { into: ended.id },
    })
    expect(answer.problem.code).toBe('not-now')
    expect(answer.problem.hint).toContain('已撤回')
  })
})

describe('one id sent twice at once', () => {
  const hold = `update concern_number set last = last where area = 110199`

  it('with the same body is one concern and one answer', async () => {
    await raise()
    const body = { ...(await raise()).body, id: hall.newId(), code: hall.newCode() }
    const send = () => hall.anyone().call('POST /api/concerns', { body })
    const answers = await together(body.id, [send, send, send], hold)
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200])
    expect(new Set(answers.map((one) => JSON.stringify(one.json))).size).toBe(1)
    await expectAgreement()
  })

  it('with another body is the first, and a conflict that keeps it', async () => {
    const body = { ...(await raise()).body, id: hall.newId(), code: hall.newCode() }
    const answers = await together(
      body.id,
      [
        () => hall.anyone().call('POST /api/concerns', { body }),
        () => hall.anyone().call('POST /api/concerns', { body: { ...body, text: '完全不同的另一件事' } }),
      ],
      hold,
    )
    expect(answers.map((one) => [one.status, one.problem.code]).sort()).toEqual([
      [200, undefined],
      [409, 'id-taken'],
    ])
    await expectAgreement()
  })

  it('to two different routes is one record', async () => {
    const body = { ...(await raise()).body, id: hall.newId(), code: hall.newCode() }
    const answers = await together(
      body.id,
      [
        () => hall.anyone().call('POST /api/concerns', { body }),
        () =>
          officer.call('POST /api/concerns/register', {
            body: {
              id: body.id,
              classCode: 'access',
              title: '登记的一件',
              text: '登记的一件',
              source: 'officer',
              sealed: false,
            },
          }),
      ],
      hold,
    )
    expect(answers.map((one) => [one.status, one.problem.code]).sort()).toEqual([
      [200, undefined],
      [409, 'id-taken'],
    ])
    await expectAgreement()
  })

  it('numbers run on without a gap or a double', async () => {
    await Promise.all(Array.from({ length: 12 }, () => raise()))
    const { rows } = await hall.pool.query<{ running: number }>(
      `select running from concern where area = 110199 order by running`,
    )
    expect(rows.map((row) => row.running)).toEqual(rows.map((_, i) => i + 1))
  })
})

describe('a crowd', () => {
  it('takes every step at once on a few concerns, and all agrees afterwards', async () => {
    const few = await Promise.all(Array.from({ length: 4 }, () => at('accepted')))
    const until = '2026-12-15'
    const staff: [Person, string, object][] = [
      [officer, 'assign', { leadId: hall.org('henglian'), assistIds: [hall.org('feixun')] }],
      [leader, 'assign', { leadId: hall.org('henglian'), assistIds: [] }],
      [property, 'take-up', {}],
      [property, 'contact', { how: 'phone', note: '约好' }],
      [property, 'progress', { note: '在办' }],
      [property, 'send-back', { reason: '不属本楼' }],
      [property, 'ask-extension', { until, reason: '改造' }],
      [leader, 'grant-extension', {}],
      [district, 'refuse-extension', { note: '不必' }],
      [officer, 'rally', { orgIds: [hall.org('feixun'), hall.org('cbd-office')], note: '现场会' }],
      [property, 'answer', { text: '已办好', claim: 'solved' }],
      [officer, 'call-back', { outcome: 'partly-solved', satisfaction: 'fair' }],
      [leader, 'close', { note: '办结' }],
      [district, 'reopen', { note: '再办' }],
      [officer, 'escalate', { note: '上报' }],
    ]
    const statuses = new Set<number>()
    for (let round = 0; round < 4; round++) {
      const calls = few.flatMap((one) =>
        staff.map(([who, step, body]) =>
          who.send(`POST /api/concerns/{id}/${step}`, { params: one.params, body }),
        ),
      )
      for (const answer of await Promise.all(calls)) statuses.add(answer.statusCode)
    }
    // Not one's turn, not now, nothing there any more: all told by name, none broken.
    expect([...statuses].filter((status) => ![200, 403, 404, 409, 422].includes(status))).toEqual([])
    expect(statuses).toContain(200)
    await expectAgreement()
  })
})
