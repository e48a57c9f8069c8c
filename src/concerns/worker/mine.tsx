import { useEffect } from 'react'
import { useAnswer, useMe } from '../../ui/worker/answer.ts'
import { ErrorNote } from '../../ui/worker/notes.tsx'
import { Link } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { kept, refreshKept, useQueued } from './kept.ts'
import { OwnItem, QueuedItem } from './own-items.tsx'

/** 诉求: what this phone raised, and what a signed-in worker raised anywhere. */
export function MyConcerns() {
  const here = kept.use()
  const queued = useQueued() ?? []
  const me = useMe()
  const signedIn = me?.kind === 'worker'
  const elsewhere = useAnswer('GET /api/my/concerns', signedIn ? {} : null)
  useEffect(() => void refreshKept(10), [])
  const others = (elsewhere.data?.items ?? []).filter((own) => !here.some((one) => one.number === own.number))
  const all = [
    ...here,
    ...others.map((own) => ({ ...own, asked: own.can.includes('rate'), steps: own.steps.length })),
  ].sort((a, b) => Number(b.asked) - Number(a.asked) || b.raisedAt.localeCompare(a.raisedAt))
  return (
    <Screen title="我的诉求">
      <Link className="btn primary block" href="/raise">
        我要反映
      </Link>
      <ErrorNote problem={elsewhere.problem} again={elsewhere.again} />
      <ul className="items" aria-live="polite">
        {queued.map((item) => (
          <li key={item.id}>
            <QueuedItem item={item} />
          </li>
        ))}
        {all.map((one) => (
          <li key={one.number}>
            <OwnItem one={one} />
          </li>
        ))}
      </ul>
      {queued.length + all.length === 0 && (
        <p className="empty">
          这部手机上还没有诉求。在别处反映过的，<Link href="/follow">凭编号和查询码查看</Link>
          {signedIn ? (
            '。'
          ) : (
            <>
              ，或 <Link href="/me">用留下的手机号登录</Link>。
            </>
          )}
        </p>
      )}
      {queued.length + all.length > 0 && (
        <p className="hint center">
          没看到？<Link href="/follow">凭编号和查询码查看</Link>
        </p>
      )}
    </Screen>
  )
}
