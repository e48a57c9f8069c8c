import { randomBytes, randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { Secret, TOTP } from 'otpauth'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { password } from '../demo/tree.ts'
import { plant } from '../demo/seed.ts'
import type { Api } from '../src/api.ts'
import { actorNow } from '../src/accounts/session.ts'
import type { Verb } from '../src/kernel/access.ts'
import type { OpenCtx } from '../src/kernel/context.ts'
import type { ResponseOf } from '../src/kernel/contract.ts'
import { TestClock } from '../src/kernel/clock.ts'
import type { Config } from '../src/kernel/config.ts'
import { recordId, uuidv7 } from '../src/kernel/id.ts'
import { openPool } from '../src/kernel/pool.ts'
import { openContext } from '../src/kernel/write.ts'
import { assemble } from '../src/server.ts'
import { address, type Input } from '../src/ui/client.ts'

export type { Input }

export type Answer<T> = {
  status: number
  json: T
  problem: { code: string; title: string; hint: string; fields?: { path: string; message: string }[] }
  raw: LightMyRequestResponse
}

/** Someone at a browser: calls routes with the cookie and token they have. */
export class Person {
  cookie = ''
  csrf = ''
  #http: FastifyInstance
  constructor(http: FastifyInstance) {
    this.#http = http
  }
  async call<K extends keyof Api>(key: K, input: Input<Api[K]>): Promise<Answer<ResponseOf<Api[K]>>> {
    const raw = await this.send(key, input)
    const json: unknown = raw.headers['content-type']?.toString().includes('json') ? raw.json() : null
    return {
      status: raw.statusCode,
      json: json as ResponseOf<Api[K]>,
      problem: json as Answer<unknown>['problem'],
      raw,
    }
  }
  /** As `call`, but throws when the answer is not 200: for steps a test takes for granted. */
  async do<K extends keyof Api>(key: K, input: Input<Api[K]>): Promise<ResponseOf<Api[K]>> {
    const answer = await this.call(key, input)
    if (answer.status !== 200)
      throw new Error(`${key} answered ${answer.status}: ${answer.raw.body.slice(0, 400)}`)
    return answer.json
  }
  send(key: string, input: { params?: object; query?: object; body?: unknown } = {}) {
    const method = key.slice(0, key.indexOf(' ')) as 'GET'
    return this.#http.inject({
      method,
      url: address(key as keyof Api, input),
      headers: {
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(this.csrf ? { 'x-csrf': this.csrf } : {}),
      },
      ...(input.body === undefined
        ? {}
        : Buffer.isBuffer(input.body)
          ? {
              payload: input.body,
              headers: {
                'content-type': 'application/octet-stream',
                cookie: this.cookie,
                'x-csrf': this.csrf,
              },
            }
          : { payload: input.body as object }),
    })
  }
  /** Keeps the session a sign-in answered with. */
  keep(answer: LightMyRequestResponse) {
    const set = answer.cookies.find((one) => one.name === 'unionhall')
    if (set) this.cookie = `unionhall=${set.value}`
    this.csrf = answer.json<{ csrf?: string }>().csrf ?? ''
  }
}

export type World = Awaited<ReturnType<typeof world>>

/**
 * A whole program over its own database: the demonstration's tree and accounts, no records. Monday 2026-11-23,
 * 10:00 in Beijing, unless told otherwise. Ends with the test file.
 */
