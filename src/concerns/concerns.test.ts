import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
let officer: Person
let leader: Person
let property: Person
let platform: Person
let district: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
  leader = await hall.as('sunqian')
  property = await hall.as('chenpeng')
  platform = await hall.as('heli')
  district = await hall.as('zhouhang')
})

const text = '恒联大厦B座不让走正门，高峰期绕货运通道要多走十来分钟，经常超时。'
async function raise(
  more: Partial<{
    sealed: boolean
    phone: string
    name: string
    text: string
    classCode: string
    place: string
  }> = {},
) {
  const id = hall.newId()
  const code = hall.newCode()
  const body = { id, classCode: 'access', text, place: '恒联大厦B座', sealed: false, code, ...more }
  const answer = await hall.anyone().do('POST /api/concerns', { body })
  return { id, code, body, number: answer.number, key: { number: answer.number, code } }
}
async function handed() {
  const concern = await raise({ phone: '13800000042', name: '田野' })
  await officer.do('POST /api/concerns/{id}/accept', {
    params: { id: concern.id },
    body: { title: '骑手入楼送货须绕行货运通道', classCode: 'access', urgency: 'general' },
  })
  await officer.do('POST /api/concerns/{id}/assign', {
    params: { id: concern.id },
    body: { leadId: hall.org('henglian'), assistIds: [hall.org('feixun')] },
  })
  return concern
}
async function answered() {
  const concern = await handed()
  const params = { id: concern.id }
  await property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
  await property.do('POST /api/concerns/{id}/contact', {
    params,
    body: { how: 'phone', note: '约好周三一起看通道' },
  })
  await property.do('POST /api/concerns/{id}/answer', {
    params,
    body: { text: '南门已对骑手开放，刷码通行。', claim: 'solved' },
  })
  return concern
}

describe('raising', () => {
  it('is called by what it is about, not by who says it', async () => {
    const { id } = await raise({ text: '我是快递员。楼下的换电柜坏了三天没人修。' })
    const shown = await officer.do('GET /api/concerns/{id}', { params: { id } })
    expect(shown.title).toBe('楼下的换电柜坏了三天没人修')
  })

  it('gives a speaking number and a first deadline, without an account', async () => {
    const id = hall.newId()
    const answer = await hall.anyone().do('POST /api/concerns', {
      body: { id, classCode: 'access', text, sealed: true, code: hall.newCode() },
    })
    expect(answer.number).toMatch(/^110199-26-\d{6}$/)
    expect(answer.due?.text).toBe('明天 10:00')
  })

  it('answers the same id and body again, and refuses another body', async () => {
    const { body, number } = await raise()
    expect((await hall.anyone().do('POST /api/concerns', { body })).number).toBe(number)
    const other = await hall
      .anyone()
      .call('POST /api/concerns', { body: { ...body, text: '另一件事，完全不同' } })
    expect(other.problem.code).toBe('id-taken')
  })

  it('raises once when the same send arrives twice at the same time', async () => {
    const body = {
      id: hall.newId(),
      classCode: 'meals',
      text: '中午找不到地方吃饭',
      sealed: false,
      code: hall.newCode(),
    }
    const both = await Promise.all([
      hall.anyone().do('POST /api/concerns', { body }),
      hall.anyone().do('POST /api/concerns', { body }),
    ])
    expect(both[0].number).toBe(both[1].number)
  })

  it.each([
    ['empty text', { text: '' }, 'bad-input'],
    ['a control character', { text: '入楼\u0000送货' }, 'control-characters'],
    ['what is no character', { text: '入楼\uffff送货' }, 'control-characters'],
    ['what is no character in another plane', { place: '南门\u{2fffe}' }, 'control-characters'],
    ['what is no character in the middle', { text: '入楼\ufdd0送货' }, 'control-characters'],
    ['half of a character', { text: '入楼\ud83d送货' }, 'control-characters'],
    ['an unknown class', { classCode: 'no-such-class' }, 'unknown-class'],
    ['a phone of ten digits', { phone: '13800000042'.slice(1) + 'x' }, 'phone-format'],
    ['ten megabytes', { text: '长'.repeat(3_400_000) }, 'body-too-large'],
  ])('refuses %s by name', async (_what, wrong, code) => {
    const answer = await hall.anyone().call('POST /api/concerns', {
      body: { id: hall.newId(), classCode: 'access', text, sealed: false, code: hall.newCode(), ...wrong },
    })
    expect(answer.problem.code).toBe(code)
    expect(answer.problem.hint).not.toBe('')
    expect(answer.raw.headers['content-type']).toContain('application/problem+json')
  })

  it('offers a similar accepted concern as the same matter, and a person decides', async () => {
    const first = await handed()
    const words = '恒联大厦B座不让走正门，要绕货运通道多走十来分钟，总超时'
    const { items } = await hall.anyone().do('POST /api/concerns/similar', {
      body: { area: 110199, classCode: 'access', text: words, place: '恒联大厦B座' },
    })
    expect(items.map((one) => one.title)).toContain('骑手入楼送货须绕行货运通道')
    expect(JSON.stringify(items)).not.toContain('高峰期')
    const second = await raise({ text: words })
    await hall.services.jobs.drain()
    const seen = await officer.do('GET /api/concerns/{id}', { params: { id: second.id } })
    expect(seen.similar.map((one) => one.id)).toContain(first.id)
    expect(seen.status).toBe('received')
    await officer.do('POST /api/concerns/{id}/merge', { params: { id: second.id }, body: { into: first.id } })
    const progress = await hall
      .anyone()
      .do('GET /api/concerns/progress', { query: { number: second.number } })
    expect(progress.mergedInto).toBe(first.number)
  })
})

