// From a configuration to a ready database: lock, server, pool, migrations, key check. And back.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type pg from 'pg'
import { keepMasterKey, lostKey, StartupError, type Config, type Log } from './config.ts'
import { lockFolder } from './lock.ts'
import { migrate } from './migrate.ts'
import { closePool, openPool } from './pool.ts'
import { startPostgres } from './postgres.ts'

export type Platform = {
  pool: pg.Pool
  /** Connections for transactions alone (see Services.writes). */
  writes: pg.Pool
  databaseUrl: string
  /** Migration files run by this start; all of them on a new database. */
  migrated: string[]
  /** Closes the pool, stops the embedded server and frees the data folder. Can be called twice. */
  stop(): Promise<void>
}

const migrations = new URL('../../migrations/', import.meta.url)
const oldestVersion = 16

/**
 * Takes the data folder, reaches the database and brings it up to date. What was begun is undone when a later
 * step fails. `before` runs once the folder is ours and before the database, which may take a minute, is made.
 * Throws StartupError for everything the operator can mend.
 */
export async function startUp(
  config: Config,
  log: Log = () => {},
  before: () => Promise<void> = () => Promise.resolve(),
): Promise<Platform> {
  const undo: (() => unknown)[] = []
  let stopping: Promise<void> | undefined
  const stop = () =>
    (stopping ??= (async () => {
      for (const step of undo.reverse()) await step()
    })())
  try {
    const lock = await lockFolder(config.dataDir)
    undo.push(() => lock.release())
    await before()

    let databaseUrl = config.databaseUrl
    if (!databaseUrl) {
      // The database will be as new as the folder; made first and cut short, it would look as if its key were lost.
      if (config.newKeyFile) keepMasterKey(config.masterKey, config.newKeyFile)
      const postgres = await startPostgres(config.dataDir, log)
      undo.push(() => postgres.stop())
      databaseUrl = postgres.url
    }
    const connections = (max: number) => {
      const pool = openPool(
        {
          connectionString: databaseUrl,
          application_name: 'unionhall',
          max,
          connectionTimeoutMillis: 10_000,
        },
        (error) => log(`数据库连接中断：${error.message}`),
      )
      undo.push(() => closePool(pool))
      return pool
    }
    const pool = connections(16)
    const writes = connections(16)

    await checkServer(pool, databaseUrl)
    const migrated = await migrate(pool, migrations)
    if (migrated.length) log(`数据库已升级：${migrated.length} 个文件`)
    await checkMasterKey(pool, config)
    return { pool, writes, databaseUrl, migrated, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function checkServer(pool: pg.Pool, url: string): Promise<void> {
  const sql = `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
    pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()`
  let server: { version: string; number: number; encoding: string } | undefined
  try {
    server = (await pool.query<NonNullable<typeof server>>(sql)).rows[0]
  } catch (cause) {
    throw connectError(cause, url)
  }
  if (!server || server.number < oldestVersion * 10_000) {
    throw new StartupError(
      `数据库版本太旧：PostgreSQL ${server?.version}`,
      `请换用 PostgreSQL ${oldestVersion} 或更新的版本；不设 DATABASE_URL 则用程序自带的。`,
    )
  }
  if (server.encoding !== 'UTF8') {
    throw new StartupError(
      `数据库编码是 ${server.encoding}，不是 UTF8`,
      "请另建数据库：create database 名称 encoding 'UTF8' template template0。",
    )
  }
}

function connectError(cause: unknown, url: string): StartupError {
  const { host, pathname } = new URL(url)
  const name = decodeURIComponent(pathname.slice(1))
  // A host with several addresses fails with one error that holds several.
  const first = cause instanceof AggregateError ? (cause.errors[0] as Error) : (cause as Error)
  const code = (first as NodeJS.ErrnoException).code ?? ''
  const told = (message: string, hint: string) => new StartupError(message, hint, { cause })
  if (/^28/.test(code)) {
    return told(
      `数据库拒绝登录：${host}（${first.message}）`,
      '请核对 DATABASE_URL 里的用户名、密码和服务器的 pg_hba.conf。',
    )
  }
  if (code === '3D000')
    return told(`数据库不存在：${name}（${host}）`, `请先建立它：createdb -E UTF8 ${name}。`)
  return told(
    `连不上数据库：${host}（${code || first.message}）`,
    '请确认数据库已启动、DATABASE_URL 的主机和端口正确、防火墙放行；不设 DATABASE_URL 则用程序自带的。',
  )
}

/**
 * The first start leaves a value that only the same key can make; a later start with another key is refused. A key
 * made by this start is kept only where a database of one's own is as new as it is.
 */
async function checkMasterKey(pool: pg.Pool, { masterKey, newKeyFile, databaseUrl }: Config): Promise<void> {
  const mine = createHmac('sha256', masterKey).update('unionhall').digest()
  if (newKeyFile && databaseUrl) {
    const { rows } = await pool.query<{ used: boolean }>(
      `select exists (select 1 from setting where key = 'master-key-check') or exists (select 1 from account)
        or exists (select 1 from person) or exists (select 1 from org) as used`,
    )
    if (rows[0]?.used) throw lostKey(`数据库里已有数据，${newKeyFile} 却不在`)
    keepMasterKey(masterKey, newKeyFile)
  }
  await pool.query(
    `insert into setting (key, value) values ('master-key-check', to_jsonb($1::text)) on conflict (key) do nothing`,
    [mine.toString('hex')],
  )
  const { rows } = await pool.query<{ value: string }>(
    `select value from setting where key = 'master-key-check'`,
  )
  const stored = Buffer.from(rows[0]?.value ?? '', 'hex')
  if (stored.length === mine.length && timingSafeEqual(stored, mine)) return
  throw new StartupError(
    '主密钥不对：这个数据库是用另一把主密钥加密的',
    '请用原来的 MASTER_KEY（或恢复数据文件夹里的 master.key）；换了密钥，加密的电话和证件号将无法读出。',
  )
}

/** Tries the port before the work of starting up is done. @throws StartupError when it cannot be listened on */
export async function checkPort({ port, host }: Config): Promise<void> {
  const probe = createServer()
  try {
    probe.listen(port, host)
    await once(probe, 'listening')
  } catch (error) {
    throw listenError(error, port)
  } finally {
    probe.close()
  }
}

/** Turns a failed `listen` into a StartupError; other errors are returned as they are. */
export function listenError(error: unknown, port: number): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'EADDRINUSE') {
    return new StartupError(
      `端口 ${port} 已被占用`,
      `请停止占用它的程序，或换一个端口：PORT=${port < 65535 ? port + 1 : 8420} npm start。`,
      { cause: error },
    )
  }
  if (code === 'EACCES') {
    return new StartupError(`没有权限使用端口 ${port}`, '请用 1024 以上的端口，例如 PORT=8420。', {
      cause: error,
    })
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartupError('HOST 不是本机的地址', '请设为 127.0.0.1（只本机）或 0.0.0.0（所有网卡）。', {
      cause: error,
    })
  }
  return error
}
