import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
let officer: Person
let auditor: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
  auditor = await hall.as('qinyue')
})

async function raised() {
  const id = hall.newId()
  await hall.anyone().do('POST /api/concerns', {
    body: { id, classCode: 'rest', text: '楼下没有地方歇脚', sealed: true, code: hall.newCode() },
  })
  return id
}
async function handed() {
  const id = await raised()
  const params = { id }
  await officer.do('POST /api/concerns/{id}/accept', {
    params,
    body: { title: '骑手没有歇脚的地方', classCode: 'rest', urgency: 'general' },
  })
  await officer.do('POST /api/concerns/{id}/assign', {
    params,
    body: { leadId: hall.org('henglian'), assistIds: [] },
  })
  return id
}

describe('the audit trail', () => {
  it('is found by record, day and type, newest first, page by page', async () => {
    const id = await handed()
    const all = await auditor.do('GET /api/events', { query: { about: id } })
    expect(all.items.map((one) => one.type)).toEqual([
      'concern.assigned',
      'concern.accepted',
      'concern.raised',
    ])
    expect(all.items[0]!.by).toContain('赵')
    const first = await auditor.do('GET /api/events', { query: { about: id, limit: 2 } })
    const rest = await auditor.do('GET /api/events', { query: { about: id, cursor: first.next! } })
    expect([...first.items, ...rest.items]).toEqual(all.items)
    const typed = await auditor.do('GET /api/events', { query: { about: id, type: 'concern.accepted' } })
    expect(typed.items).toHaveLength(1)
    const later = await auditor.do('GET /api/events', { query: { about: id, from: '2026-11-24' } })
    expect(later.items).toEqual([])
  })

  it('finds a concern by the number people know it by', async () => {
    const id = await handed()
    const { number } = await officer.do('GET /api/concerns/{id}', { params: { id } })
    const found = await auditor.do('GET /api/events', { query: { about: number } })
    expect(found.items.map((one) => one.about!.id)).toEqual([id, id, id])
    const wrong = await auditor.call('GET /api/events', { query: { about: '四一六' } })
    expect(wrong.problem.code).toBe('bad-input')
  })

  it('is for auditors alone', async () => {
    for (const login of ['zhaoyiming', 'sunqian', 'chenpeng', 'gaoyuan']) {
      const person = await hall.as(login)
      expect((await person.call('GET /api/events', {})).status, login).toBe(403)
    }
  })

  it('never names a worker who raised something while signed in', async () => {
    const worker = await hall.worker('13900000017')
    await worker.do('POST /api/my/record', { body: { name: '海棠' } }).catch(() => undefined)
    const id = hall.newId()
    await worker.do('POST /api/concerns', {
      body: { id, classCode: 'rest', text: '大厅不让坐', sealed: true, code: hall.newCode() },
    })
    const { items } = await auditor.do('GET /api/events', { query: { about: id } })
    expect(items[0]!.by).toBe('职工')
  })
})

describe('what happened lately', () => {
  it('reaches the officer of the union and the handler of the matter, and nobody beside', async () => {
    const id = await handed()
    const property = await hall.as('chenpeng')
    const leader = await hall.as('sunqian')
    const about = async (person: Person) =>
      (await person.do('GET /api/events/recent', {})).items.filter((one) => one.about.id === id)
    expect((await about(leader)).length).toBeGreaterThan(0)
    expect((await about(property)).map((one) => one.text)).not.toEqual([])
    expect(await about(await hall.as('heli'))).toEqual([])
    expect(await about(await hall.as('maodan'))).toEqual([])
    // What one did oneself is no news.
    expect((await about(officer)).some((one) => one.by.includes('赵'))).toBe(false)
  })
})

