import { EventEmitter } from 'node:events'

/** A hint that something changed, for open screens to read it again through their own access. */
export type Change = { noun: string; area: number; id: string; orgId: number | null }

/** Whose sessions were ended or changed. */
export type Whose = { accountId: string } | { personId: string } | 'all'

/** Fan-out of committed changes inside this process. Another process's changes reach a screen with its next read. */
export class Live {
  #emitter = new EventEmitter()
  #ended = false
  constructor() {
    // One listener for each open screen is what it is for.
    this.#emitter.setMaxListeners(0)
  }
  tell(change: Change) {
    this.#emitter.emit('change', change)
  }
  /** Sessions were ended or changed: whoever streams to one asks again whom it belongs to. */
  sessionsChanged(whose: Whose) {
    this.#emitter.emit('sessions', whose)
  }
  /** As `listen`, for sessions. */
  onSessions(listener: (whose: Whose) => void): () => void {
    this.#emitter.on('sessions', listener)
    return () => this.#emitter.off('sessions', listener)
  }
  /** The program ends, and every stream with it. */
  end() {
    this.#ended = true
    this.#emitter.emit('end')
  }
  /** Calls `listener` at the end, at once where that has come. */
  onEnd(listener: () => void): () => void {
    if (this.#ended) listener()
    this.#emitter.once('end', listener)
    return () => this.#emitter.off('end', listener)
  }
  /** Calls `listener` for each change until the returned function is called. */
  listen(listener: (change: Change) => void): () => void {
    this.#emitter.on('change', listener)
    return () => this.#emitter.off('change', listener)
  }
}
