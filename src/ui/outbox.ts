import { Dexie, type Table } from 'dexie'
import type { Api } from '../api.ts'
import type { BodyOf, ResponseOf } from '../kernel/contract.ts'
import { call, Problem, withFreshCsrf } from './client.ts'

/**
 * Writes that must not be lost: kept on the device first, sent in order when there is a network, by the open
 * page or by the service worker. Only routes whose body carries a client-made `id` belong here: the server
 * answers a repeated write with its first answer, so sending again after a lost answer does no harm.
 */
export type OutboxRoute = 'POST /api/concerns' | 'POST /api/feedback'

export type OutboxItem<K extends OutboxRoute = OutboxRoute> = {
  /** The id in the body. */
  id: string
  route: K
  body: BodyOf<Api[K]>
  /** As bytes: blobs in IndexedDB do not survive every WebKit. */
  photos: { type: string; bytes: ArrayBuffer }[]
  /** Tickets of the photos already at the server. */
  sent: string[]
  /** Epoch ms; the queue's order. */
  queuedAt: number
  state: 'waiting' | 'refused' | 'done'
  /** Tries that reached nobody; the next waits until `notBefore` (epoch ms). */
  tries: number
  notBefore: number
  /** The server's own words for a refused item. */
  problem?: {
    code: string
    status: number
    title: string
    hint: string
    fields: { path: string; message: string }[]
  }
  answer?: ResponseOf<Api[K]>
}

type Draft = { name: string; photos: OutboxItem['photos'] }

const db = new Dexie('unionhall') as Dexie & {
  outbox: Table<OutboxItem, string>
  draft: Table<Draft, string>
}
db.version(1).stores({ outbox: 'id, queuedAt', draft: 'name' })

/** Set while anything is stored, so that a page without it need not load this module. */
export const markerKey = 'unionhall.outbox'
/** Tag of the browser's background sync. */
export const syncTag = 'outbox'

const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('unionhall.outbox') : null
const watchers = new Set<() => void>()

function changed() {
  channel?.postMessage('changed')
  watchers.forEach((watcher) => watcher())
}

/** Calls `watcher` whenever the queue changed, in this page, another, or the service worker. */
export function watchOutbox(watcher: () => void): () => void {
  watchers.add(watcher)
  channel?.addEventListener('message', watcher)
  return () => {
    watchers.delete(watcher)
    channel?.removeEventListener('message', watcher)
  }
}

/** Everything kept, in the order it will be sent. */
export async function listOutbox(): Promise<OutboxItem[]> {
  const items = await db.outbox.orderBy('queuedAt').toArray()
  mark(items.length > 0)
  return items
}

export const findInOutbox = (id: string): Promise<OutboxItem | undefined> => db.outbox.get(id)

/**
 * Keeps one write and starts sending; resolves when it is safely on the device, not when it is sent.
 * @throws when the browser refuses storage; then nothing was kept
 */
export async function queue<K extends OutboxRoute>(
  route: K,
  body: BodyOf<Api[K]>,
  photos: Blob[] = [],
): Promise<void> {
  await db.outbox.put({
    id: body.id,
    route,
    body,
    photos: await Promise.all(
      photos.map(async (photo) => ({ type: photo.type, bytes: await photo.arrayBuffer() })),
    ),
    sent: [],
    queuedAt: Date.now(),
    state: 'waiting',
    tries: 0,
    notBefore: 0,
  })
  mark(true)
  changed()
  void askForSync()
  // Tried without a network it would count as perhaps arrived, and could not be taken back.
  if (navigator.onLine) void sendOutbox()
}

/** Takes one item off: its answer was taken over, or the worker gave it up. */
export async function takeOff(id: string): Promise<void> {
  await db.outbox.delete(id)
  mark((await db.outbox.count()) > 0)
  changed()
}

/** Removes everything, drafts too. */
export async function emptyOutbox(): Promise<void> {
  await Promise.all([db.outbox.clear(), db.draft.clear()])
  mark(false)
  changed()
}

export const photosOf = (item: Pick<OutboxItem, 'photos'>): Blob[] =>
  item.photos.map(({ type, bytes }) => new Blob([bytes], { type }))

/** Keeps the photos of something not yet sent: opening the camera may cost a small phone the page. */
export async function keepDraftPhotos(name: string, photos: Blob[]): Promise<void> {
  if (photos.length === 0) return void (await db.draft.delete(name))
  await db.draft.put({
    name,
    photos: await Promise.all(
      photos.map(async (photo) => ({ type: photo.type, bytes: await photo.arrayBuffer() })),
    ),
  })
}
export async function draftPhotos(name: string): Promise<Blob[]> {
  const draft = await db.draft.get(name)
  return draft ? photosOf(draft) : []
}

