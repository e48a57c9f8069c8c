import { useState } from 'react'
import type { AnswerOf } from '../../ui/worker/answer.ts'
import { Loading } from '../../ui/worker/notes.tsx'
import { ClassIcon } from './class-icon.tsx'
import './class-grid.css'

type ConcernClass = AnswerOf<'GET /api/concern-classes'>['items'][number]
const shownAtFirst = 7

/** What it is about, by icon; the most frequent first, the others behind 更多. */
export function ClassGrid(props: {
  classes: ConcernClass[] | undefined
  loading: boolean
  chosen: string
  choose: (code: string) => void
  wrong?: string
}) {
  const [whole, setWhole] = useState(false)
  if (!props.classes) return props.loading ? <Loading /> : null
  const active = props.classes.filter((one) => one.active).sort((a, b) => a.sort - b.sort)
  const chosenLater = active.findIndex((one) => one.code === props.chosen) >= shownAtFirst
  const all = whole || chosenLater || active.length <= shownAtFirst + 1
  return (
    <fieldset aria-describedby={props.wrong ? 'class-wrong' : undefined}>
      <legend>是哪一类</legend>
      {props.wrong && (
        <p className="wrong" id="class-wrong">
          {props.wrong}
        </p>
      )}
      <div className="grid">
        {(all ? active : active.slice(0, shownAtFirst)).map((one) => (
          <label key={one.code} className="pick">
            <input
              type="radio"
              name="class"
              value={one.code}
              checked={props.chosen === one.code}
              onChange={() => props.choose(one.code)}
            />
            <ClassIcon icon={one.icon} />
            {one.shortName}
          </label>
        ))}
        {!all && (
          <button type="button" className="pick" onClick={() => setWhole(true)}>
            <ClassIcon icon="ellipsis" />
            更多
          </button>
        )}
      </div>
    </fieldset>
  )
}
