import { useState } from 'react'
import { Button } from 'antd'
import { useAnswer, useWrite } from '../../ui/console/ask.ts'
import { Day, When } from '../../ui/console/dates.tsx'
import { Empty, Facts } from '../../ui/console/page.tsx'
import { ReasonModal } from '../../ui/console/reason.tsx'
import { RecordDrawer } from '../../ui/console/record-drawer.tsx'
import { useCan } from '../../ui/console/session.ts'
import { Timeline } from '../../ui/console/timeline.tsx'
import { CorrectPerson } from './person-form.tsx'

const sexes = { M: '男', F: '女' } as const

/** One worker in a panel over the list. Opening it is itself recorded, and the worker can see it. */
export function PersonPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const manages = useCan('person.manage')
  const shown = useAnswer('GET /api/persons/{id}', { params: { id } })
  const [correcting, setCorrecting] = useState(false)
  const name = shown.data && (shown.data.name || '未留姓名')
  return (
    <RecordDrawer
      title={name ?? '职工'}
      answer={shown}
      actions={manages && shown.data && <Button onClick={() => setCorrecting(true)}>更正</Button>}
      onClose={onClose}
    >
      {(person) => (
        <>
          <Facts
            items={[
              ['所属组织', person.org.name],
              ['就业形态', person.newForm],
              ['性别', person.sex && sexes[person.sex]],
              ['出生', person.birth && <Day day={person.birth} />],
              [
                '手机',
                <Hidden key="phone" id={id} field="phone" masked={person.phoneMasked} reveals={manages} />,
              ],
              [
                '证件号',
                <Hidden
                  key="id"
                  id={id}
                  field="id-number"
                  masked={person.idNumberMasked}
                  reveals={manages}
                />,
              ],
              ['登记', <When key="at" at={person.createdAt} />],
            ]}
          />
          <h2>经过</h2>
          {person.timeline.length === 0 ? (
            <Empty title="还没有记录" />
          ) : (
            <Timeline entries={person.timeline} />
          )}
          {correcting && <CorrectPerson person={person} onClose={() => setCorrecting(false)} />}
        </>
      )}
    </RecordDrawer>
  )
}

/** A masked number; the whole of it only for a stated purpose, which the worker reads. */
function Hidden({
  id,
  field,
  masked,
  reveals,
}: {
  id: string
  field: 'phone' | 'id-number'
  masked: string | null
  reveals: boolean
}) {
  const [value, setValue] = useState<string | null>()
  const reveal = useWrite('POST /api/persons/{id}/reveal')
  if (!masked) return <span className="muted">没有登记</span>
  if (value !== undefined) return <b className="num">{value ?? '没有登记'}</b>
  const what = field === 'phone' ? '手机号' : '证件号'
  return (
    <span className="person-hidden">
      <span className="num">{masked}</span>
      {reveals && (
        <ReasonModal
          name={`看完整${what}`}
          label="用途"
          hint="如：核对慰问品签领。本人在“工会掌握的我的信息”里看得到谁、什么时候、为什么看过"
          max={200}
          send="查看"
          button={{ size: 'small' }}
          write={reveal}
          onSend={async (purpose) => {
            const answer = await reveal.send({ params: { id }, body: { field, purpose } })
            if (answer) setValue(answer.value)
            return answer
          }}
        />
      )}
    </span>
  )
}
