import type { Tone } from '../../ui/console/tags.tsx'
import type { EditedKind } from './edits.ts'

/** What proposals become: the word, its colour, and how one of it is counted. */
export const recordKinds: Record<EditedKind | 'clipping', { name: string; tone: Tone; one: string }> = {
  activity: { name: '活动', tone: 'blue', one: '这个活动' },
  clipping: { name: '转载', tone: 'grey', one: '这篇转载' },
  concern: { name: '诉求', tone: 'red', one: '这件诉求' },
  commitment: { name: '承诺', tone: 'green', one: '这个承诺' },
}

/** The kind of an accepted record, by the noun it is stored under. */
export const kindOf = (noun: string): EditedKind | 'clipping' | undefined =>
  noun in recordKinds ? (noun as EditedKind | 'clipping') : undefined