describe('handling', () => {
  it('goes from raised to solved by the worker’s own two answers', async () => {
    const concern = await answered()
    const params = { id: concern.id }
    const own = await hall.anyone().do('POST /api/concerns/follow', { body: concern.key })
    expect(own.can).toContain('rate')
    expect(own.answer?.text).toContain('南门')
    const rated = await hall.anyone().do('POST /api/concerns/follow/rate', {
      body: { ...concern.key, outcome: 'solved', satisfaction: 'satisfied' },
    })
    expect(rated.status).toBe('closed')
    const seen = await officer.do('GET /api/concerns/{id}', { params })
    expect([seen.outcome, seen.satisfaction]).toEqual(['solved', 'satisfied'])
    expect(seen.timeline.map((one) => one.type)).toEqual([
      'concern.raised',
      'concern.accepted',
      'concern.assigned',
      'concern.taken-up',
      'concern.contacted',
      'concern.answered',
      'concern.called-back',
    ])
  })

  it('shows a handler that concern and nothing else', async () => {
    const mine = await handed()
    const other = await raise()
    const { items } = await property.do('GET /api/tasks', { query: { limit: 100 } })
    expect(items.map((task) => task.about.id)).toContain(mine.id)
    expect(items.every((task) => task.org.id === hall.org('henglian'))).toBe(true)
    expect((await property.call('GET /api/concerns/{id}', { params: { id: mine.id } })).status).toBe(200)
    expect((await property.call('GET /api/concerns/{id}', { params: { id: other.id } })).status).toBe(404)
    expect((await property.call('GET /api/concerns', {})).problem.code).toBe('not-allowed')
  })

  it('sends back with a reason, and the union stays responsible', async () => {
    const concern = await handed()
    const params = { id: concern.id }
    const refused = await property.call('POST /api/concerns/{id}/send-back', { params, body: { reason: '' } })
    expect(refused.problem.fields).toEqual([{ path: 'reason', message: '必须填写' }])
    await property.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '货运通道不属本楼' } })
    const desk = await officer.do('GET /api/tasks', { query: { kind: 'reassign', limit: 100 } })
    expect(desk.items.find((task) => task.about.id === concern.id)?.detail).toContain('货运通道不属本楼')
    const seen = await officer.do('GET /api/concerns/{id}', { params })
    expect(seen.can).toContain('assign')
    expect(seen.parties.find((one) => one.part === 'lead')?.state).toBe('sent-back')
  })

  it('lets an assisting org reply, and asks it no more', async () => {
    const concern = await handed()
    const params = { id: concern.id }
    await platform.do('POST /api/concerns/{id}/contribute', {
      params,
      body: { note: '高峰期可延长送达时限十分钟' },
    })
    const again = await platform.call('POST /api/concerns/{id}/contribute', {
      params,
      body: { note: '再说一次' },
    })
    expect(again.problem.code).toBe('not-yours')
  })

  it('rallies several bodies, by the union above as well', async () => {
    const concern = await handed()
    await district.do('POST /api/concerns/{id}/rally', {
      params: { id: concern.id },
      body: { orgIds: [hall.org('cbd-office'), hall.org('traffic')], note: '周五现场会' },
    })
    const office = await hall.as('luojing')
    const { items } = await office.do('GET /api/tasks', {})
    expect(items.map((task) => [task.kind, task.about.id])).toContainEqual(['rally', concern.id])
  })

  it('extends only with a leader’s consent, once at a time', async () => {
    const concern = await handed()
    const params = { id: concern.id }
    await property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
    const early = await property.call('POST /api/concerns/{id}/ask-extension', {
      params,
      body: { until: '2026-11-24', reason: '门禁改造' },
    })
    expect(early.problem.code).toBe('until-too-early')
    await property.do('POST /api/concerns/{id}/ask-extension', {
      params,
      body: { until: '2026-12-10', reason: '门禁改造' },
    })
    expect(
      (
        await property.call('POST /api/concerns/{id}/ask-extension', {
          params,
          body: { until: '2026-12-11', reason: '又想晚些' },
        })
      ).problem.code,
    ).toBe('extension-pending')
    expect((await officer.call('POST /api/concerns/{id}/grant-extension', { params, body: {} })).status).toBe(
      403,
    )
    await leader.do('POST /api/concerns/{id}/grant-extension', { params, body: {} })
    const seen = await officer.do('GET /api/concerns/{id}', { params })
    expect(seen.limits.find((one) => one.stage === 'answer')?.due.at).toBe('2026-12-10T09:30:00.000Z')
  })

  it('reopens and escalates what the worker calls unsolved', async () => {
    const concern = await answered()
    await hall.anyone().do('POST /api/concerns/follow/rate', {
      body: { ...concern.key, outcome: 'unsolved', satisfaction: 'dissatisfied' },
    })
    const seen = await officer.do('GET /api/concerns/{id}', { params: { id: concern.id } })
    expect(seen.status).toBe('reopened')
    expect(seen.escalation).toBe(1)
    const head = await hall.as('wulan')
    const above = await head.do('GET /api/tasks', { query: { kind: 'oversee' } })
    expect(above.items.map((task) => task.about.id)).toContain(concern.id)
  })

  it('tells the second of two what the first did', async () => {
    const concern = await answered()
    const said = {
      params: { id: concern.id },
      body: { outcome: 'solved' as const, satisfaction: 'satisfied' as const },
    }
    const both = await Promise.all([
      officer.call('POST /api/concerns/{id}/call-back', said),
      leader.call('POST /api/concerns/{id}/call-back', said),
    ])
    expect(both.map((one) => one.status).sort()).toEqual([200, 409])
    const loser = both.find((one) => one.status === 409)!
    expect(loser.problem.code).toBe('not-now')
    expect(loser.problem.hint).toMatch(/工会回访.*已办结/)
  })

  it('refuses a jump over statuses', async () => {
    const concern = await raise()
    expect(
      (
        await officer.call('POST /api/concerns/{id}/assign', {
          params: { id: concern.id },
          body: { leadId: hall.org('henglian'), assistIds: [] },
        })
      ).problem.code,
    ).toBe('not-now')
  })

  it('assigns many and says which could not be', async () => {
    const first = await raise()
    const second = await raise()
    await officer.do('POST /api/concerns/{id}/accept', {
      params: { id: first.id },
      body: { title: '可以派的一件', classCode: 'access', urgency: 'general' },
    })
    const result = await officer.do('POST /api/concerns/assign-many', {
      body: { ids: [second.id, first.id], leadId: hall.org('henglian'), assistIds: [] },
    })
    expect(result.done).toEqual([first.id])
    expect(result.failed.map((one) => one.id)).toEqual([second.id])
  })
})

