// Ledgers (台账) as workbooks that an officer can print, filter and hand in. How a sheet looks is said once, by a
// workbook of one line that the library styles; the lines themselves are written into it as they come, packed at once,
// so that a hundred thousand take no more memory than what they are packed to.
import { Readable } from 'node:stream'
import { writeXlsx, type Cell, type CellStyle } from 'hucre/xlsx'
import { fromBufferPromise } from 'yauzl'
import { ZipFile } from 'yazl'
import { fitText } from './characters.ts'
import { problem } from './problem.ts'

/**
 * How a column is typed. A `day` is text as the database has it (2026-12-01), a `time` an instant, shown as the time of
 * day in Beijing; ids and phones are text, so that no office program takes them for numbers.
 */
const formats = { text: '@', number: '0', day: 'yyyy-mm-dd', time: 'yyyy-mm-dd hh:mm' } as const

export type LedgerColumn<Row> = {
  name: string
  /** In characters, as office programs count them: a Chinese one takes two. */
  width: number
  type: keyof typeof formats
  of: (row: Row) => string | number | Date | null
}

export type Ledger<Row> = {
  /** Of the sheet: at most 31 characters, none of `:\/?*[]`. */
  name: string
  title: string
  /** What was chosen; how many lines there are is added. */
  facts: string
  columns: readonly LedgerColumn<Row>[]
  /** The measure word of a line: 件, 项, 人. */
  unit: string
  /** Parcels of lines, in order. What lies beyond `most` is left out, and said. */
  rows: AsyncIterable<readonly Row[]>
  most: number
  by: string
  /** `2026-12-01` */
  day: string
}

/** Packed bytes of a ledger; 100,000 concerns take a quarter. */
const mostBytes = 64 * 1024 * 1024
/** What one cell holds (ECMA-376 18.18): an office program takes a longer one for damage. */
const longestCell = 32_767
/** Characters across one landscape page of A4, made smaller to 7.5 points: less cannot be read. */
const pageWidth = 200
/** Points. A row is at most as high as an office program allows (ECMA-376 18.3.1.73). */
const lineHeight = 13.5
const mostHeight = 409

const thin = { style: 'thin', color: { rgb: '8C8C8C' } } as const
const border = { top: thin, right: thin, bottom: thin, left: thin }
const looks = {
  title: { font: { name: '黑体', size: 16 }, alignment: { horizontal: 'center', vertical: 'center' } },
  facts: { alignment: { horizontal: 'left', vertical: 'center', wrapText: true } },
  head: {
    font: { name: '宋体', size: 10, bold: true },
    fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'EDEDED' } },
    alignment: { horizontal: 'center', vertical: 'center', wrapText: true },
    border,
  },
  foot: { alignment: { horizontal: 'left', vertical: 'center' } },
} satisfies Record<string, CellStyle>

const body = (type: keyof typeof formats, width: number): CellStyle => ({
  numFmt: formats[type],
  border,
  alignment:
    // Words of a list of few are easier to compare in the middle.
    type === 'text' && width > 12
      ? { horizontal: 'left', vertical: 'center', wrapText: true }
      : { horizontal: 'center', vertical: 'center', wrapText: type === 'text' },
})

/** Where the words that are known last are put in: texts of the workbook stand in a part of their own, written last. */
const marks = { facts: '{facts}', foot: '{foot}' }

const letters = (column: number): string =>
  (column >= 26 ? letters(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26))

/** As text of XML. Office programs read `_x0041_` as a character by its number: an underscore that begins one is written so. */
const escaped = (text: string): string =>
  fitText(text)
    .replace(/\r\n?/g, '\n')
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')

/** A leading `=`, `+`, `-` or `@` would be read as a formula by an office program that takes the cell over. */
const plain = (text: string): string => (/^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text)

/** How many lines a text takes in a column: an office program makes room by itself only where it is typed into. */
function linesOf(text: string, width: number): number {
  if (2 * text.length <= width && !text.includes('\n')) return 1
  let lines = 0
  for (const part of text.split('\n')) {
    let wide = 0
    // Everything from the Chinese punctuation on is two wide; Latin letters are one.
    for (let at = 0; at < part.length; at++) wide += part.charCodeAt(at) < 0x2e80 ? 1 : 2
    lines += Math.max(1, Math.ceil(wide / width))
  }
  return lines
}

