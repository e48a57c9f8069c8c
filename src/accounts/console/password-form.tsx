import { useState } from 'react'
import { Button } from 'antd'
import { useWrite } from '../../ui/console/ask.ts'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { TextField } from '../../ui/console/text-field.tsx'

/** The present password and a new one, twice. */
export function PasswordForm({
  current: given = '现在的密码',
  about,
  first = false,
  onDone,
}: {
  /** What the present one is called. */
  current?: string
  about?: string
  /** The one thing on the page. */
  first?: boolean
  onDone?: () => void
}) {
  const change = useWrite('POST /api/me/password', { done: '密码已修改，其他设备上的登录已退出' })
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [repeated, setRepeated] = useState('')
  const differs = repeated !== '' && next !== repeated
  const ready = current && next.length >= 10 && next === repeated
  const wrong = change.problem?.code === 'wrong-password'
  return (
    <form
      className={first ? 'form' : 'card-body form form-narrow'}
      aria-label="修改密码"
      onSubmit={(event) => {
        event.preventDefault()
        if (!ready || change.busy) return
        void change.send({ body: { current, next } }).then((done) => {
          if (!done) return
          setCurrent('')
          setNext('')
          setRepeated('')
          onDone?.()
        })
      }}
    >
      <TextField
        label={given}
        error={wrong ? '密码不对' : undefined}
        secret
        autoComplete="current-password"
        value={current}
        onChange={(password) => {
          setCurrent(password)
          change.clear()
        }}
      />
      <TextField
        label="新密码"
        hint="至少10个字符，不要用账号名、连续或重复的字符"
        path="next"
        write={change}
        secret
        autoComplete="new-password"
        max={200}
        value={next}
        onChange={setNext}
      />
      <TextField
        label="再填一次新密码"
        error={differs ? '两次填的不一样' : undefined}
        secret
        autoComplete="new-password"
        max={200}
        value={repeated}
        onChange={setRepeated}
      />
      {!wrong && <ProblemNote problem={change.problem} />}
      <div>
        <Button
          htmlType="submit"
          type={first ? 'primary' : 'default'}
          disabled={!ready}
          loading={change.busy}
        >
          修改密码
        </Button>
        {about && <p className="field-about">{about}</p>}
      </div>
    </form>
  )
}
