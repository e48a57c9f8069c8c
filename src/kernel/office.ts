// Office files as people send them. Each is read in a process of its own with a limit of memory and time: a packed
// file of a few kilobytes can hold gigabytes, and the program goes on answering others while it is refused.
import type { ChildProcess } from 'node:child_process'
import { gone, spawnApart } from './apart.ts'
import { problem, type ProblemError } from './problem.ts'
import { Turns } from './turns.ts'

/** A row of a sheet as the office program numbers it; `values` are the cells as text, empty where there is nothing. */
export type SheetRow = { row: number; values: string[] }

/** What is read: the rows of the first sheet that is not hidden, or the paragraphs of a document. */
export type OfficeAsk =
  | {
      kind: 'sheet'
      /** Rows read before the rest is left; rows that say nothing count as well. */
      mostRows: number
    }
  | { kind: 'document' }

/** What it sends: parts of what it reads as it goes, then how it ended. */
export type OfficeTold =
  | { rows: SheetRow[] }
  | { paragraphs: string[] }
  | { done: { more: boolean } }
  | { refused: { code: 'file-type' | 'file-broken' | 'file-encrypted' | 'file-too-large'; hint?: string } }

export type OfficeLimits = {
  /** Of the heap, in MiB. */
  memory: number
  /** For one file. */
  milliseconds: number
  /** Files read at once, and files that may wait for one. */
  atOnce: number
  waiting: number
}

/**
 * A list of 100,000 organisations (6 MB packed, 60 MB unpacked) takes 3 s and 110 MiB of heap on two slow cores; the
 * limits leave room for a busy machine.
 */
const usual: OfficeLimits = { memory: 320, milliseconds: 90_000, atOnce: 2, waiting: 16 }

const zip = Buffer.from('PK\x03\x04', 'latin1')
/** Compound File Binary: the container of .xls and .doc, and of any office file with a password (MS-OFFCRYPTO 2.3). */
const compound = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const encrypted = Buffer.from('EncryptedPackage', 'utf16le')

/** Reads office files, so many at once; the others wait their turn. */
export class OfficeReader {
  #limits: OfficeLimits
  #running = new Set<ChildProcess>()
  #turns: Turns

  constructor(limits: Partial<OfficeLimits> = {}) {
    this.#limits = { ...usual, ...limits }
    this.#turns = new Turns(this.#limits.atOnce, this.#limits.waiting)
  }

  /**
   * The rows of a workbook (.xlsx); `more` when it has more than `mostRows`.
   * @throws file-type, file-old-format, file-encrypted, file-broken, file-too-large, file-unread, busy
   */
  async sheet(file: Buffer, mostRows: number): Promise<{ rows: SheetRow[]; more: boolean }> {
    const rows: SheetRow[] = []
    const { more } = await this.#read(file, { kind: 'sheet', mostRows }, (told) => {
      if ('rows' in told) for (const row of told.rows) rows.push(row)
    })
    return { rows, more }
  }

  /** The paragraphs of a document (.docx) in order, those in tables too; empty ones are left out. @throws as `sheet` */
  async document(file: Buffer): Promise<string[]> {
    const paragraphs: string[] = []
    await this.#read(file, { kind: 'document' }, (told) => {
      if ('paragraphs' in told) for (const one of told.paragraphs) paragraphs.push(one)
    })
    return paragraphs
  }

  /** Ends what is being read: the program stops. */
  async stop() {
    await Promise.all([...this.#running].map(gone))
  }

  async #read(file: Buffer, ask: OfficeAsk, take: (told: OfficeTold) => void): Promise<{ more: boolean }> {
    if (file.subarray(0, 8).equals(compound))
      throw problem(file.includes(encrypted) ? 'file-encrypted' : 'file-old-format')
    if (!file.subarray(0, 4).equals(zip)) throw problem('file-type')
    return await this.#turns.take(() => this.#apart(file, ask, take))
  }

  #apart(file: Buffer, ask: OfficeAsk, take: (told: OfficeTold) => void): Promise<{ more: boolean }> {
    const child = spawnApart(new URL('./office-apart.ts', import.meta.url), this.#limits.memory)
    child.send({ bytes: new Uint8Array(file), ask }, () => undefined)
    this.#running.add(child)
    return new Promise<{ more: boolean }>((resolve, reject: (reason: ProblemError) => void) => {
      const patience = setTimeout(() => reject(problem('file-unread')), this.#limits.milliseconds)
      const fail = () => reject(problem('file-unread'))
      child.on('message', (told: OfficeTold) => {
        if ('done' in told) resolve(told.done)
        else if ('refused' in told) reject(problem(told.refused.code, { hint: told.refused.hint }))
        else take(told)
      })
      // Out of memory, or something nobody thought of.
      child.on('exit', fail)
      child.on('exit', () => clearTimeout(patience))
    }).finally(async () => {
      await gone(child)
      this.#running.delete(child)
    })
  }
}