export async function world(
  options: {
    now?: string
    /** Without tree and accounts. */
    bare?: boolean
    appsDir?: string
    working?: boolean
    /** Proxies in front, and calls a minute from one address (0: no limit). */
    proxies?: number
    perMinute?: number
    /** Where text messages are posted; otherwise they are in `log`. */
    sms?: Config['sms']
    /** Milliseconds that closing waits for what is being answered. */
    patience?: number
    /** To whom the heads of the audit trail are handed. */
    witnesses?: Config['witnesses']
  } = {},
) {
  const server = inject('databaseUrl')
  const name = `world_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  await admin.query(`create database ${name} template template_hall`)
  await admin.end()
  const url = new URL(server)
  url.pathname = `/${name}`
  const pool = openPool({ connectionString: url.href, max: 6 })
  const writes = openPool({ connectionString: url.href, max: 6 })
  const dataDir = mkdtempSync(path.join(tmpdir(), 'unionhall-world-'))
  const config: Config = {
    port: 0,
    host: '127.0.0.1',
    dataDir,
    masterKey: randomBytes(32),
    requestLog: false,
    demo: true,
    seedScale: 1,
    proxies: options.proxies ?? 0,
    witnesses: options.witnesses ?? [],
    sms: options.sms,
  }
  const clock = new TestClock(new Date(options.now ?? '2026-11-23T10:00:00+08:00'))
  const log: string[] = []
  const program = await assemble(
    config,
    { pool, writes },
    {
      log: (line) => log.push(line),
      clock,
      working: options.working ?? false,
      appsDir: options.appsDir,
      perMinute: options.perMinute ?? 0,
      requestLog: false,
      patience: options.patience,
    },
  )
  const orgs = options.bare ? new Map<string, number>() : await plant(program.services)
  afterAll(async () => {
    await program.stop()
    await writes.end()
    await pool.end()
    rmSync(dataDir, { recursive: true, force: true })
  })
  const here = {
    ...program,
    clock,
    log,
    pool,
    writes,
    config,
    /** Of its database. */
    url: url.href,
    org: (key: string) => orgs.get(key)!,
    newId: (area = 110199) => recordId(area, uuidv7(clock.now().getTime())),
    newCode: () => String(randomInt(0, 100_000_000)).padStart(8, '0'),
    anyone: () => new Person(program.http),
    /** One of the demonstration's people, signed in. */
    async as(login: string, word = password): Promise<Person> {
      const person = new Person(program.http)
      const answer = await person.send('POST /api/sign-in', { body: { login, password: word } })
      if (answer.statusCode !== 200) throw new Error(`${login} cannot sign in: ${answer.body}`)
      person.keep(answer)
      // As if its owner had chosen it: what a password set by somebody else holds up has tests of its own.
      if (answer.json<{ mustChangePassword?: boolean }>().mustChangePassword)
        await pool.query(`update account set must_change_password = false where lower(login) = lower($1)`, [
          login,
        ])
      return person
    },
    /** An administrator, who must set up a second factor before anything else. */
    async admin(login: string, word = password): Promise<Person> {
      const person = await here.as(login, word)
      const { secret } = await person.do('POST /api/me/totp', { body: {} })
      const otp = new TOTP({ secret: Secret.fromBase32(secret) }).generate({
        timestamp: clock.now().getTime(),
      })
      await person.do('POST /api/me/totp/confirm', { body: { otp } })
      return person
    },
    /**
     * One of the demonstration's people as if their role lacked a verb, asking within the program: no role of today has
     * the one without the other, and a story must not count on that.
     */
    async without(login: string, verb: Verb): Promise<OpenCtx> {
      const { cookie } = await here.as(login)
      const actor = await actorNow(program.services, cookie.slice(cookie.indexOf('=') + 1))
      if (actor.kind !== 'account') throw new Error(`${login} is no account`)
      const verbs = new Set([...actor.verbs].filter((one) => one !== verb))
      return openContext(program.services, {
        route: 'test',
        actor: { ...actor, verbs },
        address: null,
        body: undefined,
      })
    },
    /** A worker signed in by the code sent to the phone. */
    async worker(phone: string): Promise<Person> {
      const person = new Person(program.http)
      await person.do('POST /api/phone-code', { body: { phone } })
      const code = /验证码 (\d{6})/.exec(log.findLast((line) => line.includes(phone))!)![1]!
      person.keep(await person.send('POST /api/phone-sign-in', { body: { phone, code } }))
      return person
    },
  }
  return here
}
