import { beforeEach, describe, expect, it } from 'vitest'
import { password } from '../../demo/tree.ts'
import { world, type Person, type World } from '../../test/harness.ts'
import { recoverAdmin } from './begin.ts'
import { hashPassword } from './password.ts'

// What nobody gets round by dates, by merging, or by being the one who keeps the accounts.

type Role = 'officer' | 'leader' | 'handler' | 'observer' | 'admin' | 'auditor'
let hall: World
let admin: Person
let made = 0

/** A hall of its own for each test: who is the last administrator depends on all the others. */
beforeEach(async () => {
  hall = await world()
  admin = await hall.admin('dingrui')
})

async function account(role: Role = 'officer', org: string | number = 'cbd', by = admin) {
  const login = `term${++made}`
  const orgId = typeof org === 'number' ? org : hall.org(org)
  const { id } = await by.do('POST /api/accounts', {
    body: { login, name: `某${made}`, password, orgId, role },
  })
  return { id, login, name: `某${made}` }
}
const appoint = (
  accountId: string,
  role: Role,
  more: { startsOn?: string; endsOn?: string; org?: number } = {},
  by = admin,
) => {
  const { org = hall.org('cbd'), startsOn = '2026-11-23', endsOn } = more
  return by.call('POST /api/appointments', {
    body: { accountId, orgId: org, role, startsOn, ...(endsOn && { endsOn }) },
  })
}
const termsOf = async (accountId: string, by = admin) =>
  (await by.do('GET /api/appointments', { query: { accountId, ended: true } })).items
const end = (id: string, endsOn: string, by = admin) =>
  by.call('POST /api/appointments/{id}/end', { params: { id }, body: { endsOn } })
const meOf = async (person: Person) => (await person.do('GET /api/me', {})).accountId!
const told = async (type: string) =>
  (await (await hall.as('qinyue')).do('GET /api/events', { query: { type } })).items.map((one) => one.text)
async function firm(parent: string | number, name = `试点${++made}号商行`) {
  const parentId = typeof parent === 'number' ? parent : hall.org(parent)
  return (await admin.do('POST /api/orgs', { body: { parentId, name, kind: 'employer' } })).id
}
const merge = (id: number, into: number, by = admin) =>
  by.call('POST /api/orgs/{id}/merge', { params: { id }, body: { into } })

