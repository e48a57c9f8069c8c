import { Secret, TOTP } from 'otpauth'
import { newPersonKey, open, seal } from '../kernel/cipher.ts'
import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import type { accountRoutes } from './contract.ts'
import { describe } from './me.ts'
import { provePassword } from './password.ts'
import { actorOf, forgetSessions } from './session.ts'

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
function stepOf(c: Ctx, sealed: Buffer, accountId: string, otp: string): number | null {
  const secret = totpOf(openTotp(c, sealed, accountId))
  const delta = secret.validate({ token: otp, timestamp: c.now.getTime(), window: 1 })
  return delta === null ? null : Math.floor(c.now.getTime() / 30_000) + delta
}

/** Does the code fit, and is its time step the first use of it or of a later one? A code works once. */
export async function spendOtp(
  c: Ctx,
  account: { id: string; totp: Buffer | null },
  otp: string,
): Promise<boolean> {
  const step = account.totp && stepOf(c, account.totp, account.id, otp)
  if (!step) return false
  const { rows } = await sql`
    update account set totp_step = ${step} where id = ${account.id} and (totp_step is null or totp_step < ${step}) returning 1`.execute(
    c.services.db,
  )
  return rows.length > 0
}

export const secondFactor = {
  async startTotp(c) {
    const { accountId, name, acting } = c.account()
    const secret = new Secret({ size: 20 }).base32
    await c.db
      .updateTable('account')
      .set({ totp_pending: sealTotp(c, secret, accountId) })
      .where('id', '=', accountId)
      .execute()
    await c.append({
      area: acting?.area ?? 0,
      noun: 'account',
      subject: accountId,
      type: 'account.totp-begun',
      text: `${name}开始设置动态码`,
      shown: 'owner',
    })
    return { secret, uri: totpOf(secret).toString() }
  },

  async confirmTotp(c) {
    const { accountId, name, acting, session } = c.account()
    const row = await c.db
      .selectFrom('account')
      .select(['totp_pending', 'totp', 'password_hash'])
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow()
    if (row.totp)
      await provePassword(c, row.password_hash, c.body.password ?? '', '更换动态码要填现在的密码。')
    const step = row.totp_pending && stepOf(c, row.totp_pending, accountId, c.body.otp)
    if (!step) throw problem('wrong-otp')
    return c.write(async (w) => {
      const { numUpdatedRows } = await w.db
        .updateTable('account')
        .set({ totp: row.totp_pending, totp_pending: null, totp_step: step })
        .where('id', '=', accountId)
        // Begun anew meanwhile: the code is of a secret that is no longer offered.
        .where('totp_pending', '=', row.totp_pending)
        .executeTakeFirst()
      if (!numUpdatedRows) throw problem('wrong-otp')
      await w.append({
        area: acting?.area ?? 0,
        noun: 'account',
        subject: accountId,
        type: 'account.totp-set',
        text: `${name}设置了动态码`,
        shown: 'owner',
      })
      w.afterCommit(() => forgetSessions(c.services, { accountId }))
      return describe(w, await actorOf(w, session))
    })
  },
} satisfies Partial<Stories<typeof accountRoutes>>
