import { beforeAll, expect, it } from 'vitest'
import { world, type World } from '../../test/harness.ts'
import { capabilities } from '../server.ts'
import { kernelProblems } from './problem.ts'

let hall: World
let page: string
beforeAll(async () => {
  hall = await world()
  page = (await hall.http.inject({ url: '/api/reference' })).body
})

const told = Object.assign({}, kernelProblems, ...capabilities.map((room) => room.problems)) as object

it('tells every route, who may use it and what it may answer, in Chinese', () => {
  for (const room of capabilities) {
    expect(page).toContain(`<h2 id="${room.name}">`)
    for (const [name, route] of Object.entries(room.contract)) {
      const at = page.indexOf(`<details id="${name}">`)
      expect(at, name).toBeGreaterThan(0)
      const section = page.slice(at, page.indexOf('</details>', at))
      expect(section).toContain(`${route.method} ${route.path}`)
      expect(section).toContain(route.summary)
      expect(section).toContain('谁可以用')
      for (const code of (route.problems ?? []).filter((one) => one in told))
        expect(section, `${name} ${code}`).toMatch(
          new RegExp(`<code>${code}</code></td><td>\\d{3}</td><td>[^<]*[\\u4e00-\\u9fff]`),
        )
    }
  }
  expect(page).toContain('有“受理、派单、回访、办结”权限的职务（concern.manage）')
  expect(page).toMatch(/<code>items\[\]\.org\.name<\/code>/)
})

it('needs no script and nothing from elsewhere', async () => {
  const answer = await hall.http.inject({ url: '/api/reference' })
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  expect(String(answer.headers['content-security-policy'])).toContain("default-src 'self'")
  expect(page).not.toMatch(/<script|<link|<img|https?:\/\//)
})

it('is found from the front door of the interface too', async () => {
  for (const url of ['/api', '/api/']) {
    const answer = await hall.http.inject({ url })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/api/reference'])
  }
})

it('describes the same routes for machines', async () => {
  const { openapi, paths } = (await hall.http.inject({ url: '/api/openapi.json' })).json<{
    openapi: string
    paths: Record<string, Record<string, unknown>>
  }>()
  expect(openapi).toBe('3.1.0')
  for (const room of capabilities)
    for (const route of Object.values(room.contract))
      expect(paths[route.path]?.[route.method.toLowerCase()], route.path).toBeDefined()
})
