import { BREAKERS, PROTECTED } from './lexicon/breakers.ts'
import { GENERIC, KNOWN_ORGS, MEDIA, ONLY_AS_PART, ORG_SUFFIXES } from './lexicon/organisations.ts'
import { COUNTIES } from './lexicon/counties.ts'
import { ANCHORS, CITIES, DISTRICTS, PROVINCES } from './lexicon/places.ts'
import { SURNAMES } from './lexicon/people.ts'
import { isHan, itemOf, spanOf, WordSet } from './passage.ts'
import { listBefore } from './phrases.ts'
import type { Passage, Range } from './passage.ts'
import type { Organisation, Person } from './types.ts'

const breakers = new WordSet(BREAKERS)
const protectedWords = new WordSet(PROTECTED)
const suffixes = new WordSet(ORG_SUFFIXES)
const knownOrgs = new WordSet(KNOWN_ORGS)
const generic = new WordSet(GENERIC)
const places = new WordSet([...PROVINCES, ...CITIES, ...DISTRICTS, ...COUNTIES, ...ANCHORS])

const LONGEST = 40

/** 党委 and 党组 belong to the office that follows (党委书记), not to the name of the body. */
const PARTY = /(?:党委|党组|党工委|党总支|党支部|纪委|团委)$/
const OFFICE_AHEAD = /^(?:常务)?(?:副)?(?:书记|成员|委员|组成员|常委)/

/** Endings that speak of a body only when something proper stands before them. */
const SMALL =
  /^(?:.{0,2})(?:检查组|工作组|调研组|慰问组|代表队|服务队|志愿服务队|办公室|项目部|工作部|领导小组|工厂|政府|人大|政协|街道办|物业|专班|工会|公司|集团|医院|学院|大学|学校|协会|中心|党委|团委|支部)$/

/** Words that end in a suffix character and are no body. */
const FALSE_ENDS =
  /(?:布局|格局|结局|全局|大局|开局|新局|僵局|时局|政局|破局|邮局|当局|餐厅|客厅|大厅|音乐厅|展厅|舞厅|门厅|歌厅|报告厅|多功能厅|前厅|厅|社会组织|党组织|工作机构|工会|政府|人大|政协|街道办|公司|集团|学校|医院|银行|物业|办公室|项目部|部门工会|分工会|基层工会)$/

/** What follows a suffix and makes it the beginning of another word: 工会法, 工会会员, 公司化, 大学生. */
const NOT_AFTER: Record<string, string> = {
  工会: '法员经',
  大学: '生城',
  中学: '生',
  小学: '生',
  学院: '派',
  公司: '化法',
  局: '面势部限',
  人大: '代常',
  医院: '感',
  集团: '军化',
  政协: '委',
  联盟: '杯',
  车队: '',
  区委: '员托',
  市委: '托员',
  省委: '托员',
  县委: '托员',
  党委: '',
  建委: '',
  控股: '股权',
  厂: '区房长家商内址矿里外',
  党支部: '书委',
  党总支: '书委',
  酒店: '式用业',
  超市: '员',
  民进: '一',
  银行: '卡业',
  学会: '了在会',
  作协: '议定调助',
  科协: '议定调助作',
  一中: '全',
  二中: '全',
  代表队: '员',
  服务队: '员',
  突击队: '员',
  街道办: '公',
  大队: '长员伍参',
  支队: '长员伍参',
  总队: '长员伍参',
  分会: '场',
  分会场: '',
  车队长: '',
  艺术团: '员队',
  合唱团: '员',
  农场: '',
  工厂: '',
  厅: '',
  纪委: '监',
  电厂: '',
  学校: '',
}

/** How firms without 公司 in their name end. */
const FIRM_LIKE =
  /(?:外卖|快递|速递|速运|出行|打车|物流|货运|家政|到家|买菜|配送|跑腿|同城|约车|超市|生活|科技|汽车|电器|食品|药业|纸业|酿造|酒业|家居)$/

/** By the word itself, or by the word it ends with: 钢厂 as 厂, 分工会 as 工会. */
function notAfter(word: string): string {
  for (let n = 0; n < word.length; n++) {
    const listed = NOT_AFTER[word.slice(n)]
    if (listed !== undefined) return listed
  }
  return ''
}

