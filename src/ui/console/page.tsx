// The frame of every screen: `Page`, `Section`, `Empty`, `Answered` (what was asked for, or why it is not there), `Rows`
// (a table), `ListPage` (filters, table, 更多), `Facts`.
import { createContext, Fragment, useContext, useEffect, useRef, useState, type ReactNode } from 'react'
import { Link, useRouterState, useSearch } from '@tanstack/react-router'
import { Button } from 'antd'
import { ChevronRight, Download, Plus } from 'lucide-react'
import type { Loaded, Pages } from './ask.ts'
import { opening } from './opened.ts'
import { ProblemNote } from './problem-note.tsx'
import './page.css'
import './rows.css'

/** The level of a heading here: the page's is 1, those of its sections 2. */
const Level = createContext<1 | 2 | 3>(1)

type Crumb = { name: string; to: string }

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
  crumbs?: Crumb[]
  children?: ReactNode
}) {
  const heading = useArrival()
  useEffect(() => {
    document.title = `${title} · 职工之家`
  }, [title])
  return (
    <Level value={2}>
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
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {facts && <div className="muted">{facts}</div>}
        {actions && <div className="head-actions">{actions}</div>}
      </header>
      {children}
    </Level>
  )
}

let arrivedAt: string | undefined
/** The heading takes the focus when one comes from another page; not on the first, nor when only filters change. */
function useArrival() {
  const heading = useRef<HTMLHeadingElement>(null)
  // The address changes at once, the page once it is there.
  const path = useRouterState({ select: (router) => router.resolvedLocation?.pathname })
  useEffect(() => {
    if (path === undefined || path === arrivedAt) return
    const first = arrivedAt === undefined
    arrivedAt = path
    // A form that came with the page is ahead of it.
    if (!first && !document.activeElement?.closest('[role="dialog"]'))
      heading.current?.focus({ preventScroll: true })
  }, [path])
  return heading
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
      <Level value={3}>{children}</Level>
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
  const Title = `h${useContext(Level)}` as const
  return (
    <div className="empty">
      <Title>{title}</Title>
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

/** What was asked for, drawn by `children`; grey bars until it is there; why not, when it was refused. */
export function Answered<T>({
  answer,
  rows,
  children,
}: {
  answer: Loaded<T>
  rows?: number
  children?: (data: T) => ReactNode
}) {
  const { data, problem, loading, again } = answer
  return (
    <>
      <ProblemNote problem={problem} again={again} />
      {data !== undefined ? children?.(data) : loading && <Waiting rows={rows} />}
    </>
  )
}

/** Takes the list away as it is filtered. */
export function ExportLink({ href, children = '导出台账' }: { href: string; children?: ReactNode }) {
  return (
    <Button icon={<Download aria-hidden size="1em" />} href={href} download>
      {children}
    </Button>
  )
}

/** The button that begins something new: 登记, 新建. */
export function AddButton({
  onClick,
  plain = false,
  disabled = false,
  children,
}: {
  onClick: () => void
  /** Not the page's main button. */
  plain?: boolean
  disabled?: boolean
  children: ReactNode
}) {
  return (
    <Button
      type={plain ? 'default' : 'primary'}
      icon={<Plus aria-hidden size="1em" />}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </Button>
  )
}

/** Columns found on many lists; all but an org's name stay on one line. */
const widths = {
  due: '7.2rem',
  /** `2025年12月31日` */
  day: '9rem',
  /** `12月31日 15:08` */
  when: '9.5rem',
  state: '7.5rem',
  word: '7rem',
  org: 'clamp(9rem, 19cqi, 14rem)',
}

type Column<T> = {
  title: ReactNode
  cell: (row: T) => ReactNode
  /** One of `widths`, or of CSS; columns without one share the rest. */
  width?: keyof typeof widths | (string & {})
  /** Numbers are set right. */
  numeric?: boolean
  /** Left out below 1000 px. */
  wide?: boolean
}
/** A plain table. `to` makes the whole row lead to a record, `opens` opens it beside the list; buttons in it keep working. */
export function Rows<T>({
  name,
  rows,
  columns,
  rowKey,
  to,
  opens,
  selected,
}: {
  /** What the table lists, for screen readers. */
  name: string
  rows: readonly T[]
  columns: Column<T>[]
  rowKey: (row: T) => string | number
  to?: (row: T) => string
  /** The id that `useOpened` then finds in the address. */
  opens?: (row: T) => string
  selected?: (row: T) => boolean
}) {
  const { open } = useSearch({ strict: false }) as { open?: string }
  const lead = leading(columns)
  const led = (row: T, cell: ReactNode) => {
    if (to)
      return (
        <Link to={to(row)} className="lead">
          {cell}
        </Link>
      )
    if (opens)
      return (
        <Link to="." search={opening(opens(row))} resetScroll={false} className="lead">
          {cell}
        </Link>
      )
    return cell
  }
  return (
    <div className="rows-frame">
      <table className="rows" aria-label={name}>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col" style={{ width: widthOf(column) }} className={classes(column)}>
                {column.width ? column.title : <span className="roomy">{column.title}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              className={to || opens ? 'leads' : undefined}
              data-on={selected?.(row) || (opens && opens(row) === open) || undefined}
            >
              {columns.map((column, index) => (
                <td
                  key={index}
                  data-title={typeof column.title === 'string' ? column.title : undefined}
                  data-leads={index === lead || undefined}
                  className={classes(column)}
                >
                  {index === lead ? led(row, column.cell(row)) : column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
const isNamed = (width: string | undefined): width is keyof typeof widths =>
  width !== undefined && width in widths
const widthOf = ({ width }: { width?: string }) => (isNamed(width) ? widths[width] : width)
const classes = ({ width, numeric, wide }: { width?: string; numeric?: boolean; wide?: boolean }) =>
  [numeric && 'numeric', wide && 'wide', isNamed(width) && width !== 'org' && 'short']
    .filter(Boolean)
    .join(' ') || undefined
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
  filters,
  list,
  empty,
  children,
}: {
  title: string
  facts?: ReactNode
  actions?: ReactNode
  filters?: ReactNode
  list: Pages<T>
  empty: ReactNode
  children: (items: T[]) => ReactNode
}) {
  return (
    <Page title={title} facts={facts} actions={actions}>
      {filters && <Filters list={list}>{filters}</Filters>}
      <ListBody list={list} empty={empty}>
        {children}
      </ListBody>
    </Page>
  )
}

/**
 * The filters of a list, in a line as long as there is room. `more` are the rarer ones, shown when asked for or while
 * `narrowed` by one of them.
 */
export function Filters({
  list,
  more,
  narrowed = false,
  children,
}: {
  /** The list they narrow down: how many it shows stands beside them. */
  list: Pages<unknown>
  more?: ReactNode
  narrowed?: boolean
  children: ReactNode
}) {
  const [asked, setAsked] = useState(false)
  const open = asked || narrowed
  return (
    <div className="filters" role="search">
      {children}
      {more && (
        <Button aria-expanded={open} disabled={narrowed} onClick={() => setAsked(!asked)}>
          {open ? '收起条件' : '更多条件'}
        </Button>
      )}
      <Shown list={list} />
      {more && open && <div className="filters-more">{more}</div>}
    </div>
  )
}

/** How many the filters leave: all of them where that was counted, else as many as are listed. */
function Shown({ list }: { list: Pages<unknown> }) {
  const listed = list.items.length
  if (list.loading || list.problem) return null
  return (
    <span className="filters-shown" role="status">
      {list.total
        ? `共 ${list.total.count}${list.total.more ? ' 以上' : ''}`
        : list.more
          ? `已列出 ${listed}，还有更多`
          : `共 ${listed}`}
    </span>
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
