// The frame around every screen: menu, search, the org acted for, who I am, 大字, sign out.
import { Suspense, useEffect, useRef, useState, type ReactNode } from 'react'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import {
  ALargeSmall,
  Check,
  ChevronDown,
  CircleHelp,
  LogOut,
  Menu as MenuIcon,
  MessageSquareWarning,
  Search,
  Settings,
  X,
} from 'lucide-react'
import { roles } from '../../kernel/access.ts'
import { call } from '../client.ts'
import { useAnnouncement } from './announce.ts'
import { queryClient, useAnswer, useWrite } from './ask.ts'
import { setLarge, useLarge } from './large.ts'
import { lazily } from './lazily.tsx'
import { useLive } from './live.ts'
import { menuFor, searchWords } from './menu.ts'
import { countWords, News, NewsFace, useUnseen } from './news.tsx'
import { ProblemNote } from './problem-note.tsx'
import { becomeMe, signedOut, useCan, useMe, useSession } from './session.ts'
import './shell.css'

const Palette = lazily(() => import('./search.tsx'), 'Component')

export function Shell() {
  const me = useMe()
  const { state } = useSession()
  const path = useRouterState({ select: (router) => router.location.pathname })
  const navigate = useNavigate()
  const [searching, setSearching] = useState(false)
  const [menuOpen, setMenuOpen] = useState(false)
  const menuButton = useRef<HTMLButtonElement>(null)
  const worksTasks = useCan('task.work')
  const unseen = useUnseen()
  useLive(worksTasks && state === 'signed-in')
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setSearching(true)
      }
    }
    addEventListener('keydown', open)
    return () => removeEventListener('keydown', open)
  }, [])
  useEffect(() => setMenuOpen(false), [path])
  useEffect(() => {
    if (!menuOpen) return
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      setMenuOpen(false)
      menuButton.current?.focus()
    }
    addEventListener('keydown', escape)
    return () => removeEventListener('keydown', escape)
  }, [menuOpen])
  // Whoever has no desk starts at the first thing they may look at.
  const entries = menuFor(me.verbs).flatMap((group) => group.entries)
  // Nearly everyone may look at the orgs; hardly anyone comes for them.
  const first = (entries.find((entry) => entry.to !== '/orgs') ?? entries[0])?.to
  const shownPath = useRouterState({ select: (router): string => router.matches.at(-1)?.fullPath as string })
  const elsewhere = shownPath === '/' && !worksTasks && first !== undefined
  useEffect(() => {
    if (elsewhere) void navigate({ to: first, replace: true })
  }, [elsewhere, first, navigate])
  return (
    <div className="shell">
      <a className="skip" href="#main">
        跳到内容
      </a>
      <header className="top">
        <button
          ref={menuButton}
          type="button"
          className="icon-button menu-button"
          aria-label={menuOpen ? '收起菜单' : '打开菜单'}
          aria-expanded={menuOpen}
          aria-controls="menu"
          onClick={() => setMenuOpen(!menuOpen)}
        >
          {menuOpen ? <X aria-hidden /> : <MenuIcon aria-hidden />}
        </button>
        <Link to="/" className="brand">
          <i aria-hidden>家</i>
          <span>职工之家</span>
        </Link>
        <button
          type="button"
          className="search"
          aria-keyshortcuts="Control+K"
          onClick={() => setSearching(true)}
        >
          <Search aria-hidden size="1.1em" />
          <span>{searchWords(me.verbs)}</span>
          <kbd>Ctrl K</kbd>
        </button>
        <div className="who">
          {useCan('concern.open') && (
            <Drop
              label={`与我有关${unseen ? ` ${countWords(unseen)}` : ''}`}
              className="me"
              face={<NewsFace unseen={unseen} />}
            >
              {(close) => <News close={close} />}
            </Drop>
          )}
          {/* What stands first behind /console is the screen: its part of the help opens. */}
          <Link to="/help" hash={path.split('/')[1] || 'today'} className="me" aria-label="帮助" title="帮助">
            <CircleHelp aria-hidden size="1.2em" />
          </Link>
          <ActingFor />
          <WhoAmI />
        </div>
      </header>
      <MenuColumn open={menuOpen} onChoose={() => setMenuOpen(false)} />
      {menuOpen && <div className="shade" onClick={() => setMenuOpen(false)} />}
      <main id="main" tabIndex={-1}>
        <Suspense fallback={null}>{!elsewhere && <Outlet />}</Suspense>
      </main>
      {searching && <Palette onClose={() => setSearching(false)} />}
      <Announcement />
    </div>
  )
}

