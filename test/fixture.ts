import { randomBytes, randomInt } from 'node:crypto'
import { writeXlsx } from 'hucre/xlsx'
import { hashPassword } from '../src/accounts/password.ts'
import { tokenHash } from '../src/accounts/session.ts'
import { roles, type Role } from '../src/kernel/access.ts'
import { recordId, uuidv7 } from '../src/kernel/id.ts'
import { growOrgs, type Seedling } from '../src/org/grow.ts'
import type { Person } from './harness.ts'
import { world, type World } from './harness.ts'
import { photo } from './photo.ts'

/**
 * Where someone stands towards the record in question, which belongs to the union `own`, a street's below its
 * district: the union itself, the one above, one below, one beside, one in another district; and the body in a
 * third district that the matter was handed to.
 */
export const positions = ['own', 'ancestor', 'descendant', 'sibling', 'other', 'handed'] as const
/** At the `top` of the tree there is an administrator alone. */
export type Position = (typeof positions)[number] | 'top'

export type Actor = {
  role: Role | 'worker' | 'signed out'
  at: Position
  orgId: number
  area: number
  person: Person
}

const area = 110105
const tree: Seedling[] = [
  { key: 'top', parent: null, name: '某市总工会', kind: 'federation', area: { code: 110100, name: '某市' } },
  {
    key: 'ancestor',
    parent: 'top',
    name: '甲区总工会',
    kind: 'federation',
    area: { code: area, name: '甲区' },
  },
  { key: 'own', parent: 'ancestor', name: '柳荫街道总工会', kind: 'federation' },
  { key: 'descendant', parent: 'own', name: '晴川科技工会', kind: 'grassroots' },
  { key: 'sibling', parent: 'ancestor', name: '槐北街道总工会', kind: 'federation' },
  {
    key: 'other',
    parent: 'top',
    name: '乙区总工会',
    kind: 'federation',
    area: { code: 110106, name: '乙区' },
  },
  {
    key: 'third',
    parent: 'top',
    name: '丙区总工会',
    kind: 'federation',
    area: { code: 110107, name: '丙区' },
  },
  { key: 'handed', parent: 'third', name: '迅达配送', kind: 'platform' },
  // Leads where `handed` only assists; nobody signs in for it.
  { key: 'bystander', parent: 'third', name: '远山物业', kind: 'property' },
]
const password = 'qiu-shui-chang-tian-1955'
const words = '南门不让进，要绕货运通道走十几分钟'

export type Stage =
  'received' | 'accepted' | 'assigned' | 'taken-up' | 'contacted' | 'answered' | 'called-back' | 'closed'

export type Fixture = Awaited<ReturnType<typeof fixture>>

