import type { Line, Part } from './lines.ts'
import { closesOpen, isTerminated, leavesOpen, looksLikeTitle, partsOf, splitLines } from './lines.ts'
import { BREAKERS, PROTECTED } from './lexicon/breakers.ts'
import { GENERIC, KNOWN_ORGS, ORG_SUFFIXES } from './lexicon/organisations.ts'
import { CITIES, PROVINCES, VENUES } from './lexicon/places.ts'
import { STRONG_TITLES, WEAK_TITLES } from './lexicon/titles.ts'
import type { Join } from './types.ts'

/** Every word the engine knows, for telling a line cut inside one. */
const KNOWN = new Set(
  [
    BREAKERS,
    PROTECTED,
    GENERIC,
    KNOWN_ORGS,
    ORG_SUFFIXES,
    PROVINCES,
    CITIES,
    VENUES,
    STRONG_TITLES,
    WEAK_TITLES,
  ].flat(),
)

/** Length of the longest known word that begins in one line and ends in the next; 0 where none does. */
function wordAcross(text: string, next: string): number {
  let longest = 0
  for (let left = 1; left <= 4; left++)
    for (let right = 1; right <= 5; right++)
      if (left + right > longest && KNOWN.has(text.slice(-left) + next.slice(0, right)))
        longest = left + right
  return longest
}

/** A paragraph: the lines it was set in, more than one where a column break cut it. */
export interface Paragraph {
  lines: Line[]
}

/** One article before extraction. */
export interface Draft {
  titles: Line[]
  paragraphs: Paragraph[]
  /** Bylines, sources, editors: what names the reporters beside the lead. */
  credits: Line[]
  captions: Line[]
  start: number
  end: number
}

export interface Segments {
  banners: string[]
  joins: Join[]
  drafts: Draft[]
}

/** How much of the lines on either side a join shows. */
const JOIN_CONTEXT = 12

const EVENT =
  /召开|举行|举办|开展|启动|走进|成立|慰问|揭牌|挂牌|授牌|启用|开放|开幕|闭幕|开班|结业|开赛|落幕|收官|组织|发布|印发|出台|上线|入选|获|当选|表彰|签约|签订|送|进|赴|调研|检查|督查|督导|视察|考察|看望|走访|保障|竞赛|大赛|比武|培训|讲座|座谈|义诊|体检|演出|汇演|展演|志愿|活动|服务|推进|部署|助力|关爱|为|让/
const ORG_WORD =
  /工会|总工会|我[校院市区县]|教师|员工|大学|学院|公司|集团|委员会|管委会|街道|区|市|县|省|局|全总|全国|协会|医院|学校|社区|中心|平台|企业|职工|劳动者|骑手|快递|劳模|工人/
const OPENING =
  /^(?:为(?:了|进一步|深入|贯彻|庆祝|迎接|切实|丰富|提升|加强|弘扬|推动|落实|全面|更好|不断|保障|增强|充分|有效|确保|做好|关爱|\S)|近日|日前|近期|连日来|今天|今日|昨天|昨日|前不久|上周|本周|当前|随着|记者从|记者近日|记者了解|“|在.{1,30}(?:之际|来临|到来)|\d{4}年\d{1,2}月|\d{1,2}月\d{1,2}日|\d{1,2}日|\d{1,2}月|[\u4e00-\u9fff]{2,20}讯[，,]?)/
const LIST_MARK =
  /^(?:[（(]?[一二三四五六七八九十]{1,3}[、）)．.]|第[一二三四五六七八九十]{1,3}[，、章节条\s]|\d{1,2}[、.．)）]|[①-⑳■●◆◇□▲★☆➤▶·•*]|——|—)/
const BULLET = /^[◆■●★◎▶➤◇□]\s*[\u4e00-\u9fff\d“]/
const SLOGAN =
  /^(?:深入|全面|认真|扎实|坚决|坚持|奋力|团结|弘扬|凝心|踔厉|牢记|学习|贯彻|高举|紧紧|不忘|砥砺|劳动创造|劳动最|致敬|庆祝|喜迎|迎接|建功|担当|匠心|汇聚|凝聚|以.{2,12}(?:精神|思想)|推动|推进|开创|奋进|同心|携手|为实现|争做|筑牢|强国|热烈)/
