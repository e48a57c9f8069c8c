import { useState } from 'react'
import { Button } from 'antd'
import { address } from '../../ui/client.ts'
import { usePages, type ItemOf } from '../../ui/console/ask.ts'
import { Day, dayOf } from '../../ui/console/dates.tsx'
import { SavedViews } from '../../ui/console/saved-views.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { lazily } from '../../ui/console/lazily.tsx'
import { noOrg, OrgFilter, SearchBox } from '../../ui/console/list-filters.tsx'
import { useOpened } from '../../ui/console/opened.ts'
import { AddButton, Empty, ExportLink, ListPage, Rows } from '../../ui/console/page.tsx'
import { useCan } from '../../ui/console/session.ts'
import { useSettled } from '../../ui/console/settled.ts'
import './people.css'

type Row = ItemOf<'GET /api/persons'>

const Person = lazily(() => import('./person.tsx'), 'PersonPanel')
const Create = lazily(() => import('./person-form.tsx'), 'CreatePerson')

/** The register of workers; phone and ID number are masked here, whoever looks. */
export function Component() {
  const manages = useCan('person.manage')
  const { filters, set, clear, changed } = useUrlFilters({ q: '', ...noOrg })
  const opened = useOpened()
  const q = useSettled(filters.q.trim(), 250)
  const query = { limit: 50, q: q || undefined, orgId: Number(filters.org) || undefined }
  const list = usePages('GET /api/persons', { query })
  const [creating, setCreating] = useState(false)
  return (
    <>
      <ListPage
        title="职工"
        facts="电话和证件号遮蔽显示；谁看过，本人查得到"
        actions={
          <>
            <ExportLink href={address('GET /api/persons.xlsx', { query })}>导出名册</ExportLink>
            {manages && <AddButton onClick={() => setCreating(true)}>登记职工</AddButton>}
          </>
        }
        filters={
          <>
            <SearchBox
              label="姓名、完整手机号或证件号"
              width="19rem"
              value={filters.q}
              onChange={(words) => set({ q: words }, { typing: true })}
            />
            <OrgFilter label="所属组织" filters={filters} set={set} />
            <SavedViews screen="people" />
          </>
        }
        list={list}
        empty={
          changed ? (
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
            opens={(person) => person.id}
            columns={[
              { title: '姓名', cell: (person) => person.name || '未留姓名' },
              { title: '所属组织', width: '40%', cell: (person) => person.org.name },
              {
                title: '就业形态',
                width: 'due',
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
                width: 'day',
                wide: true,
                cell: (person) => <Day day={dayOf(new Date(person.createdAt))} />,
              },
            ]}
          />
        )}
      </ListPage>
      {opened.id && <Person key={opened.id} id={opened.id} onClose={opened.close} />}
      {creating && (
        <Create
          onClose={() => setCreating(false)}
          onDone={(id) => {
            setCreating(false)
            opened.open(id)
          }}
        />
      )}
    </>
  )
}
