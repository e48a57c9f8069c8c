import { useAnswer, type AnswerOf } from '../../ui/worker/answer.ts'
import { calendarDay } from '../../ui/worker/dates.ts'
import { AreaChoice, ErrorNote, Loading } from '../../ui/worker/parts.tsx'
import { Link } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { area } from '../../ui/worker/stored.ts'
import { activityKinds } from '../words.ts'

type Activity = AnswerOf<'GET /api/activities/public'>['items'][number]

function useActivities() {
  const chosen = area.use()
  return useAnswer('GET /api/activities/public', { query: chosen ? { area: chosen } : {} })
}

/** Today in Beijing, `2026-11-23`. */
const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())

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
  const { data, problem, loading, again } = useActivities()
  const now = today()
  const coming = data?.items.filter((one) => one.heldOn && one.heldOn >= now) ?? []
  const held = data?.items.filter((one) => !coming.includes(one)) ?? []
  coming.sort((a, b) => a.heldOn!.localeCompare(b.heldOn!))
  return (
    <Screen title="活动" aside={<AreaChoice label="看哪个区的活动" />}>
      <ErrorNote problem={problem} again={again} />
      {loading && !data && <Loading />}
      {coming.length > 0 && (
        <section aria-labelledby="coming">
          <div className="h">
            <h2 id="coming">近期要办</h2>
          </div>
          <Items items={coming} />
        </section>
      )}
      {held.length > 0 && (
        <section aria-labelledby="held">
          <div className="h">
            <h2 id="held">最近办过</h2>
          </div>
          <Items items={held} />
        </section>
      )}
      {data?.items.length === 0 && (
        <p className="empty">
          这个区近期没有公开的活动。换一个区看看，或<Link href="/raise">告诉工会你想要什么活动</Link>。
        </p>
      )}
    </Screen>
  )
}

/** The next few, for the first screen; nothing at all where there are none. */
export function SoonActivities() {
  const { data } = useActivities()
  if (!data || data.items.length === 0) return null
  const now = today()
  const coming = data.items.filter((one) => one.heldOn && one.heldOn >= now)
  coming.sort((a, b) => a.heldOn!.localeCompare(b.heldOn!))
  return (
    <section aria-labelledby="activities">
      <div className="h">
        <h2 id="activities">近期活动</h2>
        <Link href="/activities">全部</Link>
      </div>
      <Items items={(coming.length > 0 ? coming : data.items).slice(0, 3)} />
    </section>
  )
}
