import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'
import { uuidv7 } from '../kernel/id.ts'
import type { Article, Proposal } from './contract.ts'
import { readers } from './reading.ts'

let hall: World
let officer: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
})

const page = `云栖商务区工会召开新就业形态劳动者座谈会

本报讯（记者 叶知秋）近日，云栖商务区工会面向新就业形态劳动者开展慰问活动，并以“听你说 马上办”为主题召开座谈会。

活动现场，云栖商务区工会为骑手代表发放了慰问礼包。座谈会上，工会负责人与骑手面对面交流，并对他们关心的午间就餐、人楼送货、车辆临时停放等问题展开讨论，表示后续将积极与相关平台和部门沟通协调，努力推动问题的解决。
`

const of = (article: Article | undefined, kind: Proposal['kind']) =>
  (article?.proposals ?? []).filter((one) => one.kind === kind)
const uuid = () => uuidv7(hall.clock.now().getTime())

/** An acceptance of everything the article proposes. */
function everything(article: Article) {
  const concerns = of(article, 'concern')
  return [
    ...of(article, 'activity').map((one) => ({
      key: one.key,
      recordId: uuid(),
      articleIndex: 0,
      kind: 'activity' as const,
      title: one.text,
      span: one.span,
      activityKinds: one.activityKinds,
      theme: one.theme,
      dateWords: one.dateWords,
      lines: of(article, 'gift').map((gift) => ({ kind: 'gift' as const, text: gift.text, span: gift.span })),
      orgs: [{ name: '云栖商务区工会', orgId: null, part: 'host' as const }],
    })),
    ...concerns.map((one) => ({
      key: one.key,
      recordId: uuid(),
      articleIndex: 0,
      kind: 'concern' as const,
      title: one.text,
      text: one.context ?? one.text,
      span: one.span,
      classCode: one.classCode ?? 'other',
    })),
    ...of(article, 'commitment').map((one) => ({
      key: one.key,
      recordId: uuid(),
      articleIndex: 0,
      kind: 'commitment' as const,
      title: one.text.slice(0, 100),
      text: one.text,
      span: one.span,
      dueOn: '2026-12-31',
      madeTo: '骑手代表',
      about: concerns.map((concern) => concern.key),
    })),
  ]
}

describe('reading', () => {
  it('proposes the activity, the gifts, the concerns and the promise, and stores nothing', async () => {
    const reading = await officer.do('POST /api/intake/read', { body: { text: page } })
    expect(reading.page).toBeNull()
    expect(reading.model).toEqual({ on: false, problem: null })
    const [article] = reading.articles
    expect(article!.type).toBe('hearing')
    const [activity] = of(article, 'activity')
    expect(activity!.activityKinds).toEqual(['symposium', 'visit'])
    expect(activity!.theme).toBe('听你说 马上办')
    expect(activity!.missing).toContain('时间须补')
    expect(of(article, 'gift').map((one) => one.text)).toEqual(['慰问礼包'])
    expect(of(article, 'concern').map((one) => [one.text, one.printed, one.classCode])).toEqual([
      ['午间就餐', null, 'meals'],
      ['入楼送货', '人楼送货', 'access'],
      ['车辆临时停放', null, 'parking'],
    ])
    for (const one of article!.proposals)
      if (one.span) expect(page.slice(...one.span)).toBe(one.printed ?? one.text)
    const [promise] = of(article, 'commitment')
    expect(promise).toMatchObject({ promiser: '云栖商务区工会', missing: ['期限须补'], by: 'engine' })
    const { items } = await officer.do('GET /api/intake/pages', {})
    expect(items).toEqual([])
  })

  it.each([
    ['empty-text', '  \n '],
    ['binary-text', `PK\u{fffd}\u{fffd}\u{fffd}\u{fffd}ab\u{fffd}`],
  ])('says %s', async (code, text) => {
    const answer = await officer.call('POST /api/intake/read', { body: { text } })
    expect(answer.problem.code).toBe(code)
  })

  it('reads a long text in a process of its own', async () => {
    const text = Array(60).fill(page).join('\n\n').padEnd(70_000, '。')
    const reading = await officer.do('POST /api/intake/read', { body: { text } })
    expect(reading.articles.length).toBeGreaterThanOrEqual(60)
  })
})

