import './tables.ts'
import { capability } from '../kernel/route.ts'
import { accountStories } from './accounts.ts'
import { appointments, handOver } from './appointments.ts'
import { accountProblems, accountRoutes } from './contract.ts'
import { me } from './me.ts'
import { secondFactor } from './second-factor.ts'
import { signIn, sweepSignIns } from './sign-in.ts'

export const accounts = capability({
  name: 'accounts',
  contract: accountRoutes,
  kinds: { session: { follows: ['acting_org'] }, appointment: { stays: ['org_id'] } },
  problems: accountProblems,
  constraints: {
    account_oidc_subject_key: 'identity-taken',
    account_login: 'login-taken',
    appointment_once: 'already-appointed',
  },
  jobs: [handOver, sweepSignIns],
  stories: { ...me, ...signIn, ...secondFactor, ...accountStories, ...appointments },
})
