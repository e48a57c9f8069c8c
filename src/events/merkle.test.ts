import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consistencyProof, isConsistent, leafHash, Tree, type Leaves } from './merkle.ts'

// Inputs and roots published with RFC 6962's reference implementation; RFC 9162 hashes the same.
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'))
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const over = (hashes: readonly Buffer[]): Leaves =>
  async function* (from, to) {
    yield* hashes.slice(from, to)
  }
const treeOf = (hashes: readonly Buffer[]) => {
  const tree = new Tree()
  for (const hash of hashes) tree.append(hash)
  return tree
}
const numbered = (n: number) => Array.from({ length: n }, (_, i) => leafHash(Buffer.from(String(i))))

describe('the tree', () => {
  it('has the published roots', () => {
    const tree = new Tree()
    expect(tree.root().toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    )
    const found = inputs.map((input) => {
      tree.append(leafHash(input))
      return tree.root().toString('hex')
    })
    expect(found).toEqual(roots)
  })

  it('is carried on from its roots', () => {
    const hashes = numbered(100)
    for (const at of [0, 1, 7, 8, 63, 64, 99]) {
      const before = treeOf(hashes.slice(0, at))
      const after = new Tree(before.size, before.roots)
      for (const hash of hashes.slice(at)) after.append(hash)
      expect(after.root(), String(at)).toEqual(treeOf(hashes).root())
    }
  })
})

describe('a consistency proof', () => {
  it('shows for every pair of sizes that one tree begins with the other', async () => {
    const hashes = numbered(34)
    for (let size = 1; size <= hashes.length; size++)
      for (let old = 0; old <= size; old++) {
        const proof = await consistencyProof(over(hashes), old, size)
        const [before, after] = [treeOf(hashes.slice(0, old)).root(), treeOf(hashes.slice(0, size)).root()]
        expect(isConsistent(old, size, before, after, proof), `${old} of ${size}`).toBe(true)
      }
  })

  it('does not show it of a tree with one leaf changed, nor with a proof changed, cut or lengthened', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 60 }),
        fc.nat(),
        fc.nat(),
        async (size, oldSeed, leafSeed) => {
          const hashes = numbered(size)
          const old = 1 + (oldSeed % (size - 1))
          const [before, after] = [treeOf(hashes.slice(0, old)).root(), treeOf(hashes).root()]
          const proof = await consistencyProof(over(hashes), old, size)
          const changed = hashes.with(leafSeed % old, leafHash(Buffer.from('another')))
          const forged = await consistencyProof(over(changed), old, size)
          expect(isConsistent(old, size, before, treeOf(changed).root(), forged)).toBe(false)
          for (const wrong of [
            proof.slice(1),
            proof.slice(0, -1),
            [...proof, before],
            proof.with(leafSeed % proof.length, leafHash(Buffer.from('x'))),
          ])
            expect(isConsistent(old, size, before, after, wrong)).toBe(false)
          expect(isConsistent(size, old, after, before, proof)).toBe(false)
        },
      ),
      { numRuns: 200 },
    )
  })
})
