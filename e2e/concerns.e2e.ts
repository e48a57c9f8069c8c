import { readFileSync } from 'node:fs'
import { readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, it } from 'vitest'
import { photo } from '../test/photo.ts'
import { story, type Story } from '../test/story.ts'
import { accessible, choose, fits, form, hallWithBrowser, send } from './browser.ts'

let hall: Awaited<ReturnType<typeof hallWithBrowser>>
let people: Story
beforeAll(async () => {
  hall = await hallWithBrowser()
  people = await story(hall)
})

const text = '恒联大厦B座不让走正门，绕货运通道要多走十几分钟，经常超时。'
const raised = async (words = text, classCode = 'access') =>
  people.raise({ text: words, classCode, sealed: true })

const cardCodes = { 临近期限: 'yellow', 已逾期: 'red' }

describe('a concern on its way through the desks', () => {
  it('is accepted, handed to a property manager and a platform, worked on, answered with a photo and called back', async () => {
    const concern = await raised()
    const officer = await hall.staff('zhaoyiming')
    // 今日 leads to it.
    await officer
      .getByRole('region', { name: '我的待办' })
      .getByRole('link', { name: /恒联大厦B座不让走正门/ })
      .click()
    await officer.getByRole('heading', { level: 1 }).waitFor()
    await accessible(officer)
    const accept = await form(officer, '受理')
    await accept.getByLabel('公开的标题').fill('骑手入楼送货须绕行货运通道')
    await accessible(officer)
    await send(officer, '受理')
    await form(officer, '派单')
    await choose(officer, /主办单位/, '恒联', '恒联物业服务有限公司')
    await choose(officer, /协办单位/, '飞巡', '飞巡即时配送有限公司')
    await send(officer, '派单')
    await officer.getByText('已派单').first().waitFor()

    // The property manager sees this task and nothing else.
    const property = await hall.staff('chenpeng')
    await property
      .getByRole('region', { name: '我的待办' })
      .getByRole('link', { name: /骑手入楼送货须绕行货运通道/ })
      .click()
    await property.getByText('匿名职工').waitFor()
    expect(await property.getByRole('link', { name: '诉求', exact: true }).count()).toBe(0)
    // Nothing is asked: one press.
    await property.getByRole('button', { name: '接单', exact: true }).click()
    await property.getByText('已接单，请先联系职工').waitFor()
    const contact = await form(property, '登记首次联系')
    await contact.getByLabel('联系情况').fill('请工会转达，约周三看现场')
    await contact.getByRole('radio', { name: '请工会转达' }).check()
    await send(property, '登记首次联系')

    // The union passes it on; only then has the worker been contacted. The words stand there already.
    await officer.goto(concern.address)
    const relay = await form(officer, '转达职工')
    expect(await relay.getByRole('textbox').first().inputValue()).toContain('约周三看现场')
    await send(officer, '转达职工')
    await property.reload()

    // The platform only helps.
    const platform = await hall.staff('heli')
    await platform.goto(concern.address)
    const help = await form(platform, '回复意见')
    await help.getByLabel('协办意见').fill('平台已把这栋楼的时限加十分钟')
    await send(platform, '回复意见')

    const answer = await form(property, '答复')
    await answer.getByLabel('答复', { exact: true }).fill('南门已对骑手开放。')
    // Whoever answers says how it ended: nothing is chosen for them.
    await answer.getByRole('radio', { name: '已解决', exact: true }).check()
    await answer
      .getByLabel('选照片')
      .setInputFiles({ name: 'gate.png', mimeType: 'image/png', buffer: photo(9) })
    await answer.getByRole('img', { name: '照片1' }).waitFor()
    await accessible(property)
    await send(property, '答复')
    await property.getByText('南门已对骑手开放。').first().waitFor()
    const shown = property.getByRole('img', { name: '照片1' }).first()
    await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(1)

    // The callback: two answers, the worker's own.
    await officer.goto(concern.address)
    const call = await form(officer, '登记回访')
    await call.getByRole('radio', { name: '未解决' }).check()
    await call.getByRole('radio', { name: '不满意' }).check()
    await send(officer, '登记回访')
    await officer.getByText('重新办理').first().waitFor()
    await officer.getByText('升级1次').waitFor()
    await fits(officer)
    await accessible(officer)
    // The leader of the union above is told.
    const district = await hall.staff('wulan')
    await district
      .getByRole('region', { name: '我的待办' })
      .getByRole('link', { name: /骑手入楼送货须绕行货运通道/ })
      .waitFor()
  })

  it('a body that is not in charge sends it back with a reason; who comes second is told what happened', async () => {
    const { params, address } = await people.at('assigned', {
      text: '楼下换电柜坏了三天没人修。',
      title: '换电柜三天没人修',
      classCode: 'parking',
    })
    const property = await hall.staff('chenpeng')
    await property.goto(address)
    const back = await form(property, '退回')
    await back.getByLabel('为什么不归本单位，该归谁').fill('换电柜是平台的，请转飞巡配送')
    // Meanwhile a colleague took it up.
    const colleague = await hall.as('chenpeng')
    await colleague.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '不归我们管' } })
    await back.getByRole('button', { name: '退回', exact: true }).click()
    await back.getByText(/最近一步/).waitFor()
    expect(await back.getByLabel('为什么不归本单位，该归谁').inputValue()).toContain('换电柜是平台的')
  })

  it('turns yellow and red by working days, is extended, and another union rallies several bodies', async () => {
    const concern = await people.at('contacted', {
      text: '国贸桥下电动车没处停，停路边就被拖。',
      title: '国贸桥下电动车没处停',
      classCode: 'parking',
    })
    const { due } = await people.officer.do('GET /api/concerns/{id}', { params: concern.params })
    // The district above calls the bodies together.
    const district = await hall.staff('zhouhang')
    await district.goto(concern.address)
    await form(district, '吹哨')
    await choose(district, /召集哪些单位/, '商务中心区', '商务中心区管委会')
    await choose(district, /召集哪些单位/, '安和', '安和物业管理有限公司')
    await district.getByLabel('为什么吹哨，要商定什么').fill('一起到现场定停车位')
    await send(district, '吹哨')
    const party = (name: string) =>
      district.getByRole('region', { name: '承办单位' }).getByRole('listitem').filter({ hasText: name })
    await party('商务中心区管委会').getByText('会办 · 未回复').waitFor()
    await party('安和物业').getByText('会办 · 未回复').waitFor()
    // Each of them has it on the desk, with what is to be settled; the lead stays who it was.
    await party('恒联物业').getByText(/^主办/).waitFor()
    const rallied = await hall.staff('luojing')
    await rallied
      .getByRole('region', { name: '我的待办' })
      .getByRole('link', { name: /国贸桥下电动车没处停/ })
      .click()
    await rallied.getByText('一起到现场定停车位').first().waitFor()
    const reply = await form(rallied, '回复意见')
    await reply.getByLabel('协办意见').fill('桥下可划二十个车位')
    await send(rallied, '回复意见')
    await district.reload()
    await party('商务中心区管委会').getByText('会办 · 已完成').waitFor()
    await party('商务中心区管委会').getByText('桥下可划二十个车位').waitFor()
    await party('安和物业').getByText('会办 · 未回复').waitFor()

    const before = hall.clock.now().toISOString()
    const desk = await hall.staff('zhaoyiming')
    /** What the desk shows under each card at a moment around the deadline. */
    const cards = async (hours: number) => {
      await hall.moveTo(new Date(Date.parse(due!.at) + hours * 3_600_000).toISOString())
      // The session outlives no day; nobody waits for this one.
      await hall.wear(desk, await hall.as('zhaoyiming'))
      const shown: Record<string, boolean> = {}
      for (const card of ['临近期限', '已逾期'] as const) {
        await desk.goto('/console/concerns')
        const answered = desk.waitForResponse((one) => one.url().includes(`card=${cardCodes[card]}`))
        await desk.getByRole('button', { name: new RegExp(card) }).click()
        const { items } = (await (await answered).json()) as { items: { title: string }[] }
        const rows = desk.getByRole('table', { name: '诉求' }).getByRole('row')
        await expect.poll(() => rows.count()).toBe(items.length && items.length + 1)
        shown[card] = (await desk.getByRole('link', { name: /国贸桥下电动车没处停/ }).count()) === 1
      }
      return shown
    }
    expect(await cards(-72)).toEqual({ 临近期限: false, 已逾期: false })
    expect(await cards(-2)).toEqual({ 临近期限: true, 已逾期: false })
    expect(await cards(1)).toEqual({ 临近期限: false, 已逾期: true })

    const handler = await hall.staff('chenpeng')
    await handler.goto(concern.address)
    const ask = await form(handler, '申请延期')
    await ask.getByLabel('延到哪天').fill('2026-12-25')
    await ask.getByLabel('理由').fill('划线要等施工队')
    await send(handler, '申请延期')
    const leader = await hall.staff('sunqian')
    await leader.goto(concern.address)
    await form(leader, '批准延期')
    await send(leader, '批准延期')
    await leader.getByText('已批准').first().waitFor()
    await hall.moveTo(before)
  })
})

