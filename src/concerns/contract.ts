import {
  Area,
  CountedPageOf,
  CountQuery,
  Day,
  Done,
  Due,
  Instant,
  Nullable,
  OneOf,
  Origin,
  OrgId,
  OrgRef,
  PageOf,
  PageQuery,
  RecordId,
  route,
  FileTicket,
  Sha256,
  Text,
  TimelineEntry,
  Type,
  type ProblemEntry,
  type Static,
} from '../kernel/contract.ts'
import {
  outcomes,
  parts,
  partStates,
  rates,
  ratePart,
  satisfactions,
  sources,
  statuses,
  steps,
  urgencies,
} from './words.ts'
import type {
  Outcome,
  Part,
  PartState,
  RateName,
  RatePart,
  Satisfaction,
  Source,
  Status,
  Step,
  Urgency,
} from './words.ts'

const keys = <K extends string>(table: Record<K, unknown>) => Object.keys(table) as K[]
export const StatusCode = OneOf(keys(statuses) as Status[])
const StepCode = OneOf(keys(steps) as Step[])
const OutcomeCode = OneOf(keys(outcomes) as Outcome[])
const SatisfactionCode = OneOf(keys(satisfactions) as Satisfaction[])
const UrgencyCode = OneOf(keys(urgencies) as Urgency[])
const SourceCode = OneOf(keys(sources) as Source[])

/** A class is named by a short code; its limits are data with effective dates. */
export const ClassCode = Type.String({ pattern: '^[a-z][a-z-]{1,30}$' })
/** Number shown to people: area, two-digit year, running number. */
export const ConcernNumber = Type.String({ pattern: '^[1-9][0-9]{5}-[0-9]{2}-[0-9]{6,9}$' })
/** Eight digits made on the worker's device; with the number it opens the worker's own view. */
export const FollowCode = Type.String({ pattern: '^[0-9]{8}$' })
const byId = Type.Object({ id: RecordId })
const note = Text(2000)
const photos = Type.Optional(Type.Array(FileTicket, { maxItems: 9 }))
const phone = Type.String({ minLength: 1, maxLength: 20 })

export const ConcernClass = Type.Object({
  code: ClassCode,
  name: Type.String(),
  /** Short label under the icon on the worker's phone. */
  shortName: Type.String(),
  icon: Type.String(),
  urgency: UrgencyCode,
  sort: Type.Integer(),
  active: Type.Boolean(),
})

const row = {
  id: RecordId,
  number: ConcernNumber,
  title: Type.String(),
  classCode: ClassCode,
  className: Type.String(),
  status: StatusCode,
  urgency: UrgencyCode,
  place: Type.String(),
  source: SourceCode,
  owner: OrgRef,
  lead: Nullable(OrgRef),
  raisedAt: Instant,
  /** The deadline that matters now, in words; null when nothing is owed. */
  due: Nullable(Due),
  escalation: Type.Integer(),
  commonIssueId: Nullable(RecordId),
  outcome: Nullable(OutcomeCode),
  satisfaction: Nullable(SatisfactionCode),
}
export const ConcernRow = Type.Object(row)
export type ConcernRow = Static<typeof ConcernRow>

/** A matter handed to the reader's org, with what became of the org's own part in it. */
const HandledRow = Type.Object({
  id: RecordId,
  number: ConcernNumber,
  title: Type.String(),
  classCode: ClassCode,
  className: Type.String(),
  place: Type.String(),
  urgency: UrgencyCode,
  /** As the reader knows it: once their part is closed, as it stood then. */
  status: StatusCode,
  owner: OrgRef,
  part: OneOf(keys(parts) as Part[]),
  state: OneOf(keys(partStates) as PartState[]),
  handedAt: Instant,
  closedAt: Nullable(Instant),
  /** What the org itself owes; null once its part is closed. */
  due: Nullable(Due),
  /** What it said when it closed its part: the opinion, or why it was sent back. */
  reply: Nullable(Type.String()),
})
export type HandledRow = Static<typeof HandledRow>

const Similar = Type.Object({
  id: RecordId,
  number: ConcernNumber,
  title: Type.String(),
  className: Type.String(),
  place: Type.String(),
  status: StatusCode,
  raisedAt: Instant,
  /** For those who read both texts. */
  score: Type.Optional(Type.Number()),
})

const Extension = Type.Object({
  id: RecordId,
  askedBy: Type.String(),
  askedAt: Instant,
  reason: Type.String(),
  until: Day,
  /** Working days past the limit there is while it waits to be decided; whether the holidays of that time are published. */
  later: Nullable(Type.Object({ days: Type.Integer(), certain: Type.Boolean() })),
  state: OneOf(['asked', 'granted', 'refused', 'lapsed']),
  decidedBy: Nullable(Type.String()),
  decisionNote: Nullable(Type.String()),
})

