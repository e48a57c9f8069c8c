import { beforeAll, expect, it } from 'vitest'
import { password } from '../demo/tree.ts'
import { accessible, hallWithBrowser } from './browser.ts'

let hall: Awaited<ReturnType<typeof hallWithBrowser>>
beforeAll(async () => {
  hall = await hallWithBrowser()
})

/** A worker without an account says something in the CBD. */
async function raise(text: string) {
  const someone = hall.anyone()
  await someone.do('POST /api/concerns', {
    body: { id: hall.newId(), classCode: 'access', text, sealed: false, code: hall.newCode() },
  })
}

it('shows a concern on the open desk as soon as it is raised', async () => {
  const page = await hall.staff('zhaoyiming')
  await page.getByText('手上的事都办完了').waitFor()
  await raise('嘉信大厦北门不让骑手进')
  await page
    .getByRole('region', { name: '我的待办' })
    .getByRole('link', { name: /嘉信大厦北门/ })
    .waitFor()
  await page.getByRole('navigation', { name: '主菜单' }).getByLabel('1件待办').waitFor()
})

it('gives a task to a colleague, on whose desk it then is', async () => {
  await raise('恒联大厦货梯中午停用')
  const page = await hall.staff('zhaoyiming')
  await page.getByRole('button', { name: /把“恒联大厦货梯.*交给同事/ }).click()
  await page.getByRole('radio', { name: /孙倩/ }).check()
  await page.getByRole('button', { name: '交给', exact: true }).click()
  await page.getByText('已交给同事').waitFor()
  await expect
    .poll(() =>
      page
        .getByRole('region', { name: '我的待办' })
        .getByRole('link', { name: /恒联大厦货梯/ })
        .count(),
    )
    .toBe(0)
  const colleague = await hall.staff('sunqian')
  await colleague.getByRole('button', { name: '交给我的' }).click()
  await colleague
    .getByRole('region', { name: '我的待办' })
    .getByRole('link', { name: /恒联大厦货梯/ })
    .waitFor()
})

it('lays the sign-in over the page when a session has run out, and loses nothing typed', async () => {
  const page = await hall.staff('zhaoyiming')
  await page.getByRole('link', { name: '职工', exact: true }).click()
  await page.getByRole('button', { name: '登记职工' }).click()
  const form = page.getByRole('dialog', { name: '登记职工' })
  await form.getByLabel('姓名').fill('欧阳小川')
  await page.context().clearCookies()
  await form.getByRole('button', { name: '登记', exact: true }).click()
  const again = page.getByRole('dialog', { name: '重新登录' })
  await again.getByLabel('账号').fill('zhaoyiming')
  await again.getByLabel('密码').fill(password)
  await again.getByRole('button', { name: '登录' }).click()
  await again.waitFor({ state: 'hidden' })
  expect(await form.getByLabel('姓名').inputValue()).toBe('欧阳小川')
  await form.getByRole('button', { name: '登记', exact: true }).click()
  await page.getByRole('link', { name: '欧阳小川' }).waitFor()
})

it('keeps a list’s filters in the address, so that a link shows the same list', async () => {
  const page = await hall.staff('zhaoyiming')
  await page.goto('/console/orgs')
  await page.getByLabel('找组织').fill('hl')
  await page.getByRole('button', { name: /恒联物业/ }).click()
  await page.getByRole('heading', { name: '恒联物业服务有限公司' }).waitFor()
  const address = page.url()
  await page.goto('/console/')
  await page.goto(address)
  expect(await page.getByLabel('找组织').inputValue()).toBe('hl')
  await page.getByRole('heading', { name: '恒联物业服务有限公司' }).waitFor()
})

it('shows where one is signed in, and ends all of it but here', async () => {
  const elsewhere = await hall.as('sunqian')
  const page = await hall.staff('sunqian')
  await page.goto('/console/settings')
  const devices = page
    .getByRole('listitem')
    .filter({ has: page.locator('time'), hasText: /\d 登录/ })
    .and(page.locator('.posts li'))
  const { items } = await elsewhere.do('GET /api/me/sessions', {})
  await expect.poll(() => devices.count()).toBe(items.length)
  expect(await devices.filter({ hasText: '这一台' }).count()).toBe(1)
  await accessible(page)
  await page.getByRole('button', { name: '退出其他设备' }).click()
  await expect.poll(() => devices.count()).toBe(1)
  await devices.filter({ hasText: '这一台' }).waitFor()
  expect(await page.getByRole('button', { name: '退出其他设备' }).count()).toBe(0)
  expect((await elsewhere.call('GET /api/tasks', {})).status).toBe(401)
})

it('narrows the audit trail down to a person, to the second and with whole numbers', async () => {
  await hall.as('zhaoyiming')
  const page = await hall.staff('qinyue')
  await page.goto('/console/audit')
  const rows = page.getByRole('table', { name: '操作记录' }).locator('tbody tr')
  const mine = rows.filter({ has: page.getByRole('button', { name: '赵一鸣' }) })
  await mine.first().waitFor()
  expect(await mine.first().locator('time').textContent()).toMatch(/^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d$/)
  expect(await rows.allTextContents()).not.toContainEqual(expect.stringContaining('…'))
  await mine.first().getByRole('button', { name: '赵一鸣' }).click()
  await page.waitForURL(/actor=/)
  await expect.poll(async () => (await rows.count()) === (await mine.count())).toBe(true)
  // Typed, it is whoever has this name or login whole; half a name is nobody.
  await page.getByLabel('谁做的').fill('赵一')
  await page.getByText('没有符合条件的记录').waitFor()
  await page.getByRole('button', { name: '清除条件' }).click()
  await page.getByLabel('谁做的').fill('ZhaoYiMing')
  await mine.first().waitFor()
  await expect.poll(async () => (await rows.count()) === (await mine.count())).toBe(true)
})

it('keeps a view of each list that can be narrowed down', async () => {
  const page = await hall.staff('sunqian')
  for (const [screen, search] of [
    ['commitments', 'state=kept'],
    ['activities', 'q=%E4%B9%89%E8%AF%8A'],
    ['people', 'q=%E6%AC%A7%E9%98%B3'],
  ] as const) {
    await page.goto(`/console/${screen}?${search}`)
    await page.getByRole('button', { name: '常用视图' }).click()
    await page.getByRole('menuitem', { name: '把现在的条件存为视图…' }).click()
    const dialog = page.getByRole('dialog', { name: '存为视图' })
    await dialog.getByLabel('名称').fill('常看的')
    await dialog.getByRole('button', { name: '保存', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.goto(`/console/${screen}`)
    await page.getByRole('button', { name: '常用视图' }).click()
    await page.getByRole('menuitem', { name: '常看的', exact: true }).click()
    await page.waitForURL((url) => url.search.includes(search))
  }
})
