// Signing in through the organisation's own identity provider: OpenID Connect, authorization code with PKCE, state
// and nonce. It says who somebody is; what they may do stays with their appointments here. Nothing is created.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  discovery,
  fetchUserInfo,
} from 'openid-client'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { lookupHash } from '../kernel/cipher.ts'
import type { Ctx, Services } from '../kernel/context.ts'
import { problem } from '../kernel/problem.ts'

type Browser = Ctx & { request: FastifyRequest; reply: FastifyReply }

/** Who the provider says it is. */
export type Identity = {
  subject: string
  /** Value of the claim the operator trusts to be the account's login; null when none is trusted or given. */
  login: string | null
  /** The provider saw a second factor: RFC 8176 `mfa`, or a one-time code or a hardware key by name. */
  secondFactor: boolean
}

const secondFactors = new Set(['mfa', 'otp', 'hwk'])
const minutes = 60_000

const providers = new WeakMap<Services, Promise<Configuration>>()

/** The provider's endpoints and keys, read once; a failed read is tried again next time. */
function providerOf(services: Services): Promise<Configuration> {
  let known = providers.get(services)
  if (!known) {
    known = discover(services)
    providers.set(services, known)
    known.catch(() => providers.delete(services))
  }
  return known
}

async function discover({ config }: Services): Promise<Configuration> {
  const { issuer, clientId, clientSecret } = config.oidc!
  const url = new URL(issuer)
  // Only ever on one's own machine; the configuration refuses it elsewhere.
  const execute = url.protocol === 'http:' ? [allowInsecureRequests] : []
  const found = await discovery(url, clientId, clientSecret, ClientSecretBasic(clientSecret), {
    execute,
    timeout: 10,
  })
  const server = found.serverMetadata()
  // `client_secret_basic` where the metadata say nothing (OpenID Connect Discovery 1.0, section 3).
  const ways = server.token_endpoint_auth_methods_supported
  if (!ways || ways.includes('client_secret_basic')) return found
  const post = new Configuration(server, clientId, clientSecret, ClientSecretPost(clientSecret))
  for (const each of execute) each(post)
  return post
}

const returnAddress = (c: Browser): URL =>
  new URL('/api/oidc/return', c.services.config.origin ?? `${c.request.protocol}://${c.request.host}`)

/** What this browser carries between two steps; signed, since a planted account id would be a way in. */
type Carried =
  | { step: 'away'; state: string; nonce: string; verifier: string; until: number }
  | { step: 'otp'; accountId: string; until: number }
const cookie = 'unionhall-oidc'

const sign = (c: Ctx, text: string) => lookupHash(c.services.keyring, 'oidc-cookie', text)

function carry(c: Browser, what: Carried) {
  const text = Buffer.from(JSON.stringify(what)).toString('base64url')
  void c.reply.setCookie(cookie, `${text}.${sign(c, text).toString('base64url')}`, {
    path: '/api/oidc',
    httpOnly: true,
    sameSite: 'lax',
    secure: c.services.config.origin?.startsWith('https:') ?? false,
    maxAge: Math.ceil((what.until - c.now.getTime()) / 1000),
  })
}

/** What the browser carried, if it is of this step and still good. @throws oidc-failed */
function carried<S extends Carried['step']>(c: Browser, step: S): Extract<Carried, { step: S }> {
  const [text = '', signature = ''] = (c.request.cookies[cookie] ?? '').split('.')
  const given = Buffer.from(signature, 'base64url')
  const right = sign(c, text)
  if (given.length === right.length && timingSafeEqual(given, right)) {
    const what = JSON.parse(Buffer.from(text, 'base64url').toString()) as Carried
    if (what.step === step && what.until > c.now.getTime()) return what as Extract<Carried, { step: S }>
  }
  throw problem('oidc-failed')
}

const drop = (c: Browser) => void c.reply.clearCookie(cookie, { path: '/api/oidc' })

/** The address at the provider to send the browser to. @throws oidc-off, oidc-away */
export async function goAway(c: Browser): Promise<string> {
  if (!c.services.config.oidc) throw problem('oidc-off')
  const provider = await reached(c, () => providerOf(c.services))
  const secret = () => randomBytes(32).toString('base64url')
  const [state, nonce, verifier] = [secret(), secret(), secret()]
  carry(c, { step: 'away', state, nonce, verifier, until: c.now.getTime() + 10 * minutes })
  return buildAuthorizationUrl(provider, {
    redirect_uri: returnAddress(c).href,
    scope: 'openid profile',
    state,
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).href
}

/** Who came back. The step is spent, whatever comes of it. @throws oidc-off, oidc-away, oidc-failed */
export async function comeBack(c: Browser): Promise<Identity> {
  const { oidc } = c.services.config
  if (!oidc) throw problem('oidc-off')
  const { state, nonce, verifier } = carried(c, 'away')
  drop(c)
  const provider = await reached(c, () => providerOf(c.services))
  const here = returnAddress(c)
  here.search = new URL(c.request.url, here).search
  try {
    const tokens = await authorizationCodeGrant(provider, here, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    })
    const claims = tokens.claims()!
    const { loginClaim } = oidc
    // Providers that follow the letter give profile claims at the userinfo endpoint only.
    const login = !loginClaim
      ? null
      : (claims[loginClaim] ?? (await fetchUserInfo(provider, tokens.access_token, claims.sub))[loginClaim])
    const { amr } = claims
    return {
      subject: claims.sub,
      login: typeof login === 'string' && login ? login : null,
      secondFactor: Array.isArray(amr) && amr.some((one) => secondFactors.has(String(one))),
    }
  } catch (error) {
    c.services.log(`统一身份认证没有完成：${(error as Error).message}`)
    throw problem('oidc-failed')
  }
}

async function reached<T>(c: Ctx, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    c.services.log(`连不上统一身份认证：${(error as Error).message}`)
    throw problem('oidc-away')
  }
}

/** Lets the browser answer with a code of our own for an account the provider has named; five minutes. */
export const awaitOtp = (c: Browser, accountId: string) =>
  carry(c, { step: 'otp', accountId, until: c.now.getTime() + 5 * minutes })

/** The account a code is awaited for. @throws oidc-failed */
export const otpAwaited = (c: Browser): string => carried(c, 'otp').accountId
export const otpGiven = drop

/** A page without script that asks for the code; it stands between two redirects, where no app is loaded. */
export const otpPage = (wrong: boolean): string => `<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>动态码 · 职工之家</title>
<style>body{max-width:360px;margin:15vh auto;padding:0 16px;font:16px/1.6 system-ui,sans-serif;color:#1f1b18}
label{display:block}input{width:100%;box-sizing:border-box;font:inherit;padding:10px;margin:4px 0 16px;letter-spacing:.3em}
button{width:100%;font:inherit;padding:10px;border:0;border-radius:6px;background:#b3261e;color:#fff}[role=alert]{color:#8c1d18}</style>
<h1>还需要动态码</h1><form action="/api/oidc/confirm">
${wrong ? '<p role="alert">动态码不对。请看最新的6位数字，并确认手机时间准确。</p>' : ''}
<label for="otp">手机上动态码应用显示的6位数字</label>
<input id="otp" name="otp" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required autofocus>
<button>登录</button></form></html>
`
