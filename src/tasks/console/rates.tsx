import { Link } from '@tanstack/react-router'
import { rates, type RateName } from '../../concerns/words.ts'
import { useAnswer } from '../../ui/console/ask.ts'
import { dayOf, today } from '../../ui/console/dates.tsx'
import { Answered, Section } from '../../ui/console/page.tsx'
import './rates.css'

const days = 90

/** The three rates of the last 90 days: each number with its sum, and what was left out as a link. */
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
            const { value, counted, outOf, leftOut } = data[name]
            const share = value === null ? null : value * 100
            /** Without a part: everything the rate is out of. */
            const open = (part?: string) => ({
              to: '/concerns',
              search: { group: 'all', rate: name, ...(part ? { part } : {}), from, to },
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
                  {outOf === 0 ? (
                    `还没有${words.outOf}的诉求`
                  ) : (
                    <>
                      <Link {...open('counted')}>
                        {words.counted} {counted}
                      </Link>{' '}
                      ÷{' '}
                      <Link {...open()}>
                        {words.outOf} {outOf}
                      </Link>
                      {outOf > counted && (
                        <>
                          {' · '}
                          <Link {...open('missed')}>看其余 {outOf - counted} 件</Link>
                        </>
                      )}
                    </>
                  )}
                  {leftOut > 0 && (
                    <>
                      <br />
                      <Link {...open('left-out')}>
                        {words.leftOut} {leftOut} 件不计入
                      </Link>
                    </>
                  )}
                </small>
              </div>
            )
          })
        }
      </Answered>
    </Section>
  )
}
