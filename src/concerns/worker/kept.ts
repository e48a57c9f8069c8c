import { useEffect } from 'react'
import { call } from '../../ui/client.ts'
import type { OutboxItem } from '../../ui/outbox.ts'
import { meAsked, type AnswerOf } from '../../ui/worker/answer.ts'
import { outbox, useOutbox } from '../../ui/worker/outgoing.ts'
import { stored } from '../../ui/worker/stored.ts'
import type { Status } from '../words.ts'

export type Own = AnswerOf<'POST /api/concerns/follow'>

/** One concern this phone can open: its number and code, and how it stood when last seen. */
export type Kept = {
  id: string
  number: string
  code: string
  title: string
  raisedAt: string
  sentence: string
  status: Status
  /** The worker is asked whether it is solved. */
  asked: boolean
  /** How many steps were taken when last asked. */
  steps?: number
}

/** How many steps of each matter were there when its page was last looked at. */
const looked = stored<Record<string, number>>('looked', {})

export function look(own: Own) {
  if (looked.get()[own.number] !== own.steps.length)
    looked.set({ ...looked.get(), [own.number]: own.steps.length })
}

/** Has something happened since? The first step is the raising itself. */
export function useNews({ number, steps = 1 }: Pick<Kept, 'number' | 'steps'>): boolean {
  return steps > (looked.use()[number] ?? 1)
}

/** Newest first. */
export const kept = stored<Kept[]>('concerns', [])

/** Keeps or updates one concern. */
export function keep(one: Kept) {
  const others = kept.get().filter((other) => other.number !== one.number)
  kept.set([one, ...others].sort((a, b) => b.raisedAt.localeCompare(a.raisedAt)))
}

export function keepOwn(own: Own, code: string) {
  keep({
    id: own.id,
    number: own.number,
    code,
    title: own.title,
    raisedAt: own.raisedAt,
    sentence: own.sentence,
    status: own.status,
    asked: own.can.includes('rate'),
    steps: own.steps.length,
  })
}

export const forget = (number: string) => kept.set(kept.get().filter((one) => one.number !== number))
export const codeOf = (number: string) => kept.get().find((one) => one.number === number)?.code

export type QueuedConcern = OutboxItem<'POST /api/concerns'>

/**
 * The concerns still on the phone, null until they have been looked up; one that was sent moves to `kept` and
 * leaves the queue.
 */
export function useQueued(): QueuedConcern[] | null {
  const all = useOutbox()
  const items = all?.filter((item): item is QueuedConcern => item.route === 'POST /api/concerns') ?? null
  useEffect(() => {
    for (const item of items ?? []) {
      if (item.state !== 'done' || !item.answer) continue
      const { number, sentence } = item.answer
      if (!codeOf(number)) {
        keep({
          id: item.id,
          number,
          code: item.body.code,
          title: firstWords(item.body.text),
          raisedAt: new Date(item.queuedAt).toISOString(),
          sentence,
          status: 'received',
          asked: false,
        })
      }
      void outbox().then(({ takeOff }) => takeOff(item.id))
    }
  })
  return items?.filter((item) => item.state !== 'done') ?? null
}

/** What a matter is called until the union has given it a title. */
export function firstWords(text: string): string {
  const line = text.trim().split(/[\n。！？!?]/)[0]!
  return line.length > 28 ? `${line.slice(0, 27)}…` : line
}

const over: Status[] = ['closed', 'declined', 'merged', 'withdrawn']
let refreshedAt = 0

/** Asks how the kept concerns stand that are not over: at most `many`, and not more than once a minute. */
export async function refreshKept(many: number): Promise<void> {
  if (!navigator.onLine || Date.now() - refreshedAt < 60_000) return
  refreshedAt = Date.now()
  await meAsked
  for (const one of kept
    .get()
    .filter((each) => !over.includes(each.status))
    .slice(0, many)) {
    try {
      keepOwn(
        await call('POST /api/concerns/follow', { body: { number: one.number, code: one.code } }),
        one.code,
      )
    } catch {
      // It stays as last seen; opening it says what is wrong.
    }
  }
}
