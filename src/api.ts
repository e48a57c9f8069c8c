/**
 * Every capability's contract, as types only: what the screens' client is typed by.
 * Nothing here exists at run time, so no schema reaches a browser bundle through it.
 */
import type { accountRoutes } from './accounts/contract.ts'
import type { activityRoutes } from './activities/contract.ts'
import type { calendarRoutes } from './calendar/contract.ts'
import type { clippingRoutes } from './clippings/contract.ts'
import type { commitmentRoutes } from './commitments/contract.ts'
import type { concernRoutes } from './concerns/contract.ts'
import type { eventRoutes } from './events/contract.ts'
import type { feedbackRoutes } from './feedback/contract.ts'
import type { fileRoutes } from './files/contract.ts'
import type { intakeRoutes } from './intake/contract.ts'
import type { orgRoutes } from './org/contract.ts'
import type { personRoutes } from './people/contract.ts'
import type { taskRoutes } from './tasks/contract.ts'
import type { viewRoutes } from './views/contract.ts'

type Routes = typeof accountRoutes &
  typeof activityRoutes &
  typeof calendarRoutes &
  typeof clippingRoutes &
  typeof commitmentRoutes &
  typeof concernRoutes &
  typeof eventRoutes &
  typeof feedbackRoutes &
  typeof fileRoutes &
  typeof intakeRoutes &
  typeof orgRoutes &
  typeof personRoutes &
  typeof taskRoutes &
  typeof viewRoutes

/** `'GET /api/concerns/{id}'` → its route. */
export type Api = {
  [K in keyof Routes as `${Routes[K]['method']} ${Routes[K]['path']}`]: Routes[K]
}