it('opens each number of the three rates to exactly its concerns, and keeps filters, views and the ledger', async () => {
  const page = await hall.staff('zhaoyiming')
  await page.goto('/console/concerns')
  await page.getByText('响应率').first().waitFor()
  await accessible(page)
  await page.setViewportSize({ width: 1024, height: 768 })
  await fits(page)
  const rates = await (await hall.as('zhaoyiming')).do('GET /api/concerns/rates', {})
  const counted = page.getByRole('link', { name: /派单和首次联系都按时/ })
  await counted.click()
  await page.getByText('不按三率看').waitFor()
  await expect
    .poll(() => page.getByRole('table', { name: '诉求' }).getByRole('row').count())
    .toBe(rates.response.counted + 1)
  // A view of one's own is found again.
  await page.getByRole('button', { name: '常用视图' }).click()
  await page.getByText('把现在的条件存为视图').click()
  await page.getByLabel('名称').fill('按时联系的')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByRole('button', { name: '清除条件' }).click()
  await page.getByRole('button', { name: '常用视图' }).click()
  await page.getByRole('menuitem', { name: '按时联系的', exact: true }).click()
  await page.getByText('不按三率看').waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: '导出台账' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^诉求台账-.*\.xlsx$/)
  // Opened, it holds the same lines in the same order as the list on the screen.
  const { sheets } = await readXlsx(readFileSync(await file.path()))
  const { rows } = sheets[0]!
  const head = rows.findIndex((row) => row.includes('编号'))
  const column = (name: string) => rows[head]!.indexOf(name)
  const lines = rows
    .slice(head + 1)
    .filter((row) => /^\d{6}-\d{2}-\d{6}$/.test(String(row[column('编号')])))
    .map((row) => ['标题', '状态', '编号'].map((name) => String(row[column(name)])))
  const listed = await page.getByRole('table', { name: '诉求' }).getByRole('row').allInnerTexts()
  expect(lines).toHaveLength(listed.length - 1)
  for (const [i, words] of lines.entries()) for (const word of words) expect(listed[i + 1]!).toContain(word)
  expect(lines.length).toBeGreaterThan(0)
})

