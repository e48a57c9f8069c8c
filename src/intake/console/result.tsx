import { Link } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import { addressOf } from '../../ui/console/nouns.ts'
import type { AnswerOf } from '../../ui/console/ask.ts'
import { Section } from '../../ui/console/page.tsx'
import { kindOf, recordKinds } from './kinds.ts'
import './result.css'

export type Accepted = AnswerOf<'POST /api/intake/accept'>

/** What became of the proposals just accepted. */
export function Result({ done, left }: { done: Accepted; left: boolean }) {
  const fresh = done.records.filter((one) => !one.existed).length
  return (
    <Section
      title={fresh > 0 ? `${fresh}项已成为记录` : '这些记录早已有了'}
      facts={left ? '其余建议还在下面，可以接着选' : '这个版面的建议都已成为记录'}
      actions={<Link to={`/intake/pages/${done.pageId}`}>看版面和记录</Link>}
    >
      <ul className="intake-records">
        {done.records.map((one) => {
          const place = addressOf(one)
          const kind = kindOf(one.noun)
          return (
            <li key={one.key}>
              <Check aria-hidden size="1em" />
              <span className="muted">{kind ? recordKinds[kind].name : one.noun}</span>
              {place ? <Link {...place}>{one.label}</Link> : one.label}
              {one.note && <span className="muted">{one.note}</span>}
              {one.existed && <span className="muted">原有记录</span>}
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
