import { memo, useEffect, useMemo, useState, type ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import {
  markKinds,
  paragraphsOf,
  type Mark,
  type MarkKind,
  type Paragraph,
  type Piece,
  type Span,
} from './marks.ts'
import './source.css'

/** Paragraphs drawn at first, and added by 继续显示: a page of megabytes must not hold the browser up. */
const atOnce = 300

/**
 * A stretch of the page's own words with its marks in place. Pieces carry `data-keys` of the proposals they belong to;
 * `lit` (a key) is drawn even where it lies far down. `href` makes marks links to their records.
 */
export const Source = memo(function Source({
  text,
  range,
  marks,
  joins,
  headlines = [],
  lit,
  linkOf,
}: {
  text: string
  range: Span
  marks: readonly Mark[]
  joins?: readonly { before: string; after: string; span: Span }[]
  headlines?: readonly { role: 'kicker' | 'main' | 'sub'; span?: Span | undefined }[]
  lit?: string | undefined
  linkOf?: (key: string) => { to: string; search?: object; label: string } | undefined
}) {
  const [from, to] = range
  const paragraphs = useMemo(
    () => paragraphsOf(text, [from, to], marks, joins),
    [text, from, to, marks, joins],
  )
  const [asked, setAsked] = useState(atOnce)
  const far = useMemo(() => {
    const mark = lit === undefined ? undefined : marks.find((one) => one.key === lit)
    return mark ? paragraphs.findIndex((one) => one.to > mark.span[0]) + 1 : 0
  }, [lit, marks, paragraphs])
  const drawn = Math.max(asked, far > asked ? far + 20 : 0)
  // Once drawn, paragraphs stay.
  useEffect(() => setAsked((before) => Math.max(before, drawn)), [drawn])
  const many = paragraphs.length > 60
  return (
    <div className={many ? 'source many' : 'source'} lang="zh-CN">
      {paragraphs.slice(0, drawn).map((paragraph) => (
        <p key={paragraph.from} className={roleOf(paragraph, headlines)}>
          {paragraph.pieces.map((piece) => (
            <One
              key={'join' in piece ? `j${piece.join}` : piece.from}
              piece={piece}
              text={text}
              linkOf={linkOf}
            />
          ))}
        </p>
      ))}
      {drawn < paragraphs.length && (
        <button type="button" className="link" onClick={() => setAsked(drawn + atOnce)}>
          继续显示（还有{paragraphs.length - drawn}段）
        </button>
      )}
    </div>
  )
})

const roleOf = (
  paragraph: Paragraph,
  headlines: readonly { role: 'kicker' | 'main' | 'sub'; span?: Span | undefined }[],
) =>
  headlines.find(({ span }) => span && span[0] < paragraph.to && span[1] > paragraph.from)?.role ??
  (paragraph.pieces.every((piece) => 'join' in piece || piece.marks.some((mark) => mark.kind === 'banner'))
    ? 'banner'
    : undefined)

/** What becomes a record stands out before what is only named. */
const order = Object.keys(markKinds) as MarkKind[]

function One({
  piece,
  text,
  linkOf,
}: {
  piece: Piece
  text: string
  linkOf: ((key: string) => { to: string; search?: object; label: string } | undefined) | undefined
}): ReactNode {
  if ('join' in piece)
    return (
      <span className="source-join" title="原文在这里断行，已经接好">
        接
      </span>
    )
  const { marks } = piece
  const words = text.slice(piece.from, piece.to)
  if (marks.length === 0) return words
  const byRank = [...marks].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  // The innermost first: pointing at a gift within a headline means the gift.
  const owned = marks
    .filter((mark) => mark.key !== undefined)
    .sort((a, b) => a.span[1] - a.span[0] - (b.span[1] - b.span[0]))
  const typo = marks.find((mark) => mark.kind === 'typo')
  const kinds = [...new Set(byRank.map((mark) => markKinds[mark.kind]))].join('、')
  // The stylesheet gives the wash to what becomes a record and the stroke to what is named within it.
  const className = [...new Set(byRank.map((mark) => `mark-${mark.kind}`))].join(' ')
  const first = owned.find((mark) => piece.starts.includes(mark))
  const link = owned[0] && linkOf?.(owned[0].key!)
  const common = {
    className,
    title: kinds,
    'data-keys': owned.length ? owned.map((mark) => mark.key).join(' ') : undefined,
  }
  return (
    <>
      {link ? (
        <mark {...common} title={link.label}>
          <Link to={link.to} {...(link.search ? { search: link.search as never } : {})}>
            {words}
          </Link>
        </mark>
      ) : owned.length > 0 && !linkOf ? (
        <mark
          {...common}
          role="button"
          tabIndex={first ? 0 : -1}
          aria-label={`${markKinds[owned[0]!.kind]}：${text.slice(...owned[0]!.span)}`}
        >
          {words}
        </mark>
      ) : (
        <mark {...common}>{words}</mark>
      )}
      {typo?.note && piece.ends.includes(typo) && <span className="source-typo">疑为“{typo.note}”</span>}
    </>
  )
}

/** What the marks mean, in words with their number; a kind can be put out. */
export function Legend({
  marks,
  joins,
  hidden,
  onToggle,
}: {
  marks: readonly Mark[]
  joins: number
  hidden: readonly MarkKind[]
  onToggle: (kind: MarkKind) => void
}) {
  const counts = new Map<MarkKind, number>()
  for (const mark of marks) counts.set(mark.kind, (counts.get(mark.kind) ?? 0) + 1)
  return (
    <div className="intake-legend" role="group" aria-label="标注，按下可隐藏">
      {order
        .filter((kind) => counts.has(kind))
        .map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={!hidden.includes(kind)}
            title={hidden.includes(kind) ? `显示${markKinds[kind]}` : `隐藏${markKinds[kind]}`}
            onClick={() => onToggle(kind)}
          >
            <mark className={`mark-${kind}`}>{markKinds[kind]}</mark>
            <span className="num">{counts.get(kind)}</span>
          </button>
        ))}
      {joins > 0 && (
        <span>
          <span className="source-join">接</span>补好的断行 <span className="num">{joins}</span>
        </span>
      )}
    </div>
  )
}
