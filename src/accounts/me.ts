import type { Actor } from '../kernel/actor.ts'
import type { ResponseOf } from '../kernel/contract.ts'
import type { Ctx } from '../kernel/context.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import type { accountRoutes } from './contract.ts'
import { inOffice } from './office.ts'
import { actorOf, forgetSessions, tokenHash } from './session.ts'

type Me = ResponseOf<typeof accountRoutes.me>

/** What a screen is told of whom it works for. */
export async function describe(c: Ctx, actor: Actor): Promise<Me> {
  const nobody: Me = {
    kind: 'anonymous',
    name: '',
    accountId: null,
    acting: null,
    posts: [],
    verbs: [],
    csrf: '',
    mustEnrolTotp: false,
    totp: false,
  }
  if (actor.kind === 'anonymous' || actor.kind === 'system') return nobody
  if (actor.kind === 'worker') return { ...nobody, kind: 'worker', name: actor.name, csrf: actor.csrf }
  const rows = await c.db
    .selectFrom('appointment')
    .innerJoin('org', 'org.id', 'appointment.org_id')
    .select(['org.id', 'org.name', 'appointment.role'])
    .where('appointment.account_id', '=', actor.accountId)
    .where(inOffice('appointment', shanghaiDate(c.now)))
    .where('org.active', '=', true)
    .orderBy('starts_on')
    .execute()
  const posts: Me['posts'] = []
  for (const row of rows) {
    const post = posts.find((one) => one.orgId === row.id)
    if (post) post.roles.push(row.role as Me['posts'][0]['roles'][0])
    else posts.push({ orgId: row.id, orgName: row.name, roles: [row.role as Me['posts'][0]['roles'][0]] })
  }
  const { acting } = actor
  return {
    kind: 'account',
    name: actor.name,
    accountId: actor.accountId,
    acting: acting
      ? {
          orgId: acting.orgId,
          orgName: acting.orgName,
          orgShortName: acting.orgShortName,
          area: acting.area,
          roles: acting.roles,
        }
      : null,
    posts,
    verbs: [...actor.verbs],
    csrf: actor.csrf,
    mustEnrolTotp: actor.mustEnrolTotp,
    totp: actor.totp,
  }
}

export const me = {
  me: (c) => describe(c, c.actor),

  /** No event: it changes what this one session sees, and each event tells for which org it was done. */
  async actFor(c) {
    const { session, accountId } = c.account()
    const { posts } = await describe(c, c.actor)
    if (!posts.some((post) => post.orgId === c.body.orgId)) throw problem('not-appointed')
    await c.db
      .updateTable('session')
      .set({ acting_org: c.body.orgId })
      .where('token_hash', '=', tokenHash(session))
      .execute()
    c.afterCommit(() => forgetSessions(c.services, { accountId }))
    return describe(c, await actorOf(c, session))
  },
} satisfies Partial<Stories<typeof accountRoutes>>
