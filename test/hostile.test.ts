import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Route } from '../src/kernel/contract.ts'
import { kernelProblems } from '../src/kernel/problem.ts'
import { capabilities } from '../src/server.ts'
import { expectations } from './access.expectations.ts'
import { fixture, type Actor, type Fixture } from './fixture.ts'

/**
 * Input as nobody should send it, made from each route's own contract: whatever arrives, the answer comes, is no
 * fault of ours, and says by name what is wrong. A failure prints seed and path; HOSTILE_SEED runs that one again.
 */
const seed = process.env['HOSTILE_SEED'] ? Number(process.env['HOSTILE_SEED']) : undefined
const runs = 24
/** Far above any answer's time, below the test's own limit: what takes longer hangs. */
const patience = 15_000

const table: Record<string, { status: number }> = Object.assign(
  {},
  kernelProblems,
  ...capabilities.map((room) => room.problems ?? {}),
)
const routes = capabilities
  .flatMap((room) => Object.values(room.contract))
  .map((route) => ({ key: `${route.method} ${route.path}`, route }))
  // Answers that go on until the caller leaves are asked in the access suite.
  .filter(({ key }) => !(expectations as Record<string, { endless?: boolean } | undefined>)[key]?.endless)
  // Whoever is forgotten asks for nothing afterwards.
  .sort((a, b) => Number(a.key.endsWith('/forget')) - Number(b.key.endsWith('/forget')))

let f: Fixture
/** Ids that exist, in sight and out of it; filled before the first request is drawn. */
const known = {
  records: [] as string[],
  uuids: [] as string[],
  orgs: [] as number[],
  numbers: [] as string[],
}
beforeAll(async () => {
  f = await fixture()
  const raised = await f.raised()
  known.records.push(
    await f.concern('assigned'),
    await f.concern('contacted'),
    await f.commonIssue(),
    await f.task(),
    raised.id,
  )
  known.uuids.push(await f.account('own'), await f.account('other'))
  known.orgs.push(f.org('own'), f.org('handed'), f.org('other'))
  known.numbers.push(raised.number)
})

type Schema = {
  type?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema | Schema[]
  anyOf?: Schema[]
  enum?: unknown[]
  const?: unknown
  pattern?: string
  format?: string
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
}

const nastyText = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '入楼\u0000送货',
    '\u001b[31m',
    '\u007f',
    '\ud800',
    '尾\udfff',
    '\u202e反',
    '\ufeff',
    '𠮷👨‍👩‍👧',
    'a\u0301'.repeat(500),
    '__proto__',
    'constructor',
    'null',
    'NaN',
    "'; drop table concern; --",
    '%',
    '_',
    '\\',
    '${x}',
    '{{x}}',
    '=1+1',
    '../../etc/passwd',
    '<script>alert(1)</script>',
    '2026-02-30',
    '0000-01-01',
    '9999-12-31',
    '2026-13-01',
    '+275760-09-13T00:00:00Z',
    '9999-12-31T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '999999-ffffffff-ffff-ffff-ffff-ffffffffffff',
    '100000-00000000-0000-0000-0000-000000000000',
    '110105-26-000000',
    '１２３',
  ),
  fc.constantFrom(1_000, 5_001, 70_000).map((n) => '长'.repeat(n)),
  fc.string({ unit: 'binary', maxLength: 60 }),
)
const nastyNumber = fc.constantFrom(
  0,
  -0,
  -1,
  1,
  0.1,
  2 ** 31,
  2 ** 31 - 1,
  -(2 ** 31) - 1,
  2 ** 53,
  1e21,
  1e308,
  5e-324,
  -1e308,
)
const nested = fc.constantFrom(15, 40, 2_000).map((depth) => {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value }
  return value
})
const nasty: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: nastyText },
  { weight: 3, arbitrary: nastyNumber },
  { weight: 2, arbitrary: fc.constantFrom(null, true, [], {}, [[]], [null]) },
  { weight: 1, arbitrary: nested },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('{"__proto__":{"admin":true}}', '{"constructor":{"prototype":1}}')
      .map((text) => JSON.parse(text) as unknown),
  },
  { weight: 1, arbitrary: fc.array(nastyText, { maxLength: 300 }) },
)

