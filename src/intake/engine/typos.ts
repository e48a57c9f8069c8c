import type { Passage } from './passage.ts'
import { spanOf } from './passage.ts'
import type { Typo } from './types.ts'

interface Rule {
  pattern: RegExp
  replace: (m: RegExpMatchArray) => string | null
}

function swap(pattern: RegExp, to: string): Rule {
  return { pattern, replace: () => to }
}

/**
 * Confusions of recognition and typesetting, each with the context that makes it one. Only words that are no words when
 * right are listed: 人选 and 引人 stay untouched.
 */
const RULES: Rule[] = [
  // 入 read as 人
  {
    pattern:
      /人(楼|户|驻|校|围|库|场券|托|园率|园儿童|会率|会工作|职培训|职时|伍|账|网率|口处|住率)(?=[\u4e00-\u9fff])?/g,
    replace: (m) => `入${m[1]}`,
  },
  { pattern: /(?<=[建])会人会/g, replace: () => '会入会' },
  { pattern: /深人(?=[了到基一推贯学开现调实细社企群工学分])/g, replace: () => '深入' },
  { pattern: /(?<!增|参|追|叠|添)加人(?=[了工会到组党协中国])/g, replace: () => '加入' },
  { pattern: /(?<!资)投人(?=[使资运了到建生大])/g, replace: () => '投入' },
  { pattern: /(?<!金|圆)融人(?=[了到志日其新发])/g, replace: () => '融入' },
  { pattern: /(?<!系|行|队|并)列人(?=[了计重年])/g, replace: () => '列入' },
  { pattern: /(?<!接|归|采|出)纳人(?=[了年全管])/g, replace: () => '纳入' },
  { pattern: /(?<!关|备|附)注人(?=[了新活强])/g, replace: () => '注入' },
  { pattern: /走人(?=[了企社校工基车厂])/g, replace: () => '走入' },
  { pattern: /(?<!引|促|推|前|先|改|跟|奋)进人(?=[了新决校企场现])/g, replace: () => '进入' },
  // 人 read as 入
  swap(/工入(?=[们的师，。、代阶])/g, '工人'),
  swap(/入民(?=[政群医法币日代])/g, '人民'),
  swap(/入才(?=[培队，。、的])/g, '人才'),
  swap(/个入(?=[信所，。、的])/g, '个人'),
  // 己 已 巳
  swap(/己经/g, '已经'),
  swap(/自已/g, '自己'),
  // 末 未
  swap(/末来(?=[，,将的五三])/g, '未来'),
  swap(/周未/g, '周末'),
  swap(/年未/g, '年末'),
  // 问 间
  swap(/慰间/g, '慰问'),
  swap(/间题/g, '问题'),
  swap(/时问(?=[，。、的里内段])/g, '时间'),
  swap(/期问(?=[，。、的])/g, '期间'),
  swap(/午问/g, '午间'),
  swap(/车问(?=[，。、的里内主])/g, '车间'),
  // 干 千, 士 土, 目 日
  swap(/千部(?=[，。、的们职群])/g, '干部'),
  swap(/骨千/g, '骨干'),
  swap(/若千/g, '若干'),
  swap(/项日(?=[，。、的部])/g, '项目'),
  swap(/(?<=护|战|女|人)土(?=[，。、们长表])/g, '士'),
  // 会 合, 工 エ
  swap(/座谈合/g, '座谈会'),
  swap(/总工合/g, '总工会'),
  swap(/职[エ]/g, '职工'),
  swap(/[エ]会/g, '工会'),
  swap(/委贝会/g, '委员会'),
  // 暑 署, 篷 蓬
  swap(/部暑/g, '部署'),
  swap(/布署/g, '部署'),
  swap(/防署/g, '防暑'),
  swap(/帐蓬/g, '帐篷'),
  swap(/时侯/g, '时候'),
  swap(/座淡/g, '座谈'),
  swap(/劳摸/g, '劳模'),
  swap(/坐谈会/g, '座谈会'),
  // 召开开需座谈会: the verb's second half set twice, perhaps with a stray character
  {
    pattern:
      /召开开(?!工|学|班|幕|局|年|题|放|发|源|门|展|业|盘|馆|园|赛|播|机|拓)[\u4e00-\u9fff]{0,1}?(座谈会|大会|会议|推进会|动员会|专题会|恳谈会|交流会)/g,
    replace: (m) => `召开${m[1]}`,
  },
  { pattern: /举(?:办办|行行)/g, replace: (m) => m[0].slice(0, 2) },
  { pattern: /开展展(?!示|览|销|演|播|出|板|区|位|会|开|现|望|厅|品|馆)/g, replace: () => '开展' },
  { pattern: /(?<!的)的的(?=[\u4e00-\u9fff])(?!确|士|哥)/g, replace: () => '的' },
  { pattern: /在在(?=[\u4e00-\u9fff])/g, replace: () => '在' },
  { pattern: /([\u4e00-\u9fff]{2})进进行/g, replace: (m) => `${m[1]}进行` },
]

/** How far a misprint is shown with the word it stands in. */
const TAIL = /^[\u4e00-\u9fff]{0,2}/

/** Suspected misprints with what was probably meant. */
export function typosIn(passage: Passage): Typo[] {
  const { text } = passage
  const typos: Typo[] = []
  for (const { pattern, replace } of RULES) {
    for (const m of text.matchAll(pattern)) {
      const suggestion = replace(m)
      if (suggestion === null || suggestion === m[0]) continue
      // 千人户外, 工人校园: 人 that belongs to the word before it is right.
      if (
        m[0].startsWith('人') &&
        /[工个名多众本他诗夫老年青余万千百\d客军商超病病盲新国中行]/.test(text[m.index - 1] ?? '')
      )
        continue
      const tail =
        m[0].length < 4
          ? TAIL.exec(text.slice(m.index + m[0].length, m.index + m[0].length + (4 - m[0].length)))![0]
          : ''
      const from = m.index
      const to = from + m[0].length + tail.length
      typos.push({
        text: text.slice(from, to),
        suggestion: suggestion + tail,
        span: spanOf(passage, from, to),
      })
    }
  }
  // Two rules may see the same misprint; the wider view stays.
  typos.sort((a, b) => a.span[0] - b.span[0] || b.span[1] - a.span[1])
  let reached = -1
  return typos.filter((typo) => {
    if (typo.span[0] < reached) return false
    reached = typo.span[1]
    return true
  })
}
