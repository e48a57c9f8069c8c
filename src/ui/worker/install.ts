import { useSyncExternalStore } from 'react'

/** Chromium's offer to install, held back until the person asks for it. */
type Offer = Event & { prompt(): Promise<void> }
export type InstallState = Offer | 'unknown' | 'installed'

const watchers = new Set<() => void>()
let state: InstallState = matchMedia('(display-mode: standalone)').matches ? 'installed' : 'unknown'
const become = (next: InstallState) => {
  state = next
  watchers.forEach((watcher) => watcher())
}
addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  become(event as Offer)
})
addEventListener('appinstalled', () => become('installed'))

export const useInstall = () =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    () => state,
  )

export const canInstall = (now: InstallState) => typeof now !== 'string'

/** Shows the browser's own question; an offer can be used once. */
export async function install() {
  if (typeof state === 'string') return
  const offer = state
  become('unknown')
  await offer.prompt()
}