describe('a term', () => {
  it('is not made longer by whoever holds it, and shorter only where another stays', async () => {
    const second = await account('admin', 'city')
    const other = await hall.admin(second.login)
    const [mine] = await termsOf(await meOf(admin))
    expect((await end(mine!.id, '2026-12-31', other)).status).toBe(200)
    const longer = await end(mine!.id, '2027-12-31')
    expect([longer.status, longer.problem.code]).toEqual([403, 'not-yourself'])
    expect((await end(mine!.id, '2026-12-31')).status).toBe(200)
    expect((await end(mine!.id, '2026-12-30')).status).toBe(200)
    expect((await end(mine!.id, '2026-12-31')).problem.code).toBe('not-yourself')
    expect((await termsOf(await meOf(admin)))[0]!.endsOn).toBe('2026-12-30')
    expect((await end(mine!.id, '2027-01-31', other)).status).toBe(200)
    expect(await told('appointment.prolonged')).toEqual([
      '丁睿任北京市总工会系统管理员的任期延长到2027-01-31',
    ])
  })

  it('is not made to reach over another that it must not stand beside', async () => {
    const { id } = await account('officer')
    const [post] = await termsOf(id)
    await end(post!.id, '2026-11-30')
    expect((await appoint(id, 'auditor', { startsOn: '2026-12-01', endsOn: '2026-12-31' })).status).toBe(200)
    expect((await end(post!.id, '2026-12-01')).problem.code).toBe('auditor-alone')
    expect((await end(post!.id, '2027-06-30')).problem.code).toBe('auditor-alone')
    expect((await end(post!.id, '2026-11-29')).status).toBe(200)
    expect((await end(post!.id, '2026-11-30')).status).toBe(200)
    // The same role twice, by making the first reach into the second.
    expect((await appoint(id, 'officer', { startsOn: '2027-01-01' })).status).toBe(200)
    const twice = await account('officer')
    const [first] = await termsOf(twice.id)
    await end(first!.id, '2026-11-30')
    expect((await appoint(twice.id, 'officer', { startsOn: '2026-12-01' })).status).toBe(200)
    expect((await end(first!.id, '2026-12-01')).problem.code).toBe('already-appointed')
  })

  it.each([
    // Before, up to the eve, from the day after: beside it. Touching a single day, around it, within it: not.
    ['2026-10-01', '2026-12-09', 'fits'],
    ['2026-10-01', '2026-12-10', 'auditor-alone'],
    ['2026-12-20', undefined, 'auditor-alone'],
    ['2026-12-21', undefined, 'fits'],
    ['2026-12-01', '2026-12-31', 'auditor-alone'],
    ['2026-12-12', '2026-12-12', 'auditor-alone'],
    ['2026-12-01', undefined, 'auditor-alone'],
  ] as const)(
    'of an officer from %s to %s beside an auditor of 10 to 20 December: %s',
    async (startsOn, endsOn, due) => {
      const { id } = await account('auditor')
      const [post] = await termsOf(id)
      await hall.pool.query(
        `update appointment set starts_on = '2026-12-10', ends_on = '2026-12-20' where id = $1`,
        [post!.id],
      )
      const answer = await appoint(id, 'officer', { startsOn, endsOn, org: hall.org('chaowai') })
      expect(answer.status === 200 ? 'fits' : answer.problem.code).toBe(due)
    },
  )

  it('that was in force until today is not undone by an earlier date on paper', async () => {
    const { id } = await account('auditor')
    const [post] = await termsOf(id)
    await hall.pool.query(`update appointment set starts_on = '2026-10-01' where id = $1`, [post!.id])
    expect((await end(post!.id, '2026-10-31')).status).toBe(200)
    // They could audit until this morning, whatever the paper says.
    expect((await appoint(id, 'officer', { startsOn: '2026-11-01' })).problem.code).toBe('auditor-alone')
    expect((await appoint(id, 'officer', { startsOn: '2026-11-23' })).problem.code).toBe('auditor-alone')
    expect((await appoint(id, 'officer', { startsOn: '2026-11-24' })).status).toBe(200)
    // A role held on paper until then may be given again at once.
    const again = await account('officer')
    const [first] = await termsOf(again.id)
    await hall.pool.query(`update appointment set starts_on = '2026-10-01' where id = $1`, [first!.id])
    await end(first!.id, '2026-10-31')
    expect((await appoint(again.id, 'officer', { startsOn: '2026-11-01' })).status).toBe(200)
  })

  it('of somebody out of use is not begun', async () => {
    const { id } = await account()
    await admin.do('POST /api/accounts/{id}/end', { params: { id }, body: {} })
    expect((await appoint(id, 'leader')).status).toBe(404)
  })

  it('of one account is not given twice by two at once', async () => {
    const { id } = await account()
    const both = await Promise.all([
      appoint(id, 'leader', { endsOn: '2026-12-31' }),
      appoint(id, 'leader', { endsOn: '2027-01-31' }),
    ])
    expect(both.map((one) => one.status).sort()).toEqual([200, 409])
  })
})

