import { useState } from 'react'
import { Button, Modal } from 'antd'
import { statuses } from '../../concerns/words.ts'
import { useAnswer, useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { When } from '../../ui/console/dates.tsx'
import { useFocusBack } from '../../ui/console/focus-back.ts'
import { Answered, Empty } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { RecordLink } from '../../ui/console/record-link.tsx'
import { LongTextField } from '../../ui/console/text-field.tsx'
import './compare.css'

type Concern = AnswerOf<'GET /api/concerns/{id}'>

/** 比对: a matter beside each that may be the same, in the workers' own words; merged or kept apart right here. */
export function Compare({ id, onClose }: { id: string; onClose: () => void }) {
  useFocusBack()
  const answer = useAnswer('GET /api/concerns/{id}', { params: { id } })
  return (
    <Modal open title="是不是同一件事" width={960} footer={null} onCancel={onClose}>
      <Answered answer={answer} rows={6}>
        {(concern) =>
          concern.similar.length === 0 ? (
            <Empty title="都比对过了" action={<Button onClick={onClose}>回到今日</Button>}>
              没有别的疑似重复。
            </Empty>
          ) : (
            concern.similar.map((other) => (
              <Pair key={other.id} concern={concern} otherId={other.id} onMerged={onClose} />
            ))
          )
        }
      </Answered>
    </Modal>
  )
}

function Pair({ concern, otherId, onMerged }: { concern: Concern; otherId: string; onMerged: () => void }) {
  const params = { id: concern.id }
  const other = useAnswer('GET /api/concerns/{id}', { params: { id: otherId } })
  const merge = useWrite('POST /api/concerns/{id}/merge', { done: '已并在一起办' })
  const apart = useWrite('POST /api/concerns/{id}/keep-apart', { done: '已记下：不是同一件事' })
  const [note, setNote] = useState('')
  const differs = other.data !== undefined && other.data.classCode !== concern.classCode
  return (
    <section className="compare" aria-label={other.data?.title ?? '疑似重复'}>
      <Side name="这一件" concern={concern} />
      <Answered answer={other} rows={4}>
        {(data) => <Side name="疑似重复" concern={data} />}
      </Answered>
      {differs && concern.can.includes('merge') && (
        <LongTextField
          label="两件类别不同，并在一起要写明为什么是同一件事"
          rows={2}
          max={2000}
          path="note"
          write={merge}
          value={note}
          onChange={setNote}
        />
      )}
      <div className="compare-steps">
        {concern.can.includes('keep-apart') && (
          <Button loading={apart.busy} onClick={() => void apart.send({ params, body: { other: otherId } })}>
            不是同一件事
          </Button>
        )}
        {concern.can.includes('merge') && (
          <Button
            type="primary"
            loading={merge.busy}
            disabled={!other.data || (differs && note.trim().length < 2)}
            onClick={() =>
              void merge
                .send({ params, body: { into: otherId, ...(note.trim() && { note: note.trim() }) } })
                .then((done) => done && onMerged())
            }
          >
            是，把这一件并入{other.data?.number}
          </Button>
        )}
        {!concern.can.includes('keep-apart') && <p className="muted">现在不由你判断。</p>}
      </div>
      <ProblemNote problem={merge.problem ?? apart.problem} />
    </section>
  )
}

function Side({ name, concern }: { name: string; concern: Concern }) {
  return (
    <div className="compare-side">
      <h3>
        {name} · {statuses[concern.status]}
      </h3>
      <RecordLink noun="concern" id={concern.id}>
        {concern.title}
      </RecordLink>
      <p>{concern.text}</p>
      <small>
        {[concern.number, concern.className, concern.place, concern.lead?.name].filter(Boolean).join(' · ')} ·{' '}
        <When at={concern.raisedAt} ago />
      </small>
    </div>
  )
}
