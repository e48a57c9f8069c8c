import { beforeAll, expect, it } from 'vitest'
import { world, type World } from '../../test/harness.ts'
import { uuidv7 } from '../kernel/id.ts'

let hall: World
beforeAll(async () => {
  hall = await world()
})

it('is left by anyone, read and answered by the administrator alone', async () => {
  const id = uuidv7(hall.clock.now().getTime())
  const body = { id, app: 'worker' as const, screen: '/raise', text: '字太小', contact: '晚上别打电话' }
  await hall.anyone().do('POST /api/feedback', { body })
  // A phone that did not hear the answer sends again: once is enough.
  await hall.anyone().do('POST /api/feedback', { body })
  const admin = await hall.admin('dingrui')
  const { items } = await admin.do('GET /api/feedback', {})
  expect(items).toMatchObject([{ id, text: '字太小', contact: '晚上别打电话', reply: null }])
  // Contacts are as sealed in the database as phone numbers are.
  const { rows } = await hall.pool.query<{ contact: Buffer }>('select contact from feedback')
  expect(rows[0]!.contact.includes('晚上别打电话')).toBe(false)
  await admin.do('POST /api/feedback/{id}/reply', { params: { id }, body: { reply: '下个版本加大字模式' } })
  const after = await admin.do('GET /api/feedback', {})
  expect(after.items[0]).toMatchObject({ reply: '下个版本加大字模式' })
  // Whoever gave it reads the answer with the id only they know.
  const own = await hall.anyone().do('GET /api/feedback/{id}', { params: { id } })
  expect(own).toMatchObject({ text: '字太小', reply: '下个版本加大字模式' })
  expect(own).not.toHaveProperty('contact')
  const officer = await hall.as('zhaoyiming')
  expect((await officer.call('GET /api/feedback', {})).status).toBe(403)
  const nowhere = await admin.call('POST /api/feedback/{id}/reply', {
    params: { id: uuidv7(1) },
    body: { reply: '没有这一条' },
  })
  expect(nowhere.status).toBe(404)
})
