import { crc32, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noise, pngOf } from '../../test/photo.ts'
import { BrokenPhoto, PaddedPhoto, photoTypes, stripPhoto, type PhotoType } from './photo.ts'

// 24 × 16 pixels as a browser's canvas encodes them.
const jpeg = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAQABgDASIAAhEBAxEB/8QAGAAAAwEBAAAAAAAAAAAAAAAAAAEDAgb/xAAgEAACAAQHAAAAAAAAAAAAAAAAAREVITEDBQYSMzRR/8QAFgEBAQEAAAAAAAAAAAAAAAAABQME/8QAHREAAgEEAwAAAAAAAAAAAAAAAAMBAgQREiEiMf/aAAwDAQACEQMRAD8AplC01LcKY9qu/k9cLUtA59ISRRIuhRvuGazM59GkBpIBihXAGx3Y/9k=',
  'base64',
)
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAYAAAAMJL+VAAACo0lEQVR4AYSTTYiPURTGr9fcNyVKEfKVhlJTykcJqYloJCGLYYGFyEY2s2KjFCU2Y2M2KClWs7KyYcXO0s6OUkoWVvfcrt9z7n3/ZhaTqafnvM/5es5t/t3Hri8f4qrybsXa8nbl5jK/ery8WTNRXq7dW56tP1iebpwss1umyqNtZ8r98elyd+flcnvX9TIzcbPc2j1Tbuy5U67uv1cuHXhYpg/NlnNH5sqpyRfl+LHXZfLEfOmsiyEv74N1PUys7wZp5rkYxFn68ljr4Kr15GKwRf19yNQami9Iy8bC1J9v4fTvr+H8ry/h4s/P4cqPT+Ha9/c0jgEGUJNoSsuIOzQxmg0xrJxqpCW+xb5AF4Ql/uQiM1g1lbWgD8YFWdeBrNhrYnUuDfeGxoKxkHCyxPxg5BKFqlFDGpxLB55HG2qSnEsX09dlNsnZkgvcDc5waTTIraEJeYGmGbooM8+os8adb0R4tW5feL7hcJjbdDQ82XoyPN5+NjzYccEvUIM7lyvcyrVQtcgLAGZIM9UobuwXWHNinsAt27ODuOWq2/6/bz84F2fm1Qv8zWIwbSXWVck5ujs507dYGOLENYkhyWv1nwU0A83riLlAg3uGN+Z9tVmOBzZpQGy6bMFVmWFZGjDiEajJaFygwdrc2N3E6pyGhEu5GQFXrpGTlvi2ETTjH5RbdEFmY8apu8KBMSSL0QxkxU1TjUmjxxoyOe+BFWd0fgfayAXuvP4mEgXuUhqQU8E1z1EHuzZyP2hcj5bUB7cFfahuYsi49O2wySEwxbjJcM31QWzSgGkZyEC1GS2rj28W4J5NBkbOiU1v70y+xQlWjbm7GNRToTiGmlPMNa2GBb27ydrKRrk0YnO3fTCcZMUDqDE0G3Hf+mNl6tSfW81fAAAA//+w8LfrAAAABklEQVQDADi1kI9MLpNwAAAAAElFTkSuQmCC',
  'base64',
)
const webp = Buffer.from(
  'UklGRlYCAABXRUJQVlA4WAoAAAAgAAAAFwAADwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggaAAAAHAEAJ0BKhgAEAA+0VajS6gkoyGwCAEAGglsAJ0yhHc3ktuAaQAdmUK9CFYAAP3FnRix1QSv/cVN3lvvb+OdRGOLg21rxG/RPkg9+S9LVEIcYtCQ3QHXcKRWZcQFOfjqOiN05AeIwAAA',
  'base64',
)
const lossless = Buffer.from(
  'UklGRgYEAABXRUJQVlA4WAoAAAAgAAAAFwAADwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDhMGAIAAC8XwAMAT+agbSNBSrk+fwaf6DQLAkHbto3F/c/pCNO2jf3/xWN1mH+1aRswa3re+L3X+7VpUThDamkh6YwSSBkkUNJCApQFIAMoC22AhNTy4beqZckdUgspByC1kBZ0oEeXAEsKkACkBQVISAMFyAwUYEEzUNoMFNKCy6NbgHSWXJYAnZtA0oEWXJY+3U1QBo+ujTLQLADKIAMoA1ICKAskIAGUJSCBdBZILSTgfHfanaUnKQFaMkCbBaUN0EJqSdoM3CQjndvDGaWljff7/wcQJAAg29hs59q23dm2bdu2bdu2rTxrl1zfENF/BWkbMBNw6+Lv5+P5/ur0YHttdqy3rbGyMCMhMthHI/n9enu8OT/e21iYHOxqri3NSYkJD/BQCL7fAQAAAGBleqi7pb48Ly0uItBLJWJ9vkA1P97f0VRdnJUUFeKnlfForw9QTQx0NteUZCdHh/m7yfkM8tMdVCM9rQ0VBenxEUHeajGLir+/PjvcWZsb6+1orCoCHX01Ei6NiL69ON7bWJqCOOamxoYHeCqETDIOcXmyv7kMOtaVQR2VIhYFj7Q/O9xZnx/vAx0zE6OC/bRSHo2IdoYd7W4s6HR0Bx2xrnCr/a3VmVHdjmwqAeVoa74D8mjXxYNDI6Kd7CyMNxYnoY7/PEBHAZOMRcCtTQ1XpodBHvlQHmIWBY9ysDEz0tfFIxTkQSdhXGCWJgZ6',
  'base64',
)
const samples: [string, PhotoType, Buffer][] = [
  ['jpeg', 'image/jpeg', jpeg],
  ['png', 'image/png', png],
  ['webp', 'image/webp', webp],
  ['webp lossless', 'image/webp', lossless],
]

