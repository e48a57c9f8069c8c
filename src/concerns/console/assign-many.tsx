import { useState } from 'react'
import { filled, useWrite, type ItemOf } from '../../ui/console/ask.ts'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { OrgField, OrgsField, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { LongTextField } from '../../ui/console/text-field.tsx'

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
  const title = `派单：${rows.length}件诉求`
  if (failed.length > 0)
    return (
      <FormModal
        title={title}
        ok="知道了"
        over
        onSend={() => true}
        onDone={() => onClose(true)}
        onClose={() => onClose(true)}
      >
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
      </FormModal>
    )
  return (
    <FormModal
      title={title}
      ok="派单"
      ready={lead !== null}
      write={write}
      onSend={() =>
        write.send({
          body: {
            ids: rows.map((row) => row.id),
            leadId: lead!.id,
            assistIds: assists.map((one) => one.id),
            ...filled({ note }),
          },
        })
      }
      onDone={(answer) => (answer.failed.length ? setFailed(answer.failed) : onClose(true))}
      onClose={() => onClose(false)}
    >
      <OrgField label="主办单位" required everywhere value={lead} onChange={setLead} />
      <OrgsField label="协办单位（可不选）" everywhere value={assists} onChange={setAssists} />
      <LongTextField label="交代（可不填）" rows={3} max={2000} value={note} onChange={setNote} />
    </FormModal>
  )
}
