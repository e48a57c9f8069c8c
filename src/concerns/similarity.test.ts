import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FINGERPRINT_SIZE, fingerprint, LIKELY_SAME, shingles, similarity } from './similarity.ts'

// Invented, as workers type: each pair one matter told twice.
const same: [string, string][] = [
  [
    '恒联大厦不让骑手从正门进楼，送货要绕到货运通道，多走十几分钟',
    '恒联大厦的保安不让外卖小哥走正门，每次送餐只能绕行货运通道，单程多走11分钟',
  ],
  ['金和东路写字楼门口电瓶车没地方停，老被拖走', '金和东路几栋写字楼的电动自行车无处停放，经常被拖走'],
  ['B座货梯中午高峰停用，外卖送不上去', 'B座的货运电梯午高峰总停用，送外卖要等半小时'],
  ['骑手入楼难', '外卖骑手人楼难'],
  ['园区里没有厕所可以用，物业说卫生间只给租户用', '物业不让我们用园区的洗手间，说只给租户用'],
  ['系统把绕路的时间也算进去，超时就罚款，申诉没人理', '超时被扣钱，平台算法没算绕行的时间，投诉也没人理'],
  ['三里屯站点拖欠七月工资，站长说没钱', '站长说没钱，三里屯站点七月份的工钱到现在没发'],
  ['地铁口的换电柜坏了两周了没人修', '地铁口换电站损坏，两周没人修'],
  ['星光小区3号门晚上关门，送货要绕到南门', '星光小区三号门夜间关闭，我们送快递得绕一大圈到南门'],
  [
    '望京那家炸鸡店出餐太慢，等四十分钟，超时算骑手的',
    '炸鸡店（望京）出餐慢，每次都等40分钟，超时还算我们的',
  ],
  ['园区食堂不对骑手开放，中午没地方吃饭', '中午吃饭没地方，希望园区食堂能对外卖员开放'],
  ['站点休息室没有热水，冬天喝不上水', '站点休息室冬天喝不到热水，饮水机坏了'],
  [
    '国贸三期地下车库出口坡道太陡，雨天打滑，前天有人摔了',
    '国贸三期车库出口的坡道雨天很滑，已经摔倒好几个骑手',
  ],
  ['物业要求骑手进门必须登记身份证还要拍照', '进楼要登记身份证、拍照，物业要求太多了'],
  ['站里让我们自己买保险，一天三块钱，不买不给派单', '站点强制每天扣三块钱保险费，不买就不派单'],
  ['太阳宫站点晨会要求七点半到，不算工时', '太阳宫站点天天七点半开早会，迟到罚钱，也不给算工时'],
  ['孩子放寒假没人带，工会能不能办托管班', '希望工会寒假办个托管班，骑手孩子没人看'],
  ['望京SOHO的货梯要等二十分钟', '望京SOHO货梯太慢，排队等20多分钟'],
  ['工地宿舍没有空调，晚上热得睡不着', '工地板房宿舍晚上太热，没装空调，睡不着'],
  ['货车司机在服务区等货两天，没有洗澡的地方', '服务区里货车司机没地方洗澡，等货一等两天'],
  ['平台封了我的号，说我刷单，客服不给解释', '账号被平台封了，理由是刷单，客服也不说清楚'],
  ['CBD的南门道闸坏了，骑手只能推车过', 'CBD南门的道闸故障，骑手要下车推着走'],
  ['工友在脚手架上没有系安全带，安全员不管', '脚手架作业不系安全带，安全员看见也不管'],
  ['公司没签劳动合同，干了半年也不给上社保', '干了半年，公司不签合同，社保也没交'],
  ['驿站晚上六点就关门，能不能延长到九点', '希望驿站关门晚一点，六点关太早'],
]
// Two matters each, most of one class, place or wording.
const different: [string, string][] = [
  ['恒联大厦不让骑手从正门进楼，送货要绕到货运通道', '星光小区晚上七点后不让电动车进门，快递要拉小车走进去'],
  ['恒联大厦不让骑手走正门', '华远中心的电梯要刷卡，骑手上不去'],
  ['金和东路写字楼门口电瓶车没地方停', '地铁站出口的非机动车停车位被共享单车占满'],
  ['B座货梯中午高峰停用', 'A座货梯中午高峰停用'],
  ['3号楼的门禁坏了进不去', '5号楼的门禁坏了进不去'],
  ['园区里没有厕所可以用', '商场卫生间晚上九点就锁门'],
  ['系统把绕路的时间也算进去，超时就罚款', '差评申诉没人理，一次扣五十元'],
  ['三里屯站点拖欠七月工资', '新单价降了五毛，配送费比去年少很多'],
  ['地铁口的换电柜坏了两周了没人修', '换电套餐涨价，一个月多收六十元'],
  ['望京那家炸鸡店出餐太慢，等四十分钟', '奶茶店把餐洒了，餐损算到骑手头上'],
  ['园区食堂不对骑手开放，中午没地方吃饭', '食堂的饭菜太贵，一份要三十元'],
  ['站点休息室没有热水', '站点休息室晚上八点就关门，没地方坐'],
  ['下雨天路面积水，骑车摔伤了，平台不管保险', '冬天路面结冰，骑车摔伤，想问意外险怎么报'],
  ['怎么加入工会', '入会以后怎么转会籍'],
  ['星光小区不让电动车进', '恒联大厦不让电动车进'],
  ['导航把我带到后门，正门在另一条路上', '导航地址错了，总把客户的楼指到隔壁小区'],
  ['国贸三期地下车库出口坡道太陡，雨天打滑', '国贸三期门口没有停车的地方'],
  ['希望在商务楼里装几个给手机充电的柜子', '写字楼门口的换电柜太少，排队等很久'],
  ['物业要求骑手进门必须登记身份证', '保安说话难听，骂骑手'],
  ['站里让我们自己买保险，一天三块钱', '受伤以后保险公司不赔，说没交够月份'],
  ['大雨天平台不延长时间还照样罚', '高温天没有补贴，平台也不发水'],
  ['太阳宫站点晨会要求七点半到', '太阳宫站点拖欠六月份工资'],
  ['孩子放寒假没人带，工会能不能办托管班', '孩子上学要暂住证明，不知道去哪里办'],
  ['望京SOHO的货梯要等二十分钟', '望京SOHO门口电动车总被贴条'],
  ['商家出餐慢，超时算骑手的', '顾客地址写错，超时算骑手的'],
  ['想学电工，工会有没有培训班', '技能培训的补贴什么时候发'],
  ['悦府小区快递柜满了，东西没处放', '悦府小区门口电动车乱停，挡住路'],
  ['工地宿舍没有空调，晚上热得睡不着', '工地食堂的菜不新鲜，有人拉肚子'],
  ['平台封了我的号，说我刷单', '平台派单太远，五公里给三块钱'],
  ['CBD的南门道闸坏了', 'CBD地下车库没信号，接不到单'],
  ['脚手架作业不系安全带', '塔吊夜里施工没有照明'],
  ['公司没签劳动合同，干了半年', '公司加班不给加班费，周末也要上班'],
  ['驿站晚上六点就关门', '驿站里没有微波炉，冬天饭是凉的'],
  ['保安骂人，推了我一把', '商家骂人，把餐扔在地上'],
]

