// The container of an office file (ECMA-376 part 2: a ZIP archive of XML parts), read part by part. Nothing it says of
// itself is believed: names, sizes, numbers and depths are counted as they come.
import path from 'node:path'
import { SaxesParser } from 'saxes'
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import type { OfficeTold } from './office.ts'

type Refusal = Extract<OfficeTold, { refused: unknown }>['refused']

/** What the reading ends with when the file is not to be read further. */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(code: Refusal['code'], hint?: string) {
    super(code)
    this.refusal = { code, ...(hint ? { hint } : {}) }
  }
}

export const tooLarge = (what: string) =>
  new Refused('file-too-large', `${what}，请只留要导入的内容，另存为新文件再上传。`)

/** Bytes all parts read may take unpacked together. A list of 100,000 rows takes a third. */
const mostUnpacked = 200 * 1024 * 1024
const unpacksTooFar = () => tooLarge(`展开后超过${mostUnpacked / 1024 / 1024}MB`)
const mostParts = 2_000
/** A name of a part: longer or deeper than any office program writes. */
const longestName = 256
const deepestName = 12
const deepest = 64
const mostAttributes = 200
const mostElements = 20_000_000
/** Bytes of markup in which nothing ends: one text, one attribute, one comment. The longest cell takes a quarter. */
const longestToken = 1024 * 1024
const mostLinks = 10_000

export type Attributes = Record<string, string>

/** What a part's reader is told; names come without their prefix. Returning `false` from `open` ends the reading of the part. */
export type Handlers = {
  open?(name: string, attributes: Attributes): void | boolean
  close?(name: string): void
  text?(text: string): void
}

const local = (name: string) => name.slice(name.indexOf(':') + 1)

/** The parts of one office file. */
export class Archive {
  #zip: ZipFile
  #entries: Map<string, Entry>
  #unpacked = 0
  #elements = 0

  private constructor(zip: ZipFile, entries: Map<string, Entry>) {
    this.#zip = zip
    this.#entries = entries
  }

  /** @throws Refused, and what yauzl throws of a broken archive or a name that leads out of it */
  static async open(file: Buffer): Promise<Archive> {
    const zip = await fromBufferPromise(file, { strictFileNames: true, validateEntrySizes: true })
    if (zip.entryCount > mostParts) throw tooLarge(`里面有${zip.entryCount}个部分`)
    const entries = new Map<string, Entry>()
    let claimed = 0
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName
      if (name.length > longestName || name.split('/').length > deepestName) throw new Refused('file-broken')
      if (entry.isEncrypted()) throw new Refused('file-encrypted')
      // Parts are told apart without regard to case; two of one name are read differently by different programs.
      if (entries.has(name.toLowerCase())) throw new Refused('file-broken')
      // Pictures and whatever else is not read count by what they say; what is read is counted.
      claimed += entry.uncompressedSize
      if (claimed > mostUnpacked) throw unpacksTooFar()
      entries.set(name.toLowerCase(), entry)
    }
    return new Archive(zip, entries)
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase())
  }

  /** Reads one part. Whatever it is, no more of it is held than one text. @throws Refused, and what saxes throws */
  async read(name: string, handlers: Handlers): Promise<void> {
    const entry = this.#entries.get(name.toLowerCase())
    if (!entry) throw new Refused('file-broken')
    const parser = new SaxesParser()
    let depth = 0
    let attributes = 0
    let quiet = 0
    let over = false
    parser.on('doctype', () => {
      // No office program writes one: entities and what they lead to.
      throw new Refused('file-broken')
    })
    parser.on('attribute', () => {
      quiet = 0
      if (++attributes > mostAttributes) throw tooLarge('里面的标记太长')
    })
    parser.on('opentag', (tag) => {
      quiet = attributes = 0
      if (++depth > deepest) throw tooLarge('里面套得太深')
      if (++this.#elements > mostElements) throw tooLarge('里面的标记太多')
      if (over) return
      const given: Attributes = {}
      for (const [key, value] of Object.entries(tag.attributes)) given[local(key)] = value
      over = handlers.open?.(local(tag.name), given) === false
    })
    parser.on('closetag', (tag) => {
      quiet = 0
      depth--
      if (!over) handlers.close?.(local(tag.name))
    })
    const text = (text: string) => {
      quiet = 0
      if (!over) handlers.text?.(text)
    }
    parser.on('text', text)
    parser.on('cdata', text)
    for (const silent of ['comment', 'processinginstruction'] as const)
      parser.on(silent, () => void (quiet = 0))

    const decoder = new TextDecoder('utf-8', { fatal: true })
    const stream = await this.#zip.openReadStreamPromise(entry)
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        this.#unpacked += chunk.length
        if (this.#unpacked > mostUnpacked) throw unpacksTooFar()
        quiet += chunk.length
        parser.write(decoder.decode(chunk, { stream: true }))
        if (over) return
        if (quiet > longestToken) throw tooLarge('里面有一段太长')
      }
      parser.write(decoder.decode())
      parser.close()
    } finally {
      stream.destroy()
    }
  }

  /** Where a part leads: the part each relationship names, by its id, and its kind (the last word of its type). */
  async links(of: string): Promise<Map<string, { kind: string; target: string }>> {
    const name = path.posix.join(path.posix.dirname(of), '_rels', `${path.posix.basename(of)}.rels`)
    const links = new Map<string, { kind: string; target: string }>()
    if (!this.has(name)) return links
    await this.read(name, {
      open: (tag, { Id, Type, Target, TargetMode }) => {
        if (tag !== 'Relationship' || !Id || !Type || !Target || TargetMode === 'External') return
        if (links.size >= mostLinks) throw tooLarge('里面的关联太多')
        const target = path.posix.normalize(path.posix.join('/', path.posix.dirname(of), Target)).slice(1)
        const whole = Target.startsWith('/') ? path.posix.normalize(Target).slice(1) : target
        links.set(Id, { kind: Type.slice(Type.lastIndexOf('/') + 1), target: whole })
      },
    })
    return links
  }

  /** The part everything begins with. @throws Refused where it is none that is named `folder/…​.xml` */
  async main(folder: 'xl' | 'word'): Promise<string> {
    const links = [...(await this.links('')).values()]
    const main = links.find(({ kind }) => kind === 'officeDocument')?.target
    if (!main) throw new Refused(links.length ? 'file-broken' : 'file-type')
    if (!main.startsWith(`${folder}/`) || !main.endsWith('.xml'))
      throw new Refused(
        'file-type',
        folder === 'xl'
          ? '请上传 xlsx 表格：在 Excel 或 WPS 里打开，另存为 .xlsx。'
          : '请上传 docx 文档：在 Word 或 WPS 里打开，另存为 .docx。',
      )
    return main
  }
}
