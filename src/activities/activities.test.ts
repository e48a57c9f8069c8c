import { beforeAll, expect, it } from 'vitest'
import { activityRoutes } from './contract.ts'
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
  expect(shown).toMatchObject({ heldOn: '2026-11-20', items: 1, can: ['change', 'withdraw'], origin: null })
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

it('is announced by when it is held: the next one first, however many were registered since', async () => {
  const announce = (title: string, heldOn: string | null, area = 110199) =>
    officer.do('POST /api/activities', {
      body: {
        id: hall.newId(area),
        kinds: ['contest'],
        title,
        heldOn,
        ...(heldOn ? {} : { heldWords: '近日' }),
      },
    })
  await announce('元旦联欢', '2027-01-01')
  await announce('今晚义诊', '2026-11-23')
  for (let i = 0; i < 21; i++) await announce(`往期活动${i}`, i % 2 ? '2026-11-01' : null)
  const { items } = await hall.anyone().do('GET /api/activities/public', { query: { area: 110199 } })
  const days = items.map((one) => one.heldOn)
  expect(items.slice(0, 2).map((one) => one.title)).toEqual(['今晚义诊', '元旦联欢'])
  expect(days.slice(2).every((day) => day === null || day < '2026-11-23')).toBe(true)
  expect(items).toHaveLength(22)
  const everywhere = await hall.anyone().do('GET /api/activities/public', {})
  expect(everywhere.items.slice(0, 2).map((one) => one.title)).toEqual(['今晚义诊', '元旦联欢'])
})

it('shows concerns raised at it to those who read concerns, and to nobody else', async () => {
  const id = await held('座谈会')
  await officer.do('POST /api/concerns/register', {
    body: {
      id: hall.newId(),
      classCode: 'access',
      title: '骑手入楼绕行',
      text: '南门不让进',
      source: 'hearing',
      sealed: false,
      activityId: id,
    },
  })
  const shown = await officer.do('GET /api/activities/{id}', { params: { id } })
  expect(shown.concerns.map((one) => one.title)).toEqual(['骑手入楼绕行'])
  const less = await hall.without('zhaoyiming', 'concern.read')
  const seen = await less.ask(activityRoutes.showActivity, { params: { id } })
  expect(seen).toMatchObject({ title: '座谈会', concerns: [] })
})
