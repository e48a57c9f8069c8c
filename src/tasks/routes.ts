import './tables.ts'
import { roles, type Role } from '../kernel/access.ts'
import { isYellow } from '../kernel/card.ts'
import { sql } from '../kernel/db.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import type { StaffActor } from '../kernel/actor.ts'
import { describeDue, shanghaiDate, yellowWindow } from '../kernel/working-days.ts'
import type { Db } from '../kernel/db.ts'
import { inOffice, servesAt } from '../accounts/office.ts'
import { within } from '../org/queries.ts'
import { taskProblems, taskRoutes } from './contract.ts'
import { heir } from './task.ts'
import { dutyOf, taskKinds, taskSteps, type TaskKind, type TaskStep } from './words.ts'

type Desk = { actor: StaffActor; mine: boolean; day: string }

/**
 * In SQL, over tasks as `as`: whether one is on a desk. A task is its org's, for those whose duty it is; one given to a
 * colleague is that colleague's while they serve.
 */
function onDesk({ actor, mine, day }: Desk, as = 't') {
  const t = sql.ref(as)
  const kinds = (Object.keys(taskKinds) as TaskKind[]).filter((kind) => actor.verbs.has(taskKinds[kind].duty))
  const whose = mine
    ? sql`${t}.assignee_id = ${actor.accountId}`
    : sql`(${t}.assignee_id is null or ${t}.assignee_id = ${actor.accountId} or ${t}.assignee_id <> all(array(
        select n.account_id from appointment n join account s on s.id = n.account_id
        where n.org_id = ${actor.acting.orgId} and s.active and ${inOffice('n', day)})))`
  return sql<boolean>`${t}.org_id = ${actor.acting.orgId} and ${t}.area = ${actor.acting.area} and ${t}.kind = any(${kinds}::text[]) and ${whose}`
}

/** Another open task on the same desk about the record of `t`: of the kind `compare`, or of any other. */
const beside = (desk: Desk, compare: boolean) =>
  sql<boolean>`exists (select 1 from task s where s.about_area = t.about_area and s.about_id = t.about_id and s.state = 'open'
    and ${compare ? sql`s.kind = 'compare'` : sql`s.kind <> 'compare'`} and ${onDesk(desk, 's')})`
/** To judge whether a record is the same as another has no line of its own where the record has one. */
const inItsLine = (desk: Desk) => sql<boolean>`(t.kind = 'compare' and ${beside(desk, false)})`

/** Who serves at an org on a day, and as what. */
const serving = (db: Db, orgId: number, day: string) =>
  db
    .selectFrom('appointment')
    .innerJoin('account', 'account.id', 'appointment.account_id')
    .select(['account.id', 'account.name', 'appointment.role'])
    .where('appointment.org_id', '=', orgId)
    .where(inOffice('appointment', day))
    .where('account.active', '=', true)

/** @throws not-a-colleague, not-their-duty */
async function mayTake(db: Db, accountId: string, kind: TaskKind, orgId: number, day: string) {
  const held = await serving(db, orgId, day).where('account.id', '=', accountId).execute()
  if (!held.length) throw problem('not-a-colleague')
  if (!held.some((one) => dutyOf(kind).includes(one.role as Role))) throw problem('not-their-duty')
}

type Line = {
  area: number
  id: string
  kind: TaskKind
  title: string
  detail: string
  step: TaskStep | ''
  alike: boolean
  about_noun: string
  about_area: number
  about_id: string
  org_id: number
  org_name: string
  assignee_id: string | null
  assignee_name: string | null
  due_at: Date | null
  due_certain: boolean
  due_from: Date | null
  reply_by: Date | null
  opened_at: Date
  state: 'open'
  sort_at: Date | null
}

