/** The tables of this room, as the migrations make them. */
import type { Generated } from 'kysely'

export type ClippingTable = {
  area: number
  id: string
  org_id: number
  anchor_org: number
  title: string
  text: string
  digest: string
  article_type: string
  source_name: string | null
  published_on: string | null
  host_name: string | null
  host_org: number | null
  status: string
  offered_to: number | null
  proposed: unknown
  reply: string | null
  activity_area: number | null
  activity_id: string | null
  version: Generated<number>
  created_at: Date
}

export type ClippingLinkTable = {
  area: number
  clipping_id: string
  noun: string
  record_area: number
  record_id: string
}

declare module '../kernel/db.ts' {
  interface Database {
    clipping: ClippingTable
    clipping_link: ClippingLinkTable
  }
}
