// Names as pinyin, for finding them without switching the input method: 朝阳区总工会 by `chaoyang` or by `cyqzgh`.
import { customPinyin, pinyin } from 'pinyin-pro'

/** Lower-case a–z and 0–9 only; ü is v, as it is typed. Empty when the name has nothing that can be spelled. */
export type SearchKeys = { pinyin: string; initials: string }

// Readings the dictionary does not have: places and an old house in Beijing, a suburb of Shanghai, water works.
customPinyin({
  大栅栏: 'dà shí làn',
  便宜坊: 'biàn yí fāng',
  十里堡: 'shí lǐ pù',
  马家堡: 'mǎ jiā pù',
  莘庄: 'xīn zhuāng',
  给排水: 'jǐ pái shuǐ',
})

/** The keys of an organisation's name or a place's. Latin letters and digits stay, also in the initials. */
export function searchKeys(name: string): SearchKeys {
  return spell(name, 'off')
}

/** As `searchKeys`; with `head` the first characters are read as a surname. */
export function spell(name: string, surname: 'off' | 'head'): SearchKeys {
  const text = name.normalize('NFKC')
  const mode = surname === 'head' ? 'surname' : 'normal'
  const how = { mode, surname, toneType: 'none', type: 'array', nonZh: 'consecutive', v: true } as const
  return {
    pinyin: plain(pinyin(text, how)),
    initials: plain(pinyin(text, { ...how, pattern: 'first' })),
  }
}

/** Joined, without diacritics (ê), separators, and characters the dictionary does not know. */
function plain(parts: string[]): string {
  return parts
    .join('')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}
