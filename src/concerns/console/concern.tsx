import { Link, useParams } from '@tanstack/react-router'
import { Typography } from 'antd'
import { Printer } from 'lucide-react'
import { useAnswer } from '../../ui/console/ask.ts'
import { Day, When } from '../../ui/console/dates.tsx'
import { OriginCard } from '../../ui/console/origin.tsx'
import { Answered, Facts, Page, Section } from '../../ui/console/page.tsx'
import { RecordLink } from '../../ui/console/record-link.tsx'
import { useCan } from '../../ui/console/session.ts'
import { DueTag, StatusTag } from '../../ui/console/tags.tsx'
import { Photos, Timeline } from '../../ui/console/timeline.tsx'
import { commitmentStates, type CommitmentState } from '../../commitments/words.ts'
import { outcomes, satisfactions, sources, urgencies, type Status } from '../words.ts'
import { NoRaiser, Raiser } from './raiser.tsx'
import type { Concern } from './step-forms.ts'
import { Steps } from './steps.tsx'
import { ConcernStatus } from './words.tsx'
import './concern.css'
import './concerns.css'

/** One concern: what it is, whose turn it is and until when, what has been done, and what may be done now. */
export function Component() {
  const { id } = useParams({ strict: false }) as { id: string }
  const answer = useAnswer('GET /api/concerns/{id}', { params: { id } })
  const readsDesk = useCan('concern.read')
  const readsLedger = useCan('commitment.read')
  const crumbs = readsDesk ? [{ name: '诉求', to: '/concerns' }] : [{ name: '承办诉求', to: '/handled' }]
  const concern = answer.data
  if (!concern)
    return (
      <Page title="诉求" crumbs={crumbs}>
        <Answered answer={answer} rows={8} />
      </Page>
    )
  return (
    <Page
      title={concern.title}
      crumbs={crumbs}
      facts={
        <span className="concern-facts">
          <ConcernStatus status={concern.status} />
          <DueTag due={concern.due} none="" />
          <span className="num">{concern.number}</span>
          <span>{concern.className}</span>
          {concern.urgency !== 'general' && <StatusTag tone="amber">{urgencies[concern.urgency]}</StatusTag>}
          {concern.escalation > 0 && <StatusTag tone="amber">升级{concern.escalation}次</StatusTag>}
        </span>
      }
      actions={
        <>
          <Link to={`/concerns/${concern.id}/sheet`} className="concern-print">
            <Printer aria-hidden size="1em" />
            办理单
          </Link>
          <Steps key={concern.id} concern={concern} />
        </>
      }
    >
      {concern.mergedInto && (
        <p className="concern-note">
          已并入{' '}
          <RecordLink noun="concern" id={concern.mergedInto.id}>
            {concern.mergedInto.number}
          </RecordLink>
          ，在那里继续办理。
        </p>
      )}
      <div className="cols">
        <div>
          <Section title={concern.source === 'intake' ? '报道里的话' : '职工的话'}>
            <div className="card-body">
              <p className="concern-text">{concern.text}</p>
              {concern.files.length > 0 && <Photos about={concern.id} files={concern.files} />}
            </div>
          </Section>
          {concern.answer && (
            <Section
              title="答复"
              facts={`${concern.answer.by} · 承办单位认为${outcomes[concern.answer.claim]}`}
            >
              <div className="card-body">
                <p className="concern-text">{concern.answer.text}</p>
                {concern.answer.files.length > 0 && (
                  <Photos about={concern.id} files={concern.answer.files} />
                )}
              </div>
            </Section>
          )}
          {concern.outcome && (
            <Section title="职工的评价" facts="两个问题都由职工自己回答">
              <div className="card-body concern-verdict">
                <span>
                  解决了吗：<b>{outcomes[concern.outcome]}</b>
                </span>
                <span>
                  满意吗：<b>{concern.satisfaction ? satisfactions[concern.satisfaction] : '没有回答'}</b>
                </span>
              </div>
            </Section>
          )}
          {concern.parties.length > 0 && <Parties concern={concern} />}
          {concern.presses.length > 0 && <Presses concern={concern} />}
          {concern.extensions.length > 0 && <Extensions concern={concern} />}
          {concern.similar.length > 0 && (
            <Section title="疑似同一件事" facts="由你判断，不会自动合并">
              <ul className="concern-list">
                {concern.similar.map((one) => (
                  <li key={one.id}>
                    <RecordLink noun="concern" id={one.id}>
                      {one.title}
                    </RecordLink>
                    <ConcernStatus status={one.status} />
                    <small>
                      {[one.number, one.place].filter(Boolean).join(' · ')} · <When at={one.raisedAt} ago />
                    </small>
                  </li>
                ))}
              </ul>
            </Section>
          )}
          <Section title="办理过程">
            <Timeline entries={concern.timeline} about={concern.id} />
          </Section>
        </div>
        <aside aria-label="期限和来处">
          {concern.limits.length > 0 && (
            <Section title="各环节期限">
              <ul className="concern-limits">
                {concern.limits.map((one) => (
                  <li key={one.stage}>
                    <span>{one.name}</span>
                    {one.doneAt ? (
                      <span className="muted">
                        <When at={one.doneAt} /> 完成
                        {Date.parse(one.doneAt) > Date.parse(one.due.at) && '，逾期'}
                      </span>
                    ) : (
                      <DueTag due={one.due} />
                    )}
                  </li>
                ))}
              </ul>
            </Section>
          )}
          <Section title="基本情况">
            <Facts
              items={[
                ['受理工会', concern.owner.name],
                ['主办单位', concern.lead?.name ?? '还没有'],
                ['地点', concern.place],
                [
                  '位置',
                  concern.position && (
                    <Typography.Text
                      key="position"
                      className="num"
                      copyable={{ tooltips: ['复制', '已复制'] }}
                    >
                      {`${concern.position.lng.toFixed(6)},${concern.position.lat.toFixed(6)}`}
                    </Typography.Text>
                  ),
                ],
                ['来源', sources[concern.source]],
                ['反映', <When key="at" at={concern.raisedAt} />],
                [
                  '共性问题',
                  concern.commonIssueId && (
                    <RecordLink key="issue" noun="common_issue" id={concern.commonIssueId}>
                      和同类诉求一起办
                    </RecordLink>
                  ),
                ],
              ]}
            />
          </Section>
          {concern.source === 'intake' && !concern.raiser.phone ? (
            <NoRaiser concern={concern} />
          ) : (
            <Raiser concern={concern} />
          )}
          {concern.commitments.length > 0 && (
            <Section title="对职工的承诺">
              <ul className="concern-list">
                {concern.commitments.map((one) => (
                  <li key={one.id}>
                    {readsLedger ? (
                      <RecordLink noun="commitment" id={one.id}>
                        {one.text}
                      </RecordLink>
                    ) : (
                      one.text
                    )}
                    <small>
                      {commitmentStates[one.status as CommitmentState]}
                      {one.dueOn && (
                        <>
                          {' · 期限'}
                          <Day day={one.dueOn} />
                          {!one.certain && '（该年放假安排尚未公布）'}
                        </>
                      )}
                    </small>
                  </li>
                ))}
              </ul>
            </Section>
          )}
          {concern.origin && <OriginCard origin={concern.origin} id={concern.id} />}
        </aside>
      </div>
    </Page>
  )
}

