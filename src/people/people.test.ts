import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
/** Officer of the CBD (its own area inside 朝阳区). */
let cbd: Person
/** Officer of 朝阳区, whose subtree holds the CBD and 朝外街道. */
let district: Person
/** Officer of 朝外街道, below the root of its area. */
let street: Person

beforeAll(async () => {
  hall = await world()
  cbd = await hall.as('zhaoyiming')
  district = await hall.as('zhouhang')
  street = await hall.as('maodan')
})

let made = 0
/** Mobile numbers and identity numbers nobody had before; all invented. */
const newPhone = () => `1390001${String(++made).padStart(4, '0')}`
function newIdNumber(born = '19900307'): string {
  const seventeen = `110105${born}${String(++made).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return seventeen + '10X98765432'[weights.reduce((sum, w, i) => sum + w * Number(seventeen[i]), 0) % 11]!
}
type Body = { name: string; phone: string; idNumber: string; orgId: number; newForm: string; id: string }
function bodyOf(more: Partial<Body>, area = 110199) {
  return { id: hall.newId(area), name: `某工友${++made}`, orgId: hall.org('henglian'), ...more }
}
const register = async (more: Partial<Body> = {}, who = cbd, area = 110199) => {
  const body = bodyOf(more, area)
  await who.do('POST /api/persons', { body })
  return { ...body, params: { id: body.id } }
}
const find = async (q: string, who = cbd) =>
  (await who.do('GET /api/persons', { query: { q, limit: 100 } })).items.map((one) => one.name)
const code = (answer: { status: number; problem: { code: string } }) => [answer.status, answer.problem.code]

describe('registering', () => {
  it('masks numbers, seals them, and reads birthday and sex from the identity number', async () => {
    const phone = newPhone()
    const idNumber = newIdNumber('19851112')
    const { params, name } = await register({ phone, idNumber, newForm: '外卖骑手' })
    const seen = await cbd.do('GET /api/persons/{id}', { params })
    expect(seen).toMatchObject({
      name,
      phoneMasked: `139****${phone.slice(7)}`,
      idNumberMasked: `${'*'.repeat(17)}${idNumber.slice(17)}`,
      birth: '1985-11-12',
      newForm: '外卖骑手',
      org: { name: '恒联物业服务有限公司' },
    })
    expect(seen.timeline).toMatchObject([{ text: '登记到恒联物业服务有限公司', by: 'CBD总工会 赵一鸣' }])
    const { rows } = await hall.pool.query<{ row: string }>(
      `select to_jsonb(p)::text || coalesce((select string_agg(to_jsonb(e)::text, '') from event e where e.subject = p.id), '') as row from person p where id = $1`,
      [params.id.slice(7)],
    )
    expect(rows[0]!.row).not.toContain(phone)
    expect(rows[0]!.row).not.toContain(Buffer.from(phone).toString('hex'))
    expect(rows[0]!.row).not.toContain(idNumber)
  })

  it('answers the same send again and refuses another under its id', async () => {
    const { params: _, ...body } = await register({ phone: newPhone() })
    await cbd.do('POST /api/persons', { body })
    expect(code(await cbd.call('POST /api/persons', { body: { ...body, name: '另一人' } }))).toEqual([
      409,
      'id-taken',
    ])
  })

  it('refuses a second person with the same number, in another area too, and names only whom the asker may see', async () => {
    const phone = newPhone()
    const idNumber = newIdNumber()
    const { name } = await register({ phone, idNumber })
    for (const again of [{ phone: `+86 ${phone}` }, { idNumber: idNumber.toLowerCase() }]) {
      const near = await cbd.call('POST /api/persons', { body: bodyOf(again) })
      expect(code(near)).toEqual([409, 'person-exists'])
      expect(near.problem.hint).toContain(`${name}（恒联物业服务有限公司）`)
      const above = await district.call('POST /api/persons', {
        body: bodyOf({ ...again, orgId: hall.org('chaowai') }, 110105),
      })
      expect(above.problem.hint).toContain(name)
      const far = await street.call('POST /api/persons', {
        body: bodyOf({ ...again, orgId: hall.org('chaowai') }, 110105),
      })
      expect(code(far)).toEqual([409, 'person-exists'])
      expect(JSON.stringify(far.problem)).not.toContain(name)
      expect(JSON.stringify(far.problem)).not.toContain('恒联')
    }
  })

  it('lets one of two win who register the same number at once', async () => {
    const idNumber = newIdNumber()
    const both = await Promise.all([
      cbd.call('POST /api/persons', { body: bodyOf({ idNumber }) }),
      street.call('POST /api/persons', { body: bodyOf({ idNumber, orgId: hall.org('xinglan') }, 110105) }),
    ])
    expect(both.map((one) => one.status).sort()).toEqual([200, 409])
    expect(both.find((one) => one.status === 409)!.problem.code).toBe('person-exists')
  })

  it('warns of a namesake in the same org', async () => {
    const { name } = await register()
    const { warnings } = await cbd.do('POST /api/persons', { body: bodyOf({ name }) })
    expect(warnings.join()).toContain(name)
  })

  it.each([
    ['a phone of ten digits', { phone: '1390001000' }, 422, 'phone-format', 'phone'],
    ['a wrong check digit', { idNumber: '110105199003070011' }, 422, 'id-number-format', 'idNumber'],
    ['a birthday to come', { idNumber: 'tomorrow' }, 422, 'id-number-format', 'idNumber'],
    ['no name', { name: '' }, 422, 'bad-input', 'name'],
    [
      'an area that is not the org’s',
      { id: '110101-00000000-0000-7000-8000-000000000000' },
      422,
      'bad-input',
      'id',
    ],
  ])('refuses %s by name', async (_what, wrong, status, name, path) => {
    const body = bodyOf(wrong)
    if (body.idNumber === 'tomorrow') body.idNumber = newIdNumber('20261124')
    const answer = await cbd.call('POST /api/persons', { body })
    expect(code(answer)).toEqual([status, name])
    expect(answer.problem.fields?.map((one) => one.path)).toEqual([path])
  })

  it('is for orgs in reach, by those who keep the roster', async () => {
    expect(
      (await cbd.call('POST /api/persons', { body: bodyOf({ orgId: hall.org('chaowai') }, 110105) })).status,
    ).toBe(404)
    expect(code(await cbd.call('POST /api/persons', { body: bodyOf({ orgId: 999_999 }) }))).toEqual([
      422,
      'unknown-org',
    ])
    const observer = await hall.as('gaoyuan')
    expect((await observer.call('POST /api/persons', { body: bodyOf({}) })).status).toBe(403)
    expect((await observer.call('GET /api/persons', {})).status).toBe(403)
  })
})

describe('the roster', () => {
  it('is found by name, pinyin, initials and whole numbers, and by nothing less', async () => {
    const phone = newPhone()
    const idNumber = newIdNumber()
    await register({ name: '单雨桐', phone, idNumber })
    // A surname is read as one: 单 is shàn.
    for (const q of ['单', '单雨桐', 'shanyu', 'Shan Yutong', 'syt', phone, idNumber])
      expect(await find(q), q).toEqual(['单雨桐'])
    for (const q of [phone.slice(0, 10), phone.slice(7), '%', 'danyu']) expect(await find(q), q).toEqual([])
    expect(await find(phone, street)).toEqual([])
    expect(await find(phone, district)).toEqual(['单雨桐'])
  })

  it('reaches the own subtree: a sibling’s people are not there', async () => {
    const mine = await register({ orgId: hall.org('xinglan') }, street, 110105)
    const beside = await register({ orgId: hall.org('traffic') }, district, 110105)
    const all = async (who: Person) => {
      const ids: string[] = []
      let cursor: string | undefined
      do {
        const page = await who.do('GET /api/persons', { query: { limit: 2, cursor } })
        ids.push(...page.items.map((one) => one.id))
        cursor = page.next ?? undefined
      } while (cursor)
      return ids
    }
    expect(await all(street)).toContain(mine.id)
    expect(await all(street)).not.toContain(beside.id)
    const whole = await all(district)
    expect(whole).toEqual(expect.arrayContaining([mine.id, beside.id]))
    expect(new Set(whole).size).toBe(whole.length)
    const below = await district.do('GET /api/persons', { query: { orgId: hall.org('chaowai'), limit: 100 } })
    expect(below.items.map((one) => one.id)).toContain(mine.id)
    expect(below.items.map((one) => one.id)).not.toContain(beside.id)
    const { params } = beside
    expect((await street.call('GET /api/persons/{id}', { params })).status).toBe(404)
    expect(
      (await street.call('POST /api/persons/{id}/change', { params, body: { name: '改名' } })).status,
    ).toBe(404)
    const reveal = { params, body: { field: 'phone' as const, purpose: '核对名单' } }
    expect((await street.call('POST /api/persons/{id}/reveal', reveal)).status).toBe(404)
    const observer = await hall.as('gaoyuan')
    expect((await observer.call('GET /api/persons/{id}', { params })).status).toBe(403)
  })

  it('is corrected, and a number given up is free for another', async () => {
    const phone = newPhone()
    const idNumber = newIdNumber()
    const one = await register({ phone, idNumber })
    const other = await register()
    const change = (body: object, params = one.params) =>
      cbd.call('POST /api/persons/{id}/change', { params, body })
    expect(code(await change({ phone }, other.params))).toEqual([409, 'person-exists'])
    expect(code(await change({ idNumber }, other.params))).toEqual([409, 'person-exists'])
    expect(code(await change({ phone: '123' }))).toEqual([422, 'phone-format'])
    expect(code(await change({ idNumber: '123' }))).toEqual([422, 'id-number-format'])
    expect(code(await change({ orgId: 999_999 }))).toEqual([422, 'unknown-org'])
    expect((await change({ orgId: hall.org('chaowai') })).status).toBe(404)
    const moved = await district.call('POST /api/persons/{id}/change', {
      params: one.params,
      body: { orgId: hall.org('chaowai') },
    })
    expect(moved.problem.fields).toEqual([{ path: 'orgId', message: '只能改到本地区的组织' }])
    expect((await change({ name: '解小川', orgId: hall.org('feixun'), phone: null })).status).toBe(200)
    const seen = await cbd.do('GET /api/persons/{id}', { params: one.params })
    expect(seen).toMatchObject({ name: '解小川', phoneMasked: null, org: { name: '飞巡即时配送有限公司' } })
    expect(seen.timeline.at(-1)!.text).toContain('姓名、所属组织')
    expect(seen.timeline.at(-1)!.text).not.toContain('解小川')
    expect(await find('xiexiao')).toEqual(['解小川'])
    expect(await find(phone)).toEqual([])
    expect((await change({ phone }, other.params)).status).toBe(200)
    expect(await find(phone)).toEqual([other.name])
  })
})

describe('the person', () => {
  it('is shown who looked, at what and for what', async () => {
    const phone = newPhone()
    const idNumber = newIdNumber()
    const { params, name } = await register({ phone, idNumber })
    const reveal = (field: 'phone' | 'id-number', purpose: string) =>
      cbd.call('POST /api/persons/{id}/reveal', { params, body: { field, purpose } })
    expect((await reveal('phone', '')).problem.fields?.[0]?.path).toBe('purpose')
    expect((await reveal('phone', '通知体检时间')).json).toEqual({ value: phone })
    expect((await reveal('id-number', '购买意外保险')).json).toEqual({ value: idNumber })
    await district.do('GET /api/persons/{id}', { params })
    await district.do('GET /api/persons/{id}', { params })
    const worker = await hall.worker(phone)
    const about = await worker.do('GET /api/my/record', {})
    expect(about).toMatchObject({ name, org: { name: '恒联物业服务有限公司' } })
    expect(about.views.map((one) => [one.org, one.who, one.what, one.purpose]).sort()).toEqual(
      [
        ['北京CBD总工会', '赵一鸣', '完整手机号', '通知体检时间'],
        ['北京CBD总工会', '赵一鸣', '完整证件号', '购买意外保险'],
        ['朝阳区总工会', '周航', '名册信息', null],
      ].sort(),
    )
    const { rows } = await hall.pool.query<{ note: string }>(
      `select note from event where subject = $1 and type = 'person.revealed' order by seq`,
      [params.id.slice(7)],
    )
    expect(rows.map((row) => row.note)).toEqual(['通知体检时间', '购买意外保险'])
  })

  it('corrects itself, and reads what is held of its concerns', async () => {
    const phone = newPhone()
    const worker = await hall.worker(phone)
    expect(await worker.do('GET /api/my/record', {})).toMatchObject({
      name: '',
      org: null,
      held: [],
      views: [],
    })
    await worker.do('POST /api/my/record', { body: { name: '仇一帆', newForm: '快递员' } })
    const id = hall.newId()
    await worker.do('POST /api/concerns', {
      body: {
        id,
        classCode: 'pay',
        text: '单价又降了',
        sealed: true,
        name: '仇一帆',
        phone,
        code: hall.newCode(),
      },
    })
    const params = { id }
    await cbd.do('POST /api/concerns/{id}/accept', {
      params,
      body: { title: '配送单价下调', classCode: 'pay', urgency: 'general' },
    })
    // The concern is sealed and the event log is kept for good: neither says who raised it.
    expect(JSON.stringify(await cbd.do('GET /api/concerns/{id}', { params }))).not.toContain('仇一帆')
    const leader = await hall.as('sunqian')
    await cbd.do('POST /api/concerns/{id}/request-identity', { params, body: { reason: '要当面核实' } })
    const opening = (await cbd.do('GET /api/concerns/{id}', { params })).identityOpening!
    await leader.do('POST /api/identity-openings/{id}/decide', {
      params: { id: opening.id },
      body: { approve: true },
    })
    await cbd.do('POST /api/concerns/{id}/read-identity', { params, body: {} })
    const about = await worker.do('GET /api/my/record', {})
    expect(about).toMatchObject({ name: '仇一帆', newForm: '快递员', org: null })
    expect(about.held).toMatchObject([
      { what: '诉求', count: 1 },
      { what: '诉求里登记的姓名“仇一帆”', count: 1 },
    ])
    expect(about.views.map((one) => [one.who, one.what]).sort()).toEqual(
      [
        ['赵一鸣', '诉求“配送单价下调”的匿名身份'],
        ['孙倩', '同意打开诉求“配送单价下调”的匿名身份'],
      ].sort(),
    )
    expect((await cbd.call('GET /api/my/record', {})).status).toBe(403)
  })

  it('who signed in first and is registered later is one person once they say so, still signed in, in nobody’s roster before', async () => {
    const phone = newPhone()
    const worker = await hall.worker(phone)
    await worker.do('POST /api/my/record', { body: { name: '纪舟' } })
    await worker.do('POST /api/concerns', {
      body: { id: hall.newId(), classCode: 'meals', text: '没有饭点', sealed: false, code: hall.newCode() },
    })
    expect(await find('纪舟', await hall.as('zhouhang'))).toEqual([])
    const body = bodyOf({ phone, name: '纪舟' })
    const { warnings } = await cbd.do('POST /api/persons', { body })
    expect(warnings.join()).toContain('等本人')
    expect((await worker.do('GET /api/my/record', {})).org).toBeNull()
    await worker.do('POST /api/my/registration', { body: { mine: true } })
    const about = await worker.do('GET /api/my/record', {})
    expect(about).toMatchObject({ name: '纪舟', org: { name: '恒联物业服务有限公司' }, held: [{ count: 1 }] })
    expect((await worker.do('GET /api/my/concerns', {})).items).toHaveLength(1)
    const { rows } = await hall.pool.query(`select 1 from person where name = '纪舟'`)
    expect(rows).toHaveLength(1)
  })
})

describe('forgetting', () => {
  it('leaves nothing that leads to the person, also from concerns left without signing in', async () => {
    const phone = newPhone()
    const idNumber = newIdNumber()
    const { params, name } = await register({ phone, idNumber })
    const worker = await hall.worker(phone)
    const raised: { id: string; key: { number: string; code: string } }[] = []
    for (const who of [worker, hall.anyone()]) {
      const id = hall.newId()
      const secret = hall.newCode()
      const { number } = await who.do('POST /api/concerns', {
        body: {
          id,
          classCode: 'rest',
          text: `没有歇脚处${raised.length}`,
          sealed: false,
          name,
          phone,
          code: secret,
        },
      })
      raised.push({ id, key: { number, code: secret } })
    }
    await cbd.do('POST /api/concerns/{id}/reveal-contact', { params: { id: raised[0]!.id }, body: {} })
    expect((await worker.do('GET /api/my/record', {})).held).toMatchObject([{ count: 2 }, { count: 2 }])
    await worker.do('POST /api/my/record/forget', { body: { confirm: true } })

    expect((await worker.call('GET /api/my/record', {})).status).toBe(401)
    expect((await cbd.call('GET /api/persons/{id}', { params })).status).toBe(404)
    for (const q of [name, phone, idNumber]) expect(await find(q)).toEqual([])
    for (const { id, key } of raised) {
      expect(await cbd.do('POST /api/concerns/{id}/reveal-contact', { params: { id }, body: {} })).toEqual({
        name: '未留姓名',
        phone: null,
      })
      // Whoever holds number and code still follows the matter.
      expect((await hall.anyone().do('POST /api/concerns/follow', { body: key })).number).toBe(key.number)
    }
    const uuid = params.id.slice(7)
    const { rows } = await hall.pool.query<{ row: string }>(
      `select to_jsonb(p)::text || (select string_agg(to_jsonb(r)::text, '') from concern_raiser r where r.concern_id = any($2))
        || coalesce((select string_agg(to_jsonb(k)::text, '') from person_claim k where k.person_id = $1), '')
        || (select string_agg(to_jsonb(e)::text, '') from event e where e.subject = any($2 || $1)) as row from person p where id = $1`,
      [uuid, raised.map((one) => one.id.slice(7))],
    )
    const kept = JSON.stringify(rows[0]!.row)
    for (const word of [name, phone, idNumber]) expect(kept).not.toContain(word)
    expect(rows[0]!.row).toContain('"data_key": null')
    // The numbers are free: the same phone signs in as somebody new, who finds nothing.
    const again = await hall.worker(phone)
    expect(await again.do('GET /api/my/record', {})).toMatchObject({ name: '', held: [], views: [] })
    expect((await again.do('GET /api/my/concerns', {})).items).toEqual([])
    await cbd.do('POST /api/persons', { body: bodyOf({ idNumber }) })
  })

  it('takes a yes', async () => {
    const worker = await hall.worker(newPhone())
    const answer = await worker.call('POST /api/my/record/forget', { body: { confirm: false as true } })
    expect(code(answer)).toEqual([422, 'bad-input'])
  })
})
