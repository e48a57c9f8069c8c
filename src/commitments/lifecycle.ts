import { lifecycle } from '../kernel/lifecycle.ts'

/** The life of a promise. owner: the union that keeps it in its ledger and answers for its outcome. */
export const commitmentLife = lifecycle({
  noun: 'commitment',
  initial: 'open',
  statuses: { open: '未到结果', kept: '已兑现', broken: '未兑现', withdrawn: '已撤回' },
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
