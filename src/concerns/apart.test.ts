import { beforeAll, describe, expect, it } from 'vitest'
import { uuidv7 } from '../kernel/id.ts'
import { world, type Person, type World } from '../../test/harness.ts'

// What one person may not do both of, and what does not count until it is done.

let hall: World
let officer: Person
let leader: Person
let property: Person
let district: Person
let head: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
  leader = await hall.as('sunqian')
  property = await hall.as('chenpeng')
  district = await hall.as('zhouhang')
  head = await hall.as('wulan')
})

type Stage = 'accepted' | 'taken-up' | 'contacted' | 'asked' | 'answered'
const accept = { title: '骑手入楼送货须绕行', classCode: 'access', urgency: 'general' } as const
const solved = { outcome: 'solved', satisfaction: 'satisfied' } as const
async function matter(
  stage: Stage,
  lead = 'henglian',
  who = property,
  more: { sealed?: boolean; name?: string; phone?: string } = {},
) {
  const [id, code] = [hall.newId(), hall.newCode()]
  const { number } = await hall.anyone().do('POST /api/concerns', {
    body: { id, code, classCode: 'access', text: `${id}南门不让进。`, sealed: false, ...more },
  })
  const params = { id }
  const steps: [Stage, () => Promise<unknown>][] = [
    ['accepted', () => officer.do('POST /api/concerns/{id}/accept', { params, body: accept })],
    [
      'taken-up',
      async () => {
        await officer.do('POST /api/concerns/{id}/assign', {
          params,
          body: { leadId: hall.org(lead), assistIds: [] },
        })
        await who.do('POST /api/concerns/{id}/take-up', { params, body: {} })
      },
    ],
    [
      'contacted',
      () => who.do('POST /api/concerns/{id}/contact', { params, body: { how: 'phone', note: '听了' } }),
    ],
    [
      'asked',
      () =>
        who.do('POST /api/concerns/{id}/ask-extension', {
          params,
          body: { until: '2026-12-20', reason: '改造' },
        }),
    ],
    [
      'answered',
      () =>
        who.do('POST /api/concerns/{id}/answer', { params, body: { text: '南门已开放', claim: 'solved' } }),
    ],
  ]
  for (const [reached, step] of steps) {
    await step()
    if (reached === stage) break
  }
  return { id, params, key: { number, code } }
}
const can = async (who: Person, id: string) =>
  (await who.do('GET /api/concerns/{id}', { params: { id } })).can
const kindsOf = async (who: Person, id: string) =>
  (await who.do('GET /api/tasks', { query: { limit: 100 } })).items
    .filter((one) => one.about.id === id)
    .map((one) => one.kind)
const grant = (who: Person, id: string) =>
  who.call('POST /api/concerns/{id}/grant-extension', { params: { id }, body: {} })
const refuse = (who: Person, id: string) =>
  who.call('POST /api/concerns/{id}/refuse-extension', { params: { id }, body: { note: '不同意' } })
const callBack = (who: Person, id: string) =>
  who.call('POST /api/concerns/{id}/call-back', { params: { id }, body: solved })
const miss = (who: Person, id: string) =>
  who.call('POST /api/concerns/{id}/missed-call', { params: { id }, body: {} })

