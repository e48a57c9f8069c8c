import type { ReactNode } from 'react'
import { faceOf, type Loaded, type Problem } from '../client.ts'
import { useOnline } from './answer.ts'
import './notes.css'

export type Tone = 'red' | 'amber' | 'green' | 'blue' | 'grey'

/** A state in a word; the colour only repeats it. */
export function Tag({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>
}

/** What went wrong, in the server's words, and what to do now; beside the thing it is about. */
export function ErrorNote({ problem, again }: { problem: Problem | undefined; again?: () => void }) {
  return (
    <div role="alert" className="status">
      {problem && (
        <div className="error">
          <p>
            <b>{problem.message}</b>
            {problem.hint && <> {problem.hint}</>}
          </p>
          {problem.fields.length > 0 && (
            <ul>
              {problem.fields.map((field) => (
                <li key={field.path}>{field.message}</li>
              ))}
            </ul>
          )}
          {again && (
            <button type="button" className="btn small" onClick={again}>
              再试一次
            </button>
          )}
        </div>
      )}
    </div>
  )
}

/** Grey lines where a list is about to appear; said once to a screen reader. */
export function Loading() {
  return (
    <div className="loading" role="status">
      <span className="only-read">正在取</span>
      <i />
      <i />
    </div>
  )
}

/** An answer on a screen: what is wrong with it, grey lines until it is there, the words for nothing, or `children`. */
export function Answered<T>({
  of,
  none,
  children,
}: {
  of: Loaded<T>
  /** What is said where the answer holds nothing; null where it does. */
  none?: (data: T) => ReactNode
  children: (data: T) => ReactNode
}) {
  const { data, problem, loading, again } = of
  const nothing = data !== undefined ? none?.(data) : undefined
  const offline = !useOnline() && problem?.code === 'offline'
  const face = faceOf({ loading, problem, empty: data === undefined || Boolean(nothing) })
  return (
    <>
      {problem && offline ? (
        // The line above says so; what stays away is asked for again with the signal.
        data === undefined && <p className="empty">这里的内容要等有信号才能看，到时自动显示。</p>
      ) : (
        <ErrorNote problem={problem} again={again} />
      )}
      {face === 'waiting' && <Loading />}
      {face === 'empty' && nothing}
      {face === 'full' && data !== undefined && children(data)}
    </>
  )
}
