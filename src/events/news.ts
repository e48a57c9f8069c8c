import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { recordId } from '../kernel/id.ts'
import type { House, Stories } from '../kernel/route.ts'
import type { eventRoutes } from './contract.ts'
import { titledText } from './subject.ts'

/** How far back anybody is told, and how much. */
const recently = 30 * 86_400_000
const most = 30

type Row = {
  seq: number
  area: number
  noun: string
  subject: string
  at: Date
  by_name: string
  text: string
}

/** Is the record `m` one the org acted for owns? As each kind declares its owner. */
function ownedBy(house: House, orgId: number) {
  const cases = [...house.kinds].flatMap(([noun, { owner }]) =>
    owner
      ? [
          sql`when ${noun} then exists (select 1 from ${sql.table(noun)} x where x.area = m.area and x.id = m.id and ${sql.ref(`x.${owner}`)} = ${orgId})`,
        ]
      : [],
  )
  return sql`case m.noun ${sql.join(cases, sql` `)} else false end`
}

/**
 * What others did lately to the matters I took a step in or hold a task of, as far as the org I act for still has to
 * do with them: it owns them and I read its desk, or it has an open task; to me who only handle, a part of the matter.
 * And what was done to my account.
 */
async function newsOf(c: Ctx, after: number): Promise<Row[]> {
  const { accountId, acting, verbs } = c.staff()
  const readsDesk = verbs.has('concern.read')
  const since = new Date(c.now.getTime() - recently)
  const areas = [0, ...(await c.services.areas.roots()).map(({ code }) => code)]
  const said = sql`e.seq, e.area, e.noun, e.subject, e.at, e.by_name, ${titledText(c.services.house)} as text`
  const fresh = sql`e.seq > ${after} and e.at > ${since} and e.account_id is distinct from ${accountId}`
  const { rows } = await sql<Row>`
    with mine as (
      select about_noun as noun, about_area as area, about_id as id from task
        where area = ${acting.area} and org_id = ${acting.orgId} and assignee_id = ${accountId} and state = 'open'
      union
      select noun, area, subject from (select noun, area, subject from event where account_id = ${accountId} order by seq desc limit 300) own),
    held as (
      select m.*, ${readsDesk ? ownedBy(c.services.house, acting.orgId) : sql`false`} as owned, exists (
        select 1 from task t where t.area = ${acting.area} and t.org_id = ${acting.orgId} and t.about_area = m.area and t.about_id = m.id and t.state = 'open'
          ${readsDesk ? sql`` : sql`and t.part <> ''`}) as working
      from mine m where m.noun <> 'account')
    (select ${said} from held h join event e on e.area = h.area and e.subject = h.id
      where ${fresh} and (h.owned or (h.working and e.shown in ('public', 'parties'))) order by e.seq desc limit ${sql.lit(most)})
    union
    (select ${said} from event e where e.area = any(${areas}::int[]) and e.subject = ${accountId} and e.noun = 'account' and ${fresh}
      order by e.seq desc limit ${sql.lit(most)})
    order by seq desc limit ${sql.lit(most)}`.execute(c.db)
  return rows
}

const seenBy = async (c: Ctx): Promise<number | null> =>
  (
    await c.db
      .selectFrom('news_seen')
      .select('seq')
      .where('account_id', '=', c.staff().accountId)
      .executeTakeFirst()
  )?.seq ?? null

export const news = {
  async listNews(c) {
    const seen = await seenBy(c)
    const rows = await newsOf(c, 0)
    return {
      items: rows.map((row) => ({
        seq: row.seq,
        at: row.at.toISOString(),
        by: row.by_name,
        text: row.text,
        about: row.area ? { noun: row.noun, id: recordId(row.area, row.subject) } : null,
        // To whoever looks for the first time only the last day is new.
        unseen: seen === null ? row.at.getTime() > c.now.getTime() - 86_400_000 : row.seq > seen,
      })),
    }
  },

  async seeNews(c) {
    await sql`
      insert into news_seen (account_id, seq) values (${c.staff().accountId}, ${c.body.seq})
      on conflict (account_id) do update set seq = greatest(news_seen.seq, excluded.seq)`.execute(c.db)
    return { ok: true as const }
  },
} satisfies Partial<Stories<typeof eventRoutes>>
