import './tables.ts'
import { createHash } from 'node:crypto'
import { activityRoutes, type ActivityDraft } from '../activities/contract.ts'
import { commitmentRoutes } from '../commitments/contract.ts'
import { concernRoutes } from '../concerns/contract.ts'
import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { containing, sql } from '../kernel/db.ts'
import { timelineOf } from '../kernel/event.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import { can, transition } from '../kernel/lifecycle.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import { problem, ProblemError } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { arms, inScope } from '../kernel/scope.ts'
import { activeOrg, type OrgRow } from '../org/org.ts'
import { closeTasks, openTask } from '../tasks/task.ts'
import { clippingProblems, clippingRoutes, type Clipping } from './contract.ts'
import { clippingLife } from './lifecycle.ts'
import type { BackgroundNoun, ClippingState } from './words.ts'

type Row = {
  area: number
  id: string
  org_id: number
  keeper_name: string
  title: string
  article_type: Clipping['articleType']
  source_name: string | null
  published_on: string | null
  host_name: string | null
  host_org: number | null
  status: ClippingState
  offered_to: number | null
  offered_name: string | null
  created_at: Date
  version: number
}
type Whole = Row & {
  text: string
  digest: string
  proposed: ActivityDraft
  reply: string | null
  activity_area: number | null
  activity_id: string | null
  host_org_name: string | null
}

const columns = sql`t.area, t.id, t.org_id, k.name as keeper_name, t.title, t.article_type, t.source_name, t.published_on, t.host_name, t.host_org,
  t.status, t.offered_to, f.name as offered_name, t.created_at, t.version`
const from = sql`clipping t join org k on k.id = t.org_id left join org f on f.id = t.offered_to`

/** What was offered to the org acted for: its to read until the sender takes it back. */
const received = (c: Ctx) =>
  sql<boolean>`(t.offered_to = ${c.staff().acting.orgId} and t.status in ('offered', 'taken', 'declined'))`

const asClipping = (row: Row): Clipping => ({
  id: recordId(row.area, row.id),
  title: row.title,
  articleType: row.article_type,
  sourceName: row.source_name,
  publishedOn: row.published_on,
  hostName: row.host_name,
  keeper: { id: row.org_id, name: row.keeper_name },
  status: row.status,
  offeredTo: row.offered_to === null ? null : { id: row.offered_to, name: row.offered_name! },
  createdAt: row.created_at.toISOString(),
})

async function clippingById(c: Ctx, wire: string, lock = false): Promise<Whole | null> {
  const key = splitRecordId(wire)
  if (!key) return null
  const { rows } = await sql<Whole>`
    select ${columns}, t.text, t.digest, t.proposed, t.reply, t.activity_area, t.activity_id, h.name as host_org_name
    from ${from} left join org h on h.id = t.host_org
    where t.area = ${key.area} and t.id = ${key.id} and (${inScope(await c.scope(), 't', 'org_id')} or ${received(c)})
    ${lock ? sql`for update of t` : sql``}`.execute(c.db)
  return rows[0] ?? null
}

const partiesOf = (c: Ctx, row: Pick<Row, 'org_id' | 'offered_to'>) => {
  const { acting, verbs } = c.staff()
  const parties = new Set<'owner' | 'addressee'>()
  if (row.org_id === acting.orgId && verbs.has('intake.use')) parties.add('owner')
  if (row.offered_to === acting.orgId && verbs.has('activity.manage')) parties.add('addressee')
  return parties
}

/** One step of a clipping and what it answers. */
async function step(
  c: WriteCtx & { params: { id: string } },
  name: keyof typeof clippingLife.steps,
  take: {
    needs?: (row: Whole) => Promise<void>
    change?: (row: Whole) => Record<string, unknown> | Promise<Record<string, unknown>>
    text: () => string
    note?: string
  },
) {
  const { before, row, parties } = await transition<
    ClippingState,
    keyof typeof clippingLife.steps,
    'owner' | 'addressee',
    Whole
  >(c, clippingLife, name, {
    load: () => clippingById(c, c.params.id, true),
    parties: (one) => Promise.resolve(partiesOf(c, one)),
    ...(take.needs ? { needs: take.needs } : {}),
    ...(take.change ? { change: take.change } : {}),
    text: take.text,
    note: take.note,
  })
  return {
    before,
    row,
    answer: { id: c.params.id, status: row.status, can: can(clippingLife, row.status, parties) },
  }
}

