import { useState } from 'react'
import type { FieldProps } from './field.tsx'

/**
 * What a form holds while it is filled in. `field` is what a field is told of its part:
 * `<TextField label="地点" max={200} {...field('place')} />`; `write` is the one that may refuse it.
 */
export function useDraft<T extends object>(start: T | (() => T), write?: FieldProps['write']) {
  const [draft, setDraft] = useState(start)
  const set = (part: Partial<T>) => setDraft((before) => ({ ...before, ...part }))
  const field = <N extends keyof T & string>(name: N) => ({
    path: name as string,
    write,
    value: draft[name],
    onChange: (value: T[N]) => set({ [name]: value } as unknown as Partial<T>),
  })
  return { draft, set, field }
}
export type FieldOf<T extends object> = ReturnType<typeof useDraft<T>>['field']
