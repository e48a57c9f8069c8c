import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIELDS, goldFolder, rates, scoreAll, total } from '../../bench/intake-score.ts'
import type { Field } from '../../bench/intake-score.ts'
import { looksBinary, readPage } from './engine/index.ts'
import type { Article, Page, Span } from './engine/index.ts'
import { SAMPLES } from './engine.samples.ts'

const texts = (items: { text: string }[]) => items.map((i) => i.text)

function spans(page: Page): { text: string; span: Span }[] {
  const of = (a: Article) => [
    ...a.headlines,
    ...a.organisations,
    ...a.people.map((p) => ({ text: p.name, span: p.span })),
    ...a.places,
    ...a.dates,
    ...a.programme,
    ...a.concerns,
    ...a.gifts,
    ...a.figures,
    ...a.followUps,
    ...a.laws,
    ...a.quotes,
    ...a.captions,
  ]
  return [...page.articles.flatMap(of), ...page.typos]
}

const bare = (s: string) => s.replace(/[\s\u200b\ufeff]/g, '')

/** Whether `part` is `whole` with something left out: a caption may stand between the halves of a cut paragraph. */
function isWithin(part: string, whole: string): boolean {
  let i = 0
  for (const c of whole) if (c === part[i]) i++
  return i >= part.length
}

function expectSound(input: string, page: Page): void {
  for (const { text, span } of spans(page)) {
    expect(span[0]).toBeGreaterThanOrEqual(0)
    expect(span[1]).toBeLessThanOrEqual(input.length)
    expect(span[0]).toBeLessThan(span[1])
    expect(text.length).toBeGreaterThan(0)
    expect(text).not.toContain('\n')
    const slice = bare(input.slice(span[0], span[1]))
    if (slice !== bare(text)) {
      expect(slice.startsWith(bare(text)[0]!)).toBe(true)
      expect(slice.endsWith(bare(text).at(-1)!)).toBe(true)
      expect(page.joins.some((j) => j.span[0] < span[1] && j.span[1] > span[0])).toBe(true)
      expect(isWithin(bare(text), slice)).toBe(true)
    }
  }
  let end = 0
  for (const article of page.articles) {
    expect(article.span[0]).toBeGreaterThanOrEqual(end)
    expect(article.span[1]).toBeGreaterThanOrEqual(article.span[0])
    expect(article.span[1]).toBeLessThanOrEqual(input.length)
    end = article.span[1]
  }
}

describe('invented texts of every kind', () => {
  for (const sample of SAMPLES) {
    it(sample.name, () => {
      const page = readPage(sample.text)
      expectSound(sample.text, page)
      expect(page.articles.map((a) => texts(a.headlines))).toEqual(sample.headlines)
      expect(page.articles.map((a) => a.type)).toEqual(sample.types)
      expect(page.articles.map((a) => a.reporters)).toEqual(sample.reporters)
      expect(page.banners).toEqual(sample.banners ?? [])
      expect(page.joins).toHaveLength(sample.joins?.length ?? 0)
      for (const [n, [before, after]] of (sample.joins ?? []).entries()) {
        expect(page.joins[n]!.before.endsWith(before)).toBe(true)
        expect(page.joins[n]!.after.startsWith(after)).toBe(true)
      }
      for (const [n, article] of page.articles.entries()) {
        if (sample.people) expect(article.people.map((p) => p.name)).toEqual(sample.people[n])
        if (sample.organisations)
          expect(texts(article.organisations)).toEqual(expect.arrayContaining(sample.organisations[n]!))
        if (sample.places) expect(texts(article.places)).toEqual(expect.arrayContaining(sample.places[n]!))
        if (sample.laws) expect(texts(article.laws)).toEqual(sample.laws[n])
        if (sample.programme)
          expect(texts(article.programme)).toEqual(expect.arrayContaining(sample.programme[n]!))
        if (sample.dates) expect(texts(article.dates)).toEqual(expect.arrayContaining(sample.dates[n]!))
        // Nothing beyond what is expected: nonsense here would become records.
        if (sample.concerns) expect(texts(article.concerns)).toEqual(sample.concerns[n])
        if (sample.gifts) expect(texts(article.gifts)).toEqual(sample.gifts[n])
        if (sample.followUps) {
          expect(texts(article.followUps)).toHaveLength(sample.followUps[n]!.length)
          for (const [k, plan] of sample.followUps[n]!.entries())
            expect(article.followUps[k]!.text).toContain(plan)
        }
        for (const [text, value] of sample.figures?.[n] ?? []) {
          expect(article.figures.map((f) => [f.text, f.value])).toContainEqual([text, value])
        }
      }
    })
  }

  it('finds few organisations that nobody wrote down', () => {
    let extra = 0
    let found = 0
    for (const sample of SAMPLES) {
      const page = readPage(sample.text)
      for (const [n, article] of page.articles.entries()) {
        if (!sample.organisations) continue
        found += article.organisations.length
        extra += article.organisations.filter((o) => !sample.organisations![n]!.includes(o.text)).length
      }
    }
    expect(extra / found).toBeLessThan(0.15)
  })
})

