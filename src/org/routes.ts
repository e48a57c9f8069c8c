import './tables.ts'
import { roles, type Role } from '../kernel/access.ts'
import { readCursor, writeCursor } from '../kernel/page.ts'
import { capability } from '../kernel/route.ts'
import { fileProblems } from '../files/contract.ts'
import { changes } from './changes.ts'
import { codeWarnings } from './code.ts'
import { orgProblems, orgRoutes } from './contract.ts'
import { imports } from './import.ts'
import { orgOfSubject, orgSubject } from './org.ts'
import { ancestors, asOrgs, childrenOf, orgById, searchOrgs, visibleOrg } from './queries.ts'
import type { orgChanges } from './words.ts'

export const org = capability({
  name: 'org',
  contract: orgRoutes,
  kinds: {
    org: { stays: ['parent_id', 'merged_into'] },
    org_name: { stays: ['org_id'] },
    org_change: { stays: ['org_id'] },
    area: { stays: ['org_id'] },
  },
  problems: { ...orgProblems, ...fileProblems },
  constraints: { org_sibling_name: 'org-exists', area_pkey: 'area-taken' },
  stories: {
    async listAreas(c) {
      const [roots, home] = await Promise.all([c.services.areas.roots(), c.services.areas.home()])
      const items = roots.map(({ code, name }) => ({ code, name }))
      const isHome = ({ code }: { code: number }) => code === home?.code
      return {
        items: [...items.filter(isHome), ...items.filter((one) => !isHome(one))],
        default: home?.code ?? null,
      }
    },

    async listChildren(c) {
      const { parentId, kind = [], cursor, limit = 20 } = c.query
      if (parentId === undefined) {
        const own = await orgById(c.db, c.staff().acting.orgId)
        return { items: await asOrgs(c.db, own ? [own] : []), next: null }
      }
      await visibleOrg(c, parentId)
      const from = readCursor(cursor)
      const rows = await childrenOf(c.db, parentId, {
        kinds: kind,
        after: from ? orgOfSubject(from.id) : 0,
        limit: limit + 1,
      })
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      return {
        items: await asOrgs(c.db, shown),
        next: rows.length > limit && last ? writeCursor({ at: null, id: orgSubject(last.id) }) : null,
      }
    },

    async searchOrgs(c) {
      const { q, kind = [], limit = 20, everywhere } = c.query
      const root = everywhere ? null : c.staff().acting.path
      const found = await searchOrgs(c.db, { typed: q, root, kinds: kind, limit })
      return {
        items: (await asOrgs(c.db, found)).map(({ row, ...one }) => ({ ...one, matched: row.matched })),
      }
    },

    async showOrg(c) {
      const found = await visibleOrg(c, c.params.id)
      const [[one], names, appointments, history] = await Promise.all([
        asOrgs(c.db, [found]),
        c.db
          .selectFrom('org_name')
          .select('name')
          .where('org_id', '=', found.id)
          .where('former', '=', true)
          .orderBy('until', 'desc')
          .execute(),
        c.db
          .selectFrom('appointment')
          .innerJoin('account', 'account.id', 'appointment.account_id')
          .select(['account.name', 'role', 'starts_on', 'ends_on'])
          .where('org_id', '=', found.id)
          .orderBy('ends_on', (order) => order.desc().nullsFirst())
          .orderBy('starts_on', 'desc')
          .limit(100)
          .execute(),
        c.db
          .selectFrom('org_change')
          .select(['at', 'change', 'text', 'by_name'])
          .where('org_id', '=', found.id)
          .orderBy('id', 'desc')
          .limit(200)
          .execute(),
      ])
      return {
        ...one!,
        formerNames: names.map((row) => row.name),
        ancestors: await ancestors(c.db, found.path),
        appointments: appointments.map((row) => ({
          account: row.name,
          role: roles[row.role as Role]?.name ?? row.role,
          startsOn: row.starts_on,
          endsOn: row.ends_on,
        })),
        history: history.map((row) => ({
          at: row.at.toISOString(),
          change: row.change as keyof typeof orgChanges,
          text: row.text,
          by: row.by_name,
        })),
        warnings: await codeWarnings(c.db, found),
      }
    },

    ...changes,
    ...imports,
  },
})
