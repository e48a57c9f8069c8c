import './tables.ts'
import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { recordId } from '../kernel/id.ts'
import { inScope } from '../kernel/scope.ts'
import { plain } from './whole.ts'

/** A span of one spacing of a page in another spacing of it: the same letters, counted without blanks. */
export function respaced(span: readonly [number, number], from: string, to: string): [number, number] {
  if (from === to) return [span[0], span[1]]
  const letters = (text: string) => text.replace(/\s/g, '').length
  const first = letters(from.slice(0, span[0]))
  const length = letters(from.slice(span[0], span[1]))
  const at = (count: number): number => {
    let seen = 0
    for (let i = 0; i < to.length; i++) {
      if (/\s/.test(to[i]!)) continue
      if (seen === count) return i
      seen++
    }
    return to.length
  }
  const start = at(first)
  return [start, length ? at(first + length - 1) + 1 : start]
}

/** Does an accepted page hold all these words in one piece? */
export async function holds(c: Ctx, page: { area: number; id: string }, words: string): Promise<boolean> {
  const { text } = await c.db
    .selectFrom('intake_page')
    .select('text')
    .where('area', '=', page.area)
    .where('id', '=', page.id)
    .executeTakeFirstOrThrow()
  return plain(text).includes(plain(words))
}

export type PageRow = {
  area: number
  id: string
  org_id: number
  title: string
  text: string
  source_name: string | null
  published_on: string | null
  accepted_at: Date
  accepted_by: string
  records: number
}
export const pageColumns = sql`p.area, p.id, p.org_id, p.title, p.source_name, p.published_on, p.accepted_at, p.accepted_by,
  (select count(*) from intake_record r where r.area = p.area and r.page_id = p.id) as records`

/** A page of these words that the actor's own org or one below it accepted before. */
export async function pageByDigest(c: Ctx, digest: string): Promise<PageRow | undefined> {
  const { rows } = await sql<PageRow>`
    select ${pageColumns} from intake_page p where p.digest = ${digest} and ${inScope(await c.scope(), 'p', 'org_id')}
    order by (p.org_id = ${c.staff().acting.orgId}) desc, p.accepted_at limit 1`.execute(c.db)
  return rows[0]
}

export const recordsOf = (c: Ctx, page: { area: number; id: string }) =>
  c.db
    .selectFrom('intake_record')
    .selectAll()
    .where('area', '=', page.area)
    .where('page_id', '=', page.id)
    .orderBy('article_index')
    .orderBy('span_start')
    .execute()

/** How long the words of an accepted activity or promise are taken for the same one when another text brings them. */
const fresh = 90 * 86_400_000

type Elsewhere = { noun: string; id: string; page: { area: number; id: string } }

/** Records of other texts accepted lately with exactly these words, blanks aside: kind and words → record. */
export async function acceptedElsewhere(c: Ctx, words: string[]): Promise<Map<string, Elsewhere>> {
  const { rows } = await sql<{
    noun: string
    area: number
    id: string
    page_area: number
    page_id: string
    plain: string
  }>`
    select r.noun, r.record_area as area, r.record_id as id, p.area as page_area, p.id as page_id, regexp_replace(r.words, '[\\s\\u3000\\u00a0]', '', 'g') as plain
    from intake_record r join intake_page p on p.area = r.area and p.id = r.page_id
    where md5(regexp_replace(r.words, '[\\s\\u3000\\u00a0]', '', 'g')) in (select md5(w) from unnest(${words.map(plain)}::text[]) w)
      and p.accepted_at > ${new Date(c.now.getTime() - fresh)}
      and ${inScope(await c.scope(), 'p', 'org_id')} order by p.accepted_at desc`.execute(c.db)
  return new Map(
    rows.map((row) => [
      `${row.noun} ${row.plain}`,
      { noun: row.noun, id: recordId(row.area, row.id), page: { area: row.page_area, id: row.page_id } },
    ]),
  )
}
