import type { WriteCtx } from '../kernel/context.ts'
import type { Stories } from '../kernel/route.ts'
import { activeOrg, activeOrgs, type OrgRow } from '../org/org.ts'
import { closeTasks } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { dueOf } from './limits.ts'
import { staffStep, stepped } from './parties.ts'
import { linkFiles } from './photos.ts'
import { answerPresses } from './pressing.ts'
import type { ConcernRecord } from './queries.ts'
import { askFor, lapseExtension } from './tasks.ts'

const names = (orgs: OrgRow[]) => orgs.map((org) => org.name).join('、')

/** Hands the matter to a lead and its assists: a task in each one's own area. */
export async function hand(
  c: WriteCtx,
  id: string,
  body: { leadId: number; assistIds: number[]; note?: string; sharePhotos?: boolean },
) {
  const lead = await activeOrg(c.db, body.leadId)
  const assists = (await activeOrgs(c.db, body.assistIds)).filter((org) => org.id !== lead.id)
  const { row } = await staffStep(c, id, 'assign', {
    change: async (one) => {
      const contact = await dueOf(c, one, 'contact', c.now)
      const reply = await dueOf(c, one, 'answer', c.now)
      return {
        lead_org: lead.id,
        assigned_at: c.now,
        ...(one.handed_at ? {} : { handed_at: c.now, first_contact_due: contact.at }),
        // The response rate goes by the first contact, and by the limit that one had.
        contact_due: one.contacted_at ? one.contact_due : contact.at,
        answer_due: reply.at,
        due_at: contact.at,
        due_from: c.now,
        due_certain: contact.certain && reply.certain,
      }
    },
    text: () => `派给${lead.name}主办${assists.length ? `，${names(assists)}协办` : ''}`,
    note: body.note,
    data: {
      lead: lead.id,
      assists: assists.map((org) => org.id),
      ...(body.sharePhotos && { photos: true }),
    },
  })
  await answerPresses(c, row, `已派给${lead.name}`, row.owner_org)
  await closeTasks(c, row, { kinds: ['assign', 'reassign'] })
  // Those an earlier lead had beside it; the new one calls whom it needs.
  await closeTasks(c, row, { parts: ['assist', 'rally'], state: 'cancelled' })
  if (body.sharePhotos) {
    await c.db
      .updateTable('file_link')
      .set({ shared: true })
      .where('area', '=', row.area)
      .where('subject', '=', row.id)
      .execute()
  }
  await askFor(c, row, { org: lead, kind: 'handle', part: 'lead', step: 'take-up', dueAt: row.due_at })
  for (const org of assists)
    await askFor(c, row, { org, kind: 'assist', part: 'assist', dueAt: row.answer_due })
  return stepped(c, row)
}

/** Opens assisting or rallying tasks for orgs that hold none yet. */
async function call(
  c: WriteCtx,
  row: ConcernRecord,
  orgs: OrgRow[],
  part: 'assist' | 'rally',
  dueAt: Date | null,
) {
  const held = await c.db
    .selectFrom('task')
    .select('org_id')
    .where('about_area', '=', row.area)
    .where('about_id', '=', row.id)
    .where('state', '=', 'open')
    .where('part', '!=', '')
    .execute()
  const busy = new Set(held.map((one) => one.org_id))
  for (const org of orgs) {
    if (busy.has(org.id)) continue
    await askFor(c, row, { org, kind: part, part, dueAt })
  }
}

export const handing = {
  assignConcern: (c) => hand(c, c.params.id, c.body),

  async sendBackConcern(c) {
    const { acting } = c.staff()
    const { row } = await staffStep(c, c.params.id, 'send-back', {
      change: async (one) => {
        const due = await dueOf(c, one, 'dispatch', c.now)
        return {
          lead_org: null,
          dispatch_due: due.at,
          due_at: due.at,
          due_from: c.now,
          due_certain: due.certain,
        }
      },
      text: () => `${acting.orgName}退回`,
      note: c.body.reason,
    })
    await closeTasks(c, row, { orgId: acting.orgId, state: 'sent-back', reply: c.body.reason })
    await answerPresses(c, row, `已退回：${c.body.reason}`, acting.orgId)
    await lapseExtension(c, row, '承办单位已退回')
    await askFor(c, row, {
      kind: 'reassign',
      more: `${acting.orgName}退回：${c.body.reason.slice(0, 60)}`,
    })
    return stepped(c, row)
  },

  async addAssist(c) {
    const orgs = await activeOrgs(c.db, c.body.orgIds)
    const { row } = await staffStep(c, c.params.id, 'add-assist', {
      text: () => `请${names(orgs)}协办`,
      note: c.body.note,
    })
    await call(c, row, orgs, 'assist', row.answer_due)
    return stepped(c, row)
  },

  async rallyConcern(c) {
    const orgs = await activeOrgs(c.db, c.body.orgIds)
    const { row } = await staffStep(c, c.params.id, 'rally', {
      text: () => `${c.staff().acting.orgName}吹哨，请${names(orgs)}一起办`,
      note: c.body.note,
      data: { meetAt: c.body.meetAt ?? null },
    })
    await call(c, row, orgs, 'rally', c.body.meetAt ? new Date(c.body.meetAt) : row.answer_due)
    return stepped(c, row)
  },

  async contributeConcern(c) {
    const { acting } = c.staff()
    const { row } = await staffStep(c, c.params.id, 'contribute', {
      text: () => `${acting.orgName}回复了意见`,
      note: c.body.note,
    })
    await linkFiles(c, row, 'contribute', c.body.photos)
    await closeTasks(c, row, { orgId: acting.orgId, parts: ['assist', 'rally'], reply: c.body.note })
    return stepped(c, row)
  },
} satisfies Partial<Stories<typeof concernRoutes>>
