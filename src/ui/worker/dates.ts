const zone = 'Asia/Shanghai'
const parts = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone,
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const weekdays = new Intl.DateTimeFormat('zh-CN', { timeZone: 'UTC', weekday: 'short' })

function read(at: Date) {
  const of = Object.fromEntries(parts.formatToParts(at).map((part) => [part.type, part.value]))
  return { year: of.year, day: `${of.month}月${of.day}日`, time: `${of.hour}:${of.minute}` }
}

/** `11月23日 14:05` in Beijing, with the year where it is not this one. */
export function moment(instant: string): string {
  const at = read(new Date(instant))
  return `${at.year === read(new Date()).year ? '' : `${at.year}年`}${at.day} ${at.time}`
}

/** `11月23日` in Beijing for an instant. */
export function dayOf(instant: string): string {
  return moment(instant).replace(/ .*/, '')
}

/** `11月26日 周四` for a calendar day `2026-11-26`. */
export function calendarDay(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  const shown = `${month}月${date}日`
  const at = new Date(`${day}T00:00:00Z`)
  return `${String(year) === read(new Date()).year ? '' : `${year}年`}${shown} ${weekdays.format(at)}`
}
