import { randomInt } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { nameOf } from '../kernel/actor.ts'
import { lookupHash } from '../kernel/cipher.ts'
import type { Ctx, OpenCtx, Services } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { networkOf } from '../kernel/network.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import type { Job } from '../kernel/job.ts'
import { normalisePhone } from '../people/formats.ts'
import { personOfPhone } from '../people/person.ts'
import type { accountRoutes } from './contract.ts'
import { describe } from './me.ts'
import { awaitOtp, comeBack, goAway, otpAwaited, otpGiven, otpPage, type Identity } from './oidc.ts'
import { passwordFits } from './password.ts'
import { spendOtp } from './second-factor.ts'
import { actorOf, cookieOf, forgetSessions, openSession, tokenHash } from './session.ts'

const lockAfter = 5
const lockMinutes = 15
const codeMinutes = 5
/**
 * Codes a day for one number: from the phone that has proven to hold it, from any one network, and from all strangers
 * together. Whoever burns a number's codes from elsewhere takes none of its own phone's.
 */
const codesOfOwn = 10
const codesOfNetwork = 5
const codesOfStrangers = 60
const guesses = 5

type Account = {
  id: string
  login: string
  name: string
  password_hash: string
  totp: Buffer | null
  oidc_subject: string | null
  locked_until: Date | null
}
const accountColumns = [
  'id',
  'login',
  'name',
  'password_hash',
  'totp',
  'oidc_subject',
  'locked_until',
] as const

/** Wrong secrets a minute from one network: fifty honest people at one gate are far below, a list of passwords is not. */
const wrongAMinute = 30
const wrong = new WeakMap<Services, Map<string, number[]>>()

/** Wrong secrets of the last minute from where the request comes. By a time that never steps back. */
function lately(c: OpenCtx): number[] {
  let all = wrong.get(c.services)
  if (!all) wrong.set(c.services, (all = new Map()))
  const key = networkOf(c.address ?? '')
  const since = performance.now() - 60_000
  const times = (all.get(key) ?? []).filter((at) => at > since)
  if (all.size > 10_000) all.clear()
  all.set(key, times)
  return times
}
/** @throws too-many */
function refuseGuessing(c: OpenCtx) {
  if (c.services.perMinute > 0 && lately(c).length >= wrongAMinute) throw problem('too-many')
}
const countGuess = (c: OpenCtx) => void lately(c).push(performance.now())

const turns = new WeakMap<Services, Map<string, Promise<unknown>>>()

/** One after the other for each login: of many secrets tried at once, no more are looked at than the lock allows. */
async function inTurn<T>(services: Services, login: string, work: () => Promise<T>): Promise<T> {
  let waiting = turns.get(services)
  if (!waiting) turns.set(services, (waiting = new Map()))
  const key = login.toLowerCase()
  const mine = (waiting.get(key) ?? Promise.resolve()).then(work, work)
  waiting.set(key, mine)
  try {
    return await mine
  } finally {
    if (waiting.get(key) === mine) waiting.delete(key)
  }
}

/** How failures are counted in table `t`: anew once a lock is over, and up to the next. */
function oneMore(c: Ctx, t: 'account' | 'unknown_login') {
  const [failures, until] = [sql.ref(`${t}.failures`), sql.ref(`${t}.locked_until`)]
  const next = sql<number>`case when ${until} <= ${c.now} then 1 else ${failures} + 1 end`
  const lock = new Date(c.now.getTime() + lockMinutes * 60_000)
  return {
    failures: next,
    locked_until: sql<Date | null>`case when ${next} >= ${lockAfter} then ${lock}::timestamptz end`,
  }
}

async function countFailure(c: OpenCtx, account: { id: string; name: string }) {
  await c.write(async (w) => {
    const { failures } = await w.db
      .updateTable('account')
      .set(oneMore(c, 'account'))
      .where('id', '=', account.id)
      .returning('failures')
      .executeTakeFirstOrThrow()
    if (failures !== lockAfter) return
    const post = await w.db
      .selectFrom('appointment')
      .innerJoin('org', 'org.id', 'appointment.org_id')
      .select('org.area')
      .where('account_id', '=', account.id)
      .orderBy('starts_on', 'desc')
      .limit(1)
      .executeTakeFirst()
    await w.append({
      area: post?.area ?? 0,
      noun: 'account',
      subject: account.id,
      type: 'account.locked',
      text: `${account.name}连续输错${lockAfter}次，锁定${lockMinutes}分钟`,
      shown: 'owner',
      by: { accountId: account.id, name: account.name },
    })
  })
}

