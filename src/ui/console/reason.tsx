import { useState, type ReactNode } from 'react'
import { Button, type ButtonProps } from 'antd'
import type { Problem } from '../client.ts'
import { FormModal } from './form-modal.tsx'
import { LongTextField } from './text-field.tsx'

/**
 * A button that asks for a reason (and whatever `children` add) before a step. `onSend` resolves to the answer, or to
 * undefined when it was refused: the dialog then stays with what was typed. `optional` lets the reason be empty.
 */
export function ReasonModal({
  name,
  title = name,
  about,
  label = '理由',
  hint,
  optional = false,
  max = 2000,
  send = name,
  danger = false,
  ready = true,
  write,
  onSend,
  onOpen,
  children,
  button,
}: {
  /** The button's words. */
  name: string
  title?: string
  about?: ReactNode
  label?: string
  hint?: ReactNode
  optional?: boolean
  max?: number
  send?: string
  danger?: boolean
  /** Whether `children` are filled in. */
  ready?: boolean
  write: { busy: boolean; problem: Problem | undefined; clear: () => void }
  onSend: (reason: string) => Promise<unknown>
  onOpen?: () => void
  children?: ReactNode
  button?: ButtonProps
}) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const text = reason.trim()
  return (
    <>
      <Button
        danger={danger}
        {...button}
        onClick={() => {
          write.clear()
          onOpen?.()
          setOpen(true)
        }}
      >
        {name}
      </Button>
      {open && (
        <FormModal
          title={title}
          about={about}
          ok={send}
          danger={danger}
          ready={ready && (optional || text.length >= 2)}
          write={write}
          onSend={() => onSend(text)}
          onDone={() => {
            setOpen(false)
            setReason('')
          }}
          onClose={() => setOpen(false)}
        >
          {children}
          <LongTextField
            label={optional ? `${label}（可不填）` : label}
            hint={hint}
            path={write.problem?.fields[0]?.path}
            write={write}
            max={max}
            value={reason}
            onChange={setReason}
          />
        </FormModal>
      )}
    </>
  )
}
