import type { Role, Verb } from './access.ts'

/** The two web apps; each has sessions of its own. */
export type AppName = 'console' | 'worker'

/** Whoever is asking, as identified from the session. */
export type Actor =
  | { kind: 'anonymous' }
  /** The program itself, in a job. No request ever has it. */
  | { kind: 'system' }
  | { kind: 'worker'; session: string; csrf: string; area: number; personId: string; name: string }
  | {
      kind: 'account'
      session: string
      csrf: string
      accountId: string
      name: string
      /** The org acted for; null for an account without an appointment today. */
      acting: Acting | null
      verbs: ReadonlySet<Verb>
      /** An administrator who has no second factor yet: may only set one up. */
      mustEnrolTotp: boolean
      totp: boolean
      /** The password, or another way in, was given by somebody else: may only change the password. */
      mustChangePassword: boolean
    }

export type Acting = {
  orgId: number
  orgName: string
  orgShortName: string
  path: string
  area: number
  roles: Role[]
}
export type AccountActor = Extract<Actor, { kind: 'account' }>
export type StaffActor = AccountActor & { acting: Acting }
export type WorkerActor = Extract<Actor, { kind: 'worker' }>

/**
 * How an event names the actor. A worker is never named: the timeline is read by those who handle the matter, and a
 * worker may have asked not to be known to them. Who it was stays in the event's own column.
 */
export function nameOf(actor: Actor): string {
  if (actor.kind === 'account')
    return actor.acting ? `${actor.acting.orgShortName} ${actor.name}` : actor.name
  return actor.kind === 'system' ? '系统' : '职工'
}
