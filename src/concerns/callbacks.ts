import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { uuidv7 } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { timeInWords } from '../kernel/working-days.ts'
import { unionAbove } from '../org/org.ts'
import { closeTasks } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { dueOf } from './limits.ts'
import { askToCompare } from './merging.ts'
import { mayClose, pendingOf, staffStep, stepped } from './parties.ts'
import { askToOversee } from './pressing.ts'
import type { ConcernRecord } from './queries.ts'
import { askFor, windUp } from './tasks.ts'
import { outcomes, type Outcome, type Status, type Satisfaction } from './words.ts'

/**
 * What a callback leads to, whoever wrote it down: solved closes, unsolved reopens and escalates, between the two
 * the union decides. 解决 and 满意 are the worker's own two answers.
 */
export const afterCallback = (outcome: Outcome): Status =>
  outcome === 'solved' ? 'closed' : outcome === 'unsolved' ? 'reopened' : 'called-back'

/** A matter closed without its worker's word: they may say it for some time yet, and it counts. */
export async function mayStillSay(c: Ctx, row: ConcernRecord): Promise<boolean> {
  if (row.status !== 'closed' || row.called_back_at || !row.ended_at) return false
  return c.now <= (await dueOf(c, row, 'late-word', row.ended_at)).at
}

export async function callbackChange(
  c: WriteCtx,
  row: ConcernRecord,
  said: { outcome: Outcome; satisfaction: Satisfaction },
) {
  const status = afterCallback(said.outcome)
  const again = status === 'reopened' ? await dueOf(c, row, 'dispatch', c.now) : null
  return {
    outcome: said.outcome,
    satisfaction: said.satisfaction,
    called_back_at: c.now,
    ended_at: status === 'closed' ? (row.ended_at ?? c.now) : null,
    due_at: again?.at ?? null,
    due_from: again ? c.now : null,
    due_certain: again?.certain ?? row.due_certain,
    ...(again
      ? { reopened: row.reopened + 1, escalation: row.escalation + 1, dispatch_due: again.at, lead_org: null }
      : {}),
  }
}

/** Keeps what the worker said, for good: the next answer does not replace it. */
export async function keepCallback(
  c: WriteCtx,
  row: { area: number; id: string },
  said: { outcome: Outcome; satisfaction: Satisfaction },
  by: 'worker' | 'phone',
) {
  await sql`
    insert into concern_callback (area, id, concern_id, round, outcome, satisfaction, by, at)
    select ${row.area}, ${uuidv7(c.now.getTime())}, ${row.id}, coalesce(max(round), 0) + 1, ${said.outcome}, ${said.satisfaction}, ${by}, ${c.now}::timestamptz
    from concern_callback where area = ${row.area} and concern_id = ${row.id}`.execute(c.db)
}

/** The tasks a callback closes and opens. */
export async function callbackTasks(c: WriteCtx, row: ConcernRecord) {
  if (row.status === 'closed') return windUp(c, row, ['call-back'])
  await closeTasks(c, row, { kinds: ['call-back'] })
  if (row.status === 'called-back')
    await askFor(c, row, {
      kind: 'decide',
      more: `职工答“${row.outcome === 'explained' ? '已解释' : '部分解决'}”，办结还是重办`,
    })
  if (row.status === 'reopened') {
    await askFor(c, row, { kind: 'reassign', more: '职工答“未解决”' })
    await askToCompare(c, row)
    const above = await unionAbove(c.db, row.owner_path)
    if (above) await askToOversee(c, row, above, `未解决，第${row.escalation}次上报，请督办`)
    await c.append({
      area: row.area,
      noun: 'concern',
      subject: row.id,
      type: 'concern.escalated',
      text: above ? `未解决，已上报${above.name}` : '未解决，已升级办理',
      shown: 'public',
      orgId: row.owner_org,
      // What follows from an answer by the rule is nobody's step.
      by: { accountId: null, name: '系统' },
    })
  }
}

/** What reopening changes, whoever asks for it. */
export async function reopening(c: WriteCtx, row: ConcernRecord) {
  const due = await dueOf(c, row, 'dispatch', c.now)
  return {
    reopened: row.reopened + 1,
    ended_at: null,
    lead_org: null,
    dispatch_due: due.at,
    due_at: due.at,
    due_from: c.now,
    due_certain: due.certain,
  }
}

export const callbacks = {
  async callBack(c) {
    const said = { outcome: c.body.outcome as Outcome, satisfaction: c.body.satisfaction }
    const { row } = await staffStep(c, c.params.id, 'call-back', {
      needs: async (one) => {
        if (!(await pendingOf(c, one)).raiser) throw problem('no-raiser')
      },
      to: () => afterCallback(said.outcome),
      change: (one) => callbackChange(c, one, said),
      text: () => `工会回访，职工答“${outcomes[said.outcome]}”`,
      note: c.body.note,
      data: { ...said, by: 'phone' },
    })
    await keepCallback(c, row, said, 'phone')
    await callbackTasks(c, row)
    return stepped(c, row)
  },

  async missCall(c) {
    const at = c.body.at ? new Date(c.body.at) : c.now
    const { row } = await staffStep(c, c.params.id, 'missed-call', {
      needs: async (one) => {
        if (!(await pendingOf(c, one)).raiser) throw problem('no-raiser')
        if (at > c.now || (one.answered_at && at < one.answered_at))
          throw problem('bad-input', { fields: [{ path: 'at', message: '应在答复之后，不晚于现在' }] })
      },
      text: () => `${timeInWords(at)}回访，没有接通`,
      note: c.body.note,
      data: { at: at.toISOString() },
    })
    return stepped(c, row)
  },

  async closeConcern(c) {
    let why = ''
    const { row } = await staffStep(c, c.params.id, 'close', {
      needs: async (one) => {
        if (one.status !== 'answered') return
        const pending = await pendingOf(c, one)
        const { raiser } = pending
        if (!mayClose(c, one, pending)) throw problem('call-back-first')
        why = raiser ? '联系不上职工' : '没有可以回访的职工，核实后'
        if (c.body.note) return
        const message = raiser
          ? '没有回访就办结，须写明为什么联系不上职工'
          : '没有职工可以回访，须写明怎样核实的'
        throw problem('bad-input', { fields: [{ path: 'note', message }] })
      },
      change: () => ({ ended_at: c.now, due_at: null }),
      text: (one) =>
        one.status === 'answered' ? `${why}办结${why === '联系不上职工' ? '，职工仍可补答' : ''}` : '办结',
      note: c.body.note,
    })
    await windUp(c, row, ['call-back', 'decide'])
    return stepped(c, row)
  },

  async reopenConcern(c) {
    const { row } = await staffStep(c, c.params.id, 'reopen', {
      change: (one) => reopening(c, one),
      text: () => '重新办理',
      note: c.body.note,
    })
    await closeTasks(c, row, { kinds: ['decide'] })
    await askFor(c, row, { kind: 'reassign', more: '重新办理' })
    await askToCompare(c, row)
    return stepped(c, row)
  },
} satisfies Partial<Stories<typeof concernRoutes>>
