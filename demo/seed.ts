import type { FastifyInstance } from 'fastify'
import type { Log } from '../src/kernel/config.ts'
import type { Services } from '../src/kernel/context.ts'
import { uuidv7 } from '../src/kernel/id.ts'
import { shanghaiDate } from '../src/kernel/working-days.ts'
import { hashPassword } from '../src/accounts/routes.ts'
import { roles } from '../src/kernel/access.ts'
import { growOrgs } from '../src/org/grow.ts'
import { accounts, password, tree } from './tree.ts'

/** Makes the demonstration's tree and accounts in an empty database. Returns each org's id by its key. */
export async function plant(services: Services): Promise<Map<string, number>> {
  const now = services.clock.now()
  const day = shanghaiDate(now)
  const hash = await hashPassword(password)
  const ids = await services.db.transaction().execute(async (tx) => {
    const grown = await growOrgs(tx, tree, { name: '初始数据', now, day, change: 'created' })
    for (const one of accounts) {
      const id = uuidv7(now.getTime())
      await tx
        .insertInto('account')
        .values({ id, login: one.login, name: one.name, password_hash: hash, created_at: now })
        .execute()
      await tx
        .insertInto('appointment')
        .values({
          id: uuidv7(now.getTime()),
          account_id: id,
          org_id: grown.get(one.org)!,
          role: one.role,
          starts_on: day,
        })
        .execute()
    }
    return grown
  })
  services.areas.forget()
  return ids
}

/** Fills an empty database on first start; returns what to tell the person who started it. */
export async function seed(
  services: Services,
  _http: FastifyInstance,
  options: { demo: boolean; log: Log },
): Promise<string[]> {
  const there = await services.db.selectFrom('org').select('id').limit(1).executeTakeFirst()
  if (!there && options.demo) {
    options.log('正在装入演示数据……')
    await plant(services)
  }
  if (!options.demo) return []
  const names = new Map(tree.map((one) => [one.key, one.shortName ?? one.name]))
  return [
    '演示账号（密码都是 ' + password + '）：',
    ...accounts.map(
      (one) => `  ${one.login.padEnd(12)} ${one.name}  ${names.get(one.org)}  ${roles[one.role].name}`,
    ),
  ]
}
