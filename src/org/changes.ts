import { roles, type Role } from '../kernel/access.ts'
import { nameOf } from '../kernel/actor.ts'
import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { problem } from '../kernel/problem.ts'
import type { Stories } from '../kernel/route.ts'
import { defaultAreaKey, isTopmost, isWithin } from '../kernel/scope.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { notOver } from '../accounts/office.ts'
import { forgetSessions } from '../accounts/session.ts'
import { writeTerm } from '../accounts/term.ts'
import { plainCode, codeWarnings, refuseCode } from './code.ts'
import type { orgRoutes } from './contract.ts'
import { growOrgs } from './grow.ts'
import { orgSubject } from './org.ts'
import { searchKeys } from './pinyin.ts'
import { asOrgs, codeHolders, orgById, visibleOrg, within, type Line } from './queries.ts'
import type { orgChanges } from './words.ts'
import { orgKinds, type OrgKind } from './words.ts'

/** The tables whose records belong to an org, each with the column that names it. */
const owned = (c: Ctx): { table: string; column: string; once: readonly string[] }[] =>
  [...c.services.house.kinds].flatMap(([table, { owner, once }]) =>
    owner ? [{ table, column: owner, once: once ?? [] }] : [],
  )

/**
 * The tree changes one step at a time: two moves at once could make a loop, and a child made during a move would keep
 * the old path. Reading goes on, and so do records that refer to orgs.
 */
export const lockTree = (c: Ctx) => sql`lock table org in share row exclusive mode`.execute(c.db)

/** An org in reach that has not ended. @throws not-found, org-ended */
export async function changeable(c: Ctx, id: number): Promise<Line> {
  const org = await visibleOrg(c, id)
  if (!org.active) throw problem('org-ended')
  return org
}

/** The day a change took effect: today unless an earlier one is given. @throws bad-input for a day to come */
function effective(c: Ctx, on: string | undefined): string {
  const today = shanghaiDate(c.now)
  if (on && on > today) throw problem('bad-input', { fields: [{ path: 'on', message: '不能晚于今天' }] })
  return on ?? today
}

async function remember(
  c: WriteCtx,
  org: { id: number; area: number },
  change: Exclude<keyof typeof orgChanges, 'imported' | 'created'>,
  text: string,
  how: { on?: string; reason?: string } = {},
) {
  await c.db
    .insertInto('org_change')
    .values({
      org_id: org.id,
      change,
      text: how.reason ? `${text}（${how.reason}）` : text,
      by_name: nameOf(c.actor),
      on_day: how.on ?? shanghaiDate(c.now),
      at: c.now,
    })
    .execute()
  await c.append({
    area: org.area,
    noun: 'org',
    subject: orgSubject(org.id),
    type: `org.${change}`,
    text,
    note: how.reason ?? null,
    shown: 'owner',
  })
}

/** Whoever acts for a moved org must be read anew, and so must the roots of areas. */
function forgetTree(c: WriteCtx) {
  c.afterCommit(() => {
    c.services.areas.forget()
    forgetSessions(c.services, 'all')
  })
}

const answer = async (c: Ctx, id: number) => (await asOrgs(c.db, [(await orgById(c.db, id))!]))[0]!

/** Keeps a name to be found by; one borne before and borne again is no former name any more. */
async function addName(c: Ctx, id: number, name: string) {
  await c.db
    .insertInto('org_name')
    .values({ org_id: id, name, ...searchKeys(name), former: false, until: null })
    .onConflict((oc) => oc.columns(['org_id', 'name']).doUpdateSet({ former: false, until: null }))
    .execute()
}

/** Refuses what would take an area's root along. @throws area-root */
async function refuseRoots(c: Ctx, org: Line) {
  const { rows } =
    await sql`select 1 from area a join org o on o.id = a.org_id where ${within('o', org.path)} limit 1`.execute(
      c.db,
    )
  if (rows.length) throw problem('area-root')
}

