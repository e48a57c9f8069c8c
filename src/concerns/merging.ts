import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { uuidv7 } from '../kernel/id.ts'
import { tooLate } from '../kernel/lifecycle.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { sql } from '../kernel/db.ts'
import { closeTasks } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { concernLife } from './lifecycle.ts'
import { openConcern, staffStep, stepped } from './parties.ts'
import type { ConcernRecord, Key } from './queries.ts'
import { askFor, windUp } from './tasks.ts'
import { groups, speakingNumber } from './words.ts'

export const merging = {
  async mergeConcern(c) {
    if (c.body.into === c.params.id) throw problem('same-concern')
    const into = await mergeTarget(c, c.params.id, c.body.into)
    const { row } = await staffStep(c, c.params.id, 'merge', {
      needs: (one) => {
        if (one.class_code !== into.class_code && !c.body.note)
          throw problem('bad-input', {
            fields: [
              {
                path: 'note',
                message: `一件是${one.class_name}，一件是${into.class_name}，须写明为什么是同一件事`,
              },
            ],
          })
      },
      change: () => ({ merged_area: into.area, merged_id: into.id, ended_at: c.now, due_at: null }),
      text: () => `并入 ${speakingNumber(into)}，一起办`,
      note: c.body.note,
      data: { into: c.body.into },
    })
    await judge(c, row, into, 'merged')
    await windUp(c, row, ['accept', 'assign', 'reassign'])
    await c.append({
      area: into.area,
      noun: 'concern',
      subject: into.id,
      type: 'concern.joined',
      text: '另一位职工反映了同一件事，并在一起办',
      shown: 'public',
      data: { from: c.params.id },
    })
    return stepped(c, row)
  },

  async keepApart(c) {
    if (c.body.other === c.params.id) throw problem('same-concern', { hint: '请选另一件诉求。' })
    const other = await openConcern(c, c.body.other)
    const { row } = await staffStep(c, c.params.id, 'keep-apart', {
      needs: async (one) => {
        if (!(await paired(c, one, other))) throw problem('not-alike')
      },
      text: () => `与 ${speakingNumber(other)} 不是同一件事`,
    })
    await judge(c, row, other, 'apart')
    return stepped(c, row)
  },
} satisfies Partial<Stories<typeof concernRoutes>>

/**
 * The concern another is merged into, still open. Both are locked, each in its own area and always in the same order, so
 * that two who merge each into the other cannot end both.
 */
async function mergeTarget(c: Ctx, from: string, into: string): Promise<ConcernRecord> {
  if (from < into) await openConcern(c, from, true)
  const target = await openConcern(c, into, true)
  // How it stands now is not theirs to know any more, nor to add to.
  if (target.known) throw problem('not-yours')
  if (!(groups.open as readonly string[]).includes(target.status)) throw await tooLate(c, concernLife, target)
  return target
}

/** Opens the one task to judge what may be the same matter, while there is any and it may still be judged. */
export async function askToCompare(c: WriteCtx, row: ConcernRecord): Promise<void> {
  if (!concernLife.steps['keep-apart'].from.includes(row.status as never)) return
  const { rows } = await sql<{ unjudged: boolean; asked: boolean }>`
    select ${unjudged(row)} as unjudged,
      exists (select 1 from task where about_area = ${row.area} and about_id = ${row.id} and kind = 'compare' and state = 'open') as asked`.execute(
    c.db,
  )
  if (!rows[0]?.unjudged || rows[0].asked) return
  // The limits are for the matter; to judge this there is none.
  await askFor(c, row, { kind: 'compare', dueAt: null, more: '由你判断是否合并' })
}

/** Do the two wait to be judged, whichever of them was found to be like the other? */
async function paired(c: Ctx, row: Key, other: Key): Promise<boolean> {
  const { rows } = await sql`
    select 1 from concern_pair where state in ('offered', 'named')
      and ((area, concern_id, other_area, other_id) = (${row.area}::int, ${row.id}::uuid, ${other.area}::int, ${other.id}::uuid)
        or (area, concern_id, other_area, other_id) = (${other.area}::int, ${other.id}::uuid, ${row.area}::int, ${row.id}::uuid)) limit 1`.execute(
    c.db,
  )
  return rows.length > 0
}

const unjudged = (row: { area: number; id: string }) =>
  sql<boolean>`exists (select 1 from concern_pair where area = ${row.area} and concern_id = ${row.id} and state in ('offered', 'named'))`

/** Writes down what a person decided of two, for each of them; the task to compare is done with the last pair. */
async function judge(c: WriteCtx, row: ConcernRecord, other: ConcernRecord, state: 'apart' | 'merged') {
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
  await c.db
    .updateTable('concern_pair')
    .set({ state, at: c.now })
    .where('area', '=', other.area)
    .where('concern_id', '=', other.id)
    .where('other_area', '=', row.area)
    .where('other_id', '=', row.id)
    .where('state', 'in', ['offered', 'named'])
    .execute()
  for (const one of [row, other]) {
    const { rows } = await sql<{ left: boolean }>`select ${unjudged(one)} as left`.execute(c.db)
    if (!rows[0]?.left) await closeTasks(c, one, { kinds: ['compare'] })
  }
}
