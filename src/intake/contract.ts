import {
  Day,
  Instant,
  Nullable,
  OneOf,
  Origin,
  OrgId,
  PageOf,
  PageQuery,
  RecordId,
  route,
  Text,
  Type,
  Uuid,
  type ProblemEntry,
  type Static,
} from '../kernel/contract.ts'
import { ActivityLine, ActivityOrg } from '../activities/contract.ts'
import { activityKinds, type ActivityKind } from '../activities/words.ts'
import { articleTypes } from './words.ts'

const ArticleType = OneOf(Object.keys(articleTypes) as (keyof typeof articleTypes)[])
const Span = Type.Tuple([Type.Integer(), Type.Integer()])
const Item = Type.Object({ text: Type.String(), span: Span, suggestion: Type.Optional(Type.String()) })

/** What the machine proposes for one article; nothing of it is stored until a person accepts it. */
export const Proposal = Type.Object({
  key: Type.String(),
  kind: OneOf(['activity', 'concern', 'commitment', 'gift', 'programme', 'figure']),
  /** Main words, corrected where a misprint is suspected. */
  text: Type.String(),
  /** The words as printed, when they differ. */
  printed: Nullable(Type.String()),
  span: Nullable(Span),
  classCode: Nullable(Type.String()),
  activityKinds: Type.Array(OneOf(Object.keys(activityKinds) as ActivityKind[])),
  dateWords: Nullable(Type.String()),
  place: Nullable(Type.String()),
  theme: Nullable(Type.String()),
  /** The sentence the words stand in: what a record starts from as its text. */
  context: Nullable(Type.String()),
  promiser: Nullable(Type.String()),
  /** What a person must still add: 期限须补, 时间须补. */
  missing: Type.Array(Type.String()),
  /** `engine`, or the name of the model that proposed it. */
  by: Type.String(),
  /** Records like this one that exist already, so that nobody enters a thing twice. */
  similar: Type.Array(
    Type.Object({
      id: RecordId,
      number: Type.String(),
      title: Type.String(),
      score: Type.Optional(Type.Number()),
    }),
  ),
  /** Set when exactly these words were accepted before. */
  accepted: Nullable(Type.Object({ noun: Type.String(), id: RecordId })),
})
export type Proposal = Static<typeof Proposal>
const Named = Type.Object({
  text: Type.String(),
  span: Span,
  /** Who held what is told of, who was in it, who is only spoken of; and the words it was read from. */
  role: OneOf(['host', 'co-host', 'participant', 'mention']),
  why: Nullable(Type.String()),
  /** The longer name of the same organisation in this article. */
  same: Nullable(Type.String()),
  orgId: Nullable(OrgId),
  candidates: Type.Array(Type.Object({ id: OrgId, name: Type.String(), trail: Type.String() })),
})
export const Article = Type.Object({
  index: Type.Integer(),
  type: ArticleType,
  span: Span,
  headlines: Type.Array(
    Type.Object({ text: Type.String(), role: OneOf(['kicker', 'main', 'sub']), span: Type.Optional(Span) }),
  ),
  reporters: Type.Array(Type.String()),
  paragraphs: Type.Array(Type.String()),
  organisations: Type.Array(Named),
  /** Who held it, as the article says; null where it does not. */
  host: Nullable(
    Type.Object({
      name: Type.String(),
      why: Nullable(Type.String()),
      /** The one of the tree with this name. */
      orgId: Nullable(OrgId),
      orgName: Nullable(Type.String()),
      /** The asker may register activities for it. */
      own: Type.Boolean(),
    }),
  ),
  people: Type.Array(Type.Object({ name: Type.String(), title: Type.String(), span: Span })),
  places: Type.Array(Item),
  dates: Type.Array(Item),
  programme: Type.Array(Item),
  gifts: Type.Array(Item),
  concerns: Type.Array(Item),
  followUps: Type.Array(Item),
  laws: Type.Array(Item),
  figures: Type.Array(
    Type.Object({
      text: Type.String(),
      value: Type.Number(),
      unit: Type.String(),
      what: Type.String(),
      span: Span,
    }),
  ),
  proposals: Type.Array(Proposal),
})
export type Article = Static<typeof Article>
export const Reading = Type.Object({
  /** SHA-256 of the text: the same page is recognised again. */
  digest: Type.String(),
  page: Nullable(
    Type.Object({ id: RecordId, acceptedAt: Instant, acceptedBy: Type.String(), records: Type.Integer() }),
  ),
  banners: Type.Array(Type.String()),
  joins: Type.Array(
    /** `span` runs from the first character of `before` to the last of `after`. */
    Type.Object({ before: Type.String(), after: Type.String(), span: Span }),
  ),
  typos: Type.Array(Type.Object({ text: Type.String(), suggestion: Type.String(), span: Span })),
  articles: Type.Array(Article),
  model: Type.Object({ on: Type.Boolean(), problem: Nullable(Type.String()) }),
})
export type Reading = Static<typeof Reading>
const PageText = Type.String({ minLength: 1, maxLength: 5_242_880 })

