import { useAnswer, type AnswerOf } from '../../ui/worker/answer.ts'
import { calendarDay } from '../../ui/worker/dates.ts'
import { AreaChoice } from '../../ui/worker/area-choice.tsx'
import { Answered } from '../../ui/worker/notes.tsx'
import { Link } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { area } from '../../ui/worker/stored.ts'
import { activityKinds } from '../words.ts'

type Activity = AnswerOf<'GET /api/activities/public'>['items'][number]

function useActivities() {
  const chosen = area.use()
  return useAnswer('GET /api/activities/public', { query: chosen ? { area: chosen } : {} })
}

const days = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })
/** A day in Beijing, `2026-11-23`. */
const daysAgo = (count: number) => days.format(Date.now() - count * 86_400_000)

/** Those still to come, the next one first. */
function comingOf(items: Activity[]) {
  const now = daysAgo(0)
  return items
    .filter((one) => one.heldOn && one.heldOn >= now)
    .sort((a, b) => a.heldOn!.localeCompare(b.heldOn!))
}

function Part({ title, items }: { title: string; items: Activity[] }) {
  if (items.length === 0) return null
  return (
    <section aria-label={title}>
      <div className="h">
        <h2>{title}</h2>
      </div>
      <Items items={items} />
    </section>
  )
}

function Items({ items }: { items: Activity[] }) {
  return (
    <ul className="items">
      {items.map((one) => (
        <li key={one.id} className="item">
          <span className="l">
            <b>{one.title}</b>
          </span>
          <p>
            {[one.heldOn ? calendarDay(one.heldOn) : one.heldWords, one.place].filter(Boolean).join(' · ')}
          </p>
          <p className="meta">
            {one.kinds.map((kind) => activityKinds[kind]).join('、')} · {one.host}
          </p>
        </li>
      ))}
    </ul>
  )
}

/** 活动: what is coming, then what was held lately. */
export function Activities() {
  const activities = useActivities()
  return (
    <Screen title="活动" aside={<AreaChoice label="看哪个区的活动" />}>
      <Answered
        of={activities}
        none={({ items }) =>
          items.length === 0 && (
            <p className="empty">
              这个区近期没有公开的活动。换一个区看看，或<Link href="/raise">告诉工会你想要什么活动</Link>。
            </p>
          )
        }
      >
        {({ items }) => {
          const coming = comingOf(items)
          return (
            <>
              <Part title="近期要办" items={coming} />
              <Part title="最近办过" items={items.filter((one) => !coming.includes(one))} />
            </>
          )
        }}
      </Answered>
    </Screen>
  )
}

/** The next few, or those just held, for the first screen; nothing at all where there are none. */
export function SoonActivities() {
  const { data } = useActivities()
  if (!data || data.items.length === 0) return null
  const coming = comingOf(data.items)
  const lately = data.items.filter((one) => one.heldOn && one.heldOn >= daysAgo(60))
  if (coming.length + lately.length === 0) return null
  return (
    <section aria-labelledby="activities">
      <div className="h">
        <h2 id="activities">{coming.length > 0 ? '近期活动' : '最近办过的活动'}</h2>
        <Link href="/activities">全部</Link>
      </div>
      <Items items={coming.length > 0 ? coming.slice(0, 3) : lately.slice(0, 2)} />
    </section>
  )
}
