// Brings a database to the schema of this program: plain SQL files, forward only, each in one transaction.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { StartupError } from './config.ts'

/** Any number nobody else locks; programs that start at once take turns. */
const lockKey = 8_420_001

type Statement = { text: string; line: number }

/**
 * Runs the `*.sql` files of `dir` that the database has not seen, in the order of their names; answers the names
 * run. Throws StartupError naming file and line when a statement fails (its whole file is rolled back), when an
 * applied file was changed, or when the database knows files that this program does not.
 */
export async function migrate(pool: pg.Pool, dir: URL | string): Promise<string[]> {
  const folder = dir instanceof URL ? fileURLToPath(dir) : dir
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name, sql: readFileSync(path.join(folder, name), 'utf8') }))
  const client = await pool.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await client.query(
      'create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    )
    const { rows } = await client.query<{ name: string; checksum: string }>(
      'select name, checksum from migration',
    )
    const applied = new Map(rows.map((row) => [row.name, row.checksum]))
    for (const name of applied.keys()) {
      if (!files.some((file) => file.name === name)) throw newer(name)
    }
    const done: string[] = []
    for (const { name, sql } of files) {
      const seen = applied.get(name)
      if (seen && seen !== checksum(sql)) throw changed(name)
      if (seen) continue
      await apply(client, name, sql)
      done.push(name)
    }
    return done
  } finally {
    // Closing the connection gives the lock back in every case, also after an error.
    client.release(true)
  }
}

async function apply(client: pg.PoolClient, name: string, sql: string): Promise<void> {
  await client.query('begin')
  for (const { text, line } of splitStatements(sql)) {
    try {
      await client.query(text)
    } catch (cause) {
      const error = cause as pg.DatabaseError
      const offset = error.position ? text.slice(0, Number(error.position) - 1).split('\n').length - 1 : 0
      const first = text.replace(/\s+/g, ' ').slice(0, 80)
      throw new StartupError(
        `数据库升级失败：${name} 第 ${line + offset} 行：${error.message}（${first}）`,
        '该文件的改动已全部撤回。请核对程序版本和数据库权限，修正后重新启动。',
        { cause },
      )
    }
  }
  await client.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum(sql)])
  await client.query('commit')
}

/** Line endings do not count: git may change them on checkout. */
function checksum(sql: string): string {
  return createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex')
}

function changed(name: string): StartupError {
  return new StartupError(
    `已执行过的数据库升级文件被改动：${name}`,
    '请恢复该文件的原样（git checkout），改动写进新的升级文件。',
  )
}

function newer(name: string): StartupError {
  return new StartupError(
    `数据库比程序新：其中已执行 ${name}，本程序没有这个文件`,
    '请更新程序到相应版本，或换一个数据库。',
  )
}

// Everything in which a semicolon does not end a statement, then the semicolon itself. Nested block comments and
// `begin atomic` bodies are not understood; write neither.
const token =
  /--[^\n]*|\/\*[\s\S]*?\*\/|\b[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"[^"]*"|(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\1|;/g

/** Cuts SQL into its statements, each with the line it starts on (from 1), so that a failure can be located. */
export function splitStatements(sql: string): Statement[] {
  const statements: Statement[] = []
  let start = 0
  const push = (end: number) => {
    const raw = sql.slice(start, end)
    // Leading comments belong to the reader; the statement starts at its first word.
    const lead = /^(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(raw)?.[0].length ?? 0
    const text = raw.slice(lead).trimEnd()
    if (text) statements.push({ text, line: sql.slice(0, start + lead).split('\n').length })
    start = end + 1
  }
  for (const match of sql.matchAll(token)) if (match[0] === ';') push(match.index)
  push(sql.length)
  return statements
}
