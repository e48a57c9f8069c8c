import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CipherError,
  keyring,
  lookupHash,
  newPersonKey,
  open,
  rewrap,
  seal,
  type Algorithm,
} from './cipher.ts'

const master = randomBytes(32)
const keys = keyring(master)
const algorithms: Algorithm[] = ['aes-256-gcm', 'sm4-ctr-hmac-sm3']
const algorithm = fc.constantFrom(...algorithms)
const text = fc.string({ unit: 'grapheme' })

describe('seal and open', () => {
  test('what is sealed opens to the same text', () => {
    const person = newPersonKey(keys)
    fc.assert(
      fc.property(text, text, algorithm, (plain, aad, alg) => {
        expect(open(keys, person, seal(keys, person, plain, aad, alg), aad)).toBe(plain)
      }),
    )
  })

  test('opens after a restart, by the master key alone', () => {
    const person = newPersonKey(keys)
    const sealed = seal(keys, person, '13800000042', 'person.phone')
    expect(open(keyring(Buffer.from(master)), person, sealed, 'person.phone')).toBe('13800000042')
  })

  test('the first byte names the algorithm, and the text is not in it', () => {
    const person = newPersonKey(keys)
    const sealed = algorithms.map((alg) => seal(keys, person, '13800000042', 'person.phone', alg))
    expect(sealed.map((buffer) => buffer[0])).toEqual([1, 2])
    for (const buffer of sealed) expect(buffer.includes('13800000042')).toBe(false)
  })

  test.each(algorithms)('%s: the same text sealed twice differs', (alg) => {
    const person = newPersonKey(keys)
    expect(seal(keys, person, 'a', '', alg).equals(seal(keys, person, 'a', '', alg))).toBe(false)
  })

  test.each(algorithms)('%s: any bit flipped, in the value or in the wrapped key, is refused', (alg) => {
    const person = newPersonKey(keys)
    const sealed = seal(keys, person, '身份证 110105', 'person.id-number', alg)
    const flip = (buffer: Buffer, bit: number) => {
      const copy = Buffer.from(buffer)
      copy[bit >> 3]! ^= 1 << (bit & 7)
      return copy
    }
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      expect(() => open(keys, person, flip(sealed, bit), 'person.id-number')).toThrow(CipherError)
    }
    for (let bit = 0; bit < person.length * 8; bit++) {
      expect(() => open(keys, flip(person, bit), sealed, 'person.id-number')).toThrow(CipherError)
    }
  })

  test('cut, lengthened or arbitrary bytes are refused', () => {
    const person = newPersonKey(keys)
    fc.assert(
      fc.property(text, algorithm, fc.nat(), fc.uint8Array({ minLength: 1 }), (plain, alg, cut, more) => {
        const sealed = seal(keys, person, plain, 'a', alg)
        expect(() => open(keys, person, sealed.subarray(0, cut % sealed.length), 'a')).toThrow(CipherError)
        expect(() => open(keys, person, Buffer.concat([sealed, more]), 'a')).toThrow(CipherError)
        expect(() => open(keys, person, Buffer.from(more), 'a')).toThrow(CipherError)
        expect(() => open(keys, Buffer.from(more), sealed, 'a')).toThrow(CipherError)
      }),
    )
  })

  test('another field, another person, another master key: refused', () => {
    const person = newPersonKey(keys)
    fc.assert(
      fc.property(text, text, text, algorithm, (plain, aad, other, alg) => {
        fc.pre(aad !== other)
        const sealed = seal(keys, person, plain, aad, alg)
        expect(() => open(keys, person, sealed, other)).toThrow(CipherError)
        expect(() => open(keys, newPersonKey(keys), sealed, aad)).toThrow(CipherError)
        expect(() => open(keyring(randomBytes(32)), person, sealed, aad)).toThrow(CipherError)
      }),
    )
  })

  test('a wrapped key is no sealed value, nor the other way round', () => {
    const person = newPersonKey(keys)
    const sealed = seal(keys, person, 'x'.repeat(32), '')
    expect(() => open(keys, person, person, '')).toThrow(CipherError)
    expect(() => open(keys, sealed, sealed, '')).toThrow(CipherError)
  })

  test('a text that would not come back as it was is refused', () => {
    expect(() => seal(keys, newPersonKey(keys), 'a\ud800', '')).toThrow(RangeError)
  })
})

describe('keys', () => {
  test('a person’s keys wrapped by a new master key open what the old one sealed, and only with the new one', () => {
    const next = keyring(randomBytes(32))
    const person = newPersonKey(keys)
    for (const alg of algorithms) {
      const sealed = seal(keys, person, '5.6 mmol/L', 'reading', alg)
      const moved = rewrap(keys, next, person)
      expect(open(next, moved, sealed, 'reading')).toBe('5.6 mmol/L')
      expect(() => open(keys, moved, sealed, 'reading')).toThrow(CipherError)
      expect(() => rewrap(next, keys, person)).toThrow(CipherError)
    }
  })

  test('a printed keyring shows no key', () => {
    const shown = inspect(keys, { depth: 9, showHidden: true }) + JSON.stringify(keys)
    expect(shown).not.toContain(master.toString('hex'))
    expect(shown).not.toMatch(/[0-9a-f]{32}|Buffer|Uint8Array/)
  })

  test('a master key of another length is refused', () => {
    for (const length of [0, 16, 31, 33]) expect(() => keyring(Buffer.alloc(length))).toThrow(RangeError)
  })
})

describe('lookupHash', () => {
  test('the same kind and value give the same 32 bytes; any difference gives others', () => {
    fc.assert(
      fc.property(text, text, text, text, (kind, value, otherKind, otherValue) => {
        const hash = lookupHash(keys, kind, value)
        expect(hash).toHaveLength(32)
        expect(lookupHash(keyring(master), kind, value).equals(hash)).toBe(true)
        const same = kind === otherKind && value === otherValue
        expect(lookupHash(keys, otherKind, otherValue).equals(hash)).toBe(same)
        expect(lookupHash(keyring(randomBytes(32)), kind, value).equals(hash)).toBe(false)
      }),
    )
  })

  test('kind and value do not run into each other', () => {
    expect(lookupHash(keys, 'phone1', '38').equals(lookupHash(keys, 'phone', '138'))).toBe(false)
  })
})

test('what an earlier version stored still opens and is still found', () => {
  const keys = keyring(Buffer.from(Array.from({ length: 32 }, (_, i) => i)))
  const person = Buffer.from(
    'gbR7UVGq00XnphWEMQrm9z9rZrdRGGeRKulM60TgHcPd64irS7yk/9QlVuFcUX0MfLtKZ6TjpN2N6GOq+Q==',
    'base64',
  )
  const aes = 'ASauSvznJg9j8V7ee2pGx6+PKYk8JJEXwYanF/kRoJqY7faW6NN4xEsuSAZg0MU='
  const sm = 'AlzEBce4KnWmOzAWwEfSDfSmyRj1jeb1CpHthAnVC3tk0E5YL/5G72R7S1r6VYCFUzXMPzt7syOAQtSP+ia/R6n5/w=='
  for (const sealed of [aes, sm]) {
    expect(open(keys, person, Buffer.from(sealed, 'base64'), 'person.phone')).toBe('张三 13800000042')
  }
  const hash = '35281168de0f7ae1d3df8dca81808fc859ebcc90beba71082733e80da2ed0743'
  expect(lookupHash(keys, 'phone', '13800000042').toString('hex')).toBe(hash)
})