const PartCode = OneOf(keys(parts) as Part[])
const PartStateCode = OneOf(keys(partStates) as PartState[])
const Party = Type.Object({
  taskId: RecordId,
  org: OrgRef,
  part: PartCode,
  state: PartStateCode,
  reply: Nullable(Type.String()),
})

export const Concern = Type.Object({
  ...row,
  text: Type.String(),
  area: Area,
  /** Where it was said from; not for those it is handed to when the raiser is unnamed. */
  position: Nullable(Type.Object({ lng: Type.Number(), lat: Type.Number() })),
  /** What the reader may do now; both apps draw their buttons from this. */
  can: Type.Array(StepCode),
  /** What the raiser sent; `shared` says whether handlers see it. Later photos are in the timeline. */
  files: Type.Array(Type.Object({ sha256: Sha256, mime: Type.String(), shared: Type.Boolean() })),
  raiser: Type.Object({
    /** The handler never sees more than this when `sealed`. */
    sealed: Type.Boolean(),
    name: Type.String(),
    phone: Nullable(Type.String()),
    newForm: Nullable(Type.String()),
    /** Whether a name or a phone was left at all; null for those who need not know. */
    left: Nullable(Type.Boolean()),
  }),
  /** When the reader's part was closed: the record is shown as it stood then. Null while they read along. */
  knownTo: Nullable(Instant),
  parties: Type.Array(Party),
  extensions: Type.Array(Extension),
  /** What waits to be passed on to a raiser whom the handler does not know; for who passes it on. */
  toRelay: Nullable(Type.String()),
  presses: Type.Array(
    Type.Object({
      id: RecordId,
      by: Type.String(),
      at: Instant,
      to: OrgRef,
      note: Type.String(),
      replyBy: Due,
      repliedAt: Nullable(Instant),
      reply: Nullable(Type.String()),
    }),
  ),
  answer: Nullable(
    Type.Object({
      text: Type.String(),
      claim: OutcomeCode,
      at: Instant,
      by: Type.String(),
      files: Type.Array(Type.Object({ sha256: Sha256, mime: Type.String() })),
    }),
  ),
  limits: Type.Array(
    Type.Object({ stage: Type.String(), name: Type.String(), due: Due, doneAt: Nullable(Instant) }),
  ),
  mergedInto: Nullable(Type.Object({ id: RecordId, number: ConcernNumber })),
  similar: Type.Array(Similar),
  commitments: Type.Array(
    Type.Object({
      id: RecordId,
      text: Type.String(),
      status: Type.String(),
      dueOn: Nullable(Day),
      certain: Type.Boolean(),
    }),
  ),
  origin: Nullable(Origin),
  timeline: Type.Array(TimelineEntry),
  identityOpening: Nullable(
    Type.Object({
      id: RecordId,
      state: OneOf(['asked', 'open', 'refused', 'over']),
      reason: Type.String(),
      askedBy: Type.String(),
    }),
  ),
  version: Type.Integer(),
})
export type Concern = Static<typeof Concern>

/** The worker's own view and the public progress page: no handler names, no texts of others. */
export const Progress = Type.Object({
  id: RecordId,
  number: ConcernNumber,
  title: Type.String(),
  className: Type.String(),
  place: Type.String(),
  status: StatusCode,
  /** The state of the matter in one sentence a person would say. */
  sentence: Type.String(),
  raisedAt: Instant,
  due: Nullable(Due),
  steps: Type.Array(Type.Object({ at: Instant, text: Type.String() })),
  commitments: Type.Array(
    Type.Object({
      text: Type.String(),
      by: Type.String(),
      /** The union that wrote it down for somebody else; null where the promise is its own. */
      registeredBy: Nullable(Type.String()),
      dueOn: Nullable(Day),
      /** Whether the holidays of that year are published. */
      certain: Type.Boolean(),
      status: Type.String(),
    }),
  ),
  mergedInto: Nullable(ConcernNumber),
  outcome: Nullable(OutcomeCode),
  satisfaction: Nullable(SatisfactionCode),
})
export type Progress = Static<typeof Progress>