describe('whoever handles a matter', () => {
  it('does not decide about their own time: somebody else of the union does, or the union above', async () => {
    const { id } = await matter('asked', 'cbd', leader)
    expect(await can(leader, id)).not.toContain('grant-extension')
    expect(await can(leader, id)).not.toContain('refuse-extension')
    for (const step of [grant, refuse])
      expect((await step(leader, id)).problem).toMatchObject({
        code: 'handled-it',
        title: '经办人不能自己审批或回访',
      })
    // The union has no other leader: the request lies on the desk above, which grants it.
    expect(await kindsOf(leader, id)).not.toContain('approve')
    expect(await kindsOf(head, id)).toEqual(['approve'])
    expect(await can(head, id)).toContain('grant-extension')
    expect((await grant(head, id)).status).toBe(200)
    expect(await kindsOf(head, id)).toEqual([])
  })

  it('does not write down that the worker is content: a colleague asks', async () => {
    const { id } = await matter('answered', 'cbd', leader)
    expect(await can(leader, id)).not.toContain('call-back')
    expect(await can(leader, id)).not.toContain('missed-call')
    for (const step of [callBack, miss]) expect((await step(leader, id)).problem.code).toBe('handled-it')
    expect(await can(officer, id)).toContain('call-back')
    expect(await kindsOf(officer, id)).toEqual(['call-back'])
    expect((await callBack(officer, id)).status).toBe(200)
  })

  it('and has no colleague who did not: the union above asks', async () => {
    const { id, params } = await matter('contacted', 'cbd', leader)
    await officer.do('POST /api/concerns/{id}/progress', { params, body: { note: '看过现场' } })
    expect(await can(district, id)).not.toContain('call-back')
    await leader.do('POST /api/concerns/{id}/answer', { params, body: { text: '已开放', claim: 'solved' } })
    for (const who of [leader, officer]) {
      expect(await kindsOf(who, id)).toEqual([])
      expect((await callBack(who, id)).problem.code).toBe('handled-it')
    }
    expect(await kindsOf(district, id)).toEqual(['call-back'])
    expect(await can(district, id)).toEqual(expect.arrayContaining(['call-back', 'missed-call']))
    expect((await miss(district, id)).status).toBe(200)
    expect((await callBack(district, id)).status).toBe(200)
    expect(await kindsOf(district, id)).toEqual([])
  })

  it('is one account, whichever org it acts for', async () => {
    const { rows } = await hall.pool.query<{ id: string }>(`select id from account where login = 'chenpeng'`)
    await hall.pool.query(
      `insert into appointment (id, account_id, org_id, role, starts_on) values ($1, $2, $3, 'leader', '2026-01-01')`,
      [uuidv7(Date.now()), rows[0]!.id, hall.org('cbd')],
    )
    const both = await hall.as('chenpeng')
    const at = (org: string) => both.do('POST /api/me/act-for', { body: { orgId: hall.org(org) } })
    await at('henglian')
    const { id, params } = await matter('asked', 'henglian', both)
    await at('cbd')
    expect(await can(both, id)).not.toContain('grant-extension')
    expect((await grant(both, id)).problem.code).toBe('handled-it')
    expect((await grant(leader, id)).status).toBe(200)
    await at('henglian')
    await both.do('POST /api/concerns/{id}/answer', { params, body: { text: '已开放', claim: 'solved' } })
    await at('cbd')
    expect(await can(both, id)).not.toContain('call-back')
    expect((await callBack(both, id)).problem.code).toBe('handled-it')
    await hall.pool.query(`delete from appointment where account_id = $1 and org_id = $2`, [
      rows[0]!.id,
      hall.org('cbd'),
    ])
    property = await hall.as('chenpeng')
  })

  it('in an earlier round is free in the next, where another handled it', async () => {
    const { id, params } = await matter('contacted', 'cbd', leader)
    await leader.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '归物业办' } })
    await officer.do('POST /api/concerns/{id}/assign', {
      params,
      body: { leadId: hall.org('henglian'), assistIds: [] },
    })
    await property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
    await property.do('POST /api/concerns/{id}/contact', { params, body: { how: 'phone', note: '听了' } })
    await property.do('POST /api/concerns/{id}/answer', { params, body: { text: '已开放', claim: 'solved' } })
    // A union above does not ask where the owner did not handle it itself.
    expect(await can(district, id)).not.toContain('call-back')
    expect((await callBack(district, id)).problem.code).toBe('not-yours')
    expect((await callBack(leader, id)).status).toBe(200)
  })
})

describe('what the union is asked to pass on', () => {
  const tell = (id: string) =>
    property.do('POST /api/concerns/{id}/contact', {
      params: { id },
      body: { how: 'through-union', note: '周三方便吗' },
    })
  const relay = (id: string) =>
    officer.do('POST /api/concerns/{id}/relay', { params: { id }, body: { note: '物业想约周三' } })
  const group = async (id: string) => {
    for (const rateGroup of ['not-contacted', 'contact-late', 'in-time'])
      for (const one of (
        await officer.do('GET /api/concerns', { query: { rate: 'response', rateGroup, limit: 100 } })
      ).items)
        if (one.id === id) return rateGroup
    return null
  }

  it('is no contact before it was: the status, the deadline and the rate wait for the relay', async () => {
    const { id, params } = await matter('taken-up', 'henglian', property, { sealed: true })
    const before = await officer.do('GET /api/concerns/{id}', { params })
    expect((await tell(id)).status).toBe('taken-up')
    const asked = await officer.do('GET /api/concerns/{id}', { params })
    expect(asked).toMatchObject({ status: 'taken-up', due: before.due })
    expect(await group(id)).toBe('not-contacted')
    const [task] = (
      await officer.do('GET /api/tasks', { query: { kind: 'relay', limit: 100 } })
    ).items.filter((one) => one.about.id === id)
    expect(task!.due!.at).toBe(before.due!.at)
    const early = await property.call('POST /api/concerns/{id}/answer', {
      params,
      body: { text: '已开放', claim: 'solved' },
    })
    expect(early.problem.code).toBe('not-now')
    expect(await relay(id)).toMatchObject({ status: 'contacted' })
    expect(await group(id)).toBe('in-time')
    const { limits, due } = await property.do('GET /api/concerns/{id}', { params })
    expect(limits.find((one) => one.stage === 'contact')!.doneAt).toBe('2026-11-23T02:00:00.000Z')
    expect(due!.at).toBe(limits.find((one) => one.stage === 'answer')!.due.at)
    const [handle] = (await property.do('GET /api/tasks', { query: { limit: 100 } })).items.filter(
      (one) => one.about.id === id,
    )
    expect(handle!.due!.at).toBe(due!.at)
  })

  it('is late when it was passed on late, however early it was asked for', async () => {
    const { id } = await matter('taken-up', 'henglian', property, { sealed: true })
    await tell(id)
    const now = hall.clock.now()
    hall.clock.set('2026-11-27T10:00:00+08:00')
    officer = await hall.as('zhaoyiming')
    expect(await group(id)).toBe('contact-late')
    await relay(id)
    expect(await group(id)).toBe('contact-late')
    hall.clock.set(now)
    officer = await hall.as('zhaoyiming')
  })
})

