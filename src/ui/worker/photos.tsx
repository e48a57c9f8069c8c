import { Camera, X } from 'lucide-react'
import { useEffect, useMemo, useState, type ChangeEvent } from 'react'
import { write } from './answer.ts'
import './photos.css'

/** The server's bound; only what the browser could not make smaller is above it. */
const largest = 10 * 1024 * 1024

/** Longest side in pixels: a sign or a fine on a screen stays readable, and a photo stays under about 500 kB. */
const longest = 1_920

/**
 * The photo as a smaller JPEG without what the camera noted beside it (place, device). What the browser cannot
 * read is returned as it is; the server decides about it.
 */
export async function smaller(photo: Blob): Promise<Blob> {
  try {
    const picture = await createImageBitmap(photo)
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
    picture.close()
    const made = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.82))
    return made ?? photo
  } catch {
    return photo
  }
}

/** Sends photos ahead of what they belong to; its body names them by the tickets this resolves to. */
export async function uploaded(photos: Blob[]): Promise<string[]> {
  const tickets: string[] = []
  for (const file of photos) tickets.push((await write('POST /api/files/photo', { file })).ticket)
  return tickets
}

/** Takes or picks up to `most` photos and shows them. */
export function Photos(props: { photos: Blob[]; change: (photos: Blob[]) => void; most?: number }) {
  const { photos, change, most = 9 } = props
  const shown = useMemo(() => photos.map((photo) => URL.createObjectURL(photo)), [photos])
  useEffect(() => () => shown.forEach((url) => URL.revokeObjectURL(url)), [shown])
  const [leftOut, setLeftOut] = useState(0)
  const pick = async (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.target
    const picked = [...(input.files ?? [])]
    const made = await Promise.all(picked.slice(0, most - photos.length).map(smaller))
    input.value = ''
    const fit = made.filter((photo) => photo.size <= largest)
    setLeftOut(made.length - fit.length)
    change([...photos, ...fit])
  }
  return (
    <>
      {photos.length > 0 && (
        <ul className="photos">
          {shown.map((url, i) => (
            <li key={url}>
              <img src={url} alt={`照片 ${i + 1}`} />
              <button
                type="button"
                aria-label={`去掉照片 ${i + 1}`}
                onClick={() => change(photos.filter((_, other) => other !== i))}
              >
                <span>
                  <X aria-hidden />
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {photos.length < most && (
        <label className="btn small file-btn">
          <Camera aria-hidden />
          {photos.length === 0 ? '照片' : '再加'}
          <input type="file" accept="image/*" multiple onChange={(event) => void pick(event)} />
        </label>
      )}
      <p role="alert" className={leftOut > 0 ? 'wrong' : 'only-read'}>
        {leftOut > 0 &&
          `${leftOut === 1 ? '这张照片' : `有 ${leftOut} 张照片`}超过 10MB，没有加上。请重拍一张或截图。`}
      </p>
    </>
  )
}