/** A login nobody has: counted and locked alike, or the lock would tell. No event: it happened to nobody. */
async function countUnknown(c: OpenCtx, login: string) {
  const next = oneMore(c, 'unknown_login')
  await c.services.db
    .insertInto('unknown_login')
    .values({ login_hash: loginHash(c, login), failures: 1, at: c.now, locked_until: null })
    .onConflict((oc) => oc.column('login_hash').doUpdateSet({ ...next, at: c.now }))
    .execute()
}

const loginHash = (c: Ctx, login: string): Buffer =>
  lookupHash(c.services.keyring, 'unknown-login', login.toLowerCase())

/** @throws locked */
function refuseLocked(c: Ctx, of: { locked_until: Date | null } | undefined) {
  if (of?.locked_until && of.locked_until > c.now) throw problem('locked')
}

/**
 * The account an identity signs in to: the one an administrator linked; else, where the operator trusts a claim to
 * be the login, the account of that login, which is linked from then on.
 * @throws oidc-unknown
 */
async function accountOf(c: Ctx, { subject, login }: Identity): Promise<Account> {
  const found = c.db.selectFrom('account').select(accountColumns).where('active', '=', true)
  const linked = await found.where('oidc_subject', '=', subject).executeTakeFirst()
  if (linked) return linked
  const named =
    login === null
      ? undefined
      : await found
          .where(sql`lower(login)`, '=', login.toLowerCase())
          .where('oidc_subject', 'is', null)
          .executeTakeFirst()
  if (named) return named
  throw problem('oidc-unknown', { hint: `请把这个编号交给本单位的系统管理员登记：${subject}` })
}

/** Opens the session of an account that has shown who it is: by password, or through the provider. */
async function enter(
  c: OpenCtx & { request: FastifyRequest; reply: FastifyReply },
  account: Account,
  how: 'password' | { identity: Identity | null },
) {
  const identity = how === 'password' ? null : how.identity
  return c.write(async (w) => {
    const linking = identity && account.oidc_subject === null
    await w.db
      .updateTable('account')
      .set({
        failures: 0,
        locked_until: null,
        last_sign_in_at: c.now,
        ...(linking ? { oidc_subject: sql`coalesce(oidc_subject, ${identity.subject})` } : {}),
      })
      .where('id', '=', account.id)
      .execute()
    const token = await openSession(
      { ...w, request: c.request, reply: c.reply },
      { accountId: account.id, secondFactor: identity?.secondFactor ?? false },
    )
    const actor = await actorOf(w, token)
    const event = {
      area: actor.kind === 'account' && actor.acting ? actor.acting.area : 0,
      noun: 'account',
      subject: account.id,
      shown: 'owner' as const,
      by: { accountId: account.id, name: nameOf(actor) },
    }
    if (linking)
      await w.append({
        ...event,
        type: 'account.identity-linked',
        text: `${account.name}首次用统一身份认证登录，已登记编号`,
      })
    await w.append({
      ...event,
      type: 'account.signed-in',
      text: how === 'password' ? `${account.name} 登录` : `${account.name} 用统一身份认证登录`,
    })
    return describe(w, actor)
  })
}

