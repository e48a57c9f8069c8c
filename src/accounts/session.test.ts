import { beforeAll, describe, expect, it } from 'vitest'
import { password } from '../../demo/tree.ts'
import { world, type Person, type World } from '../../test/harness.ts'
import { deviceOf } from './session.ts'

let hall: World
beforeAll(async () => {
  hall = await world()
})

const kindOf = async (person: Person, app: 'console' | 'worker') =>
  (await person.send('GET /api/me', {}, app)).json<{ kind: string }>().kind

describe('the two apps', () => {
  it('have a session each: neither counts at the other’s address, whatever cookie is sent there', async () => {
    const officer = await hall.as('zhaoyiming')
    const worker = await hall.worker('13900000081')
    expect(await kindOf(officer, 'console')).toBe('account')
    expect(await kindOf(officer, 'worker')).toBe('anonymous')
    expect(await kindOf(worker, 'worker')).toBe('worker')
    expect(await kindOf(worker, 'console')).toBe('anonymous')
    // The token itself under the other's name opens nothing either.
    const turned = hall.anyone()
    turned.cookie = officer.cookie.replace('unionhall-console=', 'unionhall=')
    expect(await kindOf(turned, 'worker')).toBe('anonymous')
    turned.cookie = worker.cookie.replace('unionhall=', 'unionhall-console=')
    expect(await kindOf(turned, 'console')).toBe('anonymous')
    expect((await officer.send('GET /api/tasks', {}, 'worker')).statusCode).toBe(401)
    expect((await worker.send('GET /api/my/concerns', {}, 'console')).statusCode).toBe(401)
  })

  it('in one browser do not sign each other out', async () => {
    const both = await hall.as('zhaoyiming')
    const worker = await hall.worker('13900000082')
    const console_ = both.cookie
    both.cookie = `${console_}; ${worker.cookie}`
    expect([await kindOf(both, 'console'), await kindOf(both, 'worker')]).toEqual(['account', 'worker'])
    await both.send('POST /api/sign-out', { body: {} }, 'console')
    expect([await kindOf(both, 'console'), await kindOf(both, 'worker')]).toEqual(['anonymous', 'worker'])
  })
})

describe('my sessions', () => {
  it('are listed by device, and all others end at once', async () => {
    const here = await hall.as('heli')
    const there = await hall.as('heli')
    const stranger = await hall.as('maodan')
    const { items } = await here.do('GET /api/me/sessions', {})
    expect(items.map(({ current }) => current).filter(Boolean)).toHaveLength(1)
    expect(items).toHaveLength(2)
    expect(await here.do('POST /api/me/sessions/end-others', { body: {} })).toEqual({ ended: 1 })
    expect(await kindOf(there, 'console')).toBe('anonymous')
    expect(await kindOf(here, 'console')).toBe('account')
    expect(await kindOf(stranger, 'console')).toBe('account')
    const phone = await hall.worker('13900000083')
    hall.clock.advance({ minutes: 2 })
    const other = await hall.worker('13900000083')
    expect(await phone.do('POST /api/me/sessions/end-others', { body: {} })).toEqual({ ended: 1 })
    expect([await kindOf(phone, 'worker'), await kindOf(other, 'worker')]).toEqual(['worker', 'anonymous'])
    expect((await hall.anyone().call('GET /api/me/sessions', {})).status).toBe(401)
  })

  it('name a browser as people do', () => {
    expect(
      deviceOf(
        'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36',
      ),
    ).toBe('Chrome，Windows')
    expect(
      deviceOf(
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1',
      ),
    ).toBe('Safari，苹果手机或平板')
    expect(deviceOf('curl/8')).toBe('不认识的设备')
    expect(deviceOf(undefined)).toBe('不认识的设备')
  })
})

describe('an address shared by many', () => {
  it('lets fifty sign in at once, and stops whoever tries a list of passwords', async () => {
    const limited = await world({ perMinute: 600 })
    const enter = (login: string, word: string) =>
      limited.anyone().send('POST /api/sign-in', { body: { login, password: word } }, 'console')
    for (let n = 0; n < 50; n++)
      expect((await enter(n % 2 ? 'zhaoyiming' : 'sunqian', password)).statusCode, String(n)).toBe(200)
    for (let n = 0; n < 30; n++) expect((await enter(`nobody${n}`, 'chun-tian-2026')).statusCode).toBe(401)
    expect((await enter('nobody31', 'chun-tian-2026')).json()).toMatchObject({ code: 'too-many' })
    expect((await enter('zhaoyiming', password)).statusCode).toBe(429)
  })

  it('gives each session a limit of its own', async () => {
    const limited = await world({ perMinute: 20 })
    const [one, two] = [await limited.as('zhaoyiming'), await limited.as('sunqian')]
    for (let n = 0; n < 20; n++) expect((await one.call('GET /api/tasks', {})).status).toBe(200)
    expect((await one.call('GET /api/tasks', {})).problem.code).toBe('too-many')
    expect((await two.call('GET /api/tasks', {})).status).toBe(200)
    // Nobody's: ten times as many, together.
    const statuses = []
    for (let n = 0; n < 201; n++) statuses.push((await limited.anyone().call('GET /api/areas', {})).status)
    expect(statuses.filter((status) => status === 429)).toHaveLength(1)
  })
})

describe('a number’s codes for the day', () => {
  const ask = (person: Person, phone: string) => person.call('POST /api/phone-code', { body: { phone } })

  it('burnt by a stranger are still there for the phone that has proven it', async () => {
    const phone = '13900000091'
    const own = hall.anyone()
    await own.do('POST /api/phone-code', { body: { phone } })
    const code = /验证码 (\d{6})/.exec(hall.log.findLast((line) => line.includes(phone))!)![1]!
    const entered = await own.send('POST /api/phone-sign-in', { body: { phone, code } })
    const known = entered.cookies.find(({ name }) => name === 'unionhall-phone')!
    // Sent where a code is asked for and nowhere else: beside a matter left unnamed it would tell the number.
    expect(known).toMatchObject({ httpOnly: true, path: '/api/phone-code' })
    const stranger = hall.anyone()
    const answers: string[] = []
    for (let n = 0; n < 6; n++) {
      hall.clock.advance({ minutes: 2 })
      const { status, problem } = await ask(stranger, phone)
      answers.push(status === 200 ? 'sent' : problem.code)
    }
    // The first of the five was the phone's own, before it was known.
    expect(answers).toEqual(['sent', 'sent', 'sent', 'sent', 'code-too-often', 'code-too-often'])
    const phoneItself = hall.anyone()
    phoneItself.cookie = `unionhall-phone=${known.value}`
    expect((await ask(phoneItself, phone)).status).toBe(200)
    // The proof is of this number alone.
    expect((await ask(phoneItself, '13900000092')).status).toBe(200)
    for (let n = 0; n < 9; n++) {
      hall.clock.advance({ minutes: 2 })
      expect((await ask(phoneItself, phone)).status, String(n)).toBe(200)
    }
    hall.clock.advance({ minutes: 2 })
    expect((await ask(phoneItself, phone)).problem.code).toBe('code-too-often')
    hall.clock.advance({ days: 1 })
    expect((await ask(stranger, phone)).status).toBe(200)
  })

  it('do not take the place of one just sent', async () => {
    const phone = '13900000093'
    await ask(hall.anyone(), phone)
    expect((await ask(hall.anyone(), phone)).problem.code).toBe('code-too-soon')
  })
})
