import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { timelineOf } from '../kernel/event.ts'
import { sql } from '../kernel/db.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import { can, lifecycle, transition } from '../kernel/lifecycle.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { arms, inScope } from '../kernel/scope.ts'
import { yellowWindow } from '../kernel/working-days.ts'
import type { concernRoutes } from './contract.ts'
import { asRow } from './desk.ts'
import { openConcern, partiesOf } from './parties.ts'
import { listConcerns } from './queries.ts'
import { groups, speakingNumber } from './words.ts'

export const commonIssueLife = lifecycle({
  noun: 'common_issue',
  initial: 'open',
  statuses: { open: '未了结', settled: '已了结' },
  steps: {
    change: { from: ['open'], by: ['owner'], event: 'common-issue.changed', shown: 'parties' },
    settle: { from: ['open'], to: 'settled', by: ['owner'], event: 'common-issue.settled', shown: 'parties' },
  },
})

type Row = {
  area: number
  id: string
  owner_org: number
  owner_name: string
  title: string
  cause: string
  status: 'open' | 'settled'
  result: string | null
  version: number
  created_at: Date
}

const ownerOf = (c: Ctx, row: Row) => {
  const { acting, verbs } = c.staff()
  const owns = row.owner_org === acting.orgId && verbs.has('concern.manage')
  return new Set(owns ? (['owner'] as const) : [])
}

async function issueById(c: Ctx, wire: string, lock = false): Promise<Row | null> {
  const key = splitRecordId(wire)
  if (!key) return null
  const { rows } = await sql<Row>`
    select i.*, o.name as owner_name from common_issue i join org o on o.id = i.owner_org
    where i.area = ${key.area} and i.id = ${key.id} and ${inScope(await c.scope(), 'i', 'owner_org')} ${lock ? sql`for update of i` : sql``}`.execute(
    c.db,
  )
  return rows[0] ?? null
}

/** Only concerns of the issue's own area are gathered, by the union responsible for them or one above it. */
async function gather(c: WriteCtx, issue: { area: number; id: string }, ids: string[]) {
  for (const id of ids) {
    const concern = await openConcern(c, id, true)
    const parties = await partiesOf(c, concern)
    if (!parties.has('owner') && !parties.has('superior')) throw problem('not-yours')
    if (concern.area !== issue.area)
      throw problem('bad-input', {
        fields: [{ path: 'concernIds', message: '共性问题只能归集同一地区的诉求' }],
      })
    await c.db
      .updateTable('concern')
      .set({ common_issue_area: issue.area, common_issue_id: issue.id })
      .where('area', '=', concern.area)
      .where('id', '=', concern.id)
      .execute()
    await c.append({
      area: concern.area,
      noun: 'concern',
      subject: concern.id,
      type: 'concern.gathered',
      text: '归入共性问题一起办',
      shown: 'parties',
      data: { commonIssue: recordId(issue.area, issue.id) },
    })
  }
}