export const signIn = {
  async signIn(c) {
    const { login, password, otp } = c.body
    refuseGuessing(c)
    return inTurn(c.services, login, async () => {
      const account = await c.db
        .selectFrom('account')
        .select(accountColumns)
        .where(sql`lower(login)`, '=', login.toLowerCase())
        .where('active', '=', true)
        .executeTakeFirst()
      refuseLocked(
        c,
        account ??
          (await c.db
            .selectFrom('unknown_login')
            .select('locked_until')
            .where('login_hash', '=', loginHash(c, login))
            .executeTakeFirst()),
      )
      if (!(await passwordFits(account?.password_hash, password)) || !account) {
        countGuess(c)
        await (account ? countFailure(c, account) : countUnknown(c, login))
        throw problem('wrong-password')
      }
      if (account.totp) {
        if (!otp) throw problem('otp-needed')
        if (!(await spendOtp(c, account, otp))) {
          countGuess(c)
          await countFailure(c, account)
          throw problem('wrong-otp')
        }
      }
      return enter(c, account, 'password')
    })
  },

  /** No event: it takes nothing but its own session, and signing in is told. */
  async signOut(c) {
    const { actor } = c
    if ('session' in actor)
      await c.db.deleteFrom('session').where('token_hash', '=', tokenHash(actor.session)).execute()
    const { name, path } = cookieOf(c.request.originalUrl.startsWith('/console/') ? 'console' : 'worker')
    c.afterCommit(() => {
      if (actor.kind === 'account') forgetSessions(c.services, { accountId: actor.accountId })
      if (actor.kind === 'worker') forgetSessions(c.services, { personId: actor.personId })
      void c.reply.clearCookie(name, { path })
    })
    return { ok: true as const }
  },

  /** No event, as for signing in by it. */
  async requestCode(c) {
    const phone = normalisePhone(c.body.phone)
    if (!phone) throw problem('phone-format')
    const phoneHash = lookupHash(c.services.keyring, 'phone', phone)
    const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
    const expires = new Date(c.now.getTime() + codeMinutes * 60_000)
    const day = shanghaiDate(c.now)
    const own = isKnownPhone(c, phoneHash)
    const from = own ? ownPhone : networkHash(c, day)
    await c.write(async (w) => {
      // A code that can no longer be used keeps nobody waiting.
      const over = sql<boolean>`exists (select 1 from phone_code p where p.phone_hash = ${phoneHash} and (p.tries >= ${guesses} or p.expires_at <= ${c.now}))`
      const spent = await sql`
        insert into phone_code_from as f (phone_hash, from_hash, day, sent, last_at) values (${phoneHash}, ${from}, ${day}, 1, ${c.now})
        on conflict (phone_hash, from_hash) do update set day = excluded.day, last_at = excluded.last_at,
          sent = case when f.day = excluded.day then f.sent + 1 else 1 end
        where (f.last_at < ${new Date(c.now.getTime() - 60_000)} or ${over}) and (f.day <> excluded.day or f.sent < ${own ? codesOfOwn : codesOfNetwork})
        returning 1`.execute(w.db)
      const { rows } = await sql<{ full: boolean; all: number; fresh: boolean }>`
        select coalesce(bool_or(from_hash = ${from} and sent >= ${own ? codesOfOwn : codesOfNetwork}), false) as full,
          coalesce(sum(sent) filter (where from_hash <> ${ownPhone}), 0)::int as all,
          exists (select 1 from phone_code p where p.phone_hash = ${phoneHash} and p.sent_at > ${new Date(c.now.getTime() - 60_000)} and p.sent_at < ${c.now} and not ${over}) as fresh
        from phone_code_from where phone_hash = ${phoneHash} and day = ${day}`.execute(w.db)
      const { full, all, fresh } = rows[0]!
      if (!spent.rows.length) throw problem(full ? 'code-too-often' : 'code-too-soon')
      // Strangers do not take the place of a code that was just sent; the phone's own may.
      if (!own && fresh) throw problem('code-too-soon')
      if (!own && all > codesOfStrangers) throw problem('code-too-often')
      const sentCode = {
        code_hash: codeHash(c, phoneHash, code),
        tries: 0,
        sent_at: c.now,
        expires_at: expires,
      }
      await w.db
        .insertInto('phone_code')
        .values({ phone_hash: phoneHash, ...sentCode })
        .onConflict((one) => one.column('phone_hash').doUpdateSet(sentCode))
        .execute()
    })
    if (!(await c.services.sms(phone, `验证码 ${code}，${codeMinutes}分钟内有效。不要告诉别人。`))) {
      // Nobody has it: it counts for nothing, and another may be asked for at once.
      await c.write(async (w) => {
        await sql`update phone_code set expires_at = ${w.now} where phone_hash = ${phoneHash} and code_hash = ${codeHash(c, phoneHash, code)}`.execute(
          w.db,
        )
        await sql`update phone_code_from set sent = greatest(sent - 1, 0) where phone_hash = ${phoneHash} and from_hash = ${from}`.execute(
          w.db,
        )
      })
      throw problem('sms-away')
    }
    return { seconds: codeMinutes * 60 }
  },

  /** No event: beside a concern left unnamed a minute later, it would tell who raised that. */
  async signInByPhone(c) {
    const phone = await provePhone(c, c.body)
    void c.reply.setCookie(knownPhone.name, proofOf(c, lookupHash(c.services.keyring, 'phone', phone)), {
      path: knownPhone.path,
      httpOnly: true,
      sameSite: 'lax',
      secure: c.services.config.origin?.startsWith('https:') ?? false,
      maxAge: 365 * 86_400,
    })
    return c.write(async (w) => {
      const person = await personOfPhone(w, phone)
      const token = await openSession(
        { ...w, request: c.request, reply: c.reply },
        { personArea: person.area, personId: person.id },
      )
      return describe(w, await actorOf(w, token))
    })
  },

  oidcStart: async (c) => c.reply.redirect(await goAway(c), 303),

  async oidcReturn(c) {
    const identity = await comeBack(c)
    const account = await accountOf(c, identity)
    refuseLocked(c, account)
    if (account.totp && !identity.secondFactor) {
      awaitOtp(c, account.id)
      return c.reply.type('text/html; charset=utf-8').send(otpPage(false))
    }
    await enter(c, account, { identity })
    return c.reply.redirect('/console/', 303)
  },

  async oidcConfirm(c) {
    if (!c.services.config.oidc) throw problem('oidc-off')
    const id = otpAwaited(c)
    return inTurn(c.services, id, async () => {
      const account = await c.db
        .selectFrom('account')
        .select(accountColumns)
        .where('id', '=', id)
        .where('active', '=', true)
        .executeTakeFirst()
      if (!account?.totp) throw problem('oidc-failed')
      refuseLocked(c, account)
      if (!(await spendOtp(c, account, c.query.otp))) {
        await countFailure(c, account)
        return c.reply.code(401).type('text/html; charset=utf-8').send(otpPage(true))
      }
      otpGiven(c)
      await enter(c, account, { identity: null })
      return c.reply.redirect('/console/', 303)
    })
  },

  signInWays: (c) => Promise.resolve({ oidc: c.services.config.oidc !== undefined, phone: true }),
} satisfies Partial<Stories<typeof accountRoutes>>

