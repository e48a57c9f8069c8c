import { useState } from 'react'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Input, Modal } from 'antd'
import { useAnswer, useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { Day, When } from '../../ui/console/dates.tsx'
import { Field } from '../../ui/console/field.tsx'
import { OriginCard } from '../../ui/console/origin.tsx'
import { Facts, Page, Section, Waiting } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { ReasonModal } from '../../ui/console/reason.tsx'
import { useCan, useMe } from '../../ui/console/session.ts'
import { DueTag, StatusTag } from '../../ui/console/tags.tsx'
import { Photos, Timeline } from '../../ui/console/timeline.tsx'
import { commitmentStates, type CommitmentState } from '../../commitments/words.ts'
import { outcomes, satisfactions, sources, urgencies, type Status } from '../words.ts'
import { Steps } from './steps.tsx'
import { ConcernStatus } from './words.tsx'
import './concerns.css'

type Concern = AnswerOf<'GET /api/concerns/{id}'>

/** One concern: what it is, whose turn it is and until when, what has been done, and what may be done now. */
export function Component() {
  const { id } = useParams({ strict: false }) as { id: string }
  const answer = useAnswer('GET /api/concerns/{id}', { params: { id } })
  const readsDesk = useCan('concern.read')
  const readsLedger = useCan('commitment.read')
  const crumbs = readsDesk ? [{ name: '诉求', to: '/concerns' }] : [{ name: '今日', to: '/' }]
  const concern = answer.data
  if (!concern)
    return (
      <Page title="诉求" crumbs={crumbs}>
        {answer.problem ? (
          <ProblemNote problem={answer.problem} again={answer.again} />
        ) : (
          <Waiting rows={8} />
        )}
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
          {concern.urgency !== 'general' && <StatusTag tone="red">{urgencies[concern.urgency]}</StatusTag>}
          {concern.escalation > 0 && <StatusTag tone="red">升级{concern.escalation}次</StatusTag>}
        </span>
      }
      actions={<Steps key={concern.id} concern={concern} />}
    >
      {concern.mergedInto && (
        <p className="concern-rate-note">
          已并入 <Link to={`/concerns/${concern.mergedInto.id}`}>{concern.mergedInto.number}</Link>
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
                    <Link to={`/concerns/${one.id}`}>{one.title}</Link>
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
                ['来源', sources[concern.source]],
                ['反映', <When key="at" at={concern.raisedAt} />],
                [
                  '共性问题',
                  concern.commonIssueId && (
                    <Link key="issue" to="/common-issues" search={{ open: concern.commonIssueId } as never}>
                      和同类诉求一起办
                    </Link>
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
                      <Link to="/commitments" search={{ open: one.id } as never}>
                        {one.text}
                      </Link>
                    ) : (
                      one.text
                    )}
                    <small>
                      {commitmentStates[one.status as CommitmentState]}
                      {one.dueOn && (
                        <>
                          {' · 期限'}
                          <Day day={one.dueOn} />
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
                { asked: 'amber', granted: 'green', refused: 'red', lapsed: 'grey' }[one.state] as 'amber'
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

/** Taken from a newspaper: nobody can be called back until the union has found who said it. */
function NoRaiser({ concern }: { concern: Concern }) {
  const { acting } = useMe()
  const manages = useCan('concern.manage') && acting.orgId === concern.owner.id && !concern.outcome
  const [asking, setAsking] = useState(false)
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const add = useWrite('POST /api/concerns/{id}/raiser', { done: '已补登，可以回访了' })
  const submit = async () => {
    const who = { phone: phone.trim(), ...(name.trim() ? { name: name.trim() } : {}) }
    if (await add.send({ params: { id: concern.id }, body: who })) setAsking(false)
  }
  return (
    <Section title="谁反映的">
      <div className="card-body concern-who">
        <p className="muted">来自报道，没有具体的职工，答复后不能回访。</p>
        {manages && <Button onClick={() => setAsking(true)}>补登反映人</Button>}
      </div>
      {asking && (
        <Modal
          open
          title="补登反映人"
          okText="登记"
          cancelText="取消"
          okButtonProps={{ disabled: !phone.trim(), loading: add.busy }}
          onOk={() => void submit()}
          onCancel={() => setAsking(false)}
          mask={{ closable: false }}
        >
          <p className="about">找到了说这件事的职工，登记电话后，答复了由本人说解决没有、满意不满意。</p>
          <Field label="手机号" path="phone" problem={add.problem}>
            {(control) => (
              <Input
                {...control}
                inputMode="tel"
                maxLength={20}
                value={phone}
                onChange={(event) => setPhone(event.target.value)}
              />
            )}
          </Field>
          <Field label="姓名（可不填）">
            {(control) => (
              <Input
                {...control}
                maxLength={50}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <ProblemNote problem={add.problem} />
        </Modal>
      )}
    </Section>
  )
}

/** Who raised it: as much as the reader may know, and the two ways to know more, each told to the worker. */
function Raiser({ concern }: { concern: Concern }) {
  const { raiser, identityOpening: opening } = concern
  const { acting } = useMe()
  const mayReveal = acting.orgId === concern.owner.id || acting.orgId === concern.lead?.id
  const approves = useCan('identity.approve')
  const requests = useCan('identity.request')
  const decide = useWrite('POST /api/identity-openings/{id}/decide', { done: '已决定' })
  const reveal = useWrite('POST /api/concerns/{id}/reveal-contact')
  const [contact, setContact] = useState<{ name: string; phone: string | null }>()
  const identity = useWrite('POST /api/concerns/{id}/read-identity')
  const [known, setKnown] = useState<{ name: string; phone: string | null; until: string }>()
  return (
    <Section title="谁反映的">
      <div className="card-body concern-who">
        <Facts
          items={[
            ['身份', raiser.sealed ? raiser.name : (contact?.name ?? '没有匿名')],
            ['电话', contact ? (contact.phone ?? '没有留') : raiser.phone],
            ['就业形态', raiser.newForm],
          ]}
        />
        {raiser.sealed ? (
          <p className="muted">职工要求不公开身份。打开须两人同意，并告知职工。</p>
        ) : (
          raiser.phone &&
          mayReveal &&
          !contact && (
            <>
              <Button
                loading={reveal.busy}
                onClick={() =>
                  void reveal
                    .send({ params: { id: concern.id }, body: {} })
                    .then((one) => one && setContact(one))
                }
              >
                看完整电话
              </Button>
              <p className="field-about">查看会记下来，职工看得到。</p>
            </>
          )
        )}
        <ProblemNote problem={reveal.problem} />
        {opening?.state === 'asked' && (
          <div className="concern-identity">
            <p>
              {opening.askedBy}申请打开身份：{opening.reason}
            </p>
            {!approves && <p className="muted">等另一位负责人决定。</p>}
            {approves && (
              <div className="concern-buttons">
                <ReasonModal
                  name="同意打开"
                  about="打开 24 小时，职工会收到告知。"
                  label="批注"
                  optional
                  problem={decide.problem}
                  onSend={async (note) =>
                    (await decide.send({
                      params: { id: opening.id },
                      body: { approve: true, ...(note ? { note } : {}) },
                    })) !== undefined
                  }
                />
                <ReasonModal
                  name="不同意"
                  label="理由"
                  danger
                  problem={decide.problem}
                  onSend={async (note) =>
                    (await decide.send({ params: { id: opening.id }, body: { approve: false, note } })) !==
                    undefined
                  }
                />
              </div>
            )}
          </div>
        )}
        {opening?.state === 'open' && requests && (
          <div className="concern-identity">
            {known ? (
              <Facts
                items={[
                  ['姓名', known.name],
                  ['电话', known.phone ?? '没有留'],
                  ['可看到', <When key="until" at={known.until} />],
                ]}
              />
            ) : (
              <Button
                loading={identity.busy}
                onClick={() =>
                  void identity
                    .send({ params: { id: concern.id }, body: {} })
                    .then((one) => one && setKnown(one))
                }
              >
                看已打开的身份
              </Button>
            )}
            <ProblemNote problem={identity.problem} />
          </div>
        )}
        {opening?.state === 'refused' && <p className="muted">打开身份的申请没有获准。</p>}
        {opening?.state === 'over' && <p className="muted">打开身份的 24 小时已过。</p>}
      </div>
    </Section>
  )
}
