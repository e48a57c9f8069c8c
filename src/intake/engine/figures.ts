import { BREAKERS } from './lexicon/breakers.ts'
import { ANCHORS } from './lexicon/places.ts'
import { quotedMask } from './dates.ts'
import { numberValue, chineseNumber } from './numerals.ts'
import { isHan, spanOf, WordSet } from './passage.ts'
import type { Passage } from './passage.ts'
import type { Figure } from './types.ts'

const breakers = new WordSet(BREAKERS)
const stops = new WordSet([
  ...ANCHORS,
  '共',
  '上',
  '组队',
  '出具',
  '负责人',
  '职工参',
  '登台',
  '报名',
  '入选',
])

const PERSONS =
  '名|人次|人|位|户|对|(?<=[万亿千])(?=职工|会员|农民工|工人|劳动者|快递员|骑手|司机|员工|党员|群众|用户|患者|学生|教师)'
const THINGS =
  '个|省(?=（市）|区市|份|、|，)|家|支|项|方面|场次|场|种|条|件|份|台|套|辆|间|座|处|所|次|届|期|批|类|幅|部|首|篇|本|册|张|盏|把|只|箱|袋|盒|瓶|桶|吨|公斤|千克|斤|米|公里|平方米|平米|亩|公顷|小时|课时|学时|分钟|天|年|周年|岁|周岁|代|组|站|班|枚|面|块|门|道|轮|级|例|宗|起|单|桌|棵|株|节|堂|站点|片'
const MONEY = '元|美元|欧元|港元|块钱'
// Begins only where no digit stands before, so that a mile of digits is read once.
const NUMBER = '(?<![\\d.]|\\d,)\\d{1,12}(?:[,，]\\d{3}){0,5}(?:\\.\\d{1,6})?'
const HAN_NUMBER = '[一二两三四五六七八九十百千][一二两三四五六七八九十百千零〇万亿]{0,9}'
const FIGURE = new RegExp(
  `(第|超过|超|近|约|逾|达|大约|不低于|不少于|至少|最高)?(${NUMBER}|${HAN_NUMBER})\\s*(余|多|几)?\\s*([十百千]?[万亿]{1,2}|千|百)?(余|多)?(?:(%|％|‰|个百分点)|(${MONEY})|(${PERSONS})|(${THINGS}))(以上|以下|左右|余)?`,
  'g',
)

/** Measures whose figure is read with the thing counted: 3个小组, 22支代表队. */
const WITH_NOUN =
  /^(?:个|家|支|项|方面|场|种|条|件|份|台|套|辆|间|座|处|所|类|幅|部|首|门|道|例|批|张|册|本)$/
const NOUN_STOP = /[，。、；：！？,.;:!?（）()“”‘’《》\s\d]/

/** End of the noun behind a measure word: up to a breaker or mark, at most ten characters. */
function nounEnd(text: string, from: number): number {
  let to = from
  if (text[to] === '（' && /^（[^）]{1,4}）/.test(text.slice(to, to + 6))) return to
  while (to < text.length && to - from < 10 && !NOUN_STOP.test(text[to]!) && isHan(text[to])) {
    const b = breakers.match(text, to)
    if (to > from && stops.match(text, to) > 0) break
    if (
      b > 0 &&
      to > from &&
      !/^(?:体检|培训|服务|工会|快递员|组织|骑手|司机|交流|展示|学习)/.test(text.slice(to, to + 3))
    )
      break
    if (
      b > 0 &&
      to === from &&
      !/^(?:服务|活动|代表|快递员|骑手|司机|部门|小组|组织|问题|项目|工会)/.test(text.slice(to, to + 3))
    )
      break
    to++
  }
  // 省（市）
  if (text[to] === '（' && to > from && /^（[^）]{1,3}）/.test(text.slice(to, to + 5)))
    to += text.slice(to).indexOf('）') + 1
  return to
}

