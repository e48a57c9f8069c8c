import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'
import { noise, photo, pngOf } from '../../test/photo.ts'

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

describe('what waits unused', () => {
  const uploads = async () =>
    (
      await hall.pool.query<{ kind: string; bytes: number }>(
        'select kind, sum(bytes) as bytes from upload group by 1 order by 1',
      )
    ).rows
  const clear = () => hall.pool.query('delete from upload')

  it('is noted until a record takes it; then nothing tells who sent it', async () => {
    await clear()
    const one = await raisedWithPhoto(20)
    expect(await uploads()).toEqual([])
    // Sent again, it takes nothing of the disk.
    await upload(hall.anyone(), photo(20))
    expect(await uploads()).toEqual([])
    expect(await hall.services.files.has(one.sha256)).toBe(true)
    await upload(hall.anyone(), photo(21))
    await upload(hall.anyone(), photo(21))
    await upload(officer, photo(21))
    expect(await uploads()).toEqual([
      { kind: 'account', bytes: 4096 },
      { kind: 'address', bytes: 4096 },
    ])
  })

  it('has an end for each who is signed in, which others do not feel, and begins anew once it is used or swept', async () => {
    await clear()
    const worker = await hall.worker('13900000071')
    const tickets: string[] = []
    for (let sent = 0; sent < 10; sent++) tickets.push((await upload(worker, noise(1_800))).json.ticket)
    const refused = await upload(worker, noise(1_800))
    expect([refused.status, refused.json.code]).toEqual([429, 'uploads-full'])
    expect(refused.json.hint).toContain('文字可以先发')
    expect((await upload(await hall.worker('13900000072'), photo(22))).status).toBe(200)
    // What was refused is not on the disk.
    expect(
      (await hall.pool.query('select count(*)::int as n from stored_file where bytes > 9000000')).rows,
    ).toEqual([{ n: 10 }])
    await worker.do('POST /api/concerns', {
      body: {
        id: hall.newId(),
        classCode: 'rest',
        text: '楼下没有地方歇脚',
        sealed: true,
        code: hall.newCode(),
        photos: [tickets[0]!],
      },
    })
    expect((await upload(worker, noise(1_800))).status).toBe(200)
    expect((await upload(worker, noise(1_800))).status).toBe(429)
    hall.clock.advance({ hours: 25 })
    await hall.services.jobs.runNow('file.sweep')
    expect(await uploads()).toEqual([])
    expect((await upload(await hall.worker('13900000071'), photo(23))).status).toBe(200)
  })

  it('has an end for one address, a larger one, and for all together; those who are signed in keep room', async () => {
    await clear()
    officer = await hall.as('zhaoyiming')
    const megabyte = 1024 * 1024
    const waits = (kind: string, megabytes: number) =>
      hall.pool.query(
        `insert into upload (sha256, kind, uploader, bytes, at) select sha256, $1, decode(md5($1), 'hex'), $2, now() from stored_file limit 1`,
        [kind, megabytes * megabyte],
      )
    await upload(hall.anyone(), photo(24))
    const grow = (megabytes: number) =>
      hall.pool.query('update upload set bytes = $1', [megabytes * megabyte])
    await grow(200)
    const refused = await upload(hall.anyone(), photo(25))
    expect([refused.status, refused.json.code]).toEqual([429, 'uploads-full'])
    await clear()
    await waits('address', 1_024)
    const full = await upload(hall.anyone(), photo(25))
    expect([full.status, full.json.code]).toEqual([503, 'store-full'])
    expect((await upload(officer, photo(25))).status).toBe(200)
    await clear()
    await waits('account', 2_047)
    expect((await upload(officer, photo(26))).status).toBe(200)
    await waits('person', 1)
    expect((await upload(officer, photo(27))).json.code).toBe('store-full')
    await clear()
  })

  it('of one IPv6 network counts as of one address, however it is written', async () => {
    await clear()
    const from = (address: string, shade: number) =>
      hall.http.inject({
        method: 'POST',
        url: '/api/files/photo',
        remoteAddress: address,
        headers: { 'content-type': 'application/octet-stream' },
        payload: photo(shade),
      })
    for (const [at, address] of [
      '2001:db8:0:1::5',
      '2001:0DB8::1:a:b:c:d',
      '2001:db8:0:2::5',
      '::ffff:192.0.2.7',
      '192.0.2.7',
      '192.0.2.8',
    ].entries())
      expect((await from(address, 40 + at)).statusCode).toBe(200)
    const { rows } = await hall.pool.query(
      'select count(*)::int as n from upload group by uploader order by 1',
    )
    expect(rows).toEqual([{ n: 1 }, { n: 1 }, { n: 2 }, { n: 2 }])
  })
})

it('a picture of four pixels and ten megabytes is refused, and told what to do', async () => {
  const padded = pngOf(2, 2, [['IDAT', Buffer.alloc(9 * 1024 * 1024, 7)]])
  const answer = await upload(hall.anyone(), padded)
  expect([answer.status, answer.json.code]).toEqual([422, 'file-broken'])
  expect(answer.json.hint).toContain('重新拍一张')
})
