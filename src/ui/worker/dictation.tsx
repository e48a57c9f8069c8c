import { Mic } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

type Heard = {
  results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>
  resultIndex: number
}
type Recognition = EventTarget & {
  lang: string
  continuous: boolean
  interimResults: boolean
  onresult: ((event: Heard) => void) | null
  onend: (() => void) | null
  onerror: ((event: { error: string }) => void) | null
  start(): void
  stop(): void
}
const Recogniser = globalThis as {
  SpeechRecognition?: new () => Recognition
  webkitSpeechRecognition?: new () => Recognition
}
const make = Recogniser.SpeechRecognition ?? Recogniser.webkitSpeechRecognition

/** What a browser says went wrong (Web Speech API, error codes), and what to do then. */
const why: Record<string, string> = {
  network: '这个浏览器现在用不了语音输入，请打字，或用输入法里的话筒。',
  'service-not-allowed': '这个浏览器用不了语音输入，请打字，或用输入法里的话筒。',
  'language-not-supported': '这个浏览器听不懂中文，请打字，或用输入法里的话筒。',
  'not-allowed': '没有允许使用话筒。请在浏览器的设置里允许，或打字。',
  'audio-capture': '没有找到话筒，请打字。',
  'no-speech': '没有听到声音，请再按一次“说”。',
  aborted: '',
}

/** 说: the phone's own dictation, where it has one; otherwise nothing is shown. What fails is said. */
export function SayButton({ heard }: { heard: (text: string) => void }) {
  const [listening, setListening] = useState(false)
  const [failed, setFailed] = useState('')
  const running = useRef<Recognition>(null)
  useEffect(() => () => running.current?.stop(), [])
  if (!make) return null
  const press = () => {
    if (listening) return running.current?.stop()
    const recognition = new make()
    recognition.lang = 'zh-CN'
    recognition.continuous = true
    recognition.interimResults = false
    recognition.onresult = (event) => {
      for (let i = event.resultIndex; i < event.results.length; i++) {
        const result = event.results[i]!
        got = true
        if (result.isFinal) heard(result[0]!.transcript)
      }
    }
    let got = false
    recognition.onerror = ({ error }) => setFailed(why[error] ?? why['network']!)
    recognition.onend = () => {
      setListening(false)
      // Some browsers have the words for it and no service behind: they end at once and say nothing.
      if (!got && Date.now() - began < 1_500) setFailed((before) => before || why['network']!)
    }
    running.current = recognition
    setFailed('')
    const began = Date.now()
    try {
      recognition.start()
      setListening(true)
    } catch {
      setFailed(why['not-allowed']!)
    }
  }
  return (
    <>
      <button type="button" className="btn small" aria-pressed={listening} onClick={press}>
        <Mic aria-hidden />
        {listening ? '说完了' : '说'}
      </button>
      <small role="status">{failed}</small>
    </>
  )
}