describe('a long text', () => {
  const long = Array.from({ length: 3_000 }, (_, nth) => page.replaceAll('云栖', `第${nth}`)).join('\n\n')
  it('is read while others are answered', async () => {
    const done: string[] = []
    const told = (name: string) => () => void done.push(name)
    const reading = officer.call('POST /api/intake/read', { body: { text: long } })
    await Promise.all([
      reading.then(told('long')),
      officer.do('GET /api/me', {}).then(told('me')),
      officer.do('GET /api/activities', { query: {} }).then(told('list')),
      officer.do('POST /api/intake/read', { body: { text: page } }).then(told('page')),
    ])
    expect(done.at(-1)).toBe('long')
    expect((await reading).json.articles.length).toBeGreaterThan(1_000)
  })

  it('whose process dies is told of by name, and the next is read', async () => {
    const lost = officer.call('POST /api/intake/read', { body: { text: long } })
    // Ended at its work, as it would be for want of memory.
    await vi.waitUntil(() => readers.long.busy)
    await readers.long.end()
    expect((await lost).problem).toMatchObject({ code: 'reading-died', status: 503 })
    const { articles } = await officer.do('POST /api/intake/read', { body: { text: page } })
    expect(articles).toHaveLength(1)
  })
})

describe('words that come again', () => {
  // A desk of its own: what other tests accept is not seen here.
  let away: Person
  beforeAll(async () => {
    away = await (await world()).as('zhaoyiming')
  })
  const misprinted = page.replace('召开座谈会。', '召开开需座谈会。').replaceAll('云栖商务区', '海棠商务区')
  const read = async (text: string) =>
    (await away.do('POST /api/intake/read', { body: { text } })).articles[0]!

  it('are mended where they were misprinted, the print beside them', async () => {
    const article = await read(misprinted)
    const mended = of(article, 'programme').find((one) => one.printed)
    expect([mended?.printed, mended?.text]).toEqual(['开需座谈会', '座谈会'])
    const [activity] = of(article, 'activity')
    expect(activity!.context).toContain('召开座谈会')
  })

  it('are the same page whatever its blanks, and the spans are of the page that is kept', async () => {
    const id = hall.newId()
    const items = everything(await read(misprinted))
    await away.do('POST /api/intake/accept', { body: { id, text: misprinted, items: items.slice(0, 2) } })
    const spaced = `\n${misprinted.replace('叶知秋', '叶 知　秋').replaceAll('\n\n', '\n \n\n')}`
    const again = await read(spaced)
    expect(again.proposals.filter((one) => one.accepted).map((one) => one.kind)).toEqual([
      'activity',
      'concern',
    ])
    const rest = everything(again).filter((one) => one.kind !== 'activity')
    const { pageId } = await away.do('POST /api/intake/accept', {
      body: { id: hall.newId(), text: spaced, items: rest },
    })
    expect(pageId).toBe(id)
    const kept = await away.do('GET /api/intake/pages/{id}', { params: { id } })
    const words = kept.records.map((one) => kept.text.slice(...one.span!))
    expect(words).toContain('车辆临时停放')
    expect(words.every((one) => one.trim() === one && one.length > 3)).toBe(true)
  })

  it('are known again in another text', async () => {
    const other = misprinted.replace('近日，', '5月8日，')
    const article = await read(other)
    const known = (kind: Proposal['kind']) => of(article, kind).map((one) => one.accepted?.noun ?? null)
    expect([known('activity'), known('commitment')]).toEqual([['activity'], ['commitment']])
    // A concern is the officer's to judge: it may have come up again.
    expect(known('concern')).toEqual([null, null, null])
  })
})

