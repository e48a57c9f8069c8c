import { lifecycle } from '../kernel/lifecycle.ts'
import { statuses } from './words.ts'

/**
 * The life of a concern, after Beijing's 接诉即办 practice (local regulation of 2021; DB11/T 2021).
 *
 * owner     the union that received it and stays responsible until the end (首接负责)
 * lead      the org holding the handling task; assist: an org holding an assisting or rallying task
 * decider   a leader of the owning union or of one above it, who grants extensions and presses
 * superior  a union above the owner
 * checker   a union above the owner, where the owner handled it itself: somebody else may ask the worker
 * pressed   the org whose reply a union above waits for
 * clock     nobody: the time that has passed
 * raiser    the worker who raised it, by number and code or signed in
 */
export const concernLife = lifecycle({
  noun: 'concern',
  initial: 'received',
  statuses,
  steps: {
    accept: { from: ['received'], to: 'accepted', by: ['owner'], event: 'concern.accepted', shown: 'public' },
    decline: {
      from: ['received', 'accepted', 'sent-back'],
      to: 'declined',
      by: ['owner'],
      event: 'concern.declined',
      shown: 'public',
    },
    assign: {
      from: ['accepted', 'sent-back', 'reopened'],
      to: 'assigned',
      by: ['owner'],
      event: 'concern.assigned',
      shown: 'public',
    },
    'take-up': {
      from: ['assigned'],
      to: 'taken-up',
      by: ['lead'],
      event: 'concern.taken-up',
      shown: 'public',
    },
    'send-back': {
      from: ['assigned', 'taken-up', 'contacted', 'in-progress'],
      to: 'sent-back',
      by: ['lead'],
      event: 'concern.sent-back',
      shown: 'parties',
    },
    contact: {
      from: ['taken-up', 'contacted', 'in-progress'],
      // Asked to be passed on by the union, it is no contact until that was done.
      to: { 'taken-up': ['contacted', 'taken-up'], 'in-progress': 'contacted' },
      by: ['lead'],
      event: 'concern.contacted',
      shown: 'public',
    },
    // What a handler has to say to a worker it does not know: the owning union passes it on.
    relay: {
      from: [
        'assigned',
        'taken-up',
        'contacted',
        'in-progress',
        'sent-back',
        'reopened',
        'answered',
        'called-back',
      ],
      to: { 'taken-up': 'contacted' },
      by: ['owner'],
      event: 'concern.relayed',
      shown: 'parties',
    },
    progress: {
      from: ['contacted', 'in-progress'],
      to: 'in-progress',
      by: ['lead'],
      event: 'concern.progressed',
      shown: 'parties',
    },
    // Whoever was called keeps their task when the lead sends the matter back: they may answer then too.
    contribute: {
      from: ['assigned', 'taken-up', 'contacted', 'in-progress', 'sent-back', 'reopened'],
      by: ['assist'],
      event: 'concern.contributed',
      shown: 'parties',
    },
    'add-assist': {
      from: ['taken-up', 'contacted', 'in-progress'],
      by: ['lead', 'owner'],
      event: 'concern.assist-asked',
      shown: 'parties',
    },
    rally: {
      from: ['assigned', 'taken-up', 'contacted', 'in-progress', 'sent-back', 'reopened'],
      by: ['owner', 'lead', 'superior'],
      event: 'concern.rallied',
      shown: 'public',
    },
    press: {
      from: ['accepted', 'assigned', 'sent-back', 'taken-up', 'contacted', 'in-progress', 'reopened'],
      by: ['decider'],
      event: 'concern.pressed',
      shown: 'parties',
    },
    report: {
      from: ['accepted', 'assigned', 'sent-back', 'taken-up', 'contacted', 'in-progress', 'reopened'],
      by: ['pressed'],
      event: 'concern.press-answered',
      shown: 'parties',
    },
    'raise-overdue': {
      from: [
        'received',
        'accepted',
        'assigned',
        'sent-back',
        'taken-up',
        'contacted',
        'in-progress',
        'answered',
        'reopened',
      ],
      by: ['clock'],
      event: 'concern.overdue-raised',
      shown: 'public',
    },
    escalate: {
      from: ['accepted', 'assigned', 'sent-back', 'taken-up', 'contacted', 'in-progress', 'reopened'],
      by: ['owner'],
      event: 'concern.escalated',
      shown: 'public',
    },
    'ask-extension': {
      from: ['taken-up', 'contacted', 'in-progress'],
      by: ['lead'],
      event: 'concern.extension-asked',
      shown: 'parties',
    },
    'grant-extension': {
      from: ['taken-up', 'contacted', 'in-progress'],
      by: ['decider'],
      event: 'concern.extension-granted',
      shown: 'public',
    },
    'refuse-extension': {
      from: ['taken-up', 'contacted', 'in-progress'],
      by: ['decider'],
      event: 'concern.extension-refused',
      shown: 'parties',
    },
    answer: {
      from: ['contacted', 'in-progress'],
      to: 'answered',
      by: ['lead'],
      event: 'concern.answered',
      shown: 'public',
    },
    'call-back': {
      from: ['answered'],
      to: ['closed', 'called-back', 'reopened'],
      by: ['owner', 'checker'],
      event: 'concern.called-back',
      shown: 'public',
    },
    'missed-call': {
      from: ['answered'],
      by: ['owner', 'checker'],
      event: 'concern.callback-missed',
      shown: 'parties',
    },
    // Whoever could not be reached before it was closed may still say it for some days.
    rate: {
      from: ['answered', 'closed'],
      to: ['closed', 'called-back', 'reopened'],
      by: ['raiser'],
      event: 'concern.called-back',
      shown: 'public',
    },
    // The raiser of what was merged answers for themselves, once the matter it was merged into has an answer.
    'rate-merged': { from: ['merged'], by: ['raiser'], event: 'concern.called-back', shown: 'public' },
    // Answered, it may be closed where there is no worker to ask, or one who was rung and could not be reached in time.
    close: {
      from: ['called-back', 'answered'],
      to: 'closed',
      by: ['owner'],
      event: 'concern.closed',
      shown: 'public',
    },
    reopen: {
      from: ['called-back', 'closed', 'declined'],
      to: 'reopened',
      by: ['owner', 'superior'],
      event: 'concern.reopened',
      shown: 'public',
    },
    merge: {
      from: ['received', 'accepted', 'sent-back', 'reopened'],
      to: 'merged',
      by: ['owner'],
      event: 'concern.merged',
      shown: 'public',
    },
    'keep-apart': {
      from: [
        'received',
        'accepted',
        'assigned',
        'sent-back',
        'taken-up',
        'contacted',
        'in-progress',
        'reopened',
      ],
      by: ['owner'],
      event: 'concern.kept-apart',
      shown: 'owner',
    },
    withdraw: {
      from: [
        'received',
        'accepted',
        'assigned',
        'sent-back',
        'taken-up',
        'contacted',
        'in-progress',
        'reopened',
      ],
      to: 'withdrawn',
      by: ['raiser'],
      event: 'concern.withdrawn',
      shown: 'public',
    },
    supplement: {
      from: [
        'received',
        'accepted',
        'assigned',
        'sent-back',
        'taken-up',
        'contacted',
        'in-progress',
        'reopened',
      ],
      by: ['raiser'],
      event: 'concern.supplemented',
      shown: 'parties',
    },
    'request-identity': {
      from: [
        'received',
        'accepted',
        'assigned',
        'sent-back',
        'taken-up',
        'contacted',
        'in-progress',
        'answered',
        'reopened',
      ],
      by: ['owner'],
      event: 'concern.identity-requested',
      // The reason says something about the raiser: not for those who handle the matter.
      shown: 'owner',
    },
  },
})
export type Party =
  'owner' | 'lead' | 'assist' | 'decider' | 'superior' | 'checker' | 'pressed' | 'clock' | 'raiser'
