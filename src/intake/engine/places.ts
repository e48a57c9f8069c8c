import { CITIES, DISTRICTS, PROVINCES, VENUES } from './lexicon/places.ts'
import { BREAKERS, PROTECTED } from './lexicon/breakers.ts'
import { distinct, isHan, itemOf, WordSet } from './passage.ts'
import type { Passage, Range } from './passage.ts'
import { chainsIn } from './place-chains.ts'
import type { Chain } from './place-chains.ts'
import type { Piece } from './cover.ts'
import type { Item } from './types.ts'

const bare = new WordSet([...PROVINCES, ...CITIES])
const districts = new WordSet(DISTRICTS)
const venues = new WordSet(VENUES)
const breakers = new WordSet(BREAKERS)
const kept = new WordSet(PROTECTED)

/** Words that place what follows: 在X举行, 走进X, 齐聚X. */
const LOCATIVE =
  /(?:在|于|到|赴|至|走进|走入|来到|前往|抵达|赶赴|奔赴|深入|齐聚|相聚|亮相|落户|位于|坐落于|坐落在|地处|设在|先后到|参观了?|参观|来自|汇聚|聚集在|做客|莅临|移步|进驻|送到|送进|送至|开进)$/
/** Their last characters. */
const LOCATIVE_ENDS = new Set('在于到赴至进入来往达入聚相亮户处观了自汇客临步驻开')
/** What shows that a place ends here and something happens in it. */
const HAPPENS =
  /^(?:举行|举办|召开|开展|启动|进行|揭牌|开幕|闭幕|开班|开赛|拉开|落幕|圆满|隆重|顺利|成功|正式|接受|参加|组织|为|上演|展开|设立|设置|集中|成立|举|共同|等|地|，|。|、|；|调研|慰问|看望|走访|考察|参观|检查|热闹|温馨|内|里|，|的|与|和|及|开|同|观看|开讲|发起|联合|发布|签约|挂牌|亮相|现场|一楼|二楼|三楼|\d|（|\()/

const ADMIN =
  /^(?:(?!.?[及和与、])[\u4e00-\u9fff]{2,3}?(?:省|自治区|市|自治州|地区|盟)){0,2}(?:(?!市)[^的在和与了对及为等、，。\s“”]{2,3}?(?:新区|区|县|旗|市))?(?:[^的在和与了对及为等、，。\s“”]{2,4}?(?:街道|镇|乡))?/

function bareFits(text: string, from: number, to: number): boolean {
  const before = text.slice(Math.max(0, from - 6), from)
  const after = text.slice(to, to + 4)
  const listed = /[、]$/.test(before) || /^[、]/.test(after)
  if (/^(?:市|省|自治区|特别行政区)/.test(after)) return false
  if (listed && (/^[、，。；）)”等\d和及\s]/.test(after) || /^(?:\d|等)/.test(after))) return true
  if (LOCATIVE.test(before) && (/^[的、，。；等）)召举启开揭成落进]/.test(after) || /^[市省]/.test(after)))
    return true
  if (/(?:对|委托|覆盖|包括|其中)$/.test(before) && /^(?:、|等\d)/.test(after)) return true
  return false
}

/**
 * Places: administrative names written in full, short names of provinces and cities where the grammar makes them places
 * (来自杭州的, 到辽宁、上海), the dateline's city, and venues after 在, 走进, 来到 …
 */
