// What the console knows of each kind of record, by its noun as events and tasks write it: the table's name.
import type { Verb } from '../../kernel/access.ts'

type Address = { to: string; search?: { open: string } }
type Noun = {
  name: string
  /** First words of the paths its change shows on; 今日 and what just happened may change with anything. */
  shownOn: readonly string[]
  /** Where one is opened, and what that takes; without it one has no page of its own. */
  open?: (id: string) => Address
  verb?: Verb
}

const drawerOf =
  (to: string) =>
  (id: string): Address => ({ to, search: { open: id } })

export const nouns: Record<string, Noun> = {
  concern: {
    name: '诉求',
    shownOn: ['/api/concerns', '/api/common-issues', '/api/commitments'],
    open: (id) => ({ to: `/concerns/${id}` }),
    verb: 'concern.open',
  },
  common_issue: {
    name: '共性问题',
    shownOn: ['/api/common-issues', '/api/concerns'],
    open: drawerOf('/common-issues'),
    verb: 'concern.read',
  },
  commitment: {
    name: '承诺',
    shownOn: ['/api/commitments', '/api/concerns'],
    open: drawerOf('/commitments'),
    verb: 'commitment.read',
  },
  activity: {
    name: '活动',
    shownOn: ['/api/activities'],
    open: (id) => ({ to: `/activities/${id}` }),
    verb: 'activity.read',
  },
  clipping: {
    name: '转载',
    shownOn: ['/api/clippings'],
    open: (id) => ({ to: `/clippings/${id}` }),
    verb: 'activity.read',
  },
  intake_page: {
    name: '版面',
    shownOn: ['/api/intake'],
    open: (id) => ({ to: `/intake/pages/${id}` }),
    verb: 'intake.use',
  },
  person: { name: '职工', shownOn: ['/api/persons'], open: drawerOf('/people'), verb: 'person.read' },
  org: {
    name: '组织',
    shownOn: ['/api/orgs'],
    // In events an org's number is written as the tail of a UUID, in hexadecimal (ADR 003).
    open: (id) =>
      drawerOf('/orgs')(
        id.includes('-') ? String(Number.parseInt(id.slice(id.lastIndexOf('-') + 1), 16)) : id,
      ),
    verb: 'org.read',
  },
  account: { name: '账号', shownOn: ['/api/accounts', '/api/appointments', '/api/tasks/colleagues'] },
  feedback: { name: '软件意见', shownOn: ['/api/feedback'] },
  calendar: { name: '放假安排', shownOn: ['/api/calendar'] },
  concern_class: { name: '类别', shownOn: ['/api/concern-classes'] },
  concern_limit: { name: '时限', shownOn: ['/api/concern-limits'] },
  task: { name: '待办', shownOn: [] },
}

/** Where a record is opened, to spread on a `Link`; null for one that has no page of its own. */
export const addressOf = ({ noun, id }: { noun: string; id: string }): Address | null =>
  nouns[noun]?.open?.(id) ?? null
