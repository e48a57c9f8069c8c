import type { Keyring } from './cipher.ts'
import type { Db } from './db.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RawBuilder } from 'kysely'
import type { BodyOf, ParamsOf, ProblemEntry, QueryOf, ResponseOf, Route } from './contract.ts'
import type { Ctx, OpenCtx, Proof, WriteCtx } from './context.ts'
import type { Job } from './job.ts'
import type { Keeps } from './keeps.ts'
import type { Lifecycle } from './lifecycle.ts'
import { verbs } from './access.ts'
import type { Actor } from './actor.ts'
import { problem } from './problem.ts'

/** Does the route's story run without a transaction around it? */
export const isOpen = (route: Route): boolean => route.method === 'GET' || route.transaction === false

/** What a story receives: its input, typed by the contract, and the context. */
export type Given<R> = (R extends { method: 'GET' } | { transaction: false } ? OpenCtx : WriteCtx) & {
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

/** A story whose types the kernel does not need to know: its own capability has checked them. */
export type AnyStory = (c: never) => Promise<unknown>

/** May the actor read the record, or the file that hangs on it? */
export type Reader = (c: Ctx, record: { area: number; id: string }, proof: Proof) => Promise<boolean>

/**
 * A kind of record, by its noun, which is also its table. What is said here once is what the tree, the timelines and the
 * files would otherwise each have to know of every table.
 */
export type Kind = {
  /** The column its readers know it by, told beside what happened to it. */
  title?: string
  /** The number people call it by, as SQL over its row `x`. */
  number?: RawBuilder<string>
  /** What happens to it is told on the desks. */
  desk?: boolean
  /** The column of the org it belongs to; the table then has `anchor_org` as well (see scope.ts). */
  owner?: string
  /** The column of the org it is kept by without belonging to its desk; like an owner it keeps the org in its area. */
  keptBy?: string
  /** Where two orgs may each own one of these (same columns), the merged org's stays behind. */
  once?: readonly string[]
  /** Columns naming an org that follow it into the one it is merged into. */
  follows?: readonly string[]
  /** Columns naming an org that tell what was, or that the stories of the tree see to one by one. */
  stays?: readonly string[]
  /** May the actor read it? Asked for what hangs on records of any kind: files. */
  mayRead?: Reader
}

/** One room of the house, as the composition root lists it. */
export type Capability = {
  name: string
  contract: Record<string, Route>
  stories: Record<string, AnyStory>
  problems?: Record<string, ProblemEntry>
  /** Constraint name → problem code, for what only the database can know. */
  constraints?: Record<string, string>
  lifecycles?: Lifecycle<string, string, string>[]
  kinds?: Record<string, Kind>
  /** Event type → jobs of this capability that follow it. */
  reactions?: Record<string, string[]>
  jobs?: readonly Job[]
  /** Rewrites, at a start, what an earlier version kept in a way that needs the key to be mended; answers how many rows. */
  mends?: (db: Db, ring: Keyring) => Promise<number>
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
  stories: Map<Route, AnyStory>
  kinds: Map<string, Kind>
}

/** The house of the listed capabilities. Throws for a route without a story. */
export function houseOf(capabilities: readonly Capability[]): House {
  const house: House = { reactions: {}, stories: new Map(), kinds: new Map() }
  for (const room of capabilities) {
    for (const [type, jobs] of Object.entries(room.reactions ?? {}))
      (house.reactions[type] ??= []).push(...jobs)
    for (const [name, route] of Object.entries(room.contract)) {
      const story = room.stories[name]
      if (!story) throw new Error(`${room.name}: route ${name} has no story`)
      house.stories.set(route, story)
    }
    for (const [noun, kind] of Object.entries(room.kinds ?? {})) house.kinds.set(noun, kind)
  }
  return house
}

/** May this actor ask the route at all? Where it may reach is the story's scope, in SQL. */
export function permit(route: Pick<Route, 'access' | 'onGivenPassword'>, actor: Actor): void {
  const { access } = route
  if (access === 'public' || actor.kind === 'system') return
  if (actor.kind === 'anonymous') throw problem('sign-in-needed')
  if (actor.kind === 'account' && actor.mustChangePassword && !route.onGivenPassword)
    throw problem('password-change-needed')
  if (access === 'signed-in') return
  if (access === 'worker') {
    if (actor.kind !== 'worker') throw problem('not-allowed')
    return
  }
  if (actor.kind !== 'account') throw problem('not-allowed')
  if (actor.mustEnrolTotp) throw problem('totp-needed')
  if (!(access in verbs) || !actor.verbs.has(access) || !actor.acting) throw problem('not-allowed')
}
