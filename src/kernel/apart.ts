import { spawn, type ChildProcess } from 'node:child_process'

/** How a piece of work ended without a result. */
export type ApartEnd = 'too-long' | 'died'

type Turn<In, Out> = { input: In; resolve: (out: Out) => void; reject: (error: Error) => void }

/** What its module answers with (`process.send`): the result, or the message of an error it threw. */
export type ApartAnswer<Out> = { done: Out } | { threw: string }

/**
 * A process that runs one module and talks to us by messages. A process and not a thread: a thread that runs out of memory
 * in the wrong moment takes the whole program with it. It knows nothing of ours but what it is sent, and ends with us.
 */
export function spawnApart(module: URL, megabytes: number): ChildProcess {
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${megabytes}`,
      '--input-type=module',
      '-e',
      `await import(${JSON.stringify(module.href)})`,
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], serialization: 'advanced', env: {} },
  )
  // Sending to one that has just died is told by its exit.
  child.on('error', () => {})
  return child
}

/**
 * One process beside the program's own, for work that takes long and needs nothing but its input. Turns follow each other
 * in the order they were asked for; the program serves others meanwhile. It starts with the first turn and is kept warm
 * (`keep`) or ended when none is waiting. It never holds the program back from ending.
 *
 * A turn that takes longer than `patience` (ms) or more than `megabytes` of heap costs the process its life and its turn
 * the error that `ended` makes; the turns behind it are done by a new one.
 */
export class Apart<In, Out> {
  #module: URL
  #limits: { patience: number; megabytes: number; keep: boolean }
  #ended: (how: ApartEnd) => Error
  #child: ChildProcess | undefined
  #queue: Turn<In, Out>[] = []
  #turn: Turn<In, Out> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(
    module: URL,
    limits: { patience: number; megabytes: number; keep: boolean },
    ended: (how: ApartEnd) => Error,
  ) {
    this.#module = module
    this.#limits = limits
    this.#ended = ended
  }

  /** @throws what `ended` makes of a turn that took too long or died; an error the module threw, by its message */
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

  /** Ends the process, and with it the turn it is at. The next turn starts another. */
  async end(): Promise<void> {
    await gone(this.#child)
  }

  #next() {
    if (this.#turn) return
    const turn = this.#queue.shift()
    if (!turn) {
      if (!this.#limits.keep) this.#leave()
      return
    }
    this.#turn = turn
    const child = (this.#child ??= this.#start())
    // Waiting for an answer is reason to stay; a warm process without work is none.
    child.ref()
    child.channel?.ref()
    this.#timer = setTimeout(() => this.#lost(child, 'too-long'), this.#limits.patience)
    child.send(turn.input as object, () => undefined)
  }

  #start(): ChildProcess {
    const child = spawnApart(this.#module, this.#limits.megabytes)
    child.on('message', (answer: ApartAnswer<Out>) => {
      const turn = this.#over(child)
      if ('done' in answer) turn?.resolve(answer.done)
      else turn?.reject(new Error(answer.threw))
      this.#next()
    })
    // Out of memory, or an end of its own.
    child.on('exit', () => this.#lost(child, 'died'))
    return child
  }

  #lost(child: ChildProcess, how: ApartEnd) {
    if (child !== this.#child) return
    const turn = this.#over(child)
    this.#leave()
    turn?.reject(this.#ended(how))
    this.#next()
  }

  #over(child: ChildProcess): Turn<In, Out> | undefined {
    if (child !== this.#child) return undefined
    clearTimeout(this.#timer)
    const turn = this.#turn
    this.#turn = undefined
    child.unref()
    child.channel?.unref()
    return turn
  }

  #leave() {
    const child = this.#child
    this.#child = undefined
    child?.kill('SIGKILL')
  }
}

/** Ends a process; settled once it is over. */
export async function gone(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGKILL')
  await over
}
