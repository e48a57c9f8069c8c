import { beforeAll, describe, expect, it } from 'vitest'
import type { Api } from '../src/api.ts'
import { capabilities } from '../src/server.ts'
import { address } from '../src/ui/client.ts'
import { expectations, type Expectation, type Who } from './access.expectations.ts'
import { fixture, type Actor, type Fixture } from './fixture.ts'

// Every route, asked by everyone: each role at each place of the tree, workers, and nobody in particular.

const routes = capabilities.flatMap((room) =>
  Object.entries(room.contract).map(([name, route]) => ({
    name: `${room.name}.${name}`,
    key: `${route.method} ${route.path}` as keyof Api,
    writes: route.method !== 'GET',
    silent: route.silent,
  })),
)
const declared = expectations as Record<string, Expectation<keyof Api> | undefined>

let f: Fixture
let base: string
let tables: string[]
beforeAll(async () => {
  f = await fixture()
  const { rows } = await f.pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  )
  tables = rows.map((row) => row.name)
  base = await f.http.listen({ port: 0, host: '127.0.0.1' })
})

it('has an expectation for every route served, and for none that has gone', () => {
  expect(Object.keys(expectations).sort()).toEqual(routes.map((route) => route.key).sort())
})

const includes = (who: Who | undefined, actor: Actor): boolean => {
  if (who === undefined) return false
  if (who === 'everyone') return true
  return actor.role !== 'signed out' && (who[actor.role] ?? []).includes(actor.at)
}
const hasDuty = (expectation: Expectation<keyof Api>, actor: Actor): boolean =>
  [expectation.may, expectation.sees].some(
    (who) => who && actor.role !== 'signed out' && actor.role in (who as object),
  )

/** 200 for those who may; for the others the status that says why not. */
function due(expectation: Expectation<keyof Api>, actor: Actor): number {
  if (includes(expectation.may, actor)) return 200
  if (actor.role === 'signed out') return expectation.refused?.signedOut ?? 401
  if (includes(expectation.sees, actor)) return 403
  if (!hasDuty(expectation, actor)) return expectation.refused?.signedOut ?? 403
  return expectation.refused?.outOfSight ?? 404
}

async function call(key: keyof Api, expectation: Expectation<keyof Api>, actor: Actor, asked: Asked) {
  const person = asked.as ?? actor.person
  if (expectation.endless) {
    const leaving = new AbortController()
    const app = person.cookie.startsWith('unionhall-console=') ? '/console' : ''
    const answer = await fetch(`${base}${app}${address(key, asked as never)}`, {
      signal: leaving.signal,
      headers: { cookie: person.cookie },
    })
    leaving.abort()
    return { status: answer.status, body: '', json: null as unknown }
  }
  const raw = await person.send(key, { ...asked, body: asked.file ?? asked.body })
  const isJson = raw.headers['content-type']?.toString().includes('json')
  return { status: raw.statusCode, body: isJson ? raw.body : '', json: isJson ? raw.json<unknown>() : null }
}
type Asked = {
  params?: object
  query?: object
  body?: unknown
  record?: string
  as?: Actor['person']
  file?: Buffer
}

/** A creation carries an id of the area of whoever creates: a wrong area would hide what is tested here. */
function ownId(asked: Asked, actor: Actor): Asked {
  const body = asked.body as { id?: string } | undefined
  if (!actor.area || typeof body?.id !== 'string' || !/^\d{6}-/.test(body.id)) return asked
  return { ...asked, body: { ...body, id: f.newId(actor.area) } }
}

/** What signing in keeps for itself: no record of anything, and written even where it then refuses. */
const unrecorded = ['session', 'phone_code', 'phone_code_from']
/**
 * Runs `act` and looks at each transaction that left rows since: did any append an event, and which tables were
 * written without one beside them?
 */
