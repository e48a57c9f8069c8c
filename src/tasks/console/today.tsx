import { useState } from 'react'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { ChevronRight, UserRoundPlus } from 'lucide-react'
import { useAnswer, usePages, type ItemOf } from '../../ui/console/ask.ts'
import { longDay } from '../../ui/console/dates.tsx'
import { useUrlFilters } from '../../ui/console/filters.ts'
import { lazily } from '../../ui/console/lazily.tsx'
import { AddButton, Answered, Empty, ListBody, Page, Section } from '../../ui/console/page.tsx'
import { RecordLink } from '../../ui/console/record-link.tsx'
import { useCan, useMe } from '../../ui/console/session.ts'
import { DueTag, StatusTag, type Tone } from '../../ui/console/tags.tsx'
import { Timeline } from '../../ui/console/timeline.tsx'
import { taskKinds, type TaskKind } from '../words.ts'
import { Rates } from './rates.tsx'
import './today.css'

type Task = ItemOf<'GET /api/tasks'>

const Delegate = lazily(() => import('./delegate.tsx'), 'Delegate')

/** The desk: what I have to do, soonest first; what just happened; the three rates. */
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
  const [delegating, setDelegating] = useState<Task>()
  const readsConcerns = useCan('concern.read')
  return (
    <Page title="今日" facts={<Facts counts={counts.data} />} actions={<Begin />}>
      <div className="cols">
        <Section
          title="我的待办"
          facts="按期限"
          actions={<Mine on={filters.mine !== ''} onChange={(on) => set({ mine: on ? '1' : '' })} />}
        >
          <Kinds counts={counts.data?.byKind} kind={filters.kind} onChange={(kind) => set({ kind })} />
          <div className="desk">
            <ListBody list={list} empty={<NothingToDo filtered={changed} clear={clear} />}>
              {(tasks) => <Desk tasks={tasks} onDelegate={setDelegating} />}
            </ListBody>
          </div>
        </Section>
        <aside className="today-beside" aria-label="三率和动态">
          {readsConcerns && <Rates />}
          <Recent />
        </aside>
      </div>
      {delegating && <Delegate task={delegating} onClose={() => setDelegating(undefined)} />}
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

function Mine({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  return (
    <div className="chips" role="group" aria-label="谁的待办">
      <button type="button" className="chip" aria-pressed={!on} onClick={() => onChange(false)}>
        本单位
      </button>
      <button type="button" className="chip" aria-pressed={on} onClick={() => onChange(true)}>
        交给我的
      </button>
    </div>
  )
}

function Kinds({
  counts,
  kind,
  onChange,
}: {
  counts: { kind: TaskKind; count: number }[] | undefined
  kind: string
  onChange: (kind: string) => void
}) {
  if (!counts || (counts.length < 2 && !kind)) return null
  const order = Object.keys(taskKinds)
  const shown = [...counts].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  return (
    <div className="chips kinds" role="group" aria-label="哪一类">
      <button type="button" className="chip" aria-pressed={kind === ''} onClick={() => onChange('')}>
        全部
      </button>
      {shown.map((one) => (
        <button
          key={one.kind}
          type="button"
          className="chip"
          aria-pressed={kind === one.kind}
          onClick={() => onChange(one.kind)}
        >
          {taskKinds[one.kind].desk} <span className="num">{one.count}</span>
        </button>
      ))}
    </div>
  )
}

const groups = [
  { tone: 'pressed', name: '上级督办' },
  { tone: 'red', name: '已逾期' },
  { tone: 'amber', name: '临近期限' },
  { tone: 'plain', name: '往后' },
] as const
const toneOf = (task: Task) => task.due?.tone ?? 'plain'
const groupOf = (task: Task) => (task.replyBy ? 'pressed' : toneOf(task))
const tagTone: Record<'red' | 'amber' | 'plain', Tone> = { red: 'red', amber: 'amber', plain: 'blue' }

function Desk({ tasks, onDelegate }: { tasks: Task[]; onDelegate: (task: Task) => void }) {
  const me = useMe()
  return groups.map(({ tone, name }) => {
    const lines = tasks.filter((task) => groupOf(task) === tone)
    if (lines.length === 0) return null
    return (
      <section key={tone} aria-label={name}>
        <h3 className={tone === 'pressed' ? 'red' : tone}>{name}</h3>
        <ul>
          {lines.map((task) => (
            <li key={task.id}>
              <DueTag due={task.due} none="无期限" />
              <span className="t">
                <RecordLink {...task.about}>{task.title}</RecordLink>
                <small>{task.detail}</small>
                {task.replyBy && <small className="pressed">督办，{task.replyBy.text}前回复</small>}
              </span>
              <span className="whose">
                {task.assignee ? (
                  task.assignee.id === me.accountId ? (
                    '交给我'
                  ) : (
                    task.assignee.name
                  )
                ) : (
                  <span className="muted">本单位</span>
                )}
                <Button
                  type="text"
                  size="small"
                  className="give"
                  icon={<UserRoundPlus aria-hidden size="1.1em" />}
                  aria-label={`把“${task.title}”交给同事`}
                  title="交给同事"
                  onClick={() => onDelegate(task)}
                />
              </span>
              <StatusTag tone={tagTone[toneOf(task)]}>{taskKinds[task.kind].desk}</StatusTag>
              <span className="next" aria-hidden>
                {task.next}
                <ChevronRight size="1em" />
              </span>
            </li>
          ))}
        </ul>
      </section>
    )
  })
}

function NothingToDo({ filtered, clear }: { filtered: boolean; clear: () => void }) {
  const canRead = useCan('concern.read')
  if (filtered) return <Empty title="这一类没有待办" action={<Button onClick={clear}>看全部待办</Button>} />
  return (
    <Empty
      title="手上的事都办完了"
      action={canRead ? <Link to="/concerns">看看本级及下级的诉求</Link> : undefined}
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