const partWords = { lead: '主办', assist: '协办', rally: '会办' }
const stateWords = { open: '未回复', done: '已完成', 'sent-back': '已退回', cancelled: '没有回复，已不需要' }
/** What a lead has done so far is the state of the matter itself. */
const leadWords: Partial<Record<Status, string>> = {
  assigned: '未接单',
  'taken-up': '已接单',
  contacted: '已联系职工',
  'in-progress': '办理中',
}

function Parties({ concern }: { concern: Concern }) {
  return (
    <Section title="承办单位">
      <ul className="concern-list">
        {concern.parties.map((one) => (
          <li key={one.taskId}>
            <b>{one.org.name}</b>
            <span className="muted">
              {partWords[one.part]} ·{' '}
              {(one.part === 'lead' && one.state === 'open' && leadWords[concern.status]) ||
                stateWords[one.state]}
            </span>
            {one.reply && <blockquote>{one.reply}</blockquote>}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Presses({ concern }: { concern: Concern }) {
  return (
    <Section title="督办">
      <ul className="concern-list">
        {concern.presses.map((one) => (
          <li key={one.id}>
            <span>
              {one.by}督办{one.to.name}：{one.note}
            </span>
            {one.repliedAt ? (
              <StatusTag tone="green">已回复</StatusTag>
            ) : (
              <StatusTag tone={one.replyBy.tone === 'red' ? 'red' : 'amber'}>
                {one.replyBy.text}前回复
              </StatusTag>
            )}
            {one.repliedAt && (
              <small>
                <When at={one.repliedAt} /> 回复：{one.reply}
              </small>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Extensions({ concern }: { concern: Concern }) {
  return (
    <Section title="延期申请">
      <ul className="concern-list">
        {concern.extensions.map((one) => (
          <li key={one.id}>
            <span>
              {one.askedBy}申请延到 <Day day={one.until} />：{one.reason}
            </span>
            <StatusTag
              tone={
                { asked: 'amber', granted: 'green', refused: 'grey', lapsed: 'grey' }[one.state] as 'amber'
              }
            >
              {{ asked: '等审批', granted: '已批准', refused: '未批准', lapsed: '不再需要' }[one.state]}
            </StatusTag>
            {(one.decidedBy ?? one.decisionNote) && (
              <small>{[one.decidedBy, one.decisionNote].filter(Boolean).join('：')}</small>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