const codeHash = (c: Ctx, phoneHash: Buffer, code: string): Buffer =>
  lookupHash(c.services.keyring, 'phone-code', `${phoneHash.toString('hex')} ${code}`)

const ownPhone = Buffer.from('own')
const networkHash = (c: Ctx, day: string): Buffer =>
  lookupHash(c.services.keyring, 'network', `${day} ${networkOf(c.address ?? '')}`)

/** What a phone carries once a number was proven on it, to where codes are asked for; it opens nothing. */
const knownPhone = { name: 'unionhall-phone', path: '/api/phone-code' } as const
const proofOf = (c: Ctx, phoneHash: Buffer): string =>
  lookupHash(c.services.keyring, 'known-phone', phoneHash.toString('hex')).toString('base64url')
const isKnownPhone = (c: Ctx & { request: FastifyRequest }, phoneHash: Buffer): boolean =>
  c.request.cookies[knownPhone.name] === proofOf(c, phoneHash)

/**
 * The number, in its normal spelling, of somebody who read the code sent to it. Outside any transaction: five wrong
 * guesses spend the code whatever is refused, and a right one spends it too.
 * @throws phone-format, wrong-phone-code
 */
export async function provePhone(c: OpenCtx, given: { phone: string; code: string }): Promise<string> {
  refuseGuessing(c)
  const phone = normalisePhone(given.phone)
  if (!phone) throw problem('phone-format')
  const phoneHash = lookupHash(c.services.keyring, 'phone', phone)
  const { rows } = await sql<{ code_hash: Buffer }>`
    update phone_code set tries = tries + 1 where phone_hash = ${phoneHash} and tries < ${guesses} and expires_at > ${c.now} returning code_hash`.execute(
    c.services.db,
  )
  if (!rows[0]?.code_hash.equals(codeHash(c, phoneHash, given.code))) {
    countGuess(c)
    throw problem('wrong-phone-code')
  }
  // Of two who send it at once, one finds it.
  const spent = await sql`
    update phone_code set expires_at = ${c.now} where phone_hash = ${phoneHash} and expires_at > ${c.now} returning 1`.execute(
    c.services.db,
  )
  if (!spent.rows.length) throw problem('wrong-phone-code')
  return phone
}

/** Every night: sessions that are over, codes of days past, locks of logins nobody has. */
export const sweepSignIns: Job = {
  name: 'session.sweep',
  every: '20 3 * * *',
  async run(c) {
    const yesterday = new Date(c.now.getTime() - 86_400_000)
    await sql`delete from session where expires_at < ${c.now}`.execute(c.services.db)
    await sql`delete from phone_code where sent_at < ${yesterday}`.execute(c.services.db)
    await sql`delete from phone_code_from where day < ${shanghaiDate(yesterday)}`.execute(c.services.db)
    await sql`delete from unknown_login where at < ${yesterday}`.execute(c.services.db)
  },
}