/**
 * Records are keyed by their area for good. An org that has any, itself or below, would leave them out of its own
 * reach by going to another area. Tasks are only notes of what to do and are written anew there.
 * @throws org-has-records
 */
async function refuseRecords(c: Ctx, org: Line) {
  const tables = [...c.services.house.kinds].flatMap(([table, { owner, keptBy }]) => {
    const column = owner ?? keptBy
    return column ? [[table, column] as const] : []
  })
  const { rows } = await sql`
    select 1 from org o where ${within('o', org.path)} and (${sql.join(
      tables.map(
        ([table, column]) =>
          sql`exists (select 1 from ${sql.table(table)} r where ${sql.ref(`r.${column}`)} = o.id)`,
      ),
      sql` or `,
    )}) limit 1`.execute(c.db)
  if (rows.length) throw problem('org-has-records')
}

/** Hangs an org and all below it under another parent: paths, areas, and every copy of the place in record tables. */
async function rehang(c: WriteCtx, org: Line, parent: Line): Promise<Line> {
  const path = `${parent.path}.${org.path.split('.').at(-1)!}`
  await sql`
    update org o set path = ${path} || substr(o.path, ${org.path.length + 1}::int), area = ${parent.area}
    where ${within('o', org.path)}`.execute(c.db)
  await sql`
    update org set parent_id = ${parent.id} where id = ${org.id}`.execute(c.db)
  const anchor = await c.services.areas.anchor(parent.area, path)
  for (const { table, column } of owned(c)) {
    await sql`
      update ${sql.table(table)} set anchor_org = ${anchor} where area = ${org.area} and anchor_org <> ${anchor}
        and ${sql.ref(column)} in (select o.id from org o where ${within('o', path)})`.execute(c.db)
  }
  if (parent.area !== org.area)
    await moveTasks(
      c,
      sql`t.org_id in (select o.id from org o where ${within('o', path)})`,
      org.area,
      parent.area,
    )
  return { ...org, path, area: parent.area, parent_id: parent.id }
}

/** Open tasks stand in the area of whoever must do them: they are written there and taken away here. */
async function moveTasks(
  c: WriteCtx,
  which: ReturnType<typeof sql>,
  from: number,
  to: number,
  orgId?: number,
) {
  const { rows } = await sql<{ id: string; org_id: number }>`
    select t.id, t.org_id from task t where t.area = ${from} and t.state = 'open' and ${which} for update`.execute(
    c.db,
  )
  if (!rows.length) return 0
  const ids = rows.map((row) => row.id)
  if (from === to)
    await c.db
      .updateTable('task')
      .set({ org_id: orgId })
      .where('area', '=', from)
      .where('id', 'in', ids)
      .execute()
  else {
    const tasks = await c.db
      .deleteFrom('task')
      .where('area', '=', from)
      .where('id', 'in', ids)
      .returningAll()
      .execute()
    await c.db
      .insertInto('task')
      .values(
        // The order on the desk is counted by the database.
        tasks.map(({ desk_at: _, ...task }) => ({ ...task, area: to, org_id: orgId ?? task.org_id })),
      )
      .execute()
  }
  c.afterCommit(() => {
    for (const row of rows)
      c.services.live.tell({ noun: 'task', area: to, id: row.id, orgId: orgId ?? row.org_id })
  })
  return rows.length
}

const count = (c: Ctx, id: number, by: number) =>
  sql`update org set children = children + ${by} where id = ${id}`.execute(c.db)

/** Kinds the union of a firm registers; any other would be taken for a body above it. */
const ofFirms: readonly OrgKind[] = ['grassroots', 'employer', 'property']
const registering: readonly OrgKind[] = ['federation', 'industrial']

