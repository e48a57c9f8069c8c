import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
let officer: Person
let property: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
  property = await hall.as('chenpeng')
})

const text = '恒联大厦B座不让走正门，高峰期绕货运通道要多走十来分钟，经常超时。'
const title = '骑手入楼送货须绕行货运通道'

async function raise(more: Record<string, unknown> = {}, by = hall.anyone()) {
  const id = hall.newId()
  const code = hall.newCode()
  const body = { id, classCode: 'access', text, place: '恒联大厦B座', sealed: false, code, ...more }
  const { number } = await by.do('POST /api/concerns', { body })
  return { id, code, number, key: { number, code } }
}

/** Written down by an officer: there is no code. */
async function registered(phone: string, name = '王骑手') {
  const id = hall.newId()
  await officer.do('POST /api/concerns/register', {
    body: { id, classCode: 'access', title, text, source: 'officer', sealed: false, name, phone },
  })
  const { number } = await officer.do('GET /api/concerns/{id}', { params: { id } })
  return { id, number }
}

const accept = (id: string) =>
  officer.do('POST /api/concerns/{id}/accept', {
    params: { id },
    body: { title, classCode: 'access', urgency: 'general' },
  })

async function contacted(id: string, how: 'phone' | 'through-union' = 'phone') {
  const params = { id }
  await officer.do('POST /api/concerns/{id}/assign', {
    params,
    body: { leadId: hall.org('henglian'), assistIds: [] },
  })
  await property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
  await property.do('POST /api/concerns/{id}/contact', { params, body: { how, note: '约好周三看' } })
}

const answer = (id: string) =>
  property.do('POST /api/concerns/{id}/answer', {
    params: { id },
    body: { text: '南门已对骑手开放，刷码通行。', claim: 'solved' },
  })

async function answered(id: string) {
  await accept(id)
  await contacted(id)
  await answer(id)
}

const wrongFor = (code: string) => String((Number(code) + 1) % 100_000_000).padStart(8, '0')
const unsolved = { outcome: 'unsolved', satisfaction: 'dissatisfied' } as const
const solved = { outcome: 'solved', satisfaction: 'satisfied' } as const

describe('whoever is signed in as the raiser needs no code', () => {
  it('to rate what an officer wrote down for them', async () => {
    const { id, number } = await registered('13700000101')
    await answered(id)
    const rider = await hall.worker('13700000101')
    const own = await rider.do('POST /api/concerns/follow', { body: { number } })
    expect(own.can).toContain('rate')
    const rated = await rider.do('POST /api/concerns/follow/rate', { body: { number, ...solved } })
    expect([rated.status, rated.outcome]).toEqual(['closed', 'solved'])
  })

  it('to add something and to take it back', async () => {
    const { number } = await registered('13700000102')
    const rider = await hall.worker('13700000102')
    await rider.do('POST /api/concerns/follow/supplement', { body: { number, note: '晚上也一样' } })
    const gone = await rider.do('POST /api/concerns/follow/withdraw', { body: { number } })
    expect(gone.status).toBe('withdrawn')
  })

  it('but nobody else gets by without one', async () => {
    const { id, number } = await registered('13700000103')
    await answered(id)
    const other = await hall.worker('13700000104')
    for (const who of [other, hall.anyone(), officer])
      expect(
        (await who.call('POST /api/concerns/follow/rate', { body: { number, ...solved } })).problem.code,
      ).toBe('wrong-code')
  })
})

