/**
 * Which class a worker's words most likely belong to. The classes themselves are data and may be changed; a code that
 * is no longer in use is simply not proposed. First match wins, so the narrow ones stand first.
 */
const signs: [code: string, words: RegExp][] = [
  ['weather', /高温|酷暑|中暑|严寒|极寒|暴雨|暴雪|大风|防暑|御寒|极端天气/],
  ['injury', /受伤|工伤|职业伤害|摔伤|意外险|商业保险|保险理赔/],
  ['social-insurance', /社保|社会保险|养老保险|医保|医疗保险|失业保险|公积金/],
  ['safety', /安全(?!感)|事故|隐患|闯红灯|交通违法|防护/],
  ['pay', /工资|薪|报酬|单价|配送费|加班费|收入|补贴|奖金/],
  ['contract', /合同|劳动关系|用工|辞退|裁员|试用期|社会保障关系/],
  ['orders', /出餐|餐损|餐品|申诉|客诉|投诉|差评|丢餐/],
  ['algorithm', /算法|超时|罚款|扣款|派单|配送时间|时限|平台规则|考核|路线规划/],
  ['charging', /充电(?!桩坏)|充电桩|手机没电/],
  ['parking', /停车|停放|换电|车位|停靠|违停/],
  ['access', /[入进人上]楼|进门|进小区|入园|通行|门禁|电梯|保安|楼宇|配送难|进出|取餐难/],
  ['meals', /就餐|用餐|吃饭|午餐|热饭|食堂|餐厅/],
  ['rest', /休息|歇脚|如厕|厕所|卫生间|饮水|喝水|热水|驿站|站点|落脚/],
  ['health', /体检|心理|健康|看病|就医|职业病|腰|颈椎/],
  ['housing', /住房|租房|租金|宿舍|公寓|住宿/],
  ['children', /子女|孩子|托管|入学|上学|暑假|寒假|入托/],
  ['skills', /技能|培训|学历|证书|职称|晋升|转岗/],
  ['joining', /入会|加入工会|会员/],
  ['dignity', /尊重|歧视|辱骂|刁难|尊严|偏见/],
]

/** The code of the class, or null when nothing in the words says. `known` are the codes in use. */
export const classOf = (words: string, known: ReadonlySet<string>): string | null =>
  signs.find(([code, sign]) => known.has(code) && sign.test(words))?.[0] ?? null
