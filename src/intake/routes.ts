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
import { postsWith } from '../accounts/posts.ts'
import { accepting } from './accepting.ts'
import { classOf } from './classes.ts'
import { intakeProblems, intakeRoutes, type Article, type Proposal } from './contract.ts'
import { askModel, type ModelItem } from './model.ts'
import { acceptedElsewhere, holds, type PageRow, pageColumns, pageByDigest, recordsOf } from './pages.ts'
import type { Proposed } from './proposals.ts'
import { read } from './reading.ts'
import { release } from './release.ts'
import { plain, type ArticleRead } from './whole.ts'

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

/** Every name of the page, short and long. */
const namesIn = (articles: readonly ArticleRead[]) => [
  ...new Set(articles.flatMap((one) => one.organisations.map((org) => org.text))),
]

/** Who the article names, each with what it is to it and which org of the tree it is; and whose event it tells of. */
function partsOf(
  article: ArticleRead,
  bearers: ReadonlyMap<string, { id: number; name: string; trail: string }[]>,
  own: ReadonlySet<number>,
): Pick<Article, 'organisations' | 'host'> {
  const roles = new Map(article.roles.map((one) => [one.name, one]))
  const organisations = article.organisations.map((one) => {
    const { role, why, same } = roles.get(one.text)!
    // The short name may be many orgs', the long one is one's.
    const candidates = ((same && bearers.get(same)) || bearers.get(one.text) || []).map(
      ({ id, name, trail }) => ({ id, name, trail }),
    )
    const only = candidates.length === 1 ? candidates[0]!.id : null
    return { text: one.text, span: one.span, role, why, same, orgId: only, candidates }
  })
  const host = organisations.find((one) => one.role === 'host' && !one.same)
  const bearer = host?.candidates.find((one) => one.id === host.orgId)
  return {
    organisations,
    host: host
      ? {
          name: host.text,
          why: host.why,
          orgId: host.orgId,
          orgName: bearer?.name ?? null,
          own: host.orgId !== null && own.has(host.orgId),
        }
      : null,
  }
}

export const intake = capability({
  name: 'intake',
  contract: intakeRoutes,
  kinds: { intake_page: { title: 'title', desk: true, owner: 'org_id', once: ['digest'] } },
  problems: intakeProblems,
  reactions: {
    'activity.withdrawn': [release.name],
    'clipping.discarded': [release.name],
  },
  jobs: [release],
  constraints: { intake_page_pkey: 'id-taken' },
  stories: {
    ...accepting,

    async readPage(c) {
      const { text } = c.body
      const { items: classes } = await c.ask(concernRoutes.listClasses, {})
      const known = new Set(classes.filter((one) => one.active).map((one) => one.code))
      const { digest, page, articles: found } = await read(text, [...known])
      const { ai } = c.services.config
      const model = ai ? await askModel(ai, text, found) : { items: [], problem: null }
      const before = await pageByDigest(c, digest)
      const accepted = new Map(
        (before ? await recordsOf(c, before) : []).map((one) => [
          one.key,
          { noun: one.noun, id: recordId(one.record_area, one.record_id) },
        ]),
      )
      const [inTree, posts] = [await orgsNamed(c.db, namesIn(found)), await postsWith(c, 'activity.manage')]
      const bearers = Map.groupBy(inTree, (one) => one.named)
      const own = new Set(posts.map((one) => one.id))
      const elsewhere = await acceptedElsewhere(
        c,
        found.flatMap((article) =>
          [...article.headlines, ...article.followUps, ...article.concerns]
            .map((one) => one.text)
            .slice(0, 50),
        ),
      )
      let lookedUp = 0
      const articles = []
      for (const [index, article] of found.entries()) {
        const proposals: Proposal[] = []
        const all = [
          ...article.proposals,
          ...model.items
            .filter((one) => one.article === index)
            .map((one) => fromModel(one, ai!.model, known))
            .map((one) => ({ printed: one, mended: one })),
        ]
        let same: boolean | undefined
        const acceptedBefore = async ({ kind, text: printed }: Proposed) => {
          // What is no activity of ours was kept as a clipping.
          const one =
            elsewhere.get(`${kind} ${plain(printed)}`) ??
            (kind === 'activity' ? elsewhere.get(`clipping ${plain(printed)}`) : undefined)
          // A few words about a trouble may well come up again; the same article pasted by itself may not.
          if (one?.noun === 'concern') same ??= await holds(c, one.page, text.slice(...article.span))
          return one && (one.noun !== 'concern' || same) ? { noun: one.noun, id: one.id } : null
        }
        for (const { printed, mended: one } of all) {
          const similar = one.kind === 'concern' && lookedUp++ < looksUp ? await similarTo(c, one) : []
          proposals.push({
            ...one,
            similar,
            accepted: accepted.get(one.key) ?? (await acceptedBefore(printed)),
          })
        }
        articles.push({
          ...article,
          index,
          ...partsOf(article, bearers, own),
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
