// Encryption of what is sensitive about a person. Every person has a key of their own, stored wrapped by the
// installation's master key; deleting the wrapped key makes all that it sealed unreadable, in backups too as far
// as the key is gone there. Both suites are in Node's own crypto; `sm4-gcm` is not, hence SM4-CTR with HMAC-SM3.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto'

/** Keys derived from the master key. They print as nothing. */
export type Keyring = {
  readonly wrapping: KeyObject
  readonly lookup: KeyObject
  /** Ed25519; signs the heads of the audit trail. */
  readonly signing: KeyObject
}

export type Algorithm = 'aes-256-gcm' | 'sm4-ctr-hmac-sm3'

/** What was sealed cannot be opened: changed, cut, of another person, another field or another master key. */
export class CipherError extends Error {
  override name = 'CipherError'
}

// First byte of everything stored. Values are sealed by a person's key, wrapped keys by the master key; the
// numbers do not overlap, so that neither is ever taken for the other. Never reuse a number.
const tags = { 'aes-256-gcm': 0x01, 'sm4-ctr-hmac-sm3': 0x02 } as const satisfies Record<Algorithm, number>
const wrappedTag = 0x81

const gcm = { iv: 12, mac: 16 }
const sm4 = { iv: 16, mac: 32 }

/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410, 7). */
const ed25519Head = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * The keyring of a master key of 32 bytes.
 * @throws RangeError for another length
 */
export function keyring(masterKey: Buffer): Keyring {
  if (masterKey.length !== 32) throw new RangeError(`a master key has 32 bytes, not ${masterKey.length}`)
  return {
    wrapping: createSecretKey(derive(masterKey, 'sha256', 'wrapping', 32)),
    lookup: createSecretKey(derive(masterKey, 'sha256', 'lookup', 32)),
    signing: createPrivateKey({
      key: Buffer.concat([ed25519Head, derive(masterKey, 'sha256', 'signing', 32)]),
      format: 'der',
      type: 'pkcs8',
    }),
  }
}

/** A new random key of one person, wrapped: to be stored as it is. */
export function newPersonKey(keyring: Keyring): Buffer {
  return wrap(keyring, randomBytes(32))
}

/**
 * The same person's key wrapped by another master key; what it sealed stays as it is. Lookup hashes depend on the
 * master key too and have to be made anew from the opened values.
 * @throws CipherError when `wrapped` is not of the old keyring
 */
export function rewrap(oldKeyring: Keyring, newKeyring: Keyring, wrapped: Buffer): Buffer {
  return wrap(newKeyring, unwrap(oldKeyring, wrapped))
}

/**
 * Seals a text for the person of `wrappedKey`. The same text sealed twice differs.
 * @param aad where the value belongs, such as `person.phone`: it opens only with the same
 * @throws CipherError when the key is not of this keyring; RangeError for a text with lone surrogates
 */
export function seal(
  keyring: Keyring,
  wrappedKey: Buffer,
  plaintext: string,
  aad: string,
  alg: Algorithm = 'aes-256-gcm',
): Buffer {
  const personKey = unwrap(keyring, wrappedKey)
  const tag = tags[alg]
  return tag === tags['aes-256-gcm']
    ? sealGcm(tag, derive(personKey, 'sha256', alg, 32), utf8(plaintext), utf8(aad))
    : sealSm4(tag, personKey, utf8(plaintext), utf8(aad))
}

/**
 * The text that was sealed, by whichever algorithm.
 * @throws CipherError
 */
export function open(keyring: Keyring, wrappedKey: Buffer, sealed: Buffer, aad: string): string {
  const personKey = unwrap(keyring, wrappedKey)
  switch (sealed[0]) {
    case tags['aes-256-gcm']:
      return openGcm(derive(personKey, 'sha256', 'aes-256-gcm', 32), sealed, utf8(aad)).toString('utf8')
    case tags['sm4-ctr-hmac-sm3']:
      return openSm4(personKey, sealed, utf8(aad)).toString('utf8')
    default:
      throw new CipherError('unknown algorithm')
  }
}

