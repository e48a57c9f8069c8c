import type pg from 'pg'
import type { AccountActor, Actor, StaffActor, WorkerActor } from './actor.ts'
import type { Clock } from './clock.ts'
import type { Config, Log } from './config.ts'
import type { BodyOf, ParamsOf, QueryOf, ResponseOf, Route } from './contract.ts'
import type { Keyring } from './cipher.ts'
import type { Db, Tx } from './db.ts'
import type { Happened, NewEvent } from './event.ts'
import type { FileStore } from './files.ts'
import type { Jobs } from './job.ts'
import type { Keeps } from './keeps.ts'
import type { Live } from './live.ts'
import type { OfficeReader } from './office.ts'
import type { House } from './route.ts'
import type { AreaIndex, Scope } from './scope.ts'
import type { Turns } from './turns.ts'
import type { Calendar } from './working-days.ts'

/** What the running program has one of; given to every story, held in no global. */
export type Services = {
  config: Config
  /** For reading. */
  db: Db
  pool: pg.Pool
  /**
   * For transactions, over connections of its own: a story that holds one may ask `db` for something as well, and
   * would wait for itself if all stood in one queue.
   */
  writes: Db
  clock: Clock
  /** Calls a minute (see HttpOptions.perMinute); 0: nothing is limited. */
  perMinute: number
  log: Log
  keyring: Keyring
  files: FileStore
  office: OfficeReader
  /** Ledgers being written. */
  ledgers: Turns
  jobs: Jobs
  live: Live
  areas: AreaIndex
  /** Every capability that keeps something about people. */
  keeps: readonly Keeps[]
  /** All capabilities together, as a request needs them. */
  house: House
  /** Working days as known now; read anew after the holiday table is edited. */
  calendar(): Promise<Calendar>
  /**
   * Sends a text message; never within a transaction. Whether it was handed over; where it was not, the log says why.
   */
  sms(phone: string, text: string): Promise<boolean>
}

/** What a story that reads is given beside its input: `db` is the pool. */
export type Ctx = {
  services: Services
  db: Db
  actor: Actor
  now: Date
  /** Peer address, for the audit log. */
  address: string | null
  /** Where it is asked from (see network.ts), to limit guesses in memory alone: never kept. Empty in jobs. */
  network: string
  /** The scope of the acting appointment. */
  scope(): Promise<Scope>
  /** The actor as an account, whatever it acts for. @throws not-allowed */
  account(): AccountActor
  /** The actor as staff acting for an org. @throws not-allowed */
  staff(): StaffActor
  /** The actor as a signed-in worker. @throws not-allowed */
  worker(): WorkerActor
  /**
   * Asks another capability's route, as the same actor and behind the same access check: how capabilities work
   * together without knowing more of each other than their contracts. A write can be asked within a write only, and
   * is part of its transaction.
   */
  ask<R extends Route & ({ method: 'GET' } | { transaction: false })>(
    route: R,
    input: Asked<R>,
  ): Promise<ResponseOf<R>>
  /** May the actor read a record of any kind? Its capability answers; a kind nobody answers for is not readable. */
  mayRead(noun: string, record: { area: number; id: string }, proof?: Proof): Promise<boolean>
}

/** Within a transaction, which the kernel commits after the work returned. */
export type WriteCtx = Omit<Ctx, 'db' | 'ask'> & {
  db: Tx
  ask<R extends Route>(route: R, input: Asked<R>): Promise<ResponseOf<R>>
  /** Appends an event in this transaction; reactions run after the commit. */
  append(event: NewEvent): Promise<Happened>
  /** Runs once the transaction is committed and the answer decided; what fails there is logged, not answered. */
  afterCommit(effect: () => unknown): void
  /** Does `work` so that a refusal undoes `work` alone: one of many that are done together. */
  attempt<T>(work: () => Promise<T>): Promise<T>
}

/** A story outside a transaction, which may open one for what it has to write in the end. */
export type OpenCtx = Ctx & { write<T>(work: (c: WriteCtx) => Promise<T>): Promise<T> }

/** What `mayRead` is asked with beside the record. */
export type Proof = {
  /** What a worker without an account shows: the number and code they were given. */
  number?: string | undefined
  code?: string | undefined
  /** Asked for one file: where in the record it hangs, since when, and whether it is for others than the owning union. */
  file?: { part: string; shared: boolean; at: Date }
}

/** What a route takes, as `ask` is given it. */
export type Asked<R extends Route> = (R extends { params: object } ? { params: ParamsOf<R> } : unknown) &
  (R extends { query: object } ? { query: QueryOf<R> } : unknown) &
  (R extends { body: object } ? { body: BodyOf<R> } : unknown)
