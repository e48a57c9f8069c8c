import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayIn } from './edits.ts'
import { paragraphsOf, type Mark, type Paragraph } from './marks.ts'
import { decoded, plain } from './plain.ts'

/** What a reader sees of the paragraphs: words, `[接]` where lines were mended, `{kind:words}` where marked. */
const drawn = (text: string, paragraphs: Paragraph[]) =>
  paragraphs.map((paragraph) =>
    paragraph.pieces
      .map((piece) => {
        if ('join' in piece) return '[接]'
        const words = text.slice(piece.from, piece.to)
        return piece.marks.length ? `{${piece.marks.map((mark) => mark.kind).join('+')}:${words}}` : words
      })
      .join(''),
  )

describe('the source', () => {
  const text = '标题\n\n　　工会与骑手座谈，商务区总工\n\n会负责人到场。\n另起一段。\n'
  const at = (words: string): [number, number] => {
    const from = text.indexOf(words)
    return [from, from + words.length]
  }

  it('keeps paragraphs, mends what a join mends, and draws marks in place, across the join too', () => {
    const marks: Mark[] = [
      { span: at('商务区总工\n\n会'), kind: 'organisation' },
      { span: at('骑手座谈'), kind: 'activity', key: 'a' },
      { span: at('骑手'), kind: 'person' },
    ]
    const joins = [{ before: '商务区总工', after: '会负责人', span: at('商务区总工\n\n会负责人') }]
    expect(drawn(text, paragraphsOf(text, [0, text.length], marks, joins))).toEqual([
      '标题',
      '工会与{activity+person:骑手}{activity:座谈}，{organisation:商务区总工}[接]{organisation:会}负责人到场。',
      '另起一段。',
    ])
  })

  it('loses no word and invents none, whatever the marks, the range and the joins', () => {
    const word = fc.constantFrom('工', '会', ' ', '\n', '\n\n', '　', 'ab')
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
        fc.array(fc.tuple(fc.nat(80), fc.nat(80)), { maxLength: 8 }),
        fc.tuple(fc.nat(80), fc.nat(80)),
        (source, spans, ends) => {
          const sorted = (pair: [number, number]): [number, number] => [
            Math.min(...pair, source.length),
            Math.min(Math.max(...pair), source.length),
          ]
          const range = sorted(ends)
          const marks = spans.map((span): Mark => ({ span: sorted(span), kind: 'place' }))
          const joins = spans.slice(0, 2).map((span) => ({ before: '', after: '', span: sorted(span) }))
          const pieces = paragraphsOf(source, range, marks, joins).flatMap((one) => one.pieces)
          const shown = pieces
            .flatMap((one) => ('join' in one ? [] : [source.slice(one.from, one.to)]))
            .join('')
          expect(shown.replaceAll(/\s/g, '')).toBe(source.slice(...range).replaceAll(/\s/g, ''))
          for (const piece of pieces) {
            if ('join' in piece) continue
            for (const { span } of piece.marks) {
              expect(span[0]).toBeLessThanOrEqual(piece.from)
              expect(span[1]).toBeGreaterThanOrEqual(piece.to)
            }
          }
        },
      ),
    )
  })

  it('draws a line of megabytes in parts', () => {
    const long = '字'.repeat(100_000)
    const paragraphs = paragraphsOf(long, [0, long.length], [{ span: [5_990, 6_010], kind: 'gift' }])
    expect(paragraphs.length).toBeGreaterThan(10)
    expect(
      paragraphs.filter((one) => one.pieces.some((piece) => !('join' in piece) && piece.marks.length)),
    ).toHaveLength(2)
  })
})

describe('what is pasted', () => {
  it('is read as UTF-8, UTF-16 or GB 18030', () => {
    const utf16 = new Uint8Array([0xff, 0xfe, 0xe5, 0x5d, 0x1a, 0x4f])
    const gbk = new Uint8Array([0xb9, 0xa4, 0xbb, 0xe1])
    expect(decoded(new TextEncoder().encode('\u{feff}工会').buffer as ArrayBuffer)).toBe('工会')
    expect(decoded(utf16.buffer)).toBe('工会')
    expect(decoded(gbk.buffer)).toBe('工会')
  })
  it('loses its page feeds, but a binary stays to be seen as one', () => {
    expect(plain('上页\f下页\r\n')).toBe('上页 下页\n')
    expect(plain('\u{1}\u{2}\u{3}'.repeat(30))).toBe('\u{fffd}'.repeat(90))
  })
})

describe('a day in words', () => {
  it.each([
    ['2024年4月13日', '', '2024-04-13'],
    ['4月13日', '2024-04-15', '2024-04-13'],
    ['12月30日', '2025-01-02', '2024-12-30'],
    ['4月13日', '', ''],
    ['近日', '2024-04-15', ''],
  ])('%s, published %s', (words, published, day) => {
    expect(dayIn(words, published)).toBe(day)
  })
})
