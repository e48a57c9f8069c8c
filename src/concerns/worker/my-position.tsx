import { MapPin } from 'lucide-react'
import { useState } from 'react'
import { change, type Draft } from './draft.ts'

/** 用我现在的位置: only when pressed, and taken back as easily. */
export function MyPosition({ position }: { position: Draft['position'] }) {
  const [state, setState] = useState<'idle' | 'asking' | 'none'>('idle')
  if (!navigator.geolocation || !isSecureContext) return null
  if (position) {
    return (
      <p className="hint row">
        <MapPin aria-hidden />
        <span>已附上现在的位置{position.metres > 0 && `（误差约 ${position.metres} 米）`}</span>
        <button type="button" className="link" onClick={() => change({ position: null })}>
          去掉
        </button>
      </p>
    )
  }
  const ask = () => {
    setState('asking')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState('idle')
        change({
          position: {
            lng: coords.longitude,
            lat: coords.latitude,
            metres: Math.max(1, Math.round(coords.accuracy)),
          },
        })
      },
      () => setState('none'),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    )
  }
  return (
    <div className="row" aria-live="polite">
      <button type="button" className="btn small" aria-busy={state === 'asking' || undefined} onClick={ask}>
        <MapPin aria-hidden />
        {state === 'asking' ? '正在定位……' : '用我现在的位置'}
      </button>
      {state === 'none' && <span className="hint">没有取到位置，写在上面就行。</span>}
    </div>
  )
}
