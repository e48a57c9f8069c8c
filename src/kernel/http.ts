import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import fastify, { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { Counter, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import { hasUnfit } from './characters.ts'
import type { Route } from './contract.ts'
import type { Services } from './context.ts'
import type { Actor, AppName } from './actor.ts'
import { Drain } from './drain.ts'
import { networkOf } from './network.ts'
import { isDatabaseAway } from './pool.ts'
import {
  fieldProblems,
  kernelProblems,
  problem,
  problemBody,
  problemPage,
  ProblemError,
  traceOf,
} from './problem.ts'
import { isOpen, permit, type AnyStory, type Capability } from './route.ts'
import { openContext, write } from './write.ts'
import { openApi } from './openapi.ts'
import { referencePage } from './reference.ts'

export type HttpOptions = {
  /** Reads who is asking from the request's cookie. */
  identify(services: Services, request: FastifyRequest, app: AppName): Promise<Actor>
  /** Calls a minute from one address where the contract does not say; 0 lifts every limit (measurements). */
  perMinute: number
  /** Folder with `console/` and `worker/`; absent in tests without screens. */
  appsDir?: string
  /** A line for each request, or all the server says; `false`: faults alone. */
  requestLog: false | 'requests' | 'debug'
  /** Milliseconds that closing waits for what is being answered. */
  patience?: number
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor
  }
}

/**
 * The console calls the same routes below its own address, where alone its session is sent and counts: what the worker app
 * does in the same browser never carries an account.
 */
const consoleApi = '/console/api/'
const appOf = (request: FastifyRequest): AppName =>
  request.originalUrl.startsWith(consoleApi) ? 'console' : 'worker'

/** The two web apps and where they are mounted; one that is not built is left out. */
const apps = [
  { name: 'console', prefix: '/console/' },
  { name: 'worker', prefix: '/' },
]

/** An address without a session may be a building's. */
const sharedBy = 10

const problemType = 'application/problem+json; charset=utf-8'

/** Every string of a request, however deep: no control character gets past, and nothing that is no character. */
function refuseControls(value: unknown, at: string, depth = 0): void {
  if (typeof value === 'string') {
    if (hasUnfit(value))
      throw problem('control-characters', { fields: [{ path: at, message: '含有控制字符' }] })
  } else if (value && typeof value === 'object') {
    if (depth > 20) throw problem('bad-json')
    for (const [key, inner] of Object.entries(value)) {
      if (hasUnfit(key)) throw problem('control-characters')
      refuseControls(inner, at ? `${at}.${key}` : key, depth + 1)
    }
  }
}

/** The whole web server: every capability's routes behind one door that checks, opens and answers the same way. */
export async function openHttp(
  services: Services,
  capabilities: Capability[],
  options: HttpOptions,
): Promise<FastifyInstance> {
  const table: Record<string, { status: number; title: string; hint: string }> = { ...kernelProblems }
  const app = fastify({
    logger: options.requestLog
      ? {
          level: options.requestLog === 'debug' ? 'debug' : 'info',
          redact: ['req.headers'],
          serializers: {
            req: (request: FastifyRequest) => ({ method: request.method, route: request.routeOptions.url }),
            res: (reply) => ({ status: reply.statusCode }),
          },
        }
      : false,
    logController: new LogController({ disableRequestLogging: options.requestLog !== 'debug' }),
    // The address our own proxy saw; what a caller wrote into the header before it is not believed.
    trustProxy: (_address, hop) => hop < services.config.proxies,
    bodyLimit: 256 * 1024,
    // Longer than any body limit allows at a slow phone's speed, short enough to drop a hung one.
    requestTimeout: 60_000,
    rewriteUrl: ({ url = '/' }) => (url.startsWith(consoleApi) ? url.slice('/console'.length) : url),
    routerOptions: { maxParamLength: 200, querystringParser: (text: string) => readQuery(text) },
    // By then whoever was being answered has been, or was given up (./drain.ts); the rest is idle.
    forceCloseConnections: true,
    // A problem of ours instead.
    return503OnClosing: false,
    // What the framework refuses before any route is found: an address that cannot be decoded.
    frameworkErrors: (error, _request, reply) => {
      const body = problemBody(table, problem(error.code === 'FST_ERR_BAD_URL' ? 'not-found' : 'bad-json'))
      void (reply as FastifyReply).code(body.status).type(problemType).send(JSON.stringify(body))
    },
  })
  const drain = new Drain()
  drain.watch(app, services.live, options.patience ?? 15_000)
  const constraints: Record<string, string> = {}
  for (const room of capabilities) {
    Object.assign(table, room.problems)
    Object.assign(constraints, room.constraints)
  }

  // Bodies are taken as they are; only addresses, which are text by nature, are converted.
  const strict = formats.default(
    new Ajv({
      allErrors: true,
      coerceTypes: false,
      useDefaults: true,
      removeAdditional: false,
      strict: false,
    }),
  )
  const loose = formats.default(
    new Ajv({
      allErrors: true,
      coerceTypes: 'array',
      useDefaults: true,
      removeAdditional: false,
      strict: false,
    }),
  )
  const { validate } = formats.default.get('date-time') as { validate: (text: string) => boolean }
  // A leap second is an instant by the format, and none by the clock.
  const instant = (text: string) => validate(text) && !Number.isNaN(Date.parse(text))
  for (const ajv of [strict, loose]) ajv.addFormat('date-time', { validate: instant })
  app.setValidatorCompiler(({ schema, httpPart }) =>
    (httpPart === 'body' ? strict : loose).compile(schema as object),
  )
  app.decorateRequest('actor')
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  )

  await app.register(cookie)
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        connectSrc: ["'self'"],
        fontSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
      },
    },
    strictTransportSecurity: services.config.origin?.startsWith('https:') ? { maxAge: 15_552_000 } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  })
  if (options.perMinute > 0) {
    await app.register(rateLimit, {
      global: false,
      // Once it is known who asks: fifty people at one gate share an address and no session.
      hook: 'preValidation',
      keyGenerator: ({ actor, ip }) => ('session' in actor ? `s ${actor.session}` : `a ${networkOf(ip)}`),
      max: options.perMinute,
      timeWindow: 60_000,
      errorResponseBuilder: () => problem('too-many'),
    })
  }

  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const seconds = new Histogram({
    name: 'unionhall_http_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  const problems = new Counter({
    name: 'unionhall_problems_total',
    help: 'Named problems answered',
    labelNames: ['code'],
    registers: [registry],
  })
  app.addHook('onResponse', (request, reply, done) => {
    seconds.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    )
    if (options.requestLog === 'requests')
      request.log.info({
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      })
    done()
  })

  // What is answered is somebody's; a screen left open, a proxy or the way back must not show it again.
  app.addHook('onSend', (request, reply, _payload, done) => {
    // By the route and not the address, which may be written in full; what is no route of ours says nothing of anybody.
    const { url = '/api/' } = request.routeOptions
    if (url.startsWith('/api/') && !reply.hasHeader('cache-control'))
      void reply.header('cache-control', 'no-store')
    done()
  })

  app.setErrorHandler((error, request, reply) => {
    const known = asProblem(error, constraints)
    problems.inc({ code: known.code })
    const body = problemBody(table, known)
    if (known.code === 'too-many') void reply.header('retry-after', '60')
    if (known.code === 'stopping') void reply.header('retry-after', '5')
    const told =
      known.code === 'broken' ? traceOf(error) : `${known.code} ${(error as { code?: string }).code ?? ''}`
    if (body.status >= 500 && known.code !== 'stopping')
      services.log(`${request.method} ${request.routeOptions.url ?? ''} ${told}`)
    // Somebody followed a link, or another site sent them back here: words to read instead of JSON.
    if (request.method === 'GET' && (request.headers.accept ?? '').includes('text/html'))
      return reply.code(body.status).type('text/html; charset=utf-8').send(problemPage(body))
    return reply.code(body.status).type(problemType).send(JSON.stringify(body))
  })
  const notFound = (request: FastifyRequest, reply: FastifyReply) => {
    // A page of an app reloaded at an inner address is that app's to show.
    if (
      options.appsDir &&
      request.method === 'GET' &&
      !request.url.startsWith('/api/') &&
      (request.headers.accept ?? '').includes('text/html')
    ) {
      const name = request.url.startsWith('/console') ? 'console' : 'worker'
      const root = path.join(options.appsDir, name)
      if (existsSync(root)) return sendApp(reply, root)
    }
    return reply
      .code(404)
      .type(problemType)
      .send(JSON.stringify(problemBody(table, problem('not-found'))))
  }
  app.setNotFoundHandler(notFound)

  for (const [route, story] of services.house.stories) bind(app, services, route, story, options, drain)

  const described = openApi(capabilities, table)
  app.get('/api/openapi.json', () => described)
  const reference = referencePage(capabilities, table)
  app.get('/api/reference', (_request, reply) => reply.type('text/html; charset=utf-8').send(reference))
  for (const door of ['/api', '/api/'])
    app.get(door, (_request, reply) => reply.redirect('/api/reference', 303))
  app.get('/healthz', async (_request, reply) => {
    try {
      await services.pool.query('select 1')
      return { ok: true }
    } catch {
      return reply.code(503).send({ ok: false })
    }
  })
  app.get('/metrics', async (request, reply) => {
    // Metrics are served to this machine only, and not through a proxy on it.
    const local = ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.socket.remoteAddress ?? '')
    if (!local || request.headers['x-forwarded-for'] !== undefined) throw problem('not-found')
    return reply.type(registry.contentType).send(await registry.metrics())
  })

  for (const one of options.appsDir ? apps : []) {
    const root = path.join(options.appsDir!, one.name)
    if (!existsSync(root)) continue
    // The folder itself, whatever is accepted: a service worker asks for it as a file, not as a page.
    app.get(one.prefix, (_request, reply) => sendApp(reply, root))
    await app.register(fastifyStatic, {
      root,
      prefix: one.prefix,
      index: false,
      preCompressed: true,
      decorateReply: false,
      // Hashed names never change; everything else is asked for again.
      setHeaders: (reply, file) =>
        void reply.header(
          'cache-control',
          file.includes(`${path.sep}assets${path.sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
    })
  }
  return app
}

/** An app's one page. Never kept: it names the files of the newest build. */
const sendApp = (reply: FastifyReply, root: string) =>
  reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-cache')
    .send(readFileSync(path.join(root, 'index.html')))

function bind(
  app: FastifyInstance,
  services: Services,
  route: Route,
  story: AnyStory,
  options: HttpOptions,
  drain: Drain,
) {
  const key = `${route.method} ${route.path}`
  const response = route.raw ? undefined : { 200: route.response }
  app.route({
    method: route.method,
    url: route.path.replace(/\{(\w+)\}/g, ':$1'),
    bodyLimit: route.bodyLimit,
    schema: {
      ...(route.params ? { params: closed(route.params) } : {}),
      ...(route.query ? { querystring: closed(route.query) } : {}),
      ...(route.body ? { body: closed(route.body) } : {}),
      ...(response ? { response } : {}),
    },
    ...(options.perMinute > 0
      ? {
          config: {
            rateLimit: {
              max: (_request: FastifyRequest, key: string) =>
                (route.perMinute ?? options.perMinute) * (key.startsWith('s ') ? 1 : sharedBy),
              timeWindow: 60_000,
              ...(route.perMinute ? { groupId: key } : {}),
            },
          },
        }
      : {}),
    preParsing: async (request) => {
      const actor = await options.identify(services, request, appOf(request))
      request.actor = route.raiser && actor.kind === 'account' ? { kind: 'anonymous' } : actor
      admit(route, request, services.config.origin)
    },
    preValidation: async (request) => {
      refuseControls(request.params, '')
      refuseControls(request.query, '')
      if (!route.upload) refuseControls(request.body, '')
    },
    handler: async (request, reply) => {
      const input = {
        params: request.params,
        query: request.query,
        body: request.body,
        file: route.upload ? request.body : undefined,
        request,
        reply,
      }
      if (route.upload && !Buffer.isBuffer(request.body)) throw problem('bad-json')
      const run = (c: object) => story({ ...c, ...input } as never)
      const call = {
        route: key,
        actor: request.actor,
        address: route.raiser ? null : request.ip,
        network: networkOf(request.ip),
        unnamed: route.raiser,
        body: route.upload ? null : request.body,
      }
      return await drain.during(() =>
        isOpen(route) ? run(openContext(services, call)) : write(services, call, run),
      )
    },
  })
}

/** Undeclared input is refused by name at every depth instead of being dropped in silence. */
function closed(schema: object): object {
  const open = schema as {
    type?: string
    properties?: Record<string, object>
    items?: object
    anyOf?: object[]
  }
  if (open.properties)
    return {
      ...schema,
      additionalProperties: false,
      properties: Object.fromEntries(
        Object.entries(open.properties).map(([name, inner]) => [name, closed(inner)]),
      ),
    }
  if (open.items) return { ...schema, items: closed(open.items) }
  if (open.anyOf) return { ...schema, anyOf: open.anyOf.map(closed) }
  return schema
}

/** The door: does the request come from our own page, and is the actor one the route is for? */
export function admit(route: Route, request: FastifyRequest, publicOrigin?: string): void {
  const { actor } = request
  if (request.method !== 'GET' && 'csrf' in actor && request.headers['x-csrf'] !== actor.csrf)
    throw problem('csrf')
  if (request.method !== 'GET' && !fromOurs(request, publicOrigin)) throw problem('csrf')
  permit(route, actor)
}

/** Browsers say where a write comes from; programs that are none say nothing and have no session to misuse. */
function fromOurs(request: FastifyRequest, publicOrigin: string | undefined): boolean {
  if (request.headers['sec-fetch-site'] === 'cross-site') return false
  const { origin } = request.headers
  if (origin === undefined || origin === publicOrigin) return true
  return URL.canParse(origin) && new URL(origin).host === request.headers.host
}

/** `a=1&a=2` as arrays, `a` as text; the last of too many names is left out rather than read. */
function readQuery(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>
  for (const [name, value] of [...new URLSearchParams(text)].slice(0, 200)) {
    const before = query[name]
    query[name] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]
  }
  return query
}

/** Anything thrown, as a named problem. Nothing internal leaves: an unknown error is `broken`. */
function asProblem(error: unknown, constraints: Record<string, string>): ProblemError {
  if (error instanceof ProblemError) return error
  const e = error as {
    validation?: Parameters<typeof fieldProblems>[0]
    statusCode?: number
    code?: string
    constraint?: string
  }
  if (e.validation) return problem('bad-input', { fields: fieldProblems(e.validation) })
  switch (e.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problem('body-too-large')
    case '23505':
      return problem(constraints[e.constraint ?? ''] ?? 'conflict')
    case '23503':
      return problem(constraints[e.constraint ?? ''] ?? 'gone-reference')
    case '23514':
      return problem(constraints[e.constraint ?? ''] ?? 'bad-input')
    // A number or a date the column cannot hold, such as the year 0.
    case '22003':
    case '22007':
    case '22008':
    case '22P02':
      return problem('bad-input')
    case '22021':
    case '22P05':
      return problem('control-characters')
    // Two writes kept meeting, or a statement took too long.
    case '40001':
    case '40P01':
    case '57014':
      return problem('busy')
  }
  if (isDatabaseAway(error)) return problem('database-away')
  if (e.statusCode === 413) return problem('body-too-large')
  if (e.statusCode && e.statusCode >= 400 && e.statusCode < 500) return problem('bad-json')
  return problem('broken')
}
