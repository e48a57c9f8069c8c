import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

const chunk = (type: string, body: Buffer) => {
  const head = Buffer.from(type)
  const size = Buffer.alloc(4)
  size.writeUInt32BE(body.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(Buffer.concat([head, body])))
  return Buffer.concat([size, head, body, check])
}

/** A PNG of so many pixels (8 bits of red, green, blue) whose chunks are given. */
export function pngOf(width: number, height: number, chunks: [type: string, body: Buffer][]): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...chunks.map(([type, body]) => chunk(type, body)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A PNG of one colour, with a text chunk that says where it was taken. */
export const photo = (shade: number): Buffer =>
  pngOf(1, 1, [
    ['tEXt', Buffer.from('Comment\0N39.9 E116.4')],
    ['IDAT', deflateSync(Buffer.from([0, shade, shade, shade]))],
  ])

/** A PNG of noise, which cannot be packed: 1,800 pixels square are 9.7 MB. */
export function noise(size: number): Buffer {
  const row = 3 * size + 1
  const raw = randomBytes(row * size)
  for (let at = 0; at < raw.length; at += row) raw[at] = 0
  return pngOf(size, size, [['IDAT', deflateSync(raw, { level: 0 })]])
}