describe('an unnamed raiser who left neither name nor phone', () => {
  it('has no identity to open: no button, and the server says why', async () => {
    const { params } = await matter('taken-up', 'henglian', property, { sealed: true })
    const shown = await officer.do('GET /api/concerns/{id}', { params })
    expect(shown.raiser).toMatchObject({ sealed: true, left: false })
    expect(shown.can).not.toContain('request-identity')
    const asked = await officer.call('POST /api/concerns/{id}/request-identity', {
      params,
      body: { reason: '当面取证' },
    })
    expect(asked.problem).toMatchObject({ code: 'nothing-left', title: '职工没有留下姓名和电话' })
    // It is nobody else's to know.
    expect((await property.do('GET /api/concerns/{id}', { params })).raiser.left).toBeNull()
  })

  it.each([{ name: '田野' }, { phone: '13800000042' }])('has one with $name$phone', async (left) => {
    const { id, params } = await matter('taken-up', 'henglian', property, { sealed: true, ...left })
    const shown = await officer.do('GET /api/concerns/{id}', { params })
    expect(shown.raiser.left).toBe(true)
    expect(shown.can).toContain('request-identity')
    expect(
      (await officer.call('POST /api/concerns/{id}/request-identity', { params, body: { reason: '取证' } }))
        .status,
    ).toBe(200)
    expect(await can(officer, id)).not.toContain('request-identity')
  })

  it('after the request has nothing that could be opened, and is not told it was', async () => {
    const phone = '13800000777'
    const { params, key } = await matter('taken-up', 'henglian', property, { sealed: true, phone })
    await officer.do('POST /api/concerns/{id}/request-identity', { params, body: { reason: '取证' } })
    const { identityOpening } = await officer.do('GET /api/concerns/{id}', { params })
    const worker = await hall.worker(phone)
    await worker.do('POST /api/my/record/forget', { body: { confirm: true } })
    const decide = (approve: boolean) =>
      leader.call('POST /api/identity-openings/{id}/decide', {
        params: { id: identityOpening!.id },
        body: { approve },
      })
    expect((await decide(true)).problem.code).toBe('nothing-left')
    expect((await decide(false)).status).toBe(200)
    const own = await hall.anyone().do('POST /api/concerns/follow', { body: key })
    expect(own.readers).toEqual([])
  })
})

describe('two matters', () => {
  it('are kept apart where they wait to be judged: not by themselves, not unasked', async () => {
    const [one, other] = [await matter('accepted'), await matter('accepted')]
    const apart = (id: string, from: string) =>
      officer.call('POST /api/concerns/{id}/keep-apart', { params: { id }, body: { other: from } })
    expect((await apart(one.id, one.id)).problem.code).toBe('same-concern')
    expect(await can(officer, one.id)).not.toContain('keep-apart')
    expect((await apart(one.id, other.id)).problem.code).toBe('not-alike')
    const [id, code] = [hall.newId(), hall.newCode()]
    await hall.anyone().do('POST /api/concerns', {
      body: { id, code, classCode: 'children', text: '暑假孩子没人带', sealed: false, sameAs: one.id },
    })
    expect(await can(officer, one.id)).toContain('keep-apart')
    expect((await apart(one.id, other.id)).problem.code).toBe('not-alike')
    // From either side, once.
    expect((await apart(one.id, id)).status).toBe(200)
    expect((await apart(id, one.id)).problem.code).toBe('not-alike')
  })

  it('are looked for with the whole of a long text', async () => {
    await matter('accepted')
    const asked = await hall.anyone().call('POST /api/concerns/similar', {
      body: { area: 110199, classCode: 'access', text: '骑手入楼送货须绕行。'.repeat(500) },
    })
    expect(asked.status).toBe(200)
    expect(asked.json.items).toHaveLength(3)
    expect(asked.json.items.map((one) => one.title)).toContain('骑手入楼送货须绕行')
    const tooLong = await hall.anyone().call('POST /api/concerns/similar', {
      body: { area: 110199, classCode: 'access', text: '绕'.repeat(5001) },
    })
    expect(tooLong.problem.code).toBe('bad-input')
  })
})