function isStop(text: string, at: number): boolean {
  const c = text[at]
  return c === undefined || !(isHan(c) || /[A-Za-z0-9]/.test(c))
}

/**
 * The runs of the text in which one organisation's name may stand: cut at punctuation, breakers and personal names.
 * A bracket of up to six characters between two parts of a firm's name （北京）does not cut.
 */
function pieces(text: string, nameAt: (at: number) => number): Range[] {
  const out: Range[] = []
  const towns = townsOf(text)
  let from = 0
  let i = 0
  const close = (to: number) => {
    if (to - from >= 2) out.push({ from, to })
  }
  while (i < text.length) {
    if (isStop(text, i)) {
      if ((text[i] === '（' || text[i] === '(') && i > from) {
        const inner =
          /^[（(][\u4e00-\u9fff]{2,6}[）)](?=[\u4e00-\u9fff]{0,16}(?:公司|集团|中心|医院|大学|学院|研究院|合伙|银行|事务所|工会|委员会|协会|分会|学校|管理局))/.exec(
            text.slice(i, i + 30),
          )
        if (inner && !/简称|记者|主持|完|试行/.test(inner[0])) {
          i += inner[0].length
          continue
        }
      }
      // 一汽-大众汽车有限公司
      if (
        /[-－—·]/.test(text[i]!) &&
        isHan(text[i - 1]) &&
        isHan(text[i + 1]) &&
        /^.[\u4e00-\u9fff]{1,14}?(?:公司|集团|大学|学院|银行|项目部)/.test(text.slice(i, i + 20)) &&
        breakers.match(text, i + 1) === 0
      ) {
        i++
        continue
      }
      close(i)
      i++
      from = i
      continue
    }
    const name = nameAt(i)
    if (name > 0) {
      close(i)
      i += name
      from = i
      continue
    }
    const cut = breakers.match(text, i)
    const keep = Math.max(
      protectedWords.match(text, i),
      suffixes.match(text, i),
      knownOrgs.match(text, i),
      places.match(text, i),
    )
    if (cut === 1 && '与和'.includes(text[i]!) && joinsDisciplines(text, from, i)) {
      i++
      continue
    }
    // 柳林里街道: 里 ends a place as often as it says where.
    if (cut === 1 && text[i] === '里' && /^[街镇乡村社区路]/.test(text[i + 1] ?? '')) {
      i++
      continue
    }
    // 更合镇: a word that the page uses as the beginning of a place.
    if (
      cut === 1 &&
      towns.size > 0 &&
      (towns.has(text.slice(i, i + 3)) || towns.has(text.slice(i - 1, i + 2)))
    ) {
      i += 1
      continue
    }
    if (cut > 0 && cut >= keep) {
      close(i)
      // 该镇某社区: the level belongs to the word before it.
      if (cut === 1 && '该'.includes(text[i]!) && /[省市区县州旗镇乡校院]/.test(text[i + 1] ?? '')) i++
      i += cut
      from = i
      continue
    }
    if (keep > 0) {
      i += keep
      continue
    }
    // 12月7日, 2024年, 6家: what stands before a body and does not name it.
    const edition = /^第[一二三四五六七八九十百]{1,4}(?:期|届|次|批|季)/.exec(text.slice(i, i + 8))
    if (edition) {
      close(i)
      i += edition[0].length
      from = i
      continue
    }
    const number =
      /^[\d〇零一二三四五六七八九十百千]+(?:余|多)?(?:年|月|日|号(?![线楼院井矿炉机厂标店桥站])|家|名|个|支|位|所|届|场|次|批|万|余|多|项|期)/.exec(
        text.slice(i, i + 12),
      )
    if (number && /\d/.test(number[0])) {
      close(i)
      i += number[0].length
      from = i
      continue
    }
    i++
  }
  close(text.length)
  return out
}

/** Names of towns and counties that the page uses again and again though they begin with a breaker: 更合镇. */
function townsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>()
  for (const m of text
    .slice(0, 20_000)
    .matchAll(
      /(?=([\u4e00-\u9fff]{2}[镇乡县区])(?:总?工会|[区县]委|人民|政府|人大|教育|卫|社区|职工|爱心))/g,
    )) {
    const name = m[1]!
    if (breakers.match(name, 0) !== 1 && breakers.match(name, 1) !== 1) continue
    if (/[的了在对向与和及由将把被让给从为是等就并或各到于至以全我该本辖社园地]/.test(name)) continue
    seen.set(name, (seen.get(name) ?? 0) + 1)
  }
  return new Set([...seen].filter(([, times]) => times > 1).map(([name]) => name))
}

