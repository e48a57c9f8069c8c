import { sentences } from './passage.ts'
import type { Passage, Range } from './passage.ts'

/** What went wrong for somebody, said in a clause rather than listed: 被拒录, 工资没发, 太辛苦. */
const WRONG =
  /被(?:无故|无理|随意|恶意|违法)?(?:拒|辞退|开除|裁|拖欠|克扣|罚|扣|侵|强迫|强制|骗|占|当成|迫)|拖欠|欠薪|欠付|克扣|拒录|拒不|歧视|难以(?!忘|置信|想象|抑制|言|割舍|掩饰|计数|估量|企及)|(?:能力|人手|经费|资金|时间|设施|保障|条件|资源|经验|技术)(?:严重)?(?:不足|短缺|匮乏|不够)|太(?:辛苦|累|苦|难|贵|远|少|慢|吵|挤|热|冷)|滞销|剥夺|弄虚作假|强迫|不合理|不规范|不到位|没人管|频繁(?:跳槽|加班|罚款)?$|(?:跳槽|加班|罚款|投诉|流动|事故)频繁|经常(?:加班|超时|熬夜)|超时(?:劳动|加班|工作)|得不到|没有(?:休息|时间|社保|保险|合同|保障|地方|签)|安全隐患|无处|不给|不发|不让|吃不上|喝不上|付不起|租不起|坐不上|等不到|找不到(?:活|工作|厕所|地方)|受(?:了)?伤|摔伤|中暑/
/** Who has troubles that a union hears of. */
const WHOSE =
  /职工|工人|员工|骑手|司机|快递员|外卖员|配送员|劳动者|求职者|应聘者|农民工|从业者|保洁|环卫|家长|居民|教师|学生|患者|护士|医生|他们|她们|大家|我们|我|他|她|本人|自己/
/** Somebody tells it: speech, a report of speech, what was found out. */
const TOLD =
  /反映|诉说|吐槽|抱怨|质疑|投诉|坦言|称|说|发现|遇到|面临|面对|遭遇|存在|困扰|苦于|无奈|不满|认为|经历/
/** What is done about it, ruled on it, or what must not be, is no trouble raised. */
const NOT_RAISED =
  /解决|帮助|协助|帮|追回|保障(?!不)|提供|避免|防止|治理|打击|整治|预防|化解|破解|不得|禁止|应当|依法|如果|若|一旦|为了|确保|完善|推动|推进|加强|克服|战胜|感谢|不怕|没有被|不再|不会|未|维护|规定|条例|办法|法院|判决|认为是|否则|将面临|可能|努力|坚持|仍然?(?:坚|奋)|即使|哪怕|无论|不管/
const OPENING =
  /^(?:(?:[\u4e00-\u9fff]{0,10}?(?:面临|面对|存在|遇到|遭遇)着?|认为|觉得|感到|发现|表示|坦言|称|说|反映|不满)(?=[\u4e00-\u9fff]{4})|但是?|而且?|然而|却|并且?|因为?|由于|结果|可是?|也|还|又|就|导致|造成|以致|于是|其实|毕竟)(?=[\u4e00-\u9fff]{4})/

const SHORTEST = 5
const LONGEST = 30

/**
 * Clauses that tell of a trouble somebody has, in speech or in the report of it. A clause counts only in a sentence that
 * says whose it is and that it was told; what is done about troubles, and rules about them, are left out.
 */
export function troublesIn(passage: Passage): Range[] {
  const { text } = passage
  const found: Range[] = []
  for (const sentence of sentences(passage)) {
    if (sentence.to - sentence.from > 300) continue
    const words = text.slice(sentence.from, sentence.to)
    if (!WRONG.test(words) || !WHOSE.test(words)) continue
    const quoted = insideQuote(text, sentence.from, sentence.to)
    if (!quoted && !TOLD.test(words)) continue
    let from = sentence.from
    for (let i = sentence.from; i <= sentence.to; i++) {
      // 当成“买卖”: a word in quotation marks does not end the clause.
      if (text[i] === '“') {
        const word = /^“[\u4e00-\u9fff]{1,6}”/.exec(text.slice(i, i + 8))
        if (word && from < i) {
          i += word[0].length - 1
          continue
        }
      }
      if (i < sentence.to && !/[，,；;：:“”…]/.test(text[i]!)) continue
      const opening = OPENING.exec(text.slice(from, i))
      const start = from + (opening ? opening[0].length : 0)
      const clause = text.slice(start, i).replace(/的?(?:问题|困难|难题|情况|困境|现象)$/, '')
      if (
        clause.length >= SHORTEST &&
        clause.length <= LONGEST &&
        WRONG.test(clause) &&
        !NOT_RAISED.test(clause) &&
        !clause.includes('、')
      )
        found.push({ from: start, to: start + clause.length })
      from = i + 1
    }
  }
  return found
}

/** Whether a quotation stands open or opens in the sentence. */
function insideQuote(text: string, from: number, to: number): boolean {
  if (text.slice(from, to).includes('“')) return true
  const before = text.slice(Math.max(0, from - 200), from)
  return before.lastIndexOf('“') > before.lastIndexOf('”')
}
