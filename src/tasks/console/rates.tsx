import { Link } from '@tanstack/react-router'
import { rates, type RateName } from '../../concerns/words.ts'
import { useAnswer } from '../../ui/console/ask.ts'
import { dayOf, today } from '../../ui/console/dates.tsx'
import { Answered, Section } from '../../ui/console/page.tsx'
import './rates.css'

const days = 90

/** The three rates of the last 90 days: each with its definition, and every group of matters as a link. */
export function Rates() {
  // Today is one of the days.
  const from = dayOf(new Date(Date.now() - (days - 1) * 86_400_000))
  const to = today()
  const answer = useAnswer('GET /api/concerns/rates', { query: { from, to } })
  const { data } = answer
  return (
    <Section title="三率" facts={`近${days}天${data ? ` · ${data.scope}` : ''}`}>
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
                  {words.says}
                  <br />
                  {outOf > 0 && (
                    <>
                      <Link {...open({ part: 'counted' })}>{counted}</Link> ÷{' '}
                      <Link {...open({})}>{outOf}</Link>
                      {leftOut > 0 && '，'}
                    </>
                  )}
                  {leftOut > 0 && <Link {...open({ part: 'left-out' })}>{leftOut} 件不计入</Link>}
                  {groups
                    .filter((one) => one.count > 0)
                    .map((one) => (
                      <span key={one.group}>
                        {' · '}
                        <Link {...open({ part: one.part, rateGroup: one.group })}>
                          {one.name} {one.count}
                        </Link>
                      </span>
                    ))}
                </small>
              </div>
            )
          })
        }
      </Answered>
    </Section>
  )
}
