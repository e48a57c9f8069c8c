// Checks a trail leaf by leaf against the heads that were signed and handed out. Needs nothing but what it is given:
// the program checks its own database with it, `npm run verify` an export far away from any.
import type { Checkpoint } from './checkpoint.ts'
import { hashOf, type Entry } from './leaf.ts'
import { Tree } from './merkle.ts'

/** A leaf as it is found: the hash kept of it, and its event where there is one and it may be seen. */
export type FoundLeaf = { leaf: number; hash: Buffer; entry: Entry | 'missing' | 'withheld' }

export type Finding = {
  what: 'changed' | 'missing' | 'gap' | 'twice' | 'replaced' | 'cut-off' | 'signature' | 'other-log'
  /** The first and last leaf it is about, where it is about any. */
  from: number | null
  to: number | null
  text: string
  /** Which event it was, for those who may read it. */
  about?: string
}
export const wordsOf = ({ text, about }: Pick<Finding, 'text' | 'about'>): string =>
  about ? `${text}：${about}` : text
/** Something to ask about that may be innocent. */
export type Notice = { leaf: number; text: string }

/** A clock that is set is seldom set further. Milliseconds. */
const ordinary = 24 * 3_600_000
const most = 200

const number = (leaf: number) => `第${leaf + 1}条`
const numbers = (from: number, to: number) => (from === to ? number(from) : `第${from + 1}至${to + 1}条`)

/**
 * One area's trail. Leaves are given in order, checkpoints before them, `heard` being where each comes from (a witness,
 * this program's own memory, the export). `end` gives what was found.
 */
export class Verifier {
  readonly findings: Finding[] = []
  readonly notices: Notice[] = []
  #tree = new Tree()
  #heads: { checkpoint: Checkpoint; heard: string }[]
  /** Leaves up to here stand as a head says. */
  #proven = 0
  /** From here on no root can be computed any more. */
  #brokenAt: number | null = null
  #next = 0
  #latest = 0
  #head = 0
  #earlier: ReadonlyMap<number, string>

  /** @param earlier hashes (hexadecimal) by leaf, of an export made before */
  constructor(
    heads: { checkpoint: Checkpoint; heard: string }[],
    earlier: ReadonlyMap<number, string> = new Map(),
  ) {
    this.#heads = heads.toSorted((a, b) => a.checkpoint.size - b.checkpoint.size)
    this.#earlier = earlier
    this.#compare()
  }

  #found(what: Finding['what'], from: number | null, to: number | null, text: string, about?: string) {
    // What is found thousands of times was found.
    if (this.findings.length < most) this.findings.push({ what, from, to, text, ...(about ? { about } : {}) })
  }

  add({ leaf, hash, entry }: FoundLeaf): void {
    if (leaf < this.#next) return this.#found('twice', leaf, leaf, `${number(leaf)}出现了两次`)
    if (leaf > this.#next) {
      this.#found('gap', this.#next, leaf - 1, `缺${numbers(this.#next, leaf - 1)}`)
      this.#brokenAt ??= this.#next
    }
    this.#next = leaf + 1
    const before = this.#earlier.get(leaf)
    if (before !== undefined && before !== hash.toString('hex'))
      this.#found('replaced', leaf, leaf, `${number(leaf)}与以前导出的不是同一条`)
    if (entry === 'missing') this.#found('missing', leaf, leaf, `${number(leaf)}的内容被删除了`)
    else if (entry !== 'withheld') {
      if (!hashOf(entry).equals(hash))
        this.#found(
          'changed',
          leaf,
          leaf,
          `${number(leaf)}被改过`,
          `${entry.at}，${entry.type}，记录 ${entry.area}-${entry.subject}`,
        )
      const at = Date.parse(entry.at)
      if (at < this.#latest - ordinary)
        this.notices.push({
          leaf,
          text: `${number(leaf)}写的时间（${entry.at}）比前面的早一天以上：可能是后来补的，也可能是时钟被拨回`,
        })
      this.#latest = Math.max(this.#latest, at)
    }
    if (this.#brokenAt !== null) return
    this.#tree.append(hash)
    this.#compare()
  }

  /** Holds the tree against the heads signed of just this size. */
  #compare() {
    while (this.#heads[this.#head]?.checkpoint.size === this.#tree.size) {
      const { checkpoint, heard } = this.#heads[this.#head++]!
      if (this.#tree.root().equals(checkpoint.root)) {
        this.#proven = this.#tree.size
        continue
      }
      this.#found(
        'replaced',
        this.#proven,
        this.#tree.size - 1,
        this.#tree.size === 0
          ? `${heard}的签署头与空记录对不上`
          : `${numbers(this.#proven, this.#tree.size - 1)}之间有记录被换过、插入或删去：与${heard}的签署头对不上`,
      )
      // Every later head differs as well, and says nothing more.
      this.#brokenAt = this.#tree.size
      return
    }
  }

  /** Nothing more comes. `size` is how many leaves the trail has. */
  end() {
    const longest = this.#heads.at(-1)
    if (longest && longest.checkpoint.size > this.#next)
      this.#found(
        'cut-off',
        this.#next,
        longest.checkpoint.size - 1,
        `末尾缺${numbers(this.#next, longest.checkpoint.size - 1)}：${longest.heard}的签署头写着共${longest.checkpoint.size}条`,
      )
    return {
      size: this.#next,
      /** Leaves that a head was found to stand for. */
      proven: this.#proven,
      root: this.#brokenAt === null ? this.#tree.root() : null,
      findings: this.findings,
      notices: this.notices,
    }
  }
}
