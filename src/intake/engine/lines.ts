import { COMPOUND_SURNAMES, GIVEN, NOT_NAMES, SURNAMES } from './lexicon/people.ts'

/** A line that is not blank, without the spaces around it. */
export interface Line {
  text: string
  /** Offset in the input of text[0]. */
  start: number
  /** Offset after the last character. */
  end: number
  kind: LineKind
  /** Set where a column is set in lines of one width: the lines this one was printed in, at least two. */
  parts?: Part[]
}

export interface Part {
  text: string
  start: number
  end: number
}

/** The printed lines of a line. */
export const partsOf = (line: Line): Part[] => line.parts ?? [line]

/**
 * lead: body that opens an item (本报讯（记者 …）); body: prose; title: may be a headline or a cut line without marks;
 * byline, credit, caption, furniture: what a page carries beside the text.
 */
export type LineKind = 'lead' | 'body' | 'title' | 'byline' | 'credit' | 'caption' | 'furniture'

const SPACE = /[\s\u3000\u00a0\u200b\ufeff]/

interface Raw extends Part {
  /** Set in from the margin by two characters or more. */
  indented: boolean
  /** Directly under the line before, without a blank line. */
  follows: boolean
}

export function splitLines(input: string): Line[] {
  const raw: Raw[] = []
  let from = 0
  let follows = false
  for (let i = 0; i <= input.length; i++) {
    const c = input.charCodeAt(i)
    if (i < input.length && c !== 10 && c !== 13 && c !== 0x2028 && c !== 0x2029) continue
    let start = from
    let end = i
    while (start < end && SPACE.test(input[start]!)) start++
    while (end > start && SPACE.test(input[end - 1]!)) end--
    if (end > start) {
      const indented = start - from >= 2 || input[from] === '\t'
      raw.push({ text: input.slice(start, end), start, end, indented, follows })
      follows = true
    } else if (!(c === 10 && input.charCodeAt(i - 1) === 13)) follows = false
    from = i + 1
  }
  const lines = unwrap(raw)
  for (const [n, line] of lines.entries()) {
    if (line.kind !== 'title' && line.kind !== 'body') continue
    // （韶某） on a line of its own.
    if (line.text.length <= 16 && /^[（(].+[）)]$/.test(line.text) && isNameLine(line.text.slice(1, -1))) {
      line.kind = 'credit'
      continue
    }
    const before = lines[n - 1]
    const after = lines[n + 1]
    // （某县融媒体中心 甲 乙）
    const sender = /^[（(][\u4e00-\u9fff]{3,16}[\s\u3000]+([\u4e00-\u9fff\s\u3000、]{2,14})[）)]$/.exec(
      line.text,
    )
    if (sender && isNameLine(sender[1]!)) {
      line.kind = 'credit'
      continue
    }
    // □刘某
    if (/^[□■◎◇]/.test(line.text) && isNameLine(line.text.replace(/^[□■◎◇]\s*/, ''))) {
      line.kind = 'byline'
      continue
    }
    // Headline, name, date (or the report itself): who wrote it.
    if (
      before?.kind === 'title' &&
      isNameLine(line.text) &&
      (after?.kind === 'credit' ||
        ((after?.kind === 'lead' || after?.kind === 'body') &&
          line.text.length >= 3 &&
          givenThroughout(line.text)))
    ) {
      line.kind = 'byline'
      continue
    }
    const behind = !after || after.kind === 'credit' || after.kind === 'byline' || after.kind === 'furniture'
    // Who signs: a bare name or body under the last full stop.
    if (
      behind &&
      before !== undefined &&
      isTerminated(before.text) &&
      (isNameLine(line.text) ||
        (line.text.length <= 14 &&
          /^[\u4e00-\u9fff]{2,12}(?:工会|委员会|党委|办公室|学院|处|中心)$/.test(line.text)))
    )
      line.kind = 'credit'
  }
  return lines
}

/** Width as set: Latin letters and digits take half a character. */
function widthOf(text: string): number {
  let width = 0
  for (let i = 0; i < text.length; i++) width += text.charCodeAt(i) < 0x250 ? 0.5 : 1
  return width
}

/**
 * The width of the column where a text is set in lines of one width, in characters; 0 where lines end as their
 * paragraphs do. `measure` is how the lines agree best: by count of characters or as set.
 */