describe('details', () => {
  it('mends a cut and keeps the way back to both halves', () => {
    const text =
      '星桥区总工会开座谈会\n\n本报讯（记者 桑榆）昨天，骑手代表提出午间就餐、人楼送\n\n货等问题。\n'
    const page = readPage(text)
    const concern = page.articles[0]!.concerns[1]!
    expect(concern.text).toBe('人楼送货')
    expect(concern.suggestion).toBe('入楼送货')
    expect(bare(text.slice(...concern.span))).toBe('人楼送货')
  })

  it('gives performers to the works they bring', () => {
    const page = readPage(
      '白鹭区举行文艺演出\n\n本报讯（记者 桑榆）近日，演出在白鹭剧场举行。白鹭区教育工会选送的舞蹈《晨光》、合唱《远山》和银帆公司工会表演的小品《送件路上》先后登台。\n',
    )
    const programme = page.articles[0]!.programme.filter((p) => p.text.includes('《'))
    expect(programme.map((p) => [p.text, p.performers])).toEqual([
      ['舞蹈《晨光》', ['白鹭区教育工会']],
      ['合唱《远山》', ['白鹭区教育工会']],
      ['小品《送件路上》', ['银帆公司工会']],
    ])
  })

  it('normalises figures', () => {
    const page = readPage(
      '某地启动项目\n\n本报讯（记者 桑榆）近日，有关方面投入1.99亿元，服务职工三万五千人，覆盖率达98.5%，较去年提高3个百分点，发放物资11,600多件。\n',
    )
    const values = page.articles[0]!.figures.map((f) => [f.value, f.unit])
    expect(values).toEqual(
      expect.arrayContaining([
        [199_000_000, '元'],
        [35_000, '人'],
        [98.5, '%'],
        [11_600, '件'],
      ]),
    )
  })

  it('leaves papers, generic bodies and ordinary words out of organisations and people', () => {
    const page = readPage(
      '各级工会开展活动\n\n本报讯（记者 桑榆）据工人日报报道，各级工会、基层工会和平台企业积极行动，职工高度评价，党员干部安排任务，书记主任带头，代表团结一致，工会会员和工会干部参加，公司化运作打开新局面。\n',
    )
    expect(texts(page.articles[0]!.organisations)).toEqual([])
    expect(page.articles[0]!.people).toEqual([])
  })

  it('tells text from what is left of a binary file', () => {
    expect(looksBinary('近日，工会开展活动。')).toBe(false)
    expect(looksBinary('\u0000\u0001\ufffd\ufffdPNG\u0000\u0002')).toBe(true)
  })
})

