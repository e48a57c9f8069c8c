import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Secret, TOTP } from 'otpauth'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { password } from '../../demo/tree.ts'
import { world, type Person, type World } from '../../test/harness.ts'
import type { Me } from './contract.ts'

/** Whoever the provider is told is at the keyboard. */
type Visitor = { sub: string; name: string; amr?: string[] }

let hall: World
let admin: Person
let server: Server
let issuer: string
let visitor: Visitor

beforeAll(async () => {
  hall = await world()
  server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'unionhall',
        client_secret: 'a-secret-of-the-test-only',
        redirect_uris: ['http://localhost/api/oidc/return'],
      },
    ],
    claims: { openid: ['sub', 'amr'], profile: ['preferred_username'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, preferred_username: visitor.name }),
    }),
    // Whoever signs in has agreed to hand their name to us: no consent screen.
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client!.clientId,
        accountId: context.oidc.session!.accountId!,
      })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
    cookies: { keys: ['only-for-this-test'] },
    // Seconds; said so that the provider does not remark on its defaults.
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
    },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => {
    if (!request.url!.startsWith('/interaction/')) return void answer(request, response)
    void provider.interactionFinished(request, response, {
      login: { accountId: visitor.sub, ...(visitor.amr ? { amr: visitor.amr } : {}) },
    })
  })
  hall.config.oidc = { issuer, clientId: 'unionhall', clientSecret: 'a-secret-of-the-test-only' }
  admin = await hall.as('dingrui')
  await enrol(admin)
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

const codes = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret) })
async function enrol(who: Person): Promise<TOTP> {
  const { secret } = await who.do('POST /api/me/totp', { body: {} })
  const otp = codes(secret).generate({ timestamp: hall.clock.now().getTime() })
  await who.do('POST /api/me/totp/confirm', { body: { otp } })
  return codes(secret)
}

