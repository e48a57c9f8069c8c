import { useState } from 'react'
import { asProblem, type Problem } from '../../ui/client.ts'
import { refreshMe, useAnswer, useMe, write, type AnswerOf } from '../../ui/worker/answer.ts'
import { moment } from '../../ui/worker/dates.ts'
import { Button } from '../../ui/worker/buttons.tsx'
import { Field, Optional, Switch } from '../../ui/worker/fields.tsx'
import { Answered, ErrorNote } from '../../ui/worker/notes.tsx'
import { Sheet } from '../../ui/worker/sheet.tsx'
import { go, Link } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'

type MyOwnRecord = AnswerOf<'GET /api/my/record'>

/** 工会掌握的我的信息: what is held and why, who looked, correcting, deleting. */
export function MyRecord() {
  const me = useMe()
  const signedIn = me?.kind === 'worker'
  const record = useAnswer('GET /api/my/record', signedIn ? {} : null)
  return (
    <Screen title="我的信息" back="/me">
      {me && !signedIn && (
        <p className="empty">
          要先知道你是谁，才能给你看。<Link href="/me">用手机号登录</Link>
        </p>
      )}
      <Answered of={record}>
        {(data) => (
          <>
            <Registered record={data} changed={record.again} />
            <Proposed record={data} changed={record.again} />
            <Facts record={data} changed={record.again} />
            <NewPhone changed={record.again} />
            <Held record={data} />
            <Views record={data} />
            <Forget />
          </>
        )}
      </Answered>
    </Screen>
  )
}

