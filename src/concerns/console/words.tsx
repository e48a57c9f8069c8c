import { StatusTag, type Tone } from '../../ui/console/tags.tsx'
import { statuses, type Status } from '../words.ts'

const tones: Record<Status, Tone> = {
  received: 'amber',
  accepted: 'amber',
  declined: 'grey',
  assigned: 'blue',
  'sent-back': 'red',
  'taken-up': 'blue',
  contacted: 'blue',
  'in-progress': 'blue',
  answered: 'green',
  'called-back': 'amber',
  closed: 'green',
  reopened: 'red',
  merged: 'grey',
  withdrawn: 'grey',
}

/** Where a concern stands, by colour and word. */
export const ConcernStatus = ({ status }: { status: string }) => (
  <StatusTag tone={tones[status as Status] ?? 'grey'}>{statuses[status as Status] ?? status}</StatusTag>
)

/** `[{ value, label }]` of a table of words. */
export const optionsOf = <T extends Record<string, string>>(words: T) =>
  Object.entries(words).map(([value, label]) => ({ value: value as keyof T & string, label }))
