/** The tables of this room, as the migrations make them. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { Forgotten } from './commitment.ts'

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
  /** The order events came in, by the database; over all areas. */
  seq: GeneratedAlways<number>
  salt: Generated<Buffer | null>
  forgotten: Generated<Forgotten | null>
}

export type EventLeafTable = {
  area: number
  leaf: number
  event_id: string
  hash: Buffer
}

export type EventTreeTable = {
  area: number
  size: number
  roots: Buffer[]
}

export type EventCheckpointTable = {
  area: number
  size: number
  note: string
  at: Date
}

export type EventWitnessTable = {
  area: number
  witness: string
  size: number
  at: Date | null
  cosignature: string | null
  failure: string | null
  failed_at: Date | null
}

export type ReceiptTable = {
  area: number
  id: string
  route: string
  body_digest: Buffer
  keyed: Generated<boolean>
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

export type UploadTable = {
  sha256: string
  kind: 'account' | 'person' | 'address'
  uploader: Buffer
  bytes: number
  at: Date
}

declare module './db.ts' {
  interface Database {
    setting: SettingTable
    event: EventTable
    event_leaf: EventLeafTable
    event_tree: EventTreeTable
    event_checkpoint: EventCheckpointTable
    event_witness: EventWitnessTable
    receipt: ReceiptTable
    file_link: FileLinkTable
    stored_file: StoredFileTable
    upload: UploadTable
  }
}
