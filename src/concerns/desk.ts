import type { Ctx } from '../kernel/context.ts'
import { recordId } from '../kernel/id.ts'
import type { Stories } from '../kernel/route.ts'
import { shanghaiDate, yellowWindow } from '../kernel/working-days.ts'
import { pagesOf, sendLedger } from '../org/exported.ts'
import { ratesBy } from './rates-by.ts'
import type { concernRoutes, ConcernRow } from './contract.ts'
import { columns, filterWords, namesIn, toldOf } from './ledger.ts'
import { dueNow } from './limits.ts'
import {
  countByStatus,
  dayEnd,
  dayStart,
  listConcerns,
  rateCounts,
  type ConcernLine,
  type Filters,
} from './queries.ts'
import { speakingNumber, type Outcome, type Satisfaction, type Source, type Urgency } from './words.ts'

type Line = Omit<ConcernLine, 'sort_at'>

export async function asRow(c: Ctx, row: Line): Promise<ConcernRow> {
  return {
    id: recordId(row.area, row.id),
    number: speakingNumber(row),
    title: row.title,
    classCode: row.class_code,
    className: row.class_name,
    status: row.status,
    urgency: row.urgency as Urgency,
    place: row.place,
    source: row.source as Source,
    owner: { id: row.owner_org, name: row.owner_name },
    lead: row.lead_org ? { id: row.lead_org, name: row.lead_name ?? '' } : null,
    raisedAt: row.raised_at.toISOString(),
    due: await dueNow(c, row),
    escalation: row.escalation,
    commonIssueId:
      row.common_issue_area && row.common_issue_id
        ? recordId(row.common_issue_area, row.common_issue_id)
        : null,
    outcome: row.outcome as Outcome | null,
    satisfaction: row.satisfaction as Satisfaction | null,
  }
}

/** Ninety days to today unless the desk asks otherwise. */
function windowOf(c: Ctx, query: { from?: string; to?: string }) {
  const to = query.to ?? shanghaiDate(c.now)
  const from = query.from ?? shanghaiDate(new Date(c.now.getTime() - 89 * 86_400_000))
  return { from, to, window: { from: dayStart(from), until: dayEnd(to), now: c.now } }
}

async function lines(c: Ctx, query: Filters) {
  const calendar = await c.services.calendar()
  return listConcerns(c.db, await c.scope(), query, yellowWindow(c.now, calendar))
}

export const desk = {
  async listConcerns(c) {
    const { rows, next, total } = await lines(c, c.query)
    return { items: await Promise.all(rows.map((row) => asRow(c, row))), next, total }
  },

  /** The desk as a ledger. */
  async exportConcerns(c) {
    return await sendLedger(c, {
      name: '诉求台账',
      event: 'concern.exported',
      unit: '件',
      filter: filterWords(c.query, await namesIn(c, c.query)),
      columns,
      rows: async function* (one) {
        const pages = pagesOf((cursor, limit) => lines(one, { ...c.query, cursor, limit, count: false }))
        for await (const page of pages)
          yield await toldOf(
            one,
            await Promise.all(page.map(async (line) => ({ line, row: await asRow(one, line) }))),
          )
      },
    })
  },

  async countConcerns(c) {
    const calendar = await c.services.calendar()
    const rows = await countByStatus(
      c.db,
      await c.scope(),
      {
        from: c.query.from ? dayStart(c.query.from) : undefined,
        until: c.query.to ? dayEnd(c.query.to) : undefined,
      },
      yellowWindow(c.now, calendar),
    )
    return {
      byStatus: rows.map(({ status, count }) => ({ status, count })),
      yellow: rows.reduce((sum, row) => sum + row.yellow, 0),
      red: rows.reduce((sum, row) => sum + row.red, 0),
    }
  },

  async concernRates(c) {
    const { from, to, window } = windowOf(c, c.query)
    return {
      from,
      to,
      scope: `${c.staff().acting.orgName}及以下`,
      ...(await rateCounts(c.db, await c.scope(), window)),
    }
  },

  async ratesBy(c) {
    const { from, to, window } = windowOf(c, c.query)
    return { from, to, ...(await ratesBy(c.db, await c.scope(), c.query.by, { from, to, window })) }
  },
} satisfies Partial<Stories<typeof concernRoutes>>
