// The thread that reads one office file and ends (see office.ts).
import { parentPort, workerData } from 'node:worker_threads'
import { Archive, Refused } from './office-archive.ts'
import { readDocument } from './office-document.ts'
import { readSheet } from './office-sheet.ts'
import type { OfficeAsk, OfficeTold } from './office.ts'

const { bytes, ask } = workerData as { bytes: Uint8Array; ask: OfficeAsk }
const tell = (told: OfficeTold) => parentPort!.postMessage(told)

async function read(): Promise<{ more: boolean }> {
  const archive = await Archive.open(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (ask.kind === 'sheet') return { more: await readSheet(archive, ask.mostRows, (rows) => tell({ rows })) }
  await readDocument(archive, (paragraphs) => tell({ paragraphs }))
  return { more: false }
}

try {
  tell({ done: await read() })
} catch (error) {
  // What the libraries throw is a file they cannot make sense of.
  tell({ refused: error instanceof Refused ? error.refusal : { code: 'file-broken' } })
}
