// The tree of RFC 9162 (section 2.1) over SHA-256: what makes one short root stand for every leaf in its place.
import { createHash } from 'node:crypto'

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
// Leaves and nodes are hashed apart, so that no node can be shown as a leaf (RFC 9162, 2.1.1).
const leafMark = Buffer.of(0)
const nodeMark = Buffer.of(1)

export const leafHash = (leaf: Uint8Array): Buffer => sha256(leafMark, leaf)
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(nodeMark, left, right)

/**
 * A tree that only grows, kept as the roots of its complete subtrees, largest first: one for each 1 in the binary
 * form of its size, so that a million leaves are carried on with twenty hashes.
 */
export class Tree {
  size: number
  #roots: Buffer[]

  constructor(size = 0, roots: readonly Buffer[] = []) {
    this.size = size
    this.#roots = [...roots]
  }

  append(leaf: Buffer): void {
    let root = leaf
    for (let n = this.size; n % 2 === 1; n = (n - 1) / 2) root = nodeHash(this.#roots.pop()!, root)
    this.#roots.push(root)
    this.size += 1
  }

  /** What to keep to carry on from here. */
  get roots(): readonly Buffer[] {
    return this.#roots
  }

  /** The root hash; that of an empty tree is the hash of nothing. */
  root(): Buffer {
    const last = this.#roots.at(-1)
    if (!last) return sha256()
    return this.#roots.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last)
  }
}

/** The hashes of leaves `from` up to but not including `to`, in order. */
export type Leaves = (from: number, to: number) => AsyncIterable<Buffer>

/** The root over the leaves `from` to `to`. */
async function rootOf(leaves: Leaves, from: number, to: number): Promise<Buffer> {
  const tree = new Tree()
  for await (const leaf of leaves(from, to)) tree.append(leaf)
  if (tree.size !== to - from) throw new RangeError(`${tree.size} leaves where ${to - from} were expected`)
  return tree.root()
}

/** The largest power of two below `n`, for `n` above 1: where RFC 9162 divides a tree. */
const split = (n: number): number => 2 ** Math.floor(Math.log2(n - 1))

/**
 * The proof that the tree of `size` leaves begins with the one of its first `old` (RFC 9162, 2.1.4.1): at most 63
 * hashes. Empty where there is nothing to prove.
 */
export async function consistencyProof(leaves: Leaves, old: number, size: number): Promise<Buffer[]> {
  const proof = async (m: number, from: number, to: number, whole: boolean): Promise<Buffer[]> => {
    const n = to - from
    if (m === n) return whole ? [] : [await rootOf(leaves, from, to)]
    const k = split(n)
    return m <= k
      ? [...(await proof(m, from, from + k, whole)), await rootOf(leaves, from + k, to)]
      : [...(await proof(m - k, from + k, to, false)), await rootOf(leaves, from, from + k)]
  }
  return old === 0 || old === size ? [] : proof(old, 0, size, true)
}

/** Does the proof show that the tree of `size` and `root` begins with the one of `old` and `oldRoot`? RFC 9162, 2.1.4.2 */
export function isConsistent(
  old: number,
  size: number,
  oldRoot: Buffer,
  root: Buffer,
  proof: readonly Buffer[],
): boolean {
  if (old > size) return false
  if (old === size) return proof.length === 0 && oldRoot.equals(root)
  if (old === 0) return proof.length === 0
  const path = [...proof]
  if (Number.isInteger(Math.log2(old))) path.unshift(oldRoot)
  const first = path.shift()
  if (!first) return false
  let fn = old - 1
  let sn = size - 1
  const half = (n: number) => Math.floor(n / 2)
  while (fn % 2 === 1) {
    fn = half(fn)
    sn = half(sn)
  }
  let fr = first
  let sr = first
  for (const next of path) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(next, fr)
      sr = nodeHash(next, sr)
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn)
        sn = half(sn)
      }
    } else sr = nodeHash(sr, next)
    fn = half(fn)
    sn = half(sn)
  }
  return sn === 0 && fr.equals(oldRoot) && sr.equals(root)
}
