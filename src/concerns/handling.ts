import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { ProblemError, problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { sql } from '../kernel/db.ts'
import { open } from '../kernel/cipher.ts'
import { splitRecordId, uuidv7 } from '../kernel/id.ts'
import { tooLate } from '../kernel/lifecycle.ts'
import { dayInWords, isWorkingDay, officeEnd } from '../kernel/working-days.ts'
import { activeOrg, activeOrgs, unionAbove, type OrgRow } from '../org/org.ts'
import { closeTasks, moveDue, openTask } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { concernLife } from './lifecycle.ts'
import { dueOf } from './limits.ts'
import { openConcern, partiesOf, pendingOf, staffStep, stepsOf } from './parties.ts'
import { concernById, dayEnd, type ConcernRecord } from './queries.ts'
import { afterCallback, callbackChange, callbackTasks, contactSealed, linkFiles } from './raising.ts'
import { groups, outcomes, speakingNumber, type Outcome } from './words.ts'

const aboutOf = (row: ConcernRecord) => ({ noun: 'concern', area: row.area, id: row.id })
const detailOf = (row: ConcernRecord) => `${row.class_name} · ${speakingNumber(row)}`
const ownerOf = (row: ConcernRecord) => ({ id: row.owner_org, area: row.area })
const names = (orgs: OrgRow[]) => orgs.map((org) => org.name).join('、')

/** Hands the matter to a lead and its assists: a task in each one's own area. */
async function hand(
  c: WriteCtx,
  id: string,
  body: { leadId: number; assistIds: number[]; note?: string; sharePhotos?: boolean },
) {
  const lead = await activeOrg(c.db, body.leadId)
  const assists = (await activeOrgs(c.db, body.assistIds)).filter((org) => org.id !== lead.id)
  const { row, answer } = await staffStep(c, id, 'assign', {
    change: async (one) => {
      const contact = await dueOf(c, one, 'contact', c.now)
      const reply = await dueOf(c, one, 'answer', c.now)
      return {
        lead_org: lead.id,
        assigned_at: c.now,
        contact_due: contact.at,
        answer_due: reply.at,
        due_at: contact.at,
        due_certain: contact.certain && reply.certain,
      }
    },
    text: () => `派给${lead.name}主办${assists.length ? `，${names(assists)}协办` : ''}`,
    note: body.note,
    data: { lead: lead.id, assists: assists.map((org) => org.id) },
  })
  await closeTasks(c, row)
  if (body.sharePhotos) {
    await c.db
      .updateTable('file_link')
      .set({ shared: true })
      .where('area', '=', row.area)
      .where('subject', '=', row.id)
      .execute()
  }
  const task = { about: aboutOf(row), title: row.title, detail: detailOf(row) }
  await openTask(c, {
    ...task,
    org: lead,
    kind: 'handle',
    part: 'lead',
    dueAt: row.contact_due,
    dueCertain: row.due_certain,
  })
  for (const org of assists)
    await openTask(c, {
      ...task,
      org,
      kind: 'assist',
      part: 'assist',
      dueAt: row.answer_due,
      dueCertain: row.due_certain,
    })
  return answer
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
    await openTask(c, {
      org,
      kind: part === 'rally' ? 'rally' : 'assist',
      part,
      about: aboutOf(row),
      title: row.title,
      detail: detailOf(row),
      dueAt,
      dueCertain: row.due_certain,
    })
  }
}

