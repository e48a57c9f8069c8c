import type { WriteCtx } from '../kernel/context.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { closeTasks, moveDue, turnTo } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { dueOf } from './limits.ts'
import { pendingOf, staffStep, stepped } from './parties.ts'
import { answerPresses } from './pressing.ts'
import { linkFiles } from './photos.ts'
import type { ConcernRecord } from './queries.ts'
import { askFor, deskFor, lapseExtension, windUp } from './tasks.ts'
import { outcomes, type Urgency } from './words.ts'

/** 受理: the title is public from now on. */
export async function accept(
  c: WriteCtx,
  id: string,
  { title, classCode, urgency, note }: { title: string; classCode: string; urgency: Urgency; note?: string },
) {
  const kind = await c.db
    .selectFrom('concern_class')
    .select('code')
    .where('code', '=', classCode)
    .executeTakeFirst()
  if (!kind) throw problem('unknown-class')
  const { row } = await staffStep(c, id, 'accept', {
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
}

/** 接单: the body it was handed to begins. */
export async function takeUp(c: WriteCtx, id: string) {
  const { row } = await staffStep(c, id, 'take-up', {
    text: () => `${c.staff().acting.orgName}已接单`,
  })
  await turnTo(c, row, 'handle', 'contact')
  return stepped(c, row)
}

/** The worker was reached: from now on the answer is owed. Only the first contact counts for the response rate. */
const contacted = (c: WriteCtx, one: ConcernRecord) => ({
  contacted_at: one.contacted_at ?? c.now,
  due_at: one.answer_due,
})

export const handling = {
  acceptConcern: (c) => accept(c, c.params.id, c.body),

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

  takeUpConcern: (c) => takeUp(c, c.params.id),

  async contactConcern(c) {
    const throughUnion = c.body.how === 'through-union'
    const { row } = await staffStep(c, c.params.id, 'contact', {
      needs: (one) => {
        if (one.sealed && !throughUnion)
          throw problem('bad-input', {
            fields: [{ path: 'how', message: '职工没有公开身份，请工会转达' }],
          })
      },
      // What the union is asked to pass on has not reached the worker yet: it is the contact once it was passed on.
      to: (one) => (throughUnion && one.status === 'taken-up' ? 'taken-up' : 'contacted'),
      change: (one) => (throughUnion ? {} : contacted(c, one)),
      text: () => (throughUnion ? '请工会转达职工' : '已联系职工'),
      note: c.body.note,
      data: { how: c.body.how },
    })
    if (!throughUnion) {
      await moveDue(c, row, { kinds: ['handle'], dueAt: row.answer_due, certain: row.due_certain })
      await turnTo(c, row, 'handle', 'answer')
    } else {
      await closeTasks(c, row, { kinds: ['relay'], state: 'cancelled' })
      // The limit of the contact goes on; later words have one of their own.
      const due =
        row.status === 'taken-up' && row.due_at
          ? { at: row.due_at, certain: row.due_certain }
          : await dueOf(c, row, 'contact', c.now)
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
    const { row, before } = await staffStep(c, c.params.id, 'relay', {
      needs: async (one) => {
        if (!(await pendingOf(c, one)).relay) throw problem('not-now', { hint: '没有要转达的话。' })
      },
      change: (one) =>
        one.status === 'taken-up' ? contacted(c, one) : { contacted_at: one.contacted_at ?? c.now },
      text: () => '已转达职工',
      note: c.body.note,
    })
    await closeTasks(c, row, { kinds: ['relay'] })
    if (before.status === 'taken-up') {
      await moveDue(c, row, { kinds: ['handle'], dueAt: row.answer_due, certain: row.due_certain })
      await turnTo(c, row, 'handle', 'answer')
    }
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
    // A later answer takes the place of this one; in the part it stays.
    await closeTasks(c, row, { kinds: ['handle'], reply: c.body.text })
    await closeTasks(c, row, { kinds: ['assist', 'rally', 'compare', 'oversee'], state: 'cancelled' })
    await askFor(c, row, {
      kind: 'call-back',
      org: await deskFor(c, row, 'call-back'),
      more: (await pendingOf(c, row)).raiser
        ? '等职工确认“解决”与“满意”'
        : '没有可以回访的职工，请核实后办结',
    })
    return stepped(c, row)
  },
} satisfies Partial<Stories<typeof concernRoutes>>
