import { Tag, type Tone } from '../../ui/worker/notes.tsx'
import { statuses, type Status } from '../words.ts'

const tones: Partial<Record<Status, Tone>> = {
  received: 'grey',
  declined: 'grey',
  merged: 'grey',
  withdrawn: 'grey',
  closed: 'green',
  'called-back': 'green',
  reopened: 'amber',
}

/** Where a matter stands, in a word; what the worker has to do comes first. */
export function StateTag({ status, asked }: { status: Status; asked?: boolean }) {
  if (asked) return <Tag tone="amber">请你确认</Tag>
  return <Tag tone={tones[status] ?? 'blue'}>{statuses[status]}</Tag>
}
