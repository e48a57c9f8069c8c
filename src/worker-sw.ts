import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { StaleWhileRevalidate } from 'workbox-strategies'
import { sendOutbox, syncTag } from './ui/outbox.ts'

declare const __PRECACHE__: { url: string; revision: string | null }[]

type Waiting = Event & { waitUntil(work: Promise<unknown>): void }
/** The worker's own global; the project is checked with the library of pages. */
const worker = globalThis as unknown as {
  addEventListener(type: 'install' | 'activate', listen: (event: Waiting) => void): void
  addEventListener(type: 'message', listen: (event: MessageEvent) => void): void
  addEventListener(type: 'sync', listen: (event: Waiting & { tag: string }) => void): void
  clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
}

precacheAndRoute(__PRECACHE__)
cleanupOutdatedCaches()

// Every address of the app is the same page; the console and the server's own addresses are not ours.
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/'), {
    denylist: [/^\/console(\/|$)/, /^\/api\//, /^\/healthz$/, /^\/metrics$/],
  }),
)

/** The same for everybody, so it may stay on the phone. Nothing about a person is ever kept here. */
const forEverybody = ['/api/concern-classes', '/api/areas', '/api/activities/public', '/api/concerns/public']
registerRoute(
  ({ url, sameOrigin }) =>
    sameOrigin && forEverybody.includes(url.pathname) && !url.searchParams.has('cursor'),
  new StaleWhileRevalidate({ cacheName: 'for-everybody' }),
)

// What raising a concern needs, so that it works without a network right after the very first visit.
worker.addEventListener('install', (event) =>
  event.waitUntil(
    caches
      .open('for-everybody')
      .then((cache) => cache.addAll(['/api/concern-classes', '/api/areas']))
      .catch(() => undefined),
  ),
)

// The first version serves the page that installed it; a new one waits until the person says so.
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
worker.addEventListener('message', (event) => {
  if (event.data === 'take-over') void worker.skipWaiting()
})

worker.addEventListener('sync', (event) => {
  if (event.tag !== syncTag) return
  event.waitUntil(
    sendOutbox({ now: true }).then((left) => {
      // A rejected sync is tried again by the browser, later and later.
      if (left > 0) throw new Error('still waiting')
    }),
  )
})
