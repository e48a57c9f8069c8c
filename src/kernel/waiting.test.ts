import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { lockFolder } from './lock.ts'
import { keepShown, shownAgain, tellProgress } from './shown.ts'
import { openWaiting } from './waiting.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'unionhall-shown-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('tells whoever comes during the loading how far it is, shows nothing else, and frees the address', async () => {
  const waiting = await openWaiting({ port: 0, host: '127.0.0.1' })
  const base = `http://127.0.0.1:${waiting.port}`
  waiting.show({ done: 812, of: 2043, secondsLeft: 48 })
  const page = await fetch(`${base}/console/`, { headers: { accept: 'text/html' } })
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '3'])
  const text = await page.text()
  expect(text).toContain('示范数据还在载入')
  expect(text).toContain('812/2043件，39%，约剩48秒')
  const answer = await fetch(`${base}/api/concerns`, { method: 'POST', body: '{}' })
  expect(await answer.json()).toMatchObject({ code: 'loading', status: 503 })
  waiting.show({ done: 2043, of: 2043, secondsLeft: 0 })
  expect(await (await fetch(`${base}/healthz`)).text()).toContain('99%')
  await waiting.close()
  const again = await openWaiting({ port: waiting.port, host: '127.0.0.1' })
  await expect(openWaiting({ port: waiting.port, host: '127.0.0.1' })).rejects.toThrow('EADDRINUSE')
  await again.close()
})

it('writes progress over one line of a terminal, and seldom into a plain log', () => {
  const lines: string[] = []
  const written: string[] = []
  const out = (isTTY: boolean) =>
    ({ isTTY, write: (text: string) => written.push(text) }) as unknown as NodeJS.WriteStream
  const plain = tellProgress((line) => lines.push(line), out(false))
  for (let done = 1; done <= 100; done++) plain({ done, of: 100, secondsLeft: 100 - done })
  expect(lines).toEqual(['  演示数据 1/100件，1%，约剩2分钟', '  演示数据 100/100件，99%，约剩0秒'])
  const terminal = tellProgress((line) => lines.push(line), out(true))
  for (let done = 1; done <= 100; done++) terminal({ done, of: 100, secondsLeft: null })
  expect(lines).toHaveLength(2)
  expect(written[0]).toBe('\r\u001b[K  演示数据 1/100件，1%')
  expect(written.at(-1)).toMatch(/100\/100件.*\n$/)
})

it('shows addresses and accounts again, whether the program runs or not, to their owner', async () => {
  expect((await shownAgain(folder)).join()).toContain('先运行 npm start')
  const lock = await lockFolder(folder)
  keepShown(folder, ['职工端    http://127.0.0.1:8420/', '演示账号'])
  expect(statSync(path.join(folder, 'shown.txt')).mode & 0o777).toBe(0o600)
  const running = await shownAgain(folder)
  expect(running).toContain('┃ 职工端    http://127.0.0.1:8420/')
  expect(running.join()).not.toContain('没有运行')
  lock.release()
  expect((await shownAgain(folder)).join()).toContain('程序现在没有运行')
})