/** The kinds of org the acting one may register below itself. */
export async function kindsOf(c: Ctx): Promise<readonly OrgKind[]> {
  const own = await orgById(c.db, c.staff().acting.orgId)
  return own && registering.includes(own.kind) ? (Object.keys(orgKinds) as OrgKind[]) : ofFirms
}

/** @throws kind-not-yours */
async function refuseKind(c: Ctx, kind: OrgKind) {
  if (!(await kindsOf(c)).includes(kind)) throw problem('kind-not-yours')
}

export const changes = {
  async chooseDefaultArea(c) {
    const root = await c.services.areas.root(c.body.area)
    if (!root) throw problem('unknown-area')
    const before = await c.services.areas.home()
    await sql`
      insert into setting (key, value, updated_at) values (${defaultAreaKey}, to_jsonb(${root.code}::int), ${c.now})
      on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(c.db)
    await c.append({
      area: c.staff().acting.area,
      noun: 'org',
      subject: orgSubject(root.orgId),
      type: 'area.made-default',
      text: `默认地区由${before?.name ?? '无'}改为${root.name}`,
      shown: 'owner',
    })
    c.afterCommit(() => c.services.areas.forget())
    return { ok: true as const }
  },

  async createOrg(c) {
    const { body } = c
    // An area is in everybody's list, and whoever raises something there gives it to its root.
    if (body.area && !c.staff().verbs.has('area.manage')) throw problem('area-not-yours')
    await lockTree(c)
    const parent = await changeable(c, body.parentId)
    await refuseKind(c, body.kind)
    const uscc = plainCode(body.uscc)
    refuseCode(uscc)
    if (!body.confirm) {
      const { rows } = await sql<{ name: string }>`
        select name from org where parent_id = ${parent.id} and active and plain_name(name) = plain_name(${body.name}) limit 1`.execute(
        c.db,
      )
      const same = rows[0]?.name ?? (uscc ? (await codeHolders(c.db, uscc, null))[0] : undefined)
      if (same)
        throw problem('org-exists', {
          hint: `已有“${same}”，请核对是不是同一个；确是两个，请在名称上区分后确认。`,
        })
    }
    const area = body.area
      ? { code: body.area, name: (body.shortName ?? body.name).replace(/总工会$/, '') }
      : undefined
    const ids = await growOrgs(
      c.db,
      [
        {
          key: 'new',
          parent: parent.id,
          name: body.name,
          shortName: body.shortName,
          kind: body.kind,
          uscc,
          area,
        },
      ],
      { name: nameOf(c.actor), now: c.now, day: shanghaiDate(c.now), change: 'created' },
    )
    const id = ids.get('new')!
    await c.append({
      area: area?.code ?? parent.area,
      noun: 'org',
      subject: orgSubject(id),
      type: 'org.created',
      text: `在${parent.name}下新建${body.name}`,
      shown: 'owner',
    })
    if (area) forgetTree(c)
    return { id, warnings: await codeWarnings(c.db, { id, uscc, kind: body.kind }) }
  },

  async changeOrg(c) {
    await lockTree(c)
    const org = await changeable(c, c.params.id)
    const { shortName = org.short_name, kind = org.kind } = c.body
    if (kind !== org.kind) {
      // Only from above: an org that made itself a 总工会 would be where matters escalate to.
      if (org.id === c.staff().acting.orgId && !isTopmost(org.path)) throw problem('kind-not-yours')
      await refuseKind(c, kind)
    }
    const uscc = c.body.uscc === undefined ? org.uscc : plainCode(c.body.uscc)
    if (uscc !== org.uscc) refuseCode(uscc)
    const said = [
      ...(shortName !== org.short_name
        ? [`简称由“${org.short_name ?? '无'}”改为“${shortName ?? '无'}”`]
        : []),
      ...(kind !== org.kind ? [`类别由${orgKinds[org.kind]}改为${orgKinds[kind]}`] : []),
      ...(uscc !== org.uscc ? [`统一社会信用代码由${org.uscc ?? '无'}改为${uscc ?? '无'}`] : []),
    ]
    if (said.length) {
      await c.db
        .updateTable('org')
        .set({ short_name: shortName, kind, uscc })
        .where('id', '=', org.id)
        .execute()
      if (shortName !== org.short_name) {
        if (org.short_name && org.short_name !== org.name)
          await c.db
            .deleteFrom('org_name')
            .where('org_id', '=', org.id)
            .where('name', '=', org.short_name)
            .where('former', '=', false)
            .execute()
        if (shortName) await addName(c, org.id, shortName)
      }
      await remember(c, org, 'changed', said.join('；'))
      c.afterCommit(() => forgetSessions(c.services, 'all'))
    }
    return { warnings: await codeWarnings(c.db, { id: org.id, uscc, kind }) }
  },

  async renameOrg(c) {
    const on = effective(c, c.body.on)
    await lockTree(c)
    const org = await changeable(c, c.params.id)
    const { name } = c.body
    if (name === org.name) return answer(c, org.id)
    await c.db
      .updateTable('org')
      .set({ name, ...searchKeys(name) })
      .where('id', '=', org.id)
      .execute()
    if (org.name !== org.short_name)
      await c.db
        .updateTable('org_name')
        .set({ former: true, until: on })
        .where('org_id', '=', org.id)
        .where('name', '=', org.name)
        .execute()
    await addName(c, org.id, name)
    await remember(c, org, 'renamed', `由“${org.name}”更名为“${name}”`, { on, reason: c.body.reason })
    c.afterCommit(() => forgetSessions(c.services, 'all'))
    return answer(c, org.id)
  },

  async moveOrg(c) {
    const on = effective(c, c.body.on)
    await lockTree(c)
    const org = await changeable(c, c.params.id)
    const to = await changeable(c, c.body.parentId)
    if (isWithin(to.path, org.path)) throw problem('org-loop')
    await refuseRoots(c, org)
    if (to.id === org.parent_id) return answer(c, org.id)
    if (to.area !== org.area) await refuseRecords(c, org)
    const from = await orgById(c.db, org.parent_id!)
    const moved = await rehang(c, org, to)
    await count(c, org.parent_id!, -1)
    await count(c, to.id, 1)
    await remember(c, moved, 'moved', `由${from!.name}划转到${to.name}`, { on, reason: c.body.reason })
    forgetTree(c)
    return answer(c, org.id)
  },

  async mergeOrg(c) {
    const on = effective(c, c.body.on)
    await lockTree(c)
    const org = await changeable(c, c.params.id)
    const into = await changeable(c, c.body.into)
    if (isWithin(into.path, org.path)) throw problem('org-loop')
    await refuseRoots(c, org)
    if (into.area !== org.area) await refuseRecords(c, org)
    const children = await sql<Line>`
      select o.* from org o where o.parent_id = ${org.id} and o.active order by o.id`.execute(c.db)
    for (const child of children.rows) await rehang(c, child, into)
    await sql`
      update org set active = false, merged_into = ${into.id}, children = 0 where id = ${org.id}`.execute(
      c.db,
    )
    await sql`update org set merged_into = ${into.id} where merged_into = ${org.id}`.execute(c.db)
    await count(c, org.parent_id!, -1)
    await count(c, into.id, children.rows.length)
    await takeOver(c, org, into)
    const posts = await carryTerms(c, org, into)
    const tasks = await moveTasks(c, sql`t.org_id = ${org.id}`, org.area, into.area, into.id)
    const went = `下级${children.rows.length}个、任职${posts}项、未完待办${tasks}件随之转入`
    await remember(c, org, 'merged', `并入${into.name}，${went}`, { on, reason: c.body.reason })
    await remember(c, into, 'merged', `${org.name}并入，${went}`, { on, reason: c.body.reason })
    forgetTree(c)
    return answer(c, org.id)
  },

  async dissolveOrg(c) {
    const on = effective(c, c.body.on)
    await lockTree(c)
    const org = await changeable(c, c.params.id)
    await refuseRoots(c, org)
    const today = shanghaiDate(c.now)
    const { rows } = await sql<{ posts: number; tasks: number; concerns: number; commitments: number }>`
      select (select count(*) from appointment where org_id = ${org.id} and (ends_on is null or ends_on >= ${today})) as posts,
        (select count(*) from task where org_id = ${org.id} and state = 'open') as tasks,
        (select count(*) from concern where owner_org = ${org.id} and ended_at is null) as concerns,
        (select count(*) from commitment where (owner_org = ${org.id} or promiser_org = ${org.id}) and status = 'open') as commitments`.execute(
      c.db,
    )
    const left = [
      [org.children, '个下级组织'],
      [rows[0]!.posts, '项在任职务'],
      [rows[0]!.tasks, '件未完待办'],
      [rows[0]!.concerns, '件未结诉求'],
      [rows[0]!.commitments, '项未了结承诺'],
    ].flatMap(([number, what]) => (number ? [`${number}${what}`] : []))
    if (left.length)
      throw problem('org-not-empty', {
        hint: `还有${left.join('、')}。请先划转下级、结束任职、移交待办，或改用“并入”。`,
      })
    await sql`update org set active = false where id = ${org.id}`.execute(c.db)
    await count(c, org.parent_id!, -1)
    await remember(c, org, 'dissolved', `撤销${org.name}`, { on, reason: c.body.reason })
    forgetTree(c)
    return answer(c, org.id)
  },
} satisfies Partial<Stories<typeof orgRoutes>>

/** The successor owns what the merged org owned, and stands where it stood in matters of others. */
async function takeOver(c: Ctx, org: Line, into: Line) {
  const anchor = await c.services.areas.anchor(into.area, into.path)
  for (const { table, column, once } of owned(c)) {
    const twin = sql.join(
      ['area', ...once].map((one) => sql`${sql.ref(`t.${one}`)} = ${sql.ref(`r.${one}`)}`),
      sql` and `,
    )
    const twice = once.length
      ? sql`and not exists (select 1 from ${sql.table(table)} t where ${sql.ref(`t.${column}`)} = ${into.id} and ${twin})`
      : sql``
    await sql`
      update ${sql.table(table)} r set ${sql.ref(column)} = ${into.id}, anchor_org = ${anchor}
      where ${sql.ref(`r.${column}`)} = ${org.id} ${twice}`.execute(c.db)
  }
  for (const [table, { follows = [] }] of c.services.house.kinds)
    for (const column of follows)
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${into.id} where ${sql.ref(column)} = ${org.id}`.execute(
        c.db,
      )
}

/**
 * Every term at the merged org that is not over goes on at the successor. Returns how many did.
 * Whoever orders the merging gets no post by it: their own terms there end.
 */
async function carryTerms(c: WriteCtx, org: Line, into: Line): Promise<number> {
  const { rows } = await sql<{ id: string; account_id: string; name: string; role: Role }>`
    select n.id, n.account_id, a.name, n.role from appointment n join account a on a.id = n.account_id
    where n.org_id = ${org.id} and ${notOver('n', shanghaiDate(c.now))} order by n.account_id, n.id`.execute(
    c.db,
  )
  const by = { accountId: c.staff().accountId, now: c.now }
  let carried = 0
  for (const { id, account_id, name, role } of rows) {
    const goesOn = await writeTerm(c.db, { carry: { id, orgId: into.id } }, by)
    if (goesOn) carried++
    const post = `${name}任${org.name}${roles[role].name}`
    await c.append({
      area: into.area,
      noun: 'account',
      subject: account_id,
      type: 'appointment.carried',
      text: goesOn ? `${post}，随并入改任${into.name}` : `${post}，随并入${into.name}结束`,
      shown: 'owner',
    })
  }
  return carried
}
