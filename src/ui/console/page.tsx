// The frame of every screen: `Page`, `Section`, `Empty`, `Rows` (a table), `ListPage` (filters, table, 更多), `Facts`.
import { Fragment, useEffect, type ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { ChevronRight } from 'lucide-react'
import type { Pages } from './ask.ts'
import { ProblemNote } from './problem-note.tsx'
import './page.css'
import './rows.css'

/** Title, its line of small facts, actions at the right, the way back above. Also names the browser's tab. */
export function Page({
  title,
  facts,
  actions,
  crumbs,
  children,
}: {
  title: string
  facts?: ReactNode
  actions?: ReactNode
  crumbs?: { name: string; to: string }[]
  children?: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · 职工之家`
  }, [title])
  return (
    <>
      {crumbs && (
        <nav className="crumbs" aria-label="位置">
          {crumbs.map((crumb) => (
            <Fragment key={crumb.to}>
              <Link to={crumb.to}>{crumb.name}</Link>
              <ChevronRight aria-hidden size="1em" />
            </Fragment>
          ))}
        </nav>
      )}
      <header className="head">
        <h1>{title}</h1>
        {facts && <div className="muted">{facts}</div>}
        {actions && <div className="head-actions">{actions}</div>}
      </header>
      {children}
    </>
  )
}

/** A card with a heading. */
export function Section({
  title,
  facts,
  actions,
  children,
}: {
  title: string
  facts?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  return (
    <section className="card" aria-label={title}>
      <div className="sec">
        <h2>{title}</h2>
        {facts && <span className="muted">{facts}</span>}
        {actions && <div className="sec-actions">{actions}</div>}
      </div>
      {children}
    </section>
  )
}

/** Nothing here: what that means, and what to do next. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string
  children?: ReactNode
  action?: ReactNode
}) {
  return (
    <div className="empty">
      <b>{title}</b>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}

/** Grey bars in the shape of what is coming. */
export function Waiting({ rows = 5 }: { rows?: number }) {
  return (
    <div className="waiting" role="status" aria-label="正在读取">
      {Array.from({ length: rows }, (_, index) => (
        <i key={index} />
      ))}
    </div>
  )
}

export type Column<T> = {
  title: ReactNode
  cell: (row: T) => ReactNode
  /** CSS width; columns without one share the rest. */
  width?: string
  /** Numbers are set right. */
  numeric?: boolean
  /** Left out below 1000 px. */
  wide?: boolean
}
/** A plain table. `to` makes the whole row lead to a record; buttons inside it keep working. */
export function Rows<T>({
  name,
  rows,
  columns,
  rowKey,
  to,
  selected,
}: {
  /** What the table lists, for screen readers. */
  name: string
  rows: readonly T[]
  columns: Column<T>[]
  rowKey: (row: T) => string | number
  to?: (row: T) => string
  selected?: (row: T) => boolean
}) {
  return (
    <div className="rows-frame">
      <table className="rows" aria-label={name}>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col" style={{ width: column.width }} className={classes(column)}>
                {column.width ? column.title : <span className="roomy">{column.title}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className={to ? 'leads' : undefined} data-on={selected?.(row) || undefined}>
              {columns.map((column, index) => (
                <td
                  key={index}
                  data-title={typeof column.title === 'string' ? column.title : undefined}
                  data-leads={index === leading(columns) || undefined}
                  className={classes(column)}
                >
                  {index === leading(columns) && to ? (
                    <Link to={to(row)} className="lead">
                      {column.cell(row)}
                    </Link>
                  ) : (
                    column.cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
const classes = (column: { numeric?: boolean; wide?: boolean }) =>
  [column.numeric && 'numeric', column.wide && 'wide'].filter(Boolean).join(' ') || undefined
/** The link is the first column without a fixed width: the title. */
const leading = (columns: { width?: string }[]) =>
  Math.max(
    0,
    columns.findIndex((column) => !column.width),
  )

/**
 * A keyset list below its filters: waiting, refused, empty, the rows (`children`), 更多.
 * `list` comes from `usePages`.
 */
export function ListPage<T>({
  title,
  facts,
  actions,
  crumbs,
  filters,
  list,
  empty,
  children,
}: {
  title: string
  facts?: ReactNode
  actions?: ReactNode
  crumbs?: { name: string; to: string }[]
  filters?: ReactNode
  list: Pages<T>
  empty: ReactNode
  children: (items: T[]) => ReactNode
}) {
  return (
    <Page title={title} facts={facts} actions={actions} crumbs={crumbs}>
      {filters && (
        <div className="filters" role="search">
          {filters}
        </div>
      )}
      <ListBody list={list} empty={empty}>
        {children}
      </ListBody>
    </Page>
  )
}

/** The list alone, in a card. */
export function ListBody<T>({
  list,
  empty,
  children,
}: {
  list: Pages<T>
  empty: ReactNode
  children: (items: T[]) => ReactNode
}) {
  return (
    <>
      {list.problem && <ProblemNote problem={list.problem} again={list.again} />}
      {list.loading ? (
        <section className="card">
          <Waiting />
        </section>
      ) : list.items.length > 0 ? (
        <section className="card" aria-busy={list.turning}>
          {children(list.items)}
          {list.more && (
            <div className="more">
              <Button onClick={list.more} loading={list.loadingMore}>
                更多
              </Button>
            </div>
          )}
        </section>
      ) : (
        !list.problem && <section className="card">{empty}</section>
      )}
    </>
  )
}

/** Names and values of a record. A value of null is left out. */
export function Facts({ items }: { items: [name: string, value: ReactNode][] }) {
  return (
    <dl className="facts">
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
