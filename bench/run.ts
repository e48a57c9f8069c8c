/**
 * `npm run bench [-- --quick]`: a scaled set in a PostgreSQL of its own, then the product beside bare Fastify + pg
 * running the same SQL, in windows that take turns, over real HTTP from a process of its own with 16 connections.
 *
 * Prints a table and writes bench/results/<date>-<quick|full>.json. On a machine that others use too, compare the
 * ratios (both sides suffer alike) rather than the requests per second.
 */
import { fork, spawn, execFileSync, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { writeXlsx } from 'hucre'
import pg from 'pg'
import { plant } from '../demo/seed.ts'
import { readConfig } from '../src/kernel/config.ts'
import { recordId, uuidv7 } from '../src/kernel/id.ts'
import { startUp, type Platform } from '../src/kernel/startup.ts'
import { shanghaiDate } from '../src/kernel/working-days.ts'
import { readPage } from '../src/intake/engine/index.ts'
import { assemble } from '../src/server.ts'
import { fill } from './fill.ts'
import type { Order, Outcome } from './load.ts'
import type { Recording, Start, Statement } from './serve.ts'

/* eslint-disable no-console -- the table is what it is for */
const { values: flags } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const quick = flags.quick
const size = quick ? { concerns: 50_000, orgs: 5_000 } : { concerns: 1_000_000, orgs: 50_000 }
const connections = 16
const rounds = quick ? 2 : 4
const window = quick ? 2 : 6
const warmup = quick ? 1 : 2
const root = fileURLToPath(new URL('..', import.meta.url))
const dataDir = mkdtempSync(path.join(tmpdir(), 'unionhall-bench-'))
const children = new Set<ChildProcess>()

/** A recorded pool: every statement its clients send, in order. */
function recorded(databaseUrl: string) {
  const sent: Statement[] = []
  class Client extends pg.Client {
    override query(...args: unknown[]): never {
      const [text, values] = args
      if (typeof text === 'string') sent.push({ text, values: (values as unknown[] | undefined) ?? [] })
      return (super.query as (...all: unknown[]) => unknown)(...args) as never
    }
  }
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4, pipeline: true, Client: Client as never })
  pool.on('error', () => {})
  return { pool, sent }
}

function child<Message extends object>(
  file: string,
  message: Message,
): Promise<{ process: ChildProcess; answer: unknown }> {
  const started = fork(path.join(root, 'bench', file), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // BENCH_PROF=folder writes a processor profile of each server.
    execArgv: process.env.BENCH_PROF ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_PROF}`] : [],
  })
  children.add(started)
  return ask(started, message).then((answer) => ({ process: started, answer }))
}
function ask(to: ChildProcess, message: object | string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a bench process ended with ${code}`))
    to.once('exit', ended)
    to.once('message', (answer) => {
      to.off('exit', ended)
      resolve(answer)
    })
    to.send(message)
  })
}

type Side = { requests: number; seconds: number; windows: Outcome[]; rss: number }
const perSecond = (side: Side) => side.requests / side.seconds
const median = (list: number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)]!

