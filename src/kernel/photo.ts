// Takes out of a photo everything but the picture, without encoding it again: place and time of the shot, device,
// captions, comments, thumbnails, further pictures, and whatever was appended. Each format is walked part by part
// and only what is known to be needed for display is copied: what we do not know does not survive.
import { crc32 } from 'node:zlib'

export type Photo = {
  bytes: Buffer
  /** As displayed, that is after turning it by its orientation. */
  width: number
  height: number
}

/** The bytes are not a whole picture of the format they claim. */
export class BrokenPhoto extends Error {
  override name = 'BrokenPhoto'
}

/** More bytes than a picture of its size can take: something else travels in it. */
export class PaddedPhoto extends BrokenPhoto {
  override name = 'PaddedPhoto'
}

export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const
export type PhotoType = (typeof photoTypes)[number]

/** More than any phone takes; a few bytes can claim a picture that fills the memory of whoever opens it. */
const mostPixels = 80_000_000

/** What stands beside the pixels: tables, and a colour profile, which is left out when it is larger. Bytes. */
const mostProfile = 64 * 1024
const mostBeside = 128 * 1024
/**
 * The most a pixel takes, in bytes: of a JPEG 27 bits for each of four coefficients (T.81, F.1.2), of a WebP four
 * channels and their markup. A PNG says exactly.
 */
const mostPerPixel = { 'image/jpeg': 14, 'image/webp': 6 }

/**
 * The picture alone. Colour profile and orientation (JPEG, PNG) stay; stripping twice is stripping once.
 * @throws BrokenPhoto, and nothing else, whatever the bytes
 */
export function stripPhoto(input: Buffer, type: PhotoType): Photo {
  const strip = { 'image/jpeg': stripJpeg, 'image/png': stripPng, 'image/webp': stripWebp }[type]
  const { bytes, width, height, orientation } = strip(input)
  if (width === 0 || height === 0) throw new BrokenPhoto('no size')
  if (width * height > mostPixels) throw new BrokenPhoto(`${width} by ${height} pixels`)
  if (type !== 'image/png') {
    // Blocks are whole: a picture of one pixel is stored as one of 16 by 16.
    const stored = Math.ceil(width / 16) * Math.ceil(height / 16) * 256
    if (bytes.length > mostBeside + stored * mostPerPixel[type])
      throw new PaddedPhoto(`${bytes.length} bytes for ${width} by ${height} pixels`)
  }
  return orientation >= 5 ? { bytes, width: height, height: width } : { bytes, width, height }
}

type Stripped = Photo & { orientation: number }

// JPEG: ITU-T T.81, annex B. APPn segments are told apart by the text they begin with.

