// What the desk counts, each count a filter of its list: `Cards` by deadline, `Counts` by state.
import { useAnswer } from '../../ui/console/ask.ts'
import { cardWords, groupNames, statuses, type Status } from '../words.ts'
import { inGroup, openStates } from './words.tsx'
import './desk.css'

/** How many stand in each state, as filters of the list; empty states are left out. */
export function Counts({
  group,
  from,
  to,
  picked,
  onPick,
}: {
  group: string
  from: string
  to: string
  picked: string[]
  onPick: (status: string[]) => void
}) {
  const { data } = useAnswer(
    'GET /api/concerns/counts',
    { query: { ...(from ? { from } : {}), ...(to ? { to } : {}) } },
    { keep: true },
  )
  const counts = new Map(data?.byStatus.map((one) => [one.status, one.count]))
  const shown = (Object.keys(statuses) as Status[]).filter(
    (one) => inGroup(group, one) && (counts.get(one) || picked.includes(one)),
  )
  if (shown.length === 0) return null
  return (
    <div className="concern-counts" role="group" aria-label="各状态件数（本级及下级）">
      {shown.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={picked.includes(one)}
          onClick={() =>
            onPick(picked.includes(one) ? picked.filter((each) => each !== one) : [...picked, one])
          }
        >
          {statuses[one]} <b className="num">{counts.get(one) ?? 0}</b>
        </button>
      ))}
    </div>
  )
}

export function Cards({ card, onCard }: { card: string; onCard: (card: string) => void }) {
  const { data } = useAnswer('GET /api/concerns/counts', {})
  if (!data) return null
  const openCount = data.byStatus
    .filter(({ status }) => openStates.has(status))
    .reduce((sum, one) => sum + one.count, 0)
  return (
    <>
      {groupNames.open} <b className="num">{openCount}</b> 件
      {(['red', 'yellow'] as const).map((one) => (
        <button
          key={one}
          type="button"
          className={`concern-card ${one}`}
          aria-pressed={card === one}
          title={cardWords}
          onClick={() => onCard(card === one ? '' : one)}
        >
          {one === 'red' ? '已逾期' : '临近期限'} <b className="num">{data[one]}</b>
        </button>
      ))}
    </>
  )
}
