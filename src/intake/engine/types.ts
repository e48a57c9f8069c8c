/** Half-open range of UTF-16 offsets into the text given to readPage. */
export type Span = [start: number, end: number]

/** A literal piece of the page. Where it crosses a mended join, `text` is joined and `span` runs from its first to its last character. */
export interface Item {
  text: string
  span: Span
}

export type ArticleType =
  'inspection' | 'performance' | 'hearing' | 'health' | 'volunteering' | 'skills' | 'other'

/** Chinese names of the article types, as officers use them. */
export const ARTICLE_TYPES: Readonly<Record<ArticleType, string>> = {
  inspection: '执法检查',
  performance: '文艺演出/劳模',
  hearing: '座谈会/慰问',
  health: '健康服务/体检',
  volunteering: '志愿服务',
  skills: '技能竞赛/培训',
  other: '其他',
}

export type HeadlineRole = 'kicker' | 'main' | 'sub'

export interface Headline extends Item {
  role: HeadlineRole
}

export interface Person {
  name: string
  /** Offices as written before the name, or the title behind it; empty when the text gives none. */
  title: string
  span: Span
}

export interface Organisation extends Item {
  /** The short form the text defines: （以下简称“X”）. */
  abbreviation?: string
  /** The longer name of the same body in this article, where this form stands for it: 区总工会 → 延庆区总工会. */
  longForm?: string
}

export interface ProgrammeItem extends Item {
  /** Organisations named as giving this item. */
  performers?: string[]
}

export interface Concern extends Item {
  /** The same words with a suspected misprint put right. */
  suggestion?: string
}

export interface Figure extends Item {
  /** Normalised: 1.99亿元 → 199000000. */
  value: number
  /** Measure word or unit, without multiplier: 元, 名, 个, %. */
  unit: string
  /** What is counted, in words of the text; may be empty. */
  what: string
  /** 余, 多, 近, 超过, 约, 以上 stood beside it. */
  approx?: boolean
  /** 第… */
  ordinal?: boolean
}

export interface Typo extends Item {
  suggestion: string
}

export interface Quote extends Item {
  /** Who said it; empty when the text does not say so beside the quotation. */
  speaker: string
}

/** A paragraph cut by a column break and mended. */
export interface Join {
  /** Last characters of the cut line. */
  before: string
  /** First characters of the line it continues on. */
  after: string
  /** From the first character of `before` to the last of `after`. */
  span: Span
}

export interface Article {
  type: ArticleType
  headlines: Headline[]
  kicker?: string
  main?: string
  reporters: string[]
  /** Joined text, one string a paragraph, without captions and credits. */
  paragraphs: string[]
  span: Span
  organisations: Organisation[]
  people: Person[]
  places: Item[]
  dates: Item[]
  programme: ProgrammeItem[]
  concerns: Concern[]
  gifts: Item[]
  figures: Figure[]
  followUps: Item[]
  laws: Item[]
  quotes: Quote[]
  captions: Item[]
}

export interface Page {
  banners: string[]
  joins: Join[]
  typos: Typo[]
  articles: Article[]
}
