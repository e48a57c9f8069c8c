import { Worker } from 'node:worker_threads'

/** How a piece of work on a thread ended without a result. */
export type ThreadEnd = 'too-long' | 'died'

type Turn<In, Out> = { input: In; resolve: (out: Out) => void; reject: (error: Error) => void }

/** What the thread's own module answers with: the result, or the message of an error it threw. */
export type ThreadAnswer<Out> = { done: Out } | { threw: string }

/**
 * One thread beside the program's own, for work that takes long and needs nothing but its input. Turns follow each other
 * in the order they were asked for; the program serves others meanwhile. The thread starts with the first turn and is
 * kept warm (`keep`) or ended when none is waiting. It never holds the program back from ending.
 *
 * A turn that takes longer than `patience` (ms) or more than `megabytes` of heap costs the thread its life and its turn
 * the error that `ended` makes; the turns behind it are done by a new one.
 */
export class Thread<In, Out> {
  #module: URL
  #limits: { patience: number; megabytes: number; keep: boolean }
  #ended: (how: ThreadEnd) => Error
  #worker: Worker | undefined
  #queue: Turn<In, Out>[] = []
  #turn: Turn<In, Out> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(
    module: URL,
    limits: { patience: number; megabytes: number; keep: boolean },
    ended: (how: ThreadEnd) => Error,
  ) {
    this.#module = module
    this.#limits = limits
    this.#ended = ended
  }

  /** @throws what `ended` makes of a thread that took too long or died; an error the module threw, by its message */
  do(input: In): Promise<Out> {
    return new Promise<Out>((resolve, reject) => {
      this.#queue.push({ input, resolve, reject })
      this.#next()
    })
  }

  /** Is it at a turn? */
  get busy(): boolean {
    return this.#turn !== undefined
  }

  /** Ends the thread, and with it the turn it is at. The next turn starts another. */
  async end(): Promise<void> {
    await this.#worker?.terminate()
  }

  #next() {
    if (this.#turn) return
    const turn = this.#queue.shift()
    if (!turn) {
      if (!this.#limits.keep) this.#leave()
      return
    }
    this.#turn = turn
    const worker = (this.#worker ??= this.#start())
    // Waiting for an answer is reason to stay; a warm thread without work is none.
    worker.ref()
    this.#timer = setTimeout(() => this.#lost(worker, 'too-long'), this.#limits.patience)
    worker.postMessage(turn.input)
  }

  #start(): Worker {
    const worker = new Worker(this.#module, {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.megabytes },
    })
    worker.on('message', (answer: ThreadAnswer<Out>) => {
      const turn = this.#over(worker)
      if ('done' in answer) turn?.resolve(answer.done)
      else turn?.reject(new Error(answer.threw))
      this.#next()
    })
    // Out of memory arrives as an error, an exit of its own as an exit alone.
    worker.on('error', () => this.#lost(worker, 'died'))
    worker.on('exit', () => this.#lost(worker, 'died'))
    return worker
  }

  #lost(worker: Worker, how: ThreadEnd) {
    if (worker !== this.#worker) return
    const turn = this.#over(worker)
    this.#leave()
    turn?.reject(this.#ended(how))
    this.#next()
  }

  #over(worker: Worker): Turn<In, Out> | undefined {
    if (worker !== this.#worker) return undefined
    clearTimeout(this.#timer)
    const turn = this.#turn
    this.#turn = undefined
    worker.unref()
    return turn
  }

  #leave() {
    const worker = this.#worker
    this.#worker = undefined
    void worker?.terminate()
  }
}
