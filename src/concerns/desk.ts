import { writeXlsx } from 'hucre'
import type { Ctx } from '../kernel/context.ts'
import { recordId } from '../kernel/id.ts'
import type { Stories } from '../kernel/route.ts'
import { shanghaiDate, yellowBefore } from '../kernel/working-days.ts'
import { orgSubject } from '../org/org.ts'
import type { concernRoutes, ConcernRow } from './contract.ts'
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
import {
  outcomes,
  satisfactions,
  sources,
  statuses,
  urgencies,
  type Outcome,
  type Satisfaction,
  type Source,
  type Urgency,
  speakingNumber,
} from './words.ts'

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
  return listConcerns(c.db, await c.scope(), query, c.now, yellowBefore(c.now, calendar))
}

export const desk = {
  async listConcerns(c) {
    const { rows, next } = await lines(c, c.query)
    return { items: await Promise.all(rows.map((row) => asRow(c, row))), next }
  },

  /** The desk as a ledger: title row, 序号, typed columns, IDs as text, and the line officers sign. */
  async exportConcerns(c) {
    const { acting, name } = c.staff()
    const rows: ConcernRow[] = []
    let cursor: string | undefined
    do {
      const page = await lines(c, { ...c.query, cursor, limit: 100 })
      for (const row of page.rows) rows.push(await asRow(c, row))
      cursor = page.next ?? undefined
    } while (cursor && rows.length < 50_000)
    await c.write((w) =>
      w.append({
        area: acting.area,
        // No one record: the union whose desk it was taken from.
        noun: 'org',
        subject: orgSubject(acting.orgId),
        type: 'concern.exported',
        text: `导出诉求台账 ${rows.length} 件`,
        shown: 'owner',
      }),
    )
    const day = shanghaiDate(c.now)
    const head = [
      '序号',
      '编号',
      '标题',
      '类别',
      '紧急程度',
      '状态',
      '地点',
      '来源',
      '受理工会',
      '主办单位',
      '反映日期',
      '当前期限',
      '是否解决',
      '是否满意',
    ]
    const body = rows.map((row, i) =>
      [
        i + 1,
        row.number,
        row.title,
        row.className,
        urgencies[row.urgency],
        statuses[row.status],
        row.place,
        sources[row.source],
        row.owner.name,
        row.lead?.name ?? '',
        shanghaiDate(new Date(row.raisedAt)),
        row.due ? `${shanghaiDate(new Date(row.due.at))}（${row.due.text}）` : '',
        row.outcome ? outcomes[row.outcome] : '',
        row.satisfaction ? satisfactions[row.satisfaction] : '',
      ].map(plainCell),
    )
    const file = await writeXlsx({
      sheets: [
        {
          name: '诉求台账',
          columns: [6, 18, 40, 14, 14, 10, 24, 10, 24, 24, 12, 22, 10, 10].map((width) => ({ width })),
          rows: [
            [`${acting.orgName}诉求台账`],
            head,
            ...body,
            [],
            [`制表：${name}`, '', '审核：', '', `日期：${day}`],
          ],
        },
      ],
    })
    return c.reply
      .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
      .header(
        'content-disposition',
        `attachment; filename*=UTF-8''${encodeURIComponent(`诉求台账-${day}.xlsx`)}`,
      )
      .send(Buffer.from(file))
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
      c.now,
      yellowBefore(c.now, calendar),
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
} satisfies Partial<Stories<typeof concernRoutes>>

/** A leading `=`, `+`, `-` or `@` would be read as a formula by the office program that opens it. */
const plainCell = (value: string | number) =>
  typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