/** Stands for anything that must not survive. */
const secret = Buffer.from('39.9042N116.4074E 张三的手机')

/** A TIFF of one directory: orientation, and GPS coordinates as a camera writes them. */
function tiff(orientation: number, little: boolean): Buffer {
  const out = Buffer.alloc(80)
  const u16 = (value: number, at: number) =>
    little ? out.writeUInt16LE(value, at) : out.writeUInt16BE(value, at)
  const u32 = (value: number, at: number) =>
    little ? out.writeUInt32LE(value, at) : out.writeUInt32BE(value, at)
  out.write(little ? 'II*\0' : 'MM\0*', 'latin1')
  u32(8, 4)
  u16(3, 8)
  const entry = (i: number, tag: number, type: number, count: number) => {
    u16(tag, 10 + i * 12)
    u16(type, 12 + i * 12)
    u32(count, 14 + i * 12)
  }
  entry(0, 0x010f, 2, secret.length)
  u32(80, 18)
  entry(1, 0x0112, 3, 1)
  u16(orientation, 30)
  entry(2, 0x8825, 4, 1)
  u32(50, 42)
  return Buffer.concat([out, secret])
}

const segment = (marker: number, ...body: (Buffer | string)[]) => {
  const all = Buffer.concat(
    body.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  )
  const head = Buffer.of(0xff, marker, 0, 0)
  head.writeUInt16BE(all.length + 2, 2)
  return Buffer.concat([head, all])
}
const pngChunk = (type: string, body: Buffer) => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const out = Buffer.alloc(named.length + 8)
  out.writeUInt32BE(body.length, 0)
  named.copy(out, 4)
  out.writeUInt32BE(crc32(named), out.length - 4)
  return out
}
const riff = (type: string, body: Buffer) => {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}
const insert = (into: Buffer, at: number, ...what: Buffer[]) =>
  Buffer.concat([into.subarray(0, at), ...what, into.subarray(at)])
/** Past the IHDR chunk. */
const pngBody = 33

