import type { Ctx, WriteCtx } from './context.ts'

export type PersonKey = { area: number; id: string }

/**
 * What a capability keeps about people beside the record in `people`: told to the person, and forgotten on request, in
 * one transaction for the whole house.
 */
export type Keeps = {
  /** Kinds of records, how many, why they are kept and until when, in Chinese. Kinds there are none of are left out. */
  held(c: Ctx, person: PersonKey): Promise<{ what: string; count: number; why: string; until: string }[]>
  /** Who looked at what of the person in this capability's records. */
  views(
    c: Ctx,
    person: PersonKey,
  ): Promise<{ at: Date; who: string; org: string; what: string; purpose: string | null }[]>
  /** Removes everything that leads from a record to the person, who cannot be found from it afterwards. */
  forget(c: WriteCtx, person: PersonKey): Promise<void>
  /** Hands the records of one key to another key of the same person. */
  rekey(c: WriteCtx, from: PersonKey, to: PersonKey): Promise<void>
}
