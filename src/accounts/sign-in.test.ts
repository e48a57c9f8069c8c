import { beforeAll, describe, expect, it } from 'vitest'
import { password } from '../../demo/tree.ts'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
let admin: Person
let auditor: Person

beforeAll(async () => {
  hall = await world()
  admin = await hall.admin('dingrui')
  auditor = await hall.as('qinyue')
})

const signIn = (login: string, secret = password) =>
  hall.anyone().call('POST /api/sign-in', { body: { login, password: secret } })
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
async function account(name: string) {
  const login = `visitor${++made}`
  const { id } = await admin.do('POST /api/accounts', {
    body: { login, name, password, orgId: hall.org('cbd'), role: 'officer' },
  })
  return { id, login }
}
const told = async (type: string, name: string) =>
  (await auditor.do('GET /api/events', { query: { type, limit: 100 } })).items.filter((one) =>
    one.text.includes(name),
  )

describe('a lock', () => {
  it('lets no more of many passwords tried at once be looked at', async () => {
    const { login } = await account('闯一')
    const tried = await Promise.all([
      ...Array.from({ length: 14 }, (_, i) => signIn(login, `guess-${i}`)),
      signIn(login),
    ])
    const codes = tried.map((one) => one.problem.code)
    expect(codes.filter((code) => code === 'wrong-password')).toHaveLength(5)
    expect(codes.filter((code) => code === 'locked')).toHaveLength(10)
  })

  it('lets many enter at once who know it', async () => {
    const { login } = await account('同一')
    const all = await Promise.all(Array.from({ length: 12 }, () => signIn(login)))
    expect(all.map((one) => one.status)).toEqual(Array.from({ length: 12 }, () => 200))
  })

  it('does not tell whether there is such a login', async () => {
    const { login } = await account('探一')
    const answers = async (of: string) => {
      const said: string[] = []
      for (let i = 0; i < 7; i++) said.push((await signIn(of, 'guess')).raw.body)
      return said
    }
    expect(await answers('nobody-at-all')).toEqual(await answers(login))
    await later({ minutes: 16 }, async () =>
      expect((await signIn('nobody-at-all')).problem.code).toBe('wrong-password'),
    )
  })

  it('gives five tries again once it is over, and is told each time', async () => {
    const { login } = await account('再一')
    for (let i = 0; i < 5; i++) await signIn(login, 'guess')
    expect((await signIn(login)).problem.code).toBe('locked')
    await later({ minutes: 16 }, async () => {
      for (let i = 0; i < 4; i++) expect((await signIn(login, 'guess')).problem.code).toBe('wrong-password')
      expect((await signIn(login)).status).toBe(200)
      for (let i = 0; i < 5; i++) await signIn(login, 'guess')
      expect((await signIn(login)).problem.code).toBe('locked')
    })
    expect(await told('account.locked', '再一')).toHaveLength(2)
  })
})

describe('a screen left open', () => {
  it('closes after five wrong passwords, while its owner still signs in', async () => {
    const { login } = await account('敞一')
    const thief = await hall.as(login)
    const guess = () =>
      thief.call('POST /api/me/password', { body: { current: 'guess', next: 'geng-chang-de-mima' } })
    for (let i = 0; i < 5; i++) expect((await guess()).problem.code).toBe('wrong-password')
    // The token of a session that is gone is nobody's.
    expect((await guess()).status).toBe(401)
    expect((await thief.do('GET /api/me', {})).kind).toBe('anonymous')
    expect((await signIn(login)).status).toBe(200)
    expect(await told('account.session-ended', '敞一')).toHaveLength(1)
  })

  it('gives no more tries for many at once, nor for replacing the second factor', async () => {
    const { login } = await account('敞二')
    const thief = await hall.as(login)
    await thief.do('POST /api/me/totp', { body: {} })
    const guess = () =>
      thief.call('POST /api/me/password', { body: { current: 'guess', next: 'geng-chang-de-mima' } })
    const all = await Promise.all(Array.from({ length: 12 }, guess))
    expect(all.filter((one) => one.problem.code === 'wrong-password')).toHaveLength(5)
    expect((await thief.do('GET /api/me', {})).kind).toBe('anonymous')
  })

  it('whose password is changed tells so', async () => {
    const { login } = await account('敞三')
    const person = await hall.as(login)
    await person.do('POST /api/me/password', { body: { current: password, next: 'geng-chang-de-mima' } })
    expect(await told('account.password-changed', '敞三')).toHaveLength(1)
    await person.do('POST /api/me/totp', { body: {} })
    expect(await told('account.totp-begun', '敞三')).toHaveLength(1)
  })
})

