import { useEffect, useState, type FormEvent } from 'react'
import { address, call, type Problem } from '../../ui/client.ts'
import { asProblem, useAnswer, useMe, useOnline } from '../../ui/worker/answer.ts'
import { moment } from '../../ui/worker/dates.ts'
import { Area, Button, Choice, ErrorNote, Field, Loading, Sheet } from '../../ui/worker/parts.tsx'
import { Photos } from '../../ui/worker/photos.tsx'
import { go, useAddress } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { stored } from '../../ui/worker/stored.ts'
import { outcomes, type Satisfaction } from '../words.ts'
import { forget, keepOwn, kept, type Own } from './kept.ts'
import { Promises, Standing, Steps } from './progress.tsx'

/** 查进度: by number and code, or by number alone for what is public. */
export function FollowForm() {
  const { query } = useAddress()
  const [number, setNumber] = useState(query.get('number') ?? '')
  const [code, setCode] = useState('')
  const [wrong, setWrong] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const open = async (event: FormEvent) => {
    event.preventDefault()
    const clean = plainDigits(number).replace(/\s/g, '')
    setProblem(undefined)
    if (!/^[1-9]\d{5}-\d{2}-\d{6,9}$/.test(clean)) return setWrong('编号像这样：110105-26-004127')
    setWrong('')
    const digits = plainDigits(code).replace(/\D/g, '')
    if (!digits) return go(`/p/${clean}`)
    try {
      const own = await call('POST /api/concerns/follow', { body: { number: clean, code: digits } })
      keepOwn(own, digits)
      go(`/c/${clean}`)
    } catch (cause) {
      setProblem(asProblem(cause))
    }
  }
  return (
    <Screen title="查进度" back="/concerns">
      <form className="form" noValidate onSubmit={(event) => void open(event)}>
        <Field
          label="编号"
          value={number}
          problem={wrong || undefined}
          hint="发出后给你的，像 110105-26-004127"
          autoComplete="off"
          maxLength={24}
          onChange={(event) => setNumber(event.target.value)}
        />
        <Field
          label={
            <>
              查询码 <small>8 位数字。不填只看公开进度</small>
            </>
          }
          value={code}
          inputMode="numeric"
          autoComplete="off"
          maxLength={12}
          onChange={(event) => setCode(event.target.value)}
        />
        <ErrorNote problem={problem} />
        <button type="submit" className="btn primary block">
          查看
        </button>
      </form>
    </Screen>
  )
}

/** Digits and hyphens as Chinese keyboards also type them: full width, and dashes of any length. */
const plainDigits = (text: string) => text.normalize('NFKC').replace(/[‐-―−ー]/g, '-')

/** One of my concerns, to the end: answer, my two answers, more words, taking it back. */
export function OwnConcern({ number = '' }: Record<string, string>) {
  const me = useMe()
  const online = useOnline()
  const code = kept.use().find((one) => one.number === number)?.code
  const byCode = useAnswer('POST /api/concerns/follow', code ? { body: { number, code } } : null)
  // A worker who signed in sees what they raised on another phone too.
  const mine = useAnswer('GET /api/my/concerns', !code && me?.kind === 'worker' ? {} : null)
  const [written, setWritten] = useState<Own>()
  const own = written ?? byCode.data ?? mine.data?.items.find((one) => one.number === number)

  useEffect(() => {
    if (own && code) keepOwn(own, code)
  }, [own, code])
  const nowhere = !code && (me ? me.kind !== 'worker' || (mine.data !== undefined && !own) : !online)
  useEffect(() => {
    if (nowhere) go(`/follow?number=${encodeURIComponent(number)}`, { replace: true })
  }, [nowhere, number])

  const asked = own?.can.includes('rate') ?? false
  const lastSeen = kept.get().find((one) => one.number === number)
  return (
    <Screen title={own?.title ?? lastSeen?.title ?? '我的诉求'} back="/concerns">
      <ErrorNote problem={byCode.problem ?? mine.problem} again={code ? byCode.again : mine.again} />
      {byCode.problem?.code === 'wrong-code' && (
        <Button
          work={() => {
            forget(number)
            go('/concerns', { replace: true })
          }}
        >
          从这部手机上去掉
        </Button>
      )}
      {!own && (byCode.loading || mine.loading) && <Loading />}
      {!own && byCode.problem?.code === 'offline' && lastSeen && (
        <div className="card">
          <p className="sentence">{lastSeen.sentence}</p>
          <p className="hint">上次看到的情况。</p>
        </div>
      )}
      {own && (
        <>
          <IdentityOpened own={own} />
          <Messages own={own} />
          <Standing one={own} asked={asked} />
          <Answer own={own} code={code} />
          {asked && code && <Rating own={own} code={code} done={setWritten} />}
          {asked && !code && (
            <p className="card note">评价要用查询码：请在反映时用的手机上评价，或凭编号和查询码打开。</p>
          )}
          <Promises one={own} />
          <Steps one={own} />
          <section className="card" aria-labelledby="text">
            <h2 id="text">我反映的</h2>
            <p className="prose">{own.text}</p>
            <Shown own={own} code={code} files={own.files} name="我的照片" />
            <p className="hint">{own.sealed ? '办理单位看不到你是谁。' : '办理单位看得到你留下的电话。'}</p>
          </section>
          {code && own.can.includes('supplement') && <Supplement own={own} code={code} done={setWritten} />}
          <Readers own={own} />
          {code && own.can.includes('withdraw') && <Withdraw own={own} code={code} done={setWritten} />}
          {code && (
            <p className="hint center">
              编号 <span className="num">{number}</span> · 查询码 <span className="num">{code}</span>
            </p>
          )}
        </>
      )}
    </Screen>
  )
}

