// `npm start`: makes sure of dependencies and Node, then runs the program as a child and stays out of its way.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { ensureInstalled, findNode, root } from './install.mjs'

const calledAt = Date.now()
await ensureInstalled({ dev: false })
const child = spawn(findNode(), ['src/cli.ts', 'start', ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, UNIONHALL_CALLED_AT: String(calledAt) },
  // The fourth is a channel whose end tells the program that we are gone, even by kill -9.
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))

// npm killed hard (kill -9) leaves us behind, where neither Ctrl-C nor npm can stop us any more.
if (process.env.npm_lifecycle_event) {
  const before = npmAbove()
  setInterval(() => {
    if (npmAbove() !== before) child.kill('SIGTERM')
  }, 500).unref()
}

child.once('error', (error) => {
  console.error(`错误：无法启动程序：${error.message}`)
  process.exit(1)
})
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 128 : 1)))

/** The processes between us and npm, up to npm itself: our parent, or its parent where a shell stands between. */
function npmAbove() {
  const parent = process.ppid
  try {
    if (!readFileSync(`/proc/${parent}/cmdline`, 'utf8').includes('-c\0')) return String(parent)
    const stat = readFileSync(`/proc/${parent}/stat`, 'utf8')
    // proc(5): after the command in brackets come the state and the parent.
    return `${parent} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`
  } catch {
    return String(parent)
  }
}