function MenuColumn({ open, onChoose }: { open: boolean; onChoose: () => void }) {
  const me = useMe()
  const counts = useAnswer('GET /api/tasks/counts', useCan('task.work') ? {} : null)
  return (
    <nav id="menu" className="menu" aria-label="主菜单" data-open={open || undefined}>
      {menuFor(me.verbs).map((group) => (
        <div key={group.name}>
          {group.name && <p>{group.name}</p>}
          {group.entries.map(({ to, name, icon: Icon }) => (
            <Link
              key={to}
              to={to}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              activeProps={{ className: 'on' }}
              onClick={onChoose}
            >
              <Icon aria-hidden size="1.15em" strokeWidth={1.8} />
              {name}
              {to === '/' && counts.data && counts.data.open > 0 && (
                <span className="num" aria-label={`${counts.data.open}件待办`}>
                  {counts.data.open}
                </span>
              )}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  )
}

/** A button with a small panel below it; Esc, a click elsewhere or choosing closes it. */
function Drop({
  label,
  face,
  className,
  children,
}: {
  label: string
  face: ReactNode
  className?: string
  children: (close: () => void) => ReactNode
}) {
  const [open, setOpen] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (!open) return
    const elsewhere = (event: Event) => {
      if (!frame.current?.contains(event.target as Node)) setOpen(false)
    }
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      setOpen(false)
      button.current?.focus()
    }
    addEventListener('pointerdown', elsewhere)
    addEventListener('focusin', elsewhere)
    addEventListener('keydown', escape)
    return () => {
      removeEventListener('pointerdown', elsewhere)
      removeEventListener('focusin', elsewhere)
      removeEventListener('keydown', escape)
    }
  }, [open])
  return (
    <div className="drop" ref={frame}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {face}
      </button>
      {open && <div className="drop-panel">{children(() => setOpen(false))}</div>}
    </div>
  )
}

function ActingFor() {
  const me = useMe()
  const navigate = useNavigate()
  const act = useWrite('POST /api/me/act-for')
  const { orgName, orgShortName } = me.acting
  if (me.posts.length < 2)
    return (
      <span className="acting" title={orgName}>
        <span className="muted">代表</span> <b>{orgShortName}</b>
      </span>
    )
  return (
    <Drop
      label={`代表${orgName}，换一个组织`}
      className="acting"
      face={
        <>
          <span className="muted">代表</span> <b>{orgShortName}</b>
          <ChevronDown aria-hidden size="1em" />
        </>
      }
    >
      {(close) => (
        <>
          <p className="drop-title">我代表哪个组织</p>
          {me.posts.map((post) => (
            <button
              key={post.orgId}
              type="button"
              className="drop-line"
              aria-current={post.orgId === me.acting.orgId || undefined}
              onClick={() =>
                void act.send({ body: { orgId: post.orgId } }).then((next) => {
                  if (!next) return
                  close()
                  queryClient.clear()
                  becomeMe(next)
                  void navigate({ to: '/' })
                })
              }
            >
              <span>
                {post.orgName}
                <small>{post.roles.map((role) => roles[role].name).join('、')}</small>
              </span>
              {post.orgId === me.acting.orgId && <Check aria-hidden size="1.1em" />}
            </button>
          ))}
          <ProblemNote problem={act.problem} />
        </>
      )}
    </Drop>
  )
}

function WhoAmI() {
  const me = useMe()
  const large = useLarge()
  const navigate = useNavigate()
  const path = useRouterState({ select: (router) => router.location.pathname })
  const leave = async () => {
    // Out of reach, the cookie stays until it runs out; the screen is emptied all the same.
    await call('POST /api/sign-out', { body: {} }).catch(() => undefined)
    queryClient.clear()
    signedOut()
    void navigate({ to: '/' })
  }
  return (
    <Drop
      label={`${me.name}，我的设置`}
      className="me"
      face={
        <>
          {me.name}
          <ChevronDown aria-hidden size="1em" />
        </>
      }
    >
      {(close) => (
        <>
          <p className="drop-title">
            {me.name}
            <small>{me.acting.roles.map((role) => roles[role].name).join('、')}</small>
          </p>
          <button type="button" className="drop-line" aria-pressed={large} onClick={() => setLarge(!large)}>
            <ALargeSmall aria-hidden size="1.2em" />
            <span>大字</span>
            {large && <Check aria-hidden size="1.1em" />}
          </button>
          <Link to="/settings" className="drop-line" onClick={close}>
            <Settings aria-hidden size="1.2em" />
            <span>设置</span>
          </Link>
          <Link to="/feedback/give" search={{ from: path }} className="drop-line" onClick={close}>
            <MessageSquareWarning aria-hidden size="1.2em" />
            <span>对软件有意见</span>
          </Link>
          <button type="button" className="drop-line" onClick={() => void leave()}>
            <LogOut aria-hidden size="1.2em" />
            <span>退出登录</span>
          </button>
        </>
      )}
    </Drop>
  )
}

function Announcement() {
  const said = useAnnouncement()
  return (
    <div className="announcement" role="status" aria-live="polite">
      {said && (
        <span key={said.turn}>
          <Check aria-hidden size="1.1em" />
          {said.text}
        </span>
      )}
    </div>
  )
}