export const intakeRoutes = {
  readPage: route({
    method: 'POST',
    path: '/api/intake/read',
    access: 'intake.use',
    summary: '读一段文字：分篇、补断行、提出建议；不保存任何内容',
    silent: 'Only reads: a page is too long for an address.',
    transaction: false,
    bodyLimit: 16 * 1024 * 1024,
    perMinute: 30,
    body: Type.Object({ text: PageText }),
    response: Reading,
    problems: ['empty-text', 'binary-text', 'text-too-long', 'reading-died'],
  }),
  acceptItems: route({
    method: 'POST',
    path: '/api/intake/accept',
    access: 'intake.use',
    summary: '接受选中的建议，成为记录；同一页再次接受给出原有记录',
    transaction: false,
    bodyLimit: 16 * 1024 * 1024,
    body: Type.Object({
      id: RecordId,
      text: PageText,
      sourceName: Type.Optional(Text(100)),
      publishedOn: Type.Optional(Nullable(Day)),
      items: Type.Array(
        Type.Object({
          key: Type.String({ maxLength: 100 }),
          recordId: Uuid,
          articleIndex: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
          /** A clipping stands where an activity is somebody else's; it has the activity's key. */
          kind: OneOf(['activity', 'clipping', 'concern', 'commitment']),
          title: Text(120, 2),
          text: Type.Optional(Text(5000)),
          span: Nullable(Span),
          classCode: Type.Optional(Type.String()),
          activityKinds: Type.Optional(Type.Array(OneOf(Object.keys(activityKinds) as ActivityKind[]))),
          heldOn: Type.Optional(Nullable(Day)),
          dateWords: Type.Optional(Nullable(Text(60))),
          place: Type.Optional(Nullable(Text(200))),
          theme: Type.Optional(Nullable(Text(120))),
          /** An activity's host, of those one may act for; the org a clipping tells of; who takes a concern; who promises. */
          orgId: Type.Optional(OrgId),
          /** A clipping's host in the article's words; who promises, where the tree does not know them. */
          orgName: Type.Optional(Text(100, 2)),
          articleType: Type.Optional(ArticleType),
          /** A clipping's own words. */
          words: Type.Optional(Text(20_000)),
          /** Send the clipping to the org it tells of, for it to register. */
          offer: Type.Optional(Type.Boolean()),
          dueOn: Type.Optional(Nullable(Day)),
          madeTo: Type.Optional(Text(200)),
          /** Keys of concerns in this same acceptance a commitment is about. */
          about: Type.Optional(Type.Array(Type.String({ maxLength: 100 }))),
          lines: Type.Optional(Type.Array(ActivityLine, { maxItems: 200 })),
          orgs: Type.Optional(Type.Array(ActivityOrg, { maxItems: 50 })),
          /** Add this mention to an existing concern instead of making a new one. */
          mergeInto: Type.Optional(RecordId),
        }),
        { minItems: 1, maxItems: 200 },
      ),
    }),
    response: Type.Object({
      pageId: RecordId,
      records: Type.Array(
        Type.Object({
          key: Type.String(),
          noun: Type.String(),
          id: RecordId,
          label: Type.String(),
          existed: Type.Boolean(),
          /** What of it could not be done: why a clipping was kept and not sent. */
          note: Nullable(Type.String()),
        }),
      ),
    }),
    problems: [
      'id-taken',
      'empty-text',
      'binary-text',
      'text-too-long',
      'reading-died',
      'span-outside',
      'unknown-class',
      'unknown-org',
      'host-not-yours',
      'not-yours',
    ],
  }),
  originOf: route({
    method: 'GET',
    path: '/api/intake/origins/{id}',
    access: 'activity.read',
    summary: '一件记录出自哪个版面的哪几句话',
    params: Type.Object({ id: RecordId }),
    response: Type.Object({ origin: Nullable(Origin) }),
  }),
  listPages: route({
    method: 'GET',
    path: '/api/intake/pages',
    access: 'intake.use',
    summary: '录入过的版面',
    query: Type.Object({ ...PageQuery }),
    response: PageOf(
      Type.Object({
        id: RecordId,
        title: Type.String(),
        sourceName: Nullable(Type.String()),
        acceptedAt: Instant,
        acceptedBy: Type.String(),
        records: Type.Integer(),
      }),
    ),
  }),
  showPage: route({
    method: 'GET',
    path: '/api/intake/pages/{id}',
    access: 'intake.use',
    summary: '一个版面的原文和由它产生的记录',
    params: Type.Object({ id: RecordId }),
    response: Type.Object({
      id: RecordId,
      text: Type.String(),
      sourceName: Nullable(Type.String()),
      publishedOn: Nullable(Day),
      acceptedAt: Instant,
      acceptedBy: Type.String(),
      records: Type.Array(
        Type.Object({
          noun: Type.String(),
          id: RecordId,
          label: Type.String(),
          articleIndex: Type.Integer(),
          span: Nullable(Span),
        }),
      ),
    }),
  }),
}
export const intakeProblems = {
  'empty-text': { status: 422, title: '没有文字', hint: '请粘贴一段报刊、简报或网页上的文字。' },
  'binary-text': { status: 422, title: '这不是文字', hint: '请先把图片、PDF 转成文字，再粘贴进来。' },
  'text-too-long': { status: 413, title: '文字太长', hint: '一次最多5MB，请分几次录入。' },
  'reading-died': {
    status: 503,
    title: '这段文字没有读完',
    hint: '请再读一遍；还是不行，就把它分成几段，一段一段读。',
  },
  'span-outside': { status: 422, title: '标注的位置不在原文里', hint: '请重新读一遍这段文字再接受。' },
} as const satisfies Record<string, ProblemEntry>
