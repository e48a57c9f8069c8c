import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { chromium as driver, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, expect } from 'vitest'
import { password } from '../demo/tree.ts'
import { world, type Person } from '../test/harness.ts'

export const desktop = { width: 1440, height: 900 }
export const phone = { width: 390, height: 844 }

/**
 * A Chromium to drive: the one named by CHROMIUM_PATH, the system's, or the one from the package registry, which needs
 * nothing installed. The last unpacks itself into the temporary folder.
 */
async function launch(): Promise<Browser> {
  const given = [
    process.env['CHROMIUM_PATH'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ]
  const found = given.find((one) => one && existsSync(one))
  const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync']
  if (found)
    return driver.launch({
      executablePath: found,
      args: [...quiet, '--disable-background-networking', '--disable-component-update'],
    })
  const { default: packaged } = await import('@sparticuz/chromium')
  return driver.launch({
    executablePath: await packaged.executablePath(),
    // Made for one page in a small container: as a single process it dies with the first profile that is closed, and
    // without web security it would not hold our pages to what a person's browser holds them to.
    args: [
      ...packaged.args.filter((one) => !['--single-process', '--disable-web-security'].includes(one)),
      ...quiet,
    ],
    headless: true,
  })
}

/** A world with its web apps on a port of its own, and people at browsers. Ends with the test file. */
export async function hallWithBrowser() {
  const hall = await world({
    appsDir: path.join(fileURLToPath(new URL('../dist', import.meta.url))),
    working: true,
  })
  await hall.http.listen({ port: 0, host: '127.0.0.1' })
  const { port } = hall.http.server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const browser = await launch()
  const contexts: BrowserContext[] = []
  /** Whatever a page complains of, and has not been expected. */
  const complaints: string[] = []
  afterEach(() => {
    const said = complaints.splice(0)
    expect(said, 'the browser complained').toEqual([])
  })
  afterAll(async () => {
    for (const context of contexts) await context.close()
    await browser.close()
  })

  /** A new browser profile: nothing remembered, the world's time on its clock. */
  async function open(size: { width: number; height: number }): Promise<Page> {
    const context = await browser.newContext({
      viewport: size,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      baseURL: origin,
      hasTouch: size.width < 700,
      isMobile: size.width < 700,
      acceptDownloads: true,
      // No test waits for something to glide.
      reducedMotion: 'reduce',
    })
    contexts.push(context)
    context.setDefaultTimeout(15_000)
    await context.clock.setFixedTime(hall.clock.now())
    const page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() !== 'error') return
      const { url } = message.location()
      // A refused request is an answer; the browser also writes it down. So is having no network when there is none.
      if (/Failed to load resource/.test(message.text()) && (/\/api\//.test(url) || offline.has(context)))
        return
      complaints.push(`${page.url()}: ${message.text()}`)
    })
    page.on('pageerror', (error) => complaints.push(`${page.url()}: ${String(error.stack)}`))
    return page
  }
  const offline = new Set<BrowserContext>()

  return {
    ...hall,
    origin,
    open,
    /** Cuts or gives back a browser's network. */
    async signal(page: Page, on: boolean) {
      const context = page.context()
      if (on) offline.delete(context)
      else offline.add(context)
      await context.setOffline(!on)
    },
    /** Moves the world's clock and every browser's. */
    async moveTo(at: string) {
      hall.clock.set(at)
      for (const context of contexts) await context.clock.setFixedTime(new Date(at))
    },
    /** Gives a page the session of somebody who signed in elsewhere. */
    wear: (page: Page, { cookie }: Person) => {
      const [name, value] = cookie.split('=') as [string, string]
      // Where the program itself puts it: another place would leave the one of before beside it.
      const at = name === 'unionhall-console' ? '/console' : '/'
      return page.context().addCookies([{ name, value, domain: new URL(origin).hostname, path: at }])
    },
    /** One of the demonstration's people, signed in to the console. */
    async staff(login: string, size = desktop): Promise<Page> {
      const page = await open(size)
      await page.goto('/console/')
      await page.getByLabel('账号').fill(login)
      await page.getByLabel('密码').fill(password)
      await page.getByRole('button', { name: '登录' }).click()
      // Not everyone's console opens on 今日: an auditor has no desk.
      await page.getByRole('navigation', { name: '主菜单' }).waitFor()
      return page
    },
    complaints,
  }
}

/** Fails on a serious accessibility violation of what the page shows now. */
export async function accessible(page: Page) {
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { axe: here } = window as unknown as { axe: typeof axe }
    const { violations } = await here.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    })
    return violations
      .filter((one) => one.impact === 'serious' || one.impact === 'critical')
      .map((one) => `${one.id}: ${one.nodes.map((node) => `${node.html} ${node.failureSummary}`).join('\n')}`)
  })
  expect(found, page.url()).toEqual([])
}

/** Nothing is wider than the screen: a phone must not have to be pushed sideways. */
export async function fits(page: Page) {
  const [wide, shown] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ])
  expect(wide, page.url()).toBeLessThanOrEqual(shown!)
}

/** Opens a step's form by its button and returns the dialog. */
export async function form(page: Page, name: string) {
  await page.getByRole('button', { name, exact: true }).click()
  return page.getByRole('dialog', { name })
}
/** Sends the open form of a step. */
export async function send(page: Page, name: string) {
  const dialog = page.getByRole('dialog', { name })
  await dialog.getByRole('button', { name, exact: true }).click()
  await dialog.waitFor({ state: 'hidden' })
}

/** Chooses an org in a picker by typing into it. */
export async function choose(page: Page, label: RegExp | string, typed: string, org: string) {
  await page.getByLabel(label).click()
  await page.keyboard.type(typed)
  await page.locator('.ant-select-tree-title', { hasText: org }).last().click()
  await page.keyboard.press('Tab')
}