/** An invented small tree with an account of every role at every position, two workers, and makers of records. */
export async function fixture() {
  const hall = await world({ bare: true })
  const { services, clock } = hall
  const now = clock.now()
  const orgs = await services.db
    .transaction()
    .execute((tx) => growOrgs(tx, tree, { name: '初始数据', now, day: '2026-11-23', change: 'created' }))
  services.areas.forget()
  const org = (key: string) => orgs.get(key)!
  const passwordHash = await hashPassword(password)

  async function account(at: string, role: Role, login: string) {
    const id = uuidv7(now.getTime())
    await services.db
      .insertInto('account')
      // Any secret counts as enrolled: administrators without one may do nothing else.
      .values({
        id,
        login,
        name: `${roles[role].name}${login}`,
        password_hash: passwordHash,
        totp: role === 'admin' ? randomBytes(8) : null,
        created_at: now,
      })
      .execute()
    await services.db
      .insertInto('appointment')
      .values({ id: uuidv7(now.getTime()), account_id: id, org_id: org(at), role, starts_on: '2026-01-01' })
      .execute()
    return id
  }
  /** Signs in without the door. */
  async function session(person: Person, accountId: string) {
    const [token, csrf] = [randomBytes(32).toString('base64url'), randomBytes(24).toString('base64url')]
    const expires = new Date(now.getTime() + 8 * 3_600_000)
    await services.db
      .insertInto('session')
      .values({
        token_hash: tokenHash(token),
        account_id: accountId,
        csrf,
        created_at: now,
        expires_at: expires,
        person_area: null,
        person_id: null,
        acting_org: null,
      })
      .execute()
    person.cookie = `unionhall-console=${token}`
    person.csrf = csrf
  }

  const actors: (Actor & { accountId?: string; login?: string })[] = []
  const areas: Partial<Record<Position, number>> = { other: 110106, handed: 110107, top: 110100 }
  const posts = positions.flatMap((at) => (Object.keys(roles) as Role[]).map((role) => [at, role] as const))
  for (const [at, role] of [...posts, ['top', 'admin'] as const]) {
    const login = `${role}.${at}`
    const accountId = await account(at, role, login)
    const person = hall.anyone()
    await session(person, accountId)
    actors.push({ role, at, orgId: org(at), area: areas[at] ?? area, person, accountId, login })
  }
  const phone = { own: '13800000042', other: '13800000043' }
  const worker = { own: await hall.worker(phone.own), other: await hall.worker(phone.other) }
  for (const at of ['own', 'other'] as const)
    actors.push({ role: 'worker', at, orgId: 0, area, person: worker[at] })
  actors.push({ role: 'signed out', at: 'other', orgId: 0, area, person: hall.anyone() })

  const sessions = await services.db.selectFrom('session').selectAll().execute()
  const who = (role: Role, at: Position = 'own') => actors.find((one) => one.role === role && one.at === at)!
  const officer = who('officer').person
  const newId = (of = area) => recordId(of, uuidv7(now.getTime()))
  let count = 0

  return {
    ...hall,
    actors,
    who,
    org,
    area,
    password,
    words,
    newId,
    /** Everybody is signed in again, whatever the route before ended. */
    arrive: () =>
      services.db
        .insertInto('session')
        .values(sessions)
        .onConflict((oc) => oc.doNothing())
        .execute(),
    accountOf: (role: Role, at: Position = 'own') => who(role, at).accountId!,
    async appointmentOf(accountId: string) {
      const row = await services.db
        .selectFrom('appointment')
        .select('id')
        .where('account_id', '=', accountId)
        .executeTakeFirstOrThrow()
      return row.id
    },
    photo: photo(0),
    /** A photo sent with a concern of `own` that was handed on. */
    async attached() {
      const { sha256, ticket } = (
        await hall.anyone().send('POST /api/files/photo', { body: photo(0) })
      ).json<{
        sha256: string
        ticket: string
      }>()
      const about = newId()
      await officer.do('POST /api/concerns/register', {
        body: {
          id: about,
          classCode: 'access',
          title: '骑手入楼绕行',
          text: words,
          source: 'officer',
          sealed: false,
          photos: [ticket],
        },
      })
      await this.carry(about, 'assigned', officer)
      return { about, sha256 }
    },
    /** A workbook of one new org. */
    async orgSheet() {
      const rows = [
        ['名称', '上级', '简称', '类别', '统一社会信用代码'],
        [`白塔${++count}公司工会`, null, null, '基层工会', null],
      ]
      return Buffer.from(await writeXlsx({ sheets: [{ name: '组织', rows }] }))
    },
    account: (at: string, role: Role = 'officer') => account(at, role, `spare.${++count}`),
    /** A worker nobody else is. */
    newWorker: () => hall.worker(`139${String(10_000_000 + ++count)}`),
    newPhone: () => `137${String(10_000_000 + ++count)}`,
    /** The phone whose code was sent just now, and the code. */
    async phoneCode() {
      const number = `136${String(10_000_000 + ++count)}`
      await hall.anyone().do('POST /api/phone-code', { body: { phone: number } })
      return {
        phone: number,
        code: /验证码 (\d{6})/.exec(hall.log.findLast((line) => line.includes(number))!)![1]!,
      }
    },
    /** Raised by the worker at `own`, received by the district. */
    async raised() {
      const [id, code] = [newId(), String(randomInt(0, 1e8)).padStart(8, '0')]
      const body = { id, classCode: 'access', text: words, sealed: false, code }
      const { number } = await worker.own.do('POST /api/concerns', { body })
      return { id, number, code, key: { number, code } }
    },
    /** Raised, answered by its lead, and waiting for the worker's word. */
    async answeredToWorker() {
      const concern = await this.raised()
      await this.carry(concern.id, 'answered', who('officer', 'ancestor').person)
      return concern
    },
    /** Registered by the union `own` and brought to `stage`; handed to `handed` as its lead, or to assist. */
    async concern(
      stage: Stage = 'received',
      more: { sealed?: boolean; assist?: boolean } = {},
    ): Promise<string> {
      const id = newId()
      await officer.do('POST /api/concerns/register', {
        body: {
          id,
          classCode: 'access',
          title: '骑手入楼绕行',
          text: words,
          source: 'officer',
          sealed: more.sealed ?? false,
          name: '田野',
          phone: phone.own,
        },
      })
      await this.carry(id, stage, officer, more.assist)
      return id
    },
    /** Two that were handed on and were found to be likely one matter. */
    async alike(): Promise<[id: string, other: string]> {
      const [id, other] = [await this.concern('assigned'), await this.concern('assigned')]
      await services.db
        .insertInto('concern_pair')
        .values({
          area,
          id: uuidv7(now.getTime()),
          concern_id: id.slice(7),
          other_area: area,
          other_id: other.slice(7),
          score: 1,
          state: 'offered',
          at: now,
        })
        .execute()
      return [id, other]
    },
    /** Taken from a newspaper, so nobody in particular raised it; handed on. */
    async reported(): Promise<string> {
      const id = newId()
      await officer.do('POST /api/concerns/register', {
        body: {
          id,
          classCode: 'access',
          title: '骑手入楼绕行',
          text: words,
          source: 'intake',
          sealed: false,
        },
      })
      await this.carry(id, 'assigned', officer)
      return id
    },
    async carry(id: string, stage: Stage, owner: Person, assist = false) {
      const params = { id }
      const lead = who('handler', 'handed').person
      const steps: [Stage, () => Promise<unknown>][] = [
        ['received', () => Promise.resolve()],
        [
          'accepted',
          () =>
            owner.do('POST /api/concerns/{id}/accept', {
              params,
              body: { title: '骑手入楼绕行', classCode: 'access', urgency: 'general' },
            }),
        ],
        [
          'assigned',
          () =>
            owner.do('POST /api/concerns/{id}/assign', {
              params,
              body: assist
                ? { leadId: org('bystander'), assistIds: [org('handed')] }
                : { leadId: org('handed'), assistIds: [] },
            }),
        ],
        ['taken-up', () => lead.do('POST /api/concerns/{id}/take-up', { params, body: {} })],
        [
          'contacted',
          () =>
            lead.do('POST /api/concerns/{id}/contact', { params, body: { how: 'phone', note: '约好周三' } }),
        ],
        [
          'answered',
          () =>
            lead.do('POST /api/concerns/{id}/answer', {
              params,
              body: { text: '南门已开放', claim: 'solved' },
            }),
        ],
        [
          'called-back',
          () =>
            owner.do('POST /api/concerns/{id}/call-back', {
              params,
              body: { outcome: 'explained', satisfaction: 'fair' },
            }),
        ],
        ['closed', () => owner.do('POST /api/concerns/{id}/close', { params, body: {} })],
      ]
      for (const [reached, step] of steps) {
        await step()
        if (reached === stage) break
      }
    },
    async extensionAsked() {
      const id = await this.concern('contacted')
      await who('handler', 'handed').person.do('POST /api/concerns/{id}/ask-extension', {
        params: { id },
        body: { until: '2026-12-20', reason: '门禁改造' },
      })
      return id
    },
    /** A sealed concern whose identity the officer of `own` asked to open. */
    async identityAsked() {
      const id = await this.concern('assigned', { sealed: true })
      await officer.do('POST /api/concerns/{id}/request-identity', {
        params: { id },
        body: { reason: '当面取证' },
      })
      const { identityOpening } = await officer.do('GET /api/concerns/{id}', { params: { id } })
      return { id, opening: identityOpening!.id }
    },
    async identityOpened() {
      const { id, opening } = await this.identityAsked()
      await who('leader').person.do('POST /api/identity-openings/{id}/decide', {
        params: { id: opening },
        body: { approve: true },
      })
      return id
    },
    /** Handed on, and gathered under one cause by the union `own`. */
    async commonIssue() {
      const id = newId()
      await officer.do('POST /api/common-issues', {
        body: { id, title: '入楼难', cause: '门禁不认骑手', concernIds: [await this.concern('assigned')] },
      })
      return id
    },
    /** An open task on the desk of `own`, in its area. */
    async task() {
      const concern = await this.concern('received')
      const row = await services.db
        .selectFrom('task')
        .select(['area', 'id'])
        .where('about_area', '=', area)
        .where('about_id', '=', concern.slice(7))
        .executeTakeFirstOrThrow()
      return recordId(row.area, row.id)
    },
    async commitment() {
      const id = newId()
      await officer.do('POST /api/commitments', {
        body: { id, text: '月底前协调开放南门', dueOn: '2026-12-31' },
      })
      return id
    },
    async activity() {
      const id = newId()
      await officer.do('POST /api/activities', {
        body: { id, kinds: ['symposium'], title: '新就业形态劳动者座谈会' },
      })
      return id
    },
    clippingOf: (id: string) => ({
      id,
      title: '乙区总工会慰问户外劳动者',
      text: `近日，乙区总工会走访慰问户外劳动者。${id}`,
      articleType: 'hearing' as const,
      hostName: '乙区总工会',
      hostId: org('other'),
      proposed: { title: '乙区总工会慰问户外劳动者', kinds: ['visit' as const] },
    }),
    /** Kept by `own`, of what the district `other` held; where asked, offered to it or another. */
    async clipping(stage: 'kept' | 'offered' = 'kept', to: Position = 'other') {
      const id = newId()
      await officer.do('POST /api/clippings', { body: this.clippingOf(id) })
      if (stage === 'offered')
        await officer.do('POST /api/clippings/{id}/offer', { params: { id }, body: { orgId: org(to) } })
      return id
    },
    /** A clipping that is background to an activity of `own`. */
    async background() {
      const [id, recordId] = [await this.clipping(), await this.activity()]
      await officer.do('POST /api/clippings/{id}/link', {
        params: { id },
        body: { noun: 'activity', recordId, on: true },
      })
      return { id, about: recordId }
    },
    async someone() {
      const id = newId()
      await officer.do('POST /api/persons', {
        body: { id, name: '田野', phone: this.newPhone(), orgId: org('own') },
      })
      return id
    },
    /** Registered, and signed in with the phone since. */
    async someoneSignedIn() {
      const [id, number] = [newId(), this.newPhone()]
      await officer.do('POST /api/persons', { body: { id, name: '田野', phone: number, orgId: org('own') } })
      await hall.worker(number)
      return id
    },
    async intakePage() {
      const id = newId()
      await officer.do('POST /api/intake/accept', { body: this.acceptance(id) })
      return id
    },
    /** A concern that came from a page of `own`. */
    async concernOfPage() {
      const { records } = await officer.do('POST /api/intake/accept', { body: this.acceptance(newId()) })
      return records[0]!.id
    },
    acceptance: (id: string) => ({
      id,
      text: `座谈会上，骑手反映入楼送货难。${id}`,
      items: [
        {
          key: 'c1',
          recordId: uuidv7(now.getTime()),
          articleIndex: 0,
          kind: 'concern' as const,
          title: '入楼送货难',
          text: '入楼送货难',
          span: null,
          classCode: 'access',
        },
      ],
    }),
    async feedback() {
      const id = uuidv7(now.getTime())
      await hall.anyone().do('POST /api/feedback', { body: { id, app: 'worker', text: '字太小' } })
      return id
    },
    /** A new grassroots union right below `own`. */
    async child() {
      const key = `child${++count}`
      const made = await services.writes.transaction().execute((tx) =>
        growOrgs(tx, [{ key, parent: org('own'), name: `青禾${count}公司工会`, kind: 'grassroots' }], {
          name: '初始数据',
          now,
          day: '2026-11-23',
          change: 'created',
        }),
      )
      return made.get(key)!
    },
  }
}
export type { World }
