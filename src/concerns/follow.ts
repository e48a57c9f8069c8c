import { createHash, timingSafeEqual } from 'node:crypto'

/** What is kept of a follow code: bound to its concern, so that equal codes do not look equal. */
export const followHash = (area: number, id: string, code: string): Buffer =>
  createHash('sha256').update(`${area}-${id}:${code}`).digest()

/** Compared in constant time; a concern registered by an officer has no code and matches none. */
export function codeFits(
  row: { area: number; id: string; follow_hash: Buffer | null },
  code: string,
): boolean {
  return row.follow_hash !== null && timingSafeEqual(row.follow_hash, followHash(row.area, row.id, code))
}