describe('the code', () => {
  it('cannot be guessed: after ten wrong ones it is closed for a quarter of an hour', async () => {
    const { key } = await raise()
    const wrong = { ...key, code: wrongFor(key.code) }
    const follow = (body: typeof key) => hall.anyone().call('POST /api/concerns/follow', { body })
    for (let i = 0; i < 10; i++) expect((await follow(wrong)).problem.code).toBe('wrong-code')
    const locked = await follow(key)
    expect([locked.status, locked.problem.code]).toEqual([429, 'code-locked'])
    expect(locked.problem.hint).toContain('15分钟')
    const before = hall.clock.now()
    hall.clock.set(new Date(before.getTime() + 15 * 60_000 + 1000))
    expect((await follow(key)).status).toBe(200)
    hall.clock.set(before)
  })

  it('burnt by a stranger still opens it from elsewhere, until there are too many strangers', async () => {
    const { key } = await raise()
    const from = (remoteAddress: string, code = wrongFor(key.code)) =>
      hall.http
        .inject({ method: 'POST', url: '/api/concerns/follow', remoteAddress, payload: { ...key, code } })
        .then((answer) => answer.json<{ code?: string }>().code ?? 'open')
    const burn = async (address: string) => {
      for (let i = 0; i < 10; i++) expect(await from(address)).toBe('wrong-code')
      expect(await from(address)).toBe('code-locked')
      expect(await from(address, key.code)).toBe('code-locked')
    }
    await burn('203.0.113.7')
    expect(await from('198.51.100.1', key.code)).toBe('open')
    for (const last of [1, 2, 3, 4, 5]) await burn(`203.0.113.${last}`)
    expect(await from('198.51.100.1', key.code)).toBe('code-locked')
    const before = hall.clock.now()
    hall.clock.set(new Date(before.getTime() + 15 * 60_000 + 1000))
    expect(await from('198.51.100.1', key.code)).toBe('open')
    hall.clock.set(before)
  })

  it('counts the wrong ones of every step, and the right one begins anew', async () => {
    const { key } = await raise()
    const note = '晚上也一样'
    const add = (code: string) =>
      hall.anyone().call('POST /api/concerns/follow/supplement', { body: { ...key, code, note } })
    for (let i = 0; i < 9; i++) expect((await add(wrongFor(key.code))).problem.code).toBe('wrong-code')
    expect((await add(key.code)).status).toBe(200)
    for (let i = 0; i < 10; i++) await add(wrongFor(key.code))
    expect((await add(key.code)).problem.code).toBe('code-locked')
  })

  it('is not let through in a crowd of guesses', async () => {
    const { key } = await raise()
    const crowd = Array.from({ length: 60 }, (_, i) =>
      hall.anyone().call('POST /api/concerns/follow', {
        body: { ...key, code: i === 59 ? key.code : wrongFor(key.code) },
      }),
    )
    const answers = await Promise.all(crowd)
    expect(answers.at(-1)!.status).not.toBe(200)
  })

  it('is kept under the master key', async () => {
    const { id, code } = await raise()
    const { rows } = await hall.pool.query<{ follow_hash: Buffer }>(
      'select follow_hash from concern where id = $1',
      [id.slice(7)],
    )
    const { createHash } = await import('node:crypto')
    const bare = createHash('sha256').update(`${id}:${code}`).digest()
    expect(rows[0]!.follow_hash.equals(bare)).toBe(false)
  })
})

describe('the same matter', () => {
  const similar = (who: Person, words: string) =>
    who.do('POST /api/concerns/similar', {
      body: { area: 110199, classCode: 'access', text: words, place: '恒联大厦B座' },
    })

  it('is offered by what is public; nobody outside learns whether words stand in a private text', async () => {
    const secret = '站长王某每天扣我五十块，说是管理费，不交就不给派单。'
    const { id } = await raise({ text: secret, place: '东大桥路甲9号' })
    await officer.do('POST /api/concerns/{id}/accept', {
      params: { id },
      body: { title: '站点向骑手收取费用', classCode: 'access', urgency: 'general' },
    })
    const outside = await similar(hall.anyone(), secret)
    expect(outside.items.map((one) => one.id)).not.toContain(id)
    expect((await similar(officer, secret)).items.map((one) => one.id)).toContain(id)
    const named = await similar(hall.anyone(), '站点向骑手收取费用，怎么办')
    expect(named.items.map((one) => one.id)).toContain(id)
    expect(JSON.stringify(named)).not.toContain('score')
  })
})

