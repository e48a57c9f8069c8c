import type { ServerResponse } from 'node:http'
import { actorNow } from '../accounts/session.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import type { Change } from '../kernel/live.ts'
import { mergePage, readCursor, type Arm } from '../kernel/page.ts'
import { problem } from '../kernel/problem.ts'
import { orgSubject } from '../org/org.ts'
import { capability, type House } from '../kernel/route.ts'
import { inAreas, type Scope } from '../kernel/scope.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { eventRoutes } from './contract.ts'
import { check, checkArea, lastCheck } from './check.ts'
import { exportOf } from './export.ts'
import { news } from './news.ts'
import { ofSubject, shownColumns } from './subject.ts'
import './tables.ts'
import { seal, thinCheckpoints } from './seal.ts'
import { wordsOf } from './verify.ts'

type Row = {
  area: number
  id: string
  noun: string
  subject: string
  type: string
  at: Date
  by_name: string
  account_id: string | null
  text: string
  org_name: string | null
  address: string | null
  number: string | null
}

/** Orgs of the part of an area a scope covers. */
const orgsOf = (part: NonNullable<Scope['part']>) =>
  sql`(select id from org where path >= ${part.path} and path < ${part.path + '/'})`

/** One arm for each area the scope covers whole, and one for the part of an area. */
const eventArms = (scope: Scope): Arm[] => [
  ...(scope.areas.length ? [inAreas(scope.areas, 'e')] : []),
  ...(scope.part ? [sql<boolean>`e.area = ${scope.part.area} and e.org_id in ${orgsOf(scope.part)}`] : []),
]

/** What accounts without a post did, belongs to no area: it is read where everything is. */
const nowhere = { area: 0, name: '没有任职的账号' }

/** The areas whose trail a reader may check: those in scope, and the one a part of is. */
async function trailAreas(c: Ctx): Promise<{ area: number; name: string }[]> {
  const scope = await c.scope()
  const roots = await c.services.areas.roots()
  const own = new Set([...scope.areas, ...(scope.part ? [scope.part.area] : [])])
  return [
    ...roots.filter(({ code }) => own.has(code)).map(({ code, name }) => ({ area: code, name })),
    ...(everywhere(scope, roots) ? [nowhere] : []),
  ]
}

const everywhere = (scope: Scope, roots: readonly { code: number }[]) =>
  roots.length > 0 && roots.every(({ code }) => scope.areas.includes(code))

async function trailArea(c: Ctx, area: number) {
  const one = (await trailAreas(c)).find((each) => each.area === area)
  if (!one) throw problem('not-found')
  return one
}

async function orgIdsOf(c: Ctx, { part }: Scope): Promise<Set<number>> {
  if (!part) return new Set()
  const { rows } = await sql<{ id: number }>`select id from ${orgsOf(part)} o`.execute(c.db)
  return new Set(rows.map(({ id }) => id))
}

/** The start of a Beijing day, or of the one after it. */
const dayStart = (day: string, plus = 0) =>
  new Date(new Date(`${day}T00:00:00+08:00`).getTime() + plus * 86_400_000)

/** Where the events lie that a reader of the trail sees. */
async function readArms(c: Ctx): Promise<Arm[]> {
  const scope = await c.scope()
  if (!everywhere(scope, await c.services.areas.roots())) return eventArms(scope)
  return eventArms({ ...scope, areas: [0, ...scope.areas] })
}

/** What a desk is told of: matters, not who signed in or who looked something up. */
const deskNouns = (house: House) => [...house.kinds].filter(([, { desk }]) => desk).map(([noun]) => noun)
const recently = 7 * 86_400_000

/** Open streams by session: a page left open in many tabs must not take every connection. */
const streams = new Map<string, number>()
const mostStreams = 8
/** Proxies close silent connections after half a minute. Milliseconds. */
const heartbeat = 20_000

