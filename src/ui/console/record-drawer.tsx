import type { ReactNode } from 'react'
import { Drawer } from 'antd'
import type { Loaded } from './ask.ts'
import { useFocusBack } from './focus-back.ts'
import { Answered } from './page.tsx'
import './record-drawer.css'

/** A record's panel over its list (`useOpened` says which): waiting, refused, or the record (`children`). */
export function RecordDrawer<T>({
  title,
  answer,
  actions,
  onClose,
  children,
}: {
  title: string
  answer: Loaded<T>
  actions?: ReactNode
  onClose: () => void
  children: (record: T) => ReactNode
}) {
  useFocusBack()
  return (
    <Drawer
      open
      size="min(38rem, 100vw)"
      title={title}
      extra={actions}
      onClose={onClose}
      closable={{ 'aria-label': '关闭' }}
    >
      <Answered answer={answer} rows={6}>
        {children}
      </Answered>
    </Drawer>
  )
}
