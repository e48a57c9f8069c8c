import './tables.ts'
import { createHash } from 'node:crypto'
import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { inScope } from '../kernel/scope.ts'

/** Words as they are compared: blanks and line ends differ from program to program. */
export const plain = (words: string): string => words.replace(/\s/g, '')

/** The same page whatever its line ends, blank lines and blanks: pasting twice is recognised. */
export const digestOf = (text: string): string => createHash('sha256').update(plain(text)).digest('hex')

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
