import { distinct, itemOf, sentences } from './passage.ts'
import type { Passage } from './passage.ts'
import type { Item } from './types.ts'

/** Words that open a plan or a pledge. */
const OPENS = /(?:未来|下一步|下阶段|下一阶段|接下来|今后|后续|下半年|明年|年内|[年月]底前|此后|接续)[，,]?/
/** 将 with what makes it "will"; 将X融入Y is "take". */
const WILL =
  /(?:还|也|均|都|必|必将|即)?将(?:以此|以|会|继续|持续|进一步|不断|积极|努力|全力|定期|陆续|始终|深入|加大|加强|加快|充分|依托|围绕|聚焦|坚持|认真|切实|着力|严格|立足|结合|根据|按照|联合|组织|推出|推动|推进|开展|举办|开设|启动|建立|建设|打造|完善|优化|探索|扩大|拓展|发挥|协调|会同|为|到|赴|从|在|对|于|通过|落实|跟踪|督促|把|一如既往|牢记|更(?!加[\u4e00-\u9fff]{2}$)|逐步|尽快|尽最大|全面|大力|发放|提供|增设|增加|安排|实现|巩固|延伸|常态化|长期|主动|同步|牢固|带领|团结|引导|携手|同|与|带来|面向|实施|覆盖|新建|强化|深化|健全|筹集|筹措|投入|拨付|推选|评选|走访|慰问(?![品金物礼款])|号召|派|试行|走进|邀请|选派|招募|培训|培育|打通|搭建|编制|制定|出台|修订|试点|推广)/
const PLEDGE = /(?:^|[，；“：])(?:我们|我|他们|大家)?(?:一定|决心|承诺|争取|力争)(?:会|要|将|在|不|把|为)?/
const CONTINUE = /(?:今后|未来|以后|下一步)[，,]?(?:我们|大家|工会)?(?:要|会|还会|也会|将|还要|继续)/
/** Past plans, and what somebody else is told to do. */
const PAST = /(?:此前|当时|曾经)[^，]{0,8}将/

/** 当场表态，一周内…: what is promised on the spot. */
const PROMISE = /(?:当场|当即|现场)(?:就)?(?:表态|答复|承诺|拍板|允诺)(?:说)?[，：:]“?/
const PROMISED = /前|内|将|会|马上|立即|尽快|今后|改|增|建|换|设|配|开通|安排/

/** What stands before the plan in its sentence and is left out: who says it. */
const SAYS = /^[^，。；：！？]{0,40}?(?:表示|说|介绍|指出|告诉记者|坦言|强调|透露)[，：:“]+/

/**
 * Plans and pledges: from the opening word (未来, 下一步, 后续 …) or the subject of a will-clause to the end of the
 * sentence. Reported speech loses its speaker; requirements (要…) are none.
 */
export function followUpsIn(passage: Passage): Item[] {
  const { text } = passage
  const items: Item[] = []
  for (const sentence of sentences(passage)) {
    let { from } = sentence
    const { to } = sentence
    const words = text.slice(from, to)
    if (words.length > 400) continue
    const promise = PROMISE.exec(words)
    if (promise) {
      const start = promise.index + promise[0].length
      const end = start + (/[；;”]/.exec(words.slice(start))?.index ?? words.length - start)
      if (end - start >= 8 && end - start < 120 && PROMISED.test(words.slice(start, end))) {
        items.push(itemOf(passage, from + start, from + end))
        continue
      }
    }
    if (!/将|未来|下一步|今后|接下来|后续|一定|力争|争取|承诺|决心|明年|下半年|年内|底前/.test(words))
      continue
    const clauses = clauseStarts(words)
    let at = -1
    for (const [n, start] of clauses.entries()) {
      const clause = words.slice(start, clauses[n + 1] ?? words.length)
      const opens = OPENS.exec(clause)
      const rest = words.slice(start)
      const planned =
        !/即将(?:到来|来临|开始|结束|落幕|迎来)/.test(clause) &&
        WILL.test(clause) &&
        !PAST.test(clause) &&
        !taken(clause)
      if (
        opens &&
        opens.index <= 14 &&
        (WILL.test(rest) ||
          /要|会|计划|打算|争取|力争|继续|推动|加强|希望/.test(
            rest.slice(opens.index + opens[0].length, opens.index + 30),
          ))
      ) {
        // 期待未来…, 面向未来, 共创未来 are no plans of anybody.
        if (/(?:面向|共创|共赢|展望|走向|开创|创造|拥抱|期待|成就|点亮|赢得|的|期望)未来/.test(clause))
          continue
        at =
          start +
          (/表示|说|，|：/.test(clause.slice(0, opens.index))
            ? opens.index
            : clause.slice(0, opens.index).length > 0 &&
                !/^(?:工会|我们|校工会|[\u4e00-\u9fff]{2,12}工会)/.test(clause)
              ? opens.index
              : 0)
        break
      }
      if (planned) {
        at = start
        break
      }
      if (
        PLEDGE.test(clause) &&
        !/要求|一定(?:的|程度|时|规模|比例|数量)/.test(clause) &&
        /表示|我们|我/.test(words.slice(0, start + clause.length))
      ) {
        at = start
        break
      }
      if (CONTINUE.test(clause)) {
        at = start
        break
      }
    }
    if (at < 0) continue
    // 表示，后续将… → 后续将…
    const speaker = SAYS.exec(words.slice(at))
    if (speaker) at += speaker[0].length
    const said = /(?:表示|说|介绍|指出)[“]?(?=(?:未来|下一步|后续|今后|将|要))/.exec(words.slice(at, at + 40))
    if (said) at += said.index + said[0].length
    from += at
    while (from < to && /[“‘，、\s：]/.test(text[from]!)) from++
    let end = to
    // A quotation that opened before the plan closes behind it.
    const close = text.slice(from, to).search(/”(?=[\u4e00-\u9fff]{1,20}(?:说|表示|介绍))/)
    if (close > 0) end = from + close
    const promises = /^(?:并|还|也)?(?:郑重)?(?:承诺|表示)(?=(?:后续|今后|未来|下一步|将))/.exec(
      text.slice(from, end),
    )
    if (promises) from += promises[0].length
    // ‘职工之家’: marks stay in pairs.
    if (/“[^”]*$/.test(text.slice(from, end)) && text[end] === '”') end++
    if (end - from < 8 || end - from > 220) continue
    items.push(itemOf(passage, from, end))
  }
  return distinct(items)
}

function clauseStarts(words: string): number[] {
  const starts = [0]
  let depth = 0
  for (let i = 0; i < words.length; i++) {
    if (words[i] === '“') depth++
    else if (words[i] === '”') depth = Math.max(0, depth - 1)
    else if (depth <= 1 && /[，,；;：]/.test(words[i]!)) starts.push(i + 1)
  }
  return starts
}

/** 将劳动教育融入…, 将企业发展需求与…深度融合: 将 takes an object, it is no "will". */
function taken(clause: string): boolean {
  return (
    /将[^，]{2,24}(?:运用到|运用于|应用到|应用于|转化到|融入|纳入|列入|转化为|转为|作为|送到|送至|送进|送给|交给|交到|递到|带到|带给|带回|扩展到|拓展到|延伸到|延伸至|融合|结合|落到|落实到|献给|传递|发放到|分为|与[^，]{1,20}(?:相结合|融合|结合))/.test(
      clause,
    ) && !/(?:还|也|未来|下一步|后续|今后|即)将|将(?:继续|持续|进一步|不断)/.test(clause)
  )
}
