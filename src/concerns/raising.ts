import type { Ctx, WriteCtx } from '../kernel/context.ts'
import type { BodyOf } from '../kernel/contract.ts'
import { lookupHash, newPersonKey, seal, type Keyring } from '../kernel/cipher.ts'
import { digestOf } from '../kernel/file-ticket.ts'
import { recordId, splitRecordId, uuidv7 } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import { activityRoutes } from '../activities/contract.ts'
import type { Stories } from '../kernel/route.ts'
import { can, transition } from '../kernel/lifecycle.ts'
import { sql } from '../kernel/db.ts'
import { covers } from '../kernel/scope.ts'
import { activeOrg, unionAbove } from '../org/org.ts'
import { closeTasks, openTask } from '../tasks/task.ts'
import { maskPhone, normalisePhone } from '../people/formats.ts'
import { concernLife, type Party } from './lifecycle.ts'
import { asDue, dueOf, rulesInForce } from './limits.ts'
import { fingerprint, similarity, LIKELY_SAME } from './similarity.ts'
import { codeFits, followHash } from './follow.ts'
import { raisedBy, raiserParts } from './parties.ts'
import type { concernRoutes, OwnConcern, Progress } from './contract.ts'
import { candidates, concernById, concernByNumber, nextRunning, type ConcernRecord } from './queries.ts'
import {
  outcomes,
  satisfactions,
  speakingNumber,
  type Outcome,
  type Satisfaction,
  type Source,
  type Status,
  type Step,
} from './words.ts'

export type NewConcern = {
  area: number
  id: string
  classCode: string
  title: string
  text: string
  place?: string
  position?: { lng: number; lat: number }
  urgency?: string
  source: Source
  ownerOrg: { id: number; name: string; path: string; area: number }
  sealed: boolean
  name?: string
  phone?: string
  newForm?: string
  code?: string
  photos?: string[]
  person?: { area: number; id: string }
  activityId?: string
}

/** What is known of a concern that was just made. */
export type Created = Pick<
  ConcernRecord,
  'area' | 'id' | 'year' | 'running' | 'status' | 'version' | 'due_at' | 'due_certain' | 'owner_name'
>

/**
 * The columns that hold who raised a concern, sealed with its own key.
 * @throws phone-format
 */
export function contactSealed(
  ring: Keyring,
  key: Buffer,
  who: { id: string; name?: string; phone?: string },
) {
  const phone = who.phone ? normalisePhone(who.phone) : null
  if (who.phone && !phone)
    throw problem('phone-format', { fields: [{ path: 'phone', message: '请填11位手机号' }] })
  return {
    name: who.name ? seal(ring, key, who.name, `concern/${who.id}/name`) : null,
    phone: phone ? seal(ring, key, phone, `concern/${who.id}/phone`) : null,
    phone_masked: phone ? maskPhone(phone) : null,
    phone_hash: phone ? lookupHash(ring, 'phone', phone) : null,
  }
}

/**
 * Writes a new concern with its raiser, files, first deadline, task for the owning union and event. The running
 * number is taken last: its row is locked until the commit.
 * @throws unknown-class, phone-format, unknown-file
 */
