import { lazy, Suspense } from 'react'
import { Link } from '@tanstack/react-router'
import { Button, Segmented, Select } from 'antd'
import { Printer } from 'lucide-react'
import { Rates } from '../../tasks/console/rates.tsx'
import { useAnswer, type ItemOf } from '../../ui/console/ask.ts'
import { dayOf, DayInput, dayWords, today } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { Answered, Empty, Page, Section } from '../../ui/console/page.tsx'
import { useMe } from '../../ui/console/session.ts'
import { rates, type RateName } from '../words.ts'
import './rates.css'

type Part = ItemOf<'GET /api/concerns/rates/by'>
type By = 'place' | 'class' | 'lead'

const Chart = lazy(() => import('./rates-chart.tsx').then(({ RatesChart }) => ({ default: RatesChart })))

const names = Object.keys(rates) as RateName[]
const bys: { value: By; label: string }[] = [
  { value: 'place', label: '按地区' },
  { value: 'class', label: '按类别' },
  { value: 'lead', label: '按主办单位' },
]
const percent = (value: number | null) => (value === null ? '—' : `${(value * 100).toFixed(1)}%`)

/** The spans people ask for, by the Beijing day. */
function spans(): { value: string; label: string; from: string; to: string }[] {
  const to = today()
  const [year, month] = to.split('-').map(Number) as [number, number]
  const two = (n: number) => String(n).padStart(2, '0')
  const first = (y: number, m: number) => `${y}-${two(m)}-01`
  const lastDay = (y: number, m: number) => `${y}-${two(m)}-${two(new Date(Date.UTC(y, m, 0)).getUTCDate())}`
  const [lastYear, lastMonth] = month === 1 ? [year - 1, 12] : [year, month - 1]
  const quarter = month - ((month - 1) % 3)
  return [
    { value: 'month', label: '本月', from: first(year, month), to },
    {
      value: 'last-month',
      label: '上月',
      from: first(lastYear, lastMonth),
      to: lastDay(lastYear, lastMonth),
    },
    { value: 'quarter', label: '本季度', from: first(year, quarter), to },
    { value: '90', label: '近90天', from: dayOf(new Date(Date.now() - 89 * 86_400_000)), to },
    { value: 'year', label: '今年', from: first(year, 1), to },
    { value: 'last-year', label: '去年', from: first(year - 1, 1), to: `${year - 1}-12-31` },
  ]
}

/** 三率: for a span of one's choosing, over time, and told apart by place, class or body; every number opens to its concerns. */
export function Component() {
  const { filters, set } = useUrlFilters({ span: '90', from: '', to: '', by: 'place' })
  const me = useMe()
  const chosen = spans().find(({ value }) => value === filters.span)
  const from = chosen?.from ?? (filters.from || today())
  const to = chosen?.to ?? (filters.to || today())
  const by = filters.by as By
  // A line of three points tells nothing: months only where there are enough of them.
  const unit = Date.parse(to) - Date.parse(from) > 200 * 86_400_000 ? 'month' : 'week'
  const parts = useAnswer('GET /api/concerns/rates/by', { query: { by, from, to } }, { keep: true })
  const course = useAnswer('GET /api/concerns/rates/by', { query: { by: unit, from, to } }, { keep: true })
  return (
    <Page
      title="三率"
      facts={`${dayWords(from)}至${dayWords(to)}反映的诉求`}
      actions={
        <Button icon={<Printer aria-hidden size="1em" />} onClick={() => print()}>
          打印
        </Button>
      }
    >
      <div className="rates-print">
        <h1>{me.acting.orgName}诉求办理三率</h1>
        <p>
          {dayWords(from)}至{dayWords(to)}反映的诉求 · 制表：{me.name} · 制表日期：{dayWords(today())}
        </p>
      </div>
      <div className="rates-ask">
        <Select
          aria-label="哪段时间"
          style={{ width: '8rem' }}
          value={filters.span}
          onChange={(span) => set({ span, from, to })}
          options={[...spans(), { value: 'own', label: '自选' }].map(({ value, label }) => ({
            value,
            label,
          }))}
        />
        {!chosen && (
          <span className="rates-span">
            <DayInput aria-label="从哪天" value={from} max={to} onChange={(day) => set({ from: day })} />至
            <DayInput aria-label="到哪天" value={to} min={from} onChange={(day) => set({ to: day })} />
          </span>
        )}
      </div>
      <Rates span={{ from, to }} />
      <Section title="逐期变化" facts={unit === 'month' ? '按反映的月份' : '按反映的那一周'}>
        <Answered answer={course} rows={4}>
          {({ items }) =>
            items.length < 2 ? (
              <Empty title="时间太短，画不出变化">换一段长一点的时间再看。</Empty>
            ) : (
              <Suspense fallback={<div className="rates-chart" />}>
                <Chart items={items} />
              </Suspense>
            )
          }
        </Answered>
      </Section>
      <Section
        title="分开看"
        facts={parts.data?.more ? '只列件数最多的100个' : undefined}
        actions={
          <Segmented
            options={bys}
            value={by}
            onChange={(value) => set({ by: value })}
            aria-label="按什么分"
          />
        }
      >
        <Answered answer={parts} rows={6}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="这段时间没有诉求">换一段时间再看。</Empty>
            ) : (
              <Table items={items} by={by} from={from} to={to} />
            )
          }
        </Answered>
      </Section>
    </Page>
  )
}

function Table({ items, by, from, to }: { items: readonly Part[]; by: By; from: string; to: string }) {
  const open = (part: Part, more: object) => ({
    to: '/concerns',
    search: { group: 'all', from, to, ...part.filter, ...more },
  })
  return (
    <div className="rates-wide">
      <table className="rates-table">
        <thead>
          <tr>
            <th scope="col">{bys.find(({ value }) => value === by)!.label.slice(1)}</th>
            <th scope="col">反映</th>
            {names.map((name) => (
              <th scope="col" key={name} colSpan={2}>
                {rates[name].name}
                <small>÷ {rates[name].outOf}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((part) => (
            <tr key={part.name}>
              <th scope="row">{part.name}</th>
              <td className="num">
                <Link {...open(part, {})}>{part.raised}</Link>
              </td>
              {names.map((name) => {
                const { value, counted, outOf } = part[name]
                return [
                  <td key={name} className="num rates-share">
                    <i style={{ width: `${(value ?? 0) * 100}%` }} aria-hidden />
                    <b>{percent(value)}</b>
                  </td>,
                  <td key={`${name}-of`} className="num rates-of">
                    {outOf > 0 && (
                      <>
                        <Link {...open(part, { rate: name, part: 'counted' })}>{counted}</Link>/
                        <Link {...open(part, { rate: name })}>{outOf}</Link>
                      </>
                    )}
                  </td>,
                ]
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
