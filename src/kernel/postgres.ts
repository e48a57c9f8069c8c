// The embedded PostgreSQL: real server programs, started by us in the data folder, reachable only from this
// machine and only with a password kept there. A kill -9 of our program leaves the server running; the next
// start finds it by its pid file, stops it cleanly and starts afresh.
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { StartupError, type Log } from './config.ts'
import { findHome, type Home } from './postgres-home.ts'
import { isPostmaster, readPidFile, stopPostmaster } from './postgres-process.ts'

export type Postgres = {
  url: string
  /** Ends all connections, writes everything down, waits until the server is gone. Can be called twice. */
  stop(): Promise<void>
  /** A server left by a killed program was found and stopped first. */
  adopted: boolean
}

/** Kept in `postgres.json` of the data folder, readable only by its owner. The port is kept while it is free. */
type Access = { user: string; password: string; database: string; port: number }

/** Rewritten on every start. For 2 to 8 cores and 2 GB upwards; `local.conf` beside it has the last word. */
const settings = `# Written by the program on every start. Put your own settings into local.conf beside this file.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 60
superuser_reserved_connections = 3
password_encryption = 'scram-sha-256'
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
wal_compression = on
random_page_cost = 1.1
jit = off
autovacuum_vacuum_scale_factor = 0.05
autovacuum_analyze_scale_factor = 0.02
idle_in_transaction_session_timeout = 60s
client_connection_check_interval = 10s
timezone = 'UTC'
log_timezone = 'UTC'
# Error texts quote values, and values are people's data: the program logs its own errors without them.
log_min_messages = log
log_error_verbosity = terse
log_checkpoints = off
include_if_exists = 'local.conf'
`

/**
 * Starts the embedded server of `dataDir`, initialising it on first use. The caller holds the folder's lock.
 * Measured: 0.6 s to initialise, 0.1 s to start. Throws StartupError.
 */
export async function startPostgres(dataDir: string, log: Log): Promise<Postgres> {
  const home = findHome(dataDir, log)
  const access = readAccess(dataDir, home.cluster)
  if (!fs.existsSync(path.join(home.cluster, 'PG_VERSION'))) await initialise(dataDir, home, access, log)
  checkVersion(home)
  const adopted = await stopOrphan(home.cluster, log)

  const logFile = path.join(dataDir, 'postgres.log')
  if (fs.existsSync(logFile)) fs.renameSync(logFile, `${logFile}.old`)
  own(home, path.join(home.cluster, 'unionhall.conf'), settings)
  let server = await start(home, logFile, access, log)
  writePrivate(accessFile(dataDir), JSON.stringify(access, null, 2) + '\n')

  // A program that ends without stop() still asks its server to end; only kill -9 leaves an orphan.
  const onExit = () => server.kill('SIGINT')
  process.once('exit', onExit)
  let stopping: Promise<void> | undefined
  let reviving = Promise.resolve()
  const stop = async () => {
    await reviving
    await stopPostmaster(server.pid ?? 0, home.cluster)
    process.removeListener('exit', onExit)
  }
  // Killed by the system for want of memory, say. Connections are made anew by the pool, on the same port.
  const watch = () =>
    server.once('exit', () => {
      if (!stopping) reviving = revive()
    })
  const revive = async () => {
    for (let pause = 250; !stopping; pause = Math.min(2 * pause, 30_000)) {
      log('内置数据库意外停止，正在重新启动……')
      try {
        server = await start(home, logFile, access, log, true)
        log('内置数据库已恢复。')
        watch()
        return
      } catch (error) {
        log(`${(error as Error).message}，稍后再试`)
        await wait(pause)
      }
    }
  }
  watch()
  const { user, password, port, database } = access
  return {
    url: `postgres://${user}:${password}@127.0.0.1:${port}/${database}`,
    stop: () => (stopping ??= stop()),
    adopted,
  }
}

const accessFile = (dataDir: string): string => path.join(dataDir, 'postgres.json')

function readAccess(dataDir: string, cluster: string): Access {
  const file = accessFile(dataDir)
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as Access
  } catch (cause) {
    if (fs.existsSync(path.join(cluster, 'PG_VERSION'))) {
      throw new StartupError(
        `缺少数据库密码文件或无法读取：${file}`,
        '请从备份恢复它（与 pg 文件夹同时备份），或用当初的用户启动。',
        { cause },
      )
    }
  }
  // initdb can name only the database `postgres`; a second one would add a step that can be interrupted.
  const access = {
    user: 'unionhall',
    password: randomBytes(24).toString('hex'),
    database: 'postgres',
    port: 0,
  }
  writePrivate(file, JSON.stringify(access, null, 2) + '\n')
  return access
}

