import { FormModal } from './form-modal.tsx'

/** What became of one step for several, where some could not be done: each with its reason. */
export function Undone({
  title,
  done,
  failed,
  nameOf,
  onClose,
}: {
  title: string
  /** How many were done. */
  done: number
  failed: readonly { id: string; problem: string }[]
  nameOf: (id: string) => string | undefined
  onClose: () => void
}) {
  return (
    <FormModal title={title} ok="知道了" over onSend={() => true} onDone={onClose} onClose={onClose}>
      <div role="alert">
        <p>
          {done > 0 ? `${done}件办好了，` : ''}这 {failed.length} 件没有办成：
        </p>
        <ul>
          {failed.map((one) => (
            <li key={one.id}>
              {nameOf(one.id)}：{one.problem}
            </li>
          ))}
        </ul>
      </div>
    </FormModal>
  )
}
