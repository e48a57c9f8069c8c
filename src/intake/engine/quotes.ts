import { spanOf } from './passage.ts'
import type { Passage } from './passage.ts'
import type { Quote } from './types.ts'

const VERB = /(?:说|表示|介绍|感慨|坦言|告诉记者|感叹|笑着说|强调|指出|谈到|提到|回忆)/

/** Direct speech of at least one sentence, with the speaker named right behind or before it. */
export function quotesIn(passage: Passage): Quote[] {
  const { text, bodyStart } = passage
  const quotes: Quote[] = []
  for (const m of text.matchAll(/“[^“”\n]{8,400}”/g)) {
    if (m.index < bodyStart || !/[。！？]”$|，”$/.test(m[0])) continue
    const after = text.slice(m.index + m[0].length, m.index + m[0].length + 50)
    const before = text.slice(Math.max(bodyStart, m.index - 40), m.index)
    const behind = new RegExp(`^([^，。；：！？“”\\n]{1,40}?)${VERB.source}`).exec(after)
    const ahead = new RegExp(
      `(?:^|[。！？”\\n，])([^，。；：！？“”\\n]{1,30}?)(?:[^，。；：！？“”\\n]{0,6})${VERB.source}[：:，]$`,
    ).exec(before)
    const speaker = (behind?.[1] ?? ahead?.[1] ?? '').replace(
      /(?:激动|高兴|感慨|笑着|开心|自豪|动情|兴奋|深情|感动|不无感叹|由衷)?地?$/,
      '',
    )
    quotes.push({ text: m[0], speaker, span: spanOf(passage, m.index, m.index + m[0].length) })
  }
  return quotes
}