/** What only the raiser sees, on top of the public progress. */
export const OwnConcern = Type.Object({
  ...Progress.properties,
  text: Type.String(),
  sealed: Type.Boolean(),
  answer: Nullable(
    Type.Object({ text: Type.String(), claim: OutcomeCode, at: Instant, files: Type.Array(Sha256) }),
  ),
  /** The photos they sent. */
  files: Type.Array(Sha256),
  can: Type.Array(StepCode),
  /** The matter they said is the same, until the union has merged the two. */
  sameAs: Nullable(
    Type.Object({ number: ConcernNumber, title: Type.String(), state: OneOf(['named', 'apart']) }),
  ),
  /** What the union passed on from those who handle it; the worker may reply by a supplement. */
  messages: Type.Array(Type.Object({ at: Instant, from: Type.String(), text: Type.String() })),
  /** Who has looked behind the seal, and who has read the record. */
  readers: Type.Array(
    Type.Object({ at: Instant, org: Type.String(), by: Type.String(), what: Type.String() }),
  ),
  /** What they added, and when. */
  supplements: Type.Array(Type.Object({ at: Instant, text: Type.String(), files: Type.Array(Sha256) })),
  source: SourceCode,
  /** The paper it was taken from, where nobody said it to the union. */
  paper: Nullable(Type.Object({ name: Nullable(Type.String()), title: Type.String(), on: Nullable(Day) })),
})
export type OwnConcern = Static<typeof OwnConcern>

const Stepped = Type.Object({
  id: RecordId,
  status: StatusCode,
  can: Type.Array(StepCode),
  version: Type.Integer(),
})
/** A worker signed in as its raiser needs no code. */
const key = Type.Object({ number: ConcernNumber, code: Type.Optional(FollowCode) })

/** One step for several: which were done, and of the others why not. */
const DoneAndFailed = Type.Object({
  done: Type.Array(RecordId),
  failed: Type.Array(Type.Object({ id: RecordId, problem: Type.String() })),
})

const filters = {
  ...PageQuery,
  ...CountQuery,
  status: Type.Optional(Type.Array(StatusCode)),
  group: Type.Optional(OneOf(['open', 'ended', 'all'])),
  classCode: Type.Optional(Type.Array(ClassCode)),
  urgency: Type.Optional(UrgencyCode),
  orgId: Type.Optional(OrgId),
  leadId: Type.Optional(OrgId),
  card: Type.Optional(OneOf(['yellow', 'red'])),
  /** Newest first, or (of what is open) by deadline. */
  order: Type.Optional(OneOf(['newest', 'soonest'])),
  source: Type.Optional(SourceCode),
  from: Type.Optional(Day),
  to: Type.Optional(Day),
  q: Type.Optional(Text(60)),
  commonIssueId: Type.Optional(RecordId),
  /** Opens one number of the three rates to its concerns: a part of it, or one group of a part. */
  rate: Type.Optional(OneOf(keys(rates) as RateName[])),
  part: Type.Optional(OneOf(keys(ratePart) as RatePart[])),
  rateGroup: Type.Optional(Type.String({ pattern: '^[a-z-]{1,20}$' })),
}

const step = <const P extends string, B extends ReturnType<typeof Type.Object>>(
  name: P,
  summary: string,
  access: 'concern.manage' | 'concern.handle' | 'concern.approve' | 'concern.open',
  body: B,
) =>
  route({
    method: 'POST',
    path: `/api/concerns/{id}/${name}`,
    access,
    summary,
    params: byId,
    body,
    response: Stepped,
    problems: ['not-now', 'not-yours'],
  })

const Rate = Type.Object({
  value: Nullable(Type.Number()),
  counted: Type.Integer(),
  outOf: Type.Integer(),
  leftOut: Type.Integer(),
  /** Every matter raised in the window stands in exactly one. */
  groups: Type.Array(
    Type.Object({
      group: Type.String(),
      part: OneOf(keys(ratePart) as RatePart[]),
      name: Type.String(),
      count: Type.Integer(),
    }),
  ),
})

/** A rate without its groups: `value` is null where nothing is counted yet. */
const Share = Type.Object({
  value: Nullable(Type.Number()),
  counted: Type.Integer(),
  outOf: Type.Integer(),
})

