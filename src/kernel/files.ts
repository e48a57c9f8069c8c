// Uploaded files on disk, named by the digest of their content: the same photo twice is one file, and a name from
// outside is never a path. What a file is, is read from its content; its name and declared type are not looked at.
import { createHash, randomUUID } from 'node:crypto'
import { access, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileTypeFromBuffer } from 'file-type'
import { BrokenPhoto, PaddedPhoto, photoTypes, stripPhoto, type PhotoType } from './photo.ts'

/**
 * - `photo`: jpeg, png, webp, stripped of everything but the picture
 * - `audio`: webm, ogg, m4a, mp3, as browsers record them; stored as it came, tags included
 * - `document`: pdf, xlsx, docx; stored as it came
 */
export type FileKind = 'photo' | 'audio' | 'document'

export type StoredFile = {
  /** Of the stored bytes, 64 lower-case hex digits: the file's address. */
  sha256: string
  bytes: number
  /** What to serve it as. */
  mime: string
  /** Photos only, in pixels, as displayed. */
  width?: number
  height?: number
}

export interface FileStore {
  /**
   * Stores the content unless it is there already. `admit` is asked once it is known what would be stored, before any of
   * it reaches the disk. @throws FileError, and what `admit` throws
   */
  put(
    input: Buffer,
    opts: { allow: FileKind[]; maxBytes: number; admit?: (file: StoredFile) => Promise<void> },
  ): Promise<StoredFile>
  /** The content; null when there is none, or the address is none. */
  read(sha256: string): Promise<Buffer | null>
  has(sha256: string): Promise<boolean>
  /** Gone afterwards, whether it was there or not. */
  remove(sha256: string): Promise<void>
  /** Removes what was being written before that moment when the machine or the program ended. */
  tidy(before: Date): Promise<void>
}

/** What a sender can put right; `message` is for them, in Chinese. */
export class FileError extends Error {
  override name = 'FileError'
  readonly code: 'file-type' | 'file-too-large' | 'file-broken'

