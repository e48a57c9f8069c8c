import { useState } from 'react'
import type { Problem } from '../../ui/client.ts'
import { write } from '../../ui/worker/answer.ts'
import { Button } from '../../ui/worker/buttons.tsx'
import { Area } from '../../ui/worker/fields.tsx'
import { ErrorNote } from '../../ui/worker/notes.tsx'
import { Photos, uploaded } from '../../ui/worker/photos.tsx'
import { stored } from '../../ui/worker/stored.ts'
import { afterRefusal, keyOf, type Writing } from './written.ts'

/** What somebody was adding, kept until it is sent. */
const supplementDraft = stored<Record<string, string>>('supplement', {})

/** More words and photos, for as long as the matter goes on. */
export function Supplement({ own, code, done }: Writing) {
  const [open, setOpen] = useState(() => Boolean(supplementDraft.get()[own.number]))
  const [photos, setPhotos] = useState<Blob[]>([])
  const [problem, setProblem] = useState<Problem>()
  const text = supplementDraft.use()[own.number] ?? ''
  const setText = (next: string) => {
    const { [own.number]: _, ...others } = supplementDraft.get()
    supplementDraft.set(next ? { ...others, [own.number]: next } : others)
  }
  if (!open) {
    return (
      <button type="button" className="btn block" onClick={() => setOpen(true)}>
        补充说明
      </button>
    )
  }
  const send = async () => {
    if (!text.trim() || text.trim().length > 2000) return
    setProblem(undefined)
    try {
      const sent = await uploaded(photos)
      const body = { ...keyOf(own, code), note: text.trim(), ...(sent.length > 0 && { photos: sent }) }
      const next = await write('POST /api/concerns/follow/supplement', { body })
      setText('')
      setOpen(false)
      done(next)
    } catch (cause) {
      setProblem(await afterRefusal(cause, own, code, done))
    }
  }
  return (
    <section className="card stack">
      <Area
        label="补充说明"
        autoFocus
        maxLength={2000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Photos photos={photos} change={setPhotos} />
      <ErrorNote problem={problem} />
      <div className="row">
        <Button work={() => setOpen(false)}>先不补充</Button>
        <Button look="primary" work={send}>
          补充
        </Button>
      </div>
    </section>
  )
}
