import { useState } from 'react'
import { Bell } from 'lucide-react'
import { useAnswer, useWrite } from './ask.ts'
import { When } from './dates.tsx'
import { ProblemNote } from './problem-note.tsx'
import { RecordLink } from './record-link.tsx'
import { useCan } from './session.ts'
import './news.css'

/** How many of what happened were not seen yet. */
export function useUnseen(): number {
  const news = useAnswer('GET /api/events/news', useCan('concern.open') ? {} : null, { refetchEvery: 60_000 })
  return news.data?.items.filter((one) => one.unseen).length ?? 0
}
/** As many as are told at most say that there may be more. */
export const countWords = (unseen: number): string => (unseen > 29 ? '29+' : String(unseen))

/** 与我有关: what others did to what I have a hand in, and to my account. Looking at it is having seen it. */
export function NewsFace({ unseen }: { unseen: number }) {
  return (
    <>
      <Bell aria-hidden size="1.2em" />
      {unseen > 0 && <span className="num news-count">{countWords(unseen)}</span>}
    </>
  )
}

export function News({ close }: { close: () => void }) {
  const news = useAnswer('GET /api/events/news', {})
  const see = useWrite('POST /api/events/news/seen')
  // As it was when it was opened: what is seen now stays marked until it is closed.
  const [fresh, setFresh] = useState<ReadonlySet<number>>()
  if (news.problem) return <ProblemNote problem={news.problem} again={news.again} />
  const items = news.data?.items
  if (items && !fresh) {
    setFresh(new Set(items.filter((one) => one.unseen).map((one) => one.seq)))
    if (items.some((one) => one.unseen)) void see.send({ body: { seq: items[0]!.seq } })
  }
  if (!items) return <p className="drop-title muted">正在读取…</p>
  return (
    <>
      <p className="drop-title">与我有关</p>
      {items.length === 0 && (
        <p className="news-none">还没有。你经手的事有了新进展、你的账号或任职有变动，会出现在这里。</p>
      )}
      <ol className="news">
        {items.map((one) => (
          <li key={one.seq} className={fresh?.has(one.seq) ? 'fresh' : undefined} onClick={close}>
            {one.about ? (
              <RecordLink {...one.about} className="drop-line">
                <span>
                  {one.text}
                  <small>
                    {one.by} · <When at={one.at} ago />
                  </small>
                </span>
              </RecordLink>
            ) : (
              <span className="drop-line">
                <span>
                  {one.text}
                  <small>
                    {one.by} · <When at={one.at} ago />
                  </small>
                </span>
              </span>
            )}
          </li>
        ))}
      </ol>
    </>
  )
}
