import { isYellow } from '../kernel/card.ts'
import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { recordId } from '../kernel/id.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import type { Stories } from '../kernel/route.ts'
import { yellowWindow } from '../kernel/working-days.ts'
import type { concernRoutes, HandledRow } from './contract.ts'
import { asDue, certainOf, owed } from './limits.ts'
import { matching } from './queries.ts'
import { statusThen } from './knowledge.ts'
import { speakingNumber, type Part, type PartState, type Status, type Urgency } from './words.ts'

type Line = {
  area: number
  /** Of the task. */
  id: string
  concern_id: string
  year: number
  running: number
  title: string
  class_code: string
  class_name: string
  place: string
  urgency: Urgency
  status: Status
  owner_org: number
  owner_name: string
  part: Part
  state: PartState
  opened_at: Date
  closed_at: Date | null
  due_at: Date | null
  due_from: Date | null
  reply: string | null
  sort_at: Date | null
}

async function asHandled(c: Ctx, row: Line): Promise<HandledRow> {
  const due = row.state === 'open' ? row.due_at : null
  return {
    id: recordId(row.area, row.concern_id),
    number: speakingNumber(row),
    title: row.title,
    classCode: row.class_code,
    className: row.class_name,
    place: row.place,
    urgency: row.urgency,
    status: row.status,
    owner: { id: row.owner_org, name: row.owner_name },
    part: row.part,
    state: row.state,
    handedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    due:
      due &&
      asDue(
        due,
        await certainOf(c, row, owed[row.status], due),
        c.now,
        await c.services.calendar(),
        row.due_from,
      ),
    reply: row.reply,
  }
}

export const handled = {
  /** Each matter once, by the last part the org had in it. */
  async listHandled(c) {
    const { acting } = c.staff()
    const { state, part, classCode, card, q, cursor, limit, count } = c.query
    const soonest = c.query.order === 'soonest'
    const yellow = yellowWindow(c.now, await c.services.calendar())
    const where = [
      sql<boolean>`not exists (select 1 from task n where n.about_area = t.about_area and n.about_id = t.about_id
        and n.org_id = t.org_id and n.part <> '' and (n.opened_at, n.id) > (t.opened_at, t.id))`,
    ]
    if (state) where.push(sql`t.state = ${state}`)
    if (part) where.push(sql`t.part = ${part}`)
    if (classCode) where.push(sql`c.class_code = ${classCode}`)
    if (q) where.push(matching(q))
    // What is closed owes nothing: it has no card, and no place in an order of deadlines.
    if (card === 'red') where.push(sql`t.due_at < ${c.now}`)
    if (card === 'yellow') where.push(isYellow(sql`t.due_at`, sql`t.due_from`, yellow))
    if (card || soonest) where.push(sql`t.state = 'open'`)
    const page = await mergePage<Line>(c.db, {
      arms: [sql<boolean>`t.area = ${acting.area} and t.org_id = ${acting.orgId} and t.part <> ''`],
      columns: sql`c.area, t.id, c.id as concern_id, c.year, c.running, c.title, c.class_code, k.name as class_name, c.place, c.urgency,
        case when t.state = 'open' then c.status else ${statusThen(sql`t.closed_seq`)} end as status,
        c.owner_org, o.name as owner_name, t.part, t.state, t.opened_at, t.closed_at, t.due_at, t.due_from, t.reply`,
      from: sql`task t join concern c on c.area = t.about_area and c.id = t.about_id
        join concern_class k on k.code = c.class_code join org o on o.id = c.owner_org`,
      where,
      sort: soonest ? sql`t.desk_at` : sql`t.opened_at`,
      id: sql`t.id`,
      order: soonest ? 'soonest' : 'newest',
      cursor: readCursor(cursor),
      limit: limit ?? 20,
      count,
    })
    return {
      items: await Promise.all(page.rows.map((row) => asHandled(c, row))),
      next: page.next,
      total: page.total,
    }
  },
} satisfies Partial<Stories<typeof concernRoutes>>
