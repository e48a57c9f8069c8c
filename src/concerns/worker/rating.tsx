import { useState } from 'react'
import type { Problem } from '../../ui/client.ts'
import { write } from '../../ui/worker/answer.ts'
import { Button } from '../../ui/worker/buttons.tsx'
import { Area, Choice, Optional } from '../../ui/worker/fields.tsx'
import { ErrorNote } from '../../ui/worker/notes.tsx'
import type { Satisfaction } from '../words.ts'
import { afterRefusal, keyOf, type Writing } from './written.ts'

const solvedWords = { solved: '解决了', 'partly-solved': '部分解决', unsolved: '没有解决' } as const
const satisfiedWords: Record<Satisfaction, string> = {
  satisfied: '满意',
  fair: '一般',
  dissatisfied: '不满意',
}

/** 解决了吗, 满意吗: two questions, both answered by the worker. */
export function Rating({ own, code, done }: Writing) {
  const [outcome, setOutcome] = useState<keyof typeof solvedWords>()
  const [satisfaction, setSatisfaction] = useState<Satisfaction>()
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [wrong, setWrong] = useState(false)
  const send = async () => {
    setWrong(!outcome || !satisfaction)
    if (!outcome || !satisfaction) return
    setProblem(undefined)
    try {
      const body = {
        ...keyOf(own, code),
        outcome,
        satisfaction,
        ...(note.trim() && { note: note.trim() }),
      }
      done(await write('POST /api/concerns/follow/rate', { body }))
    } catch (cause) {
      setProblem(await afterRefusal(cause, own, code, done))
    }
  }
  return (
    <section className="card ask stack" aria-labelledby="rating">
      <h2 id="rating">请你说了算</h2>
      <Choice question="解决了吗？" answers={solvedWords} chosen={outcome} choose={setOutcome} />
      <Choice question="满意吗？" answers={satisfiedWords} chosen={satisfaction} choose={setSatisfaction} />
      {(outcome === 'unsolved' || outcome === 'partly-solved' || satisfaction === 'dissatisfied') && (
        <Area
          label={<Optional name="还差什么" />}
          rows={3}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      )}
      {wrong && (!outcome || !satisfaction) && (
        <p role="alert" className="wrong">
          两个问题都请选一个。
        </p>
      )}
      <ErrorNote problem={problem} />
      <Button look="primary block" work={send}>
        就这么说
      </Button>
    </section>
  )
}
