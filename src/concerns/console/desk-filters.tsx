// What the desk's list is narrowed down by, as it stands in the address and as it is asked for.
import { Button, Segmented, Select } from 'antd'
import { useAnswer, type InputOf, type Pages } from '../../ui/console/ask.ts'
import { optionsOf } from '../../ui/console/choice-field.tsx'
import { Day, DayInput } from '../../ui/console/dates.tsx'
import type { useUrlFilters } from '../../ui/console/filters.ts'
import { noOrg, OrgFilter, SearchBox } from '../../ui/console/list-filters.tsx'
import { Filters } from '../../ui/console/page.tsx'
import {
  groupNames,
  rateGroups,
  ratePart,
  rates,
  sources,
  urgencies,
  type RateName,
  type RatePart,
  type Status,
} from '../words.ts'
import { SavedViews } from '../../ui/console/saved-views.tsx'
import './desk.css'

type Query = NonNullable<InputOf<'GET /api/concerns'>['query']>

export const noFilters = {
  q: '',
  group: 'open',
  order: '',
  status: [] as string[],
  classCode: [] as string[],
  urgency: '',
  source: '',
  card: '',
  ...noOrg,
  lead: '',
  leadName: '',
  from: '',
  to: '',
  rate: '',
  part: '',
  rateGroup: '',
}
type Filtering = typeof noFilters
type Props = Pick<ReturnType<typeof useUrlFilters<Filtering>>, 'filters' | 'set'>

export function DeskFilters({
  filters,
  set,
  changed,
  clear,
  list,
}: ReturnType<typeof useUrlFilters<Filtering>> & { list: Pages<unknown> }) {
  const classes = useAnswer('GET /api/concern-classes', {})
  return (
    <Filters
      list={list}
      narrowed={Boolean(filters.urgency || filters.source || filters.org || filters.from || filters.to)}
      more={
        <>
          <Select
            aria-label="紧急程度"
            placeholder="紧急程度"
            allowClear
            value={filters.urgency || undefined}
            onChange={(urgency) => set({ urgency: urgency ?? '' })}
            options={optionsOf(urgencies)}
            style={{ width: '9rem' }}
          />
          <Select
            aria-label="来源"
            placeholder="来源"
            allowClear
            value={filters.source || undefined}
            onChange={(source) => set({ source: source ?? '' })}
            options={optionsOf(sources)}
            style={{ width: '8rem' }}
          />
          <OrgFilter label="受理工会" width="14rem" filters={filters} set={set} />
          <span className="concern-days">
            <DayInput aria-label="反映日期从" value={filters.from} onChange={(from) => set({ from })} />
            至
            <DayInput aria-label="反映日期到" value={filters.to} onChange={(to) => set({ to })} />
          </span>
        </>
      }
    >
      <Segmented
        aria-label="哪些诉求"
        value={filters.group}
        onChange={(group) => set({ group, status: [] })}
        options={optionsOf<string>(groupNames)}
      />
      {filters.group === 'open' && !filters.rate && (
        <Select
          aria-label="顺序"
          value={filters.order || 'soonest'}
          onChange={(order) => set({ order: order === 'newest' ? 'newest' : '' })}
          options={[
            { value: 'soonest', label: '期限近的在前' },
            { value: 'newest', label: '新反映的在前' },
          ]}
          style={{ width: '9.5rem' }}
        />
      )}
      <SearchBox
        label="标题、地点、编号里的字"
        placeholder="标题、地点、编号"
        width="12rem"
        value={filters.q}
        onChange={(words) => set({ q: words }, { typing: true })}
      />
      <Select
        aria-label="类别"
        placeholder="类别"
        mode="multiple"
        maxTagCount="responsive"
        optionFilterProp="label"
        value={filters.classCode}
        onChange={(classCode) => set({ classCode })}
        options={classes.data?.items.map((one) => ({ value: one.code, label: one.name })) ?? []}
        style={{ width: '9rem' }}
      />
      <OrgFilter
        label="主办单位"
        width="12rem"
        everywhere
        filters={{ org: filters.lead, orgName: filters.leadName }}
        set={({ org, orgName }) => set({ lead: org, leadName: orgName })}
      />
      {changed && <Button onClick={clear}>清除条件</Button>}
      <SavedViews screen="concerns" />
    </Filters>
  )
}

export function queryOf(filters: Filtering): Query {
  const { group, order, status, classCode, urgency, source, card, org, lead } = filters
  const { from, to, q, rate, part, rateGroup } = filters
  return {
    // Whoever opens a number of a rate means all of them, open or ended.
    group: (rate ? 'all' : group) as 'open',
    ...(status.length ? { status: status as Status[] } : {}),
    ...(classCode.length ? { classCode } : {}),
    ...(urgency ? { urgency: urgency as 'general' } : {}),
    ...(source ? { source: source as 'worker' } : {}),
    ...(card ? { card: card as 'red' } : {}),
    // What is open is worked off by deadline; what has ended is looked up from the latest.
    ...(group === 'open' && !rate && order !== 'newest' ? { order: 'soonest' as const } : {}),
    ...(org ? { orgId: Number(org) } : {}),
    ...(lead ? { leadId: Number(lead) } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(q ? { q } : {}),
    ...(rate ? { rate: rate as RateName } : {}),
    ...(rate && part ? { part: part as RatePart } : {}),
    ...(rate && rateGroup ? { rateGroup } : {}),
  }
}

/** That the list is of one number of a rate, and of which. */
export function OfRate({ filters, set }: Props) {
  return (
    <p className="concern-note" role="status">
      只看<b>{rates[filters.rate as RateName]?.name}</b>中“
      {ratePart[filters.part as RatePart] ?? '全部'}”的诉求：
      {rateWords(filters.rate, filters.part, filters.rateGroup)}
      {filters.from && (
        <>
          （<Day day={filters.from} /> 至 {filters.to ? <Day day={filters.to} /> : '今天'}）
        </>
      )}
      。
      <button type="button" className="link" onClick={() => set({ rate: '', part: '', rateGroup: '' })}>
        不按三率看
      </button>
    </p>
  )
}

/** What the part of a rate, or one group of it, holds, in words. */
function rateWords(rate: string, part: string, group: string): string {
  const words = rates[rate as RateName]
  if (!words) return ''
  const groups: Record<string, { name: string }> = words.groups
  const shown = group ? [group] : rateGroups(rate as RateName, (part || undefined) as RatePart | undefined)
  return shown.map((one) => groups[one]?.name).join('；')
}
