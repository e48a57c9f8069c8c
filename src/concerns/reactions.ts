import type { Services } from '../kernel/context.ts'
import { uuidv7 } from '../kernel/id.ts'
import type { Job } from '../kernel/job.ts'
import { candidates, concernById } from './queries.ts'
import { speakingNumber } from './words.ts'
import { fingerprint, LIKELY_SAME, similarity } from './similarity.ts'

/**
 * After a concern is raised: pairs it with open ones of the same area and class whose words are alike, and gives
 * the owning union one task to judge them. Nothing is merged here.
 */
export const offerSimilar = (services: Services): Job => ({
  name: 'concern.offer-similar',
  async run(data) {
    const row = await concernById(services.db, Number(data['area']), String(data['subject']))
    if (!row) return
    const words = `${row.place}${row.text}`
    const found = (
      await candidates(services.db, {
        area: row.area,
        classCode: row.class_code,
        fingerprint: fingerprint(words),
        except: row.id,
        openOnly: true,
      })
    )
      .map((one) => ({ one, score: similarity(words, `${one.place}${one.text}`) }))
      .filter(({ score }) => score >= LIKELY_SAME)
      .sort((a, b) => b.score - a.score)
      .slice(0, 5)
    const named = await services.db
      .selectFrom('concern_pair')
      .select('id')
      .where('area', '=', row.area)
      .where('concern_id', '=', row.id)
      .where('state', '=', 'named')
      .executeTakeFirst()
    if (!found.length && !named) return
    const now = services.clock.now()
    await services.db.transaction().execute(async (tx) => {
      let added = named ? 1 : 0
      for (const { one, score } of found) {
        const done = await tx
          .insertInto('concern_pair')
          .values({
            area: row.area,
            id: uuidv7(now.getTime()),
            concern_id: row.id,
            other_area: one.area,
            other_id: one.id,
            score,
            state: 'offered',
            at: now,
          })
          .onConflict((oc) => oc.doNothing())
          .executeTakeFirst()
        added += Number(done.numInsertedOrUpdatedRows ?? 0)
      }
      const open = await tx
        .selectFrom('task')
        .select('id')
        .where('about_area', '=', row.area)
        .where('about_id', '=', row.id)
        .where('kind', '=', 'decide')
        .where('state', '=', 'open')
        .executeTakeFirst()
      if (!added || open) return
      await tx
        .insertInto('task')
        .values({
          area: row.area,
          id: uuidv7(now.getTime()),
          org_id: row.owner_org,
          kind: 'decide',
          about_noun: 'concern',
          about_area: row.area,
          about_id: row.id,
          title: `疑似同一件事：${row.title}`,
          detail: `${row.class_name} · ${speakingNumber(row)} · 由你判断是否合并`,
          due_at: row.due_at,
          due_certain: row.due_certain,
          opened_at: now,
        })
        .execute()
    })
  },
})
