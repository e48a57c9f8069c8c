import type { Ctx } from '../kernel/context.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import type { LedgerColumn } from '../kernel/ledger.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { covers } from '../kernel/scope.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { forgetSessions } from '../accounts/session.ts'
import { pagesOf, sendLedger } from '../org/exported.ts'
import { activeOrg } from '../org/org.ts'
import { personProblems, personRoutes } from './contract.ts'
import { checkIdNumber } from './formats.ts'
import { about, noteView } from './notes.ts'
import { freeOrSelfMade, readPhone } from './numbers.ts'
import { own } from './own.ts'
import { claim, makePerson, openNumber, sealedIdNumber, sealedPhone, unclaim } from './person.ts'
import { dropProposal, phone, proposedFor, propose } from './phone.ts'
import { personSearchKeys } from './pinyin.ts'
import { listPersons, openPerson, personByKey, type PersonLine, type PersonRecord } from './queries.ts'

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

/** Nothing by which a person could be called, found or taken for: those are opened one by one, with a reason. */
const rosterColumns: LedgerColumn<PersonLine>[] = [
  { name: '姓名', width: 16, type: 'text', of: (row) => row.name },
  {
    name: '性别',
    width: 7,
    type: 'text',
    of: (row) => (row.sex ? { M: '男', F: '女' }[row.sex as 'M' | 'F'] : null),
  },
  { name: '所属组织', width: 40, type: 'text', of: (row) => row.org_name },
  { name: '就业形态', width: 16, type: 'text', of: (row) => row.new_form },
  { name: '登记电话', width: 10, type: 'text', of: (row) => (row.phone_masked ? '有' : '无') },
  { name: '登记证件', width: 10, type: 'text', of: (row) => (row.id_number_masked ? '有' : '无') },
  { name: '登记', width: 17, type: 'time', of: (row) => row.created_at },
]

const waitsForHolder = '手机号的主人自己登录过：等本人在“我的信息”里确认后，号码才归到这条记录'

export const people = capability({
  name: 'people',
  contract: personRoutes,
  kinds: { person: { keptBy: 'org_id', follows: ['org_id'] }, person_view: { stays: ['org_id'] } },
  problems: personProblems,
  constraints: {
    person_claim_pkey: 'person-exists',
    proposed_phone_hash: 'person-exists',
    person_pkey: 'id-taken',
  },
  stories: {
    async listPersons(c) {
      const page = await listPersons(c, { ...c.query, limit: c.query.limit ?? 20 })
      return { items: page.rows.map(asPerson), next: page.next }
    },

    async exportPersons(c) {
      const { q, orgId } = c.query
      const org = orgId
        ? await c.db.selectFrom('org').select('name').where('id', '=', orgId).executeTakeFirst()
        : undefined
      // Not whose name or number: events are kept for good.
      const said = q && '按姓名或号码查找'
      return await sendLedger(c, {
        name: '职工名册',
        event: 'person.exported',
        unit: '人',
        filter: [orgId && `${org?.name ?? orgId}及以下`, said].filter(Boolean).join('；'),
        columns: rosterColumns,
        rows: (one) => pagesOf((cursor, limit) => listPersons(one, { ...c.query, cursor, limit })),
      })
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
      await makePerson(c, {
        ...key,
        orgId: org.id,
        name: body.name,
        phone: before ? null : phone,
        idNumber,
        newForm: body.newForm,
      })
      if (before) await propose(c, (await personByKey(c.db, key))!, phone!, null)
      await c.append({ ...about(key), type: 'person.registered', text: `登记到${org.name}` })
      return {
        id: body.id,
        warnings: [
          ...(namesake ? [`${org.name}已有一位${body.name}，请核对是不是同一个人`] : []),
          ...(before ? [waitsForHolder] : []),
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
        .orderBy('seq')
        .limit(500)
        .execute()
      const proposed = await proposedFor(c, row)
      return {
        ...asPerson(row),
        phoneProven: row.phone_proven,
        proposedPhone: proposed
          ? {
              phoneMasked: proposed.phone_masked,
              by: proposed.asked_by,
              reason: proposed.reason,
              at: proposed.asked_at.toISOString(),
              waitsFor: proposed.asked_account ? ('colleague' as const) : ('holder' as const),
              own: proposed.asked_account === c.staff().accountId,
            }
          : null,
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
      const warnings: string[] = []
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
        if (row.phone_proven)
          throw problem('phone-proven', { fields: [{ path: 'phone', message: '本人用现在的号码登录过' }] })
        const before = phone && (await freeOrSelfMade(c, 'phone', phone))
        await unclaim(c, row, 'phone')
        if (before) {
          await propose(c, row, phone, null)
          warnings.push(waitsForHolder)
        } else {
          await dropProposal(c, row)
          if (phone) await claim(c, row, 'phone', phone)
        }
        Object.assign(change, sealedPhone(c, row.data_key!, row.id, before ? null : phone))
        await noteView(c, row, '更正了手机号', null)
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
      if (!said.length) return { ok: true as const, warnings }
      await c.db
        .updateTable('person')
        .set(change)
        .where('area', '=', row.area)
        .where('id', '=', row.id)
        .execute()
      await c.append({ ...about(row), type: 'person.corrected', text: `更正了${said.join('、')}` })
      c.afterCommit(() => forgetSessions(c.services, { personId: row.id }))
      return { ok: true as const, warnings }
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
    ...phone,
  },
})
