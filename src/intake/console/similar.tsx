import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import type { ConcernEdit } from './edits.ts'
import type { Proposal } from './marks.ts'

/** Concerns like this one that exist: the same matter is added to, not entered twice. */
export function Similar({
  proposal,
  edit,
  set,
}: {
  proposal: Proposal
  edit: ConcernEdit
  set: (patch: Partial<ConcernEdit>) => void
}) {
  if (proposal.similar.length === 0) return null
  return (
    <div className="proposal-similar">
      <span>{edit.mergeInto ? '会记入已有的诉求，不另立一件：' : '有相似的诉求：'}</span>
      <ul>
        {proposal.similar.slice(0, 3).map((one) => {
          const same = edit.mergeInto === one.id
          if (edit.mergeInto && !same) return null
          return (
            <li key={one.id}>
              <Link to={`/concerns/${one.id}`} target="_blank">
                <span className="num">{one.number}</span> {one.title}
              </Link>
              <Button
                size="small"
                aria-pressed={same}
                onClick={() => set({ mergeInto: same ? null : one.id })}
              >
                {same ? '不是同一件' : '是同一件事'}
              </Button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
