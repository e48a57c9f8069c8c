import { beforeAll, describe, expect, it } from 'vitest'
import { contradictions } from '../../test/replay.ts'
import { world, type Person, type World } from '../../test/harness.ts'

// The handling side in its corners: what waits beside the matter itself, what a later round must not change, and what
// the clock does when nobody does anything.

let hall: World
let officer: Person
let leader: Person
let property: Person
let platform: Person
let office: Person
/** Of the union above. */
let head: Person

const monday = new Date('2026-11-23T10:00:00+08:00')
beforeAll(async () => {
  hall = await world()
  await arrive()
})

/** Sessions end after some hours of the test clock. */
async function arrive() {
  officer = await hall.as('zhaoyiming')
  leader = await hall.as('sunqian')
  property = await hall.as('chenpeng')
  platform = await hall.as('heli')
  office = await hall.as('luojing')
  head = await hall.as('wulan')
}
async function at(when: string, tell: () => Promise<void>) {
  hall.clock.set(new Date(when))
  await arrive()
  try {
    await tell()
  } finally {
    hall.clock.set(monday)
    await arrive()
  }
}

type Stage = 'received' | 'accepted' | 'assigned' | 'taken-up' | 'contacted' | 'answered'
const accept = { title: '骑手入楼送货须绕行货运通道', classCode: 'access', urgency: 'general' } as const
const unsolved = { outcome: 'unsolved', satisfaction: 'dissatisfied' } as const

async function matter(
  stage: Stage,
  more: Partial<{ sealed: boolean; phone: string; text: string; place: string; classCode: string }> = {},
) {
  const id = hall.newId()
  const code = hall.newCode()
  const { number } = await hall.anyone().do('POST /api/concerns', {
    body: {
      id,
      code,
      classCode: 'access',
      text: `${id}楼不让走正门，要绕货运通道。`,
      sealed: false,
      phone: '13800000042',
      ...more,
    },
  })
  const params = { id }
  const steps: [Stage, () => Promise<unknown>][] = [
    ['received', () => Promise.resolve()],
    ['accepted', () => officer.do('POST /api/concerns/{id}/accept', { params, body: accept })],
    ['assigned', () => assign(id)],
    ['taken-up', () => property.do('POST /api/concerns/{id}/take-up', { params, body: {} })],
    ['contacted', () => contact(id, more.sealed ? 'through-union' : 'phone')],
    ['answered', () => answer(id)],
  ]
  for (const [reached, step] of steps) {
    await step()
    if (reached === stage) break
  }
  return { id, params, number, key: { number, code } }
}
const assign = (id: string, lead = 'henglian', assists: string[] = []) =>
  officer.do('POST /api/concerns/{id}/assign', {
    params: { id },
    body: { leadId: hall.org(lead), assistIds: assists.map(hall.org) },
  })
const contact = (id: string, how: 'phone' | 'through-union' = 'phone') =>
  property.do('POST /api/concerns/{id}/contact', { params: { id }, body: { how, note: '约好周三看通道' } })
const answer = (id: string) =>
  property.do('POST /api/concerns/{id}/answer', {
    params: { id },
    body: { text: '南门已对骑手开放。', claim: 'solved' },
  })
const sendBack = (id: string) =>
  property.do('POST /api/concerns/{id}/send-back', { params: { id }, body: { reason: '不属本楼' } })
const extend = (id: string, until = '2026-12-10') =>
  property.call('POST /api/concerns/{id}/ask-extension', {
    params: { id },
    body: { until, reason: '门禁改造' },
  })
const show = (id: string, who = officer) => who.do('GET /api/concerns/{id}', { params: { id } })
/** The open tasks about it on a desk, as kind and deadline. */
async function tasksOf(who: Person, id: string) {
  const { items } = await who.do('GET /api/tasks', { query: { limit: 100 } })
  return items.filter((task) => task.about.id === id)
}
const kindsOf = async (who: Person, id: string) => (await tasksOf(who, id)).map((task) => task.kind).sort()
const expectAgreement = async () => expect(await contradictions(hall.pool)).toEqual([])