type Writing = { own: Own; code: string; done: (own: Own) => void }

/** Photos of a concern, shown to whoever is signed in as its raiser or holds its code. */
function Shown(props: { own: Own; code: string | undefined; files: readonly string[]; name: string }) {
  const { own, code, files, name } = props
  if (!files.length) return null
  return (
    <ul className="photos">
      {files.map((sha256, i) => {
        const url = address('GET /api/files/{about}/{sha256}', {
          params: { about: own.id, sha256 },
          query: code ? { number: own.number, code } : {},
        })
        return (
          <li key={sha256}>
            <a href={url} target="_blank" rel="noreferrer">
              <img src={url} alt={`${name} ${i + 1}`} loading="lazy" />
            </a>
          </li>
        )
      })}
    </ul>
  )
}

function Answer({ own, code }: { own: Own; code: string | undefined }) {
  if (!own.answer) return null
  const { text, claim, at, files } = own.answer
  return (
    <section className="card" aria-labelledby="answer">
      <h2 id="answer">答复</h2>
      <p className="prose">{text}</p>
      <Shown own={own} code={code} files={files} name="答复的照片" />
      <p className="hint">
        办理单位认为：{outcomes[claim]} · {moment(at)}
      </p>
    </section>
  )
}

const solvedWords = { solved: '解决了', 'partly-solved': '部分解决', unsolved: '没有解决' } as const
const satisfiedWords: Record<Satisfaction, string> = {
  satisfied: '满意',
  fair: '一般',
  dissatisfied: '不满意',
}

/** 解决了吗, 满意吗: two questions, both answered by the worker. */
function Rating({ own, code, done }: Writing) {
  const [outcome, setOutcome] = useState<keyof typeof solvedWords>()
  const [satisfaction, setSatisfaction] = useState<Satisfaction>()
  const [note, setNote] = useState('')
  const [problem, setProblem] = useState<Problem>()
  const [wrong, setWrong] = useState(false)
  const send = async () => {
    setWrong(!outcome || !satisfaction)
    if (!outcome || !satisfaction) return
    setProblem(undefined)
    try {
      const body = {
        number: own.number,
        code,
        outcome,
        satisfaction,
        ...(note.trim() && { note: note.trim() }),
      }
      done(await call('POST /api/concerns/follow/rate', { body }))
    } catch (cause) {
      setProblem(await afterRefusal(cause, own, code, done))
    }
  }
  return (
    <section className="card ask stack" aria-labelledby="rating">
      <h2 id="rating">请你说了算</h2>
      <Choice question="解决了吗？" answers={solvedWords} chosen={outcome} choose={setOutcome} />
      <Choice question="满意吗？" answers={satisfiedWords} chosen={satisfaction} choose={setSatisfaction} />
      {(outcome === 'unsolved' || outcome === 'partly-solved' || satisfaction === 'dissatisfied') && (
        <Area
          label={
            <>
              还差什么 <small>可不填</small>
            </>
          }
          rows={3}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      )}
      {wrong && (
        <p role="alert" className="wrong">
          两个问题都请选一个。
        </p>
      )}
      <ErrorNote problem={problem} />
      <Button look="primary block" work={send}>
        就这么说
      </Button>
    </section>
  )
}

/** What somebody was adding, kept until it is sent. */
const supplementDraft = stored<Record<string, string>>('supplement', {})

