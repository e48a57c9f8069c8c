// How well the tests guard the rules everything stands on: faults are planted one at a time, and the tests that should
// notice are run. `npm run mutation` plants a sample in each of the files below; `-- --each 0` plants all there are.
// Works on a copy: the checkout is not touched.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import ts from 'typescript'

/* eslint-disable no-console -- a command line program */
const root = fileURLToPath(new URL('..', import.meta.url))
const concernTests = ['src/concerns', 'src/files', 'test/access.test.ts', 'test/race.test.ts']

/** The files measured, and where a fault in each should show. */
const measured: Record<string, string[]> = {
  'src/kernel/scope.ts': [
    'test/access.test.ts',
    'src/kernel',
    'src/org',
    'src/concerns',
    'src/events',
    'src/people',
  ],
  'src/kernel/lifecycle.ts': ['src/kernel', 'src/commitments', ...concernTests],
  'src/kernel/receipt.ts': [
    'src/kernel',
    'src/concerns',
    'src/people',
    'test/race.test.ts',
    'test/crash.test.ts',
  ],
  'src/concerns/parties.ts': concernTests,
  'src/concerns/lifecycle.ts': concernTests,
  'src/org/changes.ts': ['src/org', 'src/accounts', 'test/race.test.ts', 'test/access.test.ts'],
  'src/accounts/term.ts': ['src/accounts', 'src/org'],
  'src/accounts/appointments.ts': ['src/accounts', 'src/org', 'test/access.test.ts'],
}

type Mutant = { at: number; end: number; with: string; what: string }

const swapped: Record<string, string> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+': '-',
  '-': '+',
}
/** Faults of a statement in SQL, as a pattern and what takes its place. */
const inSql: [RegExp, string][] = [
  [/ = /g, ' <> '],
  [/ <> /g, ' = '],
  [/ < /g, ' <= '],
  [/ <= /g, ' < '],
  [/ > /g, ' >= '],
  [/ >= /g, ' > '],
  [/ and /g, ' or '],
  [/ or /g, ' and '],
  [/\bis null\b/g, 'is not null'],
  [/\bis not null\b/g, 'is null'],
  [/\bnot exists\b/g, 'exists'],
  [/\bnot in\b/g, 'in'],
  [/ desc\b/g, ' asc'],
  [/\bmin\(/g, 'max('],
]

/** Every fault there is to plant in a file. */
function mutantsOf(text: string): Mutant[] {
  const file = ts.createSourceFile('x.ts', text, ts.ScriptTarget.Latest, true)
  const found: Mutant[] = []
  const put = (node: ts.Node, to: string, what: string) =>
    void found.push({ at: node.getStart(file), end: node.getEnd(), with: to, what })
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isTypeAliasDeclaration(node)) return
    if (ts.isBinaryExpression(node)) {
      const operator = node.operatorToken.getText(file)
      const to = swapped[operator]
      if (to) put(node.operatorToken, to, `${operator} → ${to}`)
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      put(node, node.operand.getText(file), '! dropped')
    if (ts.isIfStatement(node)) {
      put(node.expression, 'false', 'if never')
      put(node.expression, 'true', 'if always')
    }
    if (ts.isConditionalExpression(node)) {
      put(node, `(${node.whenTrue.getText(file)})`, '? always first')
      put(node, `(${node.whenFalse.getText(file)})`, '? always second')
    }
    if (node.kind === ts.SyntaxKind.TrueKeyword) put(node, 'false', 'true → false')
    if (node.kind === ts.SyntaxKind.FalseKeyword) put(node, 'true', 'false → true')
    if (ts.isNumericLiteral(node)) put(node, String(Number(node.text) + 1), `${node.text} + 1`)
    // A word of a list too many or too few: who may, from where, to whom it is shown.
    if (ts.isArrayLiteralExpression(node) && node.elements.every(ts.isStringLiteral))
      for (const word of node.elements) {
        const rest = node.elements.filter((one) => one !== word)
        put(
          node,
          `[${rest.map((one) => one.getText(file)).join(', ')}] as never[]`,
          `without ${word.getText(file)}`,
        )
      }
    if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.initializer))
      if (/^(to|shown|part|state|kind)$/.test(node.name.getText(file)))
        put(node.initializer, `'x-${node.initializer.text}' as never`, `${node.getText(file)} changed`)
    if (ts.isExpressionStatement(node) && !ts.isStringLiteral(node.expression)) put(node, ';', 'left out')
    if (
      ts.isNoSubstitutionTemplateLiteral(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddle(node) ||
      ts.isTemplateTail(node)
    ) {
      const words = node.getText(file)
      if (isSql(node))
        for (const [pattern, to] of inSql)
          for (const match of words.matchAll(pattern))
            found.push({
              at: node.getStart(file) + match.index,
              end: node.getStart(file) + match.index + match[0].length,
              with: to,
              what: `sql:${match[0]}→${to}`,
            })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function isSql(node: ts.Node): boolean {
  for (let up: ts.Node | undefined = node; up; up = up.parent)
    if (ts.isTaggedTemplateExpression(up)) return up.tag.getText().startsWith('sql')
  return false
}

/** Spread over the file by a fixed rule, so that two runs of one state plant the same. */
function sample(mutants: Mutant[], most: number): Mutant[] {
  if (!most || mutants.length <= most) return mutants
  return Array.from({ length: most }, (_, i) => mutants[Math.floor(((i + 0.5) * mutants.length) / most)]!)
}

const { values, positionals } = parseArgs({
  options: { each: { type: 'string', default: '20' } },
  allowPositionals: true,
})
const copy = mkdtempSync(path.join(tmpdir(), 'unionhall-mutation-'))
try {
  for (const name of [
    'src',
    'test',
    'demo',
    'migrations',
    'bench',
    'package.json',
    'tsconfig.json',
    'vitest.config.ts',
  ])
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
  const total = { caught: 0, planted: 0 }
  for (const [file, tests] of Object.entries(measured)) {
    if (positionals.length && !positionals.includes(file)) continue
    const at = path.join(copy, file)
    const text = readFileSync(at, 'utf8')
    const all = mutantsOf(text)
    const planted = sample(all, Number(values.each))
    let caught = 0
    for (const one of planted) {
      writeFileSync(at, text.slice(0, one.at) + one.with + text.slice(one.end))
      const { status } = spawnSync(
        process.execPath,
        [
          'node_modules/vitest/vitest.mjs',
          'run',
          '--project',
          'unit',
          '--bail',
          '1',
          ...tests.filter((each) => existsSync(path.join(copy, each))),
        ],
        // A fault may well wait for ever.
        {
          cwd: copy,
          stdio: 'ignore',
          timeout: 600_000,
          env: { ...process.env, CI: 'true', NODE_ENV: 'test' },
        },
      )
      if (status !== 0) caught++
      else {
        const line = text.slice(0, one.at).split('\n').length
        console.log(
          `  survived ${file}:${line} ${one.what}: ${text.split('\n')[line - 1]!.trim().slice(0, 100)}`,
        )
      }
    }
    writeFileSync(at, text)
    total.caught += caught
    total.planted += planted.length
    console.log(`${file}: ${caught} of ${planted.length} caught (${all.length} possible)`)
  }
  console.log(
    `${total.caught} of ${total.planted} caught, ${((100 * total.caught) / total.planted).toFixed(0)} %`,
  )
} finally {
  rmSync(copy, { recursive: true, force: true })
}