const shared = (a: string, b: string) =>
  fingerprint(a).filter((value) => fingerprint(b).includes(value)).length

describe('invented concerns', () => {
  test.each(same)('one matter: %s | %s', (a, b) => {
    expect(similarity(a, b)).toBeGreaterThanOrEqual(LIKELY_SAME)
    // Found by the index in the first place.
    expect(shared(a, b)).toBeGreaterThan(0)
  })

  test.each(different)('two matters: %s | %s', (a, b) => {
    expect(similarity(a, b)).toBeLessThan(LIKELY_SAME)
  })

  test('few of the pairs that are not one matter are candidates', () => {
    const texts = [...same.map(([a]) => a), ...different.map(([, b]) => b)]
    const pairs = texts.flatMap((a, i) => texts.slice(i + 1).map((b) => [a, b] as const))
    expect(pairs.filter(([a, b]) => shared(a, b) > 0).length / pairs.length).toBeLessThan(0.15)
  })
})

describe('what does not matter', () => {
  test.each([
    ['骑手入楼难！！', ' 骑手，人楼 难 '],
    ['Ｂ座货梯停用', 'b座 货梯 停用'],
    ['电瓶车没地方停', '电动自行车没地方停'],
    ['十二号楼进不去', '12号楼进不去'],
    ['希望能不能解决一下：园区没有厕所', '园区没有洗手间'],
  ])('%s = %s', (a, b) => {
    expect(shingles(a)).toEqual(shingles(b))
    expect(similarity(a, b)).toBe(1)
    expect(fingerprint(a)).toEqual(fingerprint(b))
  })
})

describe('of any texts', () => {
  const piece = fc.constantFrom(...[...same, ...different].flat().flatMap((text) => text.split('，')))
  const text = fc.oneof(
    fc.array(piece, { maxLength: 4 }).map((all) => all.join('，')),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
  )

  test('similarity is between 0 and 1, the same both ways, and 1 of a text with itself', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const score = similarity(a, b)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        expect(similarity(b, a)).toBe(score)
        expect(similarity(a, a)).toBe(shingles(a).size === 0 ? 0 : 1)
      }),
    )
  })

  test('without a word in common there is no similarity', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        if (shingles(a).isDisjointFrom(shingles(b))) expect(similarity(a, b)).toBe(0)
        else expect(similarity(a, b)).toBeGreaterThan(0)
      }),
    )
  })

  test('a fingerprint is 16 integers that fit int4, each slot its own, or empty', () => {
    fc.assert(
      fc.property(text, (a) => {
        const values = fingerprint(a)
        expect(values).toHaveLength(shingles(a).size === 0 ? 0 : FINGERPRINT_SIZE)
        expect(values.every((value) => value === (value | 0))).toBe(true)
        expect(new Set(values.map((value) => value >>> 28)).size).toBe(values.length)
      }),
    )
  })

  test('on average two fingerprints share as much as their texts (Jaccard)', () => {
    let error = 0
    let pairs = 0
    for (const [a, b] of [...same, ...different]) {
      const left = shingles(a)
      const right = shingles(b)
      error += shared(a, b) / FINGERPRINT_SIZE - left.intersection(right).size / left.union(right).size
      pairs += 1
    }
    expect(Math.abs(error / pairs)).toBeLessThan(0.05)
  })
})

test('stored fingerprints stay what they are', () => {
  expect(fingerprint('骑手入楼难')).toEqual([
    36568993, 330167619, 555370027, 1004722036, 1240590526, 1367845497, 1715339376, 2022259041, -2143540513,
    -1779092268, -1467680206, -1210557912, -996538542, -647832350, -427695379, -151702042,
  ])
})
