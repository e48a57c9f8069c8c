import { useState } from 'react'
import { StatusTag } from '../../ui/console/tags.tsx'
import { articleTypes } from '../words.ts'
import type { Article } from './marks.ts'
import './about.css'

/** What kind of article this is, its headlines, who wrote it, and its text as mended. */
export function About({ article }: { article: Article }) {
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
