import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { Clock } from '../src/kernel/clock.ts'
import type { Config, Log } from '../src/kernel/config.ts'
import type { Services } from '../src/kernel/context.ts'
import type { Platform } from '../src/kernel/startup.ts'
import type { Progress } from '../src/kernel/waiting.ts'
import { openPool } from '../src/kernel/pool.ts'
import { shanghaiDate } from '../src/kernel/working-days.ts'
import { appointFirst } from '../src/accounts/begin.ts'
import { hashPassword } from '../src/accounts/password.ts'
import { roles } from '../src/kernel/access.ts'
import { growOrgs } from '../src/org/grow.ts'
import { assemble } from '../src/server.ts'
import { around } from './around.ts'
import { Chance } from './chance.ts'
import { cityOrgs, cityPosts } from './city.ts'
import { personName } from './matters.ts'
import { Caller, Office, StrandClock, tellAll, type Session } from './timeline.ts'
import { accounts, password, tree } from './tree.ts'
import { planYear } from './year.ts'

const day = 86_400_000

/** Makes the demonstration's tree and accounts in an empty database. Returns each org's id by its key. */
export async function plant(services: Services): Promise<Map<string, number>> {
  const now = services.clock.now()
  const today = shanghaiDate(now)
  const hash = await hashPassword(password)
  const ids = await services.writes.transaction().execute(async (tx) => {
    const grown = await growOrgs(tx, tree, { name: '初始数据', now, day: today, change: 'created' })
    for (const one of accounts) await appointFirst(tx, { ...one, orgId: grown.get(one.org)!, hash }, now)
    return grown
  })
  services.areas.forget()
  return ids
}

/** The orgs and people the year needs beside the tree; nobody knows a password of theirs. */
async function populate(services: Services, ids: Map<string, number>): Promise<void> {
  const now = services.clock.now()
  const chance = new Chance(57)
  const hash = await hashPassword(randomBytes(24).toString('base64url'))
  await services.writes.transaction().execute(async (tx) => {
    // `growOrgs` takes the parents it did not make itself by number.
    const made = new Set(cityOrgs.map((one) => one.key))
    const grown = await growOrgs(
      tx,
      cityOrgs.map((one) =>
        typeof one.parent === 'string' && !made.has(one.parent)
          ? { ...one, parent: ids.get(one.parent)! }
          : one,
      ),
      { name: '初始数据', now, day: shanghaiDate(now), change: 'created' },
    )
    for (const [key, id] of grown) ids.set(key, id)
    for (const post of cityPosts)
      await appointFirst(
        tx,
        { ...post, name: personName((n) => chance.int(0, n - 1)), orgId: ids.get(post.org)!, hash },
        now,
      )
  })
  services.areas.forget()
}

/**
 * A session for everyone who works through the year. Written, not signed in for: sessions last half a day, and some
 * 10,000 sign-ins at 20 ms of password hashing each would say nothing. They are gone when the year is told.
 */
async function sessions(services: Services, until: Date): Promise<Map<string, Session>> {
  const now = services.clock.now()
  const known = new Map<string, Session>()
  const people = await services.db.selectFrom('account').select(['id', 'login']).execute()
  for (const { id, login } of people) {
    const token = randomBytes(32).toString('base64url')
    const csrf = randomBytes(24).toString('base64url')
    await services.db
      .insertInto('session')
      .values({
        token_hash: createHash('sha256').update(token).digest(),
        account_id: id,
        csrf,
        created_at: now,
        expires_at: new Date(until.getTime() + day),
      })
      .execute()
    known.set(login, { cookie: `unionhall-console=${token}`, csrf })
  }
  return known
}

/**
 * Tells the year that ends `now` in an empty database, through the program's own routes, each call at its own moment.
 * The same scale and the same `now` always give the same numbers. Returns how many calls it took.
 */