export function placesIn(passage: Passage, mentions: Range[], pieces: readonly Piece[]): Item[] {
  const { text } = passage
  const items: { from: number; to: number }[] = []
  const mentionAt = new Map(mentions.map((m) => [m.from, m.to]))
  const inside = new Uint8Array(text.length + 1)
  for (const m of mentions) for (let i = m.from; i < m.to; i++) inside[i] = 1
  for (const m of text.matchAll(/《[^《》\n]{1,60}》/g))
    for (let i = m.index; i < m.index + m[0].length; i++) inside[i] = 3
  const add = (from: number, to: number) => {
    items.push({ from, to })
    for (let i = from; i < to; i++) inside[i] = 2
  }

  // The dateline: 本报上海12月7日电
  const lead =
    /^(?:据)?(?:本报|中新网|中新社|新华社|新华网|[\u4e00-\u9fff]{2,8}?(?:网|报|社))([\u4e00-\u9fff]{2,6}?)\s*\d{1,2}月\d{1,2}日\s*(?:专)?(?:电|讯|消息)/d.exec(
      text.slice(passage.bodyStart, passage.bodyStart + 40),
    )
  const city = lead?.indices?.[1]
  if (lead && city && (bare.has(lead[1]!) || districts.has(lead[1]!)))
    add(passage.bodyStart + city[0], passage.bodyStart + city[1])

  for (const chain of chainsIn(text, pieces)) {
    const { from, to } = chain
    if (anyInside(inside, from, to) || !chainFits(text, chain)) continue
    const locative =
      LOCATIVE_ENDS.has(text[from - 1] ?? '') && LOCATIVE.test(text.slice(Math.max(0, from - 5), from))
    if (locative && venueEnd(text, from) > to) continue
    add(from, to)
  }
  for (let i = 0; i < text.length; i++) {
    if (!isHan(text[i])) continue
    // Venues: from behind a locative word to the venue's last word.
    const locative =
      text[i] !== '了' &&
      LOCATIVE_ENDS.has(text[i - 1] ?? '') &&
      LOCATIVE.test(text.slice(Math.max(0, i - 5), i))
    if (locative) {
      const to = venueEnd(text, i)
      if (to > 0) {
        add(i, to)
        i = to - 1
        continue
      }
      // 深入大瑶镇检查: a district or town no list knows.
      const town =
        /^[\u4e00-\u9fff]{1,4}?(?:新区|高新区|区|县|镇|乡|街道)(?=[，。、；]|开展|调研|检查|走访|慰问|对|进行|召开|看望|举行|举办|考察|视察)/.exec(
          text.slice(i, i + 12),
        )
      if (
        town &&
        !inside[i] &&
        bare.match(text, i) === 0 &&
        !/(?:社|园|厂|校|景|小|矿|辖|片|灾|山|地|城|全|各|街|牧|库|郊|该|本|等)区$|^(?:全|各|该|本|我|乡|外|两)|[的了和在与及对为]/.test(
          town[0],
        )
      ) {
        add(i, i + town[0].length)
        i += town[0].length - 1
        continue
      }
      // A hospital or a station is a body and a place.
      const body = mentionAt.get(i)
      if (
        body !== undefined &&
        ((/(?:医院|服务站|驿站|文化馆|图书馆|敬老院)$/.test(text.slice(i, body)) &&
          HAPPENS.test(text.slice(body, body + 4))) ||
          (!/(?:工会|委员会|党委|团委|局)$/.test(text.slice(i, body)) &&
            text[i - 1] === '在' &&
            /^(?:隆重|成功|圆满|顺利|正式|温暖)?(?:举行|举办|召开|开幕|开赛|开班|启动|落幕|收官|闭幕|揭牌|成立|启幕)/.test(
              text.slice(body, body + 5),
            )))
      ) {
        items.push({ from: i, to: body })
      }
    }
    if (inside[i]) continue
    const d = districts.match(text, i)
    const n = bare.match(text, i)
    if (n === 0 && d === 0) continue
    const admin = ADMIN.exec(text.slice(i, i + 30))?.[0] ?? ''
    if (
      n > 0 &&
      admin.length > n &&
      bareHead(text, i, n) &&
      !/^(?:市民|区域|市场|市容|区块|县域|市政|区间)/.test(
        text.slice(i + admin.length - 1, i + admin.length + 1),
      )
    ) {
      const alone = admin.length <= n + 1
      const context =
        LOCATIVE.test(text.slice(Math.max(0, i - 5), i)) ||
        /[、]$/.test(text.slice(Math.max(0, i - 1), i)) ||
        /^[、，。]/.test(text.slice(i + admin.length, i + admin.length + 1)) ||
        HAPPENS.test(text.slice(i + admin.length, i + admin.length + 4))
      if (!anyInside(inside, i, i + admin.length) && (!alone || context)) {
        add(i, i + admin.length)
        i += admin.length - 1
        continue
      }
    }
    if (d > 0 && !inside[i + d - 1] && !/^(?:域|块|间|别|分)/.test(text.slice(i + d, i + d + 1))) {
      add(i, i + d)
      i += d - 1
      continue
    }
    if (n > 0 && bareFits(text, i, i + n) && !anyInside(inside, i, i + n)) {
      add(i, i + n)
      i += n - 1
    }
  }
  // 北京经济技术开发区 and the like
  for (const m of text.matchAll(
    /[\u4e00-\u9fff]{2,6}(?:经济技术开发区|经济开发区|高新技术产业开发区|高新区|自贸区|自贸试验区)/g,
  )) {
    let from = m.index
    for (let k = 1; k < m[0].length - 4; k++)
      if (breakers.match(text, m.index + k) === 1 && /[对在与和到、]/.test(text[m.index + k]!))
        from = m.index + k + 1
    const to = m.index + m[0].length
    if (bare.match(text, from) > 0 && !/^(?:社会|管委会|总工会|工会|党|人|技)/.test(text.slice(to, to + 3)))
      items.push({ from, to })
  }
  // A hall that needs no preposition: 南开大学田家炳音乐厅里
  for (const m of text.matchAll(
    /(?<=[，。；：\n”])[\u4e00-\u9fff]{2,20}?(?:音乐厅|礼堂|体育馆|报告厅|文化宫|剧场|剧院|广场|公园|会议室|活动中心|会展中心|文化馆|图书馆|博物馆|活动室|操场|校园)(?=里|内|门前|热闹|人头|座无|歌声|掌声|灯光|洋溢|暖意|气氛)/g,
  )) {
    const to = m.index + m[0].length
    if (!anyInside2(inside, m.index, to)) items.push({ from: m.index, to })
  }
  items.sort((a, b) => a.from - b.from)
  // 延庆 is 延庆区, named in full elsewhere.
  const all = new Set(items.map((r) => text.slice(r.from, r.to)))
  for (let n = items.length - 1; n >= 0; n--) {
    const name = text.slice(items[n]!.from, items[n]!.to)
    if (
      bare.has(name) &&
      ['省', '市', '区', '县'].some((level) => all.has(name + level)) &&
      !/[、]/.test(text[items[n]!.to] ?? '')
    )
      items.splice(n, 1)
  }
  // The dateline's city says nothing that 四川省成都市 does not say.
  const full = items
    .filter((r) => r.to - r.from > 3)
    .map((r) => text.slice(r.from, r.to))
    .slice(0, 50)
  const dateline = city ? lead![1]! : ''
  if (dateline && full.some((f) => f.includes(`${dateline}市`) && f.length > dateline.length + 2)) {
    const at = items.findIndex((r) => text.slice(r.from, r.to) === dateline)
    if (at >= 0) items.splice(at, 1)
  }
  return distinct(items.map(({ from, to }) => itemOf(passage, from, to)))
}