const CONCRETE =
  /召开|举行|举办|启动仪式|揭牌|成立|慰问了|走进|检查组|开班|开幕|闭幕|座谈会|活动$|仪式$|大会$|演出$|比赛$|竞赛$|培训班$|在.{1,12}(?:举办|举行)/
/** A phrase of newspaper dressing: a name that heads a column, not an item. */
const COLUMN =
  /^(?:[□■●◆★☆▍▌◎○]\s*.{2,8}$|[【[「『〖].{1,14}[】\]」』〗]|.{2,10}(?:进行时|在行动|风采|巡礼|之声|之窗|天地|园地|看台|纵横|广角|集锦|专栏|连载|摘要|快递|播报|传真|掠影|视窗|窗口)|(?:深入)?学习(?:宣传)?贯彻.{4,24}(?:精神|思想))$/

/** Whether a line is a slogan set across the page rather than the headline of an item. */
function isBanner(text: string): boolean {
  if (COLUMN.test(text)) return true
  const halves = text.split(/[\s　]+/)
  if (halves.length < 2 || CONCRETE.test(text)) return false
  return halves.every((half) => SLOGAN.test(half) && half.length >= 4)
}

function isTrailer(line: Line): boolean {
  return line.kind === 'credit' || line.kind === 'byline'
}

/** Two halves set apart by a space: how headlines are written. */
const HALVES = /^[^，,。\s　]{4,16}[\s　]+[^，,。\s　]{4,16}$/

/** Whether lines of the article's own stand between its paragraphs; a further one begins nothing new. */
const hasSubheads = ({ paragraphs }: Draft): boolean =>
  paragraphs.slice(-12).some(({ lines }) => lines.length === 1 && lines[0]!.kind === 'title')

/** What a report seldom has but in its first sentence. */
const FIRST_WORDS =
  /^(?:近日|日前|为(?:进一步|深入|切实|贯彻|弘扬|庆祝|丰富|全面|推动|加强)|\d{1,2}月\d{1,2}日(?:[，,]|[上下]午[，,]|至))/

/** Evidence that titles before `next` open a new article while another one is running. */
function opensArticle(
  titles: Line[],
  next: Line | undefined,
  afterNext: Line | undefined,
  current: Draft,
  closed: boolean,
  bar = 3,
): boolean {
  if (!next) return false
  if (next.kind === 'lead') return true
  const first = titles[0]!
  const last = titles[titles.length - 1]!
  let score = 0
  if (closed) score += 3
  if (next.kind === 'byline' || next.kind === 'credit') score += 2
  if (OPENING.test(next.text)) score += next.text.startsWith('“') ? 0 : 2
  if (/^(?:.{0,20})(?:近日|日前|今天|\d{1,2}月\d{1,2}日)/.test(next.text))
    score += hasSubheads(current) || titles.some(({ text }) => text.length < 8) ? 1 : 2
  if (titles.some((t) => EVENT.test(t.text) && ORG_WORD.test(t.text))) score += 2
  if (longest(titles) >= 14) score += 1
  if (longest(titles) >= 12 && FIRST_WORDS.test(next.text)) score += 1
  if (titles.length > 1) score += 1
  // Two halves set apart by a space, or a whole line in quotation marks, is how headlines are written.
  if (
    titles.some(
      (t) => /^[^，,。\s　]{4,16}[\s　]+[^，,。\s　]{4,16}$/.test(t.text) || /^“[^”]{4,24}”$/.test(t.text),
    )
  )
    score += 3
  if (
    /^(?:今天|昨天|今日|昨日|近日|日前|\d{1,2}月\d{1,2}日)/.test(next.text) &&
    ORG_WORD.test(next.text.slice(0, 60))
  )
    score += 1
  if (titles.length > 1 && first.text === last.text) score += 2
  if (current.paragraphs.length === 0) score -= 1
  // An article that has subheads has one more.
  if (!closed && titles.length === 1 && next.kind === 'body' && hasSubheads(current)) score -= 2
  // A headline ends with a word.
  if (titles.length === 1 && !closed && !OPENING.test(next.text) && wordAcross(last.text, next.text) >= 2)
    score -= 2
  if (LIST_MARK.test(first.text)) score -= 4
  if (longest(titles) <= 11 && !titles.some(({ text }) => HALVES.test(text))) score -= 2
  if (next.kind === 'title' && !afterNext) score -= 2
  if (isFragment(first.text)) score -= 5
  // 此次活动…, 据悉…: no report begins so; what stands over it belongs to a picture.
  if (next.kind !== 'title' && isFragment(next.text)) score -= 5
  if (CONTINUES.test(first.text) && /[，,]/.test(first.text)) score -= 4
  if (!closed && CONTINUES.test((next.kind === 'title' ? afterNext : next)?.text ?? '')) score -= 4
  return score >= bar
}

