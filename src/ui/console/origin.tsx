import { Link } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { Origin } from '../../kernel/contract.ts'
import { Section } from './page.tsx'
import { useCan } from './session.ts'
import './origin.css'

/** The words of the newspaper page a record was made of, and the way to them. `id` is the record's. */
export function OriginCard({ origin, id }: { origin: Static<typeof Origin> | null; id: string }) {
  const reads = useCan('intake.use')
  if (!origin) return null
  return (
    <Section title="出自报刊与简报">
      <div className="card-body">
        <blockquote className="origin-words">{origin.words}</blockquote>
        {reads && (
          <Link to={`/intake/pages/${origin.pageId}`} search={{ record: id } as never}>
            到原文里看
          </Link>
        )}
      </div>
    </Section>
  )
}