/** A value the schema takes, as far as a schema can say. */
function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fitting))
  switch (schema.type) {
    case 'object': {
      const properties = schema.properties ?? {}
      const required = new Set(schema.required ?? [])
      return fc.record(
        Object.fromEntries(
          Object.entries(properties).map(([name, inner]) => [
            name,
            name === 'cursor' ? cursor : fitting(inner),
          ]),
        ),
        {
          requiredKeys: Object.keys(properties).filter((name) => required.has(name)),
        },
      )
    }
    case 'array':
      if (Array.isArray(schema.items)) return fc.tuple(...schema.items.map(fitting))
      return fc.array(fitting(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, (schema.minItems ?? 0) + 4),
      })
    case 'integer':
      return fc.oneof(
        fc.integer({ min: schema.minimum ?? -(2 ** 31), max: schema.maximum ?? 2 ** 31 - 1 }),
        ...(schema.maximum === 2147483647 ? [late(() => known.orgs)] : []),
        ...(schema.minimum === 100000 ? [fc.constantFrom(110105, 110106)] : []),
      )
    case 'number':
      return fc.double({ noNaN: true, min: schema.minimum ?? -1e15, max: schema.maximum ?? 1e15 })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return text(schema)
    default:
      return nasty
  }
}

/** Chosen when a request is made, from what exists by then. */
const late = <T>(from: () => T[]): fc.Arbitrary<T> => fc.nat(1_000).map((n) => from()[n % from().length]!)

/** Where a page begins, as lists write it (kernel/page.ts), with every other kind of place in it. */
const cursor = fc
  .tuple(
    fc.constantFrom<unknown>(
      null,
      '2026-11-23T02:00:00.000Z',
      '2026-11-23',
      '0001-01-01T00:00:00.000Z',
      '0000-01-01T00:00:00.000Z',
      '-000001-01-01T00:00:00.000Z',
      '+275760-09-13T00:00:00.000Z',
      'Mon, 23 Nov 2026 10:00:00 GMT',
      '2026',
      '1',
      'infinity',
      '',
      20261123,
    ),
    fc.oneof(
      late<unknown>(() => known.uuids),
      fc.constantFrom<unknown>(
        '-'.repeat(36),
        '0'.repeat(36),
        'ffffffff-ffff-ffff-ffff-ffffffffffff',
        '019AB0C0-0000-7000-8000-000000000000',
        '{019ab0c0-0000-7000-8000-00000000000}',
        '019ab0c0000070008000000000000000',
        null,
        7,
      ),
    ),
  )
  .map((place) => Buffer.from(JSON.stringify(place)).toString('base64url'))

function text(schema: Schema): fc.Arbitrary<string> {
  if (schema.format === 'date')
    return fc.constantFrom(
      '2026-11-23',
      '2026-12-31',
      '2027-03-01',
      '1900-01-01',
      '9999-12-31',
      '0001-01-01',
      '0000-01-01',
    )
  if (schema.format === 'date-time')
    return fc.constantFrom(
      '2026-11-23T10:00:00+08:00',
      '1000-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '0000-01-01T00:00:00Z',
      '2026-06-30T23:59:60Z',
    )
  if (schema.pattern?.startsWith('^[1-9][0-9]{5}-[0-9a-f]{8}'))
    return fc.oneof(
      late(() => known.records),
      late(() => known.records).map((id) => `110106${id.slice(6)}`),
      fc.stringMatching(/^11010[56]-[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      fc.constantFrom('999999-ffffffff-ffff-ffff-ffff-ffffffffffff'),
    )
  if (schema.pattern?.startsWith('^[0-9a-f]{8}-'))
    return fc.oneof(
      late(() => known.uuids),
      fc.uuid(),
    )
  if (schema.pattern?.startsWith('^[1-9][0-9]{5}-[0-9]{2}'))
    return fc.oneof(
      late(() => known.numbers),
      fc.stringMatching(/^[1-9][0-9]{5}-[0-9]{2}-[0-9]{9}$/),
    )
  if (schema.pattern?.includes('a-z][a-z-]'))
    return fc.constantFrom('access', 'parking', 'no-such-class', 'a-')
  if (schema.pattern) return fc.stringMatching(new RegExp(schema.pattern))
  return fc.string({
    unit: 'grapheme',
    minLength: schema.minLength ?? 0,
    maxLength: Math.min(schema.maxLength ?? 40, Math.max(40, schema.minLength ?? 0)),
  })
}

/** A fitting value with one place of it, or all of it, made nasty; or left as it fits. */
function almost(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 4, arbitrary: fitting(schema) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(fitting(schema), fc.nat(1_000), nasty)
        .map(([value, at, bad]) => spoil(value, at, bad)),
    },
    { weight: 1, arbitrary: nasty },
  )
}
function spoil(value: unknown, at: number, bad: unknown): unknown {
  if (!value || typeof value !== 'object') return bad
  const keys = Object.keys(value)
  if (keys.length === 0) return bad
  const key = keys[at % keys.length]!
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
    ? [...(value as unknown[])]
    : { ...value }
  const place = copy as Record<string, unknown>
  // Sometimes a name nobody declared, sometimes one that is missing.
  if (!Array.isArray(value) && at % 7 === 0) place['undeclared'] = bad
  else if (!Array.isArray(value) && at % 7 === 1) delete place[key]
  else place[key] = at % 3 ? bad : spoil(place[key], Math.floor(at / 3), bad)
  return copy
}

