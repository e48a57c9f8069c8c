import {
  Day,
  Done,
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
  Type,
  type ProblemEntry,
  type Static,
} from '../kernel/contract.ts'

const byId = Type.Object({ id: RecordId })
export const Person = Type.Object({
  id: RecordId,
  name: Type.String(),
  phoneMasked: Nullable(Type.String()),
  idNumberMasked: Nullable(Type.String()),
  birth: Nullable(Day),
  sex: Nullable(OneOf(['M', 'F'])),
  org: OrgRef,
  newForm: Nullable(Type.String()),
  createdAt: Instant,
})
export type Person = Static<typeof Person>

export const personRoutes = {
  listPersons: route({
    method: 'GET',
    path: '/api/persons',
    access: 'person.read',
    summary: '职工名册（证件、电话只显示遮蔽后的）',
    query: Type.Object({ ...PageQuery, q: Type.Optional(Text(60)), orgId: Type.Optional(OrgId) }),
    response: PageOf(Person),
  }),
  createPerson: route({
    method: 'POST',
    path: '/api/persons',
    access: 'person.manage',
    summary: '登记职工；手机号或证件号已登记过的，给出原有的人',
    body: Type.Object({
      id: RecordId,
      name: Text(50),
      phone: Type.Optional(Text(20)),
      idNumber: Type.Optional(Text(20)),
      orgId: OrgId,
      newForm: Type.Optional(Text(20)),
    }),
    response: Type.Object({ id: RecordId, warnings: Type.Array(Type.String()) }),
    problems: ['id-taken', 'person-exists', 'phone-format', 'id-number-format', 'unknown-org'],
  }),
  showPerson: route({
    method: 'GET',
    path: '/api/persons/{id}',
    access: 'person.read',
    summary: '一名职工（查看留痕）',
    params: byId,
    response: Type.Object({
      ...Person.properties,
      timeline: Type.Array(Type.Object({ at: Instant, text: Type.String(), by: Type.String() })),
    }),
  }),
  changePerson: route({
    method: 'POST',
    path: '/api/persons/{id}/change',
    access: 'person.manage',
    summary: '更正',
    params: byId,
    body: Type.Object({
      name: Type.Optional(Text(50)),
      phone: Type.Optional(Nullable(Text(20))),
      idNumber: Type.Optional(Nullable(Text(20))),
      orgId: Type.Optional(OrgId),
      newForm: Type.Optional(Nullable(Text(20))),
    }),
    response: Done,
    problems: ['person-exists', 'phone-format', 'id-number-format', 'unknown-org'],
  }),
  revealPerson: route({
    method: 'POST',
    path: '/api/persons/{id}/reveal',
    access: 'person.manage',
    summary: '查看完整电话或证件号：须写明用途，本人看得到',
    params: byId,
    body: Type.Object({ field: OneOf(['phone', 'id-number']), purpose: Text(200, 2) }),
    response: Type.Object({ value: Nullable(Type.String()) }),
  }),
  aboutMe: route({
    method: 'GET',
    path: '/api/my/record',
    access: 'worker',
    summary: '工会掌握的我的信息，以及谁看过',
    response: Type.Object({
      name: Type.String(),
      phoneMasked: Nullable(Type.String()),
      idNumberMasked: Nullable(Type.String()),
      org: Nullable(OrgRef),
      newForm: Nullable(Type.String()),
      held: Type.Array(
        Type.Object({ what: Type.String(), count: Type.Integer(), why: Type.String(), until: Type.String() }),
      ),
      views: Type.Array(
        Type.Object({
          at: Instant,
          who: Type.String(),
          org: Type.String(),
          what: Type.String(),
          purpose: Nullable(Type.String()),
        }),
      ),
    }),
  }),
  correctMe: route({
    method: 'POST',
    path: '/api/my/record',
    access: 'worker',
    summary: '更正我的信息',
    body: Type.Object({ name: Type.Optional(Text(50)), newForm: Type.Optional(Nullable(Text(20))) }),
    response: Done,
  }),
  forgetMe: route({
    method: 'POST',
    path: '/api/my/record/forget',
    access: 'worker',
    summary: '删除我的个人信息（已登记的诉求转为不记名）',
    body: Type.Object({ confirm: Type.Literal(true) }),
    response: Done,
  }),
}
export const personProblems = {
  'person-exists': {
    status: 409,
    title: '这个手机号或证件号已经登记过',
    hint: '请打开原有的记录，不用重复登记。',
  },
  'id-number-format': { status: 422, title: '身份证号不对', hint: '请核对18位号码，最后一位是校验码。' },
} as const satisfies Record<string, ProblemEntry>
