import type { Piece } from './cover.ts'
import { quotedMask } from './dates.ts'
import { spanOf } from './passage.ts'
import type { Passage, Range } from './passage.ts'
import { listBefore, listFrom } from './phrases.ts'
import type { ArticleType, ProgrammeItem } from './types.ts'

/** Forms of performance that stand before a title: 歌伴舞《…》. */
const FORM =
  /(?:原创|情景|大型|现代|民族|男声|女声|男女声|童声|器乐|民乐|少儿|经典|红色|音乐|舞台|配乐|集体|古典|拉丁|街舞|光影)*(?:(?:开场|独|群|民族|扇子|伴|双人|水袖|锅庄|秧歌)舞|开场歌舞|诗朗诵|情景诗朗诵|配乐诗朗诵|诗歌朗诵|朗诵|歌伴舞|情景歌曲|歌曲|歌舞|舞蹈|合唱|大合唱|小合唱|表演唱|独唱|二重唱|重唱|对唱|联唱|说唱|快板|快板书|相声|小品|音乐剧|话剧|情景剧|短剧|京剧|豫剧|评剧|越剧|黄梅戏|戏曲|川剧|秦腔|京韵大鼓|大鼓|评书|三句半|器乐|器乐合奏|合奏|独奏|重奏|民乐合奏|古筝|二胡|琵琶|钢琴|小提琴|萨克斯|葫芦丝|武术|太极|太极拳|魔术|杂技|舞剧|街舞|广场舞|健身操|旗袍秀|走秀|时装秀|演唱|手语舞|手语歌|情景表演|沙画|皮影|光影秀|诵读|影片|电影|纪录片|微电影|宣传片|歌曲联唱|主题曲)(?:·[\u4e00-\u9fff]{2,4})?$/

/** What a named scheme ends with, right behind its quotation mark. */
const KIND =
  '(?:乒乓球赛|羽毛球赛|[排足气网篮]球赛|活动|行动|计划|工程|项目|讲座|讲堂|课堂|论坛|沙龙|比赛|竞赛|大赛|联赛|邀请赛|歌手赛|擂台赛|仪式|演出|汇演|会演|展演|晚会|联欢会|音乐会|志愿服务|服务|推进会|座谈会|恳谈会|培训班|培训|宣讲|义诊|体检|运动会|健步走|招聘会|集市|市集|直播|开讲|揭牌|颁牌|建设|书画展|摄影展|文化节|艺术节|读书节|分享会|报告会)'
const SCHEME = new RegExp(
  `^(?!国际劳动节)(?:(?:[\\u4e00-\\u9fff\\d]|“[^“”\\n]{1,16}”(?=[\\u4e00-\\u9fff])){0,22}?的?${KIND})(?:和?[\\u4e00-\\u9fff]{0,3}${KIND})*(?![队者站])`,
)
/** What a scheme's name does not run across. */
const SCHEME_STOP =
  /[在对向为被把将由从等是]|(?<!”)的|举办|举行|召开|开展|启动|组织|参加|参与|走进|走出|送到|送去|通过|围绕|成立|落户|揭晓|颁发|获得|荣获|称号|证书|奖|精神|理念|作用|战略|要求|原则|中拉开|期间|现场/
const EVENT_END =
  /(?:职业技能大赛|技能大比武|大比武|开学典礼|毕业典礼|送行仪式|捐款仪式|捐赠仪式|发放仪式|慰问仪式|签约活动|揭牌活动|征询会|意见征询会|新闻发布会|发布会|推动会|研讨会|表彰会|总结会|见面会|主题展|作品展|成果展|公开赛|挑战赛|团体赛|锦标赛|友谊赛|(?<=[\u4e00-\u9fff]{4})(?:大赛|论坛)|歌手大赛|才艺大赛|创新大赛|[排足气网]球赛|乒乓球赛|羽毛球赛|篮球联赛|龙舟赛|拔河赛|邀请赛|选拔赛|推介会|交流会|动员会|汇报会|表彰会|晚会|联欢会|职业技能竞赛|技能竞赛|技能大赛|职业技能大赛|劳动竞赛|技术比武|岗位练兵|知识竞赛|演讲比赛|歌咏比赛|羽毛球比赛|乒乓球比赛|篮球赛|拔河比赛|棋牌赛|健步走|运动会|趣味运动会|文艺演出|文艺汇演|文艺会演|文艺展演|文艺晚会|慰问演出|专场演出|音乐会|合唱比赛|合唱音乐会|书画展|摄影展|招聘会|联谊活动|联谊会|培训班|研修班|读书班|开班仪式|启动仪式|揭牌仪式|颁奖仪式|签约仪式|颁牌仪式|授牌仪式|推进会|座谈会|恳谈会|专题讲座|知识讲座|健康知识讲座|表彰大会|健康讲座|法律讲座|心理讲座|义诊活动|体检活动|慰问活动|主题活动|志愿服务活动|系列活动|主题宣讲|宣讲会|报告会|分享会|文化节|艺术节|读书节)/g