type Sent = {
  actor: number
  params: Record<string, unknown>
  query: string
  payload: string | undefined
  type: string | undefined
  csrf: string
}

function request(route: Route): fc.Arbitrary<Sent> {
  const object = (schema: object | undefined) =>
    schema ? (almost(schema as Schema) as fc.Arbitrary<Record<string, unknown>>) : fc.constant({})
  const query = fc.oneof(
    { weight: 8, arbitrary: object(route.query).map(asQuery) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '%',
        '%zz=1',
        '__proto__=1&constructor=2',
        'a[b]=1&a[b]=2',
        'limit=1&limit=2',
        'cursor=%00',
        'cursor=bnVsbA',
        `cursor=${Buffer.from('["2026-11-23","x"]').toString('base64url')}`,
        'limit=1e1',
        'x='.repeat(300),
      ),
    },
  )
  const body = route.upload
    ? fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.constantFrom('', 'PK\u0003\u0004', '\u0089PNG\r\n\u001a\n'),
      )
    : object(route.body).map((value) => JSON.stringify(value) ?? '')
  const json = 'application/json'
  return fc.record({
    actor: fc.nat(1_000),
    params: route.params
      ? (fitting(route.params as Schema) as fc.Arbitrary<Record<string, unknown>>).chain((whole) =>
          fc.oneof(
            { weight: 3, arbitrary: fc.constant(whole) },
            {
              weight: 2,
              arbitrary: nastyText.map((bad) =>
                Object.fromEntries(Object.keys(whole).map((name) => [name, bad])),
              ),
            },
          ),
        )
      : fc.constant({}),
    query,
    payload:
      route.method === 'GET'
        ? fc.constant(undefined)
        : fc.oneof(
            { weight: 10, arbitrary: body },
            {
              weight: 1,
              arbitrary: fc.constantFrom(
                '',
                '{',
                '{"a":',
                '[]',
                'null',
                '"x"',
                '\u0000',
                '{"id":"a","id":"b"}',
                '['.repeat(5_000),
              ),
            },
          ),
    type:
      route.method === 'GET'
        ? fc.constant(undefined)
        : fc.oneof(
            { weight: 12, arbitrary: fc.constant(route.upload ? 'application/octet-stream' : json) },
            {
              weight: 1,
              arbitrary: fc.constantFrom(
                undefined,
                'text/plain',
                'application/xml',
                'application/json; charset=utf-16',
                'multipart/form-data',
                'application/octet-stream',
                'x/y/z',
              ),
            },
          ),
    csrf: fc.oneof(
      { weight: 9, arbitrary: fc.constant('right') },
      { weight: 1, arbitrary: fc.constantFrom('', 'wrong') },
    ),
  })
}

/** As an address: lists by repeating the name; what has no text form as JSON. */
function asQuery(value: Record<string, unknown>): string {
  if (!value || typeof value !== 'object') return String(value).slice(0, 200)
  const written = new URLSearchParams()
  for (const [name, one] of Object.entries(value))
    for (const part of Array.isArray(one) ? one : [one])
      written.append(name, typeof part === 'object' ? JSON.stringify(part) : String(part))
  return written.toString().slice(0, 20_000)
}

/** Those who get past the door: what lies behind it is what is tested. */
function actorsFor(route: Route): Actor[] {
  const expected = (expectations as Record<string, { may: unknown } | undefined>)[
    `${route.method} ${route.path}`
  ]?.may
  return f.actors.filter(
    (one) =>
      expected === 'everyone' || (one.role !== 'signed out' && one.role in ((expected ?? {}) as object)),
  )
}
/** Mostly they, sometimes anybody. */
function actorFor(route: Route, n: number): Actor {
  const may = actorsFor(route)
  return n % 8 === 0 || may.length === 0 ? f.actors[n % f.actors.length]! : may[n % may.length]!
}

