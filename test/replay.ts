import type pg from 'pg'
import { concernLife } from '../src/concerns/lifecycle.ts'
import { groups, type Status } from '../src/concerns/words.ts'

/** The one task that moves a concern on from each status; the others (assist, rally, approve …) come and go. */
const moving: Partial<Record<Status, string>> = {
  received: 'accept',
  accepted: 'assign',
  assigned: 'handle',
  'taken-up': 'handle',
  contacted: 'handle',
  'in-progress': 'handle',
  'sent-back': 'reassign',
  reopened: 'reassign',
  answered: 'call-back',
  'called-back': 'decide',
}
const movers = new Set(Object.values(moving))
/** The task by which somebody is asked what waits to be decided beside the matter itself. */
const asking = { extension: 'approve', opening: 'open-identity', pair: 'compare' } as const

type Concern = { area: number; id: string; status: Status; version: number; lead_org: number | null }
type Event = { subject: string; type: string; data: { from?: Status; to?: Status } }
type Waiting = { about_id: string; what: keyof typeof asking }
type Task = { about_id: string; kind: string; part: string; org_id: number }

/**
 * What does not agree, in words: every concern's status replayed from its events, its version, its number's order,
 * its raiser, and the open tasks that must match the status. Empty when all is well.
 */
export async function contradictions(db: pg.Pool | pg.Client): Promise<string[]> {
  // The key is area and id together: one and the same id may stand in two areas. One snapshot, so that a step committed between two of these reads is no contradiction.
  const { rows } = await db.query<{
    concerns: Concern[]
    events: Event[]
    tasks: Task[]
    waiting: Waiting[]
    loose: string[]
  }>(`
    select
      (select coalesce(json_agg(json_build_object('area', area, 'id', area || ' ' || id, 'status', status, 'version', version, 'lead_org', lead_org)), '[]') from concern) as concerns,
      (select coalesce(json_agg(json_build_object('subject', area || ' ' || subject, 'type', type, 'data', data) order by area, seq), '[]') from event where noun = 'concern') as events,
      (select coalesce(json_agg(json_build_object('about_id', about_area || ' ' || about_id, 'kind', kind, 'part', part, 'org_id', org_id)), '[]') from task where state = 'open' and about_noun = 'concern') as tasks,
      (select coalesce(json_agg(json_build_object('about_id', area || ' ' || concern_id, 'what', what)), '[]') from (
        select area, concern_id, 'extension' as what from concern_extension where state = 'asked'
        union all select area, concern_id, 'opening' from identity_opening where state = 'asked'
        union all select area, concern_id, 'pair' from concern_pair where state = 'offered') w) as waiting,
      (select coalesce(json_agg(area || ' ' || id), '[]') from concern c where not exists (select 1 from concern_raiser r where r.area = c.area and r.concern_id = c.id)) as loose`)
  const { concerns, events, tasks, waiting, loose } = rows[0]!
  const said = new Map(concerns.map((one) => [one.id, [] as Event[]]))
  const held = new Map(concerns.map((one) => [one.id, [] as Task[]]))
  const wrong: string[] = loose.map((id) => `${id}: has no raiser`)
  for (const event of events) (said.get(event.subject) ?? wrong).push(event as Event & string)
  for (const task of tasks) (held.get(task.about_id) ?? wrong).push(task as Task & string)
  for (const concern of concerns) {
    const tell = (what: string) => wrong.push(`${concern.id} (${concern.status}): ${what}`)
    const past = said.get(concern.id)!
    if (past[0]?.type !== 'concern.raised') tell('does not begin with being raised')
    let status: Status = concernLife.initial
    let version = 1
    for (const { type, data } of past) {
      if (data.from === undefined || data.to === undefined) continue
      const rule = Object.values(concernLife.steps).find(
        (one) => one.event === type && one.from.includes(data.from!),
      )
      if (!rule) tell(`${type} is no step from ${data.from}`)
      if (data.from !== status) tell(`${type} began at ${data.from} while events lead to ${status}`)
      status = data.to
      version += 1
    }
    if (status !== concern.status) tell(`events lead to ${status}`)
    if (version !== concern.version) tell(`has version ${concern.version}, events count ${version}`)
    const open = held.get(concern.id)!
    if ((groups.ended as readonly string[]).includes(concern.status)) {
      if (open.length) tell(`has ended with open tasks: ${open.map((task) => task.kind).join()}`)
      for (const { what } of waiting.filter((one) => one.about_id === concern.id && one.what !== 'pair'))
        tell(`has ended while its ${what} waits to be decided`)
      continue
    }
    const must = moving[concern.status]!
    const here = open.filter((task) => task.kind === must)
    if (here.length !== 1) tell(`has ${here.length} open tasks to ${must}`)
    if (must === 'handle' && here[0]?.org_id !== concern.lead_org) tell('the lead does not hold the task')
    const others = open.filter((task) => movers.has(task.kind) && task.kind !== must)
    if (others.length) tell(`has tasks of another status: ${others.map((task) => task.kind).join()}`)
    for (const [what, kind] of Object.entries(asking)) {
      const asked = waiting.some((one) => one.about_id === concern.id && one.what === what)
      const judged = what === 'pair' && !concernLife.steps['keep-apart'].from.includes(concern.status)
      const there = open.filter((task) => task.kind === kind).length
      if (there > 1 || (there === 1) !== (asked && !judged))
        tell(`${asked ? 'one' : 'no'} ${what} waits, and ${there} tasks to ${kind}`)
    }
    const twice = open.filter(
      (task) => task.part && open.some((x) => x !== task && x.part && x.org_id === task.org_id),
    )
    if (twice.length) tell('an org holds two parts at once')
  }
  return wrong
}