/** Whether a chain of place names stands as a place: more than one name, or where the grammar makes it one. */
function chainFits(text: string, { from, to, names, level, country, subject }: Chain): boolean {
  const before = text.slice(Math.max(0, from - 6), from)
  const after = text.slice(to, to + 4)
  if (
    /^(?:市民|人民|人(?![数])|籍|话|语|菜|味|队|路|大街|公司|集团|银行|大学|医院|日报|晚报|卫视|时间)/.test(
      after,
    )
  )
    return false
  if (names > 1 || subject) return true
  if (/^等(?:地|省|市|\d)/.test(after)) return true
  const placed =
    LOCATIVE.test(before) ||
    /(?:从|对|据|自|离|[、])$/.test(before) ||
    /^[、]/.test(after) ||
    HAPPENS_IN.test(after)
  if (country) return placed || /^[，。的和等]/.test(after)
  return level ? placed || /^[，。]/.test(after) : bareFits(text, from, to)
}

const HAPPENS_IN = /^(?:举行|举办|召开|开展|启动|开幕|开班|开赛|等(?:地|省|\d))/

function bareHead(text: string, at: number, n: number): boolean {
  return (
    /[省市区县自州地盟]/.test(text[at + n] ?? '') ||
    bare.match(text, at + n) > 0 ||
    /^[\u4e00-\u9fff]{2,3}[区县市]/.test(text.slice(at + n, at + n + 4))
  )
}

function anyInside2(inside: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (inside[i]! >= 2) return true
  return false
}

function anyInside(inside: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (inside[i]) return true
  return false
}

/** End of the venue starting at `from`, 0 if none: no breaker or mark between, a quoted name allowed. */
function venueEnd(text: string, from: number): number {
  let best = 0
  let quoted = false
  for (let i = from; i < text.length && i - from < 36;) {
    const c = text[i]!
    if (c === '“' && !quoted) {
      quoted = true
      i++
      continue
    }
    if (c === '”' && quoted) {
      quoted = false
      i++
      if (best === i - 1) best = i
      continue
    }
    if (!isHan(c) && !/[A-Za-z0-9]/.test(c)) break
    const v = venues.match(text, i)
    if (v > 0) {
      i += v
      if (i - from >= 3) best = i
      continue
    }
    const b = breakers.match(text, i)
    if (
      (b > 1 || (b === 1 && '的了在对向与和及由将把被让给从为是等就并或而也还都又到于至请日'.includes(c))) &&
      b >= kept.match(text, i) &&
      i > from &&
      !quoted &&
      !/^(?:里|等|地|学习|服务|讲|送|和平|体验|创新|工会|示范|培训)/.test(text.slice(i, i + 2))
    )
      break
    i++
  }
  if (best === 0 || best - from < 4) return 0
  const rest = text.slice(best, best + 4)
  const name = text.slice(from, best)
  if (/\d+(?:家|个|处|座)/.test(name) || /^(?:公司|集团|工会|有限|股份|职工|员工|党支部|党委)/.test(rest))
    return 0
  if (
    /^(?:各|相关|有关|全|多个|每|一线|基层|企业|施工|建筑|不同|我|本|该|这|一|活动|现场|工作|生产)/.test(
      name,
    ) &&
    name.length < 8
  )
    return 0
  return HAPPENS.test(rest) || rest === '' || /^[\n”]/.test(rest) || name.length >= 7 ? best : 0
}
