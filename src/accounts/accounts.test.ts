import { Secret, TOTP } from 'otpauth'
import { beforeAll, describe, expect, it } from 'vitest'
import { password } from '../../demo/tree.ts'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
let admin: Person

beforeAll(async () => {
  hall = await world()
  admin = await hall.as('dingrui')
  await enrol(admin)
})

const codeOf = (secret: string) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: hall.clock.now().getTime() })
async function enrol(who: Person): Promise<string> {
  const { secret } = await who.do('POST /api/me/totp', { body: {} })
  await who.do('POST /api/me/totp/confirm', { body: { otp: codeOf(secret) } })
  return secret
}
const signIn = (login: string, secret = password, otp?: string) =>
  hall.anyone().call('POST /api/sign-in', { body: { login, password: secret, ...(otp && { otp }) } })
/** Moves the clock for one test; sessions of twelve hours outlive every step taken here. */
async function later(by: Parameters<World['clock']['advance']>[0], what: () => Promise<void>) {
  const before = hall.clock.now()
  hall.clock.advance(by)
  try {
    await what()
  } finally {
    hall.clock.set(before)
  }
}
type Role = 'officer' | 'leader' | 'handler' | 'admin'
let made = 0
/** A new account with one appointment. */
async function account(name: string, org: string, role: Role = 'officer') {
  const login = `person${++made}`
  const { id } = await admin.do('POST /api/accounts', {
    body: { login, name, password, orgId: hall.org(org), role },
  })
  return { id, login }
}
const appointmentOf = async (accountId: string) =>
  (await admin.do('GET /api/appointments', { query: { accountId } })).items[0]!.id

describe('writes', () => {
  it('come from our own pages: another site is refused, token or not', async () => {
    const officer = await hall.as('zhaoyiming')
    const from = async (origin: string | undefined, url: string, payload: object, headers = {}) =>
      (
        await hall.http.inject({
          method: 'POST',
          url,
          payload,
          headers: { host: 'hall.example', ...(origin && { origin }), ...headers },
        })
      ).statusCode
    const signed = { cookie: officer.cookie, 'x-csrf': officer.csrf }
    const act = (origin?: string) =>
      from(origin, '/console/api/me/act-for', { orgId: hall.org('cbd') }, signed)
    expect([await act('http://evil.example'), await act('null')]).toEqual([403, 403])
    expect([await act('http://hall.example'), await act()]).toEqual([200, 200])
    const enter = (origin: string) => from(origin, '/console/api/sign-in', { login: 'zhaoyiming', password })
    expect([await enter('https://evil.example'), await enter('http://hall.example')]).toEqual([403, 200])
  })
})

describe('signing in', () => {
  it('answers a wrong password and an unknown login alike', async () => {
    const wrong = await signIn('maodan', 'not-the-password')
    const unknown = await signIn('nobody-of-that-name')
    expect(wrong.status).toBe(401)
    expect(unknown.raw.body).toBe(wrong.raw.body)
  })

  it('locks after five failures for a quarter of an hour, whoever then knows the password', async () => {
    const { login } = await account('封一', 'cbd')
    for (let i = 0; i < 5; i++) expect((await signIn(login, 'guess')).problem.code).toBe('wrong-password')
    expect((await signIn(login)).problem.code).toBe('locked')
    const { items } = await admin.do('GET /api/accounts', { query: { q: login } })
    expect(items[0]!.locked).toBe(true)
    const auditor = await hall.as('qinyue')
    const told = await auditor.do('GET /api/events', { query: { type: 'account.locked' } })
    expect(told.items).toHaveLength(1)
    expect(told.items[0]!.text).toContain('封一')
    await later({ minutes: 14 }, async () => expect((await signIn(login)).problem.code).toBe('locked'))
    await later({ minutes: 16 }, async () => expect((await signIn(login)).status).toBe(200))
  })

  it('counts failures in a row only', async () => {
    const { login } = await account('封二', 'cbd')
    for (let i = 0; i < 4; i++) await signIn(login, 'guess')
    expect((await signIn(login)).status).toBe(200)
    for (let i = 0; i < 4; i++) await signIn(login, 'guess')
    expect((await signIn(login)).status).toBe(200)
  })

  it('is unlocked by an administrator with a new password, which ends every open session', async () => {
    const { id, login } = await account('封三', 'cbd')
    const open = await hall.as(login)
    for (let i = 0; i < 5; i++) await signIn(login, 'guess')
    const next = 'xin-de-mima-2026'
    await admin.do('POST /api/accounts/{id}/password', { params: { id }, body: { password: next } })
    expect((await open.do('GET /api/me', {})).kind).toBe('anonymous')
    expect((await signIn(login)).problem.code).toBe('wrong-password')
    expect((await signIn(login, next)).status).toBe(200)
  })

  it('gives a cookie no script reads, and asks every write for the token', async () => {
    const answer = await signIn('maodan')
    const cookie = answer.raw.cookies.find((one) => one.name === 'unionhall-console')!
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/console' })
    const person = await hall.as('maodan')
    person.csrf = 'another'
    expect((await person.call('POST /api/me/totp', { body: {} })).problem.code).toBe('csrf')
  })

  it('ends with signing out, on the server too', async () => {
    const person = await hall.as('maodan')
    const { cookie } = person
    await person.do('POST /api/sign-out', { body: {} })
    const again = hall.anyone()
    again.cookie = cookie
    expect((await again.do('GET /api/me', {})).kind).toBe('anonymous')
  })

  it('is over after twelve hours', async () => {
    const person = await hall.as('maodan')
    // Read a first time only then: what is known of a session is trusted for two seconds of real time.
    await later({ hours: 13 }, async () =>
      expect((await person.do('GET /api/me', {})).kind).toBe('anonymous'),
    )
  })
})