describe('any input', () => {
  const alphabet = [
    ...'工会区总记者王李张说表示，。、；：“”《》（）()\n\n\n　 一二三123年月日第等将未来送慰问品问题难元万亿公司大学院局委员会主席书记人楼',
    '本报讯（记者 张三）',
    '以下简称“',
    '近日，',
    '图为',
    '来源：',
    '召开',
    '\r\n',
    '😀',
    '\u0000',
  ]
  const pressLike = fc.array(fc.constantFrom(...alphabet), { maxLength: 400 }).map((parts) => parts.join(''))

  it('never throws, keeps spans sound and articles apart', () => {
    fc.assert(
      fc.property(fc.oneof(pressLike, fc.string({ unit: 'binary', maxLength: 400 })), (input) => {
        expectSound(input, readPage(input))
      }),
      { numRuns: 400 },
    )
  })

  it('gives the same page for the same text', () => {
    fc.assert(
      fc.property(pressLike, (input) => {
        expect(readPage(input)).toEqual(readPage(input))
      }),
      { numRuns: 60 },
    )
  })

  it('survives cutting a text at any place', () => {
    const text = SAMPLES.map((s) => s.text).join('\n')
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), (a, b) => {
        const piece = text.slice(Math.min(a, b), Math.max(a, b))
        expectSound(piece, readPage(piece))
      }),
      { numRuns: 60 },
    )
  })

  it('mends a paragraph cut anywhere but behind a full stop', () => {
    const head = '星桥区总工会召开骑手座谈会\n\n本报讯（记者 桑榆）'
    const body =
      '昨天下午，星桥区总工会在工会驿站召开座谈会，听取了骑手、快递员和网约车司机的意见，并与有关部门逐条研究了办法，会议持续了两个小时'
    fc.assert(
      fc.property(fc.integer({ min: 1, max: body.length - 1 }), (at) => {
        const page = readPage(
          `${head}${body.slice(0, at)}\n\n${body.slice(at)}。\n\n座谈会后，大家参观了驿站。\n`,
        )
        expect(page.articles).toHaveLength(1)
        expect(page.articles[0]!.paragraphs[0]).toBe(`本报讯（记者 桑榆）${body}。`)
      }),
    )
  })
})

describe('pages set in columns', () => {
  /** Each paragraph broken into lines of one width; no line begins with a mark. */
  const columns = (text: string, width: number, indent: string) =>
    text
      .split(/\n+/)
      .filter(Boolean)
      .map((paragraph) => {
        const prose = /[。！？”）)]$/.test(paragraph)
        const lines: string[] = []
        for (let at = 0; at < paragraph.length;) {
          let n = width - (at === 0 && prose ? indent.length : 0)
          if (/[，。、；：！？”）]/.test(paragraph[at + n] ?? '')) n++
          lines.push(paragraph.slice(at, at + n))
          at += n
        }
        return (prose ? indent : '') + lines.join('\n')
      })
      .join(indent ? '\n' : '\n\n')

  for (const name of [
    'newspaper page with two cuts, a banner, kicker and main headline',
    'a slogan over the headline, a team named behind its firm, gifts of one character',
    'a show with bodies and works',
    'a provincial inspection with troubles raised',
  ]) {
    const sample = SAMPLES.find((s) => s.name === name)!
    const whole = readPage(sample.text)
    for (const width of [15, 18, 20, 22, 25])
      for (const indent of ['', '　　']) {
        it(`${name}: ${width} characters wide${indent ? ', paragraphs set in' : ''}`, () => {
          const paragraphs = whole.articles.flatMap((a) => [...texts(a.headlines), ...a.paragraphs])
          const input = columns(paragraphs.join('\n\n'), width, indent)
          const page = readPage(input)
          expectSound(input, page)
          expect(page.articles.map((a) => a.main)).toEqual(whole.articles.map((a) => a.main))
          // A space at the end of a line is lost with the line.
          expect(page.articles.map((a) => bare(a.paragraphs.join('')))).toEqual(
            whole.articles.map((a) => bare(a.paragraphs.join(''))),
          )
          expect(page.articles.map((a) => a.type)).toEqual(sample.types)
        })
      }
  }
})

