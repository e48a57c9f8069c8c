import { ChevronDown } from 'lucide-react'
import { useEffect, useId } from 'react'
import { useAnswer } from './answer.ts'
import { area } from './stored.ts'
import './area-choice.css'

/** The district this phone works in; asked once, remembered. A single district needs no asking. */
export function AreaChoice({ label, problem }: { label: string; problem?: string }) {
  const chosen = area.use()
  const { data } = useAnswer('GET /api/areas', {})
  const id = useId()
  const only = data?.items.length === 1 ? data.items[0]!.code : 0
  useEffect(() => {
    if (only && !area.get()) area.set(only)
  }, [only])
  const name = data?.items.find((one) => one.code === chosen)?.name ?? (chosen ? String(chosen) : '选择地区')
  return (
    <span className="area-choice">
      <label htmlFor={id} className="only-read">
        {label}
      </label>
      {/* The name is drawn here, because a select is as wide as its longest choice. */}
      <span aria-hidden>
        {name}
        <ChevronDown />
      </span>
      <select
        id={id}
        value={chosen || ''}
        aria-invalid={problem ? true : undefined}
        onChange={(event) => area.set(Number(event.target.value))}
      >
        {!data?.items.some((one) => one.code === chosen) && <option value={chosen || ''}>{name}</option>}
        {data?.items.map((one) => (
          <option key={one.code} value={one.code}>
            {one.name}
          </option>
        ))}
      </select>
    </span>
  )
}
