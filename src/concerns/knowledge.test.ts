import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'
import { photo } from '../../test/photo.ts'

// Who knows what until when: a body reads a matter along while it has a part in it, and knows it as it stood once that
// part is closed.

let hall: World
let officer: Person
let leader: Person
let property: Person
let platform: Person
let office: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
  leader = await hall.as('sunqian')
  property = await hall.as('chenpeng')
  platform = await hall.as('heli')
  office = await hall.as('luojing')
})

const soon = () => hall.clock.advance({ minutes: 1 })
const accept = { title: '骑手入楼送货须绕行', classCode: 'access', urgency: 'general' } as const
let count = 0
async function upload() {
  const sent = await hall.anyone().send('POST /api/files/photo', { body: photo(++count) })
  return sent.json<{ sha256: string; ticket: string }>()
}
async function raised(more: { sealed?: boolean; phone?: string; photos?: string[] } = {}) {
  const [id, code] = [hall.newId(), hall.newCode()]
  const { number } = await hall.anyone().do('POST /api/concerns', {
    body: { id, code, classCode: 'access', text: `${id}南门不让进，要绕行。`, sealed: false, ...more },
  })
  const params = { id }
  await officer.do('POST /api/concerns/{id}/accept', { params, body: accept })
  return { id, params, number, key: { number, code } }
}
const assign = (
  id: string,
  lead: string,
  assists: string[] = [],
  more: { note?: string; sharePhotos?: boolean } = {},
) =>
  officer.do('POST /api/concerns/{id}/assign', {
    params: { id },
    body: { leadId: hall.org(lead), assistIds: assists.map(hall.org), ...more },
  })
const sendBack = (id: string) =>
  property.do('POST /api/concerns/{id}/send-back', { params: { id }, body: { reason: '不属本楼' } })
const show = (who: Person, id: string) => who.do('GET /api/concerns/{id}', { params: { id } })
const takeUp = (who: Person, id: string) =>
  who.do('POST /api/concerns/{id}/take-up', { params: { id }, body: {} })
const contact = (who: Person, id: string, how: 'phone' | 'through-union' = 'phone') =>
  who.do('POST /api/concerns/{id}/contact', { params: { id }, body: { how, note: '约好周三' } })
const answer = (who: Person, id: string) =>
  who.do('POST /api/concerns/{id}/answer', { params: { id }, body: { text: '南门已开放', claim: 'solved' } })
const lately = async (who: Person, id: string) =>
  (await who.do('GET /api/events/recent', {})).items
    .filter((one) => one.about.id === id)
    .map((one) => one.text)