it('prints a concern as a paper: whole dates, every stage, lines to sign, and nothing of the screen around it', async () => {
  const concern = await raised('恒联大厦西门快递柜挡住了消防通道。')
  const page = await hall.staff('zhaoyiming')
  await page.goto(concern.address)
  await page.getByRole('link', { name: '办理单' }).click()
  const sheet = page.getByRole('article', { name: '诉求办理单' })
  await sheet.waitFor()
  const words = await sheet.innerText()
  for (const part of [
    '恒联大厦西门快递柜挡住了消防通道。',
    '承办人（签字）',
    '审核人（签字）',
    '受理工会（盖章）',
    '办理过程',
  ])
    expect(words).toContain(part)
  expect(words).toMatch(/\d{4}年\d{1,2}月\d{1,2}日 \d{2}:\d{2}/)
  expect(words).not.toMatch(/分钟前|刚刚|今天|昨天/)
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('button', { name: '打印' }).isVisible()).toBe(false)
  expect(await page.getByRole('navigation').first().isVisible()).toBe(false)
  expect(await sheet.isVisible()).toBe(true)
})

it('keeps a form and what was typed in it while somebody else takes the step', async () => {
  const concern = await raised('恒联大厦南门夜里关灯，送货看不清台阶。')
  const page = await hall.staff('zhaoyiming')
  await page.goto(concern.address)
  const accept = await form(page, '受理')
  await accept.getByLabel(/说明/).fill('请物业先补一盏灯')
  const colleague = await hall.as('sunqian')
  await colleague.do('POST /api/concerns/{id}/accept', {
    params: { id: concern.id },
    body: { title: '恒联大厦南门夜里关灯', classCode: 'access', urgency: 'general' },
  })
  await accept.getByText(/刚才有人先办了一步，现在是“已受理”/).waitFor()
  expect(await accept.getByLabel(/说明/).inputValue()).toBe('请物业先补一盏灯')
  await accessible(page)
})

it('gathers chosen concerns under one cause, and filters by the counts of each state', async () => {
  await raised('恒联大厦B座货梯中午停用，只能爬楼。')
  await raised('恒联大厦B座货梯不让用，送餐迟到。')
  const page = await hall.staff('zhaoyiming')
  await page.goto('/console/concerns')
  await page
    .getByRole('group', { name: /各状态件数/ })
    .getByRole('button', { name: /待受理/ })
    .click()
  await expect.poll(() => page.url()).toContain('status=received')
  await page.getByRole('checkbox', { name: /选 .*货梯中午停用/ }).check()
  await page.getByRole('checkbox', { name: /选 .*货梯不让用/ }).check()
  await accessible(page)
  const gather = await form(page, '归为共性问题').then(() =>
    page.getByRole('dialog', { name: /归为共性问题/ }),
  )
  await gather.getByLabel(/^问题/).fill('货梯中午停用')
  await gather.getByLabel(/共同的原因/).fill('物业把中午定为检修时间。')
  await accessible(page)
  await gather.getByRole('button', { name: '归集' }).click()
  const issue = page.getByRole('dialog', { name: '货梯中午停用' })
  await issue.getByRole('link', { name: /货梯不让用/ }).waitFor()
  await issue.getByRole('link', { name: /货梯中午停用/ }).waitFor()
  await accessible(page)
})