describe('signing in', () => {
  it('holds no transaction while a password is looked at', async () => {
    // Every connection for transactions is taken: a wrong password is answered all the same.
    const held = await Promise.all(Array.from({ length: 6 }, () => hall.writes.connect()))
    try {
      expect((await signIn('nobody-of-that-name')).problem.code).toBe('wrong-password')
    } finally {
      for (const one of held) one.release()
    }
  })
})

describe('a phone code', () => {
  const ask = (phone: string) => hall.anyone().call('POST /api/phone-code', { body: { phone } })
  const sent = (phone: string) =>
    /验证码 (\d{6})/.exec(hall.log.findLast((line) => line.includes(phone))!)![1]!
  const enter = (phone: string, code: string) =>
    hall.anyone().call('POST /api/phone-sign-in', { body: { phone, code } })

  it('spent by others’ guesses can be asked for again at once', async () => {
    const phone = '13500000001'
    await ask(phone)
    const wrong = sent(phone) === '000000' ? '111111' : '000000'
    expect((await ask(phone)).problem.code).toBe('code-too-soon')
    for (let i = 0; i < 5; i++) await enter(phone, wrong)
    expect((await ask(phone)).status).toBe(200)
    expect((await enter(phone, sent(phone))).status).toBe(200)
  })

  it('is sent to one number five times a day from one network', async () => {
    const phone = '13500000002'
    const before = hall.clock.now()
    try {
      for (let i = 0; i < 5; i++) {
        expect((await ask(phone)).status).toBe(200)
        hall.clock.advance({ minutes: 2 })
      }
      const more = await ask(phone)
      expect([more.status, more.problem.code]).toEqual([429, 'code-too-often'])
      hall.clock.advance({ days: 1 })
      expect((await ask(phone)).status).toBe(200)
    } finally {
      hall.clock.set(before)
    }
  })
})

describe('signing out', () => {
  it('asks nobody else’s open screens whom they belong to', async () => {
    const asked: unknown[] = []
    const stop = hall.services.live.onSessions((whose) => asked.push(whose))
    const person = await hall.as('maodan')
    const { accountId } = await person.do('GET /api/me', {})
    await person.do('POST /api/sign-out', { body: {} })
    stop()
    expect(asked).toEqual([{ accountId }])
  })
})

describe('what is over', () => {
  it('is swept at night: sessions, codes, locks of logins nobody has', async () => {
    const worker = await hall.worker('13500000003')
    await hall.anyone().do('POST /api/phone-code', { body: { phone: '13500000004' } })
    await signIn('nobody-to-sweep', 'guess')
    const rows = async () =>
      (
        await hall.pool.query<{ n: number[] }>(
          `select array[(select count(*)::int from session where account_id is not null), (select count(*)::int from phone_code), (select count(*)::int from unknown_login)] as n`,
        )
      ).rows[0]!.n
    expect((await rows()).every((n) => n > 0)).toBe(true)
    await later({ days: 3 }, async () => {
      await hall.services.jobs.runNow('session.sweep')
      expect(await rows()).toEqual([0, 0, 0])
      expect((await worker.do('GET /api/me', {})).kind).toBe('worker')
    })
  })
})
