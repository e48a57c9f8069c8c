import './tables.ts'
import type { Role } from '../kernel/access.ts'
import type { Services } from '../kernel/context.ts'
import { sql, type Tx } from '../kernel/db.ts'
import { append } from '../kernel/event.ts'
import { uuidv7 } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { growOrgs, type Seedling } from '../org/grow.ts'
import { dayBefore, notOver } from './office.ts'
import { forgetSessions } from './session.ts'
import { writeTerm } from './term.ts'

/** Somebody appointed before anybody is there to appoint them. `orgId` is where they act. */
export type FirstAccount = {
  login: string
  name: string
  role: Role
  orgId: number
  hash: string
  /** The password was printed: whoever it is for changes it first. */
  mustChange?: boolean
}

/** Writes an account and its appointment from today on. Returns the account's id. */
export async function appointFirst(tx: Tx, one: FirstAccount, now: Date): Promise<string> {
  const id = uuidv7(now.getTime())
  await tx
    .insertInto('account')
    .values({
      id,
      login: one.login,
      name: one.name,
      password_hash: one.hash,
      must_change_password: one.mustChange ?? false,
      created_at: now,
    })
    .execute()
  await writeTerm(
    tx,
    { begin: { accountId: id, orgId: one.orgId, role: one.role, startsOn: shanghaiDate(now) } },
    { accountId: null, now, founding: true },
  )
  return id
}

/**
 * An administrator of the topmost union for a hall that has none who could sign in: the account of the login, or a new
 * one of that name. The password is new and must be changed, a second factor is to be set up anew, and it is told in
 * the trail. Asked at the machine alone; no route leads here.
 * @throws not-found for an unknown login without a name, auditor-alone
 */
export async function recoverAdmin(
  services: Services,
  who: { login: string; name?: string | undefined; hash: string },
): Promise<{ name: string; org: string }> {
  const now = services.clock.now()
  const done = await services.writes.transaction().execute(async (tx) => {
    const top = await tx
      .selectFrom('org')
      .select(['id', 'area', 'name'])
      .where('parent_id', 'is', null)
      .executeTakeFirst()
    if (!top) throw problem('not-found')
    const given = {
      password_hash: who.hash,
      must_change_password: true,
      entry_given_at: now,
      active: true,
      failures: 0,
      locked_until: null,
      totp: null,
      totp_pending: null,
      // Linked by whoever locked the hall out, perhaps.
      oidc_subject: null,
    }
    let account = await tx
      .updateTable('account')
      .set(given)
      .where(sql`lower(login)`, '=', who.login.toLowerCase())
      .returning(['id', 'name'])
      .executeTakeFirst()
    if (!account) {
      if (!who.name) throw problem('not-found')
      account = { id: uuidv7(now.getTime()), name: who.name }
      await tx
        .insertInto('account')
        .values({ ...given, ...account, login: who.login, created_at: now })
        .execute()
    }
    await tx.deleteFrom('session').where('account_id', '=', account.id).execute()
    const today = shanghaiDate(now)
    const { rows } = await sql<{ id: string; starts_on: string; ends_on: string | null }>`
      select id, starts_on, ends_on from appointment n where account_id = ${account.id} and org_id = ${top.id}
        and role = 'admin' and ${notOver('n', today)} order by starts_on`.execute(tx)
    const next = rows[0]
    const by = { accountId: null, now }
    if (!next || next.starts_on > today)
      await writeTerm(
        tx,
        {
          begin: {
            accountId: account.id,
            orgId: top.id,
            role: 'admin',
            startsOn: today,
            endsOn: next ? dayBefore(next.starts_on) : null,
          },
        },
        by,
      )
    await append(
      tx,
      {
        area: top.area,
        noun: 'account',
        subject: account.id,
        type: 'account.recovered',
        text: `在服务器上恢复：${account.name}任${top.name}系统管理员，密码重设，动态码取消`,
        shown: 'owner',
        orgId: top.id,
        by: { accountId: null, name: '服务器上的恢复命令' },
      },
      { actor: { kind: 'system' }, name: '系统', now, address: null },
    )
    return { accountId: account.id, name: account.name, org: top.name }
  })
  forgetSessions(services, done)
  return { name: done.name, org: done.org }
}

/**
 * The first org, with an area of its own, and its administrator, in a database that has neither: everything after
 * is grown and appointed by them on the screens. Returns false, having written nothing, where an org is there already.
 */
export async function beginHall(
  services: Services,
  first: { org: Omit<Seedling, 'key' | 'parent'>; login: string; name: string; hash: string },
): Promise<boolean> {
  const now = services.clock.now()
  const begun = await services.writes.transaction().execute(async (tx) => {
    // Two who begin at once take turns, and the second finds the first's org.
    await sql`lock table org in exclusive mode`.execute(tx)
    const there = await tx.selectFrom('org').select('id').limit(1).executeTakeFirst()
    if (there) return false
    const by = { name: '初次设置', now, day: shanghaiDate(now), change: 'created' as const }
    const grown = await growOrgs(tx, [{ ...first.org, key: 'first', parent: null }], by)
    const orgId = grown.get('first')!
    const accountId = await appointFirst(tx, { ...first, role: 'admin', orgId, mustChange: true }, now)
    await append(
      tx,
      {
        area: first.org.area!.code,
        noun: 'account',
        subject: accountId,
        type: 'account.created',
        text: `初次设置：建立${first.org.name}，${first.name}任系统管理员`,
        shown: 'owner',
        orgId,
        by: { accountId, name: first.name },
      },
      { actor: { kind: 'anonymous' }, name: by.name, now, address: null },
    )
    return true
  })
  if (begun) services.areas.forget()
  return begun
}
