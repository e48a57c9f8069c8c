// What the person who starts the program is shown, and can be shown again.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { unwritable, type Log } from './config.ts'
import { isHeld } from './lock.ts'
import { progressWords, type Progress } from './waiting.ts'

/** Lines set apart from everything around them. */
export const framed = (lines: string[]): string[] => {
  const rule = '━'.repeat(64)
  return ['', `┏${rule}`, ...lines.map((line) => `┃ ${line}`), `┗${rule}`, '']
}

const fileOf = (dataDir: string) => path.join(dataDir, 'shown.txt')

/** Keeps what a start has shown, for its owner. */
export function keepShown(dataDir: string, lines: string[]): void {
  try {
    writeFileSync(fileOf(dataDir), lines.join('\n') + '\n', { mode: 0o600 })
  } catch (cause) {
    throw unwritable(dataDir, cause)
  }
}

/** What the last start has shown, whether the program runs or not; it is not disturbed. */
export async function shownAgain(dataDir: string): Promise<string[]> {
  let lines: string[]
  try {
    lines = readFileSync(fileOf(dataDir), 'utf8').trimEnd().split('\n')
  } catch {
    return [`${dataDir} 里的程序还没有启动完过：先运行 npm start。`]
  }
  return framed((await isHeld(dataDir)) ? lines : ['（程序现在没有运行，以下是上次启动时的。）', ...lines])
}

const seconds = 5

/** One line that is written over on a terminal; elsewhere a line every five seconds. */
export function tellProgress(
  log: Log,
  out: NodeJS.WriteStream = process.stdout,
): (progress: Progress) => void {
  let last = 0
  return (progress) => {
    const over = progress.done === progress.of
    const now = Date.now()
    if (!over && now - last < (out.isTTY ? 200 : seconds * 1000)) return
    last = now
    const line = `  演示数据 ${progressWords(progress)}`
    if (out.isTTY) out.write(`\r\u001b[K${line}${over ? '\n' : ''}`)
    else log(line)
  }
}