/** 哲。…, 建设，…: the end of a word or a sentence cut across two lines. */
const FRAGMENT = /^[\u4e00-\u9fff]{1,3}[”》）]?[。，、；]/
const WHOLE =
  /^(?:近日|日前|今天|今日|昨天|昨日|当天|当日|当晚|现场|随后|同时|此外|另外|目前|如今|据悉|会上|会后|会前|其中|接着|然后|最后|最终|对此|为此|因此|此前|此后|未来|今后|期间|席间|途中|临别|而今|去年|今年|上午|下午|中午|晚上|清晨|傍晚|首先|其次|再次|例如|比如|不过|但是|然而|于是|平日|平时|看|听|瞧|是的|这天|那天|一早|后来|事后|赛后|课后|赛场上|课堂上|一句句|一项项|一件件)[。，、；]/

const isFragment = (text: string) => FRAGMENT.test(text) && !WHOLE.test(text)

/** What goes on with a report and never begins one. */
const CONTINUES =
  /^(?:此次|本次|本届|据悉|据了解|据介绍|会上|会后|会议(?:指出|强调|要求|认为)|座谈会上|座谈中|活动中|活动期间|活动现场|活动当天|活动结束|仪式上|仪式结束|启动仪式后|随后|接着|最后|同时|此外|另外|目前|当天[上下]?午?[，,]|下一步|接下来|未来|今后|近年来|截至|每到一处|在[\u4e00-\u9fff]{2,10}现场|比赛(?:中|现场|结束)|演出(?:在|中)|经过激烈)/

/** Whether a line says again, for the greater part, what the last paragraphs of the article have said. */
function echoes({ text }: Line, { paragraphs }: Draft): boolean {
  if (text.length < 10) return false
  const told = paragraphs
    .slice(-4)
    .map(({ lines }) =>
      lines
        .slice(-4)
        .map((line) => line.text.slice(-600))
        .join(''),
    )
    .join('\n')
  let again = 0
  for (let i = 0; i + 3 <= text.length; i++) if (told.includes(text.slice(i, i + 3))) again++
  return again > (text.length - 2) * 0.7
}

/** A prose line at least: what a headline-like line must be followed by to head something. */
function isProse(line: Line | undefined): boolean {
  return line !== undefined && (line.kind === 'lead' || line.kind === 'body')
}

/**
 * Falls a page into its articles and mends the paragraphs that column breaks cut.
 * A line without a closing mark is taken up by the next prose line; a headline block between them ends the article.
 */