export const handling = {
  async acceptConcern(c) {
    const { title, classCode, urgency, note } = c.body
    const kind = await c.db
      .selectFrom('concern_class')
      .select('code')
      .where('code', '=', classCode)
      .executeTakeFirst()
    if (!kind) throw problem('unknown-class')
    const { row, answer } = await staffStep(c, c.params.id, 'accept', {
      // A more urgent grade shortens the time to hand over, counted from when it was raised.
      change: async (one) => {
        const due = await dueOf(
          c,
          { area: one.area, class_code: classCode, urgency },
          'dispatch',
          one.raised_at,
        )
        return {
          title,
          class_code: classCode,
          urgency,
          accepted_at: c.now,
          dispatch_due: due.at,
          due_at: due.at,
          due_certain: due.certain,
        }
      },
      text: () => '工会已受理',
      note,
    })
    await closeTasks(c, row, { kinds: ['accept'] })
    await openTask(c, {
      org: ownerOf(row),
      kind: 'assign',
      about: aboutOf(row),
      title: row.title,
      detail: detailOf(row),
      dueAt: row.due_at,
      dueCertain: row.due_certain,
    })
    return answer
  },

  async declineConcern(c) {
    const { row, answer } = await staffStep(c, c.params.id, 'decline', {
      change: () => ({ ended_at: c.now, due_at: null }),
      text: () => `不属于工会办理范围，请找：${c.body.channel}`,
      note: c.body.reason,
      data: { channel: c.body.channel },
    })
    await closeTasks(c, row)
    return answer
  },

  assignConcern: (c) => hand(c, c.params.id, c.body),

  async assignMany(c) {
    const done: string[] = []
    const failed: { id: string; problem: string }[] = []
    // In one order for everybody, so that two who assign the same ones wait for each other instead of dying.
    for (const id of [...new Set(c.body.ids)].sort()) {
      // Each has its own savepoint, so one that cannot be assigned takes no other with it.
      await sql`savepoint one`.execute(c.db)
      try {
        await hand(c, id, c.body)
        await sql`release savepoint one`.execute(c.db)
        done.push(id)
      } catch (error) {
        await sql`rollback to savepoint one`.execute(c.db)
        if (!(error instanceof ProblemError)) throw error
        failed.push({
          id,
          problem:
            error.hint ??
            (error.code === 'not-found'
              ? '没有找到'
              : error.code === 'not-yours'
                ? '这一步不由你来办'
                : '现在不能派单'),
        })
      }
    }
    return { done, failed }
  },

  takeUpConcern: async (c) =>
    (await staffStep(c, c.params.id, 'take-up', { text: () => `${c.staff().acting.orgName}已接单` })).answer,

  async sendBackConcern(c) {
    const { acting } = c.staff()
    const { row, answer } = await staffStep(c, c.params.id, 'send-back', {
      change: async (one) => {
        const due = await dueOf(c, one, 'dispatch', c.now)
        return { lead_org: null, dispatch_due: due.at, due_at: due.at, due_certain: due.certain }
      },
      text: () => `${acting.orgName}退回`,
      note: c.body.reason,
    })
    await closeTasks(c, row, { orgId: acting.orgId, state: 'sent-back', reply: c.body.reason })
    await closeTasks(c, row, { kinds: ['approve'], state: 'cancelled' })
    await c.db
      .updateTable('concern_extension')
      .set({ state: 'refused', decision_note: '承办单位已退回' })
      .where('area', '=', row.area)
      .where('concern_id', '=', row.id)
      .where('state', '=', 'asked')
      .execute()
    await openTask(c, {
      org: ownerOf(row),
      kind: 'reassign',
      about: aboutOf(row),
      title: row.title,
      detail: `${detailOf(row)} · ${acting.orgName}退回：${c.body.reason.slice(0, 60)}`,
      dueAt: row.due_at,
      dueCertain: row.due_certain,
    })
    return answer
  },

  async contactConcern(c) {
    const { row, answer } = await staffStep(c, c.params.id, 'contact', {
      // Only the first contact counts for the response rate.
      change: (one) => ({ contacted_at: one.contacted_at ?? c.now, due_at: one.answer_due }),
      text: () => '已联系职工',
      note: c.body.note,
      data: { how: c.body.how },
    })
    await moveDue(c, row, ['handle'], row.answer_due, row.due_certain)
    return answer
  },

  async progressConcern(c) {
    const { row, answer } = await staffStep(c, c.params.id, 'progress', {
      text: () => '登记了进展',
      note: c.body.note,
    })
    await linkFiles(c, row, 'progress', c.body.photos)
    return answer
  },

  async contributeConcern(c) {
    const { acting } = c.staff()
    const { row, answer } = await staffStep(c, c.params.id, 'contribute', {
      text: () => `${acting.orgName}回复了意见`,
      note: c.body.note,
    })
    await linkFiles(c, row, 'contribute', c.body.photos)
    await closeTasks(c, row, { orgId: acting.orgId, parts: ['assist', 'rally'], reply: c.body.note })
    return { ...answer, can: answer.can.filter((step) => step !== 'contribute') }
  },

  async addAssist(c) {
    const orgs = await activeOrgs(c.db, c.body.orgIds)
    const { row, answer } = await staffStep(c, c.params.id, 'add-assist', {
      text: () => `请${names(orgs)}协办`,
      note: c.body.note,
    })
    await call(c, row, orgs, 'assist', row.answer_due)
    return answer
  },

  async rallyConcern(c) {
    const orgs = await activeOrgs(c.db, c.body.orgIds)
    const { row, answer } = await staffStep(c, c.params.id, 'rally', {
      text: () => `${c.staff().acting.orgName}吹哨，请${names(orgs)}一起办`,
      note: c.body.note,
      data: { meetAt: c.body.meetAt ?? null },
    })
    await call(c, row, orgs, 'rally', c.body.meetAt ? new Date(c.body.meetAt) : row.answer_due)
    return answer
  },

  async pressConcern(c) {
    const { row, answer } = await staffStep(c, c.params.id, 'press', {
      text: () => `${c.staff().acting.orgName}督办`,
      note: c.body.note,
    })
    await closeTasks(c, row, { kinds: ['decide'], orgId: c.staff().acting.orgId })
    return answer
  },

  async escalateConcern(c) {
    const above = await unionAbove(c.db, c.staff().acting.path)
    if (!above) throw problem('unknown-org', { hint: '已是最高一级，没有上级工会可报。' })
    const { row, answer } = await staffStep(c, c.params.id, 'escalate', {
      change: (one) => ({ escalation: one.escalation + 1 }),
      text: () => `已上报${above.name}`,
      note: c.body.note,
    })
    await openTask(c, {
      org: above,
      kind: 'decide',
      about: aboutOf(row),
      title: row.title,
      detail: `${detailOf(row)} · 下级上报，请督办`,
      dueAt: row.due_at,
      dueCertain: row.due_certain,
    })
    return answer
  },

  async askExtension(c) {
    const { acting, name } = { ...c.staff() }
    const { until, reason } = c.body
    const { row, answer } = await staffStep(c, c.params.id, 'ask-extension', {
      needs: async (one) => {
        if (one.answer_due && dayEnd(until) <= one.answer_due) throw problem('until-too-early')
        const pending = await c.db
          .selectFrom('concern_extension')
          .select('id')
          .where('area', '=', one.area)
          .where('concern_id', '=', one.id)
          .where('state', '=', 'asked')
          .executeTakeFirst()
        if (pending) throw problem('extension-pending')
      },
      text: () => `${acting.orgName}申请延期到${dayInWords(until)}`,
      note: reason,
    })
    await c.db
      .insertInto('concern_extension')
      .values({
        area: row.area,
        id: uuidv7(c.now.getTime()),
        concern_id: row.id,
        asked_by: `${acting.orgShortName} ${name}`,
        org_id: acting.orgId,
        asked_at: c.now,
        reason,
        until,
        state: 'asked',
      })
      .execute()
    await openTask(c, {
      org: ownerOf(row),
      kind: 'approve',
      about: aboutOf(row),
      title: `延期申请：${row.title}`,
      detail: `${detailOf(row)} · 申请延到${until}`,
      dueAt: row.answer_due,
      dueCertain: row.due_certain,
    })
    return { ...answer, can: answer.can.filter((step) => step !== 'ask-extension') }
  },

  grantExtension: (c) => decideExtension(c, c.params.id, true, c.body.note),
  refuseExtension: (c) => decideExtension(c, c.params.id, false, c.body.note),

  async answerConcern(c) {
    const { acting, name } = c.staff()
    const { row, answer } = await staffStep(c, c.params.id, 'answer', {
      change: async (one) => {
        const due = await dueOf(c, one, 'call-back', c.now)
        return {
          answer: c.body.text,
          answer_claim: c.body.claim,
          answer_by: `${acting.orgShortName} ${name}`,
          answered_at: c.now,
          call_back_due: due.at,
          due_at: due.at,
          due_certain: due.certain,
          called_back_at: null,
          outcome: null,
          satisfaction: null,
        }
      },
      text: () => `${acting.orgName}答复：${outcomes[c.body.claim]}`,
    })
    await linkFiles(c, row, 'answer', c.body.photos)
    await c.db
      .updateTable('concern_extension')
      .set({ state: 'refused', decision_note: '已答复，不再需要' })
      .where('area', '=', row.area)
      .where('concern_id', '=', row.id)
      .where('state', '=', 'asked')
      .execute()
    await closeTasks(c, row, { kinds: ['handle'] })
    await closeTasks(c, row, { kinds: ['approve', 'assist', 'rally', 'decide'], state: 'cancelled' })
    await openTask(c, {
      org: ownerOf(row),
      kind: 'call-back',
      about: aboutOf(row),
      title: row.title,
      detail: `${detailOf(row)} · ${(await pendingOf(c, row)).raiser ? '等职工确认“解决”与“满意”' : '没有可以回访的职工，请核实后办结'}`,
      dueAt: row.due_at,
      dueCertain: row.due_certain,
    })
    return answer
  },

  async callBack(c) {
    const said = { outcome: c.body.outcome as Outcome, satisfaction: c.body.satisfaction }
    const { row } = await staffStep(c, c.params.id, 'call-back', {
      needs: async (one) => {
        if (!(await pendingOf(c, one)).raiser) throw problem('no-raiser')
      },
      to: () => afterCallback(said.outcome),
      change: (one) => callbackChange(c, one, said),
      text: () => `工会回访，职工答“${outcomes[said.outcome]}”`,
      note: c.body.note,
      data: { ...said, by: 'phone' },
    })
    await callbackTasks(c, row)
    return stepped(c, row)
  },

  async closeConcern(c) {
    let why = ''
    const { row, answer } = await staffStep(c, c.params.id, 'close', {
      needs: async (one) => {
        if (one.status !== 'answered') return
        const { raiser } = await pendingOf(c, one)
        why = raiser ? '联系不上职工' : '没有可以回访的职工，核实后'
        if (c.body.note) return
        const message = raiser
          ? '没有回访就办结，须写明为什么联系不上职工'
          : '没有职工可以回访，须写明怎样核实的'
        throw problem('bad-input', { fields: [{ path: 'note', message }] })
      },
      change: () => ({ ended_at: c.now, due_at: null }),
      text: (one) => (one.status === 'answered' ? `${why}办结（不计入三率）` : '办结'),
      note: c.body.note,
    })
    await closeTasks(c, row)
    return answer
  },

  async reopenConcern(c) {
    const { row, answer } = await staffStep(c, c.params.id, 'reopen', {
      change: async (one) => {
        const due = await dueOf(c, one, 'dispatch', c.now)
        return {
          reopened: one.reopened + 1,
          ended_at: null,
          lead_org: null,
          dispatch_due: due.at,
          due_at: due.at,
          due_certain: due.certain,
        }
      },
      text: () => '重新办理',
      note: c.body.note,
    })
    await closeTasks(c, row)
    await openTask(c, {
      org: ownerOf(row),
      kind: 'reassign',
      about: aboutOf(row),
      title: row.title,
      detail: `${detailOf(row)} · 重新办理`,
      dueAt: row.due_at,
      dueCertain: row.due_certain,
    })
    return answer
  },

  async mergeConcern(c) {
    if (c.body.into === c.params.id) throw problem('same-concern')
    const into = await mergeTarget(c, c.params.id, c.body.into)
    const { row, answer } = await staffStep(c, c.params.id, 'merge', {
      change: () => ({ merged_area: into.area, merged_id: into.id, ended_at: c.now, due_at: null }),
      text: () => `并入 ${speakingNumber(into)}，一起办`,
      note: c.body.note,
      data: { into: c.body.into },
    })
    await closeTasks(c, row)
    await judge(c, row, into, 'merged')
    await c.append({
      area: into.area,
      noun: 'concern',
      subject: into.id,
      type: 'concern.joined',
      text: '另一位职工反映了同一件事，并在一起办',
      shown: 'public',
      data: { from: c.params.id },
    })
    return answer
  },

  async keepApart(c) {
    const other = await openConcern(c, c.body.other)
    const { row, answer } = await staffStep(c, c.params.id, 'keep-apart', {
      text: () => `与 ${speakingNumber(other)} 不是同一件事`,
    })
    await judge(c, row, other, 'apart')
    await closeTasks(c, row, { kinds: ['decide'], orgId: c.staff().acting.orgId })
    return { ...answer, can: (await stepped(c, row)).can }
  },

  async addRaiser(c) {
    const row = await openConcern(c, c.params.id, true)
    const parties = await partiesOf(c, row)
    if (!parties.has('owner')) throw problem('not-yours')
    if ((await pendingOf(c, row)).raiser) throw problem('raiser-known')
    const { data_key } = await c.db
      .selectFrom('concern_raiser')
      .select('data_key')
      .where('area', '=', row.area)
      .where('concern_id', '=', row.id)
      .executeTakeFirstOrThrow()
    await c.db
      .updateTable('concern_raiser')
      .set(contactSealed(c.services.keyring, data_key, { id: row.id, ...c.body }))
      .where('area', '=', row.area)
      .where('concern_id', '=', row.id)
      .execute()
    await c.append({
      area: row.area,
      noun: 'concern',
      subject: row.id,
      type: 'concern.raiser-added',
      text: '补登了反映人的电话',
      shown: 'owner',
    })
    return { can: await stepsOf(c, row, parties) }
  },

  async revealContact(c) {
    const row = await openConcern(c, c.params.id)
    const parties = await partiesOf(c, row)
    if (!parties.has('owner') && !parties.has('lead')) throw problem('not-yours')
    if (row.sealed) throw problem('sealed')
    const raiser = await c.db
      .selectFrom('concern_raiser')
      .select(['data_key', 'name', 'phone'])
      .where('area', '=', row.area)
      .where('concern_id', '=', row.id)
      .executeTakeFirst()
    await c.append({
      area: row.area,
      noun: 'concern',
      subject: row.id,
      type: 'concern.contact-read',
      text: `${c.staff().acting.orgName}查看了联系方式`,
      shown: 'owner',
    })
    const read = (field: Buffer | null | undefined, name: string) =>
      raiser && field ? open(c.services.keyring, raiser.data_key, field, `concern/${row.id}/${name}`) : null
    return { name: read(raiser?.name, 'name') ?? '未留姓名', phone: read(raiser?.phone, 'phone') }
  },
} satisfies Partial<Stories<typeof concernRoutes>>

