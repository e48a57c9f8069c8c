import type { Stories } from '../kernel/route.ts'
import { rulesInForce } from './limits.ts'
import type { concernRoutes } from './contract.ts'
import type { Urgency } from './words.ts'

export const rules = {
  async listClasses(c) {
    const rows = await c.db.selectFrom('concern_class').selectAll().orderBy('sort').orderBy('code').execute()
    return {
      items: rows.map((row) => ({
        code: row.code,
        name: row.name,
        shortName: row.short_name,
        icon: row.icon,
        urgency: row.urgency as Urgency,
        sort: row.sort,
        active: row.active,
      })),
    }
  },

  async saveClass(c) {
    const { name, shortName, icon, urgency, sort, active } = c.body
    const { code } = c.params
    const values = { name, short_name: shortName, icon, urgency, sort, active }
    await c.db
      .insertInto('concern_class')
      .values({ code, ...values })
      .onConflict((oc) => oc.column('code').doUpdateSet(values))
      .execute()
    c.afterCommit(() => rulesInForce.forget(c.services.db))
    return { code, name, shortName, icon, urgency, sort, active }
  },

  async listLimits(c) {
    const rows = await c.db
      .selectFrom('concern_limit')
      .selectAll()
      .orderBy('stage')
      .orderBy('urgency')
      .orderBy('effective_from', 'desc')
      .orderBy('id', 'desc')
      .execute()
    return {
      items: rows.map((row) => ({
        id: row.id,
        area: row.area,
        classCode: row.class_code,
        urgency: row.urgency as Urgency,
        stage: row.stage as 'dispatch',
        amount: row.amount,
        unit: row.unit as 'hour',
        effectiveFrom: row.effective_from,
        basis: row.basis,
      })),
    }
  },

  async addLimit(c) {
    const { area, classCode, urgency, stage, amount, unit, effectiveFrom, basis } = c.body
    c.afterCommit(() => rulesInForce.forget(c.services.db))
    return c.db
      .insertInto('concern_limit')
      .values({
        area,
        class_code: classCode,
        urgency,
        stage,
        amount,
        unit,
        effective_from: effectiveFrom,
        basis,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  },
} satisfies Partial<Stories<typeof concernRoutes>>
