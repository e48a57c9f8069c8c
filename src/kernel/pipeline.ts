import {
  CompiledQuery,
  PostgresDialect,
  PostgresDriver,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import type pg from 'pg'

/**
 * Within a transaction, `begin` and the inserts whose result nobody asks for are sent without waiting for their
 * answer; what they met is told by the next statement, by the commit at the latest. A creation writes half a dozen
 * rows (record, task, event, receipt …), and waiting for each cost more than writing it. Nothing is acknowledged
 * earlier: the commit's own answer is waited for, and PostgreSQL turns it into a rollback when one of them failed.
 */
export class PipelinedDialect extends PostgresDialect {
  #pool: pg.Pool
  /** The pool's clients must be made with `pipeline: true`. */
  constructor(pool: pg.Pool) {
    super({ pool })
    this.#pool = pool
  }
  override createDriver(): Driver {
    return new PipelinedDriver(new PostgresDriver({ pool: this.#pool }))
  }
}

class PipelinedConnection implements DatabaseConnection {
  readonly own: DatabaseConnection
  inTransaction = false
  #behind: Promise<unknown>[] = []
  #failed: { error: unknown } | undefined

  constructor(own: DatabaseConnection) {
    this.own = own
  }

  /** Sends now; a failure is kept for whoever waits next. */
  send(query: CompiledQuery) {
    this.#behind.push(this.own.executeQuery(query).catch((error: unknown) => (this.#failed ??= { error })))
  }

  /** Waits for what was sent. @throws the first error among it, once */
  async settle() {
    while (this.#behind.length) await Promise.all(this.#behind.splice(0))
    const failed = this.#failed
    this.#failed = undefined
    if (failed) throw failed.error
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.inTransaction && unasked(query)) {
      this.send(query)
      return { rows: [] }
    }
    if (!this.#behind.length) return this.own.executeQuery<R>(query)
    const answer = this.own.executeQuery<R>(query)
    // When one before it failed, this one only says that the transaction is over.
    answer.catch(() => undefined)
    await this.settle()
    return answer
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('a pipelined connection has no cursors')
  }
}

const declared = new WeakSet<CompiledQuery>()

/** A statement given as text whose rows nobody asks for either. */
export function sentBehind(text: string, values: readonly unknown[]): CompiledQuery {
  const query = CompiledQuery.raw(text, [...values])
  declared.add(query)
  return query
}

/** An insert that returns nothing and cannot end as "there already": its result says no more than that it worked. */
const unasked = (compiled: CompiledQuery): boolean => {
  const { query } = compiled
  if (query.kind === 'InsertQueryNode') return !query.returning && !query.onConflict
  return declared.has(compiled)
}

class PipelinedDriver implements Driver {
  #own: PostgresDriver
  constructor(own: PostgresDriver) {
    this.#own = own
  }
  init = () => this.#own.init()
  destroy = () => this.#own.destroy()
  async acquireConnection() {
    return new PipelinedConnection(await this.#own.acquireConnection())
  }
  async releaseConnection(connection: PipelinedConnection) {
    await this.#own.releaseConnection(connection.own as never)
  }
  async beginTransaction(connection: PipelinedConnection, settings: TransactionSettings) {
    connection.inTransaction = true
    if (settings.isolationLevel || settings.accessMode)
      await this.#own.beginTransaction(connection.own as never, settings)
    else connection.send(CompiledQuery.raw('begin'))
  }
  async commitTransaction(connection: PipelinedConnection) {
    connection.inTransaction = false
    const committed = this.#own.commitTransaction(connection.own as never)
    committed.catch(() => undefined)
    await connection.settle()
    await committed
  }
  async rollbackTransaction(connection: PipelinedConnection) {
    connection.inTransaction = false
    // Whatever failed is the reason for going back already.
    await connection.settle().catch(() => undefined)
    await this.#own.rollbackTransaction(connection.own as never)
  }
}
