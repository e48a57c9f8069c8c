#!/usr/bin/env node
// Reads one press text and prints what the intake engine sees in it as one JSON document.
//   npm run intake -- FILE      (FILE may be - for standard input)
// Starts on any Node from 20 on: the engine is TypeScript, which needs the Node 24 that npm installed beside the project.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(fileURLToPath(import.meta.url), '../..')

function fail(line) {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}

if (Number(process.versions.node.split('.')[0]) < 24) {
  const node = join(root, 'node_modules/.bin/node')
  if (process.env.UNIONHALL_INTAKE_RESTARTED) {
    fail('需要 Node 24：请先运行 npm install。Node 24 is needed: run npm install first.')
  }
  if (!existsSync(node)) {
    // Standard output is for the JSON alone.
    console.log = console.error
    const { ensureInstalled } = await import('./install.mjs')
    await ensureInstalled({ dev: false })
  }
  const run = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, UNIONHALL_INTAKE_RESTARTED: '1' },
  })
  process.exit(run.status ?? 1)
}

const LARGEST = 64 * 1024 * 1024

const file = process.argv[2]
if (!file || process.argv.length > 3) {
  fail(
    '用法：npm run intake -- 文件（或 - 表示标准输入）。Usage: npm run intake -- FILE (or - for standard input).',
  )
}

let bytes
try {
  bytes = readFileSync(file === '-' ? 0 : file)
} catch (error) {
  fail(
    `无法读取 ${file}（${error.code ?? error.message}）。Cannot read ${file} (${error.code ?? error.message}).`,
  )
}
if (bytes.length > LARGEST) fail('文件超过 64 MB。The file is larger than 64 MB.')

/** UTF-8, UTF-16 with its mark, or GB 18030, which older systems in China still write; null where it is none of them. */
function decode(data) {
  if (data[0] === 0xff && data[1] === 0xfe) return new TextDecoder('utf-16le').decode(data)
  if (data[0] === 0xfe && data[1] === 0xff) return new TextDecoder('utf-16be').decode(data)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
  } catch {
    if (data.includes(0)) return null
    try {
      const text = new TextDecoder('gb18030', { fatal: true }).decode(data)
      // Bytes of a picture may happen to be valid GB 18030; prose in it is mostly common characters and marks.
      const common = text.match(/[\u4e00-\u9fff，。、；：“”（）《》\s\w]/g)?.length ?? 0
      return common > text.length * 0.9 && /[的一是在了和会]/.test(text) ? text : null
    } catch {
      return null
    }
  }
}

const { looksBinary, readPage, UnreadableText } = await import('../src/intake/engine/index.ts')
const text = decode(bytes)
if (text !== null && text.replace(/^\ufeff/, '').trim() === '') fail(new UnreadableText('empty').message)
if (text === null || looksBinary(text)) fail(new UnreadableText('binary').message)

const json = Buffer.from(`${JSON.stringify(readPage(text), null, 2)}\n`)
// Written in full before the process ends, also into a slow pipe.
for (let at = 0; at < json.length;) {
  try {
    at += writeSync(1, json, at)
  } catch (error) {
    if (error.code === 'EPIPE') break
    if (error.code !== 'EAGAIN') throw error
    await new Promise((wake) => setTimeout(wake, 5))
  }
}
