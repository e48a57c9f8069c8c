import { BREAKERS } from './lexicon/breakers.ts'
import { isHan, WordSet } from './passage.ts'
import type { Range } from './passage.ts'

const breakers = new WordSet(BREAKERS)

/** Prepositions and verbs after which the first member of a list begins: 通过A、B, 开展A、B, 他们关心的A、B. */
const LIST_HEAD = new WordSet(
  `来自 的 了 在 对 就 因 以 由 将 把 从 向 为 通过 采取 采用 围绕 针对 关于 聚焦 结合 开展 进行 提供 组织 参与 参加 包括 包含 涵盖 涉及 设置 设有 设立 推出 体验 学习 举办 举行 分为 分别为 分别是 有 如 例如 比如 反映 提出 关心 关注 解决 存在 面临 遇到 讨论 倾诉 化解 破解 缓解 发放 送上 送去 送来 赠送 捐赠 准备 准备了 领取 带来 慰问 配备 购买 采购 传授 普及 宣传 讲解 咨询 包含了 涉及到 展示 现场 选手们 依次 考核 以及 设 开设 赛设 增设 还 还有 特别是 尤其是 其中 并 都 着力 切实 积极 重点 努力 帮助 协助 推动 落实 完成`.split(
    ' ',
  ),
)

/**
 * Members of the list that ends right before `end` (A、B、C| 等问题), the first cut free of what introduces it.
 * Empty where there is none. A list has 、 between its members; 和 and 以及 may stand before the last.
 */
export function listBefore(text: string, end: number, longest = 14): Range[] {
  const members: Range[] = []
  let to = end
  let depth = 0
  let at = end
  const floor = Math.max(0, end - 160)
  while (at > floor) {
    const c = text[at - 1]!
    if (c === '”' || c === '》') depth++
    if (c === '“' || c === '《') {
      if (depth === 0) break
      depth--
    }
    if (depth === 0 && c === '、') {
      members.unshift({ from: at, to })
      to = at - 1
      at--
      continue
    }
    if (depth === 0 && /[，。；：！？,.;:!?（）()\n]/.test(c)) {
      // 汽车维修工（新能源方向）: a bracket within a member.
      const inner =
        c === '）' || c === ')'
          ? /[（(][^（()）]{1,14}[）)]$/.exec(text.slice(Math.max(floor, at - 16), at))
          : null
      if (!inner) break
      at -= inner[0].length
      continue
    }
    // 拔河等团体项目以及跳绳、踢毽子: what an 等 has closed is another list.
    if (depth === 0 && c === '等' && /^[^、，]{0,10}(?:以及|还有|和|与|及)/.test(text.slice(at, at + 14))) {
      const over = /^[^、，]{0,10}?(?:以及|还有|和|与|及)/.exec(text.slice(at, at + 14))![0].length
      at += over
      break
    }
    at--
  }
  members.unshift({ from: at, to })
  const first = members[0]!
  if (depth === 0) first.from = memberStart(text, first.from, first.to)
  // The last member may be two: 安全行驶、配送实操和异常处置
  const last = members[members.length - 1]!
  const and = text.slice(last.from, last.to).search(/和|以及|及|与/)
  if (members.length > 1 && and >= 2 && last.to - last.from - and >= 3) {
    const conjunction = text.startsWith('以及', last.from + and) ? 2 : 1
    const second = { from: last.from + and + conjunction, to: last.to }
    if (second.to - second.from >= 2) {
      last.to = last.from + and
      members.push(second)
    }
  }
  if (members.some((m) => m.to - m.from > longest || m.to - m.from < 1)) {
    // A member that is a clause is no member; keep the run behind it.
    let n = members.length
    while (
      n > 0 &&
      members[n - 1]!.to - members[n - 1]!.from <= longest &&
      members[n - 1]!.to > members[n - 1]!.from
    )
      n--
    return members.slice(n)
  }
  return members
}

/** Where a noun phrase ending at `to` begins: behind the last introducing word, or at `from`. */
export function memberStart(text: string, from: number, to: number): number {
  let start = from
  for (let i = from; i < to - 1;) {
    const n = LIST_HEAD.match(text, i)
    if (n > 0 && (n > 1 || '的了在对就因以由将把从向为有如设'.includes(text[i]!)) && to - (i + n) >= 2) {
      start = i + n
      i += n
    } else i++
  }
  return start
}

/** Members of a list running on from `from`: A、B、C和D up to a mark that is no 、, or 等. */
export function listFrom(text: string, from: number, longest = 14): { members: Range[]; end: number } {
  const members: Range[] = []
  let start = from
  let depth = 0
  let i = from
  const limit = Math.min(text.length, from + 120)
  const push = (to: number) => {
    if (to > start) members.push({ from: start, to })
    start = to + 1
  }
  for (; i < limit; i++) {
    const c = text[i]!
    if (c === '“' || c === '《' || c === '（' || c === '(') depth++
    else if (c === '”' || c === '》' || c === '）' || c === ')') {
      if (depth === 0) break
      depth--
    }
    if (depth > 0) continue
    if (c === '、') push(i)
    else if (c === '等' && !'待级候于'.includes(text[i + 1] ?? '') && !/[平高同初]/.test(text[i - 1] ?? ''))
      break
    else if (/[，。；：！？,;:!?\n]/.test(c)) break
  }
  push(i)
  const last = members[members.length - 1]
  if (members.length > 1 && last) {
    const and = text.slice(last.from, last.to).search(/和|以及|及/)
    if (and >= 2 && last.to - last.from - and >= 3) {
      const conjunction = text.startsWith('以及', last.from + and) ? 2 : 1
      members.push({ from: last.from + and + conjunction, to: last.to })
      last.to = last.from + and
    }
  }
  return { members: members.every((m) => m.to - m.from <= longest) ? members : [], end: i }
}

/** End of the noun phrase at `from`: the first breaker or mark; quotations and titles are kept whole. */
export function phraseEnd(text: string, from: number, longest = 24): number {
  let depth = 0
  let i = from
  for (; i < text.length && i - from < longest;) {
    const c = text[i]!
    if (c === '“' || c === '《') depth++
    else if (c === '”' || c === '》') {
      if (depth === 0) break
      depth--
    } else if (depth === 0) {
      if (!isHan(c) && !/[A-Za-z0-9.%]/.test(c)) break
      const b = breakers.match(text, i)
      if (b > 0 && i > from) break
    }
    i++
  }
  return i
}
