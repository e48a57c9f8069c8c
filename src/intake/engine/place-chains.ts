import type { Piece } from './cover.ts'
import { COUNTIES } from './lexicon/counties.ts'
import { CITIES, COUNTRIES, DISTRICTS, PROVINCES } from './lexicon/places.ts'
import { isHan } from './passage.ts'
import type { Range } from './passage.ts'

const countries = new Set(COUNTRIES)
const known = new Set([
  ...PROVINCES,
  ...CITIES,
  ...DISTRICTS,
  ...COUNTIES,
  ...COUNTRIES,
  '长三角',
  '珠三角',
  '京津冀',
  '粤港澳大湾区',
  '中南海',
])
/** Words that name a level of government or settlement, behind the name of it. */
const LEVEL =
  /^(?:省|自治区|特别行政区|市|自治州|州|盟|地区|新区|区|自治县|县|自治旗|旗|街道|镇|乡|村|社区|公社|苏木)$/
const ENDS_IN_LEVEL = /(?:省|自治区|市|自治州|州|盟|地区|新区|区|自治县|县|旗|街道|镇|乡|村|社区|公社)$/
/** What jieba counts among places and names none. */
const NO_PLACE =
  /^(?:中国|中华|全国|祖国|亚洲|欧洲|非洲|世界|城|乡|市|社|新建|各|某)|(?:地区|山区|城区|社区|校区|园区|城市)$/

/** Kinds of words an unlisted place may be made of: 平等|乡, 古城|村. */
const NAMELIKE = /^(?:n|ns|nr|nz|nrt|j|)$/

export interface Chain extends Range {
  /** How many names follow one another: 甘肃省平凉市庄浪县 has three. */
  names: number
  /** Written with the word for its level. */
  level: boolean
  country: boolean
  /** Stands at the head of a clause and does something. */
  subject: boolean
}

/** Places named from the large to the small without a break, and single ones. */
export function chainsIn(text: string, pieces: readonly Piece[]): Chain[] {
  const found: Chain[] = []
  for (let i = 0; i < pieces.length; i++) {
    const first = pieces[i]!
    const word = text.slice(first.from, first.to)
    if (first.candidate || first.to - first.from < 2 || !isPlace(word, first)) continue
    let names = 1
    let level = ENDS_IN_LEVEL.test(word) && word.length > 2
    let k = i
    for (;;) {
      const next = pieces[k + 1]
      if (!next || next.candidate || !isHan(text[next.from])) break
      const w = text.slice(next.from, next.to)
      if (LEVEL.test(w) && !ENDS_IN_LEVEL.test(text.slice(pieces[k]!.from, pieces[k]!.to))) {
        level = true
        k++
        continue
      }
      if (
        next.to - next.from > 1 &&
        (isPlace(w, next) || (next.tag === 'ns' && !NO_PLACE.test(w))) &&
        !countries.has(w)
      ) {
        names++
        if (ENDS_IN_LEVEL.test(w) && w.length > 2) level = true
        k++
        continue
      }
      // 伊川县|平等|乡|古城|村: a name no list has, closed by its level within four words.
      let m = k + 1
      while (
        m < pieces.length &&
        m - k <= 3 &&
        !pieces[m]!.candidate &&
        isHan(text[pieces[m]!.from]) &&
        NAMELIKE.test(pieces[m]!.tag) &&
        !LEVEL.test(text.slice(pieces[m]!.from, pieces[m]!.to)) &&
        !ENDS_IN_LEVEL.test(text.slice(pieces[m]!.from, pieces[m]!.to))
      )
        m++
      const close = pieces[m]
      if (!close || close.candidate || m - k > 3) break
      const c = text.slice(close.from, close.to)
      const closes =
        LEVEL.test(c) || (ENDS_IN_LEVEL.test(c) && c.length > 2 && c.length < 6 && /^n/.test(close.tag))
      const length = close.to - pieces[k]!.to
      if (
        !closes ||
        length < 2 ||
        length > 9 ||
        /^(?:市|省)$/.test(c) ||
        /某/.test(text.slice(pieces[k]!.to, close.to)) ||
        /^(?:全|各|城|山|社|园|校|厂|矿|辖|景|小|牧|库|郊|灾|片)/.test(text.slice(close.from - 1, close.from))
      )
        break
      names++
      level = true
      k = m
    }
    found.push({
      from: first.from,
      to: pieces[k]!.to,
      names,
      level,
      country: countries.has(word),
      subject:
        /^$|[，。；：“”！？\n]/.test(text[first.from - 1] ?? '') &&
        /^(?:v|d|p|ad|t)/.test(pieces[k + 1]?.tag ?? ''),
    })
    i = k
  }
  return found
}

function isPlace(word: string, piece: Piece): boolean {
  return known.has(word) || (piece.tag === 'ns' && word.length > 2 && !NO_PLACE.test(word))
}
