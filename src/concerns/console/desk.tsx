import { useState } from 'react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Checkbox } from 'antd'
import { Rates } from '../../tasks/console/rates.tsx'
import { usePages, type ItemOf } from '../../ui/console/ask.ts'
import { When } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { lazily } from '../../ui/console/lazily.tsx'
import { AddButton, Empty, ExportLink, ListBody, Page, Rows } from '../../ui/console/page.tsx'
import { useCan, useMe } from '../../ui/console/session.ts'
import { useSettled } from '../../ui/console/settled.ts'
import { DueTag } from '../../ui/console/tags.tsx'
import { address } from '../../ui/client.ts'
import { outcomes, satisfactions, type Status } from '../words.ts'
import { Cards, Counts } from './desk-counts.tsx'
import { DeskFilters, noFilters, OfRate, queryOf } from './desk-filters.tsx'
import { ConcernStatus, openStates } from './words.tsx'
import './concerns.css'
import './desk.css'

type Row = ItemOf<'GET /api/concerns'>

const AcceptMany = lazily(() => import('../../tasks/console/accept-many.tsx'), 'AcceptMany')
const AssignMany = lazily(() => import('./assign-many.tsx'), 'AssignMany')
const Gather = lazily(() => import('./gather.tsx'), 'Gather')
const Register = lazily(() => import('./register.tsx'), 'Register')

