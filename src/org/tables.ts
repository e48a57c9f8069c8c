/** The tables of this room, as the migrations make them. */
import type { Generated } from 'kysely'

export type OrgTable = {
  id: Generated<number>
  area: number
  parent_id: number | null
  path: string
  kind: string
  name: string
  short_name: string | null
  uscc: string | null
  pinyin: Generated<string>
  initials: Generated<string>
  children: Generated<number>
  active: Generated<boolean>
  merged_into: number | null
  created_at: Generated<Date>
}

/** Every name an org goes by: its full and its short one, and the former ones. */
export type OrgNameTable = {
  org_id: number
  name: string
  pinyin: string
  initials: string
  former: boolean
  until: string | null
}

export type OrgChangeTable = {
  id: Generated<number>
  org_id: number
  change: string
  text: string
  by_name: string
  on_day: string
  at: Date
}

export type AreaTable = {
  code: number
  name: string
  org_id: number
}

declare module '../kernel/db.ts' {
  interface Database {
    org: OrgTable
    org_name: OrgNameTable
    org_change: OrgChangeTable
    area: AreaTable
  }
}