async function main() {
  const config = {
    ...readConfig({ ...process.env, DATA_DIR: dataDir, PORT: '0', DATABASE_URL: undefined }, []),
  }
  const platform = await startUp(config, () => {})
  const { databaseUrl } = platform
  const { rows: pgVersion } = await platform.pool.query<{ version: string }>('select version()')
  try {
    const program = await assemble(config, platform, {
      log: () => {},
      working: false,
      perMinute: 0,
      requestLog: false,
    })
    const orgs = await plant(program.services)
    await program.stop()
    console.log(`装入：${size.orgs} 个组织，${size.concerns} 件诉求`)
    const began = Date.now()
    await fill(platform.pool, size, (line) => console.log(line))
    const fillSeconds = (Date.now() - began) / 1000

    // Somebody at every level of the tree, and their sessions.
    const { rows: below } = await platform.pool.query<{ street: number; unit: number }>(
      `select s.id as street, (select u.id from org u where u.parent_id = s.id order by u.id limit 1) as unit from org s
       where s.parent_id = $1 and s.name = '第1街道总工会'`,
      [orgs.get('d110105')],
    )
    const now = new Date()
    const session = async (login: string) => {
      const token = randomBytes(32).toString('base64url')
      const csrf = randomBytes(24).toString('base64url')
      await platform.pool.query(
        `insert into session (token_hash, account_id, csrf, created_at, expires_at) select $1, id, $2, $3, $3::timestamptz + interval '12 hours' from account where login = $4`,
        [createHash('sha256').update(token).digest(), csrf, now, login],
      )
      return { cookie: `unionhall-console=${token}`, 'x-csrf': csrf }
    }
    for (const [login, org] of [
      ['street', below[0]!.street],
      ['unit', below[0]!.unit],
    ] as const) {
      const id = uuidv7()
      await platform.pool.query(
        `insert into account (id, login, name, password_hash) values ($1, $2, $2, '')`,
        [id, login],
      )
      await platform.pool.query(
        `insert into appointment (id, account_id, org_id, role, starts_on) values ($1, $2, $3, 'officer', $4)`,
        [uuidv7(), id, org, shanghaiDate(now)],
      )
    }
    const levels = [
      { name: '市', login: 'gaoyuan' },
      { name: '区', login: 'zhouhang' },
      { name: '街道', login: 'street' },
      { name: '基层工会', login: 'unit' },
    ]
    const who = new Map<string, Record<string, string>>()
    for (const login of [...levels.map((one) => one.login), 'chenpeng']) who.set(login, await session(login))

    // What the product asks the database for each request.
    const { pool: listening, sent } = recorded(databaseUrl)
    const watched = await assemble(
      config,
      { pool: listening, writes: listening },
      { log: () => {}, working: false, perMinute: 0, requestLog: false },
    )
    const record = async (
      method: 'GET' | 'POST',
      url: string,
      login: string | null,
      body?: object,
    ): Promise<Statement[]> => {
      // Asked twice, so that what is read once and kept (areas, holidays, the session) is not in the second.
      let from = 0
      for (let i = 0; i < (body && 'id' in body ? 1 : 2); i++) {
        from = sent.length
        const answer = await watched.http.inject({
          method,
          url: login ? `/console${url}` : url,
          headers: login ? who.get(login) : {},
          ...(body ? { payload: body } : {}),
        })
        if (answer.statusCode !== 200) throw new Error(`${method} ${url} answered ${answer.body}`)
      }
      return sent.slice(from)
    }
    const list: Statement[][] = []
    for (const level of levels) {
      const all = await record('GET', '/api/concerns?limit=20', level.login)
      list.push(all.filter(({ text }) => /from concern c/.test(text) || /'org' as kind/.test(text)))
    }
    const sample = async (where: string, limit: number) =>
      (
        await platform.pool.query<{ area: number; id: string }>(
          `select area, id from concern where ${where} order by md5(id::text) limit ${limit}`,
        )
      ).rows
    const opened = await sample(`area = 110105`, 2_000)
    const stepped = await sample(`area = 110105 and status = 'in-progress'`, 2_000)
    const first = opened[0]!
    const open = (await record('GET', `/api/concerns/${first.area}-${first.id}`, 'zhouhang')).filter(
      ({ text }) =>
        !/from session|select "part" from "task"|select 1 from task|exists \(select 1 from concern_extension/.test(
          text,
        ),
    )
    const raiseUuid = uuidv7()
    const raising = (id: string) => ({
      id,
      classCode: 'access',
      text: '中午送餐不让进楼，只能打电话等客人下来，一等就是十几分钟，希望协调一下',
      place: 'CBD朗晟大厦',
      sealed: false,
      phone: '19900000001',
      code: '12345678',
    })
    const raise = (await record('POST', '/api/concerns', null, raising(recordId(110105, raiseUuid)))).filter(
      ({ text }) =>
        /insert into concern_number|^insert into "(concern|concern_raiser|task)" /.test(text.trim()),
    )
    const one = stepped[0]!
    const step = (
      await record('POST', `/api/concerns/${one.area}-${one.id}/progress`, 'chenpeng', {
        note: '已到现场看过',
      })
    ).filter(({ text }) => /from concern where|update "?concern"? set/.test(text))
    await watched.stop()
    await listening.end()
    const recording: Recording = {
      list,
      open,
      openUuid: first.id,
      openArea: first.area,
      raise,
      raiseUuid,
      raiseArea: 110105,
      step,
      stepUuid: one.id,
      stepArea: one.area,
    }
    for (const [name, n] of [
      ['list', list[0]!.length],
      ['open', open.length],
      ['raise', raise.length],
      ['step', step.length],
    ] as const)
      if (!n) throw new Error(`nothing was recorded for ${name}`)

    // Two servers and the load, each a process of its own.
    const start = { databaseUrl, dataDir, masterKey: config.masterKey.toString('hex') }
    const product = await child('serve.ts', { ...start, kind: 'product' } satisfies Start)
    const bare = await child('serve.ts', { ...start, kind: 'bare', recording } satisfies Start)
    const load = fork(path.join(root, 'bench', 'load.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    children.add(load)
    const port = {
      product: (product.answer as { port: number }).port,
      bare: (bare.answer as { port: number }).port,
    }

    type Case = {
      name: string
      aim: number
      p99Under?: number
      product: Omit<Order, 'port' | 'connections' | 'seconds'>
      bare: Omit<Order, 'port' | 'connections' | 'seconds'>
    }
    const get = (requests: Order['requests'], headers: Record<string, string> = {}) => ({
      method: 'GET' as const,
      requests,
      headers,
    })
    const post = (requests: Order['requests'], headers: Record<string, string> = {}) => ({
      method: 'POST' as const,
      requests,
      headers,
    })
    // Spread over all areas, as workers are: numbers run by area, so one area alone would measure its one row's lock.
    const { rows: spread } = await platform.pool.query<{ code: number }>(
      `select code from area where code <> 110100 order by 1`,
    )
    const cases: Case[] = [
      ...levels.map((level, i) => ({
        name: `列表20件 ${level.name}`,
        aim: 0.7,
        p99Under: 25,
        product: get([{ path: '/console/api/concerns?limit=20' }], who.get(level.login)),
        bare: get([{ path: `/list/${i}` }]),
      })),
      {
        name: '打开一件',
        aim: 0.7,
        product: get(
          opened.map((c) => ({ path: `/console/api/concerns/${c.area}-${c.id}` })),
          who.get('zhouhang'),
        ),
        bare: get(opened.map((c) => ({ path: `/open/${c.area}/${c.id}` }))),
      },
      {
        name: '反映一件',
        aim: 0.5,
        product: post(
          spread.map(({ code }) => ({
            path: '/api/concerns',
            body: JSON.stringify(raising(`${code}-{uuid}`)),
          })),
        ),
        bare: post(spread.map(({ code }) => ({ path: '/raise', body: `{"id":"${code}-{uuid}"}` }))),
      },
      {
        name: '办一步（登记进展）',
        aim: 0.5,
        product: post(
          stepped.map((c) => ({
            path: `/console/api/concerns/${c.area}-${c.id}/progress`,
            body: '{"note":"已到现场看过"}',
          })),
          who.get('chenpeng'),
        ),
        bare: post(stepped.map((c) => ({ path: `/step/${c.area}/${c.id}`, body: '{}' }))),
      },
    ]
    const results = []
    for (const one of cases) {
      const sides: Record<'product' | 'bare', Side> = {
        product: { requests: 0, seconds: 0, windows: [], rss: 0 },
        bare: { requests: 0, seconds: 0, windows: [], rss: 0 },
      }
      for (const side of ['product', 'bare'] as const)
        await ask(load, { ...one[side], port: port[side], connections, seconds: warmup } satisfies Order)
      for (let round = 0; round < rounds; round++) {
        // Who goes first changes with every round.
        for (const side of round % 2 ? (['bare', 'product'] as const) : (['product', 'bare'] as const)) {
          const outcome = (await ask(load, {
            ...one[side],
            port: port[side],
            connections,
            seconds: window,
          } satisfies Order)) as Outcome
          if (outcome.failed)
            throw new Error(`${one.name} (${side}): ${outcome.failed} failed: ${outcome.firstFailure}`)
          sides[side].windows.push(outcome)
          sides[side].requests += outcome.requests
          sides[side].seconds += outcome.seconds
        }
      }
      for (const side of ['product', 'bare'] as const)
        sides[side].rss = (
          (await ask((side === 'product' ? product : bare).process, 'memory')) as { rss: number }
        ).rss
      const ratio = perSecond(sides.product) / perSecond(sides.bare)
      const figures = (side: Side) => ({
        perSecond: Math.round(perSecond(side)),
        p50: +median(side.windows.map((w) => w.p50)).toFixed(2),
        p99: +median(side.windows.map((w) => w.p99)).toFixed(2),
        rssMb: Math.round(side.rss / 1e6),
      })
      const result = {
        name: one.name,
        product: figures(sides.product),
        bare: figures(sides.bare),
        ratio: +ratio.toFixed(2),
        aim: one.aim,
        p99Under: one.p99Under ?? null,
      }
      results.push(result)
      const met = ratio >= one.aim && (!one.p99Under || result.product.p99 < one.p99Under)
      console.log(
        `${one.name.padEnd(14, '　')} 产品 ${String(result.product.perSecond).padStart(6)}/s p50 ${result.product.p50} p99 ${result.product.p99} ms ${result.product.rssMb} MB｜` +
          `裸 ${String(result.bare.perSecond).padStart(6)}/s p50 ${result.bare.p50} p99 ${result.bare.p99} ms ${result.bare.rssMb} MB｜比 ${result.ratio}（目标 ${one.aim}${one.p99Under ? `，p99 < ${one.p99Under} ms` : ''}）${met ? '' : ' 未达'}`,
      )
    }
    for (const each of children) each.disconnect()
    children.clear()

    const others: Record<string, number | null | undefined> = {
      fillSeconds,
      ...(await importOrgs(config, platform)),
      ...intake(),
      ...firstLoads(),
    }
    await platform.stop()
    Object.assign(others, { startSeconds: await startTime() })
    console.table(others)

    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
    const report = {
      at: now.toISOString(),
      commit: git('rev-parse', 'HEAD'),
      changed: git('status', '--porcelain') !== '',
      machine: {
        cores: cpus().length,
        cpu: cpus()[0]?.model,
        memoryGb: Math.round(totalmem() / 1e9),
        node: process.version,
        postgres: pgVersion[0]!.version,
        loadBefore: startLoad,
        loadAfter: loadavg(),
      },
      size,
      connections,
      results,
      others,
    }
    const file = path.join(root, 'bench', 'results', `${shanghaiDate(now)}-${quick ? 'quick' : 'full'}.json`)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify(report, null, 2) + '\n')
    console.log(path.relative(process.cwd(), file))
  } finally {
    for (const each of children) each.kill()
    await platform.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
const startLoad = loadavg()

/** 50,000 orgs through the import route, the workbook already made; an administrator does it, past the second factor. */
async function importOrgs(
  config: ReturnType<typeof readConfig>,
  platform: Pick<Platform, 'pool' | 'writes'>,
): Promise<Record<string, number | null>> {
  const program = await assemble(config, platform, {
    log: () => {},
    working: false,
    perMinute: 0,
    requestLog: false,
  })
  try {
    const { pool } = platform
    await pool.query(`update account set totp = '\\x00' where login = 'dingrui'`)
    const token = randomBytes(32).toString('base64url')
    await pool.query(
      `insert into session (token_hash, account_id, csrf, created_at, expires_at) select $1, id, 'bench', now(), now() + interval '1 hour' from account where login = 'dingrui'`,
      [createHash('sha256').update(token).digest()],
    )
    const headers = {
      cookie: `unionhall-console=${token}`,
      'x-csrf': 'bench',
      'content-type': 'application/octet-stream',
    }
    const template = await program.http.inject({
      method: 'GET',
      url: '/console/api/orgs/import.xlsx',
      headers,
    })
    if (template.statusCode !== 200) return { orgImportSeconds: null }
    const { readXlsx } = await import('hucre')
    const head = (await readXlsx(new Uint8Array(template.rawPayload))).sheets[0]!.rows.slice(0, 8).find(
      (row) => row.some((cell) => /名称/.test(String(cell))),
    )
    if (!head) return { orgImportSeconds: null }
    const count = quick ? 5_000 : 50_000
    const rows = Array.from({ length: count }, (_, i) =>
      head.map((cell) =>
        /^\*?(组织)?名称/.test(String(cell))
          ? `测量用企业${i}工会委员会`
          : /类型|类别/.test(String(cell))
            ? '基层工会'
            : '',
      ),
    )
    const file = await writeXlsx({ sheets: [{ name: '组织', rows: [head, ...rows] }] })
    const parent = (await pool.query<{ id: number }>(`select org_id as id from area where code = 110108`))
      .rows[0]!.id
    const began = performance.now()
    const answer = await program.http.inject({
      method: 'POST',
      url: `/console/api/orgs/import?parentId=${parent}`,
      headers,
      payload: Buffer.from(file),
    })
    const seconds = (performance.now() - began) / 1000
    const said = answer.json<{ created?: number }>()
    if (answer.statusCode !== 200 || said.created !== count) {
      console.log(`组织导入没有测成：${answer.statusCode} ${answer.body.slice(0, 300)}`)
      return { orgImportSeconds: null }
    }
    return { orgImportRows: count, orgImportSeconds: +seconds.toFixed(2) }
  } finally {
    await program.stop()
  }
}

/** Reading 5 MB, invented: one article over and over under different headlines. */
function intake() {
  const article = (i: number) =>
    `第${i}场户外劳动者座谈会召开\n本报讯（记者 安平）近日，某街道总工会在职工之家举办座谈会，二十名骑手参加。大家反映午间就餐不便、入楼送货难、车辆临时停放无处等问题。\n工会负责人表示，将协调平台企业和有关部门逐项解决。活动现场发放保温杯40个。\n\n`
  let text = ''
  for (let i = 1; Buffer.byteLength(text) < 5_000_000; i++) text += article(i)
  const began = performance.now()
  readPage(text)
  return { intake5MbSeconds: +((performance.now() - began) / 1000).toFixed(2) }
}

/** What a phone or a desk loads first: the page and what it names itself, gzip. Null when not built. */
function firstLoads() {
  const kilobytes = (app: string): number | null => {
    const page = path.join(root, 'dist', app, 'index.html')
    if (!existsSync(page)) return null
    const html = readFileSync(page, 'utf8')
    const named = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, file]) =>
      path.join(root, 'dist', app, file!.replace(/^\/(console\/)?/, '')),
    )
    const files = [page, ...new Set(named)].filter((file) => existsSync(file))
    return Math.round(files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0) / 102.4) / 10
  }
  return { workerFirstLoadKb: kilobytes('worker'), consoleFirstScreenKb: kilobytes('console') }
}

/** From the command to the line that says it is ready, on the filled data folder; the second of two starts. */
async function startTime(): Promise<number | null> {
  if (!existsSync(path.join(root, 'dist')) || !readdirSync(path.join(root, 'dist')).length) return null
  let seconds = 0
  for (let i = 0; i < 2; i++) {
    const began = performance.now()
    const program = spawn(process.execPath, ['src/cli.ts', 'start', '--empty'], {
      cwd: root,
      env: { ...process.env, DATA_DIR: dataDir, PORT: '0', DATABASE_URL: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise<void>((resolve, reject) => {
      program.stdout.on('data', (part: Buffer) => part.toString().includes('已就绪') && resolve())
      program.once('exit', (code) => reject(new Error(`the program ended with ${code}`)))
    })
    seconds = (performance.now() - began) / 1000
    program.removeAllListeners('exit')
    program.kill('SIGTERM')
    await new Promise((resolve) => program.once('exit', resolve))
  }
  return +seconds.toFixed(2)
}

await main()
