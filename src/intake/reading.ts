import { Worker } from 'node:worker_threads'
import { problem } from '../kernel/problem.ts'
import { looksBinary, readPage } from './engine/index.ts'
import type { Page } from './engine/types.ts'

/** Shorter texts take a few milliseconds and are read where they are. UTF-16 units. */
const short = 60_000
/** A text of the greatest length takes some seconds; what takes longer than this (ms) never ends. */
const patience = 60_000

/** Long texts wait for each other, so that several of them at once do not take every core. */
let queue: Promise<unknown> = Promise.resolve()

/**
 * Reads a text: a long one on a thread of its own, while others are served.
 * @throws empty-text, binary-text, text-too-long
 */
export async function read(text: string): Promise<Page> {
  if (!text.trim()) throw problem('empty-text')
  if (looksBinary(text)) throw problem('binary-text')
  if (text.length <= short) return readPage(text)
  const turn = queue.then(() => readApart(text))
  queue = turn.catch(() => undefined)
  return turn
}

function readApart(text: string): Promise<Page> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./engine/thread.ts', import.meta.url), { workerData: text })
    const timer = setTimeout(() => {
      void worker.terminate()
      reject(problem('text-too-long'))
    }, patience)
    worker.once('message', (page: Page) => {
      clearTimeout(timer)
      resolve(page)
    })
    worker.once('error', (error: Error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
}