  constructor(code: FileError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

const openXml = 'application/vnd.openxmlformats-officedocument.'

// What detection answers → what it is stored as. A browser's recording is often called video for its container;
// served as audio, only its sound is played.
const kindNames: Record<FileKind, string> = {
  photo: 'JPEG、PNG、WebP照片',
  audio: '录音',
  document: '文档',
}
const kinds: Record<FileKind, Record<string, string>> = {
  photo: {
    'image/jpeg': 'image/jpeg',
    'image/png': 'image/png',
    'image/apng': 'image/png',
    'image/webp': 'image/webp',
  },
  audio: {
    'video/webm': 'audio/webm',
    'audio/webm': 'audio/webm',
    'audio/ogg': 'audio/ogg',
    'audio/ogg; codecs=opus': 'audio/ogg',
    'audio/mp4': 'audio/mp4',
    'audio/x-m4a': 'audio/mp4',
    'video/mp4': 'audio/mp4',
    'audio/mpeg': 'audio/mpeg',
  },
  document: {
    'application/pdf': 'application/pdf',
    [`${openXml}spreadsheetml.sheet`]: `${openXml}spreadsheetml.sheet`,
    [`${openXml}wordprocessingml.document`]: `${openXml}wordprocessingml.document`,
  },
}

/** The store in a folder, which is made when the first file is put. */
export function fileStore(dir: string): FileStore {
  // Two levels of 256 keep folders small up to hundreds of millions of files.
  const locate = (sha256: string) =>
    /^[0-9a-f]{64}$/.test(sha256) ? path.join(dir, sha256.slice(0, 2), sha256.slice(2, 4), sha256) : null

  return {
    async put(input, { allow, maxBytes, admit }) {
      const { content, ...described } = await examine(input, allow, maxBytes)
      const sha256 = createHash('sha256').update(content).digest('hex')
      const file = locate(sha256)!
      const stored = { sha256, bytes: content.length, ...described }
      await admit?.(stored)
      if (!(await exists(file))) await write(file, path.join(dir, 'incoming'), content)
      return stored
    },
    async read(sha256) {
      const file = locate(sha256)
      return file ? await readFile(file).catch(unlessMissing) : null
    },
    async has(sha256) {
      const file = locate(sha256)
      return file !== null && (await exists(file))
    },
    async remove(sha256) {
      const file = locate(sha256)
      if (file) await rm(file, { force: true })
    },
    async tidy(before) {
      const incoming = path.join(dir, 'incoming')
      for (const name of (await readdir(incoming).catch(unlessMissing)) ?? []) {
        const file = path.join(incoming, name)
        const at = (await stat(file).catch(unlessMissing))?.mtime
        if (at && at < before) await rm(file, { force: true })
      }
    },
  }
}

/** What the bytes are and what of them is stored. @throws FileError */
async function examine(input: Buffer, allow: FileKind[], maxBytes: number) {
  if (input.length > maxBytes) throw new FileError('file-too-large', `文件请小于${megabytes(maxBytes)}`)
  if (input.length === 0) throw new FileError('file-broken', '文件是空的')
  // Anybody may send a photo: its few kinds are told by their first bytes, and nothing is unpacked to guess at others.
  const photoOnly = allow.every((kind) => kind === 'photo')
  const found = photoOnly ? photoBegins(input) : await detect(input)
  if (/^image\/hei[cf]/.test(found)) {
    // Its metadata lies scattered; taking it out safely would mean encoding anew.
    throw new FileError('file-type', '暂不支持HEIC照片：请在手机的相机设置里选“兼容性最佳”，或发送截图')
  }
  const mime = allow.map((kind) => kinds[kind][found]).find((mime) => mime !== undefined)
  if (!mime) throw new FileError('file-type', `只能上传${allow.map((kind) => kindNames[kind]).join('、')}`)
  if (!photoTypes.includes(mime as PhotoType)) return { content: input, mime }
  try {
    const { bytes, width, height } = stripPhoto(input, mime as PhotoType)
    return { content: bytes, mime, width, height }
  } catch (cause) {
    if (!(cause instanceof BrokenPhoto)) throw cause
    const padded = '照片里夹带了图像以外的东西：请重新拍一张，或发送截图'
    throw new FileError('file-broken', cause instanceof PaddedPhoto ? padded : '照片打不开，可能没有传完', {
      cause,
    })
  }
}

/** What the first bytes say: a photo, one of the kind that is not taken, or nothing that is known. */
function photoBegins(input: Buffer): string {
  const at = (from: number, to: number) => input.toString('latin1', from, to)
  if (at(0, 3) === '\xff\xd8\xff') return 'image/jpeg'
  if (at(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png'
  if (at(0, 4) === 'RIFF' && at(8, 12) === 'WEBP') return 'image/webp'
  return at(4, 8) === 'ftyp' && /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(at(8, 12)) ? 'image/heic' : ''
}

/** The type of the content, empty when it is none that is known. */
async function detect(input: Buffer): Promise<string> {
  try {
    return (await fileTypeFromBuffer(input))?.mime ?? ''
  } catch {
    // A parser that trips over the bytes has not recognised them.
    return ''
  }
}

/** Whole or not at all, also when the machine loses power half-way. */
async function write(file: string, incoming: string, content: Buffer): Promise<void> {
  const folder = path.dirname(file)
  await mkdir(folder, { recursive: true })
  await mkdir(incoming, { recursive: true })
  const temporary = path.join(incoming, randomUUID())
  try {
    const handle = await open(temporary, 'wx', 0o600)
    try {
      await handle.writeFile(content)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, file)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  // The name, too, has to reach the disk.
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => unlessMissing(error) ?? false,
  )
}

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}

function megabytes(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)}MB` : `${Math.floor(bytes / 1024)}KB`
}