describe('a matter raised twice', () => {
  const merge = (id: string, into: string) =>
    officer.do('POST /api/concerns/{id}/merge', { params: { id }, body: { into } })
  const follow = (key: { number: string; code: string }) =>
    hall.anyone().do('POST /api/concerns/follow', { body: key })
  const rate = (key: { number: string; code: string }, said: typeof solved | typeof unsolved) =>
    hall.anyone().call('POST /api/concerns/follow/rate', { body: { ...key, ...said } })

  it('asks each of its raisers, once for each answer', async () => {
    const [first, second] = [await raise(), await raise()]
    await accept(first.id)
    await merge(second.id, first.id)
    expect((await follow(second.key)).can).not.toContain('rate')
    expect((await rate(second.key, solved)).problem.code).toBe('not-now')
    await contacted(first.id)
    await answer(first.id)
    const asked = await follow(second.key)
    expect(asked.can).toContain('rate')
    expect(asked.sentence).toContain('请你说说')
    const rated = await rate(second.key, solved)
    expect([rated.status, rated.json.status, rated.json.outcome]).toEqual([200, 'merged', 'solved'])
    expect(rated.json.can).not.toContain('rate')
    expect((await rate(second.key, solved)).problem.code).toBe('not-now')
    // The other's answer is still the other's.
    expect((await follow(first.key)).can).toContain('rate')
    const { rows } = await hall.pool.query('select 1 from concern_callback where concern_id = $1', [
      second.id.slice(7),
    ])
    expect(rows.length).toBe(1)
  })

  it('is handled again when one of them says it is not solved', async () => {
    const [first, second] = [await raise(), await raise()]
    await accept(first.id)
    await merge(second.id, first.id)
    await contacted(first.id)
    await answer(first.id)
    await rate(first.key, solved)
    expect((await rate(second.key, unsolved)).status).toBe(200)
    const seen = await officer.do('GET /api/concerns/{id}', { params: { id: first.id } })
    expect(seen.status).toBe('reopened')
    const { items } = await officer.do('GET /api/tasks', { query: { kind: 'reassign', limit: 100 } })
    expect(items.map((task) => task.about.id)).toContain(first.id)
  })

  it('tells its raiser what became of saying so, and lists each with the other', async () => {
    const first = await raise()
    await accept(first.id)
    const second = await raise({ sameAs: first.id, classCode: 'meals' })
    const own = await follow(second.key)
    expect(own.sameAs).toMatchObject({ number: first.number, state: 'named' })
    const shown = await officer.do('GET /api/concerns/{id}', { params: { id: first.id } })
    expect(shown.similar.map((one) => one.id)).toContain(second.id)
    expect(shown.can).toContain('keep-apart')
    await officer.do('POST /api/concerns/{id}/keep-apart', {
      params: { id: first.id },
      body: { other: second.id },
    })
    expect((await follow(second.key)).sameAs).toMatchObject({ state: 'apart' })
    const other = await officer.do('GET /api/concerns/{id}', { params: { id: second.id } })
    expect(other.similar.map((one) => one.id)).not.toContain(first.id)
  })
})

describe('the raiser is told', () => {
  const sent = (number: string) => hall.log.filter((line) => line.startsWith('短信') && line.includes(number))

  it('of the answer by a short message that repeats nobody’s words', async () => {
    const { id, number } = await raise({ phone: '13700000201' })
    const silent = await raise()
    await answered(id)
    await answered(silent.id)
    await hall.services.jobs.drain()
    expect(sent(number)).toEqual([expect.stringContaining('短信 13700000201') as string])
    expect(sent(number)[0]).toContain('已有答复')
    expect(sent(number)[0]).not.toMatch(/恒联|南门|入楼/)
    expect(sent(silent.number)).toEqual([])
  })

  it('at the number they were signed in with, and so are those whose matter was merged', async () => {
    const rider = await hall.worker('13700000202')
    const first = await raise({}, rider)
    const second = await raise({ phone: '13700000203' })
    await accept(first.id)
    await officer.do('POST /api/concerns/{id}/merge', { params: { id: second.id }, body: { into: first.id } })
    await contacted(first.id)
    await answer(first.id)
    await hall.services.jobs.drain()
    expect(sent(first.number).join()).toContain('短信 13700000202')
    expect(sent(second.number).filter((line) => line.includes('已有答复')).length).toBe(1)
  })

  it('not at night: in the morning, once', async () => {
    const before = hall.clock.now()
    const { id, number } = await raise({ phone: '13700000204' })
    await accept(id)
    await contacted(id)
    hall.clock.set(new Date('2026-11-23T21:30:00+08:00'))
    await answer(id)
    await hall.services.jobs.drain()
    expect(sent(number)).toEqual([])
    await hall.services.jobs.runNow('concern.send-messages')
    expect(sent(number)).toEqual([])
    hall.clock.set(new Date('2026-11-24T08:00:00+08:00'))
    await hall.services.jobs.runNow('concern.send-messages')
    await hall.services.jobs.runNow('concern.send-messages')
    expect(sent(number).length).toBe(1)
    hall.clock.set(before)
  })
})

