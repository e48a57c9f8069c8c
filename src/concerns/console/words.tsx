import { StatusTag, type Tone } from '../../ui/console/tags.tsx'
import { groups, statuses, type Status } from '../words.ts'

const tones: Record<Status, Tone> = {
  received: 'amber',
  accepted: 'amber',
  declined: 'grey',
  assigned: 'blue',
  'sent-back': 'amber',
  'taken-up': 'blue',
  contacted: 'blue',
  'in-progress': 'blue',
  answered: 'green',
  'called-back': 'amber',
  closed: 'green',
  reopened: 'amber',
  merged: 'grey',
  withdrawn: 'grey',
}

/** Where a concern stands, by colour and word. */
export const ConcernStatus = ({ status }: { status: string }) => (
  <StatusTag tone={tones[status as Status] ?? 'grey'}>{statuses[status as Status] ?? status}</StatusTag>
)

/** What a limit is counted in. */
export const limitUnits = { hour: '小时', 'working-day': '个工作日', day: '天' }

export const openStates: ReadonlySet<Status> = new Set(groups.open)
/** Whether the desk's `open`, `ended` or `all` takes in a state. */
export const inGroup = (group: string, status: Status) =>
  group === 'all' || (groups[group as 'open'] as readonly Status[] | undefined)?.includes(status) === true