it('lets a body that was rallied answer after the lead has sent the matter back', async () => {
  const concern = await handed()
  const params = { id: concern.id }
  await officer.do('POST /api/concerns/{id}/rally', {
    params,
    body: { orgIds: [hall.org('cbd-office')], note: '现场会商' },
  })
  await property.do('POST /api/concerns/{id}/send-back', { params, body: { reason: '不在我们的界内' } })
  const office = await hall.as('luojing')
  expect((await office.do('GET /api/concerns/{id}', { params })).can).toContain('contribute')
  await office.do('POST /api/concerns/{id}/contribute', { params, body: { note: '占道部分我们来清。' } })
  const { items } = await office.do('GET /api/tasks', {})
  expect(items.filter((task) => task.about.id === concern.id)).toEqual([])
})

describe('a concern nobody in particular raised', () => {
  it('is closed once checked: no officer answers for a worker there is not, and no rate counts it', async () => {
    const id = hall.newId()
    const params = { id }
    await officer.do('POST /api/concerns/register', {
      body: {
        id,
        classCode: 'access',
        title: '骑手入楼送货须绕行',
        text: '报道提到骑手入楼送货难。',
        source: 'intake',
        sealed: false,
      },
    })
    const rates = () => leader.do('GET /api/concerns/rates', { query: {} })
    await officer.do('POST /api/concerns/{id}/accept', {
      params,
      body: { title: '骑手入楼送货须绕行', classCode: 'access', urgency: 'general' },
    })
    await officer.do('POST /api/concerns/{id}/assign', {
      params,
      body: { leadId: hall.org('henglian'), assistIds: [] },
    })
    await property.do('POST /api/concerns/{id}/take-up', { params, body: {} })
    await property.do('POST /api/concerns/{id}/contact', { params, body: { how: 'visit', note: '看过现场' } })
    await property.do('POST /api/concerns/{id}/answer', {
      params,
      body: { text: '南门已开放。', claim: 'solved' },
    })
    const before = await rates()
    const { can } = await officer.do('GET /api/concerns/{id}', { params })
    expect([can.includes('call-back'), can.includes('close')]).toEqual([false, true])
    const said = await officer.call('POST /api/concerns/{id}/call-back', {
      params,
      body: { outcome: 'solved', satisfaction: 'satisfied' },
    })
    expect(said.problem.code).toBe('no-raiser')
    // Another of the kind, whose raiser the union finds: from then on it is theirs to answer.
    const found = hall.newId()
    await officer.do('POST /api/concerns/register', {
      body: {
        id: found,
        classCode: 'access',
        title: '骑手等电梯太久',
        text: '报道提到货梯要等。',
        source: 'intake',
        sealed: false,
      },
    })
    const add = (phone: string) =>
      officer.call('POST /api/concerns/{id}/raiser', { params: { id: found }, body: { phone } })
    expect((await add('1381234')).problem.code).toBe('phone-format')
    expect((await add('138 0000 0057')).status).toBe(200)
    expect((await add('13800000058')).problem.code).toBe('raiser-known')
    expect((await officer.do('GET /api/concerns/{id}', { params: { id: found } })).raiser.phone).toBe(
      '138****0057',
    )
    const worker = await hall.worker('13800000057')
    expect((await worker.do('GET /api/my/concerns', {})).items.map((one) => one.id)).toContain(found)
    const { status } = await officer.do('POST /api/concerns/{id}/close', {
      params,
      body: { note: '到现场看过，南门可以走。' },
    })
    expect(status).toBe('closed')
    const after = await rates()
    expect([after.resolution.outOf, after.satisfaction.outOf]).toEqual([
      before.resolution.outOf,
      before.satisfaction.outOf,
    ])
  })
})

