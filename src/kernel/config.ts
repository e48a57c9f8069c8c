// What the operator can set, read once at start: environment, flags and the master key of the data folder.
import { randomBytes } from 'node:crypto'
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

/** One line of progress, written for the person who starts the program. */
export type Log = (line: string) => void

export type Config = {
  /** TCP port of the web server; 0 lets the system choose. */
  port: number
  host: string
  /** Absolute path; holds the database, the uploaded files, the master key and the lock. */
  dataDir: string
  /** An own PostgreSQL server; absent: the embedded one in `dataDir`. */
  databaseUrl?: string
  /** 32 bytes; wraps every person's data key. Losing it loses all encrypted fields. */
  masterKey: Buffer
  /** The file to keep a master key in that was made by this start; absent: it is kept already. */
  newKeyFile?: string
  /** What is told of requests: a line for each, or all the web server says; false: faults alone. */
  requestLog: false | 'requests' | 'debug'
  /** The address text messages are posted to, and the secret shown there; absent: they are printed to the server's log. */
  sms?: { url: string; secret: string }
  /** To whom the heads of the audit trail are handed; empty: nobody, and only what was exported can be proved. */
  witnesses: Witness[]
  /** The mail server witnesses are written to through. */
  smtp?: { url: string; from: string }
  /** Load the demonstration set into an empty database. */
  demo: boolean
  /** Multiplies the demonstration set, for measurements. */
  seedScale: number
  /** The address people see, e.g. `https://hall.example.org`, when a proxy stands in front. */
  origin?: string
  /** How many proxies stand between people and the program: the last so many entries of X-Forwarded-For are believed. */
  proxies: number
  /**
   * The organisation's identity provider. `loginClaim` names a claim that is the account's login and that people
   * cannot choose for themselves; without it administrators link accounts one by one.
   */
  oidc?: { issuer: string; clientId: string; clientSecret: string; loginClaim?: string }
  /** An OpenAI-compatible service that may propose more when a text is read in. */
  ai?: { baseUrl: string; model: string; apiKey?: string }
}

/** Somebody who keeps what they are handed; `key` is the one they sign with (C2SP verifier key). */
export type Witness = { name: string } & (
  | { kind: 'address'; url: string; key: string | null }
  | { kind: 'file'; path: string }
  | { kind: 'mail'; to: string }
)

/**
 * Something the operator must change before the program can start. Shown as one line and a hint, never with
 * a stack: `message` says what is wrong, `hint` what to do.
 */
export class StartupError extends Error {
  readonly hint: string

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartupError'
    this.hint = hint
  }
}

type Env = Record<string, string | undefined>

/**
 * Reads and checks the configuration. Makes the data folder; a master key where none is given, to be kept once the
 * database is known to be new (./startup.ts). `argv` holds the flags after the command. Throws StartupError naming the setting that is wrong.
 */
export function readConfig(env: Env, argv: string[]): Config {
  const flags = readFlags(argv)
  const dataDir = path.resolve(given(env, 'DATA_DIR') ?? 'data')
  const config: Config = {
    port: readPort(given(env, 'PORT') ?? '8420'),
    host: given(env, 'HOST') ?? '127.0.0.1',
    dataDir,
    databaseUrl: readDatabaseUrl(given(env, 'DATABASE_URL')),
    masterKey: Buffer.alloc(0),
    requestLog: readLog(given(env, 'LOG') ?? 'quiet'),
    sms: readSms(env),
    witnesses: (given(env, 'WITNESS') ?? '')
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(readWitness),
    smtp: readSmtp(env),
    demo: !flags.empty,
    seedScale: flags.seedScale,
    origin: readOrigin(given(env, 'PUBLIC_ORIGIN')),
    // An address of its own means a proxy in front.
    proxies: readProxies(given(env, 'PROXIES') ?? (given(env, 'PUBLIC_ORIGIN') ? '1' : '0')),
    oidc: readOidc(env),
    ai: readAi(env),
  }
  makeDataDir(dataDir)
  return { ...config, ...readMasterKey(given(env, 'MASTER_KEY'), dataDir) }
}

/** An environment value; an empty one counts as absent (compose files pass `FOO=` for unset). */
function given(env: Env, name: string): string | undefined {
  const value = env[name]?.trim()
  return value ? value : undefined
}

function readFlags(argv: string[]): { empty: boolean; seedScale: number } {
  const options = { empty: { type: 'boolean' }, 'seed-scale': { type: 'string' } } as const
  try {
    const { values } = parseArgs({ args: argv, options })
    const seedScale = Number(values['seed-scale'] ?? 1)
    if (!(seedScale > 0 && seedScale <= 10_000)) throw new Error(`--seed-scale ${values['seed-scale']}`)
    return { empty: values.empty ?? false, seedScale }
  } catch (cause) {
    throw new StartupError(
      `命令行参数有误：${(cause as Error).message}`,
      '可用参数：--empty（不装演示数据）、--seed-scale N（N 大于 0，演示数据的倍数）、--accounts（再看一遍地址和账号）。',
      { cause },
    )
  }
}