/**
 * The concern another is merged into, still open. Where both stand in one area both are locked, always in the same
 * order, so that two who merge each into the other cannot end both.
 */
async function mergeTarget(c: Ctx, from: string, into: string): Promise<ConcernRecord> {
  const [own, other] = [splitRecordId(from), splitRecordId(into)]
  const together = own !== null && own.area === other?.area
  if (together && from < into) await openConcern(c, from, true)
  const target = await openConcern(c, into, together)
  if (!(groups.open as readonly string[]).includes(target.status)) throw await tooLate(c, concernLife, target)
  return target
}

async function stepped(c: Ctx, row: ConcernRecord) {
  const latest = (await concernById(c.db, row.area, row.id))!
  return {
    id: `${row.area}-${row.id}`,
    status: latest.status,
    can: await stepsOf(c, latest),
    version: latest.version,
  }
}

async function judge(c: WriteCtx, row: ConcernRecord, other: ConcernRecord, state: 'apart' | 'merged') {
  await c.db
    .insertInto('concern_pair')
    .values({
      area: row.area,
      id: uuidv7(c.now.getTime()),
      concern_id: row.id,
      other_area: other.area,
      other_id: other.id,
      score: 1,
      state,
      at: c.now,
    })
    .onConflict((oc) =>
      oc.columns(['area', 'concern_id', 'other_area', 'other_id']).doUpdateSet({ state, at: c.now }),
    )
    .execute()
}

