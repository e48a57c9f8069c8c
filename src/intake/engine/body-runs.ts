import { ONLY_AS_PART } from './lexicon/organisations.ts'
import {
  acceptable,
  DESK,
  generic,
  knownOrgs,
  LEVEL,
  LONGEST,
  notAfter,
  OFFICE_AHEAD,
  PARTY,
  pieces,
  properPart,
  startOf,
  suffixEnds,
  suffixes,
  TEAM,
} from './body-names.ts'
import { isHan } from './passage.ts'
import type { Range } from './passage.ts'

/**
 * Names of bodies as runs: from a word no name contains to the ending of a body, and known names without one. Evidence
 * only; organisations.ts decides.
 */
export function runsIn(text: string, nameAt: (at: number) => number): Range[] {
  const found: Range[] = []
  const add = (from: number, to: number) => found.push({ from, to })

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
      const longer =
        (isHan(text[i + n]) && notAfter(name).includes(text[i + n]!)) ||
        (name.endsWith('部') && text[i + n] === '门')
      if (!ONLY_AS_PART.has(name) && cleanLeft && !longer && knownFits(text, i, n)) add(i, i + n)
      i += n - 1
    }
  }
  return found
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