/** The concern desk: what is open in the union and below, by deadline and state; every number opens to its concerns. */
export function Component() {
  const { filters, set, clear, changed } = useUrlFilters(noFilters)
  const manages = useCan('concern.manage')
  const { acting } = useMe()
  const navigate = useNavigate()
  const q = useSettled(filters.q.trim(), 250)
  const query = queryOf({ ...filters, q })
  const list = usePages('GET /api/concerns', { query: { ...query, limit: 50, count: true } })
  const [picked, setPicked] = useState<Map<string, Row>>(new Map())
  // 今日 leads here with the form open.
  const { new: begun } = useSearch({ strict: false }) as { new?: string }
  const [open, setOpen] = useState<'assign' | 'accept' | 'gather' | 'register' | null>(
    begun && manages ? 'register' : null,
  )
  const toggle = (row: Row, on: boolean) =>
    setPicked((before) => {
      const next = new Map(before)
      if (on) next.set(row.id, row)
      else next.delete(row.id)
      return next
    })
  const pickable = manages ? list.items.filter((row) => openStates.has(row.status)) : []
  const all = [...picked.values()]
  const assigns = all.filter((row) => assignable.has(row.status))
  const received = all.filter((row) => row.status === 'received')
  return (
    <Page
      title="诉求"
      facts={<Cards card={filters.card} onCard={(card) => set({ card, group: 'open', status: [] })} />}
      actions={
        <>
          <ExportLink href={address('GET /api/concerns.xlsx', { query })} />
          {manages && <AddButton onClick={() => setOpen('register')}>登记诉求</AddButton>}
        </>
      }
    >
      <Rates />
      <DeskFilters filters={filters} set={set} changed={changed} clear={clear} list={list} />
      {!filters.rate && (
        <Counts
          group={filters.group}
          from={filters.from}
          to={filters.to}
          picked={filters.status}
          onPick={(status) => set({ status, card: '' })}
        />
      )}
      {filters.rate && <OfRate filters={filters} set={set} />}
      {picked.size > 0 && (
        <div className="concern-picked" role="status">
          <span>
            已选 <b className="num">{picked.size}</b> 件
          </span>
          <Button disabled={assigns.length === 0} onClick={() => setOpen('assign')}>
            {assigns.length < all.length ? `派单（能派的${assigns.length}件）` : '一起派单'}
          </Button>
          {received.length > 0 && (
            <Button onClick={() => setOpen('accept')}>受理（待受理的{received.length}件）</Button>
          )}
          <Button onClick={() => setOpen('gather')}>归为共性问题</Button>
          <Button onClick={() => setPicked(new Map())}>不选了</Button>
        </div>
      )}
      <ListBody list={list} empty={<Nothing changed={changed} clear={clear} manages={manages} />}>
        {(items) => (
          <Rows
            name="诉求"
            rows={items}
            rowKey={(row) => row.id}
            to={(row) => `/concerns/${row.id}`}
            selected={(row) => picked.has(row.id)}
            columns={[
              ...(pickable.length
                ? [
                    {
                      title: (
                        <Checkbox
                          aria-label="选列出的全部"
                          checked={pickable.every((row) => picked.has(row.id))}
                          indeterminate={
                            pickable.some((row) => picked.has(row.id)) &&
                            !pickable.every((row) => picked.has(row.id))
                          }
                          onChange={(event) => pickable.forEach((row) => toggle(row, event.target.checked))}
                        />
                      ),
                      width: '2.75rem',
                      cell: (row: Row) =>
                        openStates.has(row.status) && (
                          <span className="above">
                            <Checkbox
                              aria-label={`选 ${row.title}`}
                              checked={picked.has(row.id)}
                              onChange={(event) => toggle(row, event.target.checked)}
                            />
                          </span>
                        ),
                    },
                  ]
                : []),
              { title: '期限', width: 'due', cell: (row) => <DueTag due={row.due} /> },
              {
                title: '诉求',
                cell: (row) => (
                  <>
                    <span className="concern-title">{row.title}</span>
                    <small>
                      {[row.number, row.className, row.place].filter(Boolean).join(' · ')}
                      {row.escalation > 0 && ` · 升级${row.escalation}次`}
                    </small>
                  </>
                ),
              },
              { title: '状态', width: 'state', cell: (row) => <ConcernStatus status={row.status} /> },
              {
                title: '主办单位',
                width: 'org',
                cell: (row) => row.lead?.name ?? <span className="muted">还没有</span>,
              },
              // One's own need not be said.
              ...(list.items.some((row) => row.owner.id !== acting.orgId)
                ? [
                    {
                      title: '受理工会',
                      width: 'org' as const,
                      wide: true,
                      cell: (row: Row) => row.owner.name,
                    },
                  ]
                : []),
              // What is open has hardly any yet.
              ...(filters.group === 'open' && !filters.rate
                ? []
                : [
                    {
                      title: '职工评价',
                      width: '9rem' as const,
                      wide: true,
                      cell: (row: Row) =>
                        row.outcome && (
                          <span className="short">
                            {outcomes[row.outcome]}
                            {row.satisfaction && `，${satisfactions[row.satisfaction]}`}
                          </span>
                        ),
                    },
                  ]),
              { title: '反映', width: 'when', wide: true, cell: (row) => <When at={row.raisedAt} ago /> },
            ]}
          />
        )}
      </ListBody>
      {open === 'assign' && (
        <AssignMany
          rows={assigns}
          onClose={(done) => {
            setOpen(null)
            if (done) setPicked(new Map())
          }}
        />
      )}
      {open === 'accept' && (
        <AcceptMany
          concerns={received.map((row) => ({ ...row, detail: `${row.className} · ${row.number}` }))}
          onClose={(done) => {
            setOpen(null)
            if (done) setPicked(new Map())
          }}
        />
      )}
      {open === 'gather' && (
        <Gather
          concerns={all}
          title={all.length ? `${all[0]!.place && `${all[0]!.place}：`}${all[0]!.className}` : ''}
          onClose={(id) => {
            setOpen(null)
            if (!id) return
            setPicked(new Map())
            void navigate({ to: '/common-issues', search: { open: id } as never })
          }}
        />
      )}
      {open === 'register' && <Register onClose={() => setOpen(null)} />}
    </Page>
  )
}

/** States from which an assignment starts. */
const assignable = new Set<Status>(['accepted', 'sent-back', 'reopened'])

function Nothing({ changed, clear, manages }: { changed: boolean; clear: () => void; manages: boolean }) {
  if (changed)
    return (
      <Empty title="没有符合条件的诉求" action={<Button onClick={clear}>清除条件</Button>}>
        少选一个条件再看看。
      </Empty>
    )
  return (
    <Empty title="没有在办的诉求">
      {manages
        ? '职工在手机上反映的会出现在这里；听到的、座谈会上提的，点右上“登记诉求”。'
        : '本级及下级受理的诉求会出现在这里。'}
    </Empty>
  )
}
