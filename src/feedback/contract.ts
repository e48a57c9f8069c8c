import { Instant, Nullable, OneOf, PageOf, PageQuery, route, Text, Type, Uuid } from '../kernel/contract.ts'

/** The complaint channel about the software itself, which the 2026 State Council measures on government apps ask for. */
export const feedbackRoutes = {
  giveFeedback: route({
    method: 'POST',
    path: '/api/feedback',
    silent: 'What was said is itself the record, with its time and without a name.',
    access: 'public',
    perMinute: 6,
    summary: '对这个软件有意见',
    body: Type.Object({
      id: Uuid,
      app: OneOf(['console', 'worker']),
      screen: Type.Optional(Text(200)),
      text: Text(2000, 2),
      contact: Type.Optional(Text(100)),
    }),
    response: Type.Object({ id: Uuid }),
  }),
  followFeedback: route({
    method: 'GET',
    path: '/api/feedback/{id}',
    access: 'public',
    perMinute: 60,
    summary: '看自己提的意见有没有回复；编号只有提的人知道',
    params: Type.Object({ id: Uuid }),
    response: Type.Object({
      id: Uuid,
      text: Type.String(),
      at: Instant,
      reply: Nullable(Type.String()),
      repliedAt: Nullable(Instant),
    }),
  }),
  listFeedback: route({
    method: 'GET',
    path: '/api/feedback',
    access: 'feedback.read',
    summary: '对软件的意见',
    query: Type.Object({ ...PageQuery }),
    response: PageOf(
      Type.Object({
        id: Uuid,
        app: Type.String(),
        screen: Nullable(Type.String()),
        text: Type.String(),
        contact: Nullable(Type.String()),
        at: Instant,
        reply: Nullable(Type.String()),
        repliedAt: Nullable(Instant),
      }),
    ),
  }),
  replyFeedback: route({
    method: 'POST',
    path: '/api/feedback/{id}/reply',
    access: 'feedback.read',
    summary: '回复意见',
    params: Type.Object({ id: Uuid }),
    body: Type.Object({ reply: Text(2000, 2) }),
    response: Type.Object({ id: Uuid }),
  }),
}
