/** The tables of this room, as the migrations make them. */

export type FeedbackTable = {
  id: string
  app: string
  screen: string | null
  text: string
  contact: Buffer | null
  data_key: Buffer | null
  at: Date
  reply: string | null
  replied_at: Date | null
  replied_by: string | null
}

declare module '../kernel/db.ts' {
  interface Database {
    feedback: FeedbackTable
  }
}