/** Fields of study and of office that 与 and 和 tie into one name: 化学与环境工程学院, 水利和湖泊局. */
const DISCIPLINE =
  /^(?:[\u4e00-\u9fff]{0,2}(?:化学|物理|数学|数据|统计|信息|电子|计算机|软件|网络|通信|电气|电力|机械|机电|材料|新闻|出版|传媒|传播|影视|生物|生命|生态|环境|土木|建筑|城市|城乡|规划|经济|管理|商务|金融|会计|财政|税务|法律|法学|政治|政府|公共|行政|历史|文化|文学|艺术|音乐|美术|设计|体育|教育|心理|外国语|语言|国际|社会|马克思主义|能源|动力|化工|食品|农业|农学|园林|园艺|植物|动物|水利|湖泊|海洋|地球|地质|地理|测绘|交通|运输|物流|航空|航天|航海|自动化|控制|智能|光学|光电|仪器|纺织|服装|轻工|旅游|酒店|健康|卫生|医学|药学|护理|口腔|临床|基础|公卫|哲学|人文|人力资源|劳动|就业|保障|科学|技术|工程|创业|创新|安全|应急|粮食|物资|林业|草原|投资|贸易|民族|宗教|工业|信息化))$/

/** Whether the 与 or 和 at `at` stands between two fields within one body's name. */
function joinsDisciplines(text: string, from: number, at: number): boolean {
  let head = text.slice(from, at)
  for (let i = 0; i < head.length; i++) {
    const n = Math.max(suffixes.match(head, i), places.match(head, i))
    if (n > 0) {
      head = head.slice(i + n).replace(/^[省市区县]/, '')
      i = -1
    }
  }
  if (!DISCIPLINE.test(head)) return false
  const tail = /^([\u4e00-\u9fff]{2,8}?)(?:学院|学部|系|研究院|研究所|研究中心|局|厅|委员会|部|处|中心)/.exec(
    text.slice(at + 1, at + 14),
  )
  return tail !== null && DISCIPLINE.test(tail[1]!.slice(0, 2))
}

/** What is left of a name's stem once the general words are taken out. */
function properPart(stem: string): string {
  let rest = ''
  for (let i = 0; i < stem.length;) {
    // A place is proper, also where its characters are general words: 大兴区.
    const p = places.match(stem, i)
    const n = generic.match(stem, i)
    if (p > 0 && p >= n) {
      rest += stem.slice(i, i + p)
      i += p
    } else if (n > 0) i += n
    else rest += stem[i++]
  }
  return rest
}

const PLACE_LIKE = /(?:^|[\u4e00-\u9fff])(?:[省市区县镇乡州旗])/