function columnOf(raw: Raw[]): { width: number; measure: (text: string) => number } {
  const none = { width: 0, measure: widthOf }
  if (raw.length < 6) return none
  let best = none
  let bestShare = 0.5
  for (const measure of [widthOf, (text: string) => text.length]) {
    const at = new Uint32Array(64)
    for (const { text } of raw) if (text.length < 120) at[Math.min(63, Math.round(measure(text)))]!++
    for (let w = 8; w <= 50; w++) {
      const share = (at[w - 1]! + at[w]! + at[w + 1]!) / raw.length
      if (share <= bestShare) continue
      let longer = 0
      for (const { text } of raw) if (text.length > w + 2 && measure(text) > w + 2) longer++
      if (longer / raw.length > 0.15) continue
      best = { width: w, measure }
      bestShare = share
    }
  }
  return best
}

/** Puts the lines of a narrow column together again; where a text is not set in columns each line stands for itself. */
function unwrap(raw: Raw[]): Line[] {
  const { width, measure } = columnOf(raw)
  const single = ({ text, start, end }: Raw): Line => ({ text, start, end, kind: kindOf(text) })
  if (width === 0) return raw.map(single)
  const indents = raw.filter((line) => line.indented).length / raw.length > 0.04
  // Where blank lines part the paragraphs, a line under a line is the same paragraph.
  const blanks = raw.filter((line) => !line.follows).length / raw.length > 0.08
  const full = (line: Raw) => Math.abs(measure(line.text) - width) <= 1.5
  const lines: Line[] = []
  for (let i = 0; i < raw.length;) {
    let j = i
    while (j + 1 < raw.length && full(raw[j]!) && runsOn(raw, i, j, { indents, blanks }, full)) j++
    const run = raw.slice(i, j + 1)
    if (run.length === 1) lines.push(single(run[0]!))
    else {
      const text = run.map((line) => line.text).join('')
      const parts = run.map(({ text, start, end }) => ({ text, start, end }))
      lines.push({ text, start: run[0]!.start, end: raw[j]!.end, kind: kindOf(text), parts })
    }
    i = j + 1
  }
  return lines
}

/** Whether the full line `j` of the run that began at `i` goes on in the next line. */
function runsOn(
  raw: Raw[],
  i: number,
  j: number,
  { indents, blanks }: { indents: boolean; blanks: boolean },
  full: (line: Raw) => boolean,
): boolean {
  const line = raw[j]!
  const next = raw[j + 1]!
  if (!next.follows || (indents && next.indented) || /^[□■◎◇]/.test(next.text)) return false
  if (leadLength(next.text) > 0 && !/[：:，,、（(“]$/.test(line.text)) return false
  const kind = kindOf(next.text)
  const headline = i === j && looksLikeTitle(line.text) && !/[，、]/.test(line.text)
  if (isTerminated(line.text)) {
    // Who wrote it stands at the end of an article.
    const tail = raw
      .slice(Math.max(i, j - 1), j + 1)
      .map(({ text }) => text)
      .join('')
    if (
      /[（(][^（()）]{0,40}(?:记者|通讯员|供图|来源|编辑|撰稿|供稿)[^（()）]{0,40}[）)]$|[（(]完[）)]$/.test(
        tail,
      )
    )
      return false
    if (indents && !isTerminated(next.text) && (!full(next) || raw[j + 2]?.indented)) return false
    if (indents) return kind !== 'credit' && kind !== 'byline' && kind !== 'caption'
    if (kind !== 'title' && kind !== 'body') return false
    // A short line without a stop is the next headline.
    if (!isTerminated(next.text) && !full(next)) return false
    const second = raw[j + 2]
    if (second && !isTerminated(next.text) && leadLength(second.text) > 0) return false
    return blanks || !PARAGRAPH_OPENING.test(next.text)
  }
  if (headline && (kind === 'byline' || kind === 'credit' || (!indents && PARAGRAPH_OPENING.test(next.text))))
    return false
  // 弘扬雷锋精神 服务职工群众 is a headline of its own, over or under another.
  if (headline && (TWO_HALVES.test(line.text) || TWO_HALVES.test(next.text)) && !isTerminated(next.text))
    return false
  // In a column that sets paragraphs in, a line at the margin above an indented one is a headline.
  return !(headline && indents && !line.indented && next.indented)
}

const TWO_HALVES = /^[^，,。\s\u3000]{4,16}[\s\u3000]+[^，,。\s\u3000]{4,16}$/

/** What a paragraph of a report begins with; where columns do not set paragraphs in, it tells them apart. */
const PARAGRAPH_OPENING =
  /^(?:近日|日前|连日来|今天|昨天|当天|当日|会上|会后|活动中|活动现场|仪式上|座谈会上|据了解|据悉|据介绍|随后|同时|此外|目前|下一步|未来|为(?:深入|进一步|切实|丰富|庆祝|贯彻)|\d{1,2}月\d{1,2}日|[“《])/

/** One to three personal names and nothing else; 郭 亮 is one. */
function isNameLine(text: string): boolean {
  const names = text
    .replace(/(?<![\u4e00-\u9fff·])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])/g, '$1$2')
    .split(/[\s\u3000、]+/)
  return names.length <= 3 && names.every(isName)
}

