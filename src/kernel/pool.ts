// Connections to the database that may break at any moment without taking the program with them.
import pg from 'pg'

/** Statements prepared on a connection at most: each keeps a plan of some tens of kilobytes there. */
const mostPrepared = 300
/** A text is prepared once it has been sent so often; lists of changing length would use the room up otherwise. */
const oftenEnough = 10
const sent = new Map<string, number>()
const names = new Map<string, string>()

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known || names.size >= mostPrepared) return known
  const times = (sent.get(text) ?? 0) + 1
  if (times < oftenEnough) {
    if (sent.size > 10 * mostPrepared) sent.clear()
    sent.set(text, times)
    return undefined
  }
  sent.delete(text)
  const name = `s${names.size}`
  names.set(text, name)
  return name
}

/**
 * A client that prepares what is sent often once on its connection and sends only the values afterwards: the server
 * neither parses nor, where one plan fits all values, plans it again (measured: half the database's time of a list).
 * PostgreSQL itself compares that plan with ones made for the values, and makes it anew when a table changes.
 */
class PreparingClient extends pg.Client {
  override query(...args: unknown[]): never {
    const [text, values, ...rest] = args
    const name = typeof text === 'string' && Array.isArray(values) && values.length ? nameOf(text) : undefined
    const send = super.query as (...all: unknown[]) => unknown
    return (name ? send.call(this, { name, text, values }, ...rest) : send.apply(this, args)) as never
  }
}

/**
 * A pool whose broken connections are told to `broken` and replaced. The pool's own listener is not enough: it is
 * taken off a connection that is being closed, and a server that stops in that moment still says so on it.
 */
export function openPool(options: pg.PoolConfig, broken: (error: Error) => void = () => {}): pg.Pool {
  const pool = new pg.Pool({ Client: PreparingClient as typeof pg.Client, pipeline: true, ...options })
  // What breaks while we are closing it is what we asked for.
  pool.on('error', (error) => pool.ending || broken(error))
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * Whether an error says that the database cannot be reached or has gone away, rather than that it refused something.
 * SQLSTATE classes 08 (connection), 53 (out of disk, memory or connections) and 57P (shut down, crashed, starting);
 * pg gives its own connection errors no code, only a text. What a lost connection was committing may have happened.
 */
export function isDatabaseAway(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  if (/^(08|53|57P)/.test(code)) return true
  if (['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH'].includes(code))
    return true
  return /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed))/.test(
    message,
  )
}

/** Waits for open work, but not for a connection that nobody gives back. */
export async function closePool(pool: pg.Pool): Promise<void> {
  if (pool.ended || pool.ending) return
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, 5_000)))
  await Promise.race([pool.end(), patience])
  clearTimeout(timer)
}
