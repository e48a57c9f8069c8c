/** The tables of this room, as the migrations make them. */
import type { Generated } from 'kysely'

export type PersonTable = {
  area: number
  id: string
  org_id: number
  name: string
  pinyin: Generated<string>
  initials: Generated<string>
  data_key: Buffer | null
  phone: Buffer | null
  phone_masked: string | null
  id_number: Buffer | null
  id_number_masked: string | null
  birth: string | null
  sex: string | null
  new_form: string | null
  created_at: Date
  forgotten_at: Date | null
  self_made: Generated<boolean>
  phone_proven: Generated<boolean>
}

export type ProposedPhoneTable = {
  area: number
  person_id: string
  phone: Buffer
  phone_masked: string
  phone_hash: Buffer
  asked_account: string | null
  asked_by: string
  reason: string | null
  asked_at: Date
}

export type PersonClaimTable = {
  kind: string
  hash: Buffer
  area: number
  person_id: string
}

export type PersonViewTable = {
  area: number
  id: string
  person_id: string
  account_id: string
  by_name: string
  org_id: number
  what: string
  purpose: string | null
  at: Date
}

declare module '../kernel/db.ts' {
  interface Database {
    person: PersonTable
    person_claim: PersonClaimTable
    person_view: PersonViewTable
    proposed_phone: ProposedPhoneTable
  }
}
