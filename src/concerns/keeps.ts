import { newPersonKey, open } from '../kernel/cipher.ts'
import { sql } from '../kernel/db.ts'
import type { Keeps } from '../kernel/keeps.ts'
import { forgetReceipt } from '../kernel/receipt.ts'
import { raisedBy } from './parties.ts'
import { oneOf } from './queries.ts'
import { raiserHashes, raiserSealed } from './raiser.ts'

const reads: Record<string, (title: string) => string> = {
  'concern.contact-read': (title) => `诉求“${title}”的联系方式`,
  'concern.identity-opened': (title) => `同意打开诉求“${title}”的匿名身份`,
  'concern.identity-read': (title) => `诉求“${title}”的匿名身份`,
}

/** Who raised a concern: what is kept of them, who read it, and its end. */
export const keeps: Keeps = {
  async held(c, person) {
    const raised = await raisedBy(c, person)
    if (!raised.length) return []
    const rows = await c.db
      .selectFrom('concern_raiser')
      .select(['concern_id', 'data_key', 'name'])
      .where('name', 'is not', null)
      .where((eb) =>
        eb.or(raised.map((one) => eb.and([eb('area', '=', one.area), eb('concern_id', '=', one.id)]))),
      )
      .execute()
    const named = Map.groupBy(rows, (row) =>
      open(c.services.keyring, row.data_key, row.name!, `concern/${row.concern_id}/name`),
    )
    return [
      {
        what: '诉求',
        count: raised.length,
        why: '办理你反映的事，联系和回访你',
        until: '你要求删除为止；删除后诉求还在，不再记名',
      },
      ...[...named].map(([name, { length }]) => ({
        what: `诉求里登记的姓名“${name}”`,
        count: length,
        why: '受理的工会好称呼你；匿名的，打开身份才看得到',
        until: '你要求删除为止',
      })),
    ]
  },

  async views(c, person) {
    const raised = await raisedBy(c, person)
    if (!raised.length) return []
    const rows = await c.db
      .selectFrom('event as e')
      .innerJoin('concern as x', (join) =>
        join.onRef('x.area', '=', 'e.area').onRef('x.id', '=', 'e.subject'),
      )
      .leftJoin('account as a', 'a.id', 'e.account_id')
      .leftJoin('org as o', 'o.id', 'e.org_id')
      .select(['e.at', 'e.type', 'e.note', 'x.title', 'a.name as who', 'o.name as org'])
      .where((eb) =>
        eb.or(raised.map((one) => eb.and([eb('e.area', '=', one.area), eb('e.subject', '=', one.id)]))),
      )
      .where('e.type', 'in', Object.keys(reads))
      .orderBy('e.seq', 'desc')
      .limit(200)
      .execute()
    return rows.map((row) => ({
      at: row.at,
      who: row.who ?? '',
      org: row.org ?? '',
      what: reads[row.type]!(row.title),
      purpose: row.note,
    }))
  },

  async forget(c, person) {
    const raised = await raisedBy(c, person)
    if (!raised.length) return
    const { rows: sealed } = await sql<{ id: string }>`
      select id from concern where ${oneOf(sql`area`, sql`id`, raised)} and sealed`.execute(c.db)
    for (const { area, id: concern_id } of raised) {
      // A new key takes the place of the old one: nothing it sealed opens again, in older copies either.
      await c.db
        .updateTable('concern_raiser')
        .set({
          data_key: newPersonKey(c.services.keyring),
          name: null,
          phone: null,
          phone_masked: null,
          phone_hash: null,
          person: null,
          person_hash: null,
        })
        .where('area', '=', area)
        .where('concern_id', '=', concern_id)
        .execute()
      await forgetReceipt(c.db, { area, id: concern_id })
      // Beside the record that is emptied at the same moment it would tell whose a sealed one was.
      if (sealed.some(({ id }) => id === concern_id)) continue
      await c.append({
        area,
        noun: 'concern',
        subject: concern_id,
        type: 'concern.raiser-forgotten',
        text: '职工删除了个人信息，这件事转为不记名',
        shown: 'parties',
      })
    }
  },

  async rekey(c, from, to) {
    const { rows } = await sql<{ area: number; concern_id: string; data_key: Buffer; sealed: boolean }>`
      select r.area, r.concern_id, r.data_key, x.sealed from concern_raiser r
      join concern x on x.area = r.area and x.id = r.concern_id
      where r.person_hash = any(${raiserHashes(c.services.keyring, from)}::bytea[])`.execute(c.db)
    for (const row of rows)
      await c.db
        .updateTable('concern_raiser')
        .set(raiserSealed(c.services.keyring, row.data_key, { id: row.concern_id, sealed: row.sealed }, to))
        .where('area', '=', row.area)
        .where('concern_id', '=', row.concern_id)
        .execute()
  },
}
