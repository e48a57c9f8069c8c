import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Link } from '@tanstack/react-router'
import { Button, Popconfirm } from 'antd'
import { useAnswer, useWrite } from '../../ui/console/ask.ts'
import { When } from '../../ui/console/dates.tsx'
import { Empty, Page } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useMe } from '../../ui/console/session.ts'
import { About } from './about.tsx'
import { Articles } from './articles.tsx'
import type { Class } from './concern.tsx'
import type { useDraft } from './draft.ts'
import {
  itemsOf,
  lacksYear,
  missingIn,
  oursIn,
  recordsIn,
  startOf,
  type EditedKind,
  type Edits,
} from './edits.ts'
import { useLight } from './light.ts'
import { marksOf, reach, type Article, type MarkKind, type Proposal, type Reading } from './marks.ts'
import { Proposals } from './proposals.tsx'
import { Result, type Accepted } from './result.tsx'
import { Legend, Source } from './source.tsx'
import { Where } from './where.tsx'
import './reading.css'

/** Proposals accepted at once; the rest of the contract's 200 is for those named again. */
const most = 150

const counted = ['零', '一', '两', '三', '四', '五', '六', '七', '八', '九', '十']
const titleOf = (count: number) =>
  count === 0 ? '没有读出文章' : count === 1 ? '一篇文章' : `一个版面，${counted[count] ?? count}篇文章`

/** What was read: articles, their words, their proposals; chosen ones are accepted together. */
export function Read({
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
  const { text, draft, edit, pick, change } = kept
  const { acting } = useMe()
  const classes = useAnswer('GET /api/concern-classes', {})
  const [hidden, setHidden] = useState<MarkKind[]>([])
  const [done, setDone] = useState<Accepted>()
  const [stopped, setStopped] = useState<Record<string, string>>({})
  const accept = useWrite('POST /api/intake/accept')
  const resultRef = useRef<HTMLDivElement>(null)
  // The same text may be read into fewer articles than before.
  const index = Math.min(draft.at, Math.max(0, reading.articles.length - 1))
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
  const ours = useMemo(
    () => reading.articles.flatMap((of) => oursIn(of, editOf).map((one) => one.key)),
    [reading, editOf],
  )
  const whole = ours.length > 0 && ours.slice(0, most).every((key) => draft.picked.includes(key))
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
    if (first) {
      change({ at: first.of.index })
      return show(first.proposal.key)
    }
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
    const stored = items.map((one) => one.key)
    kept.settle(stored, openIn(reading.articles, stored).length > 0)
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

  const { clear } = light
  const open = useCallback(
    (next: number) => {
      change({ at: next })
      clear()
    },
    [change, clear],
  )
  const onwards = [...reading.articles.slice(index + 1), ...reading.articles.slice(0, index)].find(
    (one) => openIn([one]).length > 0,
  )?.index
  const next = useMemo(() => (onwards === undefined ? undefined : () => open(onwards)), [onwards, open])

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
      ]
        .filter(Boolean)
        .join(' · ')}
      actions={leave}
    >
      {kept.lost && <p className="intake-lost">这段文字太长，浏览器存不下：刷新页面后要重新粘贴。</p>}
      {reading.model.problem && <p className="intake-lost">模型没有帮上忙：{reading.model.problem}</p>}
      <Where
        kept={kept}
        asked={!draft.publishedOn && openIn(reading.articles).some((one) => lacksYear(one.dateWords))}
      />
      {done && (
        <div ref={resultRef} tabIndex={-1} className="intake-result">
          <Result done={done} left={openIn(reading.articles).length > 0} />
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
            className={reading.articles.length > 1 ? 'intake-split' : 'intake-split intake-two'}
            ref={light.frame}
            onMouseOver={light.over}
            onFocus={light.focus}
            onClick={light.click}
            onKeyDown={light.keyDown}
          >
            {reading.articles.length > 1 && (
              <Articles articles={reading.articles} picked={draft.picked} index={index} onOpen={open} />
            )}
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
                next={next}
              />
            </section>
          </div>
        </div>
      )}
      {article && (
        <div className="intake-accept">
          <ProblemNote problem={accept.problem} fields={Object.keys(refused).length === 0} />
          {Object.keys(refused).length > 0 && (
            <p className="proposal-wrong" role="alert">
              有{Object.keys(refused).length}项要补好，已经标出。
            </p>
          )}
          <div>
            {reading.articles.length > 1 && ours.length > 0 && (
              <Button
                onClick={() =>
                  whole
                    ? pick(
                        chosen.map(({ proposal }) => proposal.key),
                        false,
                      )
                    : pick(ours.slice(0, most), true)
                }
              >
                {whole ? '全页不选' : `全页全选（${Math.min(ours.length, most)}项）`}
              </Button>
            )}
            <span className="muted">
              {chosen.length > most ? `一次最多接受${most}项，请分几次。` : '没有接受的内容不会保存'}
            </span>
            <kbd aria-hidden>Ctrl Enter</kbd>
            <Button
              type="primary"
              size="large"
              disabled={chosen.length === 0 || chosen.length > most}
              loading={accept.busy}
              onClick={() => void submit()}
            >
              {chosen.length > 0 ? `接受选中的${chosen.length}项` : '先选中要接受的建议'}
            </Button>
          </div>
        </div>
      )}
    </Page>
  )
}

/** What can still be accepted, apart from `stored`. */
const openIn = (articles: readonly Article[], stored: readonly string[] = []) =>
  articles.flatMap((of) => recordsIn(of).filter((one) => !one.accepted && !stored.includes(one.key)))

/** Once its article is drawn. */
const show = (key: string) =>
  setTimeout(() => {
    const card = document.querySelector<HTMLElement>(`article[data-proposal="${CSS.escape(key)}"]`)
    card?.scrollIntoView({ block: 'center' })
    card?.querySelector<HTMLElement>('.link, button')?.focus({ preventScroll: true })
  })

const joinsIn = (reading: Reading, [from, to]: readonly [number, number]) =>
  reading.joins.filter(({ span }) => span[0] >= from && span[1] <= to).length
