import { beforeAll, describe, expect, it } from 'vitest'
import { commitmentRoutes } from './contract.ts'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
let officer: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
})

async function raised() {
  const id = hall.newId()
  const code = hall.newCode()
  const answer = await hall.anyone().do('POST /api/concerns', {
    body: { id, classCode: 'meals', text: '写字楼食堂不对骑手开放，中午没处吃饭。', sealed: false, code },
  })
  return { id, key: { number: answer.number, code } }
}
async function promised(dueOn: string | null = '2026-12-01', concernIds: string[] = []) {
  const id = hall.newId()
  await officer.do('POST /api/commitments', {
    body: { id, text: '协调三家食堂中午对骑手开放', dueOn, madeTo: '座谈会上的骑手代表', concernIds },
  })
  return id
}
const tasksAbout = async (person: Person, id: string) =>
  (await person.do('GET /api/tasks', { query: { limit: 100 } })).items.filter((one) => one.about.id === id)

describe('a commitment', () => {
  it('is shown to those it was made to, and to whoever opens the concern', async () => {
    const concern = await raised()
    const id = await promised('2026-12-01', [concern.id])
    const own = await hall.anyone().do('POST /api/concerns/follow', { body: concern.key })
    expect(own.commitments).toMatchObject([{ text: '协调三家食堂中午对骑手开放', status: 'open' }])
    const shown = await officer.do('GET /api/commitments/{id}', { params: { id } })
    expect(shown.concernList.map((one) => one.number)).toEqual([concern.key.number])
    expect(shown.due).toMatchObject({ tone: 'plain', certain: true })
    expect(shown.can).toEqual(['settle', 'reschedule', 'withdraw'])
  })

  it('is a task of its owner until an outcome is written, which closes it', async () => {
    const id = await promised()
    expect(await tasksAbout(officer, id)).toMatchObject([{ kind: 'settle' }])
    const settled = await officer.do('POST /api/commitments/{id}/settle', {
      params: { id },
      body: { kept: false, result: '一家没有谈成' },
    })
    expect(settled).toEqual({ id, status: 'broken', can: [] })
    expect(await tasksAbout(officer, id)).toEqual([])
    const again = await officer.call('POST /api/commitments/{id}/settle', {
      params: { id },
      body: { kept: true, result: '又谈成了' },
    })
    expect(again.problem.code).toBe('not-now')
    expect(again.problem.hint).toContain('未兑现')
  })

  it('turns overdue by its day, and a new day leaves the old one in the timeline', async () => {
    const id = await promised('2026-11-24')
    await officer.do('POST /api/commitments/{id}/reschedule', {
      params: { id },
      body: { dueOn: '2026-12-10', reason: '物业要开会' },
    })
    const shown = await officer.do('GET /api/commitments/{id}', { params: { id } })
    expect(shown.dueOn).toBe('2026-12-10')
    expect(shown.timeline.at(-1)).toMatchObject({
      text: '期限由2026-11-24改为2026-12-10',
      note: '物业要开会',
    })
    const [task] = await tasksAbout(officer, id)
    expect(task!.due!.at).toBe('2026-12-10T09:30:00.000Z')
    const before = hall.clock.now()
    hall.clock.set(new Date('2026-12-11T09:00:00+08:00'))
    const { items } = await officer.do('GET /api/commitments', { query: { overdue: true } })
    expect(items.map((one) => one.id)).toContain(id)
    expect(items.find((one) => one.id === id)!.due!.tone).toBe('red')
    hall.clock.set(before)
  })

  it('says so where the holidays of the year are not published', async () => {
    const id = await promised('2027-02-17')
    const shown = await officer.do('GET /api/commitments/{id}', { params: { id } })
    expect(shown.due!.certain).toBe(false)
  })

  it('without a day is accepted and waits for one; a past day is refused', async () => {
    const id = await promised(null)
    const shown = await officer.do('GET /api/commitments/{id}', { params: { id } })
    expect(shown.due).toBeNull()
    const past = await officer.call('POST /api/commitments', {
      body: { id: hall.newId(), text: '昨天就该办', dueOn: '2026-11-22' },
    })
    expect(past.problem.fields?.[0]?.path).toBe('dueOn')
  })

  it('is withdrawn with a reason those it was made to can read', async () => {
    const concern = await raised()
    const id = await promised('2026-12-01', [concern.id])
    await officer.do('POST /api/commitments/{id}/withdraw', {
      params: { id },
      body: { reason: '食堂停业装修' },
    })
    const own = await hall.anyone().do('POST /api/concerns/follow', { body: concern.key })
    expect(own.commitments[0]!.status).toBe('withdrawn')
  })

  it('is only its owner’s to change: above it is read, beside it is not there', async () => {
    const id = await promised()
    const district = await hall.as('zhouhang')
    const seen = await district.do('GET /api/commitments/{id}', { params: { id } })
    expect(seen.can).toEqual([])
    const body = { kept: true, result: '越过一级' }
    const answer = await district.call('POST /api/commitments/{id}/settle', { params: { id }, body })
    expect(answer.problem.code).toBe('not-yours')
    const beside = await hall.as('maodan')
    expect((await beside.call('GET /api/commitments/{id}', { params: { id } })).status).toBe(404)
  })

  it('is changed by whose duty it is: whoever only reads at the owner’s has no buttons', async () => {
    const id = await promised()
    const less = await hall.without('zhaoyiming', 'commitment.manage')
    const seen = await less.ask(commitmentRoutes.showCommitment, { params: { id } })
    expect(seen).toMatchObject({ id, status: 'open', can: [] })
    const listed = await less.ask(commitmentRoutes.listCommitments, { query: {} })
    expect(listed.items.find((one) => one.id === id)!.can).toEqual([])
  })

  it('is not overdue on its own day, and is the day after', async () => {
    const id = await promised('2026-11-24')
    const overdue = async () =>
      (await officer.do('GET /api/commitments', { query: { overdue: true, limit: 100 } })).items.map(
        (one) => one.id,
      )
    const before = hall.clock.now()
    hall.clock.set(new Date('2026-11-24T20:00:00+08:00'))
    officer = await hall.as('zhaoyiming')
    expect(await overdue()).not.toContain(id)
    hall.clock.set(new Date('2026-11-25T00:00:00+08:00'))
    officer = await hall.as('zhaoyiming')
    expect(await overdue()).toContain(id)
    hall.clock.set(before)
    officer = await hall.as('zhaoyiming')
  })

  it('is made at an activity of its own area, and at no other', async () => {
    const chaoyang = await hall.as('zhouhang')
    const activityId = hall.newId(110105)
    await chaoyang.do('POST /api/activities', {
      body: { id: activityId, kinds: ['symposium'], title: '座谈会' },
    })
    const body = { id: hall.newId(110105), text: '协调开放南门', dueOn: '2026-12-01', activityId }
    expect((await chaoyang.call('POST /api/commitments', { body })).status).toBe(200)
    // The district reads the area below as well: it is not sight that is missing.
    const below = hall.newId()
    await officer.do('POST /api/activities', { body: { id: below, kinds: ['symposium'], title: '座谈会' } })
    const answer = await chaoyang.call('POST /api/commitments', {
      body: { ...body, id: hall.newId(110105), activityId: below },
    })
    expect(answer.problem.fields?.[0]).toMatchObject({
      path: 'activityId',
      message: '活动应与承诺在同一地区',
    })
  })

  it('shows how its concerns stand to those who read them, not to whoever had a part in them once', async () => {
    const concern = await raised()
    const params = { id: concern.id }
    await officer.do('POST /api/concerns/{id}/accept', {
      params,
      body: { title: '食堂不开放', classCode: 'meals', urgency: 'general' },
    })
    const assign = (leadId: number) =>
      officer.do('POST /api/concerns/{id}/assign', { params, body: { leadId, assistIds: [] } })
    await assign(hall.org('chaowai'))
    const other = await hall.as('maodan')
    const id = hall.newId(110105)
    const body = { text: '开放街道食堂', dueOn: '2026-12-01', concernIds: [concern.id] }
    await other.do('POST /api/commitments', { body: { ...body, id } })
    const list = async () =>
      (await other.do('GET /api/commitments/{id}', { params: { id } })).concernList.map((one) => one.status)
    expect(await list()).toEqual(['assigned'])
    hall.clock.advance({ minutes: 1 })
    await other.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '不在本街道' } })
    hall.clock.advance({ minutes: 1 })
    await assign(hall.org('henglian'))
    expect(await list()).toEqual([])
    // Nor does it write into a matter it has left.
    const late = await other.call('POST /api/commitments', { body: { ...body, id: hall.newId(110105) } })
    expect(late.problem.code).toBe('not-yours')
  })
})
