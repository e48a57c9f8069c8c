import { useEffect, useState } from 'react'
import { address } from '../../ui/client.ts'
import { useAnswer, useMe, useOnline } from '../../ui/worker/answer.ts'
import { Button } from '../../ui/worker/buttons.tsx'
import { calendarDay, moment } from '../../ui/worker/dates.ts'
import { ErrorNote, Loading } from '../../ui/worker/notes.tsx'
import { go, Link } from '../../ui/worker/router.tsx'
import { Screen } from '../../ui/worker/shell.tsx'
import { outcomes } from '../words.ts'
import { forget, keepOwn, kept, look, type Own } from './kept.ts'
import { Promises, Standing, Steps } from './progress.tsx'
import { Rating } from './rating.tsx'
import { Supplement } from './supplement.tsx'
import { Withdraw } from './withdraw.tsx'

/** One of my concerns, to the end: answer, my two answers, more words, taking it back. */
export function OwnConcern({ number = '' }: Record<string, string>) {
  const me = useMe()
  const online = useOnline()
  const code = kept.use().find((one) => one.number === number)?.code
  // A worker who signed in needs no code for what they raised.
  const asked = code || me?.kind === 'worker' ? { body: { number, ...(code && { code }) } } : null
  const answer = useAnswer('POST /api/concerns/follow', asked)
  const [written, setWritten] = useState<Own>()
  const own = written ?? answer.data
  // What was just asked for is newer than what a step answered.
  useEffect(() => setWritten(undefined), [answer.data])
  useFresh(answer.again)

  useEffect(() => {
    if (own && code) keepOwn(own, code)
    if (own) look(own)
  }, [own, code])
  const nowhere = !code && (me ? me.kind !== 'worker' || answer.problem?.code === 'wrong-code' : !online)
  useEffect(() => {
    if (nowhere) go(`/follow?number=${encodeURIComponent(number)}`, { replace: true })
  }, [nowhere, number])

  const rates = own?.can.includes('rate') ?? false
  const lastSeen = kept.get().find((one) => one.number === number)
  return (
    <Screen title={own?.title ?? lastSeen?.title ?? '我的诉求'} back="/concerns">
      <ErrorNote problem={answer.problem} again={answer.again} />
      {code && answer.problem?.code === 'wrong-code' && (
        <Button
          work={() => {
            forget(number)
            go('/concerns', { replace: true })
          }}
        >
          从这部手机上去掉
        </Button>
      )}
      {!own && answer.loading && <Loading />}
      {!own && answer.problem?.code === 'offline' && lastSeen && (
        <div className="card">
          <p className="sentence">{lastSeen.sentence}</p>
          <p className="hint">上次看到的情况。</p>
        </div>
      )}
      {own && (
        <>
          <IdentityOpened own={own} />
          <Messages own={own} />
          <Standing one={own} asked={rates} />
          <Answer own={own} code={code} />
          {rates && <Rating own={own} code={code} done={setWritten} />}
          <Promises one={own} />
          <Steps one={own} />
          <section className="card" aria-labelledby="text">
            <h2 id="text">{own.source === 'intake' ? '工会从报道中登记' : '我反映的'}</h2>
            {own.paper && (
              <p className="hint">
                {[own.paper.name, own.paper.on && calendarDay(own.paper.on), `《${own.paper.title}》`]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            )}
            {own.source === 'intake' ? (
              <blockquote className="prose">{own.text}</blockquote>
            ) : (
              <p className="prose">{own.text}</p>
            )}
            {own.sameAs && (
              <p>
                {own.sameAs.state === 'named' ? '你说和' : '工会核对过，和'}
                <Link href={`/p/${own.sameAs.number}`}>“{own.sameAs.title}”</Link>
                {own.sameAs.state === 'named' ? '是同一件事，工会正在核对。' : '不是同一件事，分开办。'}
              </p>
            )}
            <Shown own={own} code={code} files={own.files} name="我的照片" />
            {own.supplements.map((one) => (
              <div key={one.at}>
                <p className="hint">补充 · {moment(one.at)}</p>
                <p className="prose">{one.text}</p>
                <Shown own={own} code={code} files={one.files} name="补充的照片" />
              </div>
            ))}
            <p className="hint">{own.sealed ? '办理单位看不到你是谁。' : '办理单位看得到你留下的电话。'}</p>
          </section>
          {own.can.includes('supplement') && <Supplement own={own} code={code} done={setWritten} />}
          <Readers own={own} />
          {own.can.includes('withdraw') && <Withdraw own={own} code={code} done={setWritten} />}
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

/** Asks again while the page is open and seen: on coming back to it, and every half minute. */
function useFresh(again: () => void) {
  useEffect(() => {
    const ask = () => {
      if (document.visibilityState === 'visible' && navigator.onLine) again()
    }
    const every = setInterval(ask, 30_000)
    document.addEventListener('visibilitychange', ask)
    addEventListener('focus', ask)
    return () => {
      clearInterval(every)
      document.removeEventListener('visibilitychange', ask)
      removeEventListener('focus', ask)
    }
  }, [again])
}

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

const readerOf = ({ org, by }: Own['readers'][number]) => [org, by].filter(Boolean).join(' ')

/** 谁看过: every reading of the record, told to the one it is about. */
function Readers({ own }: { own: Own }) {
  if (own.readers.length === 0) return null
  return (
    <details className="card">
      <summary>谁看过（{own.readers.length} 次）</summary>
      <ul className="lines">
        {own.readers.map((reader, i) => (
          <li key={i}>
            {readerOf(reader)}：{reader.what}
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
            {readerOf(reader)}：{reader.what}
            <span className="when">{moment(reader.at)}</span>
          </li>
        ))}
      </ul>
      <p>须两个人同意才能打开。觉得不该打开，请到“我的”里告诉我们。</p>
    </section>
  )
}
