import { distinct, spanOf } from './passage.ts'
import type { Passage, Range } from './passage.ts'
import { listBefore, listFrom } from './phrases.ts'
import { troublesIn } from './troubles.ts'
import type { Concern, Typo } from './types.ts'

/** What a list of concerns is called behind 等. */
const CALLED =
  /(?:等|[两二三四五六七八九十几\d]{1,2}(?:个|类|项|条|大|方面)(?=(?:突出|具体|现实|实际|共性)?(?:的)?(?:问题|困难|难题|诉求|烦恼)))(?:一系列|各类|诸多|多个|多项|多方面|方面|热点|难点|焦点|实际|现实|突出|具体|共性|烦心|急难愁盼|\d+[个项条类]|[一二三四五六七八九十]+[个项条类]|的|切身|核心|职工|劳动者|群众|重点|关切|民生|生活|工作){0,4}(?:问题|困难|难题|诉求|需求|难点|痛点|堵点|烦恼|困扰|意见|建议|现象|纠纷|矛盾|情况|话题|困境|难处|短板)/g
/** What shows that somebody has the trouble the list names. */
const RAISED =
  /反映|提出|关心|关注|诉求|困扰|面临|遇到|存在|聚焦|针对|围绕|就|解决|破解|化解|缓解|应对|吐槽|倾诉|急难愁盼|讨论|建议|希望|呼吁|投诉|突出|集中|普遍|常见|面对|遭遇|苦恼|发愁|难/
/** Matters of study or of an agenda that take the same grammar and are no worker's trouble. */
const NO_TROUBLE =
  /精神|思想|意识|作用|建设|理论|政策解读|学习|贯彻|落实|宣传|改革|经验|做法|成效|机制|体系|发展|推进|交流|履职|能力|水平|素质|文化|品牌|创新|考核指标|目标|任务|战略|规划|指标|案例|体会|心得|总结|计划|措施|举措|流程|环节|要求|知识|技能|写作|检查|形式/
const TROUBLE =
  /难|贵|慢|少|缺|没有|不足|不便|不够|不准|不合理|不规范|不及时|不畅|不到位|超时|罚款|扣款|欠薪|拖欠|停放|停车|就餐|用餐|吃饭|送货|入楼|进门|进楼|通行|充电|换电|休息|饮水|喝水|如厕|上厕所|洗浴|住宿|租房|住房|工资|薪酬|收入|报酬|加班|工时|社保|保险|工伤|职业伤害|职业病|高温|防暑|取暖|安全|就医|看病|入学|入托|托育|托管|看护|子女|上学|照护|落户|合同|维权|投诉|差评|申诉|派单|算法|配送|路线|电梯|门禁|道路|照明|噪音|噪声|粉尘|卫生|环境|饭菜|食堂|通勤|班车|交通|出行|心理|压力|睡眠|疲劳|体检|证件|技能提升|职称|晋升|培训机会|婚恋|交友|法律|劳动关系|辞退|裁员|断保|福利|待遇|补贴|尊重|歧视|骚扰|公交|末班|走过场|以次充好|空调|隐患|老旧|漏水|供暖|停水|停电/
const GENERIC =
  /^(?:实际|具体|突出|热点|难点|焦点|共性|现实|生活|工作|各种|各类|一些|这些|实际生活|急难愁盼|利益|切身利益|操心事|烦心事|揪心事|最关心|最直接|最现实|重点|关键|相关|有关|后顾之忧|后顾|主要|存在|什么|历史遗留|.{0,10}最直接最现实的利益)$/

/** A site's troubles that the report praises people for having mastered. */
const OVERCOME = /(?:克服|战胜|攻克)(?:了)?[^。！？]*$/

function isConcern(words: string): boolean {
  if (words.length < 2 || words.length > 24) return false
  if (GENERIC.test(words) || /急难愁盼|后顾之忧|(?:难点|堵点|痛点)$/.test(words)) return false
  if (NO_TROUBLE.test(words) && !/难|缺|少|不|欠|贵/.test(words)) return false
  return true
}

/** XX难: the trouble in one word. */
const HARD =
  /(?:“)?((?:停车|吃饭|就餐|用餐|如厕|找厕所|充电|换电|喝水|饮水|休息|进门|进楼|上楼|入学|上学|看病|就医|住房|租房|取餐|送货|送餐|进小区|通行|歇脚|带娃|托育|维权|投诉|申诉|理赔|落户|就业|招工|用工|洗澡|洗衣|买房|打车|出行|通勤|融资|维修|看护|养老|找路|问路|热饭|纳凉|避雨|避暑|接水|打水|办证|签约|缴费|参保|认定)(?:太)?(?:难|贵|远))(?:”)?/g

