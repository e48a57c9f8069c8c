/** The tables of this room, as the migrations make them. */
import type { Generated } from 'kysely'

export type ActivityTable = {
  area: number
  id: string
  host_org: number
  anchor_org: number
  kinds: string[]
  title: string
  theme: string | null
  held_on: string | null
  held_words: string | null
  place: string | null
  summary: string | null
  version: Generated<number>
  created_at: Date
  withdrawn_at: Date | null
}

export type ActivityItemTable = {
  area: number
  activity_id: string
  seq: number
  kind: string
  text: string
  performer: string | null
  quantity: number | null
  span_start: number | null
  span_end: number | null
}

export type ActivityOrgTable = {
  area: number
  activity_id: string
  seq: number
  org_id: number | null
  name: string
  part: string
}

declare module '../kernel/db.ts' {
  interface Database {
    activity: ActivityTable
    activity_item: ActivityItemTable
    activity_org: ActivityOrgTable
  }
}
