import { useEffect, useState } from 'react'
import { uuidv7 } from '../../kernel/id.ts'
import { asProblem, Problem } from '../../ui/client.ts'
import { useAnswer, write } from '../../ui/worker/answer.ts'
import { dayOf } from '../../ui/worker/dates.ts'
import { expectOutbox, outbox, useOutbox } from '../../ui/worker/outgoing.ts'
import { Button } from '../../ui/worker/buttons.tsx'
import { Area, Field, Optional } from '../../ui/worker/fields.tsx'
import { ErrorNote } from '../../ui/worker/notes.tsx'
import { Link } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { stored } from '../../ui/worker/stored.ts'

const draft = stored('feedback', { id: '', text: '', contact: '' })
/** What was given from this device: the id is what its answer is read with. */
const given = stored<string[]>('given-feedback', [])
/** The latest are enough to find an answer. */
const shownGiven = 10

/** 对软件有意见: goes to whoever runs the software, with or without a name. */
export function GiveFeedback() {
  const now = draft.use()
  const [wrong, setWrong] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [queuedId, setQueuedId] = useState('')
  const [sentAtOnce, setSentAtOnce] = useState(false)
  const items = (useOutbox() ?? []).filter((item) => item.route === 'POST /api/feedback')
  const queued = items.find((item) => item.id === queuedId)
  const refused = items.find((item) => item.state === 'refused')
  useEffect(expectOutbox, [])
  useEffect(() => {
    // What arrived needs no keeping; the one just sent is shown first.
    for (const item of items) {
      if (item.state === 'done' && item.id !== queuedId) void outbox().then(({ takeOff }) => takeOff(item.id))
    }
  })

  const send = async () => {
    const text = now.text.trim()
    if (text.length < 2) return setWrong('请写一两句')
    setWrong('')
    setProblem(undefined)
    const id = now.id || uuidv7()
    draft.set({ ...now, id })
    const contact = now.contact.trim()
    const body = { id, app: 'worker' as const, text, ...(contact && { contact }) }
    try {
      const { queue } = await outbox()
      await queue('POST /api/feedback', body)
      setQueuedId(id)
    } catch {
      try {
        await write('POST /api/feedback', { body })
        setSentAtOnce(true)
      } catch (cause) {
        return setProblem(asProblem(cause))
      }
    }
    given.set([id, ...given.get().filter((one) => one !== id)].slice(0, shownGiven))
    draft.set({ id: '', text: '', contact: '' })
  }
  const correct = async () => {
    if (!refused) return
    const { id, text, contact = '' } = refused.body as { id: string; text: string; contact?: string }
    draft.set({ id: refused.problem?.code === 'id-taken' ? '' : id, text, contact })
    setQueuedId('')
    await outbox().then(({ takeOff }) => takeOff(id))
  }

  const arrived = sentAtOnce || queued?.state === 'done'
  if (queuedId || sentAtOnce) {
    return (
      <Screen title="对软件有意见" back="/me">
        <div aria-live="polite" className="stack">
          {refused ? (
            <>
              <ErrorNote problem={refused.problem && new Problem(refused.problem)} />
              <Button work={correct}>改一改再发</Button>
            </>
          ) : (
            <p className="sentence">{arrived ? '收到了，谢谢。' : '存好了，连上网就自动发出。'}</p>
          )}
        </div>
        <Link className="btn block" href="/me">
          回“我的”
        </Link>
      </Screen>
    )
  }
  return (
    <Screen title="对软件有意见" back="/me">
      <div className="form">
        <p>哪里不好用、哪里不该这样、想要什么，直说。这里说软件本身；工作上的事请用“我要反映”。</p>
        <ErrorNote problem={refused?.problem && new Problem(refused.problem)} />
        {refused && <Button work={correct}>改一改再发</Button>}
        <Area
          label="意见"
          rows={5}
          maxLength={2000}
          value={now.text}
          problem={wrong || undefined}
          onChange={(event) => draft.set({ ...now, text: event.target.value })}
        />
        <Field
          label={<Optional name="怎么联系你" />}
          maxLength={100}
          value={now.contact}
          onChange={(event) => draft.set({ ...now, contact: event.target.value })}
        />
        <ErrorNote problem={problem} />
        <Button look="primary block" work={send}>
          发出
        </Button>
      </div>
      <GivenBefore waiting={items.filter((item) => item.state !== 'done').map((item) => item.id)} />
    </Screen>
  )
}

/** What was said before and what came of it; what waits to be sent has no answer yet. */
function GivenBefore({ waiting }: { waiting: string[] }) {
  const ids = given.use().filter((id) => !waiting.includes(id))
  if (!ids.length) return null
  return (
    <section className="card" aria-labelledby="given">
      <h2 id="given">以前提的</h2>
      <ul className="lines">
        {ids.map((id) => (
          <One key={id} id={id} />
        ))}
      </ul>
    </section>
  )
}

function One({ id }: { id: string }) {
  const { data } = useAnswer('GET /api/feedback/{id}', { params: { id } })
  if (!data) return null
  return (
    <li>
      <p>{data.text}</p>
      {data.reply && <p>回复：{data.reply}</p>}
      <p className="hint">
        {data.repliedAt ? `${dayOf(data.repliedAt)}回复` : `${dayOf(data.at)}提的，还没有回复`}
      </p>
    </li>
  )
}