/** Where the name begins inside a piece: general words and a verb the lexicon does not know are left behind. */
function startOf(text: string, from: number, to: number): number {
  let at = from
  // An administrative name (延庆区, 北京市) inside the piece begins the body unless what stands before is proper too.
  for (let i = from + 1; i < to - 2; i++) {
    const n = places.match(text, i)
    if (n >= 2) {
      const admin =
        text[i - 1] !== '（' &&
        (/[省市区县]$/.test(text.slice(i, i + n)) || /^[省市区县州]/.test(text.slice(i + n, i + n + 1)))
      const head = text.slice(from, i)
      const headIsBody =
        suffixes.endsAt(text, i) > 0 ||
        places.match(text, from) > 0 ||
        /^(?:国网|国家|中国|中铁|中建|中交|中冶|中核|驻|首都|共青团|民盟|民建|民革|民进|农工党|致公党|九三学社|国药|华润|招商|附属|顺丰|京东|美团|中石|工商|农业|建设)/.test(
          head,
        )
      const nested = places.endsAt(text, i) > 0 || /[省市区县州]$/.test(head)
      if (admin && !headIsBody && !nested) return i
      i += n - 1
    }
  }
  // General words at the head of the piece: 各级, 相关, 全市.
  const lead =
    /^(?:总包单位|施工单位|承建单位|建设单位|用工单位|用人单位|劳务企业|各级|各|相关|有关|全市|全区|全省|全国各地|全国各|多家|部分|我|本|该|所在|上级|下级|位|名|家|个|支|只|份|批|场|项|次|大|老|原|新|任|曾|率|受|由|在|与|和|及|说|一|两|三|几|多|某|叫|是|等|地|来|头部|知名|著名|本次|活动|会议|仪式|现场|大会|主题|人大代表|政协委员|职工|会员|员工|教职工|劳动者)(?=[\u4e00-\u9fff]{3,})/
  for (let guard = 0; guard < 4; guard++) {
    const general = lead.exec(text.slice(at, to))
    if (!general) break
    // 一 and 大 also begin proper names (一汽, 大兴); only a place, an anchor or another general word tells.
    const next = at + general[0].length
    const singleLetter = general[0].length === 1 && '大老新本一原任三多'.includes(general[0])
    if (singleLetter && !(places.match(text, next) > 0)) break
    if (places.match(text, at) > general[0].length) break
    if (
      general[0].length >= 2 &&
      (general[0] === '职工' ||
        general[0] === '员工' ||
        general[0] === '教职工' ||
        general[0] === '会员' ||
        general[0] === '劳动者')
    ) {
      if (!(places.match(text, next) > 0)) break
    }
    at = next
  }
  return at
}

/** Ends of suffixes inside a piece, nearest first. */
function suffixEnds(text: string, range: Range): number[] {
  const ends: number[] = []
  for (let i = range.from; i < range.to; i++) {
    const n = suffixes.match(text, i)
    if (n === 0 || i + n > range.to) continue
    const word = text.slice(i, i + n)
    const next = text[i + n] ?? ''
    if (next !== '' && notAfter(word).includes(next) && !text.startsWith('法律', i + n)) continue
    // 组织部门, 大学校教代会
    if (
      (word.endsWith('部') && (next === '门' || next === '分')) ||
      (word === '学校' && text[i - 1] === '大')
    )
      continue
    // 妇女儿童医院项目工地: what is being built, not who builds.
    if (
      /(?:医院|大学|学院|学校|中学|小学|幼儿园|中心|酒店|商场)$/.test(word) &&
      /^(?:新建)?(?:项目|工地|工程|建设(?!者|集团|公司))/.test(text.slice(i + n, i + n + 4))
    )
      continue
    // 云岭人大网讯: a medium's name.
    if (/^(?:新闻网|网讯|网消息|网\s?\d|报讯)/.test(text.slice(i + n, i + n + 4))) continue
    if (word === '局' && i - range.from < 3 && suffixes.endsAt(text, i) === 0) continue
    if (word === '局' && /[布格结全大开新僵时政破邮当]/.test(text[i - 1] ?? '')) continue
    if (word === '厅' && !/[省市区]/.test(text.slice(Math.max(range.from, i - 10), i))) continue
    if (word === '厅' && /[餐客大乐展舞门歌告能前映播]/.test(text[i - 1] ?? '')) continue
    if (
      /^服务中心|^活动中心/.test(word) &&
      /(?:党群|市民|便民|文体|文化)$/.test(text.slice(Math.max(range.from, i - 2), i))
    )
      continue
    if (word === '活动中心') continue
    if (word === '商会' && text[i - 1] === '协') continue
    if (
      word.endsWith('工会') &&
      /^(?:驿站|之家|大厦|主题|小屋|书屋|食堂|户外|爱心|职工之家|户外劳动者|学习|礼堂)/.test(
        text.slice(i + n, i + n + 4),
      )
    )
      continue
    if (
      word === '工会' &&
      /^(?:工作(?!人员)|合作|力量|事业|系统|经费|改革|理论|领域|元素|特色|阵地|界|组织(?=[，。、的建引要力和在是与体]))/.test(
        text.slice(i + 2, i + 6),
      ) &&
      (!(places.match(text, range.from) > 0) || /[者员生]$/.test(text.slice(range.from, i))) &&
      !/(?:学院|大学|公司|集团|医院)$/.test(text.slice(range.from, i))
    )
      continue
    if (word === '工会' && text.startsWith('工作者', i + 2)) continue
    // 休宁县工会干部, 浙江省工会工作: unions of a place, not a body; its body is the 总工会.
    if (
      word === '工会' &&
      /^(?:干部(?!学校|学院|管理)|工作(?!委员|部)|经费|系统|权益|活动|志愿者|改革|事业|法律|特色|品牌)/.test(
        text.slice(i + 2, i + 6),
      ) &&
      (/[省市区县州]$/.test(text.slice(range.from, i)) || /^干部|^活动/.test(text.slice(i + 2, i + 4))) &&
      !/(?:大学|学院|公司|集团|医院|学校)$/.test(text.slice(range.from, i))
    )
      continue
    // 党委书记, 党组成员, 团委书记 with no body of its own
    if (PARTY.test(word) && word !== '团委' && OFFICE_AHEAD.test(text.slice(i + n, i + n + 6))) continue
    ends.push(i + n)
  }
  return ends
}

