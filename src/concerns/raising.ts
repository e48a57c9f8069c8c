import { newPersonKey, seal, type Keyring } from '../kernel/cipher.ts'
import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { splitRecordId, uuidv7 } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { covers } from '../kernel/scope.ts'
import { activityRoutes } from '../activities/contract.ts'
import { activeOrg } from '../org/org.ts'
import { maskPhone, normalisePhone } from '../people/formats.ts'
import { openTask } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { followHash } from './follow.ts'
import { concernLife } from './lifecycle.ts'
import { asDue, dueOf, rulesInForce } from './limits.ts'
import { stepped } from './parties.ts'
import { linkFiles } from './photos.ts'
import { raiserPhoneHash, raiserSealed } from './raiser.ts'
import { sentences } from './progress.ts'
import { asSimilar, candidates, concernById, nextRunning, openTitles, type ConcernRecord } from './queries.ts'
import { fingerprint, similarity, LIKELY_SAME } from './similarity.ts'
import { speakingNumber, type Source } from './words.ts'

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
  who: { id: string; sealed: boolean; name?: string; phone?: string },
) {
  const phone = who.phone ? normalisePhone(who.phone) : null
  if (who.phone && !phone)
    throw problem('phone-format', { fields: [{ path: 'phone', message: '请填11位手机号' }] })
  return {
    name: who.name ? seal(ring, key, who.name, `concern/${who.id}/name`) : null,
    phone: phone ? seal(ring, key, phone, `concern/${who.id}/phone`) : null,
    // Beside the roster's own, its digits would tell whose a sealed one is.
    phone_masked: phone && !who.sealed ? maskPhone(phone) : null,
    phone_hash: phone ? raiserPhoneHash(ring, phone, who.sealed) : null,
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
    ...(concern.person ? raiserSealed(ring, key, concern, concern.person) : {}),
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
      follow_hash: concern.code ? followHash(ring, area, id, concern.code) : null,
      raised_at: c.now,
      dispatch_due: due.at,
      first_dispatch_due: due.at,
      due_at: due.at,
      due_from: c.now,
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
    dueFrom: c.now,
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

/** A title before an officer has written one: the place and the class say enough, the worker's words stay unpublished. */
const plainTitle = (text: string): string => {
  const said = text.split(/[\n。！？!?]/).map((one) => one.trim())
  // 我是快递员。 says who, not what: the first words that are long enough to be a matter.
  const line = said.find((one) => one.length >= 8) ?? said.find(Boolean) ?? text.trim()
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}

type Public = Parameters<typeof asSimilar>[0]

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
          named: true,
          at: c.now,
        })
        .execute()
    }
    return {
      id: body.id,
      number: speakingNumber(row),
      sentence: sentences.received({ owner_name: row.owner_name, lead_name: null }),
      due: asDue(row.due_at, row.due_certain, c.now, await c.services.calendar(), c.now),
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
    return stepped(c, row)
  },

  async findSimilar(c) {
    const { area, classCode, text, place } = c.body
    const words = `${place ?? ''}${text}`
    const reads = c.actor.kind === 'account' && c.actor.acting && c.actor.verbs.has('concern.read')
    const alike = <Row extends Public>(rows: Row[], said: (row: Row) => string) =>
      rows
        .map((row) => ({ row, score: similarity(words, said(row)) }))
        .filter(({ score }) => score >= LIKELY_SAME)
        .sort((a, b) => b.score - a.score)
    // Whoever is outside compares with what is public. Compared with the whole text, the answer would say of every
    // guess whether it stands there.
    const open = alike(await openTitles(c.db, { area, classCode }), (row) => `${row.place}${row.title}`)
    const scope = reads ? await c.scope() : null
    const received = scope
      ? alike(
          (
            await candidates(c.db, { area, classCode, fingerprint: fingerprint(words), openOnly: true })
          ).filter((row) => covers(scope, row.area, row.owner_path)),
          (row) => `${row.place}${row.text}`,
        )
      : []
    const found = new Map([...received, ...open].map((one) => [one.row.id, one]))
    return {
      items: [...found.values()].slice(0, 3).map(({ row, score }) => ({
        ...asSimilar(row),
        ...(scope && covers(scope, row.area, row.owner_path) ? { score } : {}),
      })),
    }
  },
} satisfies Partial<Stories<typeof concernRoutes>>