/** What a list of service or contest items is called behind 等. */
const CALLED =
  /(?:等(?!参加|到场|应邀|莅临|与会|领导|同志|出席|参与|观看|进行|组织|共同|一同|单位)(?:的)?(?:[\d\u4e00-\u9fff]{0,8}?)|等?(?:\d{1,2}|[三四五六七八九十])(?:个|项|大|类)(?:[\u4e00-\u9fff]{0,2}?))(?:形式|方式|活动|服务|项目|环节|体验|课程|科目|工种|赛项|板块|节目|技能|运动|比赛|检查项目|体检项目|农事|措施|手段)(?!中心|站|队|员|者)/g
const ANNOUNCED =
  /(?:(?:包括|分为|设有|设置了?|设|涵盖|包含|考核|共有?)[^，。；：]{0,6}(?:\d+|[一二三四五六七八九十]+)(?:项|个|大|类|种)(?:项目|内容|环节|工种|科目|赛项|课程|类别|板块|节目|部分|模块)?|(?:比赛|竞赛|活动|检查|培训|方式|内容|项目|环节|考核)[^。；：]{0,8}(?:包括|分为|涵盖|包含))[：:，]?/g
const DOCUMENT =
  /(?:法|办法|条例|规定|规则|细则|标准|意见|通知|方案|规划|纲要|决定|报告|章程|协议|协议书|合同|公约|倡议书|手册|指南|目录|公告|日报|晚报|时报|杂志|周刊|志|概论|读本|选集|文选|要点|制度|条款|白皮书)(?:[（(][^）)]*[）)])?$/
const NO_ITEM =
  /^(?:参与|互动|交流|学习|讨论)$|^(?:精神|思想|理论|知识|能力|水平|素质|意识|问题|情况|经验|成效|工作|方面|领导|企业|单位|部门|职工|员工|街道|社区|基层|一线|医院|学校|平台)/
const NO_MEMBER =
  /精神|领导|企业|单位|部门|职工代表|人员|工会(?!会员)|公司|委员会|[省市县区]$|负责人|代表$|干部|家$|者$|员$|师$|生$|队$|会$|局$|院$|站$|业$|群体/

/** Performing bodies right before a form: 由A、B选送的舞蹈《…》. */
function performersBefore(text: string, from: number, mentions: Range[]): string[] {
  // Index of the last mention that ends before `from`.
  let low = 0
  let high = mentions.length
  while (low < high) {
    const mid = (low + high) >> 1
    if (mentions[mid]!.to <= from) low = mid + 1
    else high = mid
  }
  const names: string[] = []
  let edge = from
  for (let n = low - 1; n >= 0 && n > low - 6; n--) {
    const m = mentions[n]!
    const between = text.slice(m.to, edge)
    const ok =
      names.length === 0
        ? /^(?:工会)?(?:选送|表演|带来|演出|共同|创作|表演|演唱|演奏|献上|奉献|职工|员工|教师|选手|们|的|与|和|、|联合|编排|推荐|送上|呈现|合作|，)*的?$/.test(
            between,
          ) && between.length > 0
        : /^(?:、|和|与|以及|联合)$/.test(between)
    if (!ok) break
    names.unshift(text.slice(m.from, m.to))
    edge = m.from
  }
  return names
}

