import { useState } from 'react'
import { Input, Modal, Radio, Select } from 'antd'
import { useAnswer, useRecordId, useWrite } from '../../ui/console/ask.ts'
import { Field } from '../../ui/console/field.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useMe } from '../../ui/console/session.ts'

/** 归为共性问题: several concerns under one cause, a new one or one already kept by this union. `onClose` gets its id. */
export function Gather({
  concerns,
  title: start,
  onClose,
}: {
  concerns: readonly { id: string; number: string; title: string }[]
  title: string
  onClose: (id?: string) => void
}) {
  const { acting } = useMe()
  const record = useRecordId()
  const [into, setInto] = useState<'new' | 'kept'>('new')
  const [kept, setKept] = useState<string>()
  const [title, setTitle] = useState(start)
  const [cause, setCause] = useState('')
  const issues = useAnswer('GET /api/common-issues', { query: { status: 'open', limit: 100 } })
  const own = issues.data?.items.filter((one) => one.owner.id === acting.orgId) ?? []
  const create = useWrite('POST /api/common-issues', { done: '已归为共性问题' })
  const add = useWrite('POST /api/common-issues/{id}/concerns', { done: '已归入' })
  const ids = concerns.map((one) => one.id)
  const ready = into === 'new' ? title.trim().length >= 2 && cause.trim() !== '' : kept !== undefined
  const send = async () => {
    if (into === 'kept') {
      if (await add.send({ params: { id: kept! }, body: { add: ids, remove: [] } })) onClose(kept)
      return
    }
    const body = { id: record.id, title: title.trim(), cause: cause.trim(), concernIds: ids }
    const made = await create.send({ body })
    if (made) onClose(made.id)
  }
  return (
    <Modal
      open
      title={`归为共性问题：${concerns.length}件诉求`}
      okText="归集"
      cancelText="取消"
      okButtonProps={{ disabled: !ready, loading: create.busy || add.busy }}
      onOk={() => void send()}
      onCancel={() => onClose()}
      mask={{ closable: false }}
    >
      <p className="about">归集不改变各件的办理：每件仍分别派单、答复、回访。</p>
      {own.length > 0 && (
        <Field label="归到哪里">
          {(control) => (
            <Radio.Group
              id={control.id}
              value={into}
              onChange={(event) => setInto(event.target.value as 'new')}
              options={[
                { value: 'new', label: '新的共性问题' },
                { value: 'kept', label: '已有的共性问题' },
              ]}
            />
          )}
        </Field>
      )}
      {into === 'kept' ? (
        <Field label="哪一个" required>
          {(control) => (
            <Select
              {...control}
              showSearch={{ optionFilterProp: 'label' }}
              value={kept}
              onChange={setKept}
              options={own.map((one) => ({ value: one.id, label: `${one.title}（${one.concerns}件）` }))}
            />
          )}
        </Field>
      ) : (
        <>
          <Field label="问题" required path="title" problem={create.problem}>
            {(control) => (
              <Input
                {...control}
                count={{ show: true, max: 80 }}
                value={title}
                onChange={(event) => setTitle(event.target.value)}
              />
            )}
          </Field>
          <Field label="共同的原因" required path="cause" problem={create.problem}>
            {(control) => (
              <Input.TextArea
                {...control}
                rows={3}
                maxLength={2000}
                value={cause}
                onChange={(event) => setCause(event.target.value)}
              />
            )}
          </Field>
        </>
      )}
      <ul className="concern-list concern-gathered">
        {concerns.map((one) => (
          <li key={one.id}>
            {one.title}
            <small>{one.number}</small>
          </li>
        ))}
      </ul>
      <ProblemNote problem={into === 'new' ? create.problem : add.problem} />
    </Modal>
  )
}
