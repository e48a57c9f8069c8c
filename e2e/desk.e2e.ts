import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { story, type Story } from '../test/story.ts'
import { accessible, fits, form, hallWithBrowser, send } from './browser.ts'

let hall: Awaited<ReturnType<typeof hallWithBrowser>>
let people: Story
beforeAll(async () => {
  hall = await hallWithBrowser()
  people = await story(hall)
})

const laptop = { width: 1024, height: 768 }
const line = (page: Page, title: string | RegExp) =>
  page.getByRole('region', { name: '我的待办' }).getByRole('listitem').filter({ hasText: title })

/** How many of these stand wholly within the window as it opens. */
const inSight = (page: Page, selector: string) =>
  page.evaluate(
    (chosen) =>
      [...document.querySelectorAll(chosen)].filter((one) => {
        const { top, bottom, height } = one.getBoundingClientRect()
        return height > 0 && top >= 0 && bottom <= window.innerHeight
      }).length,
    selector,
  )

describe('a morning’s work', () => {
  it('is in sight: fifteen lines on a desk’s screen, ten on a laptop’s, the rates above them', async () => {
    for (let n = 10; n < 34; n++)
      await people.officer.do('POST /api/concerns/register', {
        body: {
          id: hall.newId(),
          classCode: 'access',
          title: `第${n}号楼骑手入楼须绕行货运通道`,
          text: '南门不让进，要绕货运通道。',
          place: `第${n}号楼`,
          source: 'officer',
          sealed: false,
        },
      })
    const page = await hall.staff('zhaoyiming')
    const lines = '[aria-label="我的待办"] li'
    await page.locator(lines).nth(20).waitFor()
    await page.getByRole('region', { name: '三率' }).getByText('满意率').waitFor()
    expect(await inSight(page, lines)).toBeGreaterThanOrEqual(15)
    await page.setViewportSize(laptop)
    await expect.poll(() => inSight(page, lines)).toBeGreaterThanOrEqual(10)
    expect(await inSight(page, '.rate')).toBe(3)
    await fits(page)
    await accessible(page)
    await page.goto('/console/concerns')
    const rows = 'table[aria-label="诉求"] tbody tr'
    await page.locator(rows).nth(20).waitFor()
    expect(await inSight(page, rows)).toBeGreaterThanOrEqual(6)
    await page.setViewportSize({ width: 1440, height: 900 })
    await expect.poll(() => inSight(page, rows)).toBeGreaterThanOrEqual(12)
    await page.getByRole('status').filter({ hasText: '共 24' }).waitFor()
    // One word for a deadline: what is late says so once.
    await hall.moveTo('2026-12-03T10:00:00+08:00')
    await hall.wear(page, await hall.as('zhaoyiming'))
    await page.goto('/console/')
    await line(page, '第10号楼').getByText(/^逾期/).waitFor()
    expect((await line(page, '第10号楼').innerText()).match(/逾期|红牌/g)).toEqual(['逾期'])
    await hall.moveTo('2026-11-23T10:00:00+08:00')
    // A session that ran out meanwhile stays out when the clock goes back.
    people = await story(hall)
  })
})

it('shows what is new to me in so many words, at the bell', async () => {
  const { params } = await people.at('assigned', { title: '丁座门禁坏了', text: '丁座门禁坏了。' })
  await people.property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
  const page = await hall.staff('zhaoyiming')
  const bell = page.getByRole('button', { name: '与我有关' })
  await bell.getByText(/^\d+/).waitFor()
  await bell.click()
  const lines = page.locator('.drop-panel li')
  await lines.filter({ hasText: '已接单：丁座门禁坏了' }).waitFor()
  // What was not seen yet stands out, and is not hidden as words for a screen reader are.
  const { width, height } = (await lines.first().boundingBox())!
  expect([width > 200, height > 24]).toEqual([true, true])
  expect(await lines.first().getAttribute('class')).toBe('fresh')
  await accessible(page)
  await bell.click()
  await bell.getByText(/^\d+/).waitFor({ state: 'detached' })
})

it('fits a phone, with all that stands in the head', async () => {
  const page = await hall.staff('zhaoyiming')
  await page.setViewportSize({ width: 320, height: 640 })
  for (const address of [
    '/console/',
    '/console/concerns',
    '/console/rates',
    '/console/help',
    '/console/audit',
  ]) {
    await page.goto(address)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle')
    await fits(page)
  }
})

it('settles on the line of a matter whether it is the same as another', async () => {
  const alike = { text: '望京西园三号楼电梯只许住户刷卡，送餐要爬到二十层。', place: '望京西园三号楼' }
  await people.at('received', alike)
  await hall.services.jobs.drain()
  await people.at('received', alike)
  await hall.services.jobs.drain()
  const page = await hall.staff('zhaoyiming')
  // Two lines for two matters, one of them marked; none for the question whether they are one.
  await expect.poll(() => line(page, '望京西园三号楼').count()).toBe(2)
  await page.getByRole('button', { name: '疑似重复' }).click()
  const dialog = page.getByRole('dialog', { name: '是不是同一件事' })
  await dialog.getByText('送餐要爬到二十层').nth(1).waitFor()
  await accessible(page)
  await dialog.getByRole('button', { name: '不是同一件事' }).click()
  await dialog.getByText('都比对过了').waitFor()
  await dialog.getByRole('button', { name: '回到今日' }).click()
  await expect.poll(() => page.getByRole('button', { name: '疑似重复' }).count()).toBe(0)
  expect(await line(page, '望京西园三号楼').count()).toBe(2)
})

