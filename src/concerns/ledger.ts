import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import type { LedgerColumn } from '../kernel/ledger.ts'
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
  type Outcome,
  type Satisfaction,
} from './words.ts'

type Listed = { row: ConcernRow; line: Omit<ConcernLine, 'sort_at'> }
/** What a ledger says beside the list on the screen: who helped, what was answered, what the worker said of it. */
type Told = {
  answer: string | null
  assisting: string | null
  called_back_at: Date | null
  called_back_by: string | null
  outcome: string | null
  satisfaction: string | null
  words: string | null
}
export type LedgerLine = Listed & { told: Told; now: Date }

/** Lines of the list as lines of a ledger. */
export async function toldOf(c: Ctx, lines: Listed[]): Promise<LedgerLine[]> {
  if (!lines.length) return []
  const { rows } = await sql<Told & { id: string }>`
    select c.id, c.answer,
      (select string_agg(distinct o.name, '、') from task t join org o on o.id = t.org_id
        where t.about_area = c.area and t.about_id = c.id and t.part = 'assist' and t.state <> 'cancelled') as assisting,
      k.at as called_back_at, k.by as called_back_by, k.outcome, k.satisfaction,
      (select e.note from event e where e.area = c.area and e.subject = c.id and e.type = 'concern.called-back'
        order by e.seq desc limit 1) as words
    from unnest(${lines.map(({ line }) => line.area)}::int[], ${lines.map(({ line }) => line.id)}::uuid[]) key (area, id)
    join concern c on c.area = key.area and c.id = key.id
    left join lateral (select at, by, outcome, satisfaction from concern_callback k
      where k.area = c.area and k.concern_id = c.id order by k.round desc limit 1) k on true`.execute(c.db)
  const told = new Map(rows.map((row) => [row.id, row]))
  return lines.map((one) => ({ ...one, told: told.get(one.line.id)!, now: c.now }))
}

/** Whole days past the limit that is owed, or that was owed when it ended. */
const daysLate = ({ line, now }: LedgerLine): number | null => {
  if (!line.due_at || line.ended_at || line.due_at >= now) return null
  return Math.ceil((now.getTime() - line.due_at.getTime()) / 86_400_000)
}

export const columns: LedgerColumn<LedgerLine>[] = [
  { name: '编号', width: 17, type: 'text', of: ({ row }) => row.number },
  { name: '标题', width: 28, type: 'text', of: ({ row }) => row.title },
  { name: '类别', width: 12, type: 'text', of: ({ row }) => row.className },
  { name: '紧急程度', width: 9, type: 'text', of: ({ row }) => urgencies[row.urgency] },
  { name: '状态', width: 9, type: 'text', of: ({ row }) => statuses[row.status] },
  { name: '地点', width: 17, type: 'text', of: ({ row }) => row.place },
  { name: '来源', width: 10, type: 'text', of: ({ row }) => sources[row.source] },
  { name: '受理工会', width: 18, type: 'text', of: ({ row }) => row.owner.name },
  { name: '主办单位', width: 18, type: 'text', of: ({ row }) => row.lead?.name ?? null },
  { name: '协办单位', width: 18, type: 'text', of: ({ told }) => told.assisting },
  { name: '反映', width: 17, type: 'time', of: ({ line }) => line.raised_at },
  { name: '首次派单', width: 17, type: 'time', of: ({ line }) => line.handed_at },
  { name: '首次联系', width: 17, type: 'time', of: ({ line }) => line.contacted_at },
  { name: '答复', width: 17, type: 'time', of: ({ line }) => line.answered_at },
  { name: '答复内容', width: 36, type: 'text', of: ({ told }) => told.answer },
  { name: '回访', width: 17, type: 'time', of: ({ told }) => told.called_back_at },
  {
    name: '是否解决',
    width: 10,
    type: 'text',
    of: ({ told }) => (told.outcome ? outcomes[told.outcome as Outcome] : null),
  },
  {
    name: '是否满意',
    width: 10,
    type: 'text',
    of: ({ told }) => (told.satisfaction ? satisfactions[told.satisfaction as Satisfaction] : null),
  },
  { name: '职工的话', width: 26, type: 'text', of: ({ told }) => told.words },
  { name: '结束', width: 17, type: 'time', of: ({ line }) => line.ended_at },
  { name: '当前期限', width: 17, type: 'time', of: ({ line }) => line.due_at },
  { name: '逾期天数', width: 9, type: 'number', of: daysLate },
  {
    name: '期限说明',
    width: 16,
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
        : null,
  },
]

/** The names a filter's codes stand for. */
type Names = { classes: string[]; lead: string | null; org: string | null }

/** The filter in words, so that a printed ledger says what it is of. */
export function filterWords(f: Filters, names: Names): string {
  const groups: Record<string, { name: string }> = f.rate ? rates[f.rate].groups : {}
  return [
    f.rate &&
      `${rates[f.rate].name}：${f.rateGroup ? groups[f.rateGroup]?.name : f.part ? ratePart[f.part] : '已计入的'}`,
    f.status?.map((one) => statuses[one]).join('、') ??
      ((f.group === 'open' || f.group === 'ended') && groupNames[f.group]),
    f.card && { yellow: '黄牌', red: '红牌' }[f.card],
    f.classCode && `类别：${names.classes.join('、') || f.classCode.join('、')}`,
    f.urgency && urgencies[f.urgency],
    f.source && sources[f.source],
    f.leadId && `主办：${names.lead ?? f.leadId}`,
    f.orgId && `受理：${names.org ?? f.orgId}及以下`,
    f.commonIssueId && '同一共性问题',
    f.q && `含“${f.q}”`,
    (f.from || f.to) && `${f.from ?? '最早'}至${f.to ?? '今天'}反映`,
  ]
    .filter(Boolean)
    .join('；')
}

/** What the codes of a filter are called: only of orgs in the tree, which are no secret. */
export async function namesIn(c: Ctx, f: Filters): Promise<Names> {
  const orgs = [f.leadId, f.orgId].flatMap((id) => id ?? [])
  const [classes, named] = await Promise.all([
    f.classCode?.length
      ? c.db
          .selectFrom('concern_class')
          .select('name')
          .where('code', 'in', f.classCode)
          .orderBy('sort')
          .execute()
      : [],
    orgs.length ? c.db.selectFrom('org').select(['id', 'name']).where('id', 'in', orgs).execute() : [],
  ])
  const name = (id: number | undefined) => named.find((one) => one.id === id)?.name ?? null
  return { classes: classes.map((one) => one.name), lead: name(f.leadId), org: name(f.orgId) }
}
