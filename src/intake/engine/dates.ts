import { distinct, itemOf } from './passage.ts'
import type { Passage } from './passage.ts'
import type { Item } from './types.ts'

const PART = '(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|晚|夜)?'
const DAY = `(?:\\d{4}年|今年|去年|明年)?(?:\\d{1,2}月(?:\\d{1,2}日|初|底|末|上旬|中旬|下旬)?|(?<![\\d年月])\\d{1,2}日(?!常|前夕|报|均|益))`
const CALENDAR = new RegExp(
  [
    `${DAY}(?:(?:至|到|—|－|-|~|～)(?:\\d{4}年)?(?:\\d{1,2}月)?(?:\\d{1,2}日)?(?<=[月日]))?${PART}(?:以来|起|前后)?`,
    `\\d{4}年(?:(?:至|—|－|-)\\d{4}年)?(?:以来|年?底|年?初|上半年|下半年|[一二三四]季度|春节|元旦|国庆|五一)?`,
    `(?:今年|去年|明年|前年)(?:以来|年?底|年?初|上半年|下半年|[春夏秋冬]季|[春夏秋冬]天|[一二三四]季度|春节|国庆|暑期|五一)?`,
    `近日|日前|近期|连日来|前不久|今天|今日|昨天|昨日|前天|明天|当[天日]${PART}(?![\\u4e00-\\u9fff]{0,1}[之人务值地])|当晚|本月|上月|下月|本周|上周|下周|目前为止|(?:(?:[本上下]周|星期)[一二三四五六日天]|周[一二三四五六日](?=[，。、上下晚早中（(至到起]))${PART}|春节期间|国庆期间|“五一”期间|五一期间|元旦春节期间|“?两节”?期间|暑期|暑假期间`,
  ].join('|'),
  'g',
)

/** A year that only names an edition: 2023年首届…, 2016年南开大学…音乐会, (2021年版). */
const EDITION = /^(?:度|版|级|届|首届|第|全国|中国|“|工作|（|工会|新春|全市|全区|全省|春节|元旦)/

/** Dates and times as written: 近日, 12月7日, 今年5月至6月, 2022年11月以来. */
export function datesIn(passage: Passage): Item[] {
  const { text } = passage
  const items: Item[] = []
  const quotes = quotedMask(text)
  for (const m of text.matchAll(CALENDAR)) {
    const found = m[0]
    const to = m.index + found.length
    if (/^\d{4}年$/.test(found)) {
      const rest = text.slice(to, to + 4)
      if (EDITION.test(rest) || quotes[m.index] || m.index < passage.bodyStart) continue
      // 自2003年以来 is a date, 2016年南开大学教职工合唱音乐会 a name.
      if (
        !/^(?:[，。、；）)]|实现|推动|完成|底|初|起|以|至|，|前|后|开|成立|创|建|全|达|已|将|获|被|入|启|召|举)/.test(
          rest,
        )
      )
        continue
    }
    if (m.index < passage.bodyStart && /^(?:\d{4}年|今年)$/.test(found)) continue
    if (quotes[m.index] === 2) continue
    if (/^周/.test(found) && text[m.index - 1] === '每') continue
    if (
      /^\d{1,2}月$/.test(found) &&
      /^(?:[份]|的|龄|薪|租|饼)/.test(text.slice(to, to + 1)) &&
      text[to] !== '份'
    )
      continue
    if (found === '今日' && /^[头关]/.test(text.slice(to, to + 1))) continue
    // 当天的 … in running narrative is kept; 一天、每天 are not matched at all.
    items.push(itemOf(passage, m.index, to))
  }
  return distinct(items)
}

/** 1 inside “…”, 2 inside 《…》. */
export function quotedMask(text: string): Uint8Array {
  const mask = new Uint8Array(text.length)
  let book = 0
  let quote = 0
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '\n') book = quote = 0
    if (c === '“') quote++
    if (c === '《') book++
    mask[i] = book > 0 ? 2 : quote > 0 ? 1 : 0
    if (c === '”' && quote > 0) quote--
    if (c === '》' && book > 0) book--
  }
  return mask
}
