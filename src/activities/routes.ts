import './tables.ts'
import { speakingNumber } from '../concerns/words.ts'
import { intakeRoutes } from '../intake/contract.ts'
import type { Ctx } from '../kernel/context.ts'
import type { QueryOf } from '../kernel/contract.ts'
import { containing, sql } from '../kernel/db.ts'
import { timelineOf } from '../kernel/event.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import type { LedgerColumn } from '../kernel/ledger.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { arms, inAreas, inScope } from '../kernel/scope.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { pagesOf, sendLedger } from '../org/exported.ts'
import { activeOrgs } from '../org/org.ts'
import { postsWith } from '../accounts/posts.ts'
import { activityProblems, activityRoutes, type Activity } from './contract.ts'
import { activityKinds, type ActivityKind, type activityItemKinds, type activityParts } from './words.ts'

type Row = {
  area: number
  id: string
  kinds: ActivityKind[]
  title: string
  theme: string | null
  held_on: string | null
  held_words: string | null
  place: string | null
  summary: string | null
  host_org: number
  host_name: string
  created_at: Date
  withdrawn_at: Date | null
  items: number
}

const columns = sql`a.area, a.id, a.kinds, a.title, a.theme, a.held_on, a.held_words, a.place, a.summary, a.host_org, h.name as host_name, a.created_at, a.withdrawn_at,
  (select count(*) from activity_item i where i.area = a.area and i.activity_id = a.id) as items`
const from = sql`activity a join org h on h.id = a.host_org`
/** Taken back by whoever registered it: on no list, in no figure. */
const standing = sql<boolean>`a.withdrawn_at is null`

const asActivity = (row: Row): Activity => ({
  id: recordId(row.area, row.id),
  kinds: row.kinds,
  title: row.title,
  theme: row.theme,
  heldOn: row.held_on,
  heldWords: row.held_words,
  place: row.place,
  host: { id: row.host_org, name: row.host_name },
  createdAt: row.created_at.toISOString(),
  items: row.items,
})

/** @throws not-found outside the actor's scope */
async function activityById(c: Ctx, wire: string, lock = false): Promise<Row> {
  const key = splitRecordId(wire)!
  const { rows } = await sql<Row>`
    select ${columns} from ${from} where a.area = ${key.area} and a.id = ${key.id} and ${inScope(await c.scope(), 'a', 'host_org')}
    ${lock ? sql`for update of a` : sql``}`.execute(c.db)
  if (!rows[0]) throw problem('not-found')
  return rows[0]
}

/** One page of the list. */
async function pageOf(c: Ctx, query: QueryOf<typeof activityRoutes.listActivities>) {
  const where = [standing]
  if (query.kind) where.push(sql`${query.kind} = any(a.kinds)`)
  if (query.q) where.push(sql`(a.title like ${containing(query.q)} or a.place like ${containing(query.q)})`)
  return await mergePage<Row & { sort_at: Date }>(c.db, {
    arms: arms(await c.scope(), 'a', 'host_org'),
    columns,
    from,
    where,
    sort: sql`a.created_at`,
    id: sql`a.id`,
    order: 'newest',
    cursor: readCursor(query.cursor),
    limit: query.limit ?? 20,
    count: query.count,
  })
}

type LedgerLine = Row & { parts: Record<string, string> }

/** Who held it with the host and who took part, by name. */
async function withOrgs(c: Ctx, rows: Row[]): Promise<LedgerLine[]> {
  const { rows: named } = await sql<{ id: string; part: string; names: string }>`
    select x.activity_id as id, x.part, string_agg(x.name, '、' order by x.seq) as names
    from unnest(${rows.map((row) => row.area)}::int[], ${rows.map((row) => row.id)}::uuid[]) key (area, id)
    join activity_org x on x.area = key.area and x.activity_id = key.id group by 1, 2`.execute(c.db)
  const byId = Map.groupBy(named, (one) => one.id)
  return rows.map((row) => ({
    ...row,
    parts: Object.fromEntries((byId.get(row.id) ?? []).map((one) => [one.part, one.names])),
  }))
}

const ledgerColumns: LedgerColumn<LedgerLine>[] = [
  { name: '日期', width: 12, type: 'day', of: (row) => row.held_on },
  { name: '日期说明', width: 10, type: 'text', of: (row) => (row.held_on ? null : row.held_words) },
  { name: '活动', width: 28, type: 'text', of: (row) => row.title },
  { name: '主题', width: 14, type: 'text', of: (row) => row.theme },
  {
    name: '类别',
    width: 12,
    type: 'text',
    of: (row) => row.kinds.map((kind) => activityKinds[kind]).join('、'),
  },
  { name: '地点', width: 18, type: 'text', of: (row) => row.place },
  { name: '主办', width: 20, type: 'text', of: (row) => row.host_name },
  { name: '协办', width: 16, type: 'text', of: (row) => row.parts['co-host'] ?? null },
  { name: '参加', width: 20, type: 'text', of: (row) => row.parts['participant'] ?? null },
  { name: '节目与数字', width: 8, type: 'number', of: (row) => row.items },
  { name: '概要', width: 20, type: 'text', of: (row) => row.summary },
  { name: '登记', width: 16, type: 'time', of: (row) => row.created_at },
]