/** The same picture with everything a phone adds, and a second file appended. */
const laden: Record<string, (orientation: number, little: boolean) => Buffer> = {
  jpeg: (orientation, little) =>
    Buffer.concat([
      insert(
        jpeg,
        2,
        segment(0xe0, 'JFXX\0\x10', secret),
        segment(0xe1, 'Exif\0\0', tiff(orientation, little)),
        segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', secret),
        segment(0xe2, 'MPF\0', secret),
        segment(0xed, 'Photoshop 3.0\0', secret),
        segment(0xef, secret),
        segment(0xfe, secret),
      ),
      jpeg,
      Buffer.from('PK\x03\x04'),
      secret,
    ]),
  png: (orientation, little) =>
    Buffer.concat([
      insert(
        png,
        pngBody,
        pngChunk('tEXt', Buffer.concat([Buffer.from('Comment\0'), secret])),
        pngChunk('iTXt', secret),
        pngChunk('tIME', secret.subarray(0, 7)),
        pngChunk('eXIf', tiff(orientation, little)),
        pngChunk('caNv', secret),
      ),
      secret,
    ]),
  webp: (orientation, little) => {
    const header = Buffer.alloc(10)
    // Exif and XMP.
    header[0] = 0x0c
    header.writeUIntLE(24 - 1, 4, 3)
    header.writeUIntLE(16 - 1, 7, 3)
    const picture = simple(webp)
    const extras = [riff('EXIF', tiff(orientation, little)), riff('XMP ', secret), riff('junk', secret)]
    return Buffer.concat([
      riff('RIFF', Buffer.concat([Buffer.from('WEBP'), riff('VP8X', header), picture, ...extras])),
      secret,
    ])
  },
}
const typeOf: Record<string, PhotoType> = { jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp' }

/** The VP8 chunk of a WebP, with its head. */
function simple(file: Buffer): Buffer {
  const at = file.indexOf('VP8 ', 12, 'latin1')
  return file.subarray(at, at + 8 + file.readUInt32LE(at + 4) + (file.readUInt32LE(at + 4) % 2))
}

/** What displays the picture, found without the code under test. */
const pixels: Record<string, (file: Buffer) => Buffer> = {
  jpeg: (file) => file.subarray(file.indexOf(Buffer.of(0xff, 0xdb)), file.indexOf(Buffer.of(0xff, 0xd9)) + 2),
  png: (file) => {
    const at = file.indexOf('IDAT', 0, 'latin1')
    return file.subarray(at, at + 8 + file.readUInt32BE(at - 4))
  },
  webp: simple,
}

describe.each(Object.keys(laden))('%s', (name) => {
  const type = typeOf[name]!

  test('nothing of place, device, captions, thumbnails or appended files survives; the picture does, bit for bit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.boolean(), (orientation, little) => {
        const before = laden[name]!(orientation, little)
        expect(before.includes(secret)).toBe(true)
        const { bytes, width, height } = stripPhoto(before, type)
        expect(bytes.includes(secret)).toBe(false)
        for (const word of [
          'GPS',
          'xap',
          'MPF',
          'Photoshop',
          'JFXX',
          'XMP',
          'EXIF',
          'PK\x03\x04',
          'tEXt',
          'tIME',
        ]) {
          expect(bytes.includes(word, 0, 'latin1')).toBe(false)
        }
        // 0x8825 is the tag that points to GPS data.
        expect(bytes.includes(Buffer.of(0x88, 0x25)) || bytes.includes(Buffer.of(0x25, 0x88))).toBe(false)
        expect(pixels[name]!(bytes)).toEqual(pixels[name]!(before))
        const turned = orientation >= 5 && name !== 'webp'
        expect([width, height]).toEqual(turned ? [16, 24] : [24, 16])
      }),
    )
  })
})

test.each(['jpeg', 'png'])('%s: the orientation stays, alone in a directory of its own', (name) => {
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const { bytes } = stripPhoto(laden[name]!(orientation, true), typeOf[name]!)
    const at = bytes.indexOf('MM\0*', 0, 'latin1')
    if (orientation === 1) expect(at).toBe(-1)
    else {
      expect(bytes.readUInt16BE(at + 8)).toBe(1)
      expect(bytes.readUInt16BE(at + 10)).toBe(0x0112)
      expect(bytes.readUInt16BE(at + 18)).toBe(orientation)
    }
  }
})

