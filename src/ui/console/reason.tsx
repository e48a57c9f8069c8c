import { useState, type ReactNode } from 'react'
import { Button, Input, Modal, type ButtonProps } from 'antd'
import type { Problem } from '../client.ts'
import { Field } from './field.tsx'
import { ProblemNote } from './problem-note.tsx'

/**
 * A button that asks for a reason (and whatever `children` add) before a step. `onSend` resolves to whether it worked;
 * the dialog stays open with what was typed when it did not. `optional` lets the reason be empty.
 */
export function ReasonModal({
  name,
  title,
  about,
  label = '理由',
  hint,
  optional = false,
  max = 2000,
  send = name,
  danger = false,
  ready = true,
  problem,
  onSend,
  onOpen,
  children,
  button,
}: {
  /** The button's words. */
  name: string
  title?: string
  /** What will happen, before it does. */
  about?: ReactNode
  label?: string
  hint?: ReactNode
  optional?: boolean
  max?: number
  send?: string
  danger?: boolean
  /** Whether `children` are filled in. */
  ready?: boolean
  problem?: Problem | undefined
  onSend: (reason: string) => Promise<boolean>
  onOpen?: () => void
  children?: ReactNode
  button?: ButtonProps
}) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const text = reason.trim()
  const submit = async () => {
    setBusy(true)
    const worked = await onSend(text).finally(() => setBusy(false))
    if (!worked) return
    setOpen(false)
    setReason('')
  }
  return (
    <>
      <Button
        danger={danger}
        {...button}
        onClick={() => {
          onOpen?.()
          setOpen(true)
        }}
      >
        {name}
      </Button>
      <Modal
        open={open}
        title={title ?? name}
        okText={send}
        cancelText="取消"
        okButtonProps={{ danger, disabled: !ready || (!optional && text.length < 2), loading: busy }}
        onOk={() => void submit()}
        onCancel={() => setOpen(false)}
        mask={{ closable: false }}
      >
        {about && <p className="about">{about}</p>}
        {children}
        <Field
          label={optional ? `${label}（可不填）` : label}
          hint={hint}
          problem={problem}
          path={problem?.fields[0]?.path}
        >
          {(control) => (
            <Input.TextArea
              {...control}
              rows={4}
              maxLength={max}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <ProblemNote problem={problem} />
      </Modal>
    </>
  )
}
