import { beforeAll, describe, expect, it } from 'vitest'
import { password } from '../../demo/tree.ts'
import { world, type Person, type World } from '../../test/harness.ts'

// Terms, and what an administrator alone must not be able to do with them.

let hall: World
let admin: Person
let auditor: Person

beforeAll(async () => {
  hall = await world()
  admin = await hall.admin('dingrui')
  auditor = await hall.as('qinyue')
})

async function later(by: Parameters<World['clock']['advance']>[0], what: () => Promise<void>) {
  const before = hall.clock.now()
  hall.clock.advance(by)
  try {
    await what()
  } finally {
    hall.clock.set(before)
  }
}
let made = 0
type Role = 'officer' | 'leader' | 'handler' | 'observer' | 'admin' | 'auditor'
async function account(name: string, role: Role = 'officer', org = 'cbd') {
  const login = `post${++made}`
  const { id } = await admin.do('POST /api/accounts', {
    body: { login, name, password, orgId: hall.org(org), role },
  })
  return { id, login, name }
}
const appoint = (accountId: string, role: Role, more: { startsOn?: string; endsOn?: string } = {}) =>
  admin.call('POST /api/appointments', {
    body: { accountId, orgId: hall.org('cbd'), role, startsOn: '2026-11-23', ...more },
  })
const postOf = async (accountId: string) =>
  (await admin.do('GET /api/appointments', { query: { accountId } })).items[0]!.id
const end = (id: string, endsOn: string, handOverTo?: string) =>
  admin.call('POST /api/appointments/{id}/end', {
    params: { id },
    body: { endsOn, ...(handOverTo && { handOverTo }) },
  })
async function taskOf(accountId: string) {
  const id = hall.newId()
  await hall.anyone().do('POST /api/concerns', {
    body: { id, classCode: 'meals', text: '没有地方吃饭', sealed: false, code: hall.newCode() },
  })
  const officer = await hall.as('zhaoyiming')
  const { items } = await officer.do('GET /api/tasks', { query: { limit: 100 } })
  const task = items.find((one) => one.about.id === id)!
  await officer.do('POST /api/tasks/{id}/delegate', { params: { id: task.id }, body: { accountId } })
  return task.id
}
const desk = async (login: string) =>
  (await (await hall.as(login)).do('GET /api/tasks', { query: { limit: 100 } })).items.map((one) => one.id)

describe('a term', () => {
  it('does not end before it begins, and is not ended twice', async () => {
    const { id } = await account('期二')
    const backwards = await appoint(id, 'leader', { startsOn: '2026-12-10', endsOn: '2026-12-09' })
    expect(backwards.problem.code).toBe('ends-before-start')
    const post = await postOf(id)
    expect((await end(post, '2026-11-22')).problem.fields?.[0]?.path).toBe('endsOn')
    expect((await end(post, '2026-11-30')).status).toBe(200)
    expect((await end(post, '2026-12-31')).status).toBe(200)
  })

  it('that is over is not revived', async () => {
    const { id } = await account('期三')
    const post = await postOf(id)
    await hall.pool.query(
      `update appointment set starts_on = '2026-10-01', ends_on = '2026-10-31' where id = $1`,
      [post],
    )
    expect((await end(post, '2026-12-31')).problem.code).toBe('not-now')
  })

  it('with an end in sight is listed with its account, and is not begun a second time', async () => {
    const { id, login } = await account('期四')
    await end(await postOf(id), '2026-12-31')
    const { items } = await admin.do('GET /api/accounts', { query: { q: login } })
    expect(items[0]!.appointments.map((one) => one.role)).toEqual(['officer'])
    expect((await appoint(id, 'officer', { endsOn: '2027-01-31' })).problem.code).toBe('already-appointed')
    expect((await appoint(id, 'officer', { startsOn: '2027-01-01' })).status).toBe(200)
  })

  it('that ends later keeps its tasks until then, and hands them over the morning after', async () => {
    const leaver = await account('到期一')
    const successor = await account('接任一')
    const task = await taskOf(leaver.id)
    const ended = await end(await postOf(leaver.id), '2026-11-30', successor.id)
    expect(ended.json.moved).toBe(0)
    await hall.services.jobs.runNow('appointment.hand-over')
    expect(await desk(leaver.login)).toContain(task)
    expect(await desk('zhaoyiming')).not.toContain(task)
    await later({ days: 8 }, async () => {
      await hall.services.jobs.runNow('appointment.hand-over')
      expect(await desk(successor.login)).toContain(task)
      expect(await desk('zhaoyiming')).not.toContain(task)
      const { items } = await (
        await hall.as('qinyue')
      ).do('GET /api/events', { query: { type: 'appointment.handed-over' } })
      expect(items.map((one) => one.text).join()).toContain(
        '到期一在北京CBD总工会的任期已满，1件待办转给接任的人',
      )
    })
  })

  it('that was short from the beginning leaves no task on nobody’s desk, whether or not the night has come', async () => {
    const { id, login } = await account('短期一', 'officer', 'chaowai')
    await appoint(id, 'officer', { endsOn: '2026-11-25' })
    const task = await taskOf(id)
    expect(await desk('zhaoyiming')).not.toContain(task)
    await later({ days: 3 }, async () => {
      expect(await desk('zhaoyiming')).toContain(task)
      expect(await desk(login)).not.toContain(task)
    })
  })

  it('hands tasks to colleagues in office only, of accounts in use', async () => {
    const gone = await account('停用一')
    await admin.do('POST /api/accounts/{id}/end', { params: { id: gone.id }, body: {} })
    const task = await taskOf((await account('在任一')).id)
    const officer = await hall.as('sunqian')
    const give = await officer.call('POST /api/tasks/{id}/delegate', {
      params: { id: task },
      body: { accountId: gone.id },
    })
    expect(give.problem.code).toBe('not-a-colleague')
  })
})

