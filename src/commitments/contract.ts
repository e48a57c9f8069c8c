import {
  CountedPageOf,
  CountQuery,
  Day,
  Due,
  Instant,
  Nullable,
  OneOf,
  Origin,
  OrgId,
  PageQuery,
  RecordId,
  route,
  Text,
  TimelineEntry,
  Type,
  type Static,
} from '../kernel/contract.ts'

const byId = Type.Object({ id: RecordId })
const State = OneOf(['open', 'kept', 'broken', 'withdrawn'])
const Source = OneOf(['officer', 'intake', 'hearing'])
export const Commitment = Type.Object({
  id: RecordId,
  text: Type.String(),
  status: State,
  /** Without an id where it is none of the tree's: known by its name alone. */
  promiser: Type.Object({ id: Nullable(OrgId), name: Type.String() }),
  dueOn: Nullable(Day),
  due: Nullable(Due),
  madeTo: Type.String(),
  source: Source,
  result: Nullable(Type.String()),
  settledAt: Nullable(Instant),
  createdAt: Instant,
  concerns: Type.Integer(),
  can: Type.Array(OneOf(['settle', 'reschedule', 'withdraw'])),
})
export type Commitment = Static<typeof Commitment>
const Stepped = Type.Object({ id: RecordId, status: State, can: Type.Array(Type.String()) })

const filters = {
  ...PageQuery,
  ...CountQuery,
  status: Type.Optional(State),
  overdue: Type.Optional(Type.Boolean()),
}

export const commitmentRoutes = {
  listCommitments: route({
    method: 'GET',
    path: '/api/commitments',
    access: 'commitment.read',
    summary: '承诺台账',
    query: Type.Object(filters),
    response: CountedPageOf(Commitment),
  }),
  exportCommitments: route({
    method: 'GET',
    path: '/api/commitments.xlsx',
    access: 'commitment.read',
    summary: '导出所列承诺（xlsx 台账）',
    query: Type.Object(filters),
    response: Type.Any(),
    raw: true,
    problems: ['ledger-too-large'],
  }),
  showCommitment: route({
    method: 'GET',
    path: '/api/commitments/{id}',
    access: 'commitment.read',
    summary: '一个承诺',
    params: byId,
    response: Type.Object({
      ...Commitment.properties,
      concernList: Type.Array(
        Type.Object({ id: RecordId, number: Type.String(), title: Type.String(), status: Type.String() }),
      ),
      activityId: Nullable(RecordId),
      origin: Nullable(Origin),
      timeline: Type.Array(TimelineEntry),
    }),
  }),
  makeCommitment: route({
    method: 'POST',
    path: '/api/commitments',
    access: 'commitment.manage',
    summary: '登记承诺：谁承诺、对谁、到什么时候',
    body: Type.Object({
      id: RecordId,
      text: Text(500, 2),
      promiserId: Type.Optional(OrgId),
      /** Who promises, where it is none of the tree's; not beside `promiserId`. */
      promiserName: Type.Optional(Text(100, 2)),
      dueOn: Nullable(Day),
      madeTo: Type.Optional(Text(200)),
      concernIds: Type.Optional(Type.Array(RecordId, { maxItems: 200 })),
      source: Type.Optional(Source),
      /** The activity it was made at. */
      activityId: Type.Optional(RecordId),
    }),
    response: Stepped,
    problems: ['id-taken', 'unknown-org'],
  }),
  settleCommitment: route({
    method: 'POST',
    path: '/api/commitments/{id}/settle',
    access: 'commitment.manage',
    summary: '填结果：兑现或未兑现',
    params: byId,
    body: Type.Object({ kept: Type.Boolean(), result: Text(2000, 2) }),
    response: Stepped,
    problems: ['not-now', 'not-yours'],
  }),
  rescheduleCommitment: route({
    method: 'POST',
    path: '/api/commitments/{id}/reschedule',
    access: 'commitment.manage',
    summary: '定下或改期（原期限留痕）',
    params: byId,
    body: Type.Object({ dueOn: Day, reason: Text(500, 2) }),
    response: Stepped,
    problems: ['not-now', 'not-yours'],
  }),
  withdrawCommitment: route({
    method: 'POST',
    path: '/api/commitments/{id}/withdraw',
    access: 'commitment.manage',
    summary: '撤回（写明理由，受承诺人看得到）',
    params: byId,
    body: Type.Object({ reason: Text(500, 2) }),
    response: Stepped,
    problems: ['not-now', 'not-yours'],
  }),
}
