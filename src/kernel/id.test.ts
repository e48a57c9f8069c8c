import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isUuid, recordId, splitRecordId, uuidv7 } from './id.ts'

const area = fc.integer({ min: 100_000, max: 999_999 })

describe('uuidv7', () => {
  test('carries version 7, the RFC variant and the time', () => {
    const later = Date.UTC(2100, 0, 1)
    const id = uuidv7(later)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(later)
  })

  test('ids sort in the order they were made, within a millisecond and when the clock steps back', () => {
    const at = Date.UTC(2101, 0, 1)
    const ids = Array.from({ length: 10_000 }, (_, i) => uuidv7(at - (i % 3)))
    expect([...ids].sort()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('any sequence of clock readings gives rising ids', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 2 }), (times) => {
        const ids = times.map((time) => uuidv7(time))
        expect([...ids].sort()).toEqual(ids)
        expect(ids.every(isUuid)).toBe(true)
      }),
    )
  })

  test('a time that does not fit is refused', () => {
    for (const time of [-1, 2 ** 48, NaN, Infinity]) expect(() => uuidv7(time)).toThrow(RangeError)
  })
})

describe('record ids', () => {
  test('splitting undoes joining', () => {
    fc.assert(
      fc.property(area, fc.uuid(), (code, id) => {
        expect(splitRecordId(recordId(code, id))).toEqual({ area: code, id })
      }),
    )
  })

  test('whatever splits is exactly what joining would write', () => {
    const good = '110115-018f4c1e-7a2b-7c3d-8e4f-0123456789ab'
    const nearMiss = fc
      .tuple(fc.nat(good.length), fc.nat(2), fc.string({ unit: 'binary', maxLength: 2 }))
      .map(([at, drop, put]) => good.slice(0, at) + put + good.slice(at + drop))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), nearMiss), (s) => {
        const split = splitRecordId(s)
        if (split) expect(recordId(split.area, split.id)).toBe(s)
      }),
    )
  })

  test.each([
    '',
    '110115',
    '110115-',
    '11011-018f4c1e-7a2b-7c3d-8e4f-0123456789ab',
    '010115-018f4c1e-7a2b-7c3d-8e4f-0123456789ab',
    '110115_018f4c1e-7a2b-7c3d-8e4f-0123456789ab',
    '110115-018F4C1E-7a2b-7c3d-8e4f-0123456789ab',
    '110115-018f4c1e-7a2b-7c3d-8e4f-0123456789ab\n',
    ' 110115-018f4c1e-7a2b-7c3d-8e4f-0123456789ab',
    '110115-018f4c1e7a2b7c3d8e4f0123456789ab',
    '１１０１１５-018f4c1e-7a2b-7c3d-8e4f-0123456789ab',
  ])('refuses %j', (s) => {
    expect(splitRecordId(s)).toBeNull()
  })

  test('joining refuses parts that would not split again', () => {
    expect(() => recordId(11_011, uuidv7())).toThrow(RangeError)
    expect(() => recordId(110_115.5, uuidv7())).toThrow(RangeError)
    expect(() => recordId(110_115, 'x')).toThrow(RangeError)
  })
})