/**
 * The keyed hash (32 bytes) by which a value is found without being opened. The caller normalises the value first:
 * equal values must be equal strings.
 * @param kind what the value is, `phone`, `id-number` …; equal values of different kinds hash differently
 */
export function lookupHash(keyring: Keyring, kind: string, normalisedValue: string): Buffer {
  const name = utf8(kind)
  return createHmac('sha256', keyring.lookup)
    .update(length(name))
    .update(name)
    .update(utf8(normalisedValue))
    .digest()
}

function wrap(keyring: Keyring, personKey: Buffer): Buffer {
  return sealGcm(wrappedTag, keyring.wrapping, personKey, Buffer.alloc(0))
}

function unwrap(keyring: Keyring, wrapped: Buffer): Buffer {
  if (wrapped[0] !== wrappedTag) throw new CipherError('not a wrapped key')
  return openGcm(keyring.wrapping, wrapped, Buffer.alloc(0))
}

// tag 1 | iv 12 | mac 16 | ciphertext
function sealGcm(tag: number, key: KeyObject | Buffer, plaintext: Buffer, aad: Buffer): Buffer {
  const iv = randomBytes(gcm.iv)
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: gcm.mac })
  cipher.setAAD(Buffer.concat([Buffer.of(tag), aad]))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return Buffer.concat([Buffer.of(tag), iv, cipher.getAuthTag(), body])
}

function openGcm(key: KeyObject | Buffer, sealed: Buffer, aad: Buffer): Buffer {
  const { head, iv, mac, body } = parts(sealed, gcm)
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: gcm.mac })
  decipher.setAAD(Buffer.concat([head, aad]))
  decipher.setAuthTag(mac)
  try {
    return Buffer.concat([decipher.update(body), decipher.final()])
  } catch (cause) {
    throw new CipherError('does not open', { cause })
  }
}

// tag 1 | iv 16 | mac 32 | ciphertext; encrypt-then-MAC with two keys
function sealSm4(tag: number, personKey: Buffer, plaintext: Buffer, aad: Buffer): Buffer {
  const head = Buffer.of(tag)
  const iv = randomBytes(sm4.iv)
  const cipher = createCipheriv('sm4-ctr', derive(personKey, 'sm3', 'sm4-ctr', 16), iv)
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return Buffer.concat([head, iv, sm4Mac(personKey, head, aad, iv, body), body])
}

function openSm4(personKey: Buffer, sealed: Buffer, aad: Buffer): Buffer {
  const { head, iv, mac, body } = parts(sealed, sm4)
  if (!timingSafeEqual(mac, sm4Mac(personKey, head, aad, iv, body))) throw new CipherError('does not open')
  const decipher = createDecipheriv('sm4-ctr', derive(personKey, 'sm3', 'sm4-ctr', 16), iv)
  return Buffer.concat([decipher.update(body), decipher.final()])
}

function sm4Mac(personKey: Buffer, head: Buffer, aad: Buffer, iv: Buffer, body: Buffer): Buffer {
  return createHmac('sm3', derive(personKey, 'sm3', 'hmac-sm3', 32))
    .update(head)
    .update(length(aad))
    .update(aad)
    .update(iv)
    .update(body)
    .digest()
}

function parts(sealed: Buffer, size: { iv: number; mac: number }) {
  if (sealed.length < 1 + size.iv + size.mac) throw new CipherError('cut short')
  return {
    head: sealed.subarray(0, 1),
    iv: sealed.subarray(1, 1 + size.iv),
    mac: sealed.subarray(1 + size.iv, 1 + size.iv + size.mac),
    body: sealed.subarray(1 + size.iv + size.mac),
  }
}

function derive(key: Buffer, hash: 'sha256' | 'sm3', purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync(hash, key, '', `unionhall/1/${purpose}`, bytes))
}

/** Four bytes before a part of variable length, so that no two different splits give the same input. */
function length(part: Buffer): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(part.length)
  return bytes
}

function utf8(text: string): Buffer {
  // Lone surrogates would all become U+FFFD: another text would come back, and different texts would match.
  if (!text.isWellFormed()) throw new RangeError('text with lone surrogates')
  return Buffer.from(text, 'utf8')
}
