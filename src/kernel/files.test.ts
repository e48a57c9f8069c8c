import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { writeXlsx } from 'hucre/xlsx'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FileError, fileStore, type FileKind, type FileStore } from './files.ts'

// 24 × 16 pixels.
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAYAAAAMJL+VAAACo0lEQVR4AYSTTYiPURTGr9fcNyVKEfKVhlJTykcJqYloJCGLYYGFyEY2s2KjFCU2Y2M2KClWs7KyYcXO0s6OUkoWVvfcrt9z7n3/ZhaTqafnvM/5es5t/t3Hri8f4qrybsXa8nbl5jK/ery8WTNRXq7dW56tP1iebpwss1umyqNtZ8r98elyd+flcnvX9TIzcbPc2j1Tbuy5U67uv1cuHXhYpg/NlnNH5sqpyRfl+LHXZfLEfOmsiyEv74N1PUys7wZp5rkYxFn68ljr4Kr15GKwRf19yNQami9Iy8bC1J9v4fTvr+H8ry/h4s/P4cqPT+Ha9/c0jgEGUJNoSsuIOzQxmg0xrJxqpCW+xb5AF4Ql/uQiM1g1lbWgD8YFWdeBrNhrYnUuDfeGxoKxkHCyxPxg5BKFqlFDGpxLB55HG2qSnEsX09dlNsnZkgvcDc5waTTIraEJeYGmGbooM8+os8adb0R4tW5feL7hcJjbdDQ82XoyPN5+NjzYccEvUIM7lyvcyrVQtcgLAGZIM9UobuwXWHNinsAt27ODuOWq2/6/bz84F2fm1Qv8zWIwbSXWVck5ujs507dYGOLENYkhyWv1nwU0A83riLlAg3uGN+Z9tVmOBzZpQGy6bMFVmWFZGjDiEajJaFygwdrc2N3E6pyGhEu5GQFXrpGTlvi2ETTjH5RbdEFmY8apu8KBMSSL0QxkxU1TjUmjxxoyOe+BFWd0fgfayAXuvP4mEgXuUhqQU8E1z1EHuzZyP2hcj5bUB7cFfahuYsi49O2wySEwxbjJcM31QWzSgGkZyEC1GS2rj28W4J5NBkbOiU1v70y+xQlWjbm7GNRToTiGmlPMNa2GBb27ydrKRrk0YnO3fTCcZMUDqDE0G3Hf+mNl6tSfW81fAAAA//+w8LfrAAAABklEQVQDADi1kI9MLpNwAAAAAElFTkSuQmCC',
  'base64',
)
const everything: FileKind[] = ['photo', 'audio', 'document']
const mb = 1024 * 1024

let dir: string
let store: FileStore
beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'files-'))
  store = fileStore(dir)
})
afterEach(() => rm(dir, { recursive: true }))

const put = (input: Buffer, allow = everything) => store.put(input, { allow, maxBytes: mb })
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'stored',
    (error: unknown) => (error instanceof FileError ? error.code : error),
  )
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  )
const box = (type: string, ...brands: string[]) => {
  const body = bytes(type, brands.join(''))
  return Buffer.concat([Buffer.of(0, 0, 0, body.length + 4), body, Buffer.alloc(32)])
}

/** A zip of one stored entry. */
function zip(name: string, content: string): Buffer {
  const body = Buffer.from(content)
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt32LE(crc32(body), 14)
  head.writeUInt32LE(body.length, 18)
  head.writeUInt32LE(body.length, 22)
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, Buffer.from(name), body, Buffer.alloc(22)])
}

const contentTypes = (mime: string) =>
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/x.xml" ContentType="${mime}.main+xml"/></Types>`
const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const excel = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const ebml = bytes([0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84], 'webm', new Array<number>(32).fill(0))
const ogg = bytes('OggS', new Array<number>(24).fill(0), 'OpusHead', new Array<number>(32).fill(0))
const mp3 = bytes([0xff, 0xfb, 0x90, 0x00], new Array<number>(500).fill(0))

describe('a stored file', () => {
  test('is found by the digest of what was stored, and by nothing else', async () => {
    const stored = await put(Buffer.concat([png, Buffer.from('appended')]))
    const content = await store.read(stored.sha256)
    expect(stored).toEqual({
      sha256: createHash('sha256').update(content!).digest('hex'),
      bytes: content!.length,
      mime: 'image/png',
      width: 24,
      height: 16,
    })
    expect(content!.includes('appended')).toBe(false)
    expect(await store.has(stored.sha256)).toBe(true)
    const other = 'f'.repeat(64)
    expect([await store.has(other), await store.read(other)]).toEqual([false, null])
  })

  test('the same content, at once and later, is one file, with nothing left over beside it', async () => {
    const puts = await Promise.all([put(png), put(png), put(Buffer.concat([png, Buffer.of(1)]))])
    puts.push(await put(png))
    expect(new Set(puts.map(({ sha256 }) => sha256)).size).toBe(1)
    const { sha256 } = puts[0]!
    const names = await readdir(dir, { recursive: true, withFileTypes: true })
    expect(
      names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name)),
    ).toEqual([path.join(dir, sha256.slice(0, 2), sha256.slice(2, 4), sha256)])
  })

  test('is gone once removed, and removing it again is nothing', async () => {
    const { sha256 } = await put(png)
    await store.remove(sha256)
    await store.remove(sha256)
    expect(await store.has(sha256)).toBe(false)
    expect((await put(png)).sha256).toBe(sha256)
    expect(await store.has(sha256)).toBe(true)
  })

  test('no address leads out of the store', async () => {
    await writeFile(path.join(dir, 'outside'), 'x')
    for (const address of [
      '../outside',
      'outside',
      '',
      '..',
      `${'a'.repeat(63)}/`,
      'A'.repeat(64),
      `${'a'.repeat(64)}\n`,
    ]) {
      expect([await store.has(address), await store.read(address)]).toEqual([false, null])
      await store.remove(address)
    }
    expect(await readdir(dir)).toEqual(['outside'])
  })

  test('a folder that cannot be written to is an error of ours, not of the file', async () => {
    const file = path.join(dir, 'file')
    await writeFile(file, '')
    expect(await code(fileStore(file).put(png, { allow: everything, maxBytes: mb }))).toHaveProperty(
      'code',
      'ENOTDIR',
    )
  })
})

