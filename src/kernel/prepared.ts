import pg from 'pg'

/** Enough for every statement a story writes; what comes later (lists of changing length) is sent as it is. */
const most = 1_000
const names = new Map<string, string>()

function nameOf(text: string): string | undefined {
  let name = names.get(text)
  if (name === undefined && names.size < most) names.set(text, (name = `s${names.size}`))
  return name
}

/**
 * A client that prepares each statement once on its connection and sends only the values afterwards: the server
 * neither parses nor, where one plan fits all values, plans it again. PostgreSQL itself compares that plan with ones
 * made for the values, and makes it anew when a table's statistics or shape change.
 */
export class PreparingClient extends pg.Client {
  override query(...args: unknown[]): never {
    const [text, values, ...rest] = args
    const name = typeof text === 'string' && Array.isArray(values) && values.length ? nameOf(text) : undefined
    const send = super.query as (...all: unknown[]) => unknown
    return (name ? send.call(this, { name, text, values }, ...rest) : send.apply(this, args)) as never
  }
}
