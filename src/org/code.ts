import type { Db } from '../kernel/db.ts'
import { problem } from '../kernel/problem.ts'
import { checkUscc } from '../people/formats.ts'
import { codeHolders } from './queries.ts'
import type { OrgKind } from './words.ts'

/** Eighteen digits and capitals without I, O, S, V, Z (GB 32100-2015). */
const shape = /^[0-9A-HJ-NPQRTUWXY]{18}$/
const unions: OrgKind[] = ['federation', 'industrial', 'grassroots']

/** A unified social credit code in its one spelling; null for none. */
export const plainCode = (typed: string | null | undefined): string | null =>
  typed?.normalize('NFKC').replace(/\s/g, '').toUpperCase() || null

/** What is certainly not a code; the check digit alone is no such thing, some early codes fail it. */
export const codeFault = (code: string | null): string | null =>
  code && !shape.test(code) ? (checkUscc(code).warning ?? '统一社会信用代码不对') : null

/** @throws bad-input */
export function refuseCode(code: string | null) {
  const fault = codeFault(code)
  if (fault) throw problem('bad-input', { fields: [{ path: 'uscc', message: fault }] })
}

/** What looks wrong in a code by itself: to be shown, never to block. */
export function codeDoubts(code: string | null, kind: OrgKind): string[] {
  if (!code) return []
  const { warning } = checkUscc(code)
  return [
    ...(warning ? [warning] : []),
    ...(unions.includes(kind) && !code.startsWith('8') ? ['工会的统一社会信用代码以8开头，请核对'] : []),
  ]
}

/** The same, and who else holds the code. */
export async function codeWarnings(
  db: Db,
  org: { id: number; uscc: string | null; kind: OrgKind },
): Promise<string[]> {
  const doubts = codeDoubts(org.uscc, org.kind)
  const others = org.uscc ? await codeHolders(db, org.uscc, org.id) : []
  return others.length
    ? [...doubts, `这个统一社会信用代码也登记在${others.map((name) => `“${name}”`).join('、')}名下`]
    : doubts
}
