// Runs as a thread of its own: everything of a reading that needs nothing but the text.
import { parentPort } from 'node:worker_threads'
import type { ThreadAnswer } from '../kernel/thread.ts'
import { readWhole, type Asked, type Whole } from './whole.ts'

parentPort!.on('message', (asked: Asked) => {
  let answer: ThreadAnswer<Whole>
  try {
    answer = { done: readWhole(asked) }
  } catch (error) {
    answer = { threw: (error as Error).message }
  }
  parentPort!.postMessage(answer)
})