/** Four names or more in a row and nothing else: a line of a list of members. 甲(女) 乙 丙 丁 */
export function isRoll(text: string): boolean {
  const names = text
    .replace(/[（(][男女][）)]/g, ' ')
    .trim()
    .replace(/(?<![\u4e00-\u9fff·])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])/g, '$1$2')
    .split(/[\s\u3000、]+/)
  const marked = /[（(][男女][）)]/.test(text)
  return names.length >= (marked ? 2 : 4) && names.every(isName)
}

function isName(name: string): boolean {
  if (/^[\u4e00-\u9fff]{2,6}[·•・‧][\u4e00-\u9fff]{2,6}$/.test(name)) return true
  if (COMPOUND_SURNAMES.has(name.slice(0, 2))) return /^[\u4e00-\u9fff]{3,4}$/.test(name)
  return /^[\u4e00-\u9fff]{2,3}$/.test(name) && SURNAMES.has(name[0]!) && !NOT_NAMES.has(name.slice(0, 2))
}

/** Whether every character behind the surname is one that given names have. */
const givenThroughout = (text: string) =>
  text
    .split(/[\s\u3000、]+/)
    .every(
      (name) =>
        name.includes('·') ||
        [...name.slice(COMPOUND_SURNAMES.has(name.slice(0, 2)) ? 2 : 1)].every((c) => GIVEN.has(c)),
    )

const MEDIUM =
  '(?:本报|本网|本刊|本台|本社|新华社|中新社|中新网|[\\u4e00-\\u9fffA-Za-z]{2,14}?(?:网|报|社|台|客户端|在线|融媒|时报|工会|校|院))'
/** 本报讯, 南开新闻网讯, 央视网消息, XX工会讯 – followed by what follows a lead. */
const LEAD_NEWS = new RegExp(
  `^[（(【\\[]?${MEDIUM}(?:综合|特|专|快)?(?:讯|消息)[】\\]）)]?(?=[\\s（(：:，,　]|近|日|今|\\d|$|[\\u4e00-\\u9fff])`,
)
/** 本报上海12月7日电, 新华社北京5月1日电, 中新网北京5月12日电. */
const LEAD_PLACE = /^本[报网刊台社][\u4e00-\u9fff]{2,8}(?:讯|电|消息)(?=[\s\u3000（(])/
const LEAD_WIRE = /^(?:据)?[\u4e00-\u9fff]{2,12}?\s*\d{1,2}月\d{1,2}日?\s*(?:专)?(?:电|讯|消息)/
/** （记者 X）近日 … and 本报记者X报道. */
const LEAD_REPORTER =
  /^(?:[（(](?:本报|本网|[\u4e00-\u9fff]{2,6})?(?:记者|通讯员)[^）)]{1,40}[）)]\s*\S{6}|(?:本报|本网)?记者\s*[\u4e00-\u9fff ]{2,12}报道[：:]?|(?:本报)?(?:记者|通讯员)\s?[\u4e00-\u9fff]{2,4}\s+(?=\d{1,2}月|近日|日前|今天|昨天))/
