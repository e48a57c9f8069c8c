/**
 * Learns the weights by which the intake engine chooses organisations (src/intake/engine/lexicon/body-weights.json) from
 * labelled texts and the invented samples: an averaged structured perceptron. The file holds numbers by feature, no text.
 *
 *   node bench/intake-train.ts [--folds N] FOLDER...
 *
 * A folder holds NAME.txt beside NAME.gold.json as for intake-score. With --folds the figures of N-fold
 * cross-validation are printed and nothing is written.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bestBodies, scoreOf } from '../src/intake/engine/body-model.ts'
import type { Body } from '../src/intake/engine/body-model.ts'
import { bodyEvidence } from '../src/intake/engine/index.ts'
import { SAMPLES } from '../src/intake/engine.samples.ts'

interface Example {
  bodies: Body[]
  /** Right ones, by place: `from-to`. */
  right: Set<string>
  /** Right names no candidate covers. */
  beyond: number
  text: string
  lost: string[]
}

const EPOCHS = 30
/** Features met less often say nothing. */
const RARE = 5
const DROP = 0.5
const RUNS = new Set(['run', 'run elsewhere', 'acceptable', 'not acceptable'])
const place = ({ from, to }: { from: number; to: number }) => `${from}-${to}`

function exampleOf(text: string, bodies: Body[], names: string[]): Example {
  const right = new Set<string>()
  const covered = new Uint8Array(text.length)
  let beyond = 0
  const lost: string[] = []
  const offered = new Set(bodies.map(place))
  for (const name of [...new Set(names)].sort((a, b) => b.length - a.length)) {
    let offeredOnce = false
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      if (covered.subarray(at, at + name.length).some(Boolean)) continue
      covered.fill(1, at, at + name.length)
      const range = place({ from: at, to: at + name.length })
      if (offered.has(range)) {
        right.add(range)
        offeredOnce = true
      }
    }
    if (!offeredOnce && text.includes(name)) {
      beyond++
      lost.push(name)
    }
  }
  return { bodies, right, beyond, text, lost }
}

interface Gold {
  headlines?: string[]
  headline?: string
  organisations?: string[]
  gold?: null
}

function examplesOf(folder: string): Example[] {
  const found: Example[] = []
  for (const file of readdirSync(folder).filter((f) => f.endsWith('.gold.json'))) {
    const gold = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Gold & { articles?: Gold[] }
    const articles = bodyEvidence(readFileSync(join(folder, file.replace('.gold.json', '.txt')), 'utf8'))
    for (const want of gold.articles ?? [gold]) {
      const head = want.headlines?.[0] ?? want.headline
      const article = articles.find((a) => a.headlines.includes(head ?? ''))
      if (article && want.organisations)
        found.push(exampleOf(article.text, article.bodies, want.organisations))
    }
  }
  return found
}

function sampleExamples(): Example[] {
  return SAMPLES.flatMap(({ text, organisations }) =>
    organisations
      ? bodyEvidence(text).flatMap((article, n) =>
          organisations[n] ? [exampleOf(article.text, article.bodies, organisations[n])] : [],
        )
      : [],
  )
}

function train(examples: Example[]): Record<string, number> {
  const times = new Map<string, number>()
  for (const { bodies } of examples)
    for (const { features } of bodies) for (const f of features) times.set(f, (times.get(f) ?? 0) + 1)
  const now: Record<string, number> = {}
  const sum: Record<string, number> = {}
  let step = 0
  const add = (features: string[], by: number) => {
    for (const f of features) {
      if ((times.get(f) ?? 0) < RARE) continue
      now[f] = (now[f] ?? 0) + by
      sum[f] = (sum[f] ?? 0) + by * step
    }
  }
  let seed = 1
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const order = examples.map((e) => [random(), e] as const).sort((a, b) => a[0] - b[0])
    for (const [, { bodies, right }] of order) {
      step++
      // Half the time without what the runs say, so that the words themselves are learnt.
      const dropped = random() < DROP
      const seen = (b: Body) => (dropped ? b.features.filter((f) => !RUNS.has(f)) : b.features)
      // A wrong body must lose by a margin.
      const chosen = bestBodies(bodies, (b) => scoreOf(seen(b), now) + (right.has(place(b)) ? -1 : 1))
      const got = new Set(chosen.map(place))
      for (const body of bodies) {
        const wanted = right.has(place(body))
        if (wanted === got.has(place(body))) continue
        add(seen(body), wanted ? 1 : -1)
      }
    }
  }
  const weights: Record<string, number> = {}
  for (const f of Object.keys(now).sort()) {
    const mean = Math.round((now[f]! - sum[f]! / step) * 100) / 100
    if (mean !== 0) weights[f] = mean
  }
  return weights
}

function measure(
  examples: Example[],
  weights: Record<string, number>,
): { hit: number; wrong: number; missed: number } {
  const total = { hit: 0, wrong: 0, missed: 0 }
  for (const { bodies, right, beyond } of examples) {
    const chosen = bestBodies(bodies, (b) => scoreOf(b.features, weights))
    const hit = chosen.filter((b) => right.has(place(b))).length
    total.hit += hit
    total.wrong += chosen.length - hit
    total.missed += right.size - hit + beyond
  }
  return total
}

function explain({ bodies, right, text, lost }: Example, weights: Record<string, number>): void {
  const chosen = new Set(bestBodies(bodies, (b) => scoreOf(b.features, weights)).map(place))
  const name = (b: Body) => text.slice(b.from, b.to)
  const list = (of: Body[]) => [...new Set(of.map(name))].join(' | ')
  process.stdout.write(
    `- ${list(bodies.filter((b) => right.has(place(b)) && !chosen.has(place(b))))}\n  + ${list(bodies.filter((b) => chosen.has(place(b)) && !right.has(place(b))))}\n  beyond ${lost.join(' | ')}\n`,
  )
}

function print(): void {
  const args = process.argv.slice(2)
  const at = args.indexOf('--folds')
  const folds = at >= 0 ? Number(args.splice(at, 2)[1]) : 0
  const labelled = args.filter((a) => !a.startsWith('--')).flatMap(examplesOf)
  const invented = sampleExamples()
  const write = (line: string) => process.stdout.write(`${line}\n`)
  const show = (name: string, { hit, wrong, missed }: ReturnType<typeof measure>) =>
    write(
      `${name}: P ${(hit / (hit + wrong)).toFixed(3)} R ${(hit / (hit + missed)).toFixed(3)} F1 ${((2 * hit) / (2 * hit + wrong + missed)).toFixed(3)}`,
    )
  show('runs alone', measure(labelled, { run: 1 }))
  if (folds > 0) {
    const all = { hit: 0, wrong: 0, missed: 0 }
    for (let n = 0; n < folds; n++) {
      const out = labelled.filter((_, i) => i % folds === n)
      const weights = train([...labelled.filter((_, i) => i % folds !== n), ...invented])
      if (args.includes('--verbose')) for (const e of out) explain(e, weights)
      const one = measure(out, weights)
      all.hit += one.hit
      all.wrong += one.wrong
      all.missed += one.missed
    }
    show('held out in turn', all)
    return
  }
  const weights = train([...labelled, ...invented, ...invented, ...invented])
  show('labelled texts', measure(labelled, weights))
  show('samples', measure(invented, weights))
  writeFileSync(
    join(import.meta.dirname, '../src/intake/engine/lexicon/body-weights.json'),
    `${JSON.stringify(weights, null, 1)}\n`,
  )
  write(`${Object.keys(weights).length} weights written`)
}

print()
