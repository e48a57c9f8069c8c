/** The tables of this room, as the migrations make them; what the kernel writes itself stands in kernel/tables.ts. */

export type NewsSeenTable = { account_id: string; seq: number }

declare module '../kernel/db.ts' {
  interface Database {
    news_seen: NewsSeenTable
  }
}