export async function createConcern(c: WriteCtx, concern: NewConcern): Promise<Created> {
  const kind = (await rulesInForce.of(c.services.db)).classes.get(concern.classCode)
  if (!kind?.active) throw problem('unknown-class')
  const { area, id } = concern
  const urgency = concern.urgency ?? kind.urgency
  const due = await dueOf(c, { area, class_code: concern.classCode, urgency }, 'dispatch', c.now)
  const year = Number(new Date(c.now.getTime() + 8 * 3_600_000).toISOString().slice(0, 4))
  const anchor = await c.services.areas.anchor(area, concern.ownerOrg.path)
  const ring = c.services.keyring
  const key = newPersonKey(ring)
  const raiser = {
    area,
    concern_id: id,
    data_key: key,
    ...contactSealed(ring, key, concern),
    new_form: concern.newForm ?? null,
    person_area: concern.person?.area ?? null,
    person_id: concern.person?.id ?? null,
  }
  const words = fingerprint(`${concern.place ?? ''}${concern.text}`)
  // From here to the commit all others who raise something in this area this year wait.
  const running = await nextRunning(c.db, area, year)
  await c.db
    .insertInto('concern')
    .values({
      area,
      id,
      year,
      running,
      class_code: concern.classCode,
      urgency,
      status: concernLife.initial,
      source: concern.source,
      title: concern.title,
      text: concern.text,
      place: concern.place ?? '',
      lng: concern.position?.lng ?? null,
      lat: concern.position?.lat ?? null,
      owner_org: concern.ownerOrg.id,
      anchor_org: anchor,
      sealed: concern.sealed,
      fingerprint: words,
      follow_hash: concern.code ? followHash(area, id, concern.code) : null,
      raised_at: c.now,
      dispatch_due: due.at,
      due_at: due.at,
      due_certain: due.certain,
      activity_id: concern.activityId ?? null,
    })
    .execute()
  await c.db.insertInto('concern_raiser').values(raiser).execute()
  await linkFiles(c, { area, id, sealed: concern.sealed }, 'raise', concern.photos)
  const number = speakingNumber({ area, year, running })
  await openTask(c, {
    org: concern.ownerOrg,
    kind: 'accept',
    about: { noun: 'concern', area, id },
    title: concern.title,
    detail: `${kind.name} · ${number}`,
    dueAt: due.at,
    dueCertain: due.certain,
  })
  await c.append({
    area,
    noun: 'concern',
    subject: id,
    type: 'concern.raised',
    text: {
      worker: '职工反映了这件事',
      officer: '工会登记了这件事',
      hearing: '座谈会上提出了这件事',
      intake: '工会从报道中登记了这件事',
    }[concern.source],
    shown: 'public',
    orgId: concern.ownerOrg.id,
    data: { number, class: concern.classCode },
  })
  return {
    area,
    id,
    year,
    running,
    status: concernLife.initial,
    version: 1,
    due_at: due.at,
    due_certain: due.certain,
    owner_name: concern.ownerOrg.name,
  }
}

/** The activity's own id, once it is known to be there and of the concern's area. */
async function ownActivity(c: Ctx, wire: string, area: number): Promise<string> {
  const key = splitRecordId(wire)!
  if (key.area !== area)
    throw problem('bad-input', { fields: [{ path: 'activityId', message: '活动应与诉求在同一地区' }] })
  await c.ask(activityRoutes.showActivity, { params: { id: wire } })
  return key.id
}

/**
 * Files must have been uploaded before. What the raiser of a sealed concern sends stays with the owning union: a
 * photo can name the one who took it.
 * @throws unknown-file
 */
export async function linkFiles(
  c: Ctx,
  about: { area: number; id: string; sealed: boolean },
  part: string,
  /** What the uploads answered. */
  photos: string[] | undefined,
) {
  if (!photos?.length) return
  const digests = new Set(photos.map((ticket) => digestOf(c.services.keyring, ticket)))
  if (digests.has(null)) throw problem('unknown-file')
  const stored = await c.db
    .selectFrom('stored_file')
    .select(['sha256', 'mime'])
    .where('sha256', 'in', [...digests] as string[])
    // Against the sweep of uploads that nothing took.
    .forKeyShare()
    .execute()
  if (stored.length !== digests.size) throw problem('unknown-file')
  await c.db
    .insertInto('file_link')
    .values(
      stored.map((file) => ({
        area: about.area,
        noun: 'concern',
        subject: about.id,
        sha256: file.sha256,
        mime: file.mime,
        part,
        shared: !(about.sealed && (part === 'raise' || part === 'supplement')),
        at: c.now,
      })),
    )
    .onConflict((oc) => oc.doNothing())
    .execute()
}

/** A title before an officer has written one: the place and the class say enough, the worker's words stay unpublished. */
const plainTitle = (text: string): string => {
  const said = text.split(/[\n。！？!?]/).map((one) => one.trim())
  // 我是快递员。 says who, not what: the first words that are long enough to be a matter.
  const line = said.find((one) => one.length >= 8) ?? said.find(Boolean) ?? text.trim()
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}

