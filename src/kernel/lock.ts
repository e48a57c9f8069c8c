// One program per data folder: a lock file that a crash, a recycled pid or a new container cannot fool.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import {
  linkSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { StartupError, unwritable } from './config.ts'

type Holder = { pid: number; started: string; place: string; token: string }

/** The holder touches the file this often, so that a holder in another container can be told alive from dead. */
const heartbeatMs = 3_000

/**
 * Takes the data folder for this process until `release`. Throws StartupError when another running program
 * still holds it after `patienceMs` (it may just be stopping); a lock left by a killed one is taken over.
 */
export async function lockFolder(dataDir: string, patienceMs = 5_000): Promise<{ release(): void }> {
  const file = path.join(dataDir, 'program.lock')
  const mine: Holder = {
    pid: process.pid,
    started: startOf(process.pid),
    place: place(),
    token: randomUUID(),
  }
  const deadline = Date.now() + patienceMs
  const draft = `${file}.${mine.token}`
  try {
    writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 })
    while (!linked(draft, file)) {
      const other = read(file)
      if (other && (await isAlive(other, file))) {
        if (Date.now() < deadline) {
          await wait(100)
          continue
        }
        throw new StartupError(
          `数据文件夹正被另一个运行中的程序使用：${dataDir}（进程 ${other.pid}）`,
          '请先停止它（在它的窗口按 Ctrl-C），或为这一个指定另外的 DATA_DIR。',
        )
      }
      discard(file, other)
    }
  } catch (cause) {
    throw cause instanceof StartupError ? cause : unwritable(dataDir, cause)
  } finally {
    rmSync(draft, { force: true })
  }
  const heartbeat = setInterval(() => {
    const now = new Date()
    // A failed beat is harmless: it is only read from another container, and the next one follows.
    try {
      utimesSync(file, now, now)
    } catch {}
  }, heartbeatMs)
  heartbeat.unref()
  const release = () => {
    clearInterval(heartbeat)
    process.removeListener('exit', release)
    if (read(file)?.token === mine.token) rmSync(file, { force: true })
  }
  process.once('exit', release)
  return { release }
}

/** Whether a running program holds the data folder. */
export async function isHeld(dataDir: string): Promise<boolean> {
  const file = path.join(dataDir, 'program.lock')
  const holder = read(file)
  return holder !== undefined && (await isAlive(holder, file))
}

/** `link` is atomic and fails when the name exists: exactly one of several starters gets it. */
function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw cause
  }
}

function read(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    return undefined
  }
}

/** Moves a dead holder's lock away; puts it back if another starter has replaced it in between. */
function discard(file: string, dead: Holder | undefined): void {
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return
    throw cause
  }
  if (read(aside)?.token !== dead?.token) linked(aside, file)
  rmSync(aside, { force: true })
}

async function isAlive(holder: Holder, file: string): Promise<boolean> {
  if (holder.place === place()) return startOf(holder.pid) === holder.started && holder.started !== ''
  // Another machine or container on the same volume: its pids mean nothing here, its heartbeat does.
  const beat = (): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const before = beat()
  for (let waited = 0; waited < heartbeatMs * 3; waited += 500) {
    await wait(500)
    if (beat() !== before) return true
  }
  return false
}

/** Names the set of pids this process can see. */
function place(): string {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}

/** When process `pid` started, in whatever the system counts by; '' when it is not running. */
export function startOf(pid: number): string {
  try {
    if (process.platform === 'linux') {
      // Field 22 of proc(5) stat, counted after the command, which may itself hold blanks and brackets.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' ? '' : (fields[19] ?? '')
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}
