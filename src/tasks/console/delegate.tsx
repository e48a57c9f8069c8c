import { useState } from 'react'
import { filled, useAnswer, useWrite, type ItemOf } from '../../ui/console/ask.ts'
import { ChoiceField } from '../../ui/console/choice-field.tsx'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { Answered, Empty } from '../../ui/console/page.tsx'
import { useMe } from '../../ui/console/session.ts'
import { LongTextField } from '../../ui/console/text-field.tsx'

const everyone = 'all'

/** Gives one task to a colleague of the same org, or back to everyone there. */
export function Delegate({ task, onClose }: { task: ItemOf<'GET /api/tasks'>; onClose: () => void }) {
  const me = useMe()
  const colleagues = useAnswer('GET /api/tasks/colleagues', { query: { kind: task.kind } })
  const [to, setTo] = useState<string>()
  const [note, setNote] = useState('')
  const give = useWrite('POST /api/tasks/{id}/delegate', {
    done: () => (to === everyone ? '已收回，由本单位共同办理' : '已交给同事，对方的今日里看得到'),
  })
  return (
    <FormModal
      title="交给同事"
      about={
        <>
          {task.title}
          {task.assignee && <>（现在由{task.assignee.name}办）</>}
        </>
      }
      ok="交给"
      ready={to !== undefined}
      write={give}
      onSend={() =>
        give.send({
          params: { id: task.id },
          body: { accountId: to === everyone ? null : to!, ...filled({ note }) },
        })
      }
      onClose={onClose}
    >
      <Answered answer={colleagues} rows={2}>
        {({ items }) => {
          const people = items.filter((one) => one.id !== task.assignee?.id)
          if (people.length === 0 && !task.assignee)
            return (
              <Empty title="没有可以接手的同事">
                要由职责里有这类待办的人来办；请系统管理员登记同事的任职。
              </Empty>
            )
          return (
            <>
              <ChoiceField
                label="交给谁"
                stacked
                options={[
                  ...people.map((one) => ({
                    value: one.id,
                    label: (
                      <>
                        {one.name}
                        {one.id === me.accountId && '（我）'}
                        <small className="muted"> {one.role}</small>
                      </>
                    ),
                  })),
                  ...(task.assignee ? [{ value: everyone, label: '收回，由本单位共同办理' }] : []),
                ]}
                value={to}
                onChange={setTo}
              />
              <LongTextField label="附言（可不填）" rows={2} max={500} value={note} onChange={setNote} />
            </>
          )
        }}
      </Answered>
    </FormModal>
  )
}
