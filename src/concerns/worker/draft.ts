import { area, ownPhone, stored } from '../../ui/worker/stored.ts'
import { splitRecordId } from '../../kernel/id.ts'
import type { QueuedConcern } from './kept.ts'

/** What somebody is about to raise, kept on the phone until it is sent. */
export type Draft = {
  classCode: string
  text: string
  place: string
  position: { lng: number; lat: number; metres: number } | null
  sealed: boolean
  sameAs: { id: string; title: string } | null
  /** Made at the first attempt to send, so that every later one is the same write. */
  id: string
  code: string
}
export const blank: Draft = {
  classCode: '',
  text: '',
  place: '',
  position: null,
  sealed: true,
  sameAs: null,
  id: '',
  code: '',
}
export const draft = stored('draft', blank)
export const change = (part: Partial<Draft>) => draft.set({ ...draft.get(), ...part })

/** Eight digits nobody can guess; a remainder of 2³² by 10⁸ favours no code by more than one in forty. */
export function newCode(): string {
  const digits = crypto.getRandomValues(new Uint32Array(1))[0]! % 100_000_000
  return String(digits).padStart(8, '0')
}

/** What was refused goes back into the form, so that the worker can correct it. */
export function takeUp(item: QueuedConcern) {
  const { body } = item
  const district = splitRecordId(body.id)?.area
  if (district) area.set(district)
  if (body.phone) ownPhone.set(body.phone)
  draft.set({
    ...blank,
    classCode: body.classCode,
    text: body.text,
    place: body.place ?? '',
    position: body.position ? { ...body.position, metres: 0 } : null,
    sealed: body.sealed,
    // An id the server has seen with other words cannot be used again.
    id: item.problem?.code === 'id-taken' ? '' : body.id,
    code: body.code,
  })
}
