// Signed heads of the audit trail, as C2SP writes them down: signed-note, tlog-checkpoint, tlog-cosignature (Ed25519).
import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'

const ed25519 = 0x01
const cosignature = 0x04

/** The 32 bytes of an Ed25519 public key. */
const rawKey = (key: KeyObject): Buffer =>
  Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x!, 'base64url')

const publicKey = (raw: Buffer): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' })

/** The four bytes that tell keys of one name apart (signed-note, Signatures). */
const keyId = (name: string, type: number, raw: Buffer): Buffer =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), raw]))
    .digest()
    .subarray(0, 4)

/** The name of an area's log. It goes with the key: whoever starts another database under it goes on the same log. */
export const originOf = (signing: KeyObject, area: number): string =>
  `unionhall/${createHash('sha256').update(rawKey(signing)).digest('hex').slice(0, 12)}/${area}`

/** A key as a verifier is told it: `name+id+key` (signed-note, verifier keys). */
export const verifierKey = (name: string, signing: KeyObject): string => {
  const raw = rawKey(signing)
  const id = keyId(name, ed25519, raw).toString('hex')
  return `${name}+${id}+${Buffer.concat([Buffer.of(ed25519), raw]).toString('base64')}`
}

/** The parts of a verifier key; null for what is none, or whose id is not its own. */
export function readVerifierKey(vkey: string) {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(vkey) ?? []
  if (!name || !id || !encoded) return null
  const bytes = Buffer.from(encoded, 'base64')
  const [type, raw] = [bytes[0]!, bytes.subarray(1)]
  if (bytes.length !== 33 || ![ed25519, cosignature].includes(type)) return null
  return keyId(name, type, raw).toString('hex') === id ? { name, id, type, key: publicKey(raw) } : null
}

/** The head of an area's tree, signed. */
export function signCheckpoint(
  signing: KeyObject,
  head: { origin: string; size: number; root: Buffer },
): string {
  const text = `${head.origin}\n${head.size}\n${head.root.toString('base64')}\n`
  const signature = Buffer.concat([
    keyId(head.origin, ed25519, rawKey(signing)),
    sign(null, Buffer.from(text), signing),
  ])
  return `${text}\n— ${head.origin} ${signature.toString('base64')}\n`
}

export type Checkpoint = {
  origin: string
  size: number
  root: Buffer
  /** What the signatures stand under. */
  text: string
  signatures: { name: string; id: string; bytes: Buffer }[]
  note: string
}

/** Reads a checkpoint as it was handed over; null for anything else. Says nothing about its signatures. */
export function readCheckpoint(note: string): Checkpoint | null {
  const at = note.lastIndexOf('\n\n')
  if (at < 0) return null
  const text = note.slice(0, at + 1)
  const [origin, size, root] = text.split('\n')
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size ?? '') || !/^[A-Za-z0-9+/]{43}=$/.test(root ?? ''))
    return null
  const signatures = signaturesIn(note.slice(at + 2))
  return (
    signatures && { origin, size: Number(size), root: Buffer.from(root!, 'base64'), text, signatures, note }
  )
}

/** The signature lines of a note or of a witness's answer; null where a line is none. */
export function signaturesIn(lines: string): Checkpoint['signatures'] | null {
  const found = []
  for (const line of lines.split('\n').filter(Boolean)) {
    const [, name, encoded] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? []
    const bytes = Buffer.from(encoded ?? '', 'base64')
    if (!name || bytes.length < 5) return null
    found.push({ name, id: bytes.subarray(0, 4).toString('hex'), bytes: bytes.subarray(4) })
  }
  return found
}

/** Did the holder of the key sign the checkpoint? */
export function isSignedBy(checkpoint: Checkpoint, vkey: string): boolean {
  const known = readVerifierKey(vkey)
  if (known?.type !== ed25519) return false
  const own = checkpoint.signatures.find(({ name, id }) => name === known.name && id === known.id)
  return own !== undefined && verify(null, Buffer.from(checkpoint.text), known.key, own.bytes)
}

/** When a witness says it saw the checkpoint grow out of those before (tlog-cosignature v1); null if it does not. */
export function cosignedAt(checkpoint: Pick<Checkpoint, 'text' | 'signatures'>, vkey: string): Date | null {
  const known = readVerifierKey(vkey)
  if (known?.type !== cosignature) return null
  const own = checkpoint.signatures.find(({ name, id }) => name === known.name && id === known.id)
  if (own?.bytes.length !== 72) return null
  const seconds = own.bytes.readBigUInt64BE()
  const said = Buffer.from(`cosignature/v1\ntime ${seconds}\n${checkpoint.text}`)
  return verify(null, said, known.key, own.bytes.subarray(8)) ? new Date(Number(seconds) * 1000) : null
}

/** All checkpoints of a file or message that others were handed: notes one after the other, whatever stands between. */
export function checkpointsIn(text: string): Checkpoint[] {
  const notes = text
    .replaceAll('\r\n', '\n')
    .matchAll(/[^\n]+\n\d+\n[A-Za-z0-9+/]{43}=\n\n(?:— [^\n]+(?:\n|$))+/g)
  return [...notes].flatMap(([note]) => readCheckpoint(note) ?? [])
}
