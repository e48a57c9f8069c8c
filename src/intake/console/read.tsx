import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { Button, Input, Popconfirm } from 'antd'
import { Check, FileText, FileUp } from 'lucide-react'
import { addressOf } from '../../ui/console/addresses.ts'
import { useAnswer, usePages, useWrite, type AnswerOf } from '../../ui/console/ask.ts'
import { DayInput, dayWords, today, When } from '../../ui/console/dates.tsx'
import { Empty, ListBody, Page, Rows, Section } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useMe } from '../../ui/console/session.ts'
import { StatusTag } from '../../ui/console/tags.tsx'
import { articleTypes } from '../words.ts'
import {
  decoded,
  itemsOf,
  missingIn,
  plain,
  recordsIn,
  startOf,
  useDraft,
  type EditedKind,
  type Edits,
} from './draft.ts'
import { marksOf, reach, type Article, type MarkKind, type Proposal, type Reading } from './marks.ts'
import { useLight } from './light.ts'
import { Proposals, type Class } from './proposals.tsx'
import { Legend, Source } from './source.tsx'
import './intake.css'

/** UTF-16 units; the contract's bound. */
const longest = 5_242_880
/** Proposals accepted at once; the rest of the contract's 200 is for those named again. */
const most = 150
type Accepted = AnswerOf<'POST /api/intake/accept'>

/** A page is pasted, read, corrected and accepted. Nothing is stored before it is accepted. */
export function Component() {
  const { accountId, acting } = useMe()
  const kept = useDraft(`${accountId} ${acting.orgId}`, acting.area)
  const { text, draft } = kept
  const read = useWrite('POST /api/intake/read')
  const [reading, setReading] = useState<Reading>()
  const { send } = read
  const { change } = kept
  const start = useCallback(
    async (words: string) => {
      const found = await send({ body: { text: words } })
      if (!found) return
      setReading(found)
      change({ read: true })
    },
    [send, change],
  )
  // After a reload the text is read again; what was chosen and corrected is laid over it.
  const resumed = useRef(false)
  useEffect(() => {
    if (resumed.current || !draft.read || !text) return
    resumed.current = true
    void start(text)
  }, [draft.read, text, start])

  if (reading)
    return (
      <Read
        reading={reading}
        kept={kept}
        onAccepted={(records) => setReading(withAccepted(reading, records))}
        onLeave={() => {
          kept.discard()
          setReading(undefined)
          read.clear()
        }}
      />
    )
  return (
    <Page title="报刊与简报" facts="粘贴一个版面，读出活动、诉求和承诺；没有接受的内容不会保存">
      <Box
        text={text}
        busy={read.busy}
        problem={<ProblemNote problem={read.problem} />}
        onText={(next) => {
          kept.setText(next)
          if (read.problem) read.clear()
        }}
        onRead={(words) => {
          if (words !== text) kept.setText(words)
          void start(words)
        }}
      />
      {kept.lost && <p className="intake-lost">这段文字太长，浏览器存不下：刷新页面后要重新粘贴。</p>}
      <Earlier />
    </Page>
  )
}

/** The proposals accepted now, as accepted. */
function withAccepted(reading: Reading, accepted: Accepted): Reading {
  const records = new Map(accepted.records.map((one) => [one.key, { noun: one.noun, id: one.id }]))
  return {
    ...reading,
    articles: reading.articles.map((article) =>
      article.proposals.some((one) => records.has(one.key))
        ? {
            ...article,
            proposals: article.proposals.map((one) => ({
              ...one,
              accepted: records.get(one.key) ?? one.accepted,
            })),
          }
        : article,
    ),
  }
}

const notText = (name: string) => `“${name}”不是文字文件。图片、PDF、Word 请先转成文字，再粘贴进来。`

/** Longer texts are not put into a text box, which would lay out all of it. */
const boxed = 200_000

