import './ui/worker/base.css'
import './ui/worker/cards.css'
import { CalendarDays, House, MessageSquareText, UserRound } from 'lucide-react'
import { lazy } from 'react'
import { createRoot } from 'react-dom/client'
import { Activities, SoonActivities } from './activities/worker/list.tsx'
import { Home } from './concerns/worker/home.tsx'
import { MyConcerns } from './concerns/worker/mine.tsx'
import { refreshMe } from './ui/worker/answer.ts'
import { sendWhenPossible } from './ui/worker/outgoing.ts'
import type { ScreenEntry } from './ui/worker/router.tsx'
import { App, installServiceWorker, type Tab } from './ui/worker/shell.tsx'

/** The first screens come with the page; the others when they are opened (the service worker has them by then). */
const Raise = lazy(async () => ({ default: (await import('./concerns/worker/raise.tsx')).Raise }))
const Raised = lazy(async () => ({ default: (await import('./concerns/worker/raised.tsx')).Raised }))
const OwnConcern = lazy(async () => ({ default: (await import('./concerns/worker/own.tsx')).OwnConcern }))
const FollowForm = lazy(async () => ({ default: (await import('./concerns/worker/follow.tsx')).FollowForm }))
const PublicProgress = lazy(async () => ({
  default: (await import('./concerns/worker/progress.tsx')).PublicProgress,
}))
const MyPage = lazy(async () => ({ default: (await import('./people/worker/me.tsx')).MyPage }))
const MyRecord = lazy(async () => ({ default: (await import('./people/worker/record.tsx')).MyRecord }))
const GiveFeedback = lazy(async () => ({
  default: (await import('./feedback/worker/feedback.tsx')).GiveFeedback,
}))

const screens: ScreenEntry[] = [
  { path: '/', screen: () => <Home children={<SoonActivities />} /> },
  { path: '/raise', screen: Raise },
  { path: '/raise/:id', screen: Raised },
  { path: '/concerns', screen: MyConcerns },
  { path: '/c/:number', screen: OwnConcern },
  { path: '/p/:number', screen: PublicProgress },
  { path: '/follow', screen: FollowForm },
  { path: '/activities', screen: Activities },
  { path: '/me', screen: MyPage },
  { path: '/me/record', screen: MyRecord },
  { path: '/feedback', screen: GiveFeedback },
]

const tabs: Tab[] = [
  { href: '/', name: '首页', icon: House, of: ['/', '/p'] },
  { href: '/concerns', name: '诉求', icon: MessageSquareText, of: ['/concerns', '/raise', '/c', '/follow'] },
  { href: '/activities', name: '活动', icon: CalendarDays, of: ['/activities'] },
  { href: '/me', name: '我的', icon: UserRound, of: ['/me', '/feedback'] },
]

// First of all: what the screens send on opening waits for it.
const knowing = refreshMe()
addEventListener('online', () => void refreshMe())
createRoot(document.getElementById('root')!).render(<App screens={screens} tabs={tabs} />)
void knowing.then(sendWhenPossible)
void installServiceWorker()
