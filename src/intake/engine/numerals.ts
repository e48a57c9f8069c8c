const DIGITS: Record<string, number> = {
  〇: 0,
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 }
const LARGE: Record<string, number> = { 万: 10_000, 亿: 100_000_000 }

/** Value of a Chinese numeral (四十二, 一百零三, 三千五百万); NaN where it is none. */
export function chineseNumber(text: string): number {
  if (!/^[〇零一二两三四五六七八九十百千万亿]+$/.test(text)) return NaN
  if (/^[〇零一二三四五六七八九]{2,}$/.test(text)) return Number([...text].map((c) => DIGITS[c]).join(''))
  let total = 0
  let section = 0
  let digit = 0
  for (const c of text) {
    if (c in DIGITS) digit = DIGITS[c]!
    else if (c in UNITS) {
      section += (digit || 1) * UNITS[c]!
      digit = 0
    } else {
      total = (total + section + digit || 1) * LARGE[c]!
      section = 0
      digit = 0
    }
  }
  return total + section + digit
}

/** Value of a number as the press writes it: 1.99亿, 11,600, 290多万, 三百二十. */
export function numberValue(digits: string, multiplier: string): number {
  const plain = digits.replace(/[,，\s]/g, '')
  const base = /^[\d.]+$/.test(plain) ? Number(plain) : chineseNumber(plain)
  let value = base
  for (const c of multiplier) value *= LARGE[c] ?? UNITS[c] ?? 1
  // 1.99 × 10^8 must not end in …0001.
  return Math.round(value * 1e6) / 1e6
}
