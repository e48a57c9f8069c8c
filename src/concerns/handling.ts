import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { closeTasks, moveDue } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { dueOf } from './limits.ts'
import { pendingOf, staffStep, stepped } from './parties.ts'
import { answerPresses } from './pressing.ts'
import { linkFiles } from './photos.ts'
import { askFor, lapseExtension, windUp } from './tasks.ts'
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
    const { row } = await staffStep(c, c.params.id, 'accept', {
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
    return stepped(c, row)
  },

  async declineConcern(c) {
    const { row } = await staffStep(c, c.params.id, 'decline', {
      change: () => ({ ended_at: c.now, due_at: null }),
      text: () => `不属于工会办理范围，请找：${c.body.channel}`,
      note: c.body.reason,
      data: { channel: c.body.channel },
    })
    await windUp(c, row, ['accept', 'assign', 'reassign'])
    return stepped(c, row)
  },

  async takeUpConcern(c) {
    const { row } = await staffStep(c, c.params.id, 'take-up', {
      text: () => `${c.staff().acting.orgName}已接单`,
    })
    return stepped(c, row)
  },

  async contactConcern(c) {
    const { row } = await staffStep(c, c.params.id, 'contact', {
      needs: (one) => {
        if (one.sealed && c.body.how !== 'through-union')
          throw problem('bad-input', {
            fields: [{ path: 'how', message: '职工没有公开身份，请工会转达' }],
          })
      },
      // Only the first contact counts for the response rate.
      change: (one) => ({ contacted_at: one.contacted_at ?? c.now, due_at: one.answer_due }),
      text: () => (c.body.how === 'through-union' ? '请工会转达职工' : '已联系职工'),
      note: c.body.note,
      data: { how: c.body.how },
    })
    await moveDue(c, row, { kinds: ['handle'], dueAt: row.answer_due, certain: row.due_certain })
    if (c.body.how === 'through-union') {
      await closeTasks(c, row, { kinds: ['relay'], state: 'cancelled' })
      const due = await dueOf(c, row, 'contact', c.now)
      await askFor(c, row, {
        kind: 'relay',
        more: c.body.note.slice(0, 60),
        dueAt: due.at,
        dueCertain: due.certain,
      })
    }
    return stepped(c, row)
  },

  async relayConcern(c) {
    const { row } = await staffStep(c, c.params.id, 'relay', {
      needs: async (one) => {
        if (!(await pendingOf(c, one)).relay) throw problem('not-now', { hint: '没有要转达的话。' })
      },
      text: () => '已转达职工',
      note: c.body.note,
    })
    await closeTasks(c, row, { kinds: ['relay'] })
    return stepped(c, row)
  },

  async progressConcern(c) {
    const { row } = await staffStep(c, c.params.id, 'progress', {
      text: () => '登记了进展',
      note: c.body.note,
    })
    await linkFiles(c, row, 'progress', c.body.photos)
    return stepped(c, row)
  },

  async answerConcern(c) {
    const { acting, name } = c.staff()
    const { row } = await staffStep(c, c.params.id, 'answer', {
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
    await answerPresses(c, row, '已答复职工', acting.orgId)
    await lapseExtension(c, row, '已答复，不再需要')
    await closeTasks(c, row, { kinds: ['handle'] })
    await closeTasks(c, row, { kinds: ['assist', 'rally', 'compare', 'oversee'], state: 'cancelled' })
    await askFor(c, row, {
      kind: 'call-back',
      more: (await pendingOf(c, row)).raiser
        ? '等职工确认“解决”与“满意”'
        : '没有可以回访的职工，请核实后办结',
    })
    return stepped(c, row)
  },
} satisfies Partial<Stories<typeof concernRoutes>>
