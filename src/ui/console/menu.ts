// The left menu: what exists, and of that what the signed-in person's verbs allow.
import {
  Building2,
  CalendarDays,
  CalendarOff,
  ClipboardList,
  ChartLine,
  Handshake,
  Inbox,
  Layers,
  MessageSquareText,
  MessageSquareWarning,
  Newspaper,
  Scissors,
  ScrollText,
  SlidersHorizontal,
  UserCog,
  UserRoundCheck,
  UsersRound,
  type LucideIcon,
} from 'lucide-react'
import type { Verb } from '../../kernel/access.ts'

type MenuEntry = { to: string; name: string; icon: LucideIcon; verb: Verb }
export const menu: { name: string; entries: MenuEntry[] }[] = [
  {
    name: '',
    entries: [
      { to: '/', name: '今日', icon: Inbox, verb: 'task.work' },
      { to: '/concerns', name: '诉求', icon: MessageSquareText, verb: 'concern.read' },
      { to: '/handled', name: '承办诉求', icon: ClipboardList, verb: 'concern.handle' },
      { to: '/common-issues', name: '共性问题', icon: Layers, verb: 'concern.read' },
      { to: '/commitments', name: '承诺', icon: Handshake, verb: 'commitment.read' },
      { to: '/activities', name: '活动', icon: CalendarDays, verb: 'activity.read' },
    ],
  },
  { name: '人员', entries: [{ to: '/people', name: '职工', icon: UsersRound, verb: 'person.read' }] },
  {
    name: '报刊',
    entries: [
      { to: '/intake', name: '报刊与简报', icon: Newspaper, verb: 'intake.use' },
      { to: '/clippings', name: '转载', icon: Scissors, verb: 'activity.read' },
    ],
  },
  { name: '数据', entries: [{ to: '/rates', name: '三率', icon: ChartLine, verb: 'concern.read' }] },
  {
    name: '系统',
    entries: [
      { to: '/orgs', name: '组织', icon: Building2, verb: 'org.read' },
      { to: '/accounts', name: '账号', icon: UserCog, verb: 'account.manage' },
      { to: '/appointments', name: '任职', icon: UserRoundCheck, verb: 'account.manage' },
      { to: '/rules', name: '类别与时限', icon: SlidersHorizontal, verb: 'rule.manage' },
      { to: '/calendar', name: '放假安排', icon: CalendarOff, verb: 'rule.manage' },
      { to: '/audit', name: '操作记录', icon: ScrollText, verb: 'event.read' },
      { to: '/feedback', name: '软件意见', icon: MessageSquareWarning, verb: 'feedback.read' },
    ],
  },
]

/** What the one search box finds, for these verbs: `搜诉求、职工、组织…`. */
export function searchWords(verbs: readonly Verb[]): string {
  const found = (
    [
      ['concern.read', '诉求'],
      ['person.read', '职工'],
      ['org.read', '组织'],
      ['activity.read', '活动'],
    ] as const
  ).filter(([verb]) => verbs.includes(verb))
  return found.length > 0 ? `搜${found.map(([, name]) => name).join('、')}…` : '找页面…'
}

/** The menu as these verbs see it. */
export function menuFor(verbs: readonly Verb[]) {
  return menu
    .map((group) => ({ ...group, entries: group.entries.filter((entry) => verbs.includes(entry.verb)) }))
    .filter((group) => group.entries.length > 0)
}