/** Builds the cluster under another name and renames it: an interrupted initialisation leaves no half cluster. */
async function initialise(dataDir: string, home: Home, access: Access, log: Log): Promise<void> {
  log('正在初始化数据库……')
  const draft = `${home.cluster}.new`
  const passwordFile = path.join(path.dirname(home.cluster), '.initdb-password')
  fs.rmSync(draft, { recursive: true, force: true })
  fs.mkdirSync(draft, { mode: 0o700 })
  if (home.account) fs.chownSync(draft, home.account.uid, home.account.gid)
  own(home, passwordFile, access.password + '\n')
  try {
    // Builtin C.UTF-8: the same order and letter case on every system, whatever its C library knows.
    const flags = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
    const login = [`--username=${access.user}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256']
    await run(home, 'initdb', ['-D', draft, ...flags, ...login, '--no-instructions'])
    fs.appendFileSync(path.join(draft, 'postgresql.conf'), "\ninclude = 'unionhall.conf'\n")
    fs.rmSync(home.cluster, { recursive: true, force: true })
    fs.renameSync(draft, home.cluster)
  } finally {
    fs.rmSync(passwordFile, { force: true })
    fs.rmSync(draft, { recursive: true, force: true })
  }
}

/** The on-disk format belongs to one major version. */
function checkVersion(home: Home): void {
  const found = fs.readFileSync(path.join(home.cluster, 'PG_VERSION'), 'utf8').trim()
  const shipped = home.version.split('.')[0]
  if (found === shipped) return
  throw new StartupError(
    `数据文件夹属于 PostgreSQL ${found}，程序自带的是 ${shipped}`,
    `请用原来的程序版本启动，或用 pg_dump 导出后导入新的数据文件夹（见 docs/operations.md）。`,
  )
}

async function stopOrphan(cluster: string, log: Log): Promise<boolean> {
  const left = readPidFile(cluster)
  if (!left) return false
  if (!isPostmaster(left.pid, cluster)) {
    // Its pid is free or belongs to somebody else by now, which PostgreSQL itself cannot tell.
    fs.rmSync(path.join(cluster, 'postmaster.pid'), { force: true })
    return false
  }
  log('上次没有正常退出，正在停止遗留的数据库……')
  await stopPostmaster(left.pid, cluster)
  return true
}

/**
 * Starts the server on its last port, or on a free one unless `samePort`, and waits until it answers. Sets
 * `access.port`.
 */
async function start(
  home: Home,
  logFile: string,
  access: Access,
  log: Log,
  samePort = false,
): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt++) {
    if (!samePort && (!access.port || !(await isFree(access.port)))) access.port = await probePort(0)
    const output = fs.openSync(logFile, 'a', 0o600)
    // detached: Ctrl-C in the terminal must reach us only, so that open requests end before the database does.
    const server = spawn(path.join(home.bin, 'postgres'), ['-D', home.cluster, '-p', String(access.port)], {
      ...home.account,
      cwd: '/',
      env: cleanEnv(),
      detached: true,
      stdio: ['ignore', output, output],
    })
    server.unref()
    fs.closeSync(output)
    if (await isReady(server, home.cluster, log)) return server
    const said = fs.readFileSync(logFile, 'utf8')
    // The port was taken in between, or the last backend of a killed server is still letting go of its memory.
    if (attempt < 20 && /could not bind|pre-existing shared memory|could not create any TCP/.test(said)) {
      await wait(250)
      continue
    }
    throw failed('内置 PostgreSQL 启动失败', said)
  }
}

async function isReady(server: ChildProcess, cluster: string, log: Log): Promise<boolean> {
  let ended = false
  server.once('exit', () => (ended = true)).once('error', () => (ended = true))
  for (let waited = 0; !ended; waited += 10) {
    const file = readPidFile(cluster)
    if (file?.pid === server.pid && file?.status === 'ready') return true
    // After a crash the server first replays its log; that may take minutes and must not be cut short.
    if (waited % 5_000 === 4_990) log('数据库正在恢复，请稍候……')
    await wait(10)
  }
  return false
}

function run(home: Home, program: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const child = spawn(path.join(home.bin, program), args, { ...home.account, cwd: '/', env: cleanEnv() })
    child.stdout.on('data', (chunk) => (said += chunk))
    child.stderr.on('data', (chunk) => (said += chunk))
    child.once('error', (cause) => reject(failed(`无法运行内置 PostgreSQL 的 ${program}`, cause.message)))
    child.once('close', (code) => (code === 0 ? resolve() : reject(failed('数据库初始化失败', said))))
  })
}

function failed(what: string, said: string): StartupError {
  const lines = said.trim().split('\n')
  const telling = lines.filter((line) => /error|fatal|panic|ENOENT/i.test(line)).slice(-3)
  return new StartupError(
    `${what}:${(telling.length ? telling : lines.slice(-3)).join(' / ')}`,
    '请检查磁盘空间和权限；也可用 DATABASE_URL 指向自己的 PostgreSQL（16 或更新）。',
  )
}

/** Without the PG… variables of the operator's own databases, and speaking English, which we look for. */
function cleanEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}

/** Writes a file that the database's account can read. */
function own(home: Home, file: string, text: string): void {
  fs.writeFileSync(file, text, { mode: 0o600 })
  if (home.account) fs.chownSync(file, home.account.uid, home.account.gid)
}

/** Replaces a file as a whole, so that a crash leaves either the old or the new one. */
function writePrivate(file: string, text: string): void {
  fs.writeFileSync(`${file}.new`, text, { mode: 0o600 })
  // Started by root once, the folder must still open for the person it belongs to.
  const owner = fs.statSync(path.dirname(file))
  if (process.getuid?.() === 0) fs.chownSync(`${file}.new`, owner.uid, owner.gid)
  fs.renameSync(`${file}.new`, file)
}

function isFree(port: number): Promise<boolean> {
  return probePort(port).then(
    () => true,
    () => false,
  )
}

/** Opens and closes a loopback port, 0 for any free one; answers its number. Rejects when it is taken. */
function probePort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo
      server.close(() => resolve(taken))
    })
  })
}
