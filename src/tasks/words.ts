/** Kinds of things anybody has to do; the words are the ones on the desk. */
export const taskKinds = {
  accept: '待受理',
  assign: '待派单',
  handle: '待办理',
  assist: '待协办',
  rally: '吹哨会办',
  decide: '待判断',
  approve: '待审批',
  'call-back': '待回访',
  settle: '待了结',
  reassign: '待重新派单',
} as const
export type TaskKind = keyof typeof taskKinds
