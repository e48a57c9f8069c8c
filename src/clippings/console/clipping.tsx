import { useState } from 'react'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Button, Input, Popconfirm, Select } from 'antd'
import { activityKinds, activityParts, type ActivityKind } from '../../activities/words.ts'
import { useAnswer, useRecordId, useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { optionsOf } from '../../ui/console/choice-field.tsx'
import { dayWords } from '../../ui/console/dates.tsx'
import { DayField } from '../../ui/console/day-field.tsx'
import { Field } from '../../ui/console/field.tsx'
import { FormModal } from '../../ui/console/form-modal.tsx'
import { OrgField, type PickedOrg } from '../../ui/console/org-picker.tsx'
import { Answered, Facts, Page, Section } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { ReasonModal } from '../../ui/console/reason.tsx'
import { RecordLink } from '../../ui/console/record-link.tsx'
import { StatusTag } from '../../ui/console/tags.tsx'
import { LongTextField, TextField } from '../../ui/console/text-field.tsx'
import { Timeline } from '../../ui/console/timeline.tsx'
import { backgroundNouns, clippingStates } from '../words.ts'
import { stateTones } from './clippings.tsx'
import './clipping.css'

type Shown = AnswerOf<'GET /api/clippings/{id}'>

/** One clipping: the article's words, where from, whose, what became of it. */
export function Component() {
  const { id } = useParams({ strict: false }) as { id: string }
  const shown = useAnswer('GET /api/clippings/{id}', { params: { id } })
  const crumbs = [{ name: '转载', to: '/clippings' }]
  const clipping = shown.data
  if (!clipping)
    return (
      <Page title="转载" crumbs={crumbs}>
        <Answered answer={shown} rows={8} />
      </Page>
    )
  const { can, proposed } = clipping
  return (
    <Page
      title={clipping.title}
      crumbs={crumbs}
      facts={
        <>
          <StatusTag tone={stateTones[clipping.status]}>{clippingStates[clipping.status]}</StatusTag>
          {clipping.sourceName && <> {clipping.sourceName}</>}
          {clipping.publishedOn && <> · {dayWords(clipping.publishedOn)}刊发</>}
        </>
      }
      actions={
        can.length > 0 && (
          <>
            {can.includes('decline') && <Decline id={id} />}
            {can.includes('take') && <Take clipping={clipping} />}
            {can.includes('discard') && <Discard id={id} />}
            {can.includes('recall') && <Recall id={id} />}
            {can.includes('offer') && <Offer clipping={clipping} />}
          </>
        )
      }
    >
      {can.includes('take') && (
        <p className="clipping-asked">
          {clipping.keeper.name}转来：是不是本单位的活动？是，就核对后登记；不是，写明原因。
        </p>
      )}
      <div className="cols">
        <div>
          <Section title="原文">
            <div className="clipping-text">
              {clipping.text
                .split('\n')
                .filter((line) => line.trim())
                .map((line, nth) => (
                  <p key={nth}>{line}</p>
                ))}
            </div>
          </Section>
        </div>
        <aside>
          <Section title="说的是谁">
            <Facts
              items={[
                ['主办', clipping.host?.name ?? clipping.hostName ?? '原文没有说'],
                ...(Object.keys(activityParts) as (keyof typeof activityParts)[])
                  .filter((part) => part !== 'host')
                  .map((part): [string, string] => [
                    activityParts[part],
                    (proposed.orgs ?? [])
                      .filter((one) => one.part === part)
                      .map((one) => one.name)
                      .join('、'),
                  ]),
                ['留存单位', clipping.keeper.name],
                ['转给', clipping.offeredTo?.name],
                ['对方说', clipping.reply],
                [
                  '登记为',
                  clipping.activityId && (
                    <RecordLink key="activity" noun="activity" id={clipping.activityId}>
                      对方的活动
                    </RecordLink>
                  ),
                ],
              ]}
            />
          </Section>
          <Background clipping={clipping} />
          <Section title="经过">
            <Timeline entries={clipping.timeline} about={id} />
          </Section>
        </aside>
      </div>
    </Page>
  )
}

function Offer({ clipping }: { clipping: Shown }) {
  const offer = useWrite('POST /api/clippings/{id}/offer', { done: '已转给对方' })
  const [open, setOpen] = useState(false)
  const [org, setOrg] = useState<PickedOrg | null>(clipping.host)
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        转给它登记
      </Button>
      {open && (
        <FormModal
          title="转给哪个工会"
          about="对方会在待办里看到原文，可以登记为自己的活动，也可以不登记。"
          ok="转给它"
          ready={org !== null}
          missing="选一个工会"
          write={offer}
          onSend={() => offer.send({ params: { id: clipping.id }, body: { orgId: org!.id } })}
          onClose={() => setOpen(false)}
        >
          <OrgField
            label="工会"
            required
            everywhere
            kind={['federation', 'industrial', 'grassroots']}
            value={org}
            onChange={setOrg}
          />
        </FormModal>
      )}
    </>
  )
}

function Recall({ id }: { id: string }) {
  const recall = useWrite('POST /api/clippings/{id}/recall', { done: '已撤回，仍留存' })
  return (
    <>
      <ProblemNote problem={recall.problem} />
      <Popconfirm
        title="不用对方登记了？"
        okText="撤回"
        cancelText="再等等"
        onConfirm={() => void recall.send({ params: { id }, body: {} })}
      >
        <Button loading={recall.busy}>撤回</Button>
      </Popconfirm>
    </>
  )
}

