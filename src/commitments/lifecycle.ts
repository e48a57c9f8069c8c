import { lifecycle } from '../kernel/lifecycle.ts'
import { commitmentStates } from './words.ts'

/** The life of a promise. owner: the union that keeps it in its ledger and answers for its outcome. */
export const commitmentLife = lifecycle({
  noun: 'commitment',
  initial: 'open',
  statuses: commitmentStates,
  steps: {
    settle: {
      from: ['open'],
      to: ['kept', 'broken'],
      by: ['owner'],
      event: 'commitment.settled',
      shown: 'public',
    },
    reschedule: {
      from: ['open'],
      by: ['owner'],
      event: 'commitment.rescheduled',
      shown: 'public',
    },
    withdraw: {
      from: ['open'],
      to: 'withdrawn',
      by: ['owner'],
      event: 'commitment.withdrawn',
      shown: 'public',
    },
  },
})
