/** The Chinese words for a concern's codes. Plain data, so a screen can import it without a schema library. */

export const statuses = {
  received: '待受理',
  accepted: '已受理',
  declined: '不予受理',
  assigned: '已派单',
  'sent-back': '被退回',
  'taken-up': '已接单',
  contacted: '已联系',
  'in-progress': '办理中',
  answered: '已答复',
  'called-back': '已回访',
  closed: '已办结',
  reopened: '重新办理',
  merged: '已并入',
  withdrawn: '已撤回',
} as const
export type Status = keyof typeof statuses

/** What the worker says of the result, and what a handler claims when answering. */
export const outcomes = {
  solved: '已解决',
  'partly-solved': '部分解决',
  explained: '已解释说明',
  unsolved: '未解决',
} as const
export type Outcome = keyof typeof outcomes

export const satisfactions = { satisfied: '满意', fair: '一般', dissatisfied: '不满意' } as const
export type Satisfaction = keyof typeof satisfactions

/** Dispatch grades of Beijing's 接诉即办 practice (DB11/T 2021). */
export const urgencies = { general: '一般', lifeline: '水电气热与极端天气', urgent: '紧急' } as const
export type Urgency = keyof typeof urgencies

export const sources = {
  worker: '职工反映',
  officer: '工会登记',
  intake: '报刊录入',
  hearing: '座谈会',
} as const
export type Source = keyof typeof sources

/** What each step is called on a button. */
export const steps = {
  accept: '受理',
  decline: '不予受理',
  assign: '派单',
  'take-up': '接单',
  'send-back': '退回',
  contact: '登记首次联系',
  relay: '转达职工',
  progress: '登记进展',
  contribute: '回复意见',
  'add-assist': '请求协办',
  rally: '吹哨',
  press: '督办',
  report: '回复督办',
  escalate: '上报',
  'raise-overdue': '逾期上报',
  'ask-extension': '申请延期',
  'grant-extension': '批准延期',
  'refuse-extension': '不批准延期',
  answer: '答复',
  'call-back': '登记回访',
  'missed-call': '登记回访未接通',
  rate: '评价',
  close: '办结',
  reopen: '重新办理',
  merge: '并入另一件',
  'keep-apart': '不是同一件事',
  withdraw: '撤回',
  supplement: '补充说明',
  'request-identity': '申请打开身份',
} as const
export type Step = keyof typeof steps

/** What has a limit. */
export const stages = {
  dispatch: '派单',
  contact: '首次联系',
  answer: '答复',
  'call-back': '回访',
  /** How long past a deadline it is brought to the union above. */
  overdue: '逾期多久上报',
  /** How long the worker may still answer after it was closed without them. */
  'late-word': '办结后多久内可补答',
} as const

/** Groups of statuses a desk filters by. */
export const groups = {
  open: [
    'received',
    'accepted',
    'assigned',
    'sent-back',
    'taken-up',
    'contacted',
    'in-progress',
    'answered',
    'called-back',
    'reopened',
  ],
  ended: ['closed', 'declined', 'merged', 'withdrawn'],
} as const satisfies Record<string, readonly Status[]>

/** The three rates, each defined in words beside its number. */
export const rates = {
  response: {
    name: '响应率',
    counted: '首次联系按时',
    outOf: '应联系',
    leftOut: '首次联系期限未到且尚未联系',
  },
  resolution: { name: '解决率', counted: '职工答“已解决”', outOf: '已回访', leftOut: '已答复但尚未回访' },
  satisfaction: { name: '满意率', counted: '职工答“满意”', outOf: '已回访', leftOut: '已答复但尚未回访' },
} as const
export type RateName = keyof typeof rates
export const ratePart = { counted: '计入分子', missed: '只计入分母', 'left-out': '不计入' } as const
export type RatePart = keyof typeof ratePart

/** Line icons the apps draw for a class; names of lucide icons. */
export const classIcons = [
  'door-open',
  'bike',
  'utensils',
  'coffee',
  'plug',
  'timer',
  'package-x',
  'wallet',
  'file-text',
  'shield-plus',
  'landmark',
  'hard-hat',
  'cloud-lightning',
  'heart-pulse',
  'house',
  'baby',
  'graduation-cap',
  'user-plus',
  'hand-heart',
  'ellipsis',
] as const

/** `110105-26-004127`: area, two-digit year, running number. */
export const speakingNumber = (row: { area: number; year: number; running: number }): string =>
  `${row.area}-${String(row.year % 100).padStart(2, '0')}-${String(row.running).padStart(6, '0')}`
