/**
 * A file's text: UTF-8, UTF-16 with its mark, otherwise GB 18030, which is what Chinese editors saved for decades. Ends of
 * lines as `\n`.
 */
export function decoded(bytes: ArrayBuffer): string {
  const head = new Uint8Array(bytes.slice(0, 2))
  const tries =
    head[0] === 0xff && head[1] === 0xfe
      ? ['utf-16le']
      : head[0] === 0xfe && head[1] === 0xff
        ? ['utf-16be']
        : ['utf-8', 'gb18030']
  for (const encoding of tries)
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // Not this one.
    }
  return new TextDecoder().decode(bytes)
}

/**
 * The text as it is sent. A few stray control characters (page feeds of a PDF) become spaces; many mean that this is no
 * text, and stay visible to the server as such.
 */
export function plain(raw: string): string {
  const text = raw.replace(/\r\n?/g, '\n')
  const strange = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u{d800}-\u{dfff}]/gu
  const count = text.match(strange)?.length ?? 0
  if (count === 0) return text
  return text.replace(strange, count > Math.max(20, text.length / 100) ? '\ufffd' : ' ')
}