function Box({
  text,
  busy,
  problem,
  onText,
  onRead,
}: {
  text: string
  busy: boolean
  problem: ReactNode
  onText: (text: string) => void
  onRead: (text: string) => void
}) {
  const [over, setOver] = useState(false)
  const [wrong, setWrong] = useState('')
  const picker = useRef<HTMLInputElement>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const submit = (raw: string) => {
    const words = plain(raw)
    if (!words.trim()) {
      setWrong('还没有文字。请粘贴一段报刊、简报或网页上的文字。')
      area.current?.focus()
    } else if (words.length > longest) setWrong('文字太长，一次最多5MB，请分几次录入。')
    else {
      setWrong('')
      onRead(words)
    }
  }
  const take = async (file: File | undefined) => {
    if (!file) return
    if (!file.type.startsWith('text/') && !/\.txt$/i.test(file.name)) return setWrong(notText(file.name))
    // A character takes at most four bytes.
    if (file.size > longest * 4) return setWrong('文件太大，一次最多5MB，请分几次录入。')
    const words = plain(decoded(await file.arrayBuffer()))
    if ((words.slice(0, 60_000).match(/\ufffd/g)?.length ?? 0) > 20) return setWrong(notText(file.name))
    onText(words)
    submit(words)
  }
  return (
    <section
      className="card intake-box"
      aria-label="要读的文字"
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        const file = event.dataTransfer.files[0]
        if (!file) return
        event.preventDefault()
        void take(file)
      }}
    >
      <label htmlFor="intake-text">报刊、简报或网页上的文字</label>
      {text.length > boxed ? (
        <div className="intake-long">
          <p>
            <FileText aria-hidden size="1em" /> 共{text.length.toLocaleString('zh-CN')}字，开头是：
          </p>
          <blockquote>{text.slice(0, 300)}…</blockquote>
          <Button onClick={() => onText('')}>清空</Button>
        </div>
      ) : (
        <textarea
          ref={area}
          id="intake-text"
          rows={12}
          placeholder="把整个版面一次粘贴进来，不用先分篇、不用补断行；也可以把 .txt 文件拖到这里。"
          aria-describedby="intake-wrong"
          aria-invalid={wrong ? true : undefined}
          value={text}
          onChange={(event) => {
            setWrong('')
            onText(event.target.value)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(text)
          }}
        />
      )}
      <div id="intake-wrong" role="alert">
        {wrong && <p className="intake-wrong">{wrong}</p>}
      </div>
      {problem}
      <div className="intake-send">
        <Button type="primary" size="large" loading={busy} onClick={() => submit(text)}>
          {busy ? '正在读' : '读'}
        </Button>
        <input
          ref={picker}
          type="file"
          hidden
          aria-label="选择文字文件"
          accept=".txt,text/plain"
          onChange={(event) => {
            const file = event.target.files?.[0]
            // The same file, corrected, may be chosen again.
            event.target.value = ''
            void take(file)
          }}
        />
        <Button
          size="large"
          icon={<FileUp aria-hidden size="1em" />}
          disabled={busy}
          onClick={() => picker.current?.click()}
        >
          选择 .txt 文件
        </Button>
        <span className="muted" role="status">
          {busy && text.length > 60_000
            ? '文字很长，要读几秒到一分钟'
            : text && `${text.length.toLocaleString('zh-CN')}字`}
        </span>
      </div>
    </section>
  )
}

function Earlier() {
  const list = usePages('GET /api/intake/pages', { query: { limit: 20 } })
  return (
    <section className="intake-earlier" aria-label="录入过的版面">
      <h2>录入过的版面</h2>
      <ListBody
        list={list}
        empty={
          <Empty title="还没有录入过">接受了建议的版面会列在这里，每件记录都能回到原文的那几句话。</Empty>
        }
      >
        {(pages) => (
          <Rows
            name="录入过的版面"
            rows={pages}
            rowKey={(page) => page.id}
            to={(page) => `/intake/pages/${page.id}`}
            columns={[
              { title: '版面', cell: (page) => page.title },
              { title: '出自', width: '12rem', wide: true, cell: (page) => page.sourceName ?? '—' },
              { title: '记录', width: '5rem', numeric: true, cell: (page) => `${page.records}件` },
              { title: '录入人', width: '8rem', cell: (page) => page.acceptedBy },
              { title: '录入时间', width: '9rem', cell: (page) => <When at={page.acceptedAt} /> },
            ]}
          />
        )}
      </ListBody>
    </section>
  )
}

const counted = ['零', '一', '两', '三', '四', '五', '六', '七', '八', '九', '十']
const titleOf = (count: number) =>
  count === 0 ? '没有读出文章' : count === 1 ? '一篇文章' : `一个版面，${counted[count] ?? count}篇文章`

