import { useEffect, type ReactNode } from 'react'
import { useAnswer } from '../../ui/worker/answer.ts'
import { AreaChoice } from '../../ui/worker/area-choice.tsx'
import { LargeTextButton } from '../../ui/worker/buttons.tsx'
import { Answered } from '../../ui/worker/notes.tsx'
import { Link } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { area } from '../../ui/worker/stored.ts'
import { statuses } from '../words.ts'
import { kept, refreshKept, useQueued } from './kept.ts'
import { OwnItem, QueuedItem } from './own-items.tsx'
import { StateTag } from './state-tag.tsx'
import './home.css'

/** 首页: the way in, my own matters, what else is on (`children`), and what became of others' matters. */
export function Home({ children }: { children?: ReactNode }) {
  const mine = kept.use()
  const queued = useQueued() ?? []
  const chosen = area.use()
  const open = useAnswer('GET /api/concerns/public', { query: chosen ? { area: chosen } : {} })
  useEffect(() => void refreshKept(3), [])
  const total = mine.length + queued.length
  return (
    <Screen
      title="职工之家"
      aside={
        <>
          <AreaChoice label="我在哪个区" />
          <LargeTextButton />
        </>
      }
    >
      <section className="say" aria-labelledby="say">
        <h2 id="say">有事，跟工会说</h2>
        <p>不用登录，半分钟说完，全程看得见</p>
        <Link className="go" href="/raise">
          我要反映
        </Link>
      </section>

      {total > 0 && (
        <section aria-labelledby="my-concerns">
          <div className="h">
            <h2 id="my-concerns">我的诉求</h2>
            <Link href="/concerns">全部 {total} 件</Link>
          </div>
          <ul className="items" aria-live="polite">
            {queued.map((item) => (
              <li key={item.id}>
                <QueuedItem item={item} />
              </li>
            ))}
            {[...mine]
              .sort((a, b) => Number(b.asked) - Number(a.asked))
              .slice(0, 3)
              .map((one) => (
                <li key={one.number}>
                  <OwnItem one={one} />
                </li>
              ))}
          </ul>
        </section>
      )}

      {children}

      <section aria-labelledby="progress">
        <div className="h">
          <h2 id="progress">大家反映的，办得怎样</h2>
          <Link href="/follow">凭编号查</Link>
        </div>
        <Answered
          of={open}
          none={({ items }) => items.length === 0 && <p className="empty">这里还没有公开的事项。</p>}
        >
          {({ items }) => (
            <ul className="items">
              {items.slice(0, 8).map((one) => (
                <li key={one.number}>
                  <Link className="item" href={`/p/${one.number}`}>
                    <span className="l">
                      <b>{one.title}</b>
                      <StateTag status={one.status} />
                    </span>
                    {one.sentence !== statuses[one.status] && <p>{one.sentence}</p>}
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Answered>
      </section>
    </Screen>
  )
}
