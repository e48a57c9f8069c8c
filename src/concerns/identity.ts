import { open } from '../kernel/cipher.ts'
import type { Ctx } from '../kernel/context.ts'
import { splitRecordId, uuidv7 } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { tooLate } from '../kernel/lifecycle.ts'
import { isWithin } from '../kernel/scope.ts'
import { closeTasks } from '../tasks/task.ts'
import type { concernRoutes } from './contract.ts'
import { concernLife } from './lifecycle.ts'
import { openConcern, pendingOf, staffStep, stepped, stepsOf, partiesOf } from './parties.ts'
import { concernById, type ConcernRecord } from './queries.ts'
import { contactSealed } from './raising.ts'
import { askFor } from './tasks.ts'
import { groups } from './words.ts'

/** An opened identity closes by itself after a day. */
const openFor = 24 * 3_600_000

/** Who raised it and how to reach them, opened. */
async function contactOf(c: Ctx, row: ConcernRecord): Promise<{ name: string; phone: string | null }> {
  const raiser = await c.db
    .selectFrom('concern_raiser')
    .select(['data_key', 'name', 'phone'])
    .where('area', '=', row.area)
    .where('concern_id', '=', row.id)
    .executeTakeFirst()
  const read = (field: 'name' | 'phone') =>
    raiser?.[field]
      ? open(c.services.keyring, raiser.data_key, raiser[field], `concern/${row.id}/${field}`)
      : null
  return { name: read('name') ?? '未留姓名', phone: read('phone') }
}

/** Once it has ended, nobody needs to know who raised it. @throws not-now */
async function stillOpen(c: Ctx, row: ConcernRecord): Promise<void> {
  if (!(groups.open as readonly string[]).includes(row.status)) throw await tooLate(c, concernLife, row)
}

export const identity = {
  async requestIdentity(c) {
    const { acting, accountId, name } = c.staff()
    const { row } = await staffStep(c, c.params.id, 'request-identity', {
      needs: async (one) => {
        if (!one.sealed) throw problem('not-now', { hint: '这件诉求没有匿名。' })
        const { opening, left } = await pendingOf(c, one)
        if (!left) throw problem('nothing-left')
        if (opening) throw problem('not-now', { hint: '已有一项申请在等决定，或身份已经打开。' })
      },
      text: () => `${acting.orgName}申请打开匿名身份`,
      note: c.body.reason,
    })
    const id = uuidv7(c.now.getTime())
    await c.db
      .insertInto('identity_opening')
      .values({
        area: row.area,
        id,
        concern_id: row.id,
        org_id: acting.orgId,
        asked_account: accountId,
        asked_by: `${acting.orgShortName} ${name}`,
        reason: c.body.reason,
        asked_at: c.now,
        state: 'asked',
      })
      .execute()
    await askFor(c, row, {
      org: { id: acting.orgId, area: row.area },
      kind: 'open-identity',
      title: `打开匿名身份：${row.title}`,
      more: `${name}申请，须另一人同意`,
      dueAt: null,
    })
    return stepped(c, row)
  },

  async decideIdentity(c) {
    const { acting, accountId, name } = c.staff()
    const key = splitRecordId(c.params.id)
    const asked =
      key &&
      (await c.db
        .selectFrom('identity_opening')
        .selectAll()
        .where('area', '=', key.area)
        .where('id', '=', key.id)
        .forUpdate()
        .executeTakeFirst())
    const row = asked && (await concernById(c.db, asked.area, asked.concern_id))
    if (!asked || !row || !isWithin(row.owner_path, acting.path)) throw problem('not-found')
    if (asked.state !== 'asked') throw problem('not-now', { hint: '这项申请已经有了决定。' })
    await stillOpen(c, row)
    if (asked.asked_account === accountId) throw problem('same-person')
    const approve = c.body.approve
    // Asked for before the worker took it away: nothing is opened, and nobody is told it was.
    if (approve && !(await pendingOf(c, row)).left)
      throw problem('nothing-left', { hint: '请不同意这项申请。' })
    await c.db
      .updateTable('identity_opening')
      .set({
        state: approve ? 'open' : 'refused',
        decided_account: accountId,
        decided_by: `${acting.orgShortName} ${name}`,
        decided_at: c.now,
        open_until: approve ? new Date(c.now.getTime() + openFor) : null,
      })
      .where('area', '=', asked.area)
      .where('id', '=', asked.id)
      .execute()
    await closeTasks(c, row, { kinds: ['open-identity'] })
    await c.append({
      area: row.area,
      noun: 'concern',
      subject: row.id,
      type: approve ? 'concern.identity-opened' : 'concern.identity-refused',
      text: approve ? `经两人同意，${acting.orgName}打开了匿名身份` : '打开匿名身份的申请未获同意',
      // Why is told to the union and, when it was opened, to the raiser; it says something about them, so to nobody else.
      note: approve ? asked.reason : (c.body.note ?? null),
      ...(approve && c.body.note ? { data: { decision: c.body.note } } : {}),
      shown: 'owner',
    })
    return { ok: true as const }
  },

  async showIdentity(c) {
    const row = await openConcern(c, c.params.id)
    const { acting } = c.staff()
    const opening = await c.db
      .selectFrom('identity_opening')
      .select(['id', 'open_until'])
      .where('area', '=', row.area)
      .where('concern_id', '=', row.id)
      .where('org_id', '=', acting.orgId)
      .where('state', '=', 'open')
      .where('open_until', '>', c.now)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (!opening?.open_until) throw problem('sealed')
    await stillOpen(c, row)
    if (!(await pendingOf(c, row)).left) throw problem('nothing-left')
    await c.append({
      area: row.area,
      noun: 'concern',
      subject: row.id,
      type: 'concern.identity-read',
      text: `${acting.orgName}查看了身份`,
      shown: 'owner',
    })
    return { ...(await contactOf(c, row)), until: opening.open_until.toISOString() }
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
      .set(contactSealed(c.services.keyring, data_key, { id: row.id, sealed: row.sealed, ...c.body }))
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
    await c.append({
      area: row.area,
      noun: 'concern',
      subject: row.id,
      type: 'concern.contact-read',
      text: `${c.staff().acting.orgName}查看了联系方式`,
      shown: 'owner',
    })
    return contactOf(c, row)
  },
} satisfies Partial<Stories<typeof concernRoutes>>
