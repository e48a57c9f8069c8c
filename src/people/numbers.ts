import type { Ctx } from '../kernel/context.ts'
import type { PersonKey } from '../kernel/keeps.ts'
import { problem } from '../kernel/problem.ts'
import { normalisePhone } from './formats.ts'
import { claimant, type ClaimKind } from './person.ts'
import { mayRead, personByKey, type PersonRecord } from './queries.ts'

/** @throws phone-format */
export function readPhone(typed: string): string {
  const phone = normalisePhone(typed)
  if (!phone) throw problem('phone-format', { fields: [{ path: 'phone', message: '请填11位手机号' }] })
  return phone
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
export async function freeOrSelfMade(c: Ctx, kind: ClaimKind, number: string): Promise<PersonRecord | null> {
  const holder = await claimant(c, kind, number)
  if (!holder) return null
  const row = await personByKey(c.db, holder, true)
  if (kind === 'phone' && row?.self_made) return row
  throw await taken(c, kind, holder)
}
