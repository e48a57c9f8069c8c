import type { Db } from './db.ts'

/**
 * Reference data that changes a few times a year and is asked for by nearly every request (area roots, holidays,
 * limits): read from the database once and kept by this process, for `lasts` milliseconds at most or until somebody
 * here changes it, by a time that never steps back. Another process's change is seen when `lasts` has passed.
 */
export class Known<T> {
  #read: (db: Db) => Promise<T>
  #lasts: number
  #kept = new WeakMap<Db, { at: number; value: Promise<T> }>()

  constructor(lasts: number, read: (db: Db) => Promise<T>) {
    this.#lasts = lasts
    this.#read = read
  }

  /** As this database has it. `db` is the pool's handle, never a transaction's: what is kept must be committed. */
  of(db: Db): Promise<T> {
    const kept = this.#kept.get(db)
    if (kept && performance.now() - kept.at < this.#lasts) return kept.value
    const value = this.#read(db)
    this.#kept.set(db, { at: performance.now(), value })
    // A failure is not knowledge: the next one asks again.
    value.catch(() => this.#kept.get(db)?.value === value && this.#kept.delete(db))
    return value
  }

  /** Called after a change has been committed. */
  forget(db: Db): void {
    this.#kept.delete(db)
  }
}