function Read({
  reading,
  kept,
  onAccepted,
  onLeave,
}: {
  reading: Reading
  kept: ReturnType<typeof useDraft>
  onAccepted: (accepted: Accepted) => void
  onLeave: () => void
}) {
  const { text, draft, edit, pick } = kept
  const { acting } = useMe()
  const classes = useAnswer('GET /api/concern-classes', {})
  const [index, setIndex] = useState(0)
  const [hidden, setHidden] = useState<MarkKind[]>([])
  const [done, setDone] = useState<Accepted>()
  const [stopped, setStopped] = useState<Record<string, string>>({})
  const accept = useWrite('POST /api/intake/accept')
  const resultRef = useRef<HTMLDivElement>(null)
  const article = reading.articles[index]

  const { publishedOn } = draft
  const { orgId, orgName } = acting
  const starts = useMemo(() => {
    const made = new Map<string, Edits[EditedKind]>()
    return (proposal: Proposal, of: Article) => {
      const before = made.get(proposal.key)
      if (before) return before
      const fresh = startOf(proposal, of, { publishedOn, acting: { id: orgId, name: orgName } })
      made.set(proposal.key, fresh)
      return fresh
    }
  }, [publishedOn, orgId, orgName])
  const { edits } = draft
  const editOf = useCallback(
    (proposal: Proposal, of: Article) => {
      const begun = starts(proposal, of)
      const patch = edits[proposal.key]
      return patch ? ({ ...begun, ...patch } as Edits[EditedKind]) : begun
    },
    [starts, edits],
  )

  const all = useMemo(
    () => (article ? marksOf(reading, article, text) : []),
    // What was accepted meanwhile moves no words.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [reading.digest, index, text],
  )
  const marks = useMemo(() => all.filter((one) => !hidden.includes(one.kind)), [all, hidden])
  const range = useMemo(() => reach(reading, index, text.length), [reading, index, text])
  const light = useLight()

  const chosen = useMemo(
    () =>
      reading.articles.flatMap((of) =>
        recordsIn(of)
          .filter((one) => draft.picked.includes(one.key) && !one.accepted)
          .map((proposal) => ({ proposal, of })),
      ),
    [reading, draft.picked],
  )
  const sent = useRef<string[]>([])
  const refused = useMemo(() => {
    const wrong = { ...stopped }
    for (const { path, message } of accept.problem?.fields ?? []) {
      const nth = /^items\.(\d+)\./.exec(path)?.[1]
      const key = nth ? sent.current[Number(nth)] : sent.current.find((one) => path.startsWith(`${one}.`))
      if (key) wrong[key] = message
    }
    return wrong
  }, [stopped, accept.problem])

  const submit = async () => {
    if (chosen.length === 0 || chosen.length > most || accept.busy) return
    const wrong: Record<string, string> = {}
    for (const { proposal, of } of chosen) {
      const { stops } = missingIn(proposal, editOf(proposal, of))
      if (stops.length > 0) wrong[proposal.key] = `${stops.join('、')}，补好再接受`
    }
    setStopped(wrong)
    const first = chosen.find(({ proposal }) => wrong[proposal.key])
    if (first) return setIndex(first.of.index)
    const items = itemsOf(reading, draft, editOf)
    sent.current = items.map((one) => one.key)
    const answer = await accept.send({
      body: {
        id: draft.pageId,
        text,
        ...(draft.sourceName.trim() ? { sourceName: draft.sourceName.trim() } : {}),
        publishedOn: draft.publishedOn || null,
        items,
      },
    })
    if (!answer) return
    const asked = new Set(chosen.map(({ proposal }) => proposal.key))
    const fresh = { ...answer, records: answer.records.filter((one) => asked.has(one.key)) }
    kept.settle(items.map((one) => one.key))
    setDone(fresh)
    onAccepted(answer)
    window.scrollTo({ top: 0 })
    requestAnimationFrame(() => resultRef.current?.focus())
  }
  const latest = useRef(submit)
  latest.current = submit
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      void latest.current()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  const risk = chosen.length > 0 || Object.keys(draft.edits).length > 0
  const leave = (
    <Popconfirm
      title="放弃这次录入？"
      description="选中和改过、还没有接受的内容不会保存。"
      okText="放弃"
      cancelText="继续录入"
      disabled={!risk}
      onConfirm={onLeave}
    >
      <Button onClick={risk ? undefined : onLeave}>{done && !risk ? '再录一段' : '换一段文字'}</Button>
    </Popconfirm>
  )
  const typos = reading.typos.length
  return (
    <Page
      title={titleOf(reading.articles.length)}
      facts={[
        reading.joins.length > 0 && `补好${reading.joins.length}处断行`,
        typos > 0 && `疑似错字${typos}处`,
        reading.model.on && !reading.model.problem && '已请模型补充建议',
        '没有接受的内容不会保存',
      ]
        .filter(Boolean)
        .join(' · ')}
      actions={
        <>
          {leave}
          <Button
            type="primary"
            disabled={chosen.length === 0 || chosen.length > most}
            loading={accept.busy}
            title="Ctrl+Enter"
            onClick={() => void submit()}
          >
            {chosen.length > 0 ? `接受选中的${chosen.length}项` : '先选中要接受的建议'}
          </Button>
        </>
      }
    >
      {chosen.length > most && <p className="intake-lost">一次最多接受{most}项，请分几次。</p>}
      {kept.lost && <p className="intake-lost">这段文字太长，浏览器存不下：刷新页面后要重新粘贴。</p>}
      {reading.model.problem && <p className="intake-lost">模型没有帮上忙：{reading.model.problem}</p>}
      <Where kept={kept} />
      <ProblemNote problem={accept.problem} fields={Object.keys(refused).length === 0} />
      {Object.keys(refused).length > 0 && (
        <p className="intake-lost" role="alert">
          有{Object.keys(refused).length}项要补好，已在右边标出。
        </p>
      )}
      {done && (
        <div ref={resultRef} tabIndex={-1} className="intake-result">
          <Result
            done={done}
            left={reading.articles.some((of) => recordsIn(of).some((one) => !one.accepted))}
          />
        </div>
      )}
      {reading.page && !done && (
        <p className="intake-known">
          这个版面{reading.page.acceptedBy}在<When at={reading.page.acceptedAt} />
          接受过，已有{reading.page.records}件记录。
          <Link to={`/intake/pages/${reading.page.id}`}>看版面和记录</Link>
          ；再接受只会加上还没有的。
        </p>
      )}
      {!article ? (
        <section className="card">
          <Empty title="没有读出文章" action={<Button onClick={onLeave}>换一段文字</Button>}>
            这段文字里没有认出标题和正文。请连标题一起粘贴，或者在活动、诉求里直接登记。
          </Empty>
        </section>
      ) : (
        <div className="intake-frame">
          <div
            className="intake-split"
            ref={light.frame}
            onMouseOver={light.over}
            onFocus={light.focus}
            onClick={light.click}
            onKeyDown={light.keyDown}
          >
            <Articles
              articles={reading.articles}
              picked={draft.picked}
              index={index}
              onOpen={(next) => {
                setIndex(next)
                light.clear()
              }}
            />
            <section className="card intake-source" aria-label="原文" tabIndex={0} data-pane="source">
              <Legend
                marks={all}
                joins={joinsIn(reading, range)}
                hidden={hidden}
                onToggle={(kind) =>
                  setHidden(hidden.includes(kind) ? hidden.filter((one) => one !== kind) : [...hidden, kind])
                }
              />
              <Source
                key={index}
                text={text}
                range={range}
                marks={marks}
                joins={reading.joins}
                headlines={article.headlines}
                lit={light.lit}
              />
            </section>
            <section className="card intake-proposals" aria-label="建议" tabIndex={0} data-pane="proposals">
              <About article={article} />
              <Proposals
                key={index}
                article={article}
                classes={(classes.data?.items ?? []) as readonly Class[]}
                picked={draft.picked}
                editOf={editOf}
                onEdit={edit}
                onPick={pick}
                refused={refused}
              />
            </section>
          </div>
        </div>
      )}
    </Page>
  )
}