export const commonIssues = {
  async listCommonIssues(c) {
    const page = await mergePage<Row & { concerns: number; open_concerns: number; sort_at: Date }>(c.db, {
      arms: arms(await c.scope(), 'i', 'owner_org'),
      columns: sql`i.area, i.id, i.owner_org, o.name as owner_name, i.title, i.cause, i.status, i.created_at,
        (select count(*) from concern x where x.area = i.area and x.common_issue_id = i.id) as concerns,
        (select count(*) from concern x where x.area = i.area and x.common_issue_id = i.id and x.status = any(${[...groups.open]}::text[])) as open_concerns`,
      from: sql`common_issue i join org o on o.id = i.owner_org`,
      where: c.query.status ? [sql`i.status = ${c.query.status}`] : [],
      sort: sql`i.created_at`,
      id: sql`i.id`,
      order: 'newest',
      cursor: readCursor(c.query.cursor),
      limit: c.query.limit ?? 20,
    })
    return {
      items: page.rows.map((row) => ({
        id: recordId(row.area, row.id),
        title: row.title,
        cause: row.cause,
        status: row.status,
        concerns: row.concerns,
        openConcerns: row.open_concerns,
        owner: { id: row.owner_org, name: row.owner_name },
        createdAt: row.created_at.toISOString(),
      })),
      next: page.next,
    }
  },

  /** Open concerns of one class at one place, three or more: a person decides whether one cause is behind them. */
  async suggestCommonIssues(c) {
    const { rows } = await sql<{
      class_code: string
      class_name: string
      place: string
      found: { area: number; id: string; year: number; running: number; title: string }[]
    }>`
      select c.class_code, k.name as class_name, c.place, json_agg(json_build_object('area', c.area, 'id', c.id, 'year', c.year, 'running', c.running, 'title', c.title) order by c.raised_at desc) as found
      from concern c join concern_class k on k.code = c.class_code
      where ${inScope(await c.scope(), 'c', 'owner_org')} and c.status = any(${[...groups.open]}::text[]) and c.common_issue_id is null and c.place <> ''
      group by c.area, c.class_code, k.name, c.place having count(*) >= 3 order by count(*) desc limit 10`.execute(
      c.db,
    )
    return {
      items: rows.map((row) => ({
        classCode: row.class_code,
        className: row.class_name,
        place: row.place,
        concerns: row.found
          .slice(0, 50)
          .map((one) => ({ id: recordId(one.area, one.id), number: speakingNumber(one), title: one.title })),
      })),
    }
  },

  async showCommonIssue(c) {
    const issue = await issueById(c, c.params.id)
    if (!issue) throw problem('not-found')
    const { rows } = await listConcerns(
      c.db,
      await c.scope(),
      { commonIssueId: c.params.id, limit: 100 },
      yellowWindow(c.now, await c.services.calendar()),
    )
    return {
      id: c.params.id,
      title: issue.title,
      cause: issue.cause,
      status: issue.status,
      owner: { id: issue.owner_org, name: issue.owner_name },
      result: issue.result,
      createdAt: issue.created_at.toISOString(),
      can: can(commonIssueLife, issue.status, ownerOf(c, issue)),
      concerns: await Promise.all(rows.map((row) => asRow(c, row))),
      timeline: await timelineOf(c.db, issue),
    }
  },

  async createCommonIssue(c) {
    const { acting } = c.staff()
    const key = splitRecordId(c.body.id)!
    if (key.area !== acting.area)
      throw problem('bad-input', { fields: [{ path: 'id', message: '编号的地区应是本组织所在地区' }] })
    await c.db
      .insertInto('common_issue')
      .values({
        ...key,
        owner_org: acting.orgId,
        anchor_org: await c.services.areas.anchor(acting.area, acting.path),
        title: c.body.title,
        cause: c.body.cause,
        status: commonIssueLife.initial,
        created_at: c.now,
      })
      .execute()
    await c.append({
      area: key.area,
      noun: 'common_issue',
      subject: key.id,
      type: 'common-issue.created',
      text: `归集${c.body.concernIds.length}件诉求`,
      shown: 'parties',
    })
    await gather(c, key, c.body.concernIds)
    return { id: c.body.id }
  },

  async changeCommonIssue(c) {
    const { row: issue } = await transition(c, commonIssueLife, 'change', {
      load: () => issueById(c, c.params.id, true),
      parties: (row) => Promise.resolve(ownerOf(c, row)),
      text: () => `增加${c.body.add.length}件，移出${c.body.remove.length}件`,
    })
    await gather(c, issue, c.body.add)
    for (const id of c.body.remove) {
      const concern = await openConcern(c, id, true)
      await c.db
        .updateTable('concern')
        .set({ common_issue_area: null, common_issue_id: null })
        .where('area', '=', concern.area)
        .where('id', '=', concern.id)
        .where('common_issue_id', '=', issue.id)
        .execute()
    }
    return { ok: true as const }
  },

  async settleCommonIssue(c) {
    await transition(c, commonIssueLife, 'settle', {
      load: () => issueById(c, c.params.id, true),
      parties: (row) => Promise.resolve(ownerOf(c, row)),
      change: () => ({ result: c.body.result }),
      text: () => '了结',
      note: c.body.result,
    })
    return { ok: true as const }
  },
} satisfies Partial<Stories<typeof concernRoutes>>
