// Installing, starting, crashing and stopping, with real processes and real databases.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { readConfig, StartupError } from './config.ts'
import { lockFolder } from './lock.ts'
import { migrate, splitStatements } from './migrate.ts'
import { isDatabaseAway, openPool } from './pool.ts'
import { startPostgres, type Postgres } from './postgres.ts'
import { checkPort, listenError, startUp } from './startup.ts'

const folders: string[] = []
const hosts: ChildProcess[] = []
const quiet = () => {}

function folder(): string {
  const made = fs.mkdtempSync(path.join(tmpdir(), 'platform-'))
  folders.push(made)
  return made
}

/** Another program: starts up on `dataDir`, runs `then` with `platform`, prints `up` and stays. */
async function host(dataDir: string, then = ''): Promise<ChildProcess> {
  const code = `
    const { readConfig } = await import(${JSON.stringify(new URL('config.ts', import.meta.url))})
    const { startUp } = await import(${JSON.stringify(new URL('startup.ts', import.meta.url))})
    const platform = await startUp(readConfig({ DATA_DIR: ${JSON.stringify(dataDir)} }, []))
    ${then}
    setInterval(() => {}, 1000)
    console.log('up')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  hosts.push(child)
  const said = await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')])
  expect(String(said[0])).toContain('up')
  return child
}

async function killHard(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

const configFor = (dataDir: string, env: Record<string, string> = {}) =>
  readConfig({ DATA_DIR: dataDir, ...env }, [])

/** The StartupError that `action` ends in. */
async function refusal(action: () => unknown): Promise<StartupError> {
  try {
    await action()
  } catch (error) {
    if (error instanceof StartupError) return error
    throw error
  }
  throw new Error('expected a StartupError')
}

afterAll(() => {
  for (const child of hosts) child.kill('SIGKILL')
  for (const made of folders) fs.rmSync(made, { recursive: true, force: true })
})

describe('configuration', () => {
  test('has defaults, and an empty variable counts as absent', () => {
    const config = readConfig({ DATA_DIR: folder(), PORT: '', DATABASE_URL: '' }, [])
    expect(config).toMatchObject({ port: 8420, host: '127.0.0.1', demo: true, seedScale: 1 })
    expect(config.sms).toBeUndefined()
    expect(config.databaseUrl).toBeUndefined()
    expect(readConfig({ DATA_DIR: folder() }, ['--empty', '--seed-scale', '3'])).toMatchObject({
      demo: false,
      seedScale: 3,
    })
  })

  test('makes a master key, and keeps none before the database is known to be new', () => {
    const dataDir = folder()
    const made = configFor(dataDir)
    expect(made.masterKey).toHaveLength(32)
    expect(made.newKeyFile).toBe(path.join(dataDir, 'master.key'))
    expect(configFor(dataDir).masterKey).not.toEqual(made.masterKey)
    expect(fs.readdirSync(dataDir)).toEqual([])
  })

  test.each([
    ['the database', (dataDir: string) => fs.mkdirSync(path.join(dataDir, 'pg'))],
    // Where the database's own account cannot walk, it lies elsewhere.
    ['a link to one that is gone', (dataDir: string) => fs.symlinkSync('/nowhere', path.join(dataDir, 'pg'))],
    ['its password', (dataDir: string) => fs.writeFileSync(path.join(dataDir, 'postgres.json'), '{}')],
    [
      'uploaded files',
      (dataDir: string) => fs.mkdirSync(path.join(dataDir, 'files', 'ab'), { recursive: true }),
    ],
  ])('never makes a master key beside %s', async (_what, leave) => {
    const dataDir = folder()
    leave(dataDir)
    const error = await refusal(() => configFor(dataDir))
    expect(error.message).toMatch('缺少主密钥')
    expect(error.hint).toMatch('从备份恢复 master.key')
    expect(fs.existsSync(path.join(dataDir, 'master.key'))).toBe(false)
    // Whoever has it elsewhere may go on.
    expect(configFor(dataDir, { MASTER_KEY: 'ab'.repeat(32) }).newKeyFile).toBeUndefined()
  })

  test('refuses a master key that is cut short, empty, or open to others, and leaves it as it is', async () => {
    const dataDir = folder()
    const file = path.join(dataDir, 'master.key')
    for (const text of ['', 'ab'.repeat(31)]) {
      fs.writeFileSync(file, text, { mode: 0o600 })
      expect((await refusal(() => configFor(dataDir))).message).toMatch('主密钥格式不对')
      expect(fs.readFileSync(file, 'utf8')).toBe(text)
    }
    fs.writeFileSync(file, 'ab'.repeat(32))
    expect(configFor(dataDir).masterKey).toEqual(Buffer.from('ab'.repeat(32), 'hex'))
    fs.chmodSync(file, 0o640)
    const error = await refusal(() => configFor(dataDir))
    expect([error.message, error.hint].join()).toMatch(/别的用户也能读.*chmod 600/)
    fs.rmSync(file)
    // What cannot be read, also by root.
    fs.mkdirSync(file, { mode: 0o700 })
    expect((await refusal(() => configFor(dataDir))).message).toMatch('主密钥文件读不出')
  })

  test('keeps the key before it makes the embedded database: a first start that was cut short goes on', async () => {
    const dataDir = folder()
    const config = configFor(dataDir)
    const logs: string[] = []
    const platform = await startUp(config, (line) => {
      logs.push(line)
      expect(fs.readFileSync(path.join(dataDir, 'master.key'), 'utf8').trim()).toBe(
        config.masterKey.toString('hex'),
      )
    })
    await platform.stop()
    expect(logs[0]).toBe('正在初始化数据库……')
  })

  test('takes a master key as hexadecimal or base64', () => {
    const key = Buffer.from('0123456789abcdef0123456789abcdef')
    const dataDir = folder()
    expect(configFor(dataDir, { MASTER_KEY: key.toString('hex') }).masterKey).toEqual(key)
    expect(configFor(dataDir, { MASTER_KEY: key.toString('base64') }).masterKey).toEqual(key)
    expect(fs.existsSync(path.join(dataDir, 'master.key'))).toBe(false)
  })

  test.each([
    [{ PORT: '80a' }, /PORT/],
    [{ PORT: '65536' }, /PORT/],
    [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL/],
    [{ MASTER_KEY: 'short' }, /主密钥/],
    [{ PUBLIC_ORIGIN: 'hall.example.org' }, /PUBLIC_ORIGIN/],
    [{ OIDC_ISSUER: 'https://id.example.org' }, /单点登录/],
    [{ AI_MODEL: 'm' }, /模型服务/],
    [{ LOG: 'loud' }, /LOG/],
    [{ SMS_URL: 'https://sms.example.org' }, /短信设置/],
    [{ SMS_URL: 'http://sms.example.org', SMS_SECRET: 's' }, /SMS_URL/],
  ])('refuses %o by name', async (env, message) => {
    const error = await refusal(() => configFor(folder(), env))
    expect(error.message).toMatch(message)
    expect(error.hint).not.toBe('')
  })

  test('refuses unknown flags', async () => {
    expect((await refusal(() => readConfig({ DATA_DIR: folder() }, ['--demo']))).hint).toMatch('--empty')
    expect((await refusal(() => readConfig({}, ['--seed-scale', '-1']))).hint).toMatch('--seed-scale')
  })

  test('refuses a data folder that cannot be written', async () => {
    const file = path.join(folder(), 'file')
    fs.writeFileSync(file, '')
    // A file in the way stops root as well, whom permissions do not stop.
    expect((await refusal(() => configFor(path.join(file, 'data')))).message).toMatch('数据文件夹不可写')
    if (process.getuid?.() === 0) return
    const closed = folder()
    fs.chmodSync(closed, 0o500)
    expect((await refusal(() => configFor(closed))).message).toMatch('没有权限')
  })
})

describe('the lock of the data folder', () => {
  test('is refused to a second holder and free again after release', async () => {
    const dataDir = folder()
    const lock = await lockFolder(dataDir)
    expect((await refusal(() => lockFolder(dataDir, 0))).message).toMatch(String(process.pid))
    lock.release()
    const again = await lockFolder(dataDir, 0)
    again.release()
    expect(fs.readdirSync(dataDir)).toEqual([])
  })

  test('goes to exactly one of many that start at once over a dead lock', async () => {
    const dataDir = folder()
    const lock = await lockFolder(dataDir)
    const file = path.join(dataDir, 'program.lock')
    const holder = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>
    lock.release()
    // Our own pid, but started at another time: a pid that was given out again.
    fs.writeFileSync(file, JSON.stringify({ ...holder, started: '1', token: 'dead' }))
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(dataDir, 0)))
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    for (const one of tries) if (one.status === 'fulfilled') one.value.release()
  })

  test('is taken over when its file is broken', async () => {
    const dataDir = folder()
    fs.writeFileSync(path.join(dataDir, 'program.lock'), '{"pid":')
    const lock = await lockFolder(dataDir, 0)
    lock.release()
  })
})

describe('the embedded server', () => {
  test('keeps its data and its password over a restart, and answers on loopback only', async () => {
    const dataDir = folder()
    // What an interrupted initialisation leaves behind.
    fs.mkdirSync(path.join(dataDir, 'pg.new'))
    fs.writeFileSync(path.join(dataDir, 'pg.new', 'PG_VERSION'), '')
    const first = await startPostgres(dataDir, quiet)
    let client = new pg.Client(first.url)
    await client.connect()
    await client.query(`create table note (text text); insert into note values ('职工之家')`)
    const { rows } = await client.query(
      `select current_setting('fsync') as fsync, current_setting('server_encoding') as encoding,
        current_setting('listen_addresses') as listen, current_setting('unix_socket_directories') as sockets,
        current_setting('max_connections') as connections, lower('ÀÉ') as lower`,
    )
    expect(rows[0]).toEqual({
      fsync: 'on',
      encoding: 'UTF8',
      listen: '127.0.0.1',
      sockets: '',
      connections: '60',
      lower: 'àé',
    })
    await client.end()
    await first.stop()
    await first.stop()
    expect(fs.existsSync(path.join(dataDir, 'pg', 'postmaster.pid'))).toBe(false)

    const second = await startPostgres(dataDir, quiet)
    expect(second).toMatchObject({ url: first.url, adopted: false })
    const wrong = new pg.Client(second.url.replace(/:[0-9a-f]+@/, ':wrong@'))
    await expect(wrong.connect()).rejects.toThrow(/password/)
    client = new pg.Client(second.url)
    await client.connect()
    expect((await client.query('select text from note')).rows).toEqual([{ text: '职工之家' }])
    await client.end()
    await second.stop()
  })

  test('is stopped and started afresh when a killed program left it running', async () => {
    const dataDir = folder()
    const child = await host(
      dataDir,
      `await platform.pool.query("insert into setting (key, value) values ('kept', 'true')")`,
    )
    const left = fs.readFileSync(path.join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0]
    await killHard(child)
    expect(() => process.kill(Number(left), 0)).not.toThrow()

    const said: string[] = []
    const platform = await startUp(configFor(dataDir), (line) => said.push(line))
    expect(said.join()).toMatch('遗留的数据库')
    expect((await platform.pool.query(`select value from setting where key = 'kept'`)).rows).toEqual([
      { value: true },
    ])
    await platform.stop()
    expect(fs.existsSync(path.join(dataDir, 'program.lock'))).toBe(false)
  })

  test('is started again when it is killed under the running program, and the pool finds it', async () => {
    const dataDir = folder()
    const said: string[] = []
    let recovered = () => {}
    const again = new Promise<void>((resolve) => (recovered = resolve))
    const platform = await startUp(configFor(dataDir), (line) => {
      said.push(line)
      if (line.includes('已恢复')) recovered()
    })
    await platform.pool.query(`insert into setting (key, value) values ('kept', 'true')`)
    const held = await platform.pool.connect()
    const pid = Number(fs.readFileSync(path.join(dataDir, 'pg', 'postmaster.pid'), 'utf8').split('\n')[0])
    const cut = held.query('select pg_sleep(60)').then(
      () => null,
      (error: unknown) => error,
    )
    process.kill(pid, 'SIGKILL')
    expect(isDatabaseAway(await cut)).toBe(true)
    held.release(true)
    await again
    const { rows } = await platform.pool.query(`select value from setting where key = 'kept'`)
    expect(rows).toEqual([{ value: true }])
    await platform.stop()
    expect(fs.existsSync(path.join(dataDir, 'pg', 'postmaster.pid'))).toBe(false)
  })

  test('starts over a pid file that names somebody else by now', async () => {
    const dataDir = folder()
    await (await startPostgres(dataDir, quiet)).stop()
    fs.writeFileSync(
      path.join(dataDir, 'pg', 'postmaster.pid'),
      `${process.pid}\n${dataDir}/pg\n1\n5432\n\n\n\nready\n`,
    )
    const server = await startPostgres(dataDir, quiet)
    expect(server.adopted).toBe(false)
    await server.stop()
  })

  test('is refused to a second program while the first one lives, and free when it ended', async () => {
    const dataDir = folder()
    const child = await host(
      dataDir,
      `process.on('SIGTERM', () => platform.stop().then(() => process.exit(0)))`,
    )
    const config = configFor(dataDir)
    expect((await refusal(() => startUp(config))).message).toMatch(`进程 ${child.pid}`)
    const gone = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await gone).toEqual([0, null])
    await (await startUp(config)).stop()
  })

  test('of another major version is left alone', async () => {
    const dataDir = folder()
    await (await startPostgres(dataDir, quiet)).stop()
    fs.writeFileSync(path.join(dataDir, 'pg', 'PG_VERSION'), '17\n')
    expect((await refusal(() => startPostgres(dataDir, quiet))).message).toMatch('PostgreSQL 17')
  })

  test('without its password file says so', async () => {
    const dataDir = folder()
    await (await startPostgres(dataDir, quiet)).stop()
    fs.rmSync(path.join(dataDir, 'postgres.json'))
    expect((await refusal(() => startPostgres(dataDir, quiet))).message).toMatch('postgres.json')
  })
})

describe('on a running server', () => {
  let server: Postgres
  let admin: pg.Pool
  let count = 0
  const pools: pg.Pool[] = []

  beforeAll(async () => {
    server = await startPostgres(folder(), quiet)
    admin = openPool({ connectionString: server.url })
  })
  afterEach(async () => {
    for (const pool of pools.splice(0)) await pool.end()
  })
  afterAll(async () => {
    await admin?.end()
    await server?.stop()
  })

  async function newDatabase(options = ''): Promise<string> {
    const name = `d${++count}`
    await admin.query(`create database ${name} ${options}`)
    return server.url.replace(/\/postgres$/, `/${name}`)
  }

  function poolOf(url: string): pg.Pool {
    const pool = openPool({ connectionString: url })
    pools.push(pool)
    return pool
  }

  function migrations(files: Record<string, string>): string {
    const made = folder()
    for (const [name, sql] of Object.entries(files)) fs.writeFileSync(path.join(made, name), sql)
    return made
  }

  test('a connection that breaks while it is being closed does not end the program', async () => {
    const pool = openPool({ connectionString: server.url })
    const client = await pool.connect()
    client.release()
    const closed = pool.end()
    client.emit('error', new Error('terminating connection due to administrator command'))
    await closed
  })

  test('migrations run once, in order, also when two programs start together', async () => {
    const url = await newDatabase()
    const dir = migrations({
      '2.sql': 'insert into a values (1);',
      '1.sql': 'create table a (n int);',
      'notes.txt': 'not SQL',
    })
    const ran = await Promise.all([migrate(poolOf(url), dir), migrate(poolOf(url), dir)])
    expect(ran.flat()).toEqual(['1.sql', '2.sql'])
    expect((await poolOf(url).query('select * from a')).rows).toEqual([{ n: 1 }])
    fs.writeFileSync(path.join(dir, '3.sql'), 'insert into a values (2);')
    expect(await migrate(poolOf(url), dir)).toEqual(['3.sql'])
  })

  test('a failing migration names file and line and leaves nothing behind', async () => {
    const pool = poolOf(await newDatabase())
    const dir = migrations({
      '1.sql': 'create table a (n int primary key);',
      '2.sql': '-- A comment; with a semicolon\ninsert into a values (1);\n\nselect 1,\n  nothing\nfrom a;\n',
    })
    const error = await refusal(() => migrate(pool, dir))
    expect(error.message).toMatch(/2\.sql 第 5 行.*nothing/)
    expect((await pool.query('select name from migration')).rows).toEqual([{ name: '1.sql' }])
    expect((await pool.query('select * from a')).rows).toEqual([])
    fs.writeFileSync(path.join(dir, '2.sql'), 'insert into a values (1);\ninsert into a values (1);')
    expect((await refusal(() => migrate(pool, dir))).message).toMatch(/2\.sql 第 2 行/)
    fs.writeFileSync(path.join(dir, '2.sql'), 'insert into a values (1);')
    expect(await migrate(pool, dir)).toEqual(['2.sql'])
  })

  test('a changed or missing applied migration is refused; line endings are not a change', async () => {
    const pool = poolOf(await newDatabase())
    const dir = migrations({ '1.sql': 'create table a (n int);\n' })
    await migrate(pool, dir)
    fs.writeFileSync(path.join(dir, '1.sql'), 'create table a (n int);\r\n')
    expect(await migrate(pool, dir)).toEqual([])
    fs.writeFileSync(path.join(dir, '1.sql'), 'create table a (n bigint);\n')
    expect((await refusal(() => migrate(pool, dir))).message).toMatch('1.sql')
    fs.rmSync(path.join(dir, '1.sql'))
    expect((await refusal(() => migrate(pool, dir))).message).toMatch('数据库比程序新')
  })

  test('another master key is refused, the same one is not', async () => {
    const url = await newDatabase()
    const key = 'a'.repeat(64)
    const dataDir = folder()
    await (await startUp(configFor(dataDir, { DATABASE_URL: url, MASTER_KEY: key }))).stop()
    const wrong = configFor(dataDir, { DATABASE_URL: url, MASTER_KEY: 'b'.repeat(64) })
    expect((await refusal(() => startUp(wrong))).message).toMatch('主密钥不对')
    await (await startUp(configFor(dataDir, { DATABASE_URL: url, MASTER_KEY: key }))).stop()
  })

  test('a new master key is kept with a new database, for its owner only, and never beside an old one', async () => {
    const url = await newDatabase()
    const dataDir = folder()
    const file = path.join(dataDir, 'master.key')
    const config = configFor(dataDir, { DATABASE_URL: url })
    await (await startUp(config)).stop()
    expect(fs.readFileSync(file, 'utf8')).toBe(config.masterKey.toString('hex') + '\n')
    expect(fs.statSync(file).mode & 0o777).toBe(0o600)
    expect(configFor(dataDir).masterKey).toEqual(config.masterKey)
    await (await startUp(configFor(dataDir, { DATABASE_URL: url }))).stop()

    fs.rmSync(file)
    const lost = await refusal(() => startUp(configFor(dataDir, { DATABASE_URL: url })))
    expect(lost.message).toMatch('缺少主密钥')
    // One whose mark was lost as well is told by what is in it.
    const pool = poolOf(url)
    await pool.query(`delete from setting where key = 'master-key-check'`)
    await pool.query(
      `insert into account (id, login, name, password_hash, created_at) values (gen_random_uuid(), 'x1', 'x', 'x', now())`,
    )
    expect((await refusal(() => startUp(configFor(dataDir, { DATABASE_URL: url })))).message).toMatch(
      '缺少主密钥',
    )
    expect(fs.existsSync(file)).toBe(false)
  })

  test('an own server that cannot be used says why, without its password', async () => {
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const { port } = free.address() as AddressInfo
    await new Promise((resolve) => free.close(resolve))
    const latin = await newDatabase(`encoding 'LATIN1' locale_provider libc locale 'C' template template0`)
    const cases: [string, RegExp][] = [
      [`postgres://u:secret@127.0.0.1:${port}/x`, /连不上数据库.127\.0\.0\.1:\d+.ECONNREFUSED/],
      [server.url.replace(/:[0-9a-f]+@/, ':secret@'), /拒绝登录/],
      [server.url.replace(/\/postgres$/, '/nowhere'), /数据库不存在.nowhere/],
      [latin, /LATIN1/],
    ]
    for (const [url, message] of cases) {
      const error = await refusal(() => startUp(configFor(folder(), { DATABASE_URL: url })))
      expect(error.message).toMatch(message)
      expect(error.message + error.hint).not.toMatch('secret')
    }
  })
})

test('statements are cut at the semicolons that end them', () => {
  const sql = `create table a (t text default ';'); -- ;
/* ; */ create function f() returns void language plpgsql as $body$
begin perform 1; end $body$;
insert into "a;b" values (E'it\\'s; fine', 'it''s; too');;
select $t1$;$t1$`
  expect(splitStatements(sql).map(({ line, text }) => [line, text.slice(0, 12)])).toEqual([
    [1, 'create table'],
    [2, 'create funct'],
    [4, 'insert into '],
    [5, 'select $t1$;'],
  ])
})

test('a taken port is told before the database is made', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const dataDir = folder()
  const config = configFor(dataDir, { PORT: String(port) })
  const told = await refusal(() => startUp(config, quiet, () => checkPort(config)))
  expect(told.message).toContain(String(port))
  expect(fs.existsSync(path.join(dataDir, 'pg'))).toBe(false)
  taken.close()
})

test('a taken port is told with the port to change', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const second = createServer().listen(port, '127.0.0.1')
  const [error] = (await once(second, 'error').catch((cause: unknown) => [cause])) as unknown[]
  expect((await refusal(() => Promise.reject(listenError(error, port) as Error))).message).toMatch(
    String(port),
  )
  taken.close()
})
