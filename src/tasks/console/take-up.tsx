import { useState } from 'react'
import { useWrite, type AnswerOf, type ItemOf } from '../../ui/console/ask.ts'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { Undone } from '../../ui/console/undone.tsx'

type Task = ItemOf<'GET /api/tasks'>

/**
 * 接单 on the desk: nothing is asked, so one press does it, for one line or for those chosen. `said` is what went wrong; it
 * stands with the list, as the line itself may be gone by then.
 */
export function useTakeUp(onDone: () => void) {
  const [asked, setAsked] = useState<Task[]>([])
  const [answer, setAnswer] = useState<AnswerOf<'POST /api/concerns/take-up-many'>>()
  const first = '请先联系职工'
  const one = useWrite('POST /api/concerns/{id}/take-up', { done: `已接单，${first}` })
  const many = useWrite('POST /api/concerns/take-up-many', {
    done: ({ done }) => (done.length ? `已接单${done.length}件，${first}` : ''),
  })
  return {
    busy: (task: Task) => one.busy && asked.includes(task),
    several: many.busy,
    takeUp: (task: Task) => {
      setAsked([task])
      many.clear()
      void one.send({ params: { id: task.about.id }, body: {} })
    },
    takeUpAll: async (tasks: Task[]) => {
      setAsked(tasks)
      one.clear()
      const answered = await many.send({ body: { ids: tasks.map((task) => task.about.id) } })
      if (!answered) return
      if (answered.failed.length) setAnswer(answered)
      else onDone()
    },
    said: (
      <>
        <ProblemNote problem={one.problem ?? many.problem} />
        {answer && (
          <Undone
            title={`接单：${asked.length}件`}
            done={answer.done.length}
            failed={answer.failed}
            nameOf={(id) => asked.find((task) => task.about.id === id)?.title}
            onClose={() => {
              setAnswer(undefined)
              onDone()
            }}
          />
        )}
      </>
    ),
  }
}
