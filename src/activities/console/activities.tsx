import { useState } from 'react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { address } from '../../ui/client.ts'
import { usePages, type ItemOf } from '../../ui/console/ask.ts'
import { optionsOf } from '../../ui/console/choice-field.tsx'
import { Day } from '../../ui/console/dates.tsx'
import { SavedViews } from '../../ui/console/saved-views.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { lazily } from '../../ui/console/lazily.tsx'
import { SearchBox } from '../../ui/console/list-filters.tsx'
import { AddButton, Empty, ExportLink, ListPage, Rows } from '../../ui/console/page.tsx'
import { useCan } from '../../ui/console/session.ts'
import { useSettled } from '../../ui/console/settled.ts'
import { activityKinds, type ActivityKind } from '../words.ts'
import './activities.css'

const Form = lazily(() => import('./form.tsx'), 'NewActivity')
type Activity = ItemOf<'GET /api/activities'>

export function Component() {
  const { filters, set, clear, changed } = useUrlFilters({ q: '', kind: '' })
  const q = useSettled(filters.q.trim(), 250)
  const query = { limit: 50, count: true, q, kind: filters.kind as ActivityKind }
  const list = usePages('GET /api/activities', { query })
  const manages = useCan('activity.manage')
  const reads = useCan('intake.use')
  // 今日 leads here with the form open.
  const { new: begun } = useSearch({ strict: false }) as { new?: string }
  const [making, setMaking] = useState(begun !== undefined && manages)
  const navigate = useNavigate()
  return (
    <>
      <ListPage
        title="活动"
        facts="本级及下级，最近登记的在前"
        actions={
          <>
            <ExportLink href={address('GET /api/activities.xlsx', { query })} />
            {manages && <AddButton onClick={() => setMaking(true)}>登记活动</AddButton>}
          </>
        }
        list={list}
        filters={
          <>
            <SearchBox
              label="找活动"
              placeholder="名称或地点"
              width="18rem"
              value={filters.q}
              onChange={(words) => set({ q: words }, { typing: true })}
            />
            <Select
              style={{ width: '10rem' }}
              aria-label="类别"
              value={filters.kind}
              onChange={(kind) => set({ kind })}
              options={[{ value: '', label: '所有类别' }, ...optionsOf(activityKinds)]}
            />
            {changed && <Button onClick={clear}>清除条件</Button>}
            <SavedViews screen="activities" />
          </>
        }
        empty={
          changed ? (
            <Empty title="没有符合条件的活动" action={<Button onClick={clear}>看全部活动</Button>} />
          ) : (
            <Empty title="还没有登记过活动">
              {manages && '点右上的“登记活动”'}
              {manages && reads && '，或者在“报刊与简报”里粘贴报道，读出来再接受'}
              {(manages || reads) && '。'}
            </Empty>
          )
        }
      >
        {(items) => (
          <Rows
            name="活动"
            rows={items}
            rowKey={(one) => one.id}
            to={(one) => `/activities/${one.id}`}
            columns={[
              { title: '时间', width: '9rem', cell: (one) => <Held activity={one} /> },
              {
                title: '活动',
                cell: (one) => (
                  <>
                    {one.title}
                    {one.theme && <small>主题：{one.theme}</small>}
                  </>
                ),
              },
              {
                title: '类别',
                width: '7rem',
                cell: (one) => one.kinds.map((kind) => activityKinds[kind]).join('、'),
              },
              { title: '地点', width: '13rem', wide: true, cell: (one) => one.place ?? '—' },
              { title: '主办', width: 'org', cell: (one) => one.host.name },
            ]}
          />
        )}
      </ListPage>
      {making && (
        <Form
          onClose={() => setMaking(false)}
          onDone={(id) => {
            setMaking(false)
            void navigate({ to: `/activities/${id}` })
          }}
        />
      )}
    </>
  )
}

/** The day, or the words the report had for it, and that the day is still missing. */
export function Held({ activity }: { activity: Pick<Activity, 'heldOn' | 'heldWords'> }) {
  if (activity.heldOn) return <Day day={activity.heldOn} />
  return (
    <>
      {activity.heldWords ?? '未填'}
      <small className="activity-missing">日期须补</small>
    </>
  )
}
