import './tables.ts'
import { createHash } from 'node:crypto'
import { activityRoutes } from '../activities/contract.ts'
import { commitmentRoutes } from '../commitments/contract.ts'
import { concernRoutes } from '../concerns/contract.ts'
import type { Ctx, WriteCtx } from '../kernel/context.ts'
import type { BodyOf } from '../kernel/contract.ts'
import { sql } from '../kernel/db.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { arms, inScope } from '../kernel/scope.ts'
import { activeOrg, orgsNamed } from '../org/org.ts'
import { intakeProblems, intakeRoutes, type Proposal } from './contract.ts'
import { classOf } from './classes.ts'
import { looksBinary } from './engine/index.ts'
import type { Page } from './engine/types.ts'
import { askModel, type ModelItem } from './model.ts'
import { mended, proposalsOf, type Proposed } from './proposals.ts'
import { read } from './reading.ts'

/** The same page whatever its line ends, blank lines and blanks: pasting twice is recognised. */
const digestOf = (text: string): string => createHash('sha256').update(text.replace(/\s/g, '')).digest('hex')

/** A span of one spacing of a page in another spacing of it: the same letters, counted without blanks. */
function respaced(span: readonly [number, number], from: string, to: string): [number, number] {
  if (from === to) return [span[0], span[1]]
  const letters = (text: string) => text.replace(/\s/g, '').length
  const first = letters(from.slice(0, span[0]))
  const length = letters(from.slice(span[0], span[1]))
  const at = (count: number): number => {
    let seen = 0
    for (let i = 0; i < to.length; i++) {
      if (/\s/.test(to[i]!)) continue
      if (seen === count) return i
      seen++
    }
    return to.length
  }
  const start = at(first)
  return [start, length ? at(first + length - 1) + 1 : start]
}

/** How long the words of an accepted activity or promise are taken for the same one when another text brings them. */
const fresh = 90 * 86_400_000

/** Activities and promises of other texts accepted lately with exactly these words, blanks aside: word → record. */
async function acceptedElsewhere(
  c: Ctx,
  words: string[],
): Promise<Map<string, { noun: string; id: string }>> {
  const plain = words.map((one) => one.replace(/\s/g, ''))
  const { rows } = await sql<{ noun: string; area: number; id: string; plain: string }>`
    select r.noun, r.record_area as area, r.record_id as id, regexp_replace(r.words, '[\\s\\u3000\\u00a0]', '', 'g') as plain
    from intake_record r join intake_page p on p.area = r.area and p.id = r.page_id
    where md5(regexp_replace(r.words, '[\\s\\u3000\\u00a0]', '', 'g')) in (select md5(w) from unnest(${plain}::text[]) w)
      and r.noun in ('activity', 'commitment') and p.accepted_at > ${new Date(c.now.getTime() - fresh)}
      and ${inScope(await c.scope(), 'p', 'org_id')}`.execute(c.db)
  return new Map(
    rows.map((row) => [`${row.noun} ${row.plain}`, { noun: row.noun, id: recordId(row.area, row.id) }]),
  )
}

type PageRow = {
  area: number
  id: string
  org_id: number
  title: string
  text: string
  source_name: string | null
  published_on: string | null
  accepted_at: Date
  accepted_by: string
  records: number
}
const pageColumns = sql`p.area, p.id, p.org_id, p.title, p.source_name, p.published_on, p.accepted_at, p.accepted_by,
  (select count(*) from intake_record r where r.area = p.area and r.page_id = p.id) as records`

/** A page of these words that the actor's own org or one below it accepted before. */
async function pageByDigest(c: Ctx, digest: string): Promise<PageRow | undefined> {
  const { rows } = await sql<PageRow>`
    select ${pageColumns} from intake_page p where p.digest = ${digest} and ${inScope(await c.scope(), 'p', 'org_id')}
    order by (p.org_id = ${c.staff().acting.orgId}) desc, p.accepted_at limit 1`.execute(c.db)
  return rows[0]
}