/** Days since the last of 1899, in Beijing. */
const serial = (at: Date): number => Math.round(at.getTime() / 1_000 + 8 * 3_600) / 86_400 + 25_569

function cell(
  ref: string,
  style: string,
  value: string | number | Date | null,
  type: keyof typeof formats,
): string {
  if (value === null || value === '') return `<c r="${ref}" s="${style}"/>`
  if (value instanceof Date) return `<c r="${ref}" s="${style}"><v>${serial(value)}</v></c>`
  if (typeof value === 'number') return `<c r="${ref}" s="${style}"><v>${value}</v></c>`
  if (type === 'day')
    return `<c r="${ref}" s="${style}"><v>${serial(new Date(`${value}T00:00:00+08:00`))}</v></c>`
  const safe = plain(value)
  const text = safe.length > longestCell ? `${safe.slice(0, longestCell - 1)}…` : safe
  return `<c r="${ref}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`
}

/** The workbook of one line, its parts by name. */
async function mould<Row>(ledger: Ledger<Row>): Promise<Map<string, string>> {
  const columns = [{ name: '序号', width: 6, type: 'number' as const }, ...ledger.columns]
  const last = columns.length - 1
  const cells = new Map<string, Partial<Cell>>()
  const put = (row: number, column: number, value: string | number, style: CellStyle) =>
    cells.set(`${row},${column}`, { value, style })
  put(0, 0, fitText(ledger.title), looks.title)
  put(1, 0, marks.facts, looks.facts)
  put(4, 0, marks.foot, looks.foot)
  for (const [at, { name, type, width }] of columns.entries()) {
    put(2, at, name, looks.head)
    put(3, at, 1, body(type, width))
  }
  const width = widthOf(ledger)
  const lines = linesOf(ledger.facts, Math.min(width, pageWidth) - 20)
  const file = await writeXlsx({
    defaultFont: { name: '宋体', size: 10 },
    sheets: [
      {
        name: ledger.name,
        columns: columns.map((one) => ({ width: one.width })),
        rows: [[], [], [], [], []],
        cells,
        // Across the first page: on a wide ledger a title in the middle of all of it would stand between two pages.
        merges: [0, 1, 4].map((row) => ({
          startRow: row,
          endRow: row,
          startCol: 0,
          endCol: acrossOne(columns),
        })),
        rowDefs: new Map([
          [0, { height: 32 }],
          [1, { height: 3 + lineHeight * lines }],
          [2, { height: 30 }],
        ]),
        freezePane: { rows: 3, columns: 2 },
        autoFilter: { range: `A3:${letters(last)}4` },
        headerFooter: { oddFooter: '&C第 &P 页，共 &N 页' },
        pageSetup: {
          paperSize: 'a4',
          orientation: 'landscape',
          fitToPage: true,
          fitToWidth: Math.ceil(width / pageWidth),
          fitToHeight: 0,
          margins: { left: 0.4, right: 0.4, top: 0.6, bottom: 0.6, header: 0.3, footer: 0.3 },
          printTitlesRow: '$1:$3',
        },
      },
    ],
  })
  const parts = new Map<string, string>()
  const zip = await fromBufferPromise(Buffer.from(file))
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = []
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer)
    parts.set(entry.fileName, Buffer.concat(chunks).toString())
  }
  return parts
}

const widthOf = (ledger: Pick<Ledger<never>, 'columns'>) =>
  ledger.columns.reduce((sum, one) => sum + one.width, 6)
const wide = (ledger: Pick<Ledger<never>, 'columns'>) => widthOf(ledger) > pageWidth

/** The last column of those that stand on the first printed page. */
function acrossOne(columns: readonly { width: number }[]): number {
  let width = 0
  const beyond = columns.findIndex((one) => (width += one.width) > pageWidth)
  return beyond < 0 ? columns.length - 1 : Math.max(1, beyond - 1)
}

const sheetPart = 'xl/worksheets/sheet1.xml'

/**
 * Writes a ledger; `count` is how many lines it has. `going` is asked between parcels whether anybody still waits for it.
 * @throws ledger-too-large
 */
