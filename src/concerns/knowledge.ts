import type { RawBuilder } from 'kysely'
import { sql } from '../kernel/db.ts'

/** In SQL, over concerns as `c`: the status it had once the event of this number had happened. */
export const statusThen = (seq: RawBuilder<unknown>) =>
  sql<string>`(select e.data->>'to' from event e where e.area = c.area and e.subject = c.id and e.data->>'to' is not null
    and e.seq <= ${seq} order by e.seq desc limit 1)`
