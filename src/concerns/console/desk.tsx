import { lazy, Suspense, useState } from 'react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Checkbox, Input, Segmented, Select } from 'antd'
import { Download, Plus } from 'lucide-react'
import { Rates } from '../../tasks/console/rates.tsx'
import { useAnswer, usePages, type InputOf, type ItemOf } from '../../ui/console/ask.ts'
import { Day, DayInput, When } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { OrgPicker, useSettled, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { Empty, ListBody, Page, Rows } from '../../ui/console/page.tsx'
import { useCan } from '../../ui/console/session.ts'
import { DueTag } from '../../ui/console/tags.tsx'
import { address } from '../../ui/client.ts'
import {
  cardWords,
  groups,
  outcomes,
  rateGroups,
  ratePart,
  rates,
  satisfactions,
  sources,
  statuses,
  urgencies,
  type RateName,
  type RatePart,
  type Status,
} from '../words.ts'
import { SavedViews } from './saved-views.tsx'
import { ConcernStatus, optionsOf } from './words.tsx'
import './concerns.css'

type Row = ItemOf<'GET /api/concerns'>
type Query = NonNullable<InputOf<'GET /api/concerns'>['query']>

const AssignMany = lazy(async () => ({ default: (await import('./assign-many.tsx')).AssignMany }))
const Gather = lazy(async () => ({ default: (await import('./gather.tsx')).Gather }))
const Register = lazy(async () => ({ default: (await import('./register.tsx')).Register }))

const none = {
  q: '',
  group: 'open',
  order: '',
  status: [] as string[],
  classCode: [] as string[],
  urgency: '',
  source: '',
  card: '',
  orgId: '',
  orgName: '',
  from: '',
  to: '',
  rate: '',
  part: '',
  rateGroup: '',
}

/** The concern desk: what is open in the union and below, by deadline and state; every number opens to its concerns. */
export function Component() {
  const { filters, set, clear, changed } = useUrlFilters(none)
  const manages = useCan('concern.manage')
  const navigate = useNavigate()
  const classes = useAnswer('GET /api/concern-classes', {})
  const q = useSettled(filters.q.trim(), 250)
  const query = queryOf({ ...filters, q })
  const list = usePages('GET /api/concerns', { query: { ...query, limit: 50 } })
  const [picked, setPicked] = useState<Map<string, Row>>(new Map())
  // 今日 leads here with the form open.
  const { new: begun } = useSearch({ strict: false }) as { new?: string }
  const [open, setOpen] = useState<'assign' | 'gather' | 'register' | null>(
    begun && manages ? 'register' : null,
  )
  const toggle = (row: Row, on: boolean) =>
    setPicked((before) => {
      const next = new Map(before)
      if (on) next.set(row.id, row)
      else next.delete(row.id)
      return next
    })
  const org: PickedOrg | null = filters.orgId ? { id: Number(filters.orgId), name: filters.orgName } : null
  const pickable = manages ? list.items.filter((row) => openStates.has(row.status)) : []
  const all = [...picked.values()]
  const assigns = all.filter((row) => assignable.has(row.status))
  return (
    <Page
      title="诉求"
      facts={<Cards card={filters.card} onCard={(card) => set({ card, group: 'open', status: [] })} />}
      actions={
        <>
          <Button
            icon={<Download aria-hidden size="1em" />}
            href={address('GET /api/concerns.xlsx', { query })}
            download
          >
            导出台账
          </Button>
          {manages && (
            <Button type="primary" icon={<Plus aria-hidden size="1em" />} onClick={() => setOpen('register')}>
              登记诉求
            </Button>
          )}
        </>
      }
    >
      <div className="concern-rates">
        <Rates />
      </div>
      <div className="filters" role="search">
        <Segmented
          aria-label="哪些诉求"
          value={filters.group}
          onChange={(group) => set({ group, status: [] })}
          options={[
            { value: 'open', label: '办理中' },
            { value: 'ended', label: '已结束' },
            { value: 'all', label: '全部' },
          ]}
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
        <Input
          aria-label="标题、地点、编号里的字"
          placeholder="标题、地点、编号"
          allowClear
          value={filters.q}
          onChange={(event) => set({ q: event.target.value }, { typing: true })}
          style={{ width: '14rem' }}
        />
        <Select
          aria-label="状态"
          placeholder="状态"
          mode="multiple"
          maxTagCount={1}
          value={filters.status}
          onChange={(status) => set({ status })}
          options={optionsOf(statuses).filter(({ value }) => inGroup(filters.group, value))}
          style={{ width: '13rem' }}
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
          style={{ width: '11rem' }}
        />
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
        <span style={{ width: '14rem' }}>
          <OrgPicker
            aria-label="受理工会"
            placeholder="受理工会"
            value={org}
            onChange={(one) => set({ orgId: one ? String(one.id) : '', orgName: one?.name ?? '' })}
          />
        </span>
        <span className="concern-days">
          <DayInput aria-label="反映日期从" value={filters.from} onChange={(from) => set({ from })} />
          至
          <DayInput aria-label="反映日期到" value={filters.to} onChange={(to) => set({ to })} />
        </span>
        {changed && <Button onClick={clear}>清除条件</Button>}
        <SavedViews />
      </div>
      {!filters.rate && (
        <Counts
          group={filters.group}
          from={filters.from}
          to={filters.to}
          picked={filters.status}
          onPick={(status) => set({ status, card: '' })}
        />
      )}
      {filters.rate && (
        <p className="concern-rate-note" role="status">
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
      )}
      {picked.size > 0 && (
        <div className="concern-picked" role="status">
          <span>
            已选 <b className="num">{picked.size}</b> 件
          </span>
          <Button disabled={assigns.length === 0} onClick={() => setOpen('assign')}>
            {assigns.length < all.length ? `派单（能派的${assigns.length}件）` : '一起派单'}
          </Button>
          <Button onClick={() => setOpen('gather')}>归为共性问题</Button>
          <Button onClick={() => setPicked(new Map())}>不选了</Button>
        </div>
      )}
      <ListBody list={list} empty={<Nothing changed={changed} clear={clear} manages={manages} />}>
        {(items) => (
          <Rows
            name="诉求"
            rows={items}
            rowKey={(row) => row.id}
            to={(row) => `/concerns/${row.id}`}
            selected={(row) => picked.has(row.id)}
            columns={[
              ...(pickable.length
                ? [
                    {
                      title: (
                        <Checkbox
                          aria-label="选列出的全部"
                          checked={pickable.every((row) => picked.has(row.id))}
                          indeterminate={
                            pickable.some((row) => picked.has(row.id)) &&
                            !pickable.every((row) => picked.has(row.id))
                          }
                          onChange={(event) => pickable.forEach((row) => toggle(row, event.target.checked))}
                        />
                      ),
                      width: '2.75rem',
                      cell: (row: Row) =>
                        openStates.has(row.status) && (
                          <span className="above">
                            <Checkbox
                              aria-label={`选 ${row.title}`}
                              checked={picked.has(row.id)}
                              onChange={(event) => toggle(row, event.target.checked)}
                            />
                          </span>
                        ),
                    },
                  ]
                : []),
              { title: '期限', width: '9rem', cell: (row) => <DueTag due={row.due} /> },
              {
                title: '诉求',
                cell: (row) => (
                  <>
                    <span className="concern-title">{row.title}</span>
                    <small>
                      {[row.number, row.className, row.place].filter(Boolean).join(' · ')}
                      {row.escalation > 0 && <b className="overdue"> · 升级{row.escalation}次</b>}
                    </small>
                  </>
                ),
              },
              { title: '状态', width: '7rem', cell: (row) => <ConcernStatus status={row.status} /> },
              {
                title: '受理 / 主办',
                width: '13rem',
                cell: (row) => (
                  <>
                    {row.owner.name}
                    <small>{row.lead?.name ?? '还没有主办单位'}</small>
                  </>
                ),
              },
              {
                title: '职工评价',
                width: '7.5rem',
                wide: true,
                cell: (row) =>
                  row.outcome ? (
                    <>
                      {outcomes[row.outcome]}
                      <small>{row.satisfaction ? satisfactions[row.satisfaction] : ''}</small>
                    </>
                  ) : (
                    <span className="muted">—</span>
                  ),
              },
              { title: '反映', width: '8rem', wide: true, cell: (row) => <When at={row.raisedAt} ago /> },
            ]}
          />
        )}
      </ListBody>
      <Suspense fallback={null}>
        {open === 'assign' && (
          <AssignMany
            rows={assigns}
            onClose={(done) => {
              setOpen(null)
              if (done) setPicked(new Map())
            }}
          />
        )}
        {open === 'gather' && (
          <Gather
            concerns={all}
            title={all.length ? `${all[0]!.place && `${all[0]!.place}：`}${all[0]!.className}` : ''}
            onClose={(id) => {
              setOpen(null)
              if (!id) return
              setPicked(new Map())
              void navigate({ to: '/common-issues', search: { open: id } as never })
            }}
          />
        )}
        {open === 'register' && <Register onClose={() => setOpen(null)} />}
      </Suspense>
    </Page>
  )
}

const openStates: ReadonlySet<Status> = new Set(groups.open)
/** States from which an assignment starts. */
const assignable = new Set<Status>(['accepted', 'sent-back', 'reopened'])

function queryOf(filters: typeof none): Query {
  const {
    group,
    order,
    status,
    classCode,
    urgency,
    source,
    card,
    orgId,
    from,
    to,
    q,
    rate,
    part,
    rateGroup,
  } = filters
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
    ...(orgId ? { orgId: Number(orgId) } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(q ? { q } : {}),
    ...(rate ? { rate: rate as RateName } : {}),
    ...(rate && part ? { part: part as RatePart } : {}),
    ...(rate && rateGroup ? { rateGroup } : {}),
  }
}

/** What the part of a rate holds, in words. */
function rateWords(rate: string, part: string, group: string): string {
  const words = rates[rate as RateName]
  if (!words) return ''
  const groups: Record<string, { name: string }> = words.groups
  const shown = group ? [group] : rateGroups(rate as RateName, (part || undefined) as RatePart | undefined)
  return shown.map((one) => groups[one]?.name).join('；')
}

/** How many stand in each state, as filters of the list; empty states are left out. */
function Counts({
  group,
  from,
  to,
  picked,
  onPick,
}: {
  group: string
  from: string
  to: string
  picked: string[]
  onPick: (status: string[]) => void
}) {
  const { data } = useAnswer(
    'GET /api/concerns/counts',
    { query: { ...(from ? { from } : {}), ...(to ? { to } : {}) } },
    { keep: true },
  )
  const counts = new Map(data?.byStatus.map((one) => [one.status, one.count]))
  const shown = (Object.keys(statuses) as Status[]).filter(
    (one) => inGroup(group, one) && (counts.get(one) || picked.includes(one)),
  )
  if (shown.length === 0) return null
  return (
    <div className="concern-counts" role="group" aria-label="各状态件数（本级及下级）">
      {shown.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={picked.includes(one)}
          onClick={() =>
            onPick(picked.includes(one) ? picked.filter((each) => each !== one) : [...picked, one])
          }
        >
          {statuses[one]} <b className="num">{counts.get(one) ?? 0}</b>
        </button>
      ))}
    </div>
  )
}

