/** The tables of this room, as the migrations make them. */
import type { Generated, GeneratedAlways } from 'kysely'

export type TaskTable = {
  area: number
  id: string
  org_id: number
  kind: string
  part: Generated<string>
  step: Generated<string>
  about_noun: string
  about_area: number
  about_id: string
  title: string
  detail: string
  assignee_id: string | null
  state: Generated<string>
  due_at: Date | null
  due_certain: Generated<boolean>
  due_from: Date | null
  opened_at: Date
  closed_at: Date | null
  closed_seq: number | null
  reply: string | null
  reply_by: Date | null
  desk_at: GeneratedAlways<Date | null>
}

declare module '../kernel/db.ts' {
  interface Database {
    task: TaskTable
  }
}