describe('a body that sent a matter back', () => {
  it('knows it as it stood then: nothing that came later, whichever way it looks', async () => {
    const early = await upload()
    const { id, params, key } = await raised({ phone: '13800000042', photos: [early.ticket] })
    await assign(id, 'henglian', ['feixun'])
    soon()
    await sendBack(id)
    const then = await show(property, id)
    expect(then).toMatchObject({ status: 'sent-back', lead: null, can: [], due: null, limits: [] })
    const saw = await lately(property, id)

    // The worker adds to it, another takes it on, gets more time, is pressed, answers; the worker says it is not solved.
    soon()
    const late = await upload()
    await hall.anyone().do('POST /api/concerns/follow/supplement', {
      body: { ...key, note: '夜里更不让进', photos: [late.ticket] },
    })
    soon()
    await assign(id, 'cbd-office', [], { note: '请管委会先联系本人' })
    soon()
    await takeUp(office, id)
    await contact(office, id)
    soon()
    await office.do('POST /api/concerns/{id}/ask-extension', {
      params,
      body: { until: '2026-12-20', reason: '门禁改造' },
    })
    soon()
    await leader.do('POST /api/concerns/{id}/grant-extension', { params, body: {} })
    await leader.do('POST /api/concerns/{id}/press', {
      params,
      body: { note: '请抓紧', replyBy: '2026-11-27' },
    })
    await officer.do('POST /api/commitments', {
      body: { id: hall.newId(), text: '月底前开放南门', dueOn: '2026-12-31', concernIds: [id] },
    })
    const note = await upload()
    soon()
    await office.do('POST /api/concerns/{id}/progress', {
      params,
      body: { note: '到场看了', photos: [note.ticket] },
    })
    soon()
    await answer(office, id)
    soon()
    await hall.anyone().do('POST /api/concerns/follow/rate', {
      body: { ...key, outcome: 'unsolved', satisfaction: 'dissatisfied' },
    })

    const now = await show(property, id)
    expect(now).toEqual(then)
    expect(now.knownTo).toBe('2026-11-23T02:01:00.000Z')
    expect(now.timeline.at(-1)).toMatchObject({ type: 'concern.sent-back', note: '不属本楼' })
    expect(JSON.stringify(now)).not.toMatch(/夜里更不让进|管委会|门禁改造|请抓紧|月底前|到场|已开放/)
    expect(await lately(property, id)).toEqual(saw)
    const file = (sha256: string) =>
      property.call('GET /api/files/{about}/{sha256}', { params: { about: id, sha256 } })
    expect((await file(early.sha256)).status).toBe(200)
    expect((await file(late.sha256)).status).toBe(404)
    expect((await file(note.sha256)).status).toBe(404)
    const [line] = (await property.do('GET /api/concerns/handled', { query: { q: key.number } })).items
    expect(line).toMatchObject({ id, status: 'sent-back', state: 'sent-back', due: null })
    // Trying a step tells no more.
    const step = await property.call('POST /api/concerns/{id}/take-up', { params, body: {} })
    expect(step.problem).toMatchObject({
      code: 'not-now',
      hint: '最近一步：恒联物业 陈鹏，恒联物业服务有限公司退回。现在是“被退回”。',
    })
    const again = await property.call('POST /api/concerns/{id}/contribute', {
      params,
      body: { note: '再说一句' },
    })
    expect(again.problem.code).toBe('not-yours')
    const contactRead = await property.call('POST /api/concerns/{id}/reveal-contact', { params, body: {} })
    expect(contactRead.problem.code).toBe('not-yours')

    // Those in house read on, and so does a body whose part is open.
    expect((await show(officer, id)).status).toBe('reopened')
    expect((await show(officer, id)).knownTo).toBeNull()
    await assign(id, 'henglian')
    const back = await show(property, id)
    expect(back).toMatchObject({ status: 'assigned', knownTo: null })
    expect(back.timeline.map((one) => one.note)).toContain('夜里更不让进')
    expect((await file(late.sha256)).status).toBe(200)
  })

  it('does not see later whose phone it was, nor photos of an unnamed raiser that others are shown', async () => {
    const shot = await upload()
    const { id } = await raised({ sealed: true, photos: [shot.ticket] })
    await assign(id, 'henglian')
    const file = (who: Person) =>
      who.call('GET /api/files/{about}/{sha256}', { params: { about: id, sha256: shot.sha256 } })
    // What an unnamed raiser sent stays with the union until an officer has looked at it.
    expect((await show(property, id)).files).toEqual([])
    expect((await file(property)).status).toBe(404)
    expect((await show(officer, id)).files).toMatchObject([{ sha256: shot.sha256, shared: false }])
    expect((await file(officer)).status).toBe(200)
    soon()
    await sendBack(id)
    soon()
    await assign(id, 'cbd-office', [], { sharePhotos: true })
    expect((await show(office, id)).files).toMatchObject([{ sha256: shot.sha256, shared: true }])
    expect((await file(office)).status).toBe(200)
    expect((await show(property, id)).files).toEqual([])
    expect((await file(property)).status).toBe(404)
  })

  it('sees the photos it was shown while it had its part', async () => {
    const shot = await upload()
    const { id } = await raised({ sealed: true, photos: [shot.ticket] })
    soon()
    await assign(id, 'henglian', [], { sharePhotos: true })
    soon()
    await sendBack(id)
    expect((await show(property, id)).files).toMatchObject([{ sha256: shot.sha256 }])
  })

  it('sees no phone that was written down after', async () => {
    const id = hall.newId()
    const params = { id }
    await officer.do('POST /api/concerns/register', {
      body: { id, classCode: 'access', title: '入楼绕行', text: '报上说的', source: 'intake', sealed: false },
    })
    await officer.do('POST /api/concerns/{id}/accept', { params, body: accept })
    await assign(id, 'henglian')
    soon()
    await sendBack(id)
    soon()
    await officer.do('POST /api/concerns/{id}/raiser', {
      params,
      body: { name: '田野', phone: '13800000042' },
    })
    expect((await show(officer, id)).raiser.phone).toBe('138****0042')
    expect((await show(property, id)).raiser.phone).toBeNull()
  })
})

