import { useEffect, useState } from 'react'
import { useAnswer, useOnline } from '../../ui/worker/answer.ts'
import { statuses } from '../words.ts'
import { change, draft } from './draft.ts'

/** 可能有人反映过同一件事: offered once class and words are there; the worker says whether it is. */
export function SameMatter(props: { classCode: string; text: string; place: string; district: number }) {
  const online = useOnline()
  const { classCode, text, place, district } = props
  const sameAs = draft.use().sameAs
  const [asked, setAsked] = useState<{
    area: number
    classCode: string
    text: string
    place?: string
  } | null>(null)
  const [refused, setRefused] = useState<string[]>([])
  useEffect(() => {
    const ready = online && district && classCode && text.trim().length >= 6
    const timer = setTimeout(
      // A few hundred characters say what it is about.
      () =>
        setAsked(
          ready
            ? {
                area: district,
                classCode,
                text: text.trim().slice(0, 300),
                ...(place.trim() ? { place: place.trim() } : {}),
              }
            : null,
        ),
      ready ? 700 : 0,
    )
    return () => clearTimeout(timer)
  }, [online, district, classCode, text, place])
  const { data } = useAnswer('POST /api/concerns/similar', asked && { body: asked })
  const offered = data?.items.find((one) => !refused.includes(one.id))
  return (
    <div role="status" className="status">
      {sameAs ? (
        <div className="card note">
          <p>已注明：和“{sameAs.title}”是同一件事，会一起推动。</p>
          <button type="button" className="link" onClick={() => change({ sameAs: null })}>
            不是，取消
          </button>
        </div>
      ) : (
        offered && (
          <div className="card note">
            <p>可能有人反映过同一件事：</p>
            <p>
              <b>{offered.title}</b>
              <br />
              {[offered.place, statuses[offered.status]].filter(Boolean).join(' · ')}
            </p>
            <div className="row">
              <button
                type="button"
                className="btn small"
                onClick={() => change({ sameAs: { id: offered.id, title: offered.title } })}
              >
                是同一件事
              </button>
              <button
                type="button"
                className="btn small"
                onClick={() => setRefused([...refused, offered.id])}
              >
                不是
              </button>
            </div>
          </div>
        )
      )}
    </div>
  )
}
