import { createHash } from 'node:crypto'
import { readPage } from './engine/index.ts'
import type { Article, Page } from './engine/types.ts'
import { mended, proposalsOf, type Proposed } from './proposals.ts'
import { rolesIn, type RoleRead } from './roles.ts'

/** A text to read, and the codes of the classes in use; without them only the title is asked for. */
export type Asked = { text: string; classes: string[] | null }

export type ArticleRead = Article & {
  proposals: { printed: Proposed; mended: Proposed }[]
  roles: RoleRead[]
}
export type Whole = { digest: string; title: string; page: Omit<Page, 'articles'>; articles: ArticleRead[] }

/** Words as they are compared: blanks and line ends differ from program to program. */
export const plain = (words: string): string => words.replace(/\s/g, '')

/** The same page whatever its line ends, blank lines and blanks: pasting twice is recognised. */
export const digestOf = (text: string): string => createHash('sha256').update(plain(text)).digest('hex')

/** Everything a text lets an officer record. Pure: the same text gives the same answer. */
export function readWhole({ text, classes }: Asked): Whole {
  const { articles, ...page } = readPage(text)
  const known = new Set(classes)
  return {
    digest: digestOf(text),
    title: titleOf(text, articles),
    page,
    articles: classes
      ? articles.map((article, index) => ({
          ...article,
          roles: rolesIn(article),
          proposals: proposalsOf(article, index, known).map((printed) => ({
            printed,
            mended: mended(printed, page.typos, text),
          })),
        }))
      : [],
  }
}

/** What a page is found again by: its first headline and how many articles follow; without one, its first line like a headline. */
function titleOf(text: string, articles: readonly Article[]): string {
  const [first, ...others] = articles
  const main = first?.headlines.find((one) => one.role === 'main') ?? first?.headlines[0]
  if (main) return `${main.text.slice(0, 60)}${others.length ? `，等${others.length + 1}篇` : ''}`
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const line = lines.find((one) => one.length >= 6 && one.length <= 60) ?? lines[0] ?? ''
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