function readPort(value: string): number {
  const port = Number(value)
  if (/^\d+$/.test(value) && port <= 65535) return port
  throw new StartupError(`PORT 不是端口号：${value}`, '请设为 0 到 65535 之间的整数，例如 PORT=8420。')
}

function readLog(value: string): Config['requestLog'] {
  if (value === 'quiet') return false
  if (value === 'requests' || value === 'debug') return value
  throw new StartupError(
    `LOG 看不懂：${value}`,
    '可设为 quiet（只记故障，默认）、requests（每次请求一行）或 debug（网页服务器的全部记录）。',
  )
}

function readProxies(value: string): number {
  if (/^\d$/.test(value)) return Number(value)
  throw new StartupError(
    `PROXIES 不是代理的层数：${value}`,
    '请设为 0 到 9：程序前面有几层反向代理，例如只有一个 Nginx 时 PROXIES=1。',
  )
}

function readDatabaseUrl(value: string | undefined): string | undefined {
  if (!value) return undefined
  if (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value)) return value
  // The value is not repeated: it may hold a password.
  throw new StartupError(
    'DATABASE_URL 不是 PostgreSQL 地址',
    '格式：postgres://用户:密码@主机:5432/数据库；密码中的特殊字符要用 % 转义。',
  )
}

function readOrigin(value: string | undefined): string | undefined {
  if (!value) return undefined
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search) return url.origin
  throw new StartupError(
    `PUBLIC_ORIGIN 不是网站地址：${value}`,
    '只写协议、主机和端口，例如 PUBLIC_ORIGIN=https://hall.example.org。',
  )
}

function readOidc(env: Env): Config['oidc'] {
  const issuer = given(env, 'OIDC_ISSUER')
  const clientId = given(env, 'OIDC_CLIENT_ID')
  const clientSecret = given(env, 'OIDC_CLIENT_SECRET')
  if (!issuer && !clientId && !clientSecret) return undefined
  if (issuer && clientId && clientSecret && URL.canParse(issuer)) {
    if (!isSafe(issuer))
      throw new StartupError('OIDC_ISSUER 不是 https 地址', '身份认证只走 https；http 只可用于本机试用。')
    return { issuer, clientId, clientSecret, loginClaim: given(env, 'OIDC_LOGIN_CLAIM') }
  }
  throw new StartupError(
    '单点登录设置不完整',
    'OIDC_ISSUER（网址）、OIDC_CLIENT_ID、OIDC_CLIENT_SECRET 三项须同时设置，或都不设置。',
  )
}

function readSms(env: Env): Config['sms'] {
  const url = given(env, 'SMS_URL')
  const secret = given(env, 'SMS_SECRET')
  if (!url && !secret) return undefined
  if (url && secret && URL.canParse(url)) {
    if (!isSafe(url)) throw new StartupError('SMS_URL 不是 https 地址', '短信只走 https；http 只可用于本机。')
    return { url, secret }
  }
  throw new StartupError('短信设置不完整', 'SMS_URL（网址）和 SMS_SECRET 须同时设置，或都不设置。')
}

function readWitness(value: string): Witness {
  if (path.isAbsolute(value)) return { kind: 'file', name: value, path: value }
  const mail = /^mailto:([^\s@]+@[^\s@]+\.[^\s@]+)$/.exec(value)
  if (mail) return { kind: 'mail', name: mail[1]!, to: mail[1]! }
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url && /^https?:$/.test(url.protocol) && isSafe(value) && !url.search && !url.username) {
    const key = decodeURIComponent(url.hash.slice(1))
    if (!key || /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$/.test(key)) {
      const at = `${url.origin}${url.pathname}`.replace(/\/+$/, '')
      return { kind: 'address', name: at, url: at, key: key || null }
    }
  }
  throw new StartupError(
    `WITNESS 里的见证方看不懂：${value}`,
    '用逗号隔开，每个写成 https://地址（后面可加 #见证公钥）、mailto:邮箱，或文件的绝对路径。',
  )
}

function readSmtp(env: Env): Config['smtp'] {
  const url = given(env, 'SMTP_URL')
  const from = given(env, 'SMTP_FROM')
  if (!url && !from) return undefined
  if (url && from && /^smtps?:\/\//.test(url) && URL.canParse(url)) return { url, from }
  throw new StartupError(
    '发邮件的设置不完整',
    'SMTP_URL（smtps://用户:密码@主机:465）和 SMTP_FROM（发件人）须同时设置，或都不设置。',
  )
}

/** What is secret goes over https only, except on one's own machine. */
function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return (
    protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))
  )
}