/** The same article in whatever spacing. */
const digestOf = (text: string) => createHash('sha256').update(text.replace(/\s/g, '')).digest('hex')

/** Whether an org received this article before; `states` of the clippings asked about. */
async function receivedBefore(c: Ctx, orgId: number, row: Whole, states: readonly ClippingState[]) {
  const { rows } = await sql`
    select 1 from clipping t where t.offered_to = ${orgId} and t.digest = ${row.digest} and t.status = any(${states}::text[])
      and (t.area, t.id) <> (${row.area}, ${row.id}) limit 1`.execute(c.db)
  return rows.length > 0
}

/** What is proposed, with orgs that ended since then in their successors' names or by name alone. */
async function proposedNow(c: Ctx, proposed: ActivityDraft): Promise<ActivityDraft> {
  const ids = (proposed.orgs ?? []).flatMap((one) => one.orgId ?? [])
  if (!ids.length) return proposed
  const { rows } = await sql<{ id: number; now: number | null }>`
    select o.id, case when o.active then o.id else (select m.id from org m where m.id = o.merged_into and m.active) end as now
    from org o where o.id = any(${ids}::int[])`.execute(c.db)
  const now = new Map(rows.map((row) => [row.id, row.now]))
  return {
    ...proposed,
    orgs: (proposed.orgs ?? []).map((one) => ({
      ...one,
      orgId: one.orgId === null ? null : (now.get(one.orgId) ?? null),
    })),
  }
}

/** What a record is called, for those who may read it. @throws not-found, not-allowed */
async function labelOf(c: Ctx, noun: BackgroundNoun, id: string): Promise<string> {
  const asked = { params: { id } }
  switch (noun) {
    case 'concern': {
      const concern = await c.ask(concernRoutes.showConcern, asked)
      return `${concern.number} ${concern.title}`
    }
    case 'activity':
      return (await c.ask(activityRoutes.showActivity, asked)).title
    case 'commitment':
      return (await c.ask(commitmentRoutes.showCommitment, asked)).text
  }
}