export const events = capability({
  name: 'events',
  contract: eventRoutes,
  jobs: [seal, check, thinCheckpoints],
  stories: {
    ...news,

    async listEvents(c) {
      const { type, actor, who, about, from, to } = c.query
      const where = []
      // `concern` means all that happened to concerns, `concern.answered` one kind of it.
      if (type)
        where.push(type.includes('.') ? sql<boolean>`e.type = ${type}` : sql<boolean>`e.noun = ${type}`)
      if (actor) where.push(sql<boolean>`e.account_id = ${actor}`)
      if (who)
        where.push(
          sql<boolean>`e.account_id in (select id from account where name = ${who.trim()} union select id from account where lower(login) = ${who.trim().toLowerCase()})`,
        )
      if (about) {
        const key = splitRecordId(about)
        const number = /^(\d{6})-(\d{2})-(\d{1,9})$/.exec(about.trim())
        if (key) where.push(sql<boolean>`e.area = ${key.area} and e.subject = ${key.id}`)
        else if (number)
          where.push(
            sql<boolean>`e.area = ${Number(number[1])} and e.subject = (select x.id from concern x
              where x.area = ${Number(number[1])} and x.year = ${2000 + Number(number[2])} and x.running = ${Number(number[3])})`,
          )
        else
          throw problem('bad-input', {
            fields: [{ path: 'about', message: '请填完整的编号，如 110105-26-000416' }],
          })
      }
      if (from) where.push(sql<boolean>`e.at >= ${dayStart(from)}`)
      if (to) where.push(sql<boolean>`e.at < ${dayStart(to, 1)}`)
      const page = await mergePage<Row & { sort_at: number }>(c.db, {
        arms: await readArms(c),
        columns: sql`e.area, e.id, e.noun, e.subject, e.type, e.at, e.by_name, e.account_id, e.text, host(e.address) as address,
          (select coalesce(o.short_name, o.name) from org o where o.id = e.org_id) as org_name, ${ofSubject(c.services.house, ({ number }) => number)} as number`,
        from: sql`event e`,
        where,
        sort: sql`e.seq`,
        sorted: 'number',
        id: sql`e.id`,
        order: 'newest',
        cursor: readCursor(c.query.cursor),
        limit: c.query.limit ?? 20,
      })
      return {
        items: page.rows.map((row) => ({
          id: row.id,
          at: row.at.toISOString(),
          type: row.type,
          text: row.text,
          by: row.by_name,
          actor: row.account_id,
          org: row.org_name,
          about: row.area
            ? { noun: row.noun, id: recordId(row.area, row.subject), number: row.number }
            : null,
          address: row.address,
        })),
        next: page.next,
      }
    },

    async recentEvents(c) {
      const rows = c.staff().verbs.has('concern.read') ? await recentBelow(c) : await recentOfTasks(c)
      return {
        items: rows.map((row) => ({
          id: row.id,
          at: row.at.toISOString(),
          text: row.text,
          by: row.by_name,
          about: { noun: row.noun, id: recordId(row.area, row.subject) },
        })),
      }
    },

    async showTrail(c) {
      const readable = await trailAreas(c)
      const codes = readable.map(({ area }) => area)
      const [{ rows: trees }, { rows: handed }, checked] = await Promise.all([
        sql<{ area: number; size: number; note: string; at: Date }>`
          select t.area, t.size, c.note, c.at from event_tree t join event_checkpoint c on c.area = t.area and c.size = t.size
          where t.area = any(${codes}::int[])`.execute(c.db),
        sql<{ witness: string; current: number; at: Date | null; failure: string | null }>`
          select w.witness, count(*) filter (where w.size = t.size) as current, max(w.at) as at,
            (array_agg(w.failure order by w.failed_at desc) filter (where w.failure is not null))[1] as failure
          from event_witness w join event_tree t on t.area = w.area where w.area = any(${codes}::int[]) group by 1`.execute(
          c.db,
        ),
        lastCheck(c.db),
      ])
      return {
        areas: readable.map((one) => {
          const tree = trees.find(({ area }) => area === one.area)
          return {
            ...one,
            size: tree?.size ?? 0,
            signedAt: tree?.at.toISOString() ?? null,
            checkpoint: tree?.note ?? null,
          }
        }),
        witnesses: c.services.config.witnesses.map(({ name, kind }) => {
          const has = handed.find(({ witness }) => witness === name)
          return {
            name,
            kind,
            current: has?.current ?? 0,
            at: has?.at?.toISOString() ?? null,
            failure: has?.failure ?? null,
          }
        }),
        checked: checked && {
          at: checked.at,
          findings: checked.areas
            .filter(({ area }) => codes.includes(area))
            .flatMap(({ area, findings }) =>
              findings.map((text) => `${readable.find((one) => one.area === area)!.name}：${text}`),
            ),
        },
      }
    },

    async checkTrail(c) {
      const asked = await trailArea(c, c.query.area)
      const { findings, ...found } = await checkArea(c.services, asked.area, c.now)
      // Whoever sees a part of the area learns that something is wrong in it, not with what.
      const whole = asked.area === 0 || (await c.scope()).areas.includes(asked.area)
      return {
        ...found,
        ...asked,
        intact: findings.length === 0,
        findings: findings.map((one) => ({ ...one, text: whole ? wordsOf(one) : one.text })),
      }
    },

    async exportTrail(c) {
      const { area, name } = await trailArea(c, c.query.area)
      const scope = await c.scope()
      const { acting } = c.staff()
      // A tree is of a whole area: whoever sees a part of it is given the rest as hashes alone.
      const seen = scope.areas.includes(area) || area === 0 ? null : await orgIdsOf(c, scope)
      await c.write((w) =>
        w.append({
          area: acting.area,
          noun: 'org',
          subject: orgSubject(acting.orgId),
          type: 'event.exported',
          text: `导出${name}的操作记录`,
          shown: 'owner',
        }),
      )
      const file = `操作记录-${name}-${shanghaiDate(c.now)}.jsonl`
      return c.reply
        .type('application/octet-stream')
        .header('cache-control', 'no-store')
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file)}`)
        .send(exportOf(c.services, area, c.now, (orgId) => !seen || (orgId !== null && seen.has(orgId))))
    },

    async live(c) {
      const staff = c.staff()
      const scope = await c.scope()
      // Gone while we asked: nobody will ever close what is opened now.
      if (c.request.socket.destroyed) return c.reply
      const open = streams.get(staff.session) ?? 0
      if (open >= mostStreams) throw problem('too-many')
      streams.set(staff.session, open + 1)
      c.reply.hijack()
      const line = c.reply.raw
      line.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      line.write('retry: 3000\n\n')
      const near = (change: Change) =>
        change.orgId === staff.acting.orgId ||
        scope.areas.includes(change.area) ||
        scope.part?.area === change.area
      const stop = c.services.live.listen((change) => {
        // A hint, no content: the screen reads again through its own access.
        if (near(change)) line.write(`data: ${JSON.stringify({ noun: change.noun })}\n\n`)
      })
      const stopAsking = c.services.live.onSessions((whose) => {
        if (whose === 'all' || ('accountId' in whose && whose.accountId === staff.accountId))
          void stay(c, line)
      })
      const stopWaiting = c.services.live.onEnd(() => line.end())
      const beat = setInterval(() => void stay(c, line), heartbeat)
      line.once('close', () => {
        stop()
        stopWaiting()
        stopAsking()
        clearInterval(beat)
        const left = (streams.get(staff.session) ?? 1) - 1
        if (left > 0) streams.set(staff.session, left)
        else streams.delete(staff.session)
      })
      return c.reply
    },
  },
})

/** What decides which changes are near: an actor who acts for another org, or may do less, is not the same. */
const standing = (actor: Actor): string =>
  actor.kind === 'account'
    ? [actor.accountId, actor.acting?.orgId, actor.acting?.path, ...actor.verbs].join(' ')
    : ''

/** Keeps a stream open while its session and what it may do last; a screen that may still listen connects again. */
async function stay(c: Ctx, line: ServerResponse) {
  try {
    const now = await actorNow(c.services, c.staff().session)
    if (standing(now) === standing(c.actor)) line.write(': \n\n')
    else line.end()
  } catch {
    // The database is away for a moment; the next beat asks again.
  }
}

/** The newest matters in the scope of somebody who reads the desk, their own doings left out. */
async function recentBelow(c: Ctx): Promise<Row[]> {
  const { accountId } = c.staff()
  const { rows } = await mergePage<Row & { sort_at: number }>(c.db, {
    arms: eventArms(await c.scope()),
    columns: shownColumns(c.services.house),
    from: sql`event e`,
    where: [
      sql`e.noun = any(${deskNouns(c.services.house)}::text[]) and e.account_id is distinct from ${accountId}`,
      sql`e.at > ${new Date(c.now.getTime() - recently)}`,
    ],
    sort: sql`e.seq`,
    sorted: 'number',
    id: sql`e.id`,
    order: 'newest',
    cursor: null,
    limit: 12,
  })
  return rows
}

/** For somebody who only handles: what happened to the matters their org has a part in, as long as it has. */
async function recentOfTasks(c: Ctx): Promise<Row[]> {
  const { accountId, acting } = c.staff()
  const since = new Date(c.now.getTime() - recently)
  const { rows } = await sql<Row>`
    select ${shownColumns(c.services.house)} from
      (select about_area, about_id, case when bool_or(state = 'open') then null else max(coalesce(closed_seq, 0)) end as known from task
        where area = ${acting.area} and org_id = ${acting.orgId} and part <> '' and (state = 'open' or closed_at > ${since}) group by 1, 2) t
      join event e on e.area = t.about_area and e.subject = t.about_id and (t.known is null or e.seq <= t.known)
    where e.shown in ('public', 'parties') and e.at > ${since} and e.account_id is distinct from ${accountId}
    order by e.seq desc limit 12`.execute(c.db)
  return rows
}
