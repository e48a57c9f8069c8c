import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beginHall } from './accounts/begin.ts'
import { hashPassword } from './accounts/password.ts'
import { accounts } from './accounts/routes.ts'
import { identify } from './accounts/session.ts'
import { activities } from './activities/routes.ts'
import { calendar, holidays } from './calendar/routes.ts'
import { commitments } from './commitments/routes.ts'
import { concerns } from './concerns/routes.ts'
import { checkArea } from './events/check.ts'
import { events } from './events/routes.ts'
import { wordsOf } from './events/verify.ts'
import { feedback } from './feedback/routes.ts'
import { files } from './files/routes.ts'
import { intake } from './intake/routes.ts'
import { org } from './org/routes.ts'
import { people } from './people/routes.ts'
import { tasks } from './tasks/routes.ts'
import { views } from './views/routes.ts'
import { keyring } from './kernel/cipher.ts'
import { systemClock, type Clock } from './kernel/clock.ts'
import { StartupError, type Config, type Log } from './kernel/config.ts'
import type { Services } from './kernel/context.ts'
import { openDb } from './kernel/db.ts'
import { fileStore } from './kernel/files.ts'
import { openHttp } from './kernel/http.ts'
import { Jobs } from './kernel/job.ts'
import { diagram } from './kernel/lifecycle.ts'
import { Live } from './kernel/live.ts'
import { openApi as describe } from './kernel/openapi.ts'
import { kernelProblems } from './kernel/problem.ts'
import { sweepReceipts } from './kernel/receipt.ts'
import { houseOf, type Capability } from './kernel/route.ts'
import { AreaIndex } from './kernel/scope.ts'
import { smsSender } from './kernel/sms.ts'
import { checkPort, listenError, startUp, type Platform } from './kernel/startup.ts'

/** Every capability of the house. */
export const capabilities: Capability[] = [
  org,
  accounts,
  people,
  tasks,
  calendar,
  concerns,
  commitments,
  activities,
  intake,
  events,
  files,
  feedback,
  views,
]

const root = fileURLToPath(new URL('..', import.meta.url))

/** Assembles the program over a ready database. `working` false leaves jobs to `services.jobs.drain()`. */
export async function assemble(
  config: Config,
  platform: Pick<Platform, 'pool' | 'writes'>,
  options: {
    log: Log
    clock?: Clock
    working: boolean
    appsDir?: string
    perMinute: number
    requestLog: boolean
  },
) {
  const db = openDb(platform.pool)
  const services: Services = {
    config,
    db,
    pool: platform.pool,
    writes: openDb(platform.writes),
    clock: options.clock ?? systemClock,
    log: options.log,
    keyring: keyring(config.masterKey),
    files: fileStore(path.join(config.dataDir, 'files')),
    jobs: new Jobs(platform.pool, options.log, options.working),
    live: new Live(),
    areas: new AreaIndex(db),
    keeps: capabilities.flatMap((room) => room.keeps ?? []),
    house: houseOf(capabilities),
    calendar: () => holidays.of(db),
    sms: smsSender(config.sms, options.log),
  }
  for (const job of [sweepReceipts, ...capabilities.flatMap((room) => room.jobs ?? [])])
    services.jobs.declare(job)
  const http = await openHttp(services, capabilities, {
    identify,
    perMinute: options.perMinute,
    appsDir: options.appsDir,
    requestLog: options.requestLog,
  })
  await services.jobs.start(services)
  return {
    services,
    http,
    async stop() {
      await http.close()
      await services.jobs.stop()
    },
  }
}