/** What the worker reads: the state of the matter as a person would say it. */
type Told = Pick<ConcernRecord, 'owner_name' | 'lead_name'> &
  Partial<Pick<ConcernRecord, 'outcome' | 'satisfaction'>>
const sentences: Record<Status, (row: Told) => string> = {
  received: (row) => `${row.owner_name}已收到，正在看`,
  accepted: (row) => `${row.owner_name}已受理，正在找负责的单位`,
  declined: () => '这件事不归工会办，已告诉你该找谁',
  assigned: (row) => `已交给${row.lead_name ?? '承办单位'}，等它接手`,
  'sent-back': (row) => `承办单位退回了，${row.owner_name}正在重新安排`,
  'taken-up': (row) => `${row.lead_name ?? '承办单位'}已接手，将联系你`,
  contacted: (row) => `${row.lead_name ?? '承办单位'}已联系过，正在办`,
  'in-progress': (row) => `${row.lead_name ?? '承办单位'}正在办`,
  answered: () => '已有答复，请你说说：解决了吗，满意吗',
  'called-back': () => '谢谢你的回答，工会正在看下一步',
  closed: () => '已办结',
  reopened: (row) => `你说还没解决，${row.owner_name}正在重新办`,
  merged: () => '与另一件相同的事并在一起办',
  withdrawn: () => '你已撤回',
}

/** The same to whoever looks it up: they are not the one who raised it. */
const publicSentences: Partial<typeof sentences> = {
  declined: () => '这件事不归工会办，已告知该找谁',
  'taken-up': (row) => `${row.lead_name ?? '承办单位'}已接手`,
  answered: () => '已有答复，等职工说解决了没有',
  'called-back': () => '职工已答复，工会正在看下一步',
  reopened: (row) => `职工说还没解决，${row.owner_name}正在重新办`,
  withdrawn: () => '职工已撤回',
  closed: ({ outcome, satisfaction }) =>
    outcome && satisfaction
      ? `职工说：${outcomes[outcome as Outcome]}，${satisfactions[satisfaction as Satisfaction]}`
      : '已办结',
}

/** The public progress: class, place, state, steps and commitments; no one's words, no handler's people. */
export async function progressOf(c: Ctx, row: ConcernRecord): Promise<Progress> {
  const calendar = await c.services.calendar()
  const events = await c.db
    .selectFrom('event')
    .select(['at', 'text'])
    .where('area', '=', row.area)
    .where('subject', '=', row.id)
    .where('shown', '=', 'public')
    .orderBy('id')
    .limit(200)
    .execute()
  const { rows: commitments } = await sql<{ text: string; by: string; dueOn: string | null; status: string }>`
    select m.text, o.name as by, m.due_on as "dueOn", m.status from commitment_concern x
    join commitment m on m.area = x.area and m.id = x.commitment_id join org o on o.id = m.promiser_org
    where x.concern_area = ${row.area} and x.concern_id = ${row.id} order by m.created_at`.execute(c.db)
  const into =
    row.merged_area && row.merged_id ? await concernById(c.db, row.merged_area, row.merged_id) : null
  return {
    id: recordId(row.area, row.id),
    number: speakingNumber(row),
    // Until an officer has accepted it and put it in words, only class and place are public.
    title: row.accepted_at ? row.title : row.class_name,
    className: row.class_name,
    place: row.accepted_at ? row.place : '',
    status: row.status,
    sentence: (publicSentences[row.status] ?? sentences[row.status])(row),
    raisedAt: row.raised_at.toISOString(),
    due: asDue(row.due_at, row.due_certain, c.now, calendar),
    steps: events.map((event) => ({ at: event.at.toISOString(), text: event.text })),
    commitments,
    mergedInto: into ? speakingNumber(into) : null,
    outcome: row.outcome as Outcome | null,
    satisfaction: row.satisfaction as Satisfaction | null,
  }
}

const raiser: ReadonlySet<Party> = new Set(['raiser'])
/** Reads that the worker is told of. */
const readTypes = ['concern.contact-read', 'concern.identity-opened', 'concern.identity-read']

