/** Kinds of org in the tree, as the glossary names them. */
export const orgKinds = {
  federation: '总工会',
  industrial: '产业工会',
  grassroots: '基层工会',
  employer: '用人单位',
  platform: '平台企业',
  property: '物业企业',
  government: '政府部门',
  congress: '人大机构',
} as const
export type OrgKind = keyof typeof orgKinds
export const orgChanges = {
  created: '新建',
  renamed: '更名',
  moved: '划转',
  merged: '合并',
  dissolved: '撤销',
  imported: '导入',
  changed: '修改',
} as const
