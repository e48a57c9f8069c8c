import { leadLength } from './lines.ts'
import type { ArticleType } from './types.ts'

/** Words that speak for a type, with their weight in a headline; the body counts a quarter of it, at most five times a word. */
const EVIDENCE: Record<Exclude<ArticleType, 'other'>, [RegExp, number][]> = {
  inspection: [
    [/执法检查/g, 12],
    [/检查组/g, 5],
    [
      /贯彻实施情况|实施情况(?:的)?(?:检查|报告)|法律监督|专项检查|联合检查|监督检查|劳动监察|专项执法|执法行动/g,
      6,
    ],
    [/检查/g, 2],
    [/(?<!调研)督查|限期整改|整改通知/g, 4],
    [/督导检查|视察|委托检查|整改|审议意见/g, 2],
    [/人大常委会/g, 2],
    [/安全生产检查|隐患排查/g, 4],
  ],
  performance: [
    [
      /文艺(?:演出|汇演|会演|展演|晚会|活动|节目)|汇演|会演|展演|演出|晚会|音乐会|歌咏|合唱|朗诵|戏剧|话剧|歌舞|舞蹈|演唱|歌手|艺术节|文化节|文艺/g,
      8,
    ],
    [/电影|放映|观影|影片|书画展|摄影展|书法展|画展|联欢/g, 5],
    [/记(?:者)?[^，。]{0,8}(?:劳动模范|劳模|先进工作者|工匠|劳动奖章)/g, 6],
    [
      /劳模(?!工作室|代表|创新)|劳动模范|先进工作者|大国工匠|工匠(?!精神|工作室|学院)|劳动奖章|宣讲|事迹|表彰大会|五月鲜花/g,
      3,
    ],
    [/节目|舞台|歌曲|观众|曲目|登场|上演/g, 2],
  ],
  hearing: [
    [
      /座谈会|茶话会|议事[厅会]|接待日|见面会|听民声|恳谈会|听证|(?<!劳模|工匠|专家|大师)面对面(?!宣讲)|圆桌|意见建议征集|听需|问需/g,
      8,
    ],
    [
      /慰问|送温暖|送清凉|送上清凉|送暖|暖新|暖[^，。]{0,2}(?:骑手|小哥)|关怀行动|送关怀|走访|看望|探望|暖心|节日问候|防暑降温|困难职工|帮扶|金秋助学|两节|团圆饭|年夜饭|集体生日/g,
      6,
    ],
    [
      /送(?:上|去|来)?[^，。、]{0,6}?(?:清凉|温暖|关怀|祝福|福字|春联|月饼|礼包|年货|饺子|粽子|中秋|腊八粥|元宵)|(?:月饼|礼包|清凉|温暖|物资|祝福|慰问品)[^，。]{0,4}送(?:到|进|给)/g,
      5,
    ],
    [/关爱|礼包|慰问品|慰问金|诉求|倾听|心声|答复|你一言我一语|边吃边聊|围坐|心里话/g, 2],
  ],
  health: [
    [
      /(?<!法律“?)(?<!法治)体检|义诊|筛查|妇科|(?:免费|健康|送)[^，。]{0,4}检查|送检|健康(?:服务|讲座|检查|咨询|义诊|行|知识|管理|驿站|小屋|大讲堂|科普)|送健康|送医|名医|就诊|医疗咨询|诊疗|中医|心理(?:健康|疏导|咨询|关爱|讲座|服务)|职业病|急救|两癌|医护|医疗服务|疗休养|接种|疫苗|把脉/g,
      8,
    ],
    [/医院|医生|专家门诊|血压|血糖|疾病|健康/g, 1.5],
  ],
  volunteering: [
    [
      /志愿(?:服务|者|活动|行动|团队|队|帮扶)?|学雷锋|义务(?:植树|劳动|维修|清扫|服务)|公益(?:活动|行动|服务|项目)|无偿献血|献爱心|便民服务/g,
      7,
    ],
    [/爱心|义工|奉献|捐赠|环保/g, 1.5],
  ],
  skills: [
    [
      /(?<!歌手|合唱|歌咏|舞蹈|朗诵|书画|摄影|书法|红歌|[球棋牌]|拔河|跳绳|钓鱼|趣味|体育|运动|歌唱|才艺|征文|曲艺|戏曲|诵读|微电影|短视频)(?:竞赛|大赛|比武)|练兵|技能(?:大赛|竞赛|比赛|比武|提升|培训)?|培训班|培训|研修|开班|结业|擂台|工匠学院|(?<!劳模大?|健康大?)讲堂|技术比武|岗位练兵|创新大赛|师带徒|传帮带|送教|拜师|收徒|技术能手|首席技师|金牌教练|职业能力|讲师|课堂|考核|技能大师/g,
      7,
    ],
    [/选手|参赛|决赛|初赛|裁判|学员|实操|理论考试|授课|冠军|一等奖/g, 3],
  ],
}

