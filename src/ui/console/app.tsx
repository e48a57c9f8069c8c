// The console as a whole: theme, router, and the gate that shows sign-in, second factor or the screens.
import { useEffect, useMemo, useRef, type ComponentType, type ReactNode } from 'react'
import { QueryClientProvider } from '@tanstack/react-query'
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
  RouterProvider,
  type RouteComponent,
} from '@tanstack/react-router'
import { ConfigProvider } from 'antd'
import zh from 'antd/es/locale/zh_CN.js'
import type { Locale } from 'antd/es/locale/index.js'
import '../tokens.css'
import './console.css'
import { consoleTheme } from '../theme.ts'
import { queryClient } from './ask.ts'
import { parseSearch, stringifySearch } from './filters.ts'
import { useLarge } from './large.ts'
import { lazily } from './lazily.tsx'
import { menu } from './menu.ts'
import { Empty, Page } from './page.tsx'
import { ProblemNote } from './problem-note.tsx'
import { refreshMe, signedOut, useMe, useSession } from './session.ts'
import { Shell } from './shell.tsx'

// Typed as CommonJS, bundled as the ES module it is: the import is the locale itself.
const zhCN = zh as unknown as Locale

type Loader = () => Promise<{ Component: ComponentType }>
/** A screen of a capability: its path below `/console` and its module. */
export type Screen = { path: string; load: Loader }

export function ConsoleApp({
  screens,
  signIn,
  givenPassword,
  enrol,
}: {
  screens: Screen[]
  signIn: Loader
  givenPassword: Loader
  enrol: Loader
}) {
  const large = useLarge()
  const theme = useMemo(() => consoleTheme(large), [large])
  const SignIn = useMemo(() => lazily(signIn, 'Component'), [signIn])
  const GivenPassword = useMemo(() => lazily(givenPassword, 'Component'), [givenPassword])
  const Enrol = useMemo(() => lazily(enrol, 'Component'), [enrol])
  const router = useMemo(() => routerOf(screens), [screens])
  return (
    <ConfigProvider locale={zhCN} theme={theme} button={{ autoInsertSpace: false }} wave={{ disabled: true }}>
      <QueryClientProvider client={queryClient}>
        <Gate SignIn={SignIn} GivenPassword={GivenPassword} Enrol={Enrol}>
          <RouterProvider router={router} />
        </Gate>
      </QueryClientProvider>
    </ConfigProvider>
  )
}

function routerOf(screens: Screen[]) {
  const root = createRootRoute({ component: Shell, notFoundComponent: Nowhere, errorComponent: Failed })
  return createRouter({
    basepath: '/console',
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultErrorComponent: Failed,
    routeTree: root.addChildren(
      screens.map(({ path, load }) =>
        createRoute({
          getParentRoute: () => root,
          path,
          component: forWhomItIs(
            path,
            lazyRouteComponent(load, 'Component') as ComponentType,
          ) as RouteComponent,
        }),
      ),
    ),
  })
}

/** A screen of the menu opened by its address says so to somebody whose menu does not have it. */
function forWhomItIs(path: string, Screen: ComponentType): ComponentType {
  const entry = menu.flatMap((group) => group.entries).find((one) => one.to === path)
  if (!entry || path === '/') return Screen
  return function Guarded() {
    const { verbs, acting } = useMe()
    if (verbs.includes(entry.verb)) return <Screen />
    return (
      <Page title={entry.name}>
        <section className="card">
          <Empty title="你的职务用不到这一页" action={<Link to="/">回到今日</Link>}>
            你现在代表{acting.orgShortName}。需要用时，请联系本单位的系统管理员。
          </Empty>
        </section>
      </Page>
    )
  }
}

/** Asks who this is, and shows the screens only to an account with a post. */
function Gate({
  SignIn,
  GivenPassword,
  Enrol,
  children,
}: {
  SignIn: ComponentType
  GivenPassword: ComponentType
  Enrol: ComponentType
  children: ReactNode
}) {
  const { me, state, problem } = useSession()
  useEffect(() => void refreshMe(), [])
  if (state === 'asking') return null
  if (state === 'unreachable')
    return (
      <div className="alone">
        <ProblemNote problem={problem} again={() => void refreshMe()} />
      </div>
    )
  if (state === 'anonymous' || !me) return <SignIn />
  if (me.mustChangePassword) return <GivenPassword />
  if (me.mustEnrolTotp) return <Enrol />
  if (!me.acting)
    return (
      <div className="alone">
        <Empty title={`${me.name}，你还没有任职`}>
          请联系本单位的系统管理员登记任职，登记后重新打开这个页面。
        </Empty>
        <button type="button" className="link" onClick={signedOut}>
          换个账号
        </button>
      </div>
    )
  return (
    <>
      {/* Another account or another org: nothing of the one before stays. */}
      <div key={`${me.accountId} ${me.acting.orgId}`}>{children}</div>
      {state === 'expired' && (
        <Over>
          <SignIn />
        </Over>
      )}
    </>
  )
}

/** Over the open page, which stays as it was. */
function Over({ children }: { children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className="over" aria-label="重新登录" onCancel={(event) => event.preventDefault()}>
      {children}
    </dialog>
  )
}

function Nowhere() {
  return (
    <Page title="没有这个页面">
      <section className="card">
        <Empty title="地址可能写错了，或者已经改了" action={<Link to="/">回到今日</Link>} />
      </section>
    </Page>
  )
}

function Failed() {
  return (
    <div className="alone">
      <Empty
        title="这个页面打不开"
        action={
          <button type="button" className="link" onClick={() => location.reload()}>
            重新打开
          </button>
        }
      >
        可能是程序刚刚更新过。重新打开一次；还是不行，请告诉系统管理员。
      </Empty>
    </div>
  )
}
