import { useCallback, useMemo } from 'react'
import { useNavigate, useSearch } from '@tanstack/react-router'

type Values = Record<string, string | string[]>

/**
 * A list's filters, kept in the address: `const { filters, set, clear, changed } = useUrlFilters({ q: '', status: [] as string[], group: 'open' })`.
 * What equals its default is left out of the address. Going back undoes a filter; typing (`set(…, { typing: true })`) does not
 * fill the history.
 */
export function useUrlFilters<T extends Values>(defaults: T) {
  const search = useSearch({ strict: false }) as Values
  const navigate = useNavigate()
  const shape = JSON.stringify(defaults)
  const filters = useMemo(() => {
    const start = JSON.parse(shape) as T
    const read = (name: string): string | string[] => {
      const found = search[name]
      const normal = start[name]!
      if (found === undefined) return normal
      if (Array.isArray(normal)) return Array.isArray(found) ? found : [found]
      return Array.isArray(found) ? (found[0] ?? '') : found
    }
    return Object.fromEntries(Object.keys(start).map((name) => [name, read(name)])) as T
  }, [search, shape])
  const set = useCallback(
    (patch: Partial<T>, { typing = false } = {}) => {
      const start = JSON.parse(shape) as T
      void navigate({
        to: '.',
        replace: typing,
        resetScroll: false,
        search: ((before: Values) => {
          const next: Values = { ...before, ...(patch as Values) }
          for (const name of Object.keys(start))
            if (JSON.stringify(next[name]) === JSON.stringify(start[name]) || next[name] === undefined)
              delete next[name]
          return next
        }) as never,
      })
    },
    [navigate, shape],
  )
  const clear = useCallback(() => set(JSON.parse(shape) as T), [set, shape])
  return { filters, set, clear, changed: JSON.stringify(filters) !== shape }
}

/** Search parameters as plain text: `?q=110105&status=a&status=b`, no JSON. */
export function parseSearch(text: string): Values {
  const values: Values = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const before = values[name]
    values[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value]
  }
  return values
}
export function stringifySearch(values: Record<string, unknown>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  }
  const text = search.toString()
  return text ? `?${text}` : ''
}