/** 市城乡建设委员会: the level stands for the place's name. */
const LEVEL =
  /^(?:盟(?=委|人大|政协|行署|总工会|教育|[\u4e00-\u9fff]{2,8}[局队委])|市|省|区|县|州|旗|校|院)(?!域|场|民|级|属|辖|区|外|内|直|情|企|际|友|务|长|校|园|里|容|县|份)/

/** A team's name made of general words only belongs to the body before it. */
const TEAM =
  /(?:志愿者团队|志愿者队伍|志愿服务队|志愿者服务队|服务队|代表队|参赛队|慰问组|工作组|检查组|调研组|团队|队伍)$/

/** A desk of a body, where who heads it follows: 某医院保健部副主任. */
const DESK =
  /^[\u4e00-\u9fff]{2,5}?(?:部|办|处|科|室)(?=(?:原|副|常务副)?(?:部长|主任|处长|科长|负责人)|原?[一二三四]级)/

/** Parts of a house that stand for themselves in its news: 机关分工会, 后勤工会. */
const INNER = /^(?:机关|后勤|机关党委|校机关|离退休)(?:第?[一二三四五六七八九十])?(?:分?工会|分会|党委)$/

function acceptable(name: string, suffix: string): boolean {
  if (name.length < 3 || name.length > LONGEST) return false
  if (MEDIA.test(name) || /自治区工会$|^各?子?分公司工会$|（街道）/.test(name)) return false
  const stem = name.slice(0, name.length - suffix.length)
  if (stem.length === 0) return knownOrgs.has(name)
  const rest = properPart(stem)
  if (INNER.test(name)) return true
  if (rest.length === 0) {
    // 经济学院, 人民医院, 教师合唱团 are proper enough; 平台企业工会 is not.
    if (LEVEL.test(name) && name.length >= 4) return true
    if (
      /(?:学院|合唱团|舞蹈团|艺术团|总工会|人民医院|中医院)$/.test(name) &&
      !/^(?:各|我|本|该|主校区|校区|二级|相关|有关|全校|所在|基层|各级|地方|上级|企业|下级|省级|市级|区级|县级|高等)/.test(
        name,
      )
    )
      return stem.length >= 1
    return false
  }
  if (/学院$/.test(name) && rest.length >= 1) return true
  // 献县总工会, 临江镇工会: one character and the level are a place.
  if (/^[\u4e00-\u9fff]{1,8}[省市区县旗州镇乡]$/.test(stem) && rest.length >= 1) return true
  // 全国工会, 河南工会: all unions of a place, no body.
  if (
    suffix === '工会' &&
    ((places.match(stem, 0) === stem.length && !/[省市区县州]$/.test(stem)) || /^\d+$/.test(stem))
  )
    return false
  // 平台企业工会 is nobody; 市纺织行业工会 is.
  if (
    /(?:企业|平台|单位|行业|部门|高校|学校|站点|机构)工会$/.test(name) &&
    (!/行业工会$/.test(name) || !LEVEL.test(name) || properPart(stem).length < 2)
  )
    return false
  if (rest.length === 1 && !/[校院市区县省]/.test(rest) && SMALL.test(name) && !PLACE_LIKE.test(stem))
    return false
  // 省工业和信息化厅: the level is enough before a bureau's full name.
  if (LEVEL.test(name) && name.length >= 5 && /[局厅委]$/.test(name)) return true
  // 中诺口腔医院: a long ending needs less before it.
  if (
    FALSE_ENDS.test(name) &&
    rest.length < 2 &&
    !knownOrgs.has(name) &&
    (suffix.length <= 2 || !/医院$/.test(suffix) || rest.length < 1)
  )
    return false
  if (/^[受经往赴][省市区县]/.test(name) || /(?:中国|世界|国际)工会$/.test(name)) return false
  if (/^(?:好|镇街道|乡镇|村社区|以|把|将|让|使|被|更|最|很|们|着|过|个|第)/.test(name)) return false
  return true
}

