import { useState } from 'react'
import { StatusTag } from '../../ui/console/tags.tsx'
import { articleTypes } from '../words.ts'
import type { Article } from './marks.ts'
import './about.css'

/** Paragraphs shown of the mended text. */
const most = 40

/** What kind of article this is, who wrote it, and its text as mended. */
export function About({ article }: { article: Article }) {
  const { type, reporters, paragraphs } = article
  const [open, setOpen] = useState(false)
  return (
    <div className="intake-about">
      <StatusTag tone="grey">{articleTypes[type]}</StatusTag>
      {reporters.length > 0 && <span className="muted">记者：{reporters.join('、')}</span>}
      {paragraphs.length > 0 && (
        <details onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>接好的正文，{paragraphs.length}段</summary>
          {open && paragraphs.slice(0, most).map((one, nth) => <p key={nth}>{one}</p>)}
          {open && paragraphs.length > most && (
            <p className="muted">其余{paragraphs.length - most}段见原文。</p>
          )}
        </details>
      )}
    </div>
  )
}
