import { uuidv7 } from '../src/kernel/id.ts'
import { Secret, TOTP } from 'otpauth'
import type { Api } from '../src/api.ts'
import type { Role } from '../src/kernel/access.ts'
import type { Actor, Fixture, Position } from './fixture.ts'
import type { Input, Person } from './harness.ts'

/**
 * Who may do what, written by hand from what each person's work is, not from the code: whoever adds a route says
 * here, in words, who may call it. Everybody not named is turned away: 401 when signed out, 403 when their duty is
 * another, 404 when the record is out of their sight.
 */
export type Who = 'everyone' | Partial<Record<Role | 'worker', readonly Position[]>>

export type Expectation<K extends keyof Api> = {
  /** Who may. */
  may: Who
  /** Who has the record in sight and the duty in general, but whose turn it is not: 403, not 404. */
  sees?: Exclude<Who, 'everyone'>
  /** On whose list the record of `own` stands, of those who may ask for the list. */
  shows?: Who
  /** What of the answer tells that it stands there; its text holds the record's id, unless told otherwise. */
  shown?: (answer: never, record: string) => boolean
  /** Answers to the turned away that differ from the rule above. */
  refused?: { signedOut?: number; outOfSight?: number }
  /** The problem that is the right answer here even to those who may. */
  answer?: string
  /** The answer goes on until the caller leaves. */
  endless?: boolean
  /** A call that succeeds for whoever may: fresh records each time. `as` calls as somebody else of the same kind. */
  ask: (f: Fixture, actor: Actor) => Asked<K> | Promise<Asked<K>>
}
type Asked<K extends keyof Api> = Input<Api[K]> & { record?: string; as?: Person; file?: Buffer }

const anywhere = ['own', 'ancestor', 'descendant', 'sibling', 'other', 'handed', 'top'] as const
const own = ['own'] as const
/** The union itself and those above it. */
const upward = ['own', 'ancestor', 'top'] as const
const handed = ['handed'] as const

const union = (at: readonly Position[]) => ({ officer: at, leader: at })
const readers = (at: readonly Position[]) => ({ officer: at, leader: at, observer: at })
/** Everybody with a desk of their own. */
const desks = (at: readonly Position[]) => ({ officer: at, leader: at, handler: at, admin: at })
/** Whoever may open a matter. */
const working = (at: readonly Position[]) => ({ ...readers(at), handler: at })
const tree = (at: readonly Position[]) => ({ officer: at, leader: at, observer: at, admin: at, auditor: at })
const admins = (at: readonly Position[]) => ({ admin: at })
/** The same for everybody, so kept at the top of the tree alone: no record that could be out of sight. */
const topmost = { may: admins(['top']), refused: { outOfSight: 403 } }
const staff = {
  officer: anywhere,
  leader: anywhere,
  handler: anywhere,
  observer: anywhere,
  admin: anywhere,
  auditor: anywhere,
}
const workers = { worker: anywhere }

/** A concern is seen by the union that owns it, those above, and the body it was handed to. */
const sight = { ...readers([...upward, 'handed']), handler: handed }
/** A step of the owning union. The body it was handed to and the union above watch. */
const ownerStep = { may: union(own), sees: union(['ancestor', 'handed']) }
/** A step of the body it was handed to, whoever of its people takes it. The owning union and those above watch. */
const handlerStep = { may: { ...union(handed), handler: handed }, sees: union(upward) }

const by = (id: string) => ({ params: { id } })
const answered = { outcome: 'solved', satisfaction: 'satisfied' } as const
const strong = 'chun-feng-hua-yu-2026'
const id = (f: Fixture, actor: Actor) => f.newId(actor.area || f.area)

