import { ChevronRight, MessageSquareWarning, Search, UserRoundSearch } from 'lucide-react'
import { useEffect, useState, type FormEvent } from 'react'
import { asProblem, type Problem } from '../../ui/client.ts'
import { becomeMe, refreshMe, useAnswer, useMe, useOnline, write } from '../../ui/worker/answer.ts'
import { dayOf } from '../../ui/worker/dates.ts'
import { canInstall, install, useInstall } from '../../ui/worker/install.ts'
import { outbox } from '../../ui/worker/outgoing.ts'
import { Button } from '../../ui/worker/buttons.tsx'
import { Field, Switch } from '../../ui/worker/fields.tsx'
import { ErrorNote } from '../../ui/worker/notes.tsx'
import { Sheet } from '../../ui/worker/sheet.tsx'
import { isMobile } from '../../ui/worker/phone.ts'
import { Link } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { area, forgetAll, largeText, ownPhone } from '../../ui/worker/stored.ts'

/** Where I am signed in beside this phone, and the end of it: told only where there is any. */
function Devices() {
  const { data, again } = useAnswer('GET /api/me/sessions', {})
  const others = data?.items.filter((one) => !one.current) ?? []
  if (!others.length) return null
  return (
    <>
      <h3>还在别处登录着</h3>
      <ul>
        {others.map((one) => (
          <li key={one.startedAt}>
            {one.device}，<time dateTime={one.startedAt}>{dayOf(one.startedAt)}</time>起
          </li>
        ))}
      </ul>
      <Button
        work={async () => {
          await write('POST /api/me/sessions/end-others', { body: {} })
          again()
        }}
      >
        退出其他设备
      </Button>
    </>
  )
}

/** 我的: signing in is offered, never asked for. */
export function MyPage() {
  const me = useMe()
  const large = largeText.use()
  const online = useOnline()
  const signedIn = me?.kind === 'worker'
  return (
    <Screen title="我的">
      {signedIn ? (
        <section className="card" aria-labelledby="who">
          <h2 id="who">{me.name || '已登录'}</h2>
          <ul className="links">
            <li>
              <Link href="/me/record">
                <UserRoundSearch aria-hidden />
                工会掌握的我的信息，谁看过
                <ChevronRight aria-hidden />
              </Link>
            </li>
          </ul>
          <Button
            work={async () => {
              await write('POST /api/sign-out', { body: {} }).catch(() => undefined)
              await refreshMe()
            }}
          >
            退出登录
          </Button>
          <Devices />
        </section>
      ) : (
        <SignIn online={online} />
      )}
      <section className="card">
        <Switch label="大字" on={large} change={largeText.set} />
        <ul className="links">
          <li>
            <Link href="/follow">
              <Search aria-hidden />
              凭编号查进度
              <ChevronRight aria-hidden />
            </Link>
          </li>
          <li>
            <Link href="/feedback">
              <MessageSquareWarning aria-hidden />
              对软件有意见
              <ChevronRight aria-hidden />
            </Link>
          </li>
        </ul>
      </section>
      <InstallHint />
      <ClearPhone />
    </Screen>
  )
}

function SignIn({ online }: { online: boolean }) {
  const phone = ownPhone.use()
  const [code, setCode] = useState('')
  const [wait, setWait] = useState(0)
  const [sentTo, setSentTo] = useState('')
  const [wrong, setWrong] = useState('')
  const [problem, setProblem] = useState<Problem>()
  useEffect(() => {
    if (wait <= 0) return
    const timer = setTimeout(() => setWait(wait - 1), 1_000)
    return () => clearTimeout(timer)
  }, [wait])
  const askCode = async () => {
    setProblem(undefined)
    setWrong(isMobile(phone) ? '' : '手机号应是 11 位')
    if (!isMobile(phone)) return
    try {
      const { seconds } = await write('POST /api/phone-code', { body: { phone: phone.trim() } })
      setWait(seconds)
      setSentTo(phone.trim())
    } catch (cause) {
      const refused = asProblem(cause)
      // Asked for a moment ago, perhaps before the page was loaded anew: that code still counts.
      if (refused.code === 'code-too-soon') setSentTo(phone.trim())
      setProblem(refused)
    }
  }
  const signIn = async (event: FormEvent) => {
    event.preventDefault()
    setProblem(undefined)
    try {
      becomeMe(await write('POST /api/phone-sign-in', { body: { phone: phone.trim(), code: code.trim() } }))
    } catch (cause) {
      setProblem(asProblem(cause))
    }
  }
  return (
    <form className="card form" noValidate onSubmit={(event) => void signIn(event)}>
      <h2>用手机号登录</h2>
      <p className="hint">
        不登录也能反映、查进度。登录后，换手机也看得到自己的诉求，还能看工会掌握了你哪些信息、谁看过。
      </p>
      {!online && <p className="off">登录要等有信号的时候。</p>}
      <Field
        label="手机号"
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        maxLength={20}
        problem={wrong || undefined}
        value={phone}
        onChange={(event) => ownPhone.set(event.target.value)}
      />
      <Button work={askCode} look="block" disabled={wait > 0}>
        {wait > 0 ? `${wait} 秒后可再取` : sentTo ? '再取一次验证码' : '取验证码'}
      </Button>
      {sentTo && (
        <>
          <p role="status">验证码已发到 {sentTo}。</p>
          <Field
            label="6 位验证码"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            value={code}
            onChange={(event) => setCode(event.target.value.replace(/\D/g, ''))}
          />
        </>
      )}
      <ErrorNote problem={problem} />
      {sentTo && (
        <button type="submit" className="btn primary block" disabled={code.length !== 6}>
          登录
        </button>
      )}
    </form>
  )
}

/** Putting the app on the home screen is offered here and nowhere else. */
function InstallHint() {
  const state = useInstall()
  if (state === 'installed') return null
  return (
    <section className="card" aria-labelledby="install">
      <h2 id="install">放到手机桌面</h2>
      <p className="hint">
        {canInstall(state)
          ? '像应用一样打开，没有信号也能写。不装也一样用。'
          : '在浏览器菜单里选“添加到主屏幕”，就能像应用一样打开，没有信号也能写。不装也一样用。'}
      </p>
      {canInstall(state) && <Button work={install}>放到桌面</Button>}
    </section>
  )
}

/** For a borrowed or shared phone. */
function ClearPhone() {
  const [open, setOpen] = useState(false)
  const [done, setDone] = useState(false)
  const clear = async () => {
    const district = area.get()
    const large = largeText.get()
    await outbox()
      .then(({ emptyOutbox }) => emptyOutbox())
      .catch(() => undefined)
    forgetAll()
    // Neither says anything about a person.
    area.set(district)
    largeText.set(large)
    setOpen(false)
    setDone(true)
  }
  return (
    <>
      <button type="button" className="link block" onClick={() => setOpen(true)}>
        清除这部手机上的记录
      </button>
      <p role="status" className="hint center">
        {done && '已清除。'}
      </p>
      <Sheet title="清除这部手机上的记录？" open={open} close={() => setOpen(false)}>
        <p>
          这部手机上记着的诉求编号、查询码、手机号、没写完和没发出的内容都会去掉。已经发出的诉求不受影响，凭编号和查询码还能查看；请先把它们抄下来。
        </p>
        <div className="row">
          <Button work={() => setOpen(false)}>不清除</Button>
          <Button look="danger" work={clear}>
            清除
          </Button>
        </div>
      </Sheet>
    </>
  )
}