const LEAD_SHORT =
  /^.{2,12}讯\s*[（(](?:[\u4e00-\u9fff]{2,4}[\s、]+){0,3}[\u4e00-\u9fff]{2,4}(?:报道)?[）)]|^.{2,16}(?:讯|电|消息)\s*[（(][^）)]{0,10}(?:记者|通讯员)/

/** Length of the lead mark with its byline at the head of a paragraph, 0 if there is none. */
export function leadLength(text: string): number {
  const head = text.slice(0, 140)
  const mark = LEAD_NEWS.exec(head) ?? LEAD_WIRE.exec(head) ?? LEAD_PLACE.exec(head)
  let length = mark ? mark[0].length : 0
  if (!mark && !LEAD_REPORTER.test(head) && !LEAD_SHORT.test(head)) {
    // （甲 乙）早上七点…: who wrote it, with nothing to say so.
    const names = /^[（(]([\u4e00-\u9fff·\s\u3000、]{2,20})[）)](?=\S{6})/.exec(head)
    return names && isNameLine(names[1]!) && givenThroughout(names[1]!) ? names[0].length : 0
  }
  if (!mark) {
    const short = /^.{2,16}?(?:讯|电|消息)(?=\s*[（(])/.exec(head)
    if (short && LEAD_SHORT.test(head)) length = short[0].length
    else if (!head.startsWith('（') && !head.startsWith('('))
      return /^.*?报道[：:]?/.exec(head)?.[0].length ?? 0
  }
  for (;;) {
    const next = /^\s*(?:[（(][^）)\n]{0,60}[）)]|[：:])/.exec(head.slice(length))
    if (!next) break
    length += next[0].length
  }
  return length + (/^\s*/.exec(head.slice(length))?.[0].length ?? 0)
}