describe('an administrator', () => {
  it('does not appoint themselves, nor reset their own password from an open screen', async () => {
    const { accountId } = await admin.do('GET /api/me', {})
    const self = await appoint(accountId!, 'leader')
    expect([self.status, self.problem.code]).toEqual([403, 'not-yourself'])
    const reset = await admin.call('POST /api/accounts/{id}/password', {
      params: { id: accountId! },
      body: { password: 'xin-de-mima-2026' },
    })
    expect(reset.problem.code).toBe('not-yourself')
  })

  it('makes nobody auditor beside another role', async () => {
    const { id } = await account('审一')
    expect((await appoint(id, 'auditor')).problem.code).toBe('auditor-alone')
    const pure = await account('审二', 'auditor')
    expect((await appoint(pure.id, 'officer')).problem.code).toBe('auditor-alone')
    await end(await postOf(pure.id), '2026-11-30')
    expect((await appoint(pure.id, 'officer', { startsOn: '2026-12-01' })).status).toBe(200)
  })

  it('is named in the log with the role that was given', async () => {
    await account('任一', 'leader')
    const { id } = await account('任二')
    await appoint(id, 'leader', { endsOn: '2026-12-31' })
    const { items } = await auditor.do('GET /api/events', { query: { limit: 100 } })
    const texts = items.map((one) => one.text)
    expect(texts).toContain('建立账号 任一，任北京CBD总工会工会负责人')
    expect(texts).toContain('任二任北京CBD总工会工会负责人，2026-11-23起，到2026-12-31')
  })

  it('hands over in the open', async () => {
    const leaver = await account('交一')
    const successor = await account('接一')
    await taskOf(leaver.id)
    await admin.do('POST /api/tasks/hand-over', {
      body: { fromAccountId: leaver.id, toAccountId: successor.id },
    })
    const { items } = await auditor.do('GET /api/events', { query: { type: 'task.handed-over' } })
    expect(items.map((one) => one.text)).toEqual(['把交一的1件待办交给接一'])
  })
})

describe('the second of two people', () => {
  async function asked() {
    const id = hall.newId()
    await hall.anyone().do('POST /api/concerns', {
      body: {
        id,
        classCode: 'pay',
        text: '单价又降了',
        sealed: true,
        phone: '13800000077',
        code: hall.newCode(),
      },
    })
    const officer = await hall.as('zhaoyiming')
    await officer.do('POST /api/concerns/{id}/request-identity', { params: { id }, body: { reason: '核实' } })
    return (await officer.do('GET /api/concerns/{id}', { params: { id } })).identityOpening!.id
  }
  const decide = async (login: string, opening: string, word = password) =>
    (await hall.as(login, word)).call('POST /api/identity-openings/{id}/decide', {
      params: { id: opening },
      body: { approve: true },
    })

  it('is no account an administrator made for it the same day', async () => {
    const puppet = await account('影一', 'leader')
    const opening = await asked()
    expect((await decide(puppet.login, opening)).status).toBe(403)
    await later({ days: 8 }, async () => expect((await decide(puppet.login, opening)).status).toBe(200))
  })

  it('is no officer newly made a leader, whatever day the term is dated from', async () => {
    const officer = await account('影二')
    await appoint(officer.id, 'leader', { startsOn: '2026-01-01' })
    expect((await decide(officer.login, await asked())).status).toBe(403)
  })

  it('is no leader whose password an administrator has just set', async () => {
    const leader = await account('影三', 'leader')
    const opening = await asked()
    // In office for long, and signing in with a password of their own.
    await hall.pool.query(`update account set entry_given_at = null where id = $1`, [leader.id])
    await hall.pool.query(`update appointment set appointed_at = null where account_id = $1`, [leader.id])
    const word = 'xin-de-mima-2026'
    await admin.do('POST /api/accounts/{id}/password', {
      params: { id: leader.id },
      body: { password: word },
    })
    expect((await decide(leader.login, opening, word)).status).toBe(403)
    expect((await decide('sunqian', opening)).status).toBe(200)
  })
})
