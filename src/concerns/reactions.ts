import type { WriteCtx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { uuidv7 } from '../kernel/id.ts'
import type { Job } from '../kernel/job.ts'
import { transition } from '../kernel/lifecycle.ts'
import { isWorkingDay, shanghaiDate } from '../kernel/working-days.ts'
import { unionAbove } from '../org/org.ts'
import { concernLife, type Party } from './lifecycle.ts'
import { dueOf, owed } from './limits.ts'
import { askToCompare } from './merging.ts'
import { askToOversee } from './pressing.ts'
import { candidates, concernById, type ConcernRecord } from './queries.ts'
import { fingerprint, LIKELY_SAME, similarity } from './similarity.ts'
import { groups, stages, type Status, type Step } from './words.ts'

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

/**
 * What nobody moved on goes up by itself: a deadline that has passed for longer than the limit is brought to the union
 * above, each deadline once. In office hours, as somebody there is to act on it.
 */
export const raiseOverdue: Job = {
  name: 'concern.raise-overdue',
  every: '5 9-17 * * *',
  async run(c) {
    if (!isWorkingDay(shanghaiDate(c.now), await c.services.calendar()).working) return
    for (const { code } of await c.services.areas.roots()) {
      const { rows } = await sql<{ area: number; id: string }>`
        select area, id from concern where area = ${code} and ended_at is null and due_at < ${c.now}
          and overdue_due is distinct from due_at and status = any(${[...concernLife.steps['raise-overdue'].from]}::text[])
        order by due_at`.execute(c.db)
      for (const { area, id } of rows)
        await c.write(async (w) => {
          const row = await concernById(w.db, area, id, true)
          if (row) await raise(w, row)
        })
    }
  },
}

async function raise(c: WriteCtx, row: ConcernRecord): Promise<void> {
  const stage = owed[row.status]
  // Read again under the lock: meanwhile somebody may have moved it on.
  if (!stage || !row.due_at || row.overdue_due?.getTime() === row.due_at.getTime()) return
  if ((await dueOf(c, row, 'overdue', row.due_at)).at > c.now) return
  const above = await unionAbove(c.db, row.owner_path)
  if (!above) return
  await transition<Status, Step, Party, ConcernRecord>(c, concernLife, 'raise-overdue', {
    load: () => Promise.resolve(row),
    parties: () => Promise.resolve(new Set<Party>(['clock'])),
    change: () => ({ escalation: row.escalation + 1, overdue_due: row.due_at }),
    text: () => `${stages[stage]}逾期，已上报${above.name}`,
    data: { stage },
    orgId: () => row.owner_org,
  })
  await askToOversee(c, row, above, `${stages[stage]}逾期，请督办`)
}
