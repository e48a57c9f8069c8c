// Tells a running PostgreSQL server of one folder from any other process, and ends it.
import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { StartupError } from './config.ts'

/** What `postmaster.pid` says: line 1 the pid, line 4 the port, line 8 `ready` once connections are taken. */
export function readPidFile(cluster: string): { pid: number; port: number; status: string } | undefined {
  try {
    const lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    return pid > 0 ? { pid, port: Number(lines[3]), status: (lines[7] ?? '').trim() } : undefined
  } catch {
    return undefined
  }
}

/** Whether `pid` runs and is the server of `cluster` (a real path), not a process that got the same number. */
export function isPostmaster(pid: number, cluster: string): boolean {
  if (pid <= 0) return false
  try {
    // The server's working folder is its cluster. A zombie has none.
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === cluster
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
    return command.includes('postgres') && command.includes(cluster)
  } catch {
    return false
  }
}

/**
 * Ends a server of ours, child or orphan: fast (open transactions are rolled back, everything is written down),
 * after a minute immediate (the next start replays the log). Resolves when it is gone.
 */
export async function stopPostmaster(pid: number, cluster: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!isPostmaster(pid, cluster)) return
    try {
      process.kill(pid, signal)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ESRCH') return
      throw new StartupError(
        `遗留的数据库进程 ${pid} 属于另一个用户，无法停止`,
        `请用当初启动程序的用户再启动一次，或先运行 sudo kill -INT ${pid}。`,
        { cause },
      )
    }
    const deadline = Date.now() + (signal === 'SIGINT' ? 60_000 : 10_000)
    while (isPostmaster(pid, cluster) && Date.now() < deadline) await wait(10)
  }
}
