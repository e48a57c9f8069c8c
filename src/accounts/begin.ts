import './tables.ts'
import type { Role } from '../kernel/access.ts'
import type { Services } from '../kernel/context.ts'
import { sql, type Tx } from '../kernel/db.ts'
import { append } from '../kernel/event.ts'
import { uuidv7 } from '../kernel/id.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { growOrgs, type Seedling } from '../org/grow.ts'

/** Somebody appointed before anybody is there to appoint them. `orgId` is where they act. */
export type FirstAccount = { login: string; name: string; role: Role; orgId: number; hash: string }

/** Writes an account and its appointment from today on. Returns the account's id. */
export async function appointFirst(tx: Tx, one: FirstAccount, now: Date): Promise<string> {
  const id = uuidv7(now.getTime())
  await tx
    .insertInto('account')
    .values({ id, login: one.login, name: one.name, password_hash: one.hash, created_at: now })
    .execute()
  await tx
    .insertInto('appointment')
    .values({
      id: uuidv7(now.getTime()),
      account_id: id,
      org_id: one.orgId,
      role: one.role,
      starts_on: shanghaiDate(now),
    })
    .execute()
  return id
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
    const accountId = await appointFirst(tx, { ...first, role: 'admin', orgId }, now)
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
