import { roles, type Role } from '../kernel/access.ts'
import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import type { Job } from '../kernel/job.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { covers } from '../kernel/scope.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { activeOrg } from '../org/org.ts'
import { within } from '../org/queries.ts'
import { passOn } from '../tasks/task.ts'
import type { accountRoutes } from './contract.ts'
import { dayAfter, inOffice, notOver, servesAt } from './office.ts'
import { forgetSessions } from './session.ts'
import { writeTerm } from './term.ts'

/** The org, in the administrator's scope. @throws unknown-org, not-found */
export async function manageable(c: Ctx, orgId: number) {
  const org = await activeOrg(c.db, orgId)
  if (!covers(await c.scope(), org.area, org.path)) throw problem('not-found')
  return org
}

/** Open tasks of an org where nobody is appointed after the day any more. */
async function unattended(c: Ctx, org: { org_id: number; area: number }, day: string): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*) as open from task where area = ${org.area} and org_id = ${org.org_id} and state = 'open'
      and not exists (select 1 from appointment n join account a on a.id = n.account_id
        where n.org_id = ${org.org_id} and a.active and ${notOver('n', dayAfter(day))})`.execute(c.db)
  return rows[0]?.open ?? 0
}

export const appointments = {
  async listAppointments(c) {
    const day = shanghaiDate(c.now)
    const where: ReturnType<typeof notOver>[] = [within('o', c.staff().acting.path)]
    if (c.query.orgId) where.push(sql`o.id = ${c.query.orgId}`)
    if (c.query.accountId) where.push(sql`n.account_id = ${c.query.accountId}`)
    if (!c.query.ended) where.push(notOver('n', day))
    const page = await mergePage<{
      id: string
      account_id: string
      account_name: string
      org_id: number
      org_name: string
      role: Role
      starts_on: string
      ends_on: string | null
      active: boolean
      sort_at: Date
    }>(c.db, {
      arms: [sql<boolean>`true`],
      columns: sql`n.id, n.account_id, a.name as account_name, o.id as org_id, o.name as org_name, n.role, n.starts_on, n.ends_on, ${inOffice('n', day)} as active`,
      from: sql`appointment n join account a on a.id = n.account_id join org o on o.id = n.org_id`,
      where,
      sort: sql`n.starts_on::timestamptz`,
      id: sql`n.id`,
      order: 'newest',
      cursor: readCursor(c.query.cursor),
      limit: c.query.limit ?? 20,
    })
    return {
      items: page.rows.map((row) => ({
        id: row.id,
        accountId: row.account_id,
        accountName: row.account_name,
        org: { id: row.org_id, name: row.org_name },
        role: row.role,
        startsOn: row.starts_on,
        endsOn: row.ends_on,
        active: row.active,
      })),
      next: page.next,
    }
  },

  async appoint(c) {
    const { accountId, orgId, role, startsOn, endsOn } = c.body
    const org = await manageable(c, orgId)
    const id = (await writeTerm(c.db, { begin: c.body }, { accountId: c.staff().accountId, now: c.now }))!
    const account = await c.db
      .selectFrom('account')
      .select(['id', 'name'])
      .where('id', '=', accountId)
      .executeTakeFirstOrThrow()
    await c.append({
      area: org.area,
      noun: 'account',
      subject: account.id,
      type: 'appointment.began',
      text: `${account.name}任${org.name}${roles[role].name}，${startsOn}起${endsOn ? `，到${endsOn}` : ''}`,
      shown: 'owner',
    })
    c.afterCommit(() => forgetSessions(c.services, { accountId: account.id }))
    return { id }
  },

  async endAppointment(c) {
    const { endsOn, handOverTo } = c.body
    const today = shanghaiDate(c.now)
    const { rows } = await sql<{
      account_id: string
      org_id: number
      area: number
      org_name: string
      account_name: string
      role: Role
      ends_on: string | null
    }>`
      select n.account_id, n.org_id, o.area, o.name as org_name, a.name as account_name, n.role, n.ends_on
      from appointment n join org o on o.id = n.org_id join account a on a.id = n.account_id
      where n.id = ${c.params.id} and ${within('o', c.staff().acting.path)} for update of n`.execute(c.db)
    const post = rows[0]
    if (!post) throw problem('not-found')
    // The first day without this appointment, or tomorrow where that has passed already.
    const after = dayAfter(endsOn < today ? today : endsOn)
    await writeTerm(
      c.db,
      { end: { id: c.params.id, endsOn, handOverTo } },
      { accountId: c.staff().accountId, now: c.now },
    )
    if (handOverTo && !(await servesAt(c, handOverTo, post.org_id, after))) throw problem('not-a-colleague')
    // A term that ends later keeps its tasks till then; another appointment at the same org keeps them for good.
    const stays = endsOn > today || (!handOverTo && (await servesAt(c, post.account_id, post.org_id, after)))
    const moved = stays
      ? 0
      : await passOn(c, { from: post.account_id, to: handOverTo ?? null, orgId: post.org_id })
    await c.append({
      area: post.area,
      noun: 'account',
      subject: post.account_id,
      type: post.ends_on !== null && endsOn > post.ends_on ? 'appointment.prolonged' : 'appointment.ended',
      text:
        post.ends_on !== null && endsOn > post.ends_on
          ? `${post.account_name}任${post.org_name}${roles[post.role].name}的任期延长到${endsOn}`
          : `${post.account_name}不再任${post.org_name}${roles[post.role].name}，任职到${endsOn}`,
      shown: 'owner',
      data: { moved },
    })
    c.afterCommit(() => forgetSessions(c.services, { accountId: post.account_id }))
    return { moved, unattended: await unattended(c, post, endsOn < today ? today : endsOn) }
  },
} satisfies Partial<Stories<typeof accountRoutes>>

/** Every night: open tasks of those whose term at the org is over go to whoever was named, or back to the org. */
export const handOver: Job = {
  name: 'appointment.hand-over',
  every: '5 0 * * *',
  async run(c) {
    const today = shanghaiDate(c.now)
    const { rows } = await sql<{
      assignee_id: string
      name: string
      org_id: number
      org_name: string
      area: number
      successor: string | null
    }>`
      select distinct t.assignee_id, a.name, t.org_id, o.name as org_name, t.area,
        (select n.hand_over_to from appointment n where n.account_id = t.assignee_id and n.org_id = t.org_id order by n.ends_on desc nulls last limit 1) as successor
      from task t join account a on a.id = t.assignee_id join org o on o.id = t.org_id
      where t.state = 'open' and not (a.active and exists (
        select 1 from appointment n where n.account_id = t.assignee_id and n.org_id = t.org_id and ${inOffice('n', today)}))`.execute(
      c.db,
    )
    for (const { assignee_id, name, org_id, org_name, area, successor } of rows)
      await c.write(async (w) => {
        const to = successor && (await servesAt(w, successor, org_id, today)) ? successor : null
        const moved = await passOn(w, { from: assignee_id, to, orgId: org_id })
        if (!moved) return
        await w.append({
          area,
          noun: 'account',
          subject: assignee_id,
          type: 'appointment.handed-over',
          text: `${name}在${org_name}的任期已满，${moved}件待办${to ? '转给接任的人' : '交回本单位'}`,
          shown: 'owner',
          orgId: org_id,
          data: { moved },
        })
      })
  },
}
