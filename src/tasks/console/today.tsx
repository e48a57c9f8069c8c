import { useState, type ReactNode } from 'react'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button, Checkbox } from 'antd'
import { ChevronRight, UserRoundPlus } from 'lucide-react'
import { useAnswer, usePages, type ItemOf } from '../../ui/console/ask.ts'
import { longDay } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { lazily } from '../../ui/console/lazily.tsx'
import { AddButton, Answered, Empty, ListBody, Page, Section } from '../../ui/console/page.tsx'
import { RecordLink } from '../../ui/console/record-link.tsx'
import { usePicked } from '../../ui/console/picked.ts'
import { useCan, useMe } from '../../ui/console/session.ts'
import { DueTag } from '../../ui/console/tags.tsx'
import { Timeline } from '../../ui/console/timeline.tsx'
import { taskKinds, type TaskKind } from '../words.ts'
import { Rates } from './rates.tsx'
import { useTakeUp } from './take-up.tsx'
import './today.css'

type Task = ItemOf<'GET /api/tasks'>

const Delegate = lazily(() => import('./delegate.tsx'), 'Delegate')
const Compare = lazily(() => import('./compare.tsx'), 'Compare')
const AcceptMany = lazily(() => import('./accept-many.tsx'), 'AcceptMany')

/** The desk: the three rates in a strip, what I have to do, soonest first; what just happened. */
export function Component() {
  const { filters, set, clear, changed } = useUrlFilters({ kind: '', mine: '' })
  const counts = useAnswer('GET /api/tasks/counts', {})
  const list = usePages('GET /api/tasks', {
    query: {
      limit: 50,
      ...(filters.kind ? { kind: filters.kind as TaskKind } : {}),
      ...(filters.mine ? { mine: true } : {}),
    },
  })
  const readsConcerns = useCan('concern.read')
  return (
    <Page title="今日" facts={<Facts counts={counts.data} />} actions={<Begin />}>
      {readsConcerns && <Rates />}
      <div className="cols today">
        <section className="card desk" aria-label="我的待办">
          <h2 className="unseen">我的待办</h2>
          <Kinds
            counts={counts.data?.byKind}
            kind={filters.kind}
            onKind={(kind) => set({ kind })}
            mine={filters.mine !== ''}
            onMine={(on) => set({ mine: on ? '1' : '' })}
          />
          <ListBody list={list} empty={<NothingToDo filtered={changed} clear={clear} />}>
            {(tasks) => <Desk tasks={tasks} kind={filters.kind} />}
          </ListBody>
        </section>
        <aside aria-label="动态">
          <Recent />
        </aside>
      </div>
    </Page>
  )
}

/** What an officer begins rather than answers. */
function Begin() {
  const navigate = useNavigate()
  const registers = useCan('concern.manage')
  const holds = useCan('activity.manage')
  const begin = (to: string) => () => void navigate({ to, search: { new: '1' } as never })
  return (
    <>
      {holds && (
        <AddButton plain onClick={begin('/activities')}>
          登记活动
        </AddButton>
      )}
      {registers && <AddButton onClick={begin('/concerns')}>登记诉求</AddButton>}
    </>
  )
}

/** `11月23日 周一 · 12件待办，2件已逾期，3件今明到期` */
function Facts({ counts }: { counts: { open: number; overdue: number; soon: number } | undefined }) {
  const day = longDay(new Date())
  if (!counts) return <>{day}</>
  if (counts.open === 0) return <>{day} · 没有待办</>
  return (
    <>
      {day} · {counts.open}件待办
      {counts.overdue > 0 && (
        <>
          ，<b className="overdue">{counts.overdue}件已逾期</b>
        </>
      )}
      {counts.soon > 0 && <>，{counts.soon}件临近期限</>}
    </>
  )
}

/** What is to be done, without the word that every line of the desk has. */
const chipOf = (kind: TaskKind) => taskKinds[kind].desk.replace(/^待/, '')

/** Which tasks, and whose. */
function Kinds({
  counts,
  kind,
  onKind,
  mine,
  onMine,
}: {
  counts: { kind: TaskKind; count: number }[] | undefined
  kind: string
  onKind: (kind: string) => void
  mine: boolean
  onMine: (on: boolean) => void
}) {
  const order = Object.keys(taskKinds)
  const shown = [...(counts ?? [])].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  const chip = (value: string, face: ReactNode) => (
    <button
      key={value}
      type="button"
      className="chip"
      aria-pressed={kind === value}
      onClick={() => onKind(value)}
    >
      {face}
    </button>
  )
  return (
    <div className="desk-bar">
      {(shown.length > 1 || kind) && (
        <div className="chips" role="group" aria-label="哪一类">
          {chip('', '全部')}
          {shown.map((one) =>
            chip(
              one.kind,
              <>
                {chipOf(one.kind)} <span className="num">{one.count}</span>
              </>,
            ),
          )}
        </div>
      )}
      <button type="button" className="chip desk-whose" aria-pressed={mine} onClick={() => onMine(!mine)}>
        交给我的
      </button>
    </div>
  )
}

/** Those several can be done of at once. */
const acceptable = (task: Task) => task.kind === 'accept'
const toTakeUp = (task: Task) => task.step === 'take-up'