describe('one choice over the whole text', () => {
  const read = (body: string) => readPage(`某地召开工作推进会\n\n本报讯（记者 桑榆）${body}\n`).articles[0]!
  const names = (body: string) => read(body).people.map((p) => p.name)
  const bodies = (body: string) => texts(read(body).organisations)

  it('cuts no name out of longer words', () => {
    expect(
      names('近日，共建城市代表云岭大学新校区建设者到访，为学新校区之风，代表南山大学新校区发言。'),
    ).toEqual([])
    expect(
      names('经人力资源和社会保障部门批准，培训收费上限为每人三百元，平台服务费上限同步公布，全体学员知晓。'),
    ).toEqual([])
    expect(names('法院经审理认为，公司拖欠工资，相关人员于电气设备间受困，曾直白地说明情况。')).toEqual([])
    expect(bodies('经人力资源和社会保障部门批准，此项培训向全体学员公开。')).toEqual([])
  })

  it('reads one name the same way wherever it stands', () => {
    const people = read('校长龚大川率队，龚大川则与教师同台演唱，龚大川也获得掌声。').people
    expect(people.map((p) => [p.name, p.title])).toEqual([['龚大川', '校长']])
  })

  it('lets a list share its head: rare surnames, names without a surname, everyday words', () => {
    expect(names('志愿者麹小满、逄飞、仝立新，医生亓一鸣为居民义诊。')).toEqual([
      '麹小满',
      '逄飞',
      '仝立新',
      '亓一鸣',
    ])
    expect(names('演出中，文艺志愿者穆青、春晓、梅朵卓玛、古丽米娜、石磊等带来歌曲。')).toEqual([
      '穆青',
      '春晓',
      '梅朵卓玛',
      '古丽米娜',
      '石磊',
    ])
    expect(bodies('近日，青杉园林、碧苑园林、星禾园林等企业的职工代表参加了比武。')).toEqual([
      '青杉园林',
      '碧苑园林',
      '星禾园林',
    ])
    expect(bodies('近日，云溪市教育局、市民政局、市总工会联合召开推进会。')).toEqual([
      '云溪市教育局',
      '市民政局',
      '市总工会',
    ])
  })

  it('keeps names back where the text does, and knows a foreign name by its last part', () => {
    expect(names('魏某某向平台反映情况，钟某没有答复，仅限于某一项目。')).toEqual(['魏某某', '钟某'])
    expect(names('该组织执行主任托利·库巴诺夫来访。库巴诺夫说，合作将继续。')).toEqual([
      '托利·库巴诺夫',
      '库巴诺夫',
    ])
  })

  it('takes who wrote the report for nobody in it', () => {
    const page = readPage(
      '竞赛在青屿举行\n\n中新网青屿12月21日电(桑榆晏清)竞赛近日举行，选手穆青获得金奖。\n\n大家表示，将继续努力。(检察日报桑榆)【编辑:晏清】\n',
    )
    expect(page.articles[0]!.people.map((p) => p.name)).toEqual(['穆青'])
  })

  it('leaves verbs before a body out of its name', () => {
    expect(bodies('三人收购云帆公司，隐瞒云帆公司利润，经营管理云帆公司多年，并退回云帆公司股权。')).toEqual([
      '云帆公司',
    ])
  })

  it('leads short forms to the long ones', () => {
    const found = read(
      '近日，白鹭区总工会走进星河科技有限公司。区总工会副主席佴春山表示，区工会将帮助星河科技建好驿站。云岭大学工会、云岭大学参加，校工会介绍了经验。',
    ).organisations
    expect(found.filter((o) => o.longForm).map((o) => [o.text, o.longForm])).toEqual([
      ['区总工会', '白鹭区总工会'],
      ['区工会', '白鹭区总工会'],
      ['星河科技', '星河科技有限公司'],
      ['校工会', '云岭大学工会'],
    ])
  })

  it('leads no short form to one of two bodies it may stand for', () => {
    const found = read('近日，白鹭区总工会、云溪区总工会分别开展慰问。区总工会负责人参加。').organisations
    expect(found.find((o) => o.text === '区总工会')?.longForm).toBeUndefined()
  })

  it('joins places that follow one another and knows countries', () => {
    expect(
      texts(
        read('来自青海省玉树州称多县的学员参观了云岭市白鹭区柳岸街道文化广场，并与来自韩国、埃及的同行交流。')
          .places,
      ),
    ).toEqual(['青海省玉树州称多县', '云岭市白鹭区柳岸街道文化广场', '韩国', '埃及'])
  })

  it('hears troubles told in free speech and no remedies or rules', () => {
    expect(
      texts(
        read(
          '骑手们反映，平台派单不合理。“工资被拖欠三个月，我们没有地方说理。”一名工人说。工会帮助职工追回被拖欠的工资。用人单位不得拖欠劳动者工资。',
        ).concerns,
      ),
    ).toEqual(['平台派单不合理', '工资被拖欠三个月', '我们没有地方说理'])
  })

  it('begins an event at a word and lets what it is about name nothing more', () => {
    expect(
      texts(
        read(
          '今年养老护理员职业技能大赛以“弘扬工匠精神、技能促进发展”为主题，中华人民共和国第三届运动会同期举行。',
        ).programme,
      ),
    ).toEqual(['养老护理员职业技能大赛', '中华人民共和国第三届运动会'])
  })

  it('keeps an article with subheads, an inset and a line of names whole', () => {
    const page = readPage(
      '听一线女职工讲故事\n\n在某市总工会的活动上，女职工分享难忘瞬间——\n\n记者桑榆通讯员晏清\n\n阅读提示\n\n三名女职工的故事令人感动。\n\n“天平”两边的平衡者\n\n近日，检验员穆青讲述了工作中的故事，她说自己会继续努力。\n\n不让须眉的奋斗者\n\n12月6日，焊工令狐春讲述了比武的经历，大家听得入神。\n\n委员名单：\n\n蒯大川(女) 逄 飞 仝立新 佴春山\n\n亓一鸣(女) 穆 青 石 磊 卞小满\n',
    )
    expect(page.articles).toHaveLength(1)
    expect(page.articles[0]!.people.map((p) => p.name)).toEqual(
      expect.arrayContaining(['令狐春', '蒯大川', '逄飞', '仝立新', '佴春山', '亓一鸣', '石磊', '卞小满']),
    )
  })

  it.each([
    [
      'citations',
      '《工会法》第十二条规定，云溪市总工会主席蒯大川、副主席逄飞（男）指出：“职工有权参加工会”；',
    ],
    ['no punctuation', '近日云溪市总工会主席蒯大川带领职工代表前往星河科技有限公司调研并慰问一线职工张小明'],
    ['one surname', '王'],
    ['one ending', '工会'],
  ])('reads 200,000 characters of %s', (_, line) => {
    const page = readPage(line.repeat(Math.ceil(200_000 / line.length)))
    expect(page.articles.length).toBeGreaterThan(0)
  })
})

