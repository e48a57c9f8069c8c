import { uuidv7 } from '../kernel/id.ts'
import type { Job } from '../kernel/job.ts'
import { askToCompare } from './merging.ts'
import { candidates, concernById } from './queries.ts'
import { fingerprint, LIKELY_SAME, similarity } from './similarity.ts'
import { groups } from './words.ts'

/**
 * After a concern is raised: pairs it with open ones of the same area and class whose words are alike, and gives
 * the owning union one task to judge them. Nothing is merged here.
 */
export const offerSimilar: Job = {
  name: 'concern.offer-similar',
  async run(c, about) {
    const row = await concernById(c.db, about.area, about.subject, true)
    // Withdrawn, declined or merged before we came to it.
    if (!row || !(groups.open as readonly string[]).includes(row.status)) return
    const words = `${row.place}${row.text}`
    const alike = await candidates(c.db, {
      area: row.area,
      classCode: row.class_code,
      fingerprint: fingerprint(words),
      except: row.id,
      openOnly: true,
    })
    const found = alike
      .map((one) => ({ one, score: similarity(words, `${one.place}${one.text}`) }))
      .filter(({ score }) => score >= LIKELY_SAME)
      .sort((a, b) => b.score - a.score)
      .slice(0, 5)
    for (const { one, score } of found) {
      await c.db
        .insertInto('concern_pair')
        .values({
          area: row.area,
          id: uuidv7(c.now.getTime()),
          concern_id: row.id,
          other_area: one.area,
          other_id: one.id,
          score,
          state: 'offered',
          at: c.now,
        })
        .onConflict((oc) => oc.doNothing())
        .execute()
    }
    await askToCompare(c, row)
  },
}