describe('a password', () => {
  it('is changed by whoever knows the old one, and signs out everybody else', async () => {
    const { login } = await account('改一', 'cbd')
    const here = await hall.as(login)
    const there = await hall.as(login)
    const next = 'geng-chang-de-mima'
    const wrong = await here.call('POST /api/me/password', { body: { current: 'guess', next } })
    expect(wrong.problem.code).toBe('wrong-password')
    await here.do('POST /api/me/password', { body: { current: password, next } })
    expect((await here.do('GET /api/me', {})).kind).toBe('account')
    expect((await there.do('GET /api/me', {})).kind).toBe('anonymous')
    expect((await signIn(login, next)).status).toBe(200)
  })

  it.each(['person-of-the-hall', 'aaaaaaaaaaaa', 'abcabcabcabc', '0123456789', 'my-password-1'])(
    'is not %s',
    async (weak) => {
      const answer = await admin.call('POST /api/accounts', {
        body: {
          login: weak === 'person-of-the-hall' ? 'hall' : `weak${++made}`,
          name: '弱',
          password: weak,
          orgId: hall.org('cbd'),
          role: 'officer',
        },
      })
      expect(answer.problem.code).toBe('weak-password')
    },
  )
})

describe('the second factor', () => {
  it('is set up by an administrator before anything else', async () => {
    const { login } = await account('管一', 'cbd', 'admin')
    const fresh = await hall.as(login)
    expect((await fresh.do('GET /api/me', {})).mustEnrolTotp).toBe(true)
    expect((await fresh.call('GET /api/accounts', {})).problem.code).toBe('totp-needed')
    const { secret, uri } = await fresh.do('POST /api/me/totp', { body: {} })
    expect(uri).toContain(secret)
    const wrong = codeOf(secret) === '000000' ? '111111' : '000000'
    expect((await fresh.call('POST /api/me/totp/confirm', { body: { otp: wrong } })).problem.code).toBe(
      'wrong-otp',
    )
    const me = await fresh.do('POST /api/me/totp/confirm', { body: { otp: codeOf(secret) } })
    expect(me.mustEnrolTotp).toBe(false)
    expect((await fresh.call('GET /api/accounts', {})).status).toBe(200)
  })

  it('is asked for at every sign-in from then on, and a code works once', async () => {
    const { login } = await account('管二', 'cbd')
    const secret = await enrol(await hall.as(login))
    expect((await signIn(login)).problem.code).toBe('otp-needed')
    expect((await signIn(login, password, codeOf(secret))).problem.code).toBe('wrong-otp')
    await later({ seconds: 30 }, async () => {
      const otp = codeOf(secret)
      const both = await Promise.all([signIn(login, password, otp), signIn(login, password, otp)])
      expect(both.map((one) => one.status).sort()).toEqual([200, 401])
    })
  })

  it('is replaced with the password only, and taken away by an administrator for a lost phone', async () => {
    const { id, login } = await account('管四', 'cbd')
    const person = await hall.as(login)
    await enrol(person)
    expect((await person.do('GET /api/me', {})).totp).toBe(true)
    const { secret } = await person.do('POST /api/me/totp', { body: {} })
    const confirm = (more: object) =>
      person.call('POST /api/me/totp/confirm', { body: { otp: codeOf(secret), ...more } })
    expect((await confirm({})).problem.code).toBe('wrong-password')
    expect((await confirm({ password: 'not-the-password' })).problem.code).toBe('wrong-password')
    expect((await confirm({ password })).status).toBe(200)
    await admin.do('POST /api/accounts/{id}/password', { params: { id }, body: { password, totp: true } })
    const again = await hall.as(login)
    expect((await again.do('GET /api/me', {})).totp).toBe(false)
  })

  it('locks like a password', async () => {
    const { login } = await account('管三', 'cbd')
    const secret = await enrol(await hall.as(login))
    const wrong = codeOf(secret) === '000000' ? '111111' : '000000'
    for (let i = 0; i < 5; i++) expect((await signIn(login, password, wrong)).problem.code).toBe('wrong-otp')
    expect((await signIn(login, password, codeOf(secret))).problem.code).toBe('locked')
  })
})

