import { describe, expect, it } from 'vitest'
import { writeXlsx } from 'hucre/xlsx'
import { bombs, compoundFile, documentOf, workbookOf, zipOf } from '../../test/office.ts'
import { OfficeReader } from './office.ts'
import { ProblemError } from './problem.ts'

const reader = new OfficeReader()
const outcome = async (work: Promise<unknown>) =>
  await work.then(
    (value) => ((value as { more?: boolean }).more ? 'more' : 'read'),
    (error: unknown) => (error instanceof ProblemError ? error.code : String(error)),
  )

describe('a sheet', () => {
  it('is read as it shows: words, whole numbers, days, what was ticked; reading aids are not words', async () => {
    const file = workbookOf({
      strings:
        '<sst><si><t>姓名</t></si><si><r><t>王</t></r><r><t>秀兰</t></r><rPh><t>wang</t></rPh></si></sst>',
      styles:
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="165" formatCode="&quot;day&quot;0"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="165"/></cellXfs></styleSheet>',
      rows: `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t> 加 &amp; 减 </t></is></c></row>
        <row r="4"><c t="s"><v>1</v></c><c><f>1+1</f><v>46357</v></c><c s="1"><v>46357</v></c><c s="2"><v>46357</v></c>
        <c s="3"><v>46357.375</v></c><c s="4"><v>3</v></c><c t="b"><v>1</v></c><c t="str"><v>公式</v></c><c t="e"><v>#N/A</v></c><c s="1"><v>1</v></c></row><row r="9"/>`,
    })
    expect(await reader.sheet(file, 10)).toEqual({
      more: false,
      rows: [
        { row: 2, values: ['姓名', '', ' 加 & 减 '] },
        {
          row: 4,
          values: [
            '王秀兰',
            '46357',
            '2026-12-01',
            '2026-12-01',
            '2026-12-01 09:00',
            '3',
            'TRUE',
            '公式',
            '#N/A',
            '1900-01-01',
          ],
        },
        { row: 9, values: [] },
      ],
    })
  })

  it('is the first that is not hidden, whatever prefix its markup has, and counts from 1904 where it says so', async () => {
    const links = (of: string) => `<Relationships>${of}</Relationships>`
    const file = workbookOf(
      {
        workbook:
          '<x:workbook xmlns:x="x"><x:workbookPr date1904="1"/><x:sheets><x:sheet state="hidden" r:id="s1"/><x:sheet r:id="s2"/></x:sheets></x:workbook>',
        links: links(
          '<Relationship Id="s1" Type="a/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s2" Type="a/worksheet" Target="/xl/other.xml"/><Relationship Id="s3" Type="a/styles" Target="styles.xml"/>',
        ),
        styles: '<styleSheet><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>',
      },
      [
        [
          'xl/other.xml',
          '<x:worksheet xmlns:x="x"><x:sheetData><x:row><x:c s="1"><x:v>44895</x:v></x:c></x:row></x:sheetData></x:worksheet>',
        ],
      ],
    )
    expect((await reader.sheet(file, 10)).rows).toEqual([{ row: 1, values: ['2026-12-01'] }])
  })

  it('as another program writes it, a hundred thousand rows of it', async () => {
    const rows = Array.from({ length: 100_000 }, (_, i) => [
      `第${i}家工会`,
      null,
      i,
      new Date('2026-12-01T00:00:00Z'),
    ])
    const file = Buffer.from(await writeXlsx({ sheets: [{ name: 'a', rows }] }))
    const read = await reader.sheet(file, 100_000)
    expect([read.rows.length, read.more]).toEqual([100_000, false])
    expect(read.rows.at(-1)).toEqual({ row: 100_000, values: ['第99999家工会', '', '99999', '2026-12-01'] })
    expect(await outcome(reader.sheet(file, 99_999))).toBe('more')
  })
})

it('a document is its paragraphs in order, in tables and boxes too, without what was struck out', async () => {
  const p = (text: string) => `<w:p><w:r>${text}</w:r></w:p>`
  const file = documentOf(
    `${p('<w:t>第一条</w:t><w:tab/><w:t xml:space="preserve"> 为了</w:t>')}${p('')}<w:tbl><w:tr><w:tc>${p('<w:t>格</w:t><w:br/><w:t>内</w:t>')}</w:tc></w:tr></w:tbl>
    <w:p><w:r><w:t>外</w:t></w:r><w:txbxContent>${p('<w:t>框</w:t>')}</w:txbxContent><w:r><w:delText>删</w:delText><w:instrText>PAGE</w:instrText><w:t>后</w:t></w:r></w:p>`,
  )
  expect(await reader.document(file)).toEqual(['第一条\t 为了', '格\n内', '框', '外后'])
  expect(await outcome(reader.document(documentOf(`<w:p>${'<w:br/>'.repeat(1_000_000)}</w:p>`)))).toBe(
    'file-too-large',
  )
  expect(await outcome(reader.document(documentOf(p('<w:t>字</w:t>').repeat(200_000))))).toBe(
    'file-too-large',
  )
})

describe('what is no such file is refused by name', () => {
  it.each([
    ['a page', Buffer.from('<html>'), 'file-type'],
    ['nothing', Buffer.alloc(0), 'file-type'],
    ['an old workbook', compoundFile('Workbook'), 'file-old-format'],
    ['one with a password', compoundFile('EncryptedPackage'), 'file-encrypted'],
    [
      'an archive with a password',
      zipOf([['_rels/.rels', { content: 'x', says: { flags: 1 } }]]),
      'file-encrypted',
    ],
    ['an archive of something else', zipOf([['mimetype', 'application/epub+zip']]), 'file-type'],
    ['a document', documentOf(''), 'file-type'],
  ])('%s: %s', async (_what, file, code) => {
    expect(await outcome(reader.sheet(file, 10))).toBe(code)
  })
  it('a workbook is no document', async () => {
    expect(await outcome(reader.document(workbookOf()))).toBe('file-type')
  })
})

it.each(Object.entries(bombs))(
  '%s is refused, and whoever reads then can read the next',
  async (_what, [make, code]) => {
    expect(await outcome(reader.sheet(make(), 200_000))).toBe(code)
  },
)

describe('the process', () => {
  const good = workbookOf({ rows: '<row><c><v>1</v></c></row>' })
  it('that takes too much memory or time ends with a named problem, and the next file is read', async () => {
    const strings = `<sst>${'<si><t>一二三四五六</t></si>'.repeat(900_000)}</sst>`
    const small = new OfficeReader({ memory: 16 })
    expect(await outcome(small.sheet(workbookOf({ strings }), 10))).toBe('file-unread')
    expect(await outcome(small.sheet(good, 10))).toBe('read')
    const hurried = new OfficeReader({ milliseconds: 1 })
    expect(await outcome(hurried.sheet(good, 10))).toBe('file-unread')
  })

  it('is one of so many: others wait for their turn, and too many are told so', async () => {
    const narrow = new OfficeReader({ atOnce: 1, waiting: 2 })
    const order: string[] = []
    const read = async (name: string) => {
      const how = await outcome(narrow.sheet(good, 10))
      order.push(`${name} ${how}`)
    }
    await Promise.all(['first', 'second', 'third', 'fourth'].map(read))
    expect(order).toEqual(['fourth busy', 'first read', 'second read', 'third read'])
    expect(await outcome(narrow.sheet(good, 10))).toBe('read')
  })

  it('ends with the program', async () => {
    const ending = new OfficeReader()
    const reading = outcome(ending.sheet(good, 10))
    await Promise.resolve()
    await ending.stop()
    expect(await reading).toBe('file-unread')
  })
})
