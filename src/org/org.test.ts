import { writeXlsx, readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, it } from 'vitest'
import { password } from '../../demo/tree.ts'
import { world, type Person, type World } from '../../test/harness.ts'
import { bombs, compoundFile, workbookOf } from '../../test/office.ts'

let hall: World
/** Keeps the tree of the whole city. */
let admin: Person
/** Officer of the CBD. */
let officer: Person

/** An administrator may do nothing before the second factor is set up. */
beforeAll(async () => {
  hall = await world()
  admin = await hall.admin('dingrui')
  officer = await hall.as('zhaoyiming')
})

let made = 0
async function firm(
  parent: string | number,
  more: Partial<{ name: string; shortName: string; uscc: string }> = {},
) {
  const name = more.name ?? `试点${++made}号餐饮有限公司`
  const { id } = await admin.do('POST /api/orgs', {
    body: {
      parentId: typeof parent === 'number' ? parent : hall.org(parent),
      kind: 'employer',
      ...more,
      name,
    },
  })
  return id
}
const show = (id: number, who = admin) => who.do('GET /api/orgs/{id}', { params: { id } })
const search = async (q: string, more: { everywhere?: boolean } = {}, who = admin) =>
  (await who.do('GET /api/orgs/search', { query: { q, ...more } })).items
const code = (answer: { status: number; problem: { code: string } }) => [answer.status, answer.problem.code]

/** Appoints somebody new to an org and signs them in. */
async function appointed(orgId: number, role: 'officer' | 'handler' | 'leader' = 'officer') {
  const login = `someone${++made}`
  const { id } = await admin.do('POST /api/accounts', {
    body: { login, name: `某人${made}`, password, orgId, role },
  })
  return { id, person: await hall.as(login) }
}
/** A concern handed to `lead` by the CBD's union; its open task is the lead's. */
async function handedTo(lead: number) {
  const id = hall.newId()
  await hall.anyone().do('POST /api/concerns', {
    body: { id, classCode: 'rest', text: '楼下没有歇脚的地方', sealed: false, code: hall.newCode() },
  })
  const params = { id }
  await officer.do('POST /api/concerns/{id}/accept', {
    params,
    body: { title: '骑手没有歇脚处', classCode: 'rest', urgency: 'general' },
  })
  await officer.do('POST /api/concerns/{id}/assign', { params, body: { leadId: lead, assistIds: [] } })
  return id
}

