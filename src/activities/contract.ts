import {
  Area,
  CountedPageOf,
  CountQuery,
  Day,
  Instant,
  Nullable,
  OneOf,
  Origin,
  OrgId,
  OrgRef,
  PageQuery,
  RecordId,
  route,
  Text,
  TimelineEntry,
  Type,
  type ProblemEntry,
  type Static,
} from '../kernel/contract.ts'
import { activityKinds, activityItemKinds, activityParts, type ActivityKind } from './words.ts'

const Kind = OneOf(Object.keys(activityKinds) as ActivityKind[])
const ItemKind = OneOf(Object.keys(activityItemKinds) as (keyof typeof activityItemKinds)[])
const Part = OneOf(Object.keys(activityParts) as (keyof typeof activityParts)[])
/** One line of the programme, one gift, one figure; `span` where the intake page says it. */
export const ActivityLine = Type.Object({
  kind: ItemKind,
  text: Text(200),
  performer: Type.Optional(Nullable(Text(100))),
  quantity: Type.Optional(Nullable(Type.Number())),
  span: Type.Optional(Nullable(Type.Tuple([Type.Integer(), Type.Integer()]))),
})
/** An organisation that took part; without an id when it is not in the tree. */
export const ActivityOrg = Type.Object({ name: Text(100), orgId: Nullable(OrgId), part: Part })
const fields = {
  kinds: Type.Array(Kind, { minItems: 1, maxItems: 4 }),
  title: Text(120, 2),
  theme: Type.Optional(Nullable(Text(120))),
  /** The day it was held, or null while only words such as 近日 are known. */
  heldOn: Type.Optional(Nullable(Day)),
  heldWords: Type.Optional(Nullable(Text(60))),
  place: Type.Optional(Nullable(Text(200))),
  summary: Type.Optional(Nullable(Text(5000))),
}
/** What is said of an activity before it is one. */
export const ActivityDraft = Type.Object({
  ...fields,
  items: Type.Optional(Type.Array(ActivityLine, { maxItems: 200 })),
  orgs: Type.Optional(Type.Array(ActivityOrg, { maxItems: 50 })),
})
export type ActivityDraft = Static<typeof ActivityDraft>
export const Activity = Type.Object({
  id: RecordId,
  kinds: Type.Array(Kind),
  title: Type.String(),
  theme: Nullable(Type.String()),
  heldOn: Nullable(Day),
  heldWords: Nullable(Type.String()),
  place: Nullable(Type.String()),
  host: OrgRef,
  createdAt: Instant,
  items: Type.Integer(),
})
export type Activity = Static<typeof Activity>
const filters = { ...PageQuery, ...CountQuery, kind: Type.Optional(Kind), q: Type.Optional(Text(60)) }

export const activityRoutes = {
  listActivities: route({
    method: 'GET',
    path: '/api/activities',
    access: 'activity.read',
    summary: '活动',
    query: Type.Object(filters),
    response: CountedPageOf(Activity),
  }),
  exportActivities: route({
    method: 'GET',
    path: '/api/activities.xlsx',
    access: 'activity.read',
    summary: '导出所列活动（xlsx 台账）',
    query: Type.Object(filters),
    response: Type.Any(),
    raw: true,
    problems: ['ledger-too-large'],
  }),
  publicActivities: route({
    method: 'GET',
    path: '/api/activities/public',
    access: 'public',
    summary: '近期活动（职工端）：将要举办的，最近的在前；再是登记过的',
    query: Type.Object({ area: Type.Optional(Area) }),
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          id: RecordId,
          kinds: Type.Array(Kind),
          title: Type.String(),
          heldOn: Nullable(Day),
          heldWords: Nullable(Type.String()),
          place: Nullable(Type.String()),
          host: Type.String(),
        }),
      ),
    }),
  }),
  showActivity: route({
    method: 'GET',
    path: '/api/activities/{id}',
    access: 'activity.read',
    summary: '一个活动',
    params: Type.Object({ id: RecordId }),
    response: Type.Object({
      ...Activity.properties,
      summary: Nullable(Type.String()),
      orgs: Type.Array(ActivityOrg),
      itemList: Type.Array(ActivityLine),
      origin: Nullable(Origin),
      concerns: Type.Array(
        Type.Object({ id: RecordId, number: Type.String(), title: Type.String(), status: Type.String() }),
      ),
      commitments: Type.Array(Type.Object({ id: RecordId, text: Type.String(), status: Type.String() })),
      timeline: Type.Array(TimelineEntry),
      /** Taken back: it stands in no list and no figure. */
      withdrawnAt: Nullable(Instant),
      can: Type.Array(OneOf(['change', 'withdraw'])),
    }),
  }),
  createActivity: route({
    method: 'POST',
    path: '/api/activities',
    access: 'activity.manage',
    summary: '登记活动',
    body: Type.Object({
      id: RecordId,
      /** Who held it: one of the orgs the asker may act for; unset, the one acted for now. */
      hostId: Type.Optional(OrgId),
      ...ActivityDraft.properties,
    }),
    response: Type.Object({ id: RecordId }),
    problems: ['id-taken', 'unknown-org', 'host-not-yours'],
  }),
  changeActivity: route({
    method: 'POST',
    path: '/api/activities/{id}/change',
    access: 'activity.manage',
    summary: '补充或更正活动',
    params: Type.Object({ id: RecordId }),
    body: Type.Partial(Type.Object(fields)),
    response: Type.Object({ id: RecordId }),
    problems: ['withdrawn'],
  }),
  withdrawActivity: route({
    method: 'POST',
    path: '/api/activities/{id}/withdraw',
    access: 'activity.manage',
    summary: '撤回误登的活动，写明原因；出自报道的可以重新接受',
    params: Type.Object({ id: RecordId }),
    body: Type.Object({ reason: Text(500, 2) }),
    response: Type.Object({ id: RecordId }),
    problems: ['withdrawn'],
  }),
}
export const activityProblems = {
  'host-not-yours': {
    status: 422,
    title: '不能替这个单位登记活动',
    hint: '请换成自己任职的单位；别的单位的活动可以转给它登记，或者作转载留存。',
  },
  withdrawn: { status: 409, title: '这个活动已经撤回', hint: '撤回的活动不能再改；需要时请重新登记。' },
} as const satisfies Record<string, ProblemEntry>
