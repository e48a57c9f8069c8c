import { hash, verify } from '@node-rs/argon2'
import './tables.ts'
import type { OpenCtx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { problem } from '../kernel/problem.ts'
import { forgetSessions, tokenHash } from './session.ts'

/** Argon2id with the parameters OWASP recommends (19 MiB, 2 passes). */
export const hashPassword = (password: string): Promise<string> =>
  hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })

const nobodys = hashPassword('nobody has this password')

/** Without an account it takes as long, so that a wrong login is answered as late as a wrong password. */
export const passwordFits = async (stored: string | undefined, given: string): Promise<boolean> =>
  (await verify(stored ?? (await nobodys), given)) && stored !== undefined

/** At least ten characters, not the login, not one character or a run repeated. @throws weak-password */
export function refuseWeak(password: string, login: string) {
  const plain = password.toLowerCase()
  const run = /^(.{1,3})\1+$/.test(plain) || '01234567890123456789abcdefghijklmnopqrstuvwxyz'.includes(plain)
  if (plain.length < 10 || run || plain.includes(login.toLowerCase()) || plain.includes('password'))
    throw problem('weak-password')
}

const mostInSession = 5

/**
 * The password asked again of somebody signed in. Whoever sits at an open screen gets a few tries, counted before they
 * are looked at, and then loses the screen; signing in elsewhere stays free.
 * @throws wrong-password
 */
export async function provePassword(c: OpenCtx, stored: string, given: string, hint?: string) {
  const { session, accountId, name, acting } = c.account()
  const mine = tokenHash(session)
  const { rows } = await sql<{ failures: number }>`
    update session set failures = failures + 1 where token_hash = ${mine} and failures < ${mostInSession} returning failures`.execute(
    c.services.db,
  )
  if (!rows[0]) throw problem('sign-in-needed')
  if (await passwordFits(stored, given)) {
    await sql`update session set failures = 0 where token_hash = ${mine}`.execute(c.services.db)
    return
  }
  if (rows[0].failures === mostInSession)
    await c.write(async (w) => {
      await w.db.deleteFrom('session').where('token_hash', '=', mine).execute()
      await w.append({
        area: acting?.area ?? 0,
        noun: 'account',
        subject: accountId,
        type: 'account.session-ended',
        text: `${name}登录后连续输错${mostInSession}次密码，已退出`,
        shown: 'owner',
      })
      w.afterCommit(() => forgetSessions(c.services, { accountId }))
    })
  throw problem('wrong-password', hint ? { hint } : {})
}
