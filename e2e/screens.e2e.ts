import { beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { steps } from '../src/concerns/words.ts'
import type { Person } from '../test/harness.ts'
import { story } from '../test/story.ts'
import { accessible, desktop, fits, hallWithBrowser } from './browser.ts'

let hall: Awaited<ReturnType<typeof hallWithBrowser>>
let admin: Person
beforeAll(async () => {
  hall = await hallWithBrowser()
  admin = await hall.admin('dingrui')
})

it('refuses a wrong password in words, keeps what was typed, and says when it locks', async () => {
  const page = await hall.open(desktop)
  await page.goto('/console/')
  await accessible(page)
  await page.getByLabel('账号').fill('zhaoyiming')
  await page.getByLabel('密码').fill('not-the-password')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByText(/账号或密码不对/).waitFor()
  expect(await page.getByLabel('账号').inputValue()).toBe('zhaoyiming')
})

/** Goes to a screen and waits until it stands. */
async function go(page: Page, address: string) {
  await page.goto(address)
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForLoadState('networkidle')
}

/** An administrator's desk; the second factor was proved elsewhere. */
async function adminDesk() {
  const page = await hall.open(desktop)
  await hall.wear(page, admin)
  await page.goto('/console/')
  await page.getByRole('navigation', { name: '主菜单' }).waitFor()
  return page
}

// A leader's menu is an officer's.
it.each(['zhaoyiming', 'chenpeng', 'gaoyuan', 'qinyue', 'dingrui'])(
  'every screen in the menu of %s is whole and accessible',
  async (login) => {
    const page = login === 'dingrui' ? await adminDesk() : await hall.staff(login)
    const links = await page.getByRole('navigation').first().getByRole('link').all()
    const addresses = await Promise.all(links.map((link) => link.getAttribute('href')))
    expect(addresses.length).toBeGreaterThan(0)
    for (const address of new Set([...addresses, '/console/settings', '/console/feedback/give'])) {
      await go(page, address!)
      await accessible(page)
      await page.setViewportSize({ width: 768, height: 1024 })
      await fits(page)
      await page.setViewportSize(desktop)
    }
  },
)

/** Opens what a button opens, looks at it, and closes it again. */
async function opens(page: Page, name: string) {
  await page.getByRole('main').getByRole('button', { name, exact: true }).first().click()
  await looks(page, name)
}
async function looks(page: Page, what: string) {
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await page.waitForLoadState('networkidle')
  await accessible(page)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' }).catch(() => {
    throw new Error(`${page.url()}: ${what} is not closed by Escape`)
  })
}

describe('what opens over a screen is accessible', () => {
  it('to an officer', async () => {
    const { officer, at } = await story(hall)
    const stages = [await at('received'), await at('accepted'), await at('assigned'), await at('answered')]
    const [commitment, activity, issue, person] = Array.from({ length: 4 }, () => hall.newId())
    await officer.do('POST /api/commitments', {
      body: { id: commitment!, text: '月底前协调开放南门', dueOn: '2026-12-31', concernIds: [stages[2]!.id] },
    })
    await officer.do('POST /api/activities', {
      body: { id: activity!, kinds: ['symposium'], title: '新就业形态劳动者座谈会' },
    })
    await officer.do('POST /api/common-issues', {
      body: { id: issue!, title: '入楼难', cause: '门禁不认骑手', concernIds: [stages[2]!.id] },
    })
    await officer.do('POST /api/persons', {
      body: { id: person!, name: '田野', phone: '13800000091', orgId: hall.org('cbd') },
    })
    const page = await hall.staff('zhaoyiming')
    await page.keyboard.press('Control+K')
    await looks(page, 'the search')
    for (const [address, name] of [
      ['/console/concerns', '登记诉求'],
      ['/console/commitments', '登记承诺'],
      ['/console/activities', '登记活动'],
      [`/console/activities/${activity}`, '补充或更正'],
      ['/console/people', '登记职工'],
    ] as const) {
      await go(page, address)
      await accessible(page)
      await opens(page, name)
    }
    for (const [screen, record] of [
      ['commitments', commitment],
      ['common-issues', issue],
      ['people', person],
    ] as const) {
      await page.goto(`/console/${screen}?open=${record}`)
      await looks(page, `the ${screen} drawer`)
    }
    // Each step that has a button of its own, at each stage.
    for (const concern of stages) {
      await go(page, concern.address)
      await accessible(page)
      const { can } = await officer.do('GET /api/concerns/{id}', { params: concern.params })
      for (const step of can) {
        const button = page.getByRole('main').getByRole('button', { name: steps[step], exact: true })
        if (await button.count()) await opens(page, steps[step])
      }
      const more = page.getByRole('main').getByRole('button', { name: /^更多/ })
      if (!(await more.count())) continue
      await more.first().click()
      await page.getByRole('menu').waitFor()
      await accessible(page)
      await page.keyboard.press('Escape')
    }
  })

  it('to an administrator', async () => {
    await hall.anyone().do('POST /api/feedback', {
      body: { id: hall.newId().slice(7), app: 'worker', text: '字太小' },
    })
    const page = await adminDesk()
    for (const [address, ...names] of [
      ['/console/accounts', '新建账号'],
      ['/console/appointments', '登记任职'],
      ['/console/rules', '新增时限', '新增类别'],
      ['/console/feedback', '回复'],
      [`/console/orgs?open=${hall.org('chaowai')}`, '新建下级', '更名', '修改', '撤销', '从 xlsx 导入'],
    ] as const) {
      await go(page, address)
      await accessible(page)
      for (const name of names) await opens(page, name)
    }
  })
})
