import { useState } from 'react'

/**
 * Which lines of a list are chosen, to do something with several: by id, and only those still listed, as `rows` in the
 * list's order.
 */
export function usePicked<T extends { id: string }>(list: readonly T[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  return {
    rows: list.filter((one) => ids.has(one.id)),
    has: (one: T) => ids.has(one.id),
    toggle: (some: readonly T[], on: boolean) =>
      setIds((before) => {
        const next = new Set(before)
        for (const { id } of some)
          if (on) next.add(id)
          else next.delete(id)
        return next
      }),
    clear: () => setIds(new Set()),
  }
}
