import type { RawBuilder } from 'kysely'
import { sql } from './db.ts'
import { yellowRule, type YellowWindow } from './working-days.ts'

/** `card` of a column: is what is due then, and was owed since `from`, yellow now? */
export function isYellow(
  due: RawBuilder<unknown>,
  from: RawBuilder<unknown>,
  w: YellowWindow,
): RawBuilder<boolean> {
  const atLeast = sql`make_interval(secs => ${yellowRule.atLeast / 1000})`
  return sql<boolean>`(${due} >= ${w.now} and ${due} < ${w.before} and (${from} is null
    or ${from} < case when ${due} < ${w.nextDay} then ${w.shortSince}::timestamptz else ${w.shortSinceNext}::timestamptz end
    or ${due} <= ${w.now}::timestamptz + greatest((${due} - ${from}) * ${yellowRule.share}::float8, ${atLeast})))`
}
