import type { WriteCtx } from '../kernel/context.ts'
import { uuidv7 } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { aYearOn, dayInWords, isWorkingDay, officeEnd, shanghaiDate } from '../kernel/working-days.ts'
import { closeTasks, moveDue } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { owed } from './limits.ts'
import { staffStep, stepped } from './parties.ts'
import { askFor, deskFor } from './tasks.ts'

export const extensions = {
  async askExtension(c) {
    const { acting, name } = { ...c.staff() }
    const { until, reason } = c.body
    const { row } = await staffStep(c, c.params.id, 'ask-extension', {
      needs: async (one) => {
        if (one.answer_due && officeEnd(until) <= one.answer_due) throw problem('until-too-early')
        if (until > aYearOn(shanghaiDate(c.now))) throw problem('until-too-late')
        const pending = await c.db
          .selectFrom('concern_extension')
          .select('id')
          .where('area', '=', one.area)
          .where('concern_id', '=', one.id)
          .where('state', '=', 'asked')
          .executeTakeFirst()
        if (pending) throw problem('extension-pending')
      },
      text: () => `${acting.orgName}申请延期到${dayInWords(until)}`,
      note: reason,
    })
    await c.db
      .insertInto('concern_extension')
      .values({
        area: row.area,
        id: uuidv7(c.now.getTime()),
        concern_id: row.id,
        asked_by: `${acting.orgShortName} ${name}`,
        org_id: acting.orgId,
        asked_at: c.now,
        reason,
        until,
        state: 'asked',
      })
      .execute()
    await askFor(c, row, {
      kind: 'approve',
      org: await deskFor(c, row, 'approve'),
      title: `延期申请：${row.title}`,
      more: `申请延到${until}`,
      dueAt: row.answer_due,
    })
    return stepped(c, row)
  },

  grantExtension: (c) => decideExtension(c, c.params.id, true, c.body.note),

  refuseExtension: (c) => decideExtension(c, c.params.id, false, c.body.note),
} satisfies Partial<Stories<typeof concernRoutes>>

async function decideExtension(c: WriteCtx, id: string, grant: boolean, note: string | undefined) {
  let asked: { area: number; id: string; until: string } | undefined
  const { acting, name } = c.staff()
  const calendar = await c.services.calendar()
  const { before, row } = await staffStep(c, id, grant ? 'grant-extension' : 'refuse-extension', {
    // Read once the concern is locked: another may have decided while we waited.
    needs: async (one) => {
      asked = await c.db
        .selectFrom('concern_extension')
        .select(['area', 'id', 'until'])
        .where('area', '=', one.area)
        .where('concern_id', '=', one.id)
        .where('state', '=', 'asked')
        .executeTakeFirst()
      if (!asked) throw problem('not-now', { hint: '没有等待审批的延期申请。' })
    },
    change: (one) => {
      if (!grant || !asked) return {}
      const until = officeEnd(asked.until)
      const { published } = isWorkingDay(asked.until, calendar)
      // Before the first contact that one is still owed by its own limit.
      return {
        answer_due: until,
        due_certain: published,
        ...(owed[one.status] === 'answer' && { due_at: until }),
      }
    },
    text: () => (grant ? `同意延期到${dayInWords(asked!.until)}` : '不同意延期'),
    note,
  })
  if (asked) {
    await c.db
      .updateTable('concern_extension')
      .set({
        state: grant ? 'granted' : 'refused',
        decided_by: `${acting.orgShortName} ${name}`,
        decision_note: note ?? null,
      })
      .where('area', '=', asked.area)
      .where('id', '=', asked.id)
      .execute()
  }
  await closeTasks(c, row, { kinds: ['approve'] })
  // Whoever is due when the answer is; a meeting that was called for an hour of its own stays.
  if (grant)
    await moveDue(c, row, {
      kinds: ['handle', 'assist', 'rally'],
      was: before.answer_due,
      dueAt: row.answer_due,
      certain: row.due_certain,
    })
  return stepped(c, row)
}
