import { Problem } from '../../ui/client.ts'
import { Button } from '../../ui/worker/buttons.tsx'
import { ErrorNote, Tag } from '../../ui/worker/notes.tsx'
import { outbox } from '../../ui/worker/outgoing.ts'
import { go, Link } from '../../ui/worker/router.tsx'
import { useOnline } from '../../ui/worker/answer.ts'
import { dayOf } from '../../ui/worker/dates.ts'
import { firstWords, useNews, type Kept, type QueuedConcern } from './kept.ts'
import { StateTag } from './state-tag.tsx'

/** One concern of mine: its state in a sentence. */
export function OwnItem({
  one,
}: {
  one: Pick<Kept, 'number' | 'title' | 'status' | 'sentence' | 'asked' | 'raisedAt' | 'steps'>
}) {
  const news = useNews(one)
  return (
    <Link className="item" href={`/c/${one.number}`}>
      <span className="l">
        <b>{one.title}</b>
        <StateTag status={one.status} asked={one.asked} />
        {news && !one.asked && <Tag tone="red">有新情况</Tag>}
      </span>
      <p>{one.sentence}</p>
      <p className="meta">
        <span className="num">{one.number}</span> · {dayOf(one.raisedAt)}
      </p>
    </Link>
  )
}

/** One concern still on the phone: waiting for a network, or refused with the server's words. */
export function QueuedItem({ item }: { item: QueuedConcern }) {
  const online = useOnline()
  const refused = item.state === 'refused'
  // What was tried may have arrived: only what was never sent can be taken back here.
  const untouched = refused || (item.tries === 0 && !online)
  return (
    <div className="item">
      <span className="l">
        <b>{firstWords(item.body.text)}</b>
        <Tag tone={refused ? 'red' : 'amber'}>{refused ? '没发出去' : '等待发出'}</Tag>
      </span>
      {refused ? (
        <ErrorNote problem={item.problem && new Problem(item.problem)} />
      ) : (
        <p>{waitingWords(item, online)}</p>
      )}
      {(refused || online || untouched) && (
        <div className="row">
          {refused && (
            <button type="button" className="btn small" onClick={() => go(`/raise?edit=${item.id}`)}>
              改一改再发
            </button>
          )}
          {!refused && online && (
            <Button look="small" work={() => outbox().then(({ sendOutbox }) => sendOutbox({ now: true }))}>
              现在发
            </Button>
          )}
          {untouched && (
            <Button look="small" work={() => outbox().then(({ takeOff }) => takeOff(item.id))}>
              不发了
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

export function waitingWords(item: QueuedConcern, online: boolean): string {
  if (!online) return '存在这部手机里，有信号就自动发出。'
  return item.tries === 0 ? '正在发出……' : '还没连上服务器，会自动再试，不用重填。'
}
