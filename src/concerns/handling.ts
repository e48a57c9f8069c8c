import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { closeTasks, moveDue } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { dueOf } from './limits.ts'
import { pendingOf, staffStep } from './parties.ts'
import { linkFiles } from './photos.ts'
import { askFor } from './tasks.ts'
import { outcomes } from './words.ts'

export const handling = {
  async acceptConcern(c) {
    const { title, classCode, urgency, note } = c.body
    const kind = await c.db
      .selectFrom('concern_class')
      .select('code')
      .where('code', '=', classCode)
      .executeTakeFirst()
    if (!kind) throw problem('unknown-class')
    const { row, answer } = await staffStep(c, c.params.id, 'accept', {
      // A more urgent grade shortens the time to hand over, counted from when it was raised.
      change: async (one) => {
        const due = await dueOf(
          c,
          { area: one.area, class_code: classCode, urgency },
          'dispatch',
          one.raised_at,
        )
        return {
          title,
          class_code: classCode,
          urgency,
          accepted_at: c.now,
          dispatch_due: due.at,
          first_dispatch_due: due.at,
          due_at: due.at,
          due_certain: due.certain,
        }
      },
      text: () => '工会已受理',
      note,
    })
    await closeTasks(c, row, { kinds: ['accept'] })
    await askFor(c, row, { kind: 'assign' })
    return answer
  },

  async declineConcern(c) {
    const { row, answer } = await staffStep(c, c.params.id, 'decline', {
      change: () => ({ ended_at: c.now, due_at: null }),
      text: () => `不属于工会办理范围，请找：${c.body.channel}`,
      note: c.body.reason,
      data: { channel: c.body.channel },
    })
    await closeTasks(c, row)
    return answer
  },

  takeUpConcern: async (c) =>
    (await staffStep(c, c.params.id, 'take-up', { text: () => `${c.staff().acting.orgName}已接单` })).answer,

  async contactConcern(c) {
    const { row, answer } = await staffStep(c, c.params.id, 'contact', {
      // Only the first contact counts for the response rate.
      change: (one) => ({ contacted_at: one.contacted_at ?? c.now, due_at: one.answer_due }),
      text: () => '已联系职工',
      note: c.body.note,
      data: { how: c.body.how },
    })
    await moveDue(c, row, ['handle'], row.answer_due, row.due_certain)
    return answer
  },

  async progressConcern(c) {
    const { row, answer } = await staffStep(c, c.params.id, 'progress', {
      text: () => '登记了进展',
      note: c.body.note,
    })
    await linkFiles(c, row, 'progress', c.body.photos)
    return answer
  },

  async answerConcern(c) {
    const { acting, name } = c.staff()
    const { row, answer } = await staffStep(c, c.params.id, 'answer', {
      change: async (one) => {
        const due = await dueOf(c, one, 'call-back', c.now)
        return {
          answer: c.body.text,
          answer_claim: c.body.claim,
          answer_by: `${acting.orgShortName} ${name}`,
          answered_at: c.now,
          call_back_due: due.at,
          due_at: due.at,
          due_from: c.now,
          due_certain: due.certain,
          called_back_at: null,
          outcome: null,
          satisfaction: null,
        }
      },
      text: () => `${acting.orgName}答复：${outcomes[c.body.claim]}`,
    })
    await linkFiles(c, row, 'answer', c.body.photos)
    await c.db
      .updateTable('concern_extension')
      .set({ state: 'refused', decision_note: '已答复，不再需要' })
      .where('area', '=', row.area)
      .where('concern_id', '=', row.id)
      .where('state', '=', 'asked')
      .execute()
    await closeTasks(c, row, { kinds: ['handle'] })
    await closeTasks(c, row, { kinds: ['approve', 'assist', 'rally', 'decide'], state: 'cancelled' })
    await askFor(c, row, {
      kind: 'call-back',
      more: (await pendingOf(c, row)).raiser
        ? '等职工确认“解决”与“满意”'
        : '没有可以回访的职工，请核实后办结',
    })
    return answer
  },
} satisfies Partial<Stories<typeof concernRoutes>>
