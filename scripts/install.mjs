// Installs the dependencies when they do not match package-lock.json, and finds a Node new enough to run the
// program. Runs on Node 20 with nothing installed.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, lstatSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const modules = path.join(root, 'node_modules')
const lockFile = path.join(root, '.install.lock')

/**
 * Runs `npm ci` if needed; ends the process with a hint when that fails. `dev`: the development dependencies
 * count as well. Several starters at once take turns.
 * @param {{ dev: boolean }} options
 */
export async function ensureInstalled({ dev }) {
  // A linked folder was arranged by somebody; `npm ci` would empty it for everybody who shares it.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) return
  if (isInstalled(dev)) return
  const unlock = await takeTurn()
  try {
    if (!isInstalled(dev)) await npmCi(dev)
  } finally {
    unlock()
  }
}

/**
 * npm writes `node_modules/.package-lock.json` last, after everything it lists: a broken-off install has none.
 * An optional package may be absent, because it is for another system.
 */
function isInstalled(dev) {
  const wanted = readPackages(path.join(root, 'package-lock.json'))
  const found = readPackages(path.join(modules, '.package-lock.json'))
  return Object.entries(wanted ?? {}).every(([at, { version, integrity, ...kind }]) => {
    if (at === '' || ((kind.dev || kind.devOptional) && !dev)) return true
    const there = found?.[at]
    if (!there) return Boolean(found) && (kind.optional || kind.devOptional)
    return there.version === version && (!integrity || there.integrity === integrity)
  })
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

async function takeTurn() {
  for (let told = false; ;) {
    try {
      const file = openSync(lockFile, 'wx')
      writeSync(file, String(process.pid))
      closeSync(file)
      const unlock = () => rmSync(lockFile, { force: true })
      process.once('exit', unlock)
      return unlock
    } catch (error) {
      if (error.code !== 'EEXIST')
        fail(`无法在项目文件夹写入：${error.message}`, '请用项目文件夹的属主运行。')
    }
    const other = Number(readText(lockFile))
    if (other && !isRunning(other)) rmSync(lockFile, { force: true })
    else if (!told) console.log(`另一个进程正在安装依赖，等待它完成……（若没有，请删除 ${lockFile}）`)
    told = true
    await wait(500)
  }
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Silent while it goes well, except for the seconds; complete when it does not. */
async function npmCi(dev) {
  console.log('正在安装依赖（npm ci，首次约需一分钟）……')
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  const ticker = setInterval(() => console.log(`  …… ${seconds()} 秒`), 5_000)
  // The Node inside node_modules vanishes while npm replaces the folder: let npm find the system's own.
  const paths = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((entry) => !entry.includes('node_modules'))
  const args = ['ci', '--include=optional', '--loglevel=error', ...(dev ? ['--include=dev'] : [])]
  const { code, said } = await new Promise((resolve) => {
    let text = ''
    const npm = spawn('npm', args, {
      cwd: root,
      env: { ...process.env, PATH: paths.join(path.delimiter) },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    })
    for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (text += chunk))
    npm.once('error', (error) => resolve({ code: 1, said: error.message }))
    npm.once('close', (status) => resolve({ code: status, said: text }))
  })
  clearInterval(ticker)
  if (code === 0) return console.log(`依赖已安装（${seconds()} 秒）`)
  console.error(said)
  fail(
    '安装依赖失败，npm 的输出见上',
    '请检查网络、代理和 npm 镜像（npm config get registry）、磁盘空间，然后重试。',
  )
}

/** The Node to run TypeScript with: the one installed as a dependency where it works, else this one if new enough. */
export function findNode() {
  const own = path.join(modules, '.bin', 'node')
  for (const node of [own, process.execPath]) {
    const version = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout ?? ''
    if (Number.parseInt(version) >= 24) return node
  }
  return fail(`需要 Node 24 或更新，本机是 ${process.versions.node}`, '请安装 Node 24：https://nodejs.org/')
}

function fail(message, hint) {
  console.error(`错误：${message}。${hint}`)
  process.exit(1)
}
