import { useRef, type ReactNode } from 'react'
import { Modal } from 'antd'
import type { Problem } from '../client.ts'
import { useFocusBack } from './focus-back.ts'
import { ProblemNote } from './problem-note.tsx'
import './form-modal.css'

/**
 * A dialog that asks and sends; drawn while it is open. `onSend` resolves to the answer, and then `onDone` follows
 * (without one, it closes). Refused (undefined, false), it stays with what was typed and says why. It is left by 取消,
 * the cross or Esc: a click beside it loses nothing.
 */
export function FormModal<T>({
  title,
  about,
  ok,
  danger = false,
  ready = true,
  missing,
  said = false,
  over = false,
  width,
  write,
  onSend,
  onDone,
  onClose,
  children,
}: {
  title: string
  /** What will happen, before it does. */
  about?: ReactNode
  /** The button's words. */
  ok: string
  danger?: boolean
  ready?: boolean
  /** What to fill in, as long as it is not ready. */
  missing?: string
  /** Why it was refused stands beside a field already. */
  said?: boolean
  /** It has been sent: there is nothing left to cancel. */
  over?: boolean
  width?: number
  write?: { busy: boolean; problem: Problem | undefined }
  onSend: () => Promise<T> | T
  onDone?: (answer: NonNullable<T>) => void
  onClose: () => void
  children?: ReactNode
}) {
  useFocusBack()
  const sending = useRef(false)
  const send = async () => {
    if (sending.current) return
    sending.current = true
    try {
      const answer = await onSend()
      if (answer) (onDone ?? onClose)(answer)
    } finally {
      sending.current = false
    }
  }
  return (
    <Modal
      open
      title={title}
      width={width}
      okText={ok}
      cancelText="取消"
      okButtonProps={{ danger, disabled: !ready, loading: write?.busy ?? false }}
      cancelButtonProps={over ? { style: { display: 'none' } } : undefined}
      onOk={() => void send()}
      onCancel={onClose}
      mask={{ closable: false }}
      footer={(buttons) => (
        <>
          {!ready && missing && <span className="form-missing">{missing}</span>}
          {buttons}
        </>
      )}
    >
      {about && <p className="about">{about}</p>}
      {children}
      {!said && <ProblemNote problem={write?.problem} />}
    </Modal>
  )
}
