import { lazy, Suspense, useState } from 'react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Input, Select } from 'antd'
import { Plus, Search } from 'lucide-react'
import { usePages, type ItemOf } from '../../ui/console/ask.ts'
import { Day } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { useSettled } from '../../ui/console/org-picker.tsx'
import { Empty, ListPage, Rows } from '../../ui/console/page.tsx'
import { useCan } from '../../ui/console/session.ts'
import { activityKinds, type ActivityKind } from '../words.ts'
import './activities.css'

const Form = lazy(async () => ({ default: (await import('./form.tsx')).NewActivity }))
type Activity = ItemOf<'GET /api/activities'>

export function Component() {
  const { filters, set, clear, changed } = useUrlFilters({ q: '', kind: '' })
  const q = useSettled(filters.q.trim(), 250)
  const list = usePages('GET /api/activities', {
    query: { limit: 50, q, kind: filters.kind as ActivityKind },
  })
  const manages = useCan('activity.manage')
  const reads = useCan('intake.use')
  // 今日 leads here with the form open.
  const { new: begun } = useSearch({ strict: false }) as { new?: string }
  const [making, setMaking] = useState(begun !== undefined && manages)
  const navigate = useNavigate()
  const make = manages && (
    <Button type="primary" icon={<Plus aria-hidden size="1em" />} onClick={() => setMaking(true)}>
      登记活动
    </Button>
  )
  return (
    <>
      <ListPage
        title="活动"
        facts="本级及下级，最近登记的在前"
        actions={make}
        list={list}
        filters={
          <>
            <Input
              allowClear
              style={{ width: '18rem' }}
              prefix={<Search aria-hidden size="1em" />}
              aria-label="找活动"
              placeholder="名称或地点"
              maxLength={60}
              value={filters.q}
              onChange={(event) => set({ q: event.target.value }, { typing: true })}
            />
            <Select
              style={{ width: '10rem' }}
              aria-label="类别"
              value={filters.kind}
              onChange={(kind) => set({ kind })}
              options={[
                { value: '', label: '所有类别' },
                ...Object.entries(activityKinds).map(([value, label]) => ({ value, label })),
              ]}
            />
            {changed && (
              <button type="button" className="link" onClick={clear}>
                清除条件
              </button>
            )}
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
              { title: '时间', width: '7.5rem', cell: (one) => <Held activity={one} /> },
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
              { title: '主办', width: '9.5rem', cell: (one) => one.host.name },
            ]}
          />
        )}
      </ListPage>
      {making && (
        <Suspense fallback={null}>
          <Form
            onClose={() => setMaking(false)}
            onDone={(id) => {
              setMaking(false)
              void navigate({ to: `/activities/${id}` })
            }}
          />
        </Suspense>
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
