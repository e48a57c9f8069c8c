import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { accessible, hallWithBrowser } from './browser.ts'

let hall: Awaited<ReturnType<typeof hallWithBrowser>>
beforeAll(async () => {
  hall = await hallWithBrowser()
})

const sample = `北京CBD总工会召开新就业形态劳动者座谈会

本报讯（记者 叶知秋）近日，北京CBD总工会面向新就业形态劳动者开展慰问活动，并召开座谈会。

活动现场，北京CBD总工会为骑手代表发放了慰问礼包。座谈会上，工会负责人与骑手面对面交流，并对他们关心的午间就餐、人楼送货、车辆临时停放等问题展开讨论，表示后续将积极与相关平台和部门沟通协调，努力推动问题的解决。
`
const press = new URL('../../shared/press-dev/page-1.txt', import.meta.url)
if (!existsSync(press)) console.error('the newspaper page is skipped: ../shared/press-dev is absent')

describe('an officer with a newspaper page', () => {
  it('reads it, corrects and accepts, finds the records and their words, and is not offered them twice', async () => {
    const page = await hall.staff('zhaoyiming')
    await page.getByRole('link', { name: '报刊与简报' }).click()
    const box = page.getByLabel('报刊、简报或网页上的文字')
    const read = page.getByRole('button', { name: '读', exact: true })
    await read.click()
    await page.getByText('还没有文字').waitFor()
    await accessible(page)
    await box.fill(sample)
    await read.click()
    await page.getByRole('heading', { name: '一篇文章' }).waitFor()

    // The source: what is extracted is marked, the misprint with what it should read.
    const source = page.getByRole('region', { name: '原文' })
    await source.getByRole('button', { name: '诉求：人楼送货' }).waitFor()
    await source.getByText('疑为“入楼送货”').waitFor()
    const proposals = page.getByRole('region', { name: '建议' })
    await proposals.getByText('期限须补').waitFor()
    // Words and proposal are lit together, from either side.
    await proposals.getByLabel('接受诉求：入楼送货').focus()
    expect(await source.locator('[data-lit]').allInnerTexts()).toEqual(['人楼送货'])
    await source.getByRole('button', { name: '诉求：午间就餐' }).focus()
    expect(await proposals.locator('[data-lit]').innerText()).toContain('午间就餐')

    // Nothing is chosen that nobody chose; a correction survives a reload.
    expect(await page.getByRole('button', { name: '先选中要接受的建议' }).isDisabled()).toBe(true)
    await proposals.getByLabel('本篇全选').check()
    await proposals.getByRole('button', { name: /修改诉求“车辆临时停放/ }).click()
    await proposals.getByLabel('标题').fill('骑手车辆临时停放')
    await accessible(page)
    await expect
      .poll(() =>
        page.evaluate(() => Object.values(sessionStorage).some((one) => one.includes('骑手车辆临时停放'))),
      )
      .toBe(true)
    await page.reload()
    await proposals.getByText('骑手车辆临时停放').waitFor()
    const { rows: none } = await hall.pool.query('select 1 from intake_page')
    expect(none).toHaveLength(0)

    await page.getByRole('button', { name: '接受选中的5项' }).click()
    const done = page.getByRole('region', { name: '5项已成为记录' })
    await done.getByRole('link', { name: /骑手车辆临时停放/ }).waitFor()
    await accessible(page)

    await done.getByRole('link', { name: '看版面和记录' }).click()
    await page.getByRole('heading', { name: '由它产生的记录' }).waitFor()
    await page.getByRole('region', { name: '原文' }).getByRole('link', { name: '人楼送货' }).waitFor()
    await accessible(page)
    await page
      .getByRole('region', { name: '记录', exact: true })
      .getByRole('link', { name: /新就业形态劳动者座谈会/ })
      .click()
    await page.getByRole('heading', { name: '会上提出的诉求' }).waitFor()
    await page.getByText('慰问礼包').waitFor()
    await accessible(page)
    await page.getByRole('link', { name: /沟通协调/ }).click()
    await page.getByRole('button', { name: '填结果' }).waitFor()
    await page.getByRole('link', { name: '入楼送货' }).waitFor()

    // The same page again, as another program pastes it.
    await page.goto('/console/intake')
    await box.fill(sample.replaceAll('\n', ' \n'))
    await read.click()
    await page.getByText(/接受过，已有5件记录/).waitFor()
    await proposals.getByText('本篇建议都已成为记录').waitFor()
    expect(await proposals.getByRole('link', { name: '打开这件诉求' }).count()).toBe(3)
    expect(await proposals.getByRole('checkbox').count()).toBe(0)

    // Another report of the same matter is added to the concern there is.
    await page.getByRole('button', { name: '换一段文字' }).click()
    await box.fill(sample.replaceAll('座谈会', '恳谈会'))
    await read.click()
    await proposals.getByRole('button', { name: '是同一件事' }).first().click()
    await proposals.getByText('会记入已有的诉求').waitFor()
    await proposals.getByLabel('接受诉求：午间就餐').check()
    await page.getByRole('button', { name: '接受选中的1项' }).click()
    await page.getByRole('region', { name: '1项已成为记录' }).waitFor()
    const { rows: concerns } = await hall.pool.query('select 1 from concern')
    expect(concerns).toHaveLength(3)
  })

  it('keeps what was typed when a text is refused, beside the words why', async () => {
    const page = await hall.staff('zhaoyiming')
    await page.goto('/console/intake')
    const box = page.getByLabel('报刊、简报或网页上的文字')
    await box.fill('\u{fffd}'.repeat(300))
    await page.getByRole('button', { name: '读', exact: true }).click()
    await page.getByText('这不是文字').waitFor()
    expect(await box.inputValue()).toHaveLength(300)
  })

  it.runIf(existsSync(press))('sees the newspaper page fall into its five articles', async () => {
    const page = await hall.staff('zhaoyiming')
    await page.goto('/console/intake')
    await page.getByLabel('选择文字文件').setInputFiles({
      name: 'page-1.txt',
      mimeType: 'text/plain',
      buffer: readFileSync(press),
    })
    await page.getByRole('heading', { name: '一个版面，五篇文章' }).waitFor()
    const articles = page.getByRole('navigation', { name: '文章' }).getByRole('button')
    expect(await articles.count()).toBe(5)
    for (const article of await articles.all()) {
      await article.click()
      await accessible(page)
    }

    // One of them is ours. 延庆's is sent to it, the others are kept; none of their promises is taken along.
    const proposals = page.getByRole('region', { name: '建议' })
    await articles.nth(1).click()
    await proposals.getByText('依据“标题延庆区举行…”').waitFor()
    await proposals.getByLabel('转给延庆区总工会，请它登记').check()
    await proposals.getByRole('button', { name: /^看依据、改/ }).click()
    await proposals.getByRole('button', { name: '中国共产党改为参加' }).waitFor()
    await accessible(page)
    await page.getByRole('button', { name: /^全页全选/ }).click()
    const chosen = await page.getByRole('button', { name: /^接受选中的/ }).innerText()
    await page.getByRole('button', { name: /^接受选中的/ }).click()
    const count = /\d+/.exec(chosen)![0]
    await page.getByRole('region', { name: `${count}项已成为记录` }).waitFor()
    const { rows } = await hall.pool.query<{ noun: string; count: number }>(
      `select noun, count(*)::int as count from intake_record r join intake_page p on p.id = r.page_id
       where p.text like '%慈铭体检集团%' and noun in ('activity', 'clipping') group by noun order by noun`,
    )
    expect(rows).toEqual([
      { noun: 'activity', count: 1 },
      { noun: 'clipping', count: 4 },
    ])
    await page.getByRole('link', { name: '转载', exact: true }).click()
    await page.getByText('待对方确认').first().waitFor()
    await accessible(page)
    await page.getByRole('link', { name: /延庆区举行致敬劳模主题活动/ }).click()
    await page.getByRole('heading', { name: '说的是谁' }).waitFor()
    await accessible(page)
    await page.getByRole('button', { name: '撤回' }).waitFor()
  })
})
