// The process that reads one office file and ends (see office.ts).
import { Archive, Refused } from './office-archive.ts'
import { readDocument } from './office-document.ts'
import { readSheet } from './office-sheet.ts'
import type { OfficeAsk, OfficeTold } from './office.ts'

const tell = (told: OfficeTold) => process.send!(told)

async function read({ bytes, ask }: { bytes: Uint8Array; ask: OfficeAsk }): Promise<{ more: boolean }> {
  const archive = await Archive.open(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (ask.kind === 'sheet') return { more: await readSheet(archive, ask.mostRows, (rows) => tell({ rows })) }
  await readDocument(archive, (paragraphs) => tell({ paragraphs }))
  return { more: false }
}

// Stays until it is ended: what was sent last would be cut off otherwise.
process.on('message', (asked: { bytes: Uint8Array; ask: OfficeAsk }) => {
  void read(asked).then(
    (done) => tell({ done }),
    // What the libraries throw is a file they cannot make sense of.
    (error: unknown) => tell({ refused: error instanceof Refused ? error.refusal : { code: 'file-broken' } }),
  )
})
