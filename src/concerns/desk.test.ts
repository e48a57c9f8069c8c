import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'
import { story, type Story } from '../../test/story.ts'

// What a desk shows and what is done from it: one line for a matter, several at once, whom to hand it to, what to pass on.

let hall: World
let people: Story
beforeAll(async () => {
  hall = await world()
  people = await story(hall)
})

const linesOf = async (who: Person, id: string, query: { mine?: boolean; kind?: 'compare' } = {}) =>
  (await who.do('GET /api/tasks', { query: { limit: 100, ...query } })).items.filter(
    (task) => task.about.id === id,
  )
const countsOf = async (who: Person) => {
  const { open, overdue, byKind } = await who.do('GET /api/tasks/counts', {})
  return { open, overdue, compare: byKind.find((one) => one.kind === 'compare')?.count ?? 0 }
}

describe('a matter that may be the same as another', () => {
  const alike = { text: '望京西园三号楼电梯只许住户刷卡，送餐要爬到二十层。', place: '望京西园三号楼' }

  it('is one line, one thing to do, until it is settled', async () => {
    const before = await countsOf(people.officer)
    const other = await people.at('received', alike)
    await hall.services.jobs.drain()
    const { id, params } = await people.at('received', alike)
    await hall.services.jobs.drain()
    const lines = await linesOf(people.officer, id)
    expect(lines.map((task) => [task.kind, task.alike, task.next])).toEqual([['accept', true, '受理']])
    expect((await linesOf(people.officer, other.id)).map((task) => task.alike)).toEqual([false])
    expect(await countsOf(people.officer)).toEqual({
      open: before.open + 2,
      overdue: before.overdue,
      compare: before.compare + 1,
    })
    // Whoever works through all that is to be compared finds it there.
    const compare = await linesOf(people.officer, id, { kind: 'compare' })
    expect(compare.map((task) => [task.kind, task.title, task.due])).toEqual([
      ['compare', lines[0]!.title, null],
    ])
    await people.officer.do('POST /api/concerns/{id}/keep-apart', { params, body: { other: other.id } })
    expect((await linesOf(people.officer, id)).map((task) => task.alike)).toEqual([false])
    expect((await countsOf(people.officer)).compare).toBe(before.compare)
  })

  it('has a line of its own only where the matter has none on that desk, and no deadline of its own', async () => {
    const place = { text: '潘家园一号院快递柜被锁，取不了件。', place: '潘家园一号院' }
    await people.at('assigned', place)
    const { id } = await people.at('assigned', place)
    await hall.services.jobs.drain()
    const [line, ...more] = await linesOf(people.officer, id)
    expect(more).toEqual([])
    expect([line!.kind, line!.alike, line!.due]).toEqual(['compare', true, null])
    // The body it was handed to is not asked to judge it.
    expect((await linesOf(people.property, id)).map((task) => [task.kind, task.alike])).toEqual([
      ['handle', false],
    ])
  })

  it('keeps its own line on the list of whoever was given only that', async () => {
    const place = { text: '双井六号线口共享单车堵住盲道。', place: '双井地铁站六号口' }
    await people.at('received', place)
    const { id } = await people.at('received', place)
    await hall.services.jobs.drain()
    const [task] = await linesOf(people.officer, id, { kind: 'compare' })
    const { accountId } = await people.leader.do('GET /api/me', {})
    await people.officer.do('POST /api/tasks/{id}/delegate', {
      params: { id: task!.id },
      body: { accountId: accountId! },
    })
    // The colleague's own list has it alone; the desk of the org has it in the matter's line.
    expect((await linesOf(people.leader, id, { mine: true })).map((one) => one.kind)).toEqual(['compare'])
    expect((await linesOf(people.leader, id)).map((one) => [one.kind, one.alike])).toEqual([['accept', true]])
    // Nobody else is asked: it is the colleague's.
    expect((await linesOf(people.officer, id)).map((one) => [one.kind, one.alike])).toEqual([
      ['accept', false],
    ])
  })
})

it('says on the line of a matter in hand which step it waits for', async () => {
  const { id, params } = await people.at('assigned')
  const step = async () => (await linesOf(people.property, id)).map((task) => [task.step, task.next])
  expect(await step()).toEqual([['take-up', '接单']])
  await people.property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
  expect(await step()).toEqual([['contact', '首次联系']])
  await people.property.do('POST /api/concerns/{id}/contact', {
    params,
    body: { how: 'phone', note: '约好周三' },
  })
  expect(await step()).toEqual([['answer', '答复']])
  // Handed out anew, it begins anew; a task of one step says none.
  await people.property.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '不属本楼' } })
  expect((await linesOf(people.officer, id)).map((task) => [task.step, task.next])).toEqual([
    [null, '重新派单'],
  ])
  await people.officer.do('POST /api/concerns/{id}/assign', {
    params,
    body: { leadId: hall.org('henglian'), assistIds: [] },
  })
  expect(await step()).toEqual([['take-up', '接单']])
})

