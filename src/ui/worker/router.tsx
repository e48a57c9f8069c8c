import { useSyncExternalStore, type AnchorHTMLAttributes, type ComponentType, type MouseEvent } from 'react'

/** One screen of the app; `path` may hold `:name` parts, which arrive as props of that name. */
export type ScreenEntry = { path: string; screen: ComponentType<Record<string, string>> }

const watchers = new Set<() => void>()
const tell = () => watchers.forEach((watcher) => watcher())
addEventListener('popstate', tell)

/** How many of our own screens lie behind this one: 返回 must never leave the app. */
const depth = () => (history.state as { depth?: number } | null)?.depth ?? 0

/** Opens another screen of this app. */
export function go(to: string, { replace = false } = {}) {
  if (replace) history.replaceState({ depth: depth() }, '', to)
  else history.pushState({ depth: depth() + 1 }, '', to)
  tell()
}

/** One screen back, or to `otherwise` when this was the first one opened. */
export function goBack(otherwise = '/') {
  if (depth() > 0) history.back()
  else go(otherwise, { replace: true })
}

/** The address shown now: path and query. */
export function useAddress(): { path: string; query: URLSearchParams } {
  const href = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    () => location.pathname + location.search,
  )
  const url = new URL(href, location.origin)
  return { path: url.pathname, query: url.searchParams }
}

/** The first entry that matches `path`, with its parameters. */
export function match(entries: ScreenEntry[], path: string) {
  const parts = path.split('/').filter(Boolean)
  for (const entry of entries) {
    const wanted = entry.path.split('/').filter(Boolean)
    if (wanted.length !== parts.length) continue
    const params: Record<string, string> = {}
    const fits = wanted.every((part, i) => {
      if (!part.startsWith(':')) return part === parts[i]
      params[part.slice(1)] = readPart(parts[i]!)
      return true
    })
    if (fits) return { entry, params }
  }
  return null
}

/** A hand-typed address may hold a broken escape. */
function readPart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** A link inside the app; opens in a new tab when the person asks the browser for one. */
export function Link({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }) {
  const open = (event: MouseEvent<HTMLAnchorElement>) => {
    rest.onClick?.(event)
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    go(href)
  }
  return <a {...rest} href={href} onClick={open} />
}
