import type { OpenCtx } from '../kernel/context.ts'
import { ledger, sendSheet, type LedgerColumn } from '../kernel/sheet.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { orgSubject } from '../org/org.ts'
import type { ConcernRow } from './contract.ts'
import type { ConcernLine, Filters } from './queries.ts'
import {
  groupNames,
  outcomes,
  ratePart,
  rates,
  satisfactions,
  sources,
  statuses,
  urgencies,
} from './words.ts'

/** More than any office program opens with pleasure; what lies beyond is said, not cut in silence. */
export const mostLines = 50_000

export type LedgerLine = { row: ConcernRow; line: Omit<ConcernLine, 'sort_at'> }

const columns: LedgerColumn<LedgerLine>[] = [
  { name: '编号', width: 18, type: 'text', of: ({ row }) => row.number },
  { name: '标题', width: 40, type: 'text', of: ({ row }) => row.title },
  { name: '类别', width: 14, type: 'text', of: ({ row }) => row.className },
  { name: '紧急程度', width: 14, type: 'text', of: ({ row }) => urgencies[row.urgency] },
  { name: '状态', width: 10, type: 'text', of: ({ row }) => statuses[row.status] },
  { name: '地点', width: 24, type: 'text', of: ({ row }) => row.place },
  { name: '来源', width: 10, type: 'text', of: ({ row }) => sources[row.source] },
  { name: '受理工会', width: 24, type: 'text', of: ({ row }) => row.owner.name },
  { name: '主办单位', width: 24, type: 'text', of: ({ row }) => row.lead?.name ?? '' },
  { name: '反映', width: 17, type: 'time', of: ({ line }) => line.raised_at },
  { name: '首次派单', width: 17, type: 'time', of: ({ line }) => line.handed_at },
  { name: '首次联系', width: 17, type: 'time', of: ({ line }) => line.contacted_at },
  { name: '答复', width: 17, type: 'time', of: ({ line }) => line.answered_at },
  { name: '结束', width: 17, type: 'time', of: ({ line }) => line.ended_at },
  { name: '当前期限', width: 17, type: 'time', of: ({ line }) => line.due_at },
  {
    name: '期限说明',
    width: 24,
    type: 'text',
    of: ({ row: { due } }) =>
      due
        ? [
            due.tone === 'red' && '红牌',
            due.tone === 'amber' && '黄牌',
            !due.certain && '该年放假安排尚未公布',
          ]
            .filter(Boolean)
            .join('，')
        : '',
  },
  { name: '是否解决', width: 12, type: 'text', of: ({ row }) => (row.outcome ? outcomes[row.outcome] : '') },
  {
    name: '是否满意',
    width: 10,
    type: 'text',
    of: ({ row }) => (row.satisfaction ? satisfactions[row.satisfaction] : ''),
  },
]

/** The filter in words, so that a printed ledger says what it is of. */
function filterWords(f: Filters, rows: readonly LedgerLine[]): string {
  const groups: Record<string, { name: string }> = f.rate ? rates[f.rate].groups : {}
  const first = rows[0]?.row
  return (
    [
      f.rate &&
        `${rates[f.rate].name}：${f.rateGroup ? groups[f.rateGroup]?.name : f.part ? ratePart[f.part] : '已计入的'}`,
      f.status?.map((one) => statuses[one]).join('、') ??
        ((f.group === 'open' || f.group === 'ended') && groupNames[f.group]),
      f.card && { yellow: '黄牌', red: '红牌' }[f.card],
      f.classCode &&
        `类别：${[...new Set(rows.map(({ row }) => row.className))].join('、') || f.classCode.join('、')}`,
      f.urgency && urgencies[f.urgency],
      f.source && sources[f.source],
      f.leadId && `主办：${first?.lead?.name ?? f.leadId}`,
      f.orgId && '只列选定的受理工会及以下',
      f.commonIssueId && '同一共性问题',
      f.q && `含“${f.q}”`,
      (f.from || f.to) && `${f.from ?? '最早'}至${f.to ?? '今天'}反映`,
    ]
      .filter(Boolean)
      .join('；') || '全部'
  )
}

/** What a desk lists, as a ledger; the taking away leaves a trace. */
export async function sendLedger(
  c: OpenCtx & Parameters<typeof sendSheet>[0],
  f: Filters,
  rows: LedgerLine[],
  more: boolean,
) {
  const { acting, name } = c.staff()
  const day = shanghaiDate(c.now)
  await c.write((w) =>
    w.append({
      area: acting.area,
      // No one record: the union whose desk it was taken from.
      noun: 'org',
      subject: orgSubject(acting.orgId),
      type: 'concern.exported',
      text: `导出诉求台账 ${rows.length} 件`,
      note: filterWords(f, rows),
      shown: 'owner',
    }),
  )
  return sendSheet(c, {
    name: `诉求台账-${day}`,
    sheets: [
      ledger({
        name: '诉求台账',
        title: `${acting.orgName}诉求台账`,
        facts: [
          `条件：${filterWords(f, rows)}`,
          `共${rows.length}件`,
          more && `只列前${mostLines}件，还有没列出的，请缩小条件分次导出`,
        ]
          .filter(Boolean)
          .join('。'),
        columns,
        rows,
        by: name,
        now: c.now,
      }),
    ],
  })
}
