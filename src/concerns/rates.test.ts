import { beforeAll, describe, expect, it } from 'vitest'
import { readXlsx } from 'hucre/xlsx'
import { world, type Person, type World } from '../../test/harness.ts'
import { rates, type RateName } from './words.ts'

let hall: World
let officer: Person
let property: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
  property = await hall.as('chenpeng')
})

const names = Object.keys(rates) as RateName[]
const solved = { outcome: 'solved', satisfaction: 'satisfied' } as const
const unsolved = { outcome: 'unsolved', satisfaction: 'dissatisfied' } as const

async function raise() {
  const id = hall.newId()
  const code = hall.newCode()
  const { number } = await hall.anyone().do('POST /api/concerns', {
    body: { id, classCode: 'access', text: '恒联大厦不让走正门，送餐要绕货运通道。', sealed: false, code },
  })
  return { id, params: { id }, key: { number, code } }
}
type Concern = Awaited<ReturnType<typeof raise>>

/** Some hours on; a session lasts twelve. */
async function later(hours: number) {
  hall.clock.set(new Date(hall.clock.now().getTime() + hours * 3_600_000))
  officer = await hall.as('zhaoyiming')
  property = await hall.as('chenpeng')
}
const accept = ({ params }: Concern) =>
  officer.do('POST /api/concerns/{id}/accept', {
    params,
    body: { title: '骑手入楼送货须绕行货运通道', classCode: 'access', urgency: 'general' },
  })
const assign = ({ params }: Concern) =>
  officer.do('POST /api/concerns/{id}/assign', {
    params,
    body: { leadId: hall.org('henglian'), assistIds: [] },
  })
const takeUp = ({ params }: Concern) => property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
const contact = ({ params }: Concern) =>
  property.do('POST /api/concerns/{id}/contact', { params, body: { how: 'phone', note: '约好周三看' } })
const sendBack = ({ params }: Concern) =>
  property.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '不在我们的界内' } })
const answer = ({ params }: Concern) =>
  property.do('POST /api/concerns/{id}/answer', {
    params,
    body: { text: '南门已开放。', claim: 'solved' },
  })
const rate = ({ key }: Concern, said: typeof solved | typeof unsolved) =>
  hall.anyone().do('POST /api/concerns/follow/rate', { body: { ...key, ...said } })
async function answered() {
  const concern = await raise()
  for (const step of [accept, assign, takeUp, contact, answer]) await step(concern)
  return concern
}

const read = () => officer.do('GET /api/concerns/rates', { query: { from: '2026-11-01', to: '2027-12-31' } })
async function listed(query: Record<string, unknown>): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await officer.do('GET /api/concerns', {
      query: { group: 'all', from: '2026-11-01', to: '2027-12-31', limit: 100, ...query, cursor },
    })
    ids.push(...page.items.map((one) => one.id))
    cursor = page.next ?? undefined
  } while (cursor)
  return ids
}
/** The group one matter is counted in. */
async function groupOf(concern: Concern, rate: RateName): Promise<string> {
  for (const rateGroup of Object.keys(rates[rate].groups))
    if ((await listed({ rate, rateGroup })).includes(concern.id)) return rateGroup
  return 'none'
}

