import {
  Day,
  Done,
  Instant,
  Nullable,
  OneOf,
  PageOf,
  PageQuery,
  route,
  Text,
  Type,
  Uuid,
} from '../kernel/contract.ts'

/** An area whose events have a tree; 0 is for what accounts without a post did. */
const TrailArea = { area: Type.Integer(), name: Type.String() }

export const eventRoutes = {
  listEvents: route({
    method: 'GET',
    path: '/api/events',
    access: 'event.read',
    summary: '操作记录（只增不改，逐段封存）',
    query: Type.Object({
      ...PageQuery,
      type: Type.Optional(Text(60)),
      actor: Type.Optional(Uuid),
      /** The name or login of whoever did it. */
      who: Type.Optional(Text(60)),
      /** The id of a record, or the speaking number of a concern. */
      about: Type.Optional(Text(60)),
      from: Type.Optional(Day),
      to: Type.Optional(Day),
    }),
    response: PageOf(
      Type.Object({
        id: Uuid,
        at: Instant,
        type: Type.String(),
        text: Type.String(),
        by: Type.String(),
        /** The account that did it, to ask for what else it did. */
        actor: Nullable(Uuid),
        org: Nullable(Type.String()),
        about: Nullable(
          Type.Object({ noun: Type.String(), id: Type.String(), number: Nullable(Type.String()) }),
        ),
        address: Nullable(Type.String()),
      }),
    ),
  }),
  recentEvents: route({
    method: 'GET',
    path: '/api/events/recent',
    access: 'task.work',
    summary: '刚刚发生',
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          id: Uuid,
          at: Instant,
          text: Type.String(),
          by: Type.String(),
          about: Type.Object({ noun: Type.String(), id: Type.String() }),
        }),
      ),
    }),
  }),
  listNews: route({
    method: 'GET',
    path: '/api/events/news',
    access: 'concern.open',
    summary: '与我有关的：我经手的事别人办了什么，我的账号被动了什么',
    response: Type.Object({
      items: Type.Array(
        Type.Object({
          seq: Type.Integer(),
          at: Instant,
          by: Type.String(),
          text: Type.String(),
          about: Nullable(Type.Object({ noun: Type.String(), id: Type.String() })),
          unseen: Type.Boolean(),
        }),
      ),
    }),
  }),
  seeNews: route({
    method: 'POST',
    path: '/api/events/news/seen',
    access: 'concern.open',
    summary: '看过了，到哪一条为止',
    silent: 'That somebody looked at a list is no event of the work.',
    body: Type.Object({ seq: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) }),
    response: Done,
  }),
  showTrail: route({
    method: 'GET',
    path: '/api/events/trail',
    access: 'event.read',
    summary: '操作记录签署到哪里、交给了谁、上次核对的结果',
    response: Type.Object({
      areas: Type.Array(
        Type.Object({
          ...TrailArea,
          /** Events whose place in the tree is signed. */
          size: Type.Integer(),
          signedAt: Nullable(Instant),
          /** The newest signed head, as C2SP tlog-checkpoint writes it. */
          checkpoint: Nullable(Type.String()),
        }),
      ),
      /** Empty: the heads are handed to nobody. */
      witnesses: Type.Array(
        Type.Object({
          name: Type.String(),
          kind: OneOf(['address', 'file', 'mail']),
          /** The areas of the reader's whose newest head it has. */
          current: Type.Integer(),
          at: Nullable(Instant),
          failure: Nullable(Type.String()),
        }),
      ),
      /** What the last nightly check found, in the reader's areas. */
      checked: Nullable(Type.Object({ at: Instant, findings: Type.Array(Type.String()) })),
    }),
  }),
  checkTrail: route({
    method: 'GET',
    path: '/api/events/check',
    access: 'event.read',
    summary: '现在核对：每一条有没有被改过、删过、插过',
    query: Type.Object({ area: Type.Integer({ minimum: 0, maximum: 999999 }) }),
    perMinute: 30,
    response: Type.Object({
      ...TrailArea,
      intact: Type.Boolean(),
      sealed: Type.Integer(),
      unsealed: Type.Integer(),
      findings: Type.Array(
        Type.Object({
          what: OneOf([
            'changed',
            'missing',
            'gap',
            'twice',
            'replaced',
            'cut-off',
            'signature',
            'other-log',
          ]),
          from: Nullable(Type.Integer()),
          to: Nullable(Type.Integer()),
          text: Type.String(),
        }),
      ),
      notices: Type.Array(Type.Object({ leaf: Type.Integer(), text: Type.String() })),
    }),
  }),
  exportTrail: route({
    method: 'GET',
    path: '/api/events/export',
    access: 'event.read',
    summary: '导出一个地区的操作记录，供离开本系统核对（npm run verify）',
    query: Type.Object({ area: Type.Integer({ minimum: 0, maximum: 999999 }) }),
    perMinute: 10,
    response: Type.Any(),
    raw: true,
  }),
  live: route({
    method: 'GET',
    path: '/api/live',
    access: 'task.work',
    summary: '打开的页面即时更新（SSE）',
    response: Type.Any(),
    raw: true,
  }),
}
