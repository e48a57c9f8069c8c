// One of the two servers side by side: the product, or bare Fastify and pg running the product's own SQL.
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import fastify from 'fastify'
import pg from 'pg'
import '../src/kernel/db.ts'
import type { Config } from '../src/kernel/config.ts'
import { openPool } from '../src/kernel/pool.ts'
import { assemble } from '../src/server.ts'

/** A statement as the product sent it. */
export type Statement = { text: string; values: unknown[] }
export type Recording = {
  list: Statement[][]
  open: Statement[]
  openUuid: string
  openArea: number
  raise: Statement[]
  raiseUuid: string
  raiseArea: number
  step: Statement[]
  stepUuid: string
  stepArea: number
}
export type Start = {
  kind: 'product' | 'bare'
  databaseUrl: string
  dataDir: string
  masterKey: string
  recording?: Recording
}

/**
 * The bare handlers. Each runs the statements the product was seen to run for the same request, as text through
 * `pool.query`, and sends their rows as JSON. Left out are who is asking (session, scope, parties), the check of the
 * input and the allow-list of the answer, events, receipts and jobs.
 *
 * list   the page's statement, then the one for the names of the rows it gave
 * open   every statement of the product's page, for the id asked for, one after the other
 * raise  begin; running number; the inserts of concern, raiser and task; commit
 * step   begin; lock and read the concern; update it; read it again; commit
 */
async function bare(pool: pg.Pool, recording: Recording) {
  const app = fastify()
  app.get<{ Params: { level: string } }>('/list/:level', async (request) => {
    const [page, names] = recording.list[Number(request.params.level)]!
    const { rows } = await pool.query<{ owner_org: number; lead_org: number | null; class_code: string }>(
      page!.text,
      page!.values,
    )
    if (!rows.length || !names) return rows
    const ids = [
      ...new Set(rows.flatMap((row) => (row.lead_org ? [row.owner_org, row.lead_org] : [row.owner_org]))),
    ]
    const named = await pool.query(names.text, [ids, [...new Set(rows.map((row) => row.class_code))]])
    return { rows, names: named.rows }
  })
  app.get<{ Params: { area: string; id: string } }>('/open/:area/:id', async (request) => {
    const { area, id } = request.params
    const answers = []
    for (const one of recording.open)
      answers.push(
        (
          await pool.query(
            one.text,
            swap(one.values, [
              [recording.openUuid, id],
              [recording.openArea, Number(area)],
            ]),
          )
        ).rows,
      )
    return answers
  })
  const within = async (work: (client: pg.PoolClient) => Promise<unknown>) => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const answer = await work(client)
      await client.query('commit')
      return answer
    } finally {
      client.release()
    }
  }
  app.post<{ Body: { id: string } }>('/raise', (request) =>
    within(async (client) => {
      const id = request.body.id.slice(7)
      const area = Number(request.body.id.slice(0, 6))
      let running = 0
      for (const one of recording.raise) {
        const values = swap(one.values, [
          [recording.raiseUuid, id],
          [recording.raiseArea, area],
        ])
        // The task's own id, and the number just drawn, are this request's.
        if (one.text.startsWith('insert into "task"')) values[1] = randomUUID()
        if (one.text.startsWith('insert into "concern" ')) values[3] = running
        const { rows } = await client.query<{ last?: number }>(one.text, values)
        running = rows[0]?.last ?? running
      }
      return { id, running }
    }),
  )
  app.post<{ Params: { area: string; id: string } }>('/step/:area/:id', (request) =>
    within(async (client) => {
      let row: unknown
      const { area, id } = request.params
      for (const one of recording.step)
        row = (
          await client.query(
            one.text,
            swap(one.values, [
              [recording.stepUuid, id],
              [recording.stepArea, Number(area)],
            ]),
          )
        ).rows[0]
      return row
    }),
  )
  return app
}

const swap = (values: readonly unknown[], by: [unknown, unknown][]): unknown[] =>
  values.map((value) => {
    const found = by.find(([from]) => from === value)
    return found ? found[1] : value
  })

async function start(options: Start) {
  const of = { connectionString: options.databaseUrl, max: 20 }
  const pool = options.kind === 'bare' ? new pg.Pool(of) : openPool(of)
  pool.on('error', () => {})
  const config: Config = {
    port: 0,
    host: '127.0.0.1',
    dataDir: options.dataDir,
    requestLog: false,
    masterKey: Buffer.from(options.masterKey, 'hex'),
    demo: false,
    seedScale: 1,
    witnesses: [],
    proxies: 0,
  }
  const app =
    options.kind === 'bare'
      ? await bare(pool, options.recording!)
      : (
          await assemble(
            config,
            { pool, writes: openPool(of) },
            { log: () => {}, working: false, perMinute: 0, requestLog: false },
          )
        ).http
  await app.listen({ port: 0, host: '127.0.0.1' })
  process.send!({ port: (app.server.address() as AddressInfo).port })
}

if (process.send) {
  process.on('message', (message: Start | 'memory') => {
    if (message === 'memory') process.send!({ rss: process.memoryUsage().rss })
    else
      start(message).catch((error: unknown) => {
        console.error(error)
        process.exit(1)
      })
  })
  process.on('disconnect', () => process.exit(0))
}