/** A browser that keeps its cookies for the hall, walks the provider's redirects, and stops at the way back. */
class Browser {
  cookies = new Map<string, string>()
  async get(url: string, accept = 'application/json') {
    // As a browser does: the console's session goes to the console's addresses alone.
    const sent = [...this.cookies].filter(
      ([name]) => name !== 'unionhall-console' || url.startsWith('/console'),
    )
    const cookie = sent.map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await hall.http.inject({ url, headers: { accept, ...(cookie && { cookie }) } })
    for (const one of answer.cookies) {
      if (one.value) this.cookies.set(one.name, one.value)
      else this.cookies.delete(one.name)
    }
    return answer
  }
  async atProvider(address: string): Promise<string> {
    const jar = new Map<string, string>()
    for (let next = address; ;) {
      const answer = await fetch(next, {
        redirect: 'manual',
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      })
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
        jar.set(name!, value!)
      }
      const to = answer.headers.get('location')
      if (!to) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`)
      next = new URL(to, next).href
      if (next.startsWith('http://localhost/')) return next.slice('http://localhost'.length)
    }
  }
  /** Out and back, up to the address the provider sends the browser home with. */
  async away(as: Visitor): Promise<string> {
    visitor = as
    const start = await this.get('/api/oidc/start')
    if (start.statusCode !== 303) throw new Error(start.body)
    return this.atProvider(start.headers.location!)
  }
  async me(): Promise<Me> {
    return (await this.get('/console/api/me')).json<Me>()
  }
}
async function signIn(as: Visitor) {
  const browser = new Browser()
  const answer = await browser.get(await browser.away(as))
  return { browser, answer }
}
const accountId = async (login: string) =>
  (await admin.do('GET /api/accounts', { query: { q: login } })).items.find((one) => one.login === login)!.id
const link = async (login: string, subject: string | null) =>
  admin.call('POST /api/accounts/{id}/identity', {
    params: { id: await accountId(login) },
    body: { subject },
  })

describe('an identity provider', () => {
  it('is offered where it is set up', async () => {
    expect((await hall.anyone().do('GET /api/sign-in-ways', {})).oidc).toBe(true)
    const { oidc } = hall.config
    delete hall.config.oidc
    expect((await hall.anyone().do('GET /api/sign-in-ways', {})).oidc).toBe(false)
    expect((await new Browser().get('/api/oidc/start')).json<{ code: string }>().code).toBe('oidc-off')
    expect((await new Browser().get('/api/oidc/return')).json<{ code: string }>().code).toBe('oidc-off')
    hall.config.oidc = oidc
  })

  it('signs in to the account an administrator linked, with that account’s rights and no more', async () => {
    expect((await link('zhaoyiming', 'sub-zhao')).status).toBe(200)
    const { browser, answer } = await signIn({ sub: 'sub-zhao', name: 'anything' })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/console/'])
    const me = await browser.me()
    expect([me.name, me.acting?.orgId]).toEqual(['赵一鸣', hall.org('cbd')])
    expect(me.verbs).not.toContain('concern.approve')
    const auditor = await hall.as('qinyue')
    const texts = async (type: string) =>
      (await auditor.do('GET /api/events', { query: { type, limit: 100 } })).items.map((one) => one.text)
    expect(await texts('account.signed-in')).toContain('赵一鸣 用统一身份认证登录')
    expect(await texts('account.identity-linked')).toContain('登记赵一鸣的统一身份认证编号')
  })

  it('creates nothing: somebody unknown is told whom to ask, and with what', async () => {
    const { rows: before } = await hall.pool.query('select id from account')
    const { browser, answer } = await signIn({ sub: 'sub-stranger', name: 'zhouhang' })
    expect(answer.json<{ code: string; hint: string }>()).toMatchObject({
      code: 'oidc-unknown',
      hint: '请把这个编号交给本单位的系统管理员登记：sub-stranger',
    })
    expect((await browser.me()).kind).toBe('anonymous')
    const { rows: after } = await hall.pool.query('select id from account')
    expect(after.length).toBe(before.length)
  })

  it('is trusted for the login only where the operator says so, and only the first time', async () => {
    hall.config.oidc!.loginClaim = 'preferred_username'
    const { browser } = await signIn({ sub: 'sub-zhou', name: 'ZhouHang' })
    expect((await browser.me()).name).toBe('周航')
    // The login is taken now: another identity of the same name gets nowhere.
    const other = await signIn({ sub: 'sub-other', name: 'zhouhang' })
    expect(other.answer.json<{ code: string }>().code).toBe('oidc-unknown')
    delete hall.config.oidc!.loginClaim
    expect((await (await signIn({ sub: 'sub-zhou', name: 'renamed' })).browser.me()).name).toBe('周航')
  })

  it('opens nothing for an account that was ended or whose link was taken back', async () => {
    await link('wulan', 'sub-wu')
    expect((await (await signIn({ sub: 'sub-wu', name: 'x' })).browser.me()).name).toBe('吴岚')
    await link('wulan', null)
    expect((await signIn({ sub: 'sub-wu', name: 'x' })).answer.statusCode).toBe(403)
    await link('wulan', 'sub-wu')
    await admin.do('POST /api/accounts/{id}/end', { params: { id: await accountId('wulan') }, body: {} })
    expect((await signIn({ sub: 'sub-wu', name: 'x' })).answer.statusCode).toBe(403)
  })

  it('gives one identity to one account', async () => {
    await link('sunqian', 'sub-sun')
    expect((await link('maodan', 'sub-sun')).problem.code).toBe('identity-taken')
  })
})

describe('the way back', () => {
  it('leads in only for the browser that went out, once', async () => {
    await link('chenpeng', 'sub-chen')
    const browser = new Browser()
    const back = await browser.away({ sub: 'sub-chen', name: 'x' })
    const stranger = await new Browser().get(back)
    expect(stranger.json<{ code: string }>().code).toBe('oidc-failed')
    expect((await browser.get(back)).statusCode).toBe(303)
    expect((await browser.get(back)).json<{ code: string }>().code).toBe('oidc-failed')
  })

  it('refuses another state, another browser’s code, a forged cookie and a late return', async () => {
    const visit = { sub: 'sub-chen', name: 'x' }
    const failed = async (browser: Browser, back: string) => {
      const answer = await browser.get(back)
      expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([401, 'oidc-failed'])
      expect((await browser.me()).kind).toBe('anonymous')
    }
    const one = new Browser()
    await failed(one, (await one.away(visit)).replace(/state=[^&]+/, 'state=another'))
    // The code of one browser, brought back by another under its own state: PKCE and the nonce belong to the first.
    const mine = new Browser()
    const theirs = new Browser()
    const code = /code=([^&]+)/.exec(await theirs.away(visit))![1]!
    await failed(mine, (await mine.away(visit)).replace(/code=[^&]+/, `code=${code}`))
    const forged = new Browser()
    const back = await forged.away(visit)
    forged.cookies.set('unionhall-oidc', forged.cookies.get('unionhall-oidc')!.replace(/\..*$/, '.AAAA'))
    await failed(forged, back)
    const late = new Browser()
    const address = await late.away(visit)
    hall.clock.advance({ minutes: 11 })
    await failed(late, address)
    hall.clock.advance({ minutes: -11 })
    const refused = new Browser()
    const state = /state=([^&]+)/.exec(await refused.away(visit))![1]!
    await failed(
      refused,
      `/api/oidc/return?error=access_denied&state=${state}&iss=${encodeURIComponent(issuer)}`,
    )
  })

  it('says in words, on a page, what went wrong', async () => {
    const answer = await new Browser().get('/api/oidc/return?code=1&state=2', 'text/html')
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['content-type']).toContain('text/html')
    expect(answer.body).toContain('统一身份认证没有完成')
  })
})

describe('a second factor', () => {
  it('is still asked for where the provider saw none', async () => {
    const guarded = await hall.as('heli')
    const totp = await enrol(guarded)
    await link('heli', 'sub-he')
    const { browser, answer } = await signIn({ sub: 'sub-he', name: 'x' })
    expect(answer.headers['content-type']).toContain('text/html')
    expect(answer.body).toContain('action="/api/oidc/confirm"')
    expect((await browser.me()).kind).toBe('anonymous')
    const used = totp.generate({ timestamp: hall.clock.now().getTime() })
    expect((await browser.get(`/api/oidc/confirm?otp=${used}`)).statusCode).toBe(401)
    hall.clock.advance({ seconds: 30 })
    const next = totp.generate({ timestamp: hall.clock.now().getTime() })
    const stranger = await new Browser().get(`/api/oidc/confirm?otp=${next}`)
    expect(stranger.json<{ code: string }>().code).toBe('oidc-failed')
    expect((await browser.get(`/api/oidc/confirm?otp=${next}`)).headers.location).toBe('/console/')
    expect((await browser.me()).name).toBe('何力')
  })

  it('cannot be guessed: five wrong codes lock the account', async () => {
    const { browser } = await signIn({ sub: 'sub-he', name: 'x' })
    for (let i = 0; i < 5; i++) await browser.get('/api/oidc/confirm?otp=000000')
    expect((await browser.get('/api/oidc/confirm?otp=000000')).json<{ code: string }>().code).toBe('locked')
    const again = await signIn({ sub: 'sub-he', name: 'x', amr: ['mfa'] })
    expect(again.answer.json<{ code: string }>().code).toBe('locked')
  })

  it('is the provider’s where it vouches for one', async () => {
    await link('luojing', 'sub-luo')
    await enrol(await hall.as('luojing'))
    const plain = await signIn({ sub: 'sub-luo', name: 'x', amr: ['pwd'] })
    expect((await plain.browser.me()).kind).toBe('anonymous')
    const strong = await signIn({ sub: 'sub-luo', name: 'x', amr: ['pwd', 'otp'] })
    expect((await strong.browser.me()).name).toBe('罗静')
  })

  it('must be set up by an administrator for whom the provider vouched for none', async () => {
    const { id } = await admin.do('POST /api/accounts', {
      body: {
        login: 'yanwei',
        name: '严威',
        password,
        orgId: hall.org('cbd'),
        role: 'admin',
      },
    })
    await admin.do('POST /api/accounts/{id}/identity', { params: { id }, body: { subject: 'sub-yan' } })
    // As if its owner had changed the password since.
    await hall.pool.query(`update account set must_change_password = false where id = $1`, [id])
    const weak = await signIn({ sub: 'sub-yan', name: 'x' })
    expect((await weak.browser.me()).mustEnrolTotp).toBe(true)
    expect((await weak.browser.get('/console/api/accounts')).json<{ code: string }>().code).toBe(
      'totp-needed',
    )
    const strong = await signIn({ sub: 'sub-yan', name: 'x', amr: ['mfa'] })
    expect((await strong.browser.me()).mustEnrolTotp).toBe(false)
    expect((await strong.browser.get('/console/api/accounts')).statusCode).toBe(200)
  })
})

describe('an administrator', () => {
  it('links no account that also serves outside their own scope', async () => {
    const local = await hall.as('yanwei')
    await enrol(local)
    const id = await accountId('zhaoyiming')
    const body = { subject: 'sub-mine' }
    await admin.do('POST /api/appointments', {
      body: { accountId: id, orgId: hall.org('city'), role: 'observer', startsOn: '2026-11-23' },
    })
    const refused = await local.call('POST /api/accounts/{id}/identity', { params: { id }, body })
    expect(refused.problem.code).toBe('not-yours')
    const reset = { params: { id }, body: { password: 'bie-ren-de-mima-2026' } }
    expect((await local.call('POST /api/accounts/{id}/password', reset)).problem.code).toBe('not-yours')
    const far = { params: { id: await accountId('zhouhang') }, body }
    expect((await local.call('POST /api/accounts/{id}/identity', far)).problem.code).toBe('not-found')
    const officer = await hall.as('sunqian')
    expect((await officer.call('POST /api/accounts/{id}/identity', far)).problem.code).toBe('not-allowed')
  })
})

describe('a provider that is away', () => {
  it('is said to be, and tried again the next time', async () => {
    const elsewhere = await world()
    elsewhere.config.oidc = { issuer: 'http://127.0.0.1:1', clientId: 'x', clientSecret: 'y' }
    const start = () => elsewhere.http.inject({ url: '/api/oidc/start' })
    expect((await start()).json<{ code: string }>().code).toBe('oidc-away')
    elsewhere.config.oidc.issuer = issuer
    expect((await start()).statusCode).toBe(303)
  })
})