function stripJpeg(input: Buffer): Stripped {
  if (input.length < 4 || input.readUInt16BE(0) !== 0xffd8) throw new BrokenPhoto('no SOI')
  const kept: Buffer[] = []
  let jfif: Buffer | null = null
  let orientation = 1
  let exifSeen = false
  let frame: { width: number; height: number } | null = null
  const profile: Buffer[] = []
  let scans = 0
  let at = 2
  for (;;) {
    if (input[at] !== 0xff) throw new BrokenPhoto(`no marker at ${at}`)
    // A marker may be preceded by any number of fill bytes.
    while (input[at] === 0xff) at++
    const marker = input[at++]
    if (marker === undefined) throw new BrokenPhoto('ends before EOI')
    if (marker === 0xd9) break
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd8))
      throw new BrokenPhoto(`marker ${marker} out of place`)
    const length = at + 2 <= input.length ? input.readUInt16BE(at) : 0
    if (length < 2 || at + length > input.length) throw new BrokenPhoto(`segment cut at ${at}`)
    const body = input.subarray(at + 2, at + length)
    const whole = input.subarray(at - 2, at + length)
    at += length
    if (marker === 0xe0 && startsWith(body, 'JFIF\0') && body.length >= 14) {
      jfif ??= jpegSegment(0xe0, Buffer.concat([body.subarray(0, 12), Buffer.of(0, 0)]))
    } else if (marker === 0xe1 && startsWith(body, 'Exif\0\0') && !exifSeen) {
      exifSeen = true
      orientation = readOrientation(body.subarray(6))
    } else if (marker === 0xe2 && startsWith(body, 'ICC_PROFILE\0')) {
      profile.push(whole)
    } else if (marker === 0xee && startsWith(body, 'Adobe') && body.length >= 12) {
      // Says how colours are transformed; without it CMYK and RGB pictures come out wrong.
      kept.push(jpegSegment(0xee, body.subarray(0, 12)))
    } else if (jpegKept(marker)) {
      const startsFrame = marker <= 0xcf && marker !== 0xc4 && marker !== 0xcc
      if (startsFrame) {
        if (frame || body.length < 6) throw new BrokenPhoto('frame header')
        frame = { height: body.readUInt16BE(1), width: body.readUInt16BE(3) }
      }
      kept.push(whole)
      if (marker === 0xda) {
        if (!frame) throw new BrokenPhoto('scan without frame')
        const end = endOfScan(input, at)
        kept.push(input.subarray(at, end))
        at = end
        scans += 1
      }
    }
  }
  if (!frame || scans === 0) throw new BrokenPhoto('no picture')
  const head = [Buffer.of(0xff, 0xd8), ...(jfif ? [jfif] : [])]
  if (orientation > 1) {
    head.push(
      jpegSegment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), orientationOnly(orientation)])),
    )
  }
  if (lengthOf(profile) <= mostProfile) head.push(...profile)
  return { bytes: Buffer.concat([...head, ...kept, Buffer.of(0xff, 0xd9)]), ...frame, orientation }
}

/** Frame headers, tables, scans, DNL and restart intervals; not the reserved 0xC8, nor hierarchical 0xDE and 0xDF. */
function jpegKept(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xdd && marker !== 0xc8
}

