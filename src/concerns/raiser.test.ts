import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'
import { splitRecordId } from '../kernel/id.ts'
import { concernRoutes } from './contract.ts'
import { sealRaisers } from './raiser.ts'

let hall: World
let officer: Person
beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
})

const asked = (more: object = {}) => ({
  id: hall.newId(),
  classCode: 'access',
  text: '大厦不让走正门，绕行要十来分钟。',
  sealed: true,
  code: hall.newCode(),
  ...more,
})
const uuid = (id: string) => splitRecordId(id)!.id
const eventsOf = async (id: string) =>
  (
    await hall.pool.query<Record<string, unknown>>(
      'select type, account_id, person_id, by_name, org_id, host(address) as address, data from event where subject = $1 order by seq',
      [uuid(id)],
    )
  ).rows

describe.each(['console', 'worker'] as const)('a raiser’s steps at the %s’s address', (app) => {
  it('with a session of staff in the browser leave no account, person or address', async () => {
    const body = asked()
    const step = async (key: string, input: object) => {
      const answer = await officer.send(key, { body: input }, app)
      expect(answer.statusCode, `${key} ${answer.body}`).toBe(200)
      return answer.json<{ number: string }>()
    }
    const { number } = await step('POST /api/concerns', body)
    const key = { number, code: body.code }
    await step('POST /api/concerns/follow', key)
    await step('POST /api/concerns/follow/supplement', { ...key, note: '今天又绕了一次' })
    await step('POST /api/concerns/follow/withdraw', key)
    const left = await eventsOf(body.id)
    expect(left.map(({ type }) => type)).toEqual([
      'concern.raised',
      'concern.supplemented',
      'concern.withdrawn',
    ])
    for (const one of left)
      expect(one).toMatchObject({ account_id: null, person_id: null, by_name: '职工', address: null })
    // The union it was raised at, whoever's browser it was.
    expect(left[0]!['org_id']).toBe(hall.org('cbd'))
    // Nowhere in the database does the concern stand beside the account.
    const { rows } = await hall.pool.query<{ row: string }>(
      `select r::text as row from receipt r where r.id = $1 union all select x::text from concern x where x.id = $1
       union all select x::text from concern_raiser x where x.concern_id = $1 union all select t::text from task t where t.about_id = $1`,
      [uuid(body.id)],
    )
    const { rows: account } = await hall.pool.query<{ id: string }>(
      `select id from account where login = 'zhaoyiming'`,
    )
    expect(rows.length).toBeGreaterThan(2)
    for (const { row } of rows) {
      expect(row).not.toContain(account[0]!.id)
      expect(row).not.toContain('赵一鸣')
    }
    const { timeline } = await officer.do('GET /api/concerns/{id}', { params: { id: body.id } })
    expect(new Set(timeline.map(({ by }) => by))).toEqual(new Set(['职工']))
  })
})

it('every public write of concerns is a raiser’s', () => {
  const writes = Object.values(concernRoutes).filter(
    (route) => route.method !== 'GET' && route.access === 'public' && !('transaction' in route),
  )
  expect(writes.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/api/concerns', '/api/concerns/follow/rate']),
  )
  expect(writes.filter((route) => !('raiser' in route)).map(({ path }) => path)).toEqual([])
})

