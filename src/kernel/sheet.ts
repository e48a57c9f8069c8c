import type { FastifyReply } from 'fastify'
import { writeXlsx, type CellValue, type WriteSheet } from 'hucre/xlsx'
import { shanghaiDate } from './working-days.ts'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** A leading `=`, `+`, `-` or `@` would be read as a formula by an office program that takes the cell over. */
const plainCell = (value: CellValue): CellValue =>
  typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value

/** Answers a workbook as a download called `name`. */
export async function sendSheet(
  c: { reply: FastifyReply },
  { name, sheets }: { name: string; sheets: WriteSheet[] },
) {
  const file = await writeXlsx({
    sheets: sheets.map((sheet) => ({ ...sheet, rows: sheet.rows?.map((row) => row.map(plainCell)) })),
  })
  return c.reply
    .type(xlsx)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.xlsx`)}`)
    .send(Buffer.from(file))
}

/** How a column of a ledger is typed; ids and phones are text, so that no office program takes them for numbers. */
const formats = { text: '@', number: '0', day: 'yyyy-mm-dd', time: 'yyyy-mm-dd hh:mm' } as const

export type LedgerColumn<Row> = {
  name: string
  width: number
  type: keyof typeof formats
  of: (row: Row) => string | number | Date | null
}

/** Cells hold no zone: what is written is the time of day in Beijing. */
const inBeijing = (value: string | number | Date | null): CellValue =>
  value instanceof Date ? new Date(value.getTime() + 8 * 3_600_000) : value

/**
 * A ledger (台账): title, what it holds, a header that stays and is printed on every page, 序号, typed columns, and the
 * line officers sign.
 */
export function ledger<Row>(table: {
  name: string
  title: string
  /** What was chosen, and what is left out. */
  facts: string
  columns: LedgerColumn<Row>[]
  rows: readonly Row[]
  by: string
  now: Date
}): WriteSheet {
  const { columns, rows } = table
  const last = columns.length
  return {
    name: table.name,
    columns: [
      { width: 6, numFmt: formats.number },
      ...columns.map(({ width, type }) => ({ width, numFmt: formats[type] })),
    ],
    rows: [
      [table.title],
      [table.facts],
      ['序号', ...columns.map(({ name }) => name)],
      ...rows.map((row, i) => [i + 1, ...columns.map(({ of }) => inBeijing(of(row)))]),
      [],
      [`制表：${table.by}`, '', '审核：', '', `日期：${shanghaiDate(table.now)}`],
    ],
    merges: [0, 1].map((row) => ({ startRow: row, endRow: row, startCol: 0, endCol: last })),
    freezePane: { rows: 3 },
    pageSetup: {
      paperSize: 'a4',
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      printTitlesRow: '$1:$3',
    },
  }
}
