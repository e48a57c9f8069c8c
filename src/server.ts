import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { beginHall, recoverAdmin } from './accounts/begin.ts'
import { hashPassword } from './accounts/password.ts'
import { accounts } from './accounts/routes.ts'
import { identify } from './accounts/session.ts'
import { activities } from './activities/routes.ts'
import { calendar, holidays } from './calendar/routes.ts'
import { clippings } from './clippings/routes.ts'
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
import { OfficeReader } from './kernel/office.ts'
import { openApi as describe } from './kernel/openapi.ts'
import { kernelProblems, ProblemError } from './kernel/problem.ts'
import { keyReceipts, sweepReceipts } from './kernel/receipt.ts'
import { houseOf, type Capability } from './kernel/route.ts'
import { AreaIndex } from './kernel/scope.ts'
import { smsSender } from './kernel/sms.ts'
import { Turns } from './kernel/turns.ts'
import { framed, keepShown, tellProgress } from './kernel/shown.ts'
import { checkPort, listenError, startUp, type Platform } from './kernel/startup.ts'
import { openWaiting } from './kernel/waiting.ts'

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
  clippings,
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
    requestLog: false | 'requests' | 'debug'
    patience?: number
  },
) {
  const db = openDb(platform.pool)
  const services: Services = {
    config,
    db,
    pool: platform.pool,
    writes: openDb(platform.writes),
    clock: options.clock ?? systemClock,
    perMinute: options.perMinute,
    log: options.log,
    keyring: keyring(config.masterKey),
    files: fileStore(path.join(config.dataDir, 'files')),
    office: new OfficeReader(),
    ledgers: new Turns(2, 20),
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
    patience: options.patience,
  })
  const mended = [keyReceipts, ...capabilities.flatMap((room) => room.mends ?? [])]
  for (const mend of mended) await mend(services.db, services.keyring)
  await services.jobs.start(services)
  return {
    services,
    http,
    async stop() {
      await http.close()
      await services.office.stop()
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
    const { seed, introduction } = await import('../demo/seed.ts')
    // Nobody is let in before all is loaded: half a year would be worse than none.
    let waiting: Awaited<ReturnType<typeof openWaiting>> | undefined
    try {
      await seed(config, platform, log, async () => {
        const opened = (waiting = await openWaiting(config).catch((error: unknown) => {
          throw listenError(error, config.port)
        }))
        log(`  ${addressOf(config, opened.port)}/ 已能打开，装好前显示进度`)
        const told = tellProgress(log)
        return (progress) => {
          opened.show(progress)
          told(progress)
        }
      })
    } finally {
      await waiting?.close()
    }
    const running = await assemble(config, platform, {
      log,
      working: true,
      appsDir: path.join(root, 'dist'),
      perMinute: 600,
      requestLog: config.requestLog,
    })
    try {
      // Its own line about listening would stand among ours.
      running.http.log.level = 'warn'
      await running.http.listen({ port: waiting?.port ?? config.port, host: config.host })
      running.http.log.level = config.requestLog === 'debug' ? 'debug' : 'info'
    } catch (error) {
      await running.stop()
      throw listenError(error, config.port)
    }
    const { port } = running.http.server.address() as AddressInfo
    const base = addressOf(config, port)
    const shown = [
      `职工端    ${base}/`,
      `工作台    ${base}/console/`,
      `接口说明  ${base}/api/reference`,
      ...(await introduction(platform.pool)),
      ...((await running.services.areas.roots()).length
        ? []
        : ['还没有组织和管理员：先停止，再运行 npm run setup（不带参数时说明用法）。']),
      config.sms
        ? '短信验证码由 SMS_URL 发到手机。'
        : '短信不发出，印在这里：登录用的验证码看以“短信”开头的行。',
    ]
    keepShown(config.dataDir, shown)
    for (const line of framed([...shown, '再看一遍：npm start -- --accounts（运行时另开一个窗口也可以）']))
      log(line)
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

/** Where people reach a program that listens on `port`. */
const addressOf = ({ origin, host }: Config, port: number): string =>
  origin ?? `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`

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

/**
 * An administrator of the topmost union for a hall nobody can manage any more; returns the password for the first
 * sign-in. @throws StartupError with what to do
 */
export async function recoverHall(
  config: Config,
  log: Log,
  who: { login: string; name?: string | undefined },
): Promise<{ name: string; org: string; password: string }> {
  const platform = await startUp(config, log)
  try {
    const { services, stop } = await assemble(config, platform, {
      log,
      working: false,
      perMinute: 0,
      requestLog: false,
    })
    const password = randomBytes(12).toString('base64url')
    try {
      const done = await recoverAdmin(services, { ...who, hash: await hashPassword(password) })
      return { ...done, password }
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'not-found')
        throw new StartupError(
          `没有账号 ${who.login}，或这里还没有组织`,
          '要新建账号请加 --name 姓名；空数据库请用 npm run setup。',
        )
      if (error instanceof ProblemError && error.code === 'auditor-alone')
        throw new StartupError(
          `${who.login} 是审计员，不能兼系统管理员`,
          '请换一个登录名，加 --name 姓名新建账号。',
        )
      throw error
    } finally {
      await stop()
    }
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
