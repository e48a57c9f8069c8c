import { useState } from 'react'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { commitmentStates, type CommitmentState } from '../../commitments/words.ts'
import { statuses, type Status } from '../../concerns/words.ts'
import { useAnswer, useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { lazily } from '../../ui/console/lazily.tsx'
import { OriginCard } from '../../ui/console/origin.tsx'
import { Answered, Facts, Page, Section } from '../../ui/console/page.tsx'
import { ReasonModal } from '../../ui/console/reason.tsx'
import { RecordLink } from '../../ui/console/record-link.tsx'
import { StatusTag } from '../../ui/console/tags.tsx'
import { Timeline } from '../../ui/console/timeline.tsx'
import { activityItemKinds, activityKinds, activityParts } from '../words.ts'
import { Held } from './activities.tsx'
import './activities.css'

const Change = lazily(() => import('./form.tsx'), 'ChangeActivity')
type Shown = AnswerOf<'GET /api/activities/{id}'>

/** One activity: what it was, what came of it, where it is from. */
export function Component() {
  const { id } = useParams({ strict: false }) as { id: string }
  const shown = useAnswer('GET /api/activities/{id}', { params: { id } })
  const [changing, setChanging] = useState(false)
  const crumbs = [{ name: '活动', to: '/activities' }]
  const activity = shown.data
  if (!activity)
    return (
      <Page title="活动" crumbs={crumbs}>
        <Answered answer={shown} rows={8} />
      </Page>
    )
  return (
    <Page
      title={activity.title}
      crumbs={crumbs}
      facts={
        <span className="activity-tags">
          {activity.kinds.map((kind) => (
            <StatusTag key={kind} tone="blue">
              {activityKinds[kind]}
            </StatusTag>
          ))}
        </span>
      }
      actions={
        activity.can.length > 0 && (
          <>
            {activity.can.includes('withdraw') && <Withdraw id={id} />}
            {activity.can.includes('change') && (
              <Button type="primary" onClick={() => setChanging(true)}>
                补充或更正
              </Button>
            )}
          </>
        )
      }
    >
      {activity.withdrawnAt && <p className="activity-withdrawn">已经撤回：不在活动列表和职工端里。</p>}
      <div className="cols">
        <div>
          <Section title="活动情况">
            <Facts
              items={[
                ['时间', <Held key="held" activity={activity} />],
                ['原文的说法', activity.heldOn ? activity.heldWords : null],
                ['地点', activity.place ?? <span className="activity-missing">地点须补</span>],
                ['主题', activity.theme],
                ['主办', activity.host.name],
                ['概要', activity.summary && <span className="activity-summary">{activity.summary}</span>],
              ]}
            />
          </Section>
          <Items activity={activity} />
          <Came activity={activity} />
        </div>
        <aside>
          <OriginCard origin={activity.origin} id={activity.id} />
          <Orgs orgs={activity.orgs} />
          <Papers id={id} />
          <Section title="经过">
            <Timeline entries={activity.timeline} about={activity.id} />
          </Section>
        </aside>
      </div>
      {changing && <Change activity={activity} onClose={() => setChanging(false)} />}
    </Page>
  )
}

/** Programme, gifts and figures, each with the words of the page where it came from one. */
function Items({ activity }: { activity: Shown }) {
  const kinds = (Object.keys(activityItemKinds) as (keyof typeof activityItemKinds)[]).filter((kind) =>
    activity.itemList.some((one) => one.kind === kind),
  )
  return kinds.map((kind) => {
    const items = activity.itemList.filter((one) => one.kind === kind)
    // A programme has an order; gifts and figures have none.
    const List = kind === 'programme' ? 'ol' : 'ul'
    return (
      <Section key={kind} title={activityItemKinds[kind]} facts={`${items.length}项`}>
        <List className="activity-items">
          {items.map((one, index) => (
            <li key={index}>
              {one.text}
              {one.performer && <span className="muted">　{one.performer}</span>}
              {one.quantity !== null && one.quantity !== undefined && (
                <span className="num">　× {one.quantity}</span>
              )}
            </li>
          ))}
        </List>
      </Section>
    )
  })
}

/** Concerns raised and promises made at it. */
function Came({ activity }: { activity: Shown }) {
  const { concerns, commitments } = activity
  return (
    <>
      {concerns.length > 0 && (
        <Section title="会上提出的诉求" facts={`${concerns.length}件`}>
          <ul className="activity-came">
            {concerns.map((one) => (
              <li key={one.id}>
                <RecordLink noun="concern" id={one.id}>
                  {one.title}
                </RecordLink>
                <small className="num">{one.number}</small>
                <StatusTag tone={one.status === 'closed' ? 'green' : 'blue'}>
                  {statuses[one.status as Status] ?? one.status}
                </StatusTag>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {commitments.length > 0 && (
        <Section title="会上作出的承诺" facts={`${commitments.length}项`}>
          <ul className="activity-came">
            {commitments.map((one) => (
              <li key={one.id}>
                <RecordLink noun="commitment" id={one.id}>
                  {one.text}
                </RecordLink>
                <span />
                <StatusTag tone={one.status === 'kept' ? 'green' : one.status === 'broken' ? 'red' : 'amber'}>
                  {commitmentStates[one.status as CommitmentState] ?? one.status}
                </StatusTag>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

/** Registered by mistake, or twice. */
function Withdraw({ id }: { id: string }) {
  const withdraw = useWrite('POST /api/activities/{id}/withdraw', { done: '已撤回' })
  return (
    <ReasonModal
      name="撤回"
      title="撤回这个活动"
      danger
      about="误登、重登的才撤回：不再出现在活动列表和职工端，记录和经过还在。出自报道的可以重新接受。"
      max={500}
      write={withdraw}
      onSend={(reason) => withdraw.send({ params: { id }, body: { reason } })}
    />
  )
}

/** What the papers said, kept as its background. */
function Papers({ id }: { id: string }) {
  const { data } = useAnswer('GET /api/clippings/about/{id}', { params: { id } })
  if (!data || data.items.length === 0) return null
  return (
    <Section title="报刊背景" facts={`${data.items.length}篇`}>
      <ul className="activity-orgs">
        {data.items.map((one) => (
          <li key={one.id}>
            <span>
              <RecordLink noun="clipping" id={one.id}>
                {one.title}
              </RecordLink>
              {one.sourceName && <small>{one.sourceName}</small>}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Orgs({ orgs }: { orgs: Shown['orgs'] }) {
  if (orgs.length === 0) return null
  return (
    <Section title="单位" facts={`${orgs.length}个`}>
      <ul className="activity-orgs">
        {orgs.map((one, index) => (
          <li key={index}>
            <span>
              {one.orgId === null ? (
                one.name
              ) : (
                <RecordLink noun="org" id={one.orgId}>
                  {one.name}
                </RecordLink>
              )}
              {one.orgId === null && <small>名录里没有，只记名称</small>}
            </span>
            <span className="muted">{activityParts[one.part]}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
