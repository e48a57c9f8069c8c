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
/** Of the union above: an officer and its leader. */
let district: Person
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
  district = await hall.as('zhouhang')
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
const solved = { outcome: 'solved', satisfaction: 'satisfied' } as const
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
    ['contacted', () => (more.sealed ? passedOn(id) : contact(id))],
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
/** Reached through the union, which knows who it is. */
async function passedOn(id: string) {
  await contact(id, 'through-union')
  await officer.do('POST /api/concerns/{id}/relay', {
    params: { id },
    body: { note: '周三看通道，方便吗？' },
  })
}
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
const linesOf = async (who: Person, id: string) =>
  (await tasksOf(who, id)).map((task) => [task.kind, task.alike])
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

  it('is not asked of a matter that was answered before the likely same one was found', async () => {
    const alike = { text: '团结湖北口的快递柜夜里断电，取不出件。', place: '团结湖北口' }
    await matter('accepted', alike)
    const { id } = await matter('answered', alike)
    await hall.services.jobs.drain()
    expect(await kindsOf(officer, id)).toEqual(['call-back'])
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
    // In the line of the step it waits for.
    expect(await linesOf(officer, id)).toEqual([['reassign', true]])
    await expectAgreement()
    expect((await apart(others[1]!.id)).can).not.toContain('keep-apart')
    expect(await linesOf(officer, id)).toEqual([['reassign', false]])
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

describe('closing without the worker', () => {
  const close = (id: string) =>
    officer.call('POST /api/concerns/{id}/close', { params: { id }, body: { note: '打了电话，没有接' } })
  const ring = (id: string, body: { at?: string } = {}) =>
    officer.call('POST /api/concerns/{id}/missed-call', { params: { id }, body })

  it('is for nobody who was not rung, however long they waited', async () => {
    const { id } = await matter('answered')
    await at('2026-12-10T10:00:00+08:00', async () => {
      expect((await show(id)).can).not.toContain('close')
      expect((await close(id)).problem.code).toBe('call-back-first')
    })
  })

  it('is for one who was rung and not reached before the limit of the callback', async () => {
    const { id, key } = await matter('answered')
    expect((await show(id)).can).not.toContain('close')
    expect((await close(id)).problem.code).toBe('call-back-first')
    expect((await ring(id, { at: '2026-11-22T10:00:00+08:00' })).problem.fields?.[0]?.path).toBe('at')
    expect((await ring(id)).status).toBe(200)
    expect((await close(id)).problem.code).toBe('call-back-first')
    await at('2026-11-27T10:00:00+08:00', async () => {
      expect((await show(id)).can).toContain('close')
      expect((await close(id)).status).toBe(200)
      const own = await hall.anyone().do('POST /api/concerns/follow', { body: key })
      expect(own.can).toEqual(['rate'])
    })
    // They may still say it, and it counts.
    await at('2026-12-10T10:00:00+08:00', async () => {
      const counted = async () => (await leader.do('GET /api/concerns/rates', {})).resolution.outOf
      const before = await counted()
      const rated = await hall
        .anyone()
        .do('POST /api/concerns/follow/rate', { body: { ...key, ...unsolved } })
      expect([rated.status, rated.can]).not.toContain('rate')
      expect((await show(id)).status).toBe('reopened')
      expect(await counted()).toBe(before + 1)
    })
    await expectAgreement()
  })

  it('may be answered for a month, once', async () => {
    const one = await matter('answered')
    const other = await matter('answered')
    for (const { id } of [one, other]) await ring(id)
    const rate = (key: { number: string; code: string }) =>
      hall.anyone().call('POST /api/concerns/follow/rate', { body: { ...key, ...solved } })
    await at('2026-11-27T10:00:00+08:00', async () => {
      for (const { id } of [one, other]) await close(id)
      expect((await rate(one.key)).json.status).toBe('closed')
      expect((await rate(one.key)).problem.code).toBe('not-now')
    })
    await at('2026-12-29T10:00:00+08:00', async () => {
      expect((await rate(other.key)).problem.code).toBe('not-now')
    })
    await expectAgreement()
  })

  it('asks of nobody who has a handler’s word alone to count: only a long missed limit does not do', async () => {
    const { id } = await matter('answered')
    await at('2026-12-10T10:00:00+08:00', async () => {
      expect((await close(id)).problem.code).toBe('call-back-first')
    })
  })
})

describe('pressing', () => {
  const press = (id: string, who: Person, replyBy = '2026-11-25') =>
    who.call('POST /api/concerns/{id}/press', { params: { id }, body: { note: '请说明进展', replyBy } })

  it('stands first on the desk of whoever has the matter, with a day to reply by, until they reply', async () => {
    const { id, params } = await matter('contacted')
    expect((await press(id, district)).problem.code).toBe('not-allowed')
    expect((await press(id, head, '2026-11-22')).problem.fields?.[0]?.path).toBe('replyBy')
    expect((await press(id, head)).status).toBe(200)
    const desk = async () => (await property.do('GET /api/tasks', { query: { limit: 1 } })).items[0]!
    expect(await desk()).toMatchObject({
      about: { id },
      replyBy: { at: '2026-11-25T09:30:00.000Z', text: '11月25日' },
    })
    expect((await show(id, property)).can).toContain('report')
    expect((await show(id)).can).not.toContain('report')
    const { can } = await property.do('POST /api/concerns/{id}/report', {
      params,
      body: { note: '周三前改好门禁' },
    })
    expect(can).not.toContain('report')
    expect((await desk()).about.id).not.toBe(id)
    expect((await show(id, head)).presses).toMatchObject([
      { to: { name: '恒联物业服务有限公司' }, reply: '周三前改好门禁', repliedAt: monday.toISOString() },
    ])
    await expectAgreement()
  })

  it('is answered by the step that moves the matter on, and goes to the union itself where that has it', async () => {
    const { id } = await matter('taken-up')
    await press(id, head)
    await sendBack(id)
    expect((await show(id)).presses[0]?.reply).toBe('已退回：不属本楼')
    await press(id, head)
    expect((await tasksOf(officer, id)).find((one) => one.kind === 'reassign')?.replyBy).not.toBeNull()
    expect((await show(id)).can).toContain('report')
    await assign(id)
    expect((await show(id)).presses.map((one) => one.reply)).toEqual([
      '已退回：不属本楼',
      '已派给恒联物业服务有限公司',
    ])
    expect((await tasksOf(property, id))[0]?.replyBy).toBeNull()
  })
})

describe('what nobody moves on', () => {
  const clock = () => hall.services.jobs.runNow('concern.raise-overdue')
  const raised = async (id: string) =>
    (await show(id)).timeline.filter((one) => one.type === 'concern.overdue-raised').map((one) => one.text)

  it('goes to the union above when it is overdue for long, once for each deadline', async () => {
    const { id } = await matter('taken-up')
    // Due on Tuesday; three working days later is Friday evening.
    await at('2026-11-27T16:00:00+08:00', async () => {
      await clock()
      expect(await raised(id)).toEqual([])
    })
    // A Saturday: nobody is there to act on it.
    await at('2026-11-28T10:00:00+08:00', async () => {
      await clock()
      expect(await raised(id)).toEqual([])
    })
    await at('2026-11-30T10:00:00+08:00', async () => {
      await clock()
      await clock()
      expect(await raised(id)).toEqual(['首次联系逾期，已上报朝阳区总工会'])
      expect((await show(id)).escalation).toBe(1)
      expect(await kindsOf(head, id)).toEqual(['oversee'])
      await contact(id)
    })
    // The next stage has a limit of its own; the task above is still the one.
    await at('2026-12-08T10:00:00+08:00', async () => {
      await clock()
      expect(await raised(id)).toEqual(['首次联系逾期，已上报朝阳区总工会', '答复逾期，已上报朝阳区总工会'])
      expect(await kindsOf(head, id)).toEqual(['oversee'])
    })
    await expectAgreement()
  })
})

describe('first contact with somebody who stays unnamed', () => {
  it('goes through the union, which passes it on; they read it and may reply', async () => {
    const { id, params, key } = await matter('taken-up', { sealed: true })
    const rung = await property.call('POST /api/concerns/{id}/contact', {
      params,
      body: { how: 'phone', note: '打过电话' },
    })
    expect(rung.problem.fields?.[0]?.path).toBe('how')
    await contact(id, 'through-union')
    expect(await kindsOf(officer, id)).toEqual(['relay'])
    expect((await show(id)).can).toContain('relay')
    const { can } = await officer.do('POST /api/concerns/{id}/relay', {
      params,
      body: { note: '恒联物业想约周三看通道，方便吗？' },
    })
    expect(can).not.toContain('relay')
    expect(await kindsOf(officer, id)).toEqual([])
    const own = await hall.anyone().do('POST /api/concerns/follow', { body: key })
    expect(own.messages.map((one) => one.text)).toEqual(['恒联物业想约周三看通道，方便吗？'])
    expect(own.can).toContain('supplement')
  })
})

describe('merging', () => {
  const merge = (from: string, into: string, note?: string) =>
    officer.call('POST /api/concerns/{id}/merge', { params: { id: from }, body: { into, note } })

  it('of two classes asks why they are one matter', async () => {
    const [one, other] = [await matter('accepted'), await matter('received', { classCode: 'children' })]
    expect((await merge(other.id, one.id)).problem.fields?.[0]).toMatchObject({ path: 'note' })
    expect((await merge(other.id, one.id, '说的是同一个门口')).status).toBe(200)
  })
})

describe('a common issue', () => {
  it('once settled is neither changed nor settled again, whoever asks', async () => {
    const id = hall.newId()
    const [one, other] = [await matter('accepted'), await matter('accepted')]
    await officer.do('POST /api/common-issues', {
      body: { id, title: '入楼难', cause: '门禁不认骑手', concernIds: [one.id] },
    })
    const see = async (who: Person) => (await who.do('GET /api/common-issues/{id}', { params: { id } })).can
    expect([await see(officer), await see(district)]).toEqual([['change', 'settle'], []])
    const change = (who: Person) =>
      who.call('POST /api/common-issues/{id}/concerns', {
        params: { id },
        body: { add: [other.id], remove: [] },
      })
    expect((await change(district)).problem.code).toBe('not-yours')
    await officer.do('POST /api/common-issues/{id}/settle', { params: { id }, body: { result: '门禁已改' } })
    expect((await change(officer)).problem.code).toBe('not-now')
    expect((await change(district)).problem.code).toBe('not-now')
    expect(await see(officer)).toEqual([])
  })
})

describe('a commitment', () => {
  it('that has been settled tells so to whoever comes second, also where it is not theirs', async () => {
    const id = hall.newId()
    await officer.do('POST /api/commitments', { body: { id, text: '月底前开放南门', dueOn: '2026-12-31' } })
    const settle = (who: Person) =>
      who.call('POST /api/commitments/{id}/settle', {
        params: { id },
        body: { kept: true, result: '已开放' },
      })
    expect((await settle(district)).problem.code).toBe('not-yours')
    expect((await settle(officer)).status).toBe(200)
    expect((await settle(district)).problem.code).toBe('not-now')
  })
})

describe('the buttons after a step', () => {
  it('are those of the page', async () => {
    const { id, params } = await matter('assigned', { sealed: true })
    const asked = await officer.do('POST /api/concerns/{id}/request-identity', {
      params,
      body: { reason: '当面取证' },
    })
    expect(asked.can).toEqual((await show(id)).can)
    expect(asked.can).not.toContain('request-identity')
    expect((await sendBack(id)).can).toEqual([])
    const own = hall.newId()
    const registered = await officer.do('POST /api/concerns/register', {
      body: {
        id: own,
        classCode: 'access',
        title: '入楼绕行',
        text: '入楼要绕行',
        source: 'officer',
        sealed: false,
      },
    })
    expect(registered.can).toEqual((await show(own)).can)
    expect(registered.can).not.toContain('keep-apart')
  })
})
