import { useEffect } from 'react'
import { call } from '../../ui/client.ts'
import { refreshMe, signedOut, useSession } from '../../ui/console/session.ts'
import { Entries } from './entries.tsx'
import { PasswordForm } from './password-form.tsx'
import './accounts.css'

/** Signed in with what somebody else set: nothing works before it is changed, and its owner sees who set it. */
export function Component() {
  const { me } = useSession()
  useEffect(() => {
    document.title = '修改密码 · 职工之家'
  }, [])
  const leave = async () => {
    await call('POST /api/sign-out', { body: {} }).catch(() => undefined)
    signedOut()
  }
  return (
    <main className="sign-in sign-in-page sign-in-wide enrol">
      <section className="card" aria-labelledby="given-title">
        <div className="sign-in-brand">
          <i aria-hidden>家</i>
          <h1 id="given-title">{me?.name}，先换成自己的密码</h1>
        </div>
        <p className="muted">
          你的密码或登录办法是别人设的，设的人也能用它登录。换成只有自己知道的，再开始工作。
        </p>
        <PasswordForm first current="现在的密码（别人告诉你的，或原来的）" onDone={() => void refreshMe()} />
        <h2 className="entries-title">谁动过你的登录</h2>
        <p className="muted">下面的登录里有不是你本人的，换好密码后请告诉上级工会的系统管理员或审计员。</p>
        <Entries most={8} />
        <p className="sign-in-foot">
          <button type="button" className="link" onClick={() => void leave()}>
            换个账号
          </button>
        </p>
      </section>
    </main>
  )
}
