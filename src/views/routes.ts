import './tables.ts'
import { sql } from '../kernel/db.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { viewProblems, viewRoutes } from './contract.ts'

const most = 50

export const views = capability({
  name: 'views',
  contract: viewRoutes,
  problems: viewProblems,
  constraints: { saved_view_pkey: 'id-taken' },
  // Of the org they were kept at; of one that is no more, nobody looks for them.
  kinds: { saved_view: { stays: ['org_id'] } },
  stories: {
    async listViews(c) {
      const { accountId, acting } = c.staff()
      const rows = await c.db
        .selectFrom('saved_view as v')
        .innerJoin('account as a', 'a.id', 'v.account_id')
        .select(['v.id', 'v.name', 'v.search', 'v.shared', 'v.account_id', 'a.name as by'])
        .where('v.org_id', '=', acting.orgId)
        .where('v.screen', '=', c.query.screen)
        .where((eb) => eb.or([eb('v.account_id', '=', accountId), eb('v.shared', '=', true)]))
        .orderBy(sql`v.account_id <> ${accountId}`)
        .orderBy('v.name')
        .limit(4 * most)
        .execute()
      return {
        items: rows.map(({ account_id, ...view }) => ({ ...view, own: account_id === accountId })),
      }
    },

    async saveView(c) {
      const { accountId, acting, name: by } = c.staff()
      const { id, screen, name, search, shared } = c.body
      const own = await c.db
        .selectFrom('saved_view')
        .select(['id', 'name'])
        .where('account_id', '=', accountId)
        .where('org_id', '=', acting.orgId)
        .where('screen', '=', screen)
        .execute()
      const same = own.find((one) => one.name === name)
      if (!same && own.length >= most) throw problem('too-many-views')
      const kept = { search, shared }
      const row = await c.db
        .insertInto('saved_view')
        .values({ id, account_id: accountId, org_id: acting.orgId, screen, name, created_at: c.now, ...kept })
        .onConflict((one) => one.columns(['account_id', 'org_id', 'screen', 'name']).doUpdateSet(kept))
        .returning('id')
        .executeTakeFirstOrThrow()
      return { id: row.id, name, search, shared, own: true, by }
    },

    async dropView(c) {
      const gone = await c.db
        .deleteFrom('saved_view')
        .where('id', '=', c.params.id)
        .where('account_id', '=', c.staff().accountId)
        .executeTakeFirst()
      if (!gone.numDeletedRows) throw problem('not-found')
      return { ok: true as const }
    },
  },
})