describe('what may be stored', () => {
  test.each<[string, FileKind, string, () => Buffer | Promise<Buffer>]>([
    ['webm', 'audio', 'audio/webm', () => ebml],
    ['ogg', 'audio', 'audio/ogg', () => ogg],
    ['m4a', 'audio', 'audio/mp4', () => box('ftyp', 'M4A ', '\0\0\0\0', 'M4A ')],
    ['mp4 as Safari records', 'audio', 'audio/mp4', () => box('ftyp', 'iso5', '\0\0\0\0', 'iso5')],
    ['mp3', 'audio', 'audio/mpeg', () => mp3],
    ['pdf', 'document', 'application/pdf', () => Buffer.from('%PDF-1.7\n%%EOF\n')],
    ['docx', 'document', word, () => zip('[Content_Types].xml', contentTypes(word))],
    [
      'xlsx',
      'document',
      excel,
      async () => Buffer.from(await writeXlsx({ sheets: [{ name: 'a', rows: [['b']] }] })),
    ],
  ])('%s is stored as it came, where its kind is allowed', async (_, kind, mime, make) => {
    const input = await make()
    const stored = await put(input, [kind])
    expect(stored.mime).toBe(mime)
    expect(await store.read(stored.sha256)).toEqual(input)
    const others = everything.filter((other) => other !== kind)
    expect(await code(put(input, others))).toBe('file-type')
  })

  test.each([
    ['text', Buffer.from('hello')],
    ['html', Buffer.from('<!doctype html><script>1</script>')],
    ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['gif', bytes('GIF89a', [1, 0, 1, 0, 0, 0, 0, 0x3b])],
    ['a program', bytes([0x7f], 'ELF', new Array<number>(60).fill(0))],
    ['a zip', zip('a.txt', 'a')],
    [
      'a presentation',
      zip(
        '[Content_Types].xml',
        contentTypes('application/vnd.openxmlformats-officedocument.presentationml.presentation'),
      ),
    ],
  ])('%s is refused', async (_, input) => {
    expect(await code(put(input))).toBe('file-type')
  })

  test('HEIC is refused in words that say what to do', async () => {
    await expect(put(box('ftyp', 'heic', '\0\0\0\0', 'mif1', 'heic'))).rejects.toThrow('兼容性最佳')
  })

  test('too large by a byte is refused before it is looked at', async () => {
    const limit = { allow: everything, maxBytes: png.length }
    expect(await code(store.put(png, limit))).toBe('stored')
    expect(await code(store.put(Buffer.concat([png, Buffer.of(0)]), limit))).toBe('file-too-large')
  })

  test('empty or half a photo is broken', async () => {
    expect(await code(put(Buffer.alloc(0)))).toBe('file-broken')
    expect(await code(put(png.subarray(0, png.length - 20)))).toBe('file-broken')
  })

  test('whatever the bytes, the answer is a stored file or a FileError', async () => {
    const heads = [
      png,
      ebml,
      ogg,
      mp3,
      zip('a', 'b'),
      box('ftyp', 'isom'),
      Buffer.of(0xff, 0xd8, 0xff),
      Buffer.from('RIFF....WEBP'),
    ]
    const input = fc
      .tuple(fc.constantFrom(Buffer.alloc(0), ...heads), fc.nat(64), fc.uint8Array({ maxLength: 200 }))
      .map(([head, keep, tail]) => Buffer.concat([head.subarray(0, keep), tail]))
    await fc.assert(
      fc.asyncProperty(input, async (input) => {
        expect(await code(put(input))).toMatch(/^(stored|file-type|file-too-large|file-broken)$/)
      }),
      { numRuns: 300 },
    )
  })
})

test('what may not be stored never reaches the disk, and what was being written when the program ended is removed', async () => {
  const admit = async () => Promise.reject(new Error('no room'))
  await expect(store.put(png, { allow: ['photo'], maxBytes: mb, admit })).rejects.toThrow('no room')
  expect(await readdir(dir)).toEqual([])
  await put(png)
  for (const [name, at] of [
    ['old', '2026-11-30T10:00:00Z'],
    ['new', '2026-12-01T10:00:00Z'],
  ] as const) {
    await writeFile(path.join(dir, 'incoming', name), 'half')
    await utimes(path.join(dir, 'incoming', name), new Date(at), new Date(at))
  }
  await store.tidy(new Date('2026-12-01T00:00:00Z'))
  expect(await readdir(path.join(dir, 'incoming'))).toEqual(['new'])
})

test('a photo is told by its first bytes: nothing is unpacked to find out what else it may be', async () => {
  const photo = (input: Buffer) => code(store.put(input, { allow: ['photo'], maxBytes: mb }))
  expect(await photo(png)).toBe('stored')
  expect(await photo(box('ftyp', 'heic'))).toBe('file-type')
  expect(await photo(zip('[Content_Types].xml', contentTypes(excel)))).toBe('file-type')
  expect(await photo(Buffer.from([0x1f, 0x8b, 8, 0]))).toBe('file-type')
})
