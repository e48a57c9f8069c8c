import './tables.ts'
import { concernRoutes } from '../concerns/contract.ts'
import { speakingNumber } from '../concerns/words.ts'
import { activityRoutes } from '../activities/contract.ts'
import { intakeRoutes } from '../intake/contract.ts'
import type { Ctx, WriteCtx } from '../kernel/context.ts'
import type { QueryOf } from '../kernel/contract.ts'
import { sql } from '../kernel/db.ts'
import { timelineOf } from '../kernel/event.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import type { LedgerColumn } from '../kernel/ledger.ts'
import { can, transition } from '../kernel/lifecycle.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { arms, inScope } from '../kernel/scope.ts'
import { dayInWords, describeDue, isWorkingDay, officeEnd, shanghaiDate } from '../kernel/working-days.ts'
import { pagesOf, sendLedger } from '../org/exported.ts'
import { activeOrg } from '../org/org.ts'
import { closeTasks, moveDue, openTask } from '../tasks/task.ts'
import { commitmentRoutes, type Commitment } from './contract.ts'
import { commitmentLife } from './lifecycle.ts'
import { commitmentSources, commitmentStates } from './words.ts'

type Row = {
  area: number
  id: string
  text: string
  status: Commitment['status']
  promiser_org: number | null
  promiser_name: string
  owner_org: number
  due_on: string | null
  due_certain: boolean
  made_to: string
  source: Commitment['source']
  result: string | null
  settled_at: Date | null
  created_at: Date
  activity_id: string | null
  concerns: number
  version: number
}

const columns = sql`m.area, m.id, m.text, m.status, m.promiser_org, coalesce(p.name, m.promiser_name) as promiser_name, m.owner_org, m.due_on, m.due_certain, m.made_to,
  m.source, m.result, m.settled_at, m.created_at, m.activity_id, m.version,
  (select count(*) from commitment_concern x where x.area = m.area and x.commitment_id = m.id) as concerns`
const from = sql`commitment m left join org p on p.id = m.promiser_org`

async function commitmentById(c: Ctx, wire: string, lock = false): Promise<Row | null> {
  const key = splitRecordId(wire)
  if (!key) return null
  const { rows } = await sql<Row>`
    select ${columns} from ${from} where m.area = ${key.area} and m.id = ${key.id} and ${inScope(await c.scope(), 'm', 'owner_org')}
    ${lock ? sql`for update of m` : sql``}`.execute(c.db)
  return rows[0] ?? null
}

const partiesOf = (c: Ctx, row: Pick<Row, 'owner_org'>) => {
  const staff = c.staff()
  const owns = row.owner_org === staff.acting.orgId && staff.verbs.has('commitment.manage')
  return new Set(owns ? (['owner'] as const) : [])
}

async function asCommitment(c: Ctx, row: Row): Promise<Commitment> {
  const calendar = await c.services.calendar()
  const due = row.due_on && row.status === 'open' ? officeEnd(row.due_on) : null
  return {
    id: recordId(row.area, row.id),
    text: row.text,
    status: row.status,
    promiser: { id: row.promiser_org, name: row.promiser_name },
    dueOn: row.due_on,
    due: due && {
      at: due.toISOString(),
      ...describeDue(c.now, due, calendar),
      certain: row.due_certain,
    },
    madeTo: row.made_to,
    source: row.source,
    result: row.result,
    settledAt: row.settled_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    concerns: row.concerns,
    can: can(commitmentLife, row.status, partiesOf(c, row)),
  }
}

/** One page of the ledger. */
async function pageOf(c: Ctx, query: QueryOf<typeof commitmentRoutes.listCommitments>) {
  const where = query.status ? [sql<boolean>`m.status = ${query.status}`] : []
  if (query.overdue) where.push(sql`m.status = 'open' and m.due_on < ${shanghaiDate(c.now)}`)
  return await mergePage<Row & { sort_at: Date }>(c.db, {
    arms: arms(await c.scope(), 'm', 'owner_org'),
    columns,
    from,
    where,
    sort: sql`m.created_at`,
    id: sql`m.id`,
    order: 'newest',
    cursor: readCursor(query.cursor),
    limit: query.limit ?? 20,
    count: query.count,
  })
}