export async function ownOf(c: Ctx, row: ConcernRecord): Promise<OwnConcern> {
  const events = await c.db
    .selectFrom('event')
    .leftJoin('org', 'org.id', 'event.org_id')
    .select(['event.at', 'event.type', 'event.text', 'event.note', 'org.name as org'])
    .where('event.area', '=', row.area)
    .where('subject', '=', row.id)
    .where('type', 'in', readTypes)
    .orderBy('event.id')
    .execute()
  const files = await c.db
    .selectFrom('file_link')
    .select(['sha256', 'part'])
    .where('area', '=', row.area)
    .where('subject', '=', row.id)
    .where('part', 'in', raiserParts)
    .orderBy('at')
    .execute()
  const progress = await progressOf(c, row)
  // What became of the matter it is handled with is what its raiser waits for.
  const into =
    row.merged_area && row.merged_id ? await concernById(c.db, row.merged_area, row.merged_id) : null
  return {
    ...progress,
    sentence: into
      ? `与另一件相同的事并在一起办：${(publicSentences[into.status] ?? sentences[into.status])(into)}`
      : sentences[row.status](row),
    due: into ? asDue(into.due_at, into.due_certain, c.now, await c.services.calendar()) : progress.due,
    title: row.title,
    place: row.place,
    text: row.text,
    sealed: row.sealed,
    answer: into?.answer
      ? // Its photos hang on the other record, which is not this raiser's to open.
        {
          text: into.answer,
          claim: into.answer_claim as Outcome,
          at: into.answered_at!.toISOString(),
          files: [],
        }
      : row.answer
        ? {
            text: row.answer,
            claim: row.answer_claim as Outcome,
            at: row.answered_at!.toISOString(),
            files: files.filter((file) => file.part === 'answer').map((file) => file.sha256),
          }
        : null,
    can: can(concernLife, row.status, raiser),
    readers: events.map((event) => ({
      at: event.at.toISOString(),
      org: event.org ?? '',
      what: [event.text, event.type === 'concern.identity-opened' && event.note && `理由：${event.note}`]
        .filter(Boolean)
        .join('，'),
    })),
    files: files.filter((file) => file.part !== 'answer').map((file) => file.sha256),
  }
}

async function byCode(
  c: WriteCtx,
  key: { number: string; code: string },
  lock = false,
): Promise<ConcernRecord> {
  const row = await concernByNumber(c.db, key.number, lock)
  if (!row || !codeFits(row, key.code)) throw problem('wrong-code')
  return row
}

async function raiserStep(
  c: WriteCtx,
  key: { number: string; code: string },
  step: Step,
  take: Omit<Parameters<typeof transition<Status, Step, Party, ConcernRecord>>[3], 'load' | 'parties'>,
) {
  const { row } = await transition<Status, Step, Party, ConcernRecord>(c, concernLife, step, {
    load: () => byCode(c, key, true),
    parties: () => Promise.resolve(raiser),
    ...take,
  })
  return (await concernById(c.db, row.area, row.id))!
}

/**
 * What a callback leads to, whoever wrote it down: solved closes, unsolved reopens and escalates, between the two
 * the union decides. 解决 and 满意 are the worker's own two answers.
 */
export const afterCallback = (outcome: Outcome): Status =>
  outcome === 'solved' ? 'closed' : outcome === 'unsolved' ? 'reopened' : 'called-back'

export async function callbackChange(
  c: WriteCtx,
  row: ConcernRecord,
  said: { outcome: Outcome; satisfaction: Satisfaction },
) {
  const status = afterCallback(said.outcome)
  const again = status === 'reopened' ? await dueOf(c, row, 'dispatch', c.now) : null
  return {
    outcome: said.outcome,
    satisfaction: said.satisfaction,
    called_back_at: c.now,
    ended_at: status === 'closed' ? c.now : null,
    due_at: again?.at ?? null,
    due_certain: again?.certain ?? row.due_certain,
    ...(again
      ? { reopened: row.reopened + 1, escalation: row.escalation + 1, dispatch_due: again.at, lead_org: null }
      : {}),
  }
}

