import { beforeAll, describe, expect, it } from 'vitest'
import { story, type Story } from '../../test/story.ts'
import { world, type Person, type World } from '../../test/harness.ts'
import { concernRoutes } from './contract.ts'

// What an org is to a concern follows from where it stands, what it was handed and which duties its people have.

let hall: World
let people: Story
let upper: Person

beforeAll(async () => {
  hall = await world()
  people = await story(hall)
  upper = await hall.as('zhouhang')
})

const can = async (who: Person, id: string) =>
  (await who.do('GET /api/concerns/{id}', { params: { id } })).can.sort()

describe('whose turn it is', () => {
  it('is told each on the record: the owner, the lead, who assists, and those above', async () => {
    const { id, params } = await people.at('contacted')
    expect(await can(people.officer, id)).toEqual(['add-assist', 'escalate', 'rally'])
    expect(await can(people.leader, id)).toEqual(['add-assist', 'escalate', 'press', 'rally'])
    expect(await can(upper, id)).toEqual(['rally'])
    expect(await can(people.district, id)).toEqual(['press', 'rally'])
    expect(await can(people.platform, id)).toEqual(['contribute'])
    const lead = ['add-assist', 'answer', 'ask-extension', 'contact', 'progress', 'rally', 'send-back']
    expect(await can(people.property, id)).toEqual(lead)
    await people.district.do('POST /api/concerns/{id}/press', {
      params,
      body: { note: '请抓紧', replyBy: '2026-11-27' },
    })
    expect(await can(people.property, id)).toEqual([...lead.slice(0, 6), 'report', 'send-back'].sort())
    expect(await can(people.platform, id)).toEqual(['contribute'])
    await people.property.do('POST /api/concerns/{id}/report', { params, body: { note: '在办' } })
    expect(await can(people.property, id)).toEqual(lead)
    await people.property.do('POST /api/concerns/{id}/ask-extension', {
      params,
      body: { until: '2026-12-20', reason: '改造' },
    })
    expect(await can(people.property, id)).toEqual(lead.filter((step) => step !== 'ask-extension'))
    expect(await can(people.leader, id)).toEqual([
      'add-assist',
      'escalate',
      'grant-extension',
      'press',
      'rally',
      'refuse-extension',
    ])
  })

  it('is nobody’s who lacks the duty, whatever their org is to it', async () => {
    const { id } = await people.at('contacted')
    const steps = async (login: string, verb: Parameters<World['without']>[1]) =>
      (await (await hall.without(login, verb)).ask(concernRoutes.showConcern, { params: { id } })).can.sort()
    expect(await steps('zhaoyiming', 'concern.manage')).toEqual([])
    expect(await steps('zhouhang', 'concern.manage')).toEqual([])
    expect(await steps('wulan', 'concern.approve')).toEqual(['rally'])
    expect(await steps('sunqian', 'concern.manage')).toEqual(['press'])
    expect(await steps('chenpeng', 'concern.handle')).toEqual([])
    const file = { part: 'raise', shared: true, at: hall.clock.now() }
    const key = { area: 110199, id: id.slice(7) }
    const reads = async (login: string, verb: Parameters<World['without']>[1], shared = true) =>
      (await hall.without(login, verb)).mayRead('concern', key, { file: { ...file, shared } })
    expect(await reads('zhaoyiming', 'concern.open')).toBe(false)
    expect(await reads('zhaoyiming', 'org.read', false)).toBe(true)
    expect(await reads('chenpeng', 'org.read')).toBe(true)
    expect(await reads('chenpeng', 'org.read', false)).toBe(false)
    expect(await reads('maodan', 'org.read')).toBe(false)
    // Handed to nobody below, it is in sight by the scope alone, which takes the reading of concerns.
    const alone = await people.at('accepted')
    const readsAlone = async (verb: Parameters<World['without']>[1]) =>
      (await hall.without('zhaoyiming', verb)).mayRead(
        'concern',
        { area: 110199, id: alone.id.slice(7) },
        { file },
      )
    expect(await readsAlone('concern.read')).toBe(false)
    expect(await readsAlone('org.read')).toBe(true)
    const nowhere = { area: 110199, id: '00000000-0000-7000-8000-000000000000' }
    expect(await (await hall.without('zhaoyiming', 'org.read')).mayRead('concern', nowhere)).toBe(false)
  })

  it('is somebody else’s by now: the second is told what happened, and nothing that is not theirs', async () => {
    const { id, params } = await people.at('taken-up', { sealed: true })
    await people.officer.do('POST /api/concerns/{id}/request-identity', {
      params,
      body: { reason: '当面取证' },
    })
    const late = await people.property.call('POST /api/concerns/{id}/take-up', { params, body: {} })
    // Not the request: why somebody's identity is asked for is the owner's alone.
    expect(late.problem).toMatchObject({
      code: 'not-now',
      hint: '最近一步：恒联物业 陈鹏，恒联物业服务有限公司已接单。现在是“已接单”。',
      current: { status: 'taken-up', text: '已接单' },
    } as never)
    expect(id).toBeTruthy()
  })

  it('moves the one it is about, once, and no other', async () => {
    const [one, other] = [await people.at('received'), await people.at('received')]
    const stands = async (id: string) => {
      const { status, version } = await people.officer.do('GET /api/concerns/{id}', { params: { id } })
      return { status, version }
    }
    expect(await stands(one.id)).toEqual({ status: 'received', version: 1 })
    const body = people.accepted
    expect(
      await people.officer.do('POST /api/concerns/{id}/accept', { params: one.params, body }),
    ).toMatchObject({
      status: 'accepted',
      version: 2,
    })
    expect(await stands(one.id)).toEqual({ status: 'accepted', version: 2 })
    expect(await stands(other.id)).toEqual({ status: 'received', version: 1 })
  })

  it('opens by number and code what its raiser may see, and nothing by another code', async () => {
    const one = await people.at('contacted')
    const other = await people.raise()
    const c = await hall.without('maodan', 'concern.open')
    const key = { area: 110199, id: one.id.slice(7) }
    const at = hall.clock.now()
    const opens = (proof: { number?: string; code?: string }, part = 'answer') =>
      c.mayRead('concern', key, { ...proof, file: { part, shared: true, at } })
    expect(await opens(one.key)).toBe(true)
    expect(await opens(one.key, 'raise')).toBe(true)
    expect(await opens(one.key, 'supplement')).toBe(true)
    // What handlers tell each other is not the raiser's.
    expect(await opens(one.key, 'progress')).toBe(false)
    expect(await opens(one.key, 'contribute')).toBe(false)
    expect(await opens({ ...one.key, number: other.number })).toBe(false)
    expect(await opens(other.key)).toBe(false)
    expect(await opens({ number: one.number })).toBe(false)
    expect(await opens({ code: one.code })).toBe(false)
    expect(await opens({ ...one.key, code: '00000000' })).toBe(false)
    const raiser = await hall.worker('13800000042')
    const mine = await raiser.do('GET /api/my/concerns', {})
    expect(mine.items.map((item) => item.id)).toEqual(expect.arrayContaining([one.id, other.id]))
    const stranger = await hall.worker('13800000043')
    expect((await stranger.do('GET /api/my/concerns', {})).items).toEqual([])
    expect((await raiser.do('POST /api/concerns/follow', { body: { number: one.number } })).id).toBe(one.id)
    // Having raised something is not having raised this.
    const own = await people.raise({ phone: '13800000043' })
    expect((await stranger.do('POST /api/concerns/follow', { body: { number: own.number } })).id).toBe(own.id)
    const theirs = await stranger.call('POST /api/concerns/follow', { body: { number: one.number } })
    expect(theirs.problem.code).toBe('wrong-code')
  })
})
