import { roles } from '../kernel/access.ts'
import type { Ctx } from '../kernel/context.ts'
import { containing, sql } from '../kernel/db.ts'
import { uuidv7 } from '../kernel/id.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { within } from '../org/queries.ts'
import { passOn } from '../tasks/task.ts'
import { manageable } from './appointments.ts'
import type { accountRoutes } from './contract.ts'
import { notOver } from './office.ts'
import { hashPassword, provePassword, refuseWeak } from './password.ts'
import { forgetSessions, tokenHash } from './session.ts'
import { refuseLastAdmin, writeTerm } from './term.ts'

/**
 * An account is an administrator's to manage when it serves in scope, and nowhere else: whoever could reset the
 * password of one who serves above as well could sign in as them there.
 * @throws not-found, not-yours
 */
async function managedAccount(c: Ctx, id: string) {
  const account = await c.db
    .selectFrom('account')
    .select(['id', 'login', 'name'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!account) throw problem('not-found')
  const { rows } = await sql<{ inside: boolean; open: boolean }>`
    select ${within('o', c.staff().acting.path)} as inside, ${notOver('n', shanghaiDate(c.now))} as open
    from appointment n join org o on o.id = n.org_id where n.account_id = ${id}`.execute(c.db)
  if (!rows.some((row) => row.inside)) throw problem('not-found')
  if (rows.some((row) => row.open && !row.inside))
    throw problem('not-yours', { hint: '这个账号还在你管理范围以外的组织任职，请联系上级管理员。' })
  return account
}

export const accountStories = {
  async changePassword(c) {
    const { accountId, name, acting, session } = c.account()
    const account = await c.db
      .selectFrom('account')
      .select(['login', 'password_hash'])
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow()
    await provePassword(c, account.password_hash, c.body.current)
    if (c.body.next === c.body.current)
      throw problem('weak-password', {
        hint: '新密码要和现在的不同。',
        fields: [{ path: 'next', message: '要和现在的密码不同' }],
      })
    refuseWeak(c.body.next, account.login)
    const next = await hashPassword(c.body.next)
    await c.write(async (w) => {
      await w.db
        .updateTable('account')
        .set({ password_hash: next, must_change_password: false })
        .where('id', '=', accountId)
        .execute()
      // Whoever else holds a session of this account is signed out.
      await w.db
        .deleteFrom('session')
        .where('account_id', '=', accountId)
        .where('token_hash', '!=', tokenHash(session))
        .execute()
      await w.append({
        area: acting?.area ?? 0,
        noun: 'account',
        subject: accountId,
        type: 'account.password-changed',
        text: `${name}修改了密码`,
        shown: 'owner',
      })
      w.afterCommit(() => forgetSessions(c.services, { accountId }))
    })
    return { ok: true as const }
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
        sql<boolean>`exists (select 1 from appointment n join org o on o.id = n.org_id where n.account_id = a.id and ${within('o', acting.path)} ${c.query.orgId ? sql`and o.id = ${c.query.orgId}` : sql``})`,
      ],
      columns: sql`a.id, a.login, a.name, a.active, a.locked_until, a.totp is not null as totp, a.last_sign_in_at`,
      from: sql`account a`,
      where: c.query.q
        ? [sql`(a.name ilike ${containing(c.query.q)} or a.login ilike ${containing(c.query.q)})`]
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
          .where(notOver('appointment', shanghaiDate(c.now)))
          .where(
            'account_id',
            'in',
            page.rows.map((row) => row.id),
          )
          .orderBy('appointment.id')
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
    const { body } = c
    const org = await manageable(c, body.orgId)
    refuseWeak(body.password, body.login)
    const password = await hashPassword(body.password)
    return c.write(async (w) => {
      const id = uuidv7(c.now.getTime())
      await w.db
        .insertInto('account')
        .values({
          id,
          login: body.login,
          name: body.name,
          password_hash: password,
          created_at: c.now,
          entry_given_at: c.now,
          must_change_password: true,
        })
        .execute()
      await writeTerm(
        w.db,
        { begin: { accountId: id, orgId: org.id, role: body.role, startsOn: shanghaiDate(c.now) } },
        { accountId: c.staff().accountId, now: c.now },
      )
      await w.append({
        area: org.area,
        noun: 'account',
        subject: id,
        type: 'account.created',
        text: `建立账号 ${body.name}，任${org.name}${roles[body.role].name}`,
        shown: 'owner',
      })
      return { id }
    })
  },

  async resetPassword(c) {
    const account = await managedAccount(c, c.params.id)
    if (account.id === c.staff().accountId)
      throw problem('not-yourself', { hint: '自己的密码请在“设置”里凭现在的密码修改。' })
    refuseWeak(c.body.password, account.login)
    const password = await hashPassword(c.body.password)
    await c.write(async (w) => {
      await w.db
        .updateTable('account')
        .set({
          password_hash: password,
          failures: 0,
          locked_until: null,
          entry_given_at: c.now,
          must_change_password: true,
          ...(c.body.totp ? { totp: null, totp_pending: null } : {}),
        })
        .where('id', '=', account.id)
        .execute()
      await w.db.deleteFrom('session').where('account_id', '=', account.id).execute()
      await w.append({
        area: c.staff().acting.area,
        noun: 'account',
        subject: account.id,
        type: 'account.password-reset',
        text: `重设${account.name}的密码${c.body.totp ? '，取消动态码' : ''}`,
        shown: 'owner',
      })
      w.afterCommit(() => forgetSessions(c.services, { accountId: account.id }))
    })
    return { ok: true as const }
  },

  async linkIdentity(c) {
    const account = await managedAccount(c, c.params.id)
    if (account.id === c.staff().accountId)
      throw problem('not-yourself', { hint: '自己的统一身份认证编号请由另一位系统管理员登记。' })
    const { subject } = c.body
    await c.db
      .updateTable('account')
      .set({
        oidc_subject: subject,
        ...(subject ? { entry_given_at: c.now, must_change_password: true } : {}),
      })
      .where('id', '=', account.id)
      .execute()
    await c.append({
      area: c.staff().acting.area,
      noun: 'account',
      subject: account.id,
      type: subject ? 'account.identity-linked' : 'account.identity-unlinked',
      text: subject ? `登记${account.name}的统一身份认证编号` : `取消${account.name}的统一身份认证编号`,
      shown: 'owner',
    })
    c.afterCommit(() => forgetSessions(c.services, { accountId: account.id }))
    return { ok: true as const }
  },

  async endAccount(c) {
    const account = await managedAccount(c, c.params.id)
    if (account.id === c.staff().accountId)
      throw problem('not-yourself', { hint: '自己的账号请由另一位系统管理员停用。' })
    await refuseLastAdmin(c.db, account.id, { accountId: c.staff().accountId, now: c.now })
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
    c.afterCommit(() => forgetSessions(c.services, { accountId: account.id }))
    return { ok: true as const }
  },
} satisfies Partial<Stories<typeof accountRoutes>>
