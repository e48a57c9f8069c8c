// Who raised a matter while signed in. Found by a keyed hash and read with the concern's own key: the database alone
// leads neither from a person to what they raised nor back.
import { lookupHash, open, seal, type Keyring } from '../kernel/cipher.ts'
import { sql, type Db } from '../kernel/db.ts'
import { splitRecordId } from '../kernel/id.ts'
import type { PersonKey } from '../kernel/keeps.ts'

const wire = ({ area, id }: PersonKey) => `${area}-${id}`
const placeOf = (concernId: string) => `concern/${concernId}/person`

export const raiserHash = (ring: Keyring, person: PersonKey): Buffer =>
  lookupHash(ring, 'raiser', wire(person))

/** The columns that say who raised a concern. */
export const raiserSealed = (ring: Keyring, key: Buffer, concernId: string, person: PersonKey) => ({
  person: seal(ring, key, wire(person), placeOf(concernId)),
  person_hash: raiserHash(ring, person),
})

/** The person signed in when it was raised; null where nobody was. */
export const raiserOf = (
  ring: Keyring,
  row: { concern_id: string; data_key: Buffer; person: Buffer | null },
): PersonKey | null =>
  row.person ? splitRecordId(open(ring, row.data_key, row.person, placeOf(row.concern_id))) : null

/** Seals those of before, whom columns named in the clear. Once, at the start after the upgrade. */
export async function sealRaisers(db: Db, ring: Keyring): Promise<number> {
  let done = 0
  for (;;) {
    const { rows } = await sql<{
      area: number
      concern_id: string
      data_key: Buffer
      person_area: number
      person_id: string
    }>`select area, concern_id, data_key, person_area, person_id from concern_raiser where person_id is not null limit 1000`.execute(
      db,
    )
    if (!rows.length) return done
    for (const row of rows) {
      const { person, person_hash } = raiserSealed(ring, row.data_key, row.concern_id, {
        area: row.person_area,
        id: row.person_id,
      })
      await sql`
        update concern_raiser set person = ${person}, person_hash = ${person_hash}, person_area = null, person_id = null
        where area = ${row.area} and concern_id = ${row.concern_id}`.execute(db)
    }
    done += rows.length
  }
}