describe('a phone code', () => {
  const ask = (phone: string) => hall.anyone().call('POST /api/phone-code', { body: { phone } })
  const sent = (phone: string) =>
    /验证码 (\d{6})/.exec(hall.log.findLast((line) => line.includes(phone))!)![1]!
  const enter = (phone: string, code: string) =>
    hall.anyone().call('POST /api/phone-sign-in', { body: { phone, code } })
  const other = (code: string) => (code === '000000' ? '111111' : '000000')

  it('signs the worker in, once', async () => {
    const phone = '13600000001'
    await ask('136 0000 0001')
    const code = sent(phone)
    const first = await enter(phone, code)
    expect([first.status, first.json.kind]).toEqual([200, 'worker'])
    expect((await enter(phone, code)).problem.code).toBe('wrong-phone-code')
  })

  it('is sent once a minute, and the newest counts', async () => {
    const phone = '13600000002'
    await ask(phone)
    const old = sent(phone)
    expect((await ask(phone)).problem.code).toBe('code-too-soon')
    await later({ seconds: 61 }, async () => {
      await ask(phone)
      const fresh = sent(phone)
      if (fresh !== old) expect((await enter(phone, old)).status).toBe(401)
      expect((await enter(phone, fresh)).status).toBe(200)
    })
  })

  it('is spent by five wrong guesses', async () => {
    const phone = '13600000003'
    await ask(phone)
    const code = sent(phone)
    for (let i = 0; i < 5; i++)
      expect((await enter(phone, other(code))).problem.code).toBe('wrong-phone-code')
    expect((await enter(phone, code)).problem.code).toBe('wrong-phone-code')
  })

  it('is good for five minutes, and for the phone it was sent to', async () => {
    await ask('13600000004')
    const code = sent('13600000004')
    expect((await enter('13600000005', code)).problem.code).toBe('wrong-phone-code')
    await later({ minutes: 6 }, async () =>
      expect((await enter('13600000004', code)).problem.code).toBe('wrong-phone-code'),
    )
    expect((await ask('12345')).problem.code).toBe('phone-format')
  })

  it('opens the same record every time', async () => {
    const mine = async () => {
      const person = await hall.worker('13600000006')
      const { rows } = await hall.pool.query<{ n: number }>(`select count(*) as n from person`)
      return { name: (await person.do('GET /api/me', {})).kind, people: rows[0]!.n }
    }
    const first = await mine()
    await later({ minutes: 2 }, async () => expect(await mine()).toEqual(first))
  })
})

describe('appointments', () => {
  it('let somebody act for each org they serve, and for no other', async () => {
    const { id, login } = await account('兼一', 'cbd')
    await admin.do('POST /api/appointments', {
      body: { accountId: id, orgId: hall.org('chaowai'), role: 'leader', startsOn: '2026-11-23' },
    })
    const person = await hall.as(login)
    const me = await person.do('POST /api/me/act-for', { body: { orgId: hall.org('chaowai') } })
    expect([me.acting?.orgId, me.acting?.roles]).toEqual([hall.org('chaowai'), ['leader']])
    expect(me.verbs).toContain('concern.approve')
    const refused = await person.call('POST /api/me/act-for', { body: { orgId: hall.org('city') } })
    expect(refused.problem.code).toBe('not-appointed')
    const twice = await admin.call('POST /api/appointments', {
      body: { accountId: id, orgId: hall.org('chaowai'), role: 'leader', startsOn: '2026-11-23' },
    })
    expect(twice.problem.code).toBe('already-appointed')
  })

  it('begin and end on their days', async () => {
    const { id, login } = await account('期一', 'cbd')
    await admin.do('POST /api/appointments', {
      body: { accountId: id, orgId: hall.org('chaowai'), role: 'officer', startsOn: '2026-11-24' },
    })
    const posts = async () =>
      (await (await hall.as(login)).do('GET /api/me', {})).posts.map((post) => post.orgId)
    expect(await posts()).toEqual([hall.org('cbd')])
    await later({ days: 1 }, async () => expect(await posts()).toHaveLength(2))
    const { items } = await admin.do('GET /api/appointments', { query: { accountId: id } })
    const first = items.find((one) => one.org.id === hall.org('cbd'))!
    const last = { params: { id: first.id }, body: { endsOn: '2026-11-23' } }
    await admin.do('POST /api/appointments/{id}/end', last)
    expect(await posts()).toEqual([hall.org('cbd')])
    await later({ days: 1 }, async () => expect(await posts()).toEqual([hall.org('chaowai')]))
  })

  it('are an administrator’s own subtree’s only', async () => {
    const { login } = await account('管四', 'chaowai', 'admin')
    const local = await hall.as(login)
    await enrol(local)
    const { id } = await account('外一', 'cbd')
    const outside = await local.call('POST /api/appointments', {
      body: { accountId: id, orgId: hall.org('cbd'), role: 'leader', startsOn: '2026-11-23' },
    })
    expect(outside.problem.code).toBe('not-found')
    const end = { params: { id: await appointmentOf(id) }, body: { endsOn: '2026-11-23' } }
    expect((await local.call('POST /api/appointments/{id}/end', end)).problem.code).toBe('not-found')
    expect((await local.call('POST /api/accounts/{id}/end', { params: { id }, body: {} })).problem.code).toBe(
      'not-found',
    )
    const logins = (await local.do('GET /api/accounts', { query: { limit: 100 } })).items.map(
      (one) => one.login,
    )
    expect(logins).not.toContain('zhaoyiming')
    expect(logins).toContain('maodan')
  })
})