async function watched<T>(act: () => Promise<T>) {
  const { rows: before } = await f.pool.query<{ since: string }>(
    `select pg_snapshot_xmax(pg_current_snapshot()) as since`,
  )
  const done = await act()
  const rows = tables.map(
    (name) => `select '${name}' as name, xmin::text as tx from ${name} where xmin::text::bigint >= $1`,
  )
  const { rows: left } = await f.pool.query<{ name: string; tx: string }>(rows.join(' union '), [
    before[0]!.since,
  ])
  const told = new Set(left.filter((row) => row.name === 'event').map((row) => row.tx))
  return {
    done,
    told: told.size > 0,
    untold: left.filter((row) => !told.has(row.tx) && !unrecorded.includes(row.name)).map((row) => row.name),
  }
}

describe('who may', () => {
  it.each(routes.filter((route) => declared[route.key]))('$key', async ({ key, writes, silent }) => {
    const expectation = declared[key]!
    const ask = expectation.ask as (f: Fixture, actor: Actor) => Promise<Asked>
    const wrong: string[] = []
    const tell = (actor: Actor, what: string) =>
      wrong.push(`${actor.role}${actor.role === 'signed out' ? '' : ` at ${actor.at}`}: ${what}`)
    const allowed = f.actors.filter((actor) => includes(expectation.may, actor))
    await f.arrive()
    const denied = f.actors.filter((actor) => !allowed.includes(actor))
    // The turned away first, all at one record that their calls must leave as it is.
    const model = allowed[0]!
    const asked = await ask(f, model)
    for (const actor of denied) {
      const { status, body } = await call(key, expectation, actor, ownId({ ...asked, as: undefined }, actor))
      const right = due(expectation, actor)
      if (status !== right) tell(actor, `${right} is due, answered ${status} ${body.slice(0, 200)}`)
    }
    const tells = new Set<string>()
    for (const [i, actor] of allowed.entries()) {
      await f.arrive()
      // What the turned away were asked about is still there for the first who may.
      const fresh = i === 0 ? asked : await ask(f, actor)
      const act = () => call(key, expectation, actor, fresh)
      const { done, told, untold } = writes
        ? await watched(act)
        : { done: await act(), told: false, untold: [] }
      const { status, body, json } = done
      if (expectation.answer) {
        const { code } = json as { code?: string }
        if (code !== expectation.answer)
          tell(actor, `${expectation.answer} is due, answered ${status} ${body.slice(0, 200)}`)
        continue
      }
      if (status >= 400) {
        tell(actor, `may, yet was answered ${status} ${body.slice(0, 200)}`)
        continue
      }
      if (told) tells.add('an event')
      for (const table of untold) tells.add(`a row of ${table} without an event in its transaction`)
      if (!expectation.shows) continue
      const shown = expectation.shown as ((answer: unknown, record: string) => boolean) | undefined
      const there = shown ? shown(json, fresh.record!) : body.includes(fresh.record!)
      if (there !== includes(expectation.shows, actor))
        tell(actor, there ? `is shown what is out of sight` : `is not shown what is in sight`)
    }
    expect(wrong).toEqual([])
    // A write that nobody here can succeed at leaves nothing.
    if (!writes || expectation.answer) return
    if (silent) expect([...tells], `is to keep still: ${silent}`).not.toContain('an event')
    else expect([...tells], 'what its successes left').toEqual(['an event'])
  })
})

it('an administrator does not get at an account that serves above, by appointing it below', async () => {
  const accountId = await f.account('ancestor', 'leader')
  const admin = f.who('admin', 'descendant').person
  await admin.do('POST /api/appointments', {
    body: { accountId, orgId: f.org('descendant'), role: 'handler', startsOn: '2026-11-23' },
  })
  const params = { id: accountId }
  const reset = await admin.call('POST /api/accounts/{id}/password', {
    params,
    body: { password: 'yi-ye-zhi-qiu-2026' },
  })
  expect(reset.problem.code).toBe('not-yours')
  expect((await admin.call('POST /api/accounts/{id}/end', { params, body: {} })).problem.code).toBe(
    'not-yours',
  )
})
