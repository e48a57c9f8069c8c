import { useId, useState } from 'react'
import { Link } from '@tanstack/react-router'
import { rates, type RateName } from '../../concerns/words.ts'
import { useAnswer, type AnswerOf } from '../../ui/console/ask.ts'
import { dayOf, today } from '../../ui/console/dates.tsx'
import { Answered } from '../../ui/console/page.tsx'
import './rates.css'

const days = 90
const names = Object.keys(rates) as RateName[]

/** What a rate counts, in words. */
const countedOf = (name: RateName): string =>
  Object.values<{ part: string; name: string }>(rates[name].groups).find((one) => one.part === 'counted')!
    .name

/** The three rates of a span, or the last 90 days, in one strip: each with its sum, every number a link to its matters. */
export function Rates({ span }: { span?: { from: string; to: string } }) {
  // Today is one of the days.
  const from = span?.from ?? dayOf(new Date(Date.now() - (days - 1) * 86_400_000))
  const to = span?.to ?? today()
  const answer = useAnswer('GET /api/concerns/rates', { query: { from, to } })
  const [asked, setAsked] = useState(false)
  const how = useId()
  /** Without a part: everything the rate is out of. */
  const open = (rate: RateName, which: { part?: string; rateGroup?: string } = {}) => ({
    to: '/concerns',
    search: { group: 'all', rate, ...which, from, to },
  })
  return (
    <section className="card rates" aria-label="三率">
      <div className="rates-line">
        <h2>
          三率 <small title={answer.data?.scope}>{span ? answer.data?.scope : `近${days}天`}</small>
        </h2>
        <Answered answer={answer} rows={1}>
          {(data) => names.map((name) => <Rate key={name} name={name} rate={data[name]} open={open} />)}
        </Answered>
        <button
          type="button"
          className="link"
          aria-expanded={asked}
          aria-controls={how}
          onClick={() => setAsked(!asked)}
        >
          怎么算的
        </button>
      </div>
      {asked && answer.data && (
        <div id={how} className="rates-how">
          {names.map((name) => (
            <div key={name}>
              <h3>{rates[name].name}</h3>
              <p>{rates[name].says}</p>
              <ul>
                {answer
                  .data![name].groups.filter((one) => one.count > 0)
                  .map((one) => (
                    <li key={one.group}>
                      <Link {...open(name, { part: one.part, rateGroup: one.group })}>
                        {one.name} {one.count}
                      </Link>
                      {one.part === 'left-out' && '（不计入）'}
                    </li>
                  ))}
              </ul>
            </div>
          ))}
        </div>
      )}
    </section>
  )
}

type Numbers = AnswerOf<'GET /api/concerns/rates'>['response']
type Open = (rate: RateName, which?: { part?: string }) => { to: string; search: object }

/** `响应率 68.6%  105 ÷ 153 · 不计入 20` */
function Rate({ name, rate, open }: { name: RateName; rate: Numbers; open: Open }) {
  const { value, counted, outOf, leftOut } = rate
  const words = rates[name]
  const link = (says: string, which?: { part?: string }) => ({
    ...open(name, which),
    title: says,
    'aria-label': says,
  })
  return (
    <div className="rate">
      <h3>{words.name}</h3>
      <b className="num">{value === null ? '—' : `${(value * 100).toFixed(1)}%`}</b>
      <small>
        {outOf > 0 ? (
          <>
            <Link {...link(`${countedOf(name)} ${counted}`, { part: 'counted' })}>{counted}</Link> ÷{' '}
            <Link {...link(`${words.outOf} ${outOf}`)}>{outOf}</Link>
          </>
        ) : (
          `还没有${words.outOf}的`
        )}
        {leftOut > 0 && (
          <>
            {' · '}
            <Link {...link(`不计入 ${leftOut} 件`, { part: 'left-out' })}>不计入 {leftOut}</Link>
          </>
        )}
      </small>
    </div>
  )
}