describe('sealed identity', () => {
  it('takes two people, tells the worker, and shows the handler nothing', async () => {
    const concern = await raise({ sealed: true, phone: '13900000001', name: '田野' })
    const params = { id: concern.id }
    expect(
      (await officer.call('POST /api/concerns/{id}/reveal-contact', { params, body: {} })).problem.code,
    ).toBe('sealed')
    await officer.do('POST /api/concerns/{id}/request-identity', { params, body: { reason: '需要当面取证' } })
    expect(
      (await officer.call('POST /api/concerns/{id}/read-identity', { params, body: {} })).problem.code,
    ).toBe('sealed')
    const opening = (await officer.do('GET /api/concerns/{id}', { params })).identityOpening!
    expect(
      (
        await officer.call('POST /api/identity-openings/{id}/decide', {
          params: { id: opening.id },
          body: { approve: true },
        })
      ).problem.code,
    ).toBe('not-allowed')
    await leader.do('POST /api/identity-openings/{id}/decide', {
      params: { id: opening.id },
      body: { approve: true },
    })
    expect(await officer.do('POST /api/concerns/{id}/read-identity', { params, body: {} })).toMatchObject({
      name: '田野',
      phone: '13900000001',
    })
    const own = await hall.anyone().do('POST /api/concerns/follow', { body: concern.key })
    expect(own.readers.map((one) => one.what).join()).toContain('需要当面取证')

    // Why it was opened says something about the raiser: neither the public page nor those it is handed to read it.
    const everybody = await hall
      .anyone()
      .do('GET /api/concerns/progress', { query: { number: concern.number } })
    expect(JSON.stringify(everybody)).not.toMatch(/身份|取证/)
    await officer.do('POST /api/concerns/{id}/accept', {
      params,
      body: { title: '骑手入楼送货须绕行货运通道', classCode: 'access', urgency: 'general' },
    })
    await officer.do('POST /api/concerns/{id}/assign', {
      params,
      body: { leadId: hall.org('henglian'), assistIds: [] },
    })
    const handler = await property.do('GET /api/concerns/{id}', { params })
    expect(JSON.stringify([handler.timeline, handler.identityOpening])).not.toMatch(/身份|取证/)
    const news = await property.do('GET /api/events/recent', {})
    expect(JSON.stringify(news)).not.toMatch(/身份|取证/)
  })

  it('does not let a leader approve their own request', async () => {
    const concern = await raise({ sealed: true, phone: '13900000001' })
    await leader.do('POST /api/concerns/{id}/request-identity', {
      params: { id: concern.id },
      body: { reason: '核实情况' },
    })
    const opening = (await leader.do('GET /api/concerns/{id}', { params: { id: concern.id } }))
      .identityOpening!
    expect(
      (
        await leader.call('POST /api/identity-openings/{id}/decide', {
          params: { id: opening.id },
          body: { approve: true },
        })
      ).problem.code,
    ).toBe('same-person')
  })
})

