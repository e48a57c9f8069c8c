import type { ReactNode } from 'react'
import type { Static } from 'typebox'
import type { TimelineEntry } from '../../kernel/contract.ts'
import { address } from '../client.ts'
import { When } from './dates.tsx'
import './timeline.css'

type Entry = Omit<Static<typeof TimelineEntry>, 'type' | 'id'> & { id?: string; type?: string }

/**
 * What happened, drawn newest first whichever way it is given. `about` is the record's id for its attachments
 * (`GET /api/files/…`); `words` draws the text of an entry, as a link, say.
 */
export function Timeline<T extends Entry>({
  entries,
  about,
  words = (entry) => entry.text,
}: {
  entries: readonly T[]
  about?: string
  words?: (entry: T) => ReactNode
}) {
  const [first, last] = [entries[0], entries.at(-1)]
  const newestFirst = first && last && order(first) < order(last) ? [...entries].reverse() : entries
  return (
    <ol className="timeline">
      {newestFirst.map((entry, index) => (
        <li key={entry.id ?? index} className={index === 0 ? 'now' : undefined}>
          <div>{words(entry)}</div>
          {entry.note && <blockquote>{entry.note}</blockquote>}
          {about && entry.files && entry.files.length > 0 && <Photos about={about} files={entry.files} />}
          <small>
            {entry.by && `${entry.by} · `}
            <When at={entry.at} ago />
          </small>
        </li>
      ))}
    </ol>
  )
}

/** Ids of events grow with time, also within one instant. */
const order = ({ at, id = '' }: Entry) => `${at} ${id}`

/** Attached photos as thumbnails that open in full. */
export function Photos({
  about,
  files,
}: {
  about: string
  files: readonly { sha256: string; mime: string }[]
}) {
  return (
    <div className="photos">
      {files.map(({ sha256 }, index) => {
        const href = address('GET /api/files/{about}/{sha256}', { params: { about, sha256 } })
        return (
          <a key={sha256} href={href} target="_blank" rel="noreferrer">
            <img src={href} alt={`照片${index + 1}`} loading="lazy" />
          </a>
        )
      })}
    </div>
  )
}