const recordsOf = (c: Ctx, page: { area: number; id: string }) =>
  c.db
    .selectFrom('intake_record')
    .selectAll()
    .where('area', '=', page.area)
    .where('page_id', '=', page.id)
    .orderBy('article_index')
    .orderBy('span_start')
    .execute()

/** Likely the same matter, looked for as the desk does; a page of hundreds of concerns asks for the first ones only. */
async function similarTo(c: Ctx, proposal: Proposed): Promise<Proposal['similar']> {
  if (proposal.kind !== 'concern' || !proposal.classCode) return []
  const { items } = await c.ask(concernRoutes.findSimilar, {
    query: {
      area: c.staff().acting.area,
      classCode: proposal.classCode,
      text: `${proposal.text}${proposal.context ?? ''}`.slice(0, 5000),
    },
  })
  return items.map(({ id, number, title, score }) => ({ id, number, title, score }))
}
const looksUp = 100

/** What a model added, in the same shape as the engine's proposals. */
const fromModel = (item: ModelItem, by: string, known: ReadonlySet<string>): Proposed => ({
  key: `${item.article}.${item.kind}.${by}.${item.span[0]}-${item.span[1]}`.slice(0, 100),
  kind: item.kind,
  text: item.text,
  printed: null,
  span: item.span,
  classCode: item.kind === 'concern' ? classOf(item.text, known) : null,
  activityKinds: [],
  dateWords: null,
  place: null,
  theme: null,
  context: null,
  promiser: null,
  missing: item.kind === 'commitment' ? ['期限须补'] : [],
  by,
})

type AcceptedItem = BodyOf<typeof intakeRoutes.acceptItems>['items'][number]
const order = { activity: 0, concern: 1, commitment: 2 } as const