export const clippings = capability({
  name: 'clippings',
  contract: clippingRoutes,
  kinds: {
    clipping: { title: 'title', desk: true, owner: 'org_id', follows: ['host_org', 'offered_to'] },
  },
  problems: clippingProblems,
  constraints: { clipping_pkey: 'id-taken' },
  lifecycles: [clippingLife],
  stories: {
    async listClippings(c) {
      const where = c.query.status
        ? [sql<boolean>`t.status = ${c.query.status}`]
        : [sql<boolean>`t.status <> 'discarded'`]
      if (c.query.q) {
        const words = containing(c.query.q)
        where.push(sql`(t.title like ${words} or t.host_name like ${words} or t.source_name like ${words})`)
      }
      const page = await mergePage<Row & { sort_at: Date }>(c.db, {
        arms: c.query.box === 'received' ? [received(c)] : arms(await c.scope(), 't', 'org_id'),
        columns,
        from,
        where,
        sort: sql`t.created_at`,
        id: sql`t.id`,
        order: 'newest',
        cursor: readCursor(c.query.cursor),
        limit: c.query.limit ?? 20,
      })
      return { items: page.rows.map(asClipping), next: page.next }
    },

    async showClipping(c) {
      const row = await clippingById(c, c.params.id)
      if (!row) throw problem('not-found')
      const { acting } = c.staff()
      // Whether the asker reads it as its keeper, or as whom it was offered to.
      const { rows: own } = await sql`
        select 1 from clipping t where t.area = ${row.area} and t.id = ${row.id} and ${inScope(await c.scope(), 't', 'org_id')}`.execute(
        c.db,
      )
      const keeps = own.length > 0
      const [timeline, links, known, activity] = await Promise.all([
        timelineOf(c.db, row, keeps ? undefined : ['public', 'parties']),
        keeps
          ? sql<{ noun: BackgroundNoun; record_area: number; record_id: string }>`
              select noun, record_area, record_id from clipping_link where area = ${row.area} and clipping_id = ${row.id} limit 100`.execute(
              c.db,
            )
          : { rows: [] },
        row.status === 'offered' && row.offered_to === acting.orgId
          ? sql<{ area: number; id: string; title: string }>`
              select a.area, a.id, a.title from activity a
              where a.host_org = ${acting.orgId} and a.title = ${row.title} and a.withdrawn_at is null order by a.created_at desc limit 1`.execute(
              c.db,
            )
          : { rows: [] },
        row.activity_area !== null && row.activity_id !== null
          ? readable(c, 'activity', recordId(row.activity_area, row.activity_id))
          : null,
      ])
      const background = await Promise.all(
        links.rows.map(async (one) => {
          const id = recordId(one.record_area, one.record_id)
          const label = await readable(c, one.noun, id)
          return label === null ? [] : [{ noun: one.noun, id, label }]
        }),
      )
      const found = known.rows[0]
      return {
        ...asClipping(row),
        host: row.host_org === null ? null : { id: row.host_org, name: row.host_org_name! },
        text: row.text,
        proposed: await proposedNow(c, row.proposed),
        reply: row.reply,
        activityId: activity === null ? null : recordId(row.activity_area!, row.activity_id!),
        known: found ? { id: recordId(found.area, found.id), title: found.title } : null,
        links: background.flat(),
        timeline,
        can: can(clippingLife, row.status, partiesOf(c, row)),
      }
    },

    async clippingsAbout(c) {
      const key = splitRecordId(c.params.id)!
      const { rows } = await sql<Row>`
        select ${columns} from clipping_link l join ${from} on t.area = l.area and t.id = l.clipping_id
        where l.record_area = ${key.area} and l.record_id = ${key.id} and t.status <> 'discarded'
          and (${inScope(await c.scope(), 't', 'org_id')} or (${received(c)} and t.activity_id = l.record_id))
        order by t.created_at desc limit 50`.execute(c.db)
      return { items: rows.map(asClipping) }
    },

    async keepClipping(c) {
      const { body } = c
      const { acting } = c.staff()
      const key = splitRecordId(body.id)!
      if (key.area !== acting.area)
        throw problem('bad-input', { fields: [{ path: 'id', message: '编号的地区应是本组织所在地区' }] })
      const host = body.hostId ? await activeOrg(c.db, body.hostId) : null
      await c.db
        .insertInto('clipping')
        .values({
          ...key,
          org_id: acting.orgId,
          anchor_org: await c.services.areas.anchor(acting.area, acting.path),
          title: body.title,
          text: body.text,
          digest: digestOf(body.text),
          article_type: body.articleType,
          source_name: body.sourceName ?? null,
          published_on: body.publishedOn ?? null,
          host_name: body.hostName ?? host?.name ?? null,
          host_org: host?.id ?? null,
          status: clippingLife.initial,
          offered_to: null,
          proposed: sql`${JSON.stringify(body.proposed)}::jsonb`,
          reply: null,
          activity_area: null,
          activity_id: null,
          created_at: c.now,
        })
        .execute()
      await c.append({
        area: key.area,
        noun: 'clipping',
        subject: key.id,
        type: 'clipping.kept',
        text: '留存转载',
        shown: 'owner',
      })
      return {
        id: body.id,
        status: clippingLife.initial,
        can: can(
          clippingLife,
          clippingLife.initial,
          partiesOf(c, { org_id: acting.orgId, offered_to: null }),
        ),
      }
    },

    async offerClipping(c) {
      const { acting } = c.staff()
      let to!: OrgRow
      const { row, answer } = await step(c, 'offer', {
        needs: async (one) => {
          if (c.body.orgId === acting.orgId) throw problem('offered-to-self')
          // One offer to an org after the other, so that of two of the same article the second is told.
          await sql`select 1 from org where id = ${c.body.orgId} for no key update`.execute(c.db)
          to = await activeOrg(c.db, c.body.orgId)
          if (!['federation', 'industrial', 'grassroots'].includes(to.kind)) throw problem('not-a-union')
          if (await receivedBefore(c, to.id, one, ['offered', 'taken'])) throw problem('offered-already')
        },
        change: () => ({ offered_to: to.id, reply: null }),
        text: () => `转给${to.name}确认`,
      })
      await openTask(c, {
        org: to,
        kind: 'take',
        about: { noun: 'clipping', area: row.area, id: row.id },
        title: row.title.length > 80 ? `${row.title.slice(0, 79)}…` : row.title,
        detail: `${acting.orgName}转来的报道，是不是本单位的活动`,
      })
      return answer
    },

    async recallClipping(c) {
      const { row, answer } = await step(c, 'recall', {
        change: () => ({ offered_to: null }),
        text: () => '撤回，对方不用再确认',
      })
      await closeTasks(c, row, { state: 'cancelled' })
      return answer
    },

    async takeClipping(c) {
      const { acting } = c.staff()
      const { body } = c
      const activityId = 'sameAs' in body ? body.sameAs : body.activityId
      const key = splitRecordId(activityId)!
      const { row, answer } = await step(c, 'take', {
        needs: async (one) => {
          if ('draft' in body && (await receivedBefore(c, acting.orgId, one, ['taken'])))
            throw problem('taken-before')
        },
        change: async () => {
          if ('draft' in body)
            await c.ask(activityRoutes.createActivity, { body: { id: activityId, ...body.draft } })
          else {
            const same = await c.ask(activityRoutes.showActivity, { params: { id: activityId } })
            if (same.host.id !== acting.orgId || same.withdrawnAt) throw problem('not-found')
          }
          return { activity_area: key.area, activity_id: key.id }
        },
        text: () =>
          'sameAs' in body ? `${acting.orgName}：就是已登记的活动` : `${acting.orgName}登记为活动`,
      })
      await c.db
        .insertInto('clipping_link')
        .values({
          area: row.area,
          clipping_id: row.id,
          noun: 'activity',
          record_area: key.area,
          record_id: key.id,
        })
        .onConflict((oc) => oc.doNothing())
        .execute()
      await closeTasks(c, row, { reply: '已登记' })
      return { ...answer, activityId }
    },

    async declineClipping(c) {
      const { row, answer } = await step(c, 'decline', {
        change: () => ({ reply: c.body.reason }),
        text: () => `${c.staff().acting.orgName}不登记`,
        note: c.body.reason,
      })
      await closeTasks(c, row, { state: 'sent-back', reply: c.body.reason })
      return answer
    },

    async linkClipping(c) {
      const { noun, recordId: wire, on } = c.body
      const label = await labelOf(c, noun, wire)
      const key = splitRecordId(wire)!
      const { row, answer } = await step(c, 'link', {
        text: () => `${on ? '作为背景' : '不再作背景'}：${label}`.slice(0, 200),
      })
      const link = { area: row.area, clipping_id: row.id, noun, record_area: key.area, record_id: key.id }
      if (on)
        await c.db
          .insertInto('clipping_link')
          .values(link)
          .onConflict((oc) => oc.doNothing())
          .execute()
      else {
        let query = c.db.deleteFrom('clipping_link')
        for (const [column, value] of Object.entries(link))
          query = query.where(column as keyof typeof link, '=', value)
        await query.execute()
      }
      return answer
    },

    async discardClipping(c) {
      const { answer } = await step(c, 'discard', { text: () => '删去这篇转载', note: c.body.reason })
      return answer
    },
  },
})

/** What a record is called; null where the asker may not read it. */
const readable = (c: Ctx, noun: BackgroundNoun, id: string): Promise<string | null> =>
  labelOf(c, noun, id).catch((error: unknown) => {
    if (error instanceof ProblemError) return null
    throw error
  })
