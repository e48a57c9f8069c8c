import { Type, type Static, type TObject, type TSchema } from 'typebox'
import type { Verb } from './access.ts'

/**
 * The words every contract is written in. A contract says what crosses the wire and who may ask;
 * it imports neither server nor browser code, so both sides read the same page.
 */

/**
 * Who may call a route. `public`: anyone, signed in or not. `signed-in`: any account or worker.
 * `worker`: a signed-in worker. A verb: an account whose role at the org it acts for grants it.
 */
export type Access = 'public' | 'signed-in' | 'worker' | Verb

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path with `{name}` parameters, always below `/api/`. */
  path: `/api/${string}`
  access: Access
  summary: string
  params?: TObject
  query?: TObject
  body?: TSchema
  /** Everything not declared here is dropped before the answer leaves. */
  response: TSchema
  /** Named problems this route may answer beside those every route may. */
  problems?: readonly string[]
  /** Calls a minute in one session, and ten times as many from an address without one; unset means the general limit. */
  perMinute?: number
  /** Body limit in bytes where the general 256 KiB is wrong. */
  bodyLimit?: number
  /** The body arrives as one file (raw bytes), not as JSON. */
  upload?: boolean
  /** The answer is a stream of bytes or events written by the route itself. */
  raw?: boolean
  /**
   * `false`: the story runs outside a transaction, because it only reads (what it asks is too long or too private for
   * an address), or works for long before it writes, or must write something even where it then refuses.
   */
  transaction?: false
  /**
   * A step of whoever raised a matter: taken as an unnamed worker, or as the worker signed in on this phone, and never as
   * an account; it leaves no account, person or address behind, whatever cookies came with it.
   */
  raiser?: true
  /** Why a success of this write leaves no event. */
  silent?: string
  /** May be asked while the password is one somebody else set; everything else waits until it is changed. */
  onGivenPassword?: true
}

/** Declares one route; the literal types survive, so callers and handlers are typed by it. */
export function route<const R extends Route>(definition: R): R {
  return definition
}

/** A problem a capability adds to the table: HTTP status, what happened, and what to do now. */
export type ProblemEntry = { status: number; title: string; hint: string }

export type ParamsOf<R> = R extends { params: infer S extends TSchema } ? Static<S> : Record<string, never>
export type QueryOf<R> = R extends { query: infer S extends TSchema } ? Static<S> : Record<string, never>
export type BodyOf<R> = R extends { body: infer S extends TSchema } ? Static<S> : undefined
export type ResponseOf<R> = R extends { response: infer S extends TSchema } ? Static<S> : never

/** Free text of at most `max` characters. Control characters are refused by the kernel for every string. */
export const Text = (max: number, min = 1) => Type.String({ minLength: min, maxLength: max })

/** A record id on the wire: area and UUID, `110115-018f…`. */
export const RecordId = Type.String({
  pattern: '^[1-9][0-9]{5}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
})
export const Uuid = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' })
export const OrgId = Type.Integer({ minimum: 1, maximum: 2147483647 })
export const Area = Type.Integer({ minimum: 100000, maximum: 999999 })
/** A calendar day in Beijing, `2026-11-23`. */
export const Day = Type.String({ format: 'date' })
/** An instant, ISO 8601 with zone. */
export const Instant = Type.String({ format: 'date-time' })
export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })
/** What an upload answers and a record takes: the digest with a mark that it was answered to an upload of these bytes. */
export const FileTicket = Type.String({ pattern: '^[0-9a-f]{64}-[0-9a-f]{32}$' })
export const OneOf = <const T extends string>(values: readonly T[]) => Type.Enum([...values] as T[])
export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
export const Done = Type.Object({ ok: Type.Literal(true) })

/** Keyset paging: `cursor` is opaque and comes from `next` of the page before; totals only where asked. */
export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
}
export const PageOf = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Nullable(Type.String()) })

/** Counting stops here: a filter that leaves more is narrowed before anybody reads to its end. */
export const mostCounted = 1000
/** Asked for with the first page of a list. */
export const CountQuery = { count: Type.Optional(Type.Boolean()) }
/** A page that can say how many its filter leaves. */
export const CountedPageOf = <T extends TSchema>(item: T) =>
  Type.Object({
    ...PageOf(item).properties,
    /** How many the filter leaves; `more` where there are more than were counted. Null unless asked for. */
    total: Nullable(Type.Object({ count: Type.Integer(), more: Type.Boolean() })),
  })

export const OrgRef = Type.Object({ id: OrgId, name: Type.String() })

/** The words of an intake page a record was made from; offsets are UTF-16, end exclusive. */
export const Origin = Type.Object({
  pageId: RecordId,
  articleIndex: Type.Integer(),
  words: Type.String(),
  start: Type.Integer(),
  end: Type.Integer(),
})

/** One line of a record's timeline, already in words. */
export const TimelineEntry = Type.Object({
  id: Uuid,
  type: Type.String(),
  at: Instant,
  /** Who did it, as the reader may know them. */
  by: Type.String(),
  /** What happened, in Chinese, one short sentence. */
  text: Type.String(),
  note: Type.Optional(Type.String()),
  files: Type.Optional(Type.Array(Type.Object({ sha256: Sha256, mime: Type.String() }))),
})
/** A date a person can act on: words, tone and whether the holiday notice of its year is published. */
export const Due = Type.Object({
  at: Instant,
  text: Type.String(),
  tone: OneOf(['red', 'amber', 'plain']),
  certain: Type.Boolean(),
})
export { Type, type Static }