function Facts({ record, changed }: { record: MyOwnRecord; changed: () => void }) {
  const [editing, setEditing] = useState(false)
  const [name, setName] = useState(record.name)
  const [newForm, setNewForm] = useState(record.newForm ?? '')
  const [problem, setProblem] = useState<Problem>()
  const save = async () => {
    setProblem(undefined)
    try {
      await write('POST /api/my/record', {
        body: { ...(name.trim() && { name: name.trim() }), newForm: newForm.trim() || null },
      })
      setEditing(false)
      changed()
      await refreshMe()
    } catch (cause) {
      setProblem(asProblem(cause))
    }
  }
  if (editing) {
    return (
      <section className="card form" aria-label="更正">
        <Field label="姓名" value={name} maxLength={50} onChange={(event) => setName(event.target.value)} />
        <Field
          label={<Optional name="职业" />}
          value={newForm}
          maxLength={20}
          list="occupations"
          onChange={(event) => setNewForm(event.target.value)}
        />
        <datalist id="occupations">
          {['外卖骑手', '快递员', '货车司机', '网约车司机'].map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <p className="hint">证件号要改，请联系所在单位工会，核对后更正。</p>
        <ErrorNote problem={problem} />
        <div className="row">
          <Button work={() => setEditing(false)}>不改了</Button>
          <Button look="primary" work={save}>
            更正
          </Button>
        </div>
      </section>
    )
  }
  const rows = [
    ['姓名', record.name],
    ['手机号', record.phoneMasked],
    ['证件号', record.idNumberMasked],
    ['单位', record.org?.name],
    ['职业', record.newForm],
  ]
  return (
    <section className="card" aria-label="基本信息">
      <dl className="pair">
        {rows.map(([what, value]) => (
          <div key={what} className="contents">
            <dt>{what}</dt>
            <dd>{value || <span className="hint">没有</span>}</dd>
          </div>
        ))}
      </dl>
      <Button work={() => setEditing(true)}>更正</Button>
    </section>
  )
}

/** A union registered somebody under this number: the worker says whether it is them. */
function Registered({ record: { registered }, changed }: { record: MyOwnRecord; changed: () => void }) {
  const [problem, setProblem] = useState<Problem>()
  if (!registered) return null
  const answer = async (mine: boolean) => {
    setProblem(undefined)
    try {
      await write('POST /api/my/registration', { body: { mine } })
      changed()
      await refreshMe()
    } catch (cause) {
      setProblem(asProblem(cause))
    }
  }
  return (
    <section className="card" aria-labelledby="registered">
      <h2 id="registered">这是你吗？</h2>
      <p>
        {registered.org}的名册里，{registered.name} 登记的是这个手机号。是你的话，你的诉求会归到这条记录。
      </p>
      <ErrorNote problem={problem} />
      <div className="row">
        <Button work={() => answer(false)}>不是我</Button>
        <Button look="primary" work={() => answer(true)}>
          是我
        </Button>
      </div>
    </section>
  )
}

/** The union asks to put another number in place of the worker's. */
function Proposed({ record: { proposedPhone }, changed }: { record: MyOwnRecord; changed: () => void }) {
  const [problem, setProblem] = useState<Problem>()
  if (!proposedPhone) return null
  const refuse = async () => {
    setProblem(undefined)
    try {
      await write('POST /api/my/phone/refuse', { body: {} })
      changed()
    } catch (cause) {
      setProblem(asProblem(cause))
    }
  }
  return (
    <section className="card" aria-labelledby="proposed">
      <h2 id="proposed">有人申请换掉你的手机号</h2>
      <p>
        {proposedPhone.by}申请换成 {proposedPhone.phoneMasked}
        {proposedPhone.reason && `，理由：${proposedPhone.reason}`}
        <span className="when">{moment(proposedPhone.at)}</span>
      </p>
      <p className="hint">是你要换的，在下面“更换手机号”里自己换；不是你要换的，请拒绝。</p>
      <ErrorNote problem={problem} />
      <Button look="danger" work={refuse}>
        拒绝
      </Button>
    </section>
  )
}

function NewPhone({ changed }: { changed: () => void }) {
  const [open, setOpen] = useState(false)
  const [phone, setPhone] = useState('')
  const [code, setCode] = useState('')
  const [sentTo, setSentTo] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const step = (work: () => Promise<void>) => async () => {
    setProblem(undefined)
    try {
      await work()
    } catch (cause) {
      setProblem(asProblem(cause))
    }
  }
  const askCode = step(async () => {
    await write('POST /api/phone-code', { body: { phone: phone.trim() } })
    setSentTo(phone.trim())
  })
  const save = step(async () => {
    await write('POST /api/my/phone', { body: { phone: phone.trim(), code } })
    setOpen(false)
    setPhone('')
    setCode('')
    setSentTo('')
    changed()
  })
  return (
    <>
      <button type="button" className="link block" onClick={() => setOpen(true)}>
        更换手机号
      </button>
      <Sheet title="更换手机号" open={open} close={() => setOpen(false)}>
        <div className="form">
          <Field
            label="新手机号"
            type="tel"
            inputMode="tel"
            autoComplete="tel"
            maxLength={20}
            value={phone}
            onChange={(event) => setPhone(event.target.value)}
          />
          <Button work={askCode} disabled={phone.trim().length < 11}>
            {sentTo ? '再取一次验证码' : '取验证码'}
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
          <p className="hint">换好以后用新号码登录，别的手机上的登录会退出，原号码会收到一条短信。</p>
          <ErrorNote problem={problem} />
          <div className="row">
            <Button work={() => setOpen(false)}>不换了</Button>
            <Button look="primary" disabled={!sentTo || code.length !== 6} work={save}>
              更换
            </Button>
          </div>
        </div>
      </Sheet>
    </>
  )
}

function Held({ record }: { record: MyOwnRecord }) {
  if (record.held.length === 0) return null
  return (
    <section className="card" aria-labelledby="held">
      <h2 id="held">还记着什么</h2>
      <ul className="lines">
        {record.held.map((one) => (
          <li key={one.what}>
            <b>
              {one.what} <span className="num">{one.count}</span> 件
            </b>
            <p className="hint">
              为什么：{one.why}
              <br />
              到什么时候：{one.until}
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Views({ record }: { record: MyOwnRecord }) {
  return (
    <section className="card" aria-labelledby="views">
      <h2 id="views">谁看过</h2>
      {record.views.length === 0 ? (
        <p className="hint">还没有人看过。</p>
      ) : (
        <ul className="lines">
          {record.views.map((view, i) => (
            <li key={i}>
              {view.org} {view.who}：{view.what}
              {view.purpose && <p className="hint">用途：{view.purpose}</p>}
              <span className="when">{moment(view.at)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Forget() {
  const [open, setOpen] = useState(false)
  const [sure, setSure] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const forget = async () => {
    setProblem(undefined)
    try {
      await write('POST /api/my/record/forget', { body: { confirm: true } })
      await refreshMe()
      go('/me', { replace: true })
    } catch (cause) {
      setProblem(asProblem(cause))
    }
  }
  return (
    <>
      <button type="button" className="link block" onClick={() => setOpen(true)}>
        删除我的个人信息
      </button>
      <Sheet title="删除我的个人信息？" open={open} close={() => setOpen(false)}>
        <p>
          姓名、手机号、证件号会真正删除，不能恢复。反映过的诉求还会办，但不再记着是谁反映的，也没法联系你；凭编号和查询码仍能查看。
        </p>
        <Switch label="我明白，要删除" on={sure} change={setSure} />
        <ErrorNote problem={problem} />
        <div className="row">
          <Button work={() => setOpen(false)}>不删除</Button>
          <Button look="danger" disabled={!sure} work={forget}>
            删除
          </Button>
        </div>
      </Sheet>
    </>
  )
}
