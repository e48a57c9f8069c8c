import { expect, it } from 'vitest'
import { world } from '../../test/harness.ts'
import { beginHall } from './begin.ts'
import { hashPassword } from './password.ts'

it('begins with one union and its administrator, who grows the rest on the screens; never twice', async () => {
  const hall = await world({ bare: true })
  const word = 'q7-pUnkt-marmelade'
  const first = {
    org: { name: '云州市总工会', kind: 'federation' as const, area: { code: 530100, name: '云州市' } },
    login: 'wangwu',
    name: '王五',
    hash: await hashPassword(word),
  }
  // Two at once: one begins, the other finds it done.
  const both = await Promise.all([beginHall(hall.services, first), beginHall(hall.services, first)])
  expect(both.sort()).toEqual([false, true])
  const admin = await hall.admin('wangwu', word)
  const { items } = await admin.do('GET /api/orgs/search', { query: { q: '云州' } })
  const city = items[0]!
  const { id } = await admin.do('POST /api/orgs', {
    body: { parentId: city.id, name: '云州市东区总工会', kind: 'federation', area: 530102 },
  })
  await admin.do('POST /api/accounts', {
    body: { login: 'zhaoliu', name: '赵六', password: word, orgId: id, role: 'officer' },
  })
  const officer = await hall.as('zhaoliu', word)
  expect((await officer.do('GET /api/concerns', {})).items).toEqual([])
})
