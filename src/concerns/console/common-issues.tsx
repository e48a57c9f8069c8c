import { useState } from 'react'
import { Button, Segmented } from 'antd'
import { useAnswer, usePages, useWrite, type ItemOf } from '../../ui/console/ask.ts'
import { Day, dayOf, When } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { useOpened } from '../../ui/console/opened.ts'
import { Empty, Facts, Filters, ListBody, Page, Rows, Section } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { ReasonModal } from '../../ui/console/reason.tsx'
import { RecordDrawer } from '../../ui/console/record-drawer.tsx'
import { RecordLink } from '../../ui/console/record-link.tsx'
import { useCan } from '../../ui/console/session.ts'
import { DueTag, StatusTag } from '../../ui/console/tags.tsx'
import { Timeline } from '../../ui/console/timeline.tsx'
import { Gather } from './gather.tsx'
import { ConcernStatus } from './words.tsx'
import './common-issues.css'
import './concerns.css'

const IssueStatus = ({ status }: { status: 'open' | 'settled' }) => (
  <StatusTag tone={status === 'open' ? 'amber' : 'green'}>
    {status === 'open' ? '未了结' : '已了结'}
  </StatusTag>
)

/** 共性问题: many concerns of one cause, handled together; groups are only suggested, a person decides. */
export function Component() {
  const { filters, set } = useUrlFilters({ status: 'open' })
  const opened = useOpened()
  const manages = useCan('concern.manage')
  const list = usePages('GET /api/common-issues', {
    query: { limit: 50, ...(filters.status === 'all' ? {} : { status: filters.status as 'open' }) },
  })
  const suggested = useAnswer('GET /api/common-issues/suggestions', manages ? {} : null)
  const [making, setMaking] = useState<ItemOf<'GET /api/common-issues/suggestions'>>()
  return (
    <Page title="共性问题" facts="同一个原因的诉求归在一起，从根上解决">
      {suggested.data && suggested.data.items.length > 0 && (
        <div className="concern-suggested">
          <Section title="可能是同一个原因" facts="同一地点、同一类别，三件以上未办结；要不要归到一起由你定">
            <ul className="concern-list">
              {suggested.data.items.map((one) => (
                <li key={`${one.classCode}${one.place}`}>
                  <b>{one.place}</b>
                  <span>
                    {one.className} · {one.concerns.length}件
                  </span>
                  <Button onClick={() => setMaking(one)}>归为共性问题</Button>
                  <small>{one.concerns.map((each) => each.title).join('；')}</small>
                </li>
              ))}
            </ul>
          </Section>
        </div>
      )}
      <Filters list={list}>
        <Segmented
          aria-label="哪些共性问题"
          value={filters.status}
          onChange={(status) => set({ status })}
          options={[
            { value: 'open', label: '未了结' },
            { value: 'settled', label: '已了结' },
            { value: 'all', label: '全部' },
          ]}
        />
      </Filters>
      <ListBody
        list={list}
        empty={
          <Empty title={filters.status === 'settled' ? '还没有了结的共性问题' : '没有在办的共性问题'}>
            {manages
              ? '同一地点、同一类别的诉求满三件，这里会提示；也可以在诉求列表里选几件归到一起。'
              : '本级及下级归集的共性问题会列在这里。'}
          </Empty>
        }
      >
        {(items) => (
          <Rows
            name="共性问题"
            rows={items}
            rowKey={(one) => one.id}
            opens={(one) => one.id}
            columns={[
              {
                title: '问题',
                cell: (one) => (
                  <>
                    <span className="concern-title">{one.title}</span>
                    <small>{one.cause}</small>
                  </>
                ),
              },
              {
                title: '诉求',
                width: '10rem',
                numeric: true,
                cell: (one) => `${one.concerns}件，未办结${one.openConcerns}`,
              },
              { title: '状态', width: 'state', cell: (one) => <IssueStatus status={one.status} /> },
              { title: '牵头工会', width: 'org', cell: (one) => one.owner.name },
              { title: '归集', width: 'when', wide: true, cell: (one) => <When at={one.createdAt} ago /> },
            ]}
          />
        )}
      </ListBody>
      {opened.id && <Opened key={opened.id} id={opened.id} onClose={opened.close} />}
      {making && (
        <Gather
          concerns={making.concerns}
          title={`${making.place}：${making.className}`}
          onClose={(id) => {
            setMaking(undefined)
            if (id) opened.open(id)
          }}
        />
      )}
    </Page>
  )
}

function Opened({ id, onClose }: { id: string; onClose: () => void }) {
  const answer = useAnswer('GET /api/common-issues/{id}', { params: { id } })
  const settle = useWrite('POST /api/common-issues/{id}/settle', { done: '已了结' })
  const change = useWrite('POST /api/common-issues/{id}/concerns', { done: '已移出' })
  return (
    <RecordDrawer title={answer.data?.title ?? '共性问题'} answer={answer} onClose={onClose}>
      {(issue) => (
        <>
          <Facts
            items={[
              ['状态', <IssueStatus key="status" status={issue.status} />],
              ['原因', issue.cause],
              ['牵头工会', issue.owner.name],
              ['归集', <Day key="day" day={dayOf(new Date(issue.createdAt))} />],
              ['结果', issue.result],
            ]}
          />
          {issue.can.includes('settle') && (
            <ReasonModal
              name="了结"
              label="怎样从根上解决的"
              about="各件诉求仍分别答复和回访；这里写共同原因的处理结果。"
              write={settle}
              onSend={(result) => settle.send({ params: { id }, body: { result } })}
            />
          )}
          <h2>归集的诉求</h2>
          <ul className="concern-list">
            {issue.concerns.map((one) => (
              <li key={one.id}>
                <RecordLink noun="concern" id={one.id}>
                  {one.title}
                </RecordLink>
                <ConcernStatus status={one.status} />
                <DueTag due={one.due} none="" />
                {issue.can.includes('change') && (
                  <button
                    type="button"
                    className="link"
                    onClick={() => void change.send({ params: { id }, body: { add: [], remove: [one.id] } })}
                  >
                    移出
                  </button>
                )}
                <small>
                  {one.number} · {one.lead?.name ?? '还没有主办单位'}
                </small>
              </li>
            ))}
          </ul>
          <ProblemNote problem={change.problem} />
          <h2>经过</h2>
          <Timeline entries={issue.timeline} about={id} />
        </>
      )}
    </RecordDrawer>
  )
}
