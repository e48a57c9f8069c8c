import { useAnswer } from '../../ui/console/ask.ts'
import { Answered, Empty } from '../../ui/console/page.tsx'
import { StatusTag } from '../../ui/console/tags.tsx'
import { When } from '../../ui/console/dates.tsx'

/** Who gave a way into this account and when it was used: its owner sees here what they did not do themselves. */
export function Entries({ most = 20 }: { most?: number }) {
  const entries = useAnswer('GET /api/me/entries', {})
  return (
    <Answered answer={entries}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="近半年没有记录" />
        ) : (
          <ul className="entries" aria-label="登录记录">
            {items.slice(0, most).map((entry) => (
              <li key={`${entry.at} ${entry.text}`}>
                <span>
                  {entry.text}
                  <small>
                    {entry.what === 'given' && `${entry.by} · `}
                    <When at={entry.at} />
                  </small>
                </span>
                {entry.what === 'given' && <StatusTag tone="amber">别人办的</StatusTag>}
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  )
}