describe.each(samples)('%s as a browser makes it', (_, type, sample) => {
  test('size, and stripping again changes nothing', () => {
    const once = stripPhoto(sample, type)
    expect([once.width, once.height]).toEqual([24, 16])
    expect(stripPhoto(once.bytes, type)).toEqual(once)
  })

  test('cut anywhere, it is broken', () => {
    const { bytes } = stripPhoto(sample, type)
    for (let end = 0; end < bytes.length; end++) {
      expect(() => stripPhoto(bytes.subarray(0, end), type)).toThrow(BrokenPhoto)
    }
  })

  test('with any bytes changed it is either broken or still a whole picture', () => {
    const edits = fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { maxLength: 8 })
    fc.assert(
      fc.property(edits, (edits) => {
        const copy = Buffer.from(sample)
        for (const [at, value] of edits) copy[at] = value
        try {
          const { bytes } = stripPhoto(copy, type)
          expect(stripPhoto(bytes, type).bytes).toEqual(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(BrokenPhoto)
        }
      }),
      { numRuns: 500 },
    )
  })
})

test('arbitrary bytes behind a good beginning are never anything but BrokenPhoto', () => {
  const beginnings = [
    Buffer.of(0xff, 0xd8),
    jpeg.subarray(0, 200),
    png.subarray(0, 8),
    png.subarray(0, pngBody),
    webp.subarray(0, 12),
    webp.subarray(0, 30),
    Buffer.alloc(0),
  ]
  const input = fc
    .tuple(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 300 }))
    .map(([head, tail]) => Buffer.concat([head, tail]))
  fc.assert(
    fc.property(input, fc.constantFrom(...photoTypes), (input, type) => {
      try {
        stripPhoto(input, type)
      } catch (error) {
        expect(error).toBeInstanceOf(BrokenPhoto)
      }
    }),
    { numRuns: 1000 },
  )
})

test('the colour profile, the transform of Adobe’s APP14 and a JFIF head without thumbnail stay', () => {
  const profile = segment(0xe2, 'ICC_PROFILE\0\x01\x01', Buffer.from('profile'))
  const adobe = segment(0xee, 'Adobe\0\x64\0\0\0\0\x01')
  const plain = stripPhoto(jpeg, 'image/jpeg').bytes
  const jfif = segment(0xe0, 'JFIF\0\x01\x01\x01\0\x48\0\x48', Buffer.of(1, 1, 7, 7, 7))
  // What the canvas wrote as JFIF head stands between SOI and the rest.
  const rest = plain.subarray(plain.indexOf(Buffer.of(0xff, 0xdb)))
  const { bytes } = stripPhoto(
    Buffer.concat([Buffer.of(0xff, 0xd8), jfif, profile, adobe, rest]),
    'image/jpeg',
  )
  const bare = segment(0xe0, 'JFIF\0\x01\x01\x01\0\x48\0\x48\0\0')
  expect(bytes).toEqual(Buffer.concat([Buffer.of(0xff, 0xd8), bare, profile, adobe, rest]))
})

test('a PNG chunk with a wrong checksum, or one that it cannot be shown without, is refused', () => {
  const wrong = Buffer.from(png)
  wrong[pngBody - 1]! ^= 1
  expect(() => stripPhoto(wrong, 'image/png')).toThrow(BrokenPhoto)
  expect(() => stripPhoto(insert(png, pngBody, pngChunk('CgBI', Buffer.alloc(4))), 'image/png')).toThrow(
    BrokenPhoto,
  )
})

