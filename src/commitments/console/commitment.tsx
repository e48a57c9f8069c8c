import { useState } from 'react'
import { Button } from 'antd'
import { statuses, type Status } from '../../concerns/words.ts'
import { useAnswer, useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { ChoiceField } from '../../ui/console/choice-field.tsx'
import { today, When } from '../../ui/console/dates.tsx'
import { DayField } from '../../ui/console/day-field.tsx'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { OriginCard } from '../../ui/console/origin.tsx'
import { Facts, Section } from '../../ui/console/page.tsx'
import { ReasonModal } from '../../ui/console/reason.tsx'
import { RecordDrawer } from '../../ui/console/record-drawer.tsx'
import { RecordLink } from '../../ui/console/record-link.tsx'
import { StatusTag } from '../../ui/console/tags.tsx'
import { LongTextField } from '../../ui/console/text-field.tsx'
import { Timeline } from '../../ui/console/timeline.tsx'
import { commitmentSources, commitmentStates } from '../words.ts'
import { Deadline, stateTones } from './commitments.tsx'

type Shown = AnswerOf<'GET /api/commitments/{id}'>

/** One promise beside the ledger: what can be done with it, what it is about, where it is from. */
export function OpenedCommitment({ id, onClose }: { id: string; onClose: () => void }) {
  const shown = useAnswer('GET /api/commitments/{id}', { params: { id } })
  return (
    <RecordDrawer title="承诺" answer={shown} onClose={onClose}>
      {(commitment) => <One commitment={commitment} />}
    </RecordDrawer>
  )
}

function One({ commitment }: { commitment: Shown }) {
  const { id, can, status } = commitment
  return (
    <>
      <h2 className="commitment-title">{commitment.text}</h2>
      <div className="commitment-actions">
        <StatusTag tone={stateTones[status]}>{commitmentStates[status]}</StatusTag>
        {can.length > 0 && (
          <span>
            {can.includes('settle') && <Settle id={id} />}
            {can.includes('reschedule') && <Reschedule commitment={commitment} />}
            {can.includes('withdraw') && <Withdraw id={id} />}
          </span>
        )}
      </div>
      <section className="card">
        <Facts
          items={[
            ['期限', <Deadline key="due" commitment={commitment} />],
            ['承诺人', commitment.promiser.name],
            ['对谁', commitment.madeTo],
            ['结果', commitment.result],
            ['了结于', commitment.settledAt && <When at={commitment.settledAt} />],
            [
              '来源',
              <span key="source">
                {commitmentSources[commitment.source]}
                {commitment.activityId && (
                  <>
                    {' · '}
                    <RecordLink noun="activity" id={commitment.activityId}>
                      作出承诺的活动
                    </RecordLink>
                  </>
                )}
              </span>,
            ],
          ]}
        />
      </section>
      {commitment.concernList.length > 0 && (
        <Section title="关于这些诉求" facts={`${commitment.concernList.length}件`}>
          <ul className="commitment-concerns">
            {commitment.concernList.map((one) => (
              <li key={one.id}>
                <span>
                  <RecordLink noun="concern" id={one.id}>
                    {one.title}
                  </RecordLink>
                  <small className="num">{one.number}</small>
                </span>
                <StatusTag tone={one.status === 'closed' ? 'green' : 'blue'}>
                  {statuses[one.status as Status] ?? one.status}
                </StatusTag>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <OriginCard origin={commitment.origin} id={id} />
      <Section title="经过">
        <Timeline entries={commitment.timeline} about={id} />
      </Section>
    </>
  )
}

/** Kept or not, and in what way: said to those it was made to. */
function Settle({ id }: { id: string }) {
  const settle = useWrite('POST /api/commitments/{id}/settle', { done: '已填结果' })
  const [open, setOpen] = useState(false)
  const [kept, setKept] = useState<boolean>()
  const [result, setResult] = useState('')
  return (
    <>
      <Button
        type="primary"
        onClick={() => {
          settle.clear()
          setOpen(true)
        }}
      >
        填结果
      </Button>
      {open && (
        <FormModal
          title="这个承诺兑现了吗"
          about="受承诺的职工看得到结果，填好后不能再改。"
          ok="填好"
          ready={kept !== undefined && result.trim().length >= 2}
          write={settle}
          onSend={() => settle.send({ params: { id }, body: { kept: kept!, result: result.trim() } })}
          onClose={() => setOpen(false)}
        >
          <ChoiceField
            label="是否兑现"
            required
            options={[
              { value: true, label: commitmentStates.kept },
              { value: false, label: commitmentStates.broken },
            ]}
            value={kept}
            onChange={setKept}
          />
          <LongTextField
            label={kept === false ? '为什么没有兑现，接下来怎么办' : '做了什么，结果怎样'}
            required
            path="result"
            write={settle}
            max={2000}
            value={result}
            onChange={setResult}
          />
        </FormModal>
      )}
    </>
  )
}

function Reschedule({ commitment }: { commitment: Shown }) {
  const { id, dueOn } = commitment
  const move = useWrite('POST /api/commitments/{id}/reschedule', { done: '期限已定下' })
  const [day, setDay] = useState('')
  const name = dueOn ? '改期' : '定期限'
  return (
    <ReasonModal
      name={name}
      about={dueOn ? '原来的期限留在经过里，受承诺的职工看得到。' : '定下期限后会按期提醒填结果。'}
      hint={dueOn ? '为什么要改' : '为什么定在这一天'}
      max={500}
      ready={day !== '' && day !== dueOn && day >= today()}
      write={move}
      onOpen={() => setDay(dueOn ?? '')}
      onSend={(reason) => move.send({ params: { id }, body: { dueOn: day, reason } })}
    >
      <DayField label={dueOn ? '新的期限' : '期限'} required min={today()} value={day} onChange={setDay} />
    </ReasonModal>
  )
}

function Withdraw({ id }: { id: string }) {
  const withdraw = useWrite('POST /api/commitments/{id}/withdraw', { done: '已撤回' })
  return (
    <ReasonModal
      name="撤回"
      title="撤回承诺"
      danger
      about="撤回后不能恢复，理由受承诺的职工看得到。"
      max={500}
      write={withdraw}
      onSend={(reason) => withdraw.send({ params: { id }, body: { reason } })}
    />
  )
}
