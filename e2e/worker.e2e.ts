import { beforeAll, describe, expect, it } from 'vitest'
import { accessible, fits, hallWithBrowser, phone } from './browser.ts'

let hall: Awaited<ReturnType<typeof hallWithBrowser>>
beforeAll(async () => {
  hall = await hallWithBrowser()
})

describe('a rider with a phone', () => {
  it('raises a concern with the signal off, sees it queued, sent, followed, called back and rated', async () => {
    const page = await hall.open(phone)
    await page.goto('/')
    await page.getByRole('heading', { name: '职工之家' }).waitFor()
    // The app has kept itself for later before the signal goes.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await accessible(page)
    await page.getByLabel('我在哪个区').selectOption('110199')
    await page.getByRole('link', { name: '我要反映' }).click()
    await page.getByRole('radio', { name: '进楼通行' }).waitFor()
    await accessible(page)
    await fits(page)

    await hall.signal(page, false)
    await page.getByText('现在没有信号').waitFor()
    await page.getByRole('radio', { name: '进楼通行' }).check()
    await page.getByLabel('说说是什么事').fill('恒联大厦B座不让走正门，绕货运通道要多走十几分钟，经常超时。')
    await page.getByLabel(/在哪里/).fill('恒联大厦B座')
    await page.getByRole('button', { name: '存下，有信号就发出' }).click()
    await page
      .getByText(/等信号|没有信号|有信号就/)
      .first()
      .waitFor()
    const { rows: none } = await hall.pool.query('select 1 from concern')
    expect(none).toHaveLength(0)
    // Closed and opened again without a network: nothing is lost.
    await page.reload()
    await page.goto('/concerns')
    await page.getByText('恒联大厦B座不让走正门').first().waitFor()

    await hall.signal(page, true)
    await page
      .getByText(/110199-26-000001/)
      .first()
      .waitFor()
    const { rows } = await hall.pool.query<{ sealed: boolean; source: string }>(
      'select sealed, source from concern',
    )
    expect(rows).toEqual([{ sealed: true, source: 'worker' }])

    // The union and the property manager do their part; the rider is asked.
    const officer = await hall.as('zhaoyiming')
    const property = await hall.as('chenpeng')
    const { items } = await officer.do('GET /api/concerns', {})
    const params = { id: items[0]!.id }
    await officer.do('POST /api/concerns/{id}/accept', {
      params,
      body: { title: '骑手入楼送货须绕行', classCode: 'access', urgency: 'general' },
    })
    await officer.do('POST /api/concerns/{id}/assign', {
      params,
      body: { leadId: hall.org('henglian'), assistIds: [] },
    })
    await property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
    await property.do('POST /api/concerns/{id}/contact', { params, body: { how: 'message', note: '已留言' } })
    await property.do('POST /api/concerns/{id}/answer', {
      params,
      body: { text: '南门已对骑手开放。', claim: 'solved' },
    })

    await page.goto('/concerns')
    await page.getByText('骑手入楼送货须绕行').first().click()
    await page.getByText('南门已对骑手开放。').waitFor()
    await accessible(page)
    await fits(page)
    await page.getByRole('radio', { name: '解决了', exact: true }).check()
    await page.getByRole('radio', { name: '满意', exact: true }).check()
    await page.getByRole('button', { name: '就这么说' }).click()
    await page
      .getByText(/已办结|办结/)
      .first()
      .waitFor()
    const closed = await officer.do('GET /api/concerns/{id}', { params })
    expect(closed).toMatchObject({ status: 'closed', outcome: 'solved', satisfaction: 'satisfied' })
  })

  it('is offered the same matter, and follows by number and code on another phone', async () => {
    const page = await hall.open(phone)
    const code = hall.newCode()
    const { number, id } = await hall.anyone().do('POST /api/concerns', {
      body: {
        id: hall.newId(),
        code,
        classCode: 'parking',
        text: '国贸桥下没有地方停电动车，送餐只能停在路边被拖走',
        place: '国贸桥下',
        sealed: false,
      },
    })
    const officer = await hall.as('zhaoyiming')
    await officer.do('POST /api/concerns/{id}/accept', {
      params: { id },
      body: { title: '国贸桥下电动车无处停放', classCode: 'parking', urgency: 'general' },
    })
    await page.goto('/raise')
    await page
      .getByLabel(/哪个区/)
      .first()
      .selectOption('110199')
    await page.getByRole('radio', { name: '停车换电' }).check()
    await page.getByLabel('说说是什么事').fill('国贸桥下没有地方停电动车，只能停路边，被拖走了')
    await page.getByText('国贸桥下电动车无处停放').first().waitFor()
    await accessible(page)

    await page.goto('/follow')
    await page.getByLabel(/编号/).fill(number)
    await page.getByLabel(/查询码/).fill('00000000')
    await page.getByRole('button', { name: '查' }).click()
    await page
      .getByText(/不对|不符|核对/)
      .first()
      .waitFor()
    await page.getByLabel(/查询码/).fill(code)
    await page.getByRole('button', { name: '查' }).click()
    await page.getByText('国贸桥下电动车无处停放').first().waitFor()
    await accessible(page)
  })

  it('every screen fits a small phone with large text, and is accessible', async () => {
    const page = await hall.open({ width: 320, height: 640 })
    await page.goto('/')
    await page.getByRole('button', { name: /大字/ }).first().click()
    for (const address of ['/', '/raise', '/concerns', '/activities', '/me', '/follow', '/feedback']) {
      await page.goto(address)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.waitForLoadState('networkidle')
      await fits(page)
      await accessible(page)
    }
  })
})
