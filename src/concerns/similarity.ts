// Whether two texts are likely about one matter, so that merging can be offered; a person decides. No model and
// no dictionary: words that mean the same are made one, words that every text has are dropped, and what remains is
// compared in overlapping pairs. Pure and deterministic: fingerprints are stored and must not change by themselves.
// After a change to the word lists, stored fingerprints are stale: they still work, but find less.

/** From here on merging is offered. Chosen on invented texts; see the tests for what lies on either side. */
export const LIKELY_SAME = 0.38

/** How many values a fingerprint has. Two texts of Jaccard similarity j share one with probability 1 − (1 − j)^16. */
export const FINGERPRINT_SIZE = 16

// Each line one meaning, named by its first word. 人楼 is how print recognition often reads 入楼.
const meanings = [
  '电动车 电动自行车 电瓶车 电单车 小电驴 电驴',
  '入楼 人楼 进楼 上楼 进大楼 进写字楼',
  '写字楼 办公楼 商务楼 大楼 大厦',
  '保安 门卫 门岗 安保 物业人员',
  '不让 不许 不准 不给 不允许 不能 禁止 拒绝 拦着 拦住 拦下',
  '送货 送餐 送外卖 送件 送快递 配送 派送 派件 取送',
  '绕行 绕路 绕道 绕远 绕一圈 绕一大圈',
  '货梯 货运电梯 货运梯',
  '停放 停车 存放 停靠',
  '无处 没地方 没处 没有地方 无地方 找不到地方 没位置 没有位置',
  '厕所 卫生间 洗手间 公厕 如厕 上厕所',
  '饮水 喝水 接水 打水 热水 开水',
  '休息室 休息间 休息区',
  '休息 歇脚 歇会 歇一会 坐一会',
  '就餐 吃饭 用餐 吃口饭 午饭 午餐',
  '食堂 餐厅 饭堂',
  '扣款 罚款 扣钱 罚钱 被扣 被罚',
  '工资 薪水 报酬 工钱 薪资 劳务费 配送费',
  '拖欠 欠发 没发 不发 未发 没给 没结',
  '社保 社会保险',
  '换电 换电池 换电柜 换电站',
  '充电 充手机 手机充电 充电桩 充电柜 充电口 插座',
  '坏了 损坏 故障 停用 停运 不能用 用不了 没法用',
  '出餐慢 出餐太慢 出餐很慢 等餐 不出餐 迟迟不出餐',
  '超时 延误 迟到',
  '误判 判错 算错 错判',
  '申诉 投诉',
  '高峰 高峰期 饭点 忙时',
  '中午 午间 正午 午高峰',
  '夜里 夜间 晚上 深夜 半夜',
  '路灯 照明 灯不亮 没有灯 没灯',
  '积水 淹水 水坑',
  '受伤 摔伤 摔了 摔倒',
  '登记 登记身份 填表 扫码登记',
  '导航 地图 定位',
  '暖气 供暖 取暖',
  '雨天 下雨天 大雨天 暴雨天 下雨 大雨 暴雨',
  '早会 晨会 早班会',
  '站点 站里 网点',
]

// Who speaks, how it is asked for, and grammar: in texts of every kind, so they say nothing about which matter it is.
const silent = (
  '外卖骑手 外卖小哥 外卖员 快递小哥 快递员 配送员 骑手 小哥 师傅 外卖 快递 职工 工友 大家 我们 你们 他们 咱们 人员 ' +
  '希望 能不能 能否 可否 可不可以 是不是 可以 麻烦 建议 领导 工会 帮忙 协调 解决 反映 反应 请问 谢谢 你好 您好 有关部门 尽快 ' +
  '一下 一些 一点 现在 目前 每次 每天 总是 总 经常 老是 一直 最近 这里 那里 这边 那边 附近 旁边 这个 那个 这样 没有 非常 特别 ' +
  '比较 真的 实在 必须 只能 需要 应该 因为 所以 但是 而且 如果 时候 问题 情况 办法 怎么 什么 多次 已经 还是 ' +
  '我 你 他 她 它 的 了 吗 呢 吧 啊 呀 嘛 很 太 都 就 还 也 又 再 才 和 与 及 或 在 是 有 到 把 被 让 给 得 地 着 过 去 来 要 会 ' +
  '个 这 那 对 从 向 为 以 之 其 于 而 且 请 能 想 说 里 后 前 时 些 没'
).split(' ')

const canonical = new Map(
  meanings.flatMap((line) => {
    const words = line.split(' ')
    return words.map((word) => [word, words[0]!] as const)
  }),
)
const dropped = new Set(silent)
// Longest first: 电动自行车 before 电动车. A number keeps what it counts (3号楼), so that 3 and 5 differ as a whole.
const words = [...canonical.keys(), ...silent].sort((a, b) => b.length - a.length)
const named = '小区 园区 广场 中心 商场 医院 学校 公园 市场 大街 胡同'.split(' ')
const unit = new RegExp(
  `[a-z0-9]+(?:号楼|号门|号院|号线|号|座|层|栋|单元|期|点|楼|门)?|${[...words, ...named].join('|')}|\\p{Script=Han}`,
  'gu',
)
const numberedPlace = /^[a-z0-9]+(号楼|号门|号院|号线|座|层|栋|单元|期|楼|门)$/
// Of the kinds in the first group a matter is in one; in the others the name is only compared within the kind.
const premises = new Set('小区 写字楼 商场 医院 学校 公园 市场'.split(' '))
const namedPlace = new Set([...named, ...premises, '路', '街', '桥'])
// A shorter text counts as this long, or three words in common would make any two notes alike.
const enough = 8
const digits = '零一二三四五六七八九'

