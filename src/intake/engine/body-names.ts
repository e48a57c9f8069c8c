import { BREAKERS, PROTECTED } from './lexicon/breakers.ts'
import { COUNTIES } from './lexicon/counties.ts'
import { GENERIC, KNOWN_ORGS, MEDIA, ORG_SUFFIXES } from './lexicon/organisations.ts'
import { ANCHORS, CITIES, DISTRICTS, PROVINCES } from './lexicon/places.ts'
import { isHan, WordSet } from './passage.ts'
import type { Range } from './passage.ts'

export const breakers = new WordSet(BREAKERS)
const protectedWords = new WordSet(PROTECTED)
export const suffixes = new WordSet(ORG_SUFFIXES)
export const knownOrgs = new WordSet(KNOWN_ORGS)
export const generic = new WordSet(GENERIC)
export const places = new WordSet([...PROVINCES, ...CITIES, ...DISTRICTS, ...COUNTIES, ...ANCHORS])

export const LONGEST = 40

/** 党委 and 党组 belong to the office that follows (党委书记), not to the name of the body. */
export const PARTY = /(?:党委|党组|党工委|党总支|党支部|纪委|团委)$/
export const OFFICE_AHEAD = /^(?:常务)?(?:副)?(?:书记|成员|委员|组成员|常委)/

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
export const FIRM_LIKE =
  /(?:外卖|快递|速递|速运|出行|打车|物流|货运|家政|到家|买菜|配送|跑腿|同城|约车|超市|生活|科技|汽车|电器|食品|药业|纸业|酿造|酒业|家居)$/

/** By the word itself, or by the word it ends with: 钢厂 as 厂, 分工会 as 工会. */
export function notAfter(word: string): string {
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
export function pieces(text: string, nameAt: (at: number) => number): Range[] {
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
export function properPart(stem: string): string {
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
export function startOf(text: string, from: number, to: number): number {
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
export function suffixEnds(text: string, range: Range): number[] {
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
export const LEVEL =
  /^(?:盟(?=委|人大|政协|行署|总工会|教育|[\u4e00-\u9fff]{2,8}[局队委])|市|省|区|县|州|旗|校|院)(?!域|场|民|级|属|辖|区|外|内|直|情|企|际|友|务|长|校|园|里|容|县|份)/

/** A team's name made of general words only belongs to the body before it. */
export const TEAM =
  /(?:志愿者团队|志愿者队伍|志愿服务队|志愿者服务队|服务队|代表队|参赛队|慰问组|工作组|检查组|调研组|团队|队伍)$/

/** A desk of a body, where who heads it follows: 某医院保健部副主任. */
export const DESK =
  /^[\u4e00-\u9fff]{2,5}?(?:部|办|处|科|室)(?=(?:原|副|常务副)?(?:部长|主任|处长|科长|负责人)|原?[一二三四]级)/

/** Parts of a house that stand for themselves in its news: 机关分工会, 后勤工会. */
const INNER = /^(?:机关|后勤|机关党委|校机关|离退休)(?:第?[一二三四五六七八九十])?(?:分?工会|分会|党委)$/

export function acceptable(name: string, suffix: string): boolean {
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
