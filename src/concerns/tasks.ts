import type { WriteCtx } from '../kernel/context.ts'
import type { NewTask } from '../tasks/task.ts'
import { openTask } from '../tasks/task.ts'
import type { ConcernRecord } from './queries.ts'
import { speakingNumber } from './words.ts'

type Asked = Pick<NewTask, 'kind' | 'part'> &
  Partial<Pick<NewTask, 'org' | 'title' | 'dueAt'>> & {
    /** What the line says beside class and number. */
    more?: string
  }

/** Opens a task about a concern: the owning union's and due when the concern is, unless said otherwise. */
export async function askFor(c: WriteCtx, row: ConcernRecord, task: Asked): Promise<void> {
  const { more, ...asked } = task
  await openTask(c, {
    org: { id: row.owner_org, area: row.area },
    title: row.title,
    dueAt: row.due_at,
    dueCertain: row.due_certain,
    dueFrom: row.due_from,
    ...asked,
    about: { noun: 'concern', area: row.area, id: row.id },
    detail: [row.class_name, speakingNumber(row), more].filter(Boolean).join(' · '),
  })
}
