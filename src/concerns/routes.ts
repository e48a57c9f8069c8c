import { sealRaisers } from './raiser.ts'
import './tables.ts'
import { sql } from '../kernel/db.ts'
import { capability } from '../kernel/route.ts'
import { commonIssueLife, commonIssues } from './common-issues.ts'
import { concernProblems, concernRoutes } from './contract.ts'
import { desk } from './desk.ts'
import { callbacks } from './callbacks.ts'
import { extensions } from './extensions.ts'
import { following } from './following.ts'
import { handled } from './handled.ts'
import { handing } from './handing.ts'
import { handling } from './handling.ts'
import { identity } from './identity.ts'
import { keeps } from './keeps.ts'
import { concernLife } from './lifecycle.ts'
import { mayReadConcern } from './parties.ts'
import { leads } from './leads.ts'
import { many } from './many.ts'
import { offerSimilar, raiseOverdue } from './reactions.ts'
import { merging } from './merging.ts'
import { sendMessage, sendMessages, tellRaiser, told } from './messages.ts'
import { pressing } from './pressing.ts'
import { progress } from './progress.ts'
import { raising } from './raising.ts'
import { countAnew } from './recount.ts'
import { record } from './record.ts'
import { rules } from './rules.ts'

export const concerns = capability({
  name: 'concerns',
  mends: sealRaisers,
  contract: concernRoutes,
  problems: concernProblems,
  constraints: {
    concern_pkey: 'id-taken',
    concern_extension_pending: 'extension-pending',
    concern_limit_class_code_fkey: 'unknown-class',
    identity_opening_pending: 'not-now',
  },
  lifecycles: [concernLife, commonIssueLife],
  kinds: {
    concern: {
      title: 'title',
      // As speakingNumber writes it.
      number: sql`x.area || '-' || lpad((x.year % 100)::text, 2, '0') || '-' || lpad(x.running::text, 6, '0')`,
      desk: true,
      owner: 'owner_org',
      follows: ['lead_org'],
      mayRead: mayReadConcern,
    },
    common_issue: { title: 'title', desk: true, owner: 'owner_org' },
    concern_extension: { follows: ['org_id'] },
    identity_opening: { follows: ['org_id'] },
    concern_press: { follows: ['org_id', 'to_org'] },
  },
  reactions: {
    'concern.raised': ['concern.offer-similar'],
    'calendar.year-saved': ['concern.count-anew'],
    ...Object.fromEntries(told.map((type) => [type, ['concern.tell-raiser']])),
  },
  jobs: [offerSimilar, raiseOverdue, countAnew, tellRaiser, sendMessage, sendMessages],
  keeps,
  stories: {
    ...raising,
    ...following,
    ...progress,
    ...desk,
    ...handled,
    ...record,
    ...handling,
    ...handing,
    ...many,
    ...leads,
    ...pressing,
    ...extensions,
    ...callbacks,
    ...merging,
    ...identity,
    ...rules,
    ...commonIssues,
  },
})
