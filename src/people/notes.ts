import type { WriteCtx } from '../kernel/context.ts'
import { uuidv7 } from '../kernel/id.ts'
import type { PersonKey } from '../kernel/keeps.ts'

/** What every event of a person begins with. */
export const about = (row: PersonKey) => ({
  area: row.area,
  noun: 'person',
  subject: row.id,
  shown: 'owner' as const,
})

/** Leaves a trace the person reads. The same look within the hour is one look. */
export async function noteView(c: WriteCtx, row: PersonKey, what: string, purpose: string | null) {
  const { acting, accountId, name } = c.staff()
  if (purpose === null) {
    const lately = await c.db
      .selectFrom('person_view')
      .select('id')
      .where('area', '=', row.area)
      .where('person_id', '=', row.id)
      .where('account_id', '=', accountId)
      .where('what', '=', what)
      .where('at', '>', new Date(c.now.getTime() - 3_600_000))
      .limit(1)
      .executeTakeFirst()
    if (lately) return
  }
  await c.db
    .insertInto('person_view')
    .values({
      area: row.area,
      id: uuidv7(c.now.getTime()),
      person_id: row.id,
      account_id: accountId,
      by_name: name,
      org_id: acting.orgId,
      what,
      purpose,
      at: c.now,
    })
    .execute()
}
