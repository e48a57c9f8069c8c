import './tables.ts'
import '../org/tables.ts'
import { roles, type Role, type Verb } from '../kernel/access.ts'
import type { Ctx } from '../kernel/context.ts'
import { shanghaiDate } from '../kernel/working-days.ts'
import { inOffice } from './office.ts'

/** The orgs in being that the asking account may act for today with the verb, whichever it acts for now. */
export const postsWith = (c: Ctx, verb: Verb) =>
  c.db
    .selectFrom('appointment')
    .innerJoin('org', 'org.id', 'appointment.org_id')
    .select(['org.id', 'org.name', 'org.area', 'org.path'])
    .distinct()
    .where('appointment.account_id', '=', c.staff().accountId)
    .where(
      'appointment.role',
      'in',
      (Object.keys(roles) as Role[]).filter((role) => (roles[role].verbs as readonly Verb[]).includes(verb)),
    )
    .where('org.active', '=', true)
    .where(inOffice('appointment', shanghaiDate(c.now)))
    .execute()