describe('a rate', () => {
  it('stays as the worker first answered, whatever is asked again', async () => {
    const concern = await answered()
    await rate(concern, unsolved)
    const before = await read()
    for (const step of [assign, takeUp, contact, answer]) {
      await step(concern)
      expect((await read()).resolution).toEqual(before.resolution)
    }
    await rate(concern, solved)
    const after = await read()
    expect(after.resolution).toEqual(before.resolution)
    expect(after.satisfaction).toEqual(before.satisfaction)
    const { rows } = await hall.pool.query(
      'select round, outcome, satisfaction, by from concern_callback where concern_id = $1 order by round',
      [concern.id.slice(7)],
    )
    expect(rows).toEqual([
      { round: 1, ...unsolved, by: 'worker' },
      { round: 2, ...solved, by: 'worker' },
    ])
  })

  it('tells apart who is still to be asked and who never was', async () => {
    const concern = await answered()
    expect(await groupOf(concern, 'resolution')).toBe('to-ask')
    await officer.do('POST /api/concerns/{id}/missed-call', { params: concern.params, body: {} })
    await later(24 * 7)
    await officer.do('POST /api/concerns/{id}/close', {
      params: concern.params,
      body: { note: '三天打了三次电话，没有人接。' },
    })
    expect(await groupOf(concern, 'resolution')).toBe('not-asked')
    expect(await groupOf(concern, 'satisfaction')).toBe('not-asked')
  })

  it('leaves out what is not handed over in time only, and keeps what was late when it was handed over at last', async () => {
    const concern = await raise()
    expect(await groupOf(concern, 'response')).toBe('not-handed')
    await later(25)
    expect(await groupOf(concern, 'response')).toBe('dispatch-late')
    for (const step of [accept, assign, takeUp, contact]) await step(concern)
    expect(await groupOf(concern, 'response')).toBe('dispatch-late')
  })

  it('counts the first contact from the first handing over', async () => {
    const concern = await raise()
    await accept(concern)
    await assign(concern)
    expect(await groupOf(concern, 'response')).toBe('not-contacted')
    await later(24 * 5)
    expect(await groupOf(concern, 'response')).toBe('contact-late')
    for (const step of [sendBack, assign, takeUp, contact]) await step(concern)
    expect(await groupOf(concern, 'response')).toBe('contact-late')
  })

  it('adds up to every matter raised in the window, and each group opens to exactly its matters', async () => {
    // Drawn by a generator with a fixed beginning: another life each time, the same lives in every run.
    let state = 20261127
    const draw = (n: number) => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % n
    const withdraw = ({ key }: Concern) =>
      hall.anyone().do('POST /api/concerns/follow/withdraw', { body: key })
    const decline = ({ params }: Concern) =>
      officer.do('POST /api/concerns/{id}/decline', {
        params,
        body: { reason: '不归工会', channel: '12345' },
      })
    const close = ({ params }: Concern) =>
      officer.do('POST /api/concerns/{id}/close', { params, body: { note: '联系不上。' } })
    const reopen = ({ params }: Concern) =>
      officer.do('POST /api/concerns/{id}/reopen', { params, body: { note: '再办一次' } })
    const other = await raise()
    const merge = ({ params }: Concern) =>
      officer.do('POST /api/concerns/{id}/merge', { params, body: { into: other.id } })
    const next: Record<string, ((concern: Concern) => Promise<unknown>)[]> = {
      received: [accept, accept, accept, decline, withdraw, merge],
      accepted: [assign, assign, assign, merge, decline],
      assigned: [takeUp, takeUp, sendBack, withdraw],
      'taken-up': [contact],
      contacted: [answer, answer, sendBack],
      'sent-back': [assign, assign, merge],
      answered: [(one) => rate(one, solved), (one) => rate(one, unsolved), close],
      reopened: [assign, assign, merge],
      declined: [reopen],
      closed: [reopen],
    }
    for (let i = 0; i < 24; i++) {
      const concern = await raise()
      for (let steps = draw(12); steps > 0; steps--) {
        const { status } = await officer.do('GET /api/concerns/{id}', { params: concern.params })
        const ways = next[status]
        if (!ways) break
        await ways[draw(ways.length)]!(concern)
        if (draw(4) === 0) await later(1 + draw(40))
      }
    }
    const all = await listed({})
    const told = await read()
    const seen = new Set<string>()
    for (const name of names) {
      const { counted, outOf, leftOut, groups } = told[name]
      expect(outOf + leftOut).toBe(all.length)
      expect(groups.map((one) => one.group)).toEqual(Object.keys(rates[name].groups))
      const opened: string[] = []
      for (const { group, part, count } of groups) {
        const ids = await listed({ rate: name, rateGroup: group })
        expect(ids.length, `${name} ${group}`).toBe(count)
        opened.push(...ids)
        if (count) seen.add(`${name} ${group} ${part}`)
      }
      expect([...opened].sort()).toEqual([...all].sort())
      const open = async (part: string) => (await listed({ rate: name, part })).length
      expect([await open('counted'), await open('missed'), await open('left-out')]).toEqual([
        counted,
        outOf - counted,
        leftOut,
      ])
    }
    // The lives drawn reach nearly every group, or the sums would prove little.
    expect(seen.size).toBeGreaterThan(14)
  })
})

