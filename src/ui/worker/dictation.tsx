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
  start(): void
  stop(): void
}
const Recogniser = globalThis as {
  SpeechRecognition?: new () => Recognition
  webkitSpeechRecognition?: new () => Recognition
}
const make = Recogniser.SpeechRecognition ?? Recogniser.webkitSpeechRecognition

/** 说: the phone's own dictation, where it has one; otherwise nothing is shown. */
export function SayButton({ heard }: { heard: (text: string) => void }) {
  const [listening, setListening] = useState(false)
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
        if (result.isFinal) heard(result[0]!.transcript)
      }
    }
    recognition.onend = () => setListening(false)
    running.current = recognition
    try {
      recognition.start()
      setListening(true)
    } catch {
      // The microphone was refused; typing works.
    }
  }
  return (
    <button type="button" className="btn small" aria-pressed={listening} onClick={press}>
      <Mic aria-hidden />
      {listening ? '说完了' : '说'}
    </button>
  )
}
