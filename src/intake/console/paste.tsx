import { useRef, useState, type ReactNode } from 'react'
import { Button } from 'antd'
import { FileText, FileUp } from 'lucide-react'
import { decoded, plain } from './plain.ts'
import './paste.css'

/** UTF-16 units; the contract's bound. */
const longest = 5_242_880
const notText = (name: string) => `“${name}”不是文字文件。图片、PDF、Word 请先转成文字，再粘贴进来。`

/** Longer texts are not put into a text box, which would lay out all of it. */
const boxed = 200_000

/** The text is pasted, dropped or picked as a file. */
export function Paste({
  text,
  busy,
  problem,
  onText,
  onRead,
}: {
  text: string
  busy: boolean
  problem: ReactNode
  onText: (text: string) => void
  onRead: (text: string) => void
}) {
  const [over, setOver] = useState(false)
  const [wrong, setWrong] = useState('')
  const picker = useRef<HTMLInputElement>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const submit = (raw: string) => {
    const words = plain(raw)
    if (!words.trim()) {
      setWrong('还没有文字。请粘贴一段报刊、简报或网页上的文字。')
      area.current?.focus()
    } else if (words.length > longest) setWrong('文字太长，一次最多5MB，请分几次录入。')
    else {
      setWrong('')
      onRead(words)
    }
  }
  const take = async (file: File | undefined) => {
    if (!file) return
    if (!file.type.startsWith('text/') && !/\.txt$/i.test(file.name)) return setWrong(notText(file.name))
    // A character takes at most four bytes.
    if (file.size > longest * 4) return setWrong('文件太大，一次最多5MB，请分几次录入。')
    const words = plain(decoded(await file.arrayBuffer()))
    if ((words.slice(0, 60_000).match(/\ufffd/g)?.length ?? 0) > 20) return setWrong(notText(file.name))
    onText(words)
    submit(words)
  }
  return (
    <section
      className="card intake-box"
      aria-label="要读的文字"
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        const file = event.dataTransfer.files[0]
        if (!file) return
        event.preventDefault()
        void take(file)
      }}
    >
      <label htmlFor="intake-text">报刊、简报或网页上的文字</label>
      {text.length > boxed ? (
        <div className="intake-long">
          <p>
            <FileText aria-hidden size="1em" /> 共{text.length.toLocaleString('zh-CN')}字，开头是：
          </p>
          <blockquote>{text.slice(0, 300)}…</blockquote>
          <Button onClick={() => onText('')}>清空</Button>
        </div>
      ) : (
        <textarea
          ref={area}
          id="intake-text"
          rows={12}
          placeholder="把整个版面一次粘贴进来，不用先分篇、不用补断行；也可以把 .txt 文件拖到这里。"
          aria-describedby="intake-wrong"
          aria-invalid={wrong ? true : undefined}
          value={text}
          onChange={(event) => {
            setWrong('')
            onText(event.target.value)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(text)
          }}
        />
      )}
      <div id="intake-wrong" role="alert">
        {wrong && <p className="intake-wrong">{wrong}</p>}
      </div>
      {problem}
      <div className="intake-send">
        <Button type="primary" size="large" loading={busy} onClick={() => submit(text)}>
          {busy ? '正在读' : '读'}
        </Button>
        <input
          ref={picker}
          type="file"
          hidden
          aria-label="选择文字文件"
          accept=".txt,text/plain"
          onChange={(event) => {
            const file = event.target.files?.[0]
            // The same file, corrected, may be chosen again.
            event.target.value = ''
            void take(file)
          }}
        />
        <Button
          size="large"
          icon={<FileUp aria-hidden size="1em" />}
          disabled={busy}
          onClick={() => picker.current?.click()}
        >
          选择 .txt 文件
        </Button>
        <span className="muted" role="status">
          {busy && text.length > 60_000
            ? '文字很长，要读几秒到一分钟'
            : text && `${text.length.toLocaleString('zh-CN')}字`}
        </span>
      </div>
    </section>
  )
}
