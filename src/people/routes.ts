import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { recordId, splitRecordId, uuidv7 } from '../kernel/id.ts'
import type { PersonKey } from '../kernel/keeps.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { covers } from '../kernel/scope.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { forgetSessions } from '../accounts/session.ts'
import { activeOrg } from '../org/org.ts'
import { personProblems, personRoutes } from './contract.ts'
import { checkIdNumber, normalisePhone } from './formats.ts'
import { own } from './own.ts'
import {
  claim,
  claimant,
  makePerson,
  openNumber,
  sealedIdNumber,
  sealedPhone,
  unclaim,
  type ClaimKind,
} from './person.ts'
import { personSearchKeys } from './pinyin.ts'
import {
  listPersons,
  mayRead,
  openPerson,
  personByKey,
  type PersonLine,
  type PersonRecord,
} from './queries.ts'

const asPerson = (row: PersonLine) => ({
  id: recordId(row.area, row.id),
  name: row.name,
  phoneMasked: row.phone_masked,
  idNumberMasked: row.id_number_masked,
  birth: row.birth,
  sex: row.sex as 'M' | 'F' | null,
  org: { id: row.org_id, name: row.org_name },
  newForm: row.new_form,
  createdAt: row.created_at.toISOString(),
})

/** @throws phone-format */
function readPhone(typed: string): string {
  const phone = normalisePhone(typed)
  if (!phone) throw problem('phone-format', { fields: [{ path: 'phone', message: '请填11位手机号' }] })
  return phone
}

/** @throws id-number-format */
function readIdNumber(c: Ctx, typed: string) {
  const { ok, normal, birth, sex, problem: fault } = checkIdNumber(typed, shanghaiDate(c.now))
  if (!ok) throw problem('id-number-format', { fields: [{ path: 'idNumber', message: fault ?? '号码不对' }] })
  return { normal: normal!, birth: birth!, sex: sex! }
}

/** The org a person is registered with, in reach. @throws unknown-org, not-found */
async function rosterOrg(c: Ctx, orgId: number) {
  const org = await activeOrg(c.db, orgId)
  if (!covers(await c.scope(), org.area, org.path)) throw problem('not-found')
  return org
}

/** Two people never share a number. The one who has it is named only to those who may read their record. */
async function taken(c: Ctx, kind: ClaimKind, holder: PersonKey) {
  const row = await personByKey(c.db, holder)
  const path = kind === 'phone' ? 'phone' : 'idNumber'
  const what = kind === 'phone' ? '手机号' : '证件号'
  return row && (await mayRead(c, row))
    ? problem('person-exists', {
        fields: [{ path, message: `${row.name}（${row.org_name}）已登记这个${what}` }],
        hint: `原有的记录是${row.name}（${row.org_name}），请打开它，不用重复登记。`,
      })
    : problem('person-exists', {
        fields: [{ path, message: `别处已登记这个${what}` }],
        hint: '登记在你看不到的单位。请先核对号码；确实无误的，请联系上级工会。',
      })
}

/** Free to be claimed, or else whose own record of signing in it is. @throws person-exists */
async function freeOrSelfMade(c: Ctx, kind: ClaimKind, number: string): Promise<PersonRecord | null> {
  const holder = await claimant(c, kind, number)
  if (!holder) return null
  const row = await personByKey(c.db, holder, true)
  if (kind === 'phone' && row?.self_made) return row
  throw await taken(c, kind, holder)
}