/** Pairs a text defines: 北方华创科技股份有限公司（以下简称北方华创）. */
export function abbreviationsIn(text: string): { short: string; at: number; fullEnd: number }[] {
  const found: { short: string; at: number; fullEnd: number }[] = []
  for (const m of text.matchAll(
    /[（(](?:以下|下文|下|文中)?(?:统一|均)?简称(?:为)?[：:]?\s*[“"'‘]?([^（）()“”"'‘’\n，。]{1,20})[”"'’]?[）)]/g,
  )) {
    const short = m[1]!.trim()
    if (short) found.push({ short, at: m.index + m[0].indexOf(short), fullEnd: m.index })
  }
  return found
}

export interface FoundOrganisations {
  organisations: Organisation[]
  /** Every mention, in order, for places and performers. */
  mentions: Range[]
}

/**
 * Organisations of an article: each distinct form as written, at its first mention. A form is a maximal run without a
 * breaker that ends in a suffix, a known name without suffix, or a short form the text defines.
 */
export function organisationsIn(passage: Passage, people: Person[]): FoundOrganisations {
  const { text } = passage
  const names = new Set(people.map((p) => p.name))
  const nameAt = (at: number): number => {
    if (!SURNAMES.has(text[at] ?? '') && names.size > 0) {
      // Compound surnames begin with characters that need not be surnames themselves.
      return names.has(text.slice(at, at + 4)) ? 4 : names.has(text.slice(at, at + 3)) ? 3 : 0
    }
    for (const n of [4, 3, 2]) if (names.has(text.slice(at, at + n))) return n
    return 0
  }
  const byText = new Map<string, Organisation>()
  const mentions: Range[] = []
  const add = (from: number, to: number) => {
    mentions.push({ from, to })
    const name = text.slice(from, to)
    if (!byText.has(name)) byText.set(name, itemOf(passage, from, to))
  }

  const abbreviations = abbreviationsIn(text)
  const shorts = new Map<string, string>()

  for (const piece of pieces(text, nameAt)) {
    const range = { from: piece.from, to: Math.min(piece.to, piece.from + 120) }
    let covered = range.from
    const ends = suffixEnds(text, range)
    for (let n = ends.length - 1; n >= 0; n--) {
      let end = ends[n]!
      if (end <= covered) break
      // 南开大学党委 + 书记: take the party body off and let the office keep it.
      const party = PARTY.exec(text.slice(range.from, end))
      if (party && OFFICE_AHEAD.test(text.slice(end, end + 6)) && party[0] !== '团委') end -= party[0].length
      const suffixLength = suffixes.endsAt(text, end, 14)
      if (suffixLength === 0) continue
      let from = startOf(text, range.from, end)
      if (end - from > LONGEST) from = Math.max(from, end - LONGEST)
      const inner = n > 0 ? ends[n - 1]! : 0
      if (
        inner > from &&
        TEAM.test(text.slice(from, end)) &&
        !/检查组$/.test(text.slice(from, end)) &&
        properPart(text.slice(inner, end - suffixLength)).length === 0
      )
        continue
      // “某市总工会”视频号: a channel.
      if (/^”?(?:微信|视频号|公众号|客户端|抖音|微博|小程序)/.test(text.slice(end, end + 5))) continue
      // “书香油田”: a slogan that ends like a body.
      if (
        text[from - 1] === '“' &&
        text[end] === '”' &&
        /(?:油田|农场|林场|工厂|酒店|超市|厂|学院|学校|大学)$/.test(text.slice(from, end))
      )
        continue
      // 市人社局|市总工会: two bodies of one level in a headline.
      const seam = ends.find(
        (e) =>
          e > from + 2 &&
          e < end - 2 &&
          LEVEL.test(text.slice(e, end)) &&
          LEVEL.test(text.slice(from, e)) &&
          text[e] === text[from] &&
          /(?:局|厅|委|会)$/.test(text.slice(from, e)),
      )
      if (seam !== undefined) {
        add(from, seam)
        from = seam
      }
      const name = text.slice(from, end)
      if (acceptable(name, text.slice(end - suffixLength, end)) && !ONLY_AS_PART.has(name)) {
        // 市交通运输局客管处
        const office = /(?:局|厅|总工会)$/.test(name)
          ? /^(?!领导|相关|有关)[\u4e00-\u9fff]{2,5}?[处科](?![长级学员])/.exec(text.slice(end, piece.to))
          : /(?:集团|公司)$/.test(name)
            ? /^(?:(?:经营|生产|营运|运营|营业|工程|项目|客运|货运|修理)[一二三四五六七八九十]部|[第]?[一二三四五六七八九十]{1,2}(?:车间|工区|工段|车队))/.exec(
                text.slice(end, piece.to),
              )
            : null
        const desk = DESK.exec(text.slice(end, end + 12))
        if (office) end += office[0].length
        else if (desk) end += desk[0].length
        add(from, end)
        covered = end
        break
      }
      if (knownOrgs.has(name) && !ONLY_AS_PART.has(name)) {
        add(from, end)
        covered = end
        break
      }
    }
    // Known names in what no suffix has claimed.
    for (let i = covered; i < piece.to; i++) {
      const n = knownOrgs.match(text, i)
      if (n === 0 || i + n > piece.to) continue
      const name = text.slice(i, i + n)
      const level = /^[省市区县州旗校院系镇乡街厂局司公集]/.test(name)
      const cleanLeft = i === piece.from || !level || generic.endsAt(text, i) > 0
      const longer = isHan(text[i + n]) && notAfter(name).includes(text[i + n]!)
      if (!ONLY_AS_PART.has(name) && cleanLeft && !longer && knownFits(text, i, n)) add(i, i + n)
      i += n - 1
    }
  }

  // 金港物流有限公司, later 金港物流: the firm without its form.
  for (const full of [...byText.keys()].slice(0, 200)) {
    const short = /^([\u4e00-\u9fff]{4,12}?)(?:股份|集团)?有限(?:责任)?公司$/.exec(full)?.[1]
    if (!short || byText.has(short) || properPart(short).length < 2) continue
    const at = new RegExp(`${short}(?!股份|集团|有限|科技|工程)`).exec(text)
    if (at && !mentions.some((m) => m.from <= at.index && m.to >= at.index + short.length))
      add(at.index, at.index + short.length)
  }
  // 云州园区工会, later 园区工会
  for (const full of [...byText.keys()]
    .filter((name) => /[\u4e00-\u9fff]{4,}工会$/.test(name))
    .slice(0, 100)) {
    const short = full.slice(-4)
    if (byText.has(short) || !/^(?:园区|公司|集团|学院|医院|学校|大学|企业|街道)/.test(short)) continue
    for (const m of text.matchAll(new RegExp(`(?<![\\u4e00-\\u9fff])${short}(?![法员经])`, 'g'))) {
      add(m.index, m.index + short.length)
      break
    }
  }
  // 某某社区书记甲
  for (const m of text.matchAll(
    /(?<=[，。；、\n])[\u4e00-\u9fff]{2,8}(?:社区|街道)(?=(?:党[\u4e00-\u9fff]{1,3})?副?(?:书记|主任))/g,
  ))
    if (!byText.has(m[0])) add(m.index, m.index + m[0].length)
  // 某某纪念馆副馆长甲
  for (const m of text.matchAll(/(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,14}馆(?=(?:原|常务)?副?馆长)/g))
    if (!byText.has(m[0])) add(m.index, m.index + m[0].length)
  const byEnd = new Map(mentions.map((r) => [r.to, r]))
  // 国网白马供电公司“萤火虫”志愿服务队: a team named behind its body.
  for (const m of text.matchAll(
    /“[^“”\n]{2,10}”[\u4e00-\u9fff]{0,6}?(?:志愿服务总?队|志愿者服务队|服务队|突击队|宣讲团|艺术团|合唱团|先锋队|志愿者队伍|志愿团队|团队)/g,
  )) {
    const body = byEnd.get(m.index)
    if (body) add(body.from, m.index + m[0].length)
  }
  // 飞燕外卖、云雀快递等平台企业: firms by their trade, in a list that says so.
  for (const m of text.matchAll(
    /等(?:\d+家|多家|几家)?[\u4e00-\u9fff]{0,6}?(?:企业|公司|平台)(?!家|职工|工会|文化|主体)/g,
  )) {
    const members = listBefore(text, m.index, 10)
    if (members.length < 2) continue
    const names = members.map((r) => text.slice(r.from, r.to))
    const firm = (name: string) => knownOrgs.has(name) || byText.has(name) || FIRM_LIKE.test(name)
    if (names.filter(firm).length * 2 < names.length) continue
    for (const [n, r] of members.entries()) {
      const name = names[n]!
      if (firm(name) && !byText.has(name) && properPart(name.replace(FIRM_LIKE, '')).length >= 2)
        add(r.from, r.to)
    }
  }

  // 吴忠市总: the press's short form.
  for (const m of text.matchAll(
    /(?:市|省|区)总(?![\u4e00-\u9fff]{0,2}(?:公司|经理|部|产|量|面|值|数|书记|队|站|院|体|会|规划|决赛|冠军)|工会|体|共|计|人|的)/g,
  )) {
    for (const n of [2, 3, 4]) {
      const from = m.index - n
      if (
        from < 0 ||
        places.match(text, from) < n ||
        (isHan(text[from - 1]) && breakers.endsAt(text, from) === 0)
      )
        continue
      add(from, m.index + m[0].length)
      break
    }
  }
  // 组织人事处处长甲, 内控办主任乙
  for (const m of text.matchAll(
    /(?<=[，。；、\n])([\u4e00-\u9fff]{2,5}处(?=副?处长)|[\u4e00-\u9fff]{2,3}办(?=副?主任)|[\u4e00-\u9fff]{4}部(?=副?部长))/g,
  )) {
    if (!byText.has(m[1]!)) add(m.index, m.index + m[1]!.length)
  }
  // 党委办公室、人事处、研究生院等18个部门: parts of a house.
  for (const m of text.matchAll(/等(?:\d+个|多个|几个)?(?:部门|单位|学院|部处|职能部门|机关部门)/g)) {
    const members = listBefore(text, m.index, 10)
    if (members.length < 2) continue
    for (const r of members) {
      const name = text.slice(r.from, r.to)
      if (
        (members.length > 2 || /(?:局|委|大队|支队)$/.test(name)) &&
        /^[\u4e00-\u9fff]{1,8}(?:处|部|院|办公室|馆|办|系|所|中心|学院|局|大队|支队|卫健委|发改委)$/.test(
          name,
        ) &&
        name.length >= 3 &&
        !/^(?:相关|有关|各|全|多)/.test(name) &&
        !byText.has(name)
      )
        add(r.from, r.to)
    }
  }
  for (const { short, at, fullEnd } of abbreviations) {
    const full = mentions.find((m) => m.to === fullEnd)
    if (!full || !/[\u4e00-\u9fff]{2}/.test(short)) continue
    const item = byText.get(text.slice(full.from, full.to))
    if (item) item.abbreviation = short
    shorts.set(short, text.slice(full.from, full.to))
    if (!byText.has(short)) byText.set(short, { text: short, span: spanOf(passage, at, at + short.length) })
  }
  const organisations = [...byText.values()].sort((a, b) => a.span[0] - b.span[0])
  mentions.sort((a, b) => a.from - b.from)
  return { organisations, mentions }
}

/** Known names that are also common words stand only where a list or a post shows the firm. */
function knownFits(text: string, at: number, n: number): boolean {
  const word = text.slice(at, at + n)
  if (
    /^(?:吉利|小米|理想汽车|快手|百度|抖音|海尔|格力|联想|达达|高德|菜鸟|丰巢|山姆|永辉|闪送|德邦|中兴|华为|腾讯|淘宝|天猫|顺丰|京东|美团)$/.test(
      word,
    )
  ) {
    return text[at + n] !== '祥'
  }
  return true
}