describe('who raised something while signed in', () => {
  it('finds it again, and the database alone does not tell', async () => {
    const worker = await hall.worker('13900000071')
    const body = asked()
    const { number } = await worker.do('POST /api/concerns', { body })
    expect((await worker.do('GET /api/my/concerns', {})).items.map((one) => one.number)).toEqual([number])
    const [raised] = await eventsOf(body.id)
    expect(raised).toMatchObject({ account_id: null, person_id: null, address: null, by_name: '职工' })
    const { rows: person } = await hall.pool.query<{ id: string }>(
      `select person_id as id from session where person_id is not null order by created_at desc limit 1`,
    )
    const { rows } = await hall.pool.query<{ row: string }>(
      `select x::text as row from concern_raiser x where concern_id = $1 union all select x::text from concern x where id = $1`,
      [uuid(body.id)],
    )
    for (const { row } of rows) expect(row).not.toContain(person[0]!.id)
  })

  it('before it was sealed is sealed at a start, and still finds it', async () => {
    const worker = await hall.worker('13900000072')
    const body = asked()
    await worker.do('POST /api/concerns', { body })
    await worker.do('POST /api/my/record', { body: { name: '海棠' } })
    const { rows } = await hall.pool.query<{ area: number; id: string }>(
      `select area, subject as id from event where type = 'person.corrected'`,
    )
    const { area, id } = rows[0]!
    await hall.pool.query(
      'update concern_raiser set person = null, person_hash = null, person_area = $2, person_id = $3 where concern_id = $1',
      [uuid(body.id), area, id],
    )
    expect((await worker.do('GET /api/my/concerns', {})).items).toEqual([])
    expect(await sealRaisers(hall.services.db, hall.services.keyring)).toBe(1)
    expect(await sealRaisers(hall.services.db, hall.services.keyring)).toBe(0)
    expect((await worker.do('GET /api/my/concerns', {})).items).toHaveLength(1)
    const { rows: after } = await hall.pool.query(
      'select person_area, person_id from concern_raiser where concern_id = $1',
      [uuid(body.id)],
    )
    expect(after).toEqual([{ person_area: null, person_id: null }])
  })

  it('is not told by the sealed matters that change at the moment they ask to be forgotten', async () => {
    const worker = await hall.worker('13900000073')
    const [sealed, named] = [asked(), asked({ sealed: false, name: '海棠', phone: '13900000073' })]
    for (const body of [sealed, named]) await worker.do('POST /api/concerns', { body })
    await worker.do('POST /api/my/record/forget', { body: { confirm: true } })
    const types = async (id: string) => (await eventsOf(id)).map(({ type }) => type)
    expect(await types(named.id)).toContain('concern.raiser-forgotten')
    expect(await types(sealed.id)).toEqual(['concern.raised'])
    const { rows } = await hall.pool.query(
      'select name, phone, phone_hash, person, person_hash from concern_raiser where concern_id = $1',
      [uuid(sealed.id)],
    )
    expect(rows).toEqual([{ name: null, phone: null, phone_hash: null, person: null, person_hash: null }])
  })

  it('or left a number is not to be found in the roster by the database alone, nor a sealed matter by a named one', async () => {
    const phone = '13900000074'
    const worker = await hall.worker(phone)
    const bodies = [
      asked({ phone }),
      asked({ phone, sealed: false, name: '海棠' }),
      asked(),
      asked({ sealed: false }),
    ]
    for (const body of bodies.slice(0, 2)) await hall.anyone().do('POST /api/concerns', { body })
    for (const body of bodies.slice(2)) await worker.do('POST /api/concerns', { body })
    const mine = async () => (await worker.do('GET /api/my/concerns', {})).items.map((one) => one.id).sort()
    const all = bodies.map(({ id }) => id).sort()
    expect(await mine()).toEqual(all)
    const ids = bodies.map(({ id }) => uuid(id))
    const alone = async () =>
      (
        await hall.pool.query(
          `select r.concern_id from concern_raiser r where concern_id = any($1::uuid[]) and (
             exists (select 1 from person_claim k where k.hash in (r.phone_hash, r.person_hash))
             or exists (select 1 from concern x join concern_raiser o on o.area = x.area and o.concern_id = x.id, concern own
               where own.id = r.concern_id and x.sealed <> own.sealed and (o.phone_hash = r.phone_hash or o.person_hash = r.person_hash))
             or (select sealed from concern where id = r.concern_id) and r.phone_masked is not null)`,
          [ids],
        )
      ).rows
    expect(await alone()).toEqual([])
    // As rows of before were.
    await hall.pool.query(
      `update concern_raiser r set apart = false, person_hash = case when person is null then null else sha256('one') end,
         phone_hash = (select k.hash from person_claim k join person p on p.id = k.person_id where p.phone_masked = '139****0074')
       where concern_id = any($1::uuid[])`,
      [ids],
    )
    expect(await mine()).toEqual([])
    expect(await alone()).not.toEqual([])
    expect(await sealRaisers(hall.services.db, hall.services.keyring)).toBe(4)
    expect(await sealRaisers(hall.services.db, hall.services.keyring)).toBe(0)
    expect(await mine()).toEqual(all)
    expect(await alone()).toEqual([])
  })
})
