import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Input, type Person, type World } from '../../test/harness.ts'
import type { Api } from '../api.ts'

// What a body that only handles finds of its own work: in hand, answered, sent back.

let hall: World
let officer: Person
let property: Person
let platform: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
  property = await hall.as('chenpeng')
  platform = await hall.as('heli')
})

async function handed(title: string, lead = 'henglian', assists: string[] = []) {
  const id = hall.newId()
  const params = { id }
  const { number } = await hall.anyone().do('POST /api/concerns', {
    body: { id, code: hall.newCode(), classCode: 'access', text: `${title}，请帮忙。`, sealed: false },
  })
  await officer.do('POST /api/concerns/{id}/accept', {
    params,
    body: { title, classCode: 'access', urgency: 'general' },
  })
  await officer.do('POST /api/concerns/{id}/assign', {
    params,
    body: { leadId: hall.org(lead), assistIds: assists.map(hall.org) },
  })
  hall.clock.advance({ minutes: 1 })
  return { id, number, params }
}
type Query = NonNullable<Input<Api['GET /api/concerns/handled']>['query']>
const list = (who: Person, query: Query = {}) => who.do('GET /api/concerns/handled', { query })
const titles = async (who: Person, query: Query = {}) =>
  (await list(who, query)).items.map((one) => one.title)

describe('the list of what was handed to an org', () => {
  it('says what became of its part, newest first, and finds by state, number and words', async () => {
    const gate = await handed('东门夜里锁闭')
    const back = await handed('货梯停用', 'henglian', ['feixun'])
    const lift = await handed('西塔电梯限行')
    await property.do('POST /api/concerns/{id}/take-up', { params: gate.params, body: {} })
    await property.do('POST /api/concerns/{id}/contact', {
      params: gate.params,
      body: { how: 'visit', note: '当面听了' },
    })
    await property.do('POST /api/concerns/{id}/answer', {
      params: gate.params,
      body: { text: '已开放', claim: 'solved' },
    })
    await property.do('POST /api/concerns/{id}/send-back', {
      params: back.params,
      body: { reason: '货梯归安和物业管' },
    })
    expect(await titles(property)).toEqual(['西塔电梯限行', '货梯停用', '东门夜里锁闭'])
    expect(await titles(property, { state: 'open' })).toEqual(['西塔电梯限行'])
    expect(await titles(property, { state: 'done' })).toEqual(['东门夜里锁闭'])
    const { items } = await list(property, { state: 'sent-back' })
    expect(items).toMatchObject([
      {
        id: back.id,
        number: back.number,
        title: '货梯停用',
        className: '通行',
        status: 'sent-back',
        part: 'lead',
        state: 'sent-back',
        due: null,
        reply: '货梯归安和物业管',
        owner: { name: '北京CBD总工会' },
      },
    ])
    expect(await titles(property, { q: lift.number })).toEqual(['西塔电梯限行'])
    expect(await titles(property, { q: lift.number.slice(-6) })).toEqual(['西塔电梯限行'])
    expect(await titles(property, { q: lift.number.replace('110199', '110105') })).toEqual([])
    expect(await titles(property, { q: '电梯限行' })).toEqual(['西塔电梯限行'])
    expect(await titles(property, { q: '请帮忙', state: 'open' })).toEqual(['西塔电梯限行'])
    expect((await list(property, { state: 'open' })).items[0]!.due).toMatchObject({ tone: 'plain' })
    // Who assists finds the same matter among their own, and nothing else.
    expect(await list(platform, { count: true })).toMatchObject({
      items: [{ id: back.id, part: 'assist', state: 'open', status: 'sent-back' }],
      total: { count: 1, more: false },
    })
    expect(await titles(platform, { part: 'lead' })).toEqual([])
  })

  it('stands by the last part: what was handed here again is in hand, once', async () => {
    const { id, params } = await handed('雨棚漏水')
    await property.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '不属本楼' } })
    hall.clock.advance({ minutes: 1 })
    await officer.do('POST /api/concerns/{id}/assign', {
      params,
      body: { leadId: hall.org('henglian'), assistIds: [] },
    })
    const { items } = await list(property, { q: '雨棚' })
    expect(items).toMatchObject([{ id, state: 'open', status: 'assigned' }])
    expect(await titles(property, { q: '雨棚', state: 'sent-back' })).toEqual([])
  })

  it('stays as it stood when the part was closed, whatever comes after', async () => {
    const { params } = await handed('地库限高杆')
    await property.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '不属本楼' } })
    hall.clock.advance({ minutes: 1 })
    await officer.do('POST /api/concerns/{id}/assign', {
      params,
      body: { leadId: hall.org('anhe'), assistIds: [] },
    })
    expect((await list(property, { q: '限高' })).items).toMatchObject([{ status: 'sent-back' }])
  })

  it('comes page by page, by deadline where asked, and counts what the filter leaves', async () => {
    const whole = await titles(property, { limit: 100 })
    const paged: string[] = []
    for (let cursor: string | undefined; ;) {
      const page = await list(property, { limit: 2, cursor, count: true })
      paged.push(...page.items.map((one) => one.title))
      expect(page.total).toEqual({ count: whole.length, more: false })
      if (!page.next) break
      cursor = page.next
    }
    expect(paged).toEqual(whole)
    expect((await list(property)).total).toBeNull()
    const soonest = await list(property, { order: 'soonest', limit: 100 })
    expect(soonest.items.every((one) => one.state === 'open')).toBe(true)
    const dues = soonest.items.map((one) => one.due!.at)
    expect(dues).toEqual([...dues].sort())
  })
})

describe('what a filter leaves', () => {
  it('is counted in the list of concerns, of a part of an area and above it', async () => {
    const query = { q: '雨棚', count: true }
    expect((await officer.do('GET /api/concerns', { query })).total).toEqual({ count: 1, more: false })
    const city = await hall.as('gaoyuan')
    const all = await city.do('GET /api/concerns', { query: { count: true, limit: 1 } })
    expect(all.total).toEqual({ count: 5, more: false })
    const lead = { leadId: hall.org('anhe'), count: true }
    expect((await officer.do('GET /api/concerns', { query: lead })).total).toEqual({ count: 1, more: false })
  })
})
