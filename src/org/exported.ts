import type { FastifyReply } from 'fastify'
import type { Ctx, OpenCtx } from '../kernel/context.ts'
import { writeLedger, type LedgerColumn } from '../kernel/ledger.ts'
import { sendSheet } from '../kernel/sheet.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { orgSubject } from './org.ts'

/** More than any office program opens with pleasure; what lies beyond is said, not cut in silence. */
const mostLines = 100_000

/** The pages of a list from the first to the last, as it is read on the screen. */
export async function* pagesOf<Row>(
  page: (cursor: string | undefined, limit: number) => Promise<{ rows: Row[]; next: string | null }>,
): AsyncGenerator<Row[]> {
  let cursor: string | undefined
  do {
    const { rows, next } = await page(cursor, 500)
    yield rows
    cursor = next ?? undefined
  } while (cursor)
}

/**
 * Answers a list as a ledger. What is written is one moment's state, read before the first byte is sent, so that what
 * goes wrong is answered as a problem and not as half a file; taking it away leaves an event of who, what and how many.
 */
export async function sendLedger<Row>(
  c: OpenCtx & { reply: FastifyReply },
  table: {
    /** `诉求台账`: of the file, the sheet, and after the org's name the title. */
    name: string
    /** `concern.exported` */
    event: string
    unit: string
    /** What was chosen, in words; empty for everything. */
    filter: string
    columns: readonly LedgerColumn<Row>[]
    /** The lines, read with the context given: of one moment. */
    rows: (c: Ctx) => AsyncIterable<readonly Row[]>
  },
) {
  const { acting, name } = c.staff()
  const day = shanghaiDate(c.now)
  const filter = table.filter || '全部'
  const { file, count } = await c.services.ledgers.take(() =>
    c.services.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((db) =>
        writeLedger(
          {
            name: table.name,
            title: `${acting.orgName}${table.name}`,
            facts: `条件：${filter}`,
            unit: table.unit,
            columns: table.columns,
            rows: table.rows({ ...c, db }),
            most: mostLines,
            by: name,
            day,
          },
          () => !c.reply.raw.destroyed,
        ),
      ),
  )
  await c.write((w) =>
    w.append({
      area: acting.area,
      // No one record: the union whose list it was taken from.
      noun: 'org',
      subject: orgSubject(acting.orgId),
      type: table.event,
      text: `导出${table.name} ${count} ${table.unit}`,
      note: filter,
      shown: 'owner',
    }),
  )
  return sendSheet(c, `${table.name}-${day}`, file)
}
