import { describe, expect, it } from 'vitest'
import { can } from '../kernel/lifecycle.ts'
import { concernLife, type Party } from './lifecycle.ts'
import type { Status, Step } from './words.ts'

// Whose turn it is, written down by hand from what each does: who reads this knows the life of a concern without the
// table of steps, and a change there has to be meant here as well.

/** What each may do while a concern is in a status; in a status not named, nothing. */
const turns: Record<Party, Partial<Record<Status, string>>> = {
  owner: {
    received: 'accept decline merge keep-apart request-identity',
    accepted: 'decline assign escalate merge keep-apart request-identity',
    assigned: 'relay rally escalate keep-apart request-identity',
    'sent-back': 'decline assign relay rally escalate merge keep-apart request-identity',
    'taken-up': 'relay add-assist rally escalate keep-apart request-identity',
    contacted: 'relay add-assist rally escalate keep-apart request-identity',
    'in-progress': 'relay add-assist rally escalate keep-apart request-identity',
    answered: 'relay call-back missed-call close request-identity',
    'called-back': 'relay close reopen',
    closed: 'reopen',
    declined: 'reopen',
    reopened: 'assign relay rally escalate merge keep-apart request-identity',
  },
  lead: {
    assigned: 'take-up send-back rally',
    'taken-up': 'send-back contact add-assist rally ask-extension',
    contacted: 'send-back contact progress add-assist rally ask-extension answer',
    'in-progress': 'send-back contact progress add-assist rally ask-extension answer',
    'sent-back': 'rally',
    reopened: 'rally',
  },
  assist: {
    assigned: 'contribute',
    'taken-up': 'contribute',
    contacted: 'contribute',
    'in-progress': 'contribute',
    'sent-back': 'contribute',
    reopened: 'contribute',
  },
  decider: {
    accepted: 'press',
    assigned: 'press',
    'sent-back': 'press',
    'taken-up': 'press grant-extension refuse-extension',
    contacted: 'press grant-extension refuse-extension',
    'in-progress': 'press grant-extension refuse-extension',
    reopened: 'press',
  },
  superior: {
    assigned: 'rally',
    'taken-up': 'rally',
    contacted: 'rally',
    'in-progress': 'rally',
    'sent-back': 'rally',
    reopened: 'rally',
    'called-back': 'reopen',
    closed: 'reopen',
    declined: 'reopen',
  },
  checker: { answered: 'call-back missed-call' },
  pressed: {
    accepted: 'report',
    assigned: 'report',
    'sent-back': 'report',
    'taken-up': 'report',
    contacted: 'report',
    'in-progress': 'report',
    reopened: 'report',
  },
  clock: {
    received: 'raise-overdue',
    accepted: 'raise-overdue',
    assigned: 'raise-overdue',
    'sent-back': 'raise-overdue',
    'taken-up': 'raise-overdue',
    contacted: 'raise-overdue',
    'in-progress': 'raise-overdue',
    answered: 'raise-overdue',
    reopened: 'raise-overdue',
  },
  raiser: {
    received: 'withdraw supplement',
    accepted: 'withdraw supplement',
    assigned: 'withdraw supplement',
    'sent-back': 'withdraw supplement',
    'taken-up': 'withdraw supplement',
    contacted: 'withdraw supplement',
    'in-progress': 'withdraw supplement',
    reopened: 'withdraw supplement',
    answered: 'rate',
    closed: 'rate',
    merged: 'rate-merged',
  },
}
const everyStatus = [
  'received',
  'accepted',
  'declined',
  'assigned',
  'sent-back',
  'taken-up',
  'contacted',
  'in-progress',
  'answered',
  'called-back',
  'closed',
  'reopened',
  'merged',
  'withdrawn',
] as const satisfies Status[]

/** Where a step leads (as it is: nowhere), what it leaves in the timeline, and who reads that there. */
const leads: Record<Step, [to: string, event: string, shown: 'public' | 'parties' | 'owner']> = {
  accept: ['accepted', 'concern.accepted', 'public'],
  decline: ['declined', 'concern.declined', 'public'],
  assign: ['assigned', 'concern.assigned', 'public'],
  'take-up': ['taken-up', 'concern.taken-up', 'public'],
  'send-back': ['sent-back', 'concern.sent-back', 'parties'],
  contact: ['taken-up: contacted or taken-up; in-progress: contacted', 'concern.contacted', 'public'],
  relay: ['taken-up: contacted', 'concern.relayed', 'parties'],
  progress: ['in-progress', 'concern.progressed', 'parties'],
  contribute: ['', 'concern.contributed', 'parties'],
  'add-assist': ['', 'concern.assist-asked', 'parties'],
  rally: ['', 'concern.rallied', 'public'],
  press: ['', 'concern.pressed', 'parties'],
  report: ['', 'concern.press-answered', 'parties'],
  'raise-overdue': ['', 'concern.overdue-raised', 'public'],
  escalate: ['', 'concern.escalated', 'public'],
  'ask-extension': ['', 'concern.extension-asked', 'parties'],
  'grant-extension': ['', 'concern.extension-granted', 'public'],
  'refuse-extension': ['', 'concern.extension-refused', 'parties'],
  answer: ['answered', 'concern.answered', 'public'],
  'call-back': ['closed or called-back or reopened', 'concern.called-back', 'public'],
  'missed-call': ['', 'concern.callback-missed', 'parties'],
  rate: ['closed or called-back or reopened', 'concern.called-back', 'public'],
  'rate-merged': ['', 'concern.called-back', 'public'],
  close: ['closed', 'concern.closed', 'public'],
  reopen: ['reopened', 'concern.reopened', 'public'],
  merge: ['merged', 'concern.merged', 'public'],
  'keep-apart': ['', 'concern.kept-apart', 'owner'],
  withdraw: ['withdrawn', 'concern.withdrawn', 'public'],
  supplement: ['', 'concern.supplemented', 'parties'],
  'request-identity': ['', 'concern.identity-requested', 'owner'],
}

/** Where a step leads, in the words above. */
function said(to: unknown): string {
  if (to === undefined) return ''
  if (typeof to === 'string') return to
  if (Array.isArray(to)) return to.join(' or ')
  return Object.entries(to as object)
    .map(([from, there]) => `${from}: ${said(there)}`)
    .join('; ')
}

describe('the life of a concern', () => {
  const parties = Object.keys(turns) as Party[]
  it.each(parties.flatMap((party) => everyStatus.map((status) => [party, status] as const)))(
    'gives the %s of one that is %s its turn, and no more',
    (party, status) => {
      const steps = can(concernLife, status, new Set([party]))
      expect(steps.sort()).toEqual((turns[party][status] ?? '').split(' ').filter(Boolean).sort())
    },
  )

  it('begins as received, and says where each step leads, what it leaves and who reads that', () => {
    expect(concernLife.initial).toBe('received')
    expect(concernLife.noun).toBe('concern')
    expect(Object.keys(concernLife.statuses)).toEqual(expect.arrayContaining([...everyStatus]))
    const found = Object.fromEntries(
      Object.entries(concernLife.steps).map(([step, rule]) => [
        step,
        [said(rule.to), rule.event, rule.shown],
      ]),
    )
    expect(found).toEqual(leads)
  })
})
