// The load: a process of its own, so that the servers' processor time is theirs. Told by its parent what to ask.
import http from 'node:http'

export type Order = {
  port: number
  method: 'GET' | 'POST'
  /** Taken in turn; `{uuid}` becomes a new UUIDv7. */
  requests: { path: string; body?: string }[]
  headers: Record<string, string>
  connections: number
  seconds: number
}
export type Outcome = {
  requests: number
  failed: number
  seconds: number
  p50: number
  p99: number
  firstFailure?: string
}

let made = 0
/** Only has to be new and roughly in order: time, a counter, and this process. */
const uuid = () => {
  const time = Date.now().toString(16).padStart(12, '0')
  const count = (made++).toString(16).padStart(15, '0')
  const run = process.pid.toString(16).padStart(4, '0').slice(-4)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.slice(12)}-8${run.slice(1)}-${count.slice(0, 12)}`
}

async function run(order: Order): Promise<Outcome> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: order.connections })
  const times: number[] = []
  let failed = 0
  let firstFailure: string | undefined
  let turn = 0
  const began = performance.now()
  const ends = began + order.seconds * 1000
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const { path, body } = order.requests[turn++ % order.requests.length]!
      const sent = body?.replaceAll('{uuid}', uuid())
      const at = performance.now()
      const request = http.request(
        {
          agent,
          port: order.port,
          host: '127.0.0.1',
          method: order.method,
          path,
          headers: {
            ...order.headers,
            ...(sent
              ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }
              : {}),
          },
        },
        (answer) => {
          const parts: Buffer[] = []
          answer.on('data', (part: Buffer) => parts.push(part))
          answer.on('end', () => {
            times.push(performance.now() - at)
            if (answer.statusCode !== 200) {
              failed++
              firstFailure ??= `${answer.statusCode} ${Buffer.concat(parts).toString().slice(0, 300)}`
            }
            resolve()
          })
        },
      )
      request.on('error', reject)
      request.end(sent)
    })
  await Promise.all(
    Array.from({ length: order.connections }, async () => {
      while (performance.now() < ends) await one()
    }),
  )
  const seconds = (performance.now() - began) / 1000
  agent.destroy()
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return {
    requests: times.length,
    failed,
    seconds,
    p50: at(0.5),
    p99: at(0.99),
    ...(firstFailure ? { firstFailure } : {}),
  }
}

process.on('message', (order: Order) => {
  run(order).then(
    (outcome) => process.send!(outcome),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