describe('what waits beside the matter', () => {
  it('waits on: an extension granted leaves the request for an identity where it was', async () => {
    const { id, params } = await matter('contacted', { sealed: true })
    await officer.do('POST /api/concerns/{id}/request-identity', { params, body: { reason: '当面取证' } })
    await extend(id)
    expect(await kindsOf(leader, id)).toEqual(expect.arrayContaining(['approve', 'open-identity']))
    await leader.do('POST /api/concerns/{id}/grant-extension', { params, body: {} })
    expect(await kindsOf(leader, id)).toContain('open-identity')
    expect(await kindsOf(leader, id)).not.toContain('approve')
    await expectAgreement()
  })

  it('waits on when the matter is handed to another', async () => {
    const { id, params } = await matter('assigned', { sealed: true })
    await officer.do('POST /api/concerns/{id}/request-identity', { params, body: { reason: '当面取证' } })
    await officer.do('POST /api/concerns/{id}/escalate', { params, body: { note: '请区里协调' } })
    await sendBack(id)
    await assign(id, 'anhe')
    expect(await kindsOf(leader, id)).toContain('open-identity')
    expect(await kindsOf(head, id)).toEqual(['oversee'])
    await expectAgreement()
  })

  it('is compared until every likely same matter is judged, also after a worker said it is not solved', async () => {
    const alike = { text: '望京西园三号楼电梯只许住户刷卡，送餐要爬到二十层。', place: '望京西园三号楼' }
    const others = [await matter('accepted', alike), await matter('accepted', alike)]
    const { id, params } = await matter('contacted', alike)
    await hall.services.jobs.drain()
    expect((await show(id)).similar).toHaveLength(2)
    const apart = (other: string) =>
      officer.do('POST /api/concerns/{id}/keep-apart', { params, body: { other } })
    expect((await apart(others[0]!.id)).can).toContain('keep-apart')
    expect(await kindsOf(officer, id)).toContain('compare')
    await answer(id)
    await officer.do('POST /api/concerns/{id}/call-back', { params, body: unsolved })
    expect(await kindsOf(officer, id)).toEqual(['compare', 'reassign'])
    await expectAgreement()
    expect((await apart(others[1]!.id)).can).not.toContain('keep-apart')
    expect(await kindsOf(officer, id)).toEqual(['reassign'])
    await expectAgreement()
  })
})

describe('a sealed identity', () => {
  const ask = (id: string) =>
    officer.do('POST /api/concerns/{id}/request-identity', { params: { id }, body: { reason: '当面取证' } })
  const decide = (opening: string) =>
    leader.call('POST /api/identity-openings/{id}/decide', {
      params: { id: opening },
      body: { approve: true },
    })

  it('stays sealed once the worker has withdrawn, whoever had asked', async () => {
    const { id, key } = await matter('accepted', { sealed: true })
    await ask(id)
    const opening = (await show(id)).identityOpening!.id
    await hall.anyone().do('POST /api/concerns/follow/withdraw', { body: key })
    expect((await decide(opening)).problem.code).toBe('not-now')
    expect((await show(id)).identityOpening?.state).toBe('refused')
    await expectAgreement()
  })

  it('is read no more after that, though it had been opened', async () => {
    const { id, params, key } = await matter('accepted', { sealed: true })
    await ask(id)
    expect((await decide((await show(id)).identityOpening!.id)).status).toBe(200)
    await hall.anyone().do('POST /api/concerns/follow/withdraw', { body: key })
    const read = await officer.call('POST /api/concerns/{id}/read-identity', { params, body: {} })
    expect(read.problem.code).toBe('not-now')
  })
})