export function segment(input: string): Segments {
  const lines = splitLines(input)
  const banners: string[] = []
  const joins: Join[] = []
  const drafts: Draft[] = []
  let current: Draft | null = null
  let open: Paragraph | null = null
  let closed = false
  let sectioned = false

  const begin = (line: Line): Draft => {
    const draft: Draft = {
      titles: [],
      paragraphs: [],
      credits: [],
      captions: [],
      start: line.start,
      end: line.end,
    }
    drafts.push(draft)
    open = null
    closed = false
    return draft
  }
  const extend = (draft: Draft, line: Line) => {
    draft.start = Math.min(draft.start, line.start)
    draft.end = Math.max(draft.end, line.end)
  }

  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    if (line.kind === 'furniture') {
      // 简讯, 基层动态: what follows belongs to nothing before it.
      if (
        current &&
        current.paragraphs.length > 0 &&
        open === null &&
        /^[\u4e00-\u9fff]{2,6}$/.test(line.text)
      )
        sectioned = true
      if (!current || current.paragraphs.length === 0 || line.text.length > 1) banners.push(line.text)
      continue
    }
    if (line.kind === 'caption') {
      if (current && current.paragraphs.length > 0) {
        current.captions.push(line)
        extend(current, line)
      } else if (current) current.captions.push(line)
      else banners.push(line.text)
      continue
    }
    if (isTrailer(line)) {
      // A date or a source over the first headline belongs to no article and is no banner.
      if (!current) continue
      // "□本报记者 X" behind prose may also stand before the next item's prose; only a headline tells.
      current.credits.push(line)
      extend(current, line)
      // Under a line that is still headline it says who wrote what follows.
      if (current.paragraphs.some(({ lines }) => isTerminated(lines.at(-1)!.text))) closed = true
      if (current.paragraphs.length > 0) open = null
      continue
    }
    if (line.kind === 'title') {
      if (sectioned) closed = true
      sectioned = false
      // The block of headline-like lines from here on.
      let j = i + 1
      while (j < lines.length && j - i < 6 && lines[j]!.kind === 'title') j++
      let k = j
      while (
        k < lines.length &&
        (isTrailer(lines[k]!) || lines[k]!.kind === 'furniture' || lines[k]!.kind === 'caption') &&
        k - j < 6
      )
        k++
      const next = lines[j]
      const prose = lines[k]
      const block = lines.slice(i, j)
      const terminated = /[。！？!?…][”’"]?$/.test(line.text)
      // 校长甲为冠军颁奖: what the report has told already stands under its picture.
      if (
        current &&
        open === null &&
        !closed &&
        !terminated &&
        CONTINUES.test(prose?.text ?? '') &&
        echoes(line, current)
      ) {
        current.captions.push(line)
        extend(current, line)
        continue
      }

      if (current && open !== null) {
        const lead: boolean = prose?.kind === 'lead'
        // One line that ends the cut sentence, or fits between two cuts, goes on with it.
        const continues: boolean = /[。！？…]["”’]?$/.test(line.text) && !lead
        const heads: boolean =
          lead ||
          (isProse(prose) &&
            !continues &&
            // What is cut asks for its other half; a headline must speak louder than that.
            opensArticle(block, next, lines[j + 1], current, closed, 4))
        if (!heads) {
          open = takeUp(current, open, line, joins)
          extend(current, line)
          continue
        }
        if (
          lead &&
          block.length > 1 &&
          !EVENT.test(block[0]!.text) &&
          !looksLikeHeadlineAlone(block[0]!.text)
        ) {
          open = takeUp(current, open, line, joins)
          extend(current, line)
          continue
        }
      }
      if (
        current &&
        current.paragraphs.length > 0 &&
        block.length === 1 &&
        next &&
        isProse(next) &&
        next.kind !== 'lead' &&
        !closed &&
        isCut(line, next, input)
      ) {
        const paragraph: Paragraph = { lines: [line] }
        current.paragraphs.push(paragraph)
        extend(current, line)
        open = paragraph
        continue
      }
      // Headline, date and source, then what stands over and under the pictures: still the same article.
      if (
        current &&
        current.paragraphs.length === 0 &&
        current.titles.length <= 2 &&
        current.credits.length > 0 &&
        isProse(prose)
      ) {
        for (const candidate of block) {
          extend(current, candidate)
          if (current.titles.some((t) => t.text === candidate.text)) continue
          // 本校消息 over the date was no headline.
          if (
            candidate.text.length >= 8 &&
            current.titles.every((t) => t.text.length <= 6 && !EVENT.test(t.text))
          ) {
            for (const title of current.titles) banners.push(title.text)
            current.titles = [candidate]
            continue
          }
          const sub =
            candidate.text.length >= 14 ||
            /^(?:——?|—|-)/.test(candidate.text) ||
            (candidate.text.length >= 8 && EVENT.test(candidate.text) && ORG_WORD.test(candidate.text))
          ;(sub && block.length <= 2 ? current.titles : current.captions).push(candidate)
        }
        i = j - 1
        continue
      }
      const fresh: boolean =
        current === null ||
        opensArticle(block, prose?.kind === 'lead' ? prose : next, lines[j + 1], current, closed) ||
        (closed && isProse(prose))
      if (fresh) {
        const titles: Line[] = []
        for (const [n, candidate] of block.entries()) {
          const column =
            n === 0 && candidate.text.length <= 4 && block.length > 1 && (block[1]?.text.length ?? 0) >= 8
          const banner =
            n < block.length - 1 && (isBanner(candidate.text) || (column && !EVENT.test(candidate.text)))
          if (banner) banners.push(candidate.text)
          else titles.push(candidate)
        }
        const draft: Draft = begin(titles[0] ?? line)
        const seen = new Set(draft.titles.map((t) => t.text))
        for (const title of titles) {
          if (!seen.has(title.text)) draft.titles.push(title)
          seen.add(title.text)
          extend(draft, title)
        }
        current = draft
        i = j - 1
        continue
      }
      // A subhead or a short paragraph inside the running article.
      if (current) {
        if (isBanner(line.text) && !terminated) {
          banners.push(line.text)
          continue
        }
        current.paragraphs.push({ lines: [line] })
        extend(current, line)
      }
      continue
    }

    // Prose.
    if (sectioned) {
      current = begin(line)
      sectioned = false
    }
    // 本报成都12月5日电|(记者某某): the lead itself is cut.
    const leadCut: boolean =
      open !== null &&
      line.kind === 'lead' &&
      /^[（(]/.test(line.text) &&
      /^.{2,24}[讯电]$/.test(open.lines[0]!.text)
    if (line.kind === 'lead' && !leadCut && current && current.paragraphs.length > 0) {
      const draft: Draft = begin(line)
      current = draft
    }
    if (!current || (closed && line.kind === 'lead' && !leadCut)) current = begin(line)
    // ◆7月2日，… ◆7月3日，…: items without headlines.
    else if (
      open === null &&
      current.titles.length === 0 &&
      current.paragraphs.length > 0 &&
      BULLET.test(line.text)
    )
      current = begin(line)
    extend(current, line)
    if (open !== null) {
      open = takeUp(current, open, line, joins)
      continue
    }
    const paragraph: Paragraph = { lines: [line] }
    current.paragraphs.push(paragraph)
    open = staysOpen(paragraph, lines[i + 1]) ? paragraph : null
  }
  // Headlines over nothing beside real articles are the page's directory.
  const real = drafts.some((d) => d.paragraphs.length > 0)
  const kept = drafts.filter((d) => {
    if (d.paragraphs.length > 0 || (d.titles.length > 0 && (!real || d.captions.length > 0))) return true
    for (const title of d.titles) banners.push(title.text)
    return false
  })
  for (const draft of kept)
    for (const part of [draft.titles, draft.captions, ...draft.paragraphs.map((p) => p.lines)])
      for (const join of innerJoins(part)) joins.push(join)
  joins.sort((a, b) => a.span[0] - b.span[0])
  return { banners, joins, drafts: kept }
}

/** The length of the longest; a page may be a hundred thousand of them, too many to hand to a function one by one. */
const longest = (titles: readonly Line[]): number =>
  titles.reduce((most, { text }) => Math.max(most, text.length), 0)

const NEW_PARAGRAPH =
  /^(?:[“《【■●◆]|近日|日前|今年|去年|当天|当日|会上|会后|活动中|活动现场|现场|据|随后|同时|此外|目前|未来|下一步|为|在|作为|自|截至|从|随着|通过|围绕|针对|近年来|记者|一直以来|\d{1,2}月|\d{4}年|[一二三四五六七八九十]、|（[一二三])/

/**
 * Whether a line that could be a subhead is prose cut short before its first mark. The surest sign is the page's own
 * wording: the characters across the gap stand together elsewhere.
 */
function isCut(line: Line, next: Line, input: string): boolean {
  const { text } = line
  if (LIST_MARK.test(text) || /[！？!?”]$/.test(text)) return false
  let score = 0
  if (text.includes('、')) score += 1
  if (/[，,]/.test(text)) score += 2
  if (text.length > 26) score += 1
  if (leavesOpen(text)) score += 3
  if (/^[，、。；：！？,;:!?”》）)]/.test(next.text)) score += 6
  if (/^[的了等地得着过们性化者并和与及]/.test(next.text)) score += 3
  const across = OPENING.test(next.text) ? 0 : wordAcross(text, next.text)
  if (across >= 3) score += 3
  else if (across === 2) score += 1
  // …公司工人|匡某某说
  if (/^[\u4e00-\u9fff]{2,3}(?:说|表示|介绍|坦言|家中|等|一行)/.test(next.text) && !OPENING.test(next.text))
    score += 2
  if (/^(?:今年[是以]|这是|这两|这一|本届|该|其中|在这|为期)/.test(text)) score += 2
  if (/[的了在和与对将把为被从向以及、是有并而等第“《]$/.test(text)) score += 5
  if (
    /^(?:近日|日前|近年来|当天|会上|活动中|据|随后|目前|未来|此次|本次|参加|与会|执法检查组|[\u4e00-\u9fff]{2,4}(?:表示|说|介绍|强调|指出))/.test(
      text,
    )
  )
    score += 2
  if (/(?:对|将|把|由|向|为|从|给)[\u4e00-\u9fff、]{2,12}$/.test(text)) score += 1
  // Comparing with the rest of the page is for pages, not for books.
  if (input.length < 200_000) {
    for (const [l, r] of [
      [2, 2],
      [3, 1],
      [1, 3],
    ] as const) {
      const across = text.slice(-l) + next.text.slice(0, r)
      if (/^[\u4e00-\u9fff]{4}$/.test(across) && input.includes(across)) {
        score += 3
        break
      }
    }
  }
  if (isFragment(next.text)) score += 5
  if (NEW_PARAGRAPH.test(next.text) || OPENING.test(next.text)) score -= 2
  if (
    /^(?:近日|日前|为(?:了|全面|弘扬|提升|进一步|深入|切实|贯彻|庆祝|丰富|加强|增强)|\d{1,2}月\d{1,2}日)/.test(
      next.text,
    )
  )
    score -= 2
  if (/^(?:表示|介绍|指出|强调|认为|透露|坦言|告诉|说[，：:])/.test(next.text)) score += 4
  if (/[动会]是/.test(text)) score += 1
  // 11月|24日
  if (/[\d.]$/.test(text) && /^[\d.年月日号万亿%个名余多]/.test(next.text)) score += 4
  if (/\d月$/.test(text) && /^\d{1,2}日/.test(next.text)) score += 4
  return score >= 2
}

function looksLikeHeadlineAlone(text: string): boolean {
  return text.length >= 8 && ORG_WORD.test(text)
}

/** Whether the paragraph asks for a next line. */
function staysOpen(paragraph: Paragraph, next: Line | undefined): boolean {
  const last = paragraph.lines[paragraph.lines.length - 1]!
  const text = paragraph.lines.map((l) => l.text).join('')
  if (!next) return false
  if (isTerminated(last.text))
    return leavesOpen(text.slice(-2000)) && closesOpen(next.text) && next.kind === 'body'
  if (/[：:]$/.test(last.text))
    return !LIST_MARK.test(next.text) && !/^[“《]/.test(next.text) && next.kind === 'body'
  // A short line of prose that is no cut line: a salutation, an item of a list.
  if (LIST_MARK.test(last.text) && looksLikeTitle(last.text)) return false
  return true
}

function joinOf(cut: Part, next: Part): Join {
  const before = cut.text.slice(-JOIN_CONTEXT)
  const after = next.text.slice(0, JOIN_CONTEXT)
  return { before, after, span: [cut.end - before.length, next.start + after.length] }
}

/** The joins within lines that a narrow column has printed in several. */
function innerJoins(lines: Line[]): Join[] {
  return lines.flatMap(({ parts = [] }) => parts.slice(1).map((part, n) => joinOf(parts[n]!, part)))
}

/** Joins a line to the cut paragraph and says whether it is still cut. */
function takeUp(draft: Draft, paragraph: Paragraph, line: Line, joins: Join[]): Paragraph | null {
  const last = paragraph.lines[paragraph.lines.length - 1]!
  joins.push(joinOf(partsOf(last).at(-1)!, partsOf(line)[0]!))
  paragraph.lines.push(line)
  if (!draft.paragraphs.includes(paragraph)) draft.paragraphs.push(paragraph)
  const text = paragraph.lines
    .slice(-4)
    .map((l) => l.text)
    .join('')
  if (!isTerminated(line.text)) return paragraph
  return leavesOpen(text.slice(-2000)) && /[^。！？…”]$/.test(line.text) ? paragraph : null
}
