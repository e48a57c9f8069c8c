import type { FastifyReply } from 'fastify'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Answers a workbook as a download called `name`. */
export function sendSheet(c: { reply: FastifyReply }, name: string, file: Uint8Array) {
  return c.reply
    .type(xlsx)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.xlsx`)}`)
    .header('cache-control', 'no-store')
    .send(Buffer.from(file.buffer, file.byteOffset, file.byteLength))
}