export const concernRoutes = {
  raiseConcern: route({
    method: 'POST',
    path: '/api/concerns',
    access: 'public',
    raiser: true,
    perMinute: 20,
    summary: '职工反映诉求；编号由设备生成，重发不会重复登记',
    body: Type.Object({
      id: RecordId,
      classCode: ClassCode,
      text: Text(5000, 2),
      place: Type.Optional(Text(200)),
      /** Longitude and latitude (WGS 84), only when the worker gave them. */
      position: Type.Optional(
        Type.Object({
          lng: Type.Number({ minimum: -180, maximum: 180 }),
          lat: Type.Number({ minimum: -90, maximum: 90 }),
        }),
      ),
      sealed: Type.Boolean(),
      name: Type.Optional(Text(50)),
      phone: Type.Optional(phone),
      newForm: Type.Optional(Text(20)),
      photos,
      code: FollowCode,
      /** The matter the worker said is the same; a person decides about merging. */
      sameAs: Type.Optional(RecordId),
    }),
    response: Type.Object({
      id: RecordId,
      number: ConcernNumber,
      sentence: Type.String(),
      due: Nullable(Due),
    }),
    problems: ['id-taken', 'unknown-class', 'unknown-area', 'phone-format', 'unknown-file'],
  }),
  registerConcern: route({
    method: 'POST',
    path: '/api/concerns/register',
    access: 'concern.manage',
    summary: '工会干部登记诉求',
    body: Type.Object({
      id: RecordId,
      classCode: ClassCode,
      title: Text(80, 2),
      text: Text(5000, 2),
      place: Type.Optional(Text(200)),
      urgency: Type.Optional(UrgencyCode),
      source: OneOf(['officer', 'hearing', 'intake']),
      sealed: Type.Boolean(),
      name: Type.Optional(Text(50)),
      phone: Type.Optional(phone),
      newForm: Type.Optional(Text(20)),
      ownerId: Type.Optional(OrgId),
      /** The activity it was raised at. */
      activityId: Type.Optional(RecordId),
      photos,
    }),
    response: Stepped,
    problems: ['id-taken', 'unknown-class', 'unknown-org', 'phone-format'],
  }),
  findSimilar: route({
    method: 'POST',
    path: '/api/concerns/similar',
    access: 'public',
    perMinute: 60,
    summary: '找可能是同一件事的诉求（只给公开的标题）',
    silent: 'Only reads: a text of thousands of characters is too long for an address.',
    transaction: false,
    body: Type.Object({
      area: Area,
      classCode: ClassCode,
      text: Text(5000, 2),
      place: Type.Optional(Text(200)),
    }),
    response: Type.Object({ items: Type.Array(Similar) }),
  }),
  listConcerns: route({
    method: 'GET',
    path: '/api/concerns',
    access: 'concern.read',
    summary: '本级及下级的诉求',
    query: Type.Object(filters),
    response: CountedPageOf(ConcernRow),
  }),
  listHandled: route({
    method: 'GET',
    path: '/api/concerns/handled',
    access: 'concern.handle',
    summary: '交给本单位的诉求：在办的、已答复的、退回的',
    query: Type.Object({
      ...PageQuery,
      ...CountQuery,
      state: Type.Optional(OneOf(keys(partStates) as PartState[])),
      part: Type.Optional(OneOf(keys(parts) as Part[])),
      classCode: Type.Optional(ClassCode),
      card: Type.Optional(OneOf(['yellow', 'red'])),
      /** The number, its running part, or words of the title, the text or the place. */
      q: Type.Optional(Text(60)),
      /** Newest handed first, or (of what is in hand) by deadline. */
      order: Type.Optional(OneOf(['newest', 'soonest'])),
    }),
    response: CountedPageOf(HandledRow),
  }),
  exportConcerns: route({
    method: 'GET',
    path: '/api/concerns.xlsx',
    access: 'concern.read',
    summary: '导出所列诉求（xlsx 台账）',
    query: Type.Object(filters),
    response: Type.Any(),
    raw: true,
    problems: ['ledger-too-large'],
  }),
  countConcerns: route({
    method: 'GET',
    path: '/api/concerns/counts',
    access: 'concern.read',
    summary: '各状态件数',
    query: Type.Object({ from: Type.Optional(Day), to: Type.Optional(Day) }),
    response: Type.Object({
      byStatus: Type.Array(Type.Object({ status: StatusCode, count: Type.Integer() })),
      yellow: Type.Integer(),
      red: Type.Integer(),
    }),
  }),
  concernRates: route({
    method: 'GET',
    path: '/api/concerns/rates',
    access: 'concern.read',
    summary: '三率，分子分母各有其词',
    query: Type.Object({ from: Type.Optional(Day), to: Type.Optional(Day) }),
    response: Type.Object({
      from: Day,
      to: Day,
      scope: Type.String(),
      response: Rate,
      resolution: Rate,
      satisfaction: Rate,
    }),
  }),
  ratesBy: route({
    method: 'GET',
    path: '/api/concerns/rates/by',
    access: 'concern.read',
    summary: '三率按地区、类别、主办单位或时间分开看',
    query: Type.Object({
      by: OneOf(['place', 'class', 'lead', 'week', 'month']),
      from: Type.Optional(Day),
      to: Type.Optional(Day),
    }),
    response: Type.Object({
      from: Day,
      to: Day,
      items: Type.Array(
        Type.Object({
          name: Type.String(),
          /** What the list of concerns is asked for to show just these; days where it is a time. */
          filter: Type.Object({
            orgId: Type.Optional(OrgId),
            classCode: Type.Optional(Type.String()),
            leadId: Type.Optional(OrgId),
            from: Type.Optional(Day),
            to: Type.Optional(Day),
          }),
          /** All that was raised. */
          raised: Type.Integer(),
          response: Share,
          resolution: Share,
          satisfaction: Share,
        }),
      ),
      /** Beside the hundred with most concerns. */
      more: Type.Boolean(),
    }),
  }),
  showConcern: route({
    method: 'GET',
    path: '/api/concerns/{id}',
    access: 'concern.open',
    summary: '一件诉求',
    params: byId,
    response: Concern,
  }),
  acceptConcern: step(
    'accept',
    '受理',
    'concern.manage',
    Type.Object({
      title: Text(80, 2),
      classCode: ClassCode,
      urgency: UrgencyCode,
      note: Type.Optional(note),
    }),
  ),
  declineConcern: step(
    'decline',
    '不予受理，写明该去哪里',
    'concern.manage',
    Type.Object({ reason: note, channel: Text(200) }),
  ),
  assignConcern: step(
    'assign',
    '派单：一个主办，若干协办',
    'concern.manage',
    Type.Object({
      leadId: OrgId,
      assistIds: Type.Array(OrgId, { maxItems: 20 }),
      note: Type.Optional(note),
      /** Shows the handlers the photos of an unnamed raiser, once an officer has seen that they name nobody. */
      sharePhotos: Type.Optional(Type.Boolean()),
    }),
  ),
  takeUpConcern: step('take-up', '接单', 'concern.handle', Type.Object({})),
  sendBackConcern: step('send-back', '退回，写明理由', 'concern.handle', Type.Object({ reason: note })),
  contactConcern: step(
    'contact',
    '登记首次联系',
    'concern.handle',
    Type.Object({
      how: OneOf(['phone', 'visit', 'message', 'through-union']),
      note,
    }),
  ),
  relayConcern: step(
    'relay',
    '把承办单位的话转达给没有公开身份的职工',
    'concern.manage',
    Type.Object({ note }),
  ),
  progressConcern: step('progress', '登记进展', 'concern.handle', Type.Object({ note, photos })),
  contributeConcern: step('contribute', '协办单位回复', 'concern.handle', Type.Object({ note, photos })),
  addAssist: step(
    'add-assist',
    '请求协办',
    'concern.handle',
    Type.Object({ orgIds: Type.Array(OrgId, { minItems: 1, maxItems: 20 }), note }),
  ),
  rallyConcern: step(
    'rally',
    '吹哨：召集多个单位一起办',
    'concern.handle',
    Type.Object({
      orgIds: Type.Array(OrgId, { minItems: 1, maxItems: 20 }),
      note,
      meetAt: Type.Optional(Instant),
    }),
  ),
  pressConcern: step(
    'press',
    '督办：要求经办的单位在哪天前回复',
    'concern.approve',
    Type.Object({ note, replyBy: Day }),
  ),
  reportConcern: step('report', '回复督办', 'concern.handle', Type.Object({ note })),
  escalateConcern: step('escalate', '上报上一级', 'concern.manage', Type.Object({ note })),
  askExtension: step(
    'ask-extension',
    '申请延期',
    'concern.handle',
    Type.Object({ until: Day, reason: note }),
  ),
  grantExtension: step(
    'grant-extension',
    '批准延期',
    'concern.approve',
    Type.Object({ note: Type.Optional(note) }),
  ),
  refuseExtension: step('refuse-extension', '不批准延期', 'concern.approve', Type.Object({ note })),
  answerConcern: step(
    'answer',
    '答复',
    'concern.handle',
    Type.Object({ text: Text(5000, 2), claim: OneOf(['solved', 'partly-solved', 'explained']), photos }),
  ),
  callBack: step(
    'call-back',
    '登记电话回访：解决和满意都照职工的原话',
    'concern.manage',
    Type.Object({
      outcome: OutcomeCode,
      satisfaction: SatisfactionCode,
      note: Type.Optional(note),
    }),
  ),
  missCall: step(
    'missed-call',
    '登记一次没有接通的回访',
    'concern.manage',
    Type.Object({ at: Type.Optional(Instant), note: Type.Optional(note) }),
  ),
  closeConcern: step('close', '办结', 'concern.manage', Type.Object({ note: Type.Optional(note) })),
  reopenConcern: step('reopen', '重新办理', 'concern.manage', Type.Object({ note })),
  mergeConcern: step(
    'merge',
    '并入另一件',
    'concern.manage',
    Type.Object({ into: RecordId, note: Type.Optional(note) }),
  ),
  keepApart: step('keep-apart', '判断不是同一件事', 'concern.manage', Type.Object({ other: RecordId })),
  assignMany: route({
    method: 'POST',
    path: '/api/concerns/assign-many',
    access: 'concern.manage',
    summary: '批量派单；逐件说明成败',
    body: Type.Object({
      ids: Type.Array(RecordId, { minItems: 1, maxItems: 100 }),
      leadId: OrgId,
      assistIds: Type.Array(OrgId, { maxItems: 20 }),
      note: Type.Optional(note),
    }),
    response: DoneAndFailed,
  }),
  acceptMany: route({
    method: 'POST',
    path: '/api/concerns/accept-many',
    access: 'concern.manage',
    summary: '批量受理：逐件给公开的标题，类别和紧急程度不变；逐件说明成败',
    body: Type.Object({
      items: Type.Array(Type.Object({ id: RecordId, title: Text(80, 2) }), { minItems: 1, maxItems: 100 }),
    }),
    response: DoneAndFailed,
  }),
  takeUpMany: route({
    method: 'POST',
    path: '/api/concerns/take-up-many',
    access: 'concern.handle',
    summary: '批量接单；逐件说明成败',
    body: Type.Object({ ids: Type.Array(RecordId, { minItems: 1, maxItems: 100 }) }),
    response: DoneAndFailed,
  }),
  suggestLeads: route({
    method: 'GET',
    path: '/api/concerns/leads',
    access: 'concern.manage',
    summary: '派单时先想到谁：一年里本单位把这类、这个地点的诉求派给过哪些单位',
    query: Type.Object({ classCode: ClassCode, place: Type.Optional(Text(200)) }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          org: OrgRef,
          /** How many of the class at the place, and how many of the class. */
          here: Type.Integer(),
          alike: Type.Integer(),
          lastAt: Instant,
        }),
      ),
    }),
  }),
  requestIdentity: step(
    'request-identity',
    '申请打开匿名身份（须另一人同意，并告知职工）',
    'concern.open',
    Type.Object({ reason: note }),
  ),
  decideIdentity: route({
    method: 'POST',
    path: '/api/identity-openings/{id}/decide',
    access: 'identity.approve',
    summary: '同意或不同意打开匿名身份',
    params: byId,
    body: Type.Object({ approve: Type.Boolean(), note: Type.Optional(note) }),
    response: Done,
    problems: ['same-person', 'not-now'],
  }),
  showIdentity: route({
    // A write: each look is told to the worker, so no screen may ask again by itself.
    method: 'POST',
    path: '/api/concerns/{id}/read-identity',
    access: 'identity.request',
    summary: '查看已获准打开的身份（24小时内，留痕）',
    params: byId,
    body: Type.Object({}),
    response: Type.Object({ name: Type.String(), phone: Nullable(Type.String()), until: Instant }),
    problems: ['sealed', 'not-now'],
  }),
  addRaiser: route({
    method: 'POST',
    path: '/api/concerns/{id}/raiser',
    access: 'concern.manage',
    summary: '补登反映人：从报道登记的诉求，找到说这件事的职工以后好回访',
    params: byId,
    body: Type.Object({ name: Type.Optional(Text(50)), phone }),
    response: Type.Object({ can: Type.Array(StepCode) }),
    problems: ['not-yours', 'phone-format', 'raiser-known'],
  }),
  revealContact: route({
    method: 'POST',
    path: '/api/concerns/{id}/reveal-contact',
    access: 'concern.open',
    summary: '查看联系电话（未匿名的；留痕，职工看得到）',
    params: byId,
    body: Type.Object({}),
    response: Type.Object({ name: Type.String(), phone: Nullable(Type.String()) }),
    problems: ['sealed', 'not-yours'],
  }),
  followConcern: route({
    method: 'POST',
    path: '/api/concerns/follow',
    access: 'public',
    raiser: true,
    perMinute: 30,
    summary: '看自己的诉求：凭编号和查询码，或用留下的手机号登录后凭编号',
    silent: 'Only reads: the code is too private for an address.',
    body: key,
    response: OwnConcern,
    problems: ['wrong-code', 'code-locked'],
    // Reads; the code is no matter for an address.
    transaction: false,
  }),
  rateConcern: route({
    method: 'POST',
    path: '/api/concerns/follow/rate',
    access: 'public',
    raiser: true,
    perMinute: 30,
    summary: '职工自己回答：解决了吗，满意吗',
    body: Type.Object({
      ...key.properties,
      outcome: OneOf(['solved', 'partly-solved', 'unsolved']),
      satisfaction: SatisfactionCode,
      note: Type.Optional(note),
    }),
    response: OwnConcern,
    problems: ['wrong-code', 'code-locked', 'not-now'],
  }),
  supplementConcern: route({
    method: 'POST',
    path: '/api/concerns/follow/supplement',
    access: 'public',
    raiser: true,
    perMinute: 30,
    summary: '补充说明',
    body: Type.Object({ ...key.properties, note, photos }),
    response: OwnConcern,
    problems: ['wrong-code', 'code-locked', 'not-now'],
  }),
  withdrawConcern: route({
    method: 'POST',
    path: '/api/concerns/follow/withdraw',
    access: 'public',
    raiser: true,
    perMinute: 30,
    summary: '撤回',
    body: Type.Object({ ...key.properties }),
    response: OwnConcern,
    problems: ['wrong-code', 'code-locked', 'not-now'],
  }),
  publicProgress: route({
    method: 'GET',
    path: '/api/concerns/progress',
    access: 'public',
    perMinute: 60,
    summary: '公开进度：凭编号，不含他人文字和单位人员',
    query: Type.Object({ number: ConcernNumber }),
    response: Progress,
  }),
  recentProgress: route({
    method: 'GET',
    path: '/api/concerns/public',
    access: 'public',
    summary: '最近办结、近期有进展的公开事项',
    query: Type.Object({ area: Type.Optional(Area), cursor: Type.Optional(Type.String({ maxLength: 200 })) }),
    response: PageOf(Progress),
  }),
  myConcerns: route({
    method: 'GET',
    path: '/api/my/concerns',
    access: 'worker',
    summary: '登录职工自己的诉求',
    response: Type.Object({ items: Type.Array(OwnConcern) }),
  }),
  listClasses: route({
    method: 'GET',
    path: '/api/concern-classes',
    access: 'public',
    summary: '诉求类别',
    response: Type.Object({ items: Type.Array(ConcernClass) }),
  }),
  saveClass: route({
    method: 'PUT',
    path: '/api/concern-classes/{code}',
    access: 'rule.manage',
    summary: '新增或修改类别',
    params: Type.Object({ code: ClassCode }),
    body: Type.Object({
      name: Text(20),
      shortName: Text(6),
      icon: Text(40),
      urgency: UrgencyCode,
      sort: Type.Integer({ minimum: 0, maximum: 9999 }),
      active: Type.Boolean(),
    }),
    response: ConcernClass,
  }),
  listLimits: route({
    method: 'GET',
    path: '/api/concern-limits',
    access: 'public',
    summary: '各环节时限（按地区、类别、紧急程度，有生效日）',
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.Integer(),
          area: Nullable(Area),
          classCode: Nullable(ClassCode),
          urgency: UrgencyCode,
          stage: OneOf(['dispatch', 'contact', 'answer', 'call-back', 'overdue', 'late-word']),
          amount: Type.Integer(),
          unit: OneOf(['hour', 'working-day', 'day']),
          effectiveFrom: Day,
          basis: Type.String(),
        }),
      ),
    }),
  }),
  addLimit: route({
    method: 'POST',
    path: '/api/concern-limits',
    access: 'rule.manage',
    summary: '新增一条时限（旧的保留，按生效日取用）',
    body: Type.Object({
      area: Nullable(Area),
      classCode: Nullable(ClassCode),
      urgency: UrgencyCode,
      stage: OneOf(['dispatch', 'contact', 'answer', 'call-back', 'overdue', 'late-word']),
      amount: Type.Integer({ minimum: 1, maximum: 365 }),
      unit: OneOf(['hour', 'working-day', 'day']),
      effectiveFrom: Day,
      basis: Text(200),
    }),
    response: Type.Object({ id: Type.Integer() }),
  }),
  listCommonIssues: route({
    method: 'GET',
    path: '/api/common-issues',
    access: 'concern.read',
    summary: '共性问题',
    query: Type.Object({ ...PageQuery, status: Type.Optional(OneOf(['open', 'settled'])) }),
    response: PageOf(
      Type.Object({
        id: RecordId,
        title: Type.String(),
        cause: Type.String(),
        status: OneOf(['open', 'settled']),
        concerns: Type.Integer(),
        openConcerns: Type.Integer(),
        owner: OrgRef,
        createdAt: Instant,
      }),
    ),
  }),
  suggestCommonIssues: route({
    method: 'GET',
    path: '/api/common-issues/suggestions',
    access: 'concern.read',
    summary: '可能有同一原因的成组诉求（由人决定）',
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          classCode: ClassCode,
          className: Type.String(),
          place: Type.String(),
          concerns: Type.Array(Type.Object({ id: RecordId, number: ConcernNumber, title: Type.String() })),
        }),
      ),
    }),
  }),
  showCommonIssue: route({
    method: 'GET',
    path: '/api/common-issues/{id}',
    access: 'concern.read',
    summary: '一个共性问题',
    params: byId,
    response: Type.Object({
      id: RecordId,
      title: Type.String(),
      cause: Type.String(),
      status: OneOf(['open', 'settled']),
      owner: OrgRef,
      result: Nullable(Type.String()),
      createdAt: Instant,
      can: Type.Array(Type.String()),
      concerns: Type.Array(ConcernRow),
      timeline: Type.Array(TimelineEntry),
    }),
  }),
  createCommonIssue: route({
    method: 'POST',
    path: '/api/common-issues',
    access: 'concern.manage',
    summary: '把几件诉求归为一个共性问题',
    body: Type.Object({
      id: RecordId,
      title: Text(80, 2),
      cause: Text(2000),
      concernIds: Type.Array(RecordId, { minItems: 1, maxItems: 200 }),
    }),
    response: Type.Object({ id: RecordId }),
    problems: ['id-taken'],
  }),
  changeCommonIssue: route({
    method: 'POST',
    path: '/api/common-issues/{id}/concerns',
    access: 'concern.manage',
    summary: '增减共性问题中的诉求',
    params: byId,
    body: Type.Object({
      add: Type.Array(RecordId, { maxItems: 200 }),
      remove: Type.Array(RecordId, { maxItems: 200 }),
    }),
    response: Done,
    problems: ['not-now', 'not-yours'],
  }),
  settleCommonIssue: route({
    method: 'POST',
    path: '/api/common-issues/{id}/settle',
    access: 'concern.manage',
    summary: '了结共性问题',
    params: byId,
    body: Type.Object({ result: Text(2000) }),
    response: Done,
    problems: ['not-now'],
  }),
}

