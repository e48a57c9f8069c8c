import { crc32, deflateRawSync } from 'node:zlib'

/** What is put into an archive; `says` is what the archive claims of it. */
export type Part = {
  content: Buffer | string
  says?: { unpacked?: number; packed?: number; flags?: number; method?: number }
}
type Parts = [name: string, part: Part | Buffer | string][]

/** A ZIP archive, written by hand so that it can lie (APPNOTE 4.3). */
export function zipOf(parts: Parts, says: { entries?: number } = {}): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, given] of parts) {
    const part: Part = typeof given === 'string' || Buffer.isBuffer(given) ? { content: given } : given
    const content = Buffer.from(part.content)
    const packed = deflateRawSync(content, { level: 9 })
    const label = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(part.says?.flags ?? 0x800, 2)
    common.writeUInt16LE(part.says?.method ?? 8, 4)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(part.says?.packed ?? packed.length, 14)
    common.writeUInt32LE(part.says?.unpacked ?? content.length, 18)
    common.writeUInt16LE(label.length, 22)
    bodies.push(Buffer.from('PK\x03\x04', 'latin1'), common, label, packed)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, label)
    at += 4 + common.length + label.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(says.entries ?? parts.length, 8)
  end.writeUInt16LE(says.entries ?? parts.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...bodies, ...directory, end])
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
const relationships = (list: [id: string, kind: string, target: string][]) =>
  `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(
      ([id, kind, target]) =>
        `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${kind}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`

/** A workbook of one sheet; any part may be given, and more beside. */
export function workbookOf(
  given: {
    sheet?: string
    rows?: string
    strings?: string
    styles?: string
    workbook?: string
    links?: string
  } = {},
  more: Parts = [],
): Buffer {
  return zipOf([
    ['_rels/.rels', relationships([['r1', 'officeDocument', 'xl/workbook.xml']])],
    [
      'xl/workbook.xml',
      given.workbook ??
        `${head}<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="s1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      given.links ??
        relationships([
          ['s1', 'worksheet', 'worksheets/sheet1.xml'],
          ['s2', 'sharedStrings', '/xl/sharedStrings.xml'],
          ['s3', 'styles', 'styles.xml'],
        ]),
    ],
    [
      'xl/worksheets/sheet1.xml',
      given.sheet ?? `${head}<worksheet><sheetData>${given.rows ?? ''}</sheetData></worksheet>`,
    ],
    ['xl/sharedStrings.xml', given.strings ?? `${head}<sst/>`],
    ['xl/styles.xml', given.styles ?? `${head}<styleSheet/>`],
    ...more,
  ])
}

/** A document of the given body. */
export const documentOf = (body: string): Buffer =>
  zipOf([
    ['_rels/.rels', relationships([['r1', 'officeDocument', 'word/document.xml']])],
    ['word/document.xml', `${head}<w:document xmlns:w="x"><w:body>${body}</w:body></w:document>`],
  ])

/** The first bytes of a compound file, and what else is looked for in it. */
export const compoundFile = (holding = ''): Buffer =>
  Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(2_000),
    Buffer.from(holding, 'utf16le'),
  ])

const megabytes = 1024 * 1024

