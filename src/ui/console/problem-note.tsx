import { CircleAlert } from 'lucide-react'
import type { Problem } from '../client.ts'
import './problem-note.css'

/**
 * A refused request in the server's own words, near the thing it is about. `again` offers a retry. Field problems not
 * shown by a `Field` belong here too: pass `fields`.
 */
export function ProblemNote({
  problem,
  again,
  fields = false,
}: {
  problem: Problem | undefined
  again?: () => void
  fields?: boolean
}) {
  if (!problem) return null
  return (
    <div className="problem" role="alert">
      <CircleAlert aria-hidden size="1.2em" />
      <div>
        <b>{problem.message}</b>
        {problem.current && <p>现在：{problem.current.text}</p>}
        {problem.hint && <p>{problem.hint}</p>}
        {fields && problem.fields.length > 0 && (
          <ul>
            {problem.fields.map((one) => (
              <li key={one.path}>{one.message}</li>
            ))}
          </ul>
        )}
        {again && (
          <button type="button" className="link" onClick={again}>
            再试一次
          </button>
        )}
      </div>
    </div>
  )
}
