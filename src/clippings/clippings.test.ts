import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'
import { uuidv7 } from '../kernel/id.ts'
import type { Article, Reading } from '../intake/contract.ts'

let hall: World
let officer: Person
let district: Person
beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
  district = await hall.as('zhouhang')
})
const uuid = () => uuidv7(hall.clock.now().getTime())
let day = 0
/** Of one page: ours, the district's, a congress's, another city's. Every call is another page. */
const page = () => {
  const nth = ++day
  return `北京CBD总工会召开第${nth}次骑手座谈会

本报讯（记者 叶知秋）近日，北京CBD总工会召开座谈会，听取骑手意见。商务中心区管委会相关负责人参加座谈。

朝阳区举行第${nth}届致敬劳模主题活动暨职工文艺演出

本报讯（记者 马小川）近日，朝阳区职工文艺演出在朝阳区文化馆举行，庆祝中华全国总工会成立100周年。在中国共产党领导下，劳动者奋勇争先。朝阳区文联、区总工会共同创作的诗朗诵《致敬》拉开帷幕，北京职工艺术团民乐团表演了器乐《织梦》。职工反映停车难等问题。

朝阳区总工会相关负责人表示，未来，区总工会将持续开展劳模事迹宣讲。

云州市人大常委会执法检查组对青石区开展第${nth}次工会法执法检查

本报讯（记者 白小莹）近日，云州市人大常委会执法检查组对青石区开展工会法执法检查。青石区总工会相关负责人作了汇报。

云州市总工会开展第${nth}次送清凉慰问

本报讯（记者 刘小欣）近日，云州市总工会走访慰问一线职工，送上防暑用品。

未来，云州市总工会将持续开展送清凉活动，为更多户外劳动者提供服务。
`
}
const read = (text: string, who = officer) => who.do('POST /api/intake/read', { body: { text } })
const activityOf = (article: Article) => article.proposals.find((one) => one.kind === 'activity')!

/** An article as the console sends it: an activity where the host is ours, else a clipping, sent on where asked. */
function item(article: Article, offer = false) {
  const one = activityOf(article)
  const { host } = article
  return {
    key: one.key,
    recordId: uuid(),
    articleIndex: article.index,
    title: one.text,
    span: one.span,
    activityKinds: one.activityKinds,
    orgs: article.organisations
      .filter((org) => org.role !== 'mention' && !org.same)
      .map(({ text, orgId, role }) => ({
        name: text,
        orgId,
        part: role as 'host' | 'co-host' | 'participant',
      })),
    ...(host?.own
      ? { kind: 'activity' as const, orgId: host.orgId! }
      : {
          kind: 'clipping' as const,
          articleType: article.type,
          words: [one.text, ...article.paragraphs].join('\n'),
          ...(host ? { orgName: host.name } : {}),
          ...(host?.orgId ? { orgId: host.orgId } : {}),
          offer,
        }),
  }
}
const accept = (text: string, items: object[], who = officer) =>
  who.do('POST /api/intake/accept', {
    body: {
      id: hall.newId(),
      text,
      sourceName: '云州工人报',
      publishedOn: '2026-11-20',
      items: items as never,
    },
  })
/** The district's article, sent on to it. */
async function offered() {
  const text = page()
  const { articles } = await read(text)
  const { records } = await accept(text, [item(articles[1]!, true)])
  return { id: records[0]!.id, text, article: articles[1]! }
}
const show = (who: Person, id: string) => who.do('GET /api/clippings/{id}', { params: { id } })
const tasksOf = async (who: Person, id: string) =>
  (await who.do('GET /api/tasks', { query: { limit: 100 } })).items.filter((one) => one.about.id === id)