describe('the worker', () => {
  it('follows by number and code, and by nothing less', async () => {
    const { key, number } = await raise()
    expect(
      (
        await hall.anyone().call('POST /api/concerns/follow', {
          body: { ...key, code: key.code === '00000000' ? '00000001' : '00000000' },
        })
      ).problem.code,
    ).toBe('wrong-code')
    const progress = await hall.anyone().do('GET /api/concerns/progress', { query: { number } })
    expect(JSON.stringify(progress)).not.toContain('正门')
    expect(progress.sentence).toContain('已收到')
  })

  it('finds what was left with a phone number after signing in with it', async () => {
    const { number } = await raise({ phone: '13700000009' })
    const rider = await hall.worker('13700000009')
    const { items } = await rider.do('GET /api/my/concerns', {})
    expect(items.map((one) => one.number)).toEqual([number])
  })

  it('is told who read the number left', async () => {
    const concern = await handed()
    expect(
      await property.do('POST /api/concerns/{id}/reveal-contact', { params: { id: concern.id }, body: {} }),
    ).toEqual({ name: '田野', phone: '13800000042' })
    const own = await hall.anyone().do('POST /api/concerns/follow', { body: concern.key })
    expect(own.readers.map((one) => one.org)).toEqual(['恒联物业服务有限公司'])
  })
})

