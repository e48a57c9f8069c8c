import type { Ctx, WriteCtx } from '../kernel/context.ts'
import type { BodyOf, ResponseOf } from '../kernel/contract.ts'
import { sql } from '../kernel/db.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import { problem, ProblemError } from '../kernel/problem.ts'
import { type Stories } from '../kernel/route.ts'
import './tables.ts'
import { activityRoutes } from '../activities/contract.ts'
import type { ActivityKind } from '../activities/words.ts'
import { clippingProblems, clippingRoutes } from '../clippings/contract.ts'
import { commitmentRoutes } from '../commitments/contract.ts'
import { concernRoutes } from '../concerns/contract.ts'
import { activeOrg } from '../org/org.ts'
import type { intakeRoutes } from './contract.ts'
import { looksBinary } from './engine/index.ts'
import { acceptedElsewhere, pageByDigest, recordsOf, respaced } from './pages.ts'
import { read } from './reading.ts'
import { digestOf, plain } from './whole.ts'

type AcceptedItem = BodyOf<typeof intakeRoutes.acceptItems>['items'][number]
const order = { activity: 0, clipping: 0, concern: 1, commitment: 2 } as const

export const accepting = {
  async acceptItems(c) {
    const { text, items, sourceName, publishedOn } = c.body
    if (!text.trim()) throw problem('empty-text')
    if (looksBinary(text)) throw problem('binary-text')
    for (const { span } of items)
      if (span && !(span[0] >= 0 && span[0] <= span[1] && span[1] <= text.length))
        throw problem('span-outside')
    // A long text is read for many seconds: before the transaction, which would lose its connection meanwhile.
    const title = (await pageByDigest(c, digestOf(text))) ? '' : (await read(text, null)).title
    return await c.write((w) =>
      acceptInto(
        { ...w, body: c.body },
        { title, sourceName: sourceName ?? null, publishedOn: publishedOn ?? null },
      ),
    )
  },
} satisfies Partial<Stories<typeof intakeRoutes>>

/** Makes the records of the chosen proposals that are not there yet, all in one transaction. */
async function acceptInto(
  c: WriteCtx & { body: BodyOf<typeof intakeRoutes.acceptItems> },
  source: { title: string; sourceName: string | null; publishedOn: string | null },
) {
  const { text, items } = c.body
  // Acceptances of one union follow each other: two officers with two pages may hold the same article.
  await sql`select 1 from org where id = ${c.staff().acting.orgId} for no key update`.execute(c.db)
  const page = await openPage(c, { text, ...source })
  const printed = (item: AcceptedItem) => (item.span ? text.slice(...item.span) : item.title)
  const elsewhere = await acceptedElsewhere(c, items.map(printed))
  const existing = new Map((await recordsOf(c, page)).map((one) => [one.key, one]))
  const records: ResponseOf<typeof intakeRoutes.acceptItems>['records'] = []
  const made = new Map<string, string>()
  const activityOf = new Map<number, string>()
  // Activities first, then what was raised at them, then the promises about it.
  for (const item of [...items].sort((a, b) => order[a.kind] - order[b.kind])) {
    const known = existing.get(item.key)
    // The same article in another paste; a trouble told in a few words may well have come up again.
    const twin =
      known || item.kind === 'concern' ? undefined : elsewhere.get(`${item.kind} ${plain(printed(item))}`)
    const id = known
      ? recordId(known.record_area, known.record_id)
      : twin
        ? twin.id
        : await accept(c, item, {
            activityId: activityOf.get(item.articleIndex),
            made,
            sourceName: source.sourceName,
            publishedOn: source.publishedOn,
          })
    const note = known || twin ? null : await offered(c, item, id)
    const label = known?.label ?? (await labelOf(c, item, id))
    const noun = known?.noun ?? item.kind
    made.set(item.key, id)
    // What hangs on an activity is kept in its area; one held by another of the officer's own unions may lie elsewhere.
    if (noun === 'activity' && splitRecordId(id)!.area === c.staff().acting.area)
      activityOf.set(item.articleIndex, id)
    if (!known) {
      const record = splitRecordId(id)!
      const [from, to] = item.span ? respaced(item.span, text, page.text) : [null, null]
      const row = {
        area: page.area,
        page_id: page.id,
        key: item.key,
        noun,
        record_area: record.area,
        record_id: record.id,
        label,
        words: from === null ? item.title : page.text.slice(from, to),
        article_index: item.articleIndex,
        span_start: from,
        span_end: to,
      }
      await c.db.insertInto('intake_record').values(row).execute()
      existing.set(item.key, row)
    }
    records.push({ key: item.key, noun, id, label, existed: known !== undefined || twin !== undefined, note })
  }
  const fresh = records.filter((one) => !one.existed).length
  if (fresh)
    await c.append({
      area: page.area,
      noun: 'intake_page',
      subject: page.id,
      type: 'intake.accepted',
      text: `接受${fresh}项建议，成为记录`,
      shown: 'parties',
      data: { records: records.filter((one) => !one.existed).map((one) => one.id) },
    })
  return { pageId: recordId(page.area, page.id), records }
}

