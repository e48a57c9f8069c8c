/** The tables of this room, as the migrations make them. */

export type IntakePageTable = {
  area: number
  id: string
  org_id: number
  anchor_org: number
  digest: string
  text: string
  title: string
  source_name: string | null
  published_on: string | null
  accepted_at: Date
  accepted_by: string
}

export type IntakeRecordTable = {
  area: number
  page_id: string
  key: string
  noun: string
  record_area: number
  record_id: string
  label: string
  words: string
  article_index: number
  span_start: number | null
  span_end: number | null
}

declare module '../kernel/db.ts' {
  interface Database {
    intake_page: IntakePageTable
    intake_record: IntakeRecordTable
  }
}
