import type { Ctx } from '../kernel/context.ts'
import { digestOf } from '../kernel/file-ticket.ts'
import { problem } from '../kernel/problem.ts'

/**
 * Files must have been uploaded before. What the raiser of a sealed concern sends stays with the owning union: a
 * photo can name the one who took it.
 * @throws unknown-file
 */
export async function linkFiles(
  c: Ctx,
  about: { area: number; id: string; sealed: boolean },
  part: string,
  /** What the uploads answered. */
  photos: string[] | undefined,
) {
  if (!photos?.length) return
  const digests = new Set(photos.map((ticket) => digestOf(c.services.keyring, ticket)))
  if (digests.has(null)) throw problem('unknown-file')
  const stored = await c.db
    .selectFrom('stored_file')
    .select(['sha256', 'mime'])
    .where('sha256', 'in', [...digests] as string[])
    // Against the sweep of uploads that nothing took.
    .forKeyShare()
    .execute()
  if (stored.length !== digests.size) throw problem('unknown-file')
  await c.db
    .insertInto('file_link')
    .values(
      stored.map((file) => ({
        area: about.area,
        noun: 'concern',
        subject: about.id,
        sha256: file.sha256,
        mime: file.mime,
        part,
        shared: !(about.sealed && (part === 'raise' || part === 'supplement')),
        at: c.now,
      })),
    )
    .onConflict((oc) => oc.doNothing())
    .execute()
  // Taken: it is nobody's upload any more, and nothing says who sent it.
  await c.db
    .deleteFrom('upload')
    .where('sha256', 'in', [...digests] as string[])
    .execute()
}