function readAi(env: Env): Config['ai'] {
  const baseUrl = given(env, 'AI_BASE_URL')
  const model = given(env, 'AI_MODEL')
  const apiKey = given(env, 'AI_API_KEY')
  if (!baseUrl && !model && !apiKey) return undefined
  if (baseUrl && model && URL.canParse(baseUrl)) return { baseUrl, model, apiKey }
  throw new StartupError(
    '模型服务设置不完整',
    'AI_BASE_URL（网址）和 AI_MODEL 须同时设置（AI_API_KEY 可选），或都不设置。',
  )
}

/** One level after the other: `recursive` never returns below folders that take none, such as /proc (Node 20). */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return
  makeFolders(path.dirname(folder))
  mkdirSync(folder, { mode: 0o711 })
}

function makeDataDir(dataDir: string): void {
  try {
    // Others may pass through (the database may run as another user) but not look around.
    makeFolders(dataDir)
    const probe = path.join(dataDir, `.probe-${process.pid}`)
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (cause) {
    throw unwritable(dataDir, cause)
  }
}

/** The StartupError for a data folder that cannot be made or written. */
export function unwritable(dataDir: string, cause: unknown): StartupError {
  const code = (cause as NodeJS.ErrnoException).code ?? ''
  const why =
    {
      EACCES: '没有权限',
      EPERM: '没有权限',
      EROFS: '只读文件系统',
      ENOSPC: '磁盘已满',
      ENOTDIR: '路径中有文件',
    }[code] ?? code
  return new StartupError(
    `数据文件夹不可写：${dataDir}（${why}）`,
    '请改用可写的位置（DATA_DIR=…），或用当初建立它的用户启动，或修改它的属主（chown -R）。',
    { cause },
  )
}

function readMasterKey(value: string | undefined, dataDir: string): Pick<Config, 'masterKey' | 'newKeyFile'> {
  if (value) return { masterKey: parseMasterKey(value, 'MASTER_KEY') }
  const file = path.join(dataDir, 'master.key')
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) {
    if (hasData(dataDir)) throw lostKey(`数据文件夹 ${dataDir} 里有数据，却没有 master.key`)
    return { masterKey: randomBytes(32), newKeyFile: file }
  }
  if (process.platform !== 'win32' && found.mode & 0o077)
    throw new StartupError(
      `主密钥文件别的用户也能读或改：${file}`,
      `请收紧权限：chmod 600 ${file}；可能已被别人看过的，按 SECURITY.md 处理。`,
    )
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new StartupError(
      `主密钥文件读不出：${file}（${(cause as NodeJS.ErrnoException).code ?? ''}）`,
      '请用当初建立它的用户启动，或修改它的属主（chown）；不会另造一把。',
      { cause },
    )
  }
  return { masterKey: parseMasterKey(text, file) }
}

/** Whether a program has worked over this folder: its key came before all of this. */
const hasData = (dataDir: string): boolean =>
  ['pg', 'postgres.json'].some((name) => lstatSync(path.join(dataDir, name), { throwIfNoEntry: false })) ||
  (existsSync(path.join(dataDir, 'files')) && readdirSync(path.join(dataDir, 'files')).length > 0)

/** The StartupError for data whose key is gone. */
export const lostKey = (message: string): StartupError =>
  new StartupError(
    `缺少主密钥：${message}`,
    '请从备份恢复 master.key，或用 MASTER_KEY 给出原来的密钥；没有它，加密的电话和证件号无法读出。不会另造一把。若这些数据确实不要了，请换一个空的 DATA_DIR（和空的数据库）。',
  )

/**
 * Keeps a new master key for good before anything is encrypted with it: whole or not at all, and never in place of
 * another.
 */
export function keepMasterKey(masterKey: Buffer, file: string): void {
  const draft = `${file}.${process.pid}`
  try {
    writeFileSync(draft, masterKey.toString('hex') + '\n', { mode: 0o600, flush: true })
    linkSync(draft, file)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
      throw new StartupError('另一个程序刚在这里建立了主密钥', '请再启动一次。', { cause })
    throw unwritable(path.dirname(file), cause)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** 64 hexadecimal digits, or base64 of exactly 32 bytes. */
function parseMasterKey(value: string, where: string): Buffer {
  if (/^[0-9a-f]{64}$/i.test(value)) return Buffer.from(value, 'hex')
  const bytes = Buffer.from(value, 'base64')
  if (bytes.length === 32 && /^[A-Za-z0-9+/]{43}=?$/.test(value)) return bytes
  throw new StartupError(
    `主密钥格式不对（${where}）`,
    '须为 64 位十六进制，或 32 字节的 base64；可用 openssl rand -hex 32 生成。已有数据时请用原来的密钥。',
  )
}
