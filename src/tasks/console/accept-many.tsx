import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import { useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { TextField } from '../../ui/console/text-field.tsx'
import { Undone } from '../../ui/console/undone.tsx'

/** 一起受理: what becomes public is read over before it does; each that could not be accepted is told apart. */
export function AcceptMany({
  concerns,
  onClose,
}: {
  concerns: { id: string; title: string; detail?: string }[]
  onClose: (done: boolean) => void
}) {
  // Those asked for: the list behind may lose some meanwhile.
  const [asked] = useState(concerns)
  const [titles, setTitles] = useState<Record<string, string>>({})
  const [answer, setAnswer] = useState<AnswerOf<'POST /api/concerns/accept-many'>>()
  const write = useWrite('POST /api/concerns/accept-many', {
    done: ({ done }) => (done.length ? `已受理${done.length}件` : ''),
  })
  const titleOf = (one: { id: string; title: string }) => titles[one.id] ?? one.title
  const title = `受理：${asked.length}件诉求`
  if (answer)
    return (
      <Undone
        title={title}
        done={answer.done.length}
        failed={answer.failed}
        nameOf={(id) => asked.find((one) => one.id === id)?.title}
        onClose={() => onClose(true)}
      />
    )
  return (
    <FormModal
      title={title}
      about="受理后标题公开，写给大家看：不要有姓名和电话。类别和紧急程度照职工选的，要改的单独受理。"
      ok="受理"
      width={640}
      ready={asked.every((one) => titleOf(one).trim().length >= 2)}
      missing="每件都要有标题"
      write={write}
      onSend={() =>
        write.send({ body: { items: asked.map((one) => ({ id: one.id, title: titleOf(one).trim() })) } })
      }
      onDone={(answered) => (answered.failed.length ? setAnswer(answered) : onClose(true))}
      onClose={() => onClose(false)}
    >
      {asked.map((one, at) => (
        <TextField
          key={one.id}
          label={`公开的标题（第${at + 1}件）`}
          hint={
            <>
              {one.detail}{' '}
              <Link to={`/concerns/${one.id}`} target="_blank">
                看原话
              </Link>
            </>
          }
          max={80}
          path={`items.${at}.title`}
          write={write}
          value={titleOf(one)}
          onChange={(words) => setTitles((before) => ({ ...before, [one.id]: words }))}
        />
      ))}
    </FormModal>
  )
}
