import { provePhone } from '../accounts/sign-in.ts'
import { forgetSessions, tokenHash } from '../accounts/session.ts'
import { lookupHash } from '../kernel/cipher.ts'
import type { Ctx, WriteCtx } from '../kernel/context.ts'
import type { PersonKey } from '../kernel/keeps.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import type { personRoutes } from './contract.ts'
import { maskPhone } from './formats.ts'
import { about, noteView } from './notes.ts'
import { freeOrSelfMade, readPhone } from './numbers.ts'
import { claim, claimant, openNumber, openProposed, sealedPhone, sealProposed, unclaim } from './person.ts'
import { mine, openPerson, personByKey, type PersonRecord } from './queries.ts'

// A number opens everything raised under it. As long as nobody has signed in with it, it is a word in a roster and
// corrected as one; from then on it changes by its holder's own code, or by two people at the union, and is told.

const hashOf = (c: Ctx, phone: string): Buffer => lookupHash(c.services.keyring, 'phone', phone)

/** The number staff put down for a person that is not theirs yet. */
export const proposedFor = (c: Ctx, person: PersonKey) =>
  c.db
    .selectFrom('proposed_phone')
    .selectAll()
    .where('area', '=', person.area)
    .where('person_id', '=', person.id)
    .executeTakeFirst()

/** The person staff put this holder's number down for, who waits for the holder's word. */
export async function registrationOf(c: Ctx, holder: PersonRecord) {
  const phone = holder.self_made ? openNumber(c, holder, 'phone') : null
  if (!phone) return null
  const found = await c.db
    .selectFrom('proposed_phone')
    .select(['area', 'person_id as id'])
    .where('phone_hash', '=', hashOf(c, phone))
    .where('asked_account', 'is', null)
    .executeTakeFirst()
  return found ?? null
}

export async function dropProposal(c: Ctx, person: PersonKey) {
  await c.db
    .deleteFrom('proposed_phone')
    .where('area', '=', person.area)
    .where('person_id', '=', person.id)
    .execute()
}

/** Puts a number down that somebody has yet to say yes to; it takes the place of one put down before. */
export async function propose(
  c: WriteCtx,
  person: PersonRecord,
  phone: string,
  asked: { reason: string; accountId: string } | null,
) {
  const { acting, name } = c.staff()
  await dropProposal(c, person)
  await c.db
    .insertInto('proposed_phone')
    .values({
      area: person.area,
      person_id: person.id,
      phone: sealProposed(c, person, phone),
      phone_masked: maskPhone(phone),
      phone_hash: hashOf(c, phone),
      asked_account: asked?.accountId ?? null,
      asked_by: `${acting.orgShortName} ${name}`,
      reason: asked?.reason ?? null,
      asked_at: c.now,
    })
    .execute()
}

/** Gives a person a number that is proven theirs; a record its holder made by signing in alone goes into theirs. */
async function settle(c: WriteCtx, person: PersonRecord, phone: string, alone: PersonRecord | null) {
  if (alone) await unclaim(c, alone)
  await unclaim(c, person, 'phone')
  await claim(c, person, 'phone', phone)
  await c.db
    .updateTable('person')
    .set({ ...sealedPhone(c, person.data_key!, person.id, phone), phone_proven: true })
    .where('area', '=', person.area)
    .where('id', '=', person.id)
    .execute()
  await dropProposal(c, person)
  await c.db.deleteFrom('proposed_phone').where('phone_hash', '=', hashOf(c, phone)).execute()
  if (alone) await takeIn(c, alone, person)
}

/** What a worker's own record of signing in led to now leads to another; nothing else was in it. */
async function takeIn(c: WriteCtx, from: PersonRecord, to: PersonKey) {
  for (const room of c.services.keeps) await room.rekey(c, from, to)
  await c.db
    .updateTable('session')
    .set({ person_area: to.area, person_id: to.id })
    .where('person_area', '=', from.area)
    .where('person_id', '=', from.id)
    .execute()
  await c.db.deleteFrom('person').where('area', '=', from.area).where('id', '=', from.id).execute()
  c.afterCommit(() => forgetSessions(c.services, { personId: from.id }))
}

/** Ends every session of the person, but for the one that asks. */
async function signOutElsewhere(c: WriteCtx, person: PersonKey, here?: string) {
  let query = c.db
    .deleteFrom('session')
    .where('person_area', '=', person.area)
    .where('person_id', '=', person.id)
  if (here) query = query.where('token_hash', '!=', tokenHash(here))
  await query.execute()
  c.afterCommit(() => forgetSessions(c.services, { personId: person.id }))
}