it('accepts several at once under titles that were looked over', async () => {
  const first = await people.raise({ text: '甲座门禁坏了，骑手进不去。' })
  const second = await people.raise({ text: '乙座门禁坏了，骑手进不去。' })
  const page = await hall.staff('zhaoyiming')
  await page.getByRole('checkbox', { name: /选 .*甲座门禁/ }).check()
  await page.getByRole('checkbox', { name: /选 .*乙座门禁/ }).check()
  await page.getByRole('button', { name: '一起受理（2件）' }).click()
  const dialog = page.getByRole('dialog', { name: '受理：2件诉求' })
  await dialog.getByLabel('公开的标题（第1件）').fill('门禁坏了骑手进不去')
  await accessible(page)
  // A colleague is quicker with one of them.
  await people.leader.do('POST /api/concerns/{id}/accept', {
    params: second.params,
    body: { title: '乙座门禁', classCode: 'access', urgency: 'general' },
  })
  await dialog.getByRole('button', { name: '受理', exact: true }).click()
  const undone = page.getByRole('alert').filter({ hasText: '没有办成' })
  await undone.getByText('1件办好了').waitFor()
  await undone.getByRole('listitem').filter({ hasText: '乙座门禁' }).waitFor()
  const shown = await people.officer.do('GET /api/concerns/{id}', { params: first.params })
  expect([shown.status, shown.title]).toEqual(['accepted', '门禁坏了骑手进不去'])
})

describe('whoever handles', () => {
  it('takes one up by one press, several by another, and finds them again by number and words', async () => {
    const told = (n: number) => ({ title: `丙座${n}层门禁坏了`, text: `丙座${n}层门禁坏了，进不去。` })
    const [first, second, third] = [
      await people.at('assigned', told(1)),
      await people.at('assigned', told(2)),
      await people.at('assigned', told(3)),
    ]
    const page = await hall.staff('chenpeng')
    await page.getByRole('button', { name: '接单 丙座1层门禁坏了' }).click()
    await line(page, '丙座1层门禁坏了').getByText('首次联系').waitFor()
    await page.getByRole('checkbox', { name: '选 丙座2层门禁坏了' }).check()
    await page.getByRole('checkbox', { name: '选 丙座3层门禁坏了' }).check()
    await page.getByRole('button', { name: '一起接单（2件）' }).click()
    await line(page, '丙座3层门禁坏了').getByText('首次联系').waitFor()
    for (const { params } of [second, third])
      expect((await people.officer.do('GET /api/concerns/{id}', { params })).status).toBe('taken-up')
    await people.property.do('POST /api/concerns/{id}/send-back', {
      params: third.params,
      body: { reason: '丙座归安和物业' },
    })

    await page.getByRole('link', { name: '承办诉求' }).click()
    const rows = page.getByRole('table', { name: '承办诉求' }).getByRole('row')
    await rows.filter({ hasText: '丙座1层' }).waitFor()
    expect(await rows.filter({ hasText: '丙座3层' }).count()).toBe(0)
    await accessible(page)
    await page.getByText('已退回', { exact: true }).click()
    await rows.filter({ hasText: '丙座归安和物业' }).waitFor()
    await page.getByText('全部', { exact: true }).click()
    await page.getByLabel('编号、标题、地点里的字').fill(first.number)
    await page.getByRole('status').filter({ hasText: '共 1' }).waitFor()
    await rows.filter({ hasText: '丙座1层' }).getByRole('link').click()
    await page.getByRole('heading', { level: 1, name: '丙座1层门禁坏了' }).waitFor()
  })
})

it('offers whom such a matter went to, and takes the only match by Enter', async () => {
  const gone = await people.at('assigned', { place: '银泰写字楼', title: '银泰货梯停用' })
  const next = await people.at('accepted', { place: '银泰写字楼', title: '银泰门禁坏了' })
  const page = await hall.staff('zhaoyiming')
  await page.goto(next.address)
  const dialog = await form(page, '派单')
  const offer = dialog.getByRole('button', { name: /恒联物业.*同地点同类/ })
  await offer.click()
  expect(await offer.getAttribute('aria-pressed')).toBe('true')
  await dialog.getByLabel(/协办单位/).click()
  await page.keyboard.type('飞巡即时')
  await page.keyboard.press('Enter')
  await dialog.getByTitle('飞巡即时配送有限公司').waitFor()
  await page.keyboard.press('Escape')
  await accessible(page)
  await send(page, '派单')
  const { lead, parties } = await people.officer.do('GET /api/concerns/{id}', { params: next.params })
  expect(lead!.id).toBe(hall.org('henglian'))
  expect(parties.map((one) => one.org.id)).toContain(hall.org('feixun'))
  // Of the handling body the desk lists exactly what it leads.
  await page.goto('/console/concerns')
  await page.getByLabel('主办单位').click()
  await page.keyboard.type('恒联物业')
  await page.keyboard.press('Enter')
  await expect.poll(() => page.url()).toContain(`lead=${hall.org('henglian')}`)
  const rows = page.getByRole('table', { name: '诉求' }).getByRole('row')
  await rows.filter({ hasText: '银泰货梯停用' }).waitFor()
  expect(await rows.filter({ hasText: '未派' }).count()).toBe(0)
  expect(gone.id).not.toBe(next.id)
})

it('has written already what is to be passed on to an unnamed raiser', async () => {
  const concern = await people.at('taken-up', { sealed: true, title: '夜班费没发' })
  await people.property.do('POST /api/concerns/{id}/contact', {
    params: concern.params,
    body: { how: 'through-union', note: '约好周三' },
  })
  const page = await hall.staff('zhaoyiming')
  await page.goto(concern.address)
  const dialog = await form(page, '转达职工')
  expect(await dialog.getByLabel('转达给职工的话').inputValue()).toBe('约好周三')
  await send(page, '转达职工')
})