/** Quantities with their values: money, people, shares, counted things, ordinals of editions. Dates and times are none. */
export function figuresIn(passage: Passage): Figure[] {
  const { text } = passage
  const mask = quotedMask(text)
  const figures: Figure[] = []
  const seen = new Set<string>()
  for (const m of text.matchAll(FIGURE)) {
    const [
      all,
      prefix = '',
      digits = '',
      more1 = '',
      multiplier = '',
      more2 = '',
      percent,
      money,
      persons,
      things,
      suffix = '',
    ] = m
    let from = m.index
    let to = from + all.length
    const unit = percent ?? money ?? persons ?? things ?? ''
    const latin = /^\d/.test(digits)
    const ordinal = prefix === '第'
    if (mask[from] === 2) continue
    if (/[\dA-Za-z.]/.test(text[from - 1] ?? '')) continue
    const before = text.slice(Math.max(0, from - 4), from)
    const after = text.slice(to, to + 4)
    if (
      unit === '年' &&
      (latin ? /^\d{4}$/.test(digits) || /^[度级初底]/.test(after) : true) &&
      !(latin && digits.length <= 3)
    )
      continue
    if (unit === '年' && /^[来多以]/.test(after)) continue
    if (unit === '年' && /^[代级前来多以]/.test(after) && digits.length < 3) continue
    if (
      /^(?:月|日|号|时|秒|弄|路|街|楼|层|室|版)/.test(after) &&
      ['个'].includes(unit) &&
      !/^(?:月|日|路|街)[\u4e00-\u9fff]/.test(after)
    )
      continue
    if (!latin) {
      const value = chineseNumber(digits)
      if (!Number.isFinite(value)) continue
      // 一名快递员, 一批, 两位 count nothing anybody would record.
      if (!ordinal && value < 3 && multiplier === '') continue
      if (
        !ordinal &&
        value < 10 &&
        (mask[from] === 1 || !/^(?:名|家|场|项|支|个|所|户|届|万|类|方面|大)$/.test(unit))
      )
        continue
      if (!ordinal && isHan(text[from - 1]) && /[星周第十初其老小大]/.test(text[from - 1]!)) continue
      if (!ordinal && unit === '届') continue
      if (ordinal && !/^(?:届|个|期|批|次|场|轮|站)$/.test(unit)) continue
      if (ordinal && value < 2) continue
      if (!ordinal && /^[年代岁]$/.test(unit) && value < 10) continue
      if (/^(?:站|班|级|代|组|面|道|门|块|起|把|节)$/.test(unit)) continue
    }
    if (ordinal && !/^(?:届|个|期|批|次|场|轮|站|季)$/.test(unit)) continue
    if (/前$/.test(before) && persons) continue
    // 数千名, 几百户: nobody counted.
    if (/^[百千万]/.test(digits) && /[数几好]$/.test(before)) continue
    if (things === '级' || things === '班' || things === '代' || things === '站') continue
    if (things === '期' && !ordinal && /^[间望]/.test(after)) continue
    if (unit === '天' && /^[下津]/.test(after)) continue
    if (unit === '人' && /^(?:大|民|才|力|工|社|文|物|均|生|类|数|们)/.test(after)) continue
    if (unit === '本' && /^(?:次|月|周|市|区|报|届|级|科|人)/.test(after)) continue
    if (unit === '部' && /^门/.test(after)) continue
    if (unit === '对' && !/^(?:新人|夫妇|夫妻|师徒|父|母)/.test(after)) continue
    if ((unit === '面' || unit === '道' || unit === '起' || unit === '把') && !(latin && Number(digits) >= 3))
      continue
    if (
      unit === '个' &&
      /^(?:月|半月|小时|星期|工作日|季度)/.test(after) === true &&
      !/^(?:小时|工作日)/.test(after)
    ) {
      to += /^(?:月|半月|星期|季度)/.exec(after)![0].length
    }
    const value = numberValue(digits, multiplier)
    if (!Number.isFinite(value)) continue
    const reach = /^(?:达)$/.test(prefix)
    if (reach) from += prefix.length
    let noun = ''
    if (!percent && !money) {
      const end = nounEnd(text, to)
      noun = text.slice(to, end)
      if (!ordinal && WITH_NOUN.test(unit) && end > to && unit !== '届') to = end
    } else {
      // The subject the share or sum is said of: 入会率普遍在80%以上, 补助资金1400万元
      noun =
        /([\u4e00-\u9fff]{2,14}?)(?:普遍)?(?:在|达到?|为|超过|超|约|近|逾|共计|总计|增长|提高|提升|至|了)?$/.exec(
          text.slice(Math.max(0, from - 16), from),
        )?.[1] ?? ''
    }
    const key = text.slice(from, to)
    if (seen.has(key)) continue
    seen.add(key)
    const figure: Figure = {
      text: key,
      value,
      unit: unit === '％' ? '%' : unit === '块钱' ? '元' : unit,
      what: noun,
      span: spanOf(passage, from, to),
    }
    if (more1 || more2 || suffix || /^(?:超过|超|近|约|逾|大约|不低于|不少于|至少)$/.test(prefix))
      figure.approx = true
    if (ordinal) figure.ordinal = true
    figures.push(figure)
  }
  return figures
}