describe('a part that was done or called off', () => {
  it('knows the record up to that: its answer, not what the worker said of it', async () => {
    const { id, key } = await raised({ phone: '13800000042' })
    await assign(id, 'henglian', ['feixun'])
    await takeUp(property, id)
    await contact(property, id)
    soon()
    await platform.do('POST /api/concerns/{id}/contribute', { params: { id }, body: { note: '路线已改' } })
    const assisted = await show(platform, id)
    soon()
    await answer(property, id)
    const answered = await show(property, id)
    expect(answered).toMatchObject({ status: 'answered', answer: { text: '南门已开放' }, outcome: null })
    soon()
    await hall.anyone().do('POST /api/concerns/follow/rate', {
      body: { ...key, outcome: 'unsolved', satisfaction: 'dissatisfied' },
    })
    soon()
    await assign(id, 'cbd-office')
    await takeUp(office, id)
    await contact(office, id)
    soon()
    await office.do('POST /api/concerns/{id}/answer', {
      params: { id },
      body: { text: '北门也开放了', claim: 'solved' },
    })
    const later = await show(property, id)
    // The answer it gave was followed by another; its own stays with its part.
    expect(later).toEqual({ ...answered, answer: null })
    expect(later.parties.find((one) => one.part === 'lead')).toMatchObject({
      state: 'done',
      reply: '南门已开放',
    })
    expect(await show(platform, id)).toEqual(assisted)
    expect(assisted).toMatchObject({
      status: 'contacted',
      answer: null,
      lead: { name: '恒联物业服务有限公司' },
    })
    expect(assisted.parties.map((one) => [one.part, one.state, one.reply])).toEqual([
      ['lead', 'open', null],
      ['assist', 'done', '路线已改'],
    ])
  })

  it('shows a request that was decided later as it waited then', async () => {
    const { id, params } = await raised()
    await assign(id, 'henglian', ['feixun'])
    await takeUp(property, id)
    await contact(property, id)
    soon()
    await property.do('POST /api/concerns/{id}/ask-extension', {
      params,
      body: { until: '2026-12-20', reason: '门禁改造' },
    })
    await leader.do('POST /api/concerns/{id}/press', {
      params,
      body: { note: '请抓紧', replyBy: '2026-11-27' },
    })
    soon()
    await platform.do('POST /api/concerns/{id}/contribute', { params, body: { note: '路线已改' } })
    soon()
    await leader.do('POST /api/concerns/{id}/grant-extension', { params, body: { note: '同意' } })
    await property.do('POST /api/concerns/{id}/report', { params, body: { note: '在改门禁' } })
    const seen = await show(platform, id)
    expect(seen.extensions).toMatchObject([{ state: 'asked', decidedBy: null, decisionNote: null }])
    expect(seen.presses).toMatchObject([{ note: '请抓紧', repliedAt: null, reply: null }])
    expect((await show(property, id)).extensions).toMatchObject([{ state: 'granted', decisionNote: '同意' }])
  })

  it('is called off when another leads: the body it was knows nothing after', async () => {
    const { id } = await raised()
    await assign(id, 'henglian', ['feixun'])
    soon()
    await sendBack(id)
    soon()
    await assign(id, 'cbd-office')
    const then = await show(platform, id)
    soon()
    await takeUp(office, id)
    expect(await show(platform, id)).toEqual(then)
    expect(then.parties.find((one) => one.part === 'assist')).toMatchObject({ state: 'cancelled' })
  })

  it('is no place to merge another matter into', async () => {
    const other = await hall.as('maodan')
    const { id } = await raised()
    await assign(id, 'chaowai')
    await other.do('POST /api/concerns/{id}/send-back', { params: { id }, body: { reason: '不在本街道' } })
    // A step that was never its own is not its own now, whatever the record says.
    const reopened = await other.call('POST /api/concerns/{id}/reopen', {
      params: { id },
      body: { note: '再办' },
    })
    expect(reopened.problem.code).toBe('not-yours')
    const own = hall.newId(110105)
    await other.do('POST /api/concerns/register', {
      body: {
        id: own,
        classCode: 'access',
        title: '入楼绕行',
        text: '南门不让进',
        source: 'officer',
        sealed: false,
      },
    })
    const merged = await other.call('POST /api/concerns/{id}/merge', {
      params: { id: own },
      body: { into: id },
    })
    expect(merged.problem.code).toBe('not-yours')
    const seen = await other.do('GET /api/concerns/{id}', { params: { id: own } })
    expect(seen.status).toBe('received')
  })
})
