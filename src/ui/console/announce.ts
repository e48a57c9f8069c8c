// One short sentence after something worked ("已保存"), read aloud by screen readers and gone after a few seconds.
import { useSyncExternalStore } from 'react'

let said: { text: string; turn: number } | null = null
let timer: ReturnType<typeof setTimeout> | undefined
const watchers = new Set<() => void>()
const tell = () => watchers.forEach((watcher) => watcher())

export function announce(text: string) {
  said = { text, turn: (said?.turn ?? 0) + 1 }
  tell()
  clearTimeout(timer)
  timer = setTimeout(() => {
    said = null
    tell()
  }, 4_000)
}
export const useAnnouncement = () =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    () => said,
  )
