import { useMemo, useState } from 'react'
import { Button, Radio } from 'antd'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useAnswer, useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { dayWords, today } from '../../ui/console/dates.tsx'
import { DayField } from '../../ui/console/day-field.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { Page, Section, Waiting } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useCan } from '../../ui/console/session.ts'
import { StatusTag } from '../../ui/console/tags.tsx'
import { TextField } from '../../ui/console/text-field.tsx'
import './calendar.css'

type Year = AnswerOf<'GET /api/calendar/{year}'>
type Kind = 'off' | 'work'
/** Only what differs from an ordinary week is registered. */
type Marks = Map<string, { kind: Kind; name: string | null }>

/** One year's days off and swapped working days, as every deadline counts them. */
export function Component() {
  const thisYear = Number(today().slice(0, 4))
  const { filters, set } = useUrlFilters({ year: String(thisYear) })
  const year = Math.min(2100, Math.max(2000, Number(filters.year) || thisYear))
  const shown = useAnswer('GET /api/calendar/{year}', { params: { year } }, { keep: true })
  const edits = useCan('rule.manage')
  const [editing, setEditing] = useState(false)
  const data = shown.data?.year === year ? shown.data : undefined
  const go = (to: number) => {
    setEditing(false)
    set({ year: String(to) })
  }
  return (
    <Page
      title="放假安排"
      facts="办理期限按这里的工作日计算"
      actions={
        edits &&
        !editing &&
        data && (
          <Button type="primary" onClick={() => setEditing(true)}>
            {data.published ? '修改' : `登记${year}年的安排`}
          </Button>
        )
      }
    >
      <div className="calendar-year">
        <Button
          icon={<ChevronLeft aria-hidden size="1.1em" />}
          aria-label={`${year - 1}年`}
          disabled={editing || year <= 2000}
          onClick={() => go(year - 1)}
        />
        <h2>{year}年</h2>
        <Button
          icon={<ChevronRight aria-hidden size="1.1em" />}
          aria-label={`${year + 1}年`}
          disabled={editing || year >= 2100}
          onClick={() => go(year + 1)}
        />
        {data &&
          (data.published ? (
            <StatusTag tone="green">已公布</StatusTag>
          ) : (
            <StatusTag tone="amber">尚未公布</StatusTag>
          ))}
        {data?.source && <span className="muted">依据：{data.source}</span>}
      </div>
      <ProblemNote problem={shown.problem} again={shown.again} />
      {!data ? (
        !shown.problem && (
          <section className="card">
            <Waiting />
          </section>
        )
      ) : editing ? (
        <Edit key={year} data={data} onEnd={() => setEditing(false)} />
      ) : (
        <>
          {!data.published && (
            <p className="calendar-unpublished">
              {year}
              年的放假安排尚未公布。在登记之前，落在这一年的期限先按平常的周末计算，并注明“节假日安排尚未公布”，不作猜测。
            </p>
          )}
          <Months year={year} marks={marksOf(data)} />
          {data.days.length > 0 && <Named marks={marksOf(data)} />}
        </>
      )}
    </Page>
  )
}

const marksOf = (data: Year): Marks =>
  new Map(data.days.map(({ date, kind, name }) => [date, { kind, name }]))
const pad = (n: number) => String(n).padStart(2, '0')
/** Day of the week of a date, Monday 0. */
const weekday = (date: string) => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7
const weekdays = ['一', '二', '三', '四', '五', '六', '日']
const kinds = { off: '休', work: '班' } as const

function daysOf(year: number, month: number): string[] {
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return Array.from({ length: count }, (_, index) => `${year}-${pad(month)}-${pad(index + 1)}`)
}

function Months({ year, marks, onDay }: { year: number; marks: Marks; onDay?: (date: string) => void }) {
  const now = today()
  return (
    <div className="calendar-months">
      {Array.from({ length: 12 }, (_, index) => index + 1).map((month) => (
        <section key={month} className="card calendar-month" aria-label={`${year}年${month}月`}>
          <h3>{month}月</h3>
          <div className="calendar-grid">
            {weekdays.map((name) => (
              <span key={name} className="calendar-weekday" aria-hidden>
                {name}
              </span>
            ))}
            {daysOf(year, month).map((date, index) => {
              const mark = marks.get(date)
              const off = mark ? mark.kind === 'off' : weekday(date) > 4
              const words = `${dayWords(date)} 周${weekdays[weekday(date)]} ${mark ? (mark.kind === 'off' ? '放假' : '调休上班') : off ? '周末' : '工作日'}${mark?.name ? ` ${mark.name}` : ''}`
              const face = (
                <>
                  {index + 1}
                  {mark && <i>{kinds[mark.kind]}</i>}
                </>
              )
              const shared = {
                className: ['calendar-day', mark?.kind, off && 'free', date === now && 'now']
                  .filter(Boolean)
                  .join(' '),
                style: index === 0 ? { gridColumnStart: weekday(date) + 1 } : undefined,
                title: words,
              }
              return onDay ? (
                <button
                  key={date}
                  type="button"
                  {...shared}
                  aria-label={`${index + 1}${mark ? kinds[mark.kind] : ''}，${words}`}
                  onClick={() => onDay(date)}
                >
                  {face}
                </button>
              ) : (
                <span key={date} {...shared}>
                  {face}
                </span>
              )
            })}
          </div>
        </section>
      ))}
    </div>
  )
}

