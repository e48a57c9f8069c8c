import { Refused, tooLarge, type Archive } from './office-archive.ts'
import type { SheetRow } from './office.ts'

/** As office programs number them (ECMA-376 part 1, 18.3): what lies beyond is no sheet. */
const lastRow = 1_048_576
const lastColumn = 16_384
const longestCell = 32_767
/** Columns that may say something; lists of ours have a dozen. */
const mostColumns = 256
/** Empty ones too: formatting alone makes many. */
const mostCells = 6_000_000
const mostSheets = 1_000
const mostStrings = 1_000_000
const mostFormats = 65_536
/** Characters of the shared strings, and of all cells together: one string may stand in every cell. */
const mostCharacters = 24_000_000
/** Rows, and characters, that are sent on at once: what the program takes over in a few milliseconds. */
const parcel = { rows: 2_000, characters: 500_000 }

/** Sends the rows of the first sheet that is not hidden to `take`; true when there are more than `mostRows`. */
export async function readSheet(
  archive: Archive,
  mostRows: number,
  take: (rows: SheetRow[]) => void,
): Promise<boolean> {
  const main = await archive.main('xl')
  const links = await archive.links(main)
  let sheet: string | undefined
  let sheets = 0
  let from1904 = false
  await archive.read(main, {
    open: (tag, { id, state, date1904 }) => {
      if (tag === 'workbookPr') from1904 = date1904 === '1' || date1904 === 'true'
      if (tag !== 'sheet') return
      if (++sheets > mostSheets) throw tooLarge(`里面有${mostSheets}个以上工作表`)
      if (id && (state === undefined || state === 'visible')) sheet ??= links.get(id)?.target
    },
  })
  if (!sheet) throw new Refused('file-broken')
  const of = (kind: string) => [...links.values()].find((link) => link.kind === kind)?.target
  const [stringsPart, stylesPart] = [of('sharedStrings'), of('styles')]
  const strings = stringsPart && archive.has(stringsPart) ? await readStrings(archive, stringsPart) : []
  const dates = stylesPart && archive.has(stylesPart) ? await readDateStyles(archive, stylesPart) : []
  return await readRows(archive, sheet, { strings, dates, from1904, mostRows, take })
}

async function readStrings(archive: Archive, part: string): Promise<string[]> {
  const strings: string[] = []
  let characters = 0
  const reading = textOf('si', (text) => {
    characters += text.length
    if (strings.push(text) > mostStrings || characters > mostCharacters) throw tooLarge('里面的文字太多')
  })
  await archive.read(part, reading)
  return strings
}

/** Collects the text within `<item>`: of its runs, not of the reading aids above them. */
function textOf(item: string, take: (text: string) => void) {
  let text = ''
  let within = false
  let aid = 0
  return {
    open(tag: string) {
      if (tag === item) text = ''
      else if (tag === 'rPh') aid++
      else if (tag === 't') within = aid === 0
    },
    text(more: string) {
      if (!within) return
      text += more
      if (text.length > longestCell) throw tooLarge(`有一格超过${longestCell}个字`)
    },
    close(tag: string) {
      if (tag === 't') within = false
      else if (tag === 'rPh') aid--
      else if (tag === item) take(text)
    },
  }
}

/** Number formats that are dates without saying so (18.8.30, and those of Chinese office programs). */
const builtInDate = (id: number) =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** Which cell styles show a number as a date, by their index. */
async function readDateStyles(archive: Archive, part: string): Promise<boolean[]> {
  const custom = new Map<number, boolean>()
  const dates: boolean[] = []
  let within = false
  await archive.read(part, {
    open: (tag, { numFmtId, formatCode }) => {
      if (tag === 'numFmt' && numFmtId && formatCode !== undefined) {
        if (custom.size >= mostFormats) throw tooLarge('里面的格式太多')
        const bare = formatCode.slice(0, 256).replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '')
        custom.set(Number(numFmtId), /[ymdhs]/i.test(bare))
      } else if (tag === 'cellXfs') within = true
      else if (tag === 'xf' && within) {
        const id = Number(numFmtId ?? 0)
        if (dates.push(custom.get(id) ?? builtInDate(id)) > mostFormats) throw tooLarge('里面的格式太多')
      }
    },
    close: (tag) => {
      if (tag === 'cellXfs') within = false
    },
  })
  return dates
}