async function decideExtension(c: WriteCtx, id: string, grant: boolean, note: string | undefined) {
  let asked: { area: number; id: string; until: string } | undefined
  const { acting, name } = c.staff()
  const calendar = await c.services.calendar()
  const { row, answer } = await staffStep(c, id, grant ? 'grant-extension' : 'refuse-extension', {
    // Read once the concern is locked: another may have decided while we waited.
    needs: async (one) => {
      asked = await c.db
        .selectFrom('concern_extension')
        .select(['area', 'id', 'until'])
        .where('area', '=', one.area)
        .where('concern_id', '=', one.id)
        .where('state', '=', 'asked')
        .executeTakeFirst()
      if (!asked) throw problem('not-now', { hint: '没有等待审批的延期申请。' })
    },
    change: (one) => {
      if (!grant || !asked) return {}
      const until = officeEnd(asked.until)
      const { published } = isWorkingDay(asked.until, calendar)
      return { answer_due: until, due_certain: published, ...(one.contacted_at ? { due_at: until } : {}) }
    },
    text: () => (grant ? `同意延期到${dayInWords(asked!.until)}` : '不同意延期'),
    note,
  })
  if (asked) {
    await c.db
      .updateTable('concern_extension')
      .set({
        state: grant ? 'granted' : 'refused',
        decided_by: `${acting.orgShortName} ${name}`,
        decision_note: note ?? null,
      })
      .where('area', '=', asked.area)
      .where('id', '=', asked.id)
      .execute()
  }
  await closeTasks(c, row, { kinds: ['approve'] })
  if (grant) await moveDue(c, row, ['handle', 'assist'], row.due_at, row.due_certain)
  return { ...answer, can: (await stepped(c, row)).can }
}
