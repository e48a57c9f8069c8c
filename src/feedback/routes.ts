import './tables.ts'
import { newPersonKey, open, seal } from '../kernel/cipher.ts'
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
  contact: Buffer | null
  data_key: Buffer | null
  at: Date
  reply: string | null
  replied_at: Date | null
  sort_at: Date
}

/** What the sealed contact of a piece of feedback is bound to. */
const contactOf = (id: string) => `feedback/${id}/contact`

export const feedback = capability({
  name: 'feedback',
  contract: feedbackRoutes,
  constraints: { feedback_pkey: 'id-taken' },
  stories: {
    async giveFeedback(c) {
      const { id, app, screen, text, contact } = c.body
      const { keyring } = c.services
      const key = contact ? newPersonKey(keyring) : null
      await c.db
        .insertInto('feedback')
        .values({
          id,
          app,
          screen: screen ?? null,
          text,
          contact: key && seal(keyring, key, contact!, contactOf(id)),
          data_key: key,
          at: c.now,
        })
        .execute()
      return { id }
    },

    async followFeedback(c) {
      const row = await c.db
        .selectFrom('feedback')
        .select(['id', 'text', 'at', 'reply', 'replied_at'])
        .where('id', '=', c.params.id)
        .executeTakeFirst()
      if (!row) throw problem('not-found')
      return {
        id: row.id,
        text: row.text,
        at: row.at.toISOString(),
        reply: row.reply,
        repliedAt: row.replied_at?.toISOString() ?? null,
      }
    },

    async listFeedback(c) {
      const page = await mergePage<Row>(c.db, {
        arms: [sql<boolean>`true`],
        columns: sql`f.id, f.app, f.screen, f.text, f.contact, f.data_key, f.at, f.reply, f.replied_at`,
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
          contact:
            row.contact && row.data_key
              ? open(c.services.keyring, row.data_key, row.contact, contactOf(row.id))
              : null,
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
      await c.append({
        area: c.staff().acting.area,
        noun: 'feedback',
        subject: c.params.id,
        type: 'feedback.replied',
        text: '回复了一条对软件的意见',
        shown: 'owner',
      })
      return { id: c.params.id }
    },
  },
})
