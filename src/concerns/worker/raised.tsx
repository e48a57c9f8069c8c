import { Problem } from '../../ui/client.ts'
import { useOnline } from '../../ui/worker/answer.ts'
import { outbox } from '../../ui/worker/outgoing.ts'
import { Button, CopyButton } from '../../ui/worker/buttons.tsx'
import { ErrorNote, Loading } from '../../ui/worker/notes.tsx'
import { go, Link } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { kept, useQueued } from './kept.ts'
import { waitingWords } from './own-items.tsx'

/** After 发出: what became of it, and the number and code to follow it by. */
export function Raised({ id = '' }: Record<string, string>) {
  const queued = useQueued()
  const item = queued?.find((one) => one.id === id)
  const sent = kept.use().find((one) => one.id === id)
  const online = useOnline()
  const title = sent ? '发出了' : item?.state === 'refused' ? '没发出去' : '存好了'
  return (
    <Screen title={title} back="/concerns" backName="我的诉求">
      <div aria-live="polite" className="stack">
        {sent ? (
          <>
            <p className="sentence">{sent.sentence}</p>
            <div className="card">
              <dl className="pair">
                <dt>编号</dt>
                <dd className="big-number">{sent.number}</dd>
                <dt>查询码</dt>
                <dd className="big-number">{sent.code}</dd>
              </dl>
              <p className="hint">这部手机已经记住。换手机查看要用，可以截图或抄下来；查询码不要给别人。</p>
              <CopyButton name="复制编号和查询码" text={`诉求编号 ${sent.number}，查询码 ${sent.code}`} />
            </div>
            <Link className="btn primary block" href={`/c/${sent.number}`}>
              看办理进度
            </Link>
          </>
        ) : item?.state === 'refused' ? (
          <>
            <ErrorNote problem={item.problem && new Problem(item.problem)} />
            <p>写的内容都还在。</p>
            <button type="button" className="btn primary block" onClick={() => go(`/raise?edit=${id}`)}>
              改一改再发
            </button>
          </>
        ) : item ? (
          <>
            <p className="sentence">{waitingWords(item, online)}</p>
            <p>发出后，编号会出现在“我的诉求”里。现在可以放心关掉。</p>
            <div className="card">
              <dl className="pair">
                <dt>查询码</dt>
                <dd className="big-number">{item.body.code}</dd>
              </dl>
              <p className="hint">这部手机已经记住，和编号一起用。</p>
            </div>
            {online && item.tries > 0 && (
              <Button look="block" work={() => outbox().then(({ sendOutbox }) => sendOutbox({ now: true }))}>
                现在发
              </Button>
            )}
          </>
        ) : queued ? (
          <p className="empty">
            这部手机上没有这一件。看看 <Link href="/concerns">我的诉求</Link>。
          </p>
        ) : (
          <Loading />
        )}
      </div>
      {(sent || item) && (
        <Link className="btn block" href="/">
          回首页
        </Link>
      )}
    </Screen>
  )
}
