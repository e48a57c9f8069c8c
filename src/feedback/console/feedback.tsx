import { usePages, useWrite, type ItemOf } from '../../ui/console/ask.ts'
import { When } from '../../ui/console/dates.tsx'
import { Empty, ListPage } from '../../ui/console/page.tsx'
import { ReasonModal } from '../../ui/console/reason.tsx'
import { StatusTag } from '../../ui/console/tags.tsx'
import './feedback.css'

type Feedback = ItemOf<'GET /api/feedback'>
const apps: Record<string, string> = { console: '工作台', worker: '职工端' }

/** What people say about the software itself, and our replies. */
export function Component() {
  const list = usePages('GET /api/feedback', { query: { limit: 50 } })
  return (
    <ListPage
      title="对软件的意见"
      facts="职工和干部在软件里直接提的"
      list={list}
      empty={<Empty title="还没有人提意见">职工端“我的”里和工作台的“对软件有意见”都可以提。</Empty>}
    >
      {(items) => (
        <ul className="feedback">
          {items.map((one) => (
            <One key={one.id} feedback={one} />
          ))}
        </ul>
      )}
    </ListPage>
  )
}

function One({ feedback }: { feedback: Feedback }) {
  const reply = useWrite('POST /api/feedback/{id}/reply', { done: '已回复' })
  return (
    <li>
      <p className="feedback-text">{feedback.text}</p>
      <small className="muted">
        <When at={feedback.at} /> · {apps[feedback.app] ?? feedback.app}
        {feedback.screen && ` · ${feedback.screen}`}
        {feedback.contact ? ` · 联系方式：${feedback.contact}` : ' · 没有留联系方式'}
      </small>
      {feedback.reply ? (
        <blockquote>
          {feedback.reply}
          <small className="muted">回复于 {feedback.repliedAt && <When at={feedback.repliedAt} />}</small>
        </blockquote>
      ) : (
        <div className="feedback-step">
          <StatusTag tone="amber">待回复</StatusTag>
          <ReasonModal
            name="回复"
            title="回复这条意见"
            about={feedback.text}
            label="回复"
            send="回复"
            write={reply}
            onSend={(text) => reply.send({ params: { id: feedback.id }, body: { reply: text } })}
          />
        </div>
      )}
    </li>
  )
}
