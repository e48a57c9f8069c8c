import {
  Done,
  Due,
  Instant,
  Nullable,
  OneOf,
  OrgRef,
  PageOf,
  PageQuery,
  RecordId,
  route,
  Text,
  Type,
  Uuid,
  type Static,
} from '../kernel/contract.ts'
import { taskKinds, taskSteps, type TaskKind, type TaskStep } from './words.ts'

export type { TaskKind }
const Kind = OneOf(Object.keys(taskKinds) as TaskKind[])

export const Task = Type.Object({
  id: RecordId,
  kind: Kind,
  title: Type.String(),
  /** Second line: class, number, who asked for what. */
  detail: Type.String(),
  /** The record to open: noun as in its URL, and id. */
  about: Type.Object({ noun: Type.String(), id: RecordId }),
  org: OrgRef,
  assignee: Nullable(Type.Object({ id: Uuid, name: Type.String() })),
  due: Nullable(Due),
  /** Pressed by a union above: when it wants to be told. */
  replyBy: Nullable(Due),
  openedAt: Instant,
  state: OneOf(['open', 'done', 'sent-back', 'cancelled']),
  /** What the line's own button says: 审批, 回访, 接单 … */
  next: Type.String(),
  /** The step it waits for, where the kind has several. */
  step: Nullable(OneOf(Object.keys(taskSteps) as TaskStep[])),
  /** The record may be the same as another: to be judged on this line, not on one of its own. */
  alike: Type.Boolean(),
})
export type Task = Static<typeof Task>

export const taskRoutes = {
  listTasks: route({
    method: 'GET',
    path: '/api/tasks',
    access: 'task.work',
    summary: '我的待办，按期限',
    query: Type.Object({
      ...PageQuery,
      kind: Type.Optional(Kind),
      mine: Type.Optional(Type.Boolean()),
      tone: Type.Optional(OneOf(['red', 'amber'])),
    }),
    response: PageOf(Task),
  }),
  countTasks: route({
    method: 'GET',
    path: '/api/tasks/counts',
    access: 'task.work',
    summary: '今日：待办几件、逾期几件、今明到期几件；疑似重复的随它那一行，不另算一件',
    response: Type.Object({
      open: Type.Integer(),
      overdue: Type.Integer(),
      soon: Type.Integer(),
      byKind: Type.Array(Type.Object({ kind: Kind, count: Type.Integer() })),
    }),
  }),
  delegateTask: route({
    method: 'POST',
    path: '/api/tasks/{id}/delegate',
    access: 'task.work',
    summary: '交给本单位的同事',
    params: Type.Object({ id: RecordId }),
    body: Type.Object({ accountId: Nullable(Uuid), note: Type.Optional(Text(500)) }),
    response: Done,
    problems: ['not-now', 'not-a-colleague', 'not-their-duty'],
  }),
  handOverTasks: route({
    method: 'POST',
    path: '/api/tasks/hand-over',
    access: 'account.manage',
    summary: '离任交接：把一个人的全部待办交给另一个人',
    body: Type.Object({ fromAccountId: Uuid, toAccountId: Uuid }),
    response: Type.Object({ moved: Type.Integer() }),
    problems: ['not-a-colleague'],
  }),
  listColleagues: route({
    method: 'GET',
    path: '/api/tasks/colleagues',
    access: 'task.work',
    summary: '本单位可以接手的同事；问到一类待办时，只列职责里有它的人',
    query: Type.Object({ kind: Type.Optional(Kind) }),
    response: Type.Object({
      items: Type.Array(Type.Object({ id: Uuid, name: Type.String(), role: Type.String() })),
    }),
  }),
}
export const taskProblems = {
  'not-a-colleague': { status: 422, title: '对方不在这个单位任职', hint: '请从本单位的同事里选。' },
  'not-their-duty': {
    status: 422,
    title: '这类待办不在对方的职责里',
    hint: '请交给职责里有它的同事，或者留给本单位共同办理。',
  },
} as const
