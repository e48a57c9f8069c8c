import { Select } from 'antd'
import { useMe } from '../../ui/console/session.ts'
import type { ActivityEdit, Fate } from './edits.ts'
import type { Article } from './marks.ts'

/** Whose event the article tells of, the words that say so, and what becomes of it here. */
export function Whose({
  article,
  edit,
  set,
}: {
  article: Article
  edit: ActivityEdit
  set: (patch: Partial<ActivityEdit>) => void
}) {
  const { posts, acting } = useMe()
  const { host } = article
  const mine = posts
    .filter((post) => post.roles.some((role) => role === 'officer' || role === 'leader'))
    .map((post) => ({ value: post.orgId, label: post.orgName }))
  const options = mine.length > 0 ? mine : [{ value: acting.orgId, label: acting.orgName }]
  const ways: [Fate, React.ReactNode][] = [
    [
      'activity',
      options.length > 1 ? (
        <>
          登记为
          <Select
            size="small"
            aria-label="主办单位"
            value={edit.host.id}
            onChange={(id) =>
              set({
                fate: 'activity',
                host: { id, name: options.find((one) => one.value === id)!.label },
              })
            }
            options={options}
          />
          的活动
        </>
      ) : (
        `登记为${edit.host.name}的活动`
      ),
    ],
    ...(host?.orgId && !host.own
      ? [['offer', `转给${host.orgName ?? host.name}，请它登记`] as [Fate, string]]
      : []),
    ['clipping', '存为转载，不算本单位的活动'],
  ]
  return (
    <fieldset className="proposal-whose">
      <legend>
        {host ? (
          <>
            主办：<b>{host.name}</b>
            {host.orgId === null && <small>名录里没有</small>}
            {host.why && <small>依据“{host.why.replace(/[“”]/g, '')}”</small>}
          </>
        ) : (
          <>原文没有说是谁主办</>
        )}
      </legend>
      {ways.map(([fate, words]) => (
        <label key={fate}>
          <input
            type="radio"
            name={`whose-${article.index}`}
            checked={edit.fate === fate}
            onChange={() => set({ fate })}
          />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  )
}
