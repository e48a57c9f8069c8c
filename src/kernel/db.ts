import { Kysely, sql, type Transaction } from 'kysely'
import pg from 'pg'
import { PipelinedDialect } from './pipeline.ts'

/**
 * Every table, typed. Each capability adds its own in its `tables.ts` by declaration merging, so the
 * type of a table stands in the room that owns it.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface Database {}

/** A handle for reading: the pool or an open transaction. */
export type Db = Kysely<Database>
/** An open transaction; every write goes through one. */
export type Tx = Transaction<Database>

// PostgreSQL sends int8 as text because it may exceed a double; our counts never do.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
// A `date` is a calendar day in Beijing, not an instant: keep `YYYY-MM-DD`.
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day)

/** Kysely over a pool that somebody else closes. */
export function openDb(pool: pg.Pool): Db {
  return new Kysely<Database>({ dialect: new PipelinedDialect(pool) })
}

/** A `like` pattern for texts that contain the words, their wildcards taken as they are. */
export const containing = (words: string): string => `%${words.trim().replace(/[\\%_]/g, '\\$&')}%`

export { sql }