describe('accepting', () => {
  it('makes linked records once; the same page again gives the same records', async () => {
    const { articles } = await officer.do('POST /api/intake/read', { body: { text: page } })
    const body = { id: hall.newId(), text: page, sourceName: '云栖工人报', items: everything(articles[0]!) }
    const first = await officer.do('POST /api/intake/accept', { body })
    expect(first.records.map((one) => [one.noun, one.existed])).toEqual([
      ['activity', false],
      ['concern', false],
      ['concern', false],
      ['concern', false],
      ['commitment', false],
    ])
    const idOf = (noun: string, n = 0) => first.records.filter((one) => one.noun === noun)[n]!.id

    const activity = await officer.do('GET /api/activities/{id}', { params: { id: idOf('activity') } })
    expect(activity).toMatchObject({
      kinds: ['symposium', 'visit'],
      theme: '听你说 马上办',
      heldWords: '近日',
    })
    expect(activity.itemList.map((one) => one.text)).toEqual(['慰问礼包'])
    expect(page.slice(...activity.itemList[0]!.span!)).toBe('慰问礼包')
    expect(activity.concerns).toHaveLength(3)
    expect(activity.commitments).toHaveLength(1)

    const concern = await officer.do('GET /api/concerns/{id}', { params: { id: idOf('concern', 1) } })
    expect(concern).toMatchObject({ title: '入楼送货', source: 'intake', status: 'received' })
    expect(concern.origin!.words).toBe('人楼送货')
    expect(concern.origin!.pageId).toBe(first.pageId)
    expect(concern.commitments).toHaveLength(1)
    const promise = await officer.do('GET /api/commitments/{id}', { params: { id: idOf('commitment') } })
    expect(promise).toMatchObject({ source: 'intake', madeTo: '骑手代表', concerns: 3, dueOn: '2026-12-31' })
    expect(page.slice(promise.origin!.start, promise.origin!.end)).toBe(promise.origin!.words)

    // Pasted from another program: other line ends, spaces behind lines. Another officer, other ids.
    const again = page.replaceAll('\n', ' \r\n')
    const leader = await hall.as('sunqian')
    const reading = await leader.do('POST /api/intake/read', { body: { text: again } })
    expect(reading.page).toMatchObject({ id: first.pageId, records: 5 })
    expect(of(reading.articles[0], 'concern').every((one) => one.accepted)).toBe(true)
    const second = await leader.do('POST /api/intake/accept', {
      body: { id: hall.newId(), text: again, items: everything(reading.articles[0]!) },
    })
    expect(second.pageId).toBe(first.pageId)
    expect(second.records.map((one) => one.id)).toEqual(first.records.map((one) => one.id))
    expect(second.records.every((one) => one.existed)).toBe(true)
    const shown = await leader.do('GET /api/intake/pages/{id}', { params: { id: first.pageId } })
    expect(shown.records).toHaveLength(5)

    // One article of the page by itself is another text, and the same news.
    const [from, to] = articles[0]!.span
    const { articles: alone } = await leader.do('POST /api/intake/read', {
      body: { text: page.slice(from, to) },
    })
    expect(of(alone[0], 'concern').map((one) => one.accepted?.id)).toEqual(
      [0, 1, 2].map((n) => idOf('concern', n)),
    )
  })

  it('two officers at once make the records once', async () => {
    const text = page.replaceAll('云栖', '望江')
    const leader = await hall.as('sunqian')
    const { articles } = await officer.do('POST /api/intake/read', { body: { text } })
    const accept = (who: Person) =>
      who.do('POST /api/intake/accept', {
        body: { id: hall.newId(), text, items: everything(articles[0]!) },
      })
    const [one, other] = await Promise.all([accept(officer), accept(leader)])
    expect(one.records.map((record) => record.id)).toEqual(other.records.map((record) => record.id))
    const { items } = await officer.do('GET /api/intake/pages', {})
    expect(items.filter((each) => each.title.includes('望江'))).toHaveLength(1)
  })

  it('adds a mention to a concern there is instead of making another', async () => {
    const text = page.replaceAll('云栖', '听涛')
    const { articles } = await officer.do('POST /api/intake/read', { body: { text } })
    const concern = of(articles[0], 'concern')[1]!
    expect(concern.similar.length).toBeGreaterThan(0)
    const into = concern.similar[0]!.id
    const item = everything(articles[0]!).find((one) => one.key === concern.key)!
    const answer = await officer.do('POST /api/intake/accept', {
      body: { id: hall.newId(), text, items: [{ ...item, mergeInto: into }] },
    })
    expect(answer.records[0]!.id).toBe(into)
    const shown = await officer.do('GET /api/concerns/{id}', { params: { id: into } })
    expect(shown.timeline.at(-1)!.text).toContain('又有报道提到')
  })

  it('adds nothing to a concern whose part of the asking union is closed', async () => {
    const chaowai = await hall.as('maodan')
    const id = hall.newId()
    const params = { id }
    await officer.do('POST /api/concerns/register', {
      body: {
        id,
        classCode: 'meals',
        title: '骑手午间没有地方吃饭',
        text: '午间没有地方吃饭',
        source: 'hearing',
        sealed: false,
      },
    })
    await officer.do('POST /api/concerns/{id}/accept', {
      params,
      body: { title: '骑手午间没有地方吃饭', classCode: 'meals', urgency: 'general' },
    })
    await officer.do('POST /api/concerns/{id}/assign', {
      params,
      body: { leadId: hall.org('chaowai'), assistIds: [] },
    })
    await chaowai.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '不归我们管' } })
    const text = page.replaceAll('云栖', '照野')
    const { articles } = await chaowai.do('POST /api/intake/read', { body: { text } })
    const item = everything(articles[0]!).find((one) => one.kind === 'concern')!
    const refused = await chaowai.call('POST /api/intake/accept', {
      body: { id: hall.newId(110105), text, items: [{ ...item, mergeInto: id }] },
    })
    expect(refused.problem).toMatchObject({ code: 'not-yours' })
    const { timeline } = await officer.do('GET /api/concerns/{id}', { params })
    expect(timeline.map((one) => one.text).filter((said) => said.includes('报道'))).toEqual([])
  })

  it('is all or nothing, and names what is wrong', async () => {
    const text = page.replaceAll('云栖', '晴川')
    const { articles } = await officer.do('POST /api/intake/read', { body: { text } })
    const items = everything(articles[0]!)
    const wrongClass = items.map((one) => (one.kind === 'concern' ? { ...one, classCode: 'nothing' } : one))
    const refused = await officer.call('POST /api/intake/accept', {
      body: { id: hall.newId(), text, items: wrongClass },
    })
    expect(refused.problem.code).toBe('unknown-class')
    const outside = await officer.call('POST /api/intake/accept', {
      body: { id: hall.newId(), text, items: [{ ...items[0]!, span: [0, 99_999] }] },
    })
    expect(outside.problem.code).toBe('span-outside')
    const reading = await officer.do('POST /api/intake/read', { body: { text } })
    expect(reading.page).toBeNull()
  })

  it('is not for those who only handle or look', async () => {
    for (const login of ['chenpeng', 'gaoyuan', 'dingrui', 'qinyue']) {
      const person = await hall.as(login)
      const answer = await person.call('POST /api/intake/read', { body: { text: page } })
      expect(answer.status, login).toBe(403)
    }
    const elsewhere = await hall.as('maodan')
    const { items } = await elsewhere.do('GET /api/intake/pages', {})
    expect(items).toEqual([])
  })
})