/** What somebody's open screen hears, and waiting until it has heard something. */
function listening(person: Person) {
  const { port } = hall.http.server.address() as AddressInfo
  let heard = ''
  let wake = () => {}
  const line = request({ port, path: '/console/api/live', headers: { cookie: person.cookie } }, (answer) => {
    answer.setEncoding('utf8')
    answer.on('data', (text: string) => {
      heard += text
      wake()
    })
  })
  line.on('error', () => {})
  line.end()
  return {
    heard: () => heard,
    hears: async (words: string) => {
      while (!heard.includes(words)) await new Promise<void>((resolve) => (wake = resolve))
    },
    stop: () => line.destroy(),
  }
}

describe('news', () => {
  let admin: Person
  beforeAll(async () => {
    admin = await hall.admin('dingrui')
  })
  const texts = async (person: Person) =>
    (await person.do('GET /api/events/news', {})).items.map(({ text, unseen }) => [text, unseen])

  it('tells me what others did to what I took a step in, once, and nothing of my own', async () => {
    const property = await hall.as('chenpeng')
    const leader = await hall.as('sunqian')
    const id = await handed()
    const params = { id }
    await property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
    const { items } = await officer.do('GET /api/events/news', {})
    const { title } = await officer.do('GET /api/concerns/{id}', { params })
    expect(items[0]).toMatchObject({
      by: '恒联物业 陈鹏',
      // Of several matters each line says which.
      text: `恒联物业服务有限公司已接单：${title}`,
      about: { noun: 'concern', id },
      unseen: true,
    })
    expect(items.every(({ by }) => !by.includes('赵一鸣'))).toBe(true)
    // The leader took no step in it; the handler's own is no news to them.
    expect(await texts(leader)).toEqual([])
    const own = (await property.do('GET /api/events/news', {})).items.filter(({ about }) => about?.id === id)
    expect(own.some(({ by }) => by.includes('陈鹏'))).toBe(false)
    await officer.do('POST /api/events/news/seen', { body: { seq: items[0]!.seq } })
    expect((await texts(officer)).every(([, unseen]) => unseen === false)).toBe(true)
    // What was seen does not come back by an older word.
    await officer.do('POST /api/events/news/seen', { body: { seq: 0 } })
    expect((await texts(officer)).every(([, unseen]) => unseen === false)).toBe(true)
  })

  it('stops for an org that has nothing more to do with the matter', async () => {
    const property = await hall.as('chenpeng')
    const id = await handed()
    const params = { id }
    await property.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '不归我们管' } })
    await officer.do('POST /api/concerns/{id}/assign', {
      params,
      body: { leadId: hall.org('anhe'), assistIds: [] },
    })
    const about = (person: Person) =>
      person
        .do('GET /api/events/news', {})
        .then(({ items }) => items.filter((one) => one.about?.id === id).map(({ text }) => text))
    expect(await about(property)).toEqual([])
    expect((await about(officer)).length).toBeGreaterThan(0)
  })

  it('tells a handler at the owning union no more than any other handler', async () => {
    await admin.do('POST /api/accounts', {
      body: {
        login: 'own.handler',
        name: '杜若',
        password: 'chun-tian-2026-x',
        orgId: hall.org('cbd'),
        role: 'handler',
      },
    })
    const handler = await hall.as('own.handler', 'chun-tian-2026-x')
    const id = hall.newId()
    const params = { id }
    await hall.anyone().do('POST /api/concerns', {
      body: {
        id,
        classCode: 'rest',
        text: '楼下没有地方歇脚',
        sealed: true,
        name: '海棠',
        code: hall.newCode(),
      },
    })
    await officer.do('POST /api/concerns/{id}/accept', {
      params,
      body: { title: '骑手没有歇脚的地方', classCode: 'rest', urgency: 'general' },
    })
    await officer.do('POST /api/concerns/{id}/assign', {
      params,
      body: { leadId: hall.org('cbd'), assistIds: [] },
    })
    await handler.do('POST /api/concerns/{id}/take-up', { params, body: {} })
    await officer.do('POST /api/concerns/{id}/request-identity', { params, body: { reason: '要当面核实' } })
    const about = async () =>
      (await handler.do('GET /api/events/news', {})).items
        .filter((one) => one.about?.id === id)
        .map(({ text }) => text)
    const shown = async () =>
      (await handler.do('GET /api/concerns/{id}', { params })).timeline.map(({ text }) => text)
    expect(await shown()).not.toContain('北京CBD总工会申请打开匿名身份')
    expect((await about()).filter((text) => text.includes('身份'))).toEqual([])
    // Their part is closed: nothing that comes after, though the union has the matter on its desk.
    await handler.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '不归我们管' } })
    await officer.do('POST /api/concerns/{id}/assign', {
      params,
      body: { leadId: hall.org('anhe'), assistIds: [] },
    })
    expect(await about()).toEqual([])
  })

  it('tells whoever’s account was touched', async () => {
    const { items: found } = await admin.do('GET /api/accounts', { query: { q: 'wulan' } })
    await admin.do('POST /api/appointments', {
      body: { accountId: found[0]!.id, orgId: hall.org('chaowai'), role: 'leader', startsOn: '2026-12-01' },
    })
    const leader = await hall.as('wulan')
    const { items } = await leader.do('GET /api/events/news', {})
    expect(items[0]).toMatchObject({ by: '市总工会 丁睿', unseen: true })
    expect(items[0]!.text).toContain('朝外街道总工会')
  })

  it('is found in the trail by the name of whoever did it', async () => {
    const { items } = await auditor.do('GET /api/events', { query: { who: '陈鹏' } })
    expect(items.length).toBeGreaterThan(0)
    expect(items.every(({ by }) => by === '恒联物业 陈鹏')).toBe(true)
    expect((await auditor.do('GET /api/events', { query: { who: 'CHENPENG' } })).items).toEqual(items)
    expect((await auditor.do('GET /api/events', { query: { who: '陈' } })).items).toEqual([])
    const again = await auditor.do('GET /api/events', { query: { actor: items[0]!.actor! } })
    expect(again.items).toEqual(items)
  })
})

