import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { BodyOf, ParamsOf, ProblemEntry, QueryOf, ResponseOf, Route } from './contract.ts'
import type { Ctx, Proof, Services } from './context.ts'
import type { Happened } from './event.ts'
import type { Job } from './job.ts'
import type { Keeps } from './keeps.ts'
import type { Lifecycle } from './lifecycle.ts'
import { verbs } from './access.ts'
import { append } from './event.ts'
import { nameOf, type Actor, type StaffActor } from './actor.ts'
import { problem } from './problem.ts'
import { splitRecordId } from './id.ts'
import type { Tx } from './db.ts'

/** What a story receives: its input, typed by the contract, and the context. */
export type Given<R> = Ctx & {
  params: ParamsOf<R>
  query: QueryOf<R>
  body: BodyOf<R>
  file: Buffer
  request: FastifyRequest
  reply: FastifyReply
}
export type Story<R> = R extends { raw: true }
  ? (c: Given<R>) => Promise<unknown>
  : (c: Given<R>) => Promise<ResponseOf<R>>
export type Stories<T extends Record<string, Route>> = { [K in keyof T]: Story<T[K]> }

/** May the actor read the record, or the file that hangs on it? */
export type Reader = (c: Ctx, record: { area: number; id: string }, proof: Proof) => Promise<boolean>

/** One room of the house, as the composition root lists it. */
export type Capability = {
  name: string
  contract: Record<string, Route>
  stories: Record<string, (c: Given<Route>) => Promise<unknown>>
  problems?: Record<string, ProblemEntry>
  /** Constraint name → problem code, for what only the database can know. */
  constraints?: Record<string, string>
  lifecycles?: Lifecycle<string, string, string>[]
  /** Noun → may the actor read this record? Asked for what hangs on records of any kind: files. */
  readers?: Record<string, Reader>
  /** Event type → jobs of this capability that follow it. */
  reactions?: Record<string, string[]>
  jobs?: (services: Services) => Job[]
  /** Set by a capability whose records lead to people. */
  keeps?: Keeps
}

/** Declares a capability; each story is checked against its route. */
export function capability<T extends Record<string, Route>>(
  definition: Omit<Capability, 'contract' | 'stories' | 'lifecycles'> & {
    contract: T
    stories: Stories<T>
    lifecycles?: unknown[]
  },
): Capability {
  return definition as unknown as Capability
}

/** All rooms together, as a request needs them: who follows which event, and which story answers which route. */
export type House = {
  reactions: Record<string, string[]>
  stories: Map<Route, (c: Given<Route>) => Promise<unknown>>
  readers: Map<string, Reader>
}

/** The house of the listed capabilities. Throws for a route without a story. */
export function houseOf(capabilities: readonly Capability[]): House {
  const house: House = { reactions: {}, stories: new Map(), readers: new Map() }
  for (const room of capabilities) {
    for (const [type, jobs] of Object.entries(room.reactions ?? {}))
      (house.reactions[type] ??= []).push(...jobs)
    for (const [name, route] of Object.entries(room.contract)) {
      const story = room.stories[name]
      if (!story) throw new Error(`${room.name}: route ${name} has no story`)
      house.stories.set(route, story)
    }
    for (const [noun, reader] of Object.entries(room.readers ?? {})) house.readers.set(noun, reader)
  }
  return house
}

/** The context of one request over `db`; `happened` collects its events for after the commit. */
export function contextOf(
  services: Services,
  house: House,
  actor: Actor,
  address: string | null,
  db: Tx,
  happened: Happened[],
  effects: (() => void)[],
): Ctx {
  const now = services.clock.now()
  const c: Ctx = {
    services,
    db,
    actor,
    now,
    address,
    async append(event) {
      const one = await append(db, event, { actor, name: nameOf(actor), now, address })
      happened.push(one)
      for (const job of house.reactions[event.type] ?? []) {
        await services.jobs.enqueue(db, job, {
          area: event.area,
          subject: event.subject,
          type: event.type,
          event: one.id,
        })
      }
      return one
    },
    scope: () => services.areas.scope(actor),
    staff() {
      if (actor.kind !== 'account' || !actor.acting) throw problem('not-allowed')
      return actor as StaffActor
    },
    async ask(route, input) {
      permit(route.access, actor)
      const story = house.stories.get(route)
      if (!story) throw new Error(`no capability answers ${route.method} ${route.path}`)
      return (await story({
        ...c,
        query: {},
        params: {},
        ...(input as object),
      } as unknown as Given<Route>)) as never
    },
    async mayRead(noun, record, proof = {}) {
      return (await house.readers.get(noun)?.(c, record, proof)) ?? false
    },
    afterCommit: (effect) => effects.push(effect),
  }
  return c
}

