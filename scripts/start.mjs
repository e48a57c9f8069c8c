// `npm start`: makes sure of dependencies and Node, then runs the program as a child and stays out of its way.
import { spawn } from 'node:child_process'
import { ensureInstalled, findNode, root } from './install.mjs'

await ensureInstalled({ dev: false })
const child = spawn(findNode(), ['src/cli.ts', 'start', ...process.argv.slice(2)], {
  cwd: root,
  // The fourth is a channel whose end tells the program that we are gone, even by kill -9.
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))

// npm that was killed hard leaves us behind; nobody could stop us by the terminal any more.
const parent = process.ppid
if (process.env.npm_lifecycle_event) {
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM')
  }, 500).unref()
}

child.once('error', (error) => {
  console.error(`错误:无法启动程序:${error.message}`)
  process.exit(1)
})
child.once('exit', (code, signal) => process.exit(code ?? (signal ? 128 : 1)))
