import { asProblem, type Problem } from '../../ui/client.ts'
import { write } from '../../ui/worker/answer.ts'
import type { Own } from './kept.ts'

/** What a step of its owner is given: the concern, its code, and who takes over what became of it. */
export type Writing = { own: Own; code: string | undefined; done: (own: Own) => void }

/** What every step names the concern by; whoever is signed in as its raiser needs no code. */
export const keyOf = (own: Own, code: string | undefined) => ({ number: own.number, ...(code && { code }) })

/** When the matter has moved on meanwhile, what is shown moves on too. */
export async function afterRefusal(
  cause: unknown,
  own: Own,
  code: string | undefined,
  done: (own: Own) => void,
): Promise<Problem> {
  const problem = asProblem(cause)
  if (problem.code === 'not-now') {
    await write('POST /api/concerns/follow', { body: keyOf(own, code) }).then(done, () => undefined)
  }
  return problem
}