/** Where the entropy-coded data that starts at `at` ends: at the next marker that is neither a stuffed zero nor RST. */
function endOfScan(input: Buffer, at: number): number {
  for (;;) {
    const ff = input.indexOf(0xff, at)
    if (ff < 0 || ff + 1 >= input.length) throw new BrokenPhoto('scan ends before EOI')
    const next = input[ff + 1]!
    if (next !== 0x00 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return ff
    at = next === 0xff ? ff + 1 : ff + 2
  }
}

function jpegSegment(marker: number, body: Buffer): Buffer {
  const head = Buffer.of(0xff, marker, 0, 0)
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}

// PNG: W3C PNG third edition. Animations keep their first picture only.

const pngSignature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
/** The most of each that says something; profiles are as large as `mostProfile`. */
const pngLengths: Record<string, number> = {
  PLTE: 768,
  tRNS: 256,
  gAMA: 4,
  cHRM: 32,
  sRGB: 1,
  cICP: 4,
  sBIT: 4,
  pHYs: 9,
}
const pngKept = new Set(['PLTE', 'IDAT', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'cICP', 'sBIT', 'pHYs'])

function stripPng(input: Buffer): Stripped {
  if (!input.subarray(0, 8).equals(pngSignature)) throw new BrokenPhoto('no signature')
  const before: Buffer[] = []
  const pixels: Buffer[] = []
  const seen = new Set<string>()
  let header: Buffer | null = null
  let orientation = 1
  let at = 8
  for (;;) {
    if (at + 12 > input.length) throw new BrokenPhoto('ends before IEND')
    const length = input.readUInt32BE(at)
    if (length > input.length - at - 12) throw new BrokenPhoto(`chunk cut at ${at}`)
    const type = input.toString('latin1', at + 4, at + 8)
    const body = input.subarray(at + 8, at + 8 + length)
    const whole = input.subarray(at, at + 12 + length)
    if (input.readUInt32BE(at + 8 + length) !== crc32(input.subarray(at + 4, at + 8 + length))) {
      throw new BrokenPhoto(`checksum of ${JSON.stringify(type)}`)
    }
    at += 12 + length
    if (!header) {
      if (type !== 'IHDR' || length !== 13) throw new BrokenPhoto('no header')
      header = body
      before.push(whole)
    } else if (type === 'IEND') {
      break
    } else if (type === 'eXIf') {
      orientation = readOrientation(body)
    } else if (type === 'IDAT') {
      pixels.push(whole)
    } else if (pngKept.has(type)) {
      // All of these belong before the pixels, once each.
      if (pixels.length > 0) throw new BrokenPhoto(`${type} after the pixels`)
      if (seen.has(type)) continue
      seen.add(type)
      if (length <= (pngLengths[type] ?? mostProfile)) before.push(whole)
    } else if (/^[A-Z]/.test(type)) {
      // An upper-case first letter means: cannot be shown without it.
      throw new BrokenPhoto(`unknown chunk ${type}`)
    }
  }
  if (pixels.length === 0) throw new BrokenPhoto('no picture')
  const packed = pixels.map((chunk) => chunk.subarray(8, -4)).filter((body) => body.length)
  if (lengthOf(packed) > mostPacked(pngBytes(header)))
    throw new PaddedPhoto(`${lengthOf(packed)} bytes for ${pngBytes(header)} of pixels`)
  if (orientation > 1) before.push(pngChunk('eXIf', orientationOnly(orientation)))
  return {
    // As few chunks as there were with something in them: empty ones can be had by the million.
    bytes: Buffer.concat([
      pngSignature,
      ...before,
      ...packed.map((body) => pngChunk('IDAT', body)),
      pngChunk('IEND', Buffer.alloc(0)),
    ]),
    width: header.readUInt32BE(0),
    height: header.readUInt32BE(4),
    orientation,
  }
}

/** The bytes of all pixels before packing, filter bytes included (PNG 7.2, 8.1); Infinity where the header is none. */
function pngBytes(header: Buffer): number {
  const [width, height, depth, colour, interlaced] = [
    header.readUInt32BE(0),
    header.readUInt32BE(4),
    header[8]!,
    header[9]!,
    header[12] === 1,
  ]
  const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colour]
  if (!channels || ![1, 2, 4, 8, 16].includes(depth)) throw new BrokenPhoto('header')
  const pass = (w: number, h: number) => (w && h ? (Math.ceil((w * channels * depth) / 8) + 1) * h : 0)
  if (!interlaced) return pass(width, height)
  return adam7.reduce(
    (sum, [x, y, dx, dy]) =>
      sum + pass(Math.ceil(Math.max(0, width - x) / dx), Math.ceil(Math.max(0, height - y) / dy)),
    0,
  )
}

/** First column and row of each pass, and the steps between. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** What so many bytes take at most when packed: stored as they are, in blocks of 16 kB at worst (zlib `compressBound`). */
const mostPacked = (bytes: number) => bytes + 5 * (Math.floor(bytes / 16_383) + 1) + 1_024

const lengthOf = (parts: readonly Buffer[]) => parts.reduce((sum, part) => sum + part.length, 0)

function pngChunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const chunk = Buffer.alloc(named.length + 8)
  chunk.writeUInt32BE(body.length, 0)
  named.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(named), chunk.length - 4)
  return chunk
}

// WebP: RFC 9649. Browsers do not turn a WebP by its Exif, so nothing of it is kept.

const webpFlags = { animation: 0x02, alpha: 0x10, profile: 0x20 }

function stripWebp(input: Buffer): Stripped {
  if (input.length < 20 || !startsWith(input, 'RIFF') || input.toString('latin1', 8, 12) !== 'WEBP') {
    throw new BrokenPhoto('no WebP header')
  }
  const size = input.readUInt32LE(4)
  if (size > input.length - 8 || size < 12) throw new BrokenPhoto('cut short')
  const chunks = riffChunks(input.subarray(12, 8 + size))
  const first = chunks[0]!
  if (first.type !== 'VP8X') {
    const { width, height } = webpSize(first)
    return { bytes: webpFile([first]), width, height, orientation: 1 }
  }
  if (first.body.length !== 10) throw new BrokenPhoto('extended header')
  const kept = chunks.slice(1).flatMap((chunk) => webpKept(chunk))
  if (!kept.some(({ type }) => type === 'VP8 ' || type === 'VP8L' || type === 'ANMF')) {
    throw new BrokenPhoto('no picture')
  }
  const header = Buffer.from(first.body)
  header.fill(0, 0, 4)
  header[0] =
    (first.body[0]! & (webpFlags.animation | webpFlags.alpha)) |
    (kept.some(({ type }) => type === 'ICCP') ? webpFlags.profile : 0)
  return {
    bytes: webpFile([{ type: 'VP8X', body: header }, ...kept]),
    width: header.readUIntLE(4, 3) + 1,
    height: header.readUIntLE(7, 3) + 1,
    orientation: 1,
  }
}

