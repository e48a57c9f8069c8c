import { useEffect } from 'react'
import { becomeMe, signedOut, useSession } from '../../ui/console/session.ts'
import { call } from '../../ui/client.ts'
import { TotpSetup } from './totp.tsx'

/** An administrator's first sign-in: nothing works before the second factor does. */
export function Component() {
  const { me } = useSession()
  useEffect(() => {
    document.title = '设置动态码 · 职工之家'
  }, [])
  const leave = async () => {
    await call('POST /api/sign-out', { body: {} }).catch(() => undefined)
    signedOut()
  }
  return (
    <main className="sign-in sign-in-page sign-in-wide enrol">
      <section className="card" aria-labelledby="enrol-title">
        <div className="sign-in-brand">
          <i aria-hidden>家</i>
          <h1 id="enrol-title">{me?.name}，先设置动态码</h1>
        </div>
        <p className="muted">
          系统管理员能管账号和组织，只有密码不够安全。以后登录除了密码，还要填手机上的动态码。只需设置一次。
        </p>
        <TotpSetup onDone={becomeMe} />
        <p className="sign-in-foot">
          <button type="button" className="link" onClick={() => void leave()}>
            换个账号
          </button>
        </p>
      </section>
    </main>
  )
}
