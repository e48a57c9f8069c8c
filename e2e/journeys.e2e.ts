import { beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { story, type Story } from '../test/story.ts'
import { accessible, desktop, fits, form, hallWithBrowser, phone, send } from './browser.ts'

// What a worker is told of their own matter, and how little is asked of them.

let hall: Awaited<ReturnType<typeof hallWithBrowser>>
let people: Story
beforeAll(async () => {
  hall = await hallWithBrowser()
  people = await story(hall)
})

/** A phone on which one of my concerns is looked up by number and code. */
async function follow({ number, code }: { number: string; code: string }): Promise<Page> {
  const page = await hall.open(phone)
  await page.goto('/follow')
  await page.getByLabel('编号').fill(number)
  await page.getByLabel(/查询码/).fill(code)
  await page.getByRole('button', { name: '查' }).click()
  await page.getByText(`编号 ${number}`).waitFor()
  return page
}

/** Counts what a hand does on a page from now on: taps, choices from a list, and fields typed into. */
async function counting(page: Page) {
  await page.evaluate(() => {
    const done = { taps: 0, choices: 0, typed: [] as string[] }
    Object.assign(window, { done })
    addEventListener('pointerdown', () => (done.taps += 1), true)
    addEventListener(
      'change',
      (event) => event.target instanceof HTMLSelectElement && (done.choices += 1),
      true,
    )
    addEventListener(
      'input',
      ({ target }) => {
        const field = target as HTMLInputElement
        if (
          field.matches('textarea, input:not([type=radio], [type=checkbox])') &&
          !done.typed.includes(field.id)
        )
          done.typed.push(field.id)
      },
      true,
    )
  })
  return () =>
    page.evaluate(() => {
      const { done } = window as unknown as { done: { taps: number; choices: number; typed: string[] } }
      return { taps: done.taps, choices: done.choices, typed: done.typed.length }
    })
}

describe('a worker', () => {
  it('says what is the matter with three taps, one choice and one typed field, from the first screen on', async () => {
    const page = await hall.open(phone)
    await page.goto('/')
    const done = await counting(page)
    await page.getByLabel('我在哪个区').selectOption('110199')
    await page.getByRole('link', { name: '我要反映' }).click()
    await page.getByRole('radio', { name: '进楼通行' }).check()
    await page.getByLabel('说说是什么事').fill('嘉信大厦北门不让骑手进')
    await page.getByRole('button', { name: '发出', exact: true }).click()
    await page.getByRole('heading', { name: '发出了' }).waitFor()
    expect(await done()).toEqual({ taps: 3, choices: 1, typed: 1 })
    // The district is remembered: the next time it is not asked for.
    await page.getByRole('link', { name: '回首页' }).click()
    expect(await page.getByLabel('我在哪个区').inputValue()).toBe('110199')
  })

  it('stays unnamed until two people agree, and is the first to be told', async () => {
    const concern = await people.at('assigned', { sealed: true, phone: '13800000077' })
    const rider = await follow(concern)
    const opened = rider.getByRole('region', { name: '你的身份被打开过' })
    expect(await opened.count()).toBe(0)

    const officer = await hall.staff('zhaoyiming')
    await officer.goto(concern.address)
    const ask = await form(officer, '申请打开身份')
    await ask.getByLabel('为什么要知道是谁').fill('要当面取证，须知道是谁')
    await accessible(officer)
    await send(officer, '申请打开身份')
    await officer.getByText('等另一位负责人决定。').waitFor()
    expect(await officer.getByRole('button', { name: '看已打开的身份' }).count()).toBe(0)
    // Asking alone shows nothing to anybody.
    expect(await officer.getByText('13800000077').count()).toBe(0)

    const leader = await hall.staff('sunqian')
    await leader.goto(concern.address)
    await leader.getByText('要当面取证，须知道是谁').first().waitFor()
    await accessible(leader)
    await form(leader, '同意打开')
    await accessible(leader)
    await send(leader, '同意打开')

    await officer.reload()
    await officer.getByRole('button', { name: '看已打开的身份' }).click()
    await officer.getByText('13800000077').waitFor()

    await rider.reload()
    await opened
      .getByText(/北京CBD总工会/)
      .first()
      .waitFor()
    await accessible(rider)
    await fits(rider)
  })

  it('reads what was promised, by whom and by when, and what became of it', async () => {
    const concern = await people.at('assigned')
    const id = hall.newId()
    await people.officer.do('POST /api/commitments', {
      body: { id, text: '月底前协调开放南门', dueOn: '2026-12-31', concernIds: [concern.id] },
    })
    const rider = await follow(concern)
    const promise = rider.getByRole('region', { name: '答应了什么' }).getByRole('listitem')
    expect(await promise.count()).toBe(1)
    await promise.getByText('月底前协调开放南门').waitFor()
    await promise.getByText(/北京CBD总工会 · 12月31日 周四前 · /).waitFor()
    await accessible(rider)
    await people.officer.do('POST /api/commitments/{id}/settle', {
      params: { id },
      body: { kept: true, result: '南门已开放' },
    })
    await rider.reload()
    await promise.getByText(/已兑现/).waitFor()
    // Whoever knows the number alone reads the promise as well, and nothing of the worker's words.
    const anyone = await hall.open(phone)
    await anyone.goto(`/p/${concern.number}`)
    await anyone.getByRole('region', { name: '答应了什么' }).getByText('月底前协调开放南门').waitFor()
    expect(await anyone.getByText('货运通道要绕很远').count()).toBe(0)
    await accessible(anyone)
    await fits(anyone)
  })

  it('reads everything in large letters on a small phone, signed in or not', async () => {
    const concern = await people.at('answered', { phone: '13800000078' })
    const page = await hall.open({ width: 320, height: 640 })
    await page.goto('/')
    await page.getByRole('button', { name: '大字' }).click()
    const look = async (address: string) => {
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.waitForLoadState('networkidle')
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('20px')
      await fits(page)
      await accessible(page)
    }
    const open = ['/', '/raise', '/concerns', '/activities', '/me', '/follow', '/feedback', '/me/record']
    for (const address of [...open, `/p/${concern.number}`, '/no-such-page']) await look(address)
    await hall.wear(page, await hall.worker('13800000078'))
    await look(`/c/${concern.number}`)
    await page.getByText('南门已对骑手开放。').waitFor()
    for (const address of ['/concerns', '/me', '/me/record']) await look(address)
  })
})

it('shows the console in large letters, kept after a reload', async () => {
  const page = await hall.staff('zhaoyiming', desktop)
  const size = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize)
  const before = await size()
  await page
    .getByRole('banner')
    .getByRole('button', { name: /赵一鸣/ })
    .click()
  await accessible(page)
  await page.getByRole('button', { name: '大字' }).click()
  expect(await size()).toBe('20px')
  expect(before).not.toBe('20px')
  for (const address of ['/console/', '/console/concerns', '/console/orgs']) {
    await page.goto(address)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    await page.waitForLoadState('networkidle')
    expect(await size()).toBe('20px')
    await fits(page)
    await accessible(page)
  }
})