type Chunk = { type: string; body: Buffer }

function webpKept({ type, body }: Chunk): Chunk[] {
  if (type === 'ANMF') {
    if (body.length < 16) throw new BrokenPhoto('animation frame')
    const frame = riffChunks(body.subarray(16)).filter((part) => /^(ALPH|VP8 |VP8L)$/.test(part.type))
    return [{ type, body: Buffer.concat([body.subarray(0, 16), ...frame.map(riffChunk)]) }]
  }
  if (type === 'VP8 ' || type === 'VP8L') webpSize({ type, body })
  if (type === 'ICCP' && body.length > mostProfile) return []
  return /^(ICCP|ANIM|ALPH|VP8 |VP8L)$/.test(type) ? [{ type, body }] : []
}

function webpSize({ type, body }: Chunk): { width: number; height: number } {
  if (type === 'VP8 ' && body.length >= 10 && body.readUIntBE(3, 3) === 0x9d012a) {
    return { width: body.readUInt16LE(6) & 0x3fff, height: body.readUInt16LE(8) & 0x3fff }
  }
  if (type === 'VP8L' && body.length >= 5 && body[0] === 0x2f) {
    const bits = body.readUInt32LE(1)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  throw new BrokenPhoto(`no picture in ${JSON.stringify(type)}`)
}

function riffChunks(input: Buffer): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 0; at < input.length;) {
    if (at + 8 > input.length) throw new BrokenPhoto('chunk cut short')
    const length = input.readUInt32LE(at + 4)
    if (length > input.length - at - 8) throw new BrokenPhoto('chunk cut short')
    chunks.push({ type: input.toString('latin1', at, at + 4), body: input.subarray(at + 8, at + 8 + length) })
    // Chunks begin at even offsets.
    at += 8 + length + (length % 2)
  }
  return chunks
}

function riffChunk({ type, body }: Chunk): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}

function webpFile(chunks: Chunk[]): Buffer {
  return riffChunk({ type: 'RIFF', body: Buffer.concat([Buffer.from('WEBP'), ...chunks.map(riffChunk)]) })
}

// Exif is a TIFF file; the one thing needed from it is tag 0x0112 of its first directory.

const orientationTag = 0x0112
const short = 3

/** 1 to 8 (1: as stored); 1 for anything that cannot be read. */
function readOrientation(tiff: Buffer): number {
  if (tiff.length < 8) return 1
  const little = startsWith(tiff, 'II*\0')
  if (!little && !startsWith(tiff, 'MM\0*')) return 1
  const u16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  if (directory + 2 > tiff.length) return 1
  const entries = u16(directory)
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * 12
    if (entry + 12 > tiff.length) return 1
    if (u16(entry) !== orientationTag || u16(entry + 2) !== short) continue
    const value = u16(entry + 8)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}

/** A TIFF file that says how to turn the picture and nothing else. */
function orientationOnly(orientation: number): Buffer {
  const tiff = Buffer.alloc(26)
  tiff.write('MM\0*', 'latin1')
  tiff.writeUInt32BE(8, 4)
  tiff.writeUInt16BE(1, 8)
  tiff.writeUInt16BE(orientationTag, 10)
  tiff.writeUInt16BE(short, 12)
  tiff.writeUInt32BE(1, 14)
  tiff.writeUInt16BE(orientation, 18)
  return tiff
}

function startsWith(buffer: Buffer, text: string): boolean {
  return buffer.toString('latin1', 0, text.length) === text
}