describe('whose event it is', () => {
  const hosts = (reading: Reading) =>
    reading.articles.map(({ host }) => [host?.name, host?.orgName, host?.own])

  it('is whose the article says, with the words it was read from', async () => {
    const reading = await read(page())
    expect(hosts(reading)).toEqual([
      ['北京CBD总工会', '北京CBD总工会', true],
      ['朝阳区总工会', '朝阳区总工会', false],
      ['云州市人大常委会执法检查组', null, false],
      ['云州市总工会', null, false],
    ])
    expect(reading.articles[1]!.host!.why).toBe('标题“朝阳区举行…”')
    // The same page is the district's officer's own in another article.
    expect(hosts(await read(page(), district)).map(([, , own]) => own)).toEqual([false, true, false, false])
  })

  it('tells who took part from who is only spoken of, and knows one body by two names', async () => {
    const [, show] = (await read(page())).articles
    expect(show!.organisations.map((one) => [one.text, one.role, one.same, one.orgId !== null])).toEqual([
      ['中华全国总工会', 'mention', null, false],
      ['中国共产党', 'mention', null, false],
      ['朝阳区文联', 'participant', null, false],
      ['区总工会', 'host', '朝阳区总工会', true],
      ['北京职工艺术团民乐团', 'participant', null, false],
      ['朝阳区总工会', 'host', null, true],
    ])
    expect(show!.organisations.find((one) => one.text === '朝阳区文联')!.why).toContain('共同创作')
  })

  it('can be another of the orgs one may act for, and none else', async () => {
    const body = (hostId: number, area: number) => ({
      id: hall.newId(area),
      hostId,
      title: '送清凉',
      kinds: ['visit' as const],
    })
    const refused = await officer.call('POST /api/activities', {
      body: body(hall.org('d110105'), 110105),
    })
    expect(refused.problem.code).toBe('host-not-yours')
    const twice = await hall.as('heli')
    const accountId = (await twice.do('GET /api/me', {})).accountId!
    await hall.services.db
      .insertInto('appointment')
      .values(
        ['chaowai', 'cbd'].map((at) => ({
          id: uuid(),
          account_id: accountId,
          org_id: hall.org(at),
          role: 'officer',
          starts_on: '2026-01-01',
        })),
      )
      .execute()
    const again = await hall.as('heli')
    again.csrf = (await again.do('POST /api/me/act-for', { body: { orgId: hall.org('cbd') } })).csrf!
    const { id } = await again.do('POST /api/activities', { body: body(hall.org('chaowai'), 110105) })
    const shown = await district.do('GET /api/activities/{id}', { params: { id } })
    expect(shown.host.name).toBe('朝外街道总工会')
  })
})

