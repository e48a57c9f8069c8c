import { useEffect, useRef, useState } from 'react'
import { Button, QRCode } from 'antd'
import { useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { announce } from '../../ui/console/announce.ts'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { TextField } from '../../ui/console/text-field.tsx'
import { OtpField } from './otp-field.tsx'
import './accounts.css'

/** Sets up the second factor: secret as picture and text, then a first code proves it works. */
export function TotpSetup({
  replaces = false,
  onDone,
}: {
  /** One is set already: the password is asked for as well. */
  replaces?: boolean
  onDone: (me: AnswerOf<'POST /api/me/totp/confirm'>) => void
}) {
  const start = useWrite('POST /api/me/totp')
  const confirm = useWrite('POST /api/me/totp/confirm', { done: '动态码已启用' })
  const [key, setKey] = useState<AnswerOf<'POST /api/me/totp'>>()
  const [otp, setOtp] = useState('')
  const [password, setPassword] = useState('')
  const asked = useRef(false)
  const { send } = start
  useEffect(() => {
    // Once: a second secret would make the first picture worthless.
    if (asked.current) return
    asked.current = true
    void send({ body: {} }).then(setKey)
  }, [send])
  if (!key) return <ProblemNote problem={start.problem} again={() => void send({ body: {} }).then(setKey)} />
  return (
    <form
      aria-label="设置动态码"
      className="totp-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (otp.length !== 6 || confirm.busy) return
        void confirm
          .send({ body: { otp, ...(replaces ? { password } : {}) } })
          .then((me) => (me ? onDone(me) : setOtp('')))
      }}
    >
      <div className="totp">
        <QRCode type="svg" value={key.uri} size={168} bordered={false} aria-label="动态码的二维码" />
        <ol>
          <li>手机上打开任一动态码应用（支持 TOTP 的都可以）。</li>
          <li>
            扫这个二维码，或手工输入密钥：
            <br />
            <code>{key.secret.replace(/(.{4})/g, '$1 ').trim()}</code>{' '}
            <button
              type="button"
              className="link"
              onClick={() =>
                void navigator.clipboard?.writeText(key.secret).then(() => announce('密钥已复制'))
              }
            >
              复制
            </button>
          </li>
          <li>填应用显示的6位数字。</li>
        </ol>
      </div>
      <OtpField value={otp} onChange={setOtp} />
      {replaces && (
        <TextField
          label="现在的密码"
          secret
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
        />
      )}
      <ProblemNote problem={confirm.problem} />
      <Button
        type="primary"
        htmlType="submit"
        disabled={otp.length !== 6 || (replaces && !password)}
        loading={confirm.busy}
      >
        启用动态码
      </Button>
    </form>
  )
}