/** The tasks a callback closes and opens. */
export async function callbackTasks(c: WriteCtx, row: ConcernRecord) {
  const about = { noun: 'concern', area: row.area, id: row.id }
  await closeTasks(c, about)
  const owner = { id: row.owner_org, area: row.area }
  const detail = `${row.class_name} · ${speakingNumber(row)}`
  if (row.status === 'called-back')
    await openTask(c, {
      org: owner,
      kind: 'decide',
      about,
      title: row.title,
      detail: `${detail} · 职工答“${row.outcome === 'explained' ? '已解释' : '部分解决'}”，办结还是重办`,
    })
  if (row.status === 'reopened') {
    await openTask(c, {
      org: owner,
      kind: 'reassign',
      about,
      title: row.title,
      detail: `${detail} · 职工答“未解决”`,
      dueAt: row.due_at,
      dueCertain: row.due_certain,
    })
    const above = await unionAbove(c.db, row.owner_path)
    if (above)
      await openTask(c, {
        org: above,
        kind: 'decide',
        about,
        title: row.title,
        detail: `${detail} · 未解决，第${row.escalation}次上报，请督办`,
        dueAt: row.due_at,
        dueCertain: row.due_certain,
      })
    await c.append({
      area: row.area,
      noun: 'concern',
      subject: row.id,
      type: 'concern.escalated',
      text: above ? `未解决，已上报${above.name}` : '未解决，已升级办理',
      shown: 'public',
      orgId: row.owner_org,
    })
  }
}

