import type { WriteCtx } from '../kernel/context.ts'
import type { Stories } from '../kernel/route.ts'
import { dayInWords } from '../kernel/working-days.ts'
import { orgSubject } from '../org/org.ts'
import type { concernRoutes } from './contract.ts'
import { rulesInForce } from './limits.ts'
import { stages, urgencies, type Urgency } from './words.ts'

/** A rule is nobody's record: its change stands with the union whose administrator made it. */
async function noteRule(
  c: WriteCtx,
  type: string,
  text: string,
  data: Record<string, unknown>,
  note?: string,
) {
  const { acting } = c.staff()
  await c.append({
    area: acting.area,
    noun: 'org',
    subject: orgSubject(acting.orgId),
    type,
    text,
    note,
    shown: 'owner',
    data,
  })
}

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
    const before = await c.db
      .selectFrom('concern_class')
      .selectAll()
      .where('code', '=', code)
      .executeTakeFirst()
    const values = { name, short_name: shortName, icon, urgency, sort, active }
    await c.db
      .insertInto('concern_class')
      .values({ code, ...values })
      .onConflict((oc) => oc.column('code').doUpdateSet(values))
      .execute()
    await noteRule(c, 'concern-class.saved', `${before ? '修改' : '新增'}诉求类别“${name}”`, {
      code,
      before,
      after: values,
    })
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
    const of = [area ?? '各地区', classCode, urgencies[urgency], stages[stage]].filter(Boolean).join(' ')
    await noteRule(
      c,
      'concern-limit.added',
      `新增时限：${of} ${amount}${{ hour: '小时', 'working-day': '个工作日', day: '天' }[unit]}，${dayInWords(effectiveFrom)}起`,
      c.body,
      basis,
    )
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