describe('a page of others', () => {
  it('makes one activity of ours and three clippings, which stand in no list of activities', async () => {
    const text = page()
    const { articles } = await read(text)
    const { records } = await accept(
      text,
      articles.map((one) => item(one)),
    )
    expect(records.map((one) => one.noun)).toEqual(['activity', 'clipping', 'clipping', 'clipping'])
    const titles = articles.map((one) => activityOf(one).text)
    const named = (items: { title: string }[]) =>
      items.map((one) => one.title).filter((one) => titles.includes(one))
    const { items: ours } = await officer.do('GET /api/activities', { query: { limit: 100 } })
    expect(named(ours)).toEqual([titles[0]])
    const { items: seen } = await hall.anyone().do('GET /api/activities/public', { query: {} })
    expect(named(seen)).toEqual([titles[0]])
    const { items: kept } = await officer.do('GET /api/clippings', { query: { q: '云州', limit: 100 } })
    expect(named(kept)).toEqual([titles[3], titles[2], titles[1]])
    expect(kept.find((one) => one.title === titles[2])).toMatchObject({
      sourceName: '云州工人报',
      publishedOn: '2026-11-20',
      hostName: '云州市人大常委会执法检查组',
      status: 'kept',
      offeredTo: null,
    })
    const shown = await show(officer, records[2]!.id)
    expect(shown.text).toContain('青石区总工会相关负责人作了汇报')
    expect(shown.proposed.orgs!.map((one) => one.name)).not.toContain('中国共产党')
    // Nobody was told of it.
    const activity = await officer.do('GET /api/activities/{id}', { params: { id: records[0]!.id } })
    expect(activity.orgs).toMatchObject([
      { name: '北京CBD总工会', part: 'host' },
      { name: '商务中心区管委会', part: 'participant' },
    ])
    expect(await tasksOf(district, records[1]!.id)).toEqual([])
  })

  it('keeps a promise of a body outside the list by its name, as nobody else’s', async () => {
    const text = page()
    const { articles } = await read(text)
    const one = articles[3]!.proposals.find((each) => each.kind === 'commitment')!
    expect(one.promiser).toBe('云州市总工会')
    const { records } = await accept(text, [
      {
        key: one.key,
        recordId: uuid(),
        articleIndex: 3,
        kind: 'commitment',
        title: one.text,
        span: one.span,
        orgName: one.promiser,
      },
    ])
    const { promiser } = await officer.do('GET /api/commitments/{id}', { params: { id: records[0]!.id } })
    expect(promiser).toEqual({ id: null, name: '云州市总工会' })
    const { items } = await officer.do('GET /api/commitments', { query: { limit: 100 } })
    expect(items.find((each) => each.id === records[0]!.id)!.promiser.name).toBe('云州市总工会')
    const both = await officer.call('POST /api/commitments', {
      body: {
        id: hall.newId(),
        text: '建好驿站',
        dueOn: null,
        promiserId: hall.org('cbd'),
        promiserName: '某单位',
      },
    })
    expect(both.problem.fields![0]!.path).toBe('promiserName')
  })

  it('accepted again gives the same records, also in another paste and by a colleague at the same time', async () => {
    const text = page()
    const leader = await hall.as('sunqian')
    const { articles } = await read(text)
    const items = articles.map((one) => item(one, one.host?.orgId !== null && !one.host?.own))
    const other = text.slice(0, articles[3]!.span[0])
    const again = (await read(other)).articles
    const [first, second, third] = await Promise.all([
      accept(text, items),
      accept(text, items, leader),
      accept(
        other,
        again.map((one) => item(one)),
        leader,
      ),
    ])
    const ids = (made: typeof first) => made.records.map((one) => one.id)
    expect(ids(second)).toEqual(ids(first))
    expect(ids(third)).toEqual(ids(first).slice(0, 3))
    const { items: all } = await officer.do('GET /api/clippings', { query: { limit: 100 } })
    expect(all.filter((one) => one.title === activityOf(articles[1]!).text)).toHaveLength(1)
    const reread = await read(text)
    expect(reread.articles.map((one) => activityOf(one).accepted?.noun)).toEqual([
      'activity',
      'clipping',
      'clipping',
      'clipping',
    ])
  })

  it('taken back is open on its page again, and the page shows nothing of it', async () => {
    const text = page()
    const { articles } = await read(text)
    const { records, pageId } = await accept(text, [item(articles[0]!), item(articles[2]!)])
    const [activity, clipping] = records.map((one) => one.id)
    await officer.do('POST /api/activities/{id}/withdraw', {
      params: { id: activity! },
      body: { reason: '不是活动' },
    })
    await officer.do('POST /api/clippings/{id}/discard', {
      params: { id: clipping! },
      body: { reason: '与本单位无关' },
    })
    await hall.services.jobs.drain()
    const { items } = await officer.do('GET /api/activities', { query: { limit: 100 } })
    expect(items.map((one) => one.id)).not.toContain(activity)
    const { items: seen } = await hall.anyone().do('GET /api/activities/public', { query: {} })
    expect(seen.map((one) => one.id)).not.toContain(activity)
    const shown = await officer.do('GET /api/activities/{id}', { params: { id: activity! } })
    expect([shown.withdrawnAt, shown.can, shown.timeline.at(-1)!.note]).toEqual([
      hall.clock.now().toISOString(),
      [],
      '不是活动',
    ])
    const twice = await officer.call('POST /api/activities/{id}/withdraw', {
      params: { id: activity! },
      body: { reason: '再撤一次' },
    })
    expect(twice.problem.code).toBe('withdrawn')
    const { items: kept } = await officer.do('GET /api/clippings', { query: { limit: 100 } })
    expect(kept.map((one) => one.id)).not.toContain(clipping)
    const { records: left } = await officer.do('GET /api/intake/pages/{id}', { params: { id: pageId } })
    expect(left).toEqual([])
    const anew = await accept(text, [item(articles[0]!)])
    expect(anew.records[0]).toMatchObject({ noun: 'activity', existed: false })
  })

  it('forgotten, its clippings stand by their own words', async () => {
    const { id } = await offered()
    const { rows } = await hall.pool.query<{ page_id: string }>(
      'delete from intake_record where record_id = $1 returning page_id',
      [id.slice(7)],
    )
    await hall.pool.query('delete from intake_page where id = $1', [rows[0]!.page_id])
    expect((await show(officer, id)).text).toContain('区总工会共同创作')
    const { activityId } = await district.do('POST /api/clippings/{id}/take', {
      params: { id },
      body: { activityId: hall.newId(110105), draft: (await show(district, id)).proposed },
    })
    const made = await district.do('GET /api/activities/{id}', { params: { id: activityId } })
    expect(made.origin).toBeNull()
  })
})