function Supplement({ own, code, done }: Writing) {
  const [open, setOpen] = useState(() => Boolean(supplementDraft.get()[own.number]))
  const [photos, setPhotos] = useState<Blob[]>([])
  const [problem, setProblem] = useState<Problem>()
  const text = supplementDraft.use()[own.number] ?? ''
  const write = (next: string) => {
    const { [own.number]: _, ...others } = supplementDraft.get()
    supplementDraft.set(next ? { ...others, [own.number]: next } : others)
  }
  if (!open) {
    return (
      <button type="button" className="btn block" onClick={() => setOpen(true)}>
        补充说明
      </button>
    )
  }
  const send = async () => {
    if (!text.trim()) return
    setProblem(undefined)
    try {
      const sent: string[] = []
      for (const photo of photos) sent.push((await call('POST /api/files/photo', { file: photo })).ticket)
      const body = { number: own.number, code, note: text.trim(), ...(sent.length > 0 && { photos: sent }) }
      const next = await call('POST /api/concerns/follow/supplement', { body })
      write('')
      setOpen(false)
      done(next)
    } catch (cause) {
      setProblem(await afterRefusal(cause, own, code, done))
    }
  }
  return (
    <section className="card stack">
      <Area
        label="补充说明"
        autoFocus
        maxLength={2000}
        value={text}
        onChange={(event) => write(event.target.value)}
      />
      <Photos photos={photos} change={setPhotos} />
      <ErrorNote problem={problem} />
      <div className="row">
        <Button work={() => setOpen(false)}>先不补充</Button>
        <Button look="primary" work={send}>
          补充
        </Button>
      </div>
    </section>
  )
}

function Withdraw({ own, code, done }: Writing) {
  const [open, setOpen] = useState(false)
  const [problem, setProblem] = useState<Problem>()
  const withdraw = async () => {
    try {
      const next = await call('POST /api/concerns/follow/withdraw', { body: { number: own.number, code } })
      setOpen(false)
      done(next)
    } catch (cause) {
      setProblem(await afterRefusal(cause, own, code, done))
    }
  }
  return (
    <>
      <button type="button" className="link block" onClick={() => setOpen(true)}>
        撤回这件诉求
      </button>
      <Sheet title="撤回这件诉求？" open={open} close={() => setOpen(false)}>
        <p>撤回后不再办理，已有的记录会保留。以后还可以重新反映。</p>
        <ErrorNote problem={problem} />
        <div className="row">
          <Button work={() => setOpen(false)}>不撤回</Button>
          <Button look="danger" work={withdraw}>
            撤回
          </Button>
        </div>
      </Sheet>
    </>
  )
}

/** When the matter has moved on meanwhile, what is shown moves on too. */
async function afterRefusal(
  cause: unknown,
  own: Own,
  code: string,
  done: (own: Own) => void,
): Promise<Problem> {
  const problem = asProblem(cause)
  if (problem.code === 'not-now') {
    await call('POST /api/concerns/follow', { body: { number: own.number, code } }).then(
      done,
      () => undefined,
    )
  }
  return problem
}

/** What those who handle it had the union pass on; a supplement answers it. */
function Messages({ own }: { own: Own }) {
  if (own.messages.length === 0) return null
  return (
    <section className="card" aria-labelledby="relayed">
      <h2 id="relayed">工会转达</h2>
      <ul className="lines">
        {own.messages.map((one) => (
          <li key={one.at}>
            {one.text}
            <span className="when">
              {one.from} · {moment(one.at)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** 谁看过: every reading of the record, told to the one it is about. */
function Readers({ own }: { own: Own }) {
  if (own.readers.length === 0) return null
  return (
    <details className="card">
      <summary>谁看过（{own.readers.length} 次）</summary>
      <ul className="lines">
        {own.readers.map((reader, i) => (
          <li key={i}>
            {reader.org} · {reader.what}
            <span className="when">{moment(reader.at)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** A sealed identity that was opened is the first thing its owner reads. */
function IdentityOpened({ own }: { own: Own }) {
  const openings = own.sealed ? own.readers.filter((reader) => reader.what.includes('身份')) : []
  if (openings.length === 0) return null
  return (
    <section className="card alert" aria-labelledby="opened">
      <h2 id="opened">你的身份被打开过</h2>
      <ul className="lines">
        {openings.map((reader, i) => (
          <li key={i}>
            {reader.org}：{reader.what}
            <span className="when">{moment(reader.at)}</span>
          </li>
        ))}
      </ul>
      <p>须两个人同意才能打开。觉得不该打开，请到“我的”里告诉我们。</p>
    </section>
  )
}