describe('the tree', () => {
  it('opens level by level from the org acted for, with nothing lost between pages', async () => {
    const top = await admin.do('GET /api/orgs', {})
    expect(top.items.map((one) => one.name)).toEqual(['北京市总工会'])
    const names: string[] = []
    let cursor: string | undefined
    do {
      const page = await admin.do('GET /api/orgs', {
        query: { parentId: top.items[0]!.id, limit: 5, cursor },
      })
      names.push(...page.items.map((one) => one.name))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(names).toHaveLength(top.items[0]!.children)
    expect(new Set(names).size).toBe(names.length)
    const { items } = await admin.do('GET /api/orgs', {
      query: { parentId: hall.org('cbd'), kind: ['platform'] },
    })
    expect(items.map((one) => [one.name, one.trail])).toEqual([
      ['飞巡即时配送有限公司', '北京市总工会 / 朝阳区总工会 / 北京CBD总工会'],
    ])
  })

  it('hides what lies beside the org acted for', async () => {
    for (const beside of ['chaowai', 'd110115', 'city']) {
      const params = { id: hall.org(beside) }
      expect((await officer.call('GET /api/orgs/{id}', { params })).status).toBe(404)
      const query = { parentId: params.id }
      expect((await officer.call('GET /api/orgs', { query })).status).toBe(404)
    }
    expect((await show(hall.org('henglian'), officer)).ancestors.map((one) => one.id)).toEqual(
      ['city', 'd110105', 'cbd'].map(hall.org),
    )
  })

  it('is changed by administrators within their reach only', async () => {
    const { person: local } = await appointed(hall.org('d110115'))
    expect(
      (
        await local.call('POST /api/orgs/{id}/rename', {
          params: { id: hall.org('cbd') },
          body: { name: '改名' },
        })
      ).problem.code,
    ).toBe('not-allowed')
    await admin.do('POST /api/accounts', {
      body: { login: 'daxing-admin', name: '魏来', password, orgId: hall.org('d110115'), role: 'admin' },
    })
    const daxing = await hall.admin('daxing-admin')
    const outside = { id: hall.org('henglian') }
    const inside = hall.org('daxing-yard')
    const calls = [
      daxing.call('POST /api/orgs', { body: { parentId: outside.id, name: '越界的组织', kind: 'employer' } }),
      daxing.call('POST /api/orgs/{id}/change', { params: outside, body: { shortName: '越界' } }),
      daxing.call('POST /api/orgs/{id}/rename', { params: outside, body: { name: '越界' } }),
      daxing.call('POST /api/orgs/{id}/move', { params: outside, body: { parentId: inside } }),
      daxing.call('POST /api/orgs/{id}/move', {
        params: { id: inside },
        body: { parentId: hall.org('cbd') },
      }),
      daxing.call('POST /api/orgs/{id}/merge', { params: { id: inside }, body: { into: outside.id } }),
      daxing.call('POST /api/orgs/{id}/dissolve', { params: outside, body: {} }),
    ]
    const answers = await Promise.all(calls)
    expect(answers.map((one) => one.status)).toEqual(Array(7).fill(404))
    const file = Buffer.from(
      await writeXlsx({
        sheets: [
          {
            name: '组织',
            rows: [
              ['名称', '类别'],
              ['越界的组织', '用人单位'],
            ],
          },
        ],
      }),
    )
    const sent = await daxing.send('POST /api/orgs/import', { query: { parentId: outside.id }, body: file })
    expect(sent.statusCode).toBe(404)
  })

  it('lists the areas to anyone', async () => {
    const { items } = await hall.anyone().do('GET /api/areas', {})
    expect(items).toContainEqual({ code: 110199, name: 'CBD' })
  })
})

describe('search', () => {
  it.each([
    ['恒联', '恒联物业服务有限公司'],
    ['管理委员', '朝阳区城市管理委员会'],
    ['区城管委', '朝阳区城市管理委员会'],
    ['hlwy', '恒联物业服务有限公司'],
    ['henglian', '恒联物业服务有限公司'],
    ['FEIXUN', '飞巡即时配送有限公司'],
    ['ＣＢＤ', '北京CBD总工会'],
    ['wuye', '恒联物业服务有限公司'],
  ])('finds by %s', async (q, name) => {
    expect((await search(q)).map((one) => one.name)).toContain(name)
  })

  it('puts the very name before names containing it, and finds nothing for signs alone', async () => {
    await firm('cbd', { name: '朝外街道总工会服务部' })
    expect((await search('朝外街道总工会')).map((one) => one.name)).toEqual([
      '朝外街道总工会',
      '朝外街道总工会服务部',
    ])
    expect(await search('——')).toEqual([])
    // All its pairs are there, in another order.
    expect(await search('物业恒联')).toEqual([])
  })

  it('stays below the org acted for unless asked to look everywhere', async () => {
    expect(await search('朝外街道办事处', {}, officer)).toEqual([])
    const all = await search('朝外街道办事处', { everywhere: true }, officer)
    expect(all.map((one) => one.trail)).toEqual(['北京市总工会 / 朝阳区总工会'])
  })

  it('uses an index for whatever is typed', async () => {
    const client = await hall.pool.connect()
    try {
      await client.query('set enable_seqscan = off')
      for (const where of [
        `name_pieces(name) @> name_pieces('恒联')`,
        `name_pieces(name) @> array['恒联']`,
        `(initials = 'hl' or pinyin = 'hl')`,
        `(initials like 'hl%' or pinyin like 'hl%')`,
        `pinyin like '%wuye%'`,
      ]) {
        const { rows } = await client.query<Record<'QUERY PLAN', string>>(
          `explain select org_id from org_name where ${where}`,
        )
        const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
        expect(plan, where).toContain('Index Scan')
        expect(plan, where).not.toContain('Seq Scan')
      }
    } finally {
      client.release(true)
    }
  })
})

describe('a new org', () => {
  it('is kept with its history and an event, and counted by its parent', async () => {
    const before = (await show(hall.org('cbd'))).children
    const id = await firm('cbd', { name: '云杉数据有限公司', shortName: '云杉数据' })
    const seen = await show(id)
    expect(seen).toMatchObject({ area: 110199, kind: 'employer', active: true })
    expect(seen.history).toMatchObject([{ change: 'created', by: '市总工会 丁睿' }])
    expect((await show(hall.org('cbd'))).children).toBe(before + 1)
    const { rows } = await hall.pool.query<{ text: string }>(
      `select text from event where noun = 'org' and type = 'org.created' order by seq desc limit 1`,
    )
    expect(rows[0]!.text).toBe('在北京CBD总工会下新建云杉数据有限公司')
  })

  it('is refused when it is there already, and when it only seems so until confirmed', async () => {
    const body = { parentId: hall.org('cbd'), kind: 'employer' as const }
    await firm('cbd', { name: '白桦印刷有限公司', uscc: '91350100M000100Y43' })
    expect(code(await admin.call('POST /api/orgs', { body: { ...body, name: '白桦印刷有限公司' } }))).toEqual(
      [409, 'org-exists'],
    )
    const confirm = true
    expect(
      code(await admin.call('POST /api/orgs', { body: { ...body, name: '白桦印刷有限公司', confirm } })),
    ).toEqual([409, 'org-exists'])
    const spaced = { ...body, name: '白桦 印刷有限公司' }
    const seems = await admin.call('POST /api/orgs', { body: spaced })
    expect(code(seems)).toEqual([409, 'org-exists'])
    expect(seems.problem.hint).toContain('白桦印刷有限公司')
    await admin.do('POST /api/orgs', { body: { ...spaced, confirm } })
    const sameCode = { ...body, name: '黑桦印刷有限公司', uscc: '91350100M000100Y43' }
    expect(code(await admin.call('POST /api/orgs', { body: sameCode }))).toEqual([409, 'org-exists'])
    const { warnings } = await admin.do('POST /api/orgs', { body: { ...sameCode, confirm } })
    expect(warnings.join()).toContain('白桦印刷有限公司')
  })

  it('may have a code that fails the check, but not one that is none', async () => {
    const body = { parentId: hall.org('cbd'), kind: 'employer' as const }
    const early = await admin.do('POST /api/orgs', {
      body: { ...body, name: '早年发码有限公司', uscc: '91350100m000100y44' },
    })
    expect(early.warnings).toEqual(['校验位不符，请核对；早年发的代码可能本来如此'])
    expect((await show(early.id)).warnings).toEqual(early.warnings)
    const wrong = await admin.call('POST /api/orgs', {
      body: { ...body, name: '十五位有限公司', uscc: '110105012345678' },
    })
    expect(wrong.problem).toMatchObject({ code: 'bad-input', fields: [{ path: 'uscc' }] })
  })

  it('can be the root of an area of its own, once, and counts at once', async () => {
    const body = {
      parentId: hall.org('city'),
      name: '临空经济区总工会',
      kind: 'federation' as const,
      area: 110197,
    }
    const { id } = await admin.do('POST /api/orgs', { body })
    const { items } = await hall.anyone().do('GET /api/areas', {})
    expect(items).toContainEqual({ code: 110197, name: '临空经济区' })
    expect(await hall.services.areas.root(110197)).toMatchObject({ orgId: id })
    expect(code(await admin.call('POST /api/orgs', { body: { ...body, name: '另一个总工会' } }))).toEqual([
      409,
      'area-taken',
    ])
  })

  it('is the root of an area by the topmost union’s administrators alone', async () => {
    await admin.do('POST /api/accounts', {
      body: { login: 'cbd-admin', name: '裴宁', password, orgId: hall.org('cbd'), role: 'admin' },
    })
    const local = await hall.admin('cbd-admin')
    const body = { parentId: hall.org('cbd'), name: '某园区总工会', kind: 'federation' as const }
    const before = await hall.anyone().do('GET /api/areas', {})
    expect(code(await local.call('POST /api/orgs', { body: { ...body, area: 110000 } }))).toEqual([
      403,
      'area-not-yours',
    ])
    expect(await hall.anyone().do('GET /api/areas', {})).toEqual(before)
    expect((await local.call('POST /api/orgs', { body })).status).toBe(200)
  })

  it('is of a kind that stands above a firm only where a 总工会 or 产业工会 registers it', async () => {
    const place = await firm('chaowai', { name: '青松制造有限公司工会' })
    await admin.do('POST /api/orgs/{id}/change', { params: { id: place }, body: { kind: 'grassroots' } })
    await admin.do('POST /api/accounts', {
      body: { login: 'factory-admin', name: '邱实', password, orgId: place, role: 'admin' },
    })
    const factory = await hall.admin('factory-admin')
    const make = async (kind: 'federation', who = factory, parentId = place) =>
      (await who.call('POST /api/orgs', { body: { parentId, name: `某处${++made}`, kind } })).problem?.code
    const high = [
      'federation',
      'industrial',
      'government',
      'congress',
      'platform',
    ] as unknown as 'federation'[]
    const low = ['grassroots', 'employer', 'property'] as unknown as 'federation'[]
    for (const kind of high) expect(await make(kind), kind).toBe('kind-not-yours')
    for (const kind of low) expect(await make(kind), kind).toBeUndefined()
    for (const kind of [...high, ...low])
      expect(await make(kind, admin, hall.org('cbd')), kind).toBeUndefined()
    const [child] = (await factory.do('GET /api/orgs', { query: { parentId: place } })).items
    const turn = (id: number, kind: 'federation', who = factory) =>
      who.call('POST /api/orgs/{id}/change', { params: { id }, body: { kind } })
    expect(code(await turn(child!.id, 'federation'))).toEqual([403, 'kind-not-yours'])
    expect((await turn(child!.id, low[1]!)).status).toBe(200)
    // One's own kind is for those above, whatever it would be; the short name is not.
    expect(code(await turn(place, low[1]!))).toEqual([403, 'kind-not-yours'])
    const name = { params: { id: place }, body: { shortName: '青松', kind: 'grassroots' as const } }
    expect((await factory.call('POST /api/orgs/{id}/change', name)).status).toBe(200)
    expect((await turn(place, 'industrial' as 'federation', admin)).status).toBe(200)
    expect((await turn(hall.org('city'), 'industrial' as 'federation', admin)).status).toBe(200)
    await turn(hall.org('city'), 'federation', admin)
    await turn(place, low[0]!, admin)
    // The same from a file, told by its row.
    const rows = [
      ['名称', '类别'],
      ['假区总工会', '总工会'],
      ['真车间工会', '基层工会'],
    ]
    const file = Buffer.from(await writeXlsx({ sheets: [{ name: '组织', rows }] }))
    const sent = await factory.send('POST /api/orgs/import', { query: { parentId: place }, body: file })
    expect(sent.json()).toMatchObject({
      created: 0,
      errors: [{ row: 2, column: '类别', message: '总工会由总工会或产业工会登记' }],
    })
  })

  it('is not made below an org that has ended', async () => {
    const id = await firm('cbd')
    await admin.do('POST /api/orgs/{id}/dissolve', { params: { id }, body: {} })
    expect(
      code(
        await admin.call('POST /api/orgs', { body: { parentId: id, name: '无根组织', kind: 'employer' } }),
      ),
    ).toEqual([409, 'org-ended'])
  })
})

describe('the default area', () => {
  const areas = () => hall.anyone().do('GET /api/areas', {})
  const choose = (area: number, who = admin) => who.call('POST /api/areas/default', { body: { area } })
  async function areaOf(phone: string) {
    await hall.worker(phone)
    const { rows } = await hall.pool.query<{ area: number }>(
      `select area from person where phone_masked = $1`,
      [`${phone.slice(0, 3)}****${phone.slice(7)}`],
    )
    return rows.map((row) => row.area)
  }

  it('is the topmost union’s own, however low another’s code is', async () => {
    const body = { parentId: hall.org('city'), name: '远郊总工会', kind: 'federation' as const, area: 100001 }
    await admin.do('POST /api/orgs', { body })
    const { items, default: home } = await areas()
    expect([items[0], home]).toEqual([{ code: 110100, name: '北京市' }, 110100])
    expect(items.slice(1, 3).map((one) => one.code)).toEqual([100001, 110101])
    expect(await areaOf('13511110001')).toEqual([110100])
  })

  it('is chosen by the topmost union’s administrators, leads the list and takes new sign-ins', async () => {
    expect(code(await choose(999999))).toEqual([422, 'unknown-area'])
    expect(code(await choose(110199, officer))).toEqual([403, 'not-allowed'])
    await admin.do('POST /api/accounts', {
      body: { login: 'ward-admin', name: '石磊', password, orgId: hall.org('d110105'), role: 'admin' },
    })
    expect(code(await choose(110199, await hall.admin('ward-admin')))).toEqual([403, 'not-allowed'])
    expect((await choose(110115)).status).toBe(200)
    const { items, default: home } = await areas()
    expect([items[0], home]).toEqual([{ code: 110115, name: '大兴区' }, 110115])
    expect(new Set(items.map((one) => one.code)).size).toBe(items.length)
    expect(await areaOf('13511110002')).toEqual([110115])
    expect((await choose(110100)).status).toBe(200)
    expect((await areas()).default).toBe(110100)
    const { rows } = await hall.pool.query<{ text: string }>(
      `select text from event where type = 'area.made-default' order by seq`,
    )
    expect(rows.map((row) => row.text)).toEqual(['默认地区由北京市改为大兴区', '默认地区由大兴区改为北京市'])
  })

  it('has one topmost union to belong to', async () => {
    await expect(
      hall.pool.query(
        `insert into org (area, path, kind, name) values (110100, 'zz', 'federation', '另一个最上级')`,
      ),
    ).rejects.toThrow('org_topmost')
  })
})

describe('change and rename', () => {
  it('says what was changed', async () => {
    const id = await firm('cbd', { shortName: '旧简称' })
    const { warnings } = await admin.do('POST /api/orgs/{id}/change', {
      params: { id },
      body: { shortName: '新简称', kind: 'grassroots', uscc: '91350100M000100Y43' },
    })
    expect(warnings.join()).toContain('以8开头')
    const { history } = await show(id)
    expect(history[0]).toMatchObject({ change: 'changed' })
    expect(history.map((one) => one.text).join()).toContain('简称由“旧简称”改为“新简称”')
    expect((await search('新简称')).map((one) => one.id)).toEqual([id])
    expect(await search('旧简称')).toEqual([])
    await admin.do('POST /api/orgs/{id}/change', { params: { id }, body: { kind: 'employer' } })
    expect((await show(id)).history[0]!.text).toBe('类别由基层工会改为用人单位')
    await admin.do('POST /api/orgs/{id}/rename', {
      params: { id },
      body: { name: '改过名的商行', reason: '工商变更' },
    })
    const { rows } = await hall.pool.query<{ type: string; note: string | null }>(
      `select type, note from event where noun = 'org' order by seq desc limit 2`,
    )
    expect(rows).toEqual([
      { type: 'org.renamed', note: '工商变更' },
      { type: 'org.changed', note: null },
    ])
  })

  it('keeps the former name findable', async () => {
    const id = await firm('cbd', { name: '青禾食品有限公司' })
    const body = { name: '金禾食品有限公司', on: '2026-11-01', reason: '工商变更' }
    expect((await admin.do('POST /api/orgs/{id}/rename', { params: { id }, body })).name).toBe(body.name)
    const found = await search('qinghe')
    expect(found.map((one) => [one.name, one.matched])).toEqual([['金禾食品有限公司', '青禾食品有限公司']])
    const seen = await show(id)
    expect(seen.formerNames).toEqual(['青禾食品有限公司'])
    expect(seen.history[0]!.text).toBe('由“青禾食品有限公司”更名为“金禾食品有限公司”（工商变更）')
    await admin.do('POST /api/orgs/{id}/rename', { params: { id }, body: { name: '青禾食品有限公司' } })
    expect((await show(id)).formerNames).toEqual(['金禾食品有限公司'])
  })

  it('refuses a sibling’s name, a day to come, and an org that has ended', async () => {
    const id = await firm('cbd')
    const params = { id }
    const rename = (body: { name: string; on?: string }) =>
      admin.call('POST /api/orgs/{id}/rename', { params, body })
    expect(code(await rename({ name: '恒联物业服务有限公司' }))).toEqual([409, 'org-exists'])
    expect((await rename({ name: '明日有限公司', on: '2026-11-24' })).problem.fields).toEqual([
      { path: 'on', message: '不能晚于今天' },
    ])
    await admin.do('POST /api/orgs/{id}/dissolve', { params, body: {} })
    expect(code(await rename({ name: '已撤有限公司' }))).toEqual([409, 'org-ended'])
    expect(
      code(await admin.call('POST /api/orgs/{id}/change', { params, body: { shortName: '已撤' } })),
    ).toEqual([409, 'org-ended'])
  })
})

describe('move', () => {
  it('takes everything below along, and the desks find their concerns again', async () => {
    const from = await firm('d110105', { name: '东片工会联合会' })
    const to = await firm('d110105', { name: '西片工会联合会' })
    const union = await firm(from, { name: '某园区工会' })
    const leaf = await firm(union, { name: '某园区三号楼工会' })
    const { person: local } = await appointed(leaf)
    const id = hall.newId(110105)
    await local.do('POST /api/concerns', {
      body: { id, classCode: 'meals', text: '园区没有食堂', sealed: false, code: hall.newCode() },
    })
    await hall.pool.query(`update concern set owner_org = $1, anchor_org = $2 where id = $3`, [
      leaf,
      from,
      id.slice(7),
    ])
    const moved = await admin.do('POST /api/orgs/{id}/move', {
      params: { id: union },
      body: { parentId: to, reason: '片区调整' },
    })
    expect(moved.trail).toBe('北京市总工会 / 朝阳区总工会 / 西片工会联合会')
    expect((await show(leaf)).ancestors.map((one) => one.id)).toEqual([
      hall.org('city'),
      hall.org('d110105'),
      to,
      union,
    ])
    expect((await show(from)).children).toBe(0)
    expect((await show(to)).children).toBe(1)
    expect((await show(union)).history[0]!.text).toBe('由东片工会联合会划转到西片工会联合会（片区调整）')
    // The person below the moved org acts from its new place at once, and so do the unions above.
    const desk = async (who: Person) => (await who.do('GET /api/concerns', {})).items.map((one) => one.id)
    expect(await desk(local)).toEqual([id])
    expect(await desk((await appointed(to)).person)).toEqual([id])
    expect(await desk((await appointed(from)).person)).toEqual([])
  })

  it('refuses its own descendant, an ended org, a twin’s name, and the root of an area', async () => {
    const upper = await firm('cbd')
    const lower = await firm(upper)
    const ended = await firm('cbd')
    await admin.do('POST /api/orgs/{id}/dissolve', { params: { id: ended }, body: {} })
    const move = async (id: number, parentId: number) =>
      code(await admin.call('POST /api/orgs/{id}/move', { params: { id }, body: { parentId } }))
    expect(await move(upper, lower)).toEqual([422, 'org-loop'])
    expect(await move(upper, upper)).toEqual([422, 'org-loop'])
    expect(await move(upper, ended)).toEqual([409, 'org-ended'])
    expect(await move(ended, upper)).toEqual([409, 'org-ended'])
    expect(await move(hall.org('cbd'), hall.org('d110115'))).toEqual([422, 'area-root'])
    const twin = await firm(upper, { name: '双胞胎有限公司' })
    await firm('cbd', { name: '双胞胎有限公司' })
    expect(await move(twin, hall.org('cbd'))).toEqual([409, 'org-exists'])
  })

  it('crosses into another area with its tasks, but not with records', async () => {
    const id = await firm('cbd', { name: '跨区配送有限公司' })
    const { person: local } = await appointed(id, 'handler')
    const concern = await handedTo(id)
    const moved = await admin.do('POST /api/orgs/{id}/move', {
      params: { id },
      body: { parentId: hall.org('d110115') },
    })
    expect(moved.area).toBe(110115)
    const desk = await local.do('GET /api/tasks', {})
    expect(desk.items.map((one) => [one.about.id, one.id.slice(0, 6)])).toEqual([[concern, '110115']])
    await local.do('POST /api/concerns/{id}/take-up', { params: { id: concern }, body: {} })

    const holder = await firm('cbd')
    const below = await firm(holder)
    await hall.pool.query(
      `insert into person (area, id, org_id, name, created_at) values (110199, gen_random_uuid(), $1, '陆遥', now())`,
      [below],
    )
    expect(
      code(
        await admin.call('POST /api/orgs/{id}/move', {
          params: { id: holder },
          body: { parentId: hall.org('d110115') },
        }),
      ),
    ).toEqual([409, 'org-has-records'])
    await admin.do('POST /api/orgs/{id}/move', {
      params: { id: holder },
      body: { parentId: hall.org('henglian') },
    })
  })

  it('never makes a loop when two are moved at once', async () => {
    const [a, b] = [await firm('cbd'), await firm('cbd')]
    const both = await Promise.all([
      admin.call('POST /api/orgs/{id}/move', { params: { id: a }, body: { parentId: b } }),
      admin.call('POST /api/orgs/{id}/move', { params: { id: b }, body: { parentId: a } }),
    ])
    expect(both.map((one) => one.status).sort()).toEqual([200, 422])
  })
})

describe('merge', () => {
  it('hands children, people, tasks and records to the successor, which is found by the old name', async () => {
    const old = await firm('cbd', { name: '东方物业服务部' })
    const into = await firm('cbd', { name: '西山物业服务部' })
    const child = await firm(old)
    const { person: local, id: account } = await appointed(old, 'handler')
    const concern = await handedTo(old)
    const [task] = (await local.do('GET /api/tasks', {})).items
    await local.do('POST /api/tasks/{id}/delegate', {
      params: { id: task!.id },
      body: { accountId: account },
    })
    const before = (await show(hall.org('cbd'))).children
    const merged = await admin.do('POST /api/orgs/{id}/merge', { params: { id: old }, body: { into } })
    expect(merged.active).toBe(false)
    expect((await show(hall.org('cbd'))).children).toBe(before - 1)
    expect((await show(child)).parentId).toBe(into)
    expect((await show(into)).appointments).toMatchObject([{ account: `某人${made}`, role: '承办人' }])
    expect((await show(old)).appointments).toEqual([])
    expect((await show(old)).history[0]!.text).toBe(
      '并入西山物业服务部，下级1个、任职1项、未完待办1件随之转入',
    )
    expect((await show(into)).history[0]!.text).toContain('东方物业服务部并入')
    // The same person goes on at the successor with the same task, without signing in again.
    const { items } = await local.do('GET /api/tasks', { query: { mine: true } })
    expect(items.map((one) => [one.id, one.org.id])).toEqual([[task!.id, into]])
    await local.do('POST /api/concerns/{id}/take-up', { params: { id: concern }, body: {} })
    const seen = await officer.do('GET /api/concerns/{id}', { params: { id: concern } })
    expect(seen.lead).toEqual({ id: into, name: '西山物业服务部' })
    expect((await search('东方物业')).map((one) => [one.id, one.matched])).toEqual([[into, '东方物业服务部']])
    expect(
      (await admin.do('GET /api/orgs', { query: { parentId: hall.org('cbd'), limit: 100 } })).items.map(
        (one) => one.id,
      ),
    ).not.toContain(old)
  })

  it('takes its own concerns, people, promises, activities and pages along, and leaves others’ where they are', async () => {
    // One below the area's root, so that what is merged into it lies in another index column than before.
    const [upper, old] = [
      await firm('cbd', { name: '长河园区工会' }),
      await firm('cbd', { name: '短河商行' }),
    ]
    const into = await firm(upper, { name: '大河商行' })
    const beside = await firm('cbd', { name: '旁边商行' })
    const { person: local } = await appointed(old)
    const { person: next } = await appointed(into)
    const register = async (ownerId: number) => {
      const id = hall.newId()
      await officer.do('POST /api/concerns/register', {
        body: {
          id,
          classCode: 'rest',
          title: '没有歇脚处',
          text: '楼下没有歇脚的地方',
          source: 'officer',
          sealed: false,
          ownerId,
        },
      })
      return id
    }
    const [own, others] = [await register(old), await register(beside)]
    const personId = hall.newId()
    await local.do('POST /api/persons', { body: { id: personId, name: '田野', orgId: old } })
    const promise = hall.newId()
    await local.do('POST /api/commitments', {
      body: { id: promise, text: '月底前加座椅', dueOn: '2026-12-31' },
    })
    const event = hall.newId()
    await local.do('POST /api/activities', { body: { id: event, kinds: ['symposium'], title: '座谈会' } })
    const mine = async (who: Person) =>
      (await who.do('GET /api/concerns', { query: { limit: 100 } })).items.map((one) => one.id)
    expect(await mine(next)).toEqual([])
    await admin.do('POST /api/orgs/{id}/merge', { params: { id: old }, body: { into } })
    expect(await mine(next)).toEqual([own])
    expect(await mine(local)).toEqual([own])
    expect((await next.do('GET /api/concerns/{id}', { params: { id: own } })).owner).toMatchObject({
      id: into,
    })
    const list = async (key: 'GET /api/commitments' | 'GET /api/activities' | 'GET /api/persons') =>
      (await next.do(key, { query: { limit: 100 } })).items.map((one: { id: string }) => one.id)
    expect(await list('GET /api/commitments')).toEqual([promise])
    expect(await list('GET /api/activities')).toEqual([event])
    expect(await list('GET /api/persons')).toEqual([personId])
    const { rows } = await hall.pool.query<{ owner_org: number; anchor_org: number }>(
      `select owner_org, anchor_org from concern where id = any($1::uuid[]) order by owner_org = $2 desc`,
      [[own, others].map((id) => id.slice(7)), into],
    )
    expect(rows).toEqual([
      { owner_org: into, anchor_org: upper },
      { owner_org: beside, anchor_org: beside },
    ])
    // The accepting of it is on the desk of whoever owns it now.
    const desk = await next.do('GET /api/tasks', { query: { limit: 100 } })
    expect(desk.items.map((one) => one.about.id)).toContain(own)
    const { rows: told } = await hall.pool.query<{ n: number }>(
      `select count(*)::int as n from event where type = 'org.merged' and text like '%短河商行%' or type = 'org.merged' and text like '并入大河商行%'`,
    )
    expect(told[0]!.n).toBe(2)
  })

  it('does not appoint twice who served at both', async () => {
    const [old, into] = [await firm('cbd'), await firm('cbd')]
    const { id } = await appointed(old, 'handler')
    await admin.do('POST /api/appointments', {
      body: { accountId: id, orgId: into, role: 'handler', startsOn: '2026-11-01' },
    })
    await admin.do('POST /api/orgs/{id}/merge', { params: { id: old }, body: { into } })
    expect((await show(into)).appointments).toHaveLength(1)
  })

  it('follows into the last of several', async () => {
    const [a, b, last] = [await firm('cbd', { name: '甲乙丙丁商行' }), await firm('cbd'), await firm('cbd')]
    await admin.do('POST /api/orgs/{id}/merge', { params: { id: a }, body: { into: b } })
    await admin.do('POST /api/orgs/{id}/merge', { params: { id: b }, body: { into: last } })
    expect((await search('甲乙丙丁')).map((one) => one.id)).toEqual([last])
  })

  it('refuses what cannot be done', async () => {
    const [a, b] = [await firm('cbd'), await firm('cbd')]
    const below = await firm(a, { name: '同名的科室' })
    await firm(b, { name: '同名的科室' })
    const merge = async (id: number, into: number) =>
      code(await admin.call('POST /api/orgs/{id}/merge', { params: { id }, body: { into } }))
    expect(await merge(a, below)).toEqual([422, 'org-loop'])
    expect(await merge(a, b)).toEqual([409, 'org-exists'])
    expect((await show(a)).active).toBe(true)
    expect(await merge(hall.org('cbd'), a)).toEqual([422, 'org-loop'])
    expect(await merge(hall.org('d110115'), a)).toEqual([422, 'area-root'])
    await admin.do('POST /api/orgs/{id}/dissolve', { params: { id: below }, body: {} })
    expect(await merge(below, b)).toEqual([409, 'org-ended'])
    await hall.pool.query(
      `insert into person (area, id, org_id, name, created_at) values (110199, gen_random_uuid(), $1, '陆遥', now())`,
      [a],
    )
    expect(await merge(a, hall.org('daxing-yard'))).toEqual([409, 'org-has-records'])
  })

  it('knows every column that refers to an org', async () => {
    const { rows } = await hall.pool.query<{ column: string }>(`
      select c.conrelid::regclass || '.' || a.attname as column from pg_constraint c
      join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
      where c.contype = 'f' and c.confrelid = 'org'::regclass`)
    const kinds = [...hall.services.house.kinds]
    const known = kinds.flatMap(([table, { owner, keptBy, follows = [], stays = [] }]) =>
      [owner, keptBy, ...follows, ...stays].map((column) => `${table}.${column}`),
    )
    expect(rows.map((row) => row.column).filter((column) => !known.includes(column))).toEqual([])
    const { rows: anchored } = await hall.pool.query<{ table: string }>(
      `select table_name as table from information_schema.columns where column_name = 'anchor_org' order by 1`,
    )
    expect(anchored.map((row) => row.table)).toEqual(
      kinds
        .filter(([, { owner }]) => owner)
        .map(([table]) => table)
        .sort(),
    )
  })
})

describe('dissolve', () => {
  it('ends an org that holds nothing any more', async () => {
    const id = await firm('cbd')
    expect(
      (await admin.do('POST /api/orgs/{id}/dissolve', { params: { id }, body: { reason: '注销' } })).active,
    ).toBe(false)
    expect((await show(id)).history[0]).toMatchObject({
      change: 'dissolved',
      text: expect.stringContaining('注销'),
    })
    expect(await search((await show(id)).name)).toEqual([])
  })

  it('says what is left, and leaves the roots of areas alone', async () => {
    const id = await firm('cbd')
    await firm(id)
    await appointed(id, 'handler')
    await handedTo(id)
    const refused = await admin.call('POST /api/orgs/{id}/dissolve', { params: { id }, body: {} })
    expect(code(refused)).toEqual([409, 'org-not-empty'])
    expect(refused.problem.hint).toContain('1个下级组织、1项在任职务、1件未完待办')
    expect(
      code(await admin.call('POST /api/orgs/{id}/dissolve', { params: { id: hall.org('etown') }, body: {} })),
    ).toEqual([422, 'area-root'])
  })
})

describe('import', () => {
  const head = ['名称', '上级', '简称', '类别', '统一社会信用代码']
  const sheet = async (rows: (string | null)[][]) =>
    Buffer.from(await writeXlsx({ sheets: [{ name: '组织', rows: [head, ...rows] }] }))
  const send = async (file: Buffer, query: { parentId?: number; dryRun?: boolean } = {}) => {
    const raw = await admin.send('POST /api/orgs/import', {
      query: { parentId: hall.org('d110115'), ...query },
      body: file,
    })
    return { status: raw.statusCode, json: raw.json<Record<string, never>>() as Record<string, unknown> }
  }

  it('takes parents from the file, in any order, and from the tree', async () => {
    const file = await sheet([
      ['红枫楼宇工会', '红枫街道工会', null, '基层工会', null],
      ['红枫街道工会', null, '红枫街道', '总工会', null],
      [null, null, null, null, null],
      ['药谷实验室工会', '大兴区生物医药基地工会联合会', null, 'grassroots', '91350100M000100Y44'],
    ])
    const tried = await send(file, { dryRun: true })
    expect(tried.json).toMatchObject({ created: 0, rows: 3, errors: [] })
    expect(tried.json['warnings']).toMatchObject([
      { row: 5 },
      { row: 5, message: expect.stringContaining('8开头') },
    ])
    expect(await search('红枫')).toEqual([])
    expect((await send(file)).json).toMatchObject({ created: 3, errors: [] })
    const [leaf] = await search('红枫楼宇')
    expect(leaf!.trail).toBe('北京市总工会 / 大兴区总工会 / 红枫街道工会')
    expect((await show(leaf!.id)).history[0]!.change).toBe('imported')
    expect((await show(leaf!.parentId!)).children).toBe(1)
    expect((await show(hall.org('daxing-yard'))).children).toBe(1)
    expect((await send(file)).json).toMatchObject({
      created: 0,
      errors: [{ row: 2 }, { row: 3 }, { row: 5 }],
    })
  })

  it('tells namesakes apart by their parents', async () => {
    const file = await sheet([
      ['甲片区', null, null, '基层工会', null],
      ['乙片区', null, null, '基层工会', null],
      ['办公室', '甲片区', null, '基层工会', null],
      ['办公室', '乙片区', null, '基层工会', null],
      ['收发组', '乙片区/办公室', null, '基层工会', null],
      ['打印组', '办公室', null, '基层工会', null],
    ])
    expect((await send(file, { dryRun: true })).json['errors']).toEqual([
      { row: 7, column: '上级', message: '有2个“办公室”，请写成“上级/名称”' },
    ])
  })

  it('writes nothing when one row is wrong, and says where', async () => {
    const { json } = await send(
      await sheet([
        ['好的组织', null, null, '基层工会', null],
        [null, null, null, '基层工会', null],
        ['没有类别', null, null, null, null],
        ['类别不对', null, null, '分舵', null],
        ['代码不对', null, null, '用人单位', '110105012345678'],
        ['没有上级', '不存在的工会', null, '用人单位', null],
        ['好的组织', null, null, '基层工会', null],
        ['自己管自己', '自己管自己', null, '基层工会', null],
        ['圈甲', '圈乙', null, '基层工会', null],
        ['圈乙', '圈甲', null, '基层工会', null],
        ['长'.repeat(101), null, '短'.repeat(41), '基层工会', null],
      ]),
    )
    expect(json).toMatchObject({ created: 0, rows: 11 })
    const errors = json['errors'] as { row: number; column: string }[]
    expect(errors.map((one) => [one.row, one.column])).toEqual([
      [3, '名称'],
      [4, '类别'],
      [5, '类别'],
      [6, '统一社会信用代码'],
      [7, '上级'],
      [8, '名称'],
      [9, '上级'],
      [10, '上级'],
      [12, '名称'],
      [12, '简称'],
    ])
    expect(await search('好的组织')).toEqual([])
  })

  it('reads its own template, and names what is no such file', async () => {
    const raw = await admin.send('GET /api/orgs/import.xlsx')
    const book = await readXlsx(raw.rawPayload)
    expect(book.sheets[0]!.rows[0]).toEqual(head)
    expect((await send(raw.rawPayload)).json).toMatchObject({ created: 0, rows: 0, errors: [] })
    expect((await send(Buffer.from('名称,上级\n'))).json).toMatchObject({ code: 'file-type' })
    expect((await send(raw.rawPayload.subarray(0, 2_000))).json).toMatchObject({ code: 'file-broken' })
    // A workbook that says of itself it takes two gigabytes unpacked.
    const bomb = Buffer.from(raw.rawPayload)
    bomb.writeUInt32LE(0x7fff_ffff, bomb.indexOf('PK\x01\x02', 0, 'latin1') + 24)
    expect((await send(bomb)).json).toMatchObject({ code: 'file-too-large' })
    const other = Buffer.from(await writeXlsx({ sheets: [{ name: 'a', rows: [['序号', '备注']] }] }))
    expect((await send(other)).json).toMatchObject({
      errors: [{ row: 1, message: '没有找到表头，请用导入模板' }],
    })
    const ended = await firm('d110115')
    await admin.do('POST /api/orgs/{id}/dissolve', { params: { id: ended }, body: {} })
    expect((await send(raw.rawPayload, { parentId: ended })).json).toMatchObject({ code: 'org-ended' })
  })

  it('answers others while it refuses a file that unpacks to hundreds of megabytes, several at once', async () => {
    const [make] = bombs['a sheet of 150 MB of empty cells']!
    const bomb = make()
    expect(bomb.length).toBeLessThan(1_500_000)
    const order: string[] = []
    const refused = [1, 2, 3].map(async () => {
      const { status, json } = await send(bomb, { dryRun: true })
      order.push(`${status} ${String(json['code'])}`)
    })
    for (const at of ['GET /api/orgs', 'GET /api/me', 'GET /api/areas'] as const) {
      await admin.do(at, {})
      order.push(at)
    }
    await Promise.all(refused)
    expect(order).toEqual([
      'GET /api/orgs',
      'GET /api/me',
      'GET /api/areas',
      '413 file-too-large',
      '413 file-too-large',
      '413 file-too-large',
    ])
  })

  it.each([
    ['an old workbook', compoundFile('Workbook'), 415, 'file-old-format', '另存为 .xlsx'],
    ['one with a password', compoundFile('EncryptedPackage'), 422, 'file-encrypted', '去掉打开密码'],
    ['a sheet far to the right', bombs['the last column of all']![0](), 413, 'file-too-large', '第256列以后'],
  ])('says of %s what it is and what to do', async (_what, file, status, code, hint) => {
    const answer = await send(file)
    expect([answer.status, answer.json['code']]).toEqual([status, code])
    expect(answer.json['hint']).toContain(hint)
  })

  it('says where a list is too long, empty rows too', async () => {
    const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`
    const top = `<row>${cell('名称')}${cell('类别')}</row>`
    const long = workbookOf({ rows: top + `<row>${cell('甲乙')}${cell('基层工会')}</row>`.repeat(100_001) })
    const { json } = await send(long, { dryRun: true })
    // First, before a thousand other faults of so long a list.
    const tooLong = { row: 1, column: '名称', message: '最多100000行，请分几次导入' }
    expect((json['errors'] as object[])[0]).toEqual(tooLong)
    const empty = workbookOf({ rows: top + '<row/>'.repeat(200_001) })
    expect((await send(empty, { dryRun: true })).json).toMatchObject({
      rows: 0,
      errors: [tooLong],
    })
  })

  it('takes no character that is none', async () => {
    const bad = ['\u{1fffe}', '\ufdd0', '\u0085']
    const { json } = await send(
      await sheet(bad.map((one) => [`坏字${one}工会`, null, null, '基层工会', null])),
      {
        dryRun: true,
      },
    )
    expect((await send(await sheet([['坏\uffff字', null, null, '基层工会', null]]))).json['code']).toBe(
      'file-broken',
    )
    expect(json['errors']).toMatchObject(bad.map((_, i) => ({ row: i + 2, message: '含有控制字符' })))
  })
})