/** Leaves a trace the person reads. The same look within the hour is one look. */
async function noteView(c: WriteCtx, row: PersonRecord, what: string, purpose: string | null) {
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

const about = (row: PersonKey) => ({
  area: row.area,
  noun: 'person',
  subject: row.id,
  shown: 'owner' as const,
})

export const people = capability({
  name: 'people',
  contract: personRoutes,
  problems: personProblems,
  constraints: { person_claim_pkey: 'person-exists', person_pkey: 'id-taken' },
  stories: {
    async listPersons(c) {
      const page = await listPersons(c, { ...c.query, limit: c.query.limit ?? 20 })
      return { items: page.rows.map(asPerson), next: page.next }
    },

    async createPerson(c) {
      const { body } = c
      const key = splitRecordId(body.id)!
      const org = await rosterOrg(c, body.orgId)
      if (org.area !== key.area)
        throw problem('bad-input', { fields: [{ path: 'id', message: '编号的地区应是所属组织所在地区' }] })
      const phone = body.phone ? readPhone(body.phone) : null
      const idNumber = body.idNumber ? readIdNumber(c, body.idNumber) : null
      if (idNumber) await freeOrSelfMade(c, 'id-number', idNumber.normal)
      const before = phone ? await freeOrSelfMade(c, 'phone', phone) : null
      const namesake = await c.db
        .selectFrom('person')
        .select('id')
        .where('org_id', '=', org.id)
        .where('area', '=', org.area)
        .where('name', '=', body.name)
        .where('forgotten_at', 'is', null)
        .limit(1)
        .executeTakeFirst()
      if (before) await unclaim(c, before)
      await makePerson(c, { ...key, orgId: org.id, name: body.name, phone, idNumber, newForm: body.newForm })
      if (before) await takeIn(c, before, key)
      await c.append({ ...about(key), type: 'person.registered', text: `登记到${org.name}` })
      return {
        id: body.id,
        warnings: [
          ...(namesake ? [`${org.name}已有一位${body.name}，请核对是不是同一个人`] : []),
          ...(before ? ['手机号的主人此前自己登录过，已合为一条记录'] : []),
        ],
      }
    },

    async showPerson(c) {
      const row = await openPerson(c, c.params.id)
      await c.write((w) => noteView(w, row, '名册信息', null))
      const events = await c.db
        .selectFrom('event')
        .select(['at', 'text', 'by_name'])
        .where('area', '=', row.area)
        .where('subject', '=', row.id)
        .where('noun', '=', 'person')
        .orderBy('id')
        .limit(500)
        .execute()
      return {
        ...asPerson(row),
        timeline: events.map((event) => ({
          at: event.at.toISOString(),
          text: event.text,
          by: event.by_name,
        })),
      }
    },

    async changePerson(c) {
      const { body } = c
      const row = await openPerson(c, c.params.id, true)
      const said: string[] = []
      const change: Partial<PersonRecord> = {}
      if (body.name !== undefined && body.name !== row.name) {
        Object.assign(change, { name: body.name, ...personSearchKeys(body.name) })
        said.push('姓名')
      }
      if (body.newForm !== undefined && body.newForm !== row.new_form) {
        change.new_form = body.newForm
        said.push('就业形态')
      }
      if (body.orgId !== undefined && body.orgId !== row.org_id) {
        const org = await rosterOrg(c, body.orgId)
        // A record stays in its area for good.
        if (org.area !== row.area)
          throw problem('bad-input', { fields: [{ path: 'orgId', message: '只能改到本地区的组织' }] })
        change.org_id = org.id
        said.push(`所属组织（${row.org_name}改为${org.name}）`)
      }
      const phone = body.phone ? readPhone(body.phone) : null
      if (body.phone !== undefined && phone !== openNumber(c, row, 'phone')) {
        const before = phone && (await freeOrSelfMade(c, 'phone', phone))
        if (before) await unclaim(c, before)
        await unclaim(c, row, 'phone')
        if (phone) await claim(c, row, 'phone', phone)
        if (before) await takeIn(c, before, row)
        Object.assign(change, sealedPhone(c, row.data_key!, row.id, phone))
        said.push('手机号')
      }
      const idNumber = body.idNumber ? readIdNumber(c, body.idNumber) : null
      if (body.idNumber !== undefined && (idNumber?.normal ?? null) !== openNumber(c, row, 'id-number')) {
        if (idNumber) await freeOrSelfMade(c, 'id-number', idNumber.normal)
        await unclaim(c, row, 'id-number')
        if (idNumber) await claim(c, row, 'id-number', idNumber.normal)
        Object.assign(change, sealedIdNumber(c, row.data_key!, row.id, idNumber))
        said.push('证件号')
      }
      if (!said.length) return { ok: true as const }
      await c.db
        .updateTable('person')
        .set(change)
        .where('area', '=', row.area)
        .where('id', '=', row.id)
        .execute()
      await c.append({ ...about(row), type: 'person.corrected', text: `更正了${said.join('、')}` })
      c.afterCommit(() => forgetSessions(c.services, { personId: row.id }))
      return { ok: true as const }
    },

    async revealPerson(c) {
      const row = await openPerson(c, c.params.id)
      const { field, purpose } = c.body
      const what = field === 'phone' ? '完整手机号' : '完整证件号'
      await noteView(c, row, what, purpose)
      await c.append({ ...about(row), type: 'person.revealed', text: `查看了${what}`, note: purpose })
      return { value: openNumber(c, row, field) }
    },

    ...own,
  },
})

/** What a worker's own record of signing in led to now leads to the one in the roster; nothing else was in it. */
async function takeIn(c: WriteCtx, from: PersonRecord, to: PersonKey) {
  for (const room of c.services.keeps) await room.rekey(c, from, to)
  await c.db
    .updateTable('session')
    .set({ person_area: to.area, person_id: to.id })
    .where('person_area', '=', from.area)
    .where('person_id', '=', from.id)
    .execute()
  await c.db.deleteFrom('person').where('area', '=', from.area).where('id', '=', from.id).execute()
  c.afterCommit(() => forgetSessions(c.services, { personId: from.id }))
}
