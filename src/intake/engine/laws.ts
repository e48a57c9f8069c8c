import { distinct, itemOf } from './passage.ts'
import type { Passage } from './passage.ts'
import type { Item } from './types.ts'

const BARE =
  /(?:工会法|劳动合同法|劳动法|安全生产法|职业病防治法|社会保险法|就业促进法|劳动争议调解仲裁法|妇女权益保障法|未成年人保护法|民法典|反家庭暴力法|个人信息保护法|公司法|企业破产法|公益事业捐赠法|慈善法|消防法|食品安全法|道路交通安全法|工伤保险条例|集体合同条例|志愿服务条例|职工代表大会条例|保障农民工工资支付条例|女职工劳动保护特别规定|监督法|立法法)(?!规|学|院|律)/g

/** Laws named: 《…法》, 《…条例》, local measures 《…实施〈…法〉办法》, the bare names of well-known laws, “一法一办法”. */
export function lawsIn(passage: Passage): Item[] {
  const { text } = passage
  const items: { from: number; to: number }[] = []
  for (const m of text.matchAll(/《[^《》\n]{2,60}》/g)) {
    const name = m[0].slice(1, -1).replace(/[（(][^（）()]{1,12}[）)]$/, '')
    const law =
      (/(?:法|法典|条例)$/.test(name) &&
        !/(?:办法|方法|做法|说法|书法|文法|想法|看法|语法|技法|手法|魔法|疗法|用法)$/.test(name)) ||
      /实施[〈<].+法[〉>](?:若干)?(?:办法|规定|细则|条例)/.test(name) ||
      /^中华人民共和国.*(?:法|规定|条例)$/.test(name) ||
      /特别规定$/.test(name)
    if (law) items.push({ from: m.index, to: m.index + m[0].length })
  }
  const cited = new Set(items.flatMap((r) => text.slice(r.from, r.to).match(BARE) ?? []))
  let bare = 0
  for (const m of text.matchAll(BARE)) {
    // Where the law is cited in full, the bare name adds nothing, inside the citation or beside it.
    if (cited.has(m[0]) || /[〈<国]/.test(text[m.index - 1] ?? '')) continue
    items.push({ from: m.index, to: m.index + m[0].length })
    if (++bare > 500) break
  }
  for (const m of text.matchAll(/“[一两二三四五]法[一两二三四五六]?(?:办法|条例|规定)?[^”]{0,6}”/g)) {
    items.push({ from: m.index, to: m.index + m[0].length })
  }
  items.sort((a, b) => a.from - b.from)
  return distinct(items.map(({ from, to }) => itemOf(passage, from, to)))
}
