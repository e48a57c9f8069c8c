import { createHash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import './tables.ts'
import '../people/tables.ts'
import '../org/tables.ts'
import { roles, verbsOf, type Role } from '../kernel/access.ts'
import type { Acting, Actor, AppName } from '../kernel/actor.ts'
import type { Ctx, Services, WriteCtx } from '../kernel/context.ts'
import { sql, type Db } from '../kernel/db.ts'
import type { Whose } from '../kernel/live.ts'
import { isTopmost } from '../kernel/scope.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { inOffice } from './office.ts'

/**
 * Each app has a session of its own: the console's is sent to the console's addresses alone, and neither counts in the
 * other.
 */
const cookies = {
  console: { name: 'unionhall-console', path: '/console' },
  worker: { name: 'unionhall', path: '/' },
} as const
export const cookieOf = (app: AppName) => cookies[app]
/** Sessions end after a working day at a desk, and after a month on a worker's own phone. */
const lifetime = { account: 12 * 3_600_000, worker: 30 * 86_400_000 }
/**
 * Whoever was newly appointed, or newly given entry by somebody else, is not yet the second of two people: an
 * administrator could otherwise be both. Long enough for those who read the operation log to see it.
 */
const settling = 7 * 86_400_000
/** How long an identified session is trusted without asking the database again: revocation in another process takes this long. */
const trusted = 2_000

export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()

type Known = { at: number; actor: Actor }
const caches = new WeakMap<Services, Map<string, Known>>()
const cacheOf = (services: Services): Map<string, Known> => {
  let cache = caches.get(services)
  if (!cache) caches.set(services, (cache = new Map()))
  return cache
}

/** These sessions are read anew at their next request, and their open streams ask at once whom they belong to. */
export function forgetSessions(services: Services, whose: Whose): void {
  const cache = cacheOf(services)
  if (whose === 'all') cache.clear()
  else for (const [token, { actor }] of cache) if (isOf(actor, whose)) cache.delete(token)
  services.live.sessionsChanged(whose)
}

const isOf = (actor: Actor, whose: Exclude<Whose, 'all'>): boolean =>
  'accountId' in whose
    ? actor.kind === 'account' && actor.accountId === whose.accountId
    : actor.kind === 'worker' && actor.personId === whose.personId

/** Who is asking: from the cookie's token, through session, account and today's appointments. */
export async function identify(services: Services, request: FastifyRequest, app: AppName): Promise<Actor> {
  const token = request.cookies[cookies[app].name]
  if (!token || token.length > 100) return { kind: 'anonymous' }
  const cache = cacheOf(services)
  const known = cache.get(token)
  // Not the clock of the day, which may step back and have an ended session trusted for hours.
  const now = performance.now()
  if (known && now - known.at < trusted) return fitting(known.actor, app)
  const actor = await readActor(services.db, token, services.clock.now())
  if (cache.size > 10_000) cache.clear()
  cache.set(token, { at: now, actor })
  return fitting(actor, app)
}

/** Whatever cookie a session came in: staff are nobody in the worker app, and workers nobody in the console. */
const fitting = (actor: Actor, app: AppName): Actor =>
  actor.kind === (app === 'console' ? 'account' : 'worker') ? actor : { kind: 'anonymous' }

/** What a browser calls itself, short enough to be recognised: `Chrome，Windows`. */
export function deviceOf(agent: string | undefined): string {
  const first = (names: readonly (readonly [RegExp, string])[]) =>
    names.find(([pattern]) => pattern.test(agent ?? ''))?.[1]
  const browser = first([
    [/MicroMessenger/, '微信'],
    [/Edg/, 'Edge'],
    [/Firefox/, 'Firefox'],
    [/Chrome|CriOS/, 'Chrome'],
    [/Safari/, 'Safari'],
  ])
  const system = first([
    [/HarmonyOS|OpenHarmony/, '鸿蒙'],
    [/Android/, '安卓'],
    [/iPhone|iPad/, '苹果手机或平板'],
    [/Windows/, 'Windows'],
    [/Mac OS X/, '苹果电脑'],
    [/Linux/, 'Linux'],
  ])
  return [browser, system].filter(Boolean).join('，') || '不认识的设备'
}

async function readActor(db: Db, token: string, now: Date): Promise<Actor> {
  const settled = new Date(now.getTime() - settling)
  const { rows } = await sql<{
    account_id: string | null
    account_name: string | null
    account_active: boolean | null
    account_settled: boolean | null
    totp: boolean
    must_change: boolean
    person_area: number | null
    person_id: string | null
    person_name: string | null
    forgotten: boolean
    acting_org: number | null
    csrf: string
    second_factor: boolean
    posts:
      | {
          orgId: number
          orgName: string
          orgShortName: string
          path: string
          area: number
          role: Role
          settled: boolean
        }[]
      | null
  }>`
    select s.account_id, a.name as account_name, a.active as account_active, a.entry_given_at is null or a.entry_given_at <= ${settled} as account_settled, a.totp is not null as totp,
      a.must_change_password and (a.entry_given_at is null or s.created_at >= a.entry_given_at) as must_change,
      s.person_area, s.person_id, p.name as person_name, p.forgotten_at is not null as forgotten, s.acting_org, s.csrf, s.second_factor,
      (select json_agg(json_build_object('orgId', o.id, 'orgName', o.name, 'orgShortName', coalesce(o.short_name, o.name), 'path', o.path, 'area', o.area, 'role', n.role, 'settled', n.appointed_at is null or n.appointed_at <= ${settled}) order by n.starts_on, n.id)
       from appointment n join org o on o.id = n.org_id
       where n.account_id = s.account_id and ${inOffice('n', shanghaiDate(now))} and o.active) as posts
    from session s left join account a on a.id = s.account_id left join person p on p.area = s.person_area and p.id = s.person_id
    where s.token_hash = ${tokenHash(token)} and s.expires_at > ${now}`.execute(db)
  const row = rows[0]
  if (!row) return { kind: 'anonymous' }
  if (row.person_id && row.person_area) {
    if (row.forgotten || row.person_name === null) return { kind: 'anonymous' }
    return {
      kind: 'worker',
      session: token,
      csrf: row.csrf,
      area: row.person_area,
      personId: row.person_id,
      name: row.person_name,
    }
  }
  if (!row.account_id || !row.account_active) return { kind: 'anonymous' }
  const posts = row.posts ?? []
  const orgId = posts.some((post) => post.orgId === row.acting_org)
    ? row.acting_org
    : (posts[0]?.orgId ?? null)
  const held = posts.filter((post) => post.orgId === orgId)
  const first = held[0]
  const acting: Acting | null = first
    ? {
        orgId: first.orgId,
        orgName: first.orgName,
        orgShortName: first.orgShortName,
        path: first.path,
        area: first.area,
        roles: held.map((post) => post.role).filter((role) => role in roles),
      }
    : null
  const verbs = verbsOf(acting?.roles ?? [], acting !== null && isTopmost(acting.path))
  const settledRoles = row.account_settled ? held.filter((post) => post.settled).map((post) => post.role) : []
  if (!verbsOf(settledRoles, false).has('identity.approve')) verbs.delete('identity.approve')
  const mustEnrolTotp = posts.some((post) => post.role === 'admin') && !row.totp && !row.second_factor
  return {
    kind: 'account',
    session: token,
    csrf: row.csrf,
    accountId: row.account_id,
    name: row.account_name!,
    acting,
    // Routes that are open to everyone ask for verbs too: they find none before the first steps are done.
    verbs: mustEnrolTotp || row.must_change ? new Set() : verbs,
    totp: row.totp,
    mustEnrolTotp,
    mustChangePassword: row.must_change,
  }
}

/** Opens a session and sets its cookie once the transaction has committed. */
export async function openSession(
  c: WriteCtx & { reply: FastifyReply; request: FastifyRequest },
  who: { accountId: string; secondFactor?: boolean } | { personArea: number; personId: string },
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const isAccount = 'accountId' in who
  const ends = new Date(c.now.getTime() + (isAccount ? lifetime.account : lifetime.worker))
  // A new sign-in replaces the session this browser had: no fixation, no pile of old ones.
  const cookie = cookies[isAccount ? 'console' : 'worker']
  const before = c.request.cookies[cookie.name]
  if (before) await c.db.deleteFrom('session').where('token_hash', '=', tokenHash(before)).execute()
  await c.db
    .insertInto('session')
    .values({
      token_hash: tokenHash(token),
      account_id: isAccount ? who.accountId : null,
      person_area: isAccount ? null : who.personArea,
      person_id: isAccount ? null : who.personId,
      csrf: randomBytes(24).toString('base64url'),
      created_at: c.now,
      expires_at: ends,
      second_factor: isAccount && who.secondFactor === true,
      device: deviceOf(c.request.headers['user-agent']),
    })
    .execute()
  c.afterCommit(() => {
    void c.reply.setCookie(cookie.name, token, {
      path: cookie.path,
      httpOnly: true,
      sameSite: 'lax',
      secure: c.services.config.origin?.startsWith('https:') ?? false,
      maxAge: Math.floor((ends.getTime() - c.now.getTime()) / 1000),
    })
  })
  return token
}

/** The actor a token stands for right now, read through the open transaction. */
export const actorOf = (c: Ctx, token: string): Promise<Actor> => readActor(c.db, token, c.now)

/** The actor a session's token stands for at this moment; anonymous once it is over. Remembers nothing. */
export const actorNow = (services: Services, token: string): Promise<Actor> =>
  readActor(services.db, token, services.clock.now())
