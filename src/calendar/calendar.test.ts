import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
let admin: Person
let officer: Person

const text = '恒联大厦不让走正门，送餐要绕货运通道。'
const days = [
  { date: '2027-01-01', kind: 'off' as const, name: '元旦' },
  { date: '2027-01-02', kind: 'off' as const, name: '元旦' },
  { date: '2027-01-03', kind: 'off' as const, name: '元旦' },
]

beforeAll(async () => {
  hall = await world({ now: '2026-12-31T10:00:00+08:00' })
  admin = await hall.admin('dingrui')
  officer = await hall.as('zhaoyiming')
})

describe('a year that is published', () => {
  it('moves what was counted by weekdays alone, with its tasks, and says so', async () => {
    const id = hall.newId()
    const params = { id }
    const { number } = await hall.anyone().do('POST /api/concerns', {
      body: { id, classCode: 'access', text, sealed: false, code: hall.newCode() },
    })
    await officer.do('POST /api/concerns/{id}/accept', {
      params,
      body: { title: '骑手入楼送货须绕行', classCode: 'access', urgency: 'general' },
    })
    await officer.do('POST /api/concerns/{id}/assign', {
      params,
      body: { leadId: hall.org('henglian'), assistIds: [] },
    })
    const before = await officer.do('GET /api/concerns/{id}', { params })
    expect(before.due).toMatchObject({ at: '2027-01-01T09:30:00.000Z', certain: false })
    // Hours are counted through any holiday.
    expect(before.limits.find((one) => one.stage === 'dispatch')!.due.certain).toBe(true)
    await admin.do('PUT /api/calendar/{year}', {
      params: { year: 2027 },
      body: { source: '国务院办公厅关于2027年部分节假日安排的通知', days },
    })
    await hall.services.jobs.drain()
    const after = await officer.do('GET /api/concerns/{id}', { params })
    expect(after.due).toMatchObject({ at: '2027-01-04T09:30:00.000Z', certain: true })
    expect(after.timeline.at(-1)!.text).toBe('放假安排已公布，首次联系期限改为2027年1月4日')
    const property = await hall.as('chenpeng')
    const { items } = await property.do('GET /api/tasks', {})
    expect(items.find((task) => task.about.id === id)!.due).toMatchObject({
      at: '2027-01-04T09:30:00.000Z',
      certain: true,
    })
    const progress = await hall.anyone().do('GET /api/concerns/progress', { query: { number } })
    expect(progress.due!.certain).toBe(true)
  })

  it('leaves a trace, and so does every other rule', async () => {
    await admin.do('PUT /api/concern-classes/{code}', {
      params: { code: 'access' },
      body: {
        name: '通行',
        shortName: '进楼',
        icon: 'door-open',
        urgency: 'general',
        sort: 10,
        active: true,
      },
    })
    await admin.do('POST /api/concern-limits', {
      body: {
        area: 110199,
        classCode: null,
        urgency: 'general',
        stage: 'answer',
        amount: 5,
        unit: 'working-day',
        effectiveFrom: '2027-01-01',
        basis: '本区规定',
      },
    })
    const { rows } = await hall.pool.query<{ type: string; text: string; by_name: string }>(
      `select type, text, by_name from event where type in ('calendar.year-saved', 'concern-class.saved', 'concern-limit.added') order by seq`,
    )
    expect(rows.map((row) => [row.type, row.text])).toEqual([
      ['calendar.year-saved', '登记2027年放假安排：放假3天，调休上班0天'],
      ['concern-class.saved', '修改诉求类别“通行”'],
      ['concern-limit.added', '新增时限：110199 一般 答复 5个工作日，2027年1月1日起'],
    ])
    expect(rows.every((row) => row.by_name.includes('丁睿'))).toBe(true)
  })
})
