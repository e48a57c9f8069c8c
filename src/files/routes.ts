import { FileError } from '../kernel/files.ts'
import { splitRecordId } from '../kernel/id.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { sql } from '../kernel/db.ts'
import type { Services } from '../kernel/context.ts'
import type { Job } from '../kernel/job.ts'
import { fileProblems, fileRoutes } from './contract.ts'

/** A photo from a phone's camera, after the phone made it smaller. Bytes. */
const largest = 10 * 1024 * 1024
/** A file nobody linked to a record within this time was never sent. Milliseconds. */
const patience = 24 * 3_600_000

/** Removes what was uploaded and never used: a form given up, a send that failed for good. */
const sweep = (services: Services): Job => ({
  name: 'file.sweep',
  every: '20 3 * * *',
  async run() {
    const before = new Date(services.clock.now().getTime() - patience)
    const { rows } = await sql<{ sha256: string }>`
      delete from stored_file f where f.stored_at < ${before} and not exists (select 1 from file_link l where l.sha256 = f.sha256)
      returning f.sha256`.execute(services.db)
    for (const { sha256 } of rows) await services.files.remove(sha256)
    if (rows.length) services.log(`清理了 ${rows.length} 个没有用上的文件`)
  },
})

export const files = capability({
  name: 'files',
  contract: fileRoutes,
  problems: fileProblems,
  jobs: (services) => [sweep(services)],
  stories: {
    async uploadPhoto(c) {
      try {
        const { sha256, bytes, mime } = await c.services.files.put(c.file, {
          allow: ['photo'],
          maxBytes: largest,
        })
        // Sent again, it is as new: the sweep counts from the last time.
        await c.db
          .insertInto('stored_file')
          .values({ sha256, mime, bytes, stored_at: c.now })
          .onConflict((oc) => oc.column('sha256').doUpdateSet({ stored_at: c.now }))
          .execute()
        return { sha256, bytes, mime }
      } catch (error) {
        if (error instanceof FileError) throw problem(error.code, { hint: `${error.message}。` })
        throw error
      }
    },

    /** What hangs on a record is shown to those who may read the record; for all others it is not there. */
    async showFile(c) {
      const key = splitRecordId(c.params.about)
      const link =
        key &&
        (await c.db
          .selectFrom('file_link')
          .select(['noun', 'mime'])
          .where('area', '=', key.area)
          .where('subject', '=', key.id)
          .where('sha256', '=', c.params.sha256)
          .limit(1)
          .executeTakeFirst())
      if (!link || !(await c.mayRead(link.noun, key, c.query))) throw problem('not-found')
      const content = await c.services.files.read(c.params.sha256)
      if (!content) throw problem('not-found')
      return (
        c.reply
          .type(link.mime)
          .header('content-disposition', 'inline')
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', "default-src 'none'; sandbox")
          // The address is a digest, but who may see it can change: the browser keeps it, no proxy does.
          .header('cache-control', 'private, max-age=3600')
          .send(content)
      )
    },
  },
})
