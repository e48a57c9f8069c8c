import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
let officer: Person
let leader: Person
beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
  leader = await hall.as('sunqian')
})
const kept = (person: Person, name: string, shared = false, search = '?card=red&classCode=parking') =>
  person.call('POST /api/views', {
    body: { id: randomUUID(), screen: 'concerns', name, search, shared },
  })
const names = async (person: Person, screen: 'concerns' | 'people' = 'concerns') =>
  (await person.do('GET /api/views', { query: { screen } })).items.map(({ name }) => name)

describe('a saved view', () => {
  it('is one’s own on every machine, of its list alone, and nobody else’s', async () => {
    await kept(officer, '停放红牌')
    const again = await hall.as('zhaoyiming')
    expect((await again.do('GET /api/views', { query: { screen: 'concerns' } })).items).toEqual([
      {
        id: expect.any(String) as string,
        name: '停放红牌',
        search: '?card=red&classCode=parking',
        shared: false,
        own: true,
        by: '赵一鸣',
      },
    ])
    expect(await names(officer, 'people')).toEqual([])
    expect(await names(leader)).toEqual([])
  })

  it('that is shared is offered at its org and not elsewhere, and is dropped by its owner alone', async () => {
    const { json } = await kept(officer, '本单位的黄牌', true)
    expect(await names(leader)).toEqual(['本单位的黄牌'])
    expect(await names(await hall.as('zhouhang'))).toEqual([])
    expect(await names(await hall.as('chenpeng'))).toEqual([])
    expect((await leader.call('DELETE /api/views/{id}', { params: { id: json.id } })).status).toBe(404)
    expect(await names(leader)).toEqual(['本单位的黄牌'])
    await officer.do('DELETE /api/views/{id}', { params: { id: json.id } })
    expect(await names(leader)).toEqual([])
  })

  it('kept under the same name is the new one', async () => {
    await kept(leader, '我的', false, '?q=1')
    await kept(leader, '我的', true, '?q=2')
    const { items } = await leader.do('GET /api/views', { query: { screen: 'concerns' } })
    expect(items.filter(({ name }) => name === '我的')).toMatchObject([{ search: '?q=2', shared: true }])
  })

  it('is no larger than an address, and they are not without end', async () => {
    expect((await kept(leader, '坏', false, 'x'.repeat(2001))).status).toBe(422)
    expect((await kept(leader, '一二三四五六七八九十一二三四五六七八九十多')).status).toBe(422)
    const district = await hall.as('wulan')
    for (let n = 0; n < 50; n++) expect((await kept(district, `视图${n}`)).status).toBe(200)
    expect((await kept(district, '再一个')).problem.code).toBe('too-many-views')
    expect((await kept(district, '视图7')).status).toBe(200)
  })
})