const inGroup = (group: string, status: Status) =>
  group === 'all' || (groups[group as 'open'] as readonly Status[] | undefined)?.includes(status) === true

function Cards({ card, onCard }: { card: string; onCard: (card: string) => void }) {
  const { data } = useAnswer('GET /api/concerns/counts', {})
  if (!data) return null
  const openCount = data.byStatus
    .filter(({ status }) => openStates.has(status))
    .reduce((sum, one) => sum + one.count, 0)
  return (
    <>
      办理中 <b className="num">{openCount}</b> 件
      {(['red', 'yellow'] as const).map((one) => (
        <button
          key={one}
          type="button"
          className={`concern-card ${one}`}
          aria-pressed={card === one}
          title={cardWords}
          onClick={() => onCard(card === one ? '' : one)}
        >
          {one === 'red' ? '红牌' : '黄牌'} <b className="num">{data[one]}</b>
        </button>
      ))}
    </>
  )
}

function Nothing({ changed, clear, manages }: { changed: boolean; clear: () => void; manages: boolean }) {
  if (changed)
    return (
      <Empty title="没有符合条件的诉求" action={<Button onClick={clear}>清除条件</Button>}>
        少选一个条件再看看。
      </Empty>
    )
  return (
    <Empty title="没有在办的诉求">
      {manages
        ? '职工在手机上反映的会出现在这里；听到的、座谈会上提的，点右上“登记诉求”。'
        : '本级及下级受理的诉求会出现在这里。'}
    </Empty>
  )
}
