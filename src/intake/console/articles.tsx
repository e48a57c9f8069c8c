import { useState } from 'react'
import { articleTypes } from '../words.ts'
import { recordsIn } from './edits.ts'
import type { Article } from './marks.ts'
import './articles.css'

/** Articles drawn at first in the list. */
const atOnce = 200

/** The articles of the page, each with what is still to do. */
export function Articles({
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
        const open = all.filter((one) => !one.accepted).length
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
              {' · '}
              {on > 0 ? (
                <b>
                  选中{on}/{open}项
                </b>
              ) : all.length === 0 ? (
                '没有建议'
              ) : open === 0 ? (
                '都已接受'
              ) : (
                `${open}项建议`
              )}
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
export const headlineOf = (article: Article) =>
  (article.headlines.find((one) => one.role === 'main') ?? article.headlines[0])?.text ??
  article.paragraphs[0]?.slice(0, 24) ??
  '（没有标题）'