export const raising = {
  async raiseConcern(c) {
    const { body } = c
    const key = splitRecordId(body.id)!
    const root = await c.services.areas.root(key.area)
    if (!root) throw problem('unknown-area')
    const same = body.sameAs ? splitRecordId(body.sameAs) : null
    const row = await createConcern(c, {
      ...key,
      classCode: body.classCode,
      title: plainTitle(body.text),
      text: body.text,
      place: body.place,
      position: body.position,
      source: 'worker',
      // The root of an area is never dissolved, so it needs no second look.
      ownerOrg: { id: root.orgId, name: root.orgName, path: root.path, area: root.code },
      sealed: body.sealed,
      name: body.name,
      phone: body.phone,
      newForm: body.newForm,
      code: body.code,
      photos: body.photos,
      person: c.actor.kind === 'worker' ? { area: c.actor.area, id: c.actor.personId } : undefined,
    })
    if (same && (await concernById(c.db, same.area, same.id))) {
      await c.db
        .insertInto('concern_pair')
        .values({
          area: row.area,
          id: uuidv7(c.now.getTime()),
          concern_id: row.id,
          other_area: same.area,
          other_id: same.id,
          score: 1,
          state: 'named',
          at: c.now,
        })
        .execute()
    }
    return {
      id: body.id,
      number: speakingNumber(row),
      sentence: sentences.received({ owner_name: row.owner_name, lead_name: null }),
      due: asDue(row.due_at, row.due_certain, c.now, await c.services.calendar()),
    }
  },

  async registerConcern(c) {
    const { body } = c
    const { acting } = c.staff()
    const owner =
      body.ownerId && body.ownerId !== acting.orgId
        ? await activeOrg(c.db, body.ownerId)
        : await activeOrg(c.db, acting.orgId)
    // A matter is given to the union itself or one below it; elsewhere it would lie on a desk nobody here may see.
    if (!covers(await c.scope(), owner.area, owner.path)) throw problem('unknown-org')
    const key = splitRecordId(body.id)!
    if (owner.area !== key.area)
      throw problem('bad-input', { fields: [{ path: 'id', message: '编号的地区应是受理工会所在地区' }] })
    const row = await createConcern(c, {
      ...key,
      classCode: body.classCode,
      title: body.title,
      text: body.text,
      place: body.place,
      urgency: body.urgency,
      source: body.source as Source,
      ownerOrg: owner,
      sealed: body.sealed,
      name: body.name,
      phone: body.phone,
      newForm: body.newForm,
      photos: body.photos,
      activityId: body.activityId ? await ownActivity(c, body.activityId, key.area) : undefined,
    })
    return {
      id: body.id,
      status: row.status,
      can: can(concernLife, row.status, new Set<Party>(owner.id === acting.orgId ? ['owner'] : [])),
      version: row.version,
    }
  },

  async findSimilar(c) {
    const { area, classCode, text, place } = c.query
    const words = `${place ?? ''}${text}`
    const rows = await candidates(c.db, { area, classCode, fingerprint: fingerprint(words), openOnly: true })
    const reads = c.actor.kind === 'account' && c.actor.acting && c.actor.verbs.has('concern.read')
    const scope = reads ? await c.scope() : null
    const items = rows
      // Only what an officer has accepted and titled is shown to others; the union itself sees all it received.
      .filter(
        (row) => row.accepted_at !== null || (scope !== null && covers(scope, row.area, row.owner_path)),
      )
      .map((row) => ({
        id: recordId(row.area, row.id),
        number: speakingNumber(row),
        title: row.title,
        className: row.class_name,
        place: row.place,
        status: row.status,
        raisedAt: row.raised_at.toISOString(),
        score: similarity(words, `${row.place}${row.text}`),
      }))
      .filter((one) => one.score >= LIKELY_SAME)
      .sort((a, b) => b.score - a.score)
      .slice(0, 3)
    return { items }
  },

  followConcern: async (c) => ownOf(c, await byCode(c, c.body)),

  async rateConcern(c) {
    const said = { outcome: c.body.outcome as Outcome, satisfaction: c.body.satisfaction }
    const row = await raiserStep(c, c.body, 'rate', {
      to: () => afterCallback(said.outcome),
      change: (one) => callbackChange(c, one, said),
      text: () => '职工作了评价',
      note: c.body.note,
      data: said,
      orgId: (one) => one.owner_org,
    })
    await callbackTasks(c, row)
    return ownOf(c, (await concernById(c.db, row.area, row.id))!)
  },

  async supplementConcern(c) {
    const row = await raiserStep(c, c.body, 'supplement', {
      text: () => '职工补充了情况',
      note: c.body.note,
      orgId: (one) => one.owner_org,
    })
    await linkFiles(c, row, 'supplement', c.body.photos)
    return ownOf(c, row)
  },

  async withdrawConcern(c) {
    const row = await raiserStep(c, c.body, 'withdraw', {
      change: () => ({ ended_at: c.now, due_at: null }),
      text: () => '职工撤回了',
      orgId: (one) => one.owner_org,
    })
    await closeTasks(c, row, { state: 'cancelled' })
    return ownOf(c, row)
  },

  async publicProgress(c) {
    const row = await concernByNumber(c.db, c.query.number)
    if (!row) throw problem('not-found')
    return progressOf(c, row)
  },

  async recentProgress(c) {
    const roots = c.query.area ? [c.query.area] : (await c.services.areas.roots()).map((root) => root.code)
    const { rows } = await sql<{ area: number; id: string }>`
      select x.area, x.id from unnest(${roots}::int[]) a(code) cross join lateral (
        select area, id, raised_at from concern where area = a.code and status = 'closed' order by raised_at desc, id desc limit 10) x
      order by x.raised_at desc, x.id desc limit 10`.execute(c.db)
    const items = []
    for (const row of rows) items.push(await progressOf(c, (await concernById(c.db, row.area, row.id))!))
    return { items, next: null }
  },

  async myConcerns(c) {
    if (c.actor.kind !== 'worker') throw problem('not-allowed')
    const items = []
    const raised = await raisedBy(c.db, { area: c.actor.area, id: c.actor.personId })
    // UUIDs of version 7 sort by their time: the newest hundred.
    for (const one of raised.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, 100))
      items.push(await ownOf(c, (await concernById(c.db, one.area, one.id))!))
    return { items: items.sort((a, b) => (a.raisedAt < b.raisedAt ? 1 : -1)) }
  },
} satisfies Partial<Stories<typeof concernRoutes>>

export type RaiseBody = BodyOf<typeof concernRoutes.raiseConcern>
