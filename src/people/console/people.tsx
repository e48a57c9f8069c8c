import { lazy, Suspense, useState } from 'react'
import { Button, Input } from 'antd'
import { Plus, Search } from 'lucide-react'
import { usePages, type ItemOf } from '../../ui/console/ask.ts'
import { Day } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { OrgPicker, useSettled } from '../../ui/console/org-picker.tsx'
import { Empty, ListPage, Rows } from '../../ui/console/page.tsx'
import { useCan } from '../../ui/console/session.ts'
import './people.css'

type Row = ItemOf<'GET /api/persons'>

const Person = lazy(async () => ({ default: (await import('./person.tsx')).PersonPanel }))
const Create = lazy(async () => ({ default: (await import('./person-form.tsx')).CreatePerson }))

/** The register of workers; phone and ID number are masked here, whoever looks. */
export function Component() {
  const manages = useCan('person.manage')
  const { filters, set, clear } = useUrlFilters({ q: '', org: '', orgName: '', open: '' })
  const q = useSettled(filters.q.trim(), 250)
  const list = usePages('GET /api/persons', {
    query: { limit: 50, q: q || undefined, orgId: Number(filters.org) || undefined },
  })
  const [creating, setCreating] = useState(false)
  const filtered = filters.q !== '' || filters.org !== ''
  return (
    <>
      <ListPage
        title="职工"
        facts="电话和证件号遮蔽显示；谁看过，本人查得到"
        actions={
          manages && (
            <Button type="primary" icon={<Plus aria-hidden size="1em" />} onClick={() => setCreating(true)}>
              登记职工
            </Button>
          )
        }
        filters={
          <>
            <Input
              allowClear
              prefix={<Search aria-hidden size="1em" />}
              aria-label="姓名、完整手机号或证件号"
              placeholder="姓名、完整手机号或证件号"
              maxLength={60}
              style={{ width: '19rem' }}
              value={filters.q}
              onChange={(event) => set({ q: event.target.value }, { typing: true })}
            />
            <div style={{ width: '20rem' }}>
              <OrgPicker
                aria-label="所属组织"
                placeholder="所属组织"
                value={filters.org ? { id: Number(filters.org), name: filters.orgName } : null}
                onChange={(org) => set({ org: org ? String(org.id) : '', orgName: org?.name ?? '' })}
              />
            </div>
          </>
        }
        list={list}
        empty={
          filtered ? (
            <Empty title="没有这样的职工" action={<Button onClick={clear}>看全部职工</Button>} />
          ) : (
            <Empty title="名册还是空的">
              {manages
                ? '点“登记职工”开始；职工用手机号登录过的，也会出现在这里。'
                : '登记过的职工会出现在这里。'}
            </Empty>
          )
        }
      >
        {(persons) => (
          <Rows<Row>
            name="职工"
            rows={persons}
            rowKey={(person) => person.id}
            selected={(person) => person.id === filters.open}
            columns={[
              {
                title: '姓名',
                width: '22%',
                cell: (person) => (
                  <button type="button" className="link" onClick={() => set({ open: person.id })}>
                    {person.name || '未留姓名'}
                  </button>
                ),
              },
              { title: '所属组织', cell: (person) => person.org.name },
              {
                title: '就业形态',
                width: '9rem',
                cell: (person) => person.newForm ?? <span className="muted">—</span>,
              },
              {
                title: '手机',
                width: '9rem',
                cell: (person) => <span className="num">{person.phoneMasked ?? '—'}</span>,
              },
              {
                title: '证件号',
                width: '12rem',
                wide: true,
                cell: (person) => <span className="num">{person.idNumberMasked ?? '—'}</span>,
              },
              {
                title: '登记',
                width: '8rem',
                wide: true,
                cell: (person) => <Day day={person.createdAt.slice(0, 10)} />,
              },
            ]}
          />
        )}
      </ListPage>
      <Suspense fallback={null}>
        {filters.open && <Person key={filters.open} id={filters.open} onClose={() => set({ open: '' })} />}
        {creating && (
          <Create
            onClose={() => setCreating(false)}
            onDone={(id) => {
              setCreating(false)
              set({ open: id })
            }}
          />
        )}
      </Suspense>
    </>
  )
}
