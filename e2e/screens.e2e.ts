import { beforeAll, expect, it } from 'vitest'
import { accessible, desktop, fits, hallWithBrowser } from './browser.ts'

let hall: Awaited<ReturnType<typeof hallWithBrowser>>
beforeAll(async () => {
  hall = await hallWithBrowser()
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

it.each(['zhaoyiming', 'sunqian', 'chenpeng', 'gaoyuan', 'qinyue'])(
  'every screen in the menu of %s is whole and accessible',
  async (login) => {
    const page = await hall.staff(login)
    const links = await page.getByRole('navigation').first().getByRole('link').all()
    const addresses = await Promise.all(links.map((link) => link.getAttribute('href')))
    expect(addresses.length).toBeGreaterThan(0)
    for (const address of new Set(addresses)) {
      await page.goto(address!)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.waitForLoadState('networkidle')
      await accessible(page)
      await page.setViewportSize({ width: 768, height: 1024 })
      await fits(page)
      await page.setViewportSize(desktop)
    }
  },
)
