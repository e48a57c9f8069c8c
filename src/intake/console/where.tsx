import { useState } from 'react'
import { Input } from 'antd'
import { DayInput, dayWords, today } from '../../ui/console/dates.tsx'
import type { useDraft } from './draft.ts'
import './where.css'

/** Where the page is from: kept with it, and gives the dates in it their year; `asked` for where one lacks it. */
export function Where({ kept, asked }: { kept: ReturnType<typeof useDraft>; asked: boolean }) {
  const { draft, change } = kept
  const [open, setOpen] = useState(asked)
  return (
    <details className="intake-from" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        出处：
        {[draft.sourceName, draft.publishedOn && `${dayWords(draft.publishedOn)}刊发`]
          .filter(Boolean)
          .join('，') || '没有填（报名、版次、刊发日期）'}
      </summary>
      <div className="intake-where">
        <label>
          <span>出自</span>
          <Input
            maxLength={100}
            placeholder="报名、版次或网站"
            value={draft.sourceName}
            onChange={(event) => change({ sourceName: event.target.value })}
          />
        </label>
        <label>
          <span>刊发日期</span>
          <DayInput
            max={today()}
            value={draft.publishedOn}
            onChange={(publishedOn) => change({ publishedOn })}
          />
        </label>
        <span className="muted">填了刊发日期，文中“4月13日”这样的日子会带上年份。</span>
      </div>
    </details>
  )
}
