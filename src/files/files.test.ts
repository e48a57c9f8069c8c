import { beforeAll, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'
import { photo } from '../../test/photo.ts'

let hall: World
let officer: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
})

const upload = async (person: Person, content: Buffer) => {
  const answer = await person.send('POST /api/files/photo', { body: content })
  return {
    status: answer.statusCode,
    json: answer.json<{ sha256: string; ticket: string; mime: string; code: string; hint: string }>(),
  }
}
const show = (person: Person, about: string, sha256: string, query = {}) =>
  person.call('GET /api/files/{about}/{sha256}', { params: { about, sha256 }, query })

async function raisedWithPhoto(shade: number, by = hall.anyone(), sealed = true) {
  const { json } = await upload(by, photo(shade))
  const id = hall.newId()
  const code = hall.newCode()
  const { number } = await by.do('POST /api/concerns', {
    body: { id, code, classCode: 'rest', text: '楼下没有地方歇脚', sealed, photos: [json.ticket] },
  })
  return { id, code, number, sha256: json.sha256 }
}

it('keeps the picture and nothing that says where it was taken', async () => {
  const one = await raisedWithPhoto(1)
  const answer = await show(officer, one.id, one.sha256)
  expect(answer.status).toBe(200)
  expect(answer.raw.headers).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
  })
  expect(answer.raw.rawPayload.includes('E116.4')).toBe(false)
})

it('shows it to those who may read the concern: the union, the handlers, whoever holds number and code', async () => {
  const one = await raisedWithPhoto(2, hall.anyone(), false)
  const property = await hall.as('chenpeng')
  expect((await show(property, one.id, one.sha256)).status).toBe(404)
  await officer.do('POST /api/concerns/{id}/accept', {
    params: { id: one.id },
    body: { title: '骑手没有歇脚的地方', classCode: 'rest', urgency: 'general' },
  })
  await officer.do('POST /api/concerns/{id}/assign', {
    params: { id: one.id },
    body: { leadId: hall.org('henglian'), assistIds: [] },
  })
  expect((await show(property, one.id, one.sha256)).status).toBe(200)
  expect((await show(await hall.as('heli'), one.id, one.sha256)).status).toBe(404)
  expect((await show(await hall.as('dingrui'), one.id, one.sha256)).status).toBe(404)
  const anyone = hall.anyone()
  expect((await show(anyone, one.id, one.sha256)).status).toBe(404)
  const { number, code } = one
  expect((await show(anyone, one.id, one.sha256, { number, code })).status).toBe(200)
  expect((await show(anyone, one.id, one.sha256, { number, code: '00000000' })).status).toBe(404)
  // The code of one concern opens no file of another.
  const other = await raisedWithPhoto(3)
  expect((await show(anyone, one.id, one.sha256, { number: other.number, code: other.code })).status).toBe(
    404,
  )
  expect((await show(anyone, other.id, one.sha256, { number: other.number, code: other.code })).status).toBe(
    404,
  )
})

it('keeps the photos of an unnamed raiser to the union until an officer shows them to the handlers', async () => {
  const one = await raisedWithPhoto(8)
  const params = { id: one.id }
  const property = await hall.as('chenpeng')
  const seen = async () => [
    (await show(property, one.id, one.sha256)).status,
    (await property.do('GET /api/concerns/{id}', { params })).files.length,
  ]
  await officer.do('POST /api/concerns/{id}/accept', {
    params,
    body: { title: '骑手没有歇脚的地方', classCode: 'rest', urgency: 'general' },
  })
  const body = { leadId: hall.org('henglian'), assistIds: [] }
  await officer.do('POST /api/concerns/{id}/assign', { params, body })
  expect(await seen()).toEqual([404, 0])
  expect((await show(officer, one.id, one.sha256)).status).toBe(200)
  await property.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '不归我们管' } })
  await officer.do('POST /api/concerns/{id}/assign', { params, body: { ...body, sharePhotos: true } })
  expect(await seen()).toEqual([200, 1])
})

it('is hung on a record by whoever sent it: knowing its address is not enough', async () => {
  const one = await raisedWithPhoto(12)
  const claim = async (photo: string) =>
    (
      await hall.anyone().call('POST /api/concerns', {
        body: {
          id: hall.newId(),
          code: hall.newCode(),
          classCode: 'rest',
          text: '拿别人的照片',
          sealed: true,
          photos: [photo],
        },
      })
    ).problem.code
  expect(await claim(`${one.sha256}-${'0'.repeat(32)}`)).toBe('unknown-file')
  expect(await claim(one.sha256)).toBe('bad-input')
})

it('asks again each time whether it may be seen, and sends it once', async () => {
  const one = await raisedWithPhoto(9)
  const again = await hall.http.inject({
    url: `/console/api/files/${one.id}/${one.sha256}`,
    headers: { cookie: officer.cookie, 'if-none-match': `"${one.sha256}"` },
  })
  expect([again.statusCode, again.rawPayload.length]).toEqual([304, 0])
})

it('hangs photos of a step on its line in the timeline', async () => {
  const one = await raisedWithPhoto(10)
  const params = { id: one.id }
  const { json } = await upload(officer, photo(11))
  await hall.anyone().do('POST /api/concerns/follow/supplement', {
    body: { number: one.number, code: one.code, note: '又堵了一次', photos: [json.ticket] },
  })
  const { timeline } = await officer.do('GET /api/concerns/{id}', { params })
  expect(timeline.find((entry) => entry.type === 'concern.supplemented')!.files).toEqual([
    { sha256: json.sha256, mime: 'image/png' },
  ])
})

it('shows it to the signed-in worker who raised it, not to another', async () => {
  const worker = await hall.worker('13900000021')
  const one = await raisedWithPhoto(4, worker)
  expect((await show(worker, one.id, one.sha256)).status).toBe(200)
  expect((await show(await hall.worker('13900000022'), one.id, one.sha256)).status).toBe(404)
})

it('says what is wrong with a file and what to do', async () => {
  const anyone = hall.anyone()
  const page = await upload(anyone, Buffer.from('<script>alert(1)</script>'))
  expect([page.status, page.json.code]).toEqual([415, 'file-type'])
  const half = await upload(anyone, photo(5).subarray(0, 60))
  expect([half.status, half.json.code]).toEqual([422, 'file-broken'])
  const huge = await upload(anyone, Buffer.alloc(11 * 1024 * 1024, 1))
  expect([huge.status, huge.json.code]).toEqual([413, 'file-too-large'])
  const missing = await anyone.call('POST /api/concerns', {
    body: {
      id: hall.newId(),
      code: hall.newCode(),
      classCode: 'rest',
      text: '照片还没传完',
      sealed: true,
      photos: [`${'0'.repeat(64)}-${'0'.repeat(32)}`],
    },
  })
  expect(missing.problem.code).toBe('unknown-file')
})

it('removes what was never sent, a day later, and keeps what was', async () => {
  const { json: lost } = await upload(hall.anyone(), photo(6))
  const kept = await raisedWithPhoto(7)
  hall.clock.advance({ hours: 25 })
  await hall.services.jobs.runNow('file.sweep')
  expect(await hall.services.files.has(lost.sha256)).toBe(false)
  expect(await hall.services.files.has(kept.sha256)).toBe(true)
})