function Desk({ tasks, kind }: { tasks: Task[]; kind: string }) {
  const picked = usePicked(tasks)
  const [open, setOpen] = useState<{ what: 'delegate' | 'compare'; task: Task } | { what: 'accept' }>()
  const pressed = tasks.filter((task) => task.replyBy)
  const loose = kind === 'compare' ? [] : tasks.filter((task) => task.kind === 'compare' && !task.replyBy)
  const rest = tasks.filter((task) => !task.replyBy && !loose.includes(task))
  const pickable = tasks.filter((task) => acceptable(task) || toTakeUp(task))
  const chosen = picked.rows
  const toAccept = chosen.filter(acceptable)
  const toBegin = chosen.filter(toTakeUp)
  const { takeUp, takeUpAll, busy, several, said } = useTakeUp(picked.clear)
  const lines = (some: Task[]) => (
    <ul>
      {some.map((task) => (
        <TaskLine
          key={task.id}
          task={task}
          pick={
            pickable.length < 2 ? undefined : !pickable.includes(task) ? null : (
              <Checkbox
                aria-label={`选 ${task.title}`}
                checked={picked.has(task)}
                onChange={(event) => picked.toggle([task], event.target.checked)}
              />
            )
          }
          act={
            toTakeUp(task) && (
              <Button
                size="small"
                className="act"
                loading={busy(task)}
                aria-label={`接单 ${task.title}`}
                onClick={() => takeUp(task)}
              >
                接单
              </Button>
            )
          }
          onDelegate={() => setOpen({ what: 'delegate', task })}
          onCompare={() => setOpen({ what: 'compare', task })}
        />
      ))}
    </ul>
  )
  return (
    <>
      {pickable.length > 1 && (
        <div className="desk-several" role="group" aria-label="几件一起办">
          <Checkbox
            checked={chosen.length === pickable.length}
            indeterminate={chosen.length > 0 && chosen.length < pickable.length}
            onChange={(event) => picked.toggle(pickable, event.target.checked)}
          >
            {chosen.length === 0 ? `选能一起办的${pickable.length}件` : `已选${chosen.length}件`}
          </Checkbox>
          {toAccept.length > 0 && (
            <Button size="small" onClick={() => setOpen({ what: 'accept' })}>
              一起受理（{toAccept.length}件）
            </Button>
          )}
          {toBegin.length > 0 && (
            <Button size="small" loading={several} onClick={() => void takeUpAll(toBegin)}>
              一起接单（{toBegin.length}件）
            </Button>
          )}
        </div>
      )}
      {said}
      {pressed.length > 0 && (
        <section aria-label="上级督办">
          <h3>上级督办</h3>
          {lines(pressed)}
        </section>
      )}
      {lines(rest)}
      {loose.length > 0 && (
        <details className="desk-loose">
          <summary>另有{loose.length}件疑似重复，在承办单位手上，有空时比对</summary>
          {lines(loose)}
        </details>
      )}
      {open?.what === 'delegate' && <Delegate task={open.task} onClose={() => setOpen(undefined)} />}
      {open?.what === 'compare' && <Compare id={open.task.about.id} onClose={() => setOpen(undefined)} />}
      {open?.what === 'accept' && (
        <AcceptMany
          concerns={toAccept.map((task) => ({ id: task.about.id, title: task.title, detail: task.detail }))}
          onClose={(done) => {
            setOpen(undefined)
            if (done) picked.clear()
          }}
        />
      )}
    </>
  )
}

/** One line: until when, what, whose, what next. `pick` of null leaves its place free. */
function TaskLine({
  task,
  pick,
  act,
  onDelegate,
  onCompare,
}: {
  task: Task
  pick: ReactNode
  /** The button that takes its step at once. */
  act: ReactNode
  onDelegate: () => void
  onCompare: () => void
}) {
  const me = useMe()
  const compares = task.kind === 'compare'
  return (
    <li data-task={task.kind}>
      {pick !== undefined && <span className="pick">{pick}</span>}
      <DueTag due={task.due} none="" />
      <span className="t">
        <RecordLink {...task.about}>{task.title}</RecordLink>
        <small title={task.detail}>{task.detail}</small>
        {task.replyBy && <b className="pressed">{task.replyBy.text}前回复督办</b>}
      </span>
      {task.alike && !compares && (
        <button type="button" className="mark" onClick={onCompare}>
          疑似重复
        </button>
      )}
      <span className="whose">
        {task.assignee && (task.assignee.id === me.accountId ? '交给我' : task.assignee.name)}
        <Button
          type="text"
          size="small"
          className="give"
          icon={<UserRoundPlus aria-hidden size="1.1em" />}
          aria-label={`把“${task.title}”交给同事`}
          title="交给同事"
          onClick={onDelegate}
        />
      </span>
      {compares ? (
        <Button size="small" className="act" aria-label={`比对 ${task.title}`} onClick={onCompare}>
          {task.next}
        </Button>
      ) : (
        act || (
          <span className="next" aria-hidden>
            {task.next}
            <ChevronRight size="1em" />
          </span>
        )
      )}
    </li>
  )
}

function NothingToDo({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  const canRead = useCan('concern.read')
  const handles = useCan('concern.handle')
  if (filtered) return <Empty title="这一类没有待办" action={<Button onClick={clear}>看全部待办</Button>} />
  return (
    <Empty
      title="手上的事都办完了"
      action={
        canRead ? (
          <Link to="/concerns">看看本级及下级的诉求</Link>
        ) : handles ? (
          <Link to="/handled">看看办过的诉求</Link>
        ) : undefined
      }
    >
      有新的诉求派来、有人申请延期、有职工等回访，都会出现在这里。
    </Empty>
  )
}

function Recent() {
  const recent = useAnswer('GET /api/events/recent', {})
  return (
    <Section title="刚刚发生">
      <Answered answer={recent} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="还没有动静">本单位经手的事有变化，会记在这里。</Empty>
          ) : (
            <Timeline
              entries={items}
              words={(event) => (
                <RecordLink {...event.about} className="quiet">
                  {event.text}
                </RecordLink>
              )}
            />
          )
        }
      </Answered>
    </Section>
  )
}
