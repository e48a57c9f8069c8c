import { useState } from 'react'
import { Button } from 'antd'
import { filled, useWrite } from '../../ui/console/ask.ts'
import { When } from '../../ui/console/dates.tsx'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { Facts, Section } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { ReasonModal } from '../../ui/console/reason.tsx'
import { useCan, useMe } from '../../ui/console/session.ts'
import { TextField } from '../../ui/console/text-field.tsx'
import type { Concern } from './step-forms.ts'
import './raiser.css'

/** Taken from a newspaper: nobody can be called back until the union has found who said it. */
export function NoRaiser({ concern }: { concern: Concern }) {
  const { acting } = useMe()
  const manages = useCan('concern.manage') && acting.orgId === concern.owner.id && !concern.outcome
  const [asking, setAsking] = useState(false)
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const add = useWrite('POST /api/concerns/{id}/raiser', { done: '已补登，可以回访了' })
  return (
    <Section title="谁反映的">
      <div className="card-body concern-who">
        <p className="muted">来自报道，没有具体的职工，答复后不能回访。</p>
        {manages && <Button onClick={() => setAsking(true)}>补登反映人</Button>}
      </div>
      {asking && (
        <FormModal
          title="补登反映人"
          about="找到了说这件事的职工，登记电话后，答复了由本人说解决没有、满意不满意。"
          ok="登记"
          ready={phone.trim() !== ''}
          write={add}
          onSend={() =>
            add.send({ params: { id: concern.id }, body: { phone: phone.trim(), ...filled({ name }) } })
          }
          onClose={() => setAsking(false)}
        >
          <TextField
            label="手机号"
            path="phone"
            write={add}
            inputMode="tel"
            max={20}
            value={phone}
            onChange={setPhone}
          />
          <TextField label="姓名（可不填）" max={50} value={name} onChange={setName} />
        </FormModal>
      )}
    </Section>
  )
}

/** Who raised it: as much as the reader may know, and the two ways to know more, each told to the worker. */
export function Raiser({ concern }: { concern: Concern }) {
  const { raiser, identityOpening: opening } = concern
  const { acting } = useMe()
  const mayReveal = acting.orgId === concern.owner.id || acting.orgId === concern.lead?.id
  const approves = useCan('identity.approve')
  const requests = useCan('identity.request')
  const decide = useWrite('POST /api/identity-openings/{id}/decide', { done: '已决定' })
  const reveal = useWrite('POST /api/concerns/{id}/reveal-contact')
  const [contact, setContact] = useState<{ name: string; phone: string | null }>()
  const identity = useWrite('POST /api/concerns/{id}/read-identity')
  const [known, setKnown] = useState<{ name: string; phone: string | null; until: string }>()
  return (
    <Section title="谁反映的">
      <div className="card-body concern-who">
        <Facts
          items={[
            ['身份', contact?.name ?? (raiser.name === '职工' ? '没有匿名' : raiser.name)],
            ['电话', contact ? (contact.phone ?? '没有留') : raiser.phone],
            ['就业形态', raiser.newForm],
          ]}
        />
        {raiser.sealed ? (
          <p className="muted">职工要求不公开身份。打开须两人同意，并告知职工。</p>
        ) : (
          raiser.phone &&
          mayReveal &&
          !contact && (
            <>
              <Button
                loading={reveal.busy}
                onClick={() =>
                  void reveal
                    .send({ params: { id: concern.id }, body: {} })
                    .then((one) => one && setContact(one))
                }
              >
                看完整电话
              </Button>
              <p className="field-about">查看会记下来，职工看得到。</p>
            </>
          )
        )}
        <ProblemNote problem={reveal.problem} />
        {opening?.state === 'asked' && (
          <div className="concern-identity">
            <p>
              {opening.askedBy}申请打开身份：{opening.reason}
            </p>
            {!approves && <p className="muted">等另一位负责人决定。</p>}
            {approves && (
              <div className="concern-buttons">
                <ReasonModal
                  name="同意打开"
                  about="打开 24 小时，职工会收到告知。"
                  label="批注"
                  optional
                  write={decide}
                  onSend={(note) =>
                    decide.send({ params: { id: opening.id }, body: { approve: true, ...filled({ note }) } })
                  }
                />
                <ReasonModal
                  name="不同意"
                  label="理由"
                  danger
                  write={decide}
                  onSend={(note) =>
                    decide.send({ params: { id: opening.id }, body: { approve: false, note } })
                  }
                />
              </div>
            )}
          </div>
        )}
        {opening?.state === 'open' && requests && (
          <div className="concern-identity">
            {known ? (
              <Facts
                items={[
                  ['姓名', known.name],
                  ['电话', known.phone ?? '没有留'],
                  ['可看到', <When key="until" at={known.until} />],
                ]}
              />
            ) : (
              <Button
                loading={identity.busy}
                onClick={() =>
                  void identity
                    .send({ params: { id: concern.id }, body: {} })
                    .then((one) => one && setKnown(one))
                }
              >
                看已打开的身份
              </Button>
            )}
            <ProblemNote problem={identity.problem} />
          </div>
        )}
        {opening?.state === 'refused' && <p className="muted">打开身份的申请没有获准。</p>}
        {opening?.state === 'over' && <p className="muted">打开身份的 24 小时已过。</p>}
      </div>
    </Section>
  )
}