/** Works performed, named schemes, service and contest items, named events; each distinct form at its first mention. */
export function programmeIn(
  passage: Passage,
  type: ArticleType,
  mentions: Range[],
  pieces: readonly Piece[] = [],
): ProgrammeItem[] {
  const { text, bodyStart } = passage
  const found: (Range & { performers?: string[] })[] = []
  const mask = quotedMask(text)
  const covered = new Uint8Array(text.length + 1)
  const add = (from: number, to: number, performers?: string[]) => {
    if (to - from < 2 || /\n/.test(text.slice(from, to))) return
    for (let i = from; i < to; i++) if (covered[i] === 2) return
    for (let i = from; i < to; i++) covered[i] = 2
    found.push(performers && performers.length > 0 ? { from, to, performers } : { from, to })
  }

  // 《…》
  let lastPerformers: string[] = []
  let lastEnd = -1
  for (const m of text.matchAll(/《[^《》\n]{1,30}》/g)) {
    const name = m[0].slice(1, -1)
    const before = text.slice(Math.max(0, m.index - 16), m.index)
    const form = FORM.exec(before)
    if (!form && (type !== 'performance' || DOCUMENT.test(name))) continue
    if (
      !form &&
      /(?:印发|出台|修订|制定|签订|签署|学习|根据|按照|依据|发布|宣读|据|实施|以|关于|贯彻|落实|阅读|解读|讲授|题为)(?:了)?$/.test(
        before,
      )
    )
      continue
    const from = m.index - (form ? form[0].length : 0)
    let performers = performersBefore(text, from, mentions)
    // 选送的舞蹈《甲》、合唱《乙》: the second is given by the same.
    if (performers.length === 0 && lastEnd >= 0 && text.slice(lastEnd, from) === '、')
      performers = lastPerformers
    add(from, m.index + m[0].length, performers)
    lastPerformers = performers
    lastEnd = m.index + m[0].length
  }
  const themes: Range[] = []
  // “…”主题活动
  for (const m of text.matchAll(/“([^“”\n]{2,40})”/g)) {
    const end = m.index + m[0].length
    const rest = text.slice(end, end + 24)
    const tail = SCHEME.exec(rest)
    const named = /(?:以|开展|启动|举办|打造|推出|建设|设立|建立|建成|名为|题为|主题为|推进|实施|围绕)$/.test(
      text.slice(Math.max(0, m.index - 4), m.index),
    )
    const themed = /^为主题(?:的)?/.test(rest)
    const lecture = /^的?(?:专题)?(?:讲座|宣讲|报告|课程|党课)/.exec(rest)
    if (/[，。！？]$/.test(m[1]!) || /[。！？]/.test(m[1]!)) continue
    if (
      /^的?主题(?:，|。|，|进行|展开|开展)/.test(rest) ||
      (/主题为$|以$/.test(text.slice(Math.max(0, m.index - 3), m.index)) && /^(?:为主题[，。]|，)/.test(rest))
    ) {
      themes.push({ from: m.index, to: end })
      continue
    }
    if (text[end] === '“') {
      // “A”“B”“C”等为主题: what the last one is called holds for all.
      const chain = /^(?:“[^“”\n]{2,20}”)+(?:等)?(?:为主题|系列|主题|课程|讲座|活动|项目|品牌|服务)/.exec(
        text.slice(end, end + 160),
      )
      if (chain) {
        add(m.index, end)
        continue
      }
    }
    if (/^等(?:为主题|系列|主题|课程|讲座|活动|项目|品牌|服务)/.test(rest)) {
      add(m.index, end)
      continue
    }
    const stop = tail
      ? SCHEME_STOP.exec(tail[0].replace(/等级|奖学|大奖赛|一等|的(?=[\u4e00-\u9fff]{2,6}$)/g, '__'))
      : null
    if (tail && !stop) {
      const words = tail[0]
      // “五一”活动, “两节”送温暖: the day, not the name.
      if (m[1]!.length <= 3 && /^(?:系列|主题|专题|期间)/.test(words)) continue
      if (/^的.*(?:服务|工程|项目|活动)$/.test(words)) continue
      if (/建设$/.test(words) && !/一体化建设$/.test(words)) continue
      if (/^(?:服务|建设|项目|工程|培训)$/.test(words) && m[1]!.length < 3) continue
      add(m.index, end + words.length)
    } else if (lecture) add(m.index, end + lecture[0].length)
    else if (themed && /^为主题的/.test(rest)) add(m.index, end)
    else if (themed) themes.push({ from: m.index, to: end })
    else if (named && /^(?:的|，|。|、|品牌|“|等)/.test(rest) && m[1]!.length >= 4 && m[1]!.length <= 20)
      add(m.index, end)
  }
  const pieceAt = new Map(pieces.map((piece, n) => [piece.from, n]))
  // Named events outside quotation marks: from the edition or the clause head to the kind of event.
  let lastEvent = -1
  for (const m of text.matchAll(EVENT_END)) {
    const end = m.index + m[0].length
    if (m.index < lastEvent || mask[m.index] === 2 || m.index < bodyStart) continue
    let from = m.index
    const floor = Math.max(bodyStart, m.index - 40)
    let depth = 0
    while (from > floor) {
      const c = text[from - 1]!
      if (c === '”') depth++
      if (c === '“') {
        if (depth === 0) break
        depth--
      }
      if (depth === 0 && /[，。；：！？,;:!?\n、（）()]/.test(c)) break
      from--
    }
    if (depth !== 0) continue
    from = wordStart(pieceAt, pieces, text, eventStart(text, from, m.index), m.index)
    lastEvent = end
    if (covered[m.index] === 2 || covered[end - 1] === 2) continue
    const words = text.slice(from, end)
    if (words.length > 44) continue
    if (words.length === m[0].length && words !== '劳动竞赛') continue
    if (/^(?:各|各类|多|此次|本次|系列|一系列|首场|一场|这|该|等)/.test(words)) continue
    if (covered[from] === 2) continue
    // 在…表彰大会上的重要讲话: somebody's words are the matter.
    if (/^(?:上的|精神|上发表|上作)/.test(text.slice(end, end + 3))) continue
    if (/^.?“.{1,3}”(?:系列|主题)/.test(words)) continue
    if (/^(?:形式|内容|丰富|精彩|多种|各种|种类|好|场|走访)/.test(words)) continue
    if (
      /^(?:本届|本次|该|高|此|这|一|每|各|他|她|大家|现场|整|主题|专题|精彩|丰富|首次|系列|“)/.test(words) &&
      !/^“/.test(words)
    )
      continue
    if (/等|出席|主席|书记|副|融入|参与|深挖/.test(words.slice(0, -2))) continue
    if (found.length < 2000 && found.some((r) => text.slice(r.from, r.to).includes(words))) continue
    add(from, end)
  }
  // What a named event is about is no further item; where nothing is named the theme stands for it.
  if (lastEvent < 0) for (const r of themes) add(r.from, r.to)
  if (type === 'health' || type === 'volunteering') {
    for (const m of text.matchAll(
      /(?:开展|进行|提供|提供了|开展了|进行了|组织)((?:免费|义务|公益)?[\u4e00-\u9fff]{0,8}?(?:服务|科普|义诊|咨询|检测|筛查|演练|讲座|理发|维修|测量|指导))(?=[，。；、]|等|活动)/g,
    )) {
      let from = m.index + m[0].length - m[1]!.length
      const verb = /^(?:(?:开展|进行|提供|系列)了?|了)/.exec(m[1]!)
      if (verb) from += verb[0].length
      if (
        m.index < bodyStart ||
        covered[from] ||
        /^(?:形式|内容|丰富|多样|志愿服务|服务|咨询|指导|全方位|优质|更|的|这|相关|一|多)/.test(m[1]!) ||
        m[1]!.length < 4
      )
        continue
      add(from, from + m[1]!.length)
    }
  }
  // A、B、C等活动 and 包括A、B
  for (const m of text.matchAll(CALLED)) {
    if (m.index < bodyStart || mask[m.index] === 2 || covered[m.index]) continue
    if (/领域|行业|能力|内容比例|合法|技能$|方面/.test(m[0]) && !/工种|赛项/.test(m[0])) continue
    // 夏令营、研学等活动，均不能…: what does not count.
    if (
      /^[^。！？\n]{0,12}(?:不得|不能|不属于|均不)/.test(
        text.slice(m.index + m[0].length, m.index + m[0].length + 16),
      )
    )
      continue
    const trades = /工种|赛项|科目|职业/.test(m[0])
    const members = listBefore(text, m.index, trades ? 20 : 12)
    if (members.length < 2 && !/形式|方式/.test(m[0])) continue
    if (members.length === 0) continue
    addMembers(text, members, add, trades)
  }
  for (const m of text.matchAll(ANNOUNCED)) {
    if (m.index < bodyStart) continue
    const trades = /工种|赛项|职业/.test(m[0])
    const { members } = listFrom(text, m.index + m[0].length, trades ? 20 : 14)
    if (members.length >= 2) addMembers(text, members, add, trades)
  }
  found.sort((a, b) => a.from - b.from)
  // One scheme has one name: the first in the body, else the headline's.
  const named = new Map<string, Range>()
  for (const r of found) {
    const core = coreOf(text.slice(r.from, r.to))
    const old = core ? named.get(core) : undefined
    if (core && (!old || (old.from < bodyStart && r.from >= bodyStart))) named.set(core, r)
  }
  const seen = new Set<string>()
  const items: ProgrammeItem[] = []
  for (const { from: start, to, performers } of found) {
    // 把义诊活动常态化: the particle is no part of the name.
    const from = /[把将对在]/.test(text[start]!) && to - start > 3 ? start + 1 : start
    const words = text.slice(from, to)
    if (seen.has(words)) continue
    const core = coreOf(words)
    if (core && named.get(core)!.from !== start) continue
    seen.add(words)
    const item: ProgrammeItem = { text: words, span: spanOf(passage, from, to) }
    if (performers) item.performers = performers
    items.push(item)
  }
  return items
}

