// Times in Asia/Shanghai: `<Day>` and `<When>` to show, `<Second>` to the second, `<Moment>` on paper, `DayInput` to ask, `dayOf`/`today` as text.
import { Input, type InputProps } from 'antd'

const parts = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
function split(at: Date) {
  const found = Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]))
  return found as Record<'year' | 'month' | 'day' | 'weekday' | 'hour' | 'minute' | 'second', string>
}

/** `2026-11-23` of an instant, in Shanghai. */
export function dayOf(at: Date): string {
  const { year, month, day } = split(at)
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
export const today = () => dayOf(new Date())
/** `11月23日 周一` */
export function longDay(at: Date): string {
  const { month, day, weekday } = split(at)
  return `${month}月${day}日 ${weekday}`
}
/** `11月23日`, with the year when it is not this one. Takes `2026-11-23`. */
export function dayWords(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${String(year) === today().slice(0, 4) ? '' : `${year}年`}${month}月${date}日`
}
/** `今天 09:12`, `昨天 16:30`, `11月20日 08:05`, `2025年3月2日`. */
function whenWords(at: Date, now = new Date()): string {
  const { year, month, day, hour, minute } = split(at)
  const time = `${hour}:${minute}`
  const date = dayOf(at)
  if (date === dayOf(now)) return `今天 ${time}`
  if (date === dayOf(new Date(now.getTime() - 86_400_000))) return `昨天 ${time}`
  if (year === split(now).year) return `${month}月${day}日 ${time}`
  return `${year}年${month}月${day}日`
}
/** `3分钟前` within the hour, then as `whenWords`. */
function agoWords(at: Date, now = new Date()): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000)
  if (minutes < 1) return '刚刚'
  if (minutes < 60) return `${minutes}分钟前`
  return whenWords(at, now)
}
const full = (at: Date) => {
  const { year, month, day, hour, minute } = split(at)
  return `${year}年${month}月${day}日 ${hour}:${minute}`
}
/** `2026-11-23 09:12:05` */
const exact = (at: Date) => {
  const { hour, minute, second } = split(at)
  return `${dayOf(at)} ${hour}:${minute}:${second}`
}

/** A calendar day, `2026-11-23` on the wire. */
export function Day({ day }: { day: string }) {
  return (
    <time dateTime={day} className="num">
      {dayWords(day)}
    </time>
  )
}
/** An instant; the exact time is in the tooltip. `ago` for things that just happened. */
export function When({ at, ago = false }: { at: string; ago?: boolean }) {
  const date = new Date(at)
  return (
    <time dateTime={at} title={full(date)} className="num">
      {ago ? agoWords(date) : whenWords(date)}
    </time>
  )
}
/** An instant to the second, where the order of things is looked into: `2026-11-23 09:12:05`. */
export function Second({ at }: { at: string }) {
  return (
    <time dateTime={at} className="num">
      {exact(new Date(at))}
    </time>
  )
}
/** An instant in full, for paper: `2026年11月23日 09:12`. */
export function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} className="num">
      {full(new Date(at))}
    </time>
  )
}
/** `2026年11月23日` of `2026-11-23`. */
export function fullDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}
/** Asks for a day; `''` is none. The browser's own control: it knows keyboard, phone and screen reader. */
export function DayInput({
  value,
  onChange,
  ...rest
}: Omit<InputProps, 'value' | 'onChange' | 'type'> & { value: string; onChange: (day: string) => void }) {
  return (
    <Input
      {...rest}
      type="date"
      max={rest.max ?? '2100-12-31'}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