describe('the last administrator', () => {
  it('of the hall does not leave, by date, by account, or by a colleague whose own days are counted', async () => {
    const mine = (await termsOf(await meOf(admin)))[0]!
    for (const day of ['2026-11-23', '2027-12-31']) {
      const left = await end(mine.id, day)
      expect([left.status, left.problem.code]).toEqual([409, 'last-admin'])
    }
    const { id, login } = await account('observer', 'city')
    expect((await appoint(id, 'admin', { org: hall.org('city'), endsOn: '2026-12-31' })).status).toBe(200)
    const other = await hall.admin(login)
    const away = (by: Person, accountId: string) =>
      by.call('POST /api/accounts/{id}/end', { params: { id: accountId }, body: {} })
    // Somebody else is there, but not for good.
    expect((await end(mine.id, '2026-11-30')).problem.code).toBe('last-admin')
    expect((await end(mine.id, '2026-11-30', other)).problem.code).toBe('last-admin')
    expect((await away(other, await meOf(admin))).problem.code).toBe('last-admin')
    expect((await away(admin, await meOf(admin))).problem.code).toBe('not-yourself')
    expect((await away(admin, id)).status).toBe(200)
  })

  it('of the hall may leave once another stays for good, and then not that one', async () => {
    const { id, login } = await account('admin', 'city')
    const other = await hall.admin(login)
    const mine = (await termsOf(await meOf(admin)))[0]!
    const theirs = (await termsOf(id))[0]!
    const both = await Promise.all([end(theirs.id, '2026-11-23'), end(mine.id, '2026-11-23', other)])
    expect(both.map((one) => one.status).sort()).toEqual([200, 409])
  })

  it('does not count one who is out of use, or not yet there', async () => {
    const mine = (await termsOf(await meOf(admin)))[0]!
    const gone = await account('admin', 'city')
    await admin.do('POST /api/accounts/{id}/end', { params: { id: gone.id }, body: {} })
    expect((await end(mine.id, '2026-11-30')).problem.code).toBe('last-admin')
    const { id } = await account('observer', 'city')
    await appoint(id, 'admin', { org: hall.org('city'), startsOn: '2026-12-02' })
    expect((await end(mine.id, '2026-11-30')).problem.code).toBe('last-admin')
    expect((await end(mine.id, '2026-12-01')).status).toBe(200)
  })

  it('of a union below does not leave alone; those above may end the term', async () => {
    const { login, id } = await account('admin', 'chaowai')
    const local = await hall.admin(login)
    const post = (await termsOf(id))[0]!
    expect((await end(post.id, '2026-11-23', local)).problem.code).toBe('last-admin')
    // An administrator elsewhere is none here.
    await account('admin', 'd110105')
    expect((await end(post.id, '2026-11-23', local)).problem.code).toBe('last-admin')
    const second = await account('officer', 'chaowai')
    expect((await end(post.id, '2026-11-23', local)).problem.code).toBe('last-admin')
    await appoint(second.id, 'admin', {
      org: hall.org('chaowai'),
      startsOn: '2026-11-24',
      endsOn: '2026-12-31',
    })
    expect((await end(post.id, '2026-11-23', local)).status).toBe(200)
    const [, again] = [0, await account('admin', 'xinglan')]
    expect((await end((await termsOf(again.id))[0]!.id, '2026-11-23')).status).toBe(200)
  })

  it('gone all the same, is brought back from the machine and told in the trail', async () => {
    await hall.pool.query(`update appointment set ends_on = '2026-11-20' where role = 'admin'`)
    await hall.pool.query(`update account set active = false where login = 'dingrui'`)
    const hash = await hashPassword('ji-fang-chong-ti-1')
    expect(await recoverAdmin(hall.services, { login: 'DingRui', hash })).toEqual({
      name: '丁睿',
      org: '北京市总工会',
    })
    const back = await hall.anyone().call('POST /api/sign-in', {
      body: { login: 'dingrui', password: 'ji-fang-chong-ti-1' },
    })
    expect(back.json).toMatchObject({ mustChangePassword: true, mustEnrolTotp: true, totp: false })
    expect(await told('account.recovered')).toEqual([
      '在服务器上恢复：丁睿任北京市总工会系统管理员，密码重设，动态码取消',
    ])
    const again = await hall.admin('dingrui', 'ji-fang-chong-ti-1')
    expect((await again.call('GET /api/accounts', {})).status).toBe(200)
    // Asked once more it gives a password, not a second post; a term to come is not begun twice.
    await recoverAdmin(hall.services, { login: 'dingrui', hash })
    expect((await again.do('GET /api/me', {})).kind).toBe('anonymous')
    const third = await hall.admin('dingrui', 'ji-fang-chong-ti-1')
    expect(await termsOf(await meOf(third), third)).toHaveLength(2)
    await expect(recoverAdmin(hall.services, { login: 'nobody', hash })).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(recoverAdmin(hall.services, { login: 'qinyue', hash })).rejects.toMatchObject({
      code: 'auditor-alone',
    })
    await recoverAdmin(hall.services, { login: 'wangwu', name: '王五', hash })
    expect(
      (await (await hall.admin('wangwu', 'ji-fang-chong-ti-1')).do('GET /api/me', {})).acting,
    ).toMatchObject({
      orgName: '北京市总工会',
      roles: ['admin'],
    })
  })
})

