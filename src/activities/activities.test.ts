import { beforeAll, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
let officer: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
})

async function held(title = '送清凉进站点') {
  const id = hall.newId()
  await officer.do('POST /api/activities', {
    body: {
      id,
      kinds: ['visit'],
      title,
      heldOn: '2026-11-20',
      place: '国贸桥下',
      items: [{ kind: 'gift', text: '保温杯', quantity: 200 }],
      orgs: [
        { name: '北京CBD总工会', orgId: hall.org('cbd'), part: 'host' },
        { name: '一家热心的茶馆', orgId: null, part: 'co-host' },
      ],
    },
  })
  return id
}

it('keeps what was done, by whom and with what', async () => {
  const id = await held()
  const shown = await officer.do('GET /api/activities/{id}', { params: { id } })
  expect(shown).toMatchObject({ heldOn: '2026-11-20', items: 1, can: ['change'], origin: null })
  expect(shown.itemList).toMatchObject([{ kind: 'gift', text: '保温杯', quantity: 200 }])
  expect(shown.orgs.map((one) => one.part)).toEqual(['host', 'co-host'])
  const open = await hall.anyone().do('GET /api/activities/public', {})
  expect(open.items.find((one) => one.id === id)).toMatchObject({ host: '北京CBD总工会' })
})

it('is found by words and kind; wildcards are only characters', async () => {
  const id = await held('骑手迎新100%参加')
  const find = async (q: string) => (await officer.do('GET /api/activities', { query: { q } })).items
  expect((await find('100%')).map((one) => one.id)).toEqual([id])
  expect(await find('1%0')).toEqual([])
  const visits = await officer.do('GET /api/activities', { query: { kind: 'contest' } })
  expect(visits.items).toEqual([])
})

it('is corrected by its host, and the timeline says what was', async () => {
  const id = await held()
  await officer.do('POST /api/activities/{id}/change', {
    params: { id },
    body: { place: '光华路', theme: '安心过冬' },
  })
  const shown = await officer.do('GET /api/activities/{id}', { params: { id } })
  expect(shown).toMatchObject({ place: '光华路', theme: '安心过冬' })
  expect(shown.timeline.at(-1)!.text).toBe('更正了主题、地点')
  const empty = await officer.call('POST /api/activities/{id}/change', { params: { id }, body: {} })
  expect(empty.problem.code).toBe('bad-input')
  const district = await hall.as('zhouhang')
  const above = await district.call('POST /api/activities/{id}/change', {
    params: { id },
    body: { place: '别处' },
  })
  expect(above.problem.code).toBe('not-yours')
  const beside = await hall.as('maodan')
  expect((await beside.call('GET /api/activities/{id}', { params: { id } })).status).toBe(404)
})
