// Ids of records: UUIDv7 (RFC 9562), made by the server or by a browser that is offline, and the form
// `area-uuid` a record has on the wire. Uses only Web Crypto, so that it runs in both places.

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const areaShape = /^[1-9][0-9]{5}$/
const sequenceBits = 12
const lastTime = 2 ** 48 - 1

let previousTime = -1
let sequence = 0

/**
 * A new UUIDv7 for `now` (epoch milliseconds). Ids made by one process sort in the order they were made, also
 * within a millisecond and when the clock steps back: the 12 bits after the time count up (RFC 9562, 6.2 method 1).
 * The price: after an id of a later time, an earlier `now` gives that later time again.
 * @throws RangeError when `now` does not fit 48 bits
 */
export function uuidv7(now: number = Date.now()): string {
  if (!Number.isFinite(now) || now < 0 || now > lastTime) throw new RangeError(`time outside UUIDv7: ${now}`)
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const time = Math.floor(now)
  if (time > previousTime) {
    previousTime = time
    // Half of the range stays free, so that 2048 ids or more follow before the time has to be borrowed from.
    sequence = ((bytes[6]! << 8) | bytes[7]!) & 0x7ff
  } else if (++sequence >= 2 ** sequenceBits) {
    previousTime += 1
    sequence = 0
  }
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(previousTime / 2 ** (8 * (5 - i))) & 0xff
  bytes[6] = 0x70 | (sequence >> 8)
  bytes[7] = sequence & 0xff
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Whether `s` is a UUID of any version in the one spelling accepted here: lower case, with hyphens. */
export function isUuid(s: string): boolean {
  return uuidShape.test(s)
}

/**
 * The id of a record on the wire, `110115-018f…`: its area (six digits, GB/T 2260 or local) and its uuid.
 * @throws RangeError when either part is malformed
 */
export function recordId(area: number, id: string): string {
  if (!areaShape.test(String(area))) throw new RangeError(`not an area: ${area}`)
  if (!isUuid(id)) throw new RangeError(`not a uuid: ${id}`)
  return `${area}-${id}`
}

/** The parts of a record id; null for anything that `recordId` would not have written. */
export function splitRecordId(s: string): { area: number; id: string } | null {
  const area = s.slice(0, 6)
  const id = s.slice(7)
  if (!areaShape.test(area) || s[6] !== '-' || !isUuid(id)) return null
  return { area: Number(area), id }
}
