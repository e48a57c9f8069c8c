// Who is signed in at the console, for every screen: `useMe`, `useCan`; signing in and out go through here.
import { useSyncExternalStore } from 'react'
import type { Api } from '../../api.ts'
import type { Verb } from '../../kernel/access.ts'
import type { ResponseOf } from '../../kernel/contract.ts'
import { call, useCsrf as carryCsrf, type Problem } from '../client.ts'

type Me = ResponseOf<Api['GET /api/me']>
type StaffMe = Me & { acting: NonNullable<Me['acting']>; accountId: string }

type Session = {
  /** The last account known. It stays while the session has run out, so that the open page keeps what was typed. */
  me: Me | null
  state: 'asking' | 'anonymous' | 'signed-in' | 'expired' | 'unreachable'
  problem?: Problem
}
let session: Session = { me: null, state: 'asking' }
const watchers = new Set<() => void>()
function become(next: Session) {
  session = next
  watchers.forEach((watcher) => watcher())
}
export const useSession = () =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    () => session,
  )

/** Takes over what signing in, acting for another org or `GET /api/me` answered. */
export function becomeMe(me: Me) {
  carryCsrf(me.csrf)
  if (me.kind === 'account') become({ me, state: 'signed-in' })
  else if (session.me) become({ me: session.me, state: 'expired' })
  else become({ me: null, state: 'anonymous' })
}
/** Takes over a sign-in. One that came over an open page goes on acting for the org that page was opened for. */
export async function signedIn(me: Me): Promise<void> {
  const before = session.me
  carryCsrf(me.csrf)
  const orgId = before?.acting?.orgId
  const goesOn =
    before?.accountId === me.accountId &&
    orgId !== undefined &&
    orgId !== me.acting?.orgId &&
    me.posts.some((post) => post.orgId === orgId)
  becomeMe(goesOn ? await call('POST /api/me/act-for', { body: { orgId } }).catch(() => me) : me)
}
/** Asks the server who this is. */
export async function refreshMe(): Promise<void> {
  try {
    becomeMe(await call('GET /api/me', {}))
  } catch (problem) {
    if (!session.me) become({ me: null, state: 'unreachable', problem: problem as Problem })
  }
}
/** The server no longer knows us: the page stays, the sign-in comes over it. */
export function sessionExpired() {
  if (session.state === 'signed-in') become({ me: session.me, state: 'expired' })
}
/** Signed out on purpose: nothing of the old session stays on the screen. */
export function signedOut() {
  become({ me: null, state: 'anonymous' })
}

/** Who I am and the org I act for. Only screens inside the shell may ask: there it is always known. */
export function useMe(): StaffMe {
  return useSession().me as StaffMe
}
/** Whether my roles at the org acted for grant `verb`. A button without its right is not drawn. */
export function useCan(verb: Verb): boolean {
  return useSession().me?.verbs.includes(verb) ?? false
}
