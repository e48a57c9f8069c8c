import { useState } from 'react'
import { Input, Modal, Radio } from 'antd'
import { useAnswer, useWrite, type ItemOf } from '../../ui/console/ask.ts'
import { Field } from '../../ui/console/field.tsx'
import { Empty, Waiting } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useMe } from '../../ui/console/session.ts'

/** Gives one task to a colleague of the same org, or back to everyone there. */
export function Delegate({ task, onClose }: { task: ItemOf<'GET /api/tasks'>; onClose: () => void }) {
  const me = useMe()
  const colleagues = useAnswer('GET /api/tasks/colleagues', { query: { kind: task.kind } })
  const [to, setTo] = useState<string | null>()
  const [note, setNote] = useState('')
  const give = useWrite('POST /api/tasks/{id}/delegate', {
    done: () => (to === null ? '已收回，由本单位共同办理' : '已交给同事，对方的今日里看得到'),
  })
  const people = colleagues.data?.items.filter((one) => one.id !== task.assignee?.id)
  const submit = async () => {
    if (to === undefined) return
    const done = await give.send({
      params: { id: task.id },
      body: { accountId: to, ...(note.trim() ? { note: note.trim() } : {}) },
    })
    if (done) onClose()
  }
  return (
    <Modal
      open
      title="交给同事"
      okText="交给"
      cancelText="取消"
      okButtonProps={{ disabled: to === undefined, loading: give.busy }}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      <p className="about">
        {task.title}
        {task.assignee && <>（现在由{task.assignee.name}办）</>}
      </p>
      {!people ? (
        colleagues.problem ? (
          <ProblemNote problem={colleagues.problem} again={colleagues.again} />
        ) : (
          <Waiting rows={2} />
        )
      ) : people.length === 0 && !task.assignee ? (
        <Empty title="没有可以接手的同事">要由职责里有这类待办的人来办；请系统管理员登记同事的任职。</Empty>
      ) : (
        <>
          <Radio.Group
            className="colleagues"
            aria-label="交给谁"
            value={to === null ? 'all' : to}
            onChange={(event) => setTo(event.target.value === 'all' ? null : (event.target.value as string))}
          >
            {people.map((one) => (
              <Radio key={`${one.id} ${one.role}`} value={one.id}>
                {one.name}
                {one.id === me.accountId && '（我）'}
                <small className="muted"> {one.role}</small>
              </Radio>
            ))}
            {task.assignee && <Radio value="all">收回，由本单位共同办理</Radio>}
          </Radio.Group>
          <Field label="附言（可不填）">
            {(control) => (
              <Input.TextArea
                {...control}
                rows={2}
                maxLength={500}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
      <ProblemNote problem={give.problem} />
    </Modal>
  )
}
