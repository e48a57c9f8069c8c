import { lifecycle } from '../kernel/lifecycle.ts'
import { clippingStates } from './words.ts'

/**
 * The life of a clipping. owner: the union that keeps it. addressee: the one it was offered to, whose activity it may
 * become.
 */
export const clippingLife = lifecycle({
  noun: 'clipping',
  initial: 'kept',
  statuses: clippingStates,
  steps: {
    offer: {
      from: ['kept', 'declined'],
      to: 'offered',
      by: ['owner'],
      event: 'clipping.offered',
      shown: 'parties',
    },
    recall: { from: ['offered'], to: 'kept', by: ['owner'], event: 'clipping.recalled', shown: 'parties' },
    take: { from: ['offered'], to: 'taken', by: ['addressee'], event: 'clipping.taken', shown: 'parties' },
    decline: {
      from: ['offered'],
      to: 'declined',
      by: ['addressee'],
      event: 'clipping.declined',
      shown: 'parties',
    },
    link: {
      from: ['kept', 'offered', 'taken', 'declined'],
      by: ['owner'],
      event: 'clipping.linked',
      shown: 'owner',
    },
    discard: {
      from: ['kept', 'declined'],
      to: 'discarded',
      by: ['owner'],
      event: 'clipping.discarded',
      shown: 'owner',
    },
  },
})