describe('live updates', () => {
  beforeAll(() => hall.http.listen({ port: 0, host: '127.0.0.1' }))

  it('hint at what is near, and at nothing in another area', async () => {
    const other = await hall.as('maodan')
    const [here, there] = [listening(officer), listening(other)]
    await here.hears('retry')
    await there.hears('retry')
    await officer.do('POST /api/commitments', {
      body: { id: hall.newId(), text: '协调开放南门', dueOn: '2026-12-01' },
    })
    await here.hears('"noun":"commitment"')
    await other.do('POST /api/activities', {
      body: { id: hall.newId(110105), kinds: ['symposium'], title: '座谈会' },
    })
    await there.hears('"noun":"activity"')
    await raised()
    await here.hears('"noun":"concern"')
    expect(there.heard()).not.toContain('commitment')
    expect(there.heard()).not.toContain('concern')
    expect(here.heard()).not.toContain('activity')
    here.stop()
    there.stop()
  })

  it('hint at a change near by, carry no content, and end with the session', async () => {
    const { port } = hall.http.server.address() as AddressInfo
    const heard: string[] = []
    let wake = () => {}
    let over = () => {}
    const stream = request(
      { port, path: '/console/api/live', headers: { cookie: officer.cookie } },
      (answer) => {
        expect(answer.headers['content-type']).toContain('text/event-stream')
        answer.setEncoding('utf8')
        answer.on('data', (text: string) => {
          heard.push(text)
          wake()
        })
      },
    )
    stream.on('error', () => {})
    stream.on('close', () => over())
    stream.end()
    const hears = async (words: string) => {
      while (!heard.join('').includes(words)) await new Promise<void>((resolve) => (wake = resolve))
    }
    await hears('retry')
    await raised()
    await hears('"noun":"concern"')
    expect(heard.join('')).not.toContain('歇脚')
    // Signed out elsewhere: the open line ends at once.
    const ended = new Promise<void>((resolve) => (over = resolve))
    await officer.do('POST /api/sign-out', { body: {} })
    await ended
    const stranger = await hall.anyone().call('GET /api/live', {})
    expect(stranger.status).toBe(401)
  })
})
