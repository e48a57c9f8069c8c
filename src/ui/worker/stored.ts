import { useSyncExternalStore } from 'react'

/**
 * A small value kept on this device (localStorage). Where the browser refuses storage it lives until
 * the page is closed.
 */
export type Stored<T> = { get(): T; set(next: T): void; use(): T }

const all: { forget(): void }[] = []

/** Declares one stored value under `name`; anything unreadable there counts as `empty`. */
export function stored<T>(name: string, empty: T): Stored<T> {
  const key = `unionhall.${name}`
  const watchers = new Set<() => void>()
  let value = read()

  function read(): T {
    try {
      const text = localStorage.getItem(key)
      return text === null ? empty : (JSON.parse(text) as T)
    } catch {
      return empty
    }
  }
  function change(next: T) {
    value = next
    watchers.forEach((watcher) => watcher())
  }
  addEventListener('storage', (event) => {
    if (event.key === key || event.key === null) change(read())
  })
  all.push({ forget: () => change(empty) })
  const get = () => value
  const subscribe = (watcher: () => void) => {
    watchers.add(watcher)
    return () => void watchers.delete(watcher)
  }
  return {
    get,
    set(next) {
      try {
        if (JSON.stringify(next) === JSON.stringify(empty)) localStorage.removeItem(key)
        else localStorage.setItem(key, JSON.stringify(next))
      } catch {
        // Full or refused: the value still lives in memory.
      }
      change(next)
    },
    use: () => useSyncExternalStore(subscribe, get),
  }
}

/** Removes everything this app stored on this device. */
export function forgetAll() {
  try {
    for (const key of Object.keys(localStorage))
      if (key.startsWith('unionhall.')) localStorage.removeItem(key)
  } catch {
    // Nothing was stored then.
  }
  for (const one of all) one.forget()
}

/** The district chosen on this device; 0 while none is. */
export const area = stored('area', 0)
/** 大字: 20 px instead of 16. */
export const largeText = stored('large', false)
/** The phone number this device's owner leaves with a concern. */
export const ownPhone = stored('phone', '')