export const activities = capability({
  name: 'activities',
  contract: activityRoutes,
  kinds: {
    activity: { title: 'title', desk: true, owner: 'host_org' },
    activity_org: { stays: ['org_id'] },
  },
  problems: activityProblems,
  constraints: { activity_pkey: 'id-taken' },
  stories: {
    async listActivities(c) {
      const page = await pageOf(c, c.query)
      return { items: page.rows.map(asActivity), next: page.next, total: page.total }
    },

    async exportActivities(c) {
      const { kind, q } = c.query
      return await sendLedger(c, {
        name: '活动台账',
        event: 'activity.exported',
        unit: '项',
        filter: [kind && `类别：${activityKinds[kind]}`, q && `含“${q}”`].filter(Boolean).join('；'),
        columns: ledgerColumns,
        rows: async function* (one) {
          for await (const rows of pagesOf((cursor, limit) =>
            pageOf(one, { ...c.query, cursor, limit, count: false }),
          ))
            yield await withOrgs(one, rows)
        },
      })
    },

    async publicActivities(c) {
      const areas = c.query.area ? [c.query.area] : (await c.services.areas.roots()).map((root) => root.code)
      const today = shanghaiDate(c.now)
      const [coming, held] = await Promise.all([
        // However long ago it was registered: the next ones of each area, then the next of them all.
        sql<Row>`
          select near.* from unnest(${areas}::int[]) of_area (code) cross join lateral (
            select ${columns} from ${from} where a.area = of_area.code and a.held_on >= ${today} and ${standing}
            order by a.held_on, a.id limit 20) near
          order by near.held_on, near.id limit 20`.execute(c.db),
        mergePage<Row & { sort_at: Date }>(c.db, {
          arms: areas.length ? [inAreas(areas, 'a')] : [],
          columns,
          from,
          where: [standing, sql`(a.held_on < ${today} or a.held_on is null)`],
          sort: sql`a.created_at`,
          id: sql`a.id`,
          order: 'newest',
          cursor: null,
          limit: 20,
        }),
      ])
      return {
        items: [...coming.rows, ...held.rows].map((row) => ({ ...asActivity(row), host: row.host_name })),
      }
    },

    async showActivity(c) {
      const row = await activityById(c, c.params.id)
      const own = sql`area = ${row.area} and activity_id = ${row.id}`
      const [orgs, items, concerns, commitments, timeline, { origin }] = await Promise.all([
        sql<{
          name: string
          org_id: number | null
          part: keyof typeof activityParts
        }>`select name, org_id, part from activity_org where ${own} order by seq`.execute(c.db),
        sql<{
          kind: keyof typeof activityItemKinds
          text: string
          performer: string | null
          quantity: number | null
          span_start: number | null
          span_end: number | null
        }>`select kind, text, performer, quantity, span_start, span_end from activity_item where ${own} order by seq`.execute(
          c.db,
        ),
        // Only those the asker reads on the desk; a concern's own page decides again.
        c.staff().verbs.has('concern.read')
          ? sql<{ area: number; id: string; year: number; running: number; title: string; status: string }>`
              select k.area, k.id, k.year, k.running, k.title, k.status
              from concern k where k.area = ${row.area} and k.activity_id = ${row.id} and ${inScope(await c.scope(), 'k', 'owner_org')}
              order by k.raised_at limit 200`.execute(c.db)
          : { rows: [] },
        sql<{
          area: number
          id: string
          text: string
          status: string
        }>`select m.area, m.id, m.text, m.status from commitment m
          where m.area = ${row.area} and m.activity_id = ${row.id} and ${inScope(await c.scope(), 'm', 'owner_org')} order by m.created_at limit 200`.execute(
          c.db,
        ),
        timelineOf(c.db, row),
        c.ask(intakeRoutes.originOf, { params: { id: c.params.id } }),
      ])
      const staff = c.staff()
      return {
        ...asActivity(row),
        summary: row.summary,
        orgs: orgs.rows.map((one) => ({ name: one.name, orgId: one.org_id, part: one.part })),
        itemList: items.rows.map((one) => ({
          kind: one.kind,
          text: one.text,
          performer: one.performer,
          quantity: one.quantity,
          span:
            one.span_start === null || one.span_end === null
              ? null
              : ([one.span_start, one.span_end] as [number, number]),
        })),
        origin,
        concerns: concerns.rows.map((one) => ({
          id: recordId(one.area, one.id),
          number: speakingNumber(one),
          title: one.title,
          status: one.status,
        })),
        commitments: commitments.rows.map((one) => ({
          id: recordId(one.area, one.id),
          text: one.text,
          status: one.status,
        })),
        timeline,
        withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
        can:
          row.host_org === staff.acting.orgId && staff.verbs.has('activity.manage') && !row.withdrawn_at
            ? (['change', 'withdraw'] as const).slice()
            : [],
      }
    },

    async createActivity(c) {
      const { body } = c
      const host = await hostOf(c, body.hostId)
      const key = splitRecordId(body.id)!
      if (key.area !== host.area)
        throw problem('bad-input', { fields: [{ path: 'id', message: '编号的地区应是主办单位所在地区' }] })
      await activeOrgs(
        c.db,
        (body.orgs ?? []).flatMap((one) => one.orgId ?? []),
      )
      await c.db
        .insertInto('activity')
        .values({
          ...key,
          host_org: host.id,
          anchor_org: await c.services.areas.anchor(host.area, host.path),
          kinds: body.kinds,
          title: body.title,
          theme: body.theme ?? null,
          held_on: body.heldOn ?? null,
          held_words: body.heldWords ?? null,
          place: body.place ?? null,
          summary: body.summary ?? null,
          created_at: c.now,
        })
        .execute()
      if (body.items?.length)
        await c.db
          .insertInto('activity_item')
          .values(
            body.items.map((one, seq) => ({
              area: key.area,
              activity_id: key.id,
              seq,
              kind: one.kind,
              text: one.text,
              performer: one.performer ?? null,
              quantity: one.quantity ?? null,
              span_start: one.span?.[0] ?? null,
              span_end: one.span?.[1] ?? null,
            })),
          )
          .execute()
      if (body.orgs?.length)
        await c.db
          .insertInto('activity_org')
          .values(
            body.orgs.map((one, seq) => ({
              area: key.area,
              activity_id: key.id,
              seq,
              org_id: one.orgId,
              name: one.name,
              part: one.part,
            })),
          )
          .execute()
      await c.append({
        area: key.area,
        noun: 'activity',
        subject: key.id,
        type: 'activity.created',
        text: '登记活动',
        shown: 'parties',
        orgId: host.id,
      })
      return { id: body.id }
    },

    async changeActivity(c) {
      const row = await activityById(c, c.params.id, true)
      changeable(c, row)
      const { kinds, title, theme, heldOn, heldWords, place, summary } = c.body
      const given = { kinds, title, theme, held_on: heldOn, held_words: heldWords, place, summary }
      const changed = Object.entries(given).filter(([, value]) => value !== undefined)
      if (!changed.length) throw problem('bad-input', { fields: [{ path: '', message: '没有要更正的内容' }] })
      await c.db
        .updateTable('activity')
        .set({ ...Object.fromEntries(changed), version: sql`version + 1` })
        .where('area', '=', row.area)
        .where('id', '=', row.id)
        .execute()
      await c.append({
        area: row.area,
        noun: 'activity',
        subject: row.id,
        type: 'activity.changed',
        text: `更正了${changed.map(([name]) => fieldNames[name]).join('、')}`,
        shown: 'parties',
        data: { before: Object.fromEntries(changed.map(([name]) => [name, row[name as keyof Row]])) },
      })
      return { id: c.params.id }
    },

    async withdrawActivity(c) {
      const row = await activityById(c, c.params.id, true)
      changeable(c, row)
      await c.db
        .updateTable('activity')
        .set({ withdrawn_at: c.now, version: sql`version + 1` })
        .where('area', '=', row.area)
        .where('id', '=', row.id)
        .execute()
      await c.append({
        area: row.area,
        noun: 'activity',
        subject: row.id,
        type: 'activity.withdrawn',
        text: '撤回登记',
        note: c.body.reason,
        shown: 'parties',
      })
      return { id: c.params.id }
    },
  },
})

/** @throws not-yours, withdrawn */
function changeable(c: Ctx, row: Row) {
  if (row.host_org !== c.staff().acting.orgId) throw problem('not-yours')
  if (row.withdrawn_at) throw problem('withdrawn')
}

/** Whoever may be said to have held it: an org the actor is appointed at to say so. @throws host-not-yours */
async function hostOf(c: Ctx, hostId: number | undefined) {
  const { acting } = c.staff()
  if (hostId === undefined || hostId === acting.orgId)
    return { id: acting.orgId, area: acting.area, path: acting.path }
  const host = (await postsWith(c, 'activity.manage')).find((one) => one.id === hostId)
  if (!host) throw problem('host-not-yours')
  return host
}

const fieldNames: Record<string, string> = {
  kinds: '类别',
  title: '名称',
  theme: '主题',
  held_on: '日期',
  held_words: '时间',
  place: '地点',
  summary: '概要',
}
