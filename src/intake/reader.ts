// Runs in a process of its own: everything of a reading that needs nothing but the text.
import type { ApartAnswer } from '../kernel/apart.ts'
import { readWhole, type Asked, type Whole } from './whole.ts'

process.on('message', (asked: Asked) => {
  let answer: ApartAnswer<Whole>
  try {
    answer = { done: readWhole(asked) }
  } catch (error) {
    answer = { threw: (error as Error).message }
  }
  process.send!(answer)
})