/** What a word in the headline outweighs: a rally of another kind, which then is none of the six. */
const OTHER_HEADLINE =
  /代表大会|调研(?!.*(?:慰问|座谈|体检|义诊))|换届|选举|揭牌成立|挂牌|集体合同|集体协商|推进会|工作会议|全委会|全体会议|三年行动|入会|建会|章程|倡议书|答记者问|改革方案|任命|当选|签约|战略合作|托管|托育/

const SPORT =
  /[球棋牌]类?(?:友谊|邀请|团体|交流|联谊)?(?:联赛|比赛|赛|大赛)|运动会|拔河|跳绳|健步走|太极拳|钓鱼|游泳|田径|登山|马拉松/

function count(text: string, pattern: RegExp): number {
  let n = 0
  for (const _ of text.matchAll(pattern)) if (++n >= 5) break
  return n
}

/** Evidence for each type. */
export function scores(headlines: string, body: string): Record<Exclude<ArticleType, 'other'>, number> {
  const opening = body.slice(0, 400)
  // Behind the byline the first sentences say what happened; a headline may only sing.
  const lead = body.slice(leadLength(body), 200)
  const rest = body.slice(400, 20_000)
  // 校长请“蓝领”吃食堂: a headline that says nothing of the kind; the first sentences must.
  const silent =
    !/调研/.test(headlines) &&
    !Object.values(EVIDENCE).some((evidence) => evidence.some(([pattern]) => count(headlines, pattern) > 0))
  const all = {} as Record<Exclude<ArticleType, 'other'>, number>
  for (const [type, evidence] of Object.entries(EVIDENCE) as [
    Exclude<ArticleType, 'other'>,
    [RegExp, number][],
  ][]) {
    let headline = 0
    let score = 0
    for (const [pattern, weight] of evidence) {
      headline += Math.min(2, count(headlines, pattern)) * weight
      if (silent)
        headline +=
          Math.min(2, count(headlines ? lead.slice(0, 90) : lead, pattern)) *
          weight *
          (headlines ? 0.45 : 0.6)
      score += (count(lead, pattern) * weight) / 8
      score += (count(opening, pattern) * weight) / 4
      score += (count(rest, pattern) * weight) / 8
    }
    all[type] = score + headline
    // Players and champions of a game are no tradesmen.
    if (type === 'skills' && SPORT.test(headlines || lead)) all[type] *= 0.3
  }
  return all
}

/** Type of an article from its headlines and body; `other` where nothing speaks loudly enough. */
export function classify(headlines: string, body: string): ArticleType {
  let best: ArticleType = 'other'
  let bestScore = 0
  for (const [type, score] of Object.entries(scores(headlines, body)) as [ArticleType, number][]) {
    if (score <= bestScore) continue
    best = type
    bestScore = score
  }
  const bar = OTHER_HEADLINE.test(headlines) ? 14 : 5
  return bestScore >= bar ? best : 'other'
}
