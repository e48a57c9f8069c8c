import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { unionAbove } from '../org/org.ts'
import { closeTasks } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { staffStep } from './parties.ts'
import { askFor } from './tasks.ts'

export const pressing = {
  async pressConcern(c) {
    const { row, answer } = await staffStep(c, c.params.id, 'press', {
      text: () => `${c.staff().acting.orgName}督办`,
      note: c.body.note,
    })
    await closeTasks(c, row, { kinds: ['decide'], orgId: c.staff().acting.orgId })
    return answer
  },

  async escalateConcern(c) {
    const above = await unionAbove(c.db, c.staff().acting.path)
    if (!above) throw problem('unknown-org', { hint: '已是最高一级，没有上级工会可报。' })
    const { row, answer } = await staffStep(c, c.params.id, 'escalate', {
      change: (one) => ({ escalation: one.escalation + 1 }),
      text: () => `已上报${above.name}`,
      note: c.body.note,
    })
    await askFor(c, row, { org: above, kind: 'decide', more: '下级上报，请督办' })
    return answer
  },
} satisfies Partial<Stories<typeof concernRoutes>>