describe('bytes that a picture of its size cannot need', () => {
  const much = Buffer.alloc(10 * 1024 * 1024, 7)
  const profile = (size: number) => segment(0xe2, 'ICC_PROFILE\0\x01\x01', Buffer.alloc(size))
  const start = (bytes: Buffer) => bytes.subarray(0, 2)
  const rest = (bytes: Buffer) => bytes.subarray(2)
  const plain = stripPhoto(jpeg, 'image/jpeg').bytes

  test.each([
    ['noise in the data of a 2 by 2 PNG', 'image/png', pngOf(2, 2, [['IDAT', much]])],
    [
      'the same in a hundred chunks',
      'image/png',
      pngOf(2, 2, Array(100).fill(['IDAT', much.subarray(0, 100_000)])),
    ],
    [
      'noise before the end of a JPEG of 24 by 16',
      'image/jpeg',
      Buffer.concat([plain.subarray(0, -2), much.subarray(0, 300_000), plain.subarray(-2)]),
    ],
    [
      'tables again and again',
      'image/jpeg',
      Buffer.concat([
        start(plain),
        ...Array<Buffer>(10).fill(segment(0xdb, Buffer.alloc(60_000))),
        rest(plain),
      ]),
    ],
    [
      'noise behind the data of a WebP',
      'image/webp',
      riff(
        'RIFF',
        Buffer.concat([
          Buffer.from('WEBP'),
          riff('VP8L', Buffer.concat([Buffer.of(0x2f, 1, 0x40, 0, 0), much])),
        ]),
      ),
    ],
  ] as const)('%s: refused', (_what, type, bytes) => {
    expect(() => stripPhoto(bytes, type)).toThrow(PaddedPhoto)
  })

  test('a profile larger than any phone writes, parts said twice or too long, and empty chunks are left out', () => {
    expect(
      stripPhoto(Buffer.concat([start(plain), profile(60_000), profile(60_000), rest(plain)]), 'image/jpeg')
        .bytes.length,
    ).toBeLessThan(plain.length)
    const data = ['IDAT', deflateSync(Buffer.from([0, 1, 2, 3]))] as [string, Buffer]
    const gamma = ['gAMA', Buffer.alloc(4)] as [string, Buffer]
    const bare = pngOf(1, 1, [gamma, data])
    const stuffed = pngOf(1, 1, [
      ['iCCP', much],
      gamma,
      ...(Array(50).fill(['gAMA', Buffer.from('abcd')]) as [string, Buffer][]),
      ['tRNS', much],
      ['pHYs', much],
      data,
      ...(Array(1_000).fill(['IDAT', Buffer.alloc(0)]) as [string, Buffer][]),
    ])
    expect(stripPhoto(stuffed, 'image/png').bytes).toEqual(bare)
  })

  test('a picture that is noise itself stays as it is, every bit of it, interlaced or not', () => {
    const real = noise(300)
    expect(stripPhoto(real, 'image/png').bytes).toEqual(real)
    // Adam7 of 5 by 5, one byte a pixel and a filter byte a row: 1×1, 1×1, 2×1, 1×2 twice … 25 pixels in 12 rows.
    const header = Buffer.from([0, 0, 0, 5, 0, 0, 0, 5, 8, 0, 0, 0, 1])
    const interlaced = (bytes: number) =>
      Buffer.concat([
        png.subarray(0, 8),
        pngChunk('IHDR', header),
        pngChunk('IDAT', Buffer.alloc(bytes)),
        pngChunk('IEND', Buffer.alloc(0)),
      ])
    const most = 25 + 11 + 5 + 1_024
    expect(stripPhoto(interlaced(most), 'image/png')).toMatchObject({ width: 5, height: 5 })
    expect(() => stripPhoto(interlaced(most + 1), 'image/png')).toThrow(PaddedPhoto)
    expect(() => stripPhoto(pngOf(2, 2, [['IDAT', Buffer.alloc(14 + 5 + 1_025)]]), 'image/png')).toThrow(
      PaddedPhoto,
    )
    expect(stripPhoto(pngOf(2, 2, [['IDAT', Buffer.alloc(14 + 5 + 1_024)]]), 'image/png').width).toBe(2)
  })
})
