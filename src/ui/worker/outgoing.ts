import { useEffect, useState } from 'react'
import type { OutboxItem } from '../outbox.ts'

/** The outbox is loaded when something is to be queued, or was; most visits need neither it nor its database. */
export const outbox = () => import('../outbox.ts')

const marked = () => {
  try {
    return localStorage.getItem('unionhall.outbox') !== null
  } catch {
    return false
  }
}
const hoped = new Set<() => void>()

/** Loads the outbox in advance, so that it is there when the network is not. */
export function expectOutbox() {
  outbox().then(
    () => hoped.forEach((watcher) => watcher()),
    () => undefined,
  )
}

/** What is waiting, was refused, or is done and not yet taken over; null until it has been looked up. */
export function useOutbox(): OutboxItem[] | null {
  const [items, setItems] = useState<OutboxItem[] | null>(() => (marked() ? null : []))
  useEffect(() => {
    let stop: (() => void) | undefined
    let gone = false
    const start = () => {
      if (stop || gone) return
      outbox().then(
        ({ listOutbox, watchOutbox }) => {
          if (gone || stop) return
          const read = () =>
            void listOutbox().then(
              (list) => !gone && setItems(list),
              () => undefined,
            )
          stop = watchOutbox(read)
          read()
        },
        () => undefined,
      )
    }
    if (marked()) start()
    hoped.add(start)
    return () => {
      gone = true
      hoped.delete(start)
      stop?.()
    }
  }, [])
  return items
}

/** Sends what is waiting when the app opens, the network returns, or the phone is looked at again. */
export function sendWhenPossible() {
  const send = () => {
    if (marked() && navigator.onLine && document.visibilityState === 'visible') {
      outbox()
        .then(
          ({ sendOutbox }) => sendOutbox({ now: true }),
          () => undefined,
        )
        .catch(() => undefined)
    }
  }
  addEventListener('online', send)
  document.addEventListener('visibilitychange', send)
  send()
}
