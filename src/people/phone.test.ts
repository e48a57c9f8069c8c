import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'

// A phone opens what was raised with it: who may change it, and who may not.

let hall: World
let officer: Person
let leader: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
  leader = await hall.as('sunqian')
})

let made = 0
const newPhone = () => `1380002${String(++made).padStart(4, '0')}`
async function register(phone?: string, name = `某工友${++made}`) {
  const id = hall.newId()
  const answer = await officer.do('POST /api/persons', {
    body: { id, name, orgId: hall.org('henglian'), ...(phone && { phone }) },
  })
  return { params: { id }, name, warnings: answer.warnings }
}
const change = (params: { id: string }, phone: string | null) =>
  officer.call('POST /api/persons/{id}/change', { params, body: { phone } })
async function raiseSealed(worker: Person) {
  const id = hall.newId()
  await worker.do('POST /api/concerns', {
    body: { id, classCode: 'pay', text: '单价又降了', sealed: true, code: hall.newCode() },
  })
  return id
}
const raisedBy = async (worker: Person) =>
  (await worker.do('GET /api/my/concerns', {})).items.map((one) => one.id)
const codeFor = async (phone: string) => {
  await hall.anyone().do('POST /api/phone-code', { body: { phone } })
  return /验证码 (\d{6})/.exec(hall.log.findLast((line) => line.includes(phone))!)![1]!
}
const sent = (phone: string) => hall.log.findLast((line) => line.startsWith(`短信 ${phone}`)) ?? ''

describe('one officer alone', () => {
  it('does not get at a sealed concern by writing their own number on the worker’s record', async () => {
    const [phone, mine] = [newPhone(), newPhone()]
    const { params } = await register(phone)
    const worker = await hall.worker(phone)
    const concern = await raiseSealed(worker)
    for (const next of [mine, null]) {
      const answer = await change(params, next)
      expect([answer.status, answer.problem.code]).toEqual([409, 'phone-proven'])
      expect(answer.problem.hint).toContain('申请换号')
    }
    await officer.do('POST /api/persons/{id}/new-phone', {
      params,
      body: { phone: mine, reason: '换了号码' },
    })
    const again = await officer.call('POST /api/persons/{id}/new-phone/decide', {
      params,
      body: { approve: true },
    })
    expect(again.status).toBe(403)
    const intruder = await hall.worker(mine)
    expect(await raisedBy(intruder)).toEqual([])
    expect((await intruder.do('GET /api/my/record', {})).registered).toBeNull()
    const join = await intruder.call('POST /api/my/registration', { body: { mine: true } })
    expect(join.problem.code).toBe('not-now')
    expect(await raisedBy(worker)).toEqual([concern])
  })

  it('does not get at it through a record of their own they have signed in with', async () => {
    const [phone, mine] = [newPhone(), newPhone()]
    const concern = await raiseSealed(await hall.worker(phone))
    const { params } = await register(mine)
    const intruder = await hall.worker(mine)
    expect((await change(params, phone)).problem.code).toBe('phone-proven')
    expect(await raisedBy(intruder)).not.toContain(concern)
  })

  it('does not get at it by registering the worker under a new record and correcting that', async () => {
    const [phone, mine] = [newPhone(), newPhone()]
    const worker = await hall.worker(phone)
    const concern = await raiseSealed(worker)
    const { params } = await register(phone)
    expect((await change(params, mine)).status).toBe(200)
    expect(await raisedBy(await hall.worker(mine))).toEqual([])
    expect(await raisedBy(worker)).toEqual([concern])
  })
})

describe('a typing error', () => {
  it('is corrected freely while nobody has signed in with the number, and the worker sees who did', async () => {
    const [wrong, right] = [newPhone(), newPhone()]
    const { params } = await register(wrong)
    expect((await change(params, right)).status).toBe(200)
    const about = await (await hall.worker(right)).do('GET /api/my/record', {})
    expect(about.views.map((one) => [one.who, one.what])).toEqual([['赵一鸣', '更正了手机号']])
  })

  it('that hits somebody else’s number takes nothing of theirs, and is corrected when they say so', async () => {
    const [theirs, right] = [newPhone(), newPhone()]
    const other = await hall.worker(theirs)
    const concern = await raiseSealed(other)
    const { params, warnings } = await register(theirs, '李小四')
    expect(warnings.join()).toContain('等本人')
    const shown = await officer.do('GET /api/persons/{id}', { params })
    expect(shown).toMatchObject({
      phoneMasked: null,
      phoneProven: false,
      proposedPhone: { waitsFor: 'holder' },
    })
    const about = await other.do('GET /api/my/record', {})
    expect(about.registered).toEqual({ name: '李**', org: '恒联物业服务有限公司' })
    expect(JSON.stringify(about)).not.toContain('李小四')
    await other.do('POST /api/my/registration', { body: { mine: false } })
    expect((await other.do('GET /api/my/record', {})).registered).toBeNull()
    expect(await raisedBy(other)).toEqual([concern])
    expect((await officer.do('GET /api/persons/{id}', { params })).proposedPhone).toBeNull()
    expect((await change(params, right)).status).toBe(200)
  })
})

