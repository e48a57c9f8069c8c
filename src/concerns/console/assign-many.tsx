import { useState } from 'react'
import { filled, useWrite, type ItemOf } from '../../ui/console/ask.ts'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { Undone } from '../../ui/console/undone.tsx'
import { LeadField } from './lead-field.tsx'
import { OrgsField, type PickedOrg } from '../../ui/console/org-picker.tsx'
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
  const [first] = rows
  const same = rows.every((row) => row.classCode === first?.classCode)
  const about =
    first && same
      ? {
          classCode: first.classCode,
          place: rows.every((row) => row.place === first.place) ? first.place : '',
        }
      : null
  if (failed.length > 0)
    return (
      <Undone
        title={title}
        done={rows.length - failed.length}
        failed={failed}
        nameOf={(id) => rows.find((row) => row.id === id)?.title}
        onClose={() => onClose(true)}
      />
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
      <LeadField label="主办单位" required about={about} value={lead} onChange={setLead} />
      <OrgsField label="协办单位（可不选）" everywhere value={assists} onChange={setAssists} />
      <LongTextField label="交代（可不填）" rows={3} max={2000} value={note} onChange={setNote} />
    </FormModal>
  )
}
