import { crc32, deflateSync } from 'node:zlib'

/** A PNG of one colour, with a text chunk that says where it was taken. */
export function photo(shade: number): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const head = Buffer.from(type)
    const size = Buffer.alloc(4)
    size.writeUInt32BE(body.length)
    const check = Buffer.alloc(4)
    check.writeUInt32BE(crc32(Buffer.concat([head, body])))
    return Buffer.concat([size, head, body, check])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(1, 0)
  header.writeUInt32BE(1, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from('Comment\0N39.9 E116.4')),
    chunk('IDAT', deflateSync(Buffer.from([0, shade, shade, shade]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
