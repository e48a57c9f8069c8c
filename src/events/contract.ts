import { Day, Instant, Nullable, PageOf, PageQuery, route, Text, Type, Uuid } from '../kernel/contract.ts'

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
  checkSeals: route({
    method: 'GET',
    path: '/api/events/seals',
    access: 'event.read',
    summary: '核对封存：记录有没有被改过',
    response: Type.Object({
      intact: Type.Boolean(),
      sealed: Type.Integer(),
      unsealed: Type.Integer(),
      brokenAt: Nullable(Instant),
    }),
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
