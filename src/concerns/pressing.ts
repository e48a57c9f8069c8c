import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import type { WriteCtx } from '../kernel/context.ts'
import { unionAbove, type OrgRow } from '../org/org.ts'
import { closeTasks } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { staffStep, stepped } from './parties.ts'
import type { ConcernRecord } from './queries.ts'
import { askFor } from './tasks.ts'

export const pressing = {
  async pressConcern(c) {
    const { row } = await staffStep(c, c.params.id, 'press', {
      text: () => `${c.staff().acting.orgName}督办`,
      note: c.body.note,
    })
    await closeTasks(c, row, { kinds: ['oversee'], orgId: c.staff().acting.orgId })
    return stepped(c, row)
  },

  async escalateConcern(c) {
    const above = await unionAbove(c.db, c.staff().acting.path)
    if (!above) throw problem('unknown-org', { hint: '已是最高一级，没有上级工会可报。' })
    const { row } = await staffStep(c, c.params.id, 'escalate', {
      change: (one) => ({ escalation: one.escalation + 1 }),
      text: () => `已上报${above.name}`,
      note: c.body.note,
    })
    await askToOversee(c, row, above, '下级上报，请督办')
    return stepped(c, row)
  },
} satisfies Partial<Stories<typeof concernRoutes>>

/** Brings the matter to the desk of the union above: one task there, whatever brought it up. */
export async function askToOversee(c: WriteCtx, row: ConcernRecord, above: OrgRow, why: string) {
  const asked = await c.db
    .selectFrom('task')
    .select('id')
    .where('about_area', '=', row.area)
    .where('about_id', '=', row.id)
    .where('org_id', '=', above.id)
    .where('kind', '=', 'oversee')
    .where('state', '=', 'open')
    .executeTakeFirst()
  if (!asked) await askFor(c, row, { org: above, kind: 'oversee', more: why })
}
