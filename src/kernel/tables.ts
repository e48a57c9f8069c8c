/** The tables of this room, as the migrations make them. */
import type { Generated } from 'kysely'

/** Free-form detail; written as an object, read as one. */
type Json = Record<string, unknown>

export type SettingTable = {
  updated_at: Generated<Date>
}

export type EventTable = {
  area: number
  id: string
  noun: string
  subject: string
  type: string
  at: Date
  account_id: string | null
  person_id: string | null
  by_name: string
  org_id: number | null
  shown: string
  text: string
  note: string | null
  data: Generated<Json>
  address: string | null
}

export type EventSealTable = {
  area: number
  seq: number
  from_id: string
  to_id: string
  events: number
  digest: Buffer
  sealed_at: Date
}

export type ReceiptTable = {
  area: number
  id: string
  route: string
  body_digest: Buffer
  status: number
  answer: Json
  at: Date
}

export type FileLinkTable = {
  area: number
  noun: string
  subject: string
  sha256: string
  mime: string
  part: string
  shared: Generated<boolean>
  at: Date
}

export type StoredFileTable = {
  sha256: string
  mime: string
  bytes: number
  stored_at: Date
}

declare module './db.ts' {
  interface Database {
    setting: SettingTable
    event: EventTable
    event_seal: EventSealTable
    receipt: ReceiptTable
    file_link: FileLinkTable
    stored_file: StoredFileTable
  }
}