describe('several at once', () => {
  it('are taken up, and of each that could not be it is said why', async () => {
    const [first, second] = [await people.at('assigned'), await people.at('assigned')]
    const begun = await people.at('taken-up')
    const unseen = hall.newId()
    const ids = [begun.id, first.id, unseen, second.id, first.id]
    const { done, failed } = await people.property.do('POST /api/concerns/take-up-many', { body: { ids } })
    expect(done.sort()).toEqual([first.id, second.id].sort())
    const why = Object.fromEntries(failed.map((one) => [one.id, one.problem]))
    expect(Object.keys(why).sort()).toEqual([begun.id, unseen].sort())
    expect(why[unseen]).toBe('没有找到')
    // What happened meanwhile, by whom.
    expect(why[begun.id]).toContain('已接单')
    const { status } = await people.officer.do('GET /api/concerns/{id}', { params: { id: first.id } })
    expect(status).toBe('taken-up')
    // Not by a body that only helps.
    const third = await people.at('assigned')
    const refused = await people.platform.do('POST /api/concerns/take-up-many', { body: { ids: [third.id] } })
    expect(refused).toEqual({ done: [], failed: [{ id: third.id, problem: '这一步不由你来办' }] })
  })

  it('are accepted under the titles that were looked at, their class and urgency as they are', async () => {
    const [first, second] = [await people.raise({ classCode: 'parking' }), await people.raise()]
    const taken = await people.at('accepted')
    const items = [first, second, taken].map(({ id }, at) => ({ id, title: `公开的标题${at}` }))
    const { done, failed } = await people.officer.do('POST /api/concerns/accept-many', { body: { items } })
    expect(done.sort()).toEqual([first.id, second.id].sort())
    expect(failed.map((one) => one.id)).toEqual([taken.id])
    const shown = await people.officer.do('GET /api/concerns/{id}', { params: { id: first.id } })
    expect([shown.title, shown.classCode, shown.urgency, shown.status]).toEqual([
      '公开的标题0',
      'parking',
      'general',
      'accepted',
    ])
    const kept = await people.officer.do('GET /api/concerns/{id}', { params: { id: taken.id } })
    expect(kept.title).not.toBe('公开的标题2')
    const foreign = await people.property.call('POST /api/concerns/accept-many', { body: { items } })
    expect(foreign.status).toBe(403)
  })
})

it('suggests whom such matters went to: this class at this place first, then this class, then the latest', async () => {
  const to = async (lead: string, told: { classCode: string; place: string }) => {
    const { id } = await people.at('accepted', told)
    await people.officer.do('POST /api/concerns/{id}/assign', {
      params: { id },
      body: { leadId: hall.org(lead), assistIds: [] },
    })
  }
  await to('anhe', { classCode: 'meals', place: '银河大厦' })
  await to('cbd-office', { classCode: 'meals', place: '青年路' })
  await to('cbd-office', { classCode: 'meals', place: '青年路' })
  const ask = async (query: { classCode: string; place?: string }, who = people.officer) =>
    (await who.do('GET /api/concerns/leads', { query })).items.map((one) => [one.org.id, one.here, one.alike])
  const [anhe, office] = [hall.org('anhe'), hall.org('cbd-office')]
  // The name of a place may be said longer.
  expect((await ask({ classCode: 'meals', place: '银河大厦B座' })).slice(0, 2)).toEqual([
    [anhe, 1, 1],
    [office, 0, 2],
  ])
  expect((await ask({ classCode: 'meals' })).slice(0, 2)).toEqual([
    [office, 0, 2],
    [anhe, 0, 1],
  ])
  // A class nobody has had yet: the latest first.
  expect((await ask({ classCode: 'children', place: '银河大厦' }))[0]).toEqual([office, 0, 0])
  // Another union's own habits are its own.
  expect(await ask({ classCode: 'meals' }, people.district)).toEqual([])
})

it('says to whoever passes words on to an unnamed raiser what the words are', async () => {
  const { id, params } = await people.at('taken-up', { sealed: true })
  const how = 'through-union' as const
  await people.property.do('POST /api/concerns/{id}/contact', { params, body: { how, note: '约好周三' } })
  // Not reached yet: the contact is still what it waits for.
  const step = async () => (await linesOf(people.property, id)).map((task) => task.step)
  expect(await step()).toEqual(['contact'])
  const shown = async (who: Person) => (await who.do('GET /api/concerns/{id}', { params })).toRelay
  expect(await shown(people.officer)).toBe('约好周三')
  expect(await shown(people.property)).toBeNull()
  await people.officer.do('POST /api/concerns/{id}/relay', { params, body: { note: '物业约您周三看现场' } })
  expect(await shown(people.officer)).toBeNull()
  expect(await step()).toEqual(['answer'])
})