/** `AB12` → 27; -1 for what is no cell of a sheet. */
function columnOf(ref: string): number {
  const letters = /^\$?([A-Z]{1,3})\$?[0-9]{1,7}$/.exec(ref)?.[1]
  if (!letters) return -1
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column > lastColumn ? -1 : column - 1
}

/** A day (and a time where there is one) from its number: days since the last of 1899, or the first of 1904. */
function dayOf(serial: number, from1904: boolean): string {
  // 1900 is a leap year to office programs: the days before its 1 March are one off.
  const days = from1904 ? serial + 1_462 : serial < 61 ? serial + 1 : serial
  const at = new Date(Math.round((days - 25_569) * 86_400) * 1_000)
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9_999 || serial < 0) return String(serial)
  const text = at.toISOString()
  const time = text.slice(11, 16)
  return time === '00:00' ? text.slice(0, 10) : `${text.slice(0, 10)} ${time}`
}

async function readRows(
  archive: Archive,
  part: string,
  of: {
    strings: string[]
    dates: boolean[]
    from1904: boolean
    mostRows: number
    take: (rows: SheetRow[]) => void
  },
): Promise<boolean> {
  const { strings, dates, mostRows } = of
  let rows: SheetRow[] = []
  let sent = 0
  let values: string[] | null = null
  let [row, column, seen, cells, characters] = [0, -1, 0, 0, 0]
  let [type, style, raw, within, more] = ['n', 0, '', false, false]
  let inline = ''
  const inlineText = textOf('is', (text) => (inline = text))

  const shown = (): string => {
    if (type === 'inlineStr') return inline
    if (raw === '') return ''
    if (type === 's') {
      const text = /^[0-9]{1,9}$/.test(raw) ? strings[Number(raw)] : undefined
      if (text === undefined) throw new Refused('file-broken')
      return text
    }
    if (type === 'b') return raw === '1' ? 'TRUE' : 'FALSE'
    if (type !== 'n') return raw
    const number = Number(raw)
    if (!Number.isFinite(number)) return raw
    return dates[style] ? dayOf(number, of.from1904) : String(number)
  }

  await archive.read(part, {
    open(tag, given) {
      inlineText.open(tag)
      if (tag === 'row') {
        const next = given['r'] === undefined ? row + 1 : Number(given['r'])
        if (!Number.isInteger(next) || next <= row || next > lastRow) throw new Refused('file-broken')
        if (++seen > mostRows) {
          more = true
          return false
        }
        row = next
        column = -1
        values = []
      } else if (tag === 'c') {
        if (++cells > mostCells) throw tooLarge('里面的单元格太多')
        column = given['r'] === undefined ? column + 1 : columnOf(given['r'])
        if (column < 0 || column >= lastColumn) throw new Refused('file-broken')
        type = given['t'] ?? 'n'
        style = Number(given['s'] ?? 0)
        raw = inline = ''
      } else if (tag === 'v') within = true
      return true
    },
    text(text) {
      inlineText.text(text)
      if (!within) return
      raw += text
      if (raw.length > longestCell) throw tooLarge(`有一格超过${longestCell}个字`)
    },
    close(tag) {
      inlineText.close(tag)
      if (tag === 'v') within = false
      else if (tag === 'c' && values) {
        const value = shown()
        if (value === '') return
        characters += value.length
        if (column >= mostColumns) throw tooLarge(`第${mostColumns}列以后还有内容`)
        if (characters > mostCharacters) throw tooLarge('里面的文字太多')
        while (values.length < column) values.push('')
        values[column] = value
      } else if (tag === 'row' && values) {
        rows.push({ row, values })
        values = null
        if (rows.length < parcel.rows && characters - sent < parcel.characters) return
        of.take(rows)
        rows = []
        sent = characters
      }
    },
  })
  of.take(rows)
  return more
}
