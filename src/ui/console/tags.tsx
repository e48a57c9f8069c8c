// Status by colour AND word: `DueTag` for a deadline, `StatusTag` for a state.
import type { ReactNode } from 'react'
import type { Static } from 'typebox'
import type { Due } from '../../kernel/contract.ts'
import './tags.css'

type DueWords = Static<typeof Due>
export type Tone = 'red' | 'amber' | 'green' | 'blue' | 'grey'

/**
 * A deadline in the server's words, which say that it is late; colour repeats them. One that rests on an unpublished
 * holiday notice says so.
 */
export function DueTag({ due, none = '—' }: { due: DueWords | null; none?: ReactNode }) {
  if (!due) return <span className="due muted">{none}</span>
  return (
    <span className={`due ${due.tone}`}>
      <time dateTime={due.at}>{due.text}</time>
      {!due.certain && <small title="那时的节假日安排尚未公布">暂定</small>}
    </span>
  )
}
export function StatusTag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>
}