const CREDIT = new RegExp(
  [
    /^[【[（(]?\s*(?:责任编辑|责编|学生编辑|编辑|编审|核稿|审稿|签发|录入|本文来源|来源|稿源|转自|转载自|原标题|原题|新闻作者|作者|审核|校对|终审|初审|复审|供稿|撰稿|通讯员|摄影|图片|图文|文字|网页发布时间|发布时间|发布日期|发表日期|发表时间|更新时间|更新日期|发布者|发布人|发布单位|发布科室|时间|日期|动态浏览次数|浏览|浏览次数|浏览量|浏览数|查看次数|访问量|访问次数|点击|点击数|点击量|点击率|阅读|阅读量|阅读次数|阅读数|[图视频、文字及和]{0,6}(?:拍摄|剪辑)[及和]?(?:剪辑|制作)?|地址|邮编|电话|联系电话|联系人|传真|邮箱|主办|技术支持|技术开发|ICP备案号?|备案号|字号|分享到|关键词|标签|上一篇|下一篇|上一条|下一条|上一页|下一页|打印|关闭|扫一扫|版权|声明|微信|二维码|投稿|信息来源|文章来源|供图|图|制图|排版|监制|策划|值班编委|美编|版式)\s*[:：/丨|].{0,120}$/,
    /^(?:发布|发表|更新)(?:时间|日期)\s*\d{4}.{0,120}$/,
    /^[（(【[](?:完|待续|下转|上接|转载自|摘自|据|责任编辑|编辑|来源).{0,40}[）)】\]]$/,
    /^(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)(?:\s*(?:星期[一二三四五六日天])?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?(?:\s[^。]{0,80})?$/,
    /^[（(][^（）()。]{0,12}(?:记者|通讯员|文\/图|图\/文|撰稿|供稿|撰文|文[：:]|来源)[^（）()。]{0,40}[）)]$/,
    /^[（(](?:工人日报|人民日报|新华社|劳动午报|中工网|央视|[\u4e00-\u9fff]{2,8}(?:日报|晚报|新闻网|工会|委员会|学院|客户端))[^（）()。]{0,30}[）)](?:【.{1,30}】)?$/,
    /^(?:上一篇|下一篇|返回|相关内容|相关专题|相关链接|延伸阅读|热门资讯|今日热搜|媒体矩阵|关注我们|网友评论|版面导航|相关阅读|相关新闻|推荐阅读|分享到|打印本页|关闭窗口|点击查看|更多精彩|欢迎投稿|END|【?完】?$)/,
    /^【编辑[:：].{1,20}】$/,
    /^(?:编辑|编审|责编|责任编辑|审核|校对|美编|终审|监制)\s?[\u4e00-\u9fff]{2,3}$/,
    /^[（(](?:核稿|撰稿|供稿|责编|责任编辑|编辑|审核|校对|通讯员|文|图|摄影)\s*[:：/][^（）。]{1,60}[）)]$/,
    /^[（(](?:责编|责任编辑|编辑|审核)[:：].{1,40}[）)]$/,
    /^[^，。；：！？“”、]{0,24}\s\d{4}[年-]\d{1,2}[月-]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?$/,
    /^[^。！？]{0,40}\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*\d{1,2}:\d{2}(?::\d{2})?[^。！？，]{0,40}$/,
    /^(?:标题导航|字号选择[:：]?|\d?上一[版期篇].{0,60}|【?字号.{0,60}|[•·]\s*.{2,16}(?:微信|微博|客户端|抖音))$/,
    /^版权所有.{0,80}$|^Copyright.{0,120}$/,
  ]
    .map((r) => r.source)
    .join('|'),
)

const BYLINE =
  /^(?:[□■●◎○▲☆★\s]*)(?:本报|本网|本刊|[\u4e00-\u9fff]{2,10}(?:报|网|社|台|融媒体?)(?:·[\u4e00-\u9fff]{2,10})?)?(?:首席|见习|实习|全媒体|融媒体?|特约|驻[\u4e00-\u9fff]{2,4})?(?:记者|通讯员|实习生|特约撰稿人?)[\s:：][^。；！？]{1,50}$|^(?:文|图|摄|文字|摄影|文\/图|图\/文|文\/摄|图文|文并摄|撰文)\s*[/／丨|:：\s]\s*[\u4e00-\u9fff][^。；！？，]{1,40}$|^[□■●◎○▲☆★\s]*[\u4e00-\u9fff]{2,4}(?:\s+[\u4e00-\u9fff]{2,4}?)?\s*(?:文\/图|文\/摄|摄影报道|文并摄|\/文)/

/** 贵州日报记者某某, X网-Y报记者某某/文: a byline without a space. */
const BYLINE_BARE =
  /^[^，。；！？、：“”()（）]{0,20}?(?:记者|通讯员)[\s:：]{0,2}[\u4e00-\u9fff·]{2,4}(?:[\s、][\u4e00-\u9fff]{2,4}){0,4}(?:\s*[/／]?\s*(?:文|报道|文\/图|文\/摄|摄影报道))?$/

const CAPTION =
  /^(?:[▲△▼◆■●↑↓←→]\s*)?(?:图为|图片为|上图|下图|左图|右图|题图|资料图|本版图片|本版摄影|图\d|图[一二三四五六]).{0,160}$|^[▲△▼↑↓].{2,160}$|^.{4,120}(?:[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff] [\u4e00-\u9fff])\s*(?:\/摄|\/图|摄影|供图|\s摄)$|^.{0,100}[（(](?:资料图|图片|图源|[\u4e00-\u9fff]{2,12}供图|[\u4e00-\u9fff ]{2,10}摄|本报记者[\u4e00-\u9fff ]{2,10}摄).{0,12}[）)]$|^(?:本报|本网)?记者\s*[\u4e00-\u9fff ]{2,8}\s*摄$/

const FURNITURE =
  /^(?:.{4,40}\s\d{1,2}版|.{0,40}遗失.{0,60}作废。?|遗失声明|注销公告|招标公告|招聘启事|讣告|.{0,60}特此(?:公告|声明)。?|第?\s*[A-Z]?\d{1,3}\s*版.{0,30}|[A-Z]\d{1,2}\s.{0,40}|.{0,20}\d{4}年\d{1,2}月\d{1,2}日\s*星期[一二三四五六日天].{0,60}|星期[一二三四五六日天].{0,30}|首页\s*[>》›-].{0,60}|.{0,12}(?:当前位置|您的位置|您现在的位置)[:：].{0,60}|(?:本校消息|校内新闻|学校新闻|学校要闻|校园动态|通知公告|新闻动态|工作动态|学院新闻|图片报道|要闻|导读|综合|综合新闻|新闻|工会新闻|工会动态|工会要闻|基层动态|基层快讯|基层工会|简讯|简明新闻|短讯|快讯|一线传真|各地动态|区县动态|校园新闻|校园要闻|南开要闻|媒体聚焦|图片新闻|专题报道|权益|权益周刊|维权|民生|社会|职工之家|新闻速递|新闻集装箱|广告|公告|声明|专版|专刊|副刊|视点|关注|聚焦|特别报道|热点|导读|本版导读|今日导读|今日关注)|[—\-–_=*·•~\s]{3,}|\d{1,3}|(?:责编|责任编辑|编辑|美编|版式|校对|值班主任)\s*[\u4e00-\u9fff\s]{2,40}(?:责编|责任编辑|编辑|美编|版式|校对|邮箱|电话|E-?mail).{0,80}|(?:https?:\/\/|www\.)\S+|(?:国内统一刊号|国内统一连续出版物号|邮发代号|新闻热线|投稿邮箱|联系电话|本报电话|总第\d+期|第\d+期).{0,80})$/i

/** No sentence inside, no mark at the end that asks for more: could stand as a headline. */
export function looksLikeTitle(text: string): boolean {
  if (text.length > 64 || text.length < 3) return false
  if (/[，、；：,;:—（(《“‘]$/.test(text) || /^[，。、；：！？,.;:!?）)》”’]/.test(text)) return false
  if (/[。；;]/.test(text)) return false
  // A comma is common in headlines; three make a sentence.
  return (text.match(/[，,]/g)?.length ?? 0) <= 2
}

function kindOf(text: string): LineKind {
  if (text.length <= 200) {
    if (FURNITURE.test(text)) return 'furniture'
    // 本报记者 X 摄: who took the picture, not who wrote.
    if (text.length <= 30 && /记者[^，。]{2,16}摄$/.test(text)) return 'caption'
    if (CREDIT.test(text)) return 'credit'
    if (text.length <= 70 && BYLINE.test(text)) return 'byline'
    if (text.length <= 36 && BYLINE_BARE.test(text)) return 'byline'
    if (CAPTION.test(text)) return 'caption'
  }
  if (leadLength(text) > 0) return 'lead'
  if (text.length <= 120 && isRoll(text)) return 'body'
  if (!looksLikeTitle(text) || PROSE_OPENING.test(text)) return 'body'
  // A full stop's worth of prose without the stop: commas and length.
  if (text.length > 46 && /[，,]/.test(text) && !/[！？]/.test(text)) return 'body'
  return proseScore(text) >= 3 ? 'body' : 'title'
}

/** How much a line without a full stop reads like running prose cut short rather than a headline. */
function proseScore(text: string): number {
  let score = Math.min(2, text.match(/[，,]/g)?.length ?? 0)
  // An exclamation is followed by another sentence, or ends a long one.
  if (/[！？!?].{8,}/.test(text) && score > 0) score += 2
  if (/[！!]$/.test(text) && score > 0 && text.length > 30) score += 2
  if (/^[^，,]{2,14}(?:说|表示|介绍|指出|强调|要求|认为|坦言|告诉记者)[，,：]/.test(text)) score += 3
  // 启动仪式上，… 春节来临之际，…
  if (
    /^[^，,]{0,24}(?:仪式|会议|座谈会|活动|比赛|培训|现场|会|课|期间|之后|结束后?)[上中后]?[，,]/.test(
      text,
    ) &&
    text.length > 16
  )
    score += 2
  if (/^[^，,]{2,16}(?:之际|来临|到来|将至|前夕)[，,]/.test(text)) score += 3
  if (/^(?:此次|本次|这次)[^，,]{2,24}[，,]/.test(text)) score += 3
  // 为A，B…; but 为职工办实事，为企业解难题 is a headline.
  if (/^为[^，,]{4,30}[，,](?!为)/.test(text)) score += 3
  if (/^(?:共有|记者从|参加)|^这.{1,8}是/.test(text)) score += 3
  else if (/^这[顿次场是位些份个]/.test(text)) score += 2
  if (/^(?:根据|按照|针对|围绕|结合|经过|截至|自)[^，,]{2,16}[，,]/.test(text)) score += 3
  if (/以[^，,]{2,12}为契机/.test(text)) score += 3
  if (
    /一行(?:首先|先后|来到|深入|前往|实地|还)|[^，,](?:首先|先后|分别)(?:来到|走访|前往|深入|到)/.test(text)
  )
    score += 3
  if (/\d日(?:[上下]午|晚)?[，,]/.test(text)) score += 2
  if (/[^为得不]了[^，,]/.test(text)) score += 1
  if (leavesOpen(text)) score += text.startsWith('“') ? 3 : 2
  if (/^在[^，,]{2,24}[，,]/.test(text)) score += 3
  if (
    /^(?:调研组|检查组|慰问组|督查组|与会|大家|代表们|选手们|职工们|他们|活动现场|活动中)[\u4e00-\u9fff]{2}/.test(
      text,
    )
  )
    score += 2
  if (/^来自/.test(text)) score += 2
  if (/[。！？].{4,}[。！？].{4,}/.test(text)) score += 3
  if (/[，,].{1,3}$/.test(text)) score += 2
  if (/[，,](?:他|她|我|并|以及|还|也|其中|这|该|而|但|让|使)/.test(text)) score += 2
  if (/^(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:至(?:\d{1,2}月)?\d{1,2}日)?[，,]?(?:[上下]午)?[，,]/.test(text))
    score += 3
  if (
    /^(?:为(?:了|丰富|庆祝|增强|加强)|随着|在.{2,20}(?:之际|来临|到来|期间)[，,]|作为|为[让使][^，,]+[，,])/.test(
      text,
    )
  )
    score += 2
  if (/^为(?:深入|进一步|切实|贯彻|全面|认真|更好)/.test(text)) score += 3
  if (/(?<!\d日?)(?:——|-{2,3})/.test(text)) score -= 3
  if (/[的了在和与对将把为被从向以及、是并而等]$/.test(text)) score += 2
  if (text.length > 40) score += 1
  if (/[？?！!]$/.test(text)) score += text.length > 26 ? 0 : -2
  if (/^[^，,]{4,14}[\s　]+[^，,]{4,14}$/.test(text)) score -= 2
  return score
}

/** A time or a source set off by a comma: prose, however short the line. */
const PROSE_OPENING =
  /^(?:近日|日前|近期|连日来|今天|今日|昨天|昨日|当天|当日|近年来|据悉|据了解|据介绍|会上|会后|活动中|活动现场|仪式上|座谈会上|现场|随后|同时|此外|目前|下一步|未来|今年以来|(?:(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日)?(?:(?:至|到|—+|-+)(?:\d{1,2}月)?\d{1,2}日)?|\d{1,2}日)?(?:上午|下午|中午|傍晚|清晨|凌晨|早上|早晨|晚上|晚|夜)?(?:\d{1,2}(?:点|时|[:：]\d{2})(?:\d{1,2}分|半)?许?)?)[，,]/

const CLOSERS = /[”’"'）)】\]》〉」』\s]+$/

/** Whether a paragraph may end here: a full stop, also inside closing marks. */
export function isTerminated(text: string): boolean {
  const bare = text.replace(CLOSERS, '')
  if (/[。！？!?…]$/.test(bare) || /[.]$/.test(bare)) return true
  if (text.length <= 120 && isRoll(text)) return true
  // （记者 X）, 【编辑:X】, (工人日报) behind a full stop.
  const closing = /^([\s\S]*?[。！？!?…][”’"]?)\s*(?:[（(【[][^（(【[。！？]{1,40}[）)】\]]\s*)+$/.exec(
    text.slice(-160),
  )
  return closing !== null
}

/** Whether a quotation, a title or a bracket opened in the text is still open at its end. */
export function leavesOpen(text: string): boolean {
  let quote = 0
  let book = 0
  let bracket = 0
  for (const c of text) {
    if (c === '“') quote++
    else if (c === '”') quote = Math.max(0, quote - 1)
    else if (c === '《') book++
    else if (c === '》') book = Math.max(0, book - 1)
    else if (c === '（' || c === '(') bracket++
    else if (c === '）' || c === ')') bracket = Math.max(0, bracket - 1)
  }
  return quote > 0 || book > 0 || bracket > 0
}

/** Whether the text closes a mark it has not opened. */
export function closesOpen(text: string): boolean {
  for (const c of text) {
    if (c === '“' || c === '《') return false
    if (c === '”' || c === '》') return true
  }
  return false
}
