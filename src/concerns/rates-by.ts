import { sql, type Db } from '../kernel/db.ts'
import { inScope, type Scope } from '../kernel/scope.ts'
import { rateGroup, type Window } from './queries.ts'
import { rates, type RateName, type RatePart } from './words.ts'

/** What the rates are told apart by. `place`: the districts where there are several, else what lies below the one. */
export type RatesBy = 'place' | 'class' | 'lead' | 'week' | 'month'
type Span = { from: string; to: string; window: Window }

const most = 100
const names = Object.keys(rates) as RateName[]

const inBeijing = sql`(c.raised_at at time zone 'Asia/Shanghai')`

function keyOf(by: RatesBy, scope: Scope) {
  // Above area level an area's root stands for its district; within one area, what lies one level below it.
  if (by === 'place') return scope.areas.length > 1 ? sql`c.area` : sql`c.anchor_org`
  if (by === 'class') return sql`c.class_code`
  if (by === 'lead') return sql`c.lead_org`
  return sql`to_char(date_trunc(${sql.lit(by)}, ${inBeijing}), 'YYYY-MM-DD')`
}

/** How many of a part of a rate there are: counted, and counted or missed. */
const sumOf = (rate: RateName, parts: readonly RatePart[]) => {
  const groups = Object.entries<{ part: RatePart }>(rates[rate].groups)
    .filter(([, { part }]) => parts.includes(part))
    .map(([group]) => group)
  return sql`count(*) filter (where g.${sql.ref(rate)} = any(${groups}::text[]))`
}

type Row = { key: string | number; raised: number } & Record<
  `${RateName}_counted` | `${RateName}_out_of`,
  number
>

const dayAfter = (day: string, days: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
/** The last day of the week or month that begins on `day`. */
function lastOf(by: 'week' | 'month', day: string): string {
  if (by === 'week') return dayAfter(day, 6)
  const [year, month] = day.split('-').map(Number)
  return new Date(Date.UTC(year!, month!, 0)).toISOString().slice(0, 10)
}

/** What each key is called, and the filters of the list that show just its concerns. */
async function told(db: Db, by: RatesBy, scope: Scope, rows: readonly Row[], { from, to }: Span) {
  const keys = rows.map(({ key }) => key)
  if (by === 'week' || by === 'month')
    return new Map(
      keys.map((key) => {
        const day = String(key)
        const last = lastOf(by, day)
        // The first and last may be cut by the span asked for.
        const filter = { from: day < from ? from : day, to: last > to ? to : last }
        const [year, month, date] = day.split('-').map(Number)
        return [
          key,
          { name: by === 'month' ? `${year}年${month}月` : `${month}月${date}日起`, filter },
        ] as const
      }),
    )
  if (by === 'class') {
    const found = await db
      .selectFrom('concern_class')
      .select(['code', 'name'])
      .where('code', 'in', keys as string[])
      .execute()
    return new Map(
      found.map(({ code, name }) => [code as Row['key'], { name, filter: { classCode: code } }] as const),
    )
  }
  const areas = by === 'place' && scope.areas.length > 1
  const { rows: orgs } = await sql<{ key: number; id: number; name: string }>`
    select ${areas ? sql`a.code` : sql`o.id`} as key, o.id, coalesce(o.short_name, o.name) as name from org o
    ${areas ? sql`join area a on a.org_id = o.id where a.code` : sql`where o.id`} = any(${keys}::int[])`.execute(
    db,
  )
  return new Map(
    orgs.map(
      ({ key, id, name }) =>
        [key as Row['key'], { name, filter: by === 'lead' ? { leadId: id } : { orgId: id } }] as const,
    ),
  )
}

/** The three rates of what was raised in the span, each part of it by itself. Times in order, everything else by how much there is. */
export async function ratesBy(db: Db, scope: Scope, by: RatesBy, span: Span) {
  const { window: w } = span
  const inTime = by === 'week' || by === 'month'
  const { rows } = await sql<Row>`
    select g.key, count(*) as raised, ${sql.join(
      names.flatMap((rate) => [
        sql`${sumOf(rate, ['counted'])} as ${sql.ref(`${rate}_counted`)}`,
        sql`${sumOf(rate, ['counted', 'missed'])} as ${sql.ref(`${rate}_out_of`)}`,
      ]),
    )}
    from (select ${keyOf(by, scope)} as key, ${sql.join(names.map((rate) => sql`${rateGroup(rate, w.now)} as ${sql.ref(rate)}`))}
      from concern c where ${inScope(scope, 'c', 'owner_org')} and c.raised_at >= ${w.from} and c.raised_at < ${w.until}) g
    where g.key is not null group by g.key
    order by ${inTime ? sql`g.key` : sql`count(*) desc, g.key`} limit ${sql.lit(inTime ? 1_000 : most + 1)}`.execute(
    db,
  )
  const shown = inTime ? rows : rows.slice(0, most)
  const words = shown.length ? await told(db, by, scope, shown, span) : new Map()
  const share = (row: Row, rate: RateName) => {
    const [counted, outOf] = [row[`${rate}_counted`], row[`${rate}_out_of`]]
    return { value: outOf ? counted / outOf : null, counted, outOf }
  }
  return {
    items: shown.map((row) => ({
      ...(words.get(row.key) ?? { name: String(row.key), filter: {} }),
      raised: row.raised,
      response: share(row, 'response'),
      resolution: share(row, 'resolution'),
      satisfaction: share(row, 'satisfaction'),
    })),
    more: rows.length > shown.length,
  }
}
