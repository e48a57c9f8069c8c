import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { splitRecordId, uuidv7 } from '../kernel/id.ts'
import { tooLate } from '../kernel/lifecycle.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { closeTasks } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { concernLife } from './lifecycle.ts'
import { openConcern, staffStep, stepped } from './parties.ts'
import type { ConcernRecord } from './queries.ts'
import { groups, speakingNumber } from './words.ts'

export const merging = {
  async mergeConcern(c) {
    if (c.body.into === c.params.id) throw problem('same-concern')
    const into = await mergeTarget(c, c.params.id, c.body.into)
    const { row, answer } = await staffStep(c, c.params.id, 'merge', {
      change: () => ({ merged_area: into.area, merged_id: into.id, ended_at: c.now, due_at: null }),
      text: () => `并入 ${speakingNumber(into)}，一起办`,
      note: c.body.note,
      data: { into: c.body.into },
    })
    await closeTasks(c, row)
    await judge(c, row, into, 'merged')
    await c.append({
      area: into.area,
      noun: 'concern',
      subject: into.id,
      type: 'concern.joined',
      text: '另一位职工反映了同一件事，并在一起办',
      shown: 'public',
      data: { from: c.params.id },
    })
    return answer
  },

  async keepApart(c) {
    const other = await openConcern(c, c.body.other)
    const { row, answer } = await staffStep(c, c.params.id, 'keep-apart', {
      text: () => `与 ${speakingNumber(other)} 不是同一件事`,
    })
    await judge(c, row, other, 'apart')
    await closeTasks(c, row, { kinds: ['decide'], orgId: c.staff().acting.orgId })
    return { ...answer, can: (await stepped(c, row)).can }
  },
} satisfies Partial<Stories<typeof concernRoutes>>

/**
 * The concern another is merged into, still open. Where both stand in one area both are locked, always in the same
 * order, so that two who merge each into the other cannot end both.
 */
async function mergeTarget(c: Ctx, from: string, into: string): Promise<ConcernRecord> {
  const [own, other] = [splitRecordId(from), splitRecordId(into)]
  const together = own !== null && own.area === other?.area
  if (together && from < into) await openConcern(c, from, true)
  const target = await openConcern(c, into, together)
  if (!(groups.open as readonly string[]).includes(target.status)) throw await tooLate(c, concernLife, target)
  return target
}

async function judge(c: WriteCtx, row: ConcernRecord, other: ConcernRecord, state: 'apart' | 'merged') {
  // Seen from the other side it is the same pair.
  const { numUpdatedRows } = await c.db
    .updateTable('concern_pair')
    .set({ state, at: c.now })
    .where('area', '=', other.area)
    .where('concern_id', '=', other.id)
    .where('other_area', '=', row.area)
    .where('other_id', '=', row.id)
    .executeTakeFirst()
  if (numUpdatedRows > 0n && state === 'apart') return
  await c.db
    .insertInto('concern_pair')
    .values({
      area: row.area,
      id: uuidv7(c.now.getTime()),
      concern_id: row.id,
      other_area: other.area,
      other_id: other.id,
      score: 1,
      state,
      at: c.now,
    })
    .onConflict((oc) =>
      oc.columns(['area', 'concern_id', 'other_area', 'other_id']).doUpdateSet({ state, at: c.now }),
    )
    .execute()
}
