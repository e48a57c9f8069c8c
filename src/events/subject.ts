import type { RawBuilder } from 'kysely'
import { sql } from '../kernel/db.ts'
import type { House, Kind } from '../kernel/route.ts'

/** What a kind of record says of the one an event `e` is about: its title, say; null where it says nothing. */
export function ofSubject(house: House, say: (kind: Kind) => RawBuilder<unknown> | undefined) {
  const cases = [...house.kinds].flatMap(([noun, kind]) => {
    const said = say(kind)
    return said
      ? [
          sql`when ${noun} then (select ${said} from ${sql.table(noun)} x where x.area = e.area and x.id = e.subject)`,
        ]
      : []
  })
  return sql`case e.noun ${sql.join(cases, sql` `)} end`
}

/** The columns of a line that says what happened and, by the name its readers know it by, to what. */
export function shownColumns(house: House) {
  return sql`e.area, e.id, e.noun, e.subject, e.type, e.at, e.by_name, ${titledText(house)} as text`
}

/** `恒联物业服务有限公司已接单：CBD榆荫小区西区没有上保险` of an event `e`; without a title where its subject has none. */
export function titledText(house: House) {
  const titled = ofSubject(house, ({ title }) => (title ? sql.ref(`x.${title}`) : undefined))
  return sql<string>`e.text || coalesce('：' || ${titled}, '')`
}