export const intake = capability({
  name: 'intake',
  contract: intakeRoutes,
  problems: intakeProblems,
  constraints: { intake_page_pkey: 'id-taken' },
  stories: {
    async readPage(c) {
      const { text } = c.body
      const page: Page = await read(text)
      const { ai } = c.services.config
      const model = ai ? await askModel(ai, text, page) : { items: [], problem: null }
      const digest = digestOf(text)
      const before = await pageByDigest(c, digest)
      const accepted = new Map(
        (before ? await recordsOf(c, before) : []).map((one) => [
          one.key,
          { noun: one.noun, id: recordId(one.record_area, one.record_id) },
        ]),
      )
      const { items: classes } = await c.ask(concernRoutes.listClasses, {})
      const known = new Set(classes.filter((one) => one.active).map((one) => one.code))
      const named = await orgsNamed(c.db, [
        ...new Set(page.articles.flatMap((one) => one.organisations.map((org) => org.text))),
      ])
      const elsewhere = await acceptedElsewhere(
        c,
        page.articles.flatMap((article) =>
          [...article.headlines, ...article.followUps].map((one) => one.text).slice(0, 50),
        ),
      )
      let lookedUp = 0
      const articles = []
      for (const [index, article] of page.articles.entries()) {
        const proposals: Proposal[] = []
        const all = [
          ...proposalsOf(article, index, known),
          ...model.items
            .filter((one) => one.article === index)
            .map((one) => fromModel(one, ai!.model, known)),
        ]
        for (const found of all) {
          const one = mended(found, page.typos, text)
          const similar = one.kind === 'concern' && lookedUp++ < looksUp ? await similarTo(c, one) : []
          proposals.push({
            ...one,
            similar,
            accepted:
              accepted.get(one.key) ?? elsewhere.get(`${one.kind} ${found.text.replace(/\s/g, '')}`) ?? null,
          })
        }
        articles.push({
          ...article,
          index,
          organisations: article.organisations.map((one) => {
            const candidates = named
              .filter((org) => org.named === one.text)
              .map(({ id, name, trail }) => ({ id, name, trail }))
            return {
              text: one.text,
              span: one.span,
              orgId: candidates.length === 1 ? candidates[0]!.id : null,
              candidates,
            }
          }),
          proposals,
        })
      }
      return {
        digest,
        page: before
          ? {
              id: recordId(before.area, before.id),
              acceptedAt: before.accepted_at.toISOString(),
              acceptedBy: before.accepted_by,
              records: before.records,
            }
          : null,
        banners: page.banners,
        joins: page.joins,
        typos: page.typos,
        articles,
        model: { on: ai !== undefined, problem: model.problem },
      }
    },

    async acceptItems(c) {
      const { text, items, sourceName, publishedOn } = c.body
      if (!text.trim()) throw problem('empty-text')
      if (looksBinary(text)) throw problem('binary-text')
      for (const { span } of items)
        if (span && !(span[0] >= 0 && span[0] <= span[1] && span[1] <= text.length))
          throw problem('span-outside')
      const page = await openPage(c, {
        text,
        sourceName: sourceName ?? null,
        publishedOn: publishedOn ?? null,
      })
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
    },

    async originOf(c) {
      const key = splitRecordId(c.params.id)!
      const { rows } = await sql<{
        area: number
        page_id: string
        article_index: number
        words: string
        span_start: number | null
        span_end: number | null
      }>`
        select r.area, r.page_id, r.article_index, r.words, r.span_start, r.span_end from intake_record r join intake_page p on p.area = r.area and p.id = r.page_id
        where r.record_area = ${key.area} and r.record_id = ${key.id} and ${inScope(await c.scope(), 'p', 'org_id')} order by p.accepted_at limit 1`.execute(
        c.db,
      )
      const row = rows[0]
      return {
        origin: row
          ? {
              pageId: recordId(row.area, row.page_id),
              articleIndex: row.article_index,
              words: row.words,
              start: row.span_start ?? 0,
              end: row.span_end ?? 0,
            }
          : null,
      }
    },

    async listPages(c) {
      const page = await mergePage<PageRow & { sort_at: Date }>(c.db, {
        arms: arms(await c.scope(), 'p', 'org_id'),
        columns: pageColumns,
        from: sql`intake_page p`,
        where: [],
        sort: sql`p.accepted_at`,
        id: sql`p.id`,
        order: 'newest',
        cursor: readCursor(c.query.cursor),
        limit: c.query.limit ?? 20,
      })
      return {
        items: page.rows.map((row) => ({
          id: recordId(row.area, row.id),
          title: row.title,
          sourceName: row.source_name,
          acceptedAt: row.accepted_at.toISOString(),
          acceptedBy: row.accepted_by,
          records: row.records,
        })),
        next: page.next,
      }
    },

    async showPage(c) {
      const key = splitRecordId(c.params.id)!
      const { rows } = await sql<PageRow>`
        select ${pageColumns}, p.text from intake_page p where p.area = ${key.area} and p.id = ${key.id} and ${inScope(await c.scope(), 'p', 'org_id')}`.execute(
        c.db,
      )
      const row = rows[0]
      if (!row) throw problem('not-found')
      const records = await recordsOf(c, row)
      return {
        id: c.params.id,
        text: row.text,
        sourceName: row.source_name,
        publishedOn: row.published_on,
        acceptedAt: row.accepted_at.toISOString(),
        acceptedBy: row.accepted_by,
        records: records.map((one) => ({
          noun: one.noun,
          id: recordId(one.record_area, one.record_id),
          label: one.label,
          articleIndex: one.article_index,
          span:
            one.span_start === null || one.span_end === null
              ? null
              : ([one.span_start, one.span_end] as [number, number]),
        })),
      }
    },
  },
})

/** The page of these words, made if it is new to this org. Locked, so that two acceptances of it follow each other. */
async function openPage(
  c: Ctx & { body: { id: string } },
  page: { text: string; sourceName: string | null; publishedOn: string | null },
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
        title: titleOf(page.text, await read(page.text)),
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
