/** The tables of this room, as the migrations make them. */
import type { Generated } from 'kysely'

export type CommitmentTable = {
  area: number
  id: string
  promiser_org: number | null
  promiser_name: string | null
  owner_org: number
  anchor_org: number
  text: string
  made_to: string
  source: string
  due_on: string | null
  due_certain: Generated<boolean>
  status: string
  result: string | null
  settled_at: Date | null
  activity_id: string | null
  version: Generated<number>
  created_at: Date
}

export type CommitmentConcernTable = {
  area: number
  commitment_id: string
  concern_area: number
  concern_id: string
}

declare module '../kernel/db.ts' {
  interface Database {
    commitment: CommitmentTable
    commitment_concern: CommitmentConcernTable
  }
}
