import { useCallback, useEffect, useRef, useState } from 'react'
import { useWrite } from '../../ui/console/ask.ts'
import { Page } from '../../ui/console/page.tsx'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import { useMe } from '../../ui/console/session.ts'
import { useDraft } from './draft.ts'
import { Earlier } from './earlier.tsx'
import type { Reading } from './marks.ts'
import { Paste } from './paste.tsx'
import { Read } from './reading.tsx'
import type { Accepted } from './result.tsx'

/** A page is pasted, read, corrected and accepted. Nothing is stored before it is accepted. */
export function Component() {
  const { accountId, acting } = useMe()
  const kept = useDraft(`${accountId} ${acting.orgId}`, acting.area)
  const { text, draft } = kept
  const read = useWrite('POST /api/intake/read')
  const [reading, setReading] = useState<Reading>()
  const { send } = read
  const { change } = kept
  // An answer that comes after another was asked for, or after the reading was left, is nobody's any more.
  const turn = useRef(0)
  const start = useCallback(
    async (words: string) => {
      const mine = ++turn.current
      const found = await send({ body: { text: words } })
      if (!found || mine !== turn.current) return
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
          turn.current++
          kept.discard()
          setReading(undefined)
          read.clear()
        }}
      />
    )
  return (
    <Page title="报刊与简报" facts="粘贴一个版面，读出活动、诉求和承诺；没有接受的内容不会保存">
      <Paste
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
