import { Link } from '@tanstack/react-router'
import { rates, type RateName } from '../../concerns/words.ts'
import { useAnswer } from '../../ui/console/ask.ts'
import { dayOf, today } from '../../ui/console/dates.tsx'
import { Answered, Section } from '../../ui/console/page.tsx'
import './rates.css'

const days = 90

/** What a rate counts, in words. */
const countedOf = (name: RateName): string =>
  Object.values<{ part: string; name: string }>(rates[name].groups).find((one) => one.part === 'counted')!
    .name

/** The three rates of a span, or the last 90 days: each with its definition, and every group of matters as a link. */
export function Rates({ span }: { span?: { from: string; to: string } }) {
  // Today is one of the days.
  const from = span?.from ?? dayOf(new Date(Date.now() - (days - 1) * 86_400_000))
  const to = span?.to ?? today()
  const answer = useAnswer('GET /api/concerns/rates', { query: { from, to } })
  const { data } = answer
  return (
    <Section title="三率" facts={[!span && `近${days}天`, data?.scope].filter(Boolean).join(' · ')}>
      <Answered answer={answer} rows={3}>
        {(data) =>
          (Object.keys(rates) as RateName[]).map((name) => {
            const words = rates[name]
            const { value, counted, outOf, leftOut, groups } = data[name]
            const share = value === null ? null : value * 100
            /** Without a part: everything the rate is out of. */
            const open = (which: { part?: string; rateGroup?: string }) => ({
              to: '/concerns',
              search: { group: 'all', rate: name, ...which, from, to },
            })
            return (
              <div key={name} className="rate">
                <b className="num">{share === null ? '—' : `${share.toFixed(1)}%`}</b>
                <div>
                  <h3>{words.name}</h3>
                  <div className="bar">
                    <i style={{ width: `${share ?? 0}%` }} />
                  </div>
                </div>
                <small>
                  {outOf > 0 ? (
                    <>
                      <Link {...open({ part: 'counted' })}>
                        {countedOf(name)} {counted}
                      </Link>{' '}
                      ÷{' '}
                      <Link {...open({})}>
                        {words.outOf} {outOf}
                      </Link>
                    </>
                  ) : (
                    `还没有${words.outOf}的诉求`
                  )}
                  {leftOut > 0 && (
                    <>
                      {' · '}
                      <Link {...open({ part: 'left-out' })}>{leftOut} 件不计入</Link>
                    </>
                  )}
                  <details className="rate-groups">
                    <summary>怎么算的</summary>
                    <p>{words.says}</p>
                    <ul>
                      {groups
                        .filter((one) => one.count > 0)
                        .map((one) => (
                          <li key={one.group}>
                            <Link {...open({ part: one.part, rateGroup: one.group })}>
                              {one.name} {one.count}
                            </Link>
                            {one.part === 'left-out' && '（不计入）'}
                          </li>
                        ))}
                    </ul>
                  </details>
                </small>
              </div>
            )
          })
        }
      </Answered>
    </Section>
  )
}
