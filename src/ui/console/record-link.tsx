import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { addressOf } from './nouns.ts'

/** A link to a record, wherever its noun is opened; its bare words where it has no page. */
export function RecordLink({
  noun,
  id,
  className,
  children,
}: {
  noun: string
  id: string | number
  className?: string
  children: ReactNode
}) {
  const address = addressOf({ noun, id: String(id) })
  return address ? (
    <Link {...address} className={className}>
      {children}
    </Link>
  ) : (
    <>{children}</>
  )
}