export const tasks = capability({
  name: 'tasks',
  contract: taskRoutes,
  kinds: { task: { stays: ['org_id'] } },
  problems: taskProblems,
  stories: {
    async listTasks(c) {
      const actor = c.staff()
      const calendar = await c.services.calendar()
      const desk = { actor, mine: c.query.mine ?? false, day: shanghaiDate(c.now) }
      const where = [sql<boolean>`t.state = 'open'`]
      if (c.query.kind !== 'compare') where.push(sql`not ${inItsLine(desk)}`)
      if (c.query.kind) where.push(sql`t.kind = ${c.query.kind}`)
      if (c.query.tone === 'red') where.push(sql`t.due_at < ${c.now}`)
      if (c.query.tone === 'amber')
        where.push(isYellow(sql`t.due_at`, sql`t.due_from`, yellowWindow(c.now, calendar)))
      const page = await mergePage<Line>(c.db, {
        arms: [onDesk(desk)],
        columns: sql`t.area, t.id, t.kind, t.title, t.detail, t.step, ${beside(desk, true)} as alike, t.about_noun, t.about_area, t.about_id, t.org_id, o.name as org_name, t.assignee_id, a.name as assignee_name, t.due_at, t.due_certain, t.due_from, t.reply_by, t.opened_at, t.state`,
        from: sql`task t join org o on o.id = t.org_id left join account a on a.id = t.assignee_id`,
        where,
        sort: sql`t.desk_at`,
        id: sql`t.id`,
        order: 'soonest',
        cursor: readCursor(c.query.cursor),
        limit: c.query.limit ?? 20,
      })
      const asDue = (at: Date | null, certain: boolean, from: Date | null = null) =>
        at && { at: at.toISOString(), ...describeDue(c.now, at, calendar, from), certain }
      return {
        items: page.rows.map((row) => ({
          id: recordId(row.area, row.id),
          kind: row.kind,
          title: row.title,
          detail: row.detail,
          about: { noun: row.about_noun, id: recordId(row.about_area, row.about_id) },
          org: { id: row.org_id, name: row.org_name },
          assignee: row.assignee_id ? { id: row.assignee_id, name: row.assignee_name ?? '' } : null,
          due: asDue(row.due_at, row.due_certain, row.due_from),
          replyBy: asDue(row.reply_by, true),
          openedAt: row.opened_at.toISOString(),
          state: row.state,
          next: row.step ? taskSteps[row.step] : taskKinds[row.kind].next,
          step: row.step || null,
          alike: row.alike,
        })),
        next: page.next,
      }
    },

    async countTasks(c) {
      const actor = c.staff()
      const yellow = yellowWindow(c.now, await c.services.calendar())
      const desk = { actor, mine: false, day: shanghaiDate(c.now) }
      type Counts = { kind: TaskKind; count: number; lines: number; overdue: number; soon: number }
      const { rows } = await sql<Counts>`
        select kind, count(*) as count, count(*) filter (where line) as lines, count(*) filter (where line and due_at < ${c.now}) as overdue,
          count(*) filter (where line and ${isYellow(sql`due_at`, sql`due_from`, yellow)}) as soon
        from (select t.kind, t.due_at, t.due_from, not ${inItsLine(desk)} as line from task t where ${onDesk(desk)} and t.state = 'open') mine
        group by kind`.execute(c.db)
      const sum = (of: 'lines' | 'overdue' | 'soon') => rows.reduce((total, row) => total + row[of], 0)
      return {
        open: sum('lines'),
        overdue: sum('overdue'),
        soon: sum('soon'),
        byKind: rows.map((row) => ({ kind: row.kind, count: row.count })),
      }
    },

    async delegateTask(c) {
      const actor = c.staff()
      const split = splitRecordId(c.params.id)
      const task = split
        ? await c.db
            .selectFrom('task')
            .select(['area', 'id', 'kind', 'state', 'about_noun', 'about_area', 'about_id'])
            .where('area', '=', split.area)
            .where('id', '=', split.id)
            .where('org_id', '=', actor.acting.orgId)
            .forUpdate()
            .executeTakeFirst()
        : undefined
      if (!task) throw problem('not-found')
      const kind = task.kind as TaskKind
      if (!actor.verbs.has(taskKinds[kind].duty)) throw problem('not-allowed')
      if (task.state !== 'open') throw problem('not-now')
      const { accountId } = c.body
      if (accountId) await mayTake(c.db, accountId, kind, actor.acting.orgId, shanghaiDate(c.now))
      await c.db
        .updateTable('task')
        .set({ assignee_id: accountId })
        .where('area', '=', task.area)
        .where('id', '=', task.id)
        .execute()
      const to = accountId
        ? await c.db
            .selectFrom('account')
            .select('name')
            .where('id', '=', accountId)
            .executeTakeFirstOrThrow()
        : null
      await c.append({
        area: task.about_area,
        noun: task.about_noun,
        subject: task.about_id,
        type: 'task.delegated',
        text: to ? `把“${taskKinds[kind].desk}”交给${to.name}` : '收回指派，由本单位共同办理',
        note: c.body.note ?? null,
        shown: 'owner',
      })
      return { ok: true as const }
    },

    async handOverTasks(c) {
      const actor = c.staff()
      const day = shanghaiDate(c.now)
      const { fromAccountId, toAccountId } = c.body
      // Only within orgs of the administrator's subtree where the successor serves too.
      const { rows } = await sql<{ area: number; id: string; org_id: number; assignee_id: string | null }>`
        update task t set assignee_id = ${heir(toAccountId, day)} from org o
        where o.id = t.org_id and t.assignee_id = ${fromAccountId} and t.state = 'open' and ${within('o', actor.acting.path)}
          and exists (select 1 from appointment n where n.account_id = ${toAccountId} and n.org_id = t.org_id and ${inOffice('n', day)})
        returning t.area, t.id, t.org_id, t.assignee_id`.execute(c.db)
      if (!rows.length && !(await servesAt(c, toAccountId, actor.acting.orgId, day)))
        throw problem('not-a-colleague')
      // The rest went back to the org as a whole: it is not the successor's duty.
      const moved = rows.filter((row) => row.assignee_id === toAccountId)
      if (rows.length) {
        const named = await c.db
          .selectFrom('account')
          .select(['id', 'name'])
          .where('id', 'in', [fromAccountId, toAccountId])
          .execute()
        const name = (id: string) => named.find((one) => one.id === id)?.name ?? ''
        await c.append({
          area: actor.acting.area,
          noun: 'account',
          subject: fromAccountId,
          type: 'task.handed-over',
          text: `把${name(fromAccountId)}的${moved.length}件待办交给${name(toAccountId)}`,
          shown: 'owner',
          data: { to: toAccountId },
        })
      }
      for (const row of rows)
        c.afterCommit(() =>
          c.services.live.tell({ noun: 'task', area: row.area, id: row.id, orgId: row.org_id }),
        )
      return { moved: moved.length }
    },

    async listColleagues(c) {
      const actor = c.staff()
      const day = shanghaiDate(c.now)
      const { kind } = c.query
      const rows = await serving(c.db, actor.acting.orgId, day)
        .$if(kind !== undefined, (query) => query.where('appointment.role', 'in', dutyOf(kind!)))
        .orderBy('account.name')
        .execute()
      return {
        items: rows.map((row) => ({ id: row.id, name: row.name, role: roles[row.role as Role].name })),
      }
    },
  },
})