const tell = (c: WriteCtx, phone: string | null, text: string) =>
  phone && c.afterCommit(() => c.services.sms(phone, text))

export const phone = {
  async askNewPhone(c) {
    const row = await openPerson(c, c.params.id, true)
    if (!row.phone_proven) throw problem('not-now', { hint: '本人还没有用这个号码登录过，直接更正即可。' })
    const next = readPhone(c.body.phone)
    const now = openNumber(c, row, 'phone')
    if (next === now) throw problem('not-now', { hint: '现在登记的就是这个号码。' })
    await freeOrSelfMade(c, 'phone', next)
    const { reason } = c.body
    await propose(c, row, next, { reason, accountId: c.staff().accountId })
    await noteView(c, row, '申请更换手机号', reason)
    await c.append({ ...about(row), type: 'person.new-phone-asked', text: '申请更换手机号', note: reason })
    tell(
      c,
      now,
      `${c.staff().acting.orgName}申请把你在职工之家的手机号换成${maskPhone(next)}。不是你要换的，请登录后在“我的信息”里拒绝。`,
    )
    return { ok: true as const }
  },

  async decideNewPhone(c) {
    const row = await openPerson(c, c.params.id, true)
    const asked = await proposedFor(c, row)
    if (!asked?.asked_account) throw problem('not-now', { hint: '没有在等决定的换号申请。' })
    if (asked.asked_account === c.staff().accountId) throw problem('needs-another')
    if (c.body.approve) {
      const next = openProposed(c, row, asked.phone)
      const alone = await freeOrSelfMade(c, 'phone', next)
      const before = openNumber(c, row, 'phone')
      await signOutElsewhere(c, row)
      await settle(c, row, next, alone)
      tell(
        c,
        before,
        `经工会两人同意，你在职工之家的手机号已换成${maskPhone(next)}。有疑问请联系所在单位工会。`,
      )
    } else await dropProposal(c, row)
    await noteView(c, row, c.body.approve ? '同意更换手机号' : '没有同意更换手机号', asked.reason)
    await c.append({
      ...about(row),
      type: c.body.approve ? 'person.new-phone-agreed' : 'person.new-phone-refused',
      text: c.body.approve ? '经两人同意，更换了手机号' : '更换手机号的申请未获同意',
    })
    return { ok: true as const }
  },

  async changeMyPhone(c) {
    const next = await provePhone(c, c.body)
    await c.write(async (w) => {
      const row = await mine(w, true)
      const before = openNumber(w, row, 'phone')
      if (next === before) return
      const holder = await claimant(w, 'phone', next)
      const alone = holder && (await personByKey(w.db, holder, true))
      if (alone && !alone.self_made)
        throw problem('person-exists', {
          fields: [{ path: 'phone', message: '这个号码登记在另一条记录上' }],
          hint: '请联系所在单位工会核对。',
        })
      await signOutElsewhere(w, row, w.worker().session)
      await settle(w, row, next, alone ?? null)
      await w.append({ ...about(row), type: 'person.phone-changed', text: '本人更换了手机号' })
      tell(w, before, `你在职工之家的手机号已换成${maskPhone(next)}。不是你本人换的，请联系所在单位工会。`)
    })
    return { ok: true as const }
  },

  async refuseNewPhone(c) {
    const row = await mine(c, true)
    const asked = await proposedFor(c, row)
    if (!asked) throw problem('not-now', { hint: '申请已经撤下或有了决定。' })
    await dropProposal(c, row)
    await c.append({ ...about(row), type: 'person.new-phone-refused', text: '本人拒绝了更换手机号' })
    return { ok: true as const }
  },

  async answerRegistration(c) {
    const row = await mine(c, true)
    const key = await registrationOf(c, row)
    const registered = key && (await personByKey(c.db, key, true))
    if (!registered || registered.phone_proven)
      throw problem('not-now', { hint: '登记已经改过，请刷新后再看。' })
    if (c.body.mine) await settle(c, registered, openNumber(c, row, 'phone')!, row)
    else await dropProposal(c, registered)
    await c.append({
      ...about(registered),
      type: c.body.mine ? 'person.joined' : 'person.not-joined',
      text: c.body.mine ? '本人确认了登记和手机号' : '号码的主人说登记的不是本人，手机号请再核对',
    })
    return { ok: true as const }
  },
} satisfies Partial<Stories<typeof personRoutes>>
