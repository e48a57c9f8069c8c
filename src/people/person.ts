import './tables.ts'
import { lookupHash, newPersonKey, open, seal } from '../kernel/cipher.ts'
import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { uuidv7 } from '../kernel/id.ts'
import type { PersonKey } from '../kernel/keeps.ts'
import { problem } from '../kernel/problem.ts'
import { maskIdNumber, maskPhone } from './formats.ts'
import { personSearchKeys } from './pinyin.ts'

/** Numbers by which a person is found and told from others, everywhere at once. */
export type ClaimKind = 'phone' | 'id-number'

/** Numbers are in their normal spelling (`normalisePhone`, `checkIdNumber`). */
export type NewPerson = PersonKey & {
  orgId: number
  name: string
  phone?: string | null
  idNumber?: { normal: string; birth: string; sex: 'M' | 'F' } | null
  newForm?: string | null
  /** Made by signing in, registered by no union yet. */
  selfMade?: boolean
}

/**
 * Writes a person with a key of their own and the claims of their numbers. Fails on constraint `person_claim_pkey`
 * when a number is another's: ask `claimant` first.
 */
export async function makePerson(c: Ctx, person: NewPerson) {
  const key = newPersonKey(c.services.keyring)
  await c.db
    .insertInto('person')
    .values({
      area: person.area,
      id: person.id,
      org_id: person.orgId,
      name: person.name,
      ...personSearchKeys(person.name),
      data_key: key,
      ...sealedPhone(c, key, person.id, person.phone ?? null),
      ...sealedIdNumber(c, key, person.id, person.idNumber ?? null),
      new_form: person.newForm ?? null,
      created_at: c.now,
      self_made: person.selfMade ?? false,
      phone_proven: person.selfMade ?? false,
    })
    .execute()
  if (person.phone) await claim(c, person, 'phone', person.phone)
  if (person.idNumber) await claim(c, person, 'id-number', person.idNumber.normal)
}

const aad = (id: string, kind: ClaimKind) => `person/${id}/${kind}`

/** The columns of a phone number, or of none. */
export const sealedPhone = (c: Ctx, key: Buffer, id: string, phone: string | null) => ({
  phone: phone === null ? null : seal(c.services.keyring, key, phone, aad(id, 'phone')),
  phone_masked: phone === null ? null : maskPhone(phone),
})

const aadProposed = (id: string) => `person/${id}/proposed-phone`
/** A number that is not the person's yet, sealed with their key all the same. */
export const sealProposed = (c: Ctx, person: { id: string; data_key: Buffer | null }, phone: string) =>
  seal(c.services.keyring, person.data_key!, phone, aadProposed(person.id))
export const openProposed = (c: Ctx, person: { id: string; data_key: Buffer | null }, sealed: Buffer) =>
  open(c.services.keyring, person.data_key!, sealed, aadProposed(person.id))

/** The columns of an identity number, or of none; birthday and sex are read from it. */
export const sealedIdNumber = (c: Ctx, key: Buffer, id: string, number: NewPerson['idNumber'] | null) => ({
  id_number: number ? seal(c.services.keyring, key, number.normal, aad(id, 'id-number')) : null,
  id_number_masked: number ? maskIdNumber(number.normal) : null,
  birth: number?.birth ?? null,
  sex: number?.sex ?? null,
})

/** A sealed number as it was given; null when there is none. */
export function openNumber(
  c: Pick<Ctx, 'services'>,
  person: { id: string; data_key: Buffer | null; phone: Buffer | null; id_number: Buffer | null },
  kind: ClaimKind,
): string | null {
  const sealed = kind === 'phone' ? person.phone : person.id_number
  return sealed && person.data_key
    ? open(c.services.keyring, person.data_key, sealed, aad(person.id, kind))
    : null
}

/** Whose a number is, in whatever area. */
export async function claimant(c: Ctx, kind: ClaimKind, number: string): Promise<PersonKey | null> {
  const row = await c.db
    .selectFrom('person_claim')
    .select(['area', 'person_id as id'])
    .where('kind', '=', kind)
    .where('hash', '=', lookupHash(c.services.keyring, kind, number))
    .executeTakeFirst()
  return row ?? null
}

export async function claim(c: Ctx, person: PersonKey, kind: ClaimKind, number: string) {
  await c.db
    .insertInto('person_claim')
    .values({
      kind,
      hash: lookupHash(c.services.keyring, kind, number),
      area: person.area,
      person_id: person.id,
    })
    .execute()
}

/** Gives back the person's claims of a kind, or all of them. */
export async function unclaim(c: Ctx, person: PersonKey, kind?: ClaimKind) {
  let query = c.db
    .deleteFrom('person_claim')
    .where('area', '=', person.area)
    .where('person_id', '=', person.id)
  if (kind) query = query.where('kind', '=', kind)
  await query.execute()
}

/**
 * The person of a phone that was proven just now; a first sign-in makes a record in the default area.
 */
export async function personOfPhone(c: WriteCtx, phone: string): Promise<PersonKey> {
  const known = await claimant(c, 'phone', phone)
  if (known) {
    await c.db
      .updateTable('person')
      .set({ phone_proven: true })
      .where('area', '=', known.area)
      .where('id', '=', known.id)
      .where('phone_proven', '=', false)
      .execute()
    return known
  }
  const root = await c.services.areas.home()
  if (!root) throw problem('unknown-area')
  const id = uuidv7(c.now.getTime())
  await makePerson(c, { area: root.code, id, orgId: root.orgId, name: '', phone, selfMade: true })
  return { area: root.code, id }
}
