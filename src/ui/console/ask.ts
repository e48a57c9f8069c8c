// The one way screens read and write: `useAnswer` (one answer), `usePages` (a keyset list), `useWrite` (a write),
// `useRecordId` (the id a new record is given before it is sent), `filled` (what of a form goes into a body).
import { useState } from 'react'
import {
  keepPreviousData,
  QueryCache,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from '@tanstack/react-query'
import type { Api } from '../../api.ts'
import type { ResponseOf } from '../../kernel/contract.ts'
import { uuidv7 } from '../../kernel/id.ts'
import { call, Problem } from '../client.ts'
import { announce } from './announce.ts'
import { refreshMe, sessionExpired, useMe } from './session.ts'

export type Key = keyof Api
export type AnswerOf<K extends Key> = ResponseOf<Api[K]>
export type InputOf<K extends Key> = Omit<Parameters<typeof call<K>>[1], 'signal'>
export type ItemOf<K extends Key> = AnswerOf<K> extends { items: (infer T)[] } ? T : never

/** Anything thrown, as something that can be shown. */
export function asProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  return new Problem({ code: 'app', status: 0, title: '页面出了点问题', hint: '请刷新页面再试。' })
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (cause) => {
      if (asProblem(cause).code === 'sign-in-needed') sessionExpired()
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      networkMode: 'always',
      // What the server has decided it would decide again; only the road to it is worth a second try.
      retry: (failures, cause) => {
        const { status } = asProblem(cause)
        return failures < 2 && (status === 0 || status >= 500)
      },
      retryDelay: 800,
    },
    mutations: { networkMode: 'always' },
  },
})

export type Loaded<T> = {
  data: T | undefined
  problem: Problem | undefined
  /** Nothing to show yet. */
  loading: boolean
  /** Showing the answer to the input before, while the new one is on its way. */
  turning: boolean
  again: () => void
}

/**
 * Asks a route while the screen is open; again after every write, on a live hint and when the window comes back.
 * `null` asks nothing. `keep` shows the answer to the previous input until the new one is there.
 */
export function useAnswer<K extends Key>(
  key: K,
  input: InputOf<K> | null,
  options: { keep?: boolean; refetchEvery?: number } = {},
): Loaded<AnswerOf<K>> {
  const query = useQuery({
    queryKey: [key, input],
    queryFn: ({ signal }) =>
      call(key, { ...(input as object), signal } as unknown as Parameters<typeof call<K>>[1]),
    enabled: input !== null,
    placeholderData: options.keep ? (keepPreviousData as never) : undefined,
    refetchInterval: options.refetchEvery,
  })
  return {
    data: query.data as AnswerOf<K> | undefined,
    problem: query.error ? asProblem(query.error) : undefined,
    loading: query.isLoading,
    turning: query.isPlaceholderData,
    again: () => void query.refetch(),
  }
}

type ListKey = { [K in Key]: AnswerOf<K> extends { items: unknown[]; next: string | null } ? K : never }[Key]
export type Pages<T> = {
  items: T[]
  problem: Problem | undefined
  loading: boolean
  /** Showing the list of the filters before, while the new one is on its way. */
  turning: boolean
  /** Loads the next page; undefined when there is none. */
  more: (() => void) | undefined
  loadingMore: boolean
  again: () => void
  /** How many there are in all, where the route counts them and was asked to. */
  total: { count: number; more: boolean } | undefined
}

/** A list by keyset: all pages loaded so far as one, and `more`. */
export function usePages<K extends ListKey>(key: K, input: InputOf<K> | null): Pages<ItemOf<K>> {
  const list = useInfiniteQuery({
    queryKey: [key, input, 'pages'],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...(input as { query?: object }).query, ...(pageParam ? { cursor: pageParam } : {}) }
      return call(key, { ...input, query, signal } as unknown as Parameters<typeof call<K>>[1]) as Promise<{
        items: ItemOf<K>[]
        next: string | null
        total?: { count: number; more: boolean } | null
      }>
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    enabled: input !== null,
    placeholderData: keepPreviousData,
  })
  return {
    items: list.data?.pages.flatMap((page) => page.items) ?? [],
    problem: list.error ? asProblem(list.error) : undefined,
    loading: list.isLoading,
    turning: list.isPlaceholderData,
    more: list.hasNextPage ? () => void list.fetchNextPage() : undefined,
    loadingMore: list.isFetchingNextPage,
    again: () => void list.refetch(),
    total: list.data?.pages[0]?.total ?? undefined,
  }
}

export type Write<K extends Key> = {
  /** Sends; the answer, or undefined when refused (then `problem` says why). Never throws. */
  send: (input: InputOf<K>) => Promise<AnswerOf<K> | undefined>
  busy: boolean
  problem: Problem | undefined
  clear: () => void
}

/**
 * A write. Everything on screen is asked again after it; `done` is said aloud and shown briefly when it worked.
 * Refused, the caller shows `problem` (`ProblemNote`, `Field`) beside what was typed, which stays. A session that ran out
 * brings the sign-in over the page; the person sends again after it.
 */
export function useWrite<K extends Key>(
  key: K,
  options: { done?: string | ((answer: AnswerOf<K>) => string) } = {},
): Write<K> {
  const write = useMutation<AnswerOf<K>, unknown, InputOf<K>>({
    mutationFn: (input) => withFreshCsrf(() => call(key, input as Parameters<typeof call<K>>[1])),
    onSuccess: (answer) => {
      const words = typeof options.done === 'function' ? options.done(answer) : options.done
      if (words) announce(words)
      void queryClient.invalidateQueries()
    },
    onError: (cause) => {
      const { code, status } = asProblem(cause)
      if (code === 'sign-in-needed') sessionExpired()
      // Somebody was quicker: what the page shows is old.
      else if (status === 409 || status === 404) void queryClient.invalidateQueries()
    },
  })
  return {
    send: (input) => write.mutateAsync(input).catch(() => undefined),
    busy: write.isPending,
    problem: write.error ? asProblem(write.error) : undefined,
    clear: write.reset,
  }
}

/** Signing in in another tab gives this browser another token; the write is sent once more with it. */
async function withFreshCsrf<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (cause) {
    if (asProblem(cause).code !== 'csrf') throw cause
    await refreshMe()
    return await send()
  }
}

/**
 * The id of the record a form writes, in the area of the org acted for: the same as long as the form is open, so that
 * sending twice registers once.
 */
export function useRecordId(): string {
  const { area } = useMe().acting
  return useState(() => `${area}-${uuidv7()}`)[0]
}

/** What was filled in, without the spaces around it: a body leaves out the rest. */
export function filled<T extends Record<string, string>>(words: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(words)
      .map(([name, value]) => [name, value.trim()])
      .filter(([, value]) => value !== ''),
  ) as Partial<T>
}
