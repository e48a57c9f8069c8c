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
  'rate-merged': '评价',
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

/** What the groups are called. Not 办理中: that is one status of many. */
export const groupNames = { open: '未办结', ended: '已结束', all: '全部' } as const

/** The parts another org may have in a matter. */
export const parts = { lead: '主办', assist: '协办', rally: '会办' } as const
export type Part = keyof typeof parts

/** How a part stands, for the org that has or had it. Cancelled: called off before it was done. */
export const partStates = {
  open: '在办',
  done: '已答复',
  'sent-back': '已退回',
  cancelled: '已撤回',
} as const
export type PartState = keyof typeof partStates

/** What the cards mean; the rule itself is `yellowRule` among the working days. */
export const cardWords =
  '黄牌：到期前一个工作日起；不足两个工作日的期限，剩四分之一（至少20分钟）起。红牌：过了期限。'

const asked = {
  'in-hand': { part: 'left-out', name: '还在办，没有答复' },
  'to-ask': { part: 'left-out', name: '已答复，等职工回答' },
  'not-asked': { part: 'left-out', name: '没有回访就办结' },
  merged: { part: 'left-out', name: '已并入另一件，本人还没回答' },
  ended: { part: 'left-out', name: '不予受理或已撤回' },
} as const
/**
 * The three rates. Each tells every matter raised in the window to exactly one group, so that what is counted, missed
 * and left out adds up to all that was raised.
 */
export const rates = {
  response: {
    name: '响应率',
    outOf: '应办',
    says: '期内反映的诉求，派单和首次联系都没有超期的占多少。按第一次的期限算，退回重派不重新起算。',
    groups: {
      'in-time': { part: 'counted', name: '派单和首次联系都按时' },
      'dispatch-late': { part: 'missed', name: '派单超期' },
      'contact-late': { part: 'missed', name: '首次联系超期' },
      'not-handed': { part: 'left-out', name: '还没派单，期限未到' },
      'not-contacted': { part: 'left-out', name: '已派单还没联系，期限未到' },
      ended: { part: 'left-out', name: '期限内不予受理、并入或撤回' },
    },
  },
  resolution: {
    name: '解决率',
    outOf: '已回答',
    says: '期内反映的诉求，职工第一次回答就是“已解决”的占已回答的多少。重办后再答的，不改这个数。',
    groups: {
      solved: { part: 'counted', name: '职工答“已解决”' },
      'not-solved': { part: 'missed', name: '职工答部分解决、已解释或未解决' },
      ...asked,
    },
  },
  satisfaction: {
    name: '满意率',
    outOf: '已回答',
    says: '期内反映的诉求，职工第一次回答就是“满意”的占已回答的多少。重办后再答的，不改这个数。',
    groups: {
      satisfied: { part: 'counted', name: '职工答“满意”' },
      'not-satisfied': { part: 'missed', name: '职工答一般或不满意' },
      ...asked,
    },
  },
} as const satisfies Record<
  string,
  { name: string; outOf: string; says: string; groups: Record<string, { part: string; name: string }> }
>
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

/** The groups of a rate, or those of one part of it; without a part the ones it is out of. */
export const rateGroups = (rate: RateName, part?: RatePart): string[] =>
  Object.entries<{ part: string }>(rates[rate].groups)
    .filter(([, one]) => (part ? one.part === part : one.part !== 'left-out'))
    .map(([group]) => group)