const joinsIn = (reading: Reading, [from, to]: readonly [number, number]) =>
  reading.joins.filter(({ span }) => span[0] >= from && span[1] <= to).length

/** Articles drawn at first in the list. */
const atOnce = 200

function Articles({
  articles,
  picked,
  index,
  onOpen,
}: {
  articles: readonly Article[]
  picked: readonly string[]
  index: number
  onOpen: (index: number) => void
}) {
  const [asked, setAsked] = useState(atOnce)
  return (
    <nav className="card intake-articles" aria-label="文章">
      {articles.slice(0, asked).map((article) => {
        const all = recordsIn(article)
        const on = all.filter((one) => picked.includes(one.key) && !one.accepted).length
        const accepted = all.filter((one) => one.accepted).length
        return (
          <button
            key={article.index}
            type="button"
            aria-current={article.index === index ? 'true' : undefined}
            onClick={() => onOpen(article.index)}
          >
            <span>{headlineOf(article)}</span>
            <small>
              {articleTypes[article.type]}
              {all.length === 0
                ? ' · 没有建议'
                : accepted === all.length
                  ? ' · 都已接受'
                  : ` · ${all.length - accepted}项建议`}
              {on > 0 && <b> · 选中{on}项</b>}
            </small>
          </button>
        )
      })}
      {asked < articles.length && (
        <button type="button" onClick={() => setAsked(asked + atOnce)}>
          更多（还有{articles.length - asked}篇）
        </button>
      )}
    </nav>
  )
}
const headlineOf = (article: Article) =>
  (article.headlines.find((one) => one.role === 'main') ?? article.headlines[0])?.text ??
  article.paragraphs[0]?.slice(0, 24) ??
  '（没有标题）'