describe('deadlines of a later round', () => {
  it('leave a first contact late that was late', async () => {
    const { id } = await matter('taken-up')
    const missed = async () =>
      (
        await officer.do('GET /api/concerns', { query: { rate: 'response', part: 'missed', limit: 100 } })
      ).items.map((one) => one.id)
    await at('2026-11-27T10:00:00+08:00', async () => {
      await contact(id)
      expect(await missed()).toContain(id)
      await sendBack(id)
      await assign(id)
      expect(await missed()).toContain(id)
      // The body it is handed to now has a limit of its own.
      const seen = await show(id)
      expect(seen.due?.at).toBe('2026-11-30T09:30:00.000Z')
      expect(seen.limits.find((one) => one.stage === 'contact')).toMatchObject({
        doneAt: null,
        due: { at: '2026-11-30T09:30:00.000Z' },
      })
    })
  })

  it('an extension before the first contact moves the answer, for everybody called, and not the contact', async () => {
    const { id, params } = await matter('accepted')
    await assign(id, 'henglian', ['feixun'])
    await officer.do('POST /api/concerns/{id}/rally', {
      params,
      body: { orgIds: [hall.org('cbd-office')], note: '现场会商' },
    })
    await property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
    const contactDue = (await show(id)).due!.at
    await extend(id)
    await leader.do('POST /api/concerns/{id}/grant-extension', { params, body: {} })
    const due = async (who: Person) => (await tasksOf(who, id)).map((task) => task.due?.at)
    expect(await due(property)).toEqual([contactDue])
    expect(await due(platform)).toEqual(['2026-12-10T09:30:00.000Z'])
    expect(await due(office)).toEqual(['2026-12-10T09:30:00.000Z'])
    await contact(id)
    expect(await due(property)).toEqual(['2026-12-10T09:30:00.000Z'])
  })

  it('goes by the status: what was contacted in an earlier round is to be contacted again', async () => {
    const { id, params } = await matter('contacted')
    await sendBack(id)
    await assign(id)
    await property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
    const contactDue = (await show(id)).due!.at
    await extend(id)
    await leader.do('POST /api/concerns/{id}/grant-extension', { params, body: {} })
    expect((await show(id)).due!.at).toBe(contactDue)
  })

  it('an extension is later than the limit there is, and by no more than a year', async () => {
    const { id } = await matter('contacted')
    const due = (await show(id)).limits.find((one) => one.stage === 'answer')!.due.at
    const lastDay = due.slice(0, 10)
    expect((await extend(id, lastDay)).problem.code).toBe('until-too-early')
    expect((await extend(id, '9999-12-31')).problem.code).toBe('until-too-late')
    expect((await extend(id, '2027-11-24')).problem.code).toBe('until-too-late')
    expect((await extend(id, '2027-11-23')).status).toBe(200)
  })

  it('of an hour are not shortened by the day they end on', async () => {
    const { id, params } = await matter('received')
    await officer.do('POST /api/concerns/{id}/accept', { params, body: accept })
    await assign(id)
    await property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
    await hall.pool.query(`update concern set answer_due = '2026-12-02T20:00:00+08:00' where id = $1`, [
      id.slice(7),
    ])
    expect((await extend(id, '2026-12-02')).problem.code).toBe('until-too-early')
  })
})

describe('giving a task to a colleague', () => {
  const accountOf = async (login: string) =>
    (await hall.pool.query<{ id: string }>('select id from account where login = $1', [login])).rows[0]!.id

  it('is to one whose duty it is: nothing leaves every desk', async () => {
    const { id } = await matter('contacted')
    await extend(id)
    const task = (await tasksOf(leader, id)).find((one) => one.kind === 'approve')!
    const { items } = await leader.do('GET /api/tasks/colleagues', { query: { kind: 'approve' } })
    expect(items.map((one) => one.name)).toEqual(['孙倩'])
    const given = await leader.call('POST /api/tasks/{id}/delegate', {
      params: { id: task.id },
      body: { accountId: await accountOf('zhaoyiming') },
    })
    expect(given.problem.code).toBe('not-their-duty')
    expect(await kindsOf(leader, id)).toContain('approve')
    // Nor does one whose duty it is not give it away.
    const taken = await officer.call('POST /api/tasks/{id}/delegate', {
      params: { id: task.id },
      body: { accountId: null },
    })
    expect(taken.problem.code).toBe('not-allowed')
  })

  it('hands over to a successor what is their duty, and the rest to the union as a whole', async () => {
    const { id } = await matter('contacted', { sealed: true })
    await extend(id)
    await officer.do('POST /api/concerns/{id}/escalate', { params: { id }, body: { note: '请区里协调' } })
    const mine = await accountOf('sunqian')
    for (const task of await tasksOf(leader, id))
      await leader.do('POST /api/tasks/{id}/delegate', { params: { id: task.id }, body: { accountId: mine } })
    const admin = await hall.admin('dingrui')
    await admin.do('POST /api/tasks/hand-over', {
      body: { fromAccountId: mine, toAccountId: await accountOf('zhaoyiming') },
    })
    const task = (await tasksOf(leader, id)).find((one) => one.kind === 'approve')
    expect(task).toMatchObject({ assignee: null })
  })
})