describe('a model service', () => {
  it('only adds words that stand in the article, marked as its own; its failure is said and harms nothing', async () => {
    let reply: unknown = {}
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ choices: [{ message: { content: JSON.stringify(reply) } }] }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterAll(() => void server.close())
    const { port } = server.address() as AddressInfo
    hall.services.config.ai = { baseUrl: `http://127.0.0.1:${port}/v1`, model: 'little-model' }
    try {
      reply = {
        items: [
          { article: 0, kind: 'gift', words: '骑手代表' },
          { article: 0, kind: 'concern', words: '没有写过的话' },
          { article: 7, kind: 'concern', words: '午间就餐' },
          { article: 0, kind: 'concern', words: '午间就餐' },
        ],
      }
      const { articles, model } = await officer.do('POST /api/intake/read', { body: { text: page } })
      expect(model).toEqual({ on: true, problem: null })
      const added = articles.flatMap((one) => one.proposals).filter((one) => one.by !== 'engine')
      expect(added.map((one) => [one.text, one.by])).toEqual([['骑手代表', 'little-model']])
      expect(page.slice(...added[0]!.span!)).toBe('骑手代表')
      reply = { nonsense: true }
      const second = await officer.do('POST /api/intake/read', { body: { text: page } })
      expect(second.model.problem).toContain('不合格式')
      expect(second.articles[0]!.proposals.length).toBeGreaterThan(5)
    } finally {
      delete hall.services.config.ai
    }
  })
})

const press = new URL('../../../shared/press-dev/page-1.txt', import.meta.url)
if (!existsSync(press)) console.error('the newspaper page is skipped: ../shared/press-dev is absent')
describe.runIf(existsSync(press))('the newspaper page', () => {
  it('falls into five articles; the symposium proposes what the officer needs', async () => {
    const text = readFileSync(press, 'utf8')
    const reading = await officer.do('POST /api/intake/read', { body: { text } })
    expect(reading.articles.map((one) => one.type)).toEqual([
      'inspection',
      'performance',
      'hearing',
      'health',
      'volunteering',
    ])
    const symposium = reading.articles[2]
    expect(of(symposium, 'activity')[0]!.activityKinds).toEqual(['symposium', 'visit'])
    expect(of(symposium, 'gift').map((one) => one.text)).toEqual(['慰问礼包'])
    expect(of(symposium, 'concern').map((one) => one.text)).toEqual(['午间就餐', '入楼送货', '车辆临时停放'])
    expect(of(symposium, 'commitment')[0]!.text).toContain('与相关平台和部门沟通协调')
  })
})
