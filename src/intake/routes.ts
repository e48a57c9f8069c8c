import type { Ctx } from '../kernel/context.ts'
import { sql } from '../kernel/db.ts'
import { recordId, splitRecordId } from '../kernel/id.ts'
import { mergePage, readCursor } from '../kernel/page.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { arms, inScope } from '../kernel/scope.ts'
import './tables.ts'
import { concernRoutes } from '../concerns/contract.ts'
import { orgsNamed } from '../org/org.ts'
import { accepting } from './accepting.ts'
import { classOf } from './classes.ts'
import { intakeProblems, intakeRoutes, type Proposal } from './contract.ts'
import type { Page } from './engine/types.ts'
import { askModel, type ModelItem } from './model.ts'
import { holds, type PageRow, pageColumns, digestOf, plain, pageByDigest, recordsOf } from './pages.ts'
import { mended, proposalsOf, type Proposed } from './proposals.ts'
import { read } from './reading.ts'

/** How long the words of an accepted activity or promise are taken for the same one when another text brings them. */
const fresh = 90 * 86_400_000

type Elsewhere = { noun: string; id: string; page: { area: number; id: string } }

/** Records of other texts accepted lately with exactly these words, blanks aside: kind and words → record. */
async function acceptedElsewhere(c: Ctx, words: string[]): Promise<Map<string, Elsewhere>> {
  const { rows } = await sql<{
    noun: string
    area: number
    id: string
    page_area: number
    page_id: string
    plain: string
  }>`
    select r.noun, r.record_area as area, r.record_id as id, p.area as page_area, p.id as page_id, regexp_replace(r.words, '[\\s\\u3000\\u00a0]', '', 'g') as plain
    from intake_record r join intake_page p on p.area = r.area and p.id = r.page_id
    where md5(regexp_replace(r.words, '[\\s\\u3000\\u00a0]', '', 'g')) in (select md5(w) from unnest(${words.map(plain)}::text[]) w)
      and p.accepted_at > ${new Date(c.now.getTime() - fresh)}
      and ${inScope(await c.scope(), 'p', 'org_id')} order by p.accepted_at desc`.execute(c.db)
  return new Map(
    rows.map((row) => [
      `${row.noun} ${row.plain}`,
      { noun: row.noun, id: recordId(row.area, row.id), page: { area: row.page_area, id: row.page_id } },
    ]),
  )
}

/** Likely the same matter, looked for as the desk does; a page of hundreds of concerns asks for the first ones only. */
async function similarTo(c: Ctx, proposal: Proposed): Promise<Proposal['similar']> {
  if (proposal.kind !== 'concern' || !proposal.classCode) return []
  const { items } = await c.ask(concernRoutes.findSimilar, {
    body: {
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

export const intake = capability({
  name: 'intake',
  contract: intakeRoutes,
  kinds: { intake_page: { title: 'title', desk: true, owner: 'org_id', once: ['digest'] } },
  problems: intakeProblems,
  constraints: { intake_page_pkey: 'id-taken' },
  stories: {
    ...accepting,

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
          [...article.headlines, ...article.followUps, ...article.concerns]
            .map((one) => one.text)
            .slice(0, 50),
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
        let same: boolean | undefined
        const acceptedBefore = async (found: Proposed) => {
          const one = elsewhere.get(`${found.kind} ${plain(found.text)}`)
          // A few words about a trouble may well come up again; the same article pasted by itself may not.
          if (one?.noun === 'concern') same ??= await holds(c, one.page, text.slice(...article.span))
          return one && (one.noun !== 'concern' || same) ? { noun: one.noun, id: one.id } : null
        }
        for (const found of all) {
          const one = mended(found, page.typos, text)
          const similar = one.kind === 'concern' && lookedUp++ < looksUp ? await similarTo(c, one) : []
          proposals.push({
            ...one,
            similar,
            accepted: accepted.get(one.key) ?? (await acceptedBefore(found)),
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