export async function writeLedger<Row>(
  ledger: Ledger<Row>,
  going: () => boolean = () => true,
): Promise<{ file: Buffer; count: number }> {
  const parts = await mould(ledger)
  const sheet = parts.get(sheetPart)!
  const open = sheet.indexOf('<row r="4"')
  const foot = sheet.slice(sheet.indexOf('<row r="5"'), sheet.indexOf('</sheetData>'))
  const styles = [
    ...sheet.slice(open, sheet.indexOf('<row r="5"')).matchAll(/<c r="[A-Z]+4" s="(\d+)"/g),
  ].map((found) => found[1]!)
  const names = [0, ...ledger.columns].map((_, at) => letters(at))
  let count = 0
  let more = false

  async function* lines() {
    yield sheet.slice(0, open).replace(/<dimension [^>]*>/, '')
    for await (const parcel of ledger.rows) {
      let text = ''
      for (const row of parcel) {
        if (count === ledger.most) {
          more = true
          break
        }
        const r = ++count + 3
        let [cells, most] = ['', 1]
        for (const [at, { of, type, width }] of ledger.columns.entries()) {
          const value = of(row)
          cells += cell(`${names[at + 1]}${r}`, styles[at + 1]!, value, type)
          // A margin at either side.
          if (type === 'text' && value) most = Math.max(most, linesOf(String(value), width - 1))
        }
        const height = Math.min(mostHeight, 4 + lineHeight * most)
        text += `<row r="${r}" ht="${height}" customHeight="1"><c r="A${r}" s="${styles[0]}"><v>${count}</v></c>${cells}</row>`
      }
      yield text
      if (more || !going()) break
    }
    const end = Math.max(count, 1) + 3
    const signed = end + 2
    yield foot.replace('<row r="5"', `<row r="${signed}"`).replace(/r="([A-Z]+)5"/g, `r="$1${signed}"`)
    yield sheet
      .slice(sheet.indexOf('</sheetData>'))
      .replace(/(<autoFilter ref="A3:[A-Z]+)4"/, `$1${end}"`)
      .replace(/ref="A5:([A-Z]+)5"/, `ref="A${signed}:$1${signed}"`)
  }

  const defined = (name: string, ...ranges: (string | null)[]) =>
    `<definedName name="_xlnm.${name}" localSheetId="0"${name === 'Print_Titles' ? '' : ' hidden="1"'}>${ranges
      .filter((range) => range !== null)
      .map((range) => `'${ledger.name}'!${range}`)
      .join(',')}</definedName>`
  const facts = () =>
    [
      ledger.facts,
      `共${count}${ledger.unit}`,
      more && `只列前${ledger.most}${ledger.unit}，还有没列出的，请缩小条件分次导出`,
    ]
      .filter(Boolean)
      .join('。')
  const written: Record<string, () => string> = {
    'xl/workbook.xml': () =>
      parts.get('xl/workbook.xml')!.replace(
        /<definedNames>.*<\/definedNames>/,
        // Columns before rows, as office programs write it; the range the filter is of has a name of its own.
        () =>
          `<definedNames>${defined('Print_Titles', wide(ledger) ? '$A:$B' : null, '$1:$3')}${defined('_FilterDatabase', `$A$3:$${names.at(-1)}$${Math.max(count, 1) + 3}`)}</definedNames>`,
      ),
    'xl/sharedStrings.xml': () =>
      parts
        .get('xl/sharedStrings.xml')!
        .replace(marks.facts, () => escaped(plain(facts())))
        .replace(marks.foot, () =>
          escaped(`制表：${ledger.by}　　　　审核：　　　　　　　　日期：${ledger.day}`),
        ),
  }
  const zip = new ZipFile()
  const pieces: Buffer[] = []
  let bytes = 0
  const packed = (async () => {
    for await (const piece of zip.outputStream as Readable) {
      pieces.push(piece as Buffer)
      bytes += (piece as Buffer).length
      if (bytes > mostBytes) throw problem('ledger-too-large')
    }
  })()
  const failed = new Promise<never>((_resolve, reject) => zip.on('error', reject))
  zip.addReadStreamLazy(sheetPart, (give) => {
    const stream = Readable.from(lines(), { objectMode: false })
    stream.on('error', (error) => zip.emit('error', error))
    give(null, stream)
  })
  for (const [name, content] of parts)
    if (name !== sheetPart)
      zip.addReadStreamLazy(name, (give) =>
        give(null, Readable.from([Buffer.from(written[name]?.() ?? content)], { objectMode: false })),
      )
  zip.end()
  await Promise.race([packed, failed])
  return { file: Buffer.concat(pieces), count }
}
