import type { Actor, WorkerActor } from '../kernel/actor.ts'
import type { ResponseOf } from '../kernel/contract.ts'
import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
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
    mustChangePassword: false,
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
    mustChangePassword: actor.mustChangePassword,
    totp: actor.totp,
  }
}

/** What others did to an account's ways in, and what whoever was signed in did. */
const given = [
  'account.created',
  'account.password-reset',
  'account.identity-linked',
  'account.identity-unlinked',
  'account.recovered',
]
const own = ['account.password-changed', 'account.totp-set']
/** How far back the owner may look. */
const halfYear = 180 * 86_400_000

/** The sessions of whoever asks that are not over, the newest first. @throws not-allowed for who has none */
async function ownSessions(c: Ctx) {
  const { actor } = c
  if (!('session' in actor)) throw problem('not-allowed')
  const own = c.db
    .selectFrom('session')
    .select(['token_hash', 'device', 'created_at', 'expires_at'])
    .where('expires_at', '>', c.now)
    .orderBy('created_at', 'desc')
  const rows = await (
    actor.kind === 'account'
      ? own.where('account_id', '=', actor.accountId)
      : own.where('person_area', '=', actor.area).where('person_id', '=', actor.personId)
  ).execute()
  const current = tokenHash(actor.session)
  return rows.map((row) => ({ ...row, current: row.token_hash.equals(current) }))
}

export const me = {
  me: (c) => describe(c, c.actor),

  /** Nobody can take a line away from it: whoever signs in in another's place leaves their sign-in and their change. */
  async listEntries(c) {
    const { accountId } = c.account()
    // Events lie in the area of whoever did it; 0 where they had no post.
    const areas = [0, ...(await c.services.areas.roots()).map((root) => root.code)]
    const newest = (types: string[]) => sql`(
      select at, seq, type, text, by_name, account_id from event where area = any(${areas}::int[]) and subject = ${accountId}
        and noun = 'account' and type = any(${types}::text[]) and at > ${new Date(c.now.getTime() - halfYear)}
      order by seq desc limit 30)`
    const { rows } = await sql<{
      at: Date
      type: string
      text: string
      by_name: string
      account_id: string | null
    }>`
      select * from (${newest([...given, ...own])} union all ${newest(['account.signed-in'])}) e order by seq desc`.execute(
      c.db,
    )
    return {
      items: rows.map((row) => ({
        at: row.at.toISOString(),
        what:
          row.type === 'account.signed-in'
            ? ('used' as const)
            : given.includes(row.type) && row.account_id !== accountId
              ? ('given' as const)
              : ('own' as const),
        text: row.text,
        by: row.by_name,
      })),
    }
  },

  async mySessions(c) {
    const rows = await ownSessions(c)
    return {
      items: rows.map((row) => ({
        device: row.device ?? '不认识的设备',
        startedAt: row.created_at.toISOString(),
        endsAt: row.expires_at.toISOString(),
        current: row.current,
      })),
    }
  },

  async endOtherSessions(c) {
    const others = (await ownSessions(c)).filter((row) => !row.current)
    if (others.length)
      await c.db
        .deleteFrom('session')
        .where(
          'token_hash',
          'in',
          others.map((row) => row.token_hash),
        )
        .execute()
    const { actor } = c
    c.afterCommit(() =>
      forgetSessions(
        c.services,
        actor.kind === 'account'
          ? { accountId: actor.accountId }
          : { personId: (actor as WorkerActor).personId },
      ),
    )
    return { ended: others.length }
  },

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