describe('the three rates', () => {
  it('open to exactly the concerns they count', async () => {
    const rates = await officer.do('GET /api/concerns/rates', {})
    for (const rate of ['response', 'resolution', 'satisfaction'] as const) {
      const open = async (part: 'counted' | 'missed' | 'left-out') =>
        (
          await officer.do('GET /api/concerns', {
            query: { rate, part, from: rates.from, to: rates.to, limit: 100 },
          })
        ).items.length
      expect(await open('counted')).toBe(rates[rate].counted)
      expect((await open('counted')) + (await open('missed'))).toBe(rates[rate].outOf)
      expect(await open('left-out')).toBe(rates[rate].leftOut)
    }
    expect(rates.resolution.outOf).toBeGreaterThan(0)
  })
})

describe('the desk', () => {
  it('pages without losing or repeating a line, at every level of the tree', async () => {
    for (const login of ['zhaoyiming', 'zhouhang', 'gaoyuan']) {
      const reader = await hall.as(login)
      const whole = (await reader.do('GET /api/concerns', { query: { limit: 100 } })).items.map(
        (one) => one.id,
      )
      const paged: string[] = []
      let cursor: string | undefined
      do {
        const page = await reader.do('GET /api/concerns', { query: { limit: 3, cursor } })
        paged.push(...page.items.map((one) => one.id))
        cursor = page.next ?? undefined
      } while (cursor)
      expect(paged).toEqual(whole)
      expect(new Set(paged).size).toBe(paged.length)
    }
  })

  it('is empty for another district', async () => {
    const maodan = await hall.as('maodan')
    expect((await maodan.do('GET /api/concerns', {})).items).toEqual([])
  })

  it('turns yellow when a quarter of a short limit is left and red when past', async () => {
    const concern = await handed()
    const before = await officer.do('GET /api/concerns/{id}', { params: { id: concern.id } })
    expect(before.due?.tone).toBe('plain')
    hall.clock.set(new Date('2026-11-24T10:00:00+08:00'))
    const soon = await hall.as('zhaoyiming')
    expect((await soon.do('GET /api/concerns/{id}', { params: { id: concern.id } })).due?.tone).toBe('amber')
    const yellow = await soon.do('GET /api/concerns', { query: { card: 'yellow', limit: 100 } })
    expect(yellow.items.map((one) => one.id)).toContain(concern.id)
    hall.clock.set(new Date('2026-11-25T10:00:00+08:00'))
    const again = await hall.as('zhaoyiming')
    const after = await again.do('GET /api/concerns/{id}', { params: { id: concern.id } })
    expect(after.due?.tone).toBe('red')
    const red = await again.do('GET /api/concerns', { query: { card: 'red', limit: 100 } })
    expect(red.items.map((one) => one.id)).toContain(concern.id)
    hall.clock.set(new Date('2026-11-23T10:00:00+08:00'))
  })

  it('exports what it shows', async () => {
    const answer = await officer.send('GET /api/concerns.xlsx', { query: { group: 'open' } })
    expect(answer.statusCode).toBe(200)
    expect(answer.rawPayload.subarray(0, 2).toString()).toBe('PK')
  })
})

it('is worked off by deadline, page by page, those that owe nothing last', async () => {
  const seen: string[] = []
  let cursor: string | undefined
  const rows: { due: { at: string } | null; status: string }[] = []
  do {
    const page = await leader.do('GET /api/concerns', {
      query: { group: 'open', order: 'soonest', limit: 3, ...(cursor ? { cursor } : {}) },
    })
    for (const row of page.items) {
      seen.push(row.id)
      rows.push(row)
    }
    cursor = page.next ?? undefined
  } while (cursor)
  const all = await leader.do('GET /api/concerns', { query: { group: 'open', limit: 100 } })
  expect([...seen].sort()).toEqual(all.items.map((one) => one.id).sort())
  const at = rows.map((row) => row.due?.at ?? '9')
  expect(at).toEqual([...at].sort())
})
