import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkIdNumber, checkUscc, maskIdNumber, maskPhone, normalisePhone } from './formats.ts'

// The check character by the standard's own definition (ISO 7064 MOD 11-2), not by its table of weights.
function withIdCheck(body: string): string {
  let rest = 0
  for (const digit of body) rest = ((rest + Number(digit)) * 2) % 11
  const check = (12 - rest) % 11
  return body + (check === 10 ? 'X' : String(check))
}
const digits = (n: number) => fc.nat(10 ** n - 1).map((value) => String(value).padStart(n, '0'))
const birth = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))
const parts = fc.record({
  area: fc.constantFrom('110105', '310101', '830000', '911840'),
  birth,
  sequence: digits(3),
})
const idNumber = parts.map(({ area, birth, sequence }) =>
  withIdCheck(area + birth.replaceAll('-', '') + sequence),
)

describe('checkIdNumber', () => {
  test('a well-formed number is accepted and says birthday and sex', () => {
    fc.assert(
      fc.property(parts, ({ area, birth, sequence }) => {
        const number = withIdCheck(area + birth.replaceAll('-', '') + sequence)
        const sex = Number(sequence[2]) % 2 ? 'M' : 'F'
        expect(checkIdNumber(number)).toEqual({ ok: true, normal: number, birth, sex })
      }),
    )
  })

  test('any one character changed is noticed', () => {
    fc.assert(
      fc.property(idNumber, fc.nat(17), fc.constantFrom(...'0123456789X'), (number, at, other) => {
        fc.pre(number[at] !== other)
        const answer = checkIdNumber(number.slice(0, at) + other + number.slice(at + 1))
        expect(answer.ok).toBe(false)
        expect(answer.problem).toBeTruthy()
      }),
    )
  })

  test('two neighbours swapped are noticed', () => {
    fc.assert(
      fc.property(idNumber, fc.nat(15), (number, at) => {
        fc.pre(number[at] !== number[at + 1])
        const swapped = number.slice(0, at) + number[at + 1] + number[at] + number.slice(at + 2)
        expect(checkIdNumber(swapped).ok).toBe(false)
      }),
    )
  })

  test('spaces, full width and a small x are the same number', () => {
    const number = withIdCheck('11010519491231002')
    expect(number.endsWith('X')).toBe(true)
    for (const typed of [
      number.toLowerCase(),
      ` 110105 19491231 002x `,
      '１１０１０５１９４９１２３１００２Ｘ',
      `\u202a${number}\u202c`,
    ]) {
      expect(checkIdNumber(typed).normal).toBe(number)
    }
  })

  test.each([
    ['110105491231002', '15位旧证号已停用，请填18位号码'],
    ['1101051949', '身份证号应为18位，现在是10位'],
    ['', '身份证号应为18位，现在是0位'],
    ['1101051949123100AX', '身份证号只有数字，末位可以是X'],
    [withIdCheck('99010519491231002'), '前两位不是省级代码'],
    [withIdCheck('11010519490230002'), '第7到14位不是出生日期'],
    ['110105194912310021', '校验位不对，请核对是否输错'],
  ])('%s: %s', (number, problem) => {
    expect(checkIdNumber(number)).toEqual({ ok: false, problem })
  })

  test('nobody is born after today', () => {
    const number = withIdCheck('11010520261124002')
    expect(checkIdNumber(number, '2026-11-23').ok).toBe(false)
    expect(checkIdNumber(number, '2026-11-24').ok).toBe(true)
  })

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (s) => {
        expect(checkIdNumber(s).ok).toBe(false)
        expect(checkUscc(s).ok === !checkUscc(s).warning).toBe(true)
        maskIdNumber(s)
        maskPhone(s)
      }),
    )
  })
})

describe('phones', () => {
  const phone = fc.tuple(fc.integer({ min: 13, max: 19 }), digits(9)).map(([head, tail]) => `${head}${tail}`)

  test('every common way of writing a number is one number', () => {
    fc.assert(
      fc.property(phone, fc.constantFrom('', '+86', '+86 ', '86', '0086 ', '（+86）'), (number, prefix) => {
        const spaced = `${number.slice(0, 3)} ${number.slice(3, 7)}-${number.slice(7)}`
        expect(normalisePhone(prefix + number)).toBe(number)
        expect(normalisePhone(` ${prefix}${spaced}`)).toBe(number)
      }),
    )
    expect(normalisePhone('１３８００００００４２')).toBe('13800000042')
  })

  test.each([
    '',
    '12345678901',
    '1380000004',
    '138000000422',
    '010-65551234',
    '+1 3800000042',
    '1380000004a',
  ])('%j is no mobile number', (s) => expect(normalisePhone(s)).toBeNull())

  test('a mask keeps three and four, and shows nothing of what it cannot read', () => {
    expect(maskPhone('+86 138 0000 0042')).toBe('138****0042')
    expect(maskPhone('010-65551234')).toBe('***********')
  })
})

test('an ID number’s mask shows the last character only', () => {
  fc.assert(
    fc.property(idNumber, (number) => {
      expect(maskIdNumber(number)).toBe(`${'*'.repeat(17)}${number.slice(17)}`)
    }),
  )
  expect(maskIdNumber('12345')).toBe('*'.repeat(18))
})

describe('checkUscc', () => {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
  const withCheck = (body: string) => {
    const sum = [...body].reduce((sum, character, i) => sum + alphabet.indexOf(character) * weights[i]!, 0)
    return body + alphabet[(31 - (sum % 31)) % 31]
  }
  const body = fc
    .string({ unit: fc.constantFrom(...alphabet), minLength: 16, maxLength: 16 })
    .map((s) => `8${s}`)

  test('a code with the right check is accepted, in small letters and with spaces too', () => {
    fc.assert(
      fc.property(body, (body) => {
        const code = withCheck(body)
        expect(checkUscc(code)).toEqual({ ok: true })
        expect(checkUscc(` ${code.slice(0, 9)} ${code.slice(9).toLowerCase()}`)).toEqual({ ok: true })
      }),
    )
  })

  test('any one character changed brings a warning', () => {
    fc.assert(
      fc.property(body, fc.nat(17), fc.constantFrom(...alphabet), (body, at, other) => {
        const code = withCheck(body)
        fc.pre(code[at] !== other)
        const answer = checkUscc(code.slice(0, at) + other + code.slice(at + 1))
        expect(answer.ok).toBe(false)
        expect(answer.warning).toContain('校验位不符')
      }),
    )
  })

  test('length and letters that do not exist are named', () => {
    expect(checkUscc('81110105').warning).toContain('现在是8位')
    expect(checkUscc('8111010500000000IO').warning).toContain('没有I、O、S、V、Z')
  })
})
