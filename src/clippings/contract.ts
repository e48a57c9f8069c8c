import {
  Day,
  Instant,
  Nullable,
  OneOf,
  OrgId,
  OrgRef,
  PageOf,
  PageQuery,
  RecordId,
  route,
  Text,
  TimelineEntry,
  Type,
  type ProblemEntry,
  type Static,
} from '../kernel/contract.ts'
import { ActivityDraft } from '../activities/contract.ts'
import { articleTypes } from '../intake/words.ts'
import { backgroundNouns, clippingStates, type BackgroundNoun, type ClippingState } from './words.ts'

const byId = Type.Object({ id: RecordId })
const State = OneOf(Object.keys(clippingStates) as ClippingState[])
const ArticleType = OneOf(Object.keys(articleTypes) as (keyof typeof articleTypes)[])
const Noun = OneOf(Object.keys(backgroundNouns) as BackgroundNoun[])
const Step = OneOf(['offer', 'recall', 'take', 'decline', 'link', 'discard'])
const Stepped = Type.Object({ id: RecordId, status: State, can: Type.Array(Step) })

/** What was printed, kept as a cutting: whose it is in the article's words, from where, since when. Not an activity. */
export const Clipping = Type.Object({
  id: RecordId,
  title: Type.String(),
  articleType: ArticleType,
  sourceName: Nullable(Type.String()),
  publishedOn: Nullable(Day),
  /** Who held it, as the article says; null where it does not. */
  hostName: Nullable(Type.String()),
  keeper: OrgRef,
  status: State,
  offeredTo: Nullable(OrgRef),
  createdAt: Instant,
})
export type Clipping = Static<typeof Clipping>

export const clippingRoutes = {
  listClippings: route({
    method: 'GET',
    path: '/api/clippings',
    access: 'activity.read',
    summary: '转载的报刊：本级及下级留存的，或者别的工会转来的',
    query: Type.Object({
      ...PageQuery,
      q: Type.Optional(Text(60)),
      status: Type.Optional(State),
      /** `received`: offered to the org acted for. */
      box: Type.Optional(OneOf(['kept', 'received'])),
    }),
    response: PageOf(Clipping),
  }),
  showClipping: route({
    method: 'GET',
    path: '/api/clippings/{id}',
    access: 'activity.read',
    summary: '一篇转载：原文、出处、说的是谁、转给了谁、对方怎么办的',
    params: byId,
    response: Type.Object({
      ...Clipping.properties,
      /** The org of the tree the article tells of. */
      host: Nullable(OrgRef),
      text: Type.String(),
      proposed: ActivityDraft,
      reply: Nullable(Type.String()),
      /** The activity it became; only where the asker reads it. */
      activityId: Nullable(RecordId),
      /** To whom it is offered: their activity of the same name, registered already. */
      known: Nullable(Type.Object({ id: RecordId, title: Type.String() })),
      /** What it is background to; the owner's, so not told to whom it is offered. */
      links: Type.Array(Type.Object({ noun: Noun, id: RecordId, label: Type.String() })),
      timeline: Type.Array(TimelineEntry),
      can: Type.Array(Step),
    }),
  }),
  clippingsAbout: route({
    method: 'GET',
    path: '/api/clippings/about/{id}',
    access: 'activity.read',
    summary: '一件记录的报刊背景',
    params: byId,
    response: Type.Object({ items: Type.Array(Clipping) }),
  }),
  keepClipping: route({
    method: 'POST',
    path: '/api/clippings',
    access: 'intake.use',
    summary: '留存一篇报道：不算本单位的活动，不进统计，不在职工端出现',
    body: Type.Object({
      id: RecordId,
      title: Text(120, 2),
      text: Text(20_000),
      articleType: ArticleType,
      sourceName: Type.Optional(Nullable(Text(100))),
      publishedOn: Type.Optional(Nullable(Day)),
      hostName: Nullable(Text(100)),
      hostId: Type.Optional(Nullable(OrgId)),
      proposed: ActivityDraft,
    }),
    response: Stepped,
    problems: ['id-taken', 'unknown-org'],
  }),
  offerClipping: route({
    method: 'POST',
    path: '/api/clippings/{id}/offer',
    access: 'intake.use',
    summary: '转给报道所说的工会，请它登记为自己的活动',
    params: byId,
    body: Type.Object({ orgId: OrgId }),
    response: Stepped,
    problems: ['not-now', 'not-yours', 'unknown-org', 'offered-already', 'offered-to-self', 'not-a-union'],
  }),
  recallClipping: route({
    method: 'POST',
    path: '/api/clippings/{id}/recall',
    access: 'intake.use',
    summary: '撤回转给对方的报道，仍作转载留存',
    params: byId,
    body: Type.Object({}),
    response: Stepped,
    problems: ['not-now', 'not-yours'],
  }),
  takeClipping: route({
    method: 'POST',
    path: '/api/clippings/{id}/take',
    access: 'activity.manage',
    summary: '确认是本单位的活动并登记（可先更正），或认作已登记的那一个',
    params: byId,
    body: Type.Union([
      Type.Object({ activityId: RecordId, draft: ActivityDraft }),
      Type.Object({ sameAs: RecordId }),
    ]),
    response: Type.Object({ ...Stepped.properties, activityId: RecordId }),
    problems: ['not-now', 'not-yours', 'id-taken', 'unknown-org', 'taken-before'],
  }),
  declineClipping: route({
    method: 'POST',
    path: '/api/clippings/{id}/decline',
    access: 'activity.manage',
    summary: '不登记，写明原因；转来的工会看得到',
    params: byId,
    body: Type.Object({ reason: Text(500, 2) }),
    response: Stepped,
    problems: ['not-now', 'not-yours'],
  }),
  linkClipping: route({
    method: 'POST',
    path: '/api/clippings/{id}/link',
    access: 'intake.use',
    summary: '作为一件记录的背景（on 为 false 时解除）',
    params: byId,
    body: Type.Object({ noun: Noun, recordId: RecordId, on: Type.Boolean() }),
    response: Stepped,
    problems: ['not-now', 'not-yours'],
  }),
  discardClipping: route({
    method: 'POST',
    path: '/api/clippings/{id}/discard',
    access: 'intake.use',
    summary: '删去误存的转载，写明原因；同一篇可以重新接受',
    params: byId,
    body: Type.Object({ reason: Text(500, 2) }),
    response: Stepped,
    problems: ['not-now', 'not-yours'],
  }),
}
export const clippingProblems = {
  'offered-already': {
    status: 409,
    title: '对方已经收到过这篇报道',
    hint: '不用再转；本单位这一份作转载留存即可。',
  },
  'offered-to-self': { status: 422, title: '这是本单位', hint: '本单位的活动请直接接受为活动。' },
  'not-a-union': {
    status: 422,
    title: '只能转给工会',
    hint: '这个单位不登记活动；请选它的工会，或者只作转载留存。',
  },
  'taken-before': {
    status: 409,
    title: '本单位已经登记过这篇报道的活动',
    hint: '请选“就是已登记的那个活动”，或者写明原因不登记。',
  },
} as const satisfies Record<string, ProblemEntry>
