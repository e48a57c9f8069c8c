// The formats that identify people, phones and organisations in mainland China: checked, brought to one spelling,
// and masked for display. Pure; the browser checks with the same rules while a person types.

const idWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const idChecks = '10X98765432'
// GB/T 2260; 81 to 83 stand for residents from Hong Kong, Macau and Taiwan. The permanent residence card for
// foreigners of 2023 has the same shape with a 9 before the province.
const provinces = /^9?(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/

export type IdNumber = {
  ok: boolean
  /** Upper case, without spaces; what to store and to hash. Present when `ok`. */
  normal?: string
  /** `YYYY-MM-DD` */
  birth?: string
  sex?: 'M' | 'F'
  /** Why not, for the person who typed it. */
  problem?: string
}

/**
 * Checks a citizen identity number (GB 11643-1999: 18 characters, check by ISO 7064 MOD 11-2). Spaces, full-width
 * digits and a lower-case x are accepted. Numbers of 15 digits are no longer valid (since 2013).
 * @param today `YYYY-MM-DD`; when given, a birthday after it is a problem
 */
export function checkIdNumber(s: string, today?: string): IdNumber {
  const normal = compact(s).toUpperCase()
  if (/^\d{15}$/.test(normal)) return { ok: false, problem: '15位旧证号已停用，请填18位号码' }
  if (normal.length !== 18) return { ok: false, problem: `身份证号应为18位，现在是${normal.length}位` }
  if (!/^\d{17}[\dX]$/.test(normal)) return { ok: false, problem: '身份证号只有数字，末位可以是X' }
  if (!provinces.test(normal)) return { ok: false, problem: '前两位不是省级代码' }
  const birth = `${normal.slice(6, 10)}-${normal.slice(10, 12)}-${normal.slice(12, 14)}`
  if (!isDate(birth) || birth < '1800-01-01' || (today && birth > today)) {
    return { ok: false, problem: '第7到14位不是出生日期' }
  }
  const sum = idWeights.reduce((sum, weight, i) => sum + weight * Number(normal[i]), 0)
  if (idChecks[sum % 11] !== normal[17]) return { ok: false, problem: '校验位不对，请核对是否输错' }
  return { ok: true, normal, birth, sex: Number(normal[16]) % 2 === 1 ? 'M' : 'F' }
}

/**
 * Only the last character stays: with the birth date, which stands beside it, more would leave a handful of numbers.
 * Anything that is not of 18 characters is masked whole.
 */
export function maskIdNumber(s: string): string {
  const normal = compact(s).toUpperCase()
  return normal.length === 18 ? `${'*'.repeat(17)}${normal.slice(17)}` : '*'.repeat(18)
}

/**
 * A mainland mobile number as its 11 digits; null when it is none. Accepts spaces, hyphens, brackets, full-width
 * digits and the country code as +86, 86 or 0086.
 */
export function normalisePhone(s: string): string | null {
  const digits = compact(s).replace(/[()-]/g, '')
  return /^(?:\+86|0086|86)?(1[3-9]\d{9})$/.exec(digits)?.[1] ?? null
}

/** `138****0042`; anything that is not a mobile number is masked whole. */
export function maskPhone(s: string): string {
  const phone = normalisePhone(s)
  return phone ? `${phone.slice(0, 3)}****${phone.slice(7)}` : '*'.repeat(11)
}

const usccAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/**
 * Checks a unified social credit code (GB 32100-2015). Some codes given out early fail the check: `warning` is to
 * be shown and never to block. Trade unions' codes begin with 8.
 */
export function checkUscc(s: string): { ok: boolean; warning?: string } {
  const code = compact(s).toUpperCase()
  if (code.length !== 18) return { ok: false, warning: `统一社会信用代码应为18位，现在是${code.length}位` }
  const values = [...code].map((character) => usccAlphabet.indexOf(character))
  if (values.includes(-1))
    return { ok: false, warning: '统一社会信用代码只有数字和大写字母，没有I、O、S、V、Z' }
  let sum = 0
  let weight = 1
  for (const value of values.slice(0, 17)) {
    sum += value * weight
    weight = (weight * 3) % 31
  }
  if ((31 - (sum % 31)) % 31 !== values[17])
    return { ok: false, warning: '校验位不符，请核对；早年发的代码可能本来如此' }
  return { ok: true }
}

/** Without white space of any width, full-width characters made ordinary. */
function compact(s: string): string {
  return s
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200f\u202a-\u202e\ufeff]/g, '')
    .replace(/[‐‑‒–—−]/g, '-')
}

function isDate(date: string): boolean {
  const at = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === date
}