/** Files that would take the program down, by what they are: each with the problem it is refused with. */
export const bombs: Record<string, [make: () => Buffer, code: string]> = {
  'a sheet of 150 MB of empty rows': [() => workbookOf({ rows: '<row/>'.repeat(25 * megabytes) }), 'more'],
  'a sheet of 150 MB of empty cells': [
    () => workbookOf({ rows: `<row>${'<c/>'.repeat(10_000)}</row>`.repeat((150 * megabytes) / 40_011) }),
    'file-too-large',
  ],
  'a sheet of 150 MB of marks that mean nothing': [
    () => workbookOf({ rows: '<a/>'.repeat(38 * megabytes) }),
    'file-too-large',
  ],
  'half a gigabyte of spaces': [() => workbookOf({ rows: ' '.repeat(500 * megabytes) }), 'file-too-large'],
  'one text of 100 MB': [
    () =>
      workbookOf({ rows: `<row><c t="inlineStr"><is><t>${'字'.repeat(33 * megabytes)}</t></is></c></row>` }),
    'file-too-large',
  ],
  'a text of many characters written as numbers': [
    () =>
      workbookOf({ rows: `<row><c t="inlineStr"><is><t>${'&#x5B57;'.repeat(megabytes)}</t></is></c></row>` }),
    'file-too-large',
  ],
  'an attribute of 100 MB': [
    () => workbookOf({ rows: `<row x="${'a'.repeat(100 * megabytes)}"/>` }),
    'file-too-large',
  ],
  'an element of a million attributes': [
    () => workbookOf({ rows: `<row ${Array.from({ length: 1_000_000 }, (_, i) => `a${i}=""`).join(' ')}/>` }),
    'file-too-large',
  ],
  'an element whose name has 100 MB': [
    () => workbookOf({ rows: `<${'a'.repeat(100 * megabytes)}/>` }),
    'file-too-large',
  ],
  'a comment of 100 MB': [
    () => workbookOf({ rows: `<!--${' '.repeat(100 * megabytes)}-->` }),
    'file-too-large',
  ],
  'elements a million deep': [() => workbookOf({ rows: '<a>'.repeat(1_000_000) }), 'file-too-large'],
  'ten million shared strings': [
    () => workbookOf({ strings: `<sst>${'<si><t>x</t></si>'.repeat(10_000_000)}</sst>` }),
    'file-too-large',
  ],
  'shared strings of 150 MB': [
    () => workbookOf({ strings: `<sst>${`<si><t>${'x'.repeat(30_000)}</t></si>`.repeat(5_000)}</sst>` }),
    'file-too-large',
  ],
  'one long string in every cell': [
    () =>
      workbookOf({
        strings: `<sst><si><t>${'x'.repeat(30_000)}</t></si></sst>`,
        rows: `<row>${'<c t="s"><v>0</v></c>'.repeat(200)}</row>`.repeat(20_000),
      }),
    'file-too-large',
  ],
  'an entity that unfolds (billion laughs)': [
    () =>
      workbookOf({
        strings: `<!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(10_000)}"><!ENTITY c "${'&b;'.repeat(10_000)}">]><sst><si><t>&c;</t></si></sst>`,
      }),
    'file-broken',
  ],
  'an entity from the disk': [
    () =>
      workbookOf({
        strings: '<!DOCTYPE sst [<!ENTITY a SYSTEM "file:///etc/passwd">]><sst><si><t>&a;</t></si></sst>',
      }),
    'file-broken',
  ],
  'thousands of parts': [
    () =>
      workbookOf(
        {},
        Array.from({ length: 20_000 }, (_, i) => [`x/${i}`, ''] as [string, string]),
      ),
    'file-too-large',
  ],
  'a directory that says it has 65,534 parts': [
    () => zipOf([['a', 'b']], { entries: 65_534 }),
    'file-too-large',
  ],
  'a part that is larger than it says': [
    () => zipOf([['_rels/.rels', { content: ' '.repeat(megabytes), says: { unpacked: 10 } }]]),
    'file-broken',
  ],
  'a sheet of 300 MB that says it has ten bytes': [
    () => {
      const file = workbookOf({ rows: `<row>${' '.repeat(10_000)}</row>`.repeat(30_000) })
      for (const mark of ['PK\x03\x04', 'PK\x01\x02']) {
        const name = file.indexOf('xl/worksheets/sheet1.xml', mark === 'PK\x01\x02' ? file.indexOf(mark) : 0)
        file.writeUInt32LE(10, name - (mark === 'PK\x01\x02' ? 22 : 8))
      }
      return file
    },
    'file-broken',
  ],
  'a part that says it takes two gigabytes': [
    () => zipOf([['_rels/.rels', { content: 'x', says: { unpacked: 0x7fff_ffff } }]]),
    'file-too-large',
  ],
  'a part longer than the file': [
    () => zipOf([['_rels/.rels', { content: 'x', says: { packed: 0x7fff_ffff } }]]),
    'file-broken',
  ],
  'a part packed in an unknown way': [
    () => zipOf([['_rels/.rels', { content: 'x', says: { method: 99 } }]]),
    'file-broken',
  ],
  'a name that leads out': [() => zipOf([['../../etc/cron.d/x', 'x']]), 'file-broken'],
  'a name from the root': [() => zipOf([['/etc/cron.d/x', 'x']]), 'file-broken'],
  'a name of another system': [() => zipOf([['xl\\..\\..\\x', 'x']]), 'file-broken'],
  'a name of ten thousand letters': [() => zipOf([['a'.repeat(10_000), 'x']]), 'file-broken'],
  'a name a thousand folders deep': [() => zipOf([['a/'.repeat(100), 'x']]), 'file-broken'],
  'two parts of one name': [() => workbookOf({}, [['XL/workbook.xml', '<workbook/>']]), 'file-broken'],
  'a column that is none': [
    () => workbookOf({ rows: '<row r="1"><c r="BDWGN1"><v>1</v></c></row>' }),
    'file-broken',
  ],
  'the last column of all': [
    () => workbookOf({ rows: '<row r="1"><c r="XFD1"><v>1</v></c></row>' }),
    'file-too-large',
  ],
  'a row that is none': [() => workbookOf({ rows: '<row r="99999999999"/>' }), 'file-broken'],
  'rows that go back': [() => workbookOf({ rows: '<row r="5"/><row r="4"/>' }), 'file-broken'],
  'a string that is not there': [
    () => workbookOf({ rows: '<row><c t="s"><v>7</v></c></row>' }),
    'file-broken',
  ],
  'a million relationships': [
    () =>
      workbookOf({
        links: relationships(
          Array.from({ length: 1_000_000 }, (_, i) => [`r${i}`, 'worksheet', 'worksheets/sheet1.xml']),
        ),
      }),
    'file-too-large',
  ],
  'a million sheets': [
    () => workbookOf({ workbook: `<workbook><sheets>${'<sheet/>'.repeat(1_000_000)}</sheets></workbook>` }),
    'file-too-large',
  ],
  'a million formats': [
    () =>
      workbookOf({
        styles: `<styleSheet><cellXfs>${'<xf numFmtId="14"/>'.repeat(1_000_000)}</cellXfs></styleSheet>`,
      }),
    'file-too-large',
  ],
  'bytes that are no text': [
    () => workbookOf({ strings: Buffer.from([0x3c, 0xff, 0xfe]).toString('latin1') }),
    'file-broken',
  ],
  'markup that does not end': [() => workbookOf({ sheet: '<worksheet><sheetData><row>' }), 'file-broken'],
  'a file cut short': [() => workbookOf().subarray(0, 300), 'file-broken'],
}