describe('development texts', () => {
  const folder = goldFolder()
  if (!folder) console.error('development texts skipped: ../shared/press-dev is absent')
  /** What the engine reaches, less a little: a fall below is a loss. */
  const F1: Record<Field, number> = {
    headlines: 0.97,
    reporters: 0.97,
    people: 0.95,
    organisations: 0.92,
    places: 0.85,
    dates: 0.88,
    programme: 0.9,
    concerns: 0.85,
    gifts: 0.9,
    figures: 0.9,
    followUps: 0.9,
    laws: 0.95,
  }
  it.skipIf(!folder)('articles, joins and types are right', () => {
    for (const score of scoreAll(folder!)) {
      expect(score.articles).toEqual({
        ...score.articles,
        found: score.articles.expected,
        boundaries: score.articles.expected,
      })
      expect(score.joins).toEqual({
        ...score.joins,
        found: score.joins.expected,
        right: score.joins.expected,
      })
      expect(score.types.wrong).toEqual([])
    }
  })
  for (const field of FIELDS) {
    it.skipIf(!folder)(`${field} reach F1 ${F1[field]}`, () => {
      expect(rates(total(scoreAll(folder!), field)).f1).toBeGreaterThanOrEqual(F1[field])
    })
  }
})

// Found by trying: a page of nothing but headlines is more than a function takes as arguments.
it.each(['北京市某工会召开座谈会。', '工会服务职工暖人心'])(
  'reads a hundred and fifty thousand lines of %s',
  (line) => {
    const text = `${line}\n`.repeat(150_000)
    const page = readPage(text)
    expect(page.joins.every(({ span }) => span[1] <= text.length)).toBe(true)
  },
)
