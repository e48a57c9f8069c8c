// The console's composition root: lists every capability's screens and does nothing else. A screen is a module
// that exports `Component`; it is loaded when it is first opened.
import { createRoot } from 'react-dom/client'
import { callAsConsole } from './ui/client.ts'
import { ConsoleApp, type Screen } from './ui/console/app.tsx'

const screens: Screen[] = [
  { path: '/', load: () => import('./tasks/console/today.tsx') },
  { path: '/help', load: () => import('./tasks/console/help.tsx') },
  { path: '/concerns', load: () => import('./concerns/console/desk.tsx') },
  { path: '/handled', load: () => import('./concerns/console/handled.tsx') },
  { path: '/concerns/$id', load: () => import('./concerns/console/concern.tsx') },
  { path: '/concerns/$id/sheet', load: () => import('./concerns/console/sheet.tsx') },
  { path: '/rates', load: () => import('./concerns/console/rates.tsx') },
  { path: '/common-issues', load: () => import('./concerns/console/common-issues.tsx') },
  { path: '/rules', load: () => import('./concerns/console/rules.tsx') },
  { path: '/commitments', load: () => import('./commitments/console/commitments.tsx') },
  { path: '/intake', load: () => import('./intake/console/read.tsx') },
  { path: '/intake/pages/$id', load: () => import('./intake/console/page.tsx') },
  { path: '/clippings', load: () => import('./clippings/console/clippings.tsx') },
  { path: '/clippings/$id', load: () => import('./clippings/console/clipping.tsx') },
  { path: '/activities', load: () => import('./activities/console/activities.tsx') },
  { path: '/activities/$id', load: () => import('./activities/console/activity.tsx') },
  { path: '/orgs', load: () => import('./org/console/orgs.tsx') },
  { path: '/accounts', load: () => import('./accounts/console/accounts.tsx') },
  { path: '/appointments', load: () => import('./accounts/console/appointments.tsx') },
  { path: '/settings', load: () => import('./accounts/console/settings.tsx') },
  { path: '/people', load: () => import('./people/console/people.tsx') },
  { path: '/calendar', load: () => import('./calendar/console/calendar.tsx') },
  { path: '/audit', load: () => import('./events/console/audit.tsx') },
  { path: '/feedback', load: () => import('./feedback/console/feedback.tsx') },
  { path: '/feedback/give', load: () => import('./feedback/console/give.tsx') },
]

callAsConsole()
createRoot(document.getElementById('root')!).render(
  <ConsoleApp
    screens={screens}
    signIn={() => import('./accounts/console/sign-in.tsx')}
    givenPassword={() => import('./accounts/console/given-password.tsx')}
    enrol={() => import('./accounts/console/enrol.tsx')}
  />,
)
