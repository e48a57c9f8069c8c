// What an event says is not hashed itself but committed to, each part with a salt of its own: a part can be forgotten
// or kept back, and whoever holds the rest can still check it; what is gone cannot be guessed from what is left.
import { createHash, createHmac, randomBytes } from 'node:crypto'

/** The parts of an event that are committed to: words, and what leads to a person. */
export const saidParts = ['text', 'note', 'data', 'account', 'person', 'name', 'address'] as const
export type SaidPart = (typeof saidParts)[number]
/** A part as it can be shown: with its salt, or as the commitment alone. */
export type Said = { salt: Buffer; value: unknown } | { commitment: Buffer }

/** The columns of an event that hold what it says. */
export type Saying = {
  text: string
  note: string | null
  data: Record<string, unknown>
  account_id: string | null
  person_id: string | null
  by_name: string
  address: string | null
  salt: Buffer | null
  forgotten: Forgotten | null
}
/** Hexadecimal. */
export type Forgotten = {
  salts: Partial<Record<SaidPart, string>>
  commitments: Partial<Record<SaidPart, string>>
}

export const saltOf = (salt: Buffer, part: SaidPart): Buffer =>
  createHmac('sha256', salt).update(part).digest()

/** JSON with sorted keys: the database keeps an object's content, not the order it was written in. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

export const commitmentOf = (part: SaidPart, said: Said): Buffer =>
  'commitment' in said
    ? said.commitment
    : createHash('sha256')
        .update(`unionhall/commitment/1\n${part}\n`)
        .update(said.salt)
        .update(canonical(said.value))
        .digest()

const valueOf = (row: Saying): Record<SaidPart, unknown> => ({
  text: row.text,
  note: row.note,
  data: row.data,
  account: row.account_id,
  person: row.person_id,
  name: row.by_name,
  address: row.address,
})

/** Everything an event says, part by part. */
export function sayings(row: Saying): Record<SaidPart, Said> {
  const values = valueOf(row)
  const one = (part: SaidPart): Said => {
    const gone = row.forgotten?.commitments[part]
    if (gone) return { commitment: Buffer.from(gone, 'hex') }
    const own = row.forgotten?.salts[part]
    // Whatever stands there without a salt was never written by us: committed to by nothing, it fits no leaf.
    const salt = own ? Buffer.from(own, 'hex') : row.salt ? saltOf(row.salt, part) : randomBytes(32)
    return { salt, value: values[part] }
  }
  return Object.fromEntries(saidParts.map((part) => [part, one(part)])) as Record<SaidPart, Said>
}

/** What is kept in place of an event's salt when `parts` of it are forgotten. */
export function forgetting(row: Saying, parts: readonly SaidPart[]): Forgotten {
  const kept: Forgotten = { salts: {}, commitments: {} }
  for (const [part, said] of Object.entries(sayings(row)) as [SaidPart, Said][]) {
    if ('commitment' in said || parts.includes(part))
      kept.commitments[part] = commitmentOf(part, said).toString('hex')
    else kept.salts[part] = said.salt.toString('hex')
  }
  return kept
}