export async function tellYear(
  config: Config,
  platform: Pick<Platform, 'pool' | 'writes'>,
  options: { now: Date; scale: number; inFlight?: number; progress?: (progress: Progress) => void },
): Promise<{ calls: number; concerns: number; late: number; seconds: number }> {
  const began = Date.now()
  const { now, scale } = options
  const clock = new StrandClock(new Date(now.getTime() - 400 * day))
  const program = await assemble(config, platform, {
    log: () => {},
    clock: clock satisfies Clock,
    working: false,
    perMinute: 0,
    requestLog: false,
  })
  try {
    const { services } = program
    const ids = await plant(services)
    await populate(services, ids)
    const desks = await sessions(services, now)
    const stage = {
      caller: new Caller(program.http),
      office: new Office(await services.calendar()),
      org: (key: string) => ids.get(key)!,
      as: (login: string) => {
        const session = desks.get(login)
        if (!session) throw new Error(`demonstration: nobody is called ${login}`)
        return session
      },
    }
    const { told, strands, clusters } = planYear(stage, now, scale)
    strands.push(...around(stage, told, clusters, now, scale))
    const of = strands.filter((one) => one.at <= now).length
    const first = Date.now()
    const late = await tellAll(services, clock, strands, now, {
      inFlight: options.inFlight ?? 6,
      progress(done) {
        // The first few are slow, until everything is compiled and planned: no guess from them.
        const secondsLeft = done < 50 ? null : Math.ceil(((Date.now() - first) / 1000 / done) * (of - done))
        options.progress?.({ done, of, secondsLeft })
      },
    })
    // A year in which every other person comes too late is no demonstration: the rules have changed under it.
    if (late > strands.length / 50)
      throw new Error(`demonstration: ${late} of ${strands.length} strands came too late`)
    await services.db.deleteFrom('session').execute()
    // The planner's first guesses at tables filled in one go would be wrong.
    await platform.pool.query('analyze')
    return {
      calls: stage.caller.calls,
      late,
      concerns: told.filter((one) => one.id).length,
      seconds: (Date.now() - began) / 1000,
    }
  } finally {
    await program.stop()
  }
}

/**
 * Fills an empty database on first start; `begins` is asked for who hears how far it is, where there is something to
 * load. A loading that was cut short is begun again: until it is finished the
 * program has never answered anybody, so there is nobody's work to lose.
 */
export async function seed(
  config: Config,
  platform: { pool: pg.Pool; databaseUrl: string },
  log: Log,
  begins: () => Promise<(progress: Progress) => void>,
): Promise<void> {
  if (!config.demo) return
  const { rows } = await platform.pool.query<{ state: string | null; orgs: boolean }>(
    `select (select value ->> 'state' from setting where key = 'demo') as state, exists (select 1 from org) as orgs`,
  )
  const { state, orgs } = rows[0]!
  if (orgs && state !== 'loading') return
  if (state === 'loading') {
    log('上次演示数据没有装完，重新装入')
    await platform.pool.query(
      `truncate org, account, person, person_claim, event, event_leaf, event_tree, event_checkpoint, event_witness, receipt, concern_number, file_link, feedback cascade`,
    )
  }
  log('正在装入演示数据（约两千件诉求的一年，只此一次）……')
  await platform.pool.query(
    `insert into setting (key, value) values ('demo', '{"state":"loading"}') on conflict (key) do update set value = excluded.value`,
  )
  const progress = await begins()
  // Nothing here is anyone's work yet, and a crash begins it anew: no commit need wait for the disk.
  const connections = () =>
    openPool({
      connectionString: platform.databaseUrl,
      max: 8,
      options: '-c synchronous_commit=off',
    })
  const [pool, writes] = [connections(), connections()]
  try {
    const done = await tellYear(
      config,
      { pool, writes },
      { now: new Date(), scale: config.seedScale, progress },
    )
    log(`演示数据已装入：${done.concerns} 件诉求，${done.calls} 次操作，${done.seconds.toFixed(1)} 秒`)
  } finally {
    await Promise.all([pool.end(), writes.end()])
  }
  await platform.pool.query(`update setting set value = '{"state":"loaded"}' where key = 'demo'`)
}

/** What the person who starts the program is told about trying it; nothing where the demonstration is not loaded. */
export async function introduction(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query(
    `select 1 from setting where key = 'demo' and value ->> 'state' = 'loaded'`,
  )
  if (!rows.length) return []
  const names = new Map(tree.map((one) => [one.key, one.shortName ?? one.name]))
  const admins = accounts.filter((one) => one.role === 'admin').map((one) => one.login)
  return [
    `演示账号（密码都是 ${password}）：`,
    ...accounts.map(
      (one) =>
        `  ${one.login.padEnd(12)} ${one.name.padEnd(3, '　')}  ${names.get(one.org)}  ${roles[one.role].name}`,
    ),
    `  ${admins.join('、')} 是系统管理员，登录后要先设动态码：手机上的验证器应用扫码即可。`,
  ]
}
