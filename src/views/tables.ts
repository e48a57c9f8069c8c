/** The tables of this room, as the migrations make them. */
import type { Generated } from 'kysely'

export type SavedViewTable = {
  id: string
  account_id: string
  org_id: number
  screen: string
  name: string
  search: string
  shared: Generated<boolean>
  created_at: Date
}

declare module '../kernel/db.ts' {
  interface Database {
    saved_view: SavedViewTable
  }
}
