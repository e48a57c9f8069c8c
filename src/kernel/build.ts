// Builds the two web apps and the worker app's service worker into dist/, when their sources have changed.
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { InlineConfig } from 'vite'
import type { Log } from './config.ts'
import { lockFolder } from './lock.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const src = path.join(root, 'src')
const dist = path.join(root, 'dist')
const stampFile = path.join(dist, '.stamp')

/** `name` is both the entry (`src/NAME.html`) and the folder (`dist/NAME`); `base` is where the server mounts it. */
const apps = [
  { name: 'console', base: '/console/' },
  { name: 'worker', base: '/' },
]

/** By the rules of the house these never reach a browser, so changing them needs no build. */
const serverOnly = /(^|\/)(routes|queries|reactions|server|cli|[^/]*\.test)\.ts$/

/**
 * Builds both apps if `force`, or if any of their inputs changed since the last build. An app whose
 * `src/NAME.html` does not exist is left out. Files in `src/NAME-public/` are copied as they are. Text files get
 * `.gz` and `.br` neighbours for a server that sends precompressed files. Throws what vite throws.
 */
export async function buildApps({ force, log = () => {} }: { force: boolean; log?: Log }): Promise<void> {
  const stamp = hashInputs()
  if (!force && readStamp() === stamp) return
  fs.mkdirSync(dist, { recursive: true })
  // Two programs started from one folder build one after the other; the second usually finds it done.
  const lock = await lockFolder(dist, 300_000)
  try {
    if (!force && readStamp() === stamp) return
    await build(stamp, log)
  } finally {
    lock.release()
  }
}

async function build(stamp: string, log: Log): Promise<void> {
  log('正在构建网页……')
  const began = performance.now()
  // Loaded only when needed: it costs more than the rest of a start together.
  const vite = await import('vite')
  const draft = path.join(dist, `.new-${process.pid}`)
  fs.rmSync(draft, { recursive: true, force: true })
  try {
    const built = apps.filter(({ name }) => fs.existsSync(path.join(src, `${name}.html`)))
    for (const { name, base } of built) {
      const outDir = path.join(draft, name)
      await vite.build(appConfig(name, base, outDir))
      fs.renameSync(path.join(outDir, `${name}.html`), path.join(outDir, 'index.html'))
      if (fs.existsSync(path.join(src, `${name}-sw.ts`))) {
        await vite.build(serviceWorkerConfig(name, outDir, precacheList(outDir, base)))
      }
      await compress(outDir)
    }
    // The old build stays whole until the new one is; the stamp comes last.
    fs.rmSync(stampFile, { force: true })
    for (const { name } of built) {
      fs.rmSync(path.join(dist, name), { recursive: true, force: true })
      fs.renameSync(path.join(draft, name), path.join(dist, name))
    }
    fs.writeFileSync(stampFile, stamp)
  } finally {
    fs.rmSync(draft, { recursive: true, force: true })
  }
  log(`网页已构建（${((performance.now() - began) / 1000).toFixed(1)} 秒）`)
}

function appConfig(name: string, base: string, outDir: string): InlineConfig {
  const publicDir = path.join(src, `${name}-public`)
  return {
    configFile: false,
    root: src,
    base,
    publicDir: fs.existsSync(publicDir) ? publicDir : false,
    cacheDir: path.join(root, 'node_modules/.vite'),
    logLevel: 'warn',
    define: production,
    // Said, not guessed from NODE_ENV: under a test runner JSX would call React's development half, which is not there.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: {
      ...targets,
      outDir,
      emptyOutDir: true,
      sourcemap: false,
      reportCompressedSize: false,
      // The console splits by route; antd and the charts are large and known to be.
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: {
        input: path.join(src, `${name}.html`),
        // Hundreds of harmless `use client` marks in antd.
        checks: { moduleLevelDirective: false },
      },
    },
  }
}

/** Whatever NODE_ENV the program runs with: React would ship its development half otherwise. */
const production = { 'process.env.NODE_ENV': '"production"' }

/** ES2022, and for CSS the browsers of that age, among them the engines inside current chat apps. */
const targets: InlineConfig['build'] = {
  target: 'es2022',
  cssTarget: ['chrome94', 'edge94', 'firefox93', 'safari15.4'],
}

/** One classic script under a fixed name: a browser finds a service worker's update by its unchanged address. */
function serviceWorkerConfig(name: string, outDir: string, precache: PrecacheEntry[]): InlineConfig {
  return {
    configFile: false,
    root: src,
    publicDir: false,
    cacheDir: path.join(root, 'node_modules/.vite'),
    logLevel: 'warn',
    define: { ...production, __PRECACHE__: JSON.stringify(precache) },
    build: {
      ...targets,
      outDir,
      emptyOutDir: false,
      sourcemap: false,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: path.join(src, `${name}-sw.ts`),
        output: { format: 'iife', entryFileNames: 'sw.js', codeSplitting: false },
      },
    },
  }
}

type PrecacheEntry = { url: string; revision: string | null }

/** Everything the app consists of. Hashed names need no revision; the page itself is listed as its folder. */
function precacheList(outDir: string, base: string): PrecacheEntry[] {
  return listFiles(outDir).map((file) => ({
    url: base + (file === 'index.html' ? '' : file),
    revision: file.startsWith('assets/') ? null : hashFile(path.join(outDir, file)).slice(0, 16),
  }))
}

async function compress(outDir: string): Promise<void> {
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }
  for (const name of listFiles(outDir)) {
    const file = path.join(outDir, name)
    const content = fs.readFileSync(file)
    if (!/\.(js|css|html|svg|json|webmanifest)$/.test(name) || content.length < 1_024) continue
    fs.writeFileSync(`${file}.br`, await promisify(brotliCompress)(content, quality))
    fs.writeFileSync(`${file}.gz`, await promisify(gzip)(content, { level: 9 }))
  }
}

/** One hash over everything a build depends on. */
function hashInputs(): string {
  const sources = listFiles(src).filter((file) => !serverOnly.test(file))
  const inputs = [...sources.map((file) => `src/${file}`), 'package-lock.json', 'tsconfig.json']
  const hash = createHash('sha256')
  for (const file of inputs) hash.update(`${file}\0${hashFile(path.join(root, file))}\n`)
  return hash.digest('hex')
}

function readStamp(): string | undefined {
  try {
    return fs.readFileSync(stampFile, 'utf8')
  } catch {
    return undefined
  }
}

const hashFile = (file: string): string => createHash('sha256').update(fs.readFileSync(file)).digest('hex')

/** Paths below `folder`, with forward slashes, sorted. */
function listFiles(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort()
}
