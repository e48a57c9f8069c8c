import { Secret, TOTP } from 'otpauth'
import { beforeAll, describe, expect, it } from 'vitest'
import { password } from '../../demo/tree.ts'
import { world, type Person, type World } from '../../test/harness.ts'

// A password somebody else set opens one door: the one behind which it is changed. And its owner is told of it.

let hall: World
let admin: Person
beforeAll(async () => {
  hall = await world()
  admin = await hall.admin('dingrui')
})
const word = 'xin-de-mima-2026'
const own = 'zhi-you-wo-zhidao-7'
const reset = (id: string, more: { totp?: boolean } = {}) =>
  admin.do('POST /api/accounts/{id}/password', { params: { id }, body: { password: word, ...more } })
/** Signed in, without what the test world does for a first sign-in. */
async function enter(login: string, secret: string) {
  const person = hall.anyone()
  const raw = await person.send('POST /api/sign-in', { body: { login, password: secret } })
  person.keep(raw)
  return { person, me: raw.json<{ mustChangePassword: boolean; verbs: string[] }>(), status: raw.statusCode }
}
const idOf = async (login: string) =>
  (await admin.do('GET /api/accounts', { query: { q: login } })).items.find((one) => one.login === login)!.id
const entries = async (person: Person) => (await person.do('GET /api/me/entries', {})).items

describe('a password set by somebody else', () => {
  it('does nothing before it is changed, not even on routes open to everyone', async () => {
    await reset(await idOf('sunqian'))
    const { person, me } = await enter('sunqian', word)
    expect([me.mustChangePassword, me.verbs]).toEqual([true, []])
    const refused = [
      await person.call('GET /api/concerns', {}),
      await person.call('GET /api/tasks', {}),
      await person.call('POST /api/me/act-for', { body: { orgId: hall.org('cbd') } }),
      await person.call('POST /api/me/totp', { body: {} }),
      await person.call('POST /api/me/totp/confirm', { body: { otp: '000000' } }),
    ]
    expect(refused.map((one) => [one.status, one.problem.code])).toEqual(
      Array(5).fill([403, 'password-change-needed']),
    )
    const change = (next: string) => person.call('POST /api/me/password', { body: { current: word, next } })
    expect((await change(word)).problem).toMatchObject({ code: 'weak-password', fields: [{ path: 'next' }] })
    expect((await change(own)).status).toBe(200)
    const after = await person.do('GET /api/me', {})
    expect([after.mustChangePassword, after.verbs.includes('concern.read')]).toEqual([false, true])
    expect((await person.call('GET /api/concerns', {})).status).toBe(200)
    expect((await enter('sunqian', own)).me.mustChangePassword).toBe(false)
  })

  it('is told to its owner with who and when, and so is whoever used it before', async () => {
    const id = await idOf('wulan')
    await reset(id)
    const given = hall.clock.now().toISOString()
    hall.clock.advance({ minutes: 5 })
    const impostor = await enter('wulan', word)
    await impostor.person.do('POST /api/me/password', { body: { current: word, next: own } })
    const used = hall.clock.now().toISOString()
    hall.clock.advance({ minutes: 5 })
    // The owner, shut out, gets another from the administrator.
    await reset(id)
    hall.clock.advance({ minutes: 5 })
    const { person } = await enter('wulan', word)
    const seen = await entries(person)
    expect(seen.map((one) => [one.what, one.text, one.by])).toEqual([
      ['used', '吴岚 登录', '朝阳区总工会 吴岚'],
      ['given', '重设吴岚的密码', '市总工会 丁睿'],
      ['own', '吴岚修改了密码', '朝阳区总工会 吴岚'],
      ['used', '吴岚 登录', '朝阳区总工会 吴岚'],
      ['given', '重设吴岚的密码', '市总工会 丁睿'],
    ])
    expect([seen[4]!.at, seen[3]!.at]).toEqual([given, used])
    // It stays to be read when the password is changed, and is nobody else's to read.
    await person.do('POST /api/me/password', { body: { current: word, next: `${own}-8` } })
    expect(await entries(person)).toHaveLength(6)
    expect(await entries(await hall.as('zhouhang'))).toMatchObject([{ what: 'used', text: '周航 登录' }])
    const now = hall.clock.now()
    hall.clock.advance({ days: 181 })
    expect((await entries((await enter('wulan', `${own}-8`)).person)).map((one) => one.what)).toEqual([
      'used',
    ])
    hall.clock.set(now)
  })

  it('is so for a new account, and for one whose second factor was taken away', async () => {
    const { id } = await admin.do('POST /api/accounts', {
      body: { login: 'xinren', name: '新人', password: word, orgId: hall.org('cbd'), role: 'officer' },
    })
    const first = await enter('xinren', word)
    expect(first.me.mustChangePassword).toBe(true)
    expect((await entries(first.person)).at(-1)).toMatchObject({ what: 'given', by: '市总工会 丁睿' })
    await first.person.do('POST /api/me/password', { body: { current: word, next: own } })
    const { secret } = await first.person.do('POST /api/me/totp', { body: {} })
    const otp = new TOTP({ secret: Secret.fromBase32(secret) }).generate({
      timestamp: hall.clock.now().getTime(),
    })
    await first.person.do('POST /api/me/totp/confirm', { body: { otp } })
    await reset(id, { totp: true })
    const again = await enter('xinren', word)
    expect(again.me.mustChangePassword).toBe(true)
    expect((await entries(again.person))[1]).toMatchObject({
      what: 'given',
      text: '重设新人的密码，取消动态码',
    })
  })

  it('is so for an identity somebody else linked: the one at work goes on, the next sign-in proves the password', async () => {
    const working = await hall.as('maodan')
    hall.clock.advance({ minutes: 1 })
    const id = await idOf('maodan')
    const link = (subject: string | null) =>
      admin.do('POST /api/accounts/{id}/identity', { params: { id }, body: { subject } })
    await link('sub-mao')
    expect((await working.call('GET /api/concerns', {})).status).toBe(200)
    expect(await entries(working)).toMatchObject([
      { what: 'given', text: '登记毛丹的统一身份认证编号' },
      { what: 'used' },
    ])
    const { person, me } = await enter('maodan', password)
    expect(me.mustChangePassword).toBe(true)
    await person.do('POST /api/me/password', { body: { current: password, next: own } })
    await link(null)
    expect((await enter('maodan', own)).me.mustChangePassword).toBe(false)
  })

  it('is not set on oneself, nor is one’s own identity linked or account ended from an open screen', async () => {
    const { accountId } = await admin.do('GET /api/me', {})
    const params = { id: accountId! }
    const answers = [
      await admin.call('POST /api/accounts/{id}/password', { params, body: { password: word } }),
      await admin.call('POST /api/accounts/{id}/identity', { params, body: { subject: 'sub-x' } }),
      await admin.call('POST /api/accounts/{id}/end', { params, body: {} }),
    ]
    expect(answers.map((one) => one.problem.code)).toEqual(Array(3).fill('not-yourself'))
  })
})
