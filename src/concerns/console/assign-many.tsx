import { useState } from 'react'
import { Input, Modal } from 'antd'
import { useWrite, type ItemOf } from '../../ui/console/ask.ts'
import { Field } from '../../ui/console/field.tsx'
import { OrgPicker, OrgsPicker, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'

/** 一起派单: one lead for several concerns; each is told apart when some could not be assigned. */
export function AssignMany({
  rows,
  onClose,
}: {
  rows: ItemOf<'GET /api/concerns'>[]
  onClose: (done: boolean) => void
}) {
  const [lead, setLead] = useState<PickedOrg | null>(null)
  const [assists, setAssists] = useState<PickedOrg[]>([])
  const [note, setNote] = useState('')
  const [failed, setFailed] = useState<{ id: string; problem: string }[]>([])
  const write = useWrite('POST /api/concerns/assign-many', {
    done: ({ done }) => (done.length ? `已派单${done.length}件` : ''),
  })
  const send = async () => {
    const answer = await write.send({
      body: {
        ids: rows.map((row) => row.id),
        leadId: lead!.id,
        assistIds: assists.map((one) => one.id),
        ...(note.trim() ? { note: note.trim() } : {}),
      },
    })
    if (!answer) return
    if (answer.failed.length) setFailed(answer.failed)
    else onClose(true)
  }
  return (
    <Modal
      open
      title={`派单：${rows.length}件诉求`}
      okText={failed.length ? '知道了' : '派单'}
      cancelText="取消"
      okButtonProps={{ disabled: !lead, loading: write.busy }}
      onOk={() => (failed.length ? onClose(true) : void send())}
      onCancel={() => onClose(failed.length > 0)}
      mask={{ closable: false }}
    >
      {failed.length > 0 ? (
        <div role="alert">
          <p>
            {failed.length < rows.length ? `其余${rows.length - failed.length}件已派出，` : ''}这{' '}
            {failed.length} 件没有派成：
          </p>
          <ul>
            {failed.map((one) => (
              <li key={one.id}>
                {rows.find((row) => row.id === one.id)?.title}：{one.problem}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <>
          <Field label="主办单位" required>
            {(control) => <OrgPicker {...control} everywhere value={lead} onChange={setLead} />}
          </Field>
          <Field label="协办单位（可不选）">
            {(control) => <OrgsPicker {...control} everywhere value={assists} onChange={setAssists} />}
          </Field>
          <Field label="交代（可不填）">
            {(control) => (
              <Input.TextArea
                {...control}
                rows={3}
                maxLength={2000}
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
          <ProblemNote problem={write.problem} />
        </>
      )}
    </Modal>
  )
}
