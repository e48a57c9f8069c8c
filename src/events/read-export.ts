// Reads an export and says what is wrong with it, without a database: whoever holds one, and a head that was handed to
// a witness, can check it on any machine.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { saidParts, type Said, type SaidPart } from '../kernel/commitment.ts'
import { cosignedAt, isSignedBy, readCheckpoint, readVerifierKey, type Checkpoint } from './checkpoint.ts'
import type { ExportLine } from './export.ts'
import type { Entry } from './leaf.ts'
import { Verifier, type Finding, type FoundLeaf } from './verify.ts'

/** The file is no export, or not a whole one. */
export class NotAnExport extends Error {}

async function* linesOf(file: string): AsyncGenerator<ExportLine> {
  const input = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })
  let n = 0
  for await (const line of input) {
    n++
    if (!line.trim()) continue
    let value: unknown
    try {
      value = JSON.parse(line)
    } catch {
      throw new NotAnExport(`${file} 第 ${n} 行不是完整的一行：文件不完整，或不是导出的操作记录`)
    }
    yield value as ExportLine
  }
}

const bytes = (hex: unknown): Buffer => (typeof hex === 'string' ? Buffer.from(hex, 'hex') : Buffer.alloc(0))

function entryOf({ said, ...frame }: NonNullable<Extract<ExportLine, { leaf: number }>['event']>): Entry {
  const part = (name: SaidPart): Said => {
    const one: unknown = said?.[name]
    return Array.isArray(one)
      ? { salt: bytes(one[0]), value: one[1] as unknown }
      : { commitment: bytes((one as { commitment?: unknown } | undefined)?.commitment) }
  }
  return { ...frame, said: Object.fromEntries(saidParts.map((name) => [name, part(name)])) as Entry['said'] }
}

const foundOf = (line: Extract<ExportLine, { leaf: number }>): FoundLeaf => ({
  leaf: line.leaf,
  hash: bytes(line.hash),
  entry: line.missing ? 'missing' : line.event ? entryOf(line.event) : 'withheld',
})

/** The leaf hashes of an export made before, by leaf. */
export async function hashesOf(file: string): Promise<Map<number, string>> {
  const hashes = new Map<number, string>()
  for await (const line of linesOf(file)) if ('leaf' in line) hashes.set(line.leaf, line.hash)
  return hashes
}

export type Pins = {
  /** The log's key as it was told beforehand; without it the export's own word is taken for it. */
  key?: string
  /** Heads that witnesses were handed, of whatever logs. */
  witnessed: Checkpoint[]
  /** The witness's own key. */
  witnessKey?: string
  earlier?: ReadonlyMap<number, string>
}

/** Checks an export line by line. @throws NotAnExport */
export async function readExport(file: string, pins: Pins) {
  const found: Finding[] = []
  const other = (what: Finding['what'], text: string) => void found.push({ what, from: null, to: null, text })
  let head: Extract<ExportLine, { unionhall: string }> | undefined
  let verifier: Verifier | undefined
  let whole = false
  let withheld = 0
  const heads: { checkpoint: Checkpoint; heard: string }[] = []

  const begin = () => {
    const { origin, key } = head!
    const trusted = pins.key ?? key
    if (readVerifierKey(trusted)?.name !== origin) other('other-log', `公钥不是记录 ${origin} 的`)
    else if (pins.key && pins.key !== key) other('other-log', '导出里写的公钥与给定的不同')
    const own = pins.witnessed.filter((one) => one.origin === origin)
    if (pins.witnessed.length && !own.length)
      other('other-log', `见证方留存的签署头里没有 ${origin}：是另一套系统或另一个地区的记录，或系统换过密钥`)
    const seen = own.map((checkpoint) => ({ checkpoint, heard: '见证方' }))
    const signed = [...heads, ...seen].filter(({ checkpoint, heard }) => {
      const fine =
        checkpoint.origin === origin &&
        isSignedBy(checkpoint, trusted) &&
        (heard !== '见证方' || !pins.witnessKey || cosignedAt(checkpoint, pins.witnessKey) !== null)
      if (!fine) other('signature', `${heard}共${checkpoint.size}条的签署头，签名对不上`)
      return fine
    })
    return new Verifier(signed, pins.earlier)
  }

  for await (const line of linesOf(file)) {
    if (!head) {
      if ((line as { unionhall?: unknown }).unionhall !== 'events/1')
        throw new NotAnExport(`${file} 不是导出的操作记录`)
      head = line as Extract<ExportLine, { unionhall: string }>
    } else if ('checkpoint' in line) {
      const checkpoint = readCheckpoint(line.checkpoint)
      if (checkpoint) heads.push({ checkpoint, heard: line.heard })
      else other('signature', '导出里有一个签署头读不懂')
    } else if ('leaf' in line) {
      verifier ??= begin()
      if (!line.event && !line.missing) withheld++
      verifier.add(foundOf(line))
    } else if ('end' in line) whole = true
  }
  if (!head) throw new NotAnExport(`${file} 是空的`)
  const { findings, ...result } = (verifier ?? begin()).end()
  if (!whole) other('cut-off', '导出文件没有写到结尾：可能没有下载完，请重新导出')
  return {
    ...result,
    origin: head.origin,
    key: head.key,
    exportedAt: head.at,
    withheld,
    witnessed: pins.witnessed.filter((one) => one.origin === head.origin).length,
    findings: [...found, ...findings],
  }
}
