import { roles, type Role, type Verb } from '../kernel/access.ts'

/**
 * Kinds of things anybody has to do: the words on the desk, what the line's own button says, and whose duty it is. At
 * one org, whoever keeps its accounts does not read what its officers decide.
 */
export const taskKinds = {
  accept: { desk: '待受理', next: '受理', duty: 'concern.manage' },
  assign: { desk: '待派单', next: '派单', duty: 'concern.manage' },
  handle: { desk: '待办理', next: '办理', duty: 'concern.handle' },
  assist: { desk: '待协办', next: '回复', duty: 'concern.handle' },
  rally: { desk: '吹哨会办', next: '会办', duty: 'concern.handle' },
  /** Is it the same matter as another? */
  compare: { desk: '待比对', next: '比对', duty: 'concern.manage' },
  /** Partly solved or explained: close it or handle it again. */
  decide: { desk: '待判断', next: '判断', duty: 'concern.manage' },
  /** Brought up to the union above. */
  oversee: { desk: '待督办', next: '督办', duty: 'concern.approve' },
  approve: { desk: '待审批', next: '审批', duty: 'concern.approve' },
  'open-identity': { desk: '身份待审批', next: '审批', duty: 'identity.approve' },
  /** Words of a handler for a worker it does not know. */
  relay: { desk: '待转达', next: '转达', duty: 'concern.manage' },
  'call-back': { desk: '待回访', next: '回访', duty: 'concern.manage' },
  settle: { desk: '待了结', next: '填结果', duty: 'commitment.manage' },
  /** An article another union sent: is it our activity? */
  take: { desk: '待确认', next: '确认', duty: 'activity.manage' },
  reassign: { desk: '待重新派单', next: '重新派单', duty: 'concern.manage' },
} as const satisfies Record<string, { desk: string; next: string; duty: Verb }>
export type TaskKind = keyof typeof taskKinds

/** What a matter in hand (`handle`) waits for next, as its line says it. */
export const taskSteps = { 'take-up': '接单', contact: '首次联系', answer: '答复' } as const
export type TaskStep = keyof typeof taskSteps

/** The roles whose duty a kind of task is. */
export const dutyOf = (kind: TaskKind): Role[] =>
  (Object.keys(roles) as Role[]).filter((role) =>
    (roles[role].verbs as readonly Verb[]).includes(taskKinds[kind].duty),
  )
