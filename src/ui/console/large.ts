// 大字 mode: kept on the device, told to CSS by `<html data-large>`.
import { useSyncExternalStore } from 'react'

const key = 'unionhall.console.large'
const watchers = new Set<() => void>()
const stored = () => {
  try {
    return localStorage.getItem(key) === '1'
  } catch {
    return false
  }
}
let large = stored()
document.documentElement.toggleAttribute('data-large', large)

export function setLarge(next: boolean) {
  large = next
  document.documentElement.toggleAttribute('data-large', next)
  try {
    localStorage.setItem(key, next ? '1' : '0')
  } catch {
    // Not kept, then; it still holds until the page is closed.
  }
  watchers.forEach((watcher) => watcher())
}
export const useLarge = () =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    () => large,
  )
