import { CalendarDays, House, MessageSquareText, UserRound } from 'lucide-react'
import { createRoot } from 'react-dom/client'
import { Activities, SoonActivities } from './activities/worker/list.tsx'
import { FollowForm, OwnConcern } from './concerns/worker/follow.tsx'
import { Home } from './concerns/worker/home.tsx'
import { MyConcerns } from './concerns/worker/mine.tsx'
import { PublicProgress } from './concerns/worker/progress.tsx'
import { Raise } from './concerns/worker/raise.tsx'
import { Raised } from './concerns/worker/raised.tsx'
import { GiveFeedback } from './feedback/worker/feedback.tsx'
import { MyPage } from './people/worker/me.tsx'
import { MyRecord } from './people/worker/record.tsx'
import { refreshMe } from './ui/worker/answer.ts'
import { sendWhenPossible } from './ui/worker/outgoing.ts'
import type { ScreenEntry } from './ui/worker/router.tsx'
import { App, installServiceWorker, type Tab } from './ui/worker/shell.tsx'
import './ui/worker/worker.css'

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

createRoot(document.getElementById('root')!).render(<App screens={screens} tabs={tabs} />)
void refreshMe()
addEventListener('online', () => void refreshMe())
sendWhenPossible()
void installServiceWorker()