/** The page of these words, made if it is new to this org. Locked, so that two acceptances of it follow each other. */
async function openPage(
  c: WriteCtx & { body: { id: string } },
  page: { text: string; title: string; sourceName: string | null; publishedOn: string | null },
): Promise<{ area: number; id: string; text: string }> {
  const { acting, name } = c.staff()
  const digest = digestOf(page.text)
  const before = await pageByDigest(c, digest)
  const key = before ?? splitRecordId(c.body.id)!
  if (!before) {
    if (key.area !== acting.area)
      throw problem('bad-input', { fields: [{ path: 'id', message: '编号的地区应是本组织所在地区' }] })
    await c.db
      .insertInto('intake_page')
      .values({
        area: key.area,
        id: key.id,
        org_id: acting.orgId,
        anchor_org: await c.services.areas.anchor(acting.area, acting.path),
        digest,
        text: page.text,
        title: page.title,
        source_name: page.sourceName,
        published_on: page.publishedOn,
        accepted_at: c.now,
        accepted_by: name,
      })
      .onConflict((oc) => oc.columns(['area', 'org_id', 'digest']).doNothing())
      .execute()
  }
  return await c.db
    .selectFrom('intake_page')
    .select(['area', 'id', 'text'])
    .where('area', '=', key.area)
    .where('digest', '=', digest)
    .where('org_id', '=', before?.org_id ?? acting.orgId)
    .forUpdate()
    .executeTakeFirstOrThrow()
}

/** One accepted proposal becomes a record of its own capability, through that capability's contract. */
async function accept(
  c: WriteCtx,
  item: AcceptedItem,
  page: {
    activityId: string | undefined
    made: Map<string, string>
    sourceName: string | null
    publishedOn: string | null
  },
): Promise<string> {
  const { acting } = c.staff()
  const org = item.orgId && item.orgId !== acting.orgId ? await activeOrg(c.db, item.orgId) : null
  switch (item.kind) {
    case 'activity': {
      const id = recordId(org?.area ?? acting.area, item.recordId)
      await c.ask(activityRoutes.createActivity, {
        body: { id, ...(org ? { hostId: org.id } : {}), ...draftOf(item) },
      })
      return id
    }
    case 'clipping': {
      const id = recordId(acting.area, item.recordId)
      await c.ask(clippingRoutes.keepClipping, {
        body: {
          id,
          title: item.title,
          text: item.words ?? item.text ?? item.title,
          articleType: item.articleType ?? 'other',
          sourceName: page.sourceName,
          publishedOn: page.publishedOn,
          hostName: item.orgName ?? null,
          hostId: item.orgId ?? null,
          proposed: draftOf(item),
        },
      })
      return id
    }
    case 'concern': {
      if (item.mergeInto) {
        // The matter is known already: this report of it is added to the record there is.
        const { knownTo } = await c.ask(concernRoutes.showConcern, { params: { id: item.mergeInto } })
        if (knownTo) throw problem('not-yours', { hint: '你单位在这件诉求中的工作已经结束。' })
        const one = splitRecordId(item.mergeInto)!
        await c.append({
          area: one.area,
          noun: 'concern',
          subject: one.id,
          type: 'concern.mentioned',
          text: `又有报道提到：${item.title}`,
          note: item.text ?? null,
          shown: 'parties',
        })
        return item.mergeInto
      }
      if (!item.classCode)
        throw problem('bad-input', { fields: [{ path: `${item.key}.classCode`, message: '请选择类别' }] })
      const id = recordId(org?.area ?? acting.area, item.recordId)
      await c.ask(concernRoutes.registerConcern, {
        body: {
          id,
          classCode: item.classCode,
          title: item.title.slice(0, 80),
          text: item.text ?? item.title,
          ...(item.place ? { place: item.place } : {}),
          source: 'intake',
          sealed: false,
          ...(org ? { ownerId: org.id } : {}),
          ...(page.activityId && !org ? { activityId: page.activityId } : {}),
        },
      })
      return id
    }
    case 'commitment': {
      const id = recordId(acting.area, item.recordId)
      const promised = item.text ?? item.title
      if (promised.length > 500)
        throw problem('bad-input', { fields: [{ path: `${item.key}.text`, message: '承诺最多 500 个字' }] })
      await c.ask(commitmentRoutes.makeCommitment, {
        body: {
          id,
          text: promised,
          ...(org
            ? { promiserId: org.id }
            : !item.orgId && item.orgName
              ? { promiserName: item.orgName }
              : {}),
          dueOn: item.dueOn ?? null,
          madeTo: item.madeTo ?? '',
          concernIds: (item.about ?? []).flatMap((key) => page.made.get(key) ?? []),
          source: 'intake',
          ...(page.activityId ? { activityId: page.activityId } : {}),
        },
      })
      return id
    }
  }
}

/** Sends a clipping on where asked; what cannot be sent stays kept, and why is told. */
async function offered(c: WriteCtx, item: AcceptedItem, id: string): Promise<string | null> {
  if (item.kind !== 'clipping' || !item.offer || !item.orgId) return null
  const { orgId } = item
  try {
    await c.attempt(() => c.ask(clippingRoutes.offerClipping, { params: { id }, body: { orgId } }))
    return null
  } catch (error) {
    if (!(error instanceof ProblemError) || !(error.code in clippingProblems)) throw error
    return `没有转：${clippingProblems[error.code as keyof typeof clippingProblems].title}`
  }
}

/** What is said of the activity, whether it becomes one of ours or is told to whose it is. */
const draftOf = (item: AcceptedItem) => ({
  title: item.title,
  kinds: item.activityKinds?.length ? item.activityKinds.slice(0, 4) : (['other'] satisfies ActivityKind[]),
  theme: item.theme ?? null,
  heldOn: item.heldOn ?? null,
  heldWords: item.dateWords ?? null,
  place: item.place ?? null,
  summary: item.text ?? null,
  items: item.lines ?? [],
  orgs: item.orgs ?? [],
})

/** What the officer sees a record by: a concern's number, otherwise its own words. */
async function labelOf(c: Ctx, item: AcceptedItem, id: string): Promise<string> {
  if (item.kind !== 'concern') return item.title
  const concern = await c.ask(concernRoutes.showConcern, { params: { id } })
  return `${concern.number} ${concern.title}`
}
