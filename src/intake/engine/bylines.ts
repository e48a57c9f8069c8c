import { NOT_NAMES, SURNAMES, COMPOUND_SURNAMES } from './lexicon/people.ts'
import { CITIES, PROVINCES } from './lexicon/places.ts'
import { leadLength } from './lines.ts'

/** 青岛报道: where it was written. */
const BARE = new Set([...PROVINCES, ...CITIES])

const ROLE =
  /(?:本报|本网|本刊|本社|总台|央视|客户端|新闻网|中工网|全媒体|融媒体?|首席|见习|实习|特约|特派|驻[\u4e00-\u9fff]{2}|[\u4e00-\u9fff]{2,6}(?:报|网|社|台))*(记者|通讯员|实习生|撰稿人?|供稿|特约撰稿|作者|撰文|文字|文\/图|图\/文|文\/摄|图文|(?<![\u4e00-\u9fff])文(?=[\s:：/／丨|])|摄影报道|摄影|摄像|图片|供图|(?<![\u4e00-\u9fff])(?:图|摄)(?=[\s:：/／丨|])|\/摄|责任编辑|责编|编辑|美编|审核|校对|初审|复审|终审|监制|策划|来源)/g

const NOT_REPORTER =
  /^(?:摄影|摄像|图片|供图|图|摄|\/摄|责任编辑|责编|编辑|美编|审核|校对|初审|复审|终审|监制|策划|来源)$/

function isReporterName(word: string): boolean {
  if (/^[\u4e00-\u9fff]{1,8}[·•・‧][\u4e00-\u9fff]{1,8}$/.test(word)) return true
  if (!/^[\u4e00-\u9fff]{2,4}$/.test(word)) return false
  if (/^(?:佚名|匿名|网络|网友|转载|管理|未知|信息|文章|本文|新闻|受访|供图|视觉|资料|本版|均|等)/.test(word))
    return false
  // 记者 黎明: a word elsewhere, a name here.
  if ((NOT_NAMES.has(word) || NOT_NAMES.has(word.slice(0, 2))) && !SURNAMES.has(word[0]!)) return false
  // Behind 记者 or 通讯员 an unknown surname is likelier than a word; a body (通讯员 校工会) is known by its end.
  if (/[会局社部院校司团处室组网报台系中心队厂站员委办]$/.test(word))
    return SURNAMES.has(word[0]!) && word.length <= 3 && !/[会局社部院校司处室报]$/.test(word)
  return (
    !/报道|摄影|记者|整理|综合|来自|本报|专电|消息/.test(word) ||
    SURNAMES.has(word[0]!) ||
    COMPOUND_SURNAMES.has(word.slice(0, 2))
  )
}

/** Names set with spaces, 、 or commas between them; "高 磊" is one name. */
function namesIn(piece: string): string[] {
  const parts = piece.split(/[\s\u3000、，,；;/／|丨&和]+/).filter(Boolean)
  const names: string[] = []
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!
    const next = parts[i + 1]
    if (part.length === 1 && next?.length === 1 && SURNAMES.has(part)) {
      names.push(part + next)
      i++
    } else names.push(part)
  }
  return names
    .filter((n) => !/^[\u4e00-\u9fff]{2,4}报道$/.test(n) || !BARE.has(n.slice(0, -2)))
    .map((n) => n.replace(/(?:报道|文并摄|摄影|摄|整理|综合)$/, ''))
    .filter(isReporterName)
}

/** Reporters and correspondents named in a byline or credit; photographers and editors left out. */
export function reportersIn(byline: string): string[] {
  const marks = [...byline.matchAll(ROLE)]
  const names: string[] = []
  if (marks.length === 0) return names
  for (const [n, mark] of marks.entries()) {
    if (NOT_REPORTER.test(mark[1]!)) continue
    const from = mark.index + mark[0].length
    const to = marks[n + 1]?.index ?? byline.length
    const piece = byline.slice(from, to).replace(/^[\s:：/／|丨]+/, '')
    const stop = piece.search(/[（()）。；【】[\]]/)
    names.push(...namesIn(stop < 0 ? piece : piece.slice(0, stop)))
  }
  return names
}