describe('merging', () => {
  /** Officer and leader long in office, as the first were. */
  const settle = (id: string) =>
    Promise.all([
      hall.pool.query(`update account set entry_given_at = null where id = $1`, [id]),
      hall.pool.query(
        `update appointment set appointed_at = null, starts_on = '2026-01-01' where account_id = $1`,
        [id],
      ),
    ])

  it('gives no leader of the merged org the other half of a two-person decision the same day', async () => {
    const shell = await firm('cbd')
    const puppet = await account('leader', shell)
    await settle(puppet.id)
    expect((await (await hall.as(puppet.login)).do('GET /api/me', {})).verbs).toContain('identity.approve')
    expect((await merge(shell, hall.org('cbd'))).status).toBe(200)
    const verbs = async () => (await (await hall.as(puppet.login)).do('GET /api/me', {})).verbs
    expect(await verbs()).toContain('concern.approve')
    expect(await verbs()).not.toContain('identity.approve')
    hall.clock.advance({ days: 8 })
    expect(await verbs()).toContain('identity.approve')
    expect(await told('appointment.carried')).toEqual([
      `${puppet.name}任试点${made}号商行工会负责人，随并入改任北京CBD总工会`.replace(
        /试点\d+号商行/,
        (await told('org.merged')).join().match(/试点\d+号商行/)![0],
      ),
    ])
  })

  it('gives whoever orders it no post at the successor', async () => {
    const shell = await firm('chaowai')
    const { id, login } = await account('admin', 'chaowai')
    expect((await appoint(id, 'leader', { org: shell })).status).toBe(200)
    await hall.pool.query(`update appointment set starts_on = '2026-01-01' where account_id = $1`, [id])
    const local = await hall.admin(login)
    expect((await merge(shell, hall.org('chaowai'), local)).status).toBe(200)
    expect((await termsOf(id)).map((one) => [one.org.id, one.role, one.endsOn]).sort()).toEqual(
      [
        [hall.org('chaowai'), 'admin', null],
        [shell, 'leader', '2026-11-22'],
      ].sort(),
    )
    expect(await told('appointment.carried')).toEqual([expect.stringContaining('随并入朝外街道总工会结束')])
  })

  it('carries each term as far as it is not held at the successor already', async () => {
    const [old, into] = [await firm('cbd'), await firm('cbd')]
    const terms: [string, string | null, [string, string | null][], [string, string | null][]][] = [
      // What was held at the merged org, what at the successor, what is held there then.
      ['2026-11-01', null, [], [['2026-11-23', null]]],
      ['2026-11-23', '2026-11-23', [], [['2026-11-23', '2026-11-23']]],
      ['2026-12-05', '2026-12-31', [], [['2026-12-05', '2026-12-31']]],
      ['2026-11-01', null, [['2026-11-10', null]], [['2026-11-10', null]]],
      [
        '2026-11-01',
        null,
        [['2026-11-01', '2026-11-30']],
        [
          ['2026-11-01', '2026-11-30'],
          ['2026-12-01', null],
        ],
      ],
      ['2026-11-01', '2026-11-30', [['2026-11-01', '2026-11-30']], [['2026-11-01', '2026-11-30']]],
      [
        '2026-11-01',
        null,
        [['2026-12-01', null]],
        [
          ['2026-11-23', '2026-11-30'],
          ['2026-12-01', null],
        ],
      ],
      [
        '2026-11-01',
        '2026-12-01',
        [['2026-12-01', null]],
        [
          ['2026-11-23', '2026-11-30'],
          ['2026-12-01', null],
        ],
      ],
      [
        '2026-11-01',
        '2026-11-30',
        [['2026-12-01', null]],
        [
          ['2026-11-23', '2026-11-30'],
          ['2026-12-01', null],
        ],
      ],
      ['2026-11-01', '2026-11-22', [], []],
      [
        '2026-11-01',
        null,
        [['2026-11-01', '2026-11-22']],
        [
          ['2026-11-01', '2026-11-22'],
          ['2026-11-23', null],
        ],
      ],
      ['2026-11-01', null, [['2026-11-23', null]], [['2026-11-23', null]]],
    ]
    const people: string[] = []
    for (const [startsOn, endsOn, there] of terms) {
      const { id } = await account('handler', old)
      people.push(id)
      await hall.pool.query(`update appointment set starts_on = $2, ends_on = $3 where account_id = $1`, [
        id,
        startsOn,
        endsOn,
      ])
      for (const [from, to] of there)
        await appoint(id, 'handler', { startsOn: from, endsOn: to ?? undefined, org: into })
    }
    const gone = await account('handler', old)
    await hall.pool.query(`update account set active = false where id = $1`, [gone.id])
    await merge(old, into)
    const held = async (id: string) =>
      (await termsOf(id))
        .filter((one) => one.org.id === into)
        .map((one) => [one.startsOn, one.endsOn])
        .sort()
    for (const [i, id] of people.entries())
      expect(await held(id), JSON.stringify(terms[i])).toEqual(terms[i]![3])
    expect(await held(gone.id)).toEqual([])
    const { rows } = await hall.pool.query<{ n: number }>(
      `select count(*)::int as n from appointment where org_id = $1 and (ends_on is null or ends_on > '2026-11-22')`,
      [old],
    )
    expect(rows[0]!.n).toBe(0)
  })

  it('hands over to the same person at the end of a term that was carried', async () => {
    const [old, into] = [await firm('cbd'), await firm('cbd')]
    const leaver = await account('handler', old)
    const heir = await account('handler', old)
    const post = (await termsOf(leaver.id))[0]!
    await admin.do('POST /api/appointments/{id}/end', {
      params: { id: post.id },
      body: { endsOn: '2026-11-30', handOverTo: heir.id },
    })
    await merge(old, into)
    const { rows } = await hall.pool.query(
      `select hand_over_to from appointment where account_id = $1 and org_id = $2 and ends_on = '2026-11-30'`,
      [leaver.id, into],
    )
    expect(rows).toEqual([{ hand_over_to: heir.id }])
  })
})
