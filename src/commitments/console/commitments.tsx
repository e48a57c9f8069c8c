import { useState } from 'react'
import { Button, Segmented } from 'antd'
import { address } from '../../ui/client.ts'
import { usePages, type ItemOf } from '../../ui/console/ask.ts'
import { Day, When } from '../../ui/console/dates.tsx'
import { SavedViews } from '../../ui/console/saved-views.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { lazily } from '../../ui/console/lazily.tsx'
import { useOpened } from '../../ui/console/opened.ts'
import { AddButton, Empty, ExportLink, ListPage, Rows } from '../../ui/console/page.tsx'
import { useCan } from '../../ui/console/session.ts'
import { DueTag, StatusTag, type Tone } from '../../ui/console/tags.tsx'
import { commitmentSources, commitmentStates, type CommitmentState } from '../words.ts'
import './commitments.css'

const OpenedCommitment = lazily(() => import('./commitment.tsx'), 'OpenedCommitment')
const Make = lazily(() => import('./make.tsx'), 'MakeCommitment')
type Commitment = ItemOf<'GET /api/commitments'>

export const stateTones: Record<CommitmentState, Tone> = {
  open: 'amber',
  kept: 'green',
  broken: 'red',
  withdrawn: 'grey',
}

/** The ledger of promises: by when, what, who, and whether it was kept. */
export function Component() {
  const { filters, set } = useUrlFilters({ state: '' })
  const opened = useOpened()
  const query = {
    limit: 50,
    count: true,
    ...(filters.state === 'overdue'
      ? { overdue: true }
      : filters.state
        ? { status: filters.state as CommitmentState }
        : {}),
  }
  const list = usePages('GET /api/commitments', { query })
  const manages = useCan('commitment.manage')
  const [making, setMaking] = useState(false)
  return (
    <>
      <ListPage
        title="承诺台账"
        facts="谁承诺、对谁、到什么时候、兑现了没有"
        actions={
          <>
            <ExportLink href={address('GET /api/commitments.xlsx', { query })} />
            {manages && <AddButton onClick={() => setMaking(true)}>登记承诺</AddButton>}
          </>
        }
        list={list}
        filters={
          <>
            <Segmented
              aria-label="哪些承诺"
              value={filters.state}
              onChange={(state) => set({ state })}
              options={[
                { value: '', label: '全部' },
                { value: 'open', label: commitmentStates.open },
                { value: 'overdue', label: '已逾期' },
                { value: 'kept', label: commitmentStates.kept },
                { value: 'broken', label: commitmentStates.broken },
                { value: 'withdrawn', label: commitmentStates.withdrawn },
              ]}
            />
            <SavedViews screen="commitments" />
          </>
        }
        empty={
          filters.state ? (
            <Empty
              title={filters.state === 'overdue' ? '没有逾期的承诺' : '没有这样的承诺'}
              action={<Button onClick={() => set({ state: '' })}>看全部承诺</Button>}
            />
          ) : (
            <Empty title="台账里还没有承诺">
              {manages
                ? '点右上的“登记承诺”，或者在报刊与简报里接受读出来的承诺。登记后会进入待办，到期提醒填结果。'
                : '本级及下级登记的承诺会列在这里。'}
            </Empty>
          )
        }
      >
        {(items) => (
          <Rows
            name="承诺"
            rows={items}
            rowKey={(one) => one.id}
            opens={(one) => one.id}
            columns={[
              { title: '期限', width: 'due', cell: (one) => <Deadline commitment={one} /> },
              {
                title: '承诺',
                cell: (one) => (
                  <>
                    <span className="commitment-text">{one.text}</span>
                    <small>
                      {[
                        one.madeTo && `对${one.madeTo}`,
                        one.concerns > 0 && `关于${one.concerns}件诉求`,
                        commitmentSources[one.source],
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </small>
                    {one.result && <small className="commitment-result">结果：{one.result}</small>}
                  </>
                ),
              },
              { title: '承诺人', width: 'org', cell: (one) => one.promiser.name },
              {
                title: '状态',
                width: 'state',
                cell: (one) => (
                  <StatusTag tone={stateTones[one.status]}>{commitmentStates[one.status]}</StatusTag>
                ),
              },
              { title: '登记', width: 'when', wide: true, cell: (one) => <When at={one.createdAt} /> },
            ]}
          />
        )}
      </ListPage>
      {opened.id && <OpenedCommitment key={opened.id} id={opened.id} onClose={opened.close} />}
      {making && (
        <Make
          onClose={() => setMaking(false)}
          onDone={(id) => {
            setMaking(false)
            opened.open(id)
          }}
        />
      )}
    </>
  )
}

/** Due in words while it is open; the bare day afterwards; that it is missing where nobody set one. */
export function Deadline({ commitment }: { commitment: Pick<Commitment, 'due' | 'dueOn' | 'status'> }) {
  const { due, dueOn, status } = commitment
  if (due)
    return (
      <span className="commitment-due">
        <DueTag due={due} />
        {dueOn && due.tone !== 'plain' && (
          <small className="muted">
            <Day day={dueOn} />
          </small>
        )}
      </span>
    )
  if (dueOn)
    return (
      <span className="muted commitment-due">
        <Day day={dueOn} />
      </span>
    )
  return status === 'open' ? (
    <span className="commitment-missing">期限须补</span>
  ) : (
    <span className="muted">没有定过</span>
  )
}