/** May this actor ask the route at all? Where it may reach is the story's scope, in SQL. */
export function permit(access: Route['access'], actor: Actor): void {
  if (access === 'public') return
  if (actor.kind === 'anonymous') throw problem('sign-in-needed')
  if (access === 'signed-in') return
  if (access === 'worker') {
    if (actor.kind !== 'worker') throw problem('not-allowed')
    return
  }
  if (actor.kind !== 'account') throw problem('not-allowed')
  if (actor.mustEnrolTotp) throw problem('totp-needed')
  if (!(access in verbs) || !actor.verbs.has(access) || !actor.acting) throw problem('not-allowed')
}

const retryable = new Set(['40001', '40P01'])

/**
 * Runs a write: one transaction, the receipt of a write that carries its own id, a retry when the database
 * asks for one, and live hints after the commit.
 */
export async function write(
  services: Services,
  house: House,
  call: { route: string; actor: Actor; address: string | null; body: unknown },
  story: (c: Ctx) => Promise<unknown>,
): Promise<unknown> {
  const receipt = receiptOf(call)
  for (let attempt = 1; ; attempt++) {
    const happened: Happened[] = []
    const effects: (() => void)[] = []
    try {
      const answer = await services.db.transaction().execute(async (tx) => {
        const c = contextOf(services, house, call.actor, call.address, tx, happened, effects)
        const result = await story(c)
        if (receipt) {
          await tx
            .insertInto('receipt')
            .values({
              area: receipt.area,
              id: receipt.id,
              route: receipt.route,
              body_digest: receipt.digest,
              status: 200,
              answer: result as Record<string, unknown>,
              at: c.now,
            })
            .execute()
        }
        return result
      })
      for (const effect of effects) effect()
      for (const one of happened)
        services.live.tell({ noun: one.noun, area: one.area, id: one.subject, orgId: one.orgId ?? null })
      return answer
    } catch (error) {
      const code = (error as { code?: string }).code ?? ''
      // Sent before, or twice at once: whatever this one met, its receipt would have been the second, and the first
      // answer stands. Looked for only now, because nearly every id is new (measured: one statement in thirteen).
      if (receipt && !retryable.has(code)) {
        const first = await firstAnswer(services.db, receipt)
        if (first) return first.answer
      }
      if (!retryable.has(code) || attempt === 4) throw error
      // Apart by chance, or the two that met would meet again in step.
      await wait(Math.random() * 40 * attempt)
    }
  }
}

type Receipt = { area: number; id: string; route: string; digest: Buffer }

/** A creation carries the id of what it creates; the receipt remembers its first answer. */
function receiptOf(call: { route: string; actor: Actor; body: unknown }): Receipt | null {
  const id = (call.body as { id?: unknown } | undefined)?.id
  if (typeof id !== 'string' || call.route.includes('{')) return null
  const split = splitRecordId(id) ?? { area: 0, id }
  const who = call.actor.kind === 'account' ? call.actor.accountId : ''
  const digest = createHash('sha256')
    .update(`${who}\n${canonical(call.body)}`)
    .digest()
  return { ...split, route: call.route, digest }
}

async function firstAnswer(db: Services['db'], receipt: Receipt) {
  const row = await db
    .selectFrom('receipt')
    .select(['route', 'body_digest', 'answer'])
    .where('area', '=', receipt.area)
    .where('id', '=', receipt.id)
    .executeTakeFirst()
  if (!row) return null
  if (row.route !== receipt.route || !row.body_digest.equals(receipt.digest)) throw problem('id-taken')
  return row
}

/** JSON with sorted keys: the same content digests the same whatever order the client wrote it in. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
