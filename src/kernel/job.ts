import type pg from 'pg'
import { PgBoss, type JobResult } from 'pg-boss'
import type { Log } from './config.ts'
import type { Db } from './db.ts'
import { sentBehind } from './pipeline.ts'
import { traceOf } from './problem.ts'

/** Work done after the answer: once, at least once on failure, in its own transaction. */
export type Job = {
  name: string
  run(data: Record<string, unknown>): Promise<void>
  /** Cron expression in Beijing time for work that comes round by itself. */
  every?: string
}

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

  async start() {
    await this.#boss.start()
    for (const job of this.#jobs.values()) {
      await this.#boss.createQueue(job.name, retry)
      if (!this.#working) continue
      await this.#boss.work<Record<string, unknown>>(
        job.name,
        { pollingIntervalSeconds: 1, batchSize: 20, perJobResults: true },
        async (batch) => {
          const results: JobResult[] = []
          for (const one of batch) results.push(await this.#run(job, one))
          return results
        },
      )
      if (job.every) await this.#boss.schedule(job.name, job.every, {}, { tz: 'Asia/Shanghai' })
    }
  }

  /** One job's outcome, told apart from its neighbours' in the batch: only what failed is tried again. */
  async #run(job: Job, one: { id: string; data: Record<string, unknown> | null }): Promise<JobResult> {
    try {
      await job.run(one.data ?? {})
      return { id: one.id, status: 'completed' }
    } catch (error) {
      this.#log(`后台任务 ${job.name} 失败，稍后再试：${traceOf(error)}`)
      return { id: one.id, status: 'failed' }
    }
  }

  /** Enqueues in the caller's transaction. */
  async enqueue(tx: Db, name: string, data: Record<string, unknown>) {
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
        const batch = await this.#boss.fetch<Record<string, unknown>>(job.name, { batchSize: 100 })
        for (const one of batch) {
          await job.run(one.data ?? {})
          await this.#boss.complete(job.name, one.id)
          ran = true
        }
      }
    }
  }

  /** Runs a job that comes round by itself now. */
  async runNow(name: string, data: Record<string, unknown> = {}) {
    await this.#jobs.get(name)!.run(data)
  }

  async stop() {
    await this.#boss
      .stop({ graceful: true, timeout: 5_000 })
      .catch((error: unknown) => this.#log(String(error)))
  }
}
