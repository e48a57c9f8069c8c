import './tables.ts'
import { sql } from '../kernel/db.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { feedbackRoutes } from './contract.ts'

type Row = {
  id: string
  app: string
  screen: string | null
  text: string
  contact: string | null
  at: Date
  reply: string | null
  replied_at: Date | null
  sort_at: Date
}

export const feedback = capability({
  name: 'feedback',
  contract: feedbackRoutes,
  constraints: { feedback_pkey: 'id-taken' },
  stories: {
    async giveFeedback(c) {
      const { id, app, screen, text, contact } = c.body
      await c.db
        .insertInto('feedback')
        .values({ id, app, screen: screen ?? null, text, contact: contact ?? null, at: c.now })
        .execute()
      return { id }
    },

    async listFeedback(c) {
      const page = await mergePage<Row>(c.db, {
        arms: [sql<boolean>`true`],
        columns: sql`f.id, f.app, f.screen, f.text, f.contact, f.at, f.reply, f.replied_at`,
        from: sql`feedback f`,
        where: [],
        sort: sql`f.at`,
        id: sql`f.id`,
        order: 'newest',
        cursor: readCursor(c.query.cursor),
        limit: c.query.limit ?? 20,
      })
      return {
        items: page.rows.map((row) => ({
          id: row.id,
          app: row.app,
          screen: row.screen,
          text: row.text,
          contact: row.contact,
          at: row.at.toISOString(),
          reply: row.reply,
          repliedAt: row.replied_at?.toISOString() ?? null,
        })),
        next: page.next,
      }
    },

    async replyFeedback(c) {
      const done = await c.db
        .updateTable('feedback')
        .set({
          reply: c.body.reply,
          replied_at: c.now,
          replied_by: c.actor.kind === 'account' ? c.actor.accountId : null,
        })
        .where('id', '=', c.params.id)
        .executeTakeFirst()
      if (!done.numUpdatedRows) throw problem('not-found')
      return { id: c.params.id }
    },
  },
})