const ledgerColumns = (today: string): LedgerColumn<Row>[] => [
  { name: '承诺内容', width: 42, type: 'text', of: (row) => row.text },
  { name: '承诺单位', width: 22, type: 'text', of: (row) => row.promiser_name },
  { name: '对谁承诺', width: 17, type: 'text', of: (row) => row.made_to },
  { name: '期限', width: 12, type: 'day', of: (row) => row.due_on },
  { name: '状态', width: 9, type: 'text', of: (row) => commitmentStates[row.status] },
  {
    name: '逾期天数',
    width: 9,
    type: 'number',
    of: (row) =>
      row.status === 'open' && row.due_on && row.due_on < today
        ? Math.round((Date.parse(today) - Date.parse(row.due_on)) / 86_400_000)
        : null,
  },
  { name: '结果', width: 32, type: 'text', of: (row) => row.result },
  { name: '了结', width: 17, type: 'time', of: (row) => row.settled_at },
  { name: '关联诉求', width: 9, type: 'number', of: (row) => row.concerns },
  { name: '来源', width: 10, type: 'text', of: (row) => commitmentSources[row.source] },
  { name: '登记', width: 17, type: 'time', of: (row) => row.created_at },
]

/** When a promise falls due, and whether the holidays of that year are known. */
async function dueBy(c: Ctx, day: string | null) {
  if (!day) return { at: null, certain: true }
  if (day < shanghaiDate(c.now))
    throw problem('bad-input', { fields: [{ path: 'dueOn', message: '期限不能早于今天' }] })
  return { at: officeEnd(day), certain: isWorkingDay(day, await c.services.calendar()).published }
}

/** One step of a commitment and what it answers. */
async function step(
  c: WriteCtx & { params: { id: string } },
  name: 'settle' | 'reschedule' | 'withdraw',
  take: {
    to?: Row['status']
    change: Record<string, unknown>
    text: (row: Row) => string
    note: string
  },
) {
  const { row, parties } = await transition(c, commitmentLife, name, {
    load: () => commitmentById(c, c.params.id, true),
    parties: (one) => Promise.resolve(partiesOf(c, one)),
    ...(take.to ? { to: () => take.to! } : {}),
    change: () => take.change,
    text: take.text,
    note: take.note,
  })
  return {
    row,
    answer: { id: c.params.id, status: row.status, can: can(commitmentLife, row.status, parties) },
  }
}

