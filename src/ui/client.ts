import type { Api } from '../api.ts'
import type { BodyOf, ParamsOf, QueryOf, ResponseOf } from '../kernel/contract.ts'

/** One field a person must correct; `path` is the field's name in the body, `message` is Chinese. */
export type FieldProblem = { path: string; message: string }

/** A named problem from the server (RFC 9457), or `offline` when the server was not reached. */
export class Problem extends Error {
  code: string
  status: number
  hint: string
  fields: FieldProblem[]
  /** What the record became meanwhile, where somebody was quicker. */
  current: { status: string; text: string } | undefined
  constructor(p: {
    code: string
    status: number
    title: string
    hint?: string
    fields?: FieldProblem[]
    current?: { status: string; text: string }
  }) {
    super(p.title)
    this.code = p.code
    this.status = p.status
    this.hint = p.hint ?? ''
    this.fields = p.fields ?? []
    this.current = p.current
  }
}

/** Anything thrown, as something that can be shown. */
export function asProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  return new Problem({
    code: 'app',
    status: 0,
    title: '这里出了点问题',
    hint: '请再试一次；还不行，请关掉重新打开。',
  })
}

/** An answer on its way to a screen. What was loaded stays while it is asked for again. */
export type Loaded<T> = {
  data: T | undefined
  problem: Problem | undefined
  /** Nothing to show yet. */
  loading: boolean
  again: () => void
}

/** Which of its faces a screen of an answer shows; a `problem` is told beside any of them. */
export function faceOf(shown: {
  loading: boolean
  problem: Problem | undefined
  empty: boolean
}): 'waiting' | 'full' | 'empty' | 'none' {
  if (shown.loading) return 'waiting'
  if (!shown.empty) return 'full'
  return shown.problem ? 'none' : 'empty'
}

/** Where the console calls: below its own address, where alone its session is sent. */
let base = ''
export function callAsConsole() {
  base = '/console'
}

let csrf = ''
/** Remembers the token that writes must carry; it comes with `GET /api/me` and with signing in. */
export function useCsrf(token: string) {
  csrf = token
}

/**
 * What a call of a route is given, and `Besides` what its caller is. Route by route: for a key not yet known the compiler would otherwise multiply the
 * variants of all of them.
 */
export type Input<R, Besides = unknown> = R extends unknown
  ? (R extends { params: unknown } ? { params: ParamsOf<R> } : { params?: undefined }) &
      (R extends { query: unknown } ? { query?: Partial<QueryOf<R>> } : { query?: undefined }) &
      (R extends { body: unknown } ? { body: BodyOf<R> } : { body?: undefined }) &
      Besides
  : never

/** `/api/x/{id}?a=1&b=2&b=3`: the address of a route with its parameters filled in. */
export function address<K extends keyof Api>(
  key: K,
  input: { params?: object; query?: object } = {},
): string {
  const path = key.slice(key.indexOf(' ') + 1).replace(/\{(\w+)\}/g, (_, name: string) => {
    return encodeURIComponent(String((input.params as Record<string, unknown> | undefined)?.[name] ?? ''))
  })
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value === undefined || value === null || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  }
  const text = search.toString()
  return `${base}${path}${text ? `?${text}` : ''}`
}

/**
 * Calls one route, typed by its contract: `call('POST /api/concerns/{id}/answer', { params, body })`.
 * @throws {Problem} with the server's own Chinese words, or code `offline` when there is no connection.
 */
export async function call<K extends keyof Api>(
  key: K,
  input: Input<Api[K], { file?: Blob; signal?: AbortSignal }>,
): Promise<ResponseOf<Api[K]>> {
  const method = key.slice(0, key.indexOf(' '))
  const headers: Record<string, string> = { accept: 'application/json' }
  if (method !== 'GET' && csrf) headers['x-csrf'] = csrf
  let body: BodyInit | undefined
  if (input.file) {
    headers['content-type'] = 'application/octet-stream'
    body = input.file
  } else if (input.body !== undefined) {
    headers['content-type'] = 'application/json'
    body = JSON.stringify(input.body)
  }
  let answer: Response
  try {
    answer = await fetch(address(key, input as { params?: object; query?: object }), {
      method,
      headers,
      body,
      signal: input.signal,
      credentials: 'same-origin',
    })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new Problem({
      code: 'offline',
      status: 0,
      title: '连不上服务器',
      hint: '请检查网络后重试，填写的内容还在。',
    })
  }
  if (answer.ok) return (await answer.json()) as ResponseOf<Api[K]>
  const problem = (await answer.json().catch(() => null)) as ConstructorParameters<typeof Problem>[0] | null
  throw new Problem(
    problem ?? {
      code: 'unreadable',
      status: answer.status,
      title: '服务器的回答看不懂',
      hint: '请稍后重试。',
    },
  )
}

/**
 * Signing in elsewhere in this browser gives it another token: a write refused for the old one is sent once more with
 * the one `renew` brings.
 */
export async function withFreshCsrf<T>(
  send: () => Promise<T>,
  renew: () => Promise<unknown> = async () => useCsrf((await call('GET /api/me', {})).csrf),
): Promise<T> {
  try {
    return await send()
  } catch (cause) {
    if (asProblem(cause).code !== 'csrf') throw cause
    await renew()
    return await send()
  }
}
