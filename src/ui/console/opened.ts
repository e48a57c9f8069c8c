// A record opened beside its list: its id is in the address as `open`, so that it can be sent to somebody.
import { useUrlFilters } from './filters.ts'

/** The record opened now (`''`: none), and how to open and close one. */
export function useOpened() {
  const { filters, set } = useUrlFilters({ open: '' })
  return { id: filters.open, open: (id: string) => set({ open: id }), close: () => set({ open: '' }) }
}

/** The search of a link that opens a record beside the list it stands in. */
export const opening = (id: string) => ((before: object) => ({ ...before, open: id })) as never
