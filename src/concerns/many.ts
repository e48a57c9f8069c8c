import type { WriteCtx } from '../kernel/context.ts'
import { ProblemError } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import type { concernRoutes } from './contract.ts'
import { accept, takeUp } from './handling.ts'
import { hand } from './handing.ts'
import { openConcern } from './parties.ts'
import type { Urgency } from './words.ts'

/**
 * One step for each of several concerns: a refusal undoes its own alone and is told in words. `now`: what to say of one
 * that has moved on meanwhile.
 */
async function each(
  c: WriteCtx,
  ids: readonly string[],
  now: string,
  step: (id: string) => Promise<unknown>,
) {
  const done: string[] = []
  const failed: { id: string; problem: string }[] = []
  // In one order for everybody, so that two who do the same ones wait for each other instead of dying.
  for (const id of [...new Set(ids)].sort()) {
    try {
      await c.attempt(() => step(id))
      done.push(id)
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      const words: Record<string, string> = { 'not-found': '没有找到', 'not-yours': '这一步不由你来办' }
      failed.push({ id, problem: error.hint ?? words[error.code] ?? now })
    }
  }
  return { done, failed }
}

export const many = {
  assignMany: (c) => each(c, c.body.ids, '现在不能派单', (id) => hand(c, id, c.body)),

  takeUpMany: (c) => each(c, c.body.ids, '现在不能接单', (id) => takeUp(c, id)),

  acceptMany(c) {
    const titles = new Map(c.body.items.map((one) => [one.id, one.title]))
    return each(c, [...titles.keys()], '现在不能受理', async (id) => {
      const { class_code, urgency } = await openConcern(c, id, true)
      return accept(c, id, {
        title: titles.get(id)!,
        classCode: class_code,
        urgency: urgency as Urgency,
      })
    })
  },
} satisfies Partial<Stories<typeof concernRoutes>>
