import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { recordId } from '../kernel/id.ts'
import { isWorkingDay } from '../kernel/working-days.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import type { concernRoutes, Progress } from './contract.ts'
import { dueNow } from './limits.ts'
import { concernByNumber, concernsByKeys, oneOf, type ConcernRecord } from './queries.ts'
import {
  outcomes,
  satisfactions,
  speakingNumber,
  type Outcome,
  type Satisfaction,
  type Status,
} from './words.ts'

/** What the worker reads: the state of the matter as a person would say it. */
type Told = Pick<ConcernRecord, 'owner_name' | 'lead_name'> &
  Partial<Pick<ConcernRecord, 'outcome' | 'satisfaction'>>
const judged = ({ outcome, satisfaction }: Told, who: string): string | null =>
  outcome && satisfaction
    ? `${who}：${outcomes[outcome as Outcome]}，${satisfactions[satisfaction as Satisfaction]}`
    : null

export const sentences: Record<Status, (row: Told) => string> = {
  received: (row) => `${row.owner_name}已收到，正在看`,
  accepted: (row) => `${row.owner_name}已受理，正在找负责的单位`,
  declined: () => '这件事不归工会办，已告诉你该找谁',
  assigned: (row) => `已交给${row.lead_name ?? '承办单位'}，等它接手`,
  'sent-back': (row) => `承办单位退回了，${row.owner_name}正在重新安排`,
  'taken-up': (row) => `${row.lead_name ?? '承办单位'}已接手，将联系你`,
  contacted: (row) => `${row.lead_name ?? '承办单位'}已联系过，正在办`,
  'in-progress': (row) => `${row.lead_name ?? '承办单位'}正在办`,
  answered: () => '已有答复，请你说说：解决了吗，满意吗',
  'called-back': () => '谢谢你的回答，工会正在看下一步',
  closed: (row) => judged(row, '你说') ?? '没有联系上你，工会核实后办结了',
  reopened: (row) => `你说还没解决，${row.owner_name}正在重新办`,
  merged: () => '与另一件相同的事并在一起办',
  withdrawn: () => '你已撤回',
}

/** The same to whoever looks it up: they are not the one who raised it. */
export const publicSentences: Partial<typeof sentences> = {
  declined: () => '这件事不归工会办，已告知该找谁',
  'taken-up': (row) => `${row.lead_name ?? '承办单位'}已接手`,
  answered: () => '已有答复，等职工说解决了没有',
  'called-back': () => '职工已答复，工会正在看下一步',
  reopened: (row) => `职工说还没解决，${row.owner_name}正在重新办`,
  withdrawn: () => '职工已撤回',
  closed: (row) => judged(row, '职工说') ?? '工会核实后办结',
}

/** The public progress: class, place, state, steps and commitments; no one's words, no handler's people. */
export const progressOf = async (c: Ctx, row: ConcernRecord): Promise<Progress> =>
  (await progressesOf(c, [row]))[0]!

/** The same of several, with as many statements as of one. */
export async function progressesOf(c: Ctx, rows: readonly ConcernRecord[]): Promise<Progress[]> {
  if (!rows.length) return []
  const calendar = await c.services.calendar()
  const merged = rows.flatMap((row) =>
    row.merged_area && row.merged_id ? [{ area: row.merged_area, id: row.merged_id }] : [],
  )
  const [events, commitments, into] = await Promise.all([
    sql<{ subject: string; at: Date; text: string }>`
      select subject, at, text from event where ${oneOf(sql`area`, sql`subject`, rows)} and shown = 'public' order by seq`.execute(
      c.db,
    ),
    sql<{
      id: string
      text: string
      by: string
      registeredBy: string | null
      dueOn: string | null
      status: string
    }>`
      select x.concern_id as id, m.text, coalesce(o.name, m.promiser_name) as by, w.name as "registeredBy", m.due_on as "dueOn", m.status from commitment_concern x
      join commitment m on m.area = x.area and m.id = x.commitment_id left join org o on o.id = m.promiser_org
      left join org w on w.id = m.owner_org and m.owner_org is distinct from m.promiser_org
      where ${oneOf(sql`x.concern_area`, sql`x.concern_id`, rows)} order by m.created_at`.execute(c.db),
    concernsByKeys(c.db, merged),
  ])
  const answers: Progress[] = []
  for (const row of rows) {
    const joined = into.find((one) => one.id === row.merged_id)
    answers.push({
      id: recordId(row.area, row.id),
      number: speakingNumber(row),
      // Until an officer has accepted it and put it in words, only class and place are public.
      title: row.accepted_at ? row.title : row.class_name,
      className: row.class_name,
      place: row.accepted_at ? row.place : '',
      status: row.status,
      sentence: (publicSentences[row.status] ?? sentences[row.status])(row),
      raisedAt: row.raised_at.toISOString(),
      due: await dueNow(c, row),
      steps: events.rows
        .filter((event) => event.subject === row.id)
        .slice(0, 200)
        .map((event) => ({ at: event.at.toISOString(), text: event.text })),
      commitments: commitments.rows
        .filter((one) => one.id === row.id)
        .map(({ id: _, ...one }) => ({
          ...one,
          certain: one.dueOn === null || isWorkingDay(one.dueOn, calendar).published,
        })),
      mergedInto: joined ? speakingNumber(joined) : null,
      outcome: row.outcome as Outcome | null,
      satisfaction: row.satisfaction as Satisfaction | null,
    })
  }
  return answers
}

export const progress = {
  async publicProgress(c) {
    const row = await concernByNumber(c.db, c.query.number)
    if (!row) throw problem('not-found')
    return progressOf(c, row)
  },

  async recentProgress(c) {
    const roots = c.query.area ? [c.query.area] : (await c.services.areas.roots()).map((root) => root.code)
    const { rows } = await sql<{ area: number; id: string }>`
      select x.area, x.id from unnest(${roots}::int[]) a(code) cross join lateral (
        select area, id, raised_at from concern where area = a.code and status = 'closed' order by raised_at desc, id desc limit 10) x
      order by x.raised_at desc, x.id desc limit 10`.execute(c.db)
    return { items: await progressesOf(c, await concernsByKeys(c.db, rows)), next: null }
  },
} satisfies Partial<Stories<typeof concernRoutes>>
