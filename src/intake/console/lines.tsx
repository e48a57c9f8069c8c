import { Fragment, useState } from 'react'
import { Input } from 'antd'
import { activityItemKinds } from '../../activities/words.ts'
import type { ActivityEdit, Line } from './edits.ts'
import { markKinds } from './marks.ts'

/** Gifts, programme and figures to take along with the activity. */
export function Lines({
  edit,
  editing,
  off,
  set,
}: {
  edit: ActivityEdit
  editing: boolean
  /** The activity is not chosen. */
  off: boolean
  set: (patch: Partial<ActivityEdit>) => void
}) {
  const [all, setAll] = useState(false)
  if (off && !editing) return <Summary lines={edit.lines} />
  const change = (key: string, patch: Partial<Line>) =>
    set({ lines: edit.lines.map((line) => (line.key === key ? { ...line, ...patch } : line)) })
  return (
    <div className="proposal-lines">
      <span className="muted">随活动记下</span>
      {(Object.keys(activityItemKinds) as Line['kind'][]).map((kind) => {
        const lines = edit.lines.filter((line) => line.kind === kind)
        if (lines.length === 0) return null
        const shown = all ? lines : lines.slice(0, 8)
        return (
          <fieldset key={kind}>
            <legend>{activityItemKinds[kind]}</legend>
            {shown.map((line) => (
              <div key={line.key} className="proposal-line" data-proposal={line.key}>
                <label>
                  <input
                    type="checkbox"
                    checked={line.on}
                    aria-label={`带上${markKinds[kind]}：${line.text}`}
                    onChange={(event) => change(line.key, { on: event.target.checked })}
                  />
                  {!editing && <span>{line.text}</span>}
                </label>
                {editing && (
                  <Input
                    size="small"
                    aria-label={`${markKinds[kind]}的文字`}
                    maxLength={200}
                    value={line.text}
                    onChange={(event) => change(line.key, { text: event.target.value })}
                  />
                )}
              </div>
            ))}
            {shown.length < lines.length && (
              <button type="button" className="link" onClick={() => setAll(true)}>
                其余{lines.length - shown.length}项
              </button>
            )}
          </fieldset>
        )
      })}
    </div>
  )
}

/** Before the activity is chosen there is nothing to choose in it: boxes that are ticked and count for nothing confuse. */
function Summary({ lines }: { lines: readonly Line[] }) {
  const [along, besides] = [lines.filter((line) => line.on), lines.filter((line) => !line.on)]
  return (
    <p className="proposal-along">
      {along.length > 0 && <>随活动记下：{listed(along)}</>}
      {besides.length > 0 && (
        <>
          {along.length > 0 && '；'}选中后可加：{listed(besides)}
        </>
      )}
    </p>
  )
}
const shownAtFirst = 12
const listed = (lines: readonly Line[]) => (
  <>
    {lines.slice(0, shownAtFirst).map((line, nth) => (
      <Fragment key={line.key}>
        {nth > 0 && '、'}
        <span data-proposal={line.key}>{line.text}</span>
      </Fragment>
    ))}
    {lines.length > shownAtFirst && `等${lines.length}项`}
  </>
)
