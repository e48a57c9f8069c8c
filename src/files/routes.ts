import { lookupHash } from '../kernel/cipher.ts'
import type { Ctx, WriteCtx } from '../kernel/context.ts'
import { FileError, type StoredFile } from '../kernel/files.ts'
import { ticketFor } from '../kernel/file-ticket.ts'
import { splitRecordId } from '../kernel/id.ts'
import { networkOf } from '../kernel/network.ts'
import { problem } from '../kernel/problem.ts'
import { capability } from '../kernel/route.ts'
import { sql } from '../kernel/db.ts'
import type { Job } from '../kernel/job.ts'
import type { UploadTable } from '../kernel/tables.ts'
import { fileProblems, fileRoutes } from './contract.ts'

/** A photo from a phone's camera, after the phone made it smaller. Bytes. */
const largest = 10 * 1024 * 1024
/** What may wait unused at once, in bytes; of one who is signed in, of one address, of all addresses, and of everybody. */
const mostUnused = {
  person: 100 * 1024 * 1024,
  address: 200 * 1024 * 1024,
  unnamed: 1024 * 1024 * 1024,
  everyone: 2 * 1024 * 1024 * 1024,
}
/** The least a file takes of a disk. */
const block = 4_096
/** A file nobody linked to a record within this time was never sent. Milliseconds. */
const patience = 24 * 3_600_000

/**
 * Removes what was uploaded and never used: a form given up, a send that failed for good. The row is locked while
 * the content goes, so that a record taking it, or the same photo arriving again, waits and then knows.
 */
const sweep: Job = {
  name: 'file.sweep',
  every: '20 3 * * *',
  async run({ services, now }) {
    const before = new Date(now.getTime() - patience)
    const unused = sql`f.stored_at < ${before} and not exists (select 1 from file_link l where l.sha256 = f.sha256)`
    let removed = 0
    for (let after = ''; ;) {
      const { rows } = await sql<{ sha256: string }>`
        select f.sha256 from stored_file f where f.sha256 > ${after} and ${unused} order by f.sha256 limit 500`.execute(
        services.db,
      )
      for (const { sha256 } of rows) {
        await services.writes.transaction().execute(async (tx) => {
          await sql`select 1 from stored_file where sha256 = ${sha256} for update`.execute(tx)
          // A statement of its own: what was linked while we waited for the lock is seen now.
          const gone = await sql`delete from stored_file f where f.sha256 = ${sha256} and ${unused}`.execute(
            tx,
          )
          if (!gone.numAffectedRows) return
          await services.files.remove(sha256)
          removed++
        })
      }
      after = rows.at(-1)?.sha256 ?? ''
      if (!after) break
    }
    await services.files.tidy(before)
    if (removed) services.log(`清理了 ${removed} 个没有用上的文件`)
  },
}

/**
 * Who sends a file: the account or person that is signed in, or else the address. A household or a site stands behind
 * one, an IPv6 network of 64 bits like one address.
 */
function uploaderOf(c: Ctx): Pick<UploadTable, 'kind' | 'uploader'> {
  const { actor } = c
  const [kind, which] =
    actor.kind === 'account'
      ? (['account', actor.accountId] as const)
      : actor.kind === 'worker'
        ? (['person', actor.personId] as const)
        : (['address', networkOf(c.address ?? '')] as const)
  return { kind, uploader: lookupHash(c.services.keyring, `upload-${kind}`, which).subarray(0, 16) }
}

/**
 * Notes an upload, unless too much is waiting to be used. The row comes before the content: what is on the disk is always
 * known to the sweep. Sent again, a file is as new: the sweep counts from the last time.
 * @throws uploads-full, store-full
 */
async function admit(c: WriteCtx, { sha256, mime, bytes }: StoredFile): Promise<void> {
  const by = uploaderOf(c)
  const takes = Math.max(bytes, block)
  // One after the other, or many at once would each find room.
  await sql`select pg_advisory_xact_lock(hashtext('upload'))`.execute(c.db)
  const { rows } = await sql<{ own: number; unnamed: number; everyone: number; linked: boolean }>`
    select coalesce(sum(bytes) filter (where uploader = ${by.uploader}), 0)::float8 as own,
      coalesce(sum(bytes) filter (where kind = 'address'), 0)::float8 as unnamed,
      coalesce(sum(bytes), 0)::float8 as everyone,
      exists (select 1 from file_link where sha256 = ${sha256}) as linked
    from upload where (sha256, uploader) <> (${sha256}, ${by.uploader})`.execute(c.db)
  const { own, unnamed, everyone, linked } = rows[0]!
  if (!linked) {
    if (own + takes > (by.kind === 'address' ? mostUnused.address : mostUnused.person))
      throw problem('uploads-full')
    if (everyone + takes > mostUnused.everyone) throw problem('store-full')
    // What is kept for those who are signed in cannot be taken from them by those who are not.
    if (by.kind === 'address' && unnamed + takes > mostUnused.unnamed) throw problem('store-full')
  }
  await c.db
    .insertInto('stored_file')
    .values({ sha256, mime, bytes, stored_at: c.now })
    .onConflict((oc) => oc.column('sha256').doUpdateSet({ stored_at: c.now }))
    .execute()
  if (linked) return
  await c.db
    .insertInto('upload')
    .values({ sha256, ...by, bytes: takes, at: c.now })
    .onConflict((oc) => oc.columns(['sha256', 'uploader']).doUpdateSet({ at: c.now }))
    .execute()
}

export const files = capability({
  name: 'files',
  contract: fileRoutes,
  problems: fileProblems,
  jobs: [sweep],
  stories: {
    async uploadPhoto(c) {
      try {
        const { sha256, bytes, mime } = await c.services.files.put(c.file, {
          allow: ['photo'],
          maxBytes: largest,
          admit: (file) => c.write((w) => admit(w, file)),
        })
        return { sha256, bytes, mime, ticket: ticketFor(c.services.keyring, sha256) }
      } catch (error) {
        if (error instanceof FileError) throw problem(error.code, { hint: `${error.message}。` })
        throw error
      }
    },

    /** What hangs on a record is shown to those who may read the record; for all others it is not there. */
    async showFile(c) {
      const key = splitRecordId(c.params.about)
      if (!key) throw problem('not-found')
      const links = await c.db
        .selectFrom('file_link')
        .select(['noun', 'mime', 'part', 'shared', 'at'])
        .where('area', '=', key.area)
        .where('subject', '=', key.id)
        .where('sha256', '=', c.params.sha256)
        .execute()
      for (const { noun, mime, part, shared, at } of links) {
        if (!(await c.mayRead(noun, key, { ...c.query, file: { part, shared, at } }))) continue
        const etag = `"${c.params.sha256}"`
        c.reply
          .type(mime)
          .header('etag', etag)
          // The bytes never change, the right to see them may: asked again each time, answered without a body.
          .header('cache-control', 'private, no-cache')
          .header('content-disposition', 'inline')
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', "default-src 'none'; sandbox")
        if (c.request.headers['if-none-match'] === etag) return c.reply.code(304).send()
        const content = await c.services.files.read(c.params.sha256)
        if (content) return c.reply.send(content)
        c.services.log(`附件丢失：${c.params.sha256}`)
      }
      throw problem('not-found')
    },
  },
})