describe('the ledger', () => {
  it('is one to work with: what it is of, a header that stays, dates as dates, a line to sign', async () => {
    const concern = await answered()
    const answer = await officer.send('GET /api/concerns.xlsx', {
      query: { group: 'open', classCode: ['access'], q: concern.key.number },
    })
    const { sheets } = await readXlsx(answer.rawPayload)
    const [title, facts, head, line] = sheets[0]!.rows
    expect(title![0]).toBe('北京CBD总工会诉求台账')
    expect(facts![0]).toBe(`条件：未办结；类别：通行；含“${concern.key.number}”。共1件`)
    const cell = (name: string) => line![head!.indexOf(name)]
    expect(cell('编号')).toBe(concern.key.number)
    const inBeijing = new Date(hall.clock.now().getTime() + 8 * 3_600_000)
    for (const name of ['反映', '首次派单', '首次联系', '答复']) expect(cell(name), name).toEqual(inBeijing)
    expect(cell('当前期限')).toBeInstanceOf(Date)
    expect(sheets[0]!.freezePane).toMatchObject({ rows: 3 })
    expect(sheets[0]!.pageSetup?.printTitlesRow).toBe('$1:$3')
    expect(sheets[0]!.rows.at(-1)!.join()).toMatch(/制表：赵一鸣.*审核：.*日期：/)
  })
})

describe('the rates told apart', () => {
  const by = (person: Person, what: 'place' | 'class' | 'lead' | 'week' | 'month') =>
    person
      .do('GET /api/concerns/rates/by', { query: { by: what, from: '2026-11-01', to: '2027-12-31' } })
      .then(({ items }) => items)

  it('add up to the whole, each part opening to just its concerns', async () => {
    await rate(await answered(), solved)
    const whole = await read()
    for (const what of ['place', 'class', 'lead', 'week', 'month'] as const) {
      const items = await by(officer, what)
      // What was never handed over has no body that handles it.
      const all = what !== 'lead'
      const sum = (of: (one: (typeof items)[number]) => number) =>
        items.reduce((total, one) => total + of(one), 0)
      for (const name of names) {
        if (all) {
          expect(
            sum((one) => one[name].counted),
            `${what} ${name}`,
          ).toBe(whole[name].counted)
          expect(
            sum((one) => one[name].outOf),
            `${what} ${name}`,
          ).toBe(whole[name].outOf)
        }
        for (const { filter, ...one } of items) {
          const asked = { ...filter, ...(filter.classCode ? { classCode: [filter.classCode] } : {}) }
          expect(await listed({ rate: name, part: 'counted', ...asked }), `${what} ${one.name}`).toHaveLength(
            one[name].counted,
          )
          expect(await listed({ rate: name, ...asked }), `${what} ${one.name}`).toHaveLength(one[name].outOf)
          const { value, counted, outOf } = one[name]
          expect(value).toBe(outOf ? counted / outOf : null)
        }
      }
      if (all) expect(sum(({ raised }) => raised)).toBe((await listed({})).length)
    }
    expect((await by(officer, 'lead')).map(({ name }) => name)).toEqual(['恒联物业'])
    expect((await by(officer, 'class')).map(({ name }) => name)).toEqual(['通行'])
    const months = (await by(officer, 'month')).map(({ name }) => name)
    expect(months[0]).toBe('2026年11月')
    expect(months).toEqual(months.toSorted())
  })

  it('by place are the districts to whoever stands above them, and show no more than the scope', async () => {
    const above = await hall.as('gaoyuan')
    expect((await by(above, 'place')).map(({ name, filter }) => [name, filter])).toEqual([
      ['CBD总工会', { orgId: hall.org('cbd') }],
    ])
    expect(await by(await hall.as('maodan'), 'place')).toEqual([])
    expect((await by(await hall.as('zhouhang'), 'place')).map(({ raised }) => raised)).toEqual(
      (await by(above, 'place')).map(({ raised }) => raised),
    )
  })
})
