import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { smsSender } from './sms.ts'

const came: { method?: string; secret: unknown; type: unknown; body: unknown }[] = []
let status = 200
const gateway = createServer((request: IncomingMessage, response) => {
  void (async () => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    came.push({
      method: request.method,
      secret: request.headers['x-sms-secret'],
      type: request.headers['content-type'],
      body: JSON.parse(Buffer.concat(parts).toString()),
    })
    response.writeHead(status, { location: '/elsewhere' }).end('{}')
  })()
})
let url: string
beforeAll(async () => {
  gateway.listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/send`
})
afterAll(() => void gateway.close())

const log: string[] = []
const sender = (to = url) => smsSender({ url: to, secret: 'lan-tian' }, (line) => log.push(line))

test('a message is posted with the secret, and nothing of it is logged', async () => {
  expect(await sender()('13800000042', '验证码 123456')).toBe(true)
  expect(came).toEqual([
    {
      method: 'POST',
      secret: 'lan-tian',
      type: 'application/json',
      body: { phone: '13800000042', text: '验证码 123456' },
    },
  ])
  expect(log).toEqual([])
})

test.each([
  [500, '短信没有发出：SMS_URL 答 500'],
  [307, '短信没有发出：连不上 SMS_URL'],
])('an answer of %i is logged without the message', async (answered, line) => {
  status = answered
  log.length = 0
  expect(await sender()('13800000042', '验证码 123456')).toBe(false)
  expect(log).toEqual([line])
})

test('an address nobody listens at is logged alike', async () => {
  log.length = 0
  expect(await sender('http://127.0.0.1:1/')('13800000042', '验证码 123456')).toBe(false)
  expect(log).toEqual(['短信没有发出：连不上 SMS_URL'])
})

test('without an address the message is printed, for trying out', async () => {
  log.length = 0
  expect(await smsSender(undefined, (line) => log.push(line))('13800000042', '验证码 123456')).toBe(true)
  expect(log).toEqual(['短信 13800000042：验证码 123456'])
})
