import {
  Area,
  Day,
  Done,
  Instant,
  Nullable,
  OneOf,
  OrgId,
  PageOf,
  PageQuery,
  route,
  Text,
  Type,
  type ProblemEntry,
  type Static,
} from '../kernel/contract.ts'
import { orgKinds, orgChanges, type OrgKind } from './words.ts'

const Kind = OneOf(Object.keys(orgKinds) as OrgKind[])
export const Org = Type.Object({
  id: OrgId,
  name: Type.String(),
  shortName: Nullable(Type.String()),
  kind: Kind,
  area: Area,
  parentId: Nullable(OrgId),
  /** Names from the root to the parent, for telling two 建筑工会 apart. */
  trail: Type.String(),
  uscc: Nullable(Type.String()),
  children: Type.Integer(),
  active: Type.Boolean(),
})
export type Org = Static<typeof Org>
const byId = Type.Object({ id: OrgId })
const on = Type.Optional(Day)
const reason = Type.Optional(Text(500))

export const orgRoutes = {
  listAreas: route({
    method: 'GET',
    path: '/api/areas',
    access: 'public',
    summary: '地区（区级），默认地区在前',
    response: Type.Object({
      items: Type.Array(Type.Object({ code: Area, name: Type.String() })),
      /** Where belongs what names no area; null in an empty hall. */
      default: Nullable(Area),
    }),
  }),
  chooseDefaultArea: route({
    method: 'POST',
    path: '/api/areas/default',
    access: 'area.manage',
    summary: '选默认地区：列表里排第一，没有选区的新登录归它',
    body: Type.Object({ area: Area }),
    response: Done,
    problems: ['unknown-area'],
  }),
  listChildren: route({
    method: 'GET',
    path: '/api/orgs',
    access: 'org.read',
    summary: '一层下级，按需展开；不给上级则从自己的组织开始',
    query: Type.Object({
      ...PageQuery,
      parentId: Type.Optional(OrgId),
      kind: Type.Optional(Type.Array(Kind)),
    }),
    response: PageOf(Org),
  }),
  searchOrgs: route({
    method: 'GET',
    path: '/api/orgs/search',
    access: 'org.read',
    summary: '按名称、曾用名、拼音、首字母查找',
    query: Type.Object({
      q: Text(60),
      kind: Type.Optional(Type.Array(Kind)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
      /** Look in the whole city, not only below the org acted for: handing a concern over needs it. */
      everywhere: Type.Optional(Type.Boolean()),
    }),
    response: Type.Object({ items: Type.Array(Type.Object({ ...Org.properties, matched: Type.String() })) }),
  }),
  showOrg: route({
    method: 'GET',
    path: '/api/orgs/{id}',
    access: 'org.read',
    summary: '一个组织和它的沿革',
    params: byId,
    response: Type.Object({
      ...Org.properties,
      formerNames: Type.Array(Type.String()),
      ancestors: Type.Array(Type.Object({ id: OrgId, name: Type.String() })),
      appointments: Type.Array(
        Type.Object({ account: Type.String(), role: Type.String(), startsOn: Day, endsOn: Nullable(Day) }),
      ),
      history: Type.Array(
        Type.Object({
          at: Instant,
          change: OneOf(Object.keys(orgChanges) as (keyof typeof orgChanges)[]),
          text: Type.String(),
          by: Type.String(),
        }),
      ),
      warnings: Type.Array(Type.String()),
    }),
  }),
  createOrg: route({
    method: 'POST',
    path: '/api/orgs',
    access: 'org.manage',
    summary: '新建组织',
    body: Type.Object({
      parentId: OrgId,
      name: Text(100, 2),
      shortName: Type.Optional(Text(40)),
      kind: Kind,
      uscc: Type.Optional(Text(18)),
      /** Set to make this org the root of an area of its own (district level): the topmost union's administrators alone. */
      area: Type.Optional(Area),
      /** Make it although an org of nearly the same name or of the same code is there. */
      confirm: Type.Optional(Type.Boolean()),
    }),
    response: Type.Object({ id: OrgId, warnings: Type.Array(Type.String()) }),
    problems: ['org-exists', 'org-ended', 'area-taken', 'area-not-yours', 'kind-not-yours'],
  }),
  changeOrg: route({
    method: 'POST',
    path: '/api/orgs/{id}/change',
    access: 'org.manage',
    summary: '修改简称、类别、统一社会信用代码',
    params: byId,
    body: Type.Object({
      shortName: Type.Optional(Nullable(Text(40))),
      kind: Type.Optional(Kind),
      uscc: Type.Optional(Nullable(Text(18))),
    }),
    response: Type.Object({ warnings: Type.Array(Type.String()) }),
    problems: ['org-ended', 'kind-not-yours'],
  }),
  renameOrg: route({
    method: 'POST',
    path: '/api/orgs/{id}/rename',
    access: 'org.manage',
    summary: '更名，曾用名仍可查到',
    params: byId,
    body: Type.Object({ name: Text(100, 2), on, reason }),
    response: Org,
    problems: ['org-exists', 'org-ended'],
  }),
  moveOrg: route({
    method: 'POST',
    path: '/api/orgs/{id}/move',
    access: 'org.manage',
    summary: '连同下级划转到另一个上级',
    params: byId,
    body: Type.Object({ parentId: OrgId, on, reason }),
    response: Org,
    problems: ['org-loop', 'org-ended', 'org-exists', 'area-root', 'org-has-records'],
  }),
  mergeOrg: route({
    method: 'POST',
    path: '/api/orgs/{id}/merge',
    access: 'org.manage',
    summary: '并入另一个组织，下级、任职、未完待办随之转入',
    params: byId,
    body: Type.Object({ into: OrgId, on, reason }),
    response: Org,
    problems: ['org-loop', 'org-ended', 'org-exists', 'area-root', 'org-has-records'],
  }),
  dissolveOrg: route({
    method: 'POST',
    path: '/api/orgs/{id}/dissolve',
    access: 'org.manage',
    summary: '撤销',
    params: byId,
    body: Type.Object({ on, reason }),
    response: Org,
    problems: ['org-not-empty', 'org-ended', 'area-root'],
  }),
  importTemplate: route({
    method: 'GET',
    path: '/api/orgs/import.xlsx',
    access: 'org.manage',
    summary: '导入模板',
    response: Type.Any(),
    raw: true,
  }),
  importOrgs: route({
    method: 'POST',
    path: '/api/orgs/import',
    access: 'org.manage',
    summary: '从 xlsx 导入组织；先校验，逐行报错，全部正确才写入',
    query: Type.Object({ parentId: OrgId, dryRun: Type.Optional(Type.Boolean()) }),
    upload: true,
    transaction: false,
    bodyLimit: 32 * 1024 * 1024,
    response: Type.Object({
      created: Type.Integer(),
      rows: Type.Integer(),
      errors: Type.Array(Type.Object({ row: Type.Integer(), column: Type.String(), message: Type.String() })),
      warnings: Type.Array(Type.Object({ row: Type.Integer(), message: Type.String() })),
    }),
    problems: [
      'file-type',
      'file-old-format',
      'file-encrypted',
      'file-too-large',
      'file-broken',
      'file-unread',
      'org-ended',
    ],
  }),
}
export const orgProblems = {
  'unknown-org': { status: 422, title: '没有这个组织', hint: '请从列表里重新选择。' },
  'org-exists': {
    status: 409,
    title: '同一上级下已有同名组织',
    hint: '请核对是不是同一个；确是两个，请在名称上区分。',
  },
  'org-ended': { status: 409, title: '这个组织已经撤销或并入别处', hint: '请选择现在的组织。' },
  'org-loop': { status: 422, title: '不能划转到自己的下级', hint: '请另选一个上级。' },
  'org-has-records': {
    status: 409,
    title: '它和下级名下有职工或业务记录，不能划到别的地区',
    hint: '记录按地区保存，留在原地区。请在新地区新建组织，由它接着办；原组织办完手头的事再撤销。',
  },
  'org-not-empty': {
    status: 409,
    title: '还有下级组织、在任人员或未完待办',
    hint: '请先划转下级、结束任职、移交待办，或改用“并入”。',
  },
  'area-root': {
    status: 422,
    title: '区级组织不能这样变动',
    hint: '区级组织是数据分区的根，请联系系统管理员另行处理。',
  },
  'area-taken': { status: 409, title: '这个地区代码已有组织', hint: '请核对代码，或使用本地代码。' },
  'area-not-yours': {
    status: 403,
    title: '地区由最上级工会开设',
    hint: '新地区向全体职工公开、归它受理；请联系最上级工会的系统管理员。',
  },
  'kind-not-yours': {
    status: 403,
    title: '这个类别要由上级登记',
    hint: '总工会、产业工会、政府部门、人大机构和平台企业由总工会或产业工会的管理员登记；本组织自己的类别由上级修改。',
  },
  'unknown-area': { status: 422, title: '没有这个地区', hint: '请重新选择地区。' },
} as const satisfies Record<string, ProblemEntry>
