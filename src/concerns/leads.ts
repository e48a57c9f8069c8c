import { sql } from '../kernel/db.ts'
import type { Stories } from '../kernel/route.ts'
import type { concernRoutes } from './contract.ts'

/** How long an assignment tells who handles such matters. */
const remembered = 365 * 86_400_000

export const leads = {
  /**
   * Whom the acting union has handed matters to: those of this class at this place first, then of this class, then the
   * latest. A place is the same where one of the two names holds the other (恒联大厦, 恒联大厦B座).
   */
  async suggestLeads(c) {
    const { acting } = c.staff()
    const place = c.query.place?.trim() ?? ''
    const here = place
      ? sql`c.place <> '' and (position(c.place in ${place}) > 0 or position(${place} in c.place) > 0)`
      : sql`false`
    const { rows } = await sql<{ id: number; name: string; here: number; alike: number; at: Date }>`
      select o.id, o.name, count(*) filter (where c.class_code = ${c.query.classCode} and ${here}) as here,
        count(*) filter (where c.class_code = ${c.query.classCode}) as alike, max(c.assigned_at) as at
      from concern c join org o on o.id = c.lead_org
      where c.area = ${acting.area} and c.owner_org = ${acting.orgId} and o.active
        and c.assigned_at >= ${new Date(c.now.getTime() - remembered)}
      group by o.id, o.name order by here desc, alike desc, at desc, o.id limit 6`.execute(c.db)
    return {
      items: rows.map((row) => ({
        org: { id: row.id, name: row.name },
        here: row.here,
        alike: row.alike,
        lastAt: row.at.toISOString(),
      })),
    }
  },
} satisfies Partial<Stories<typeof concernRoutes>>