describe('an article sent to whose it is', () => {
  it('is a task on their desk; taken with corrections it is their activity, and the sender sees it', async () => {
    const { id } = await offered()
    const [task] = await tasksOf(district, id)
    expect(task).toMatchObject({
      kind: 'take',
      next: '确认',
      detail: expect.stringContaining('北京CBD总工会'),
    })
    const shown = await show(district, id)
    expect([shown.status, shown.can]).toEqual(['offered', ['take', 'decline']])
    expect(shown.text).toContain('拉开帷幕')
    const activityId = hall.newId(110105)
    await district.do('POST /api/clippings/{id}/take', {
      params: { id },
      body: { activityId, draft: { ...shown.proposed, title: '致敬劳模演出', heldOn: '2026-11-18' } },
    })
    const activity = await district.do('GET /api/activities/{id}', { params: { id: activityId } })
    expect(activity).toMatchObject({
      title: '致敬劳模演出',
      heldOn: '2026-11-18',
      host: { name: '朝阳区总工会' },
    })
    expect(await tasksOf(district, id)).toEqual([])
    const seen = await show(officer, id)
    expect([seen.status, seen.timeline.at(-1)!.text, seen.can]).toEqual([
      'taken',
      '朝阳区总工会登记为活动',
      ['link'],
    ])
    // The sender's union lies below the district's: it does not read the district's activities.
    expect(seen.activityId).toBeNull()
    const { items } = await district.do('GET /api/clippings/about/{id}', { params: { id: activityId } })
    expect(items.map((one) => one.id)).toEqual([id])
    const late = await district.call('POST /api/clippings/{id}/decline', {
      params: { id },
      body: { reason: '不是我们的' },
    })
    expect(late.problem.code).toBe('not-now')
  })

  it('declined with a reason comes back to the sender, who may send it elsewhere or keep it', async () => {
    const { id } = await offered()
    await district.do('POST /api/clippings/{id}/decline', { params: { id }, body: { reason: '是文联办的' } })
    const shown = await show(officer, id)
    expect([shown.status, shown.reply, shown.can]).toEqual([
      'declined',
      '是文联办的',
      ['offer', 'link', 'discard'],
    ])
    const { items } = await officer.do('GET /api/clippings', { query: { status: 'declined' } })
    expect(items.map((one) => one.id)).toContain(id)
    await officer.do('POST /api/clippings/{id}/offer', {
      params: { id },
      body: { orgId: hall.org('chaowai') },
    })
    expect(await show(officer, id)).toMatchObject({ status: 'offered', reply: null })
  })

  it('recalled is gone from their desk and their sight', async () => {
    const { id } = await offered()
    const street = await hall.as('maodan')
    await officer.do('POST /api/clippings/{id}/recall', { params: { id }, body: {} })
    await officer.do('POST /api/clippings/{id}/offer', {
      params: { id },
      body: { orgId: hall.org('chaowai') },
    })
    const seen = await show(street, id)
    expect(seen.status).toBe('offered')
    // What the keeper does for itself is not told to whom it is offered.
    expect(seen.timeline.map((one) => one.type)).toEqual([
      'clipping.offered',
      'clipping.recalled',
      'clipping.offered',
    ])
    const { items: box } = await street.do('GET /api/clippings', { query: { box: 'received' } })
    expect(box.map((one) => one.id)).toContain(id)
    await officer.do('POST /api/clippings/{id}/recall', { params: { id }, body: {} })
    expect(await tasksOf(street, id)).toEqual([])
    expect((await street.call('GET /api/clippings/{id}', { params: { id } })).status).toBe(404)
    const late = await street.call('POST /api/clippings/{id}/take', {
      params: { id },
      body: { activityId: hall.newId(110105), draft: { title: '慰问', kinds: ['visit'] } },
    })
    expect(late.status).toBe(404)
  })

  it('comes once, whoever sends it', async () => {
    const { text } = await offered()
    const street = await hall.as('maodan')
    const { articles } = await read(text, street)
    const id = hall.newId(110105)
    await street.do('POST /api/clippings', {
      body: {
        id,
        title: activityOf(articles[1]!).text,
        text: [activityOf(articles[1]!).text, ...articles[1]!.paragraphs].join(' \n'),
        articleType: 'performance',
        hostName: '朝阳区总工会',
        hostId: hall.org('d110105'),
        proposed: { title: '文艺演出', kinds: ['performance'] },
      },
    })
    // Read in as well, where the street cannot know: it is kept, and why it was not sent is said.
    const told = await street.do('POST /api/intake/accept', {
      body: { id: hall.newId(110105), text, items: [item(articles[1]!, true)] as never },
    })
    expect(told.records[0]).toMatchObject({ noun: 'clipping', note: '没有转：对方已经收到过这篇报道' })
    const again = await street.call('POST /api/clippings/{id}/offer', {
      params: { id },
      body: { orgId: hall.org('d110105') },
    })
    expect(again.problem.code).toBe('offered-already')
    expect((await show(street, id)).status).toBe('kept')
  })

  it('is known where they registered it themselves, and not registered twice', async () => {
    const text = page()
    const { articles } = await read(text, district)
    const mine = await district.do('POST /api/intake/accept', {
      body: { id: hall.newId(110105), text, items: [item(articles[1]!)] as never },
    })
    const sent = await read(text)
    const { records } = await accept(text, [item(sent.articles[1]!, true)])
    const id = records[0]!.id
    const shown = await show(district, id)
    expect(shown.known!.id).toBe(mine.records[0]!.id)
    await district.do('POST /api/clippings/{id}/take', { params: { id }, body: { sameAs: shown.known!.id } })
    const { items } = await district.do('GET /api/activities', { query: { limit: 100 } })
    expect(items.filter((one) => one.title === shown.title)).toHaveLength(1)
    const other = await district.call('POST /api/clippings/{id}/take', {
      params: { id: (await offered()).id },
      body: { sameAs: hall.newId(110105) },
    })
    expect(other.status).toBe(404)
  })

  it('of which two came by a merger is registered once', async () => {
    const first = await offered()
    const { proposed } = await show(district, first.id)
    const take = (id: string) =>
      district.call('POST /api/clippings/{id}/take', {
        params: { id },
        body: { activityId: hall.newId(110105), draft: proposed },
      })
    await take(first.id)
    const twin = hall.newId()
    await hall.pool.query(
      `insert into clipping select area, $1, org_id, anchor_org, title, text, digest, article_type, source_name, published_on,
         host_name, host_org, 'offered', offered_to, proposed, null, null, null, 1, created_at from clipping where id = $2`,
      [twin.slice(7), first.id.slice(7)],
    )
    expect((await take(twin)).problem.code).toBe('taken-before')
  })

  it('taken by two at once is one activity', async () => {
    const { id } = await offered()
    const leader = await hall.as('wulan')
    const take = (who: Person) =>
      who.call('POST /api/clippings/{id}/take', {
        params: { id },
        body: { activityId: hall.newId(110105), draft: { title: '同一场演出', kinds: ['performance'] } },
      })
    const both = await Promise.all([take(district), take(leader)])
    expect(both.map((one) => one.status).sort()).toEqual([200, 409])
    const { items } = await district.do('GET /api/activities', { query: { q: '同一场演出' } })
    expect(items).toHaveLength(1)
  })

  it('goes to unions in being, not to oneself and not to firms', async () => {
    const text = page()
    const { articles } = await read(text)
    const { records } = await accept(text, [item(articles[3]!)])
    const params = { id: records[0]!.id }
    const to = async (orgId: number) =>
      (await officer.call('POST /api/clippings/{id}/offer', { params, body: { orgId } })).problem.code
    expect(await to(hall.org('cbd'))).toBe('offered-to-self')
    expect(await to(hall.org('henglian'))).toBe('not-a-union')
    expect(await to(999_999)).toBe('unknown-org')
    expect((await show(officer, params.id)).status).toBe('kept')
  })

  it('follows the union it went to into another; what names an ended one names its successor', async () => {
    const admin = await hall.admin('dingrui')
    const make = async (name: string) =>
      (
        await admin.do('POST /api/orgs', {
          body: { parentId: hall.org('d110105'), name, kind: 'grassroots', confirm: true },
        })
      ).id
    const [old, next] = [await make('青禾工会'), await make('百川工会')]
    const { id } = await offered()
    await officer.do('POST /api/clippings/{id}/recall', { params: { id }, body: {} })
    await officer.do('POST /api/clippings/{id}/offer', { params: { id }, body: { orgId: old } })
    const gone = await make('飞白工会')
    await hall.pool.query(
      `update clipping set proposed = jsonb_set(proposed, '{orgs}', $2::jsonb) where id = $1`,
      [
        id.slice(7),
        JSON.stringify([
          { name: '青禾工会', orgId: old, part: 'host' },
          { name: '飞白工会', orgId: gone, part: 'participant' },
        ]),
      ],
    )
    // With the matter on its desk it cannot end, only go into another.
    const ended = await admin.call('POST /api/orgs/{id}/dissolve', { params: { id: old }, body: {} })
    expect(ended.problem.code).toBe('org-not-empty')
    await admin.do('POST /api/orgs/{id}/merge', { params: { id: old }, body: { into: next } })
    await admin.do('POST /api/orgs/{id}/dissolve', { params: { id: gone }, body: {} })
    const shown = await show(officer, id)
    expect(shown.offeredTo).toEqual({ id: next, name: '百川工会' })
    expect(shown.proposed.orgs!.map((one) => one.orgId)).toEqual([next, null])
    const { rows } = await hall.pool.query('select org_id from task where about_id = $1 and state = $2', [
      id.slice(7),
      'open',
    ])
    expect(rows).toEqual([{ org_id: next }])
  })
})