async function send(route: Route, sent: Omit<Sent, 'actor'>, { person }: Actor) {
  const path = route.path.replace(/\{(\w+)\}/g, (_all, name: string) =>
    wellFormed(String(sent.params[name] ?? 'x')),
  )
  let timer: NodeJS.Timeout
  const hang = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${patience / 1000} s`)), patience)
  })
  const answer = f.http.inject({
    method: route.method,
    url: `${person.cookie.startsWith('unionhall-console=') ? '/console' : ''}${path}${sent.query ? `?${sent.query}` : ''}`,
    headers: {
      ...(sent.type === undefined ? {} : { 'content-type': sent.type }),
      ...(person.cookie ? { cookie: person.cookie } : {}),
      ...(person.csrf && sent.csrf ? { 'x-csrf': sent.csrf === 'right' ? person.csrf : sent.csrf } : {}),
    },
    ...(sent.payload === undefined ? {} : { payload: sent.payload }),
  })
  return await Promise.race([answer, hang]).finally(() => clearTimeout(timer))
}
/** A lone surrogate cannot be in an address at all; its bytes can. */
const wellFormed = (text: string): string =>
  (text.isWellFormed() ? encodeURIComponent(text) : '%ED%A0%80').slice(0, 2_000) || '%20'

describe('hostile input', () => {
  it.each(routes.filter(({ route }) => (route.query ?? route.body) && !route.upload))(
    'of a name nobody declared, at any depth: $key',
    async ({ route }) => {
      await f.arrive()
      for (const part of ['query', 'body'] as const) {
        if (!route[part]) continue
        const fit = fitting(route[part] as Schema)
        // The one that shows the most of what the contract nests.
        const [whole] = fc
          .sample(fit, { numRuns: 40, seed: 7 })
          .sort((a, b) => places(b).length - places(a).length)
        for (const place of part === 'query' ? [[]] : places(whole)) {
          const extended = structuredClone(whole) as Record<string, unknown>
          const at = place.reduce<Record<string, unknown>>((value, key) => value[key] as never, extended)
          at['undeclared'] = 1
          const sent = {
            params: fc.sample(fitting((route.params ?? {}) as Schema), { numRuns: 1, seed: 7 })[0] as never,
            query: part === 'query' ? asQuery(extended) : '',
            payload: part === 'body' ? JSON.stringify(extended) : undefined,
            type: 'application/json',
            csrf: 'right',
          }
          const answer = await send(route, sent, actorsFor(route).at(-1)!)
          const where = `${part} ${place.join('.')}: ${answer.body.slice(0, 300)}`
          expect(answer.statusCode, where).toBe(422)
          expect(answer.body, where).toContain('undeclared')
        }
      }
    },
  )

  it.each(routes)('$key', async ({ route }) => {
    await f.arrive()
    await fc.assert(
      fc.asyncProperty(request(route), async (sent) => {
        const lines = f.log.length
        const answer = await send(route, sent, actorFor(route, sent.actor))
        expect(
          answer.statusCode,
          `${answer.body.slice(0, 300)}\n${f.log.slice(lines).join('\n').slice(0, 1_500)}`,
        ).toBeLessThan(500)
        if (answer.statusCode < 400) return
        expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
        const { code, status, title, hint } = answer.json<{
          code: string
          status: number
          title: string
          hint: string
        }>()
        expect(Object.keys(table)).toContain(code)
        expect([status, answer.statusCode]).toEqual([table[code]!.status, table[code]!.status])
        expect([title, hint]).not.toContain('')
      }),
      {
        numRuns: runs,
        ...(seed === undefined ? {} : { seed }),
        // Short of the test's own limit, so that the seed is told: a route too slow to be tried is no pass.
        interruptAfterTimeLimit: 50_000,
        markInterruptAsFailure: true,
      },
    )
  })

  it('to addresses that are none', async () => {
    for (const url of [
      '/api',
      '/api/',
      '/api/nothing',
      '/api/concerns/',
      '/api//concerns',
      '/api/concerns/%2e%2e',
      '/%00',
      '/%ff',
      '/api/concerns/../me?x',
    ]) {
      const answer = await f.http.inject({ method: 'GET', url })
      expect([url, answer.statusCode < 500]).toEqual([url, true])
      if (answer.statusCode >= 400)
        expect(answer.headers['content-type'], url).toContain('application/problem+json')
    }
    for (const method of ['DELETE', 'PATCH', 'OPTIONS', 'HEAD'] as const)
      expect((await f.http.inject({ method, url: '/api/concerns' })).statusCode).toBeLessThan(500)
  })

  it('left nothing half done behind', async () => {
    const { contradictions } = await import('./replay.ts')
    expect(await contradictions(f.pool)).toEqual([])
  })
})

/** Every object within a value, by the way to it. */
function places(value: unknown, way: string[] = []): string[][] {
  if (!value || typeof value !== 'object') return []
  const inner = Object.entries(value).flatMap(([key, one]) => places(one, [...way, key]))
  return Array.isArray(value) ? inner : [way, ...inner]
}
