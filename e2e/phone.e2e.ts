import { describe, it } from 'vitest'
import { accessible, fits, hallWithBrowser, phone } from './browser.ts'

const hall = await hallWithBrowser()

/** A worker at a phone, signed in by the code sent to `number`. */
async function signedIn(number: string) {
  const page = await hall.open(phone)
  await page.goto('/me')
  await page.getByLabel('手机号').fill(number)
  await page.getByRole('button', { name: '取验证码' }).click()
  await page.getByText(`验证码已发到 ${number}`).waitFor()
  await page.getByLabel('6 位验证码').fill(codeOf(number))
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByRole('link', { name: /工会掌握的我的信息/ }).click()
  await page.getByRole('heading', { name: '谁看过' }).waitFor()
  return page
}
const codeOf = (number: string) =>
  /验证码 (\d{6})/.exec(hall.log.findLast((line) => line.includes(number))!)![1]!

describe('a phone number', () => {
  it('is the worker’s: confirmed, changed and, where lost, asked for by the union', async () => {
    const [first, second, third] = ['13800003001', '13800003002', '13800003003']
    const worker = await signedIn(first)
    const officer = await hall.as('zhaoyiming')
    await officer.do('POST /api/persons', {
      body: { id: hall.newId(), name: '纪小舟', phone: first, orgId: hall.org('henglian') },
    })
    await worker.reload()
    await worker.getByRole('heading', { name: '这是你吗？' }).waitFor()
    await worker.getByText('纪**').waitFor()
    await fits(worker)
    await accessible(worker)
    await worker.getByRole('button', { name: '是我', exact: true }).click()
    await worker.getByText('恒联物业服务有限公司').waitFor()

    await worker.getByRole('button', { name: '更换手机号' }).click()
    const sheet = worker.getByRole('dialog', { name: '更换手机号' })
    await sheet.getByLabel('新手机号').fill(second)
    await sheet.getByRole('button', { name: '取验证码' }).click()
    await sheet.getByText(`验证码已发到 ${second}`).waitFor()
    await sheet.getByLabel('6 位验证码').fill(codeOf(second))
    await accessible(worker)
    await sheet.getByRole('button', { name: '更换', exact: true }).click()
    await worker.getByText('138****3002').waitFor()

    const desk = await hall.staff('zhaoyiming')
    await desk.getByRole('link', { name: '职工', exact: true }).click()
    await desk.getByRole('button', { name: '纪小舟' }).or(desk.getByText('纪小舟')).first().click()
    await desk.getByRole('button', { name: '申请换号' }).click()
    const form = desk.getByRole('dialog', { name: '申请换号' })
    await form.getByLabel('新手机号').fill(third)
    await form.getByLabel('理由').fill('原号码停用')
    await form.getByRole('button', { name: '申请', exact: true }).click()
    await desk.getByText(/申请把手机号换成 138\*\*\*\*3003/).waitFor()

    await worker.reload()
    await worker.getByRole('heading', { name: '有人申请换掉你的手机号' }).waitFor()
    await worker.getByText('理由：原号码停用').waitFor()
    await accessible(worker)

    const leader = await hall.staff('sunqian')
    await leader.getByRole('link', { name: '职工', exact: true }).click()
    await leader.getByRole('button', { name: '纪小舟' }).or(leader.getByText('纪小舟')).first().click()
    await leader.getByRole('button', { name: '同意换号' }).waitFor()
    await accessible(leader)
    await leader.getByRole('button', { name: '同意换号' }).click()
    await leader.getByText('经两人同意，更换了手机号').waitFor()
    await (await signedIn(third)).getByText('纪小舟').waitFor()
  })
})
