import { uuidv7 } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { aYearOn, dayInWords, officeEnd, shanghaiDate } from '../kernel/working-days.ts'
import type { WriteCtx } from '../kernel/context.ts'
import { unionAbove, type OrgRow } from '../org/org.ts'
import { closeTasks } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { staffStep, stepped } from './parties.ts'
import type { ConcernRecord } from './queries.ts'
import { askFor } from './tasks.ts'

export const pressing = {
  async pressConcern(c) {
    const { acting, name } = c.staff()
    const replyBy = officeEnd(c.body.replyBy)
    if (replyBy <= c.now || c.body.replyBy > aYearOn(shanghaiDate(c.now)))
      throw problem('bad-input', { fields: [{ path: 'replyBy', message: '请选今天以后、一年以内的日期' }] })
    const { row } = await staffStep(c, c.params.id, 'press', {
      text: () => `${acting.orgName}督办，请在${dayInWords(c.body.replyBy)}前回复`,
      note: c.body.note,
    })
    await closeTasks(c, row, { kinds: ['oversee'], orgId: acting.orgId })
    // Whoever has to move it on now.
    const { org_id } = await c.db
      .updateTable('task')
      .set({ reply_by: replyBy })
      .where('about_area', '=', row.area)
      .where('about_id', '=', row.id)
      .where('kind', 'in', ['assign', 'reassign', 'handle'])
      .where('state', '=', 'open')
      .returning('org_id')
      .executeTakeFirstOrThrow()
    await c.db
      .insertInto('concern_press')
      .values({
        area: row.area,
        id: uuidv7(c.now.getTime()),
        concern_id: row.id,
        org_id: acting.orgId,
        pressed_by: `${acting.orgShortName} ${name}`,
        to_org: org_id,
        pressed_at: c.now,
        note: c.body.note,
        reply_by: replyBy,
      })
      .execute()
    return stepped(c, row)
  },

  async reportConcern(c) {
    const { acting } = c.staff()
    const { row } = await staffStep(c, c.params.id, 'report', {
      text: () => `${acting.orgName}回复了督办`,
      note: c.body.note,
    })
    await answerPresses(c, row, c.body.note, acting.orgId)
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

/** Answers what an org was pressed for, in its own words or by the step it took. */
export async function answerPresses(c: WriteCtx, row: ConcernRecord, reply: string, orgId: number) {
  await c.db
    .updateTable('concern_press')
    .set({ replied_at: c.now, reply })
    .where('area', '=', row.area)
    .where('concern_id', '=', row.id)
    .where('to_org', '=', orgId)
    .where('replied_at', 'is', null)
    .execute()
  await c.db
    .updateTable('task')
    .set({ reply_by: null })
    .where('about_area', '=', row.area)
    .where('about_id', '=', row.id)
    .where('org_id', '=', orgId)
    .where('reply_by', 'is not', null)
    .execute()
}