/** What a text is compared by: its words and the pairs of neighbours, joined by `·`. */
export function shingles(text: string): Set<string> {
  return shinglesOf(units(text))
}

/**
 * How alike two texts are: 0 nothing in common, 1 the same words. The mean of what both have of all (Dice) and of
 * what the shorter has in the longer, so that a short note and a long story can meet. Texts that name different
 * places of one kind (doors, floors, estates) are held apart. A text without words is like nothing.
 */
export function similarity(a: string, b: string): number {
  const one = units(a)
  const other = units(b)
  const left = shinglesOf(one)
  const right = shinglesOf(other)
  if (left.size === 0 || right.size === 0) return 0
  const both = left.intersection(right).size
  // The same words: nothing to weigh.
  if (both === left.size && both === right.size) return 1
  const dice = (2 * both) / (left.size + right.size)
  const contained = both / Math.max(enough, Math.min(left.size, right.size))
  return ((dice + contained) / 2) * apart(one, other)
}

/**
 * Min-hash values of a text for a column `int[]`: one value for each of FINGERPRINT_SIZE hash functions. Texts that
 * share a value (`&&`, GIN) are candidates for `similarity`; empty for a text without words.
 */
export function fingerprint(text: string): number[] {
  const smallest = new Array<number>(FINGERPRINT_SIZE).fill(0xffffffff)
  const all = shingles(text)
  if (all.size === 0) return []
  for (const shingle of all) {
    const base = fnv1a(shingle)
    for (let slot = 0; slot < FINGERPRINT_SIZE; slot++) {
      const hash = mix(base ^ Math.imul(slot + 1, 0x9e3779b1))
      if (hash < smallest[slot]!) smallest[slot] = hash
    }
  }
  // The slot is part of the value: equal values of different hash functions would mean nothing.
  return smallest.map((hash, slot) => (slot << 28) | (hash >>> 4))
}

function units(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{Script=Han}a-z0-9]+/gu, '')
    .replace(/[一二三四五六七八九]?十?[一二三四五六七八九十](?=号|座|层|栋|单元|期|点)/g, (n) =>
      String(toNumber(n)),
    )
  return (plain.match(unit) ?? [])
    .map((word) => canonical.get(word) ?? word)
    .filter((word) => !dropped.has(word))
}

function shinglesOf(all: string[]): Set<string> {
  const found = new Set<string>()
  all.forEach((word, i) => {
    if (word.length > 1 || all.length === 1) found.add(word)
    const next = all[i + 1]
    if (next !== undefined) found.add(`${word}·${next}`)
  })
  return found
}

/** What different places leave of a similarity. Numbers are read exactly; names are a guess at where they begin. */
function apart(a: string[], b: string[]): number {
  if (differ(numberedPlaces(a), numberedPlaces(b))) return 0.4
  const here = namedPlaces(a)
  const there = namedPlaces(b)
  const shared = here.some((one) => there.some((other) => one.kind === other.kind && one.name === other.name))
  return !shared && differ(here, there) ? 0.6 : 1
}

type Place = { kind: string; name: string }

/** Whether both name places of one kind and none of them is the same. */
function differ(a: Place[], b: Place[]): boolean {
  return a.some(({ kind }) => {
    const theirs = b.filter((place) => place.kind === kind).map((place) => place.name)
    return theirs.length > 0 && !a.some((place) => place.kind === kind && theirs.includes(place.name))
  })
}

function numberedPlaces(all: string[]): Place[] {
  return all.flatMap((name) => {
    const kind = numberedPlace.exec(name)?.[1]
    return kind ? [{ kind, name }] : []
  })
}

/** The two characters before 小区, 路 …: enough to tell 恒联大厦 from 华远中心 without knowing any name. */
function namedPlaces(all: string[]): Place[] {
  return all.flatMap((kind, i) => {
    const [first, second] = [all[i - 2], all[i - 1]]
    if (!namedPlace.has(kind) || first?.length !== 1 || second?.length !== 1) return []
    // 路面, 路上, 路边: a road, but not the name of one.
    if (kind === '路' && /^[面上边]$/.test(all[i + 1] ?? '')) return []
    return [{ kind: premises.has(kind) ? '' : kind, name: first + second }]
  })
}

/** 三 → 3, 十二 → 12, 二十三 → 23. */
function toNumber(n: string): number {
  const [tens, ones] = n.includes('十') ? n.split('十') : ['', n]
  const ten = n.includes('十') ? (tens ? digits.indexOf(tens) : 1) * 10 : 0
  return ten + (ones ? digits.indexOf(ones) : 0)
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

/** The finaliser of MurmurHash3: spreads every bit over the whole 32-bit value. */
function mix(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