/** What stands in the one pair of quotation marks of a name; null where there is none or are several. */
function coreOf(words: string): string | null {
  const quoted = words.match(/“[^”]+”/g)
  return quoted?.length === 1 ? quoted[0].slice(1, -1) : null
}

/** The first word from `from` on that an event's name may begin with: no verb, no time, no number of things. */
function wordStart(
  pieceAt: ReadonlyMap<number, number>,
  pieces: readonly Piece[],
  text: string,
  from: number,
  to: number,
): number {
  let at = from
  // 中华人民共和|国第十三届运动会: what was cut inside a word is taken back.
  while (at > from - 8 && at > 0 && pieces.length > 0 && !pieceAt.has(at)) at--
  if (!pieceAt.has(at)) return from
  for (let n = pieceAt.get(at)!; n < pieces.length; n++) {
    const piece = pieces[n]!
    if (piece.from >= to) break
    const word = text.slice(piece.from, piece.to)
    if (
      /^(?:t|d|p|r|c|u[a-z]*|y|f)$/.test(piece.tag) ||
      (piece.tag === 'v' && piece.to < to && /^(?:对标|设立|设|开设|承办|列为|成为|参加|看望)$/.test(word)) ||
      /^(?:今年|去年|明年|本年|类|级|共|项|个|场|次|方面|\d+|本次|本届|此次)$/.test(word)
    )
      continue
    return piece.from
  }
  return from
}

