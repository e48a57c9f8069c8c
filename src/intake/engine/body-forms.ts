import { breakers, FIRM_LIKE, knownOrgs, places, properPart } from './body-names.ts'
import { isHan } from './passage.ts'
import type { Range } from './passage.ts'
import { listBefore } from './phrases.ts'

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

/**
 * Forms that no ending shows: firms without 公司 that were named in full, teams behind their body, members of lists that
 * say what they are, parts of a house before the post of who heads them. `has` says which names are found already.
 */
export function formsIn(text: string, mentions: readonly Range[], named: ReadonlySet<string>): Range[] {
  const found: Range[] = []
  const taken = new Set(named)
  const add = (from: number, to: number) => {
    found.push({ from, to })
    taken.add(text.slice(from, to))
  }

  // 金港物流有限公司, later 金港物流: the firm without its form.
  for (const full of [...taken].slice(0, 200)) {
    const short = /^([\u4e00-\u9fff]{4,12}?)(?:股份|集团)?有限(?:责任)?公司$/.exec(full)?.[1]
    if (!short || taken.has(short) || properPart(short).length < 2) continue
    const at = new RegExp(`${short}(?!股份|集团|有限|科技|工程)`).exec(text)
    if (at && !mentions.some((m) => m.from <= at.index && m.to >= at.index + short.length))
      add(at.index, at.index + short.length)
  }
  // 云州园区工会, later 园区工会
  for (const full of [...taken].filter((name) => /[\u4e00-\u9fff]{4,}工会$/.test(name)).slice(0, 100)) {
    const short = full.slice(-4)
    if (taken.has(short) || !/^(?:园区|公司|集团|学院|医院|学校|大学|企业|街道)/.test(short)) continue
    for (const m of text.matchAll(new RegExp(`(?<![\\u4e00-\\u9fff])${short}(?![法员经])`, 'g'))) {
      add(m.index, m.index + short.length)
      break
    }
  }
  // 某某社区书记甲
  for (const m of text.matchAll(
    /(?<=[，。；、\n])[\u4e00-\u9fff]{2,8}(?:社区|街道)(?=(?:党[\u4e00-\u9fff]{1,3})?副?(?:书记|主任))/g,
  ))
    if (!taken.has(m[0])) add(m.index, m.index + m[0].length)
  // 某某纪念馆副馆长甲
  for (const m of text.matchAll(/(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,14}馆(?=(?:原|常务)?副?馆长)/g))
    if (!taken.has(m[0])) add(m.index, m.index + m[0].length)
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
    // 甲园林、乙园林、丙园林等企业: what two of them end with says of all what they are.
    const endings = names.map((name) => name.slice(-2))
    const shared = (name: string) =>
      name.length > 3 && endings.filter((ending) => name.endsWith(ending)).length > 1
    const firm = (name: string) =>
      knownOrgs.has(name) || taken.has(name) || FIRM_LIKE.test(name) || shared(name)
    if (names.filter(firm).length * 2 < names.length) continue
    for (const [n, r] of members.entries()) {
      const name = names[n]!
      if (
        firm(name) &&
        !taken.has(name) &&
        (shared(name) || properPart(name.replace(FIRM_LIKE, '')).length >= 2)
      )
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
    if (!taken.has(m[1]!)) add(m.index, m.index + m[1]!.length)
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
        !taken.has(name)
      )
        add(r.from, r.to)
    }
  }
  return found
}

/** A level of government or of a house that stands for its name: 区总工会, 校工会. */
const LEVEL_FORM = /^(?:自治区|[省市区县州旗盟镇乡])(?=[\u4e00-\u9fff]{2})/
const HOUSE_FORM = /^(校|院|公司|集团|厂)(?=[\u4e00-\u9fff]{2})/
const HOUSE: Readonly<Record<string, RegExp>> = {
  校: /(?:大学|学院|学校|中学|小学)$/,
  院: /(?:学院|医院|研究院|设计院)$/,
  公司: /公司$/,
  集团: /集团$/,
  厂: /厂$/,
}

/**
 * The long form among the article's bodies that a short one stands for: 区总工会 and 区工会 for 延庆区总工会, 校工会 for
 * 云岭大学工会, 星河科技 for 星河科技有限公司, 云溪市总 for 云溪市总工会. Undefined where none or more than one fits.
 */
export function longFormOf(name: string, all: readonly string[]): string | undefined {
  const fits = (test: (other: string) => boolean) => {
    const found = all.filter((other) => other.length > name.length && test(other))
    // 延庆区总工会 and 云溪市延庆区总工会 are one body under two names: the longer holds the shorter.
    const longest = found.reduce((a, b) => (b.length > a.length ? b : a), '')
    return found.length > 0 && found.every((other) => longest.endsWith(other)) ? longest : undefined
  }
  if (/[市省区县]总$/.test(name)) return fits((other) => other === `${name}工会`)
  if (LEVEL_FORM.test(name)) {
    const asUnion = /工会$/.test(name) && !/总工会$/.test(name) ? name.replace(/工会$/, '总工会') : name
    return fits((other) => other.endsWith(name)) ?? fits((other) => other.endsWith(asUnion))
  }
  const house = HOUSE_FORM.exec(name)?.[1]
  if (house) {
    const rest = name.slice(house.length)
    return fits((other) => other.endsWith(rest) && HOUSE[house]!.test(other.slice(0, -rest.length)))
  }
  return fits(
    (other) =>
      /^(?:股份|集团|控股)*(?:有限(?:责任)?)?公司$/.test(other.slice(name.length)) && other.startsWith(name),
  )
}
