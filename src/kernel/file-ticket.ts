import { timingSafeEqual } from 'node:crypto'
import { lookupHash, type Keyring } from './cipher.ts'

const mark = (ring: Keyring, sha256: string): Buffer =>
  lookupHash(ring, 'file-ticket', sha256).subarray(0, 16)

/**
 * What whoever uploads a file is given to hang it on a record. Where a file is shown its digest stands in the address,
 * in histories and logs: the digest alone must not let anybody hang it on a record of their own and read it there.
 */
export const ticketFor = (ring: Keyring, sha256: string): string =>
  `${sha256}-${mark(ring, sha256).toString('hex')}`

/** The digest a ticket was given for; null for one that was not given by this hall. */
export function digestOf(ring: Keyring, ticket: string): string | null {
  const [sha256 = '', given = ''] = ticket.split('-')
  const shown = Buffer.from(given, 'hex')
  const right = mark(ring, sha256)
  return shown.length === right.length && timingSafeEqual(shown, right) ? sha256 : null
}
