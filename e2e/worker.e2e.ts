import { beforeAll, describe, expect, it } from 'vitest'
import { story } from '../test/story.ts'
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
    await page.getByRole('heading', { name: '存好了' }).waitFor()
    const { rows: none } = await hall.pool.query('select 1 from concern')
    expect(none).toHaveLength(0)
    // Closed and opened again without a network: nothing is lost.
    await page.reload()
    await page.getByRole('heading', { name: '存好了' }).waitFor()
    await accessible(page)
    await page.goto('/concerns')
    const queued = page.getByRole('listitem').filter({ hasText: '恒联大厦B座不让走正门' })
    await queued.getByText('等待发出').waitFor()
    await queued.getByText('存在这部手机里，有信号就自动发出。').waitFor()
    expect(await queued.count()).toBe(1)
    await accessible(page)
    await fits(page)

    await hall.signal(page, true)
    const sent = page.getByRole('link', { name: /110199-26-000001/ })
    await sent.getByText('恒联大厦B座不让走正门').waitFor()
    expect(await page.getByText('等待发出').count()).toBe(0)
    const { rows } = await hall.pool.query<{ sealed: boolean; source: string }>(
      'select sealed, source from concern',
    )
    expect(rows).toEqual([{ sealed: true, source: 'worker' }])

    // The union and the property manager do their part; the rider is asked.
    const { officer, carry } = await story(hall)
    const { items } = await officer.do('GET /api/concerns', {})
    const params = { id: items[0]!.id }
    await carry(params.id, 'answered', { sealed: true })

    await page.goto('/concerns')
    await page.getByText('骑手入楼送货须绕行').first().click()
    await page.getByText('南门已对骑手开放。').waitFor()
    await accessible(page)
    await fits(page)
    await page.getByRole('radio', { name: '解决了', exact: true }).check()
    await page.getByRole('radio', { name: '满意', exact: true }).check()
    await page.getByRole('button', { name: '就这么说' }).click()
    // The state of the matter, not a line of what happened.
    const state = page.getByRole('main').getByText('已办结', { exact: true })
    await state.waitFor()
    expect(await state.count()).toBe(1)
    expect(await page.getByRole('heading', { name: '请你说了算' }).count()).toBe(0)
    const closed = await officer.do('GET /api/concerns/{id}', { params })
    expect(closed).toMatchObject({ status: 'closed', outcome: 'solved', satisfaction: 'satisfied' })
  })

  it('is told what to do where speaking is offered and does not work', async () => {
    const page = await hall.open(phone)
    // A browser with the words for it and no service behind.
    await page.addInitScript(() => {
      class Deaf extends EventTarget {
        onend: (() => void) | null = null
        start() {
          queueMicrotask(() => this.onend?.())
        }
        stop() {}
      }
      Object.assign(globalThis, { SpeechRecognition: Deaf, webkitSpeechRecognition: Deaf })
    })
    await page.goto('/raise')
    await page.getByRole('radio', { name: '停车换电' }).check()
    await page.getByRole('button', { name: '说', exact: true }).click()
    await page.getByText('这个浏览器现在用不了语音输入，请打字，或用输入法里的话筒。').waitFor()
    await accessible(page)
  })

  it('is offered the same matter, and follows by number and code on another phone', async () => {
    const page = await hall.open(phone)
    const { at } = await story(hall)
    const { id, number, code } = await at('accepted', {
      text: '国贸桥下没有地方停电动车，送餐只能停在路边被拖走',
      place: '国贸桥下',
      title: '国贸桥下电动车无处停放',
      classCode: 'parking',
    })
    await page.goto('/raise')
    await page
      .getByLabel(/哪个区/)
      .first()
      .selectOption('110199')
    await page.getByRole('radio', { name: '停车换电' }).check()
    await page.getByLabel('说说是什么事').fill('国贸桥下没有地方停电动车，只能停路边，被拖走了')
    const offer = page.getByRole('status').filter({ hasText: '可能有人反映过同一件事' })
    await offer.getByText('国贸桥下电动车无处停放').waitFor()
    await accessible(page)
    await offer.getByRole('button', { name: '是同一件事' }).click()
    await page.getByText('已注明：和“国贸桥下电动车无处停放”是同一件事').waitFor()
    await accessible(page)
    await page.getByRole('button', { name: '发出', exact: true }).click()
    await page.getByRole('heading', { name: '发出了' }).waitFor()
    // The union is shown what the worker said, and decides; nothing is merged by itself.
    const desk = await hall.staff('zhaoyiming')
    await desk.goto(`/console/concerns/${id}`)
    const twins = desk.getByRole('region', { name: '疑似同一件事' })
    await twins.getByRole('link', { name: /国贸桥下没有地方停电动车，只能停路边/ }).waitFor()
    const { rows: pairs } = await hall.pool.query<{ state: string; status: string }>(
      `select p.state, c.status from concern_pair p join concern c on c.area = p.area and c.id = p.concern_id
       where $1 in (p.other_id, p.concern_id)`,
      [id.slice(7)],
    )
    expect(pairs).toEqual([{ state: 'named', status: 'received' }])

    await page.goto('/follow')
    await page.getByLabel(/编号/).fill(number)
    await page.getByLabel(/查询码/).fill('00000000')
    await page.getByRole('button', { name: '查' }).click()
    await page.getByRole('alert').getByText('编号和查询码对不上').waitFor()
    await page.getByLabel(/查询码/).fill(code)
    await page.getByRole('button', { name: '查' }).click()
    await page.getByText('国贸桥下电动车无处停放').first().waitFor()
    await accessible(page)
  })
})
