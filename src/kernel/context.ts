import type pg from 'pg'
import type { Actor, StaffActor } from './actor.ts'
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
import type { AreaIndex, Scope } from './scope.ts'
import type { Calendar } from './working-days.ts'

/** What the running program has one of; given to every story, held in no global. */
export type Services = {
  config: Config
  db: Db
  pool: pg.Pool
  clock: Clock
  log: Log
  keyring: Keyring
  files: FileStore
  jobs: Jobs
  live: Live
  areas: AreaIndex
  /** Every capability that keeps something about people. */
  keeps: readonly Keeps[]
  /** Working days as known now; read anew after the holiday table is edited. */
  calendar(): Promise<Calendar>
  /** Sends a text message; the default prints it to the server's log. */
  sms(phone: string, text: string): Promise<void>
}

/**
 * What a story is given beside its input. For a write `db` is the open transaction, committed by the kernel
 * after the story returned; for a read it is the pool.
 */
export type Ctx = {
  services: Services
  db: Tx
  actor: Actor
  now: Date
  /** Peer address, for the audit log. */
  address: string | null
  /** Appends an event in this transaction; reactions run after commit. */
  append(event: NewEvent): Promise<Happened>
  /** The scope of the acting appointment. */
  scope(): Promise<Scope>
  /** The actor as staff acting for an org. @throws not-allowed */
  staff(): StaffActor
  /**
   * Asks another capability's route within this transaction, as the same actor and behind the same door: how
   * capabilities work together without knowing more of each other than their contracts.
   */
  ask<R extends Route>(route: R, input: Asked<R>): Promise<ResponseOf<R>>
  /** May the actor read a record of any kind? Its capability answers; a kind nobody answers for is not readable. */
  mayRead(noun: string, record: { area: number; id: string }, proof?: Proof): Promise<boolean>
  /** Runs once the transaction is committed and the answer decided: nothing that may fail the request. */
  afterCommit(effect: () => void): void
}

/** What `mayRead` is asked with beside the record. */
export type Proof = {
  /** What a worker without an account shows: the number and code they were given. */
  number?: string | undefined
  code?: string | undefined
  /** Asked for one file: where in the record it hangs, and whether it is for others than the owning union. */
  file?: { part: string; shared: boolean }
}

/** What a route takes, as `ask` is given it. */
export type Asked<R extends Route> = (R extends { params: object } ? { params: ParamsOf<R> } : unknown) &
  (R extends { query: object } ? { query: QueryOf<R> } : unknown) &
  (R extends { body: object } ? { body: BodyOf<R> } : unknown)