/** Reporters of a lead paragraph (本报讯（记者 X 通讯员 Y）). */
export function reportersOfLead(paragraph: string): string[] {
  const length = leadLength(paragraph)
  if (length === 0) return []
  const lead = paragraph.slice(0, length)
  const named = reportersIn(lead)
  // (甲 记者乙): the first has no mark.
  const ahead = /[（(]((?:[\u4e00-\u9fff]{2,3}[\s、]+){1,3})(?:本报)?(?:记者|通讯员)/.exec(lead)
  if (ahead) named.unshift(...namesIn(ahead[1]!).filter((name) => SURNAMES.has(name[0]!)))
  if (named.length > 0) return named
  // X网讯 甲 通讯员 乙 某地报道
  const free = /^\s*((?:[\u4e00-\u9fff]{2,4}\s+){1,6})(?:[\u4e00-\u9fff]{2,4})?报道/.exec(
    paragraph.slice(length, length + 60),
  )
  if (free) return reportersIn(`记者 ${free[1]!}`)
  // 电 (张三 李四)
  const bracket = /(?:(?:电|讯)\s*|^)[（(]([\u4e00-\u9fff·\s、]{2,20})[）)]/.exec(lead)
  return bracket ? namesIn(bracket[1]!) : []
}

/** （某某局 甲 乙）: the body that sent it and who wrote it. */
function namesOfSender(bracket: string): string[] {
  const sent =
    /^[（(][\u4e00-\u9fff]{2,16}[局会委院校处办部社司团站所心][\s\u3000]+([\u4e00-\u9fff]{2,3}(?:[\s\u3000、]+[\u4e00-\u9fff]{2,3}){0,2})[）)]$/.exec(
      bracket,
    )
  const names = sent ? namesIn(sent[1]!) : []
  return names.every((name) => SURNAMES.has(name[0]!)) ? names : []
}

/** Reporters of a bracket behind the last full stop (（记者 X）), with the length of that tail. */
export function reportersOfTail(paragraph: string): { names: string[]; length: number } {
  const tail = /[。！？…”]\s*((?:[（(【[][^（()）【】[\]。！？]{1,40}[）)】\]]\s*)+)$/.exec(
    paragraph.slice(-160),
  )
  if (!tail) return { names: [], length: 0 }
  const inside = tail[1]!
  // (卞某某 仇某某): nothing but names.
  const bare = /^[（(]([\u4e00-\u9fff]{2,4}(?:[\s\u3000、]+[\u4e00-\u9fff]{2,4}){0,3})[）)]$/.exec(
    inside.trim(),
  )
  if (bare) {
    const names = namesIn(bare[1]!)
    const parts = bare[1]!.split(/[\s\u3000、]+/)
    if (names.length === parts.length && names.every((name) => SURNAMES.has(name[0]!) && name.length <= 3))
      return { names, length: inside.length }
  }
  const sent = namesOfSender(inside.trim())
  if (sent.length > 0) return { names: sent, length: inside.length }
  if (!/记者|通讯员|撰稿|文\/|图\/|文[:：]|编辑|来源|供稿|日报|报\)|报）|完|摄影/.test(inside))
    return { names: [], length: 0 }
  return { names: reportersIn(inside), length: inside.length }
}

/** Reporters of a line that is a byline or a credit as a whole. */
export function reportersOfCredit(line: string): string[] {
  const named = reportersIn(line)
  if (named.length > 0) return named
  const sent = namesOfSender(line)
  if (sent.length > 0) return sent
  // A line of names under a headline.
  const bare = line.replace(/^[（(](.+)[）)]$/, '$1').replace(/^[□■◎]\s*/, '')
  if (/^[\u4e00-\u9fff·]{1,13}(?:[\s\u3000、]+[\u4e00-\u9fff·]{1,13}){0,5}$/.test(bare)) {
    const names = namesIn(bare)
    const fits = (name: string) =>
      name.includes('·') ||
      COMPOUND_SURNAMES.has(name.slice(0, 2)) ||
      (SURNAMES.has(name[0]!) && name.length <= 3)
    if (names.length <= 3 && names.every(fits)) return names
  }
  const before =
    /^[（(□■●◎\s]*([\u4e00-\u9fff]{2,4}(?:\s+[\u4e00-\u9fff]{2,4}){0,2})\s*(?:文\/图|文\/摄|文并摄|\/文)/.exec(
      line,
    )
  return before
    ? namesIn(before[1]!).filter((name) => name.length <= 3 || COMPOUND_SURNAMES.has(name.slice(0, 2)))
    : []
}
