// Who raised a matter while signed in, or left a number. Found by keyed hashes and read with the concern's own key: the
// database alone leads neither from a person to what they raised nor back, nor from a sealed matter to a named one.
import { lookupHash, open, seal, type Keyring } from '../kernel/cipher.ts'
import { sql, type Db } from '../kernel/db.ts'
import { splitRecordId } from '../kernel/id.ts'
import type { PersonKey } from '../kernel/keeps.ts'

const wire = ({ area, id }: PersonKey) => `${area}-${id}`
const placeOf = (concernId: string) => `concern/${concernId}/person`

const raiserHash = (ring: Keyring, person: PersonKey, sealed: boolean): Buffer =>
  lookupHash(ring, sealed ? 'sealed-raiser' : 'raiser', wire(person))
/** `phone` in its normal spelling. */
export const raiserPhoneHash = (ring: Keyring, phone: string, sealed: boolean): Buffer =>
  lookupHash(ring, sealed ? 'sealed-raiser-phone' : 'raiser-phone', phone)

const either = [true, false]
/** What a person's matters are found by, sealed and named. */
export const raiserHashes = (ring: Keyring, person: PersonKey) =>
  either.map((sealed) => raiserHash(ring, person, sealed))
export const raiserPhoneHashes = (ring: Keyring, phone: string | null) =>
  phone === null ? [] : either.map((sealed) => raiserPhoneHash(ring, phone, sealed))

/** The columns that say who raised a concern. */
export const raiserSealed = (
  ring: Keyring,
  key: Buffer,
  concern: { id: string; sealed: boolean },
  person: PersonKey,
) => ({
  person: seal(ring, key, wire(person), placeOf(concern.id)),
  person_hash: raiserHash(ring, person, concern.sealed),
})

/** The person signed in when it was raised; null where nobody was. */
export const raiserOf = (
  ring: Keyring,
  row: { concern_id: string; data_key: Buffer; person: Buffer | null },
): PersonKey | null =>
  row.person ? splitRecordId(open(ring, row.data_key, row.person, placeOf(row.concern_id))) : null

/**
 * Seals those of before, whom columns named in the clear, and hashes apart those whose hash was the roster's. Once, at
 * the start after the upgrade, in pieces.
 */
export async function sealRaisers(db: Db, ring: Keyring): Promise<number> {
  let done = 0
  for (;;) {
    const { rows } = await sql<{
      area: number
      concern_id: string
      sealed: boolean
      data_key: Buffer
      phone: Buffer | null
      person: Buffer | null
      person_area: number | null
      person_id: string | null
    }>`
      select r.area, r.concern_id, c.sealed, r.data_key, r.phone, r.person, r.person_area, r.person_id
      from concern_raiser r join concern c on c.area = r.area and c.id = r.concern_id
      where r.person_id is not null or not r.apart limit 1000`.execute(db)
    if (!rows.length) return done
    for (const row of rows) {
      const { area, concern_id, sealed, data_key } = row
      const named =
        row.person_id !== null ? { area: row.person_area!, id: row.person_id } : raiserOf(ring, row)
      const who = named ? raiserSealed(ring, data_key, { id: concern_id, sealed }, named) : null
      const phone = row.phone && open(ring, data_key, row.phone, `concern/${concern_id}/phone`)
      await sql`
        update concern_raiser set person = ${who?.person ?? null}, person_hash = ${who?.person_hash ?? null},
          phone_hash = ${phone ? raiserPhoneHash(ring, phone, sealed) : null}, person_area = null, person_id = null, apart = true
        where area = ${area} and concern_id = ${concern_id}`.execute(db)
    }
    done += rows.length
  }
}