describe('leaving', () => {
  /** A task of the CBD union given to one of its people. */
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

  it('hands open tasks to a successor who serves at the same org', async () => {
    const leaver = await account('离一', 'cbd')
    const successor = await account('接一', 'cbd')
    const stranger = await account('外二', 'chaowai')
    const task = await taskOf(leaver.id)
    expect(await desk(successor.login)).not.toContain(task)
    const params = { id: await appointmentOf(leaver.id) }
    const end = (handOverTo: string) =>
      admin.call('POST /api/appointments/{id}/end', { params, body: { endsOn: '2026-11-23', handOverTo } })
    expect((await end(stranger.id)).problem.code).toBe('not-a-colleague')
    expect(await desk(leaver.login)).toContain(task)
    expect((await end(successor.id)).json.moved).toBe(1)
    expect(await desk(successor.login)).toContain(task)
    expect(await desk('zhaoyiming')).not.toContain(task)
  })

  it('gives them back to the whole org where no successor is named', async () => {
    const leaver = await account('离二', 'cbd')
    const task = await taskOf(leaver.id)
    const params = { id: await appointmentOf(leaver.id) }
    const ended = await admin.do('POST /api/appointments/{id}/end', {
      params,
      body: { endsOn: '2026-11-23' },
    })
    expect(ended.moved).toBe(1)
    expect(await desk('zhaoyiming')).toContain(task)
  })

  it('takes the rights away the next day', async () => {
    const leaver = await account('离三', 'cbd')
    const params = { id: await appointmentOf(leaver.id) }
    await admin.do('POST /api/appointments/{id}/end', { params, body: { endsOn: '2026-11-23' } })
    const person = await hall.as(leaver.login)
    expect((await person.call('GET /api/concerns', {})).status).toBe(200)
    await later({ days: 1 }, async () => {
      const again = await hall.as(leaver.login)
      expect((await again.do('GET /api/me', {})).acting).toBeNull()
      expect((await again.call('GET /api/concerns', {})).problem.code).toBe('not-allowed')
    })
  })

  it('for good ends the sessions and leaves no task behind', async () => {
    const leaver = await account('离四', 'cbd')
    const task = await taskOf(leaver.id)
    const open = await hall.as(leaver.login)
    await admin.do('POST /api/accounts/{id}/end', { params: { id: leaver.id }, body: {} })
    expect((await open.do('GET /api/me', {})).kind).toBe('anonymous')
    expect((await signIn(leaver.login)).problem.code).toBe('wrong-password')
    expect(await desk('zhaoyiming')).toContain(task)
  })

  it('moves everything one person holds to another at once', async () => {
    const leaver = await account('离五', 'cbd')
    const successor = await account('接五', 'cbd')
    const tasks = [await taskOf(leaver.id), await taskOf(leaver.id)]
    const body = { fromAccountId: leaver.id, toAccountId: successor.id }
    expect((await admin.do('POST /api/tasks/hand-over', { body })).moved).toBe(2)
    expect(await desk(successor.login)).toEqual(expect.arrayContaining(tasks))
    const officer = await hall.as('zhaoyiming')
    expect((await officer.call('POST /api/tasks/hand-over', { body })).problem.code).toBe('not-allowed')
  })
})
