import type { WriteCtx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { forgetInEvents } from '../kernel/event.ts'
import type { PersonKey } from '../kernel/keeps.ts'
import { forgetReceipt } from '../kernel/receipt.ts'
import type { Stories } from '../kernel/route.ts'
import { forgetSessions } from '../accounts/session.ts'
import type { personRoutes } from './contract.ts'
import { unclaim } from './person.ts'
import { personSearchKeys } from './pinyin.ts'
import { dropProposal, proposedFor, registrationOf } from './phone.ts'
import { mine, personByKey } from './queries.ts'

/** That things happened stays in the trail; who the person is that did them, and why staff looked, goes. */
async function forgetInTrail(c: WriteCtx, row: PersonKey) {
  await forgetInEvents(c.db, row.area, sql`noun = 'person' and subject = ${row.id}`, ['note'])
  const { rows } = await sql<{
    area: number
  }>`select distinct area from event where person_id = ${row.id}`.execute(c.db)
  for (const { area } of rows) await forgetInEvents(c.db, area, sql`person_id = ${row.id}`, ['person'])
}

export const own = {
  async aboutMe(c) {
    const row = await mine(c)
    const looks = await c.db
      .selectFrom('person_view')
      .innerJoin('org', 'org.id', 'person_view.org_id')
      .select(['at', 'by_name as who', 'org.name as org', 'what', 'purpose'])
      .where('person_view.area', '=', row.area)
      .where('person_id', '=', row.id)
      .orderBy('person_view.id', 'desc')
      .limit(200)
      .execute()
    const held = []
    for (const room of c.services.keeps) {
      held.push(...(await room.held(c, row)))
      looks.push(...(await room.views(c, row)))
    }
    const proposed = await proposedFor(c, row)
    const key = await registrationOf(c, row)
    const registered = key && (await personByKey(c.db, key))
    return {
      proposedPhone: proposed
        ? {
            phoneMasked: proposed.phone_masked,
            by: proposed.asked_by,
            reason: proposed.reason,
            at: proposed.asked_at.toISOString(),
          }
        : null,
      // The number may have been typed wrong: enough to know oneself by, and no more.
      registered: registered
        ? { name: registered.name.replace(/(?<=.)./gu, '*'), org: registered.org_name }
        : null,
      name: row.name,
      phoneMasked: row.phone_masked,
      idNumberMasked: row.id_number_masked,
      org: row.self_made ? null : { id: row.org_id, name: row.org_name },
      newForm: row.new_form,
      held,
      views: looks
        .sort((a, b) => b.at.getTime() - a.at.getTime())
        .slice(0, 200)
        .map((one) => ({ ...one, at: one.at.toISOString() })),
    }
  },

  async correctMe(c) {
    const row = await mine(c, true)
    const { name = row.name, newForm = row.new_form } = c.body
    const said = [...(name !== row.name ? ['姓名'] : []), ...(newForm !== row.new_form ? ['就业形态'] : [])]
    if (!said.length) return { ok: true as const }
    await c.db
      .updateTable('person')
      .set({ name, ...personSearchKeys(name), new_form: newForm })
      .where('area', '=', row.area)
      .where('id', '=', row.id)
      .execute()
    await c.append({
      area: row.area,
      noun: 'person',
      subject: row.id,
      type: 'person.corrected',
      text: `本人更正了${said.join('、')}`,
      shown: 'owner',
    })
    c.afterCommit(() => forgetSessions(c.services, { personId: row.id }))
    return { ok: true as const }
  },

  async forgetMe(c) {
    const row = await mine(c, true)
    // What the other rooms keep is found by the claims, so those go last.
    for (const room of c.services.keeps) await room.forget(c, row)
    await unclaim(c, row)
    await dropProposal(c, row)
    await c.db
      .updateTable('person')
      .set({
        name: '',
        pinyin: '',
        initials: '',
        data_key: null,
        phone: null,
        phone_masked: null,
        id_number: null,
        id_number_masked: null,
        birth: null,
        sex: null,
        new_form: null,
        forgotten_at: c.now,
      })
      .where('area', '=', row.area)
      .where('id', '=', row.id)
      .execute()
    await c.db
      .deleteFrom('session')
      .where('person_area', '=', row.area)
      .where('person_id', '=', row.id)
      .execute()
    await forgetInTrail(c, row)
    await forgetReceipt(c.db, row)
    await c.append({
      area: row.area,
      noun: 'person',
      subject: row.id,
      type: 'person.forgotten',
      text: '本人要求删除了个人信息',
      shown: 'owner',
    })
    c.afterCommit(() => forgetSessions(c.services, { personId: row.id }))
    return { ok: true as const }
  },
} satisfies Partial<Stories<typeof personRoutes>>
