/**
 * Who may do what: the one table of roles and verbs. Browser-safe on purpose, so the console can
 * name roles; where a verb applies (the scope) is decided in SQL by `scope.ts`.
 */

/** What a route asks for, beside `public`, `signed-in` and `worker`. */
export const verbs = {
  'org.read': '查看组织',
  'org.manage': '维护组织树',
  'area.manage': '开设地区、选默认地区',
  'account.manage': '维护账号与任职',
  'person.read': '查看职工名册',
  'person.manage': '维护职工名册',
  'task.work': '查看和办理待办',
  'concern.open': '打开一件诉求',
  'concern.read': '查看本级及下级诉求',
  'concern.manage': '受理、派单、回访、办结',
  'concern.handle': '承办派来的诉求',
  'concern.approve': '审批延期、督办',
  'identity.request': '申请打开匿名身份',
  'identity.approve': '同意打开匿名身份',
  'commitment.read': '查看承诺台账',
  'commitment.manage': '登记和了结承诺',
  'activity.read': '查看活动',
  'activity.manage': '登记活动',
  'intake.use': '录入报刊与简报',
  'rule.manage': '维护类别、时限、放假安排',
  'feedback.read': '查看对软件的意见',
  'event.read': '查看操作记录',
} as const
export type Verb = keyof typeof verbs

const staff: Verb[] = ['org.read', 'task.work', 'concern.open', 'activity.read', 'commitment.read']
const officer: Verb[] = [
  ...staff,
  'person.read',
  'person.manage',
  'concern.read',
  'concern.manage',
  'concern.handle',
  'identity.request',
  'commitment.manage',
  'activity.manage',
  'intake.use',
]

/** Duties stay apart: whoever keeps accounts does not read concerns; whoever audits changes nothing. */
export const roles = {
  officer: { name: '工会干部', verbs: officer },
  leader: { name: '工会负责人', verbs: [...officer, 'concern.approve', 'identity.approve'] },
  handler: { name: '承办人', verbs: ['task.work', 'concern.open', 'concern.handle'] },
  observer: {
    name: '上级查看',
    verbs: ['org.read', 'concern.open', 'concern.read', 'commitment.read', 'activity.read'],
  },
  admin: {
    name: '系统管理员',
    verbs: [
      'org.read',
      'org.manage',
      'area.manage',
      'account.manage',
      'rule.manage',
      'feedback.read',
      'task.work',
    ],
  },
  auditor: { name: '审计员', verbs: ['org.read', 'event.read'] },
} as const satisfies Record<string, { name: string; verbs: readonly Verb[] }>
export type Role = keyof typeof roles

/** What holds for the whole hall is kept by the administrators of its topmost union alone. */
const forAll: readonly Verb[] = ['area.manage', 'rule.manage', 'feedback.read']

/** The verbs a set of roles grants together; `topmost` says whether they are held at the root of the tree. */
export function verbsOf(held: readonly Role[], topmost: boolean): Set<Verb> {
  const verbs = held.flatMap((role) => roles[role].verbs as readonly Verb[])
  return new Set(topmost ? verbs : verbs.filter((verb) => !forAll.includes(verb)))
}
