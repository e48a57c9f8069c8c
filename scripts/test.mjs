// `npm test`: everything a change must pass, in one command. Types, lint and format count as one test each.
// The last line is `N passed, N failed`; the exit code is 0 only when nothing failed.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ensureInstalled, findNode, root } from './install.mjs'

await ensureInstalled({ dev: true })
const node = findNode()
const temp = mkdtempSync(path.join(tmpdir(), 'unionhall-test-'))
// Run by root, the databases run as another account, which must be able to walk through.
chmodSync(temp, 0o711)
const env = { ...process.env, TMPDIR: temp, CI: 'true', NODE_ENV: 'test' }
if (!process.stdout.isTTY) env.NO_COLOR = '1'
const total = { passed: 0, failed: 0, skipped: 0 }
let current

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => void end(130))

await check('types', ['typescript/bin/tsc', '--noEmit'])
await check('lint', ['eslint/bin/eslint.js', '.', '--max-warnings=0'])
await check('format', ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'])
await vitest('unit')
if (hasFiles('e2e', '.e2e.ts')) await vitest('e2e')
else console.log('\n▶ e2e: no browser tests found')
await end(total.failed > 0 ? 1 : 0)

/** A step that passes or fails as a whole. */
async function check(name, args) {
  const { code, seconds } = await run(name, args)
  const passed = code === 0
  total[passed ? 'passed' : 'failed'] += 1
  console.log(`${passed ? '✔' : '✘'} ${name} (${seconds} s)`)
}

/** A vitest project; what it counted comes from its report, so that a broken run cannot look like a good one. */
async function vitest(project) {
  const report = path.join(temp, `${project}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const args = ['vitest/vitest.mjs', 'run', '--project', project, ...reporters]
  const { code, seconds } = await run(project, args)
  const counted = { passed: 0, failed: 0, skipped: 0 }
  if (existsSync(report)) {
    const result = JSON.parse(readFileSync(report, 'utf8'))
    counted.passed = result.numPassedTests
    counted.failed = result.numFailedTests
    counted.skipped = result.numPendingTests + result.numTodoTests
    // A file that fails outside its tests (an import, a hook) fails nothing it could count.
    counted.failed += result.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    ).length
  }
  const nothing = counted.passed + counted.failed === 0
  if (counted.failed === 0 && (nothing || code !== 0)) counted.failed = 1
  for (const key of Object.keys(total)) total[key] += counted[key]
  const mark = counted.failed ? '✘' : '✔'
  console.log(`${mark} ${project}: ${counted.passed} passed, ${counted.failed} failed (${seconds} s)`)
}

/** Runs a package's script on our Node in a process group of its own, with no input; its output is shown. */
async function run(name, [script, ...args]) {
  console.log(`\n▶ ${name}`)
  const began = Date.now()
  const command = [path.join(root, 'node_modules', script), ...args]
  current = spawn(node, command, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true })
  const code = await new Promise((resolve) => {
    current.once('error', () => resolve(1))
    current.once('exit', (status) => resolve(status ?? 1))
  })
  await killLeft()
  return { code, seconds: ((Date.now() - began) / 1000).toFixed(1) }
}

/** Ends what a step left running: its process group, and whatever else works in this run's folder. */
async function killLeft() {
  const group = current?.pid
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    const left = [...(group ? [-group] : []), ...leftovers()]
    const hit = left.filter((pid) => kill(pid, signal))
    if (hit.length === 0) return
    if (signal === 'SIGTERM') for (let i = 0; i < 40 && hit.some((pid) => kill(pid, 0)); i++) await wait(50)
  }
}

/** Databases and browsers leave the group; they are known by their folder or by the TMPDIR they were given. */
function leftovers() {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        if (readlinkSync(`/proc/${name}/cwd`).startsWith(temp)) return true
        return readFileSync(`/proc/${name}/environ`, 'utf8').includes(`TMPDIR=${temp}\0`)
      } catch {
        return false
      }
    })
    .map(Number)
}

function kill(pid, signal) {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

function hasFiles(folder, ending) {
  const at = path.join(root, folder)
  return existsSync(at) && readdirSync(at, { recursive: true }).some((name) => String(name).endsWith(ending))
}

async function end(code) {
  if (code === 130) total.failed += 1
  await killLeft()
  rmSync(temp, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  const skipped = total.skipped ? `, ${total.skipped} skipped` : ''
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
  process.exit(code)
}