/** The registered days in words: `国庆节：10月1日至10月7日放假`. */
function Named({ marks }: { marks: Marks }) {
  const spans = useMemo(() => {
    const list: { name: string | null; kind: Kind; from: string; to: string }[] = []
    for (const [date, { kind, name }] of [...marks].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const last = list.at(-1)
      const follows = last && Date.parse(date) - Date.parse(last.to) === 86_400_000
      if (last && follows && last.kind === kind && last.name === name) last.to = date
      else list.push({ name, kind, from: date, to: date })
    }
    return list
  }, [marks])
  return (
    <Section title="逐项">
      <ul className="calendar-spans">
        {spans.map(({ name, kind, from, to }) => (
          <li key={from}>
            <StatusTag tone={kind === 'off' ? 'red' : 'blue'}>{kind === 'off' ? '放假' : '上班'}</StatusTag>
            <span className="num">
              {dayWords(from)}
              {to !== from && `至${dayWords(to)}`}
            </span>
            <span className="muted">{name}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Edit({ data, onEnd }: { data: Year; onEnd: () => void }) {
  const { year } = data
  const [marks, setMarks] = useState(() => marksOf(data))
  const [source, setSource] = useState(data.source ?? '')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [name, setName] = useState('')
  const [kind, setKind] = useState<Kind | 'none'>('off')
  const save = useWrite('PUT /api/calendar/{year}', { done: `${year}年的放假安排已保存` })
  const cycle = (date: string) =>
    setMarks((before) => {
      const next = new Map(before)
      const mark = before.get(date)
      if (!mark) next.set(date, { kind: weekday(date) > 4 ? 'work' : 'off', name: null })
      else next.delete(date)
      return next
    })
  const fill = () => {
    const last = to || from
    setMarks((before) => {
      const next = new Map(before)
      for (let at = Date.parse(from); at <= Date.parse(last); at += 86_400_000) {
        const date = new Date(at).toISOString().slice(0, 10)
        if (kind === 'none') next.delete(date)
        else next.set(date, { kind, name: name.trim() || null })
      }
      return next
    })
    setFrom('')
    setTo('')
  }
  const span = { min: `${year}-01-01`, max: `${year}-12-31` }
  const submit = async () => {
    const days = [...marks]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([date, mark]) => ({ date, kind: mark.kind, name: mark.name }))
    if (await save.send({ params: { year }, body: { source: source.trim(), days } })) onEnd()
  }
  return (
    <>
      <Section
        title="照通知填写"
        facts="一段一段填，或在下面的日历上点：平日点成放假，周末点成上班，再点取消"
      >
        <div className="card-body">
          <form
            className="calendar-fill"
            onSubmit={(event) => {
              event.preventDefault()
              if (from) fill()
            }}
          >
            <DayField label="从" {...span} value={from} onChange={setFrom} />
            <DayField
              label="到（只有一天可不填）"
              {...span}
              min={from || span.min}
              value={to}
              onChange={setTo}
            />
            <TextField label="名称" max={20} placeholder="如：国庆节" value={name} onChange={setName} />
            <Radio.Group
              aria-label="放假还是上班"
              value={kind}
              onChange={(event) => setKind(event.target.value as Kind | 'none')}
              options={[
                { value: 'off', label: '放假' },
                { value: 'work', label: '调休上班' },
                { value: 'none', label: '去掉' },
              ]}
            />
            <Button htmlType="submit" disabled={!from || (to !== '' && to < from)}>
              填入
            </Button>
          </form>
          <div className="calendar-save">
            <TextField
              label="依据"
              required
              hint="通知的名称和文号，显示在期限说明里"
              path="source"
              write={save}
              max={200}
              placeholder={`如：国务院办公厅关于${year}年部分节假日安排的通知`}
              value={source}
              onChange={setSource}
            />
            <Button
              type="primary"
              disabled={source.trim().length < 2}
              loading={save.busy}
              onClick={() => void submit()}
            >
              保存{marks.size}天
            </Button>
            <Button onClick={onEnd}>不改了</Button>
          </div>
          <ProblemNote problem={save.problem} />
        </div>
      </Section>
      <Months year={year} marks={marks} onDay={cycle} />
    </>
  )
}
