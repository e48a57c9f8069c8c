import { useEffect, useRef, useState } from 'react'
import { Button, type InputRef } from 'antd'
import { useAnswer, useWrite } from '../../ui/console/ask.ts'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { signedIn, signedOut, useSession } from '../../ui/console/session.ts'
import { TextField } from '../../ui/console/text-field.tsx'
import { OtpField } from './otp-field.tsx'
import './accounts.css'

/** Signing in: alone on the page at first, over the open page when a session ran out. */
export function Component() {
  const { state, me } = useSession()
  const again = state === 'expired'
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [otp, setOtp] = useState('')
  const [asksOtp, setAsksOtp] = useState(false)
  const otpBox = useRef<InputRef>(null)
  const ways = useAnswer('GET /api/sign-in-ways', {})
  const enter = useWrite('POST /api/sign-in')
  useEffect(() => {
    if (!again) document.title = '登录 · 职工之家'
  }, [again])
  useEffect(() => {
    if (enter.problem?.code === 'otp-needed') setAsksOtp(true)
  }, [enter.problem])
  useEffect(() => {
    if (asksOtp) otpBox.current?.focus()
  }, [asksOtp])
  const submit = async () => {
    const next = await enter.send({
      body: { login: login.trim(), password, ...(asksOtp && otp ? { otp } : {}) },
    })
    if (next) await signedIn(next)
    else if (asksOtp) setOtp('')
  }
  const [tried, setTried] = useState(false)
  const missing = {
    login: tried && !login.trim() ? '请填账号' : undefined,
    password: tried && !password ? '请填密码' : undefined,
    otp: tried && asksOtp && otp.length > 0 && otp.length < 6 ? '动态码是6位数字' : undefined,
  }
  const ready = login.trim() && password && (!asksOtp || otp.length === 6)
  // Over an open page that page's own main landmark is still there.
  const Frame = again ? 'div' : 'main'
  return (
    <Frame className={again ? 'sign-in' : 'sign-in sign-in-page'}>
      <form
        aria-label="登录"
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (ready && !enter.busy) void submit()
        }}
      >
        <div className="sign-in-brand">
          <i aria-hidden>家</i>
          <h1>{again ? '请重新登录' : '职工之家 工作台'}</h1>
        </div>
        <p className="muted">
          {again
            ? `${me?.name ?? ''}，登录已到期。登录后接着办，刚才填写的内容还在。`
            : '工会干部、承办单位从这里进。职工反映问题不用登录，请到职工端。'}
        </p>
        <TextField
          label="账号"
          error={missing.login}
          autoFocus
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          max={60}
          value={login}
          onChange={(typed) => {
            setLogin(typed)
            setAsksOtp(false)
            setOtp('')
          }}
        />
        <TextField
          label="密码"
          error={missing.password}
          secret
          name="password"
          autoComplete="current-password"
          max={200}
          value={password}
          onChange={setPassword}
        />
        {asksOtp && (
          <OtpField
            ref={otpBox}
            hint="手机上动态码应用显示的6位数字"
            error={missing.otp}
            value={otp}
            onChange={setOtp}
          />
        )}
        {enter.problem?.code !== 'otp-needed' && <ProblemNote problem={enter.problem} />}
        <Button type="primary" htmlType="submit" size="large" block loading={enter.busy}>
          登录
        </Button>
        {ways.data?.oidc && (
          <Button size="large" block href="/api/oidc/start">
            用统一身份认证登录
          </Button>
        )}
        <p className="sign-in-foot">
          {again ? (
            <button type="button" className="link" onClick={signedOut}>
              换个账号，放弃这个页面
            </button>
          ) : (
            <a href="/">去职工端</a>
          )}
        </p>
      </form>
    </Frame>
  )
}