/** What kind of article this is, its headlines, who wrote it, and its text as mended. */
function About({ article }: { article: Article }) {
  const long = article.paragraphs.length > 40
  return (
    <div className="intake-about">
      <div>
        <StatusTag tone="grey">{articleTypes[article.type]}</StatusTag>
        {article.reporters.length > 0 && <span className="muted">记者：{article.reporters.join('、')}</span>}
      </div>
      {article.headlines.map((one, nth) =>
        one.role === 'main' ? <h2 key={nth}>{one.text}</h2> : <p key={nth}>{one.text}</p>,
      )}
      <Mended
        paragraphs={long ? article.paragraphs.slice(0, 40) : article.paragraphs}
        all={article.paragraphs.length}
      />
    </div>
  )
}
function Mended({ paragraphs, all }: { paragraphs: readonly string[]; all: number }) {
  const [open, setOpen] = useState(false)
  if (all === 0) return null
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>接好的正文，{all}段</summary>
      {open && paragraphs.map((one, nth) => <p key={nth}>{one}</p>)}
      {open && paragraphs.length < all && <p className="muted">其余{all - paragraphs.length}段见原文。</p>}
    </details>
  )
}

/** Where the page is from: kept with it, and gives the dates in it their year. */
function Where({ kept }: { kept: ReturnType<typeof useDraft> }) {
  const { draft, change } = kept
  return (
    <details className="intake-from">
      <summary>
        出处：
        {[draft.sourceName, draft.publishedOn && `${dayWords(draft.publishedOn)}刊发`]
          .filter(Boolean)
          .join('，') || '没有填（报名、版次、刊发日期）'}
      </summary>
      <div className="intake-where">
        <label>
          <span>出自</span>
          <Input
            maxLength={100}
            placeholder="报名、版次或网站"
            value={draft.sourceName}
            onChange={(event) => change({ sourceName: event.target.value })}
          />
        </label>
        <label>
          <span>刊发日期</span>
          <DayInput
            max={today()}
            value={draft.publishedOn}
            onChange={(publishedOn) => change({ publishedOn })}
          />
        </label>
        <span className="muted">填了刊发日期，文中“4月13日”这样的日子会带上年份。</span>
      </div>
    </details>
  )
}

const nouns: Record<string, string> = { activity: '活动', concern: '诉求', commitment: '承诺' }

function Result({ done, left }: { done: Accepted; left: boolean }) {
  const fresh = done.records.filter((one) => !one.existed).length
  return (
    <Section
      title={fresh > 0 ? `${fresh}项已成为记录` : '这些记录早已有了'}
      facts={left ? '其余建议还在下面，可以接着选' : '这个版面的建议都已成为记录'}
      actions={<Link to={`/intake/pages/${done.pageId}`}>看版面和记录</Link>}
    >
      <ul className="intake-records">
        {done.records.map((one) => {
          const place = addressOf(one)
          return (
            <li key={one.key}>
              <Check aria-hidden size="1em" />
              <span className="muted">{nouns[one.noun] ?? one.noun}</span>
              {place ? <Link {...place}>{one.label}</Link> : one.label}
              {one.existed && <span className="muted">原有记录</span>}
            </li>
          )
        })}
      </ul>
    </Section>
  )
}