/**
 * Sends what is waiting, oldest first, and stops at the first that reaches nobody. `now` ignores the waiting
 * time between tries: the network just came back, or a person asked. Resolves to what is still waiting.
 */
export async function sendOutbox({ now = false } = {}): Promise<number> {
  return await alone(async () => {
    for (;;) {
      const waiting = await db.outbox
        .orderBy('queuedAt')
        .filter((item) => item.state === 'waiting')
        .toArray()
      const next = waiting[0]
      if (!next) return 0
      if (!now && next.notBefore > Date.now()) {
        tryAgainAt(next.notBefore)
        return waiting.length
      }
      const reached = await sendOne(next)
      changed()
      if (!reached) return waiting.length
    }
  })
}

/** Whether the server was reached and has decided about the item. */
async function sendOne(item: OutboxItem): Promise<boolean> {
  try {
    for (const photo of photosOf(item).slice(item.sent.length)) {
      const { ticket } = await withFreshCsrf(() => call('POST /api/files/photo', { file: photo }))
      item.sent.push(ticket)
      await db.outbox.update(item.id, { sent: item.sent })
    }
    const body = item.sent.length > 0 ? { ...item.body, photos: item.sent } : item.body
    const answer = await withFreshCsrf(() =>
      call(item.route, { body } as Parameters<typeof call<OutboxRoute>>[1]),
    )
    await db.outbox.update(item.id, { state: 'done', answer, problem: undefined, photos: [] })
    return true
  } catch (cause) {
    if (!(cause instanceof Problem)) {
      // An answer cut off on its way, say: the write may or may not have arrived, so it is sent again.
      await later(item, {})
      return false
    }
    if (cause.code === 'unknown-file' && item.tries < 3) {
      // Photos nobody referred to in time were cleared away: send them again.
      await later(item, { sent: [] })
      return false
    }
    if (cause.status === 0 || cause.status === 408 || cause.status === 429 || cause.status >= 500) {
      await later(item, {})
      return false
    }
    const { code, status, message, hint, fields } = cause
    await db.outbox.update(item.id, {
      state: 'refused',
      problem: { code, status, title: message, hint, fields },
    })
    return true
  }
}

/** Doubles the wait after each try: 2 s, 4 s … 5 min, each up to a quarter longer so that phones do not come back together. */
async function later(item: OutboxItem, more: Partial<OutboxItem>) {
  const wait = Math.min(2_000 * 2 ** item.tries, 300_000) * (1 + Math.random() / 4)
  const notBefore = Date.now() + wait
  await db.outbox.update(item.id, { tries: item.tries + 1, notBefore, ...more })
  tryAgainAt(notBefore)
}

let timer: ReturnType<typeof setTimeout> | undefined
function tryAgainAt(instant: number) {
  clearTimeout(timer)
  // A service worker is put to sleep instead; the browser's sync wakes it.
  if (typeof document !== 'undefined') timer = setTimeout(() => void sendOutbox(), instant - Date.now() + 50)
}

let sending: Promise<number> | null = null
let askedMeanwhile = false
/** One sender at a time among this page, other pages and the service worker. */
async function alone(work: () => Promise<number>): Promise<number> {
  if (sending) {
    askedMeanwhile = true
    return sending
  }
  const untilQuiet = async () => {
    let left: number
    do {
      askedMeanwhile = false
      left = await work()
    } while (askedMeanwhile)
    return left
  }
  const run = async () => {
    // Only pages opened over https (or on this machine) have locks; without them a double send does no harm.
    if (!navigator.locks) return await untilQuiet()
    return await navigator.locks.request('unionhall.outbox', { ifAvailable: true }, async (lock) => {
      if (lock) return await untilQuiet()
      tryAgainAt(Date.now() + 3_000)
      return 0
    })
  }
  sending = run().finally(() => (sending = null))
  return await sending
}

async function askForSync() {
  try {
    if (!navigator.serviceWorker?.controller) return
    const registration = (await navigator.serviceWorker.ready) as {
      sync?: { register(tag: string): Promise<void> }
    }
    await registration.sync?.register(syncTag)
  } catch {
    // Not every browser has it or allows it; the open page sends as well.
  }
}

function mark(something: boolean) {
  try {
    if (something) localStorage.setItem(markerKey, '1')
    else localStorage.removeItem(markerKey)
  } catch {
    // A service worker has no localStorage; a page sets the mark before anything is sent.
  }
}
