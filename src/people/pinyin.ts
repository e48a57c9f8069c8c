// People's names as pinyin. Surnames have readings of their own: 单 shàn, 仇 qiú, 解 xiè.
import { spell, type SearchKeys } from '../org/pinyin.ts'

/** The keys of a person's name, the surname first: one or two characters, as in 单 or 欧阳. */
export function personSearchKeys(name: string): SearchKeys {
  return spell(name, 'head')
}
