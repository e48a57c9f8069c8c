import type pg from 'pg'
import { PgBoss, type JobResult } from 'pg-boss'
import type { Log } from './config.ts'
import type { OpenCtx, Services, WriteCtx } from './context.ts'
import type { Db } from './db.ts'
import { sentBehind } from './pipeline.ts'
import { traceOf } from './problem.ts'
import { openContext, write } from './write.ts'

/** The event a job follows. */
export type Followed = { area: number; subject: string; type: string; event: string }

/**
 * Work that nobody waits for. One that follows an event runs in a transaction of its own, at least once: again when it
 * fails, and again when the program ends in between. One that comes round by the clock (`every`: a cron expression
 * in Beijing time), or whose work leaves the program (`outward`: it cannot be taken back, and another machine may be
 * slow), opens its own transactions.
 */
export type Job = { name: string } & (
  | { every?: undefined; outward?: undefined; run(c: WriteCtx, about: Followed): Promise<void> }
  | { every?: undefined; outward: true; run(c: OpenCtx, about: Followed): Promise<void> }
  | { every: string; outward?: undefined; run(c: OpenCtx): Promise<void> }
)

const retry = { retryLimit: 5, retryDelay: 5, retryBackoff: true }

/**
 * The queue, in the same database as the records: a job enqueued in a transaction exists exactly when the
 * write does.
 */
export class Jobs {
  #boss: PgBoss
  #jobs = new Map<string, Job>()
  #log: Log
  #working: boolean
  #services: Services | undefined
  #stopping = false

  /** `working` false only enqueues, for tests that run what is due by `drain`. */
  constructor(pool: pg.Pool, log: Log, working = true) {
    this.#log = log
    this.#working = working
    this.#boss = new PgBoss({
      db: { executeSql: async (text, values) => await pool.query(text, values as unknown[]) },
      schema: 'job',
      schedule: working,
      supervise: working,
    })
    this.#boss.on('error', (error: Error) => log(`后台任务出错：${error.message}`))
  }

  declare(job: Job) {
    this.#jobs.set(job.name, job)
  }

  /** Starts the queue; jobs are given contexts over `services`, null where none will run. */
  async start(services: Services | null) {
    this.#services = services ?? undefined
    await this.#boss.start()
    for (const job of this.#jobs.values()) {
      await this.#boss.createQueue(job.name, retry)
      if (!this.#working) continue
      await this.#boss.work<Followed>(
        job.name,
        { pollingIntervalSeconds: 1, batchSize: 20, perJobResults: true },
        async (batch) => {
          const results: JobResult[] = []
          for (const one of batch) results.push(await this.#try(job, one))
          return results
        },
      )
      if (job.every !== undefined) await this.#boss.schedule(job.name, job.every, {}, { tz: 'Asia/Shanghai' })
    }
  }

  async #run(job: Job, data: unknown): Promise<void> {
    const services = this.#services!
    const call = { route: job.name, actor: { kind: 'system' } as const, address: null, body: null }
    if (job.every !== undefined) await job.run(openContext(services, call))
    else if (job.outward) await job.run(openContext(services, call), data as Followed)
    else await write(services, call, (c) => job.run(c, data as Followed))
  }

  /** One job's outcome, told apart from its neighbours' in the batch: only what failed is tried again. */
  async #try(job: Job, one: { id: string; data: unknown }): Promise<JobResult> {
    // What was taken and not begun is put back.
    if (this.#stopping) return { id: one.id, status: 'failed' }
    try {
      await this.#run(job, one.data)
      return { id: one.id, status: 'completed' }
    } catch (error) {
      this.#log(`后台任务 ${job.name} 失败，稍后再试：${traceOf(error)}`)
      return { id: one.id, status: 'failed' }
    }
  }

  /** Enqueues in the caller's transaction. */
  async enqueue(tx: Db, name: string, data: Followed) {
    if (!this.#jobs.has(name)) throw new Error(`no job is called ${name}`)
    const db = {
      executeSql: async (text: string, values?: unknown[]) => {
        // The job's own id is nobody's business here.
        await tx.executeQuery(sentBehind(text, values ?? []))
        return { rows: [] }
      },
    }
    await this.#boss.send(name, data, { ...retry, db })
  }

  /** Runs everything that waits, until nothing does. Failures throw. */
  async drain() {
    for (let ran = true; ran;) {
      ran = false
      for (const job of this.#jobs.values()) {
        const batch = await this.#boss.fetch<Followed>(job.name, { batchSize: 100 })
        for (const one of batch) {
          await this.#run(job, one.data)
          await this.#boss.complete(job.name, one.id)
          ran = true
        }
      }
    }
  }

  /** Runs a job now, without the queue. */
  async runNow(name: string, about?: Followed) {
    await this.#run(this.#jobs.get(name)!, about)
  }

  /** Ends what runs, or gives it up after five seconds; both it and what was not begun is tried again later. */
  async stop() {
    this.#stopping = true
    await this.#boss
      .stop({ graceful: true, timeout: 5_000 })
      .catch((error: unknown) => this.#log(String(error)))
  }
}
