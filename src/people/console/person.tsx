import { useState } from 'react'
import { Button } from 'antd'
import { useAnswer, useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { Day, When } from '../../ui/console/dates.tsx'
import { Empty, Facts } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { ReasonModal } from '../../ui/console/reason.tsx'
import { RecordDrawer } from '../../ui/console/record-drawer.tsx'
import { useCan } from '../../ui/console/session.ts'
import { TextField } from '../../ui/console/text-field.tsx'
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
          <NewPhone person={person} manages={manages} />
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

type Person = AnswerOf<'GET /api/persons/{id}'>

/** The number of somebody who signs in with it: another one is asked for by one person and agreed to by a second. */
function NewPhone({ person, manages }: { person: Person; manages: boolean }) {
  const agrees = useCan('identity.approve')
  const [phone, setPhone] = useState('')
  const ask = useWrite('POST /api/persons/{id}/new-phone', { done: '已申请，等另一位负责人同意' })
  const decide = useWrite('POST /api/persons/{id}/new-phone/decide', { done: '已决定' })
  const { proposedPhone: proposed } = person
  const params = { id: person.id }
  if (proposed?.waitsFor === 'holder')
    return (
      <p className="card-body about">
        {proposed.by}登记了手机号 {proposed.phoneMasked}，号码的主人自己登录过，等本人在“我的信息”里确认。
      </p>
    )
  return (
    <div className="card-body">
      {proposed && (
        <>
          <p className="about">
            {proposed.by}申请把手机号换成 {proposed.phoneMasked}，<When at={proposed.at} />
            。理由：{proposed.reason}
          </p>
          {!proposed.own && agrees && (
            <p className="person-hidden">
              <Button
                type="primary"
                loading={decide.busy}
                onClick={() => void decide.send({ params, body: { approve: true } })}
              >
                同意换号
              </Button>
              <Button
                loading={decide.busy}
                onClick={() => void decide.send({ params, body: { approve: false } })}
              >
                不同意
              </Button>
            </p>
          )}
          <ProblemNote problem={decide.problem} />
        </>
      )}
      {!proposed && manages && person.phoneProven && (
        <ReasonModal
          name="申请换号"
          about="本人用现在的号码登录过。能登录的，请本人在“我的信息”里更换；原号码停用的才在这里申请，另一位负责人同意后生效，本人会收到短信。"
          max={200}
          send="申请"
          button={{ size: 'small' }}
          ready={phone.trim().length >= 11}
          write={ask}
          onSend={(reason) => ask.send({ params, body: { phone: phone.trim(), reason } })}
        >
          <TextField
            label="新手机号"
            required
            path="phone"
            write={ask}
            inputMode="tel"
            autoComplete="off"
            max={20}
            value={phone}
            onChange={setPhone}
          />
        </ReasonModal>
      )}
    </div>
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