/** Starts everything: database, web apps, server. Resolves when it answers. */
export async function serve(config: Config, log: Log): Promise<{ stop(): Promise<void> }> {
  // `npm start` says when it was called, so that what it installed first counts.
  const began = Number(process.env.UNIONHALL_CALLED_AT) || Date.now()
  const platform = await startUp(config, log, () => checkPort(config))
  try {
    const { buildApps } = await import('./kernel/build.ts')
    await buildApps({ force: false, log })
    // Loaded before anybody is answered: half a year would be worse than none.
    const { seed, introduction } = await import('../demo/seed.ts')
    await seed(config, platform, log)
    const running = await assemble(config, platform, {
      log,
      working: true,
      appsDir: path.join(root, 'dist'),
      perMinute: 600,
      requestLog: true,
    })
    try {
      // Its own line about listening would stand among ours.
      running.http.log.level = 'warn'
      await running.http.listen({ port: config.port, host: config.host })
      running.http.log.level = 'info'
    } catch (error) {
      await running.stop()
      throw listenError(error, config.port)
    }
    const { port } = running.http.server.address() as AddressInfo
    const base = config.origin ?? `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${port}`
    log(`职工端    ${base}/`)
    log(`工作台    ${base}/console/`)
    log(`接口说明  ${base}/api/reference`)
    for (const line of await introduction(platform.pool)) log(line)
    if (!(await running.services.areas.roots()).length)
      log('还没有组织和管理员：先停止，再运行 npm run setup（不带参数时说明用法）。')
    if (!config.witnesses.length)
      log(
        '！！操作记录的签署头没有交给任何见证方：能改数据库和数据文件夹的人改了记录，事后无从证明。请设置 WITNESS（docs/operations.md）。',
      )
    log(`已就绪，用时 ${((Date.now() - began) / 1000).toFixed(1)} 秒。按 Ctrl-C 停止。`)
    return {
      async stop() {
        await running.stop()
        await platform.stop()
      },
    }
  } catch (error) {
    await platform.stop()
    throw error
  }
}

/**
 * Makes the first org and its administrator in an empty database; returns the password for the first sign-in.
 * @throws StartupError where an org is there already
 */
export async function setUpHall(
  config: Config,
  log: Log,
  first: { org: string; area: { code: number; name: string }; login: string; name: string },
): Promise<string> {
  const platform = await startUp(config, log)
  try {
    const { services, stop } = await assemble(config, platform, {
      log,
      working: false,
      perMinute: 0,
      requestLog: false,
    })
    const password = randomBytes(12).toString('base64url')
    const begun = await beginHall(services, {
      org: { name: first.org, kind: 'federation', area: first.area },
      login: first.login,
      name: first.name,
      hash: await hashPassword(password),
    })
    await stop()
    if (!begun)
      throw new StartupError(
        '这个数据库里已经有组织了',
        '初次设置只在空数据库里做；新的管理员请由现有管理员任命。',
      )
    return password
  } finally {
    await platform.stop()
  }
}

/** Checks the trails of a database that no program is working on; says what is found and whether that is nothing. */
export async function verifyHall(config: Config, log: Log): Promise<boolean> {
  const platform = await startUp(config, log)
  try {
    const { services, stop } = await assemble(config, platform, {
      log,
      working: false,
      perMinute: 0,
      requestLog: false,
    })
    let intact = true
    for (const { code, name } of [...(await services.areas.roots()), { code: 0, name: '没有任职的账号' }]) {
      const { sealed, unsealed, findings, notices } = await checkArea(services, code, services.clock.now())
      if (sealed + unsealed + findings.length === 0) continue
      log(`${name}：已签署 ${sealed} 条${unsealed ? `，${unsealed} 条还没有签署` : ''}`)
      for (const one of findings) log(`  ✘ ${wordsOf(one)}`)
      for (const { text } of notices) log(`  ？ ${text}`)
      intact &&= findings.length === 0
    }
    log(intact ? '核对完毕：没有发现改动。' : '核对完毕：记录与签署头对不上，见上面标 ✘ 的各行。')
    await stop()
    return intact
  } finally {
    await platform.stop()
  }
}

/** The OpenAPI document, without starting anything. */
export function openApi(): unknown {
  return describe(
    capabilities,
    Object.assign({}, kernelProblems, ...capabilities.map((room) => room.problems)) as typeof kernelProblems,
  )
}

/** Writes the parts of `docs/` that are drawn from the code; returns the files written. */
export async function writeDocs(): Promise<string[]> {
  const file = path.join(root, 'docs', 'lifecycles.md')
  const drawn = capabilities.flatMap((room) =>
    (room.lifecycles ?? []).map((life) => `## ${life.noun}\n\n\`\`\`mermaid\n${diagram(life)}\n\`\`\`\n`),
  )
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(
    file,
    `# Lifecycles\n\nDrawn from the transition tables by \`npm run docs\`.\n\n${drawn.join('\n')}`,
  )
  return [file]
}
