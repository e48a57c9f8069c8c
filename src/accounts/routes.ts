import { randomInt, createHash } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import { Secret, TOTP } from 'otpauth'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { nameOf, type Actor } from '../kernel/actor.ts'
import { open, seal, newPersonKey, lookupHash } from '../kernel/cipher.ts'
import type { ResponseOf } from '../kernel/contract.ts'
import type { Ctx, OpenCtx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { append } from '../kernel/event.ts'
import { uuidv7 } from '../kernel/id.ts'
import { readCursor, mergePage } from '../kernel/page.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { covers } from '../kernel/scope.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { activeOrg } from '../org/org.ts'
import { normalisePhone } from '../people/formats.ts'
import { claimant, makePerson } from '../people/person.ts'
import { passOn } from '../tasks/task.ts'
import { accountProblems, accountRoutes } from './contract.ts'
import { awaitOtp, comeBack, goAway, otpAwaited, otpGiven, otpPage, type Identity } from './oidc.ts'
import { actorOf, cookieName, forgetSessions, openSession, tokenHash } from './session.ts'

type Me = ResponseOf<typeof accountRoutes.me>

/** Argon2id with the parameters OWASP recommends (19 MiB, 2 passes). */
export const hashPassword = (password: string): Promise<string> =>
  hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
// Verified when there is no such account, so that a wrong login takes as long as a wrong password.
const nobody = hashPassword('nobody has this password')

const lockAfter = 5
const lockMinutes = 15
const codeMinutes = 5

async function describe(c: Ctx, actor: Actor): Promise<Me> {
  if (actor.kind === 'anonymous' || actor.kind === 'system')
    return {
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
  if (actor.kind === 'worker')
    return {
      kind: 'worker',
      name: actor.name,
      accountId: null,
      acting: null,
      posts: [],
      verbs: [],
      csrf: actor.csrf,
      mustEnrolTotp: false,
      totp: false,
    }
  const day = shanghaiDate(c.now)
  const rows = await c.db
    .selectFrom('appointment')
    .innerJoin('org', 'org.id', 'appointment.org_id')
    .select(['org.id', 'org.name', 'appointment.role'])
    .where('appointment.account_id', '=', actor.accountId)
    .where('starts_on', '<=', day)
    .where((eb) => eb.or([eb('ends_on', 'is', null), eb('ends_on', '>=', day)]))
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

/** At least ten characters, not the login, not one character or a run repeated. */
function refuseWeak(password: string, login: string) {
  const plain = password.toLowerCase()
  const run = /^(.{1,3})\1+$/.test(plain) || '01234567890123456789abcdefghijklmnopqrstuvwxyz'.includes(plain)
  if (plain.length < 10 || run || plain.includes(login.toLowerCase()) || plain.includes('password'))
    throw problem('weak-password')
}

const totpOf = (secret: string) =>
  new TOTP({
    issuer: 'Unionhall',
    label: '职工之家',
    secret: Secret.fromBase32(secret),
    digits: 6,
    period: 30,
  })

/** The TOTP secret is sealed like a person's field; its wrapped key lies before it, two bytes of length first. */
function sealTotp(c: Ctx, secret: string, accountId: string): Buffer {
  const key = newPersonKey(c.services.keyring)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(key.length)
  return Buffer.concat([length, key, seal(c.services.keyring, key, secret, `account/${accountId}/totp`)])
}
function openTotp(c: Ctx, sealed: Buffer, accountId: string): string {
  const length = sealed.readUInt16BE(0)
  return open(
    c.services.keyring,
    sealed.subarray(2, 2 + length),
    sealed.subarray(2 + length),
    `account/${accountId}/totp`,
  )
}

/** The time step a code belongs to, within one step of now; null when it fits none. */
function stepOf(secret: string, otp: string, now: Date): number | null {
  const delta = totpOf(secret).validate({ token: otp, timestamp: now.getTime(), window: 1 })
  return delta === null ? null : Math.floor(now.getTime() / 30_000) + delta
}

/** The org must lie in the administrator's scope. */
async function manageable(c: Ctx, orgId: number) {
  const org = await activeOrg(c.db, orgId)
  if (!covers(await c.scope(), org.area, org.path)) throw problem('not-found')
  return org
}

/**
 * An account is an administrator's to manage when it serves in scope, and nowhere else: whoever could reset the
 * password of one who serves above as well could sign in as them there.
 */
async function managedAccount(c: Ctx, id: string) {
  const account = await c.db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
  if (!account) throw problem('not-found')
  const { path } = c.staff().acting
  const day = shanghaiDate(c.now)
  const { rows } = await sql<{ inside: boolean; open: boolean }>`
    select (o.path = ${path} or o.path like ${path + '.%'}) as inside, (n.ends_on is null or n.ends_on >= ${day}) as open
    from appointment n join org o on o.id = n.org_id where n.account_id = ${id}`.execute(c.db)
  if (!rows.some((row) => row.inside)) throw problem('not-found')
  if (rows.some((row) => row.open && !row.inside))
    throw problem('not-yours', { hint: '这个账号还在你管理范围以外的组织任职，请联系上级管理员。' })
  return account
}

/**
 * For what gives entry to the account: nobody may take over one that also serves outside their own scope, where it
 * may hold more than they do.
 * @throws not-found, not-yours
 */
async function wholeAccount(c: Ctx, id: string) {
  const account = await managedAccount(c, id)
  const { acting } = c.staff()
  const { rows } = await sql`
    select 1 from appointment n join org o on o.id = n.org_id
    where n.account_id = ${id} and (n.ends_on is null or n.ends_on >= ${shanghaiDate(c.now)}) and o.path <> ${acting.path} and o.path not like ${acting.path + '.%'}
    limit 1`.execute(c.db)
  if (rows.length)
    throw problem('not-yours', { hint: '这个账号还在别的组织任职，请由上级的系统管理员办理。' })
  return account
}

/** Failures are counted outside the request's transaction, which the refusal rolls back. */
async function countFailure(c: Ctx, accountId: string) {
  const { failures, name } = await c.services.db
    .updateTable('account')
    .set({
      failures: sql`failures + 1`,
      locked_until: sql`case when failures + 1 >= ${lockAfter} then ${new Date(c.now.getTime() + lockMinutes * 60_000)}::timestamptz else locked_until end`,
    })
    .where('id', '=', accountId)
    .returning(['failures', 'name'])
    .executeTakeFirstOrThrow()
  // Told once for each lock; the sign-in itself is refused, so its own transaction would take the event along.
  if (failures % lockAfter === 0) {
    const { rows } = await sql<{ area: number }>`
      select o.area from appointment n join org o on o.id = n.org_id where n.account_id = ${accountId} order by n.starts_on desc limit 1`.execute(
      c.services.db,
    )
    await c.services.writes.transaction().execute((tx) =>
      append(
        tx,
        {
          area: rows[0]?.area ?? 0,
          noun: 'account',
          subject: accountId,
          type: 'account.locked',
          text: `${name}连续输错${lockAfter}次，锁定${lockMinutes}分钟`,
          shown: 'owner',
          by: { accountId, name },
        },
        { actor: c.actor, name, now: c.now, address: c.address },
      ),
    )
  }
}

/** Open tasks of an org where nobody is appointed after today any more. */
async function unattended(c: Ctx, org: { org_id: number; area: number }): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*) as open from task where area = ${org.area} and org_id = ${org.org_id} and state = 'open'
      and not exists (select 1 from appointment n join account a on a.id = n.account_id
        where n.org_id = ${org.org_id} and a.active and (n.ends_on is null or n.ends_on > ${shanghaiDate(c.now)}))`.execute(
    c.db,
  )
  return rows[0]?.open ?? 0
}

/** Does the account serve at the org from today on, with no end in sight? */
async function servesAt(c: Ctx, accountId: string, orgId: number): Promise<boolean> {
  const day = shanghaiDate(c.now)
  const row = await c.db
    .selectFrom('appointment')
    .innerJoin('account', 'account.id', 'appointment.account_id')
    .select('appointment.id')
    .where('account_id', '=', accountId)
    .where('org_id', '=', orgId)
    .where('starts_on', '<=', day)
    .where('ends_on', 'is', null)
    .where('account.active', '=', true)
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Marks a code's time step as used; false when it, or a later one, was used before: a code works once. Outside the
 * request's transaction like the counting of failures, which would otherwise wait for a row that very request locked.
 */
async function spend(c: Ctx, accountId: string, step: number): Promise<boolean> {
  const { rows } = await sql`
    update account set totp_step = ${step} where id = ${accountId} and (totp_step is null or totp_step < ${step}) returning 1`.execute(
    c.services.db,
  )
  return rows.length > 0
}

/**
 * The account an identity signs in to: the one an administrator linked; else, where the operator trusts a claim to
 * be the login, the account of that login, which is linked from then on.
 * @throws oidc-unknown
 */
async function accountOf(c: Ctx, { subject, login }: Identity) {
  const found = c.services.db.selectFrom('account').selectAll().where('active', '=', true)
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

/** Opens the session of somebody the provider has named. */
async function enter(
  c: OpenCtx & { request: FastifyRequest; reply: FastifyReply },
  account: { id: string; name: string; oidc_subject: string | null },
  identity: Identity | null,
) {
  await c.write(async (w) => {
    const linking = identity && account.oidc_subject === null
    if (linking)
      await w.db
        .updateTable('account')
        .set({ oidc_subject: identity.subject })
        .where('id', '=', account.id)
        .where('oidc_subject', 'is', null)
        .execute()
    await w.db
      .updateTable('account')
      .set({ failures: 0, locked_until: null, last_sign_in_at: c.now })
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
    await w.append({ ...event, type: 'account.signed-in', text: `${account.name} 用统一身份认证登录` })
  })
  return c.reply.redirect('/console/', 303)
}

export const accounts = capability({
  name: 'accounts',
  contract: accountRoutes,
  kinds: { session: { follows: ['acting_org'] }, appointment: { stays: ['org_id'] } },
  problems: accountProblems,
  constraints: {
    account_oidc_subject_key: 'identity-taken',
    account_login: 'login-taken',
    appointment_once: 'already-appointed',
  },
  stories: {
    me: (c) => describe(c, c.actor),

    async signIn(c) {
      const { login, password, otp } = c.body
      const account = await c.services.db
        .selectFrom('account')
        .selectAll()
        .where(sql`lower(login)`, '=', login.toLowerCase())
        .where('active', '=', true)
        .executeTakeFirst()
      if (account?.locked_until && account.locked_until > c.now) throw problem('locked')
      const right = await verify(account?.password_hash ?? (await nobody), password)
      if (!account || !right) {
        if (account) await countFailure(c, account.id)
        throw problem('wrong-password')
      }
      if (account.totp) {
        if (!otp) throw problem('otp-needed')
        const step = stepOf(openTotp(c, account.totp, account.id), otp, c.now)
        // A step already used is as wrong as a wrong code.
        if (step === null || !(await spend(c, account.id, step))) {
          await countFailure(c, account.id)
          throw problem('wrong-otp')
        }
      }
      await c.db
        .updateTable('account')
        .set({ failures: 0, locked_until: null, last_sign_in_at: c.now })
        .where('id', '=', account.id)
        .execute()
      const token = await openSession(c, { accountId: account.id })
      const actor = await actorOf(c, token)
      await c.append({
        area: actor.kind === 'account' && actor.acting ? actor.acting.area : 0,
        noun: 'account',
        subject: account.id,
        type: 'account.signed-in',
        text: `${account.name} 登录`,
        shown: 'owner',
        by: { accountId: account.id, name: account.name },
      })
      return describe(c, actor)
    },

    async signOut(c) {
      const token = c.request.cookies[cookieName]
      if (token) await c.db.deleteFrom('session').where('token_hash', '=', tokenHash(token)).execute()
      c.afterCommit(() => {
        forgetSessions(c.services)
        void c.reply.clearCookie(cookieName, { path: '/' })
      })
      return { ok: true as const }
    },

    async requestCode(c) {
      const phone = normalisePhone(c.body.phone)
      if (!phone) throw problem('phone-format')
      const phoneHash = lookupHash(c.services.keyring, 'phone', phone)
      const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
      const expires = new Date(c.now.getTime() + codeMinutes * 60_000)
      const { rows } = await sql`
        insert into phone_code (phone_hash, code_hash, sent_at, expires_at) values (${phoneHash}, ${codeHash(phoneHash, code)}, ${c.now}, ${expires})
        on conflict (phone_hash) do update set code_hash = excluded.code_hash, tries = 0, sent_at = excluded.sent_at, expires_at = excluded.expires_at
        where phone_code.sent_at < ${new Date(c.now.getTime() - 60_000)} returning 1`.execute(c.db)
      if (!rows.length) throw problem('code-too-soon')
      c.afterCommit(
        () => void c.services.sms(phone, `验证码 ${code}，${codeMinutes}分钟内有效。不要告诉别人。`),
      )
      return { seconds: codeMinutes * 60 }
    },

    async signInByPhone(c) {
      const phone = normalisePhone(c.body.phone)
      if (!phone) throw problem('phone-format')
      const phoneHash = lookupHash(c.services.keyring, 'phone', phone)
      // Counted outside the transaction: five wrong guesses spend the code whatever is rolled back.
      const { rows } = await sql<{ code_hash: Buffer }>`
        update phone_code set tries = tries + 1 where phone_hash = ${phoneHash} and tries < 5 and expires_at > ${c.now} returning code_hash`.execute(
        c.services.db,
      )
      if (!rows[0]?.code_hash.equals(codeHash(phoneHash, c.body.code))) throw problem('wrong-phone-code')
      await c.db.deleteFrom('phone_code').where('phone_hash', '=', phoneHash).execute()
      const person = await personOfPhone(c, phone)
      const token = await openSession(c, { personArea: person.area, personId: person.id })
      return describe(c, await actorOf(c, token))
    },

    oidcStart: async (c) => c.reply.redirect(await goAway(c), 303),

    async oidcReturn(c) {
      const identity = await comeBack(c)
      const account = await accountOf(c, identity)
      if (account.locked_until && account.locked_until > c.now) throw problem('locked')
      if (!account.totp || identity.secondFactor) return enter(c, account, identity)
      awaitOtp(c, account.id)
      return c.reply.type('text/html; charset=utf-8').send(otpPage(false))
    },

    async oidcConfirm(c) {
      if (!c.services.config.oidc) throw problem('oidc-off')
      const account = await c.db
        .selectFrom('account')
        .selectAll()
        .where('id', '=', otpAwaited(c))
        .where('active', '=', true)
        .executeTakeFirst()
      if (!account?.totp) throw problem('oidc-failed')
      if (account.locked_until && account.locked_until > c.now) throw problem('locked')
      const step = stepOf(openTotp(c, account.totp, account.id), c.query.otp, c.now)
      if (step === null || !(await spend(c, account.id, step))) {
        await countFailure(c, account.id)
        return c.reply.code(401).type('text/html; charset=utf-8').send(otpPage(true))
      }
      otpGiven(c)
      return enter(c, account, null)
    },

    signInWays: (c) => Promise.resolve({ oidc: c.services.config.oidc !== undefined, phone: true }),

    async actFor(c) {
      if (c.actor.kind !== 'account') throw problem('not-allowed')
      const me = await describe(c, c.actor)
      if (!me.posts.some((post) => post.orgId === c.body.orgId)) throw problem('not-appointed')
      await c.db
        .updateTable('session')
        .set({ acting_org: c.body.orgId })
        .where('token_hash', '=', tokenHash(c.actor.session))
        .execute()
      c.afterCommit(() => forgetSessions(c.services))
      return describe(c, await actorOf(c, c.actor.session))
    },

    async changePassword(c) {
      if (c.actor.kind !== 'account') throw problem('not-allowed')
      const account = await c.db
        .selectFrom('account')
        .select(['id', 'login', 'password_hash'])
        .where('id', '=', c.actor.accountId)
        .executeTakeFirstOrThrow()
      if (!(await verify(account.password_hash, c.body.current))) {
        await countFailure(c, account.id)
        throw problem('wrong-password')
      }
      refuseWeak(c.body.next, account.login)
      await c.db
        .updateTable('account')
        .set({ password_hash: await hashPassword(c.body.next) })
        .where('id', '=', account.id)
        .execute()
      // Whoever else holds a session of this account is signed out.
      await c.db
        .deleteFrom('session')
        .where('account_id', '=', account.id)
        .where('token_hash', '!=', tokenHash(c.actor.session))
        .execute()
      c.afterCommit(() => forgetSessions(c.services))
      return { ok: true as const }
    },

    async startTotp(c) {
      if (c.actor.kind !== 'account') throw problem('not-allowed')
      const secret = new Secret({ size: 20 }).base32
      await c.db
        .updateTable('account')
        .set({ totp_pending: sealTotp(c, secret, c.actor.accountId) })
        .where('id', '=', c.actor.accountId)
        .execute()
      return { secret, uri: totpOf(secret).toString() }
    },

    async confirmTotp(c) {
      if (c.actor.kind !== 'account') throw problem('not-allowed')
      const row = await c.db
        .selectFrom('account')
        .select(['totp_pending', 'totp', 'password_hash'])
        .where('id', '=', c.actor.accountId)
        .executeTakeFirstOrThrow()
      if (row.totp && !(await verify(row.password_hash, c.body.password ?? ''))) {
        await countFailure(c, c.actor.accountId)
        throw problem('wrong-password', { hint: '更换动态码要填现在的密码。' })
      }
      const step =
        row.totp_pending && stepOf(openTotp(c, row.totp_pending, c.actor.accountId), c.body.otp, c.now)
      if (!step) throw problem('wrong-otp')
      await c.db
        .updateTable('account')
        .set({ totp: row.totp_pending, totp_pending: null, totp_step: step })
        .where('id', '=', c.actor.accountId)
        .execute()
      await c.append({
        area: c.actor.acting?.area ?? 0,
        noun: 'account',
        subject: c.actor.accountId,
        type: 'account.totp-set',
        text: `${c.actor.name}设置了动态码`,
        shown: 'owner',
      })
      c.afterCommit(() => forgetSessions(c.services))
      return describe(c, await actorOf(c, c.actor.session))
    },

    async listAccounts(c) {
      const { acting } = c.staff()
      const page = await mergePage<{
        id: string
        login: string
        name: string
        active: boolean
        locked_until: Date | null
        totp: boolean
        last_sign_in_at: Date | null
        sort_at: Date
      }>(c.db, {
        arms: [
          sql<boolean>`exists (select 1 from appointment n join org o on o.id = n.org_id where n.account_id = a.id and (o.path = ${acting.path} or o.path like ${acting.path + '.%'}) ${c.query.orgId ? sql`and o.id = ${c.query.orgId}` : sql``})`,
        ],
        columns: sql`a.id, a.login, a.name, a.active, a.locked_until, a.totp is not null as totp, a.last_sign_in_at`,
        from: sql`account a`,
        where: c.query.q
          ? [sql`(a.name ilike ${`%${c.query.q}%`} or a.login ilike ${`%${c.query.q}%`})`]
          : [],
        sort: sql`a.created_at`,
        id: sql`a.id`,
        order: 'newest',
        cursor: readCursor(c.query.cursor),
        limit: c.query.limit ?? 20,
      })
      const posts = page.rows.length
        ? await c.db
            .selectFrom('appointment')
            .innerJoin('org', 'org.id', 'appointment.org_id')
            .select(['account_id', 'role', 'org.id as org_id', 'org.name as org_name'])
            .where('ends_on', 'is', null)
            .where(
              'account_id',
              'in',
              page.rows.map((row) => row.id),
            )
            .execute()
        : []
      return {
        items: page.rows.map((row) => ({
          id: row.id,
          login: row.login,
          name: row.name,
          active: row.active,
          locked: row.locked_until !== null && row.locked_until > c.now,
          totp: row.totp,
          lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
          appointments: posts
            .filter((post) => post.account_id === row.id)
            .map((post) => ({ org: { id: post.org_id, name: post.org_name }, role: post.role as 'officer' })),
        })),
        next: page.next,
      }
    },

    async createAccount(c) {
      const org = await manageable(c, c.body.orgId)
      refuseWeak(c.body.password, c.body.login)
      const id = uuidv7(c.now.getTime())
      await c.db
        .insertInto('account')
        .values({
          id,
          login: c.body.login,
          name: c.body.name,
          password_hash: await hashPassword(c.body.password),
          created_at: c.now,
        })
        .execute()
      await c.db
        .insertInto('appointment')
        .values({
          id: uuidv7(c.now.getTime()),
          account_id: id,
          org_id: org.id,
          role: c.body.role,
          starts_on: shanghaiDate(c.now),
        })
        .execute()
      await c.append({
        area: org.area,
        noun: 'account',
        subject: id,
        type: 'account.created',
        text: `建立账号 ${c.body.name}，任职于${org.name}`,
        shown: 'owner',
      })
      return { id }
    },

    async resetPassword(c) {
      const account = await wholeAccount(c, c.params.id)
      refuseWeak(c.body.password, account.login)
      await c.db
        .updateTable('account')
        .set({
          password_hash: await hashPassword(c.body.password),
          failures: 0,
          locked_until: null,
          ...(c.body.totp ? { totp: null, totp_pending: null } : {}),
        })
        .where('id', '=', account.id)
        .execute()
      await c.db.deleteFrom('session').where('account_id', '=', account.id).execute()
      await c.append({
        area: c.staff().acting.area,
        noun: 'account',
        subject: account.id,
        type: 'account.password-reset',
        text: `重设${account.name}的密码${c.body.totp ? '，取消动态码' : ''}`,
        shown: 'owner',
      })
      c.afterCommit(() => forgetSessions(c.services))
      return { ok: true as const }
    },

    async linkIdentity(c) {
      const account = await wholeAccount(c, c.params.id)
      const { subject } = c.body
      await c.db.updateTable('account').set({ oidc_subject: subject }).where('id', '=', account.id).execute()
      await c.append({
        area: c.staff().acting.area,
        noun: 'account',
        subject: account.id,
        type: subject ? 'account.identity-linked' : 'account.identity-unlinked',
        text: subject ? `登记${account.name}的统一身份认证编号` : `取消${account.name}的统一身份认证编号`,
        shown: 'owner',
      })
      return { ok: true as const }
    },

    async endAccount(c) {
      const account = await wholeAccount(c, c.params.id)
      await c.db.updateTable('account').set({ active: false }).where('id', '=', account.id).execute()
      await passOn(c, { from: account.id, to: null })
      await c.db.deleteFrom('session').where('account_id', '=', account.id).execute()
      await c.append({
        area: c.staff().acting.area,
        noun: 'account',
        subject: account.id,
        type: 'account.ended',
        text: `停用${account.name}的账号`,
        shown: 'owner',
      })
      c.afterCommit(() => forgetSessions(c.services))
      return { ok: true as const }
    },

    async listAppointments(c) {
      const { acting } = c.staff()
      const day = shanghaiDate(c.now)
      const where = [sql<boolean>`(o.path = ${acting.path} or o.path like ${acting.path + '.%'})`]
      if (c.query.orgId) where.push(sql`o.id = ${c.query.orgId}`)
      if (c.query.accountId) where.push(sql`n.account_id = ${c.query.accountId}`)
      if (!c.query.ended) where.push(sql`(n.ends_on is null or n.ends_on >= ${day})`)
      const page = await mergePage<{
        id: string
        account_id: string
        account_name: string
        org_id: number
        org_name: string
        role: string
        starts_on: string
        ends_on: string | null
        sort_at: Date
      }>(c.db, {
        arms: [sql<boolean>`true`],
        columns: sql`n.id, n.account_id, a.name as account_name, o.id as org_id, o.name as org_name, n.role, n.starts_on, n.ends_on`,
        from: sql`appointment n join account a on a.id = n.account_id join org o on o.id = n.org_id`,
        where,
        sort: sql`n.starts_on::timestamptz`,
        id: sql`n.id`,
        order: 'newest',
        cursor: readCursor(c.query.cursor),
        limit: c.query.limit ?? 20,
      })
      return {
        items: page.rows.map((row) => ({
          id: row.id,
          accountId: row.account_id,
          accountName: row.account_name,
          org: { id: row.org_id, name: row.org_name },
          role: row.role as 'officer',
          startsOn: row.starts_on,
          endsOn: row.ends_on,
          active: row.starts_on <= day && (row.ends_on === null || row.ends_on >= day),
        })),
        next: page.next,
      }
    },

    async appoint(c) {
      const org = await manageable(c, c.body.orgId)
      const account = await c.db
        .selectFrom('account')
        .select(['id', 'name'])
        .where('id', '=', c.body.accountId)
        .where('active', '=', true)
        .executeTakeFirst()
      if (!account) throw problem('not-found')
      const id = uuidv7(c.now.getTime())
      await c.db
        .insertInto('appointment')
        .values({
          id,
          account_id: account.id,
          org_id: org.id,
          role: c.body.role,
          starts_on: c.body.startsOn,
          ends_on: c.body.endsOn ?? null,
        })
        .execute()
      await c.append({
        area: org.area,
        noun: 'account',
        subject: account.id,
        type: 'appointment.began',
        text: `${account.name}任职于${org.name}`,
        shown: 'owner',
      })
      c.afterCommit(() => forgetSessions(c.services))
      return { id }
    },

    async endAppointment(c) {
      const { acting } = c.staff()
      const { rows } = await sql<{
        account_id: string
        org_id: number
        area: number
        org_name: string
        account_name: string
      }>`
        update appointment n set ends_on = ${c.body.endsOn} from org o, account a
        where n.id = ${c.params.id} and o.id = n.org_id and a.id = n.account_id and (o.path = ${acting.path} or o.path like ${acting.path + '.%'})
        returning n.account_id, n.org_id, o.area, o.name as org_name, a.name as account_name`.execute(c.db)
      const ended = rows[0]
      if (!ended) throw problem('not-found')
      const { handOverTo } = c.body
      if (handOverTo && !(await servesAt(c, handOverTo, ended.org_id))) throw problem('not-a-colleague')
      // Another appointment at the same org, and the tasks stay with whoever has them.
      const stays = !handOverTo && (await servesAt(c, ended.account_id, ended.org_id))
      const moved = stays
        ? 0
        : await passOn(c, { from: ended.account_id, to: handOverTo ?? null, orgId: ended.org_id })
      await c.append({
        area: ended.area,
        noun: 'account',
        subject: ended.account_id,
        type: 'appointment.ended',
        text: `${ended.account_name}离任${ended.org_name}`,
        shown: 'owner',
        data: { moved },
      })
      c.afterCommit(() => forgetSessions(c.services))
      return { moved, unattended: await unattended(c, ended) }
    },
  },
})

const codeHash = (phoneHash: Buffer, code: string): Buffer =>
  createHash('sha256').update(phoneHash).update(code).digest()

/** The person a phone belongs to; a first sign-in makes a record in the area first given (none: the city's). */
async function personOfPhone(c: Ctx, phone: string): Promise<{ area: number; id: string }> {
  const known = await claimant(c, 'phone', phone)
  if (known) return known
  const root = (await c.services.areas.roots())[0]
  if (!root) throw problem('unknown-area')
  const id = uuidv7(c.now.getTime())
  await makePerson(c, { area: root.code, id, orgId: root.orgId, name: '', phone, selfMade: true })
  return { area: root.code, id }
}