export const concernProblems = {
  'unknown-class': { status: 422, title: '没有这个诉求类别', hint: '请重新选择类别。' },
  'wrong-code': {
    status: 403,
    title: '编号和查询码对不上',
    hint: '请核对编号和8位查询码；忘了查询码可以用留下的手机号登录查看。',
  },
  'code-locked': {
    status: 429,
    title: '查询码输错太多次',
    hint: '请15分钟后再试；留过手机号的，可以用手机号登录查看。',
  },
  sealed: { status: 403, title: '身份还没有获准打开', hint: '请先申请，由另一位负责人同意后再看。' },
  'same-person': { status: 403, title: '申请人不能自己批准', hint: '请另一位有权限的人来决定。' },
  'handled-it': {
    status: 403,
    title: '经办人不能自己审批或回访',
    hint: '请本单位另一位同事来办；没有别人的，由上级工会来办。',
  },
  'nothing-left': {
    status: 409,
    title: '职工没有留下姓名和电话',
    hint: '没有身份可以打开。要问的话请转达给职工，职工用编号和查询码看得到。',
  },
  'not-alike': { status: 409, title: '这两件没有待判断的比对', hint: '请刷新后再看。' },
  'extension-pending': { status: 409, title: '已有一个延期申请在等审批', hint: '请等审批结果，或补充说明。' },
  'until-too-early': { status: 422, title: '延期日期早于现在的期限', hint: '请选一个更晚的日期。' },
  'until-too-late': {
    status: 422,
    title: '延期不能超过一年',
    hint: '请选一年以内的日期；一年也办不完的，请先答复现状，再登记承诺。',
  },
  'raiser-known': {
    status: 409,
    title: '反映人已经登记过了',
    hint: '请刷新后再看。',
  },
  'no-raiser': {
    status: 422,
    title: '没有可以回访的职工',
    hint: '这件诉求没有留下电话，也没有查询码。核实后请直接办结，不计入解决率和满意率。',
  },
  'call-back-first': {
    status: 409,
    title: '还没有问过职工',
    hint: '请先回访。联系不上的，登记未接通，回访期限过后才能办结。',
  },
  'same-concern': { status: 422, title: '不能并入自己', hint: '请选另一件诉求。' },
} as const satisfies Record<string, ProblemEntry>
