import { problem } from './problem.ts'

/** So much at once of what is heavy; the rest waits its turn, and what would wait too long is told so. */
export class Turns {
  #atOnce: number
  #waiting: number
  #taken = 0
  #queue: (() => void)[] = []

  constructor(atOnce: number, waiting: number) {
    this.#atOnce = atOnce
    this.#waiting = waiting
  }

  /** @throws busy, and what `work` throws */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken < this.#atOnce) this.#taken++
    else {
      if (this.#queue.length >= this.#waiting) throw problem('busy')
      await new Promise<void>((resolve) => this.#queue.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = this.#queue.shift()
      if (next) next()
      else this.#taken--
    }
  }
}
