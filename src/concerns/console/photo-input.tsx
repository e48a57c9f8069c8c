import { useRef, useState } from 'react'
import { Button } from 'antd'
import { ImagePlus, X } from 'lucide-react'
import { useWrite } from '../../ui/console/ask.ts'
import { ProblemNote } from '../../ui/console/problem-note.tsx'
import '../../ui/console/field.css'
import './photo-input.css'

const most = 9

/** Photos for a step: sent at once, so that a step's own send is short; their place is taken out by the server. */
export function PhotoInput({ photos, onChange }: { photos: string[]; onChange: (photos: string[]) => void }) {
  const chooser = useRef<HTMLInputElement>(null)
  const write = useWrite('POST /api/files/photo')
  // Not asked back from the server: it shows a photo only once it hangs on a record.
  const [shown, setShown] = useState<Record<string, string>>({})
  const add = async (files: FileList | null) => {
    let all = photos
    for (const file of [...(files ?? [])].slice(0, most - photos.length)) {
      const answer = await write.send({ file })
      if (!answer) break
      setShown((before) => ({ ...before, [answer.ticket]: URL.createObjectURL(file) }))
      if (!all.includes(answer.ticket)) all = [...all, answer.ticket]
      onChange(all)
    }
    if (chooser.current) chooser.current.value = ''
  }
  return (
    <div className="field" role="group" aria-label="照片">
      <input
        ref={chooser}
        type="file"
        accept="image/jpeg,image/png,image/webp"
        multiple
        hidden
        aria-label="选照片"
        onChange={(event) => void add(event.target.files)}
      />
      <div className="concern-photos">
        {photos.map((sha256, index) => (
          <span key={sha256}>
            <img src={shown[sha256]} alt={`照片${index + 1}`} />
            <button
              type="button"
              aria-label={`去掉照片${index + 1}`}
              onClick={() => onChange(photos.filter((one) => one !== sha256))}
            >
              <X aria-hidden size="1em" />
            </button>
          </span>
        ))}
        {photos.length < most && (
          <Button
            icon={<ImagePlus aria-hidden size="1em" />}
            loading={write.busy}
            onClick={() => chooser.current?.click()}
          >
            加照片
          </Button>
        )}
      </div>
      <div className="field-about">拍摄位置会自动去掉。</div>
      <ProblemNote problem={write.problem} />
    </div>
  )
}
