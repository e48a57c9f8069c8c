import { useState } from 'react'
import { useAnswer, useRecordId, useWrite } from '../../ui/console/ask.ts'
import { ChoiceField, SelectField } from '../../ui/console/choice-field.tsx'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { useMe } from '../../ui/console/session.ts'
import { LongTextField, TextField } from '../../ui/console/text-field.tsx'
import './concerns.css'
import './gather.css'

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
  const id = useRecordId()
  const [into, setInto] = useState<'new' | 'kept'>('new')
  const [kept, setKept] = useState<string>()
  const [title, setTitle] = useState(start)
  const [cause, setCause] = useState('')
  const issues = useAnswer('GET /api/common-issues', { query: { status: 'open', limit: 100 } })
  const own = issues.data?.items.filter((one) => one.owner.id === acting.orgId) ?? []
  const create = useWrite('POST /api/common-issues', { done: '已归为共性问题' })
  const add = useWrite('POST /api/common-issues/{id}/concerns', { done: '已归入' })
  const ids = concerns.map((one) => one.id)
  const send = async () =>
    into === 'new'
      ? create.send({ body: { id, title: title.trim(), cause: cause.trim(), concernIds: ids } })
      : add.send({ params: { id: kept! }, body: { add: ids, remove: [] } })
  return (
    <FormModal
      title={`归为共性问题：${concerns.length}件诉求`}
      about="归集不改变各件的办理：每件仍分别派单、答复、回访。"
      ok="归集"
      ready={into === 'new' ? title.trim().length >= 2 && cause.trim() !== '' : kept !== undefined}
      write={into === 'new' ? create : add}
      onSend={send}
      onDone={() => onClose(into === 'new' ? id : kept)}
      onClose={() => onClose()}
    >
      {own.length > 0 && (
        <ChoiceField
          label="归到哪里"
          options={[
            { value: 'new', label: '新的共性问题' },
            { value: 'kept', label: '已有的共性问题' },
          ]}
          value={into}
          onChange={setInto}
        />
      )}
      {into === 'kept' ? (
        <SelectField
          label="哪一个"
          required
          search
          options={own.map((one) => ({ value: one.id, label: `${one.title}（${one.concerns}件）` }))}
          value={kept}
          onChange={setKept}
        />
      ) : (
        <>
          <TextField
            label="问题"
            required
            path="title"
            write={create}
            max={80}
            value={title}
            onChange={setTitle}
          />
          <LongTextField
            label="共同的原因"
            required
            path="cause"
            write={create}
            rows={3}
            max={2000}
            value={cause}
            onChange={setCause}
          />
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
    </FormModal>
  )
}
