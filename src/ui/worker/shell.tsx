import { ChevronLeft } from 'lucide-react'
import {
  Component,
  Suspense,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ComponentType,
  type ReactNode,
} from 'react'
import { useOnline } from './answer.ts'
import { goBack, Link, match, useAddress, type ScreenEntry } from './router.tsx'
import { largeText } from './stored.ts'
import './shell.css'

export type Tab = {
  href: string
  name: string
  icon: ComponentType<{ 'aria-hidden'?: boolean }>
  of: string[]
}

/** The whole app: the screen that fits the address, and the tab bar. */
export function App({ screens, tabs }: { screens: ScreenEntry[]; tabs: Tab[] }) {
  const { path } = useAddress()
  const large = largeText.use()
  useLayoutEffect(() => {
    document.documentElement.toggleAttribute('data-large', large)
  }, [large])
  const found = match(screens, path)
  const top = `/${path.split('/')[1] ?? ''}`
  return (
    <>
      <Broken key={path}>
        <Suspense fallback={<div className="screen bar" />}>
          {found ? <found.entry.screen key={path} {...found.params} /> : <Nowhere />}
        </Suspense>
      </Broken>
      <nav className="tabs" aria-label="主要栏目">
        {tabs.map((tab) => (
          <Link key={tab.href} href={tab.href} aria-current={tab.of.includes(top) ? 'page' : undefined}>
            <tab.icon aria-hidden />
            {tab.name}
          </Link>
        ))}
      </nav>
      <NewVersion />
    </>
  )
}

let shownBefore = false

type ScreenProps = {
  title: string
  /** Shown beside the title, right. */
  aside?: ReactNode
  /** Where 返回 leads when this screen was opened directly; absent on a tab's first screen. */
  back?: string
  backName?: string
  children: ReactNode
  /** Stays at the bottom of the phone: the screen's one main button. */
  foot?: ReactNode
}

/** Header and body of one screen. Opening it moves the reading position to its title. */
export function Screen({ title, aside, back, backName = '返回', children, foot }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (shownBefore) {
      scrollTo(0, 0)
      heading.current?.focus({ preventScroll: true })
    }
    shownBefore = true
  }, [])
  useEffect(() => {
    document.title = title === '职工之家' ? title : `${title} · 职工之家`
  }, [title])
  return (
    <div className={foot ? 'screen has-foot' : 'screen'}>
      <header className="bar">
        {back && (
          <button type="button" className="back" onClick={() => goBack(back)}>
            <ChevronLeft aria-hidden />
            <span className="only-read">{backName}</span>
          </button>
        )}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {aside && <div className="aside">{aside}</div>}
      </header>
      <main>
        <OfflineBar />
        {children}
      </main>
      {foot && <div className="foot">{foot}</div>}
    </div>
  )
}

/** Calm, and only while there is no network. Always present, so that a screen reader hears it come and go. */
function OfflineBar() {
  const online = useOnline()
  return (
    <div role="status" className="status">
      {!online && <p className="off">现在没有信号。写的先存下，恢复后发出。</p>}
    </div>
  )
}

/** A screen that could not be loaded, or failed: said plainly, and the rest of the app goes on. */
class Broken extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() {
    return { failed: true }
  }
  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <Screen title="这一页没打开" back="/">
        <p className="empty">
          {navigator.onLine ? '可能刚换了新版本。' : '现在没有信号，这一页还没存到手机上。'}写的内容都还在。
        </p>
        <button type="button" className="btn primary block" onClick={() => location.reload()}>
          再打开一次
        </button>
      </Screen>
    )
  }
}

function Nowhere() {
  return (
    <Screen title="没有这个页面" back="/">
      <p className="empty">
        地址可能抄错了。<Link href="/">回首页</Link>，或 <Link href="/follow">凭编号查进度</Link>。
      </p>
    </Screen>
  )
}

let waiting: ServiceWorker | null = null
const seeNew = new Set<() => void>()

/** Installs the service worker, which makes the app open without a network; the person decides about a new version. */
export async function installServiceWorker() {
  if (!('serviceWorker' in navigator)) return
  try {
    const registration = await navigator.serviceWorker.register('/sw.js')
    const found = () => {
      // Without a controller this is the first install, not a new version.
      if (!registration.waiting || !navigator.serviceWorker.controller) return
      waiting = registration.waiting
      seeNew.forEach((see) => see())
    }
    found()
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', found)
    })
  } catch {
    // No service worker: everything works, with a network.
  }
}

function NewVersion() {
  const [there, setThere] = useState(waiting !== null)
  useEffect(() => {
    const see = () => setThere(true)
    seeNew.add(see)
    return () => void seeNew.delete(see)
  }, [])
  if (!there) return null
  const change = () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
    waiting?.postMessage('take-over')
  }
  return (
    <div className="new-version" role="status">
      <span>有新版本</span>
      <button type="button" className="btn small" onClick={change}>
        更新
      </button>
      <button type="button" className="link" onClick={() => setThere(false)}>
        稍后
      </button>
    </div>
  )
}
