import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { Api } from '../../api.ts'
import type { ResponseOf } from '../../kernel/contract.ts'
import { asProblem, call, useCsrf, withFreshCsrf, type Loaded, type Problem } from '../client.ts'

/** What a route answers. */
export type AnswerOf<K extends keyof Api> = ResponseOf<Api[K]>
type Input<K extends keyof Api> = Parameters<typeof call<K>>[1]

/**
 * Asks a route while the screen is open, again when `input` changes, when the phone comes back online and
 * when `again` is called. `null` asks nothing. What was loaded stays while asking again.
 */
export function useAnswer<K extends keyof Api>(key: K, input: Input<K> | null): Loaded<AnswerOf<K>> {
  const asked = input === null ? null : JSON.stringify(input)
  const [turn, setTurn] = useState(0)
  const [state, setState] = useState<{
    asked: string | null
    data?: AnswerOf<K>
    problem?: Problem
    loading: boolean
  }>({
    asked: null,
    loading: input !== null,
  })
  const again = useCallback(() => setTurn((n) => n + 1), [])
  useEffect(() => {
    if (asked === null) return
    const stop = new AbortController()
    setState((s) => ({
      ...s,
      asked,
      data: s.asked === asked ? s.data : undefined,
      problem: undefined,
      loading: true,
    }))
    write(key, { ...(JSON.parse(asked) as Input<K>), signal: stop.signal }).then(
      (data) => setState({ asked, data, loading: false }),
      (cause: unknown) => {
        if (stop.signal.aborted) return
        setState((s) => ({ ...s, problem: asProblem(cause), loading: false }))
      },
    )
    return () => stop.abort()
  }, [key, asked, turn])
  useEffect(() => {
    addEventListener('online', again)
    return () => removeEventListener('online', again)
  }, [again])
  const current = asked !== null && state.asked === asked
  return {
    data: current ? state.data : undefined,
    problem: current ? state.problem : undefined,
    loading: asked !== null && (!current || (state.loading && state.data === undefined)),
    again,
  }
}

/**
 * Calls a route that changes something, or asks with a body: once it is known who this is, and once more where another tab
 * has signed in or out meanwhile.
 */
export async function write<K extends keyof Api>(key: K, input: Input<K>): Promise<AnswerOf<K>> {
  if (!key.startsWith('GET')) await meAsked
  return await withFreshCsrf(() => call(key, input), refreshMe)
}

export type Me = AnswerOf<'GET /api/me'>
let me: Me | null = null
const watchers = new Set<() => void>()

/** Takes over what signing in or `GET /api/me` answered: who this is, and the token writes must carry. */
export function becomeMe(next: Me) {
  me = next
  useCsrf(next.csrf)
  watchers.forEach((watcher) => watcher())
}

/** Asks who this is; stays as it was when the server is not reached. */
export function refreshMe(): Promise<void> {
  meAsked = navigator.onLine
    ? call('GET /api/me', {}).then(becomeMe, () => {
        // Not knowing who this is never keeps anybody from reading or raising a concern.
      })
    : Promise.resolve()
  return meAsked
}
/** Settled once it is known who this is: a signed-in worker's writes carry a token that comes with the answer. */
export let meAsked: Promise<void> = Promise.resolve()

/** Who is using the app; null until the server has said. */
export const useMe = () =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    () => me,
  )

/** Whether the phone says it has a network. */
export const useOnline = () =>
  useSyncExternalStore(
    (watcher) => {
      addEventListener('online', watcher)
      addEventListener('offline', watcher)
      return () => {
        removeEventListener('online', watcher)
        removeEventListener('offline', watcher)
      }
    },
    () => navigator.onLine,
  )
