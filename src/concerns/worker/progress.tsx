import { commitmentStates, type CommitmentState } from '../../commitments/words.ts'
import { useAnswer, type AnswerOf } from '../../ui/worker/answer.ts'
import { calendarDay, dayOf, moment } from '../../ui/worker/dates.ts'
import { Answered } from '../../ui/worker/notes.tsx'
import { Link } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { outcomes, satisfactions } from '../words.ts'
import { StateTag } from './state-tag.tsx'

type Progress = AnswerOf<'GET /api/concerns/progress'>

/** 公开进度: how one matter stands, for anybody who knows its number. */
export function PublicProgress({ number = '' }: Record<string, string>) {
  const progress = useAnswer('GET /api/concerns/progress', { query: { number } })
  const nowhere = progress.problem?.code === 'not-found'
  return (
    <Screen title={progress.data?.title ?? '公开进度'} back="/">
      <Answered of={nowhere ? { ...progress, problem: undefined } : progress}>
        {(one) => (
          <>
            <Standing one={one} />
            <Promises one={one} />
            <Steps one={one} />
            <p className="hint">
              这是公开的进度，不含反映人的任何信息。是你反映的？
              <Link href={`/c/${one.number}`}>查看完整内容</Link>
            </p>
          </>
        )}
      </Answered>
      {nowhere && (
        <p className="empty">
          没有这个编号，或者这件事不公开。请核对编号，它在反映后的页面和短信里；自己反映的，
          <Link href={`/follow?number=${encodeURIComponent(number)}`}>凭编号和查询码查看</Link>。
        </p>
      )}
    </Screen>
  )
}

/** What the deadline is of, in each state. */
const owedNow: Partial<Record<Progress['status'], string>> = {
  received: '告知是否受理',
  accepted: '交给负责的单位',
  'sent-back': '重新安排',
  reopened: '重新安排',
  assigned: '首次联系',
  'taken-up': '首次联系',
  contacted: '答复',
  'in-progress': '答复',
  answered: '请反映人评价',
}

/** Where it stands: the sentence, the deadline, class, place, number. */
export function Standing({ one, asked }: { one: Progress; asked?: boolean }) {
  const facts = [one.className, one.place].filter(Boolean).join(' · ')
  return (
    <div className="card">
      <StateTag status={one.status} asked={asked} />
      <p className="sentence">{one.sentence}</p>
      {one.due && !asked && (
        <p className={one.due.tone === 'red' ? 'wrong' : undefined}>
          {one.due.tone === 'red'
            ? `${owedNow[one.status] ?? '办理'}已${one.due.text}`
            : `${one.due.text}前${owedNow[one.status] ?? '办理'}`}
          {!one.due.certain && <span className="hint">（放假安排还没公布，日期可能变）</span>}
        </p>
      )}
      {one.mergedInto && (
        <p>
          和 <Link href={`/p/${one.mergedInto}`}>{one.mergedInto}</Link> 一起办。
        </p>
      )}
      {one.outcome && !one.sentence.includes(outcomes[one.outcome]) && (
        <p>
          反映人说：{outcomes[one.outcome]}
          {one.satisfaction && `，${satisfactions[one.satisfaction]}`}
        </p>
      )}
      <p className="hint">
        {facts}
        <br />
        <span className="num">{one.number}</span> · {dayOf(one.raisedAt)}反映
      </p>
    </div>
  )
}

/** What was promised to those who raised it. */
export function Promises({ one }: { one: Progress }) {
  if (one.commitments.length === 0) return null
  return (
    <section className="card" aria-labelledby="promises">
      <h2 id="promises">答应了什么</h2>
      <ul className="lines">
        {one.commitments.map((promise, i) => (
          <li key={i}>
            <p>{promise.text}</p>
            <p className="hint">
              {[
                promise.by,
                promise.registeredBy && `${promise.registeredBy}登记`,
                promise.dueOn &&
                  `${calendarDay(promise.dueOn)}前${promise.certain ? '' : '（放假安排还没公布）'}`,
                commitmentStates[promise.status as CommitmentState],
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** What happened, newest first. */
export function Steps({ one }: { one: Progress }) {
  if (one.steps.length === 0) return null
  // As they come, the latest last: of one minute their times do not say which was first.
  const newestFirst = [...one.steps].reverse()
  return (
    <section className="card" aria-labelledby="steps">
      <h2 id="steps">经过</h2>
      <ol className="steps">
        {newestFirst.map((step, i) => (
          <li key={i}>
            <time dateTime={step.at}>{moment(step.at)}</time>
            {step.text}
          </li>
        ))}
      </ol>
    </section>
  )
}