function Decline({ id }: { id: string }) {
  const decline = useWrite('POST /api/clippings/{id}/decline', { done: '已告诉转来的工会' })
  return (
    <ReasonModal
      name="不登记"
      about="转来的工会看得到原因。"
      label="原因"
      max={500}
      write={decline}
      onSend={(reason) => decline.send({ params: { id }, body: { reason } })}
    />
  )
}

function Discard({ id }: { id: string }) {
  const discard = useWrite('POST /api/clippings/{id}/discard', { done: '已删去' })
  return (
    <ReasonModal
      name="删去"
      title="删去这篇转载"
      danger
      about="误存的才删。同一篇以后还可以从版面重新接受。"
      max={500}
      write={discard}
      onSend={(reason) => discard.send({ params: { id }, body: { reason } })}
    />
  )
}

/** Checked, corrected, registered as an activity of the org acted for. */
function Take({ clipping }: { clipping: Shown }) {
  const take = useWrite('POST /api/clippings/{id}/take', { done: '已登记为本单位的活动' })
  const { proposed, known } = clipping
  const activityId = useRecordId()
  const navigate = useNavigate()
  const [open, setOpen] = useState(false)
  const [title, setTitle] = useState(proposed.title)
  const [kinds, setKinds] = useState<ActivityKind[]>([...proposed.kinds])
  const [heldOn, setHeldOn] = useState(proposed.heldOn ?? '')
  const [place, setPlace] = useState(proposed.place ?? '')
  const [summary, setSummary] = useState(proposed.summary ?? '')
  const params = { id: clipping.id }
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        是，登记为活动
      </Button>
      {open && (
        <FormModal
          title="登记为本单位的活动"
          ok="登记"
          width={640}
          ready={title.trim().length >= 2 && kinds.length > 0}
          missing="写名称、选类别"
          write={take}
          onSend={() =>
            take.send({
              params,
              body: {
                activityId,
                draft: {
                  ...proposed,
                  title: title.trim(),
                  kinds,
                  heldOn: heldOn || null,
                  place: place.trim() || null,
                  summary: summary.trim() || null,
                },
              },
            })
          }
          onDone={(made) => void navigate({ to: `/activities/${made.activityId}` })}
          onClose={() => setOpen(false)}
        >
          {known && (
            <p className="clipping-known">
              本单位已有同名的活动：
              <RecordLink noun="activity" id={known.id}>
                {known.title}
              </RecordLink>
              <Button
                size="small"
                onClick={() =>
                  void take.send({ params, body: { sameAs: known.id } }).then(() => setOpen(false))
                }
              >
                就是它，不再登记
              </Button>
            </p>
          )}
          <TextField label="名称" required max={120} value={title} onChange={setTitle} />
          <Field label="类别" required hint="最多四类">
            {(control) => (
              <Select
                {...control}
                mode="multiple"
                maxCount={4}
                value={kinds}
                onChange={setKinds}
                options={optionsOf(activityKinds)}
              />
            )}
          </Field>
          <div className="two">
            <DayField
              label="日期"
              hint={proposed.heldWords ? `原文：${proposed.heldWords}` : undefined}
              value={heldOn}
              onChange={setHeldOn}
            />
            <TextField label="地点" max={200} value={place} onChange={setPlace} />
          </div>
          <LongTextField label="概要" rows={4} max={5000} value={summary} onChange={setSummary} />
        </FormModal>
      )}
    </>
  )
}

/** What the clipping is background to; a concern is added by the words or number it is found by. */
function Background({ clipping }: { clipping: Shown }) {
  const link = useWrite('POST /api/clippings/{id}/link', { done: '已改' })
  const [words, setWords] = useState('')
  const [asked, setAsked] = useState('')
  const may = clipping.can.includes('link')
  const params = { id: clipping.id }
  if (!may && clipping.links.length === 0) return null
  return (
    <Section title="作为背景" facts={clipping.links.length > 0 && `${clipping.links.length}件`}>
      <ul className="clipping-links">
        {clipping.links.map((one) => (
          <li key={one.id}>
            <span>
              <small>{backgroundNouns[one.noun]}</small>
              <RecordLink noun={one.noun} id={one.id}>
                {one.label}
              </RecordLink>
            </span>
            {may && (
              <Button
                size="small"
                aria-label={`解除：${one.label}`}
                onClick={() =>
                  void link.send({ params, body: { noun: one.noun, recordId: one.id, on: false } })
                }
              >
                解除
              </Button>
            )}
          </li>
        ))}
      </ul>
      <ProblemNote problem={link.problem} />
      {may && (
        <form
          className="clipping-find"
          onSubmit={(event) => {
            event.preventDefault()
            setAsked(words.trim())
          }}
        >
          <Input
            aria-label="找一个活动"
            placeholder="活动的名称"
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
          <Button htmlType="submit" disabled={!words.trim()}>
            找
          </Button>
        </form>
      )}
      {may && asked && (
        <Found
          words={asked}
          onPick={(recordId) => {
            setAsked('')
            setWords('')
            void link.send({ params, body: { noun: 'activity', recordId, on: true } })
          }}
        />
      )}
    </Section>
  )
}

function Found({ words, onPick }: { words: string; onPick: (id: string) => void }) {
  const found = useAnswer('GET /api/activities', { query: { q: words, limit: 5 } })
  return (
    <Answered answer={found} rows={2}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="muted clipping-none">没有叫这个名称的活动。</p>
        ) : (
          <ul className="clipping-links">
            {items.map((one) => (
              <li key={one.id}>
                {one.title}
                <Button size="small" onClick={() => onPick(one.id)}>
                  关联
                </Button>
              </li>
            ))}
          </ul>
        )
      }
    </Answered>
  )
}
