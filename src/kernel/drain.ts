import type { FastifyInstance } from 'fastify'
import type { Live } from './live.ts'
import { problem } from './problem.ts'

/** What is under way in the server, and its end: closing waits for every story and every answer that was begun. */
export class Drain {
  #open = new Set<object>()
  #stopping = false
  #emptied = () => {}

  get stopping(): boolean {
    return this.#stopping
  }

  /**
   * Closing `app` from now on refuses what is new as `stopping`, ends `live` streams and waits until the rest is
   * answered, at most `patience` ms. Before any other hook, so that nothing of a refused call is looked at.
   */
  watch(app: FastifyInstance, live: Live, patience: number): void {
    app.addHook('onRequest', (_request, reply, done) => {
      if (this.#stopping) return done(problem('stopping'))
      this.#begin(reply)
      // `close` alone where the caller went away, `finish` alone where there is no connection.
      for (const end of ['finish', 'close']) reply.raw.once(end, () => this.#end(reply))
      done()
    })
    app.addHook('onSend', (_request, reply, _payload, done) => {
      if (this.#stopping) void reply.header('connection', 'close')
      done()
    })
    app.addHook('preClose', async () => {
      this.#stopping = true
      live.end()
      if (!this.#open.size) return
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve) => {
        this.#emptied = resolve
        timer = setTimeout(resolve, patience)
      })
      clearTimeout(timer)
    })
  }

  /** Counts a story until it ends, also where its caller does not wait for the answer. */
  async during<T>(story: () => Promise<T>): Promise<T> {
    const key = {}
    this.#begin(key)
    try {
      return await story()
    } finally {
      this.#end(key)
    }
  }

  #begin(key: object) {
    this.#open.add(key)
  }
  #end(key: object) {
    this.#open.delete(key)
    if (!this.#open.size) this.#emptied()
  }
}
