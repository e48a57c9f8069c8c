import { tooLarge, type Archive } from './office-archive.ts'

const mostParagraphs = 100_000
const mostCharacters = 10_000_000
const longestParagraph = 200_000
const parcel = 2_000

/** Sends the paragraphs of a document to `take`, in order; what was struck out (`delText`) and field codes are not text. */
export async function readDocument(archive: Archive, take: (paragraphs: string[]) => void): Promise<void> {
  let paragraphs: string[] = []
  let [seen, characters] = [0, 0]
  // A paragraph may hold another: in a text box.
  const open: string[] = []
  let within = false
  const write = (text: string) => {
    if (!open.length) return
    const grown = open.at(-1)! + text
    if (grown.length > longestParagraph) throw tooLarge(`有一段超过${longestParagraph}个字`)
    open[open.length - 1] = grown
  }
  await archive.read(await archive.main('word'), {
    open(tag) {
      if (tag === 'p') open.push('')
      else if (tag === 't') within = true
      else if (tag === 'tab') write('\t')
      else if (tag === 'br' || tag === 'cr') write('\n')
    },
    text(text) {
      if (within) write(text)
    },
    close(tag) {
      if (tag === 't') within = false
      else if (tag === 'p') {
        const text = open.pop()!.trim()
        if (!text) return
        characters += text.length
        if (++seen > mostParagraphs || characters > mostCharacters) throw tooLarge('里面的文字太多')
        if (paragraphs.push(text) < parcel) return
        take(paragraphs)
        paragraphs = []
      }
    },
  })
  take(paragraphs)
}