describe('the worker', () => {
  it('changes the number by a code sent to the new one, and what was raised stays theirs', async () => {
    const [old, next] = [newPhone(), newPhone()]
    const { params } = await register(old)
    const worker = await hall.worker(old)
    const elsewhere = await hall.worker(old)
    const concern = await raiseSealed(worker)
    const wrong = await worker.call('POST /api/my/phone', { body: { phone: next, code: '000000' } })
    expect(wrong.problem.code).toBe('wrong-phone-code')
    await worker.do('POST /api/my/phone', { body: { phone: next, code: await codeFor(next) } })
    expect((await worker.do('GET /api/my/record', {})).phoneMasked).toBe(`138****${next.slice(7)}`)
    expect((await elsewhere.do('GET /api/me', {})).kind).toBe('anonymous')
    expect(sent(old)).toContain('已换成')
    expect(await raisedBy(await hall.worker(next))).toEqual([concern])
    const { timeline } = await officer.do('GET /api/persons/{id}', { params })
    expect(timeline.at(-1)).toMatchObject({ text: '本人更换了手机号', by: '职工' })
  })

  it('brings along what they raised with the new number before, and takes no registered number of others', async () => {
    const [old, next, taken] = [newPhone(), newPhone(), newPhone()]
    await register(taken)
    await register(old)
    const worker = await hall.worker(old)
    const before = await raiseSealed(await hall.worker(next))
    await worker.do('POST /api/my/phone', { body: { phone: next, code: await codeFor(next) } })
    expect(await raisedBy(worker)).toEqual([before])
    const refused = await worker.call('POST /api/my/phone', {
      body: { phone: taken, code: await codeFor(taken) },
    })
    expect(refused.problem.code).toBe('person-exists')
  })

  it('refuses a number the union asks to put in place of theirs', async () => {
    const [old, next] = [newPhone(), newPhone()]
    const { params } = await register(old)
    const worker = await hall.worker(old)
    await officer.do('POST /api/persons/{id}/new-phone', {
      params,
      body: { phone: next, reason: '听说换号了' },
    })
    expect(sent(old)).toContain('拒绝')
    expect((await worker.do('GET /api/my/record', {})).proposedPhone).toMatchObject({
      by: 'CBD总工会 赵一鸣',
      reason: '听说换号了',
    })
    await worker.do('POST /api/my/phone/refuse', { body: {} })
    const late = await leader.call('POST /api/persons/{id}/new-phone/decide', {
      params,
      body: { approve: true },
    })
    expect(late.problem.code).toBe('not-now')
  })
})

describe('a lost number', () => {
  it('is replaced by two people at the union; the old screens close, and it is told', async () => {
    const [old, next] = [newPhone(), newPhone()]
    const { params } = await register(old)
    const worker = await hall.worker(old)
    const concern = await raiseSealed(worker)
    await officer.do('POST /api/persons/{id}/new-phone', {
      params,
      body: { phone: next, reason: '原号码停用' },
    })
    const shown = await leader.do('GET /api/persons/{id}', { params })
    expect(shown.proposedPhone).toMatchObject({ reason: '原号码停用', waitsFor: 'colleague', own: false })
    await leader.do('POST /api/persons/{id}/new-phone/decide', { params, body: { approve: true } })
    expect((await worker.do('GET /api/me', {})).kind).toBe('anonymous')
    expect(sent(old)).toContain('两人同意')
    const again = await hall.worker(next)
    expect(await raisedBy(again)).toEqual([concern])
    expect((await again.do('GET /api/my/record', {})).views.map((one) => [one.who, one.what])).toEqual(
      expect.arrayContaining([
        ['赵一鸣', '申请更换手机号'],
        ['孙倩', '同意更换手机号'],
      ]),
    )
    const stranger = await hall.worker(old)
    expect(await raisedBy(stranger)).toEqual([])
  })

  it('stays when the second person does not agree', async () => {
    const [old, next] = [newPhone(), newPhone()]
    const { params } = await register(old)
    const worker = await hall.worker(old)
    await officer.do('POST /api/persons/{id}/new-phone', {
      params,
      body: { phone: next, reason: '原号码停用' },
    })
    await leader.do('POST /api/persons/{id}/new-phone/decide', { params, body: { approve: false } })
    expect((await worker.do('GET /api/me', {})).kind).toBe('worker')
    expect((await officer.do('GET /api/persons/{id}', { params })).proposedPhone).toBeNull()
  })
})
