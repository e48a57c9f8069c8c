import type { Ctx, WriteCtx } from '../kernel/context.ts'
import type { BodyOf } from '../kernel/contract.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import { type Stories } from '../kernel/route.ts'
import './tables.ts'
import { activityRoutes } from '../activities/contract.ts'
import { commitmentRoutes } from '../commitments/contract.ts'
import { concernRoutes } from '../concerns/contract.ts'
import { activeOrg } from '../org/org.ts'
import type { intakeRoutes } from './contract.ts'
import { looksBinary } from './engine/index.ts'
import type { Page } from './engine/types.ts'
import { digestOf, pageByDigest, recordsOf, respaced } from './pages.ts'
import { read } from './reading.ts'

type AcceptedItem = BodyOf<typeof intakeRoutes.acceptItems>['items'][number]
const order = { activity: 0, concern: 1, commitment: 2 } as const

export const accepting = {
  async acceptItems(c) {
    const { text, items, sourceName, publishedOn } = c.body
    if (!text.trim()) throw problem('empty-text')
    if (looksBinary(text)) throw problem('binary-text')
    for (const { span } of items)
      if (span && !(span[0] >= 0 && span[0] <= span[1] && span[1] <= text.length))
        throw problem('span-outside')
    // A long text is read for many seconds: before the transaction, which would lose its connection meanwhile.
    const title = (await pageByDigest(c, digestOf(text))) ? '' : titleOf(text, await read(text))
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
  const page = await openPage(c, { text, ...source })
  const existing = new Map((await recordsOf(c, page)).map((one) => [one.key, one]))
  const records: { key: string; noun: string; id: string; label: string; existed: boolean }[] = []
  const made = new Map<string, string>()
  const activityOf = new Map<number, string>()
  // Activities first, then what was raised at them, then the promises about it.
  for (const item of [...items].sort((a, b) => order[a.kind] - order[b.kind])) {
    const known = existing.get(item.key)
    const id = known
      ? recordId(known.record_area, known.record_id)
      : await accept(c, item, { activityId: activityOf.get(item.articleIndex), made })
    const label = known?.label ?? (await labelOf(c, item, id))
    const noun = known?.noun ?? item.kind
    made.set(item.key, id)
    if (noun === 'activity') activityOf.set(item.articleIndex, id)
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
    records.push({ key: item.key, noun, id, label, existed: known !== undefined })
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

/** What a page is found again by: its first headline and how many articles follow; without one, its first line like a headline. */
const titleOf = (text: string, page: Page): string => {
  const [first, ...others] = page.articles
  const main = first?.headlines.find((one) => one.role === 'main') ?? first?.headlines[0]
  if (main) return `${main.text.slice(0, 60)}${others.length ? `，等${others.length + 1}篇` : ''}`
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const line = lines.find((one) => one.length >= 6 && one.length <= 60) ?? lines[0] ?? ''
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

/** One accepted proposal becomes a record of its own capability, through that capability's contract. */
async function accept(
  c: WriteCtx,
  item: AcceptedItem,
  page: { activityId: string | undefined; made: Map<string, string> },
): Promise<string> {
  const { acting } = c.staff()
  const org = item.orgId && item.orgId !== acting.orgId ? await activeOrg(c.db, item.orgId) : null
  switch (item.kind) {
    case 'activity': {
      const id = recordId(acting.area, item.recordId)
      await c.ask(activityRoutes.createActivity, {
        body: {
          id,
          title: item.title,
          kinds: item.activityKinds?.length ? item.activityKinds.slice(0, 4) : ['other'],
          theme: item.theme ?? null,
          heldOn: item.heldOn ?? null,
          heldWords: item.dateWords ?? null,
          place: item.place ?? null,
          summary: item.text ?? null,
          items: item.lines ?? [],
          orgs: item.orgs ?? [],
        },
      })
      return id
    }
    case 'concern': {
      if (item.mergeInto) {
        // The matter is known already: this report of it is added to the record there is.
        await c.ask(concernRoutes.showConcern, { params: { id: item.mergeInto } })
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
          ...(org ? { promiserId: org.id } : {}),
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

/** What the officer sees a record by: a concern's number, otherwise its own words. */
async function labelOf(c: Ctx, item: AcceptedItem, id: string): Promise<string> {
  if (item.kind !== 'concern') return item.title
  const concern = await c.ask(concernRoutes.showConcern, { params: { id } })
  return `${concern.number} ${concern.title}`
}