describe('a clipping as background', () => {
  it('stands with the record, for those who read both, until it is taken off', async () => {
    const text = page()
    const { articles } = await read(text)
    const { records } = await accept(
      text,
      articles.map((one) => item(one)),
    )
    const [activity, , id] = records.map((one) => one.id)
    const link = (on: boolean, who = officer, recordId = activity!) =>
      who.call('POST /api/clippings/{id}/link', {
        params: { id: id! },
        body: { noun: 'activity', recordId, on },
      })
    const about = async () =>
      (await officer.do('GET /api/clippings/about/{id}', { params: { id: activity! } })).items.map(
        (one) => one.id,
      )
    await link(true)
    await link(true)
    expect(await about()).toEqual([id])
    expect((await show(officer, id!)).links).toEqual([
      { noun: 'activity', id: activity, label: activityOf(articles[0]!).text },
    ])
    expect((await link(true, officer, hall.newId())).status).toBe(404)
    await link(false)
    expect(await about()).toEqual([])
  })
})

const press = new URL('../../../shared/press-dev/page-1.txt', import.meta.url)
if (!existsSync(press)) console.error('the newspaper page is skipped: ../shared/press-dev is absent')
describe.runIf(existsSync(press))('the newspaper page', () => {
  it('is one symposium of ours and four articles of others', async () => {
    const reading = await read(readFileSync(press, 'utf8'))
    expect(reading.articles.map(({ host }) => [host?.name, host?.orgId !== null, host?.own])).toEqual([
      ['北京市人大常委会执法检查组', false, false],
      ['延庆区总工会', true, false],
      ['北京CBD总工会', true, true],
      ['慈铭体检集团工会', false, false],
      ['北京农学院工会', false, false],
    ])
    const mentioned = reading.articles[1]!.organisations.filter((one) => one.role === 'mention')
    expect(mentioned.map((one) => one.text)).toEqual(['中华全国总工会', '中国共产党'])
  })
})