export const commitments = capability({
  name: 'commitments',
  contract: commitmentRoutes,
  kinds: {
    commitment: { title: 'text', desk: true, owner: 'owner_org', follows: ['promiser_org'] },
  },
  constraints: { commitment_pkey: 'id-taken' },
  lifecycles: [commitmentLife],
  stories: {
    async listCommitments(c) {
      const page = await pageOf(c, c.query)
      return {
        items: await Promise.all(page.rows.map((row) => asCommitment(c, row))),
        next: page.next,
        total: page.total,
      }
    },

    async exportCommitments(c) {
      const { status, overdue } = c.query
      return await sendLedger(c, {
        name: '承诺台账',
        event: 'commitment.exported',
        unit: '项',
        filter: [status && commitmentStates[status], overdue && '逾期未兑现'].filter(Boolean).join('；'),
        columns: ledgerColumns(shanghaiDate(c.now)),
        rows: (one) => pagesOf((cursor, limit) => pageOf(one, { ...c.query, cursor, limit, count: false })),
      })
    },

    async showCommitment(c) {
      const row = await commitmentById(c, c.params.id)
      if (!row) throw problem('not-found')
      const [timeline, concerns, { origin }] = await Promise.all([
        timelineOf(c.db, row),
        // How they stand is told to those who read them on the desk, or have a part in them now.
        sql<{ area: number; id: string; year: number; running: number; title: string; status: string }>`
          select k.area, k.id, k.year, k.running, k.title, k.status
          from commitment_concern x join concern k on k.area = x.concern_area and k.id = x.concern_id
          where x.area = ${row.area} and x.commitment_id = ${row.id}
            and (${c.staff().verbs.has('concern.read') ? inScope(await c.scope(), 'k', 'owner_org') : sql`false`}
              or exists (select 1 from task t where t.about_area = k.area and t.about_id = k.id and t.part <> '' and t.state = 'open'
                and t.org_id = ${c.staff().acting.orgId})) order by k.raised_at limit 200`.execute(c.db),
        c.ask(intakeRoutes.originOf, { params: { id: c.params.id } }),
      ])
      return {
        ...(await asCommitment(c, row)),
        concernList: concerns.rows.map((one) => ({
          id: recordId(one.area, one.id),
          number: speakingNumber(one),
          title: one.title,
          status: one.status,
        })),
        activityId: row.activity_id ? recordId(row.area, row.activity_id) : null,
        origin,
        timeline,
      }
    },

    async makeCommitment(c) {
      const { body } = c
      const { acting } = c.staff()
      const key = splitRecordId(body.id)!
      if (key.area !== acting.area)
        throw problem('bad-input', { fields: [{ path: 'id', message: '编号的地区应是本组织所在地区' }] })
      if (body.promiserName !== undefined && body.promiserId !== undefined)
        throw problem('bad-input', {
          fields: [{ path: 'promiserName', message: '名录里的单位和只记名称，只能选一个' }],
        })
      const promiser: { id: number | null; name: string } =
        body.promiserName !== undefined
          ? { id: null, name: body.promiserName }
          : await activeOrg(c.db, body.promiserId ?? acting.orgId)
      const due = await dueBy(c, body.dueOn)
      const activity = body.activityId ? splitRecordId(body.activityId)! : null
      if (activity && activity.area !== key.area)
        throw problem('bad-input', { fields: [{ path: 'activityId', message: '活动应与承诺在同一地区' }] })
      if (body.activityId) await c.ask(activityRoutes.showActivity, { params: { id: body.activityId } })
      await c.db
        .insertInto('commitment')
        .values({
          ...key,
          promiser_org: promiser.id,
          promiser_name: promiser.id === null ? promiser.name : null,
          owner_org: acting.orgId,
          anchor_org: await c.services.areas.anchor(acting.area, acting.path),
          text: body.text,
          made_to: body.madeTo ?? '',
          source: body.source ?? 'officer',
          due_on: body.dueOn,
          due_certain: due.certain,
          status: commitmentLife.initial,
          activity_id: activity?.id ?? null,
          created_at: c.now,
        })
        .execute()
      for (const id of new Set(body.concernIds ?? [])) {
        // Behind the door of concerns: a promise is only tied to what its maker may see.
        const { knownTo } = await c.ask(concernRoutes.showConcern, { params: { id } })
        if (knownTo) throw problem('not-yours', { hint: '你单位在这件诉求中的工作已经结束。' })
        const concern = splitRecordId(id)!
        await c.db
          .insertInto('commitment_concern')
          .values({
            area: key.area,
            commitment_id: key.id,
            concern_area: concern.area,
            concern_id: concern.id,
          })
          .execute()
        await c.append({
          area: concern.area,
          noun: 'concern',
          subject: concern.id,
          type: 'concern.promised',
          // Whoever is named has not said so here: it is the union's note of it.
          text:
            promiser.id === acting.orgId
              ? `${promiser.name}作出承诺：${body.text}`
              : `${acting.orgName}登记：${promiser.name}承诺${body.text}`,
          shown: 'public',
          data: { commitment: body.id },
        })
      }
      await openTask(c, {
        org: { id: acting.orgId, area: acting.area },
        kind: 'settle',
        about: { noun: 'commitment', ...key },
        title: body.text.length > 80 ? `${body.text.slice(0, 79)}…` : body.text,
        // Not the day: it may be moved, and the task carries its own.
        detail: `${promiser.name}承诺${body.dueOn ? '' : ' · 期限未定'}`,
        dueAt: due.at,
        dueCertain: due.certain,
      })
      await c.append({
        area: key.area,
        noun: 'commitment',
        subject: key.id,
        type: 'commitment.made',
        text: body.dueOn ? `登记承诺，${dayInWords(body.dueOn)}前` : '登记承诺，期限未定',
        shown: 'public',
      })
      return {
        id: body.id,
        status: commitmentLife.initial,
        can: can(commitmentLife, commitmentLife.initial, partiesOf(c, { owner_org: acting.orgId })),
      }
    },

    async settleCommitment(c) {
      const { row, answer } = await step(c, 'settle', {
        to: c.body.kept ? 'kept' : 'broken',
        change: { result: c.body.result, settled_at: c.now },
        text: () => (c.body.kept ? '已兑现' : '未兑现'),
        note: c.body.result,
      })
      await closeTasks(c, row)
      return answer
    },

    async rescheduleCommitment(c) {
      const due = await dueBy(c, c.body.dueOn)
      const { row, answer } = await step(c, 'reschedule', {
        change: { due_on: c.body.dueOn, due_certain: due.certain },
        text: (one) => (one.due_on ? `期限由${one.due_on}改为${c.body.dueOn}` : `期限定为${c.body.dueOn}`),
        note: c.body.reason,
      })
      await moveDue(c, row, { kinds: ['settle'], dueAt: due.at, certain: due.certain })
      return answer
    },

    async withdrawCommitment(c) {
      const { row, answer } = await step(c, 'withdraw', {
        change: { settled_at: c.now, result: c.body.reason },
        text: () => '撤回承诺',
        note: c.body.reason,
      })
      await closeTasks(c, row, { state: 'cancelled' })
      return answer
    },
  },
})