export const expectations: { [K in keyof Api]: Expectation<K> } = {
  // Accounts
  'GET /api/me': { may: 'everyone', ask: () => ({}) },
  'POST /api/sign-in': {
    may: 'everyone',
    ask: async (f) => {
      await f.account('own', 'officer')
      return { body: { login: 'officer.own', password: f.password } }
    },
  },
  'POST /api/sign-out': { may: 'everyone', ask: () => ({ body: {} }) },
  'POST /api/phone-code': { may: 'everyone', ask: (f) => ({ body: { phone: f.newPhone() } }) },
  'POST /api/phone-sign-in': {
    may: 'everyone',
    ask: async (f) => ({ body: await f.phoneCode(), as: f.anyone() }),
  },
  'GET /api/oidc/start': { may: 'everyone', answer: 'oidc-off', ask: () => ({}) },
  'GET /api/oidc/return': { may: 'everyone', answer: 'oidc-off', ask: () => ({}) },
  'GET /api/oidc/confirm': { may: 'everyone', answer: 'oidc-off', ask: () => ({ query: { otp: '000000' } }) },
  'GET /api/sign-in-ways': { may: 'everyone', ask: () => ({}) },
  'GET /api/me/sessions': { may: { ...staff, ...workers }, ask: () => ({}) },
  'POST /api/me/sessions/end-others': { may: { ...staff, ...workers }, ask: () => ({ body: {} }) },
  'POST /api/me/act-for': { may: staff, ask: (_f, actor) => ({ body: { orgId: actor.orgId || 1 } }) },
  'POST /api/me/password': { may: staff, ask: (f) => ({ body: { current: f.password, next: strong } }) },
  'GET /api/me/entries': { may: staff, ask: () => ({}) },
  'POST /api/me/totp': { may: staff, ask: () => ({ body: {} }) },
  'POST /api/me/totp/confirm': {
    may: staff,
    ask: async (f, actor) => {
      const { secret } = await actor.person.do('POST /api/me/totp', { body: {} })
      const otp = new TOTP({ secret: Secret.fromBase32(secret) }).generate({
        timestamp: f.clock.now().getTime(),
      })
      // Whichever of the two it is by now: changing it may have been tried before.
      await actor.person.call('POST /api/me/password', { body: { current: f.password, next: strong } })
      return { body: { otp, password: strong } }
    },
  },
  'GET /api/accounts': {
    may: admins(anywhere),
    shows: admins(upward),
    ask: async (f) => ({ query: { q: 'officer.own', limit: 100 }, record: f.accountOf('officer') }),
  },
  'POST /api/accounts': {
    may: admins(upward),
    ask: (f) => ({
      body: {
        login: `new.${f.newPhone()}`,
        name: '新人',
        password: strong,
        orgId: f.org('own'),
        role: 'officer',
      },
    }),
  },
  'POST /api/accounts/{id}/password': {
    may: admins(upward),
    ask: async (f) => ({ ...by(await f.account('own')), body: { password: strong } }),
  },
  'POST /api/accounts/{id}/identity': {
    may: admins(upward),
    ask: async (f) => ({ ...by(await f.account('own')), body: { subject: null } }),
  },
  'POST /api/accounts/{id}/end': {
    may: admins(upward),
    ask: async (f) => ({ ...by(await f.account('own')), body: {} }),
  },
  'GET /api/appointments': {
    may: admins(anywhere),
    shows: admins(upward),
    ask: (f) => ({ query: { accountId: f.accountOf('officer') }, record: f.accountOf('officer') }),
  },
  'POST /api/appointments': {
    may: admins(upward),
    ask: async (f) => ({
      body: {
        accountId: await f.account('own'),
        orgId: f.org('own'),
        role: 'leader',
        startsOn: '2026-11-23',
      },
    }),
  },
  'POST /api/appointments/{id}/end': {
    may: admins(upward),
    ask: async (f) => ({
      ...by(await f.appointmentOf(await f.account('own'))),
      body: { endsOn: '2026-11-23' },
    }),
  },

  // Desks
  'GET /api/tasks': {
    may: desks(anywhere),
    // A task of accepting: whoever keeps the accounts of the same org does not read it.
    shows: union(own),
    ask: async (f) => ({ query: { limit: 100 }, record: await f.task() }),
  },
  'GET /api/tasks/counts': {
    may: desks(anywhere),
    shows: union(own),
    shown: (answer: { byKind: { kind: string }[] }) => answer.byKind.some((one) => one.kind === 'accept'),
    ask: async (f) => ({ record: await f.task() }),
  },
  'POST /api/tasks/{id}/delegate': {
    // A task of accepting: others with a desk at the same org do not give it away.
    may: union(own),
    sees: { handler: own, admin: own },
    ask: async (f) => ({ ...by(await f.task()), body: { accountId: await f.account('own') } }),
  },
  'POST /api/tasks/hand-over': {
    may: admins(upward),
    // Whoever is out of reach is no colleague; whether they exist is not told.
    refused: { outOfSight: 422 },
    ask: async (f) => {
      const [leaving, staying] = [await f.account('own'), await f.account('own')]
      const task = await f.task()
      await f
        .who('officer')
        .person.do('POST /api/tasks/{id}/delegate', { ...by(task), body: { accountId: leaving } })
      return { body: { fromAccountId: leaving, toAccountId: staying } }
    },
  },
  'GET /api/tasks/colleagues': {
    may: desks(anywhere),
    shows: desks(own),
    ask: (f) => ({ record: f.accountOf('officer') }),
  },

  // Working days, classes, limits: the same for everybody, kept at the top of the tree
  'GET /api/calendar/{year}': { may: 'everyone', ask: () => ({ params: { year: 2026 } }) },
  'PUT /api/calendar/{year}': {
    ...topmost,
    ask: () => ({ params: { year: 2031 }, body: { source: '某年通知', days: [] } }),
  },
  'GET /api/concern-classes': { may: 'everyone', ask: () => ({}) },
  'PUT /api/concern-classes/{code}': {
    ...topmost,
    ask: () => ({
      params: { code: 'noise' },
      body: {
        name: '噪声',
        shortName: '噪声',
        icon: 'ellipsis',
        urgency: 'general',
        sort: 900,
        active: true,
      },
    }),
  },
  'GET /api/concern-limits': { may: 'everyone', ask: () => ({}) },
  'POST /api/concern-limits': {
    ...topmost,
    ask: (f) => ({
      body: {
        area: f.area,
        classCode: null,
        urgency: 'general',
        stage: 'answer',
        amount: 7,
        unit: 'working-day',
        effectiveFrom: '2030-01-01',
        basis: '某区规定',
      },
    }),
  },

  // Concerns: the worker's side needs no account
  'POST /api/concerns': {
    may: 'everyone',
    ask: (f) => ({
      body: { id: f.newId(), classCode: 'access', text: f.words, sealed: false, code: '00001234' },
    }),
  },
  'POST /api/concerns/similar': {
    may: 'everyone',
    ask: (f) => ({ body: { area: f.area, classCode: 'access', text: f.words } }),
  },
  'GET /api/concerns/progress': {
    may: 'everyone',
    ask: async (f) => ({ query: { number: (await f.raised()).number } }),
  },
  'GET /api/concerns/public': { may: 'everyone', ask: () => ({}) },
  'POST /api/concerns/follow': { may: 'everyone', ask: async (f) => ({ body: (await f.raised()).key }) },
  'POST /api/concerns/follow/rate': {
    may: 'everyone',
    ask: async (f) => ({ body: { ...(await f.answeredToWorker()).key, ...answered } }),
  },
  'POST /api/concerns/follow/supplement': {
    may: 'everyone',
    ask: async (f) => ({ body: { ...(await f.raised()).key, note: '晚上也一样' } }),
  },
  'POST /api/concerns/follow/withdraw': {
    may: 'everyone',
    ask: async (f) => ({ body: (await f.raised()).key }),
  },
  'GET /api/my/concerns': {
    may: workers,
    shows: { worker: own },
    ask: async (f) => ({ record: (await f.raised()).id }),
  },

  // Concerns: the staff's side
  'POST /api/concerns/register': {
    may: union(anywhere),
    ask: (f, actor) => ({
      body: {
        id: id(f, actor),
        classCode: 'access',
        title: '入楼绕行',
        text: f.words,
        source: 'officer',
        sealed: false,
      },
    }),
  },
  'GET /api/concerns': {
    may: readers(anywhere),
    shows: readers(upward),
    ask: async (f) => ({ query: { limit: 20 }, record: await f.concern() }),
  },
  'GET /api/concerns/handled': {
    may: { ...union(anywhere), handler: anywhere },
    shows: { ...union(handed), handler: handed },
    ask: async (f) => ({ query: { limit: 20, count: true }, record: await f.concern('assigned') }),
  },
  'GET /api/concerns.xlsx': { may: readers(anywhere), ask: () => ({}) },
  'GET /api/concerns/counts': {
    may: readers(anywhere),
    shows: readers(upward),
    // Nobody but `own` has concerns that got this far.
    shown: (answer: { byStatus: { status: string; count: number }[] }) =>
      answer.byStatus.some((one) => one.status === 'contacted' && one.count > 0),
    ask: async (f) => ({ record: await f.concern('contacted') }),
  },
  'GET /api/concerns/rates/by': { may: readers(anywhere), ask: () => ({ query: { by: 'place' } }) },
  'GET /api/concerns/rates': {
    may: readers(anywhere),
    shows: readers(upward),
    shown: (answer: { resolution: { outOf: number } }) => answer.resolution.outOf > 0,
    ask: async (f) => ({ record: await f.concern('closed') }),
  },
  'GET /api/concerns/{id}': { may: sight, ask: async (f) => by(await f.concern('assigned')) },
  'POST /api/concerns/{id}/accept': {
    // Not handed to anybody yet: out of the handler's sight.
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({
      ...by(await f.concern()),
      body: { title: '入楼绕行', classCode: 'access', urgency: 'general' },
    }),
  },
  'POST /api/concerns/{id}/decline': {
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({ ...by(await f.concern()), body: { reason: '不归工会', channel: '12345' } }),
  },
  'POST /api/concerns/{id}/assign': {
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({
      ...by(await f.concern('accepted')),
      body: { leadId: f.org('handed'), assistIds: [] },
    }),
  },
  'POST /api/concerns/assign-many': {
    may: union(anywhere),
    shows: union(own),
    shown: (answer: { done: string[] }, record) => answer.done.includes(record),
    ask: async (f) => {
      const record = await f.concern('accepted')
      return { body: { ids: [record], leadId: f.org('handed'), assistIds: [] }, record }
    },
  },
  'POST /api/concerns/accept-many': {
    may: union(anywhere),
    shows: union(own),
    shown: (answer: { done: string[] }, record) => answer.done.includes(record),
    ask: async (f) => {
      const record = await f.concern('received')
      return { body: { items: [{ id: record, title: '骑手入楼须绕行货运通道' }] }, record }
    },
  },
  'POST /api/concerns/take-up-many': {
    may: { ...union(anywhere), handler: anywhere },
    shows: { ...union(handed), handler: handed },
    shown: (answer: { done: string[] }, record) => answer.done.includes(record),
    ask: async (f) => {
      const record = await f.concern('assigned')
      return { body: { ids: [record] }, record }
    },
  },
  // Whom a union hands its own matters to is for its own officers, not for the union above or one it hands to.
  'GET /api/concerns/leads': {
    may: union(anywhere),
    shows: union(own),
    shown: (answer: { items: unknown[] }) => answer.items.length > 0,
    ask: async (f) => ({ query: { classCode: 'access' }, record: await f.concern('assigned') }),
  },
  'POST /api/concerns/{id}/take-up': {
    ...handlerStep,
    ask: async (f) => ({ ...by(await f.concern('assigned')), body: {} }),
  },
  'POST /api/concerns/{id}/send-back': {
    ...handlerStep,
    ask: async (f) => ({ ...by(await f.concern('assigned')), body: { reason: '不属本楼' } }),
  },
  'POST /api/concerns/{id}/contact': {
    ...handlerStep,
    ask: async (f) => ({ ...by(await f.concern('taken-up')), body: { how: 'phone', note: '约好周三' } }),
  },
  'POST /api/concerns/{id}/relay': {
    ...ownerStep,
    ask: async (f) => {
      const id = await f.concern('taken-up', { sealed: true })
      await f.who('handler', 'handed').person.do('POST /api/concerns/{id}/contact', {
        ...by(id),
        body: { how: 'through-union', note: '周三能否到南门看看' },
      })
      return { ...by(id), body: { note: '承办单位问周三能否到南门看看' } }
    },
  },
  'POST /api/concerns/{id}/progress': {
    ...handlerStep,
    ask: async (f) => ({ ...by(await f.concern('contacted')), body: { note: '在改门禁' } }),
  },
  'POST /api/concerns/{id}/contribute': {
    ...handlerStep,
    ask: async (f) => ({
      ...by(await f.concern('assigned', { assist: true })),
      body: { note: '可延长时限' },
    }),
  },
  'POST /api/concerns/{id}/add-assist': {
    may: { ...union(['own', 'handed']), handler: handed },
    sees: union(['ancestor']),
    ask: async (f) => ({
      ...by(await f.concern('taken-up')),
      body: { orgIds: [f.org('bystander')], note: '请一起办' },
    }),
  },
  'POST /api/concerns/{id}/rally': {
    may: { ...union([...upward, 'handed']), handler: handed },
    ask: async (f) => ({
      ...by(await f.concern('assigned')),
      body: { orgIds: [f.org('bystander')], note: '现场会' },
    }),
  },
  'POST /api/concerns/{id}/press': {
    may: { leader: upward },
    sees: { leader: handed },
    ask: async (f) => ({
      ...by(await f.concern('assigned')),
      body: { note: '请抓紧', replyBy: '2026-12-01' },
    }),
  },
  'POST /api/concerns/{id}/report': {
    ...handlerStep,
    ask: async (f) => {
      const id = await f.concern('assigned')
      await f.who('leader').person.do('POST /api/concerns/{id}/press', {
        ...by(id),
        body: { note: '请抓紧', replyBy: '2026-12-01' },
      })
      return { ...by(id), body: { note: '周三前改好门禁' } }
    },
  },
  'POST /api/concerns/{id}/escalate': {
    ...ownerStep,
    ask: async (f) => ({ ...by(await f.concern('assigned')), body: { note: '需要区里协调' } }),
  },
  'POST /api/concerns/{id}/ask-extension': {
    ...handlerStep,
    ask: async (f) => ({
      ...by(await f.concern('contacted')),
      body: { until: '2026-12-20', reason: '门禁改造' },
    }),
  },
  'POST /api/concerns/{id}/grant-extension': {
    may: { leader: upward },
    sees: { leader: handed },
    ask: async (f) => ({ ...by(await f.extensionAsked()), body: {} }),
  },
  'POST /api/concerns/{id}/refuse-extension': {
    may: { leader: upward },
    sees: { leader: handed },
    ask: async (f) => ({ ...by(await f.extensionAsked()), body: { note: '不必' } }),
  },
  'POST /api/concerns/{id}/answer': {
    ...handlerStep,
    ask: async (f) => ({
      ...by(await f.concern('contacted')),
      body: { text: '南门已开放', claim: 'solved' },
    }),
  },
  'POST /api/concerns/{id}/call-back': {
    ...ownerStep,
    ask: async (f) => ({ ...by(await f.concern('answered')), body: answered }),
  },
  'POST /api/concerns/{id}/missed-call': {
    ...ownerStep,
    ask: async (f) => ({ ...by(await f.concern('answered')), body: {} }),
  },
  'POST /api/concerns/{id}/close': {
    ...ownerStep,
    ask: async (f) => ({ ...by(await f.concern('called-back')), body: {} }),
  },
  'POST /api/concerns/{id}/reopen': {
    may: union(upward),
    sees: union(handed),
    ask: async (f) => ({ ...by(await f.concern('closed')), body: { note: '又被拦' } }),
  },
  'POST /api/concerns/{id}/merge': {
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({ ...by(await f.concern()), body: { into: await f.concern() } }),
  },
  'POST /api/concerns/{id}/keep-apart': {
    ...ownerStep,
    ask: async (f) => {
      const [id, other] = await f.alike()
      return { ...by(id), body: { other } }
    },
  },
  'POST /api/concerns/{id}/request-identity': {
    may: union(own),
    sees: { ...union(['ancestor', 'handed']), observer: [...upward, 'handed'], handler: handed },
    ask: async (f) => ({
      ...by(await f.concern('assigned', { sealed: true })),
      body: { reason: '当面取证' },
    }),
  },
  'POST /api/identity-openings/{id}/decide': {
    may: { leader: upward },
    ask: async (f) => ({ ...by((await f.identityAsked()).opening), body: { approve: true } }),
  },
  'POST /api/concerns/{id}/read-identity': {
    // Opened for the union that asked, not for those who watch.
    may: union(own),
    sees: union(['ancestor', 'handed']),
    ask: async (f) => ({ ...by(await f.identityOpened()), body: {} }),
  },
  'POST /api/concerns/{id}/raiser': {
    may: union(own),
    sees: union(['ancestor', 'handed']),
    ask: async (f) => ({ ...by(await f.reported()), body: { phone: f.newPhone() } }),
  },
  'POST /api/concerns/{id}/reveal-contact': {
    may: { ...union(['own', 'handed']), handler: handed },
    sees: { ...union(['ancestor']), observer: [...upward, 'handed'] },
    ask: async (f) => ({ ...by(await f.concern('assigned')), body: {} }),
  },

  // Common issues
  'GET /api/common-issues': {
    may: readers(anywhere),
    shows: readers(upward),
    ask: async (f) => ({ record: await f.commonIssue() }),
  },
  'GET /api/common-issues/suggestions': { may: readers(anywhere), ask: () => ({}) },
  'GET /api/common-issues/{id}': { may: readers(upward), ask: async (f) => by(await f.commonIssue()) },
  'POST /api/common-issues': {
    // Gathering is the work of who is responsible for the concerns; who they were handed to sees them only.
    may: union(upward),
    sees: union(handed),
    ask: async (f, actor) => ({
      body: {
        id: id(f, actor),
        title: '入楼难',
        cause: '门禁不认骑手',
        concernIds: [await f.concern('assigned')],
      },
    }),
  },
  'POST /api/common-issues/{id}/concerns': {
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({ ...by(await f.commonIssue()), body: { add: [await f.concern()], remove: [] } }),
  },
  'POST /api/common-issues/{id}/settle': {
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({ ...by(await f.commonIssue()), body: { result: '门禁已改' } }),
  },

  // Commitments
  'GET /api/commitments': {
    may: readers(anywhere),
    shows: readers(upward),
    ask: async (f) => ({ query: { limit: 100 }, record: await f.commitment() }),
  },
  'GET /api/commitments.xlsx': { may: readers(anywhere), ask: () => ({}) },
  'GET /api/commitments/{id}': { may: readers(upward), ask: async (f) => by(await f.commitment()) },
  'POST /api/commitments': {
    may: union(anywhere),
    ask: (f, actor) => ({ body: { id: id(f, actor), text: '月底前协调开放南门', dueOn: '2026-12-31' } }),
  },
  'POST /api/commitments/{id}/settle': {
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({ ...by(await f.commitment()), body: { kept: true, result: '南门已开放' } }),
  },
  'POST /api/commitments/{id}/reschedule': {
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({ ...by(await f.commitment()), body: { dueOn: '2026-12-30', reason: '门禁到货晚' } }),
  },
  'POST /api/commitments/{id}/withdraw': {
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({ ...by(await f.commitment()), body: { reason: '登记有误' } }),
  },

  // Activities
  'GET /api/activities': {
    may: readers(anywhere),
    shows: readers(upward),
    ask: async (f) => ({ query: { limit: 100 }, record: await f.activity() }),
  },
  'GET /api/activities.xlsx': { may: readers(anywhere), ask: () => ({}) },
  'GET /api/activities/public': { may: 'everyone', ask: () => ({}) },
  'GET /api/activities/{id}': { may: readers(upward), ask: async (f) => by(await f.activity()) },
  'POST /api/activities': {
    may: union(anywhere),
    ask: (f, actor) => ({ body: { id: id(f, actor), kinds: ['symposium'], title: '座谈会' } }),
  },
  'POST /api/activities/{id}/change': {
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({ ...by(await f.activity()), body: { place: '街道会议室' } }),
  },

  'POST /api/activities/{id}/withdraw': {
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({ ...by(await f.activity()), body: { reason: '登记重了' } }),
  },

  // What the papers tell of others. Kept by `own`, offered to the district `other`
  'GET /api/clippings': {
    may: readers(anywhere),
    shows: readers(upward),
    ask: async (f) => ({ query: { limit: 100 }, record: await f.clipping() }),
  },
  'GET /api/clippings/{id}': {
    may: readers([...upward, 'other']),
    ask: async (f) => by(await f.clipping('offered')),
  },
  'GET /api/clippings/about/{id}': {
    may: readers(anywhere),
    shows: readers(upward),
    ask: async (f) => {
      const { id: record, about } = await f.background()
      return { ...by(about), record }
    },
  },
  'POST /api/clippings': {
    may: union(anywhere),
    ask: (f, actor) => ({ body: f.clippingOf(id(f, actor)) }),
  },
  'POST /api/clippings/{id}/offer': {
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({ ...by(await f.clipping()), body: { orgId: f.org('other') } }),
  },
  'POST /api/clippings/{id}/recall': {
    may: union(own),
    sees: union(['ancestor', 'other']),
    ask: async (f) => ({ ...by(await f.clipping('offered')), body: {} }),
  },
  'POST /api/clippings/{id}/take': {
    may: union(['other']),
    sees: union([...own, 'ancestor']),
    ask: async (f, actor) => ({
      ...by(await f.clipping('offered')),
      body: { activityId: id(f, actor), draft: { title: '慰问户外劳动者', kinds: ['visit'] } },
    }),
  },
  'POST /api/clippings/{id}/decline': {
    may: union(['other']),
    sees: union([...own, 'ancestor']),
    ask: async (f) => ({ ...by(await f.clipping('offered')), body: { reason: '不是我们办的' } }),
  },
  'POST /api/clippings/{id}/link': {
    may: union(own),
    // The activity of `own` is out of the sight of others.
    sees: union(['ancestor']),
    ask: async (f) => ({
      ...by(await f.clipping()),
      body: { noun: 'activity', recordId: await f.activity(), on: true },
    }),
  },
  'POST /api/clippings/{id}/discard': {
    may: union(own),
    sees: union(['ancestor']),
    ask: async (f) => ({ ...by(await f.clipping()), body: { reason: '存重了' } }),
  },

  // Reading pages in
  'POST /api/intake/read': {
    may: union(anywhere),
    ask: () => ({ body: { text: '座谈会上，骑手反映入楼送货难。' } }),
  },
  'POST /api/intake/accept': {
    may: union(anywhere),
    ask: (f, actor) => ({ body: f.acceptance(id(f, actor)) }),
  },
  // Its words belong to the union that accepted the page; for others the record has no origin to show.
  'GET /api/intake/origins/{id}': {
    may: readers(anywhere),
    shows: readers(upward),
    shown: (answer: { origin: object | null }) => answer.origin !== null,
    ask: async (f) => by(await f.concernOfPage()),
  },
  'GET /api/intake/pages': {
    may: union(anywhere),
    shows: union(upward),
    ask: async (f) => ({ query: { limit: 100 }, record: await f.intakePage() }),
  },
  'GET /api/intake/pages/{id}': { may: union(upward), ask: async (f) => by(await f.intakePage()) },

  // What is said of the program itself
  'POST /api/feedback': {
    may: 'everyone',
    ask: (f) => ({ body: { id: f.newId().slice(7), app: 'worker', text: '字太小' } }),
  },
  // Its id is the proof: only who gave it, and the administrators, know it.
  'GET /api/feedback/{id}': { may: 'everyone', ask: async (f) => by(await f.feedback()) },
  'GET /api/feedback': {
    ...topmost,
    ask: async (f) => ({ query: { limit: 100 }, record: await f.feedback() }),
  },
  'POST /api/feedback/{id}/reply': {
    ...topmost,
    ask: async (f) => ({ ...by(await f.feedback()), body: { reply: '下一版改' } }),
  },

  // What happened
  'GET /api/events': {
    may: { auditor: anywhere },
    shows: { auditor: upward },
    ask: async (f) => ({ query: { limit: 100 }, record: await f.concern() }),
  },
  'GET /api/events/recent': { may: desks(anywhere), ask: () => ({}) },
  'GET /api/events/news': { may: working(anywhere), ask: () => ({}) },
  'POST /api/events/news/seen': { may: working(anywhere), ask: () => ({ body: { seq: 1 } }) },
  'GET /api/events/trail': { may: { auditor: anywhere }, ask: () => ({}) },
  // Of one's own area; of another there is nothing (events/trail.test.ts).
  'GET /api/events/check': {
    may: { auditor: anywhere },
    ask: (f, actor) => ({ query: { area: actor.area ?? f.area } }),
  },
  // Of one's own area; of another there is nothing (events/trail.test.ts).
  'GET /api/events/export': {
    may: { auditor: anywhere },
    ask: (f, actor) => ({ query: { area: actor.area ?? f.area } }),
  },
  'GET /api/live': { may: desks(anywhere), endless: true, ask: () => ({}) },

  // Saved views
  'GET /api/views': { may: working(anywhere), ask: () => ({ query: { screen: 'concerns' } }) },
  'POST /api/views': {
    may: working(anywhere),
    ask: () => ({
      body: { id: uuidv7(), screen: 'concerns', name: '红牌', search: '?card=red', shared: false },
    }),
  },
  'DELETE /api/views/{id}': {
    may: working(anywhere),
    // Nobody has anybody else's in sight.
    ask: async (f, actor) => {
      const body = { id: uuidv7(), screen: 'concerns', name: '旧的', search: '', shared: true } as const
      const { status, json } = await actor.person.call('POST /api/views', { body })
      return by(status === 200 ? json.id : body.id)
    },
  },

  // Files
  'POST /api/files/photo': { may: 'everyone', ask: (f) => ({ file: f.photo }) },
  'GET /api/files/{about}/{sha256}': {
    may: sight,
    // Public, since the worker opens it by number and code: without them there is nothing.
    refused: { signedOut: 404, outOfSight: 404 },
    ask: async (f) => {
      const { about, sha256 } = await f.attached()
      return { params: { about, sha256 } }
    },
  },

  // The tree
  'GET /api/areas': { may: 'everyone', ask: () => ({}) },
  'POST /api/areas/default': { ...topmost, ask: () => ({ body: { area: 110106 } }) },
  'GET /api/orgs': { may: tree(upward), ask: (f) => ({ query: { parentId: f.org('own') } }) },
  'GET /api/orgs/search': {
    may: tree(anywhere),
    shows: tree(upward),
    shown: (answer: { items: { id: number }[] }, record) =>
      answer.items.some((one) => String(one.id) === record),
    ask: (f) => ({ query: { q: '柳荫街道' }, record: String(f.org('own')) }),
  },
  'GET /api/orgs/{id}': { may: tree(upward), ask: (f) => ({ params: { id: f.org('own') } }) },
  'POST /api/orgs': {
    may: admins(upward),
    ask: (f) => ({ body: { parentId: f.org('own'), name: `新建${f.newPhone()}工会`, kind: 'grassroots' } }),
  },
  'POST /api/orgs/{id}/change': {
    may: admins(upward),
    ask: async (f) => ({ params: { id: await f.child() }, body: { shortName: '青禾' } }),
  },
  'POST /api/orgs/{id}/rename': {
    may: admins(upward),
    ask: async (f) => ({ params: { id: await f.child() }, body: { name: `更名${f.newPhone()}工会` } }),
  },
  'POST /api/orgs/{id}/move': {
    may: admins(upward),
    ask: async (f) => ({ params: { id: await f.child() }, body: { parentId: await f.child() } }),
  },
  'POST /api/orgs/{id}/merge': {
    may: admins(upward),
    ask: async (f) => ({ params: { id: await f.child() }, body: { into: await f.child() } }),
  },
  'POST /api/orgs/{id}/dissolve': {
    may: admins(upward),
    ask: async (f) => ({ params: { id: await f.child() }, body: {} }),
  },
  'GET /api/orgs/import.xlsx': { may: admins(anywhere), ask: () => ({}) },
  'POST /api/orgs/import': {
    may: admins(upward),
    ask: async (f) => ({ query: { parentId: f.org('own') }, file: await f.orgSheet() }),
  },

  // People
  'GET /api/persons': {
    may: union(anywhere),
    shows: union(upward),
    ask: async (f) => ({ query: { limit: 100 }, record: await f.someone() }),
  },
  'GET /api/persons.xlsx': { may: union(anywhere), ask: () => ({}) },
  'POST /api/persons': {
    may: union(upward),
    ask: (f) => ({ body: { id: f.newId(), name: '田野', phone: f.newPhone(), orgId: f.org('own') } }),
  },
  'GET /api/persons/{id}': { may: union(upward), ask: async (f) => by(await f.someone()) },
  'POST /api/persons/{id}/change': {
    may: union(upward),
    ask: async (f) => ({ ...by(await f.someone()), body: { newForm: '骑手' } }),
  },
  'POST /api/persons/{id}/reveal': {
    may: union(upward),
    ask: async (f) => ({ ...by(await f.someone()), body: { field: 'phone', purpose: '通知体检' } }),
  },
  'POST /api/persons/{id}/new-phone': {
    may: union(upward),
    ask: async (f) => ({
      ...by(await f.someoneSignedIn()),
      body: { phone: f.newPhone(), reason: '原号码停用' },
    }),
  },
  'POST /api/persons/{id}/new-phone/decide': {
    may: { leader: upward },
    ask: async (f) => {
      const person = await f.someoneSignedIn()
      await f.who('officer').person.do('POST /api/persons/{id}/new-phone', {
        ...by(person),
        body: { phone: f.newPhone(), reason: '原号码停用' },
      })
      return { ...by(person), body: { approve: false } }
    },
  },
  'POST /api/my/phone': { may: workers, ask: async (f) => ({ body: await f.phoneCode() }) },
  // There is nothing to refuse or to answer.
  'POST /api/my/phone/refuse': { may: workers, answer: 'not-now', ask: () => ({ body: {} }) },
  'POST /api/my/registration': { may: workers, answer: 'not-now', ask: () => ({ body: { mine: true } }) },
  'GET /api/my/record': { may: workers, ask: () => ({}) },
  'POST /api/my/record': { may: workers, ask: () => ({ body: { newForm: '骑手' } }) },
  'POST /api/my/record/forget': {
    may: workers,
    ask: async (f, actor) => ({
      body: { confirm: true },
      as: actor.role === 'worker' ? await f.newWorker() : undefined,
    }),
  },
}