function addMembers(
  text: string,
  members: Range[],
  add: (from: number, to: number) => void,
  trades = false,
): void {
  const words = members.map((r) => text.slice(r.from, r.to))
  // 茶艺师, 网约配送员: people elsewhere, trades here.
  const no = (w: string) =>
    NO_ITEM.test(w) ||
    (NO_MEMBER.test(w) && !(trades && /[员师工]$/.test(w) && !/人员$|^(?:职工|员工)$/.test(w)))
  if (words.filter(no).length * 2 >= words.length) return
  for (const [n, r] of members.entries()) {
    const w = words[n]!
    if (w.length < 2 || no(w) || /^\d/.test(w)) continue
    add(r.from, r.to)
  }
}

/** Behind the last word that introduces an event: 举办, 开展, 在, 由, 参加 … */
function eventStart(text: string, from: number, to: number): number {
  const head = text.slice(from, to)
  let cut = 0
  for (const m of head.matchAll(
    /(?:举办|举行|召开|开展|组织|启动|参加|参与|出席|承办|主办|协办|举办了|开展了|召开了|随着|通过|作为|在|的|了|由|将|是|为|从|成功|隆重|正式|联合|共同|精彩|如期|近日|日前|今天|日|暨|以及|和|与|赴|登上|奉献|献上|宣布|展开|同步|打造|祝贺|推出|策划|承担|聆听|主持|邀请|接受|带来|期间|(?<![工合创协操写制])作(?![品业用为风者家坊])|获得|荣获|夺得|入选|报名|迎战|我校|我院|我市|我区|我省|全校|观看|亮相|备战|集中|深入|并|向|进行)/g,
  )) {
    const end = m.index + m[0].length
    // Inside a quotation nothing is cut.
    const open =
      (head.slice(0, m.index).match(/“/g)?.length ?? 0) - (head.slice(0, m.index).match(/”/g)?.length ?? 0)
    if (open > 0) continue
    if (m[0] === '的' && head[m.index - 1] === '”') continue
    if (m[0] === '和' || m[0] === '与') {
      if (/^(?:谐|平|美)/.test(head.slice(end))) continue
    }
    cut = end
  }
  return from + cut
}
