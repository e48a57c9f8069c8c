import { readXlsx } from 'hucre/xlsx'
import { beforeAll, describe, expect, it } from 'vitest'
import { world, type Person, type World } from '../../test/harness.ts'

let hall: World
let officer: Person
let elsewhere: Person

beforeAll(async () => {
  hall = await world()
  officer = await hall.as('zhaoyiming')
  elsewhere = await hall.as('maodan')
})

type List = 'concerns' | 'commitments' | 'activities' | 'persons'

async function book(person: Person, list: List, query = {}) {
  const answer = await person.send(`GET /api/${list}.xlsx`, { query })
  expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200)
  const { sheets } = await readXlsx(answer.rawPayload)
  const { rows } = sheets[0]!
  const head = rows[2]!.map(String)
  const lines = rows.slice(3).filter((row) => typeof row[0] === 'number')
  return {
    answer,
    sheet: sheets[0]!,
    title: rows[0]![0],
    facts: rows[1]![0],
    head,
    lines: lines.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at] ?? null]))),
    text: rows.flat().join('\n'),
  }
}

const promised = (text: string, dueOn: string | null = null) =>
  officer.do('POST /api/commitments', { body: { id: hall.newId(), text, dueOn, madeTo: '恒联大厦的骑手' } })
const held = (title: string) =>
  officer.do('POST /api/activities', {
    body: {
      id: hall.newId(),
      kinds: ['visit', 'talk'],
      title,
      heldOn: '2026-11-20',
      place: '恒联大厦',
      orgs: [
        { name: '恒联物业', orgId: null, part: 'participant' },
        { name: '飞巡配送', orgId: null, part: 'participant' },
      ],
    },
  })
const registered = (name: string, phone: string) =>
  officer.do('POST /api/persons', {
    body: {
      id: hall.newId(),
      name,
      phone,
      orgId: hall.org('cbd'),
      newForm: '外卖骑手',
      idNumber: '11010519491231002X',
    },
  })

describe('a list taken away as a ledger', () => {
  it('holds what the list holds with the same filter, in the same order, and no more than the asker may see', async () => {
    await promised('在大厦南门装一盏灯', '2026-11-24')
    await promised('为骑手设一处歇脚点')
    await held('冬送温暖进站点')
    await held('安全宣讲')
    hall.clock.advance({ hours: 72 })
    officer = await hall.as('zhaoyiming')
    elsewhere = await hall.as('maodan')
    const all = await book(officer, 'commitments')
    expect(all.title).toBe('北京CBD总工会承诺台账')
    expect(all.facts).toBe('条件：全部。共2项')
    const { items } = await officer.do('GET /api/commitments', { query: { limit: 100 } })
    expect(all.lines.map((line) => line['承诺内容'])).toEqual(items.map((one) => one.text))
    const late = await book(officer, 'commitments', { overdue: true })
    expect(late.facts).toBe('条件：逾期未兑现。共1项')
    expect(late.lines).toMatchObject([
      {
        序号: 1,
        承诺内容: '在大厦南门装一盏灯',
        承诺单位: '北京CBD总工会',
        对谁承诺: '恒联大厦的骑手',
        期限: new Date('2026-11-24T00:00:00Z'),
        状态: '兑现中',
        逾期天数: 2,
        关联诉求: 0,
        登记: new Date('2026-11-23T10:00:00Z'),
      },
    ])
    const visits = await book(officer, 'activities', { q: '温暖', kind: 'visit' })
    expect(visits.facts).toBe('条件：类别：慰问；含“温暖”。共1项')
    expect(visits.lines).toMatchObject([
      {
        日期: new Date('2026-11-20T00:00:00Z'),
        活动: '冬送温暖进站点',
        类别: '慰问、宣讲',
        参加: '恒联物业、飞巡配送',
      },
    ])
    for (const list of ['commitments', 'activities', 'persons', 'concerns'] as const) {
      const other = await book(elsewhere, list)
      expect([other.lines, other.facts], list).toEqual([[], expect.stringContaining('共0')])
    }
  })

  it('of people has nothing by which one could be called or taken for', async () => {
    await registered('王秀兰', '13912345678')
    const roster = await book(officer, 'persons', { q: '王秀兰' })
    expect(roster.lines).toMatchObject([
      {
        姓名: '王秀兰',
        性别: '女',
        所属组织: '北京CBD总工会',
        就业形态: '外卖骑手',
        登记电话: '有',
        登记证件: '有',
      },
    ])
    expect(roster.text).not.toMatch(/139|5678|1949|110105|002X/)
  })

  it('leaves an event of who took what away, by which filter and how many, and names nobody in it', async () => {
    await book(officer, 'persons', { q: '王秀兰', orgId: hall.org('cbd') })
    await book(officer, 'activities', { kind: 'visit' })
    const { rows } = await hall.pool.query<{ type: string; by_name: string; text: string; note: string }>(
      `select type, by_name, text, note from event where type like '%.exported' order by seq desc limit 2`,
    )
    expect(rows).toEqual([
      {
        type: 'activity.exported',
        by_name: 'CBD总工会 赵一鸣',
        text: '导出活动台账 2 项',
        note: '类别：慰问',
      },
      {
        type: 'person.exported',
        by_name: 'CBD总工会 赵一鸣',
        text: '导出职工名册 1 人',
        note: '北京CBD总工会及以下；按姓名或号码查找',
      },
    ])
  })

  it('is a sheet to print and work with', async () => {
    const { sheet, answer } = await book(officer, 'activities')
    expect(answer.headers['content-disposition']).toContain(encodeURIComponent('活动台账-2026-11-26.xlsx'))
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(sheet.pageSetup).toMatchObject({
      paperSize: 'a4',
      orientation: 'landscape',
      fitToHeight: 0,
      printTitlesRow: '$1:$3',
    })
    expect(sheet.freezePane).toMatchObject({ rows: 3, columns: 2 })
    expect(sheet.autoFilter?.range).toBe('A3:M5')
    expect(sheet.rows.at(-1)![0]).toBe('制表：赵一鸣　　　　审核：　　　　　　　　日期：2026-11-26')
  })

  it('opens whatever stands in its texts: formulas as text, what is no character as a mark, markup, line breaks', async () => {
    const hostile = ['=cmd|calc!A1', '+1', '@SUM(A1)', '<b>&amp;"x"', '第一行\n第二行 ', '_x0041_']
    for (const text of hostile) await held(`${text} 会`)
    await hall.pool.query(
      // As it was stored before it was refused at the door.
      `update activity set summary = $1, theme = $2 where title like '+1%'`,
      ['坏\uffff字\ufdd0在此', '长'.repeat(40_000)],
    )
    const { lines, text } = await book(officer, 'activities')
    const titles = lines.map((line) => String(line['活动']))
    for (const plain of [
      "'=cmd|calc!A1 会",
      "'+1 会",
      "'@SUM(A1) 会",
      '<b>&amp;"x" 会',
      '第一行\n第二行  会',
      '_x0041_ 会',
    ])
      expect(titles).toContain(plain)
    expect(text).toContain('坏\ufffd字\ufffd在此')
    expect(lines.find((line) => line['活动'] === "'+1 会")!['主题']).toBe(`${'长'.repeat(32_766)}…`)
  })
})