describe('the raiser’s page', () => {
  const follow = (key: { number: string; code: string }) =>
    hall.anyone().do('POST /api/concerns/follow', { body: key })

  it('keeps what they added, with its time', async () => {
    const { key } = await raise()
    const own = await hall
      .anyone()
      .do('POST /api/concerns/follow/supplement', { body: { ...key, note: '晚上九点以后也不让进' } })
    expect(own.supplements).toEqual([
      { at: hall.clock.now().toISOString(), text: '晚上九点以后也不让进', files: [] },
    ])
  })

  it('names who looked once: the union and the person', async () => {
    const { id, key } = await raise({ phone: '13700000301' })
    await officer.do('POST /api/concerns/{id}/reveal-contact', { params: { id }, body: {} })
    const [reader] = (await follow(key)).readers
    expect(reader).toMatchObject({ org: '北京CBD总工会', by: '赵一鸣', what: '查看了联系方式' })
  })

  it('tells who said it in a paper from who said it here', async () => {
    const { key } = await raise()
    expect((await follow(key)).source).toBe('worker')
  })

  it('does not say of the program’s own step that a worker took it', async () => {
    const { id, key } = await raise()
    await answered(id)
    await hall.anyone().do('POST /api/concerns/follow/rate', { body: { ...key, ...unsolved } })
    const { timeline } = await officer.do('GET /api/concerns/{id}', { params: { id } })
    expect(timeline.find((one) => one.type === 'concern.escalated')!.by).toBe('系统')
  })
})

it('a name an officer wrote down is told to its owner, and shown to the union that wrote it', async () => {
  const { id } = await registered('13700000302')
  const rider = await hall.worker('13700000302')
  const about = await rider.do('GET /api/my/record', {})
  expect(about.held.map((one) => one.what)).toContain('诉求里登记的姓名“王骑手”')
  const seen = await officer.do('GET /api/concerns/{id}', { params: { id } })
  expect(seen.raiser).toMatchObject({ name: '王骑手', phone: '137****0302' })
  await accept(id)
  await contacted(id)
  expect((await property.do('GET /api/concerns/{id}', { params: { id } })).raiser.name).toBe('职工')
})

describe('lists', () => {
  /** How many statements one call asks of the database. */
  async function statements(act: () => Promise<unknown>): Promise<number> {
    let asked = 0
    const { query } = pg.Client.prototype
    pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
      asked++
      return (query as (...all: unknown[]) => unknown).apply(this, given)
    } as typeof query
    try {
      await act()
      return asked
    } finally {
      pg.Client.prototype.query = query
    }
  }

  it('ask the database as often for many as for few', async () => {
    const phone = '13700000401'
    const rider = await hall.worker(phone)
    const mine = () => rider.do('GET /api/my/concerns', {})
    const open = () => hall.anyone().do('GET /api/concerns/public', {})
    const close = async ({ id, key }: Awaited<ReturnType<typeof raise>>) => {
      await answered(id)
      await hall.anyone().do('POST /api/concerns/follow/rate', { body: { ...key, ...solved } })
    }
    await close(await raise({ phone }))
    await mine()
    const few = [await statements(mine), await statements(open)]
    for (let i = 0; i < 4; i++) await close(await raise({ phone }))
    expect((await mine()).items.length).toBe(5)
    const many = [await statements(mine), await statements(open)]
    expect(many[0]).toBeLessThanOrEqual(few[0]!)
    expect(many[1]).toBeLessThanOrEqual(few[1]!)
    expect(many[0]).toBeLessThan(14)
  })
})

it('shows the union where it was said from, and those it is handed to only when the raiser is named', async () => {
  const position = { lng: 116.4612, lat: 39.9087 }
  for (const sealed of [false, true]) {
    const { id } = await raise({ position, sealed })
    await accept(id)
    await contacted(id, sealed ? 'through-union' : 'phone')
    const params = { id }
    expect((await officer.do('GET /api/concerns/{id}', { params })).position).toEqual(position)
    expect((await property.do('GET /api/concerns/{id}', { params })).position).toEqual(
      sealed ? null : position,
    )
  }
})

it('a promise a union wrote down for somebody else says who wrote it down', async () => {
  const { id, key } = await raise()
  await officer.do('POST /api/commitments', {
    body: {
      id: hall.newId(),
      text: '协调物业开放南门',
      dueOn: '2027-03-01',
      promiserId: hall.org('henglian'),
      concernIds: [id],
    },
  })
  const own = await hall.anyone().do('POST /api/concerns/follow', { body: key })
  expect(own.commitments).toMatchObject([
    { by: '恒联物业服务有限公司', registeredBy: '北京CBD总工会', certain: false },
  ])
  expect(own.steps.at(-1)!.text).toBe('北京CBD总工会登记：恒联物业服务有限公司承诺协调物业开放南门')
})
