// Connections to the database that may break at any moment without taking the program with them.
import pg from 'pg'

/**
 * A pool whose broken connections are told to `broken` and replaced. The pool's own listener is not enough: it is
 * taken off a connection that is being closed, and a server that stops in that moment still says so on it.
 */
export function openPool(options: pg.PoolConfig, broken: (error: Error) => void = () => {}): pg.Pool {
  const pool = new pg.Pool(options)
  pool.on('error', broken)
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Waits for open work, but not for a connection that nobody gives back. */
export async function closePool(pool: pg.Pool): Promise<void> {
  if (pool.ended || pool.ending) return
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, 5_000)))
  await Promise.race([pool.end(), patience])
  clearTimeout(timer)
}