/** 反映…(不足|缺少…), 建议增设…: what a proposal or a complaint says. */
const SAID =
  /(?:反映|吐槽|抱怨|诉说|坦言|提到)(?:说)?(?:，|：|了)?([^，。；：！？\n“”]{4,24})(?:的)?(?:问题|情况|困难|现象)?(?=[，。；！？\n])/g
const PROPOSAL = /“?关于([^”“，。；\n]{4,30})”?的?(?:提案|建议|议案|诉求)/g
/** 解决X难题, 破解X问题. */
const SOLVE =
  /(?:解决|破解|化解|缓解|攻克|应对|打通)(?:了|好|职工|他们|骑手|劳动者|大家)?(?:的)?([^，。；：！？、\n“”]{3,16}?)(?:的)?(?:问题|难题|困难|困扰|难点|痛点|堵点)/g

/**
 * Problems raised by or for workers: lists called problems (A、B、C等问题), proposals, the …难 words. Agenda items of study
 * meetings and general words (急难愁盼问题) are left out: rather nothing than nonsense.
 */
export function concernsIn(passage: Passage, typos: Typo[]): Concern[] {
  const { text, bodyStart } = passage
  const found: Range[] = []
  const covered = new Uint8Array(text.length)
  const taken = (at: number) => covered[at] === 1
  const add = (range: Range) => {
    found.push(range)
    covered.fill(1, range.from, range.to)
  }

  for (const m of text.matchAll(CALLED)) {
    if (m.index < bodyStart) continue
    const members = listBefore(text, m.index, 16)
    if (members.length < 2) {
      if (/情况/.test(m[0])) continue
      if (/解答|讲解|解读|咨询|科普|普及|介绍/.test(text.slice(Math.max(bodyStart, m.index - 24), m.index)))
        continue
      // One member before 等问题 is a concern only when it names a trouble.
      const only = members[0]
      if (!only || OVERCOME.test(text.slice(Math.max(bodyStart, only.from - 30), only.from))) continue
      const words = text.slice(only.from, only.to)
      if (TROUBLE.test(words) && isConcern(words)) add(only)
      continue
    }
    const context = text.slice(Math.max(bodyStart, members[0]!.from - 40), m.index + m[0].length + 20)
    const called = m[0]
    if (OVERCOME.test(text.slice(Math.max(bodyStart, members[0]!.from - 30), members[0]!.from))) continue
    // What a lecture or a desk explains is no trouble anybody raised; 询问身体情况 is courtesy.
    const clause = text.slice(Math.max(bodyStart, members[0]!.from - 24), members[0]!.from + 6)
    if (
      /解答|讲解|解读|咨询|科普|普及|培训|讲授|介绍|宣讲|辅导/.test(
        clause.slice(Math.max(0, clause.search(/[。！？][^。！？]*$/))),
      )
    )
      continue
    if (/情况/.test(called) && !/反映|提出|诉求|存在/.test(context)) continue
    if (/纠纷|矛盾/.test(called)) continue
    const words = members.map((r) => text.slice(r.from, r.to))
    const troubles = words.filter((w) => TROUBLE.test(w)).length
    if (troubles === 0 && !/困难|难题|诉求|痛点|堵点|烦恼|困扰/.test(called)) continue
    // 围绕证据采信、事实认定等焦点问题: matters of a dispute.
    if (troubles * 2 < words.length && /焦点|热点|重点/.test(called)) continue
    if (troubles * 2 < words.length && words.filter((w) => NO_TROUBLE.test(w)).length * 2 >= words.length)
      continue
    if (/情况|话题|意见|建议|现象|需求/.test(called) && troubles * 2 < words.length) continue
    if (!RAISED.test(context)) continue
    // 因裁员、欠薪、断保等引发的纠纷 names kinds of dispute in a plan of work, not matters raised.
    for (const r of members) {
      const whose = /^(?:他们|她们|大家|职工|骑手们?|劳动者)(?:的)?(?=[\u4e00-\u9fff]{4})/.exec(
        text.slice(r.from, r.to),
      )
      if (whose) r.from += whose[0].length
      if (isConcern(text.slice(r.from, r.to))) add(r)
    }
  }
  // 反映的问题集中在A、B、C等方面
  for (const m of text.matchAll(
    /(?:问题|诉求|困难|意见|烦心事)(?:主要|大多|多)?(?:集中在|集中于|聚焦在|聚焦于|涉及|包括)/g,
  )) {
    if (m.index < bodyStart) continue
    const { members } = listFrom(text, m.index + m[0].length, 16)
    const words = members.map((r) => text.slice(r.from, r.to))
    if (members.length < 2 || words.filter((w) => TROUBLE.test(w)).length * 2 < words.length) continue
    for (const [n, r] of members.entries()) if (isConcern(words[n]!) && !taken(r.from)) add(r)
  }
  // 带来的问题归拢起来是三类：A、B、C。
  for (const m of text.matchAll(
    /(?:问题|诉求|困难|烦心事|难题)[^。！？：:\n“”]{0,24}[：:](?=[^。！？：:\n“”]{2,16}、)/g,
  )) {
    if (m.index < bodyStart) continue
    const { members, end } = listFrom(text, m.index + m[0].length, 16)
    const words = members.map((r) => text.slice(r.from, r.to))
    if (members.length < 2 || !/[。；\n等]/.test(text[end] ?? '\n')) continue
    if (words.filter((w) => TROUBLE.test(w)).length * 2 <= words.length) continue
    for (const [n, r] of members.entries()) if (isConcern(words[n]!) && !taken(r.from)) add(r)
  }
  for (const m of text.matchAll(PROPOSAL)) {
    const quoted = m[0].startsWith('“')
    const from = m.index + (quoted ? 0 : m[0].indexOf(m[1]!))
    const to = quoted ? text.indexOf('”', m.index) + 1 || from + m[1]!.length : from + m[1]!.length
    if (TROUBLE.test(m[1]!) && from >= bodyStart) add({ from, to })
  }
  for (const m of text.matchAll(SAID)) {
    if (!/反映/.test(m[0]) || m.index < bodyStart) continue
    const said = m[1]!.replace(/的?(?:问题|情况|困难|现象)$/, '')
    let from = m.index + m[0].indexOf(m[1]!)
    // 反映的机场停车收费高、接驳区域不足问题: each is one.
    for (const part of said.split('、')) {
      const of =
        /^(?:的|(?:最多|较多|最集中|最强烈)?的?(?:问题|诉求)?[是有]|(?:部分|一些|有的|个别|少数)[\u4e00-\u9fff]{2,6}?(?:企业|单位|工地|站点|平台|小区|商圈))/.exec(
          part,
        )?.[0].length ?? 0
      const words = part.slice(of)
      if (
        TROUBLE.test(said) &&
        /难|缺|少|不|没|贵|慢|欠|超时|差|短|高|低|走过场|以次充好|流于形式|太[长远重]/.test(words) &&
        isConcern(words) &&
        !taken(from + of)
      )
        add({ from: from + of, to: from + of + words.length })
      from += part.length + 1
    }
  }
  for (const m of text.matchAll(HARD)) {
    const from = m.index + m[0].indexOf(m[1]!)
    if (m.index >= bodyStart && !taken(from)) add({ from, to: from + m[1]!.length })
  }
  for (const m of text.matchAll(SOLVE)) {
    const from = m.index + m[0].indexOf(m[1]!, 2)
    const words = m[1]!.replace(/的$/, '')
    if (m.index < bodyStart || taken(from)) continue
    if (
      words.length <= 12 &&
      TROUBLE.test(words) &&
      /难|停|就餐|吃|送|充|休息|欠|缺|看护|托管|通行|住|停放|入学|就医|工资|子女/.test(words) &&
      isConcern(words) &&
      !/等$/.test(words)
    )
      add({ from, to: from + words.length })
  }

  for (const r of troublesIn(passage)) if (!taken(r.from) && !taken(r.to - 1)) add(r)

  found.sort((a, b) => a.from - b.from)
  const items: Concern[] = []
  for (const { from, to } of found) {
    const item: Concern = { text: text.slice(from, to), span: spanOf(passage, from, to) }
    if (/\n/.test(item.text)) continue
    let suggestion = item.text
    for (const typo of typos.slice(0, 500)) {
      if (typo.span[0] >= item.span[0] && typo.span[0] < item.span[1]) suggestion = repaired(item.text, typo)
    }
    if (suggestion !== item.text) item.suggestion = suggestion
    items.push(item)
  }
  return distinct(items)
}

/** The words with a misprint put right; the misprint may reach beyond them. */
function repaired(words: string, typo: Typo): string {
  for (let n = typo.text.length; n > 0; n--) {
    const at = words.indexOf(typo.text.slice(0, n))
    if (at < 0) continue
    const tail = typo.text.slice(n)
    const fixed =
      tail && typo.suggestion.endsWith(tail) ? typo.suggestion.slice(0, -tail.length) : typo.suggestion
    return words.slice(0, at) + fixed + words.slice(at + n)
  }
  return words
}
